package reports

import (
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A named is a curve with the words that stand beside it, in bold letters or not.
type named struct {
	points []point
	text   string
	color  color.Color
	bold   bool
}

// A naming writes the names of curves where nothing is drawn, each nearer to its own
// curve than to any other. A name that finds no room beside its curve is tied to it
// with a thin line. Marks and rules are what else no name may cover.
type naming struct {
	curves []named
	marks  []point   // each kept free by a few points around
	rules  [][]point // lines without a name
	asides []aside
}

// An aside is words close beside a mark, in small letters: where the text finds no
// room, the short form of it, and where that finds none the text farther away, tied
// to its mark.
type aside struct {
	at          point
	text, short string
	color       color.Color
}

// A raster tells which parts of a plot are taken, in squares of rasterStep.
type raster struct {
	columns, rows int
	taken         []bool
}

const rasterStep = 3 // points

func newRaster(c draw.Canvas) raster {
	size := c.Size()
	r := raster{columns: int(size.X/rasterStep) + 1, rows: int(size.Y/rasterStep) + 1}
	r.taken = make([]bool, r.columns*r.rows)
	return r
}

// A box is a rectangle of squares: columns from..until, rows low..high, all of them
// inside.
type box struct{ from, until, low, high int }

// take marks the squares of a box as far as they lie on the plot.
func (r raster) take(b box) {
	for row := max(b.low, 0); row <= min(b.high, r.rows-1); row++ {
		for column := max(b.from, 0); column <= min(b.until, r.columns-1); column++ {
			r.taken[row*r.columns+column] = true
		}
	}
}

// square is where a place on the canvas is on the raster.
func (r raster) square(c draw.Canvas, at vg.Point) (column, row int) {
	return int((at.X - c.Min.X) / rasterStep), int((at.Y - c.Min.Y) / rasterStep)
}

// stroke marks the squares that a line passes.
func (r raster) stroke(c draw.Canvas, placed []vg.Point) {
	for i, to := range placed {
		from := placed[max(i-1, 0)]
		steps := int(math.Ceil(math.Hypot(float64(to.X-from.X), float64(to.Y-from.Y))/rasterStep)) + 1
		for k := 0; k <= steps; k++ {
			part := vg.Length(k) / vg.Length(steps)
			column, row := r.square(c, vg.Point{X: from.X + part*(to.X-from.X), Y: from.Y + part*(to.Y-from.Y)})
			r.take(box{column, column, row, row})
		}
	}
}

// distances gives for every square how far it is to the nearest that is taken, in
// squares: over neighbours, a diagonal being √2 (Rosenfeld and Pfaltz 1968).
func (r raster) distances() []float64 {
	d := make([]float64, len(r.taken))
	for i, taken := range r.taken {
		if !taken {
			d[i] = math.Inf(1)
		}
	}
	look := func(column, row, byColumn, byRow int, far float64) {
		x, y := column+byColumn, row+byRow
		if x >= 0 && x < r.columns && y >= 0 && y < r.rows {
			here := &d[row*r.columns+column]
			*here = math.Min(*here, d[y*r.columns+x]+far)
		}
	}
	for row := range r.rows {
		for column := range r.columns {
			look(column, row, -1, 0, 1)
			look(column, row, 0, -1, 1)
			look(column, row, -1, -1, math.Sqrt2)
			look(column, row, 1, -1, math.Sqrt2)
		}
	}
	for row := r.rows - 1; row >= 0; row-- {
		for column := r.columns - 1; column >= 0; column-- {
			look(column, row, 1, 0, 1)
			look(column, row, 0, 1, 1)
			look(column, row, 1, 1, math.Sqrt2)
			look(column, row, -1, 1, math.Sqrt2)
		}
	}
	return d
}

// sums are the counts of taken squares below and left of each corner, from which
// the count in any box follows at once.
func (r raster) sums() []int {
	s := make([]int, (r.columns+1)*(r.rows+1))
	for row := range r.rows {
		for column := range r.columns {
			n := 0
			if r.taken[row*r.columns+column] {
				n = 1
			}
			at := (row+1)*(r.columns+1) + column + 1
			s[at] = n + s[at-1] + s[at-r.columns-1] - s[at-r.columns-2]
		}
	}
	return s
}

// covered counts the taken squares of a box from their sums.
func (r raster) covered(sums []int, b box) int {
	b = box{max(b.from, 0), min(b.until, r.columns-1), max(b.low, 0), min(b.high, r.rows-1)}
	at := func(column, row int) int { return sums[row*(r.columns+1)+column] }
	return at(b.until+1, b.high+1) - at(b.from, b.high+1) - at(b.until+1, b.low) + at(b.from, b.low)
}

// nearest is the least of the distances on the edge of a box.
func (r raster) nearest(distances []float64, b box) float64 {
	least := math.Inf(1)
	for column := b.from; column <= b.until; column++ {
		least = min(least, distances[b.low*r.columns+column], distances[b.high*r.columns+column])
	}
	for row := b.low; row <= b.high; row++ {
		least = min(least, distances[row*r.columns+b.from], distances[row*r.columns+b.until])
	}
	return least
}

func (n naming) Plot(c draw.Canvas, p *plot.Plot) {
	taken := newRaster(c)
	away := make([][]float64, len(n.curves))
	paths := make([][]vg.Point, len(n.curves))
	for i := range n.curves {
		own := newRaster(c)
		paths[i] = on(c, p, n.curves[i].points)
		own.stroke(c, paths[i])
		taken.stroke(c, paths[i])
		away[i] = own.distances()
	}
	for _, rule := range n.rules {
		taken.stroke(c, on(c, p, rule))
	}
	for _, at := range on(c, p, n.marks) {
		column, row := taken.square(c, at)
		taken.take(box{column - 1, column + 1, row - 1, row + 1})
	}
	var left []*aside // for which there is no room close by
	for i := range n.asides {
		if of := &n.asides[i]; !n.write(c, p, taken, of, of.text, near) && !n.write(c, p, taken, of, of.short, near) {
			left = append(left, of)
		}
	}
	for i := range n.curves {
		name := &n.curves[i]
		style := words(9, name.color, name.bold)
		columns := int(style.Width(name.text)/rasterStep) + 1
		rows := letterHeight/rasterStep + 1
		b, far := n.freest(taken, away, i, columns, rows)
		taken.take(b)
		at := vg.Point{X: c.Min.X + vg.Length(b.from)*rasterStep, Y: c.Min.Y + vg.Length(b.low)*rasterStep}
		c.FillText(style, vg.Point{X: at.X, Y: at.Y + 3}, name.text)
		if far > 4 {
			n.tie(c, at, style.Width(name.text), paths[i], name.color)
		}
	}
	for _, of := range left {
		n.write(c, p, taken, of, of.text, far)
	}
}

// How far words may be from their mark, in squares: so near that they need no line to
// it, or so far that they get one.
const near, far = 4, 40

// write writes words of an aside at most so many squares away from its mark, and tells
// whether there was room.
func (n naming) write(c draw.Canvas, p *plot.Plot, taken raster, of *aside, text string, reach int) bool {
	style := words(8, of.color, false)
	mark := on(c, p, []point{of.at})[0]
	b, ok := n.beside(c, p, taken, mark, int(style.Width(text)/rasterStep)+1, reach)
	if text == "" || !ok {
		return false
	}
	taken.take(b)
	at := vg.Point{X: c.Min.X + vg.Length(b.from)*rasterStep, Y: c.Min.Y + vg.Length(b.low)*rasterStep}
	c.FillText(style, vg.Point{X: at.X, Y: at.Y + 2}, text)
	if reach > near {
		n.tie(c, at, style.Width(text), []vg.Point{mark}, of.color)
	}
	return true
}

// beside finds the free box of a line of small words that is nearest to a mark, at
// most so many squares away; of several the one to the upper left. Without a line to
// its mark it must not be nearer to another one.
func (n naming) beside(c draw.Canvas, p *plot.Plot, taken raster, mark vg.Point, columns, reach int) (best box, ok bool) {
	const rows = letterHeight / rasterStep
	sums, marks := taken.sums(), on(c, p, n.marks)
	away := func(b box, from vg.Point) float64 {
		column, row := taken.square(c, from)
		return math.Hypot(float64(max(b.from-column, column-b.until, 0)), float64(max(b.low-row, row-b.high, 0)))
	}
	column, row := taken.square(c, mark)
	least := math.Inf(1)
	for low := max(row-rows-reach, 1); low <= min(row+reach, taken.rows-rows-1); low++ {
		for from := max(column-columns-reach, 1); from <= min(column+reach, taken.columns-columns-1); from++ {
			b := box{from, from + columns - 1, low, low + rows - 1}
			own := away(b, mark)
			cost := own + 0.02*float64(from-column) - 0.02*float64(low-row)
			if own > float64(reach) || cost >= least || taken.covered(sums, b) > 0 {
				continue
			}
			if reach == near && slices.ContainsFunc(marks, func(other vg.Point) bool { return away(b, other) < own-1e-9 }) {
				continue
			}
			best, ok, least = b, true, cost
		}
	}
	return best, ok
}

// freest finds the place of a name: free of what is drawn, near to its curve, and
// away from the others. Far is its distance to the curve in squares.
func (n naming) freest(taken raster, away [][]float64, i, columns, rows int) (best box, far float64) {
	const clear = 12 // squares from which on another curve is far enough
	sums := taken.sums()
	least := math.Inf(1)
	for low := 1; low+rows < taken.rows; low++ {
		for from := 1; from+columns < taken.columns-1; from++ {
			b := box{from, from + columns - 1, low, low + rows - 1}
			cost := 100 * float64(taken.covered(sums, box{b.from - 1, b.until + 1, b.low, b.high}))
			if cost >= least {
				continue
			}
			own, other := taken.nearest(away[i], b), float64(clear)
			for k := range away {
				if k != i {
					other = min(other, taken.nearest(away[k], b))
				}
			}
			if other <= own {
				cost += 20
			}
			cost += 3*own - 0.5*other
			if cost < least {
				best, far, least = b, own, cost
			}
		}
	}
	return best, far
}

// tie draws a thin line from a name to the nearest point of its curve.
func (n naming) tie(c draw.Canvas, at vg.Point, width vg.Length, path []vg.Point, tint color.Color) {
	var from, to vg.Point
	least := math.Inf(1)
	for i := range path {
		before := path[max(i-1, 0)]
		for k := range 9 {
			part := vg.Length(k) / 8
			on := vg.Point{X: before.X + part*(path[i].X-before.X), Y: before.Y + part*(path[i].Y-before.Y)}
			edge := vg.Point{X: min(max(on.X, at.X), at.X+width), Y: min(max(on.Y, at.Y+1), at.Y+letterHeight)}
			if far := math.Hypot(float64(on.X-edge.X), float64(on.Y-edge.Y)); far < least && c.Contains(on) {
				from, to, least = edge, on, far
			}
		}
	}
	if !math.IsInf(least, 1) {
		c.StrokeLine2(draw.LineStyle{Color: tint, Width: 0.5}, from.X, from.Y, to.X, to.Y)
	}
}
