package reports

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
)

// takes says whom a phase takes.
func (p *planPage) takes(i int) string {
	phase, ph := &p.Strategy.Phases[i], &p.Phases[i]
	text := ""
	switch phase.Size.Kind {
	case model.SizeRest:
		text = p.say("all that is left")
	case model.SizeCount:
		text = p.counted(phase.Size.Count, "PC", "PCs")
	case model.SizeShare:
		text = p.say(map[model.Basis]string{
			model.OfTotal: "%s of the whole fleet", model.OfRemaining: "%s of what is left",
			model.Cumulative: "%s of the whole fleet, the phases before it counted",
		}[phase.Size.Basis], p.percent(phase.Size.Share))
	}
	if n := int(math.Round(ph.Clients.Mean)); phase.Size.Kind != model.SizeCount || n != phase.Size.Count {
		text += ", " + p.counted(n, "PC", "PCs")
	}
	if phase.Groups != nil {
		var names []string
		for _, g := range phase.Groups {
			names = append(names, p.spell(p.Scenario.Groups[g].Name))
		}
		text = p.say("%s from %s", text, p.listed(names, "and"))
	}
	if phase.Size.Kind != model.SizeRest {
		text += ", " + p.say(map[model.Selection]string{
			model.ByRandom: "chosen at random", model.ByGroupOrder: "group by group",
			model.ByKeyUsers: "key users first and then at random",
		}[phase.By])
	}
	if phase.Testers {
		text += "; " + p.say("their users are asked to test")
	}
	if lack := int(math.Round(ph.Assigned.Mean)); lack < int(math.Round(ph.Clients.Mean)) {
		text += "; " + p.say("%s of them lack the release", p.thousands(lack))
	}
	return text
}

// opens says when a phase opens, by which rule.
func (p *planPage) opens(i int) string {
	ph := &p.Phases[i]
	text := p.instant(&ph.Opened) + ": " + p.opening(i)
	planned := p.on(ph.Planned.Opens.Seconds())
	if !finite(ph.Opened.Mean) || p.on(ph.Opened.Mean) != planned {
		text += "; " + p.say("at the earliest %s", planned)
	}
	return text
}

// opening is the rule by which a phase opens.
func (p *planPage) opening(i int) string {
	phase, ph := &p.Strategy.Phases[i], &p.Phases[i]
	before := ""
	if i > 0 {
		before = p.phaseName(i - 1)
	}
	rule := ""
	switch {
	case phase.Start.WhenGate && i > 0 && p.Strategy.Phases[i-1].Approval.Length > 0:
		rule = p.say("when the gate of %s opens and that is approved", before)
	case phase.Start.WhenGate && i > 0:
		rule = p.say("when the gate of %s opens", before)
	case phase.Start.At != nil:
		rule = p.say("at the date given")
		if given := p.on(phase.Start.At.Sub(p.start).Seconds()); given != p.on(ph.Planned.Opens.Seconds()) {
			rule = p.say("as soon as it can after the date given, %s", given)
		}
	case i == 0 && phase.Start.Delay.Length == 0:
		rule = p.say("with the start")
	case i == 0:
		rule = p.say("%s after the start", p.plannedSpan(phase.Start.Delay))
	case phase.Start.Delay.Length == 0:
		rule = p.say("together with %s", before)
	default:
		rule = p.say("%s after %s opens", p.plannedSpan(phase.Start.Delay), before)
	}
	if i > 0 && !phase.Start.WhenGate && isGated(&p.Strategy.Phases[i-1]) {
		rule = p.say("%s, and not before the gate of %s", rule, before)
	}
	return rule
}

// offered says how a phase is offered, and when the last PC has its offer.
func (p *planPage) offered(i int) string {
	phase, ph := &p.Strategy.Phases[i], &p.Phases[i]
	var parts []string
	switch o := &phase.Offer; o.Kind {
	case model.OfferAtOnce:
		parts = append(parts, p.say("to all at once"))
	case model.OfferRate:
		parts = append(parts, p.say("to %s", p.perTime(o.Rate)))
	case model.OfferRamp:
		ramp := "to %s, times %s after every %s offers"
		if o.Succeeded {
			ramp = "to %s, times %s after every %s updated PCs"
		}
		ramp = p.say(ramp, p.perTime(o.Rate), p.number(o.Factor, 2), p.thousands(o.FactorEvery))
		if o.Most > 0 {
			ramp += ", " + p.say("at most %s", p.perTime(o.Most))
		}
		parts = append(parts, ramp)
	case model.OfferOver:
		parts = append(parts, p.say("evenly over %s", p.plannedSpan(o.Over)))
	case model.OfferDaily:
		var days []string
		for _, share := range o.Daily {
			days = append(days, strings.TrimSuffix(p.percent(share), " %"))
		}
		parts = append(parts, p.say("day by day to %s %% of the phase in all", strings.Join(days, p.say(", "))))
	}
	if w := phase.Window; w != nil {
		parts = append(parts, p.windowInWords(w, p.city()))
	}
	if l := phase.InFlight; l.Count > 0 {
		parts = append(parts, p.say("with at most %s under way", p.counted(l.Count, "PC", "PCs")))
	} else if l.Share > 0 {
		parts = append(parts, p.say("with at most %s of the phase under way", p.percent(l.Share)))
	}
	if g := phase.Grants; g != nil {
		grants := p.say("by at most %s each %s, and as many under way", p.counted(g.Most, "grant", "grants"), p.duration(g.Period.Seconds()))
		if g.Safe {
			grants += "; " + p.say("the first PC goes alone, and updates are switched off when %s take longer than %s", p.thousands(g.Most), p.duration(g.Timeout.Seconds()))
		}
		parts = append(parts, grants)
	}
	text := strings.Join(parts, ", ")
	if o := &ph.Offered; finite(ph.Opened.Mean) && (math.IsInf(o.Mean, +1) || o.Mean > ph.Opened.Mean) {
		text += "; " + p.say("last offer %s", p.by(o))
	}
	return text
}

// windowInWords says when offers are made and found.
func (l Language) windowInWords(w *model.OfferWindow, city string) string {
	var days []string
	all := true
	for d := time.Monday; d < time.Monday+7; d++ {
		if day := d % 7; w.Days[day] {
			days = append(days, l.weekday(day))
		} else {
			all = false
		}
	}
	text := l.say("from %[1]s to %[2]s", dayTime(w.From), dayTime(w.Until))
	if !all {
		text = l.say("on %s from %s to %s", l.listed(days, "and"), dayTime(w.From), dayTime(w.Until))
	}
	if w.ClientClock {
		return l.say("%s by the clock of each PC", text)
	}
	return l.say("%s by the clock in %s", text, city)
}

// weekday is the short name of a day of the week.
func (l Language) weekday(d time.Weekday) string {
	name := d.String()[:3]
	if l == German {
		return germanDates.Replace(name)
	}
	return name
}

func dayTime(d time.Duration) string { return fmt.Sprintf("%02d:%02d", d/time.Hour, d/time.Minute%60) }

// perTime writes a rate in clients a second as so many PCs in a time of which it
// is at least one.
func (p *planPage) perTime(rate float64) string {
	for _, unit := range []struct {
		seconds float64
		text    string
	}{{60, "%s a minute"}, {3600, "%s an hour"}} {
		if n := rate * unit.seconds; n >= 1 {
			return p.say(unit.text, p.counted(int(math.Round(n)), "PC", "PCs"))
		}
	}
	return p.say("%s PCs a day", p.number(rate*86400, 1))
}

// installs says by when offers are installed at the latest, where that is said of
// the phase.
func (p *planPage) installs(phase *model.Phase) string {
	var parts []string
	if phase.Deadline != nil {
		parts = append(parts, p.say("at a deadline %s after the offer", p.plannedSpan(*phase.Deadline)))
	}
	if phase.Grace.Length > 0 {
		parts = append(parts, p.say("PCs that come late have %s from when they find it", p.plannedSpan(phase.Grace)))
	}
	return strings.Join(parts, "; ")
}

// updated says by when which share of a phase is updated.
func (p *planPage) updated(ph *study.PhasePlan) string {
	var parts []string
	for k, share := range study.PhaseShares {
		e := &ph.Updated[k]
		if e.Unreached == 1 && (k == 0 || ph.Updated[k-1].Unreached == 1) {
			return strings.Join(append(parts, p.instant(e)), "; ") // nor are larger shares
		}
		parts = append(parts, p.percent(share)+" "+p.by(e))
	}
	return strings.Join(parts, "; ")
}

// load says how busy the backend gets while a phase is the last one open, and how
// long its people wait.
func (p *planPage) load(ph *study.PhasePlan) string {
	if math.IsNaN(ph.Utilization.Mean) {
		return ""
	}
	b, wait := &p.Scenario.Backend, p.estimate(&ph.Wait)
	if b.Version.Compare(b.Admission.CompatibleFrom) < 0 {
		return p.say("this backend admits every sync at once; 19 of 20 of its people are held up for at most %s", wait)
	}
	busy, _, _ := strings.Cut(p.estimate(scaledBy(&ph.Utilization, float64(p.Slots), model.Count)), " (")
	slots := p.say("%s of %s slots", busy, p.thousands(p.Slots))
	if p.Slots == 1 {
		slots = p.say("%s of 1 slot", busy)
	}
	waits := "in the busiest hour %s in use (%s); 19 of 20 of its people wait at most %s"
	if b.Slows() {
		waits = "in the busiest hour %s in use (%s); 19 of 20 of its people are delayed by at most %s"
	}
	return p.say(waits, slots, p.estimate(&ph.Utilization), wait)
}

// isGated tells whether the phase after this one waits for something.
func isGated(phase *model.Phase) bool {
	g := &phase.Gate
	return g.Success > 0 || g.Count > 0 || g.Soak.Length > 0 || g.AtLeast > 0
}

// gate says what must be so before the next phase opens.
func (p *planPage) gate(i int) string {
	phase := &p.Strategy.Phases[i]
	if i+1 == len(p.Phases) {
		return p.say("no phase follows")
	}
	next := p.phaseName(i + 1)
	if !isGated(phase) {
		return p.say("none: %s opens by its date", next)
	}
	g := &phase.Gate
	var parts []string
	switch {
	case g.Count == 1:
		parts = append(parts, p.say("1 PC is updated"))
	case g.Count > 1:
		parts = append(parts, p.say("%s PCs are updated", p.thousands(g.Count)))
	case g.Success > 0:
		least := p.say("at least %s", p.percent(g.Success))
		if g.Above {
			least = p.say("more than %s", p.percent(g.Success))
		}
		parts = append(parts, p.say(map[model.Denominator]string{
			model.OfAssigned: "%s of the PCs of the phase, those that are off included, are updated",
			model.OfReached:  "%s of the PCs that have looked for the offer are updated",
			model.OfActive:   "%s of the PCs that have been on since the offer are updated",
		}[g.Of], least))
	}
	switch {
	case g.AtLeast == 1:
		parts = append(parts, p.say("at least 1 update has ended, well or not"))
	case g.AtLeast > 1:
		parts = append(parts, p.say("at least %s updates have ended, well or not", p.thousands(g.AtLeast)))
	}
	soak := p.plannedSpan(g.Soak)
	switch {
	case g.Soak.Length == 0:
		return p.say("go with %s when %s", next, p.listed(parts, "and"))
	case len(parts) == 0:
		return p.say("go with %s if nothing has come up %s after the opening", next, soak)
	}
	return p.say("go with %s when %s, and that still holds %s later", next, p.listed(parts, "and"), soak)
}

// decided says when the gate behind a phase is likely decided.
func (p *planPage) decided(i int) string { return p.likely(&p.Phases[i].Decided) }

// stuck says what is done about a gate that does not open.
func (p *planPage) stuck(i int) string {
	g, ph := &p.Strategy.Phases[i].Gate, &p.Phases[i]
	if g.Success == 0 && g.Count == 0 && g.AtLeast == 0 {
		return ""
	}
	if g.IfStuck.After.Length == 0 {
		return p.say("nothing is planned: a gate that does not open holds back all that follows")
	}
	when := p.say("%s after the opening", p.plannedSpan(g.IfStuck.After))
	if finite(ph.Opened.Mean) {
		at := p.calendar.After(p.at(ph.Opened.Mean), g.IfStuck.After).Sub(p.start).Seconds()
		when = p.say("%s, likely %s,", when, p.on(at))
	}
	text := p.say(map[model.StuckAction]string{
		model.Alert: "%s an alert is raised and the gate stays closed", model.Proceed: "%s the next phase opens all the same",
		model.Pause: "%s the rollout pauses: no new offers",
	}[g.IfStuck.Then], when)
	return text + "; " + p.say("it comes to that in %s of rollouts", p.estimate(&ph.Stuck))
}

// stops says at which failures the rollout pauses.
func (p *planPage) stops(phase *model.Phase) string {
	g := &phase.Gate
	if g.Errors == 0 {
		return ""
	}
	least := p.say("more than %s", p.percent(g.Errors))
	if g.ErrorsFrom {
		least = p.say("at least %s", p.percent(g.Errors))
	}
	if g.ErrorsOfEnded {
		return p.say("%s of the updates that have come to an end failed for good: no new offers, and no phase opens, until somebody decides", least)
	}
	return p.say("%s of the PCs of the phase failed for good: no new offers, and no phase opens, until somebody decides", least)
}

// approval says how long somebody takes to approve what follows.
func (p *planPage) approval(i int) string {
	phase := &p.Strategy.Phases[i]
	if phase.Approval.Length == 0 || i+1 == len(p.Phases) {
		return ""
	}
	return p.say("%s from the gate until %s is approved", p.plannedSpan(phase.Approval), p.phaseName(i+1))
}

// plannedSpan writes a length of time as it is planned: "3 workdays", "8 h".
func (l Language) plannedSpan(s model.Span) string {
	days := float64(s.Length) / float64(24*time.Hour)
	text := l.number(days, 2)
	switch {
	case s.Unit == model.Elapsed:
		return l.duration(s.Length.Seconds())
	case s.Unit == model.Workdays && text == "1":
		return "1 " + l.say("workday")
	case s.Unit == model.Workdays:
		return text + " " + l.say("workdays")
	case text == "1":
		return "1 " + l.say("day")
	}
	return text + " " + l.say("days")
}
