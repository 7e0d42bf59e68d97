package reports

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg/draw"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// linesPicture draws a metric over one setting, with a line for each strategy, the
// range of single rollouts behind it, and the bounds that targets set.
func (p *SweepPictures) linesPicture(panel sweepPanel, x int, spell func(string) string) (picture, bool) {
	m := p.metrics[0]
	steps := p.ordered(x)
	place, numeric := places(steps)
	height := heightOf(p.voice, m.Unit)
	var seen []float64
	for _, i := range panel.points {
		for _, c := range panel.columns {
			if r := p.result(i, c); r != nil && drawableNumber(&r.Metrics[0]) {
				e := &r.Metrics[0]
				for _, v := range []float64{e.Mean, e.P5, e.P95} {
					if finite(v) {
						seen = append(seen, v)
					}
				}
			}
		}
	}
	bounds := p.bounds(panel)
	for _, b := range bounds {
		seen = append(seen, b.Value)
	}
	if len(seen) == 0 || len(panel.points) < 2 {
		return picture{}, false
	}
	height.fit(seen)
	pic := picture{
		file:     "sweep-lines",
		language: p.voice,
		title:    p.Say(say.T("%s by %s", "%s nach %s"), m.Name, p.Axes[x]),
		subtitle: p.about(panel) + p.Say(say.T("; shaded: 90 %% of single rollouts; bars: 95 %% intervals",
			"; schattiert: 90 %% der einzelnen Rollouts; Striche: 95-%%-Intervalle")),
		height: 380,
		rows:   p.sweepRows(panel, x),
	}
	if slices.ContainsFunc(panel.points, func(i int) bool { return len(p.Points[i].Targets) > 0 }) {
		pic.subtitle += p.Say(say.T("; filled: every target is met, hollow: not, or not surely",
			"; gefüllt: alle Zielwerte sind erreicht, hohl: nicht oder nicht sicher"))
	}
	from, until := slices.Min(place), slices.Max(place)
	margin := (until - from) * 0.04
	pl := frame(from-margin, until+margin, height.from, height.until)
	pl.Y.Tick.Marker, pl.Y.Label.Text = height.ticks, p.sweepUnit(m)
	pl.X.Label.Text = p.Axes[x]
	if !numeric {
		pl.X.Label.Text = p.Say(say.T("%s (in the order given)", "%s (in der angegebenen Reihenfolge)"), pl.X.Label.Text)
	}
	ticks := stepTicks(steps, 18)
	for i := range ticks {
		ticks[i].Value = place[int(ticks[i].Value)]
	}
	pl.X.Tick.Marker = ticks
	pl.Add(ruled(pl, true, false))

	title := naming{}
	var bands, curves []plot.Plotter
	for n, c := range panel.columns {
		tint, style := tintOf(panel.columns, n)
		var middle, low, high []point
		for _, i := range panel.points {
			r := p.result(i, c)
			at := place[slices.Index(steps, p.Points[i].Values[x])]
			if r == nil || !drawableNumber(&r.Metrics[0]) {
				continue
			}
			e := &r.Metrics[0]
			of := possible(e.Metric, e.Estimate)
			middle = append(middle, point{at, height.at(of.Mean)})
			if finite(of.P5) && finite(of.P95) {
				low, high = append(low, point{at, height.at(of.P5)}), append(high, point{at, height.at(of.P95)})
			}
			none := math.NaN()
			curves = append(curves, whiskers{at: point{at, height.at(of.Mean)}, low: height.at(of.Low), high: height.at(of.High),
				least: none, most: none, color: tint, hollow: len(r.Targets) > 0 && !meetsAll(r)})
			for part := range 9 { // no name stands on a bar
				if low, high := height.at(of.Low), height.at(of.High); finite(low) && finite(high) {
					title.marks = append(title.marks, point{at, low + (high-low)*float64(part)/8})
				}
			}
			title.marks = append(title.marks, point{at, height.at(of.Mean)})
		}
		if len(middle) == 0 {
			continue
		}
		byPlace := func(a, b point) int { return cmp.Compare(a.x, b.x) }
		for _, s := range [][]point{middle, low, high} {
			slices.SortStableFunc(s, byPlace)
		}
		bands = append(bands, area{low, high, pale(tint)})
		curves = append([]plot.Plotter{line{middle, style}}, curves...)
		title.curves = append(title.curves, named{middle, shortened(p.called(spell(c.strategy)), 36), dark(tint), true})
	}
	pl.Add(bands...)
	for _, b := range bounds {
		y := height.at(b.Value)
		rule := []point{{pl.X.Min, y}, {pl.X.Max, y}}
		pl.Add(line{rule, draw.LineStyle{Color: limit, Width: 1}})
		title.curves = append(title.curves, named{rule, p.Say(say.T("target: %s", "Zielwert: %s"), b.Text), limit, false})
	}
	pl.Add(curves...)
	pl.Add(title)
	pic.draw = func(c draw.Canvas) { pl.Draw(c) }
	return pic, true
}

// ordered are the values of an axis in a picture: in the order of their numbers, or
// where these do not compare in that of the points.
func (s *swept) ordered(axis int) []string {
	steps := s.steps(axis)
	at, numeric := places(steps)
	if !numeric {
		return steps
	}
	byNumber := map[string]float64{}
	for i, step := range steps {
		byNumber[step] = at[i]
	}
	slices.SortStableFunc(steps, func(a, b string) int { return cmp.Compare(byNumber[a], byNumber[b]) })
	return steps
}

// bounds are the targets on the metric that are the same at all points of a picture.
func (p *SweepPictures) bounds(panel sweepPanel) []study.PointTarget {
	var found []study.PointTarget
	for _, t := range p.Points[panel.points[0]].Targets {
		everywhere := !slices.ContainsFunc(panel.points, func(i int) bool { return !slices.Contains(p.Points[i].Targets, t) })
		if everywhere && toldBy(t.Metric, p.Points[panel.points[0]].Slows) == p.metrics[0].Name {
			found = append(found, t)
		}
	}
	return found
}

// places gives the steps of an axis their place along it: by their number where all
// have one in the same unit, or one after the other.
func places(steps []string) (place []float64, numeric bool) {
	unit := ""
	for i, s := range steps {
		end := strings.LastIndexAny(s, "0123456789") + 1
		v, err := strconv.ParseFloat(s[:end], 64)
		if err != nil || i > 0 && s[end:] != unit {
			place = nil
			for k := range steps {
				place = append(place, float64(k))
			}
			return place, false
		}
		unit = s[end:]
		place = append(place, v)
	}
	return place, true
}

// A heightScale places the values of a metric on the axis of a picture: evenly, or
// where waits are from seconds to hours by their logarithm, with what is below the
// axis at its foot.
type heightScale struct {
	voice
	unit        model.Unit
	folded      bool
	from, until float64
	ticks       plot.ConstantTicks
}

func heightOf(l voice, unit model.Unit) *heightScale { return &heightScale{voice: l, unit: unit} }

// fit makes room for some values.
func (h *heightScale) fit(values []float64) {
	least, most := math.Inf(1), 0.0
	for _, v := range values {
		if v > 0 {
			least = math.Min(least, v)
		}
		most = math.Max(most, v)
	}
	if h.folded = h.unit == model.Seconds && most > 30*least; h.folded {
		h.from, h.until, h.ticks = logTicks(math.Max(least, 1), most*1.1)
		if math.Log10(math.Max(slices.Min(values), 1e-9)) < h.from-1e-9 {
			h.ticks[0].Label = "≤ " + h.ticks[0].Label
		}
		h.numerals(h.ticks)
		return
	}
	h.from, h.until = 0, math.Max(sweepValue(h.unit, most)*1.15, 1e-6)
	if h.unit == model.Share {
		h.until = math.Min(h.until, 105)
	}
	h.ticks = below(h.numerals(evenTicks(h.unit, h.from, h.until, 7)), h.until)
}

// at is the place of a value, NaN of none.
func (h *heightScale) at(v float64) float64 {
	if h.folded {
		if math.IsNaN(v) {
			return v
		}
		return math.Max(math.Log10(math.Max(v, 1e-9)), h.from)
	}
	return sweepValue(h.unit, v)
}
