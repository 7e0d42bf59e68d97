package reports

import (
	"math"
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
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
		return []string{p.Say(say.T("all alike: ", "alle gleich: ")) + all[0].text}
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
		{p.Say(say.T("Warnings", "Warnungen")), p.warnings()},
		{p.Say(say.T("Targets", "Zielwerte")), p.targets()},
		{p.Say(say.T("The choice", "Die Auswahl")), p.selectionNotes()},
		{p.Say(say.T("Jobs that gave up or were turned away",
			"Aufträge, die aufgaben oder abgewiesen wurden")), p.gaveUpNotes()},
		{p.Say(say.T("Precision", "Genauigkeit")), p.precisionNotes()},
		{p.Say(map[bool]say.Msg{false: say.T("Differences, rollout by rollout", "Unterschiede, Rollout für Rollout"), true: say.T("Differences, run by run", "Unterschiede, Replikation für Replikation")}[p.queue]), p.differences()},
		{p.Say(say.T("PCs that are worse off", "PCs, denen es schlechter geht")), p.worseNotes()},
		{p.Say(say.T("Everyday after the rollout", "Der Alltag nach dem Rollout")), p.afterNotes()},
		{p.Say(say.T("Halts by gates", "Halte durch Freigabekriterien")), p.gateHalts()},
		{p.Say(say.T("Goodput and throughput", "Erfolgreiche und alle Versuche")), p.attemptNotes()},
		{p.Say(say.T("What slots protect, and what plans protect",
			"Was die Begrenzung schützt und was der Plan schützt")), p.protectionNotes()},
		{p.Say(say.T("Capacity", "Kapazität")), p.capacityNotes()},
		{p.Say(say.T("Nodes", "Knoten")), p.nodeNotes()},
		{p.Say(say.T("The wait that %s are told", "Die angezeigte Wartezeit (%s)"), p.those()), p.promiseNotes()},
		{p.Say(say.T("The group that is worst off", "Die am stärksten betroffene Gruppe")), p.groupNotes()},
		{p.Say(say.T("What downloads draw from the network at most, in five minutes",
			"Größte Netzlast durch Downloads, in fünf Minuten")), p.networkNotes()},
		{p.Say(say.T("Echoes", "Echos")), p.echoNotes()},
		{p.Say(say.T("The vendor's advice and the load",
			"Die Empfehlung des Herstellers und die Last")), p.advice()},
		{p.Say(say.T("Known before any event was played", "Schon vor der Simulation bekannt")), p.boundNotes()},
		{p.Say(say.T("Beside the flow without chance", "Neben dem Verlauf ohne Zufall")), p.flowNotes()},
		{p.Say(say.T("Slots", "Plätze")), p.slotNotes()},
		{p.ofRuns(say.T("Every %s accounted for, over all rollouts and at their end%s",
			"Jede %s ist gezählt, über alle Rollouts und an deren Ende%s"),
			say.T("Every %s accounted for, over all runs and at their end%s",
				"Jeder %s ist gezählt, über alle Replikationen und an deren Ende%s"), p.unit(), p.put()), p.accounting()},
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
			of = p.Say(say.T("at most %s", "höchstens %s"), of)
		}
		found = append(found, p.Say(say.T("the run was stopped: %s of %s are reported",
			"der Lauf wurde abgebrochen: berichtet werden %s von %s"), strconv.Itoa(p.Replications), of))
	}
	found = append(found, p.horizonWarnings()...)
	found = append(found, p.precisionWarnings()...)
	found = append(found, p.finerWarnings()...)
	found = append(found, p.unstartedWarnings()...)
	found = append(found, p.steadyWarnings()...)
	for i := range p.Results {
		if r := &p.Results[i]; r.Strategy == model.NoRollout && missesOne(r) && !p.queue {
			missed := targetTexts(r, study.Missed)
			format := say.T("%s, %s is missed already: no plan can mend that",
				"%s wird %s bereits verfehlt: daran kann kein Plan etwas ändern")
			if len(missed) > 1 {
				format = say.T("%s, %s are missed already: no plan can mend that",
					"%s werden %s bereits verfehlt: daran kann kein Plan etwas ändern")
			}
			found = append(found, p.Say(format, p.inSentence(r), p.Listed(missed, say.And)))
		}
	}
	found = append(found, p.unfinished()...)
	var bypasses []string
	for i := range p.Results {
		if r := &p.Results[i]; r.Accounting.Bypassed > 0 {
			bypasses = append(bypasses, p.inSentence(r)+" "+p.Percent(float64(r.Accounting.Bypassed)/float64(r.Accounting.Asked)))
		}
	}
	if len(bypasses) > 0 {
		found = append(found, p.Say(say.T("some syncs run without a slot, since client or backend is too old for admission control: %s",
			"manche Synchronisierungen laufen an der Lastenverteilung vorbei, weil Client oder Backend dafür zu alt ist: %s"), strings.Join(bypasses, ", ")))
	}
	return append(found, p.ofScenario()...)
}

// unfinished says who is not updated, and which phases do not open; what is the same of
// several strategies is said once.
func (p *page) unfinished() []string {
	var all []said
	for _, r := range p.rollouts() {
		if e := metric(r, updatedBy); e != nil && e.Unreached > 0 {
			format := say.T("in %s of rollouts, 95 %% of the PCs are not updated %s",
				"in %s der Rollouts sind 95 %% der PCs %s nicht aktualisiert")
			if p.partial {
				format = say.T("in %s of rollouts, 95 %% of the PCs that can be updated are not updated %s",
					"in %s der Rollouts sind 95 %% der PCs, die das Update erhalten können, %s nicht aktualisiert")
			}
			all = append(all, said{r, p.Say(format, p.Percent(e.Unreached), p.simulatedFirst())})
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
		who := p.names(of[text], say.And)
		if n := len(of[text]); n > 1 && n == len(p.rollouts()) {
			who = p.Say(say.T("all strategies", "alle Strategien"))
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
		in := p.Say(say.T("%s of %s", "%s von %s"), strconv.Itoa(first.Never), p.runs(p.Replications))
		if r.Strata != nil {
			in = p.Say(say.T("%s of rollouts", "%s der Rollouts"), p.Percent(first.Unopened))
		}
		switch pcs := p.Counted(clients, say.PCs); {
		case first.Never == 0:
		case first == last:
			found = append(found, p.Say(say.T("phase %q (%s) does not open in %s",
				"Phase „%[1]s“ (%[2]s) öffnet nicht in %[3]s"), p.called(first.Name), pcs, in))
		default:
			found = append(found, p.Say(say.T("phases %q to %q (%s) do not open in %s",
				"die Phasen „%[1]s“ bis „%[2]s“ (%[3]s) öffnen nicht in %[4]s"), p.called(first.Name), p.called(last.Name), pcs, in))
		}
		from = until
	}
	return found
}

// unreached says how many PCs are never updated.
func (p *page) unreached(e *study.Estimate) string {
	return p.Say(say.T("%s are never updated", "%s werden nie aktualisiert"), p.pcs(e))
}

// pcs counts PCs, with the interval where there is one.
func (p *page) pcs(e *study.Estimate) string {
	if e.N == 1 {
		return p.Say(say.T("%s PCs", "%s PCs"), p.value(model.Count, e.Mean))
	}
	return p.Say(say.T("%s PCs", "%s PCs"), p.estimate(e))
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
			rows = append(rows, []string{"  " + p.rowName(r), p.Say(outcome(r.Targets[t].Outcome)), p.kept(r, &r.Targets[t])})
		}
		found = append(found, aligned(rows)...)
	}
	return found
}

// kept says what was found for a target and how often it is kept.
func (p *page) kept(r *study.Result, t *study.TargetResult) string {
	if t.Outcome == study.Skipped {
		return p.Say(nothingToCount)
	}
	var words []string
	if e := metric(r, t.Metric); e != nil {
		words = append(words, p.estimate(e))
	}
	if t.Metric != t.Target.Metric {
		words[len(words)-1] += " (" + t.Metric + ")"
	}
	count := p.Say(say.T("met in %s of %s", "in %s von %s erreicht"), strconv.Itoa(t.MetIn), p.runs(t.Of))
	if r.Strata != nil {
		count = p.ofRuns(say.T("met in %s of rollouts", "in %s der Rollouts erreicht"),
			say.T("met in %s of runs", "in %s der Replikationen erreicht"), p.Percent(t.Share)) + p.worth(t)
	}
	if t.Target.Share > 0 && finite(t.Low) && finite(t.High) {
		count += p.Say(say.T(" (%s to %s of all)", " (%s bis %s aller)"), p.Hundredths(t.Low), p.Percent(t.High))
	}
	count += p.keptIfBad(r, t)
	words = append(words, count)
	switch {
	case t.Outcome == study.Undecided:
		words = append(words, p.toDecide(t))
	case t.RuledOut:
		words = append(words, p.Say(say.T("the plan cannot keep it, on whatever day the simulation ends",
			"mit diesem Plan nicht erreichbar, gleich bis wann simuliert wird")))
	}
	return strings.Join(words, "; ")
}

// worth says of how many rollouts a weighted share is, where it is not of all.
func (p *page) worth(t *study.TargetResult) string {
	if !finite(t.Effective) || math.Abs(t.Effective-float64(t.Of)) < 0.5 {
		return ""
	}
	return p.Say(say.T(" by weight, worth %s", " nach Gewicht, so viel wert wie %s"), p.runs(int(math.Round(t.Effective))))
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
				words = append(words, p.Say(say.T("%s of %s %s", "%s von %s %s"), strconv.Itoa(of.MetIn), strconv.Itoa(of.Of), p.withProblems(s.Problems)))
			}
		}
	}
	if len(words) < 2 {
		return ""
	}
	return ": " + p.Listed(words, say.And)
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
		case !finite(d.Mean) && d.Missing.Any():
			found[k] = append(found[k], d.Metric.Name+" ("+p.why(d.Missing)+")")
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
			words = p.Say(say.T("not shown with %s: %s", "mit %s nicht belegt: %s"), p.runs(p.Replications), strings.Join(open[k], ", "))
		default:
			words = p.Say(say.T("no difference worth naming", "kein nennenswerter Unterschied"))
		}
		text = append(text, p.name(k.a, k.slotsA)+" "+say.Minus+" "+p.name(k.b, k.slotsB)+": "+words)
	}
	return append(text, p.commonNumbers(told)...)
}

// difference writes a paired difference with its sign, interval and unit.
// Instants differ by a length of time.
func (c clock) difference(d *study.Difference) string {
	sign := "+"
	if d.Mean < 0 {
		sign = say.Minus
	}
	size := math.Abs(d.Mean)
	half := (d.High - d.Low) / 2
	if d.Metric.Unit == model.Seconds || d.Metric.Unit == model.Instant {
		units := say.Waiting
		if d.Metric.Unit == model.Instant {
			units = say.Calendar
		}
		if !finite(half) {
			return sign + c.DurationIn(size, units) + " (" + c.oneRun() + ")"
		}
		return sign + c.DurationWithin(size, half, units)
	}
	size, unit := c.scaled(d.Metric.Unit, size)
	if d.Metric.Unit == model.Share {
		unit = " " + c.Say(say.T("percentage points", "Prozentpunkte"))
	}
	if !finite(half) {
		return sign + c.Number(size, say.Decimals(size)) + unit + " (" + c.oneRun() + ")"
	}
	half, _ = c.scaled(d.Metric.Unit, half)
	return sign + c.Within(size, half) + unit
}

// unit is what the backend runs, with the ending "s" of many or none: syncs, or
// jobs where there are no PCs, or both.
func (p *page) unit() string { return p.Say(unitOf(p.Scenario).One) }

// units is its plural.
func (p *page) units() string { return p.Say(unitOf(p.Scenario).Many) }

// many counts what the backend runs.
func (p *page) many(n float64) string { return p.manyOf(p.Scenario, n) }

func unitOf(s *model.Scenario) say.Noun {
	switch {
	case isQueue(s):
		return say.Jobs
	case len(s.Workloads) > 0:
		return syncsAndJobs
	}
	return say.Syncs
}

var syncsAndJobs = say.N(say.T("sync and job", "Synchronisierung und jeder Auftrag"),
	say.T("syncs and jobs", "Synchronisierungen und Aufträge"))

// unitOrOther is one of what the backend of a scenario runs.
func unitOrOther(s *model.Scenario) say.Msg {
	if one := unitOf(s); one != syncsAndJobs {
		return one.One
	}
	return say.T("sync or job", "Synchronisierung oder Auftrag")
}

// manyOf counts what the backend of a scenario runs: "60 syncs", "1 sync or job".
func (l voice) manyOf(s *model.Scenario, n float64) string {
	if n == 1 {
		return "1 " + l.Say(unitOrOther(s))
	}
	return l.Number(n, 1) + " " + l.Say(unitOf(s).Many)
}

// accounting shows that no sync or job got lost: what was asked for is done, given
// up, waiting or running.
func (p *page) accounting() []string {
	var rows [][]string
	for i := range p.Results {
		a := &p.Results[i].Accounting
		rows = append(rows, []string{p.rowName(&p.Results[i]) + ":", p.Say(say.T("%s asked for =", "%s angefragt ="), p.count(a.Asked)), p.Say(say.T("%s done +", "%s erledigt +"), p.count(a.Done)),
			p.Say(say.T("%s given up +", "%s aufgegeben +"), p.count(a.GaveUp)), p.Say(say.T("%s waiting +", "%s wartend +"), p.count(a.Waiting)), p.Say(say.T("%s running", "%s laufend"), p.count(a.Running))})
	}
	return aligned(rows)
}

// put says what waiting means where a PC may go off before its turn comes.
func (p *page) put() string {
	if p.queue {
		return ""
	}
	return p.Say(say.T(" (waiting: not started, or put off to the next session)",
		" (wartend: nicht begonnen oder auf die nächste Sitzung verschoben)"))
}

func (l voice) count(n int64) string { return l.Thousands(int(n)) }

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
