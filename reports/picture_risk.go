package reports

import (
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// riskPicture draws what happens if the release is bad: for each strategy the PCs
// that are broken at once over time, and in all the PCs that are exposed and the
// PC-hours broken, each with the interval of its mean and the range of single
// rollouts.
func (p *page) riskPicture(results []study.Result) (picture, bool) {
	pic := picture{
		file: "risk",
		title: p.Say(say.T("What a bad release does: PCs broken, exposed, and for how long",
			"Was ein fehlerhaftes Release anrichtet: wie viele PCs gestört und betroffen sind, und wie lange")),
	}
	var drawn []int
	curves, first := map[int][]float64{}, p.Scenario.ProblemsOf(0)
	end, top := 0.0, 0.0
	for i := range results {
		r := &results[i]
		broken := brokenIfBad(r, first)
		if broken == nil {
			continue
		}
		drawn, curves[i] = append(drawn, i), broken
		for _, v := range broken {
			top = math.Max(top, v)
		}
	}
	for i, broken := range curves {
		for k, v := range broken {
			if v >= math.Max(0.5, top/100) {
				end = math.Max(end, instant(&results[i].Series, k+1))
			}
		}
	}
	if len(drawn) == 0 || top == 0 {
		return picture{}, false
	}
	end = math.Min(end*1.04+86400, horizon(results))
	pic.subtitle = p.Say(say.T("%s, each if the release is bad (%s)",
		"%s, jeweils falls das Release fehlerhaft ist (%s)"), p.about(results), p.badInShort()) + "; " + p.Say(say.T("lines: means of all rollouts", "Linien: Mittel über alle Rollouts"))
	if p.Replications > 1 {
		pic.subtitle += "; " + p.Say(say.T("below: mean, thick its 95 %% interval, thin 90 %% of single rollouts",
			"unten: Mittel, dick sein 95-%%-Intervall, dünn 90 %% der einzelnen Rollouts"))
	}
	pic.rows = p.riskRows(results, curves, end)

	pl := frame(0, end, 0, top*1.15)
	pl.X.Tick.Marker, pl.Y.Tick.Marker = p.days(end, 11), p.numerals(counts(top*1.15, 6))
	pl.Y.Label.Text, pl.X.Label.Text = p.Say(say.T("PCs broken at once", "gleichzeitig gestörte PCs")), p.Say(say.T("local date; grey: no workday", "Datum vor Ort; grau: kein Arbeitstag"))
	pl.Add(p.offDays(end), ruled(pl, true, false))
	title := naming{}
	for _, i := range drawn {
		points := []point{{0, 0}}
		for k, v := range curves[i] {
			if at := instant(&results[i].Series, k+1); at <= end {
				points = append(points, point{at, v})
			}
		}
		curve := thinned(points, 1000)
		pl.Add(line{curve, stroke(results, i)})
		title.curves = append(title.curves, named{curve, p.label(&results[i]), dark(tint(results, i)), true})
	}
	pl.Add(title)

	below := 40 + 26*vg.Length(len(drawn))
	pic.height = 300 + below
	left := p.spread(results, drawn, exposed, p.Say(say.T("PCs exposed, in all", "dem Fehler ausgesetzte PCs, insgesamt")))
	right := p.spread(results, drawn, brokenHours, p.Say(say.T("PC-hours broken, in all", "gestörte PC-Stunden, insgesamt")))
	pic.draw = func(c draw.Canvas) {
		height := c.Max.Y - c.Min.Y
		pl.Draw(draw.Crop(c, 0, 0, below+8, 0))
		tiled(draw.Crop(c, 0, 0, 0, below-height), [][]*plot.Plot{{left, right}})
	}
	return pic, true
}

// badInShort names the problems of which the release has at least one, with their
// chance.
func (p *page) badInShort() string {
	problems := p.Scenario.Release.Problems
	if len(problems) == 1 {
		return p.Say(say.T("%s, chance %s", "%s, Wahrscheinlichkeit %s"), shortened(problems[0].Name, 40), p.Percent(p.chance()))
	}
	return p.Say(say.T("one of %d problems, chance %s",
		"einer von %d Fehlern, Wahrscheinlichkeit %s"), len(problems), p.Percent(p.chance()))
}

// brokenIfBad is the mean number of broken PCs by interval if the release with these problems
// is bad, the strata weighted, and as long as they are not for certain no other is; nil where none is.
func brokenIfBad(r *study.Result, problems model.Stratum) []float64 {
	alone := slices.ContainsFunc(r.Strata, func(s study.StratumResult) bool { return s.Stratum&problems != 0 && s.Stratum&^problems == 0 })
	var sum []float64
	weight := 0.0
	for i := range r.Strata {
		s := &r.Strata[i]
		if s.Stratum&problems == 0 || alone && s.Stratum&^problems != 0 || s.Series.Broken == nil {
			continue
		}
		if sum == nil {
			sum = make([]float64, len(s.Series.Broken))
		}
		weight += s.Weight
		for k, v := range s.Series.Broken {
			sum[k] += s.Weight * v
		}
	}
	for k := range sum {
		sum[k] /= weight
	}
	return sum
}

// spread draws one metric of a bad release as a row for each strategy.
func (p *page) spread(results []study.Result, drawn []int, name, heading string) *plot.Plot {
	top := 0.0
	for _, i := range drawn {
		if e := troubledNumber(&results[i], name); e != nil {
			for _, v := range []float64{e.Mean, e.High, e.P95} {
				if finite(v) {
					top = math.Max(top, v)
				}
			}
		}
	}
	top = math.Max(top*1.18, 1)
	pl := frame(0, top, 0.4, float64(len(drawn))+0.6)
	pl.X.Tick.Marker = below(p.numerals(counts(top, 5)), top)
	pl.X.Label.Text = heading
	var strategies plot.ConstantTicks
	for n, i := range drawn {
		strategies = append(strategies, plot.Tick{Value: float64(len(drawn) - n), Label: p.shortName(results[i].Strategy, 16)})
	}
	pl.Y.Tick.Marker = strategies
	pl.Y.Tick.Length = 0
	pl.Add(ruled(pl, false, true))
	for n, i := range drawn {
		e := troubledNumber(&results[i], name)
		if e == nil {
			continue
		}
		y := float64(len(drawn) - n)
		of := possible(e.Metric, e.Estimate)
		bar := whiskers{along: true, at: point{of.Mean, y}, low: of.Low, high: of.High, least: of.P5, most: of.P95, color: tint(results, i)}
		pl.Add(bar, label{at: point{math.Max(of.Mean, math.Max(orZero(of.High), orZero(of.P95))), y}, text: p.value(e.Metric.Unit, e.Mean), color: dark(tint(results, i))})
	}
	return pl
}

func orZero(x float64) float64 {
	if finite(x) {
		return x
	}
	return 0
}

// A whiskers is an estimate on one axis: a dot at its value, thick its interval and
// thin the range of single rollouts. Ends that are not finite are left out.
type whiskers struct {
	along       bool // the x axis, or else the y axis
	at          point
	low, high   float64
	least, most float64
	color       color.Color
	hollow      bool
}

func (w whiskers) Plot(c draw.Canvas, p *plot.Plot) {
	stretch := func(from, until float64, width vg.Length) {
		if !finite(from) || !finite(until) {
			return
		}
		ends := []point{{w.at.x, from}, {w.at.x, until}}
		if w.along {
			ends = []point{{from, w.at.y}, {until, w.at.y}}
		}
		line{ends, draw.LineStyle{Color: w.color, Width: width}}.Plot(c, p)
	}
	stretch(w.least, w.most, 0.8)
	stretch(w.low, w.high, 3)
	dots{points: []point{w.at}, radius: 4, fill: w.color, hollow: w.hollow}.Plot(c, p)
}

// riskRows are the numbers behind the picture, until end.
func (p *page) riskRows(results []study.Result, curves map[int][]float64, end float64) [][]string {
	rows := [][]string{{"strategy", "slots", "time", "end_s", "broken_if_bad"}}
	form := p.csvForm()
	for i := range results {
		r := &results[i]
		for k, v := range curves[i] {
			at := instant(&r.Series, k+1)
			if at > end {
				break
			}
			rows = append(rows, []string{r.Strategy, p.slotsCell(r), p.stamp(at), form.cell(at), form.rounded(v)})
		}
	}
	return rows
}
