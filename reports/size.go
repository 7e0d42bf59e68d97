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
)

// A sizingPage is a sizing on its way to a reader.
type sizingPage struct {
	*study.Sizing
	clock
	slows bool                // people are told delays in place of waits
	spell func(string) string // names, as where they are read
}

func (l Language) sizingPage(z *study.Sizing, spell func(string) string) *sizingPage {
	return &sizingPage{Sizing: z, clock: clockIn(z.Scenario, l), slows: z.Scenario.Backend.Slows(), spell: spell}
}

// Size writes a sizing for a terminal of 120 columns: a sentence for each
// strategy, a table of all targets, and what the numbers rest on.
func (l Language) Size(w io.Writer, z *study.Sizing) error {
	p := l.sizingPage(z, printable)
	var b strings.Builder
	for _, line := range p.sentences() {
		b.WriteString(wrapped(line, textWidth, "  ") + "\n")
	}
	fmt.Fprintf(&b, "\n%s\n", wrapped(p.subject(), textWidth, ""))
	for line := range strings.Lines(p.table().Render()) {
		b.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	b.WriteString("\n" + p.say("What to look at") + "\n\n")
	for _, line := range p.notes() {
		b.WriteString(indented(line) + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// SizeMarkdown writes the same as [Language.Size] for a merge request or a wiki.
func (l Language) SizeMarkdown(w io.Writer, z *study.Sizing) error {
	p := l.sizingPage(z, func(name string) string { return inMarkdown(printable(name)) })
	_, err := fmt.Fprintf(w, "%s\n%s\n\n%s\n\n### %s\n\n%s",
		bullets(p.sentences()), p.subject(), p.table().RenderMarkdown(), p.say("What to look at"), bullets(p.notes()))
	return err
}

// strategyName is what a strategy is called; a queue has none.
func (p *sizingPage) strategyName(s *study.Sized) string {
	if s.Strategy == model.NoRollout {
		if isQueue(p.Scenario) {
			return p.say("the queue")
		}
		return p.say(noRolloutInWords)
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
		return p.counted(n, "wave", "waves")
	case study.WaveSize:
		return p.say("waves of %s", p.counted(n, "PC", "PCs"))
	case study.WaveInterval:
		return p.say("%s between waves", p.workdaysLong(x))
	}
	panic(fmt.Sprintf("reports: unknown quantity %d", p.Quantity))
}

// bare writes a setting without its unit.
func (p *sizingPage) bare(x float64) string { return p.thousands(int(x)) }

// heading names the quantity at the head of a column.
func (p *sizingPage) heading() string {
	return p.say([...]string{study.SlotCount: "Slots", study.WaveCount: "Waves", study.WaveSize: "PCs in a wave", study.WaveInterval: "Workdays between waves"}[p.Quantity])
}

// sentences tell for each strategy what it needs for all targets.
func (p *sizingPage) sentences() []string {
	var lines []string
	for i := range p.Sized {
		s := &p.Sized[i]
		name := p.strategyName(s)
		if s.Why != "" {
			lines = append(lines, p.say("%s is not sized: %s.", name, p.known(s.Why)))
			continue
		}
		lines = append(lines, p.needs(name, s.All()))
		if after := s.Afterwards(); after != nil && after != s.All() {
			lines = append(lines, p.needs(p.say("everyday after %s", name), after))
		}
	}
	return lines
}

// needs says what a strategy, or everyday after it, needs.
func (p *sizingPage) needs(name string, all *study.Need) string {
	needs := "%s needs %s"
	if p.Quantity == study.WaveSize {
		needs = "%s may have at most %s"
		if p.ends(&all.OnAverage) {
			needs = "%s may have %s"
		}
	}
	what := p.spellTarget(all.Target)
	several := slices.Contains(together, all.Target)
	average, assured := &all.OnAverage, &all.Assured
	switch {
	case average.Found && assured.Found && average.Setting == assured.Setting && average.Until == assured.Until:
		return p.say("%s for %s, on average (%s) and with 95 %% assurance (%s)%s.", p.say(needs, name, p.found(average)), what,
			p.onAverage(average, several), p.assured(assured), p.fewer(assured, false, several))
	case average.Found && assured.Found:
		return p.say("%s for %s on average (%s%s) and %s with 95 %% assurance (%s%s).", p.say(needs, name, p.found(average)), what,
			p.onAverage(average, several), p.fewer(average, true, several), p.bareOrRange(assured), p.assured(assured), p.fewer(assured, false, several))
	case average.Found:
		return p.say("%s for %s on average (%s%s); with 95 %% assurance nothing was found: %s%s.", p.say(needs, name, p.found(average)), what,
			p.onAverage(average, several), p.fewer(average, true, several), p.known(assured.Why), p.nearest(assured, false))
	case assured.Found:
		return p.say("%s for %s with 95 %% assurance (%s%s); on average nothing was found: %s%s.", p.say(needs, name, p.found(assured)), what,
			p.assured(assured), p.fewer(assured, false, several), p.known(average.Why), p.nearest(average, true))
	}
	return p.say("%s cannot be sized for %s: %s%s.", name, what, p.known(average.Why), p.nearest(average, true))
}

// together are what stands for several targets.
var together = []string{study.AllTargets, study.AllOfRollout, study.AllAfter}

// spellTarget writes a target inside a sentence.
func (p *sizingPage) spellTarget(text string) string {
	if slices.Contains(together, text) {
		return p.say(text)
	}
	return p.spell(text)
}

// found is the least setting, or the range of what will do.
func (p *sizingPage) found(e *study.Edge) string {
	if !p.ends(e) {
		return p.setting(e.Setting)
	}
	if p.Quantity == study.WaveSize {
		return p.say("waves of %s", p.bareOrRange(e)+" "+p.say("PCs"))
	}
	return p.say("%s to %s", p.bare(e.Setting), p.setting(e.Until))
}

// ends tells whether too much is worse than what is enough.
func (p *sizingPage) ends(e *study.Edge) bool { return !math.IsInf(e.Until, 1) && e.Until != e.Setting }

// bareOrRange is the same without its unit.
func (p *sizingPage) bareOrRange(e *study.Edge) string {
	switch {
	case !p.ends(e):
		return p.bare(e.Setting)
	case p.Quantity == study.WaveSize: // the largest is the least effort
		return p.say("%s to %s", p.bare(e.Until), p.bare(e.Setting))
	}
	return p.say("%s to %s", p.bare(e.Setting), p.bare(e.Until))
}

// bottom says that there is nothing below a setting.
func (p *sizingPage) bottom() string {
	switch p.Quantity {
	case study.WaveSize:
		return p.say("all PCs in one wave")
	case study.WaveInterval:
		return p.say("the shortest that is tried")
	}
	return p.say("the fewest there can be")
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
	return p.say("%s over %s", p.measured(&e.Proof, several), p.runs(e.Proof.Replications))
}

func (p *sizingPage) assured(e *study.Edge) string {
	return p.say("%s of %s", p.thousands(e.Proof.MetIn), p.runs(e.Proof.Replications))
}

// fewer says what the neighbour does that does not hold, and of a range the same of
// its other end.
func (p *sizingPage) fewer(e *study.Edge, average, several bool) string {
	proof := func(of *study.SizeProof, several bool) string {
		if average {
			return p.measured(of, several)
		}
		return p.say("%s of %s", p.thousands(of.MetIn), p.thousands(of.Replications))
	}
	beyond := func(of *study.SizeProof, fails, several bool) string {
		if fails {
			return p.say("; with %s it fails: %s", p.bare(of.Setting), proof(of, several))
		}
		return p.say("; with %s it is not shown: %s", p.bare(of.Setting), proof(of, several))
	}
	text := "; " + p.bottom()
	if !e.AtTheEdge && finite(e.OneFewer.Setting) {
		text = beyond(&e.OneFewer, e.Fails, false)
	}
	if e.Last == nil || !p.ends(e) {
		return text
	}
	text += p.say("; with %s: %s", p.bare(e.Until), proof(e.Last, several))
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
	if average {
		return p.say("; with %s %s is %s", p.setting(e.Proof.Setting), e.Proof.Metric.Metric.Name, p.estimate(&e.Proof.Metric))
	}
	return p.say("; with %s it is kept in %s of %s", p.setting(e.Proof.Setting), p.thousands(e.Proof.MetIn), p.runs(e.Proof.Replications))
}

// subject says what was simulated.
func (p *sizingPage) subject() string {
	s := p.Scenario
	var words []string
	if s.Name != "" {
		words = append(words, p.spell(s.Name))
	}
	if n := s.Clients(); n > 0 && !strings.Contains(s.Name, counted(n, "PC", "PCs")) {
		words = append(words, p.counted(n, "PC", "PCs"))
	}
	if n := s.NewClients(); n > 0 {
		words = append(words, p.counted(n, "PC of a new employee", "PCs of new employees"))
	}
	words = append(words, p.say("from %s", p.date(0)))
	if p.Quantity != study.SlotCount {
		words = append(words, p.slots(s.Backend.Slots[0]))
	}
	words = append(words, p.say("seed %s", fmt.Sprint(s.Seed)))
	return strings.Join(words, "; ")
}

// table has a row for each strategy and target.
func (p *sizingPage) table() table.Writer {
	t := newTable()
	t.AppendHeader(table.Row{p.say("Strategy"), p.say("Target"), p.say("%s\ntoday", p.heading()), p.say("%s,\non average", p.heading()), p.say("%s,\n95 %% assurance", p.heading())})
	for i := range p.Sized {
		s := &p.Sized[i]
		name := wrapped(p.strategyName(s), 14, "")
		if s.Why != "" {
			t.AppendRow(table.Row{name, wrapped(p.known(s.Why), 24, ""), p.today(s), "-", "-"})
			continue
		}
		for k := range s.Needs {
			n := &s.Needs[k]
			t.AppendRow(table.Row{name, wrapped(p.spellTarget(n.Target), 24, ""), p.today(s), p.edgeCell(&n.OnAverage, true), p.edgeCell(&n.Assured, false)})
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
		return p.say("open")
	}
	return strings.Join(all, ", ")
}

// edgeCell is an edge with its proof, and what is below it; of a range the same of its
// other end.
func (p *sizingPage) edgeCell(e *study.Edge, average bool) string {
	if !e.Found {
		return lines(p.say("none"), wrapped(p.known(e.Why), 28, ""))
	}
	proof := func(of *study.SizeProof) string {
		if average {
			return p.estimate(&of.Metric)
		}
		return p.say("%s of %s, %s to %s", p.thousands(of.MetIn), p.thousands(of.Replications), strings.TrimSuffix(p.percent(of.Low), " %"), p.percent(of.High))
	}
	beyond := func(of *study.SizeProof, fails bool) string {
		if fails {
			return "\n" + p.say("with %s fails:", p.bare(of.Setting)) + "\n" + proof(of)
		}
		return "\n" + p.say("with %s not shown:", p.bare(of.Setting)) + "\n" + proof(of)
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
	text += "\n" + p.say("with %s:", p.bare(e.Until)) + "\n" + proof(e.Last)
	if e.OneMore != nil {
		text += beyond(e.OneMore, e.MoreFails)
	}
	return text
}

// notes say what the numbers rest on.
func (p *sizingPage) notes() []string {
	var notes []string
	if p.Stopped {
		notes = append(notes, p.say("the search was stopped: what is not told was not decided"))
	}
	unit := p.say(unitOf(p.Scenario, "s"))
	if p.Quantity == study.SlotCount {
		condition := "any number of slots here is valid only if the backend really runs that many %s in parallel"
		if c := p.Scenario.Backend.Capacity; c != nil && c.FullSpeed > 0 {
			condition = p.say(condition+", and runs %s at full speed at once", unit, p.manyOf(p.Scenario, c.FullSpeed))
		} else if c == nil {
			condition = p.say(condition+" at full speed", unit)
		} else {
			condition = p.say(condition, unit)
		}
		notes = append(notes, condition)
	} else {
		notes = append(notes, p.say("all this is with %s, and valid only if the backend really runs that many %s in parallel", p.slots(p.Scenario.Backend.Slots[0]), unit))
	}
	if p.Quantity == study.WaveSize {
		notes = append(notes, p.say("sizes of a wave are tried one by one up to 100 PCs, then in steps of 5 up to 1,000, of 50 up to 10,000 and so on: what lies between two was not tried"))
	}
	for i := range p.Sized {
		if s := &p.Sized[i]; !math.IsNaN(s.BestWaits) {
			notes = append(notes, p.say("%s: more can be worse here; waits are shortest with %s", p.strategyName(s), p.setting(s.BestWaits)))
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
	basis := p.ofRuns("95 %% assurance: at least 95 %% of single rollouts keep the target, by the 95 %% interval of their share, which takes 73 of 73")
	if least < math.MaxInt {
		basis = p.say("on average: the 95 %% interval over %s lies on the right side; %s", p.runs(least), basis)
	}
	notes = append(notes, basis,
		p.ofRuns("every number was decided by rollouts that the search had not seen, the same for all settings; \"not shown\" is what more rollouts may still show, \"fails\" is not"))
	for _, text := range p.Applied {
		notes = append(notes, p.say("no target names the days after the rollout, the last five workdays before the horizon: %s is applied to the waits at log-in on them",
			p.spell(text)))
	}
	if p.After {
		notes = append(notes, p.say("slots for everyday after the rollout are those that do if there are never more, the rollout included"))
	} else if m, _ := model.MetricNamed(afterBusiest); p.Quantity == study.SlotCount && p.Scenario.Shows(m) {
		notes = append(notes, p.say("no target is about waits, so no slots are looked for of the days after the rollout"))
	}
	for _, text := range p.Skipped {
		if p.Quantity == study.SlotCount {
			notes = append(notes, p.say("%s: slots have no say in it; it is left to compare", p.spell(text)))
		} else {
			notes = append(notes, p.say("%s: it does not depend on the waves; it is left to compare", p.spell(text)))
		}
	}
	if p.Quantity == study.SlotCount && slices.ContainsFunc(p.Sized, func(s study.Sized) bool { return len(s.Today) == 0 }) {
		notes = append(notes, p.say("the scenario leaves the number of slots open"))
	}
	return notes
}
