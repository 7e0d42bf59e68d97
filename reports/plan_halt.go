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
	c := chapter{heading: p.say("If something goes wrong")}
	c.add(p.say("Halts it"), p.halts())
	c.add(p.say("Felt"), p.felt())
	c.entries = append(c.entries, p.done()...)
	c.add(p.say("Way back"), p.wayBack())
	if t := p.Trouble; t != nil {
		c.add(p.say("Likely"), p.halted(t))
		c.add(p.say("Costs"), p.costs(t))
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
			when = append(when, p.atReport(pr.NoticedAfter))
		}
		if pr.OrAfter.Length > 0 {
			when = append(when, p.say("%s after the first PC is hit", p.plannedSpan(pr.OrAfter)))
		}
		causes = append(causes, p.say("the problem “%s” (chance %s), noticed %s", p.spell(pr.Name), p.percent(pr.Chance), p.listed(when, "or")))
	}
	phases := p.Strategy.Phases
	if slices.ContainsFunc(phases, func(ph model.Phase) bool { return ph.Gate.Errors > 0 }) {
		causes = append(causes, p.say("too many failed updates, as each phase says"))
	}
	if slices.ContainsFunc(phases, func(ph model.Phase) bool {
		return ph.Gate.IfStuck.After.Length > 0 && ph.Gate.IfStuck.Then == model.Pause
	}) {
		causes = append(causes, p.say("a gate that is stuck, where the phase says so"))
	}
	if len(causes) == 0 {
		return p.say("nothing that this plan foresees: no problem and no limit of errors is given")
	}
	return strings.Join(causes, "; ")
}

// atReport says at which report a problem is noticed.
func (p *planPage) atReport(n int) string {
	switch {
	case p.Language == German:
		return p.say("at the %s report", p.thousands(n)+".")
	case n == 1:
		return "at the first report"
	}
	return p.say("at the %s report", place(n))
}

// place writes a number as a place in a row, in English: "5th".
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
	text := p.say("new offers stop at once") + "; "
	switch h := p.Strategy.Halt; {
	case h.AtNextPoll:
		text += p.say("an offer that a PC has not found yet is gone at its next poll")
	case h.After == 0:
		text += p.say("offers made before are gone at once")
	default:
		text += p.say("offers made before are still found for %s", p.duration(h.After.Seconds()))
	}
	text += "; " + p.say("PCs that have begun go on")
	if len(p.Strategy.Access) > 0 {
		text += "; " + p.say("the permission to use the release is taken away at once, wherever it is installed")
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
		label := p.say("Then")
		if slices.ContainsFunc(p.Strategy.Phases, func(ph model.Phase) bool { return ph.OnProblem != action }) {
			label = p.say("Then from %s on", p.phaseName(i))
		}
		all = append(all, entry{label, p.say(map[model.OnProblem]string{
			model.PauseFix:    "fix the release, give the fix to all who have the bad one, and go on where the rollout stood",
			model.Abort:       "halt for good; those who have the bad release keep it",
			model.RollbackAll: "halt for good and take the release back from all who have it",
		}[action])})
	}
	return all
}

// wayBack says when the rollout goes back, to what, and how soon.
func (p *planPage) wayBack() string {
	var from []string
	for i := range p.Phases {
		if p.Strategy.Phases[i].OnProblem == model.RollbackAll {
			from = append(from, p.phaseName(i))
		}
	}
	if len(p.Scenario.Release.Problems) == 0 {
		return p.say("none is planned")
	}
	if len(from) == 0 {
		return p.say("none is planned: no problem takes the release back")
	}
	when := p.say("when a problem is noticed")
	if len(from) < len(p.Phases) {
		when = p.say("when a problem is noticed while the phase opened last is %s", p.listed(from, "or"))
	}
	ready := p.say("plan B is ready, so it begins at once")
	if b := p.Strategy.Rollback.PlanB; b.Length > 0 {
		ready = p.say("plan B is not ready: it begins %s after the decision", p.plannedSpan(b))
	}
	first := p.Scenario.HasBare()
	if first && p.Strategy.Rollback.To == model.None {
		return p.say("%s: the release is uninstalled; %s. It is a rollout too, but without downloads and syncs", when, ready)
	}
	if first {
		return p.say("%s, back to version %s, or uninstalled where nothing was installed; %s. It is a rollout too: every PC that had a version downloads, installs and syncs",
			when, p.spell(string(p.Strategy.Rollback.To)), ready)
	}
	return p.say("%s, back to version %s; %s. It is a rollout too: every PC downloads, installs and syncs", when, p.spell(string(p.Strategy.Rollback.To)), ready)
}

// halted says when a problem is noticed, in which phase, and when the rollout goes
// on and ends.
func (p *planPage) halted(t *study.Trouble) string {
	cases, chance := p.say("if there is a problem (chance %s), it", p.percent(t.Chance)), p.estimate(&t.Halts)
	if p.Certain() {
		cases = p.say("there is a problem for certain; it")
	}
	var text string
	switch t.Halts.Mean {
	case 0:
		return p.say("%s halts nothing by the last day simulated", cases)
	case 1:
		text = p.say("%s halts the rollout, %s", cases, p.likely(&t.Noticed))
	default:
		text = p.say("%s halts the rollout in %s of cases, %s", cases, chance, p.likely(&t.Noticed))
	}
	var during []string
	for i := range t.During {
		if share := t.During[i].Mean; share >= 0.005 {
			during = append(during, fmt.Sprintf("%s (%s)", p.phaseName(i), p.percent(math.Round(share*100)/100)))
		}
	}
	if len(p.Phases) > 1 {
		text += "; " + p.say("the phase opened last is then %s", p.listed(during, "or"))
	}
	if finite(t.GoesOn.Mean) {
		return text + "; " + p.say("the rollout goes on %s", p.instant(&t.GoesOn))
	}
	return text + "; " + p.say("the rollout does not go on in %s of cases", p.percent(t.GoesOn.Unreached))
}

// costs says what a problem does to people and to the end of the rollout.
func (p *planPage) costs(t *study.Trouble) string {
	end, bad := p.Metric(updatedBy), t.Metric(updatedBy)
	parts := []string{
		p.say("%s PCs meet the bad release", p.estimate(t.Metric("exposed"))),
		p.say("PCs are broken for %s in all", p.estimate(t.Metric("broken_hours"))),
	}
	if e := t.Metric("rollbacks"); e.Mean > 0 {
		parts = append(parts, p.say("%s PCs go back", p.estimate(e)))
	}
	until := p.say("95 %% with a good release: %s", p.by(bad))
	if finite(end.Mean) && !p.Certain() {
		until = p.say("%s, in place of %s", until, p.on(end.Mean))
	}
	return strings.Join(append(parts, until), "; ")
}

// days are the dates that concern the whole plan.
func (p *planPage) days() chapter {
	c := chapter{heading: p.say("Days to know")}
	for _, f := range p.calendar.Freezes {
		name := func(d model.Date) string { return p.formatted(d.In(p.calendar.Zone), "Mon 2 Jan 2006") }
		if f.From == f.Through {
			c.add(p.say("Freeze"), p.say("%s: no offers", name(f.From)))
		} else {
			c.add(p.say("Freeze"), p.say("from %s through %s: no offers", name(f.From), name(f.Through)))
		}
	}
	for i := range p.Strategy.Access {
		a := &p.Strategy.Access[i]
		c.add(p.say("Access"), p.say("%s from %s on", p.admitted(a), p.on(a.From.Sub(p.start).Seconds())))
	}
	var off []string
	for _, d := range p.calendar.Holidays {
		at := d.In(p.calendar.Zone)
		if seconds := at.Sub(p.start).Seconds(); seconds >= 0 && seconds <= p.lastDay() && p.calendar.Workdays[at.Weekday()] {
			off = append(off, p.day(seconds))
		}
	}
	c.add(p.say("Holidays"), strings.Join(off, "; "))
	c.add(p.say("Clocks"), p.clocks())
	c.add(p.say("Last offer"), p.lastOffer())
	c.add(p.say("Finished"), p.say("95 %% of the PCs that can be updated: %s; 99 %%: %s", p.by(p.Metric(updatedBy)), p.by(p.Metric("updated.p99"))))
	c.add(p.say("Last day"), p.untilLast())
	return c
}

// admitted are those who may use the release from a date on.
func (p *planPage) admitted(a *model.Access) string {
	switch {
	case a.Group == model.AllGroups && a.KeyUsers:
		return p.say("key users")
	case a.Group == model.AllGroups:
		return p.say("everybody")
	case a.KeyUsers:
		return p.say("key users of %s", p.spell(p.Scenario.Groups[a.Group].Name))
	}
	return p.spell(p.Scenario.Groups[a.Group].Name)
}

// clocks say how far the clocks of groups in other time zones are from those of the
// plan.
func (p *planPage) clocks() string {
	var apart []string
	for i := range p.Scenario.Groups {
		g := &p.Scenario.Groups[i]
		_, here := p.start.In(p.calendar.Zone).Zone()
		_, there := p.start.In(g.Calendar.Zone).Zone()
		if ahead := there - here; ahead > 0 {
			apart = append(apart, p.say("%s is %s ahead", p.spell(g.Name), p.duration(float64(ahead))))
		} else if ahead < 0 {
			apart = append(apart, p.say("%s is %s behind", p.spell(g.Name), p.duration(float64(-ahead))))
		}
	}
	if len(apart) == 0 {
		return ""
	}
	return p.say("at the start, by the clock in %s: %s", p.city(), strings.Join(apart, "; "))
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

// untilLast names the last day and says what it is.
func (p *planPage) untilLast() string {
	if day := p.day(p.lastDay()); p.lastDay() < p.end() {
		return p.say("%s: by its end everybody has an offer and 95 %% of all are updated, in 19 of 20 rollouts", day)
	}
	return p.say("%s, the last one simulated: by its end not everybody has an offer, or not 95 %% of all are updated, in more than 1 of 20 rollouts", p.day(p.end()))
}
