package reports

import (
	"fmt"
	"math"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// The metrics of what a bad release does. A release is called bad in words when it
// has at least one of the problems that the scenario names, and good otherwise.
const (
	exposed     = "exposed"
	brokenHours = "broken_hours"
	escaped     = "escaped_pilot"
	rollbacks   = "rollbacks"
	daysLost    = "days_lost"
	halted      = "halted"
	afterHalt   = "exposed_after_halt"
)

// risky are the results whose first release may be bad.
func (p *page) risky() []*study.Result {
	return where(p.rollouts(), func(r *study.Result) bool { return r.Problem != nil })
}

// A risk is what a bad release does under the plan of a result: the only one, or the first of
// several, or where one that follows may be bad, each that may.
type risk struct {
	*study.Result
	release   int
	named     bool // it is told which release it is
	phases    int
	good, bad []study.Estimate // metrics given that it is; nil where that has no chance
}

// laterMayBeBad tells whether a release that follows may have a problem.
func (p *page) laterMayBeBad() bool {
	for i := range p.Scenario.Later {
		if p.Scenario.MayBeBad(i + 1) {
			return true
		}
	}
	return false
}

// risks are those of all plans.
func (p *page) risks() []risk {
	var all []risk
	for _, r := range p.rollouts() {
		all = append(all, p.risksOf(r)...)
	}
	return all
}

// risksOf are those of one result.
func (p *page) risksOf(r *study.Result) []risk {
	if !p.laterMayBeBad() {
		if r.Problem == nil {
			return nil
		}
		of := risk{Result: r, phases: len(r.Phases), bad: r.Problem}
		if r.Strata[0].Stratum == 0 {
			of.good = r.Strata[0].Metrics
		}
		return []risk{of}
	}
	var all []risk
	for i := range r.Releases {
		if of := &r.Releases[i]; of.Problem != nil {
			all = append(all, risk{r, i, true, len(of.Phases), of.Good, of.Problem})
		}
	}
	return all
}

// metric is the name of a metric of the release.
func (k *risk) metric(name string) string {
	if k.named {
		return model.OfRelease(name, k.Releases[k.release].Version)
	}
	return name
}

// among is a metric among some, nil where it is not.
func (k *risk) among(metrics []study.Estimate, name string) *study.Estimate {
	name = k.metric(name)
	for i := range metrics {
		if metrics[i].Metric.Name == name {
			return &metrics[i]
		}
	}
	return nil
}

// number is a metric among some where it has a number, or nil.
func (k *risk) number(metrics []study.Estimate, name string) *study.Estimate {
	if e := k.among(metrics, name); e != nil && finite(e.Mean) && !unknown(e) {
		return e
	}
	return nil
}

// nameOfRisk is the name of the plan, and of the release where there are several.
func (p *page) nameOfRisk(k *risk) string {
	if k.named {
		return p.nameOf(k.Result) + " (" + p.version(k.release) + ")"
	}
	return p.nameOf(k.Result)
}

// version is that of a release, as it is written here.
func (p *page) version(release int) string { return p.spell(string(p.Scenario.Versions()[release])) }

// chance is that of a bad first release, 0..1.
func (p *page) chance() float64 { return p.chanceOf(0) }

// chanceOf is that of a bad release, 0..1.
func (p *page) chanceOf(release int) float64 {
	_, bad := p.Scenario.Chances(release)
	return bad
}

// certainlyBad tells whether the first release is sure to have a problem, so that what
// holds if it is bad holds overall.
func (p *page) certainlyBad() bool { return p.isCertainlyBad(0) }

func (p *page) isCertainlyBad(release int) bool {
	good, _ := p.Scenario.Chances(release)
	return good == 0
}

// riskHeading heads what a bad release does.
func (p *page) riskHeading() string {
	if p.laterMayBeBad() {
		return p.Say(say.T("Risk: which release may be bad, and with which chance, stands beside each plan",
			"Risiko: welches Release fehlerhaft sein kann, und mit welcher Wahrscheinlichkeit, steht neben jedem Plan"))
	}
	if p.certainlyBad() {
		return p.Say(say.T("Risk: the release is bad for certain",
			"Risiko: das Release ist sicher fehlerhaft"))
	}
	return p.Say(say.T("Risk: the release is bad with a chance of %s",
		"Risiko: das Release ist mit einer Wahrscheinlichkeit von %s fehlerhaft"), p.Percent(p.chance()))
}

// riskHeads are the heads of the table of what a bad release does.
func (p *page) riskHeads() []string {
	heads := []string{p.Say(say.T("Strategy", "Strategie"))}
	if p.laterMayBeBad() {
		heads = append(heads, p.Say(say.T("Release", "Release")))
	}
	return append(heads, p.Say(say.T("PCs exposed,\nif bad", "PCs dem Fehler\nausgesetzt, falls\nfehlerhaft")), p.Say(say.T("PC-hours broken,\nif bad", "Gestörte PC-Stunden,\nfalls fehlerhaft")), p.Say(say.T("Escaped the\nfirst phase,\nif bad",
		"In der ersten Phase\nnicht bemerkt,\nfalls fehlerhaft")),
		p.Say(say.T("Halted; workdays\nlost, if bad", "Angehalten; verlorene\nArbeitstage,\nfalls fehlerhaft")), p.updatedHeading())
}

// riskTable has a row for each release of each result that may be bad: what happens if it
// is, with the range of single rollouts, and overall; and the two ends.
func (p *page) riskTable() table.Writer {
	t := newTable()
	var head table.Row
	for _, text := range p.riskHeads() {
		head = append(head, text)
	}
	t.AppendHeader(head)
	for _, k := range p.risks() {
		row := table.Row{p.heading(k.Result)}
		for _, cell := range p.riskCells(&k) {
			row = append(row, cell)
		}
		t.AppendRow(row)
	}
	return t
}

// riskCells are the cells of a row, the strategy left out.
func (p *page) riskCells(k *risk) []Cell {
	var cells []Cell
	if k.named {
		cells = []Cell{{p.version(k.release), "(" + p.Percent(p.chanceOf(k.release)) + ")"}}
	}
	return append(cells, p.riskCell(k, exposed), p.riskCell(k, brokenHours), p.escapedCell(k), p.haltedCell(k), p.endsCell(k))
}

// riskCell is what a bad release does to one metric, and below it the same overall.
func (p *page) riskCell(k *risk, name string) Cell {
	return p.cell(k.among(k.bad, name)).and(p.overall(k, name))
}

// overall is a metric with good and bad releases by their chance, nil where that
// says nothing more.
func (p *page) overall(k *risk, name string) Cell {
	e := numberOf(k.Result, k.metric(name))
	if p.isCertainlyBad(k.release) || e == nil {
		return nil
	}
	return Cell{p.Say(say.T("overall", "insgesamt"))}.and(p.brief(e))
}

// escapedCell says in how many rollouts a second phase opened before the problem
// was noticed.
func (p *page) escapedCell(k *risk) Cell {
	if k.phases < 2 {
		return Cell{p.Say(say.T("one phase", "eine Phase"))}
	}
	e := k.among(k.bad, escaped)
	if e == nil {
		return Cell{p.Say(nothingToCount)}
	}
	return p.inSo(e).and(p.overall(k, escaped))
}

// inSo says in how many rollouts something is.
func (p *page) inSo(e *study.Estimate) Cell {
	c := p.brief(e)
	c[0] = p.Say(say.T("in %s", "in %s"), c[0])
	return c
}

// haltedCell says in how many rollouts there was a halt, and how long.
func (p *page) haltedCell(k *risk) Cell {
	in, lost := k.among(k.bad, halted), k.among(k.bad, daysLost)
	if in == nil || lost == nil {
		return Cell{p.Say(nothingToCount)}
	}
	q := *p
	q.headed = true
	return q.inSo(in).and(q.cell(lost), q.overall(k, daysLost))
}

// endsCell are the two ends of a plan.
func (p *page) endsCell(k *risk) Cell {
	return p.endIn(p.Say(say.T("good: ", "fehlerfrei: ")), k.among(k.good, updatedBy)).
		and(p.endIn(p.Say(say.T("bad: ", "fehlerhaft: ")), k.among(k.bad, updatedBy)))
}

func (p *page) endIn(release string, e *study.Estimate) Cell {
	switch {
	case e == nil:
		return nil
	case !finite(e.Mean):
		return Cell{release + p.Say(say.T("not reached", "nicht erreicht")), p.Say(say.T("in %s", "in %s"), p.Percent(e.Unreached))}
	}
	c := p.stated(e).narrow().and(p.notIn(e))
	c[0] = release + c[0]
	return c
}

// troubled returns a metric if the release is bad, nil where it has none.
func troubled(r *study.Result, name string) *study.Estimate {
	for i := range r.Problem {
		if r.Problem[i].Metric.Name == name {
			return &r.Problem[i]
		}
	}
	return nil
}

// troubledNumber is troubled where it has a number, or nil.
func troubledNumber(r *study.Result, name string) *study.Estimate {
	if e := troubled(r, name); e != nil && finite(e.Mean) && !unknown(e) {
		return e
	}
	return nil
}

// riskLines say below the table what the release may have, how that was simulated,
// what one plan buys against another, and from which chance on it pays.
func (p *page) riskLines() []string {
	found := []string{p.Say(say.T("bad: with at least one problem; overall: good and bad by their chance. Exposed are PCs that have had the bad release and access to it, broken those that the problem hits until they are whole again. "+
		"A problem escapes the first phase if a second one opens before it is noticed. A rollout that does not go on has lost the days until the end of what is simulated",
		"fehlerhaft: mit mindestens einem Fehler; insgesamt: fehlerfrei und fehlerhaft nach ihrer Wahrscheinlichkeit. Dem Fehler ausgesetzt sind PCs, die das fehlerhafte Release hatten und nutzen durften, gestört sind die, die der Fehler trifft, bis sie wieder in Ordnung sind. Ein Fehler ist in der ersten Phase nicht bemerkt, wenn eine zweite öffnet, bevor er auffällt. Ein Rollout, der nicht weitergeht, hat die Tage bis zum Ende der Simulation verloren"))}
	if p.laterMayBeBad() {
		found = append(found, p.Say(say.T("each release is good or bad by itself; one that follows is the fix of those before it, so that days are lost until it begins at most",
			"jedes Release ist für sich fehlerfrei oder fehlerhaft; eines, das folgt, behebt die Fehler derer davor, so dass Tage höchstens bis zu seinem Beginn verloren gehen")))
	}
	found = append(found, p.problemsInWords(p.Scenario)...)
	found = append(found, p.sampled())
	found = append(found, p.rollbackLines()...)
	found = append(found, p.lateLines()...)
	found = append(found, p.haltLines()...)
	trades := append(p.tradeLines(), p.beatenLines()...)
	if len(trades) > 0 && p.laterMayBeBad() {
		found = append(found, p.Say(say.T("what follows compares plans by the first release, %s, alone",
			"was folgt, vergleicht Pläne allein nach dem ersten Release, %s"), p.version(0)))
	}
	return append(found, trades...)
}

// sampled says how rollouts were played with and without problems.
func (p *page) sampled() string {
	of := p.risks()[0].Result
	var ways []string
	for i := range of.Strata {
		s := &of.Strata[i]
		ways = append(ways, p.withProblems(s.Problems)+" ("+p.Percent(s.Weight)+")")
	}
	each := p.Say(say.T("each of the %s was played ", "jeder der %s wurde durchgespielt "), p.runs(p.Replications))
	if p.Replications == 1 {
		each = p.Say(say.T("the rollout was played ", "der Rollout wurde durchgespielt "))
	}
	if len(ways) == 1 {
		return each + ways[0]
	}
	return p.Say(say.T("%s%s, with the same PCs, mornings and work; the results are weighted by these chances",
		"%s%s, mit denselben PCs, Morgen und derselben Arbeit; die Ergebnisse sind nach diesen Wahrscheinlichkeiten gewichtet"), each, p.Listed(ways, say.And))
}

// withProblems names the problems of a stratum: "without a problem" or "with a and b".
func (l voice) withProblems(names []string) string {
	if len(names) == 0 {
		return l.Say(say.T("without a problem", "ohne Fehler"))
	}
	return l.Say(say.T("with %s", "mit %s"), l.Listed(names, say.And))
}

// WithProblems says which problems of its releases a stratum of a scenario has, as in
// "rollouts without a problem".
func WithProblems(s *model.Scenario, stratum model.Stratum) string {
	var names []string
	for i, problem := range s.Problems() {
		if stratum.Has(i) {
			names = append(names, printable(s.ProblemName(problem)))
		}
	}
	return voice{say.English}.withProblems(names)
}

// rollbackLines say how many PCs go back to the old version.
func (p *page) rollbackLines() []string {
	var found []string
	for _, k := range p.risks() {
		e := k.number(k.bad, rollbacks)
		if e == nil || e.Mean == 0 {
			continue
		}
		back := say.T("%s: if the release is bad, %s PCs go back to the old version",
			"%s: bei einem fehlerhaften Release kehren %s PCs zur alten Version zurück")
		if p.Scenario.HasBare() {
			back = say.T("%s: if the release is bad, %s PCs go back to what they had, or to nothing",
				"%s: bei einem fehlerhaften Release kehren %s PCs zu dem zurück, was sie hatten, oder zu nichts")
		}
		text := p.Say(back, p.nameOfRisk(&k), p.estimate(e))
		if all := numberOf(k.Result, k.metric(rollbacks)); all != nil && !p.isCertainlyBad(k.release) {
			text += p.Say(say.T("; overall %s", "; insgesamt %s"), p.estimate(all))
		}
		found = append(found, text)
	}
	if len(found) == 0 {
		return []string{p.Say(say.T("nobody goes back to the old version with any of the plans",
			"bei keinem der Pläne kehrt jemand zur alten Version zurück"))}
	}
	return found
}

// gateHalts say of a release without problems in how many rollouts gates halt it, and
// for how long.
func (p *page) gateHalts() []string {
	var found []string
	for _, r := range p.rollouts() {
		in, lost := numberOf(r, halted), numberOf(r, daysLost)
		if r.Problem != nil || in == nil || lost == nil || in.Mean == 0 {
			continue
		}
		found = append(found, p.Say(say.T("%s: in %s of rollouts, for %s on average over all",
			"%s: in %s der Rollouts, im Mittel über alle für %s"), p.nameOf(r), p.estimate(in), p.estimate(lost)))
	}
	return found
}

// lateLines say of how many of the exposed the halt came too late to be felt.
func (p *page) lateLines() []string {
	var words []string
	for _, k := range p.risks() {
		if e := k.number(k.bad, afterHalt); e != nil {
			words = append(words, p.Say(say.T("%s with %s", "%s mit %s"), p.estimate(e), p.nameOfRisk(&k)))
		}
	}
	if len(words) == 0 {
		return nil
	}
	return []string{p.Say(say.T("of the PCs exposed if the release is bad, those that met it while the rollout was halted: %s",
		"so viele der PCs, die bei einem fehlerhaften Release dem Fehler ausgesetzt sind, erhielten es, als der Rollout schon angehalten war: %s"), p.Listed(words, say.And))}
}

// haltLines say where a rollout is halted although the release is good: gates do
// that.
func (p *page) haltLines() []string {
	var found []string
	for _, k := range p.risks() {
		if e := k.number(k.good, halted); e != nil && e.Mean > 0 {
			found = append(found, p.Say(say.T("%s: a gate halts the rollout in %s of rollouts although the release is good",
				"%s: ein Freigabekriterium hält %s der Rollouts an, obwohl das Release fehlerfrei ist"), p.nameOfRisk(&k), p.estimate(e)))
		}
	}
	return found
}

// cleanNumber is a metric if the first release is good, nil where it has no number or
// a good release has no chance.
func cleanNumber(r *study.Result, name string) *study.Estimate {
	if e := r.Clean(name); r.Strata != nil && e != nil && finite(e.Mean) && !unknown(e) {
		return e
	}
	return nil
}

// riskPart says in the verdict what a bad release does with a plan, and beside it
// with the one that would be earlier.
func (p *page) riskPart(r *study.Result) []string {
	if r.Problem == nil {
		return append(p.laterRisks(r), p.ifGoodAlone()...)
	}
	var parts []string
	meet, broken := troubledNumber(r, exposed), troubledNumber(r, brokenHours)
	if meet == nil || broken == nil {
		return nil
	}
	with := ""
	if other := p.earlier(r); other != nil {
		if e := troubledNumber(other, exposed); e != nil {
			with = p.Say(say.T(" (%s with %s)", " (%s mit %s)"), p.estimate(e), p.nameOf(other))
		}
	}
	text := p.Say(say.T("if the release is bad (chance %s), %s PCs are exposed%s, %s are broken",
		"bei einem fehlerhaften Release (Wahrscheinlichkeit %s) sind %s PCs dem Fehler ausgesetzt%s, und %s gehen durch gestörte PCs verloren"), p.Percent(p.chance()), p.estimate(meet), with, p.hoursOf(broken))
	switch {
	case p.laterMayBeBad():
		text = p.Say(say.T("if %s is bad (chance %s), %s PCs are exposed%s, %s are broken",
			"ist %s fehlerhaft (Wahrscheinlichkeit %s), sind %s PCs dem Fehler ausgesetzt%s, und %s gehen durch gestörte PCs verloren"), p.version(0), p.Percent(p.chance()), p.estimate(meet), with, p.hoursOf(broken))
	case p.certainlyBad():
		text = p.Say(say.T("as the release is bad, %s PCs are exposed%s, %s are broken",
			"da das Release fehlerhaft ist, sind %s PCs dem Fehler ausgesetzt%s, und %s gehen durch gestörte PCs verloren"), p.estimate(meet), with, p.hoursOf(broken))
	}
	good, bad := r.Ends()
	switch {
	case bad == nil:
	case !finite(bad.Mean):
		text += p.Say(say.T(" and 95 %% do not get a good one %s",
			"; 95 %% erhalten %s kein fehlerfreies"), p.simulated())
	default:
		text += p.Say(say.T(" and 95 %% have a good one by %s",
			"; 95 %% haben bis %s ein fehlerfreies"), p.date(bad.Mean))
		if good != nil && finite(good.Mean) && p.date(good.Mean) != p.date(bad.Mean) {
			text += p.Say(say.T(" in place of %s", " statt bis %s"), p.date(good.Mean))
		}
	}
	parts = append(parts, text)
	return append(append(parts, p.laterRisks(r)...), p.ifGoodAlone()...)
}

// laterRisks say what releases that follow do if they are bad.
func (p *page) laterRisks(r *study.Result) []string {
	var parts []string
	for _, k := range p.risksOf(r) {
		meet, broken := k.number(k.bad, exposed), k.number(k.bad, brokenHours)
		if k.release > 0 && meet != nil && broken != nil {
			parts = append(parts, p.Say(say.T("if %s is bad (chance %s), %s PCs are exposed%s, %s are broken",
				"ist %s fehlerhaft (Wahrscheinlichkeit %s), sind %s PCs dem Fehler ausgesetzt%s, und %s gehen durch gestörte PCs verloren"), p.version(k.release), p.Percent(p.chanceOf(k.release)), p.estimate(meet), "", p.hoursOf(broken)))
		}
	}
	return parts
}

// ifGoodAlone says which plans keep every target only without a problem.
func (p *page) ifGoodAlone() []string {
	only := p.onlyIfGood()
	if len(only) == 0 {
		return nil
	}
	turn := say.T("%s keep every target only if the release is good",
		"%s erreichen alle Zielwerte nur, wenn das Release fehlerfrei ist")
	switch one, later := len(only) == 1, p.laterMayBeBad(); {
	case one && later:
		turn = say.T("%s keeps every target only if all releases are good",
			"%s: alle Zielwerte werden nur erreicht, wenn alle Releases fehlerfrei sind")
	case one:
		turn = say.T("%s keeps every target only if the release is good",
			"%s: alle Zielwerte werden nur erreicht, wenn das Release fehlerfrei ist")
	case later:
		turn = say.T("%s keep every target only if all releases are good",
			"%s erreichen alle Zielwerte nur, wenn alle Releases fehlerfrei sind")
	}
	return []string{p.Say(turn, p.names(only, say.And))}
}

// hoursOf writes for how long PCs are broken in all.
func (p *page) hoursOf(e *study.Estimate) string {
	s := p.stated(e)
	s.number = p.stated(scaledBy(e, 1, model.Unit(p.Say(say.T("PC-hours", "PC-Stunden"))))).number
	return s.String()
}

// earlier is the fastest strategy where it is another and a bad release is told of it.
func (p *page) earlier(r *study.Result) *study.Result {
	if p.Verdict.Fastest < 0 || &p.Results[p.Verdict.Fastest] == r || p.Results[p.Verdict.Fastest].Problem == nil {
		return nil
	}
	return &p.Results[p.Verdict.Fastest]
}

// simulated says how far the simulation goes.
func (p *page) simulated() string {
	return p.Say(say.T("within the %s simulated", "im simulierten Zeitraum (%s)"), p.Counted(p.Scenario.Horizon, say.Days))
}

// simulatedFirst says the same of the first release, where others follow it.
func (p *page) simulatedFirst() string {
	if len(p.Scenario.Later) == 0 || p.Scenario.Release == nil {
		return p.simulated()
	}
	return p.Say(say.T("to %s within the %s simulated", "auf %s im simulierten Zeitraum (%s)"), p.spell(string(p.Scenario.Release.Version)), p.Counted(p.Scenario.Horizon, say.Days))
}

// healedBy says which release that follows has come to the PCs where the first has not, and
// by when; empty: none has.
func (p *page) healedBy(r *study.Result) string {
	for i := 1; i < len(r.Releases); i++ {
		version := r.Releases[i].Version
		if e := metric(r, model.OfRelease(updatedBy, version)); e != nil && finite(e.Mean) {
			return p.Say(say.T("95 %% have %s, which follows it, by %s", "95 %% haben das folgende Release %s bis %s"), p.spell(string(version)), p.date(e.Mean))
		}
	}
	return ""
}

// onlyIfGood are the results on the verdict's slot setting that keep every target
// if the release is good and miss one if it is not, where the verdict says so.
func (p *page) onlyIfGood() []*study.Result {
	said := false
	for _, reason := range p.Verdict.Reasons {
		said = said || reason == study.OnlyIfClean
	}
	return where(p.rollouts(), func(r *study.Result) bool {
		if !said || p.Verdict.Best >= 0 && r.Column != p.Results[p.Verdict.Best].Column {
			return false
		}
		kept, missed := false, false
		for i := range r.Strata {
			s := &study.Result{Strategy: r.Strategy, Targets: r.Strata[i].Targets}
			if r.Strata[i].Stratum == 0 {
				kept = meetsAll(s)
			} else {
				missed = missed || missesOne(s)
			}
		}
		return kept && missed
	})
}

// shareOf says in how many rollouts something is so: a number of them, or where
// they have weights a share.
func (p *page) shareOf(r *study.Result, e *study.Estimate, is func(float64) bool) (share float64, text string) {
	share = e.Share(is)
	if r.Strata != nil {
		return share, p.Percent(share)
	}
	known := 0
	for _, v := range e.Values {
		if !math.IsNaN(v) {
			known++
		}
	}
	return share, fmt.Sprint(int(math.Round(share * float64(known))))
}

// problemsInWords says of each problem what it does and how it comes to light.
func (l voice) problemsInWords(s *model.Scenario) []string {
	var found []string
	for _, q := range s.Problems() {
		text := l.Say(say.T("%s: in the release with a chance of %s; hits %s of the updated PCs",
			"%s: mit einer Wahrscheinlichkeit von %s im Release; trifft %s der aktualisierten PCs"), s.ProblemName(q), l.Percent(q.Chance), l.Marks(fine(q.Hits)))
		var by []string
		if q.NoticedAfter > 0 {
			reported := l.Say(say.T("after %s (%s of those hit report it, %s of the key users, half of them within %s)",
				"nach %s (%s der Betroffenen melden ihn, von den Key-Usern %s, die Hälfte davon binnen %s)"),
				l.Counted(q.NoticedAfter, say.Reports), l.Marks(fine(q.Reports.Chance)), l.Marks(fine(q.Reports.KeyUsers)), l.span(q.Reports.Delay.Draw(0.5)))
			by = append(by, reported)
		}
		if q.OrAfter.Length > 0 {
			by = append(by, l.Say(say.T("%s after the first hit", "%s nach dem ersten Auftreten"), l.span(q.OrAfter)))
		}
		if len(by) > 0 {
			text += l.Say(say.T("; noticed %s", "; bemerkt %s"), l.Listed(by, say.Or))
		}
		text += l.Say(say.T("; then fixed, in half of the cases within %s",
			"; dann behoben, in der Hälfte der Fälle binnen %s"), l.span(q.Fix.Draw(0.5)))
		found = append(found, text)
	}
	return found
}

// span writes a span, in workdays where it is counted in them.
func (l voice) span(s model.Span) string {
	if s.Unit == model.Workdays {
		if s.Length < 24*time.Hour {
			return l.Say(say.T("%s of workdays", "%s an Arbeitstagen"), l.Duration(s.Length.Seconds()))
		}
		return l.WorkdaysLong(s.Length.Hours() / 24)
	}
	return l.Duration(s.Length.Seconds())
}

// everyRisk tells the risk of every strategy, release by release.
func (p *page) everyRisk() []string {
	var said []string
	for release := range max(1, len(p.Scenario.Versions())) {
		var words []string
		for _, k := range p.risks() {
			meet, broken := k.number(k.bad, exposed), k.number(k.bad, brokenHours)
			if k.release == release && meet != nil && broken != nil {
				words = append(words, p.Say(say.T("%s PCs are exposed and %s are broken with %s",
					"%s PCs sind dem Fehler ausgesetzt und %s gehen verloren mit %s"), p.estimate(meet), p.hoursOf(broken), p.nameOf(k.Result)))
			}
		}
		switch {
		case len(words) == 0:
		case p.laterMayBeBad():
			said = append(said, p.Say(say.T("if %s is bad (chance %s), %s",
				"ist %s fehlerhaft (Wahrscheinlichkeit %s), gilt: %s"), p.version(release), p.Percent(p.chanceOf(release)), p.Listed(words, say.And)))
		default:
			said = append(said, p.Say(say.T("if the release is bad (chance %s), %s",
				"bei einem fehlerhaften Release (Wahrscheinlichkeit %s) gilt: %s"), p.Percent(p.chance()), p.Listed(words, say.And)))
		}
	}
	return said
}

// beatenLines name the strategies to which another is to be preferred in end, risk
// and wait at once.
func (p *page) beatenLines() []string {
	var found []string
	for i := range p.Frontiers {
		for _, point := range p.Frontiers[i].Points {
			if point.By < 0 {
				continue
			}
			beaten := say.T("%s is beaten by %s, which is as good in end, risk and wait and better in one of them",
				"%s wird von %s übertroffen: bei Ende, Risiko und Wartezeit nicht schlechter und in einem davon besser")
			if point.Place == study.MayBeBeaten {
				beaten = say.T("%s is perhaps beaten by %s, which is as good in end, risk and wait and better in one of them",
					"%s wird vielleicht von %s übertroffen: bei Ende, Risiko und Wartezeit nicht schlechter und in einem davon besser")
			}
			found = append(found, p.Say(beaten, p.nameOf(&p.Results[point.Result]), p.nameOf(&p.Results[point.By])))
		}
	}
	if len(found) == 0 && len(p.Frontiers) > 0 {
		return []string{p.Say(say.T("no strategy is beaten by another in end, risk and wait at once: which one to take is a choice between them",
			"keine Strategie wird von einer anderen bei Ende, Risiko und Wartezeit zugleich übertroffen: welche man nimmt, ist eine Abwägung"))}
	}
	return found
}
