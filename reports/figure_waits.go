package reports

import (
	"cmp"
	"math"
	"slices"

	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/chart"
	"github.com/rollsim/rollsim/reports/say"
)

// waitsFigure draws for each strategy the share of people who wait at most so
// long after the update, or at any sync where nothing is updated. Those who do not
// wait at all have a strip of their own, since a logarithmic axis has no zero. It is
// false where nobody's waits are known.
func (p *page) waitsFigure(results []study.Result) (picture, bool) {
	population := waitPopulation(results)
	metric := "wait." + population + ".p95"
	form := p.csvForm()
	pic := picture{file: "wait", rows: [][]string{{"strategy", "slots", "wait_s", "share"}}}
	low, high, least := math.Inf(1), 0.0, 1.0
	var drawn []int
	for i := range results {
		r := &results[i]
		curve := waits(r, population)
		if curve == nil {
			continue
		}
		drawn = append(drawn, i)
		least = math.Min(least, curve.NoWait)
		if e := p.toldNumber(r, metric); e != nil && e.Mean > 0 {
			low, high = math.Min(low, e.Mean), math.Max(high, e.Mean)
		}
		for _, pt := range curve.Points {
			s := pt.Value.Seconds()
			pic.rows = append(pic.rows, []string{r.Strategy, p.slotsCell(r), form.cell(s), form.cell(pt.Level)})
			if s > 0 {
				low, high = math.Min(low, s), math.Max(high, s)
			}
		}
	}
	if len(drawn) == 0 {
		return picture{}, false
	}
	if high == 0 {
		low, high = 60, 3600 // nobody waits: any axis will do
	}
	f := &chart.Figure{
		ID: "waits", Title: p.waitTitle(population), Height: 330,
		Subject: p.Say(say.T("%s, all taken together", "%s, alle zusammengenommen"), p.about(results)),
		Alt: p.Say(say.T("A rising line for each strategy; left of the vertical rule stand those who do not wait at all. The numbers are in the table below.",
			"Eine steigende Linie für jede Strategie; links vom senkrechten Strich stehen jene, die gar nicht warten. Die Zahlen stehen in der Tabelle darunter.")),
		X: p.durationAxis(math.Max(low, 1), high),
		Y: chart.Axis{Name: p.waitShareName(), Until: 1.06, Rules: true, Ticks: p.shareTicks(0, 0.25, 0.5, 0.75, 1)},
	}
	f.X.Name = p.Say(p.either(say.T("wait, on a logarithmic scale that has no zero: left of the bar stand those who do not wait",
		"Wartezeit, auf einer logarithmischen Skala, die keine Null hat: Wer nicht wartet, steht links vom Strich"),
		say.T("delay, on a logarithmic scale that has no zero: left of the bar stand those who are not delayed",
			"Verzögerung, auf einer logarithmischen Skala, die keine Null hat: Wer nicht aufgehalten wird, steht links vom Strich")))
	f.X.Zero = p.Say(p.either(say.T("no wait", "keine Wartezeit"), say.T("no delay", "keine Verzögerung")))
	if p.slows {
		f.Notes = append(f.Notes, p.Say(say.T("the delay: from first ask to finish, less the work",
			"die Verzögerung: von der ersten Anfrage bis zum Ende, abzüglich der Arbeit")))
	}
	f.Notes = append(f.Notes, p.Say(p.either(say.T("squares: those who do not wait at all", "Quadrate: wer gar nicht wartet"),
		say.T("squares: those who are not delayed at all",
			"Quadrate: wer gar nicht aufgehalten wird"))))
	if least > 0.95 { // curves that are all near the top would be one flat line on the whole axis
		f.Y.From, f.Y.Until, f.Y.Ticks = 0.9, 1.006, p.shareTicks(0.9, 0.95, 1)
		f.Notes = append(f.Notes, p.Say(say.T("the vertical axis begins at 90 %%", "die senkrechte Achse beginnt bei 90 %%")))
	}

	const most = 0.95
	goal := chart.Rule{Role: chart.Guide, At: most}
	f.Layers = append(f.Layers, goal)
	var intervals, dots []chart.Layer
	var values []chart.Label
	var remarks []string
	for _, i := range drawn {
		r, series := &results[i], seriesOf(results, i)
		curve := waits(r, population)
		start, steps := chart.Point{Y: curve.NoWait}, waitSteps(curve, f.X.From)
		f.Layers = append(f.Layers, chart.Line{Series: series, Points: []chart.Point{start, steps[0]}, Solid: true},
			chart.Line{Series: series, Points: steps, Steps: true})
		dots = append(dots, chart.Dots{Series: series, Points: []chart.Point{start}, Radius: 4, Hollow: true, Square: true})
		f.Labels = append(f.Labels, chart.Label{Role: chart.SeriesName, Series: series, Text: p.label(r), Of: stepped(append([]chart.Point{start}, steps...))})
		f.Data = append(f.Data, p.waitReadings(r, curve, series, f.X.Ticks)...)
		if e := p.toldNumber(r, metric); e != nil && e.Mean > 0 {
			of := possible(e.Metric, e.Estimate)
			ends := []chart.Point{{X: of.Mean, Y: most}}
			if finite(of.Low) && finite(of.High) {
				intervals = append(intervals, chart.Interval{Series: series, At: most, Low: of.Low, High: of.High})
				ends = []chart.Point{{X: of.Low, Y: most}, {X: of.High, Y: most}}
			}
			dots = append(dots, chart.Dots{Series: series, Points: []chart.Point{{X: of.Mean, Y: most}}, Radius: 5})
			values = append(values, chart.Label{Role: chart.Value, Series: series, Text: p.estimate(e), Of: ends, Optional: true})
			f.Data = append(f.Data, chart.Datum{At: chart.Point{X: of.Mean, Y: most}, Series: series,
				Text: p.Say(p.either(say.T("%s: 19 of 20 wait at most %s", "%s: 19 von 20 warten höchstens %s"),
					say.T("%s: 19 of 20 are delayed by at most %s", "%s: 19 von 20 werden höchstens %s aufgehalten")), p.label(r), p.estimate(e))})
		}
		if curve.Censored > 0 {
			remarks = append(remarks, p.Say(say.T("%s: %s still waiting at the end", "%s: am Ende noch wartend %s"), p.label(r), p.who(curve.Censored)))
		}
	}
	if len(values) > 0 {
		slices.SortStableFunc(intervals, func(a, b chart.Layer) int { // a short one on a long one is seen
			one, two := a.(chart.Interval), b.(chart.Interval)
			return cmp.Compare(two.High/two.Low, one.High/one.Low)
		})
		f.Notes = append(f.Notes, p.nineteen())
	}
	f.Notes = append(f.Notes, remarks...)
	f.Layers = append(append(f.Layers, intervals...), dots...)
	f.Labels = append(append(values, f.Labels...), chart.Label{Role: chart.Remark, Text: p.Say(say.T("19 of 20", "19 von 20")), Rule: &goal, Optional: true})
	pic.figure = f
	return pic, true
}

// waitPopulation is whose waits are drawn: after the update, or at any sync where
// nothing is updated.
func waitPopulation(results []study.Result) string {
	for i := range results {
		if waits(&results[i], "update") != nil {
			return "update"
		}
	}
	return "all"
}

// waits is the distribution of a population's waits, nil where it has none.
func waits(r *study.Result, population string) *study.WaitCurve {
	for i := range r.Waits {
		if c := &r.Waits[i]; c.Population == population && len(c.Points) > 0 {
			return c
		}
	}
	return nil
}

// waitSteps are the steps of a distribution on an axis that begins at from; waits
// shorter than a second stand at a second.
func waitSteps(curve *study.WaitCurve, from float64) []chart.Point {
	steps := []chart.Point{{X: from, Y: curve.NoWait}}
	for _, pt := range curve.Points {
		if s := pt.Value.Seconds(); s > 0 {
			steps = append(steps, chart.Point{X: math.Max(math.Max(s, 1), from), Y: pt.Level})
		}
	}
	return steps
}

// stepped is the line of steps, which each hold until the next.
func stepped(steps []chart.Point) []chart.Point {
	line := make([]chart.Point, 0, 2*len(steps))
	for i, at := range steps {
		if i > 0 {
			line = append(line, chart.Point{X: at.X, Y: steps[i-1].Y})
		}
		line = append(line, at)
	}
	return line
}

// waitReadings are what a distribution tells at the ticks of its axis.
func (p *page) waitReadings(r *study.Result, curve *study.WaitCurve, series int, ticks []chart.Tick) []chart.Datum {
	name := p.label(r)
	found := []chart.Datum{{At: chart.Point{Y: curve.NoWait}, Series: series,
		Text: p.Say(p.either(say.T("%s: %s do not wait", "%s: %s warten nicht"), say.T("%s: %s are not delayed", "%s: %s werden nicht aufgehalten")),
			name, p.Percent(curve.NoWait))}}
	for _, t := range ticks {
		share := curve.NoWait
		for _, pt := range curve.Points {
			if pt.Value.Seconds() <= t.Value {
				share = pt.Level
			}
		}
		found = append(found, chart.Datum{At: chart.Point{X: t.Value, Y: share}, Series: series,
			Text: p.Say(p.either(say.T("%s: %s wait at most %s", "%s: %s warten höchstens %s"),
				say.T("%s: %s are delayed by at most %s", "%s: %s werden höchstens %s aufgehalten")), name, p.Percent(share), t.Label)})
	}
	return found
}

// waitShareName is the name of the axis of shares.
func (p *page) waitShareName() string {
	if p.queue {
		return p.Say(p.either(say.T("jobs that wait at most so long",
			"Aufträge, die höchstens so lange warten"), say.T("jobs that are delayed at most so long",
			"Aufträge, die höchstens so lange aufgehalten werden")))
	}
	return p.Say(p.either(say.T("people who wait at most so long",
		"Personen, die höchstens so lange warten"), say.T("people who are delayed at most so long",
		"Personen, die höchstens so lange aufgehalten werden")))
}

// waitTitle says whose waits are shown, and for what.
func (p *page) waitTitle(population string) string {
	switch {
	case population == "update":
		return p.Say(p.either(say.T("How long people wait for a sync after the update",
			"Wie lange Personen nach dem Update auf eine Synchronisierung warten"),
			say.T("How long people are delayed at a sync after the update",
				"Wie lange Personen bei einer Synchronisierung nach dem Update aufgehalten werden")))
	case p.queue:
		return p.Say(p.either(say.T("How long jobs wait", "Wie lange Aufträge warten"),
			say.T("How long jobs are delayed", "Wie lange Aufträge aufgehalten werden")))
	}
	return p.Say(p.either(say.T("How long people wait for a sync",
		"Wie lange Personen auf eine Synchronisierung warten"), say.T("How long people are delayed at a sync",
		"Wie lange Personen bei einer Synchronisierung aufgehalten werden")))
}

// nineteen says what the dots on the line of 19 in 20 are: the number of the table,
// which is a mean over rollouts and need not lie on a curve of them all together.
func (p *page) nineteen() string {
	if p.Replications < 2 {
		return p.Say(say.T("dots: 19 of 20", "Punkte: 19 von 20"))
	}
	return p.ofRuns(p.either(say.T("dots: what 19 of 20 wait at most, the mean of the rollouts with its 95 %% interval, as in the table",
		"Punkte: was 19 von 20 höchstens warten, das Mittel der Rollouts mit seinem 95-%%-Intervall, wie in der Tabelle"),
		say.T("dots: by what 19 of 20 are delayed at most, the mean of the rollouts with its 95 %% interval, as in the table",
			"Punkte: wie lange 19 von 20 höchstens aufgehalten werden, das Mittel der Rollouts mit seinem 95-%%-Intervall, wie in der Tabelle")), p.either(say.T("dots: what 19 of 20 wait at most, the mean of the runs with its 95 %% interval, as in the table", "Punkte: was 19 von 20 höchstens warten, das Mittel der Replikationen mit seinem 95-%%-Intervall, wie in der Tabelle"),
		say.T("dots: by what 19 of 20 are delayed at most, the mean of the runs with its 95 %% interval, as in the table", "Punkte: wie lange 19 von 20 höchstens aufgehalten werden, das Mittel der Replikationen mit seinem 95-%%-Intervall, wie in der Tabelle")))
}

// waitsBlock is the figure on a page, with the quantiles behind it.
func (h *review) waitsBlock(results []study.Result, id string) (block, bool) {
	pic, ok := h.waitsFigure(results)
	if !ok {
		return block{}, false
	}
	if of := h.setting(results); h.several && !h.queue && of != "" {
		pic.figure.Title += ", " + of
	}
	return block{Figure: laidOut(pic.figure, id, h.waitTable(results, waitPopulation(results)), nil)}, true
}

// waitTable holds the quantiles of the waits of some results, with their intervals.
func (h *review) waitTable(results []study.Result, population string) *htmlTable {
	t := &htmlTable{Caption: h.l.Say(say.T("How long people wait", "Wie lange Personen warten")), Heads: []string{h.l.Say(say.T("Strategy", "Strategie")), h.l.Say(say.T("Share that waits", "Anteil, der wartet")), h.l.Say(say.T("Half wait at most", "Die Hälfte wartet höchstens")), h.l.Say(say.T("9 of 10", "9 von 10")), h.l.Say(say.T("19 of 20", "19 von 20")), h.l.Say(say.T("99 of 100", "99 von 100")), h.l.Say(say.T("Not begun at the end", "Am Ende nicht begonnen"))}}
	if h.queue {
		t.Caption = h.l.Say(say.T("How long jobs wait", "Wie lange Aufträge warten"))
		t.Heads[0] = h.l.Say(say.T("Slots", "Plätze"))
	}
	for i := range results {
		r := &results[i]
		curve := waits(r, population)
		if curve == nil {
			continue
		}
		row := []htmlCell{{Main: h.nameOf(r)}}
		for _, name := range []string{"waited", "p50", "p90", "p95", "p99"} {
			row = append(row, h.figureCell(h.told(r, "wait."+population+"."+name)))
		}
		row = append(row, htmlCell{Main: h.Thousands(curve.Censored)})
		t.Rows = append(t.Rows, htmlRow{Cells: row})
	}
	return t
}
