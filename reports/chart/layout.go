package chart

import (
	"math"
	"slices"
)

// Widths at which figures are laid out, in pixels: for screens and files, and for phones.
const (
	Wide   = 960.0
	Narrow = 360.0
)

// A Shape is one thing that is painted, in pixels from the upper left corner.
type Shape struct {
	Role   Role
	Series int     // whose colour it has; of Heat the shade
	Path   []Point // of a line; with Closed of an area; the centre of a circle, or where a text stands
	Closed bool
	Radius float64 // of a circle; 0: it is none
	Text   string  // of a text; "": it is none
	Anchor Anchor
}

// An Anchor says which end of a text is at its place.
type Anchor string

// The anchors of texts.
const (
	Start  Anchor = "start"
	Middle Anchor = "middle"
	End    Anchor = "end"
)

// A Layout is a figure at a width.
type Layout struct {
	Figure        *Figure
	Width, Height float64
	Shapes        []Shape // the first is painted first
	Data          []Point // where the data of the figure are
	Top, Bottom   float64 // of the plot
	x             scale
}

// X is the pixel of a value of the X axis.
func (l *Layout) X(v float64) float64 { return l.x.at(v) }

// A plot is a layout being made.
type plot struct {
	figure                   *Figure
	left, right, top, bottom float64
	x, y                     scale
	shapes                   []Shape
}

func (p *plot) add(s Shape) { p.shapes = append(p.shapes, s) }

// at places a point.
func (p *plot) at(pt Point) Point { return Point{p.x.at(pt.X), p.y.at(pt.Y)} }

// line places the points of a line, without those that nobody would miss.
func (p *plot) line(points []Point, steps bool) []Point {
	path := make([]Point, 0, len(points))
	for i, pt := range points {
		at := p.at(pt)
		if steps && i > 0 {
			path = append(path, Point{at.X, path[len(path)-1].Y})
		}
		path = append(path, at)
	}
	return simplified(path, 0.25)
}

// simplified leaves points of a path out that lie no farther than a distance from the
// line between those that stay (Douglas and Peucker 1973).
func simplified(path []Point, most float64) []Point {
	if len(path) < 3 {
		return path
	}
	keep := make([]bool, len(path))
	keep[0], keep[len(path)-1] = true, true
	for open := [][2]int{{0, len(path) - 1}}; len(open) > 0; {
		from, until := open[len(open)-1][0], open[len(open)-1][1]
		open = open[:len(open)-1]
		farthest, at := most, -1
		a, b := path[from], path[until]
		for i := from + 1; i < until; i++ {
			if d := awayFrom(path[i], a, b); d > farthest {
				farthest, at = d, i
			}
		}
		if at >= 0 {
			keep[at] = true
			open = append(open, [2]int{from, at}, [2]int{at, until})
		}
	}
	kept := path[:0:0]
	for i, pt := range path {
		if keep[i] {
			kept = append(kept, pt)
		}
	}
	return kept
}

// awayFrom is the distance of a point from the stretch between two others.
func awayFrom(p, a, b Point) float64 {
	dx, dy := b.X-a.X, b.Y-a.Y
	square := float64(dx*dx) + float64(dy*dy)
	part := 0.0
	if square > 0 {
		part = min(max((float64((p.X-a.X)*dx)+float64((p.Y-a.Y)*dy))/square, 0), 1)
	}
	return hypot(p.X-a.X-float64(part*dx), p.Y-a.Y-float64(part*dy))
}

// Distances in pixels.
const (
	leading  = 16.0 // between lines of words
	tickGap  = 7.0  // between an axis and its labels
	farthest = 90.0 // from an optional label to its line
)

// Layout lays the figure out at a width; a file has its title and notes above, a page
// has them outside.
func (f *Figure) Layout(width float64, heading bool) *Layout {
	l := &Layout{Figure: f, Width: width}
	y := 4.0
	write := func(role Role, at float64, anchor Anchor, lines []string, leading float64) {
		for _, line := range lines {
			y += leading
			l.Shapes = append(l.Shapes, Shape{Role: role, Path: []Point{{at, y - float64(0.3*leading)}}, Anchor: anchor, Text: line})
		}
	}
	const side = 12.0
	margin := 2.0
	if heading {
		margin = side
		y = 10
		write(Heading, margin, Start, wrapped([]string{f.Title}, headingSize, true, width-2*margin), 24)
		write(Note, margin, Start, wrapped(append([]string{f.Subject}, f.Notes...), noteSize, false, width-2*margin), leading)
		y += 8
	}
	if f.Y.Name != "" {
		write(AxisName, margin, Start, wrapped([]string{f.Y.Name}, textSize, false, width-2*margin), leading)
	}
	y += 6

	p := f.framed(margin, width-margin, y)
	labels := p.labels(nil)
	var keyed []int
	for i := range labels {
		if !labels[i].OK && !f.Labels[i].Optional {
			keyed = append(keyed, i)
		}
	}
	if len(keyed) > 0 {
		key, height := f.key(keyed, margin, y, width-margin)
		l.Shapes = append(l.Shapes, key...)
		y += height
		p = f.framed(margin, width-margin, y)
		labels = p.labels(keyed)
	}
	p.axes()
	for _, layer := range f.Layers {
		layer.draw(p)
	}
	for i, at := range labels {
		if !at.OK {
			continue
		}
		of := &f.Labels[i]
		if l := at.Leader; of.Optional && l != nil && hypot(l[1].X-l[0].X, l[1].Y-l[0].Y) > farthest {
			continue // so far from its line it confuses more than it tells
		}
		if at.Leader != nil {
			role := Thread
			if styles[of.Role].bySeries() {
				role = Leader
			}
			p.add(Shape{Role: role, Series: of.Series, Path: []Point{{at.Leader[0].X, -at.Leader[0].Y}, {at.Leader[1].X, -at.Leader[1].Y}}})
		}
		p.add(Shape{Role: of.Role, Series: of.Series, Path: []Point{{at.At.X, -at.At.Y - labelStep}}, Anchor: Start, Text: of.Text})
	}
	l.Shapes = append(l.Shapes, p.shapes...)
	y = p.bottom + tickGap
	if len(f.X.Ticks) > 0 {
		y += leading
	}
	if f.X.Name != "" {
		write(AxisName, p.right, End, wrapped([]string{f.X.Name}, textSize, false, p.right-margin), leading)
	}
	l.Height = math.Ceil(y + margin)
	l.x, l.Top, l.Bottom = p.x, p.top, p.bottom
	for _, d := range f.Data {
		l.Data = append(l.Data, p.at(d.At))
	}
	return l
}

// framed places the axes below y, between two margins.
func (f *Figure) framed(left, right, y float64) *plot {
	height := min(f.Height, 0.75*(right-left))
	p := &plot{figure: f, top: y, bottom: y + height}
	p.y = newScale(&f.Y, p.bottom, p.top, 1.6*leading)
	labels := f.Y.Ticks
	if f.Y.Zero != "" {
		labels = append([]Tick{{Label: f.Y.Zero}}, labels...)
	}
	wide := 0.0
	for _, t := range labels {
		wide = max(wide, textWidth(t.Label, textSize, false))
	}
	p.left, p.right = left+math.Ceil(wide)+tickGap, right
	if n := len(f.X.Ticks); n > 0 {
		p.right -= math.Ceil(textWidth(f.X.Ticks[n-1].Label, textSize, false) / 2)
	}
	least := 0.0
	if f.X.Zero != "" { // so that its name does not touch that of the first tick
		least = textWidth(f.X.Zero, textSize, false) + 12
		if len(f.X.Ticks) > 0 {
			least = max(least, textWidth(f.X.Zero, textSize, false)+textWidth(f.X.Ticks[0].Label, textSize, false)+34)
		}
	}
	p.x = newScale(&f.X, p.left, p.right, least)
	return p
}

// axes draws the lines of both axes, their ticks and what stands at them.
func (p *plot) axes() {
	xs, ys := p.x.labelled(16, true), p.y.labelled(4, false)
	for _, t := range ys {
		if p.y.Rules && t.Label != "" {
			p.add(Shape{Role: Grid, Path: []Point{{p.left, p.y.at(t.Value)}, {p.right, p.y.at(t.Value)}}})
		}
	}
	for _, t := range xs {
		if p.x.Rules && t.Label != "" {
			p.add(Shape{Role: Grid, Path: []Point{{p.x.at(t.Value), p.top}, {p.x.at(t.Value), p.bottom}}})
		}
	}
	if p.x.strip > 0 {
		p.add(Shape{Role: ZeroBar, Path: []Point{{p.x.from, p.top}, {p.x.from, p.bottom}}})
	}
	if p.y.strip > 0 {
		p.add(Shape{Role: ZeroBar, Path: []Point{{p.left, p.y.from}, {p.right, p.y.from}}})
	}
	p.add(Shape{Role: AxisLine, Path: []Point{{p.left, p.top}, {p.left, p.bottom}, {p.right, p.bottom}}})
	for _, t := range ys {
		y := p.y.at(t.Value)
		p.add(Shape{Role: AxisLine, Path: []Point{{p.left - 4, y}, {p.left, y}}})
		if t.Label != "" {
			p.add(Shape{Role: TickLabel, Path: []Point{{p.left - tickGap, y + 4}}, Anchor: End, Text: t.Label})
		}
	}
	for _, t := range xs {
		x := p.x.at(t.Value)
		p.add(Shape{Role: AxisLine, Path: []Point{{x, p.bottom}, {x, p.bottom + 4}}})
		if t.Label != "" {
			p.add(Shape{Role: TickLabel, Path: []Point{{x, p.bottom + tickGap + 12}}, Anchor: Middle, Text: t.Label})
		}
	}
}

// labelled are the ticks of a scale with those labels that do not come closer than a
// gap to each other: first the major ones, then as many of the minor as there is room
// for. Labels take their width along X, and a line of words along Y.
func (s scale) labelled(gap float64, along bool) []Tick {
	ticks := slices.Clone(s.Ticks)
	if s.Zero != "" {
		ticks = append([]Tick{{Label: s.Zero}}, ticks...)
	}
	half := func(t Tick) float64 {
		if along {
			return (textWidth(t.Label, textSize, false) + gap) / 2
		}
		return (textSize + gap) / 2
	}
	kept := make([]bool, len(ticks))
	for _, minor := range []bool{false, true} {
		for i, t := range ticks {
			if t.Minor != minor || t.Label == "" {
				continue
			}
			kept[i] = true
			for k, other := range ticks {
				if k != i && kept[k] && abs(s.at(t.Value)-s.at(other.Value)) < half(t)+half(other) {
					kept[i] = false
				}
			}
		}
	}
	for i := range ticks {
		if !kept[i] {
			ticks[i].Label = ""
		}
	}
	return ticks
}

// key writes the labels that found no room into rows from y down, each behind a sample
// of its line, and returns how high the rows are.
func (f *Figure) key(of []int, left, y, right float64) (shapes []Shape, height float64) {
	const sample, gap, between = 24.0, 6.0, 16.0
	x, row := left, 0
	for _, i := range of {
		l := &f.Labels[i]
		lines := wrapped([]string{l.Text}, textSize, styles[l.Role].bold, right-left-sample-gap)
		wide := 0.0
		for _, line := range lines {
			wide = max(wide, textWidth(line, textSize, styles[l.Role].bold))
		}
		if x > left && (x+sample+gap+wide > right || len(lines) > 1) {
			x, row = left, row+1
		}
		middle := y + float64(float64(row)*leading) + leading/2
		role := Curve
		if l.Rule != nil {
			role = l.Rule.Role
		}
		shapes = append(shapes, Shape{Role: role, Series: l.Series, Path: []Point{{x, middle}, {x + sample, middle}}})
		for k, line := range lines {
			shapes = append(shapes, Shape{Role: l.Role, Series: l.Series, Path: []Point{{x + sample + gap, middle + 4 + float64(float64(k)*leading)}}, Anchor: Start, Text: line})
		}
		x += sample + gap + wide + between
		row += len(lines) - 1
	}
	return shapes, float64(float64(row+1)*leading) + 6
}

// labelStep is the side of the squares in which places for labels are looked for.
const labelStep = 4.0

// labels places the labels of the figure but for some, which stand in a key. Y is
// turned upwards.
func (p *plot) labels(keyed []int) []Placed {
	up := func(path []Point) []Point {
		turned := make([]Point, len(path))
		for i, pt := range path {
			turned[i] = Point{pt.X, -pt.Y}
		}
		return turned
	}
	l := LabelLayout{Min: Point{p.left, -p.bottom}, Max: Point{p.right, -p.top}, Step: labelStep, Strict: true}
	for i := range p.figure.Labels {
		of := &p.figure.Labels[i]
		path := of.path(p)
		l.Lines = append(l.Lines, LabelledLine{Path: up(path), Width: textWidth(of.Text, textSize, styles[of.Role].bold), Silent: slices.Contains(keyed, i)})
	}
	ghost := *p
	ghost.shapes = nil
	for _, layer := range p.figure.Layers {
		layer.draw(&ghost)
	}
	if p.x.strip > 0 {
		l.Obstacles = append(l.Obstacles, []Point{{p.x.from, -p.top}, {p.x.from, -p.bottom}})
	}
	for _, s := range ghost.shapes {
		switch {
		case s.Role == Area || s.Role == Off || s.Role == Heat:
		case s.Radius > 0 || s.Closed && (s.Role == Dot || s.Role == Hollow):
			centre := Point{}
			for _, pt := range s.Path {
				centre.X += pt.X / float64(len(s.Path))
				centre.Y -= pt.Y / float64(len(s.Path))
			}
			l.Marks = append(l.Marks, centre)
		default:
			l.Obstacles = append(l.Obstacles, up(s.Path))
		}
	}
	placed, _ := l.Place()
	return placed
}
