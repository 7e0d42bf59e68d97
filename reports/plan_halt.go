package reports

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// goingWrong says what halts the rollout, what is done then, and what is to be
// expected of it.
func (p *planPage) goingWrong() chapter {
	c := chapter{heading: p.Say(say.T("If something goes wrong", "Bei Problemen"))}
	c.add(p.Say(say.T("Halts it", "Auslöser")), p.halts())
	c.add(p.Say(say.T("Felt", "Wirkung")), p.felt())
	c.entries = append(c.entries, p.done()...)
	c.add(p.Say(say.T("Way back", "Rückweg")), p.wayBack())
	if t := p.Trouble; t != nil {
		c.add(p.Say(say.T("Likely", "Erwartung")), p.halted(t))
		c.add(p.Say(say.T("Costs", "Folgen")), p.costs(t))
	}
	return c
}

// halts says what stops new offers.
func (p *planPage) halts() string {
	causes := p.problemsOf(0)
	if _, later := p.meetsProblems(); later {
		causes = append(causes, p.Say(say.T("problems of the releases that follow, as said there",
			"Fehler der Releases, die folgen, wie dort gesagt")))
	}
	phases := p.Strategy.Phases
	if slices.ContainsFunc(phases, func(ph model.Phase) bool { return ph.Gate.Errors > 0 }) {
		causes = append(causes, p.Say(say.T("too many failed updates, as each phase says",
			"zu viele gescheiterte Updates, wie bei der Phase angegeben")))
	}
	if slices.ContainsFunc(phases, func(ph model.Phase) bool {
		return ph.Gate.IfStuck.After.Length > 0 && ph.Gate.IfStuck.Then == model.Pause
	}) {
		causes = append(causes, p.Say(say.T("a gate that is stuck, where the phase says so",
			"eine ausbleibende Freigabe, wo es bei der Phase steht")))
	}
	if len(causes) == 0 {
		return p.Say(say.T("nothing that this plan foresees: no problem and no limit of errors is given",
			"keiner in diesem Plan: weder ein Fehler noch eine Fehlergrenze ist angegeben"))
	}
	return strings.Join(causes, "; ")
}

// problemsOf are the problems that a release may have, with when they are noticed.
func (p *planPage) problemsOf(release int) []string {
	var causes []string
	for _, pr := range p.Scenario.Problems() {
		if pr.Release != release {
			continue
		}
		var when []string
		if pr.NoticedAfter > 0 {
			when = append(when, p.atReport(pr.NoticedAfter))
		}
		if pr.OrAfter.Length > 0 {
			when = append(when, p.Say(say.T("%s after the first PC is hit", "%s, nachdem der erste PC betroffen ist"), p.plannedSpan(pr.OrAfter)))
		}
		causes = append(causes, p.Say(say.T("the problem “%s” (chance %s), noticed %s",
			"der Fehler „%s“ (Wahrscheinlichkeit %s), erkannt %s"), p.spell(pr.Name), p.Percent(pr.Chance), p.Listed(when, say.Or)))
	}
	return causes
}

// atReport says at which report a problem is noticed.
func (p *planPage) atReport(n int) string {
	switch {
	case p.Language == say.German:
		return p.Say(say.T("at the %s report", "bei der %s Meldung"), p.Thousands(n)+".")
	case n == 1:
		return "at the first report"
	}
	return p.Say(say.T("at the %s report", "bei der %s Meldung"), place(n))
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
	return say.English.Thousands(n) + ending
}

// felt says when clients feel a halt.
func (p *planPage) felt() string {
	text := p.Say(say.T("new offers stop at once", "neue Angebote enden sofort")) + "; "
	switch h := p.Strategy.Halt; {
	case h.AtNextPoll:
		text += p.Say(say.T("an offer that a PC has not found yet is gone at its next poll",
			"ein Angebot, das ein PC noch nicht abgerufen hat, ist beim nächsten Abruf weg"))
	case h.After == 0:
		text += p.Say(say.T("offers made before are gone at once", "frühere Angebote sind sofort weg"))
	default:
		text += p.Say(say.T("offers made before are still found for %s",
			"frühere Angebote werden noch so lange gefunden: %s"), p.Duration(h.After.Seconds()))
	}
	text += "; " + p.Say(say.T("PCs that have begun go on", "PCs, die begonnen haben, machen weiter"))
	if len(p.Strategy.Access) > 0 {
		text += "; " + p.Say(say.T("the permission to use the release is taken away at once, wherever it is installed",
			"die Erlaubnis, das Release zu nutzen, wird überall sofort entzogen, wo es installiert ist"))
	}
	return text
}

// meetsProblems tells whether a release that is rolled out in the phases of the plan may have
// problems, and whether one that follows may.
func (p *planPage) meetsProblems() (any, later bool) {
	for i := range p.Scenario.Later {
		of := &p.Scenario.Later[i]
		later = later || !of.AtOnce && len(of.Problems) > 0
	}
	return later || len(p.Scenario.Release.Problems) > 0, later
}

// onProblem is what is done about a problem.
var onProblem = map[model.OnProblem]say.Msg{
	model.PauseFix: say.T("fix the release, give the fix to all who have the bad one, and go on where the rollout stood",
		"das Release korrigieren, alle mit dem fehlerhaften versorgen und dort fortfahren, wo der Rollout stand"),
	model.Abort: say.T("halt for good; those who have the bad release keep it",
		"endgültig anhalten; wer das fehlerhafte Release hat, behält es"),
	model.RollbackAll: say.T("halt for good and take the release back from all who have it",
		"endgültig anhalten und das Release überall zurücknehmen"),
}

// done says what is done about a problem, phase by phase where they differ.
func (p *planPage) done() []entry {
	if any, _ := p.meetsProblems(); !any {
		return nil
	}
	var all []entry
	for i := range p.Phases {
		action := p.Strategy.Phases[i].OnProblem
		first := i == 0 || action != p.Strategy.Phases[i-1].OnProblem
		if !first {
			continue
		}
		label := p.Say(say.T("Then", "Dann"))
		if slices.ContainsFunc(p.Strategy.Phases, func(ph model.Phase) bool { return ph.OnProblem != action }) {
			label = p.Say(say.T("Then from %s on", "Dann ab %s"), p.phaseName(i))
		}
		all = append(all, entry{label, p.Say(onProblem[action])})
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
	any, later := p.meetsProblems()
	if !any {
		return p.Say(say.T("none is planned", "keiner geplant"))
	}
	if len(from) == 0 {
		return p.Say(say.T("none is planned: no problem takes the release back",
			"keiner geplant: kein Fehler führt zur Rücknahme des Releases"))
	}
	when := p.Say(say.T("when a problem is noticed", "wenn ein Fehler erkannt wird"))
	if len(from) < len(p.Phases) {
		when = p.Say(say.T("when a problem is noticed while the phase opened last is %s",
			"wenn ein Fehler erkannt wird, solange %s die zuletzt begonnene Phase ist"), p.Listed(from, say.Or))
	}
	ready := p.Say(say.T("plan B is ready, so it begins at once",
		"Plan B liegt bereit, also sofort"))
	if b := p.Strategy.Rollback.PlanB; b.Length > 0 {
		ready = p.Say(say.T("plan B is not ready: it begins %s after the decision",
			"Plan B liegt nicht bereit; Beginn nach der Entscheidung: %s später"), p.plannedSpan(b))
	}
	first := p.Scenario.HasBare()
	if later && p.Strategy.Rollback.To == model.None {
		return p.Say(say.T("%s, back to what each PC had before that release, or to nothing; %s. It is a rollout too: every PC that had a version downloads, installs and syncs",
			"%s, zurück auf das, was jeder PC vor diesem Release hatte, oder auf nichts; %s. Auch das ist ein Rollout: jeder PC, der eine Version hatte, lädt herunter, installiert und synchronisiert"), when, ready)
	}
	if later {
		return p.Say(say.T("%s, back to what each PC had before that release, which is version %s before the first; %s. It is a rollout too: every PC downloads, installs and syncs",
			"%s, zurück auf das, was jeder PC vor diesem Release hatte, vor dem ersten auf Version %s; %s. Auch das ist ein Rollout: jeder PC lädt herunter, installiert und synchronisiert"),
			when, p.spell(string(p.Strategy.Rollback.To)), ready)
	}
	if first && p.Strategy.Rollback.To == model.None {
		return p.Say(say.T("%s: the release is uninstalled; %s. It is a rollout too, but without downloads and syncs",
			"%s: das Release wird wieder deinstalliert; %s. Auch das ist ein Rollout, doch ohne Downloads und Synchronisierungen"), when, ready)
	}
	if first {
		return p.Say(say.T("%s, back to version %s, or uninstalled where nothing was installed; %s. It is a rollout too: every PC that had a version downloads, installs and syncs",
			"%s, zurück auf Version %s oder deinstalliert, wo nichts installiert war; %s. Auch das ist ein Rollout: jeder PC, der eine Version hatte, lädt herunter, installiert und synchronisiert"),
			when, p.spell(string(p.Strategy.Rollback.To)), ready)
	}
	return p.Say(say.T("%s, back to version %s; %s. It is a rollout too: every PC downloads, installs and syncs",
		"%s, zurück auf Version %s; %s. Auch das ist ein Rollout: jeder PC lädt herunter, installiert und synchronisiert"), when, p.spell(string(p.Strategy.Rollback.To)), ready)
}

// halted says when a problem is noticed, in which phase, and when the rollout goes
// on and ends.
func (p *planPage) halted(t *study.Trouble) string {
	cases, chance := p.Say(say.T("if there is a problem (chance %s), it",
		"bei einem Fehler (Wahrscheinlichkeit %s)"), p.Percent(t.Chance)), p.estimate(&t.Halts)
	if p.Certain() {
		cases = p.Say(say.T("there is a problem for certain; it", "der Fehler ist sicher; damit"))
	}
	var text string
	switch t.Halts.Mean {
	case 0:
		return p.Say(say.T("%s halts nothing by the last day simulated",
			"%s wird bis zum letzten simulierten Tag nichts angehalten"), cases)
	case 1:
		text = p.Say(say.T("%s halts the rollout, %s", "%s wird der Rollout angehalten, %s"), cases, p.likely(&t.Noticed))
	default:
		text = p.Say(say.T("%s halts the rollout in %s of cases, %s",
			"%s wird der Rollout in %s der Fälle angehalten, %s"), cases, chance, p.likely(&t.Noticed))
	}
	var during []string
	for i := range t.During {
		if share := t.During[i].Mean; share >= 0.005 {
			during = append(during, fmt.Sprintf("%s (%s)", p.phaseName(i), p.Percent(math.Round(share*100)/100)))
		}
	}
	if len(p.Phases) > 1 {
		text += "; " + p.Say(say.T("the phase opened last is then %s",
			"die zuletzt begonnene Phase ist dann %s"), p.Listed(during, say.Or))
	}
	if finite(t.GoesOn.Mean) {
		return text + "; " + p.Say(say.T("the rollout goes on %s", "weiter geht es %s"), p.instant(&t.GoesOn))
	}
	return text + "; " + p.Say(say.T("the rollout does not go on in %s of cases",
		"in %s der Fälle geht der Rollout nicht weiter"), p.Percent(t.GoesOn.Unreached))
}

// costs says what a problem does to people and to the end of the rollout.
func (p *planPage) costs(t *study.Trouble) string {
	end, bad := p.Metric(updatedBy), t.Metric(updatedBy)
	parts := p.harm(t.Metric)
	until := p.Say(say.T("95 %% with a good release: %s", "95 %% mit fehlerfreiem Release: %s"), p.by(bad))
	if finite(end.Mean) && !p.Certain() {
		until = p.Say(say.T("%s, in place of %s", "%s, statt %s"), until, p.on(end.Mean))
	}
	return strings.Join(append(parts, until), "; ")
}

// harm is what a problem does to people, by the metrics of its release.
func (p *planPage) harm(metric func(name string) *study.Estimate) []string {
	parts := []string{
		p.Say(say.T("%s PCs meet the bad release", "%s PCs dem Fehler ausgesetzt"), p.estimate(metric(exposed))),
		p.Say(say.T("PCs are broken for %s in all", "insgesamt %s Störung an PCs"), p.estimate(metric(brokenHours))),
	}
	if e := metric(rollbacks); e.Mean > 0 {
		parts = append(parts, p.Say(say.T("%s PCs go back", "%s PCs gehen zurück"), p.estimate(e)))
	}
	return parts
}

// days are the dates that concern the whole plan.
func (p *planPage) days() chapter {
	c := chapter{heading: p.Say(say.T("Days to know", "Wichtige Termine"))}
	for _, f := range p.calendar.Freezes {
		name := func(d model.Date) string { return p.Formatted(d.In(p.calendar.Zone), "Mon 2 Jan 2006") }
		if f.From == f.Through {
			c.add(p.Say(say.T("Freeze", "Freeze")), p.Say(say.T("%s: no offers", "%s: keine Angebote"), name(f.From)))
		} else {
			c.add(p.Say(say.T("Freeze", "Freeze")), p.Say(say.T("from %s through %s: no offers",
				"von %s bis einschließlich %s: keine Angebote"), name(f.From), name(f.Through)))
		}
	}
	for i := range p.Strategy.Access {
		a := &p.Strategy.Access[i]
		c.add(p.Say(say.T("Access", "Nutzung")), p.Say(say.T("%s from %s on", "%s ab %s"), p.admitted(a), p.on(a.From.Sub(p.start).Seconds())))
	}
	var off []string
	for _, d := range p.calendar.Holidays {
		at := d.In(p.calendar.Zone)
		if seconds := at.Sub(p.start).Seconds(); seconds >= 0 && seconds <= p.lastDay() && p.calendar.Workdays[at.Weekday()] {
			off = append(off, p.day(seconds))
		}
	}
	c.add(p.Say(say.T("Holidays", "Feiertage")), strings.Join(off, "; "))
	c.add(p.Say(say.T("Clocks", "Uhren")), p.clocks())
	c.add(p.Say(say.T("Last offer", "Letztes Angebot")), p.lastOffer())
	c.add(p.Say(say.T("Finished", "Fertig")), p.Say(say.T("95 %% of the PCs that can be updated: %s; 99 %%: %s",
		"95 %% der PCs, die das Update erhalten können: %s; 99 %%: %s"), p.by(p.Metric(updatedBy)), p.by(p.Metric("updated.p99"))))
	c.add(p.Say(say.T("Last day", "Letzter Tag")), p.untilLast())
	return c
}

// admitted are those who may use the release from a date on.
func (p *planPage) admitted(a *model.Access) string {
	switch {
	case a.Group == model.AllGroups && a.KeyUsers:
		return p.Say(say.T("key users", "Key-User"))
	case a.Group == model.AllGroups:
		return p.Say(say.T("everybody", "alle"))
	case a.KeyUsers:
		return p.Say(say.T("key users of %s", "Key-User von %s"), p.spell(p.Scenario.Groups[a.Group].Name))
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
			apart = append(apart, p.Say(say.T("%s is %s ahead", "%s geht %s vor"), p.spell(g.Name), p.Duration(float64(ahead))))
		} else if ahead < 0 {
			apart = append(apart, p.Say(say.T("%s is %s behind", "%s geht %s nach"), p.spell(g.Name), p.Duration(float64(-ahead))))
		}
	}
	if len(apart) == 0 {
		return ""
	}
	return p.Say(say.T("at the start, by the clock in %s: %s",
		"zu Beginn, gegenüber der Uhr in %s: %s"), p.city(), strings.Join(apart, "; "))
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
		if p.Metric(neverUpdated).Mean > 0 {
			return p.Say(say.T("%s: by its end everybody has an offer and 95 %% of those that can be updated are, in 19 of 20 rollouts",
				"%s: bis zu seinem Ende haben in 19 von 20 Rollouts alle ein Angebot und sind 95 %% der PCs aktualisiert, die das Update erhalten können"), day)
		}
		return p.Say(say.T("%s: by its end everybody has an offer and 95 %% of all are updated, in 19 of 20 rollouts",
			"%s: bis zu seinem Ende haben in 19 von 20 Rollouts alle ein Angebot und sind 95 %% aller PCs aktualisiert"), day)
	}
	return p.Say(say.T("%s, the last one simulated: by its end not everybody has an offer, or not 95 %% of all are updated, in more than 1 of 20 rollouts",
		"%s, der letzte simulierte: bis zu seinem Ende haben in mehr als 1 von 20 Rollouts nicht alle ein Angebot oder sind nicht 95 %% aller PCs aktualisiert"), p.day(p.end()))
}
