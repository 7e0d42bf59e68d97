package reports

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// guessBlocks say what the assumptions are worth and what to ask first, or how that
// is found out.
func (h *review) guessBlocks() []block {
	if h.Sensitivity == nil {
		return []block{{Text: h.l.Say(say.T("What the assumptions are worth, and whom to ask what first, is told by: %s",
			"Was die Annahmen wert sind und wen man zuerst was fragen sollte, sagt: %s"), "rollsim guesses scenario.yaml")}}
	}
	g := h.l.guesswork(h.Sensitivity, printable)
	s := &section{Blocks: []block{{Lead: capital(g.sentence())}}}
	if len(g.told()) > 0 {
		t := h.swingTable(g)
		if f := h.tornadoFigure(g); f != nil {
			f.Table = t
			s.Blocks = append(s.Blocks, block{Figure: f})
		} else {
			s.Blocks = append(s.Blocks, block{Table: t})
		}
	}
	if ask := g.questions(); len(ask) > 0 {
		for i := range ask {
			_, ask[i], _ = strings.Cut(ask[i], ". ") // the list has numbers
		}
		s.Blocks = append(s.Blocks, block{List: &htmlList{Heading: h.l.Say(say.T("What to ask, the most decisive first",
			"Was zu fragen ist, das Entscheidende zuerst")), Ordered: true, Lines: ask}})
	}
	s.listBlock(h.l.Say(say.T("What need not be asked for this decision",
		"Was für diese Entscheidung nicht gefragt werden muss")), g.others())
	s.listBlock(h.l.Say(say.T("What was not varied", "Was nicht verändert wurde")), g.unvaried())
	if g.Together.Points > g.Together.Refused {
		s.Blocks = append(s.Blocks, block{Table: h.spanTable(g)})
	}
	return append(s.Blocks, block{Text: g.legend()})
}

// swingTable holds the guesses that change something.
func (h *review) swingTable(g *guesswork) *htmlTable {
	t := &htmlTable{Caption: h.l.Say(say.T("What each guess changes", "Was jede Annahme ändert")), Heads: []string{h.l.Say(say.T("Guess", "Annahme")), h.l.Say(say.T("As it is", "Wie angenommen")), h.l.Say(say.T("At the low end", "Am unteren Ende")), h.l.Say(say.T("At the high end", "Am oberen Ende")), h.l.Say(say.T("What it changes", "Was sie ändert"))}}
	for _, w := range g.told() {
		changes := htmlCell{}
		for i := range w.Turns {
			changes.Below = append(changes.Below, g.changesAt(w, &w.Turns[i]))
		}
		end := func(at []study.AtEnd, value string) htmlCell {
			if at == nil {
				return htmlCell{Main: value + ":", Below: []string{h.l.Say(say.T("not possible", "nicht möglich"))}}
			}
			e := &at[g.Headline]
			return htmlCell{Main: value + ": " + g.value(e.Metric.Metric.Unit, e.Metric.Mean), Below: []string{g.signed(e)}}
		}
		t.Rows = append(t.Rows, htmlRow{Cells: []htmlCell{{Main: w.Path}, {Main: g.asItIs(w)}, end(w.AtLow, w.Low), end(w.AtHigh, w.High), changes}})
	}
	return t
}

// spanTable is where results lie when all guesses are varied at once.
func (h *review) spanTable(g *guesswork) *htmlTable {
	t := &htmlTable{Caption: g.spanHeading(), Heads: []string{h.l.Say(say.T("Strategy", "Strategie"))}}
	for _, s := range g.Together.Spans[0] {
		t.Heads = append(t.Heads, s.Metric.Name)
	}
	for i := range g.Results {
		row := []htmlCell{{Main: h.nameOf(&g.Results[i])}}
		for _, s := range g.Together.Spans[i] {
			if math.IsNaN(s.P50) {
				row = append(row, htmlCell{Main: h.l.Say(nothingToCount)})
				continue
			}
			row = append(row, htmlCell{Main: h.value(s.Metric.Unit, s.P50), Below: []string{h.value(s.Metric.Unit, s.P5) + " – " + h.value(s.Metric.Unit, s.P95)}})
		}
		t.Rows = append(t.Rows, htmlRow{Cells: row})
	}
	return t
}

// tornadoFigure draws two bars for each guess, from the value as it is to that at each
// end of the range, the widest first; nil where nothing moves.
func (h *review) tornadoFigure(g *guesswork) *htmlFigure {
	told := slices.DeleteFunc(g.told(), func(w *study.Swing) bool { return w.Moves <= 0 })
	slices.SortStableFunc(told, func(a, b *study.Swing) int { return cmp.Compare(b.Moves, a.Moves) })
	told = told[:min(len(told), mostBars)]
	now := metric(&g.Results[g.Headline], g.Metric.Name)
	if len(told) == 0 || !finite(now.Mean) {
		return nil
	}
	low, high := now.Mean, now.Mean
	at := func(end []study.AtEnd) float64 { // NaN: not possible
		if end == nil {
			return math.NaN()
		}
		v := now.Mean + end[g.Headline].Change.Mean
		if g.Metric.Name != promiseError {
			v = math.Max(v, 0)
		}
		return v
	}
	for _, w := range told {
		for _, v := range []float64{at(w.AtLow), at(w.AtHigh)} {
			if finite(v) {
				low, high = math.Min(low, v), math.Max(high, v)
			}
		}
	}
	bound := math.NaN()
	for _, t := range g.Results[g.Headline].Targets {
		if t.Metric == g.Metric.Name {
			bound = t.Bound
			low, high = math.Min(low, bound), math.Max(high, bound)
		}
	}
	const width, left, right, row, top = 1000.0, 250.0, 10.0, 40.0, 22.0
	from, until, ticker, place := g.tornadoAxis(low, high, now.Mean)
	x := func(v float64) float64 {
		return left + (place(v)-from)/(until-from)*(width-left-right)
	}
	bottom := top + row*float64(len(told))
	caption := h.l.Say(say.T("Which guesses matter: %s, %s", "Welche Annahmen zählen: %s, %s"), g.nameOf(&g.Results[g.Headline]), g.measured())
	d := newDrawing("tornado", caption, h.l.Say(say.T("Two bars for each guess, from the value as it is to that at each end of its range; the numbers are in the table below.",
		"Zwei Balken für jede Annahme, vom angenommenen Wert zu dem an jedem Ende der Spanne; die Zahlen stehen in der Tabelle darunter.")), width, bottom+30)
	taken := math.Inf(-1) // by the label before
	for _, t := range ticker.Ticks(from, until) {
		if at := left + (t.Value-from)/(until-from)*(width-left-right); !t.IsMinor() && at >= left && at <= width-right {
			d.line("rule", at, top, at, bottom)
			if half := wide(t.Label) / 2; at-half > taken {
				d.text("faint", at, bottom+16, atMiddle, t.Label)
				taken = at + half + 6
			}
		}
	}
	for i, w := range told {
		y := top + row*float64(i)
		d.text("", left-8, y+row/2+4, atEnd, shortened(w.Path, 34))
		for k, end := range []struct {
			value float64
			words string
		}{{at(w.AtLow), w.Low}, {at(w.AtHigh), w.High}} {
			if !finite(end.value) {
				continue
			}
			begin, reach := x(now.Mean), x(end.value)
			d.begin(tintClass([]int{1, 2}[k]))
			d.box("fill", math.Min(begin, reach), y+4+16*float64(k), math.Abs(reach-begin), 14)
			d.end()
			// The value stands beyond its bar, or where there is no room on its other side.
			label := shortened(end.words, 30)
			if before := reach < begin; before && reach-5-wide(label) > left || !before && reach+5+wide(label) > width-right {
				d.text("faint", math.Min(begin, reach)-5, y+15+16*float64(k), atEnd, label)
			} else {
				d.text("faint", math.Max(begin, reach)+5, y+15+16*float64(k), atStart, label)
			}
		}
	}
	d.line("axis", x(now.Mean), top, x(now.Mean), bottom)
	d.text("", x(now.Mean), 13, atMiddle, h.l.Say(say.T("as it is: %s", "wie angenommen: %s"), g.value(g.Metric.Unit, now.Mean)))
	if finite(bound) {
		d.line("limit d1", x(bound), top, x(bound), bottom)
		caption += h.l.Say(say.T("; broken line: the target, %s", "; gestrichelt: der Zielwert, %s"), g.value(g.Metric.Unit, bound))
	}
	return &htmlFigure{ID: "tornado-figure", SVG: d.svg(), Caption: caption}
}
