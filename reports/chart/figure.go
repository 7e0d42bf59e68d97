package chart

// A Point is a place: on the axes of a figure, or in pixels from the upper left corner
// of a layout.
type Point struct{ X, Y float64 }

// A Figure is what is drawn, before anybody knows how wide. Coordinates of its layers,
// labels and data are in the units of its axes.
type Figure struct {
	ID      string   // begins the ids of its elements; the only one of its kind on a page
	Title   string   // its subject
	Subject string   // what was simulated, which a page says elsewhere
	Notes   []string // how to read it
	Alt     string   // in a sentence, for those who do not see it
	X, Y    Axis
	Height  float64 // of the plot where there is room, in pixels
	Layers  []Layer // the first lies at the bottom
	Labels  []Label // the first has the choice of places
	Data    []Datum
}

// A Datum is a place of a figure with what it tells whoever points at it.
type Datum struct {
	At     Point
	Series int
	Text   string
}

// A Label is words that belong to a line of a figure, and stand beside it; where they
// find no room, in a key above the plot.
type Label struct {
	Role     Role // SeriesName, Value, Bound or Remark
	Series   int
	Text     string
	Of       []Point // the line, as far as it has one
	Rule     *Rule   // the rule that it belongs to, where it has no line
	Optional bool    // left out where it finds no room
}

// path is the line that a label belongs to.
func (l *Label) path(p *plot) []Point {
	if l.Rule != nil {
		return l.Rule.path(p)
	}
	return p.line(l.Of, false)
}

// A Layer is marks of one kind.
type Layer interface {
	// draw places the marks in a plot.
	draw(p *plot)
}

// A Line joins points, from left to right.
type Line struct {
	Series int
	Points []Point
	Steps  bool // each point holds until the next
	Solid  bool // without the dashes of the series
}

func (l Line) draw(p *plot) {
	if len(l.Points) == 0 {
		return
	}
	role := Curve
	if l.Solid {
		role = Solid
	}
	p.add(Shape{Role: role, Series: l.Series, Path: p.line(l.Points, l.Steps)})
}

// A Band lies between two lines over the same X.
type Band struct {
	Series    int
	Low, High []Point
}

func (b Band) draw(p *plot) {
	if len(b.Low) == 0 {
		return
	}
	around := p.line(b.High, false)
	low := p.line(b.Low, false)
	for i := range low {
		around = append(around, low[len(low)-1-i])
	}
	p.add(Shape{Role: Area, Series: b.Series, Path: around, Closed: true})
}

// Dots mark points, filled or hollow, round or square.
type Dots struct {
	Series         int
	Points         []Point
	Radius         float64 // pixels
	Hollow, Square bool
}

func (d Dots) draw(p *plot) {
	role := Dot
	if d.Hollow {
		role = Hollow
	}
	for _, at := range d.Points {
		c := p.at(at)
		if d.Square {
			p.add(box(role, d.Series, c.X-d.Radius, c.Y-d.Radius, c.X+d.Radius, c.Y+d.Radius))
		} else {
			p.add(Shape{Role: role, Series: d.Series, Path: []Point{c}, Radius: d.Radius})
		}
	}
}

// An Interval is a thick stroke from Low to High, along one of the axes.
type Interval struct {
	Series    int
	At        float64 // on the other axis
	Low, High float64
	Vertical  bool
}

func (i Interval) draw(p *plot) {
	from, until := p.at(Point{i.Low, i.At}), p.at(Point{i.High, i.At})
	if i.Vertical {
		from, until = p.at(Point{i.At, i.Low}), p.at(Point{i.At, i.High})
	}
	p.add(Shape{Role: Whisker, Series: i.Series, Path: []Point{from, until}})
}

// A Rule is a straight line over the whole plot: across at a value of Y, or upright at
// one of X. Its role says what it means: Target, Today or Guide.
type Rule struct {
	Role    Role
	At      float64
	Upright bool
}

func (r Rule) draw(p *plot) { p.add(Shape{Role: r.Role, Path: r.path(p)}) }

func (r Rule) path(p *plot) []Point {
	if r.Upright {
		x := p.x.at(r.At)
		return []Point{{x, p.top}, {x, p.bottom}}
	}
	y := p.y.at(r.At)
	return []Point{{p.left, y}, {p.right, y}}
}

// Bars reach from a value of X to another, one a row of Y, with a thickness as a part
// of the distance between two rows.
type Bars struct {
	Series int
	Rows   []Bar
	Thick  float64
}

// A Bar is one of Bars.
type Bar struct{ Row, From, Until float64 }

func (b Bars) draw(p *plot) {
	for _, bar := range b.Rows {
		from, until := p.at(Point{bar.From, bar.Row - b.Thick/2}), p.at(Point{bar.Until, bar.Row + b.Thick/2})
		p.add(box(Column, b.Series, min(from.X, until.X), min(from.Y, until.Y), max(from.X, until.X), max(from.Y, until.Y)))
	}
}

// Spans shade stretches of X over the whole height, such as days off.
type Spans [][2]float64

func (s Spans) draw(p *plot) {
	for _, span := range s {
		if from, until := p.x.at(span[0]), p.x.at(span[1]); until > from {
			p.add(box(Off, 0, from, p.top, until, p.bottom))
		}
	}
}

// Cells fill rectangles with one of the Shades colours of a scale.
type Cells []Cell

// A Cell covers a rectangle; Shade is 1 for the least to Shades for the most.
type Cell struct {
	From, Until Point
	Shade       int
}

// Shades is how many colours cells have.
const Shades = 8

func (c Cells) draw(p *plot) {
	for _, cell := range c {
		from, until := p.at(cell.From), p.at(cell.Until)
		p.add(box(Heat, cell.Shade, min(from.X, until.X), min(from.Y, until.Y), max(from.X, until.X), max(from.Y, until.Y)))
	}
}

// box is a rectangle.
func box(role Role, series int, left, top, right, bottom float64) Shape {
	return Shape{Role: role, Series: series, Path: []Point{{left, top}, {right, top}, {right, bottom}, {left, bottom}}, Closed: true}
}
