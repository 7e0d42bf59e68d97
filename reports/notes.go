package reports

import (
	"math"
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
)

// A note is one thing to look at: a heading and the lines below it.
type note struct {
	heading string
	lines   []string
}

// said is what a note says of a result.
type said struct {
	of   *study.Result
	text string
}

// alikeOnce writes what is said of each result, and once what is the same of all.
func (p *page) alikeOnce(all []said) []string {
	same := len(all) > 1 && len(all) == len(p.Results)
	for i := range all {
		same = same && all[i].text == all[0].text
	}
	if same {
		return []string{p.say("all alike: ") + all[0].text}
	}
	var found []string
	for i := range all {
		found = append(found, p.nameOf(all[i].of)+": "+all[i].text)
	}
	return found
}

// notes are what a reader should look at after the table, the most pressing first.
func (p *page) notes() []note {
	all := []note{
		{p.say("Warnings"), p.warnings()},
		{p.say("Targets"), p.targets()},
		{p.say("The choice"), p.selectionNotes()},
		{p.say("Jobs that gave up or were turned away"), p.gaveUpNotes()},
		{p.say("Precision"), p.precisionNotes()},
		{p.say(map[bool]string{false: "Differences, rollout by rollout", true: "Differences, run by run"}[p.queue]), p.differences()},
		{p.say("PCs that are worse off"), p.worseNotes()},
		{p.say("Everyday after the rollout"), p.afterNotes()},
		{p.say("Halts by gates"), p.gateHalts()},
		{p.say("Goodput and throughput"), p.attemptNotes()},
		{p.say("What slots protect, and what plans protect"), p.protectionNotes()},
		{p.say("Capacity"), p.capacityNotes()},
		{p.say("Nodes"), p.nodeNotes()},
		{p.say("The wait that %s are told", p.those()), p.promiseNotes()},
		{p.say("The group that is worst off"), p.groupNotes()},
		{p.say("What downloads draw from the network at most, in five minutes"), p.networkNotes()},
		{p.say("Echoes"), p.echoNotes()},
		{p.say("The vendor's advice and the load"), p.advice()},
		{p.say("Known before any event was played"), p.boundNotes()},
		{p.say("Beside the flow without chance"), p.flowNotes()},
		{p.say("Slots"), p.slotNotes()},
		{p.ofRuns("Every %s accounted for, over all rollouts and at their end%s", p.unit(""), p.put()), p.accounting()},
	}
	var found []note
	for _, n := range all {
		if len(n.lines) > 0 {
			found = append(found, n)
		}
	}
	return found
}

// warnings are what makes the numbers weaker than they look.
func (p *page) warnings() []string {
	var found []string
	if p.Partial() {
		of := p.runs(p.Asked)
		if p.Precision != nil {
			of = p.say("at most %s", of)
		}
		found = append(found, p.say("the run was stopped: %s of %s are reported", strconv.Itoa(p.Replications), of))
	}
	found = append(found, p.horizonWarnings()...)
	found = append(found, p.precisionWarnings()...)
	found = append(found, p.finerWarnings()...)
	found = append(found, p.unstartedWarnings()...)
	found = append(found, p.steadyWarnings()...)
	for i := range p.Results {
		if r := &p.Results[i]; r.Strategy == model.NoRollout && missesOne(r) && !p.queue {
			found = append(found, p.say("%s, %s is missed already: no plan can mend that", p.inSentence(r), p.listed(targetTexts(r, study.Missed), "and")))
		}
	}
	found = append(found, p.unfinished()...)
	var bypasses []string
	for i := range p.Results {
		if r := &p.Results[i]; r.Accounting.Bypassed > 0 {
			bypasses = append(bypasses, p.inSentence(r)+" "+p.percent(float64(r.Accounting.Bypassed)/float64(r.Accounting.Asked)))
		}
	}
	if len(bypasses) > 0 {
		found = append(found, p.say("some syncs run without a slot, since client or backend is too old for admission control: %s", strings.Join(bypasses, ", ")))
	}
	return append(found, p.ofScenario()...)
}

// unfinished says who is not updated, and which phases do not open; what is the same of
// several strategies is said once.
func (p *page) unfinished() []string {
	var all []said
	for _, r := range p.rollouts() {
		if e := metric(r, updatedBy); e != nil && e.Unreached > 0 {
			format := "in %s of rollouts, 95 %% of the PCs are not updated %s"
			if p.partial {
				format = "in %s of rollouts, 95 %% of the PCs that can be updated are not updated %s"
			}
			all = append(all, said{r, p.say(format, p.percent(e.Unreached), p.simulated())})
		}
		for _, text := range p.unopened(r) {
			all = append(all, said{r, text})
		}
		if e := numberOf(r, neverUpdated); e != nil && e.Mean > 0 {
			all = append(all, said{r, p.unreached(e)})
		}
	}
	var order []string
	of := map[string][]*study.Result{}
	for _, s := range all {
		if of[s.text] == nil {
			order = append(order, s.text)
		}
		of[s.text] = append(of[s.text], s.of)
	}
	var found []string
	for _, text := range order {
		who := p.names(of[text], "and")
		if n := len(of[text]); n > 1 && n == len(p.rollouts()) {
			who = p.say("all strategies")
		}
		found = append(found, who+": "+text)
	}
	return found
}

// unopened says which phases of a plan do not open, those that follow each other in one
// line where it happens to them in equally many rollouts.
func (p *page) unopened(r *study.Result) []string {
	var found []string
	for from := 0; from < len(r.Phases); {
		first, clients, until := &r.Phases[from], 0, from
		for ; until < len(r.Phases) && r.Phases[until].Never == first.Never && r.Phases[until].Unopened == first.Unopened; until++ {
			clients += r.Phases[until].Clients
		}
		last := &r.Phases[until-1]
		in := p.say("%s of %s", strconv.Itoa(first.Never), p.runs(p.Replications))
		if r.Strata != nil {
			in = p.say("%s of rollouts", p.percent(first.Unopened))
		}
		switch pcs := p.counted(clients, "PC", "PCs"); {
		case first.Never == 0:
		case first == last:
			found = append(found, p.say("phase %q (%s) does not open in %s", p.called(first.Name), pcs, in))
		default:
			found = append(found, p.say("phases %q to %q (%s) do not open in %s", p.called(first.Name), p.called(last.Name), pcs, in))
		}
		from = until
	}
	return found
}

// unreached says how many PCs are never updated.
func (p *page) unreached(e *study.Estimate) string {
	return p.say("%s are never updated", p.pcs(e))
}

// pcs counts PCs, with the interval where there is one.
func (p *page) pcs(e *study.Estimate) string {
	if e.N == 1 {
		return p.say("%s PCs", p.value(model.Count, e.Mean))
	}
	return p.say("%s PCs", p.estimate(e))
}

// targets tells for every target how each result keeps it, in columns.
func (p *page) targets() []string {
	var found []string
	for t := range p.Scenario.Targets {
		found = append(found, p.Scenario.Targets[t].Text)
		var rows [][]string
		for i := range p.Results {
			r := &p.Results[i]
			if t >= len(r.Targets) {
				continue
			}
			rows = append(rows, []string{"  " + p.rowName(r), p.say(outcome(r.Targets[t].Outcome)), p.kept(r, &r.Targets[t])})
		}
		found = append(found, aligned(rows)...)
	}
	return found
}

// kept says what was found for a target and how often it is kept.
func (p *page) kept(r *study.Result, t *study.TargetResult) string {
	if t.Outcome == study.Skipped {
		return p.say(nothingToCount)
	}
	var words []string
	if e := metric(r, t.Metric); e != nil {
		words = append(words, p.estimate(e))
	}
	if t.Metric != t.Target.Metric {
		words[len(words)-1] += " (" + t.Metric + ")"
	}
	count := p.say("met in %s of %s", strconv.Itoa(t.MetIn), p.runs(t.Of))
	if r.Strata != nil {
		count = p.ofRuns("met in %s of rollouts", p.percent(t.Share)) + p.worth(t)
	}
	if t.Target.Share > 0 && finite(t.Low) && finite(t.High) {
		count += p.say(" (%s to %s of all)", strings.TrimSuffix(p.percent(t.Low), " %"), p.percent(t.High))
	}
	count += p.keptIfBad(r, t)
	words = append(words, count)
	switch {
	case t.Outcome == study.Undecided:
		words = append(words, p.toDecide(t))
	case t.RuledOut:
		words = append(words, p.say("the plan cannot keep it, on whatever day the simulation ends"))
	}
	return strings.Join(words, "; ")
}

// worth says of how many rollouts a weighted share is, where it is not of all.
func (p *page) worth(t *study.TargetResult) string {
	if !finite(t.Effective) || math.Abs(t.Effective-float64(t.Of)) < 0.5 {
		return ""
	}
	return p.say(" by weight, worth %s", p.runs(int(math.Round(t.Effective))))
}

// keptIfBad says in how many rollouts a target is kept if the release is good, and
// with each set of problems.
func (p *page) keptIfBad(r *study.Result, t *study.TargetResult) string {
	var words []string
	for i := range r.Strata {
		s := &r.Strata[i]
		for k := range s.Targets {
			of := &s.Targets[k]
			if of.Target.Text == t.Target.Text && of.Outcome != study.Skipped {
				words = append(words, p.say("%s of %s %s", strconv.Itoa(of.MetIn), strconv.Itoa(of.Of), p.withProblems(s.Problems)))
			}
		}
	}
	if len(words) < 2 {
		return ""
	}
	return ": " + p.listed(words, "and")
}

// toldDifferences are the differences of the headline metrics.
func (p *page) toldDifferences() []*study.Difference {
	var told []*study.Difference
	for i := range p.Differences {
		d := &p.Differences[i]
		switch d.Metric.Name {
		case p.judged(waitAfterUpdate), p.judged(longestWait), updatedBy, busiestHour:
		case p.judged(waitAnySync), p.judged(meanWait):
			if len(p.Scenario.Strategies) > 0 {
				continue
			}
		default:
			continue
		}
		if d.A == d.B && d.SlotsA == d.SlotsB {
			continue // a number of slots that was given and found
		}
		told = append(told, d)
	}
	return told
}

// differences lists, for each pair of strategies, the headline metrics that
// differ by more than chance and by enough to name.
func (p *page) differences() []string {
	type pair struct {
		a, b           string
		slotsA, slotsB int
	}
	var order []pair
	found, open := map[pair][]string{}, map[pair][]string{}
	told := p.toldDifferences()
	for _, d := range told {
		k := pair{d.A, d.B, d.SlotsA, d.SlotsB}
		if _, seen := found[k]; !seen {
			order = append(order, k)
			found[k] = nil
		}
		switch {
		case d.WorthIt && finite(d.Mean):
			found[k] = append(found[k], d.Metric.Name+" "+p.difference(d))
		case d.Alike:
			found[k] = append(found[k], p.alike(d))
		case !finite(d.Mean) && d.Reason != "":
			found[k] = append(found[k], d.Metric.Name+" ("+p.why(d.Reason)+")")
		case finite(d.High-d.Low) && math.Abs(d.Mean) > d.Metric.Floor:
			open[k] = append(open[k], d.Metric.Name+" "+p.difference(d))
		}
	}
	var text []string
	for _, k := range order {
		words := strings.Join(found[k], ", ")
		switch {
		case words != "":
		case open[k] != nil:
			words = p.say("not shown with %s: %s", p.runs(p.Replications), strings.Join(open[k], ", "))
		default:
			words = p.say("no difference worth naming")
		}
		text = append(text, p.name(k.a, k.slotsA)+" "+minus+" "+p.name(k.b, k.slotsB)+": "+words)
	}
	return append(text, p.commonNumbers(told)...)
}

// difference writes a paired difference with its sign, interval and unit.
// Instants differ by a length of time.
func (c clock) difference(d *study.Difference) string {
	sign := "+"
	if d.Mean < 0 {
		sign = minus
	}
	size := math.Abs(d.Mean)
	half := (d.High - d.Low) / 2
	if d.Metric.Unit == model.Seconds || d.Metric.Unit == model.Instant {
		units := waitUnits
		if d.Metric.Unit == model.Instant {
			units = calendarUnits
		}
		if !finite(half) {
			return sign + c.marks(spokenIn(size, units)) + " (" + c.oneRun() + ")"
		}
		return sign + c.durationWithin(size, half, units)
	}
	size, unit := c.scaled(d.Metric.Unit, size)
	if d.Metric.Unit == model.Share {
		unit = " " + c.say("percentage points")
	}
	if !finite(half) {
		return sign + c.number(size, decimals(size)) + unit + " (" + c.oneRun() + ")"
	}
	half, _ = c.scaled(d.Metric.Unit, half)
	return sign + c.within(size, half) + unit
}

// unit is what the backend runs, with the ending "s" of many or none: syncs, or
// jobs where there are no PCs, or both.
func (p *page) unit(ending string) string { return p.say(unitOf(p.Scenario, ending)) }

// many counts what the backend runs.
func (p *page) many(n float64) string { return p.manyOf(p.Scenario, n) }

func unitOf(s *model.Scenario, ending string) string {
	switch {
	case isQueue(s):
		return "job" + ending
	case len(s.Workloads) > 0:
		return "sync" + ending + " and job" + ending
	}
	return "sync" + ending
}

// manyOf counts what the backend of a scenario runs: "60 syncs", "1 sync or job".
func (l Language) manyOf(s *model.Scenario, n float64) string {
	if n == 1 {
		return "1 " + l.say(strings.Replace(unitOf(s, ""), " and ", " or ", 1))
	}
	return l.number(n, 1) + " " + l.say(unitOf(s, "s"))
}

// accounting shows that no sync or job got lost: what was asked for is done, given
// up, waiting or running.
func (p *page) accounting() []string {
	var rows [][]string
	for i := range p.Results {
		a := &p.Results[i].Accounting
		rows = append(rows, []string{p.rowName(&p.Results[i]) + ":", p.say("%s asked for =", p.count(a.Asked)), p.say("%s done +", p.count(a.Done)),
			p.say("%s given up +", p.count(a.GaveUp)), p.say("%s waiting +", p.count(a.Waiting)), p.say("%s running", p.count(a.Running))})
	}
	return aligned(rows)
}

// put says what waiting means where a PC may go off before its turn comes.
func (p *page) put() string {
	if p.queue {
		return ""
	}
	return p.say(" (waiting: not started, or put off to the next session)")
}

func (l Language) count(n int64) string { return l.thousands(int(n)) }

// shownWidth is the number of columns that a terminal needs for a text: two for a letter
// of Chinese, Japanese or Korean.
func shownWidth(s string) int { return text.StringWidthWithoutEscSequences(s) }

// aligned joins the words of each row, padded so that they stand in columns.
func aligned(rows [][]string) []string {
	var widths []int
	for _, row := range rows {
		for i, word := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], shownWidth(word))
		}
	}
	found := make([]string, len(rows))
	for j, row := range rows {
		var b strings.Builder
		for i, word := range row {
			b.WriteString(word)
			if i < len(row)-1 {
				b.WriteString(strings.Repeat(" ", widths[i]-shownWidth(word)+2))
			}
		}
		found[j] = b.String()
	}
	return found
}
