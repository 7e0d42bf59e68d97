package reports

import (
	"cmp"
	"math"
	"slices"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// frontierFigure draws the end of each strategy against what a bad release costs,
// with their intervals. It is false where fewer than two strategies have both.
func (h *review) frontierFigure(f *study.Frontier, id string) (block, bool) {
	if len(h.risky()) == 0 || len(f.Axes) < 3 {
		return block{}, false
	}
	risk, wait := f.Axes[1], f.Axes[2]
	what := h.l.Say(say.T("PC-hours broken, on average", "Gestörte PC-Stunden im Mittel"))
	if risk.Name == exposed {
		what = h.l.Say(say.T("PCs exposed, on average", "Betroffene PCs im Mittel"))
	}
	first, last, most := math.Inf(1), 0.0, 0.0
	var placed []study.FrontierPoint
	for _, point := range f.Points {
		r := &h.Results[point.Result]
		end, cost := numberOf(r, updatedBy), numberOf(r, risk.Name)
		if end == nil || cost == nil {
			continue
		}
		placed = append(placed, point)
		for _, x := range []float64{end.Low, end.Mean, end.High} {
			if finite(x) {
				first, last = math.Min(first, x), math.Max(last, x)
			}
		}
		most = math.Max(most, math.Max(cost.Mean, orZero(cost.High)))
	}
	if len(placed) < 2 || most == 0 {
		return block{}, false
	}
	const day, width, height, left, right, top = 86400.0, 1000.0, 330.0, 72.0, 20.0, 24.0
	from, until := math.Max(0, first-day), last+day+0.2*(last-first)
	x := func(at float64) float64 { return left + (at-from)/(until-from)*(width-left-right) }
	y := func(cost float64) float64 { return top + height*(1-cost/(most*1.1)) }

	caption := h.l.Say(say.T("Speed against risk: to the left is earlier, lower is less risk",
		"Tempo gegen Risiko: links ist früher, unten ist weniger Risiko"))
	d := newDrawing(id, caption, h.l.Say(say.T("A dot for each strategy: when 95 %% of the PCs are updated, and what a release costs, good and bad by their chance. The numbers are in the table below.",
		"Ein Punkt für jede Strategie: wann 95 %% der PCs aktualisiert sind und was eine Version kostet, gute und fehlerhafte nach ihrer Wahrscheinlichkeit. Die Zahlen stehen in der Tabelle darunter.")), width, top+height+48)
	d.text("faint", left, 12, atStart, what)
	for _, t := range counts(most*1.1, 6) {
		d.line("rule", left, y(t.Value), width-right, y(t.Value))
		d.text("faint", left-6, y(t.Value)+4, atEnd, h.Thousands(int(t.Value)))
	}
	for _, t := range h.daysFrom(from, until, 9) {
		if t.Label != "" {
			d.line("rule", x(t.Value), top, x(t.Value), top+height)
			d.text("faint", x(t.Value), top+height+16, atMiddle, h.dayName(h.at(t.Value), false))
		}
	}
	d.line("axis", left, top+height, width-right, top+height)
	d.text("faint", width-right, top+height+36, atEnd, h.l.Say(h.endsAxis()))

	t := &htmlTable{Caption: h.l.Say(say.T("Speed, risk and waiting", "Tempo, Risiko und Warten")), Heads: []string{h.l.Say(say.T("Strategy", "Strategie")), unwrapped(h.updatedHeading()), what, h.l.Say(h.either(say.T("19 of 20 wait at most", "19 von 20 warten höchstens"),
		say.T("19 of 20 are delayed by at most",
			"19 von 20 sind verzögert um höchstens"))), h.l.Say(say.T("Beside the others", "Verglichen mit den anderen"))}}
	slices.SortStableFunc(placed, func(a, b study.FrontierPoint) int { // names are written from the top down
		return -cmp.Compare(metric(&h.Results[a.Result], risk.Name).Mean, metric(&h.Results[b.Result], risk.Name).Mean)
	})
	lowest := math.Inf(-1)
	for _, at := range placed {
		r := &h.Results[at.Result]
		end, cost := numberOf(r, updatedBy), numberOf(r, risk.Name)
		of := possible(cost.Metric, cost.Estimate)
		cx, cy := x(end.Mean), y(cost.Mean)
		d.begin(tintClass(h.tintOf(r.Strategy)))
		if finite(end.Low) {
			d.line("bar", x(end.Low), cy, x(math.Min(end.High, until)), cy)
		}
		if finite(of.Low) {
			d.line("bar", cx, y(of.Low), cx, y(of.High))
		}
		class := "fill"
		if at.Place != study.OnFrontier {
			class = "hollow"
		}
		d.dot(class, cx, cy, 5)
		name := h.label(r)
		if e := numberOf(r, wait.Name); e != nil {
			name += ": " + h.l.Say(h.nineteenFor(), h.value(model.Seconds, e.Mean))
		}
		line := math.Max(cy-9, lowest+15)
		lowest = line
		if cx+10+wide(name) > width-right {
			d.text("named", cx-10, line, atEnd, name)
		} else {
			d.text("named", cx+10, line, atStart, name)
		}
		d.end()
		t.Rows = append(t.Rows, htmlRow{Cells: []htmlCell{{Main: h.nameOf(r)}, h.cell(end).html(), h.cell(cost).html(), h.figureCell(metric(r, wait.Name)), {Main: h.place(at)}}})
	}
	caption += h.l.Say(say.T("; bars: 95 %% intervals; hollow: another strategy is as good in end, risk and wait and better in one",
		"; Striche: 95-%%-Intervalle; hohl: eine andere Strategie ist in Ende, Risiko und Wartezeit ebenso gut und in einem besser"))
	return block{Figure: &htmlFigure{ID: id + "-figure", SVG: d.svg(), Caption: caption, Table: t}}, true
}

// place says of a strategy whether another is to be preferred.
func (h *review) place(at study.FrontierPoint) string {
	switch at.Place {
	case study.Beaten:
		return h.l.Say(say.T("beaten by %s", "unterlegen: %s"), h.nameOf(&h.Results[at.By]))
	case study.MayBeBeaten:
		return h.l.Say(say.T("perhaps beaten by %s", "vielleicht unterlegen: %s"), h.nameOf(&h.Results[at.By]))
	}
	return h.l.Say(say.T("not beaten", "nicht unterlegen"))
}
