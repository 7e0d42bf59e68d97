package reports

import (
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A point is a place in the coordinates of a plot.
type point struct{ x, y float64 }

// thinned keeps of a dense curve, for each of so many parts of its range in x,
// the lowest and the highest point: what a screen can show. Points are in order
// of x.
func thinned(points []point, parts int) []point {
	if len(points) <= 2*parts {
		return points
	}
	first, last := points[0].x, points[len(points)-1].x
	var kept []point
	for i := 0; i < len(points); {
		part := int(float64(parts) * (points[i].x - first) / (last - first))
		low, high, j := i, i, i
		for ; j < len(points) && int(float64(parts)*(points[j].x-first)/(last-first)) == part; j++ {
			if points[j].y < points[low].y {
				low = j
			}
			if points[j].y > points[high].y {
				high = j
			}
		}
		kept = append(kept, points[min(low, high)])
		if low != high {
			kept = append(kept, points[max(low, high)])
		}
		i = j
	}
	return kept
}

// on places points on a canvas.
func on(c draw.Canvas, p *plot.Plot, points []point) []vg.Point {
	x, y := p.Transforms(&c)
	placed := make([]vg.Point, len(points))
	for i, pt := range points {
		placed[i] = vg.Point{X: x(pt.x), Y: y(pt.y)}
	}
	return placed
}

// A line joins points.
type line struct {
	points []point
	style  draw.LineStyle
}

func (l line) Plot(c draw.Canvas, p *plot.Plot) {
	c.StrokeLines(l.style, c.ClipLinesXY(on(c, p, l.points))...)
}

// An area lies between two curves over the same x.
type area struct {
	low, high []point
	fill      color.Color
}

func (a area) Plot(c draw.Canvas, p *plot.Plot) {
	if len(a.low) == 0 {
		return
	}
	around, low := on(c, p, a.high), on(c, p, a.low)
	slices.Reverse(low)
	around = append(around, low...)
	c.FillPolygon(a.fill, c.ClipPolygonXY(around))
}

// spans shades stretches of x over the whole height, such as weekends.
type spans struct {
	from, until []float64
	fill        color.Color
}

func (s spans) Plot(c draw.Canvas, p *plot.Plot) {
	x, _ := p.Transforms(&c)
	for i := range s.from {
		left, right := x(math.Max(s.from[i], p.X.Min)), x(math.Min(s.until[i], p.X.Max))
		if right > left {
			c.FillPolygon(s.fill, []vg.Point{{X: left, Y: c.Min.Y}, {X: right, Y: c.Min.Y}, {X: right, Y: c.Max.Y}, {X: left, Y: c.Max.Y}})
		}
	}
}

// rules are thin lines across the plot, at values of y and of x.
type rules struct{ across, along []float64 }

// ruled returns the rules at the labelled ticks that the axes have now.
func ruled(p *plot.Plot, across, along bool) rules {
	labelled := func(a *plot.Axis) (values []float64) {
		for _, t := range a.Tick.Marker.Ticks(a.Min, a.Max) {
			if t.Label != "" && t.Value >= a.Min && t.Value <= a.Max {
				values = append(values, t.Value)
			}
		}
		return values
	}
	var r rules
	if across {
		r.across = labelled(&p.Y)
	}
	if along {
		r.along = labelled(&p.X)
	}
	return r
}

func (r rules) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	style := draw.LineStyle{Color: grid, Width: 0.5}
	for _, v := range r.across {
		c.StrokeLine2(style, c.Min.X, y(v), c.Max.X, y(v))
	}
	for _, v := range r.along {
		c.StrokeLine2(style, x(v), c.Min.Y, x(v), c.Max.Y)
	}
}

// dots mark single points, with squares if wanted.
type dots struct {
	points []point
	radius vg.Length
	fill   color.Color
	hollow bool
	square bool
}

func (d dots) Plot(c draw.Canvas, p *plot.Plot) {
	var shape draw.GlyphDrawer = draw.CircleGlyph{}
	if d.square {
		shape = draw.BoxGlyph{}
	}
	for _, at := range on(c, p, d.points) {
		if !c.Contains(at) {
			continue
		}
		c.DrawGlyphNoClip(draw.GlyphStyle{Color: d.fill, Radius: d.radius, Shape: shape}, at)
		if d.hollow {
			c.DrawGlyphNoClip(draw.GlyphStyle{Color: color.White, Radius: d.radius - 1, Shape: shape}, at)
		}
	}
}

// letterHeight is the height of a line of small words, in points.
const letterHeight = 11

// A label stands on a white ground beside a point, to its right or where there is no
// room to its left, and moved by dy points upwards. It is for words that belong to
// a line across the plot; the names of curves are a naming.
type label struct {
	at    point
	text  string
	color color.Color
	dy    vg.Length
}

func (l label) Plot(c draw.Canvas, p *plot.Plot) {
	const gap = 6
	style := words(9, l.color, false)
	width := style.Width(l.text)
	at := on(c, p, []point{l.at})[0]
	x := at.X + gap
	if x+width > c.Max.X {
		x = at.X - gap - width
	}
	x = min(max(x, c.Min.X+2), c.Max.X-width)
	y := min(max(at.Y+l.dy-3, c.Min.Y+2), c.Max.Y-8)
	c.FillPolygon(color.NRGBA{0xff, 0xff, 0xff, 0xd8}, []vg.Point{
		{X: x - 2, Y: y - 3}, {X: x + width + 2, Y: y - 3}, {X: x + width + 2, Y: y + 9}, {X: x - 2, Y: y + 9}})
	c.FillText(style, vg.Point{X: x, Y: y}, l.text)
}

// corner names a panel in its upper left corner.
type corner struct {
	text  string
	color color.Color
}

func (k corner) Plot(c draw.Canvas, _ *plot.Plot) {
	style := words(9, k.color, true)
	x, y := c.Min.X+5, c.Max.Y-11
	c.FillPolygon(color.NRGBA{0xff, 0xff, 0xff, 0xd8}, []vg.Point{
		{X: x - 2, Y: y - 3}, {X: x + style.Width(k.text) + 2, Y: y - 3}, {X: x + style.Width(k.text) + 2, Y: y + 9}, {X: x - 2, Y: y + 9}})
	c.FillText(style, vg.Point{X: x, Y: y}, k.text)
}

// hideLabels keeps the ticks of the x axis but not their labels: those of the
// panel below serve both.
func hideLabels(p *plot.Plot) {
	var bare plot.ConstantTicks
	for _, t := range p.X.Tick.Marker.Ticks(p.X.Min, p.X.Max) {
		bare = append(bare, plot.Tick{Value: t.Value})
	}
	p.X.Tick.Marker = bare
}

// tiled draws panels in rows and columns with their axes aligned.
func tiled(c draw.Canvas, panels [][]*plot.Plot) {
	tiles := draw.Tiles{Rows: len(panels), Cols: len(panels[0]), PadX: 14, PadY: 8}
	for j, row := range plot.Align(panels, tiles, c) {
		for i, canvas := range row {
			panels[j][i].Draw(canvas)
		}
	}
}

// A key explains a line in words above a plot.
type key struct {
	style draw.LineStyle
	color color.Color
	text  string
}

// keyed writes keys along the top of a canvas, in as many lines as they need,
// and returns what is left below.
func keyed(c draw.Canvas, keys []key) draw.Canvas {
	const sample, gap, leading = 22, 5, 13
	x, y := c.Min.X, c.Max.Y-8
	for _, k := range keys {
		style := words(9, k.color, true)
		width := sample + gap + style.Width(k.text)
		if x > c.Min.X && x+width > c.Max.X {
			x, y = c.Min.X, y-leading
		}
		c.StrokeLine2(k.style, x, y+3, x+sample, y+3)
		c.FillText(style, vg.Point{X: x + sample + gap, Y: y}, k.text)
		x += width + 16
	}
	return draw.Crop(c, 0, 0, 0, y-6-c.Max.Y)
}
