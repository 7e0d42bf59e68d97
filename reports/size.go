package reports

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// A sizingPage is a sizing on its way to a reader.
type sizingPage struct {
	*study.Sizing
	clock
	slows bool                // people are told delays in place of waits
	spell func(string) string // names, as where they are read
}

func (l voice) sizingPage(z *study.Sizing, spell func(string) string) *sizingPage {
	return &sizingPage{Sizing: z, clock: clockIn(z.Scenario, l), slows: z.Scenario.Backend.Slows(), spell: spell}
}

// Size writes a sizing for a terminal of 120 columns: a sentence for each
// strategy, a table of all targets, and what the numbers rest on.
func Size(in say.Language, w io.Writer, z *study.Sizing) error {
	l := voice{in}
	p := l.sizingPage(z, printable)
	var b strings.Builder
	for _, line := range p.sentences() {
		b.WriteString(wrapped(line, textWidth, "  ") + "\n")
	}
	fmt.Fprintf(&b, "\n%s\n", wrapped(p.subject(), textWidth, ""))
	for line := range strings.Lines(p.table().Render()) {
		b.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	b.WriteString("\n" + p.Say(say.T("What to look at", "Was zu beachten ist")) + "\n\n")
	for _, line := range p.notes() {
		b.WriteString(indented(line) + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// SizeMarkdown writes the same as [Size] for a merge request or a wiki.
func SizeMarkdown(in say.Language, w io.Writer, z *study.Sizing) error {
	l := voice{in}
	p := l.sizingPage(z, func(name string) string { return inMarkdown(printable(name)) })
	_, err := fmt.Fprintf(w, "%s\n%s\n\n%s\n\n### %s\n\n%s",
		bullets(p.sentences()), p.subject(), p.table().RenderMarkdown(), p.Say(say.T("What to look at", "Was zu beachten ist")), bullets(p.notes()))
	return err
}

// strategyName is what a strategy is called; a queue has none.
func (p *sizingPage) strategyName(s *study.Sized) string {
	if s.Strategy == model.NoRollout {
		if isQueue(p.Scenario) {
			return p.Say(say.T("the queue", "die Warteschlange"))
		}
		return p.called(noRolloutInWords)
	}
	return p.called(p.spell(s.Strategy))
}

// slots counts slots.
func (p *sizingPage) slots(n int) string { return p.slotCount(n, isQueue(p.Scenario)) }

// setting writes a setting with its unit: "47 slots", "waves of 500 PCs".
func (p *sizingPage) setting(x float64) string {
	n := int(x)
	switch p.Quantity {
	case study.SlotCount:
		return p.slots(n)
	case study.WaveCount:
		return p.Counted(n, say.Waves)
	case study.WaveSize:
		return p.Say(say.T("waves of %s", "Wellen zu %s"), p.Counted(n, say.PCs))
	case study.WaveInterval:
		return p.Say(say.T("%s between waves", "%s zwischen Wellen"), p.WorkdaysLong(x))
	}
	panic(fmt.Sprintf("reports: unknown quantity %d", p.Quantity))
}

// bare writes a setting without its unit.
func (p *sizingPage) bare(x float64) string { return p.Thousands(int(x)) }

// heading names the quantity at the head of a column.
func (p *sizingPage) heading() string {
	return p.Say([...]say.Msg{study.SlotCount: say.T("Slots", "Plätze"), study.WaveCount: say.T("Waves", "Wellen"), study.WaveSize: say.T("PCs in a wave", "PCs je Welle"), study.WaveInterval: say.T("Workdays between waves", "Arbeitstage zwischen Wellen")}[p.Quantity])
}

// sentences tell for each strategy what it needs for all targets.
func (p *sizingPage) sentences() []string {
	var lines []string
	for i := range p.Sized {
		s := &p.Sized[i]
		name := p.strategyName(s)
		if s.Why != study.Sizeable {
			lines = append(lines, p.Say(say.T("%s is not sized: %s.", "%s: nicht bemessen: %s."), name, p.whyUnsized(s.Why)))
			continue
		}
		lines = append(lines, p.needs(name, s.All()))
		if after := s.Afterwards(); after != nil && after != s.All() {
			lines = append(lines, p.needs(p.Say(say.T("everyday after %s", "der Alltag nach %s"), name), after))
		}
	}
	return lines
}

// needs says what a strategy, or everyday after it, needs.
func (p *sizingPage) needs(name string, all *study.Need) string {
	needs := say.T("%s needs %s", "%s: %s nötig")
	if p.Quantity == study.WaveSize {
		needs = say.T("%s may have at most %s", "%s: höchstens %s möglich")
		if p.ends(&all.OnAverage) {
			needs = say.T("%s may have %s", "%s: %s möglich")
		}
	}
	what := p.spellTarget(all)
	several := all.Scope != study.OneTarget
	average, assured := &all.OnAverage, &all.Assured
	switch {
	case average.Found && assured.Found && average.Setting == assured.Setting && average.Until == assured.Until:
		return p.Say(say.T("%s for %s, on average (%s) and with 95 %% assurance (%s)%s.",
			"%s für %s, im Mittel (%s) und mit 95 %% Sicherheit (%s)%s."), p.Say(needs, name, p.found(average)), what,
			p.onAverage(average, several), p.assured(assured), p.fewer(assured, false, several))
	case average.Found && assured.Found:
		return p.Say(say.T("%s for %s on average (%s%s) and %s with 95 %% assurance (%s%s).",
			"%s für %s im Mittel (%s%s) und %s mit 95 %% Sicherheit (%s%s)."), p.Say(needs, name, p.found(average)), what,
			p.onAverage(average, several), p.fewer(average, true, several), p.bareOrRange(assured), p.assured(assured), p.fewer(assured, false, several))
	case average.Found:
		return p.Say(say.T("%s for %s on average (%s%s); with 95 %% assurance nothing was found: %s%s.",
			"%s für %s im Mittel (%s%s); mit 95 %% Sicherheit wurde nichts gefunden: %s%s."), p.Say(needs, name, p.found(average)), what,
			p.onAverage(average, several), p.fewer(average, true, several), p.whyUnsized(assured.Why), p.nearest(assured, false))
	case assured.Found:
		return p.Say(say.T("%s for %s with 95 %% assurance (%s%s); on average nothing was found: %s%s.",
			"%s für %s mit 95 %% Sicherheit (%s%s); im Mittel wurde nichts gefunden: %s%s."), p.Say(needs, name, p.found(assured)), what,
			p.assured(assured), p.fewer(assured, false, several), p.whyUnsized(average.Why), p.nearest(average, true))
	}
	if average.Why == study.SearchStopped {
		return p.Say(say.T("%s: for %s nothing is decided: %s.", "%s: für %s nichts entschieden: %s."), name, what, p.whyUnsized(average.Why))
	}
	return p.Say(say.T("%s cannot be sized for %s: %s%s.", "%s: für %s nicht zu bemessen: %s%s."), name, what, p.whyUnsized(average.Why), p.nearest(average, true))
}

// spellTarget writes the target of a need, or what stands for several, inside a sentence.
func (p *sizingPage) spellTarget(n *study.Need) string {
	if n.Scope == study.OneTarget {
		return p.spell(n.Target)
	}
	return p.scope(n)
}

// found is the least setting, or the range of what will do.
func (p *sizingPage) found(e *study.Edge) string {
	if !p.ends(e) {
		return p.setting(e.Setting)
	}
	if p.Quantity == study.WaveSize {
		return p.Say(say.T("waves of %s", "Wellen zu %s"), p.bareOrRange(e)+" "+p.Say(say.T("PCs", "PCs")))
	}
	return p.Say(say.T("%s to %s", "%s bis %s"), p.bare(e.Setting), p.setting(e.Until))
}

// ends tells whether too much is worse than what is enough.
func (p *sizingPage) ends(e *study.Edge) bool { return !math.IsInf(e.Until, 1) && e.Until != e.Setting }

// bareOrRange is the same without its unit.
func (p *sizingPage) bareOrRange(e *study.Edge) string {
	switch {
	case !p.ends(e):
		return p.bare(e.Setting)
	case p.Quantity == study.WaveSize: // the largest is the least effort
		return p.Say(say.T("%s to %s", "%s bis %s"), p.bare(e.Until), p.bare(e.Setting))
	}
	return p.Say(say.T("%s to %s", "%s bis %s"), p.bare(e.Setting), p.bare(e.Until))
}

// bottom says that there is nothing below a setting.
func (p *sizingPage) bottom() string {
	switch p.Quantity {
	case study.WaveSize:
		return p.Say(say.T("all PCs in one wave", "alle PCs in einer Welle"))
	case study.WaveInterval:
		return p.Say(say.T("the shortest that is tried", "der kürzeste, der versucht wird"))
	}
	return p.Say(say.T("the fewest there can be", "weniger gibt es nicht"))
}

// measured is the number that decided a setting, with what it is where that is not
// clear from the target.
func (p *sizingPage) measured(proof *study.SizeProof, several bool) string {
	text := p.estimate(&proof.Metric)
	if several {
		text = proof.Metric.Metric.Name + " " + text
	}
	return text
}

func (p *sizingPage) onAverage(e *study.Edge, several bool) string {
	return p.Say(say.T("%s over %s", "%s über %s"), p.measured(&e.Proof, several), p.runs(e.Proof.Replications))
}

func (p *sizingPage) assured(e *study.Edge) string {
	return p.Say(say.T("%s of %s", "%s von %s"), p.Thousands(e.Proof.MetIn), p.runs(e.Proof.Replications))
}

// fewer says what the neighbour does that does not hold, and of a range the same of
// its other end.
func (p *sizingPage) fewer(e *study.Edge, average, several bool) string {
	proof := func(of *study.SizeProof, several bool) string {
		if average {
			return p.measured(of, several)
		}
		return p.Say(say.T("%s of %s", "%s von %s"), p.Thousands(of.MetIn), p.Thousands(of.Replications))
	}
	beyond := func(of *study.SizeProof, fails, several bool) string {
		if fails {
			return p.Say(say.T("; with %s it fails: %s", "; mit %s verfehlt: %s"), p.bare(of.Setting), proof(of, several))
		}
		return p.Say(say.T("; with %s it is not shown: %s", "; mit %s nicht belegt: %s"), p.bare(of.Setting), proof(of, several))
	}
	text := "; " + p.bottom()
	if !e.AtTheEdge && finite(e.OneFewer.Setting) {
		text = beyond(&e.OneFewer, e.Fails, false)
	}
	if e.Last == nil || !p.ends(e) {
		return text
	}
	text += p.Say(say.T("; with %s: %s", "; mit %s: %s"), p.bare(e.Until), proof(e.Last, several))
	if e.OneMore != nil {
		text += beyond(e.OneMore, e.MoreFails, several)
	}
	return text
}

// nearest says what the setting does that comes nearest where nothing was found.
func (p *sizingPage) nearest(e *study.Edge, average bool) string {
	if math.IsNaN(e.Proof.Setting) {
		return ""
	}
	if average && !finite(e.Proof.Metric.Mean) {
		return p.Say(say.T("; with %s there is no number for %s: %s", "; am nächsten: %s, ohne Zahl für %s: %s"),
			p.setting(e.Proof.Setting), e.Proof.Metric.Metric.Name, p.noNumber(&e.Proof.Metric))
	}
	if average {
		return p.Say(say.T("; with %s %s is %s", "; am nächsten: %s, %s ist dort %s"), p.setting(e.Proof.Setting), e.Proof.Metric.Metric.Name, p.estimate(&e.Proof.Metric))
	}
	return p.Say(say.T("; with %s it is kept in %s of %s",
		"; am nächsten: %s, erreicht in %s von %s"), p.setting(e.Proof.Setting), p.Thousands(e.Proof.MetIn), p.runs(e.Proof.Replications))
}

// subject says what was simulated.
func (p *sizingPage) subject() string {
	s := p.Scenario
	var words []string
	if s.Name != "" {
		words = append(words, p.spell(s.Name))
	}
	if n := s.Clients(); n > 0 && !strings.Contains(s.Name, say.English.Counted(n, say.PCs)) {
		words = append(words, p.Counted(n, say.PCs))
	}
	if n := s.NewClients(); n > 0 {
		words = append(words, p.Counted(n, say.PCsOfNewEmployees))
	}
	words = append(words, p.Say(say.T("from %s", "ab %s"), p.date(0)))
	if p.Quantity != study.SlotCount {
		words = append(words, p.slots(s.Backend.Slots[0]))
	}
	words = append(words, p.Say(say.T("seed %s", "Startwert %s"), fmt.Sprint(s.Seed)))
	return strings.Join(words, "; ")
}

// table has a row for each strategy and target.
func (p *sizingPage) table() table.Writer {
	t := newTable()
	t.AppendHeader(table.Row{p.Say(say.T("Strategy", "Strategie")), p.Say(say.T("Target", "Zielwert")), p.Say(say.T("%s\ntoday", "%s\nheute"), p.heading()), p.Say(say.T("%s,\non average", "%s,\nim Mittel"), p.heading()), p.Say(say.T("%s,\n95 %% assurance", "%s,\n95 %% Sicherheit"), p.heading())})
	for i := range p.Sized {
		s := &p.Sized[i]
		name := wrapped(p.strategyName(s), 14, "")
		if s.Why != study.Sizeable {
			t.AppendRow(table.Row{name, wrapped(p.whyUnsized(s.Why), 24, ""), p.today(s), "-", "-"})
			continue
		}
		for k := range s.Needs {
			n := &s.Needs[k]
			t.AppendRow(table.Row{name, wrapped(p.spellTarget(n), 24, ""), p.today(s), p.edgeCell(&n.OnAverage, true), p.edgeCell(&n.Assured, false)})
		}
	}
	return t
}

// today is the settings of the scenario.
func (p *sizingPage) today(s *study.Sized) string {
	var all []string
	for _, x := range s.Today {
		all = append(all, p.bare(x))
	}
	if len(all) == 0 {
		return p.Say(say.T("open", "offen"))
	}
	return strings.Join(all, ", ")
}

// edgeCell is an edge with its proof, and what is below it; of a range the same of its
// other end.
func (p *sizingPage) edgeCell(e *study.Edge, average bool) string {
	if !e.Found && e.Why == study.SearchStopped {
		return p.Say(say.T("not decided", "nicht entschieden"))
	}
	if !e.Found {
		return lines(p.Say(say.T("none", "keine")), wrapped(p.whyUnsized(e.Why), 28, ""))
	}
	proof := func(of *study.SizeProof) string {
		if average {
			return p.estimate(&of.Metric)
		}
		return p.Say(say.T("%s of %s, %s to %s", "%s von %s, %s bis %s"), p.Thousands(of.MetIn), p.Thousands(of.Replications), p.Hundredths(of.Low), p.Percent(of.High))
	}
	beyond := func(of *study.SizeProof, fails bool) string {
		if fails {
			return "\n" + p.Say(say.T("with %s fails:", "mit %s verfehlt:"), p.bare(of.Setting)) + "\n" + proof(of)
		}
		return "\n" + p.Say(say.T("with %s not shown:", "mit %s nicht belegt:"), p.bare(of.Setting)) + "\n" + proof(of)
	}
	text := lines(p.bareOrRange(e), proof(&e.Proof))
	if e.AtTheEdge || math.IsNaN(e.OneFewer.Setting) {
		text += "\n(" + p.bottom() + ")"
	} else {
		text += beyond(&e.OneFewer, e.Fails)
	}
	if e.Last == nil || !p.ends(e) {
		return text
	}
	text += "\n" + p.Say(say.T("with %s:", "mit %s:"), p.bare(e.Until)) + "\n" + proof(e.Last)
	if e.OneMore != nil {
		text += beyond(e.OneMore, e.MoreFails)
	}
	return text
}

// notes say what the numbers rest on.
func (p *sizingPage) notes() []string {
	var notes []string
	if p.Stopped {
		notes = append(notes, p.Say(say.T("the search was stopped: what is not told was not decided",
			"die Suche wurde abgebrochen: was fehlt, wurde nicht entschieden")))
	}
	unit := p.Say(unitOf(p.Scenario).Many)
	if p.Quantity == study.SlotCount {
		switch c := p.Scenario.Backend.Capacity; {
		case c != nil && c.FullSpeed > 0:
			notes = append(notes, p.Say(say.T("any number of slots here is valid only if the backend really runs that many %s in parallel, and runs %s at full speed at once", "jede Anzahl gilt nur, wenn das Backend wirklich so viele %s parallel ausführt, und gleichzeitig mit voller Geschwindigkeit: %s"), unit, p.manyOf(p.Scenario, c.FullSpeed)))
		case c == nil:
			notes = append(notes, p.Say(say.T("any number of slots here is valid only if the backend really runs that many %s in parallel at full speed", "jede Anzahl gilt nur, wenn das Backend wirklich so viele %s parallel mit voller Geschwindigkeit ausführt"), unit))
		default:
			notes = append(notes, p.Say(say.T("any number of slots here is valid only if the backend really runs that many %s in parallel", "jede Anzahl gilt nur, wenn das Backend wirklich so viele %s parallel ausführt"), unit))
		}
	} else {
		notes = append(notes, p.Say(say.T("all this is with %s, and valid only if the backend really runs that many %s in parallel",
			"alles gilt für %s und nur, wenn das Backend wirklich so viele %s parallel ausführt"), p.slots(p.Scenario.Backend.Slots[0]), unit))
	}
	if p.Quantity == study.WaveSize {
		notes = append(notes, p.Say(say.T("sizes of a wave are tried one by one up to 100 PCs, then in steps of 5 up to 1,000, of 50 up to 10,000 and so on: what lies between two was not tried",
			"Größen einer Welle werden bis 100 PCs einzeln versucht, dann in Schritten von 5 bis 1.000, von 50 bis 10.000 und so weiter: was dazwischen liegt, wurde nicht versucht")))
	}
	for i := range p.Sized {
		if s := &p.Sized[i]; !math.IsNaN(s.BestWaits) {
			notes = append(notes, p.Say(say.T("%s: more can be worse here; waits are shortest with %s",
				"%s: mehr kann hier schlechter sein; am kürzesten sind die Wartezeiten so: %s"), p.strategyName(s), p.setting(s.BestWaits)))
		}
	}
	least := math.MaxInt
	for _, s := range p.Sized {
		for _, n := range s.Needs {
			if r := n.OnAverage.Proof.Replications; r > 0 {
				least = min(least, r)
			}
		}
	}
	basis := p.ofRuns(say.T("95 %% assurance: at least 95 %% of single rollouts keep the target, by the 95 %% interval of their share, which takes 73 of 73",
		"95 %% Sicherheit: mindestens 95 %% der einzelnen Rollouts erreichen den Zielwert, nach dem 95-%%-Intervall ihres Anteils, wozu 73 von 73 nötig sind"),
		say.T("95 %% assurance: at least 95 %% of single runs keep the target, by the 95 %% interval of their share, which takes 73 of 73",
			"95 %% Sicherheit: mindestens 95 %% der einzelnen Replikationen erreichen den Zielwert, nach dem 95-%%-Intervall ihres Anteils, wozu 73 von 73 nötig sind"))
	if least < math.MaxInt {
		basis = p.Say(say.T("on average: the 95 %% interval over %s lies on the right side; %s",
			"im Mittel: das 95-%%-Intervall über %s liegt auf der richtigen Seite; %s"), p.runs(least), basis)
	}
	notes = append(notes, basis,
		p.ofRuns(say.T("every number was decided by rollouts that the search had not seen, the same for all settings; \"not shown\" is what more rollouts may still show, \"fails\" is not",
			"über jede Zahl entscheiden Rollouts, die die Suche nicht gesehen hat, für alle Einstellungen dieselben; „nicht belegt“ heißt, dass mehr Rollouts es noch belegen können, „verfehlt“ nicht"),
			say.T("every number was decided by runs that the search had not seen, the same for all settings; \"not shown\" is what more runs may still show, \"fails\" is not",
				"über jede Zahl entscheiden Replikationen, die die Suche nicht gesehen hat, für alle Einstellungen dieselben; „nicht belegt“ heißt, dass mehr Replikationen es noch belegen können, „verfehlt“ nicht")))
	for _, text := range p.Applied {
		notes = append(notes, p.Say(say.T("no target names the days after the rollout, the last five workdays before the horizon: %s is applied to the waits at log-in on them",
			"kein Zielwert nennt die Tage nach dem Rollout, die letzten fünf Arbeitstage der Simulation: %s gilt dann für die Wartezeiten bei der Anmeldung"),
			p.spell(text)))
	}
	if p.After {
		notes = append(notes, p.Say(say.T("slots for everyday after the rollout are those that do if there are never more, the rollout included",
			"als Plätze für den Alltag nach dem Rollout gelten die, die ausreichen, wenn es nie mehr gibt, auch nicht im Rollout")))
	} else if m, _ := model.MetricNamed(afterBusiest); p.Quantity == study.SlotCount && p.Scenario.Shows(m) {
		notes = append(notes, p.Say(say.T("no target is about waits, so no slots are looked for of the days after the rollout",
			"kein Zielwert betrifft Wartezeiten, also werden für die Tage nach dem Rollout keine Plätze gesucht")))
	}
	for _, text := range p.Skipped {
		if p.Quantity == study.SlotCount {
			notes = append(notes, p.Say(say.T("%s: slots have no say in it; it is left to compare",
				"%s: hängt nicht von der Anzahl ab und bleibt dem Vergleich überlassen"), p.spell(text)))
		} else {
			notes = append(notes, p.Say(say.T("%s: it does not depend on the waves; it is left to compare",
				"%s: hängt nicht von den Wellen ab und bleibt dem Vergleich überlassen"), p.spell(text)))
		}
	}
	if p.Quantity == study.SlotCount && slices.ContainsFunc(p.Sized, func(s study.Sized) bool { return len(s.Today) == 0 }) {
		notes = append(notes, p.Say(say.T("the scenario leaves the number of slots open",
			"das Szenario lässt die Anzahl paralleler Synchronisierungen offen")))
	}
	return notes
}
