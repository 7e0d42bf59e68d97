package scenarios

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rollsim/rollsim/model"
)

// shareDigits is how many decimals of a percentage are written at most.
const shareDigits = 12

// Phases writes a strategy of a scenario as an item of "strategies" with every
// phase spelt out, whatever it was written as: a short form, or the terms of
// another system. Read again in the same scenario it is the same strategy, but
// that it is no preset. It is empty for a strategy without phases.
func Phases(s *model.Scenario, st *model.Strategy) string {
	if len(st.Phases) == 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "- name: %s\n  phases:\n", scalarText(st.Name))
	for i := range st.Phases {
		p := &st.Phases[i]
		next := i+1 < len(st.Phases) && st.Phases[i+1].Start.WhenGate
		fmt.Fprintf(&b, "    - name: %s\n", scalarText(p.Name))
		for _, line := range phaseLines(s, p, next) {
			fmt.Fprintf(&b, "      %s\n", line)
		}
	}
	reach := "at-next-poll"
	if !st.Halt.AtNextPoll {
		reach = lengthOf(st.Halt.After)
	}
	fmt.Fprintf(&b, "  halt: {reaches_clients: %s}\n", reach)
	back := "ready"
	if st.Rollback.PlanB.Length > 0 || st.Rollback.PlanB.Unit != model.Elapsed {
		back = spanOf(st.Rollback.PlanB)
	}
	fmt.Fprintf(&b, "  rollback: {plan_b: %s", back)
	if st.Rollback.To != "" {
		fmt.Fprintf(&b, ", to: %q", st.Rollback.To)
	}
	fmt.Fprintf(&b, "}\n  late_joiners: %s\n", []string{"next-window", "last-phase", "at-once"}[st.LateJoiners])
	if len(st.Access) > 0 {
		b.WriteString("  access:\n")
	}
	for _, a := range st.Access {
		fmt.Fprintf(&b, "    - %s\n", accessOfText(s, a))
	}
	return b.String()
}

// phaseLines are the keys of a phase but for its name. awaited tells whether the
// next phase opens when the gate of this one does.
func phaseLines(s *model.Scenario, p *model.Phase, awaited bool) []string {
	var lines []string
	add := func(key string, parts ...string) {
		if len(parts) > 0 {
			lines = append(lines, key+": {"+strings.Join(parts, ", ")+"}")
		}
	}
	add("select", selectParts(s, p)...)
	if p.Testers {
		lines = append(lines, "testers: true")
	}
	switch {
	case p.Start.WhenGate:
		add("start", "when: gate")
	case p.Start.At != nil:
		add("start", "at: "+p.Start.Shown(s.Calendar.Zone).In(time.UTC).Format("2006-01-02T15:04:05"))
	case p.Start.Delay != (model.Span{}):
		add("start", "after: previous", "delay: "+spanOf(p.Start.Delay))
	}
	add("offer", offerParts(&p.Offer)...)
	if p.InFlight.Count > 0 {
		lines = append(lines, "max_in_flight: "+strconv.Itoa(p.InFlight.Count))
	} else if p.InFlight.Share > 0 {
		lines = append(lines, "max_in_flight: "+shareText(p.InFlight.Share))
	}
	if g := p.Grants; g != nil {
		add("grants", "most: "+strconv.Itoa(g.Most), "every: "+lengthOf(g.Period), "timeout: "+lengthOf(g.Timeout), "safe_mode: "+strconv.FormatBool(g.Safe))
	}
	if p.Window != nil {
		add("window", windowParts(p.Window)...)
	}
	add("gate", gateParts(&p.Gate, awaited && p.Approval.Length == 0)...)
	if p.Approval != (model.Span{}) {
		lines = append(lines, "approval: "+spanOf(p.Approval))
	}
	if p.Deadline != nil {
		lines = append(lines, "deadline: "+spanOf(*p.Deadline))
	}
	if p.Grace != (model.Span{}) {
		lines = append(lines, "grace: "+spanOf(p.Grace))
	}
	if p.OnProblem != model.PauseFix {
		lines = append(lines, "on_problem: "+[]string{"pause-fix", "abort", "rollback"}[p.OnProblem])
	}
	return lines
}

func selectParts(s *model.Scenario, p *model.Phase) []string {
	var parts []string
	if p.Groups != nil {
		var names []string
		for _, g := range p.Groups {
			names = append(names, scalarText(s.Groups[g].Name))
		}
		parts = append(parts, "groups: ["+strings.Join(names, ", ")+"]")
	}
	switch p.Size.Kind {
	case model.SizeCount:
		parts = append(parts, "size: "+strconv.Itoa(p.Size.Count))
	case model.SizeShare:
		parts = append(parts, "size: "+shareText(p.Size.Share))
	default:
		parts = append(parts, "size: rest")
	}
	if p.Size.Basis != model.OfTotal {
		parts = append(parts, "basis: "+[]string{"total", "remaining", "cumulative"}[p.Size.Basis])
	}
	if p.By != model.ByRandom {
		parts = append(parts, "by: "+[]string{"random", "group-order", "key-users"}[p.By])
	}
	return parts
}

func offerParts(o *model.Offer) []string {
	switch o.Kind {
	case model.OfferRate:
		return []string{"rate: " + rateText(o.Rate)}
	case model.OfferRamp:
		ramp := "ramp: {base: " + rateText(o.Rate) + ", factor: " + strconv.FormatFloat(o.Factor, 'f', -1, 64) + ", factor_every: " + strconv.Itoa(o.FactorEvery) +
			", counting: " + map[bool]string{false: "offered", true: "succeeded"}[o.Succeeded]
		if o.Most > 0 {
			ramp += ", most: " + rateText(o.Most)
		}
		return []string{ramp + "}"}
	case model.OfferOver:
		return []string{"over: " + spanOf(o.Over)}
	case model.OfferDaily:
		var shares []string
		for _, f := range o.Daily {
			shares = append(shares, shareText(f))
		}
		return []string{"daily: [" + strings.Join(shares, ", ") + "]"}
	}
	return nil
}

func windowParts(w *model.OfferWindow) []string {
	var days []string
	for i, d := range []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"} {
		if w.Days[i] {
			days = append(days, d)
		}
	}
	if w.Days[time.Sunday] { // a week begins on Monday
		days = slices.Concat(days[1:], days[:1])
	}
	return []string{
		"days: [" + strings.Join(days, ", ") + "]",
		"hours: " + clockOf(w.From) + "-" + clockOf(w.Until),
		"clock: " + map[bool]string{false: "plan", true: "client"}[w.ClientClock],
	}
}

// gateParts are the keys of a gate. One that is awaited must be there even if it
// is open at once.
func gateParts(g *model.Gate, awaited bool) []string {
	var parts []string
	more := map[bool]string{true: "more than "}
	switch {
	case g.Count > 0:
		parts = append(parts, fmt.Sprintf("success: %d clients", g.Count))
	case g.Success > 0:
		parts = append(parts, "success: "+more[g.Above]+shareText(g.Success)+" of "+denominators[g.Of])
	}
	if g.Soak != (model.Span{}) || awaited && !waits(g) {
		parts = append(parts, "soak: "+spanOf(g.Soak))
	}
	if g.Errors > 0 {
		text := "errors: "
		if g.ErrorsFrom {
			text += "at least "
		}
		text += shareText(g.Errors)
		if g.ErrorsOfEnded {
			text += " of ended"
		}
		parts = append(parts, text)
	}
	if g.AtLeast > 0 {
		parts = append(parts, "at_least: "+strconv.Itoa(g.AtLeast))
	}
	if g.IfStuck.After.Length > 0 {
		parts = append(parts, "if_stuck: {after: "+spanOf(g.IfStuck.After)+", then: "+[]string{"alert", "proceed", "pause"}[g.IfStuck.Then]+"}")
	}
	return parts
}

func accessOfText(s *model.Scenario, a model.Access) string {
	group := everybody
	switch {
	case a.Group != model.AllGroups:
		group = scalarText(s.Groups[a.Group].Name)
	case a.KeyUsers:
		group = keyUsers
	}
	text := "{group: " + group
	if a.Group != model.AllGroups && a.KeyUsers {
		text += ", key_users: true"
	}
	return text + ", from: " + a.From.In(s.Calendar.Zone).Format("2006-01-02T15:04:05") + "}"
}

// scalarText is a text as YAML reads it back, in quotes where it needs them.
func scalarText(text string) string {
	plain := text != "" && !strings.ContainsAny(text, "{}[],:#&*!|>'\"%@`\\?-") && strings.TrimSpace(text) == text
	if plain && (text[0] >= 'a' && text[0] <= 'z' || text[0] >= 'A' && text[0] <= 'Z') {
		return text
	}
	return strconv.Quote(text)
}

// lengthOf is a duration as scenario files write it, also below a millisecond.
func lengthOf(d time.Duration) string {
	if d%time.Millisecond != 0 {
		return strconv.FormatFloat(d.Seconds(), 'f', 9, 64) + "s"
	}
	if d > 0 && d%day == 0 {
		return strconv.Itoa(int(d/day)) + "d"
	}
	return written(d)
}

// spanOf is a span as scenario files write it.
func spanOf(s model.Span) string {
	days := strconv.FormatFloat(float64(s.Length)/float64(day), 'f', -1, 64)
	switch s.Unit {
	case model.LocalDays:
		return days + "d"
	case model.Workdays:
		return days + "wd"
	}
	if s.Length%time.Millisecond != 0 {
		return lengthOf(s.Length)
	}
	return written(s.Length)
}

// clockOf is a time of day as scenario files write it.
func clockOf(d time.Duration) string {
	text := fmt.Sprintf("%02d:%02d", d/time.Hour, d/time.Minute%60)
	if rest := d % time.Minute; rest > 0 {
		text += fmt.Sprintf(":%02d", rest/time.Second)
	}
	return text
}

// shareText is a share as a percentage that reads back as the same number.
func shareText(share float64) string {
	return shortest(share*100, shareDigits, "%", share, parseShare)
}

// rateText is a rate of clients a second, in the first unit of time in which it is
// a whole number, or else the shortest.
func rateText(rate float64) string {
	best := ""
	for _, u := range []unit{{"/min", 1.0 / 60}, {"/h", 1.0 / 3600}, {"/s", 1}, {"/d", 1.0 / 86400}} {
		text := shortest(rate/u.worth, 15, u.name, rate, arrivalRate.parse)
		if !strings.Contains(text, ".") {
			return text
		}
		if best == "" || len(text) < len(best) {
			best = text
		}
	}
	return best
}

// shortest writes a number with as few decimals as it needs to be read back as
// wanted, and with the most where none does.
func shortest(number float64, most int, unit string, wanted float64, parse func(string) (float64, error)) string {
	for digits := 0; digits < most; digits++ {
		text := strconv.FormatFloat(number, 'f', digits, 64) + unit
		if got, err := parse(text); err == nil && got == wanted {
			return text
		}
	}
	return strconv.FormatFloat(number, 'f', most, 64) + unit
}
