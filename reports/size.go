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

func sizingPageOf(z *study.Sizing, spell func(string) string) *sizingPage {
	return &sizingPage{Sizing: z, clock: clockOf(z.Scenario), slows: z.Scenario.Backend.Slows(), spell: spell}
}

// Size writes a sizing for a terminal of 120 columns: a sentence for each
// strategy, a table of all targets, and what the numbers rest on.
func Size(w io.Writer, z *study.Sizing) error {
	p := sizingPageOf(z, printable)
	var b strings.Builder
	for _, line := range p.sentences() {
		b.WriteString(wrapped(line, textWidth, "  ") + "\n")
	}
	fmt.Fprintf(&b, "\n%s\n", wrapped(p.subject(), textWidth, ""))
	for line := range strings.Lines(p.table().Render()) {
		b.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	b.WriteString("\nWhat to look at\n\n")
	for _, line := range p.notes() {
		b.WriteString(indented(line) + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// SizeMarkdown writes the same as [Size] for a merge request or a wiki.
func SizeMarkdown(w io.Writer, z *study.Sizing) error {
	p := sizingPageOf(z, func(name string) string { return inMarkdown(printable(name)) })
	_, err := fmt.Fprintf(w, "%s\n%s\n\n%s\n\n### What to look at\n\n%s",
		bullets(p.sentences()), p.subject(), p.table().RenderMarkdown(), bullets(p.notes()))
	return err
}

// strategyName is what a strategy is called; a queue has none.
func (p *sizingPage) strategyName(s *study.Sized) string {
	if s.Strategy == model.NoRollout {
		if isQueue(p.Scenario) {
			return "the queue"
		}
		return noRolloutInWords
	}
	return p.spell(s.Strategy)
}

// setting writes a setting with its unit: "47 slots", "waves of 500 PCs".
func (p *sizingPage) setting(x float64) string {
	n := int(x)
	switch p.Quantity {
	case study.SlotCount:
		return counted(n, "slot", "slots")
	case study.WaveCount:
		return counted(n, "wave", "waves")
	case study.WaveSize:
		return "waves of " + counted(n, "PC", "PCs")
	case study.WaveInterval:
		return spokenWorkdays(x) + " between waves"
	}
	panic(fmt.Sprintf("reports: unknown quantity %d", p.Quantity))
}

// bare writes a setting without its unit.
func (p *sizingPage) bare(x float64) string { return thousands(int(x)) }

// heading names the quantity at the head of a column.
func (p *sizingPage) heading() string {
	return [...]string{study.SlotCount: "Slots", study.WaveCount: "Waves", study.WaveSize: "PCs in a wave", study.WaveInterval: "Workdays between waves"}[p.Quantity]
}

// sentences tell for each strategy what it needs for all targets.
func (p *sizingPage) sentences() []string {
	var lines []string
	for i := range p.Sized {
		s := &p.Sized[i]
		name := p.strategyName(s)
		if s.Why != "" {
			lines = append(lines, name+" is not sized: "+s.Why+".")
			continue
		}
		all := s.All()
		needs := " needs "
		if p.Quantity == study.WaveSize {
			needs = " may have at most "
			if p.ends(&s.All().OnAverage) {
				needs = " may have "
			}
		}
		what := p.spellTarget(all.Target)
		average, assured := &all.OnAverage, &all.Assured
		switch {
		case average.Found && assured.Found && average.Setting == assured.Setting && average.Until == assured.Until:
			lines = append(lines, fmt.Sprintf("%s%s%s for %s, on average (%s) and with 95 %% assurance (%s)%s.", name, needs, p.found(average), what,
				p.onAverage(average, s), p.assured(assured), p.fewer(assured, false)))
		case average.Found && assured.Found:
			lines = append(lines, fmt.Sprintf("%s%s%s for %s on average (%s%s) and %s with 95 %% assurance (%s%s).", name, needs, p.found(average), what,
				p.onAverage(average, s), p.fewer(average, true), p.bareOrRange(assured), p.assured(assured), p.fewer(assured, false)))
		case average.Found:
			lines = append(lines, fmt.Sprintf("%s%s%s for %s on average (%s%s); with 95 %% assurance nothing was found: %s%s.", name, needs, p.found(average), what,
				p.onAverage(average, s), p.fewer(average, true), assured.Why, p.nearest(assured, false)))
		case assured.Found:
			lines = append(lines, fmt.Sprintf("%s%s%s for %s with 95 %% assurance (%s%s); on average nothing was found: %s%s.", name, needs, p.found(assured), what,
				p.assured(assured), p.fewer(assured, false), average.Why, p.nearest(average, true)))
		default:
			lines = append(lines, fmt.Sprintf("%s cannot be sized for %s: %s%s.", name, what, average.Why, p.nearest(average, true)))
		}
	}
	return lines
}

// spellTarget writes a target inside a sentence.
func (p *sizingPage) spellTarget(text string) string {
	if text == study.AllTargets {
		return text
	}
	return p.spell(text)
}

// found is the least setting, or the range of what will do.
func (p *sizingPage) found(e *study.Edge) string {
	if !p.ends(e) {
		return p.setting(e.Setting)
	}
	if p.Quantity == study.WaveSize {
		return "waves of " + p.bareOrRange(e) + " PCs"
	}
	return p.bare(e.Setting) + " to " + p.setting(e.Until)
}

// ends tells whether too much is worse than what is enough.
func (p *sizingPage) ends(e *study.Edge) bool { return !math.IsInf(e.Until, 1) && e.Until != e.Setting }

// bareOrRange is the same without its unit.
func (p *sizingPage) bareOrRange(e *study.Edge) string {
	switch {
	case !p.ends(e):
		return p.bare(e.Setting)
	case p.Quantity == study.WaveSize: // the largest is the least effort
		return p.bare(e.Until) + " to " + p.bare(e.Setting)
	}
	return p.bare(e.Setting) + " to " + p.bare(e.Until)
}

// bottom says that there is nothing below a setting.
func (p *sizingPage) bottom() string {
	switch p.Quantity {
	case study.WaveSize:
		return "all PCs in one wave"
	case study.WaveInterval:
		return "the shortest that is tried"
	}
	return "the fewest there can be"
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

func (p *sizingPage) onAverage(e *study.Edge, s *study.Sized) string {
	return p.measured(&e.Proof, len(s.Needs) > 1) + " over " + p.runs(e.Proof.Replications)
}

func (p *sizingPage) assured(e *study.Edge) string {
	return fmt.Sprintf("%s of %s", thousands(e.Proof.MetIn), p.runs(e.Proof.Replications))
}

// fewer says what the neighbour does that does not hold.
func (p *sizingPage) fewer(e *study.Edge, average bool) string {
	if e.AtTheEdge || math.IsNaN(e.OneFewer.Setting) {
		return "; " + p.bottom()
	}
	verb := "it is not shown"
	if e.Fails {
		verb = "it fails"
	}
	proof := fmt.Sprintf("%s of %s", thousands(e.OneFewer.MetIn), thousands(e.OneFewer.Replications))
	if average {
		proof = p.estimate(&e.OneFewer.Metric)
	}
	return fmt.Sprintf("; with %s %s: %s", p.bare(e.OneFewer.Setting), verb, proof)
}

// nearest says what the setting does that comes nearest where nothing was found.
func (p *sizingPage) nearest(e *study.Edge, average bool) string {
	if math.IsNaN(e.Proof.Setting) {
		return ""
	}
	proof := fmt.Sprintf("it is kept in %s of %s", thousands(e.Proof.MetIn), p.runs(e.Proof.Replications))
	if average {
		proof = fmt.Sprintf("%s is %s", e.Proof.Metric.Metric.Name, p.estimate(&e.Proof.Metric))
	}
	return "; with " + p.setting(e.Proof.Setting) + " " + proof
}

// subject says what was simulated.
func (p *sizingPage) subject() string {
	s := p.Scenario
	var words []string
	if s.Name != "" {
		words = append(words, p.spell(s.Name))
	}
	if n := s.Clients(); n > 0 && !strings.Contains(s.Name, counted(n, "PC", "PCs")) {
		words = append(words, counted(n, "PC", "PCs"))
	}
	words = append(words, "from "+p.date(0))
	if p.Quantity != study.SlotCount {
		words = append(words, counted(s.Backend.Slots[0], "slot", "slots"))
	}
	words = append(words, fmt.Sprintf("seed %d", s.Seed))
	return strings.Join(words, "; ")
}

// table has a row for each strategy and target.
func (p *sizingPage) table() table.Writer {
	t := newTable()
	t.AppendHeader(table.Row{"Strategy", "Target", p.heading() + "\ntoday", p.heading() + ",\non average", p.heading() + ",\n95 % assurance"})
	for i := range p.Sized {
		s := &p.Sized[i]
		name := wrapped(p.strategyName(s), 14, "")
		if s.Why != "" {
			t.AppendRow(table.Row{name, wrapped(s.Why, 24, ""), p.today(s), "-", "-"})
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
		return "open"
	}
	return strings.Join(all, ", ")
}

// edgeCell is an edge with its proof, and what is below it.
func (p *sizingPage) edgeCell(e *study.Edge, average bool) string {
	if !e.Found {
		return lines("none", wrapped(e.Why, 28, ""))
	}
	proof := func(of *study.SizeProof) string {
		if average {
			return p.estimate(&of.Metric)
		}
		return fmt.Sprintf("%s of %s, %s to %s", thousands(of.MetIn), thousands(of.Replications), strings.TrimSuffix(percent(of.Low), " %"), percent(of.High))
	}
	text := lines(p.bareOrRange(e), proof(&e.Proof))
	if e.AtTheEdge || math.IsNaN(e.OneFewer.Setting) {
		return text + "\n(" + p.bottom() + ")"
	}
	verb := "not shown"
	if e.Fails {
		verb = "fails"
	}
	return text + fmt.Sprintf("\nwith %s %s:\n%s", p.bare(e.OneFewer.Setting), verb, proof(&e.OneFewer))
}

// notes say what the numbers rest on.
func (p *sizingPage) notes() []string {
	var notes []string
	if p.Stopped {
		notes = append(notes, "the search was stopped: what is not told was not decided")
	}
	unit := unitOf(p.Scenario, "s")
	if p.Quantity == study.SlotCount {
		condition := "any number of slots here is valid only if the backend really runs that many " + unit + " in parallel"
		if c := p.Scenario.Backend.Capacity; c != nil && c.FullSpeed > 0 {
			condition += ", and runs " + manyOf(p.Scenario, c.FullSpeed) + " at full speed at once"
		} else if c == nil {
			condition += " at full speed"
		}
		notes = append(notes, condition)
	} else {
		notes = append(notes, "all this is with "+counted(p.Scenario.Backend.Slots[0], "slot", "slots")+", and valid only if the backend really runs that many "+unit+" in parallel")
	}
	if p.Quantity == study.WaveSize {
		notes = append(notes, "sizes of a wave are tried one by one up to 100 PCs, then in steps of 5 up to 1,000, of 50 up to 10,000 and so on: what lies between two was not tried")
	}
	for i := range p.Sized {
		if s := &p.Sized[i]; !math.IsNaN(s.BestWaits) {
			notes = append(notes, fmt.Sprintf("%s: more can be worse here; waits are shortest with %s", p.strategyName(s), p.setting(s.BestWaits)))
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
	basis := fmt.Sprintf("95 %% assurance: at least 95 %% of single %ss keep the target, by the 95 %% interval of their share, which takes 73 of 73", p.run)
	if least < math.MaxInt {
		basis = fmt.Sprintf("on average: the 95 %% interval over %s lies on the right side; %s", p.runs(least), basis)
	}
	notes = append(notes, basis,
		fmt.Sprintf("every number was decided by %ss that the search had not seen, the same for all settings; \"not shown\" is what more %ss may still show, \"fails\" is not", p.run, p.run))
	for _, text := range p.Skipped {
		if p.Quantity == study.SlotCount {
			notes = append(notes, p.spell(text)+": slots have no say in it; it is left to compare")
		} else {
			notes = append(notes, p.spell(text)+": it does not depend on the waves; it is left to compare")
		}
	}
	if p.Quantity == study.SlotCount && slices.ContainsFunc(p.Sized, func(s study.Sized) bool { return len(s.Today) == 0 }) {
		notes = append(notes, "the scenario leaves the number of slots open")
	}
	return notes
}
