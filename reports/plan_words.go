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
	size := ""
	switch phase.Size.Kind {
	case model.SizeRest:
		size = "all that is left"
	case model.SizeCount:
		size = counted(phase.Size.Count, "PC", "PCs")
	case model.SizeShare:
		size = percent(phase.Size.Share) + map[model.Basis]string{
			model.OfTotal: " of the whole fleet", model.OfRemaining: " of what is left",
			model.Cumulative: " of the whole fleet, the phases before it counted",
		}[phase.Size.Basis]
	}
	text := size
	if n := int(math.Round(ph.Clients.Mean)); phase.Size.Kind != model.SizeCount || n != phase.Size.Count {
		text += ", " + counted(n, "PC", "PCs")
	}
	if phase.Groups != nil {
		var names []string
		for _, g := range phase.Groups {
			names = append(names, p.spell(p.Scenario.Groups[g].Name))
		}
		text += " from " + listed(names, "and")
	}
	if phase.Size.Kind != model.SizeRest {
		text += map[model.Selection]string{
			model.ByRandom: ", chosen at random", model.ByGroupOrder: ", group by group",
			model.ByKeyUsers: ", key users first and then at random",
		}[phase.By]
	}
	if lack := int(math.Round(ph.Assigned.Mean)); lack < int(math.Round(ph.Clients.Mean)) {
		text += fmt.Sprintf("; %s of them lack the release", thousands(lack))
	}
	return text
}

// opens says when a phase opens, by which rule.
func (p *planPage) opens(i int) string {
	phase, ph := &p.Strategy.Phases[i], &p.Phases[i]
	before := ""
	if i > 0 {
		before = p.spell(p.Phases[i-1].Name)
	}
	rule := ""
	switch {
	case phase.Start.WhenGate && i > 0:
		rule = "when the gate of " + before + " opens"
		if p.Strategy.Phases[i-1].Approval.Length > 0 {
			rule += " and that is approved"
		}
	case phase.Start.At != nil:
		rule = "at the date given"
	case i == 0 && phase.Start.Delay.Length == 0:
		rule = "with the start"
	case i == 0:
		rule = plannedSpan(phase.Start.Delay) + " after the start"
	case phase.Start.Delay.Length == 0:
		rule = "together with " + before
	default:
		rule = plannedSpan(phase.Start.Delay) + " after " + before + " opens"
	}
	if i > 0 && !phase.Start.WhenGate && isGated(&p.Strategy.Phases[i-1]) {
		rule += ", and not before the gate of " + before
	}
	text := p.instant(&ph.Opened) + ": " + rule
	planned := p.on(ph.Planned.Opens.Seconds())
	if !finite(ph.Opened.Mean) || p.on(ph.Opened.Mean) != planned {
		text += "; at the earliest " + planned
	}
	return text
}

// offered says how a phase is offered, and when the last PC has its offer.
func (p *planPage) offered(i int) string {
	phase, ph := &p.Strategy.Phases[i], &p.Phases[i]
	var parts []string
	switch o := &phase.Offer; o.Kind {
	case model.OfferAtOnce:
		parts = append(parts, "to all at once")
	case model.OfferRate:
		parts = append(parts, "to "+perTime(o.Rate))
	case model.OfferRamp:
		of := "offers"
		if o.Succeeded {
			of = "updated PCs"
		}
		ramp := fmt.Sprintf("to %s, times %s after every %s %s", perTime(o.Rate), number(o.Factor, 2), thousands(o.FactorEvery), of)
		if o.Most > 0 {
			ramp += ", at most " + perTime(o.Most)
		}
		parts = append(parts, ramp)
	case model.OfferOver:
		parts = append(parts, "evenly over "+plannedSpan(o.Over))
	case model.OfferDaily:
		var days []string
		for _, share := range o.Daily {
			days = append(days, strings.TrimSuffix(percent(share), " %"))
		}
		parts = append(parts, "day by day to "+strings.Join(days, ", ")+" % of the phase in all")
	}
	if w := phase.Window; w != nil {
		parts = append(parts, windowInWords(w, p.city()))
	}
	if l := phase.InFlight; l.Count > 0 {
		parts = append(parts, "with at most "+counted(l.Count, "PC", "PCs")+" under way")
	} else if l.Share > 0 {
		parts = append(parts, "with at most "+percent(l.Share)+" of the phase under way")
	}
	if g := phase.Grants; g != nil {
		grants := fmt.Sprintf("by at most %s each %s, and as many under way", counted(g.Most, "grant", "grants"), spokenDuration(g.Period.Seconds()))
		if g.Safe {
			grants += "; the first PC goes alone, and updates are switched off when " + thousands(g.Most) + " take longer than " + spokenDuration(g.Timeout.Seconds())
		}
		parts = append(parts, grants)
	}
	text := strings.Join(parts, ", ")
	if o := &ph.Offered; math.IsInf(o.Mean, +1) || o.Mean > ph.Opened.Mean {
		text += "; the last PC has its offer " + p.by(o)
	}
	return text
}

// windowInWords says when offers are made and found.
func windowInWords(w *model.OfferWindow, city string) string {
	var days []string
	all := true
	for d := time.Monday; d < time.Monday+7; d++ {
		if day := d % 7; w.Days[day] {
			days = append(days, day.String()[:3])
		} else {
			all = false
		}
	}
	text := fmt.Sprintf("from %s to %s", dayTime(w.From), dayTime(w.Until))
	if !all {
		text = "on " + listed(days, "and") + " " + text
	}
	if w.ClientClock {
		return text + " by the clock of each PC"
	}
	return text + " by the clock in " + city
}

func dayTime(d time.Duration) string { return fmt.Sprintf("%02d:%02d", d/time.Hour, d/time.Minute%60) }

// perTime writes a rate in clients a second as so many PCs in a time of which it
// is at least one.
func perTime(rate float64) string {
	for _, unit := range []struct {
		seconds float64
		name    string
	}{{60, "a minute"}, {3600, "an hour"}} {
		if n := rate * unit.seconds; n >= 1 {
			return counted(int(math.Round(n)), "PC", "PCs") + " " + unit.name
		}
	}
	return number(rate*86400, 1) + " PCs a day"
}

// installs says by when offers are installed at the latest, where that is said of
// the phase.
func (p *planPage) installs(phase *model.Phase) string {
	var parts []string
	if phase.Deadline != nil {
		parts = append(parts, "at a deadline "+plannedSpan(*phase.Deadline)+" after the offer")
	}
	if phase.Grace.Length > 0 {
		parts = append(parts, "PCs that come late have "+plannedSpan(phase.Grace)+" from when they find it")
	}
	return strings.Join(parts, "; ")
}

// updated says by when which share of a phase is updated.
func (p *planPage) updated(ph *study.PhasePlan) string {
	var parts []string
	for k, share := range study.PhaseShares {
		parts = append(parts, percent(share)+" "+p.by(&ph.Updated[k]))
	}
	return strings.Join(parts, "; ")
}

// load says how busy the backend gets while a phase is the last one open, and how
// long its people wait.
func (p *planPage) load(ph *study.PhasePlan) string {
	if math.IsNaN(ph.Utilization.Mean) {
		return ""
	}
	b := &p.Scenario.Backend
	if b.Version.Compare(b.Admission.CompatibleFrom) < 0 {
		return "this backend admits every sync at once; 19 of 20 of its people are held up for at most " + p.wait(ph)
	}
	busy, _, _ := strings.Cut(p.estimate(scaledBy(&ph.Utilization, float64(p.Slots), model.Count)), " (")
	text := fmt.Sprintf("in the busiest hour %s of %s in use (%s)", busy, counted(p.Slots, "slot", "slots"), p.estimate(&ph.Utilization))
	if p.Scenario.Backend.Slows() {
		return text + "; 19 of 20 of its people are delayed by at most " + p.wait(ph)
	}
	return text + "; 19 of 20 of its people wait at most " + p.wait(ph)
}

func (p *planPage) wait(ph *study.PhasePlan) string { return p.estimate(&ph.Wait) }

// isGated tells whether the phase after this one waits for something.
func isGated(phase *model.Phase) bool {
	g := &phase.Gate
	return g.Success > 0 || g.Count > 0 || g.Soak.Length > 0 || g.AtLeast > 0
}

// gate says what must be so before the next phase opens.
func (p *planPage) gate(i int) string {
	phase := &p.Strategy.Phases[i]
	if i+1 == len(p.Phases) {
		return "no phase follows"
	}
	next := p.spell(p.Phases[i+1].Name)
	if !isGated(phase) {
		return "none: " + next + " opens by its date"
	}
	g := &phase.Gate
	var parts []string
	switch {
	case g.Count > 0:
		parts = append(parts, counted(g.Count, "PC is", "PCs are")+" updated")
	case g.Success > 0:
		least := "at least "
		if g.Above {
			least = "more than "
		}
		parts = append(parts, least+percent(g.Success)+map[model.Denominator]string{
			model.OfAssigned: " of the PCs of the phase, those that are off included, are updated",
			model.OfReached:  " of the PCs that have looked for the offer are updated",
			model.OfActive:   " of the PCs that have been on since the offer are updated",
		}[g.Of])
	}
	if g.AtLeast > 0 {
		parts = append(parts, "at least "+counted(g.AtLeast, "update has ended", "updates have ended")+", well or not")
	}
	text := "go with " + next + " when " + strings.Join(parts, " and ")
	switch soak := plannedSpan(g.Soak); {
	case g.Soak.Length == 0:
	case len(parts) == 0:
		text = fmt.Sprintf("go with %s %s after the opening, if nothing has come up", next, soak)
	default:
		text += ", and that still holds " + soak + " later"
	}
	return text
}

// decided says when the gate behind a phase is likely decided.
func (p *planPage) decided(i int) string { return "likely " + p.instant(&p.Phases[i].Decided) }

// stuck says what is done about a gate that does not open.
func (p *planPage) stuck(i int) string {
	g, ph := &p.Strategy.Phases[i].Gate, &p.Phases[i]
	if g.Success == 0 && g.Count == 0 && g.AtLeast == 0 {
		return ""
	}
	if g.IfStuck.After.Length == 0 {
		return "nothing is planned: a gate that does not open holds back all that follows"
	}
	text := plannedSpan(g.IfStuck.After) + " after the opening"
	if finite(ph.Opened.Mean) {
		at := p.calendar.After(p.at(ph.Opened.Mean), g.IfStuck.After).Sub(p.start).Seconds()
		text += ", likely " + p.on(at) + ","
	}
	text += map[model.StuckAction]string{
		model.Alert: " an alert is raised and the gate stays closed", model.Proceed: " the next phase opens all the same",
		model.Pause: " the rollout pauses: no new offers",
	}[g.IfStuck.Then]
	return text + "; it comes to that in " + p.share(&ph.Stuck) + " of rollouts"
}

// share writes the mean of what is 0 or 1 in single rollouts.
func (p *planPage) share(e *study.Estimate) string { return p.estimate(e) }

// stops says at which failures the rollout pauses.
func (p *planPage) stops(phase *model.Phase) string {
	g := &phase.Gate
	if g.Errors == 0 {
		return ""
	}
	least, of := "more than ", " of the PCs of the phase"
	if g.ErrorsFrom {
		least = "at least "
	}
	if g.ErrorsOfEnded {
		of = " of the updates that have come to an end"
	}
	return least + percent(g.Errors) + of + " failed for good: no new offers, and no phase opens, until somebody decides"
}

// approval says how long somebody takes to approve what follows.
func (p *planPage) approval(i int) string {
	phase := &p.Strategy.Phases[i]
	if phase.Approval.Length == 0 || i+1 == len(p.Phases) {
		return ""
	}
	return plannedSpan(phase.Approval) + " from the gate until " + p.spell(p.Phases[i+1].Name) + " is approved"
}

// plannedSpan writes a length of time as it is planned: "3 workdays", "8 h".
func plannedSpan(s model.Span) string {
	days := number(float64(s.Length)/float64(24*time.Hour), 2)
	switch {
	case s.Unit == model.Elapsed:
		return spokenDuration(s.Length.Seconds())
	case s.Unit == model.Workdays && days == "1":
		return "1 workday"
	case s.Unit == model.Workdays:
		return days + " workdays"
	case days == "1":
		return "1 day"
	}
	return days + " days"
}
