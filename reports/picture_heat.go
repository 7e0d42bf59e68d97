package reports

import (
	"image/color"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/chart"
	"github.com/rollsim/rollsim/reports/say"
)

// viridis are nine steps of the colour scale of that name (Smith and van der Walt
// 2015), which grows evenly lighter, also to colour-blind eyes.
var viridis = []color.NRGBA{
	{0x44, 0x01, 0x54, 0xff}, {0x48, 0x28, 0x78, 0xff}, {0x3e, 0x4a, 0x89, 0xff}, {0x31, 0x68, 0x8e, 0xff}, {0x26, 0x82, 0x8e, 0xff},
	{0x1f, 0x9e, 0x89, 0xff}, {0x35, 0xb7, 0x79, 0xff}, {0x6d, 0xcd, 0x59, 0xff}, {0xb4, 0xde, 0x2c, 0xff}, {0xfd, 0xe7, 0x25, 0xff},
}

// noValue is the colour of cells that have no number.
var noValue = color.NRGBA{0xdd, 0xdd, 0xdd, 0xff}

// A warmth gives values their place 0..1 on the colour scale: evenly, or where waits
// are from seconds to hours by their logarithm above ten seconds, which keeps zero.
type warmth struct {
	low, high float64
	folded    bool
}

func warmthOf(unit model.Unit, values []float64) warmth {
	w := warmth{low: slices.Min(values), high: slices.Max(values)}
	w.folded = unit == model.Seconds && w.high > 300 && w.high > 10*w.low
	return w
}

func (w warmth) of(v float64) float64 {
	if w.high <= w.low {
		return 0.5
	}
	fold := func(v float64) float64 { return v }
	if w.folded {
		fold = func(v float64) float64 { return math.Log1p(v / 10) }
	}
	return (fold(v) - fold(w.low)) / (fold(w.high) - fold(w.low))
}

// color of a value.
func (w warmth) color(v float64) color.NRGBA {
	at := w.of(v) * float64(len(viridis)-1)
	i := min(int(at), len(viridis)-2)
	part := at - float64(i)
	mix := func(a, b uint8) uint8 { return uint8(math.Round(float64(a) + part*(float64(b)-float64(a)))) }
	a, b := viridis[i], viridis[i+1]
	return color.NRGBA{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B), 0xff}
}

// ticks of the scale.
func (w warmth) ticks(l voice, unit model.Unit) []plot.Tick {
	var found []plot.Tick
	if !w.folded {
		for _, t := range l.numerals(evenTicks(unit, sweepValue(unit, w.low), sweepValue(unit, w.high), 6)) {
			v := t.Value / sweepValue(unit, 1)
			found = append(found, plot.Tick{Value: w.of(v), Label: t.Label})
		}
		return found
	}
	last := -1.0
	for _, t := range append([]chart.Tick{{Label: "0 s"}}, chart.Durations(0, math.Inf(1))...) {
		if t.Value < w.low || t.Value > w.high || w.of(t.Value)-last < 0.03 {
			continue
		}
		last = w.of(t.Value)
		found = append(found, plot.Tick{Value: last, Label: l.Marks(t.Label)})
	}
	return found
}

// heatPicture draws a metric over two settings: a panel for each strategy that rolls
// something out, all on one scale, with a line around the cells in which every target
// is met.
func (p *SweepPictures) heatPicture(panel sweepPanel, x, y int, spell func(string) string) (picture, bool) {
	columns := slices.DeleteFunc(slices.Clone(panel.columns), func(c sweepColumn) bool {
		return c.strategy == model.NoRollout && len(panel.columns) > 1
	})
	m := p.metrics[0]
	var values []float64
	for _, i := range panel.points {
		for _, c := range columns {
			if r := p.result(i, c); r != nil && drawableNumber(&r.Metrics[0]) {
				values = append(values, r.Metrics[0].Mean)
			}
		}
	}
	if len(values) == 0 {
		return picture{}, false
	}
	scale := warmthOf(m.Unit, values)
	across, up := p.ordered(x), p.ordered(y)
	abreast := min(len(columns), 2)
	if len(across) > 24 {
		abreast = 1
	}
	rows := (len(columns) + abreast - 1) / abreast
	each := min(max(vg.Length(len(up))*24+60, 190), 420)
	pic := picture{
		file:     "sweep-heat",
		language: p.voice,
		title:    p.Say(say.T("%s by %s and %s", "%s nach %s und %s"), m.Name, p.Axes[x], p.Axes[y]),
		subtitle: p.about(panel),
		height:   60 + vg.Length(rows)*each,
		rows:     p.sweepRows(panel, x, y),
	}
	met, grey := false, false
	var panels [][]*plot.Plot
	for i, c := range columns {
		h := heat{voice: p.voice, unit: m.Unit, scale: scale, cells: make([]*study.Result, len(across)*len(up)), width: len(across)}
		for _, at := range panel.points {
			values := p.Points[at].Values
			h.cells[slices.Index(up, values[y])*h.width+slices.Index(across, values[x])] = p.result(at, c)
		}
		for _, r := range h.cells {
			met = met || r != nil && meetsAll(r)
			grey = grey || r != nil && !drawableNumber(&r.Metrics[0])
		}
		pl := frame(-0.5, float64(len(across))-0.5, -0.5, float64(len(up))-0.5)
		pl.X.Tick.Marker, pl.Y.Tick.Marker = stepTicks(across, 24/abreast), stepTicks(up, 16)
		pl.X.Tick.Length, pl.Y.Tick.Length = 3, 3 // the room of the outline
		pl.X.Tick.LineStyle.Color, pl.Y.Tick.LineStyle.Color = color.Transparent, color.Transparent
		pl.X.Label.Text, pl.Y.Label.Text = pathEnd(p.Axes[x], 40), pathEnd(p.Axes[y], 24)
		pl.Title.Text = shortened(p.called(spell(c.strategy)), 40)
		title := words(10, ink, true)
		title.XAlign, title.YAlign = pl.Title.TextStyle.XAlign, pl.Title.TextStyle.YAlign
		pl.Title.TextStyle, pl.Title.Padding = title, 4
		pl.Add(h)
		if i%abreast == 0 {
			panels = append(panels, nil)
		}
		panels[len(panels)-1] = append(panels[len(panels)-1], pl)
	}
	for len(panels[len(panels)-1]) < abreast {
		panels[len(panels)-1] = append(panels[len(panels)-1], nil)
	}
	if slices.ContainsFunc(panel.points, func(i int) bool { return len(p.Points[i].Targets) > 0 }) {
		if met {
			pic.subtitle += p.Say(say.T("; within the line every target is met; ?: not sure",
				"; innerhalb der Linie sind alle Zielwerte erreicht; ?: nicht sicher"))
		} else {
			pic.subtitle += p.Say(say.T("; no cell is sure to meet every target; ?: not sure",
				"; in keinem Feld ist sicher, dass alle Zielwerte erreicht sind; ?: nicht sicher"))
		}
	}
	if m.Unit == model.Instant {
		pic.subtitle += p.Say(say.T("; in days since the start", "; in Tagen seit dem Beginn"))
	}
	if grey {
		pic.subtitle += p.Say(say.T("; grey: no number, or not in every rollout",
			"; grau: keine Zahl, oder nicht in jedem Rollout"))
	}
	pic.draw = func(c draw.Canvas) {
		const bar = 70
		tiled(draw.Crop(c, 0, -bar, 0, 0), panels)
		size := c.Max.Y - c.Min.Y
		colorBar{scale, scale.ticks(p.voice, m.Unit), p.barUnit(m.Unit)}.draw(draw.Crop(c, c.Max.X-c.Min.X-bar+14, 0, max(40, size-260), -24))
	}
	return pic, true
}

// stepTicks name the steps of an axis, not more than so many of them.
func stepTicks(steps []string, most int) plot.ConstantTicks {
	every := 1
	for len(steps)/every > most {
		every++
	}
	letters := 0
	for _, s := range steps {
		letters = max(letters, len([]rune(s)))
	}
	for every < len(steps) && letters*len(steps)/every > 4*most {
		every++
	}
	var ticks plot.ConstantTicks
	for i, s := range steps {
		if i%every == 0 {
			ticks = append(ticks, plot.Tick{Value: float64(i), Label: shortened(s, 18)})
		}
	}
	return ticks
}

// pathEnd is a path cut to its last parts where it has more letters.
func pathEnd(path string, most int) string {
	if len([]rune(path)) <= most {
		return path
	}
	parts := strings.SplitAfter(path, ".")
	end := parts[len(parts)-1]
	for i := len(parts) - 2; i >= 0 && len([]rune(parts[i]+end)) < most; i-- {
		end = parts[i] + end
	}
	return "… " + end
}

// A heat is one map: cells in rows from below, nil where there is no point.
type heat struct {
	voice
	unit  model.Unit
	scale warmth
	cells []*study.Result
	width int
}

func (h heat) Plot(c draw.Canvas, p *plot.Plot) {
	at := func(x, y float64) vg.Point { return on(c, p, []point{{x, y}})[0] }
	corners := func(i int) (low, high vg.Point) {
		x, y := float64(i%h.width), float64(i/h.width)
		return at(x-0.5, y-0.5), at(x+0.5, y+0.5)
	}
	low, high := corners(0)
	form := h.form(high.X-low.X, high.Y-low.Y)
	for i, r := range h.cells {
		if r == nil {
			continue
		}
		low, high := corners(i)
		e := &r.Metrics[0]
		fill := noValue
		if drawableNumber(e) {
			fill = h.scale.color(e.Mean)
		}
		c.FillPolygon(fill, []vg.Point{low, {X: high.X, Y: low.Y}, high, {X: low.X, Y: high.Y}})
		style := small(fill)
		middle := vg.Point{X: (low.X + high.X) / 2, Y: (low.Y + high.Y) / 2}
		lines := h.words(r, form)
		for k, text := range lines {
			c.FillText(style, vg.Point{X: middle.X, Y: middle.Y + 4.5*vg.Length(len(lines)-1-2*k)}, text)
		}
	}
	h.outline(c, corners)
}

// form is in how many lines all cells of such a size can say their value: 1, 2, or 0
// where not all of them can, and then none does.
func (h heat) form(width, height vg.Length) int {
	style := small(noValue)
	for form := 1; form <= 2; form++ {
		fits := height > 10*vg.Length(form)
		for _, r := range h.cells {
			if r == nil {
				continue
			}
			for _, text := range h.words(r, form) {
				fits = fits && style.Width(text) <= width-2
			}
		}
		if fits {
			return form
		}
	}
	return 0
}

// words are what a cell says, in one line or two; in none only that it is not sure
// whether the targets are met.
func (h heat) words(r *study.Result, lines int) []string {
	open := map[bool]string{true: "?"}[sweepMark(r) == stillOpen]
	e := &r.Metrics[0]
	if lines == 0 || !drawableNumber(e) {
		if open == "" {
			return nil
		}
		return []string{open}
	}
	value, unit, ok := strings.Cut(h.sweepShort(h.unit, e.Mean), " ")
	switch {
	case !ok:
		return []string{value + open}
	case lines == 1:
		return []string{value + " " + unit + open}
	}
	return []string{value, unit + open}
}

// small are letters that can be read on a colour, around their place.
func small(on color.NRGBA) text.Style {
	style := words(8, color.White, false)
	if 0.299*float64(on.R)+0.587*float64(on.G)+0.114*float64(on.B) > 140 {
		style.Color = ink
	}
	style.XAlign, style.YAlign = text.XCenter, text.YCenter
	return style
}

// outline draws a line around the cells in which every target is met.
func (h heat) outline(c draw.Canvas, corners func(int) (low, high vg.Point)) {
	met := func(column, row int) bool {
		if column < 0 || column >= h.width || row < 0 || row >= len(h.cells)/h.width {
			return false
		}
		r := h.cells[row*h.width+column]
		return r != nil && meetsAll(r)
	}
	for _, style := range []draw.LineStyle{{Color: color.White, Width: 4}, {Color: limit, Width: 2}} {
		for i := range h.cells {
			column, row := i%h.width, i/h.width
			if !met(column, row) {
				continue
			}
			low, high := corners(i)
			for _, edge := range []struct {
				column, row int
				from, to    vg.Point
			}{
				{column - 1, row, low, vg.Point{X: low.X, Y: high.Y}},
				{column + 1, row, vg.Point{X: high.X, Y: low.Y}, high},
				{column, row - 1, low, vg.Point{X: high.X, Y: low.Y}},
				{column, row + 1, vg.Point{X: low.X, Y: high.Y}, high},
			} {
				if !met(edge.column, edge.row) {
					c.StrokeLine2(style, edge.from.X, edge.from.Y, edge.to.X, edge.to.Y)
				}
			}
		}
	}
}

// barUnit is the unit of the ticks of a colour bar, where they do not have it.
func (l voice) barUnit(unit model.Unit) string {
	switch unit {
	case model.Instant:
		return l.Say(say.T("days", "Tage"))
	case model.Share:
		return "%"
	case model.Hours:
		return "h"
	case model.Days:
		return l.Say(say.T("workdays", "Arbeitstage"))
	}
	return ""
}

// A colorBar explains the colours of heat maps.
type colorBar struct {
	scale warmth
	ticks []plot.Tick
	unit  string
}

func (b colorBar) draw(c draw.Canvas) {
	const width, steps = 12, 64
	height := c.Max.Y - c.Min.Y
	for i := range steps {
		low, high := c.Min.Y+height*vg.Length(i)/steps, c.Min.Y+height*vg.Length(i+1)/steps+0.3
		at := (float64(i) + 0.5) / steps
		full := warmth{low: 0, high: 1}
		c.FillPolygon(full.color(at), []vg.Point{{X: c.Min.X, Y: low}, {X: c.Min.X + width, Y: low}, {X: c.Min.X + width, Y: high}, {X: c.Min.X, Y: high}})
	}
	c.FillText(words(8, ink, false), vg.Point{X: c.Min.X, Y: c.Max.Y + 5}, b.unit)
	style := words(8, ink, false)
	style.YAlign = text.YCenter
	above := c.Min.Y - 11
	for _, t := range b.ticks {
		y := c.Min.Y + height*vg.Length(t.Value)
		if y < above+10 {
			continue // its words would touch those below
		}
		above = y
		c.StrokeLine2(draw.LineStyle{Color: faint, Width: 0.6}, c.Min.X+width, y, c.Min.X+width+3, y)
		c.FillText(style, vg.Point{X: c.Min.X + width + 5, Y: y}, t.Label)
	}
}
