package reports

import (
	"math"

	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// distributionFigure draws the share of people who wait at most so long: those who do
// not wait at all in a strip of their own, beside an axis that goes from seconds to
// hours. It is false where nobody's waits are known.
func (h *review) distributionFigure(results []study.Result, id string) (block, bool) {
	population := "all"
	for i := range results {
		if waits(&results[i], "update") != nil {
			population = "update"
		}
	}
	var drawn []*study.Result
	var entries []keyEntry
	low, high, least := math.Inf(1), 0.0, 1.0
	for i := range results {
		r := &results[i]
		curve := waits(r, population)
		if curve == nil {
			continue
		}
		drawn = append(drawn, r)
		entries = append(entries, keyEntry{h.label(r), h.tintOf(r.Strategy), len(entries)})
		least = math.Min(least, curve.NoWait)
		for _, pt := range curve.Points {
			if s := pt.Value.Seconds(); s > 0 {
				low, high = math.Min(low, s), math.Max(high, s)
			}
		}
	}
	if len(drawn) == 0 {
		return block{}, false
	}
	if high == 0 {
		low, high = 60, 3600 // nobody waits: any axis will do
	}
	caption := h.l.Say(say.T("Share of people who wait at most so long for the sync after the update",
		"Anteil der Personen, die höchstens so lange auf die Synchronisierung nach dem Update warten"))
	switch {
	case h.queue:
		caption = h.l.Say(say.T("Share of jobs that wait at most so long",
			"Anteil der Aufträge, die höchstens so lange warten"))
	case population == "all":
		caption = h.l.Say(say.T("Share of people who wait at most so long for a sync",
			"Anteil der Personen, die höchstens so lange auf eine Synchronisierung warten"))
	}
	if h.slows {
		caption += h.l.Say(say.T("; the delay counts: from first ask to finish, less the work",
			"; es zählt die Verzögerung: von der ersten Anfrage bis zum Ende, ohne die Arbeit selbst"))
	}
	if of := h.setting(results); h.several && !h.queue && of != "" {
		caption += ", " + of
	}

	const width, left, right, plotHeight, strip = 1000.0, 56.0, 20.0, 270.0, 96.0
	above := keyRows(width, left, entries) + 12
	d := newDrawing(id, caption, h.l.Say(say.T("A rising line for each strategy; left of the vertical rule stand those who do not wait at all. The numbers are in the table below.",
		"Eine steigende Linie für jede Strategie; links vom senkrechten Strich stehen jene, die gar nicht warten. Die Zahlen stehen in der Tabelle darunter.")), width, above+plotHeight+44)
	d.key(left, 2, entries)
	bottom := 0.0
	if least > 0.95 {
		bottom = 0.9
		caption += h.l.Say(say.T("; the scale begins at 90 %%", "; die Skala beginnt bei 90 %%"))
	}
	from, until, ticks := logTicks(math.Max(low, 1), high)
	x := func(at float64) float64 { return left + strip + (at-from)/(until-from)*(width-right-left-strip) }
	y := func(share float64) float64 { return above + plotHeight*(1-(share-bottom)/(1-bottom)) }

	for _, share := range []float64{0, 0.25, 0.5, 0.75, 0.9, 0.95, 1} {
		if share < bottom || bottom == 0 && share == 0.9 || bottom == 0 && share == 0.95 {
			continue
		}
		d.line("rule", left, y(share), width-right, y(share))
		d.text("faint", left-6, y(share)+4, atEnd, h.Percent(share))
	}
	d.line("limit", left, y(0.95), width-right, y(0.95))
	d.text("faint", width-right, y(0.95)+14, atEnd, h.l.Say(say.T("19 of 20", "19 von 20")))
	none := h.l.Say(say.T("no wait", "keine Wartezeit"))
	if h.slows {
		none = h.l.Say(say.T("no delay", "keine Verzögerung"))
	}
	for _, t := range ticks {
		d.line("rule", x(t.Value), above, x(t.Value), above+plotHeight)
		if t.Label != "" && x(t.Value)-wide(t.Label)/2 > left+wide(none) {
			d.text("faint", x(t.Value), above+plotHeight+16, atMiddle, t.Label)
		}
	}
	d.line("axis", left+strip, above, left+strip, above+plotHeight)
	d.line("axis", left, above+plotHeight, width-right, above+plotHeight)
	d.text("faint", left, above+plotHeight+16, atStart, none)
	d.text("faint", width-right, above+plotHeight+36, atEnd, h.l.Say(say.T("wait, on a logarithmic scale", "Wartezeit, logarithmische Skala")))

	inside := func(share float64) float64 { return math.Max(share, bottom) }
	for i, r := range drawn {
		curve := waits(r, population)
		points := []point{{left, y(inside(curve.NoWait))}}
		for _, pt := range thinned(waitCurve(curve, from), 250) {
			points = append(points, point{x(pt.x), y(inside(pt.y))})
		}
		d.begin(tintClass(h.tintOf(r.Strategy)))
		d.path("curve "+dashClass(i), points)
		d.dot("fill", left, y(inside(curve.NoWait)), 4)
		d.end()
	}
	return block{Figure: &htmlFigure{ID: id + "-figure", SVG: d.svg(), Caption: caption, Table: h.waitTable(drawn, population)}}, true
}

// waitTable holds the quantiles of the waits of some results, with their intervals.
func (h *review) waitTable(results []*study.Result, population string) *htmlTable {
	t := &htmlTable{Caption: h.l.Say(say.T("How long people wait", "Wie lange Personen warten")), Heads: []string{h.l.Say(say.T("Strategy", "Strategie")), h.l.Say(say.T("Share that waits", "Anteil, der wartet")), h.l.Say(say.T("Half wait at most", "Die Hälfte wartet höchstens")), h.l.Say(say.T("9 of 10", "9 von 10")), h.l.Say(say.T("19 of 20", "19 von 20")), h.l.Say(say.T("99 of 100", "99 von 100")), h.l.Say(say.T("Not begun at the end", "Am Ende nicht begonnen"))}}
	if h.queue {
		t.Caption = h.l.Say(say.T("How long jobs wait", "Wie lange Aufträge warten"))
		t.Heads[0] = h.l.Say(say.T("Slots", "Plätze"))
	}
	for _, r := range results {
		row := []htmlCell{{Main: h.nameOf(r)}}
		for _, name := range []string{"waited", "p50", "p90", "p95", "p99"} {
			row = append(row, h.figureCell(h.told(r, "wait."+population+"."+name)))
		}
		row = append(row, htmlCell{Main: h.Thousands(waits(r, population).Censored)})
		t.Rows = append(t.Rows, htmlRow{Cells: row})
	}
	return t
}

// figureCell is a cell for a metric, empty where the result has none.
func (h *review) figureCell(e *study.Estimate) htmlCell {
	if e == nil {
		return htmlCell{}
	}
	return stacked(h.cell(e))
}
