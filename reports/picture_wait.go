package reports

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// waitPicture draws for each strategy the share of people who wait at most so
// long after the update, or at any sync where nothing is updated. Those who do not
// wait at all have a strip of their own, since a logarithmic axis has no zero.
func (p *page) waitPicture(results []study.Result) (picture, bool) {
	population := "all"
	for i := range results {
		if waits(&results[i], "update") != nil {
			population = "update"
		}
	}
	low, high, least := math.Inf(1), 0.0, 1.0
	pic := picture{
		file:   "wait",
		title:  p.waitTitle(population),
		height: 400,
		rows:   [][]string{{"strategy", "slots", "wait_s", "share"}},
	}
	form := p.csvForm()
	metric := "wait." + population + ".p95"
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
	from, until, ticks := logTicks(math.Max(low, 1), high)
	nobody := p.Say(p.either(say.T("no wait", "keine Wartezeit"), say.T("no delay", "keine Verzögerung")))
	strip := p.strip(nobody, ticks[0].Label) * (until - from)
	none := from - strip/2
	ticks = append(plot.ConstantTicks{{Value: none, Label: nobody}}, p.numerals(ticks)...)
	pic.subtitle = p.Say(say.T("%s, all taken together", "%s, alle zusammengenommen"), p.about(results))
	if p.slows {
		pic.subtitle += "; " + p.Say(say.T("the delay: from first ask to finish, less the work",
			"die Verzögerung: von der ersten Anfrage bis zum Ende, abzüglich der Arbeit"))
	}
	pic.subtitle += "; " + p.Say(p.either(say.T("squares: those who do not wait at all", "Quadrate: wer gar nicht wartet"),
		say.T("squares: those who are not delayed at all",
			"Quadrate: wer gar nicht aufgehalten wird")))

	// Curves that are all near the top would be one flat line on the whole axis.
	bottom, top := 0.0, 1.06
	pl := frame(from-strip, until, bottom, top)
	pl.X.Tick.Marker, pl.Y.Tick.Marker = ticks, percents()
	if least > 0.95 {
		bottom, top = 0.9, 1.006
		pl.Y.Min, pl.Y.Max = bottom, top
		pl.Y.Tick.Marker = plot.ConstantTicks{{Value: 0.9, Label: "90 %"}, {Value: 0.95, Label: "95 %"}, {Value: 1, Label: "100 %"}}
		pic.subtitle += "; " + p.Say(say.T("the vertical axis begins at 90 %%",
			"die senkrechte Achse beginnt bei 90 %%"))
	}
	pl.X.Label.Text = p.Say(p.either(say.T("wait, on a logarithmic scale that has no zero: left of the bar stand those who do not wait",
		"Wartezeit, auf einer logarithmischen Skala, die keine Null hat: Wer nicht wartet, steht links vom Strich"),
		say.T("delay, on a logarithmic scale that has no zero: left of the bar stand those who are not delayed",
			"Verzögerung, auf einer logarithmischen Skala, die keine Null hat: Wer nicht aufgehalten wird, steht links vom Strich")))
	pl.Y.Label.Text = p.Say(p.either(say.T("people who wait at most so long",
		"Personen, die höchstens so lange warten"), say.T("people who are delayed at most so long",
		"Personen, die höchstens so lange aufgehalten werden")))
	if p.queue {
		pl.Y.Label.Text = p.Say(p.either(say.T("jobs that wait at most so long",
			"Aufträge, die höchstens so lange warten"), say.T("jobs that are delayed at most so long",
			"Aufträge, die höchstens so lange aufgehalten werden")))
	}
	pl.Add(ruled(pl, true, true))
	pl.Add(line{[]point{{from, bottom}, {from, top}}, draw.LineStyle{Color: faint, Width: 0.6}})
	goal := []point{{from - strip, 0.95}, {until, 0.95}}
	pl.Add(line{goal, draw.LineStyle{Color: faint, Width: 0.8, Dashes: dashes[2]}})
	title := naming{rules: [][]point{{{from, bottom}, {from, top}}}}
	waiting := ""
	var values []whiskers // of 19 in 20
	var worth []named     // what they are
	for _, i := range drawn {
		r := &results[i]
		curve := waits(r, population)
		steps := thinned(waitCurve(curve, from), 1000)
		style := stroke(results, i)
		whole := style
		whole.Dashes = nil
		pl.Add(line{[]point{{none, curve.NoWait}, {from, curve.NoWait}}, whole}, line{steps, style})
		const radius = vg.Length(3)
		start := point{none, curve.NoWait}
		pl.Add(dots{points: []point{start}, radius: radius, fill: style.Color, hollow: true, square: true})
		title.marks = append(title.marks, start)
		title.curves = append(title.curves, named{append([]point{start}, steps...), p.label(r), dark(tint(results, i)), true})
		if e := p.toldNumber(r, metric); e != nil && e.Mean > 0 {
			of := possible(e.Metric, e.Estimate)
			at := func(seconds float64) float64 { return math.Max(math.Log10(seconds), from-strip) }
			dot, none := point{at(of.Mean), 0.95}, math.NaN()
			values = append(values, whiskers{along: true, at: dot, low: at(of.Low), high: at(of.High), least: none, most: none, color: style.Color})
			ends := []point{dot}
			if finite(of.Low) && finite(of.High) {
				ends = []point{{at(of.Low), 0.95}, dot, {at(of.High), 0.95}}
			}
			title.marks = append(title.marks, ends...)
			worth = append(worth, named{ends, p.estimate(e), dark(tint(results, i)), false})
		}
		if curve.Censored > 0 {
			waiting += "; " + p.Say(say.T("%s: %s still waiting at the end", "%s: am Ende noch wartend %s"), p.label(r), p.who(curve.Censored))
		}
	}
	if len(values) > 0 {
		slices.SortStableFunc(values, func(a, b whiskers) int { return cmp.Compare(b.high-b.low, a.high-a.low) }) // a short one on a long one is seen
		for _, value := range values {
			pl.Add(value)
		}
		pic.subtitle += "; " + p.nineteen()
	}
	pic.subtitle += waiting
	title.curves = append(append(worth, title.curves...), named{goal, p.Say(say.T("19 of 20", "19 von 20")), faint, false})
	pl.Add(title)
	pic.draw = pl.Draw
	return pic, true
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

// strip is how wide the strip of those who do not wait is, as a part of the axis: so
// that its name does not touch that of the first tick.
func (p *page) strip(name, first string) float64 {
	const axis, gap = 600, 14 // points
	style := words(9, ink, false)
	width := float64(style.Width(name)+style.Width(first)) + gap
	return math.Max(0.13, width/(axis-width))
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

// waitCurve places a distribution on the logarithmic axis that begins at from;
// waits shorter than a second stand at a second.
func waitCurve(curve *study.WaitCurve, from float64) []point {
	points := []point{{from, curve.NoWait}}
	for _, pt := range curve.Points {
		s := pt.Value.Seconds()
		if s <= 0 {
			continue
		}
		x := math.Max(math.Log10(math.Max(s, 1)), from)
		points = append(points, point{x, points[len(points)-1].y}, point{x, pt.Level}) // a step
	}
	return points
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
