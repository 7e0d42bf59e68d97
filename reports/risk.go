package reports

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
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

// risky are the results whose release may be bad.
func (p *page) risky() []*study.Result {
	return where(p.rollouts(), func(r *study.Result) bool { return r.Problem != nil })
}

// chance is that of a bad release, 0..1.
func (p *page) chance() float64 {
	sum := 0.0
	for _, stratum := range p.Scenario.Release.Strata() {
		if stratum != 0 {
			sum += p.Scenario.Release.Weight(stratum)
		}
	}
	return sum
}

// certainlyBad tells whether the release is sure to have a problem, so that what
// holds if it is bad holds overall.
func (p *page) certainlyBad() bool { return p.Scenario.Release.Weight(0) == 0 }

// riskHeading heads what a bad release does.
func (p *page) riskHeading() string {
	if p.certainlyBad() {
		return p.say("Risk: the release is bad for certain")
	}
	return p.say("Risk: the release is bad with a chance of %s", p.percent(p.chance()))
}

// riskTable has a row for each result that updates anybody: what happens if the
// release is bad, with the range of single rollouts, and overall; and the two ends.
func (p *page) riskTable() table.Writer {
	t := newTable()
	t.AppendHeader(table.Row{
		p.say("Strategy"),
		p.say("PCs exposed,\nif bad"),
		p.say("PC-hours broken,\nif bad"),
		p.say("Escaped the\nfirst phase,\nif bad"),
		p.say("Halted; workdays\nlost, if bad"),
		p.updatedHeading(),
	})
	for _, r := range p.risky() {
		t.AppendRow(table.Row{
			p.heading(r),
			p.riskCell(r, exposed),
			p.riskCell(r, brokenHours),
			p.escapedCell(r),
			p.haltedCell(r),
			p.endsCell(r),
		})
	}
	return t
}

// riskCell is what a bad release does to one metric, and below it the same overall.
func (p *page) riskCell(r *study.Result, name string) string {
	return lines(p.cell(troubled(r, name)), p.overall(r, name))
}

// overall is a metric with good and bad releases by their chance, "" where that
// says nothing more.
func (p *page) overall(r *study.Result, name string) string {
	e := numberOf(r, name)
	if p.certainlyBad() || e == nil {
		return ""
	}
	return p.say("overall") + "\n" + p.brief(e)
}

// escapedCell says in how many rollouts a second phase opened before the problem
// was noticed.
func (p *page) escapedCell(r *study.Result) string {
	if len(r.Phases) < 2 {
		return p.say("one phase")
	}
	e := troubled(r, escaped)
	if e == nil {
		return p.say(nothingToCount)
	}
	return lines(p.say("in %s", p.brief(e)), p.overall(r, escaped))
}

// haltedCell says in how many rollouts there was a halt, and how long.
func (p *page) haltedCell(r *study.Result) string {
	in, lost := troubled(r, halted), troubled(r, daysLost)
	if in == nil || lost == nil {
		return p.say(nothingToCount)
	}
	text := lines(p.say("in %s", p.brief(in)), p.cell(lost), p.overall(r, daysLost))
	return strings.ReplaceAll(strings.ReplaceAll(text, " "+p.say("workdays"), ""), " "+p.say("workday"), "") // the heading has the unit
}

// endsCell are the two ends of a plan.
func (p *page) endsCell(r *study.Result) string {
	good, bad := r.Ends()
	return lines(p.endIn(p.say("good: "), good), p.endIn(p.say("bad: "), bad))
}

func (p *page) endIn(release string, e *study.Estimate) string {
	switch {
	case e == nil:
		return ""
	case !finite(e.Mean):
		return release + p.say("not reached\nin %s", p.percent(e.Unreached))
	}
	text := release + strings.Replace(p.brief(e), ", +", ",\n+", 1)
	if e.Unreached > 0 {
		text += "\n" + p.say("(not in %s)", p.percent(e.Unreached))
	}
	return text
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
	found := []string{p.say("bad: with at least one problem; overall: good and bad by their chance. Exposed are PCs that have had the bad release and access to it, broken those that the problem hits until they are whole again. " +
		"A problem escapes the first phase if a second one opens before it is noticed. A rollout that does not go on has lost the days until the end of what is simulated")}
	found = append(found, p.problemsInWords(p.Scenario)...)
	found = append(found, p.sampled())
	found = append(found, p.rollbackLines()...)
	found = append(found, p.lateLines()...)
	found = append(found, p.haltLines()...)
	found = append(found, p.tradeLines()...)
	return append(found, p.beatenLines()...)
}

// sampled says how rollouts were played with and without problems.
func (p *page) sampled() string {
	risky := p.risky()
	var ways []string
	for i := range risky[0].Strata {
		s := &risky[0].Strata[i]
		ways = append(ways, p.withProblems(s.Problems)+" ("+p.percent(s.Weight)+")")
	}
	each := p.say("each of the %s was played ", p.runs(p.Replications))
	if p.Replications == 1 {
		each = p.say("the rollout was played ")
	}
	if len(ways) == 1 {
		return each + ways[0]
	}
	return p.say("%s%s, with the same PCs, mornings and work; the results are weighted by these chances", each, p.listed(ways, "and"))
}

// withProblems names the problems of a stratum: "without a problem" or "with a and b".
func (l Language) withProblems(names []string) string {
	if len(names) == 0 {
		return l.say("without a problem")
	}
	return l.say("with %s", l.listed(names, "and"))
}

// WithProblems says which problems of its release a stratum of a scenario has, as in
// "rollouts without a problem".
func WithProblems(s *model.Scenario, stratum model.Stratum) string {
	var names []string
	for i := range s.Release.Problems {
		if stratum.Has(i) {
			names = append(names, printable(s.Release.Problems[i].Name))
		}
	}
	return English.withProblems(names)
}

// rollbackLines say how many PCs go back to the old version.
func (p *page) rollbackLines() []string {
	var found []string
	for _, r := range p.risky() {
		e := troubledNumber(r, rollbacks)
		if e == nil || e.Mean == 0 {
			continue
		}
		back := "%s: if the release is bad, %s PCs go back to the old version"
		if p.Scenario.HasBare() {
			back = "%s: if the release is bad, %s PCs go back to what they had, or to nothing"
		}
		text := p.say(back, p.nameOf(r), p.estimate(e))
		if all := numberOf(r, rollbacks); all != nil && !p.certainlyBad() {
			text += p.say("; overall %s", p.estimate(all))
		}
		found = append(found, text)
	}
	if len(found) == 0 {
		return []string{p.say("nobody goes back to the old version with any of the plans")}
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
		found = append(found, p.say("%s: in %s of rollouts, for %s on average over all", p.nameOf(r), p.estimate(in), p.estimate(lost)))
	}
	return found
}

// lateLines say of how many of the exposed the halt came too late to be felt.
func (p *page) lateLines() []string {
	var words []string
	for _, r := range p.risky() {
		if e := troubledNumber(r, afterHalt); e != nil {
			words = append(words, p.say("%s with %s", p.estimate(e), p.nameOf(r)))
		}
	}
	if len(words) == 0 {
		return nil
	}
	return []string{p.say("of the PCs exposed if the release is bad, those that met it while the rollout was halted: %s", p.listed(words, "and"))}
}

// haltLines say where a rollout is halted although the release is good: gates do
// that.
func (p *page) haltLines() []string {
	var found []string
	for _, r := range p.risky() {
		if e := cleanNumber(r, halted); e != nil && e.Mean > 0 {
			found = append(found, p.say("%s: a gate halts the rollout in %s of rollouts although the release is good", p.nameOf(r), p.estimate(e)))
		}
	}
	return found
}

// cleanNumber is a metric if the release is good, nil where it has no number or
// a good release has no chance.
func cleanNumber(r *study.Result, name string) *study.Estimate {
	if len(r.Strata) == 0 || r.Strata[0].Stratum != 0 {
		return nil
	}
	for i := range r.Strata[0].Metrics {
		if e := &r.Strata[0].Metrics[i]; e.Metric.Name == name && finite(e.Mean) && !unknown(e) {
			return e
		}
	}
	return nil
}

// riskPart says in the verdict what a bad release does with a plan, and beside it
// with the one that would be earlier.
func (p *page) riskPart(r *study.Result) []string {
	if r.Problem == nil {
		return nil
	}
	var parts []string
	meet, broken := troubledNumber(r, exposed), troubledNumber(r, brokenHours)
	if meet == nil || broken == nil {
		return nil
	}
	with := ""
	if other := p.earlier(r); other != nil {
		if e := troubledNumber(other, exposed); e != nil {
			with = p.say(" (%s with %s)", p.estimate(e), p.nameOf(other))
		}
	}
	text := p.say("if the release is bad (chance %s), %s PCs are exposed%s, %s are broken", p.percent(p.chance()), p.estimate(meet), with, p.hoursOf(broken))
	if p.certainlyBad() {
		text = p.say("as the release is bad, %s PCs are exposed%s, %s are broken", p.estimate(meet), with, p.hoursOf(broken))
	}
	good, bad := r.Ends()
	switch {
	case bad == nil:
	case !finite(bad.Mean):
		text += p.say(" and 95 %% do not get a good one %s", p.simulated())
	default:
		text += p.say(" and 95 %% have a good one by %s", p.date(bad.Mean))
		if good != nil && finite(good.Mean) && p.date(good.Mean) != p.date(bad.Mean) {
			text += p.say(" in place of %s", p.date(good.Mean))
		}
	}
	parts = append(parts, text)
	if only := p.onlyIfGood(); len(only) > 0 {
		turn := "%s keep every target only if the release is good"
		if len(only) == 1 {
			turn = "%s keeps every target only if the release is good"
		}
		parts = append(parts, p.say(turn, p.names(only, "and")))
	}
	return parts
}

// hoursOf writes for how long PCs are broken in all.
func (p *page) hoursOf(e *study.Estimate) string {
	return strings.Replace(p.estimate(e), " h", " "+p.say("PC-hours"), 1)
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
	return p.say("within the %s simulated", p.counted(p.Scenario.Horizon, "day", "days"))
}

// onlyIfGood are the results on the verdict's slot setting that keep every target
// if the release is good and miss one if it is not, where the verdict says so.
func (p *page) onlyIfGood() []*study.Result {
	said := false
	for _, reason := range p.Verdict.Reasons {
		said = said || reason == study.OnlyIfClean
	}
	return where(p.risky(), func(r *study.Result) bool {
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
		return share, p.percent(share)
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
func (l Language) problemsInWords(s *model.Scenario) []string {
	if s.Release == nil {
		return nil
	}
	var found []string
	for i := range s.Release.Problems {
		q := &s.Release.Problems[i]
		text := l.say("%s: in the release with a chance of %s; hits %s of the updated PCs", q.Name, l.percent(q.Chance), l.marks(fine(q.Hits)))
		var by []string
		if q.NoticedAfter > 0 {
			reported := l.say("after %s (%s of those hit report it, %s of the key users, half of them within %s)",
				l.counted(q.NoticedAfter, "report", "reports"), l.marks(fine(q.Reports.Chance)), l.marks(fine(q.Reports.KeyUsers)), l.span(q.Reports.Delay.Draw(0.5)))
			by = append(by, reported)
		}
		if q.OrAfter.Length > 0 {
			by = append(by, l.say("%s after the first hit", l.span(q.OrAfter)))
		}
		if len(by) > 0 {
			text += l.say("; noticed %s", l.listed(by, "or"))
		}
		text += l.say("; then fixed, in half of the cases within %s", l.span(q.Fix.Draw(0.5)))
		found = append(found, text)
	}
	return found
}

// span writes a span, in workdays where it is counted in them.
func (l Language) span(s model.Span) string {
	if s.Unit == model.Workdays {
		if s.Length < 24*time.Hour {
			return l.say("%s of workdays", l.duration(s.Length.Seconds()))
		}
		return l.workdaysLong(s.Length.Hours() / 24)
	}
	return l.duration(s.Length.Seconds())
}

// everyRisk tells the risk of every strategy.
func (p *page) everyRisk() []string {
	var words []string
	for _, r := range p.risky() {
		meet, broken := troubledNumber(r, exposed), troubledNumber(r, brokenHours)
		if meet != nil && broken != nil {
			words = append(words, p.say("%s PCs are exposed and %s are broken with %s", p.estimate(meet), p.hoursOf(broken), p.nameOf(r)))
		}
	}
	if len(words) == 0 {
		return nil
	}
	return []string{p.say("if the release is bad (chance %s), %s", p.percent(p.chance()), p.listed(words, "and"))}
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
			beaten := "%s is beaten by %s, which is as good in end, risk and wait and better in one of them"
			if point.Place == study.MayBeBeaten {
				beaten = "%s is perhaps beaten by %s, which is as good in end, risk and wait and better in one of them"
			}
			found = append(found, p.say(beaten, p.nameOf(&p.Results[point.Result]), p.nameOf(&p.Results[point.By])))
		}
	}
	if len(found) == 0 && len(p.Frontiers) > 0 {
		return []string{p.say("no strategy is beaten by another in end, risk and wait at once: which one to take is a choice between them")}
	}
	return found
}
