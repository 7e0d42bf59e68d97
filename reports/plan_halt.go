package reports

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
)

// goingWrong says what halts the rollout, what is done then, and what is to be
// expected of it.
func (p *planPage) goingWrong() chapter {
	c := chapter{heading: "If something goes wrong"}
	c.add("Halts it", p.halts())
	c.add("Felt", p.felt())
	c.entries = append(c.entries, p.done()...)
	c.add("Way back", p.wayBack())
	if t := p.Trouble; t != nil {
		c.add("Likely", p.likely(t))
		c.add("Costs", p.costs(t))
	}
	return c
}

// halts says what stops new offers.
func (p *planPage) halts() string {
	var causes []string
	for i := range p.Scenario.Release.Problems {
		pr := &p.Scenario.Release.Problems[i]
		var when []string
		if pr.NoticedAfter > 0 {
			when = append(when, "at "+ordinal(pr.NoticedAfter)+" report")
		}
		if pr.OrAfter.Length > 0 {
			when = append(when, plannedSpan(pr.OrAfter)+" after the first PC is hit")
		}
		causes = append(causes, fmt.Sprintf("the problem “%s” (chance %s), noticed %s", p.spell(pr.Name), percent(pr.Chance), strings.Join(when, " or ")))
	}
	phases := p.Strategy.Phases
	if slices.ContainsFunc(phases, func(ph model.Phase) bool { return ph.Gate.Errors > 0 }) {
		causes = append(causes, "too many failed updates, as each phase says")
	}
	if slices.ContainsFunc(phases, func(ph model.Phase) bool {
		return ph.Gate.IfStuck.After.Length > 0 && ph.Gate.IfStuck.Then == model.Pause
	}) {
		causes = append(causes, "a gate that is stuck, where the phase says so")
	}
	if len(causes) == 0 {
		return "nothing that this plan foresees: no problem and no limit of errors is given"
	}
	return strings.Join(causes, "; ")
}

// ordinal writes the place of a report.
func ordinal(n int) string {
	if n == 1 {
		return "the first"
	}
	return fmt.Sprintf("the %s", place(n))
}

// place writes a number as a place in a row: "5th".
func place(n int) string {
	ending := "th"
	if n%100 < 11 || n%100 > 13 {
		switch n % 10 {
		case 1:
			ending = "st"
		case 2:
			ending = "nd"
		case 3:
			ending = "rd"
		}
	}
	return thousands(n) + ending
}

// felt says when clients feel a halt.
func (p *planPage) felt() string {
	text := "new offers stop at once; "
	switch h := p.Strategy.Halt; {
	case h.AtNextPoll:
		text += "an offer that a PC has not found yet is gone at its next poll"
	case h.After == 0:
		text += "offers made before are gone at once"
	default:
		text += "offers made before are still found for " + spokenDuration(h.After.Seconds())
	}
	text += "; PCs that have begun go on"
	if len(p.Strategy.Access) > 0 {
		text += "; the permission to use the release is taken away at once, wherever it is installed"
	}
	return text
}

// done says what is done about a problem, phase by phase where they differ.
func (p *planPage) done() []entry {
	if len(p.Scenario.Release.Problems) == 0 {
		return nil
	}
	var all []entry
	for i := range p.Phases {
		action := p.Strategy.Phases[i].OnProblem
		first := i == 0 || action != p.Strategy.Phases[i-1].OnProblem
		if !first {
			continue
		}
		label := "Then"
		if slices.ContainsFunc(p.Strategy.Phases, func(ph model.Phase) bool { return ph.OnProblem != action }) {
			label += " from " + p.spell(p.Phases[i].Name) + " on"
		}
		all = append(all, entry{label, map[model.OnProblem]string{
			model.PauseFix:    "fix the release, give the fix to all who have the bad one, and go on where the rollout stood",
			model.Abort:       "halt for good; those who have the bad release keep it",
			model.RollbackAll: "halt for good and take the release back from all who have it",
		}[action]})
	}
	return all
}

// wayBack says when the rollout goes back, to what, and how soon.
func (p *planPage) wayBack() string {
	var from []string
	for i := range p.Phases {
		if p.Strategy.Phases[i].OnProblem == model.RollbackAll {
			from = append(from, p.spell(p.Phases[i].Name))
		}
	}
	if len(p.Scenario.Release.Problems) == 0 {
		return "none is planned"
	}
	if len(from) == 0 {
		return "none is planned: no problem takes the release back"
	}
	when := "a problem is noticed"
	if len(from) < len(p.Phases) {
		when += " while the phase opened last is " + listed(from, "or")
	}
	ready := "plan B is ready, so it begins at once"
	if b := p.Strategy.Rollback.PlanB; b.Length > 0 {
		ready = "plan B is not ready: it begins " + plannedSpan(b) + " after the decision"
	}
	return fmt.Sprintf("when %s, back to version %s; %s. It is a rollout too: every PC downloads, installs and syncs", when, p.spell(string(p.Strategy.Rollback.To)), ready)
}

// likely says when a problem is noticed, in which phase, and when the rollout goes
// on and ends.
func (p *planPage) likely(t *study.Trouble) string {
	text := fmt.Sprintf("if there is a problem (chance %s), it ", percent(t.Chance))
	switch t.Halts.Mean {
	case 0:
		return text + "halts nothing by the last day simulated"
	case 1:
		text += "halts the rollout"
	default:
		text += "halts the rollout in " + p.estimate(&t.Halts) + " of cases"
	}
	text += ", likely " + p.instant(&t.Noticed)
	var during []string
	for i := range t.During {
		if share := t.During[i].Mean; share >= 0.005 {
			during = append(during, fmt.Sprintf("%s %s", p.spell(p.Phases[i].Name), percent(math.Round(share*100)/100)))
		}
	}
	if len(p.Phases) > 1 {
		text += "; the phase opened last is then " + listed(during, "or")
	}
	if finite(t.GoesOn.Mean) {
		text += "; the rollout goes on " + p.instant(&t.GoesOn)
	} else if t.Halts.Mean > 0 {
		text += fmt.Sprintf("; the rollout does not go on in %s of cases", percent(t.GoesOn.Unreached))
	}
	return text
}

// costs says what a problem does to people and to the end of the rollout.
func (p *planPage) costs(t *study.Trouble) string {
	end, bad := p.Metric(updatedBy), t.Metric(updatedBy)
	parts := []string{
		p.estimate(t.Metric("exposed")) + " PCs meet the bad release",
		"clients are broken for " + p.estimate(t.Metric("broken_hours")) + " all together",
	}
	if e := t.Metric("rollbacks"); e.Mean > 0 {
		parts = append(parts, p.estimate(e)+" PCs go back")
	}
	instead := ""
	if finite(end.Mean) {
		instead = ", in place of " + p.on(end.Mean)
	}
	parts = append(parts, "95 % have a good release "+p.by(bad)+instead)
	return strings.Join(parts, "; ")
}

// days are the dates that concern the whole plan.
func (p *planPage) days() chapter {
	c := chapter{heading: "Days to know"}
	for _, f := range p.calendar.Freezes {
		name := func(d model.Date) string { return d.In(p.calendar.Zone).Format("Mon 2 Jan 2006") }
		if f.From == f.Through {
			c.add("Freeze", name(f.From)+": no offers")
		} else {
			c.add("Freeze", "from "+name(f.From)+" through "+name(f.Through)+": no offers")
		}
	}
	for _, a := range p.Strategy.Access {
		who := "everybody"
		if a.Group != model.AllGroups {
			who = p.spell(p.Scenario.Groups[a.Group].Name)
		}
		if a.KeyUsers {
			who = "key users"
			if a.Group != model.AllGroups {
				who += " of " + p.spell(p.Scenario.Groups[a.Group].Name)
			}
		}
		c.add("Access", who+" from "+p.on(a.From.Sub(p.start).Seconds())+" on")
	}
	var off []string
	for _, d := range p.calendar.Holidays {
		at := d.In(p.calendar.Zone)
		if seconds := at.Sub(p.start).Seconds(); seconds >= 0 && seconds <= p.lastDay() && p.calendar.Workdays[at.Weekday()] {
			off = append(off, at.Format("Mon 2 Jan 2006"))
		}
	}
	c.add("Holidays", strings.Join(off, "; "))
	c.add("Last offer", p.lastOffer())
	c.add("Done", "95 % of the PCs that can be updated are "+p.by(p.Metric(updatedBy))+"; 99 % "+p.by(p.Metric("updated.p99")))
	c.add("Last day", p.at(p.lastDay()).Format("Mon 2 Jan 2006")+lastDayOf(p))
	return c
}

// lastOffer is when the last PC of all phases has its offer.
func (p *planPage) lastOffer() string {
	var last *study.Estimate
	for i := range p.Phases {
		if e := &p.Phases[i].Offered; last == nil || e.Mean > last.Mean {
			last = e
		}
	}
	return p.instant(last)
}

// lastDay is the day by whose end in 19 of 20 rollouts everybody has an offer and
// 95 % are updated, or the last one simulated.
func (p *planPage) lastDay() float64 {
	last := p.Metric(updatedBy).P95
	for i := range p.Phases {
		last = max(last, p.Phases[i].Offered.P95)
	}
	if finite(last) {
		return last
	}
	return p.end()
}

// lastDayOf says what the last day is.
func lastDayOf(p *planPage) string {
	if p.lastDay() < p.end() {
		return ": in 19 of 20 rollouts everybody has an offer and 95 % are updated by its end"
	}
	return ": the last one simulated; not in 19 of 20 rollouts does everybody have an offer, and are 95 % updated, by its end"
}
