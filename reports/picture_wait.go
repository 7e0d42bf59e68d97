package reports

import (
	"fmt"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/rollsim/rollsim/model/study"
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
		title:  "How long " + p.those() + p.either(" wait", " are delayed"),
		height: 400,
		rows:   [][]string{{"strategy", "slots", "wait_s", "share"}},
	}
	switch {
	case population == "update":
		pic.title += p.either(" for", " at") + " a sync after the update"
	case !p.queue:
		pic.title += p.either(" for", " at") + " a sync"
	}
	var drawn []int
	for i := range results {
		r := &results[i]
		curve := waits(r, population)
		if curve == nil {
			continue
		}
		drawn = append(drawn, i)
		least = math.Min(least, curve.NoWait)
		for _, pt := range curve.Points {
			s := pt.Value.Seconds()
			pic.rows = append(pic.rows, []string{r.Strategy, p.slotsCell(r), cellOf(s), cellOf(pt.Level)})
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
	strip := 0.13 * (until - from)
	none := from - strip/2
	ticks = append(plot.ConstantTicks{{Value: none, Label: p.either("no wait", "no delay")}}, ticks...)
	pic.subtitle = p.about(results) + ", all taken together" + p.either("", "; the delay: from first ask to finish, less the work") + "; squares: those who " + p.either("do not wait", "are not delayed") + " at all"

	// Curves that are all near the top would be one flat line on the whole axis.
	bottom, top := 0.0, 1.06
	pl := frame(from-strip, until, bottom, top)
	pl.X.Tick.Marker, pl.Y.Tick.Marker = ticks, percents()
	if least > 0.95 {
		bottom, top = 0.9, 1.006
		pl.Y.Min, pl.Y.Max = bottom, top
		pl.Y.Tick.Marker = plot.ConstantTicks{{Value: 0.9, Label: "90 %"}, {Value: 0.95, Label: "95 %"}, {Value: 1, Label: "100 %"}}
		pic.subtitle += "; the vertical axis begins at 90 %"
	}
	pl.X.Label.Text, pl.Y.Label.Text = p.either("wait", "delay")+", on a logarithmic scale that has no zero: left of the bar stand those who "+p.either("do not wait", "are not delayed"), p.whoWait()+" at most so long"
	pl.Add(ruled(pl, true, true))
	pl.Add(line{[]point{{from, bottom}, {from, top}}, draw.LineStyle{Color: faint, Width: 0.6}})
	goal := []point{{from - strip, 0.95}, {until, 0.95}}
	pl.Add(line{goal, draw.LineStyle{Color: faint, Width: 0.8, Dashes: dashes[2]}})
	title := naming{rules: [][]point{{{from, bottom}, {from, top}}}}
	dotted, waiting := "", ""
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
		if x, ok := crossing(steps, 0.95); ok && curve.NoWait < 0.95 {
			pl.Add(dots{points: []point{{x, 0.95}}, radius: radius, fill: style.Color})
			title.marks = append(title.marks, point{x, 0.95})
			dotted = "; dots: 19 of 20"
		}
		title.curves = append(title.curves, named{append([]point{start}, steps...), p.label(r), dark(tint(results, i)), true})
		if curve.Censored > 0 {
			waiting += fmt.Sprintf("; %s: %s still waiting at the end", p.label(r), p.who(curve.Censored))
		}
	}
	pic.subtitle += dotted + waiting
	title.curves = append(title.curves, named{goal, "19 of 20", faint, false})
	pl.Add(title)
	pic.draw = pl.Draw
	return pic, true
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
