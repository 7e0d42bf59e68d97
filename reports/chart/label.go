package chart

import (
	"math"
	"slices"
)

// A LabelLayout finds places for the labels of lines where nothing is drawn, each
// nearer to its own line than to any other. A label that finds no room beside its line
// is tied to it with a leader line. Lengths are in any unit, Y grows upwards, and a line
// of words is four steps high.
type LabelLayout struct {
	Min, Max    Point // of the plot
	Step        float64
	Lines       []LabelledLine
	Marks       []Point      // each kept free by a few steps around
	Obstacles   [][]Point    // lines without a label
	Annotations []Annotation // words beside a mark
	Strict      bool         // a label that would cover something has no place
}

// A LabelledLine is a path and how wide the words are that belong to it.
type LabelledLine struct {
	Path   []Point
	Width  float64
	Silent bool // its words stand elsewhere
}

// An Annotation is words close beside a mark: where they find no room, their short form,
// and where that finds none the words farther away, tied to their mark.
type Annotation struct {
	At           Point
	Width, Short float64 // of both forms; 0: there is none
}

// A Placed label begins at its lower left corner.
type Placed struct {
	At     Point
	Leader []Point // from the words to their line or mark; nil: none
	Short  bool
	Late   bool // an annotation that is placed after the labels
	OK     bool // there is a place
}

// A raster tells which parts of a plot are taken, in squares of a step.
type raster struct {
	min           Point
	step          float64
	columns, rows int
	taken         []bool
}

func (l *LabelLayout) raster() raster {
	r := raster{min: l.Min, step: l.Step, columns: int((l.Max.X-l.Min.X)/l.Step) + 1, rows: int((l.Max.Y-l.Min.Y)/l.Step) + 1}
	r.taken = make([]bool, r.columns*r.rows)
	return r
}

// A square box is a rectangle of squares: columns from..until, rows low..high, all of
// them inside.
type squares struct{ from, until, low, high int }

// take marks the squares of a box as far as they lie on the plot.
func (r raster) take(b squares) {
	for row := max(b.low, 0); row <= min(b.high, r.rows-1); row++ {
		for column := max(b.from, 0); column <= min(b.until, r.columns-1); column++ {
			r.taken[row*r.columns+column] = true
		}
	}
}

// square is where a place is on the raster.
func (r raster) square(at Point) (column, row int) {
	return int((at.X - r.min.X) / r.step), int((at.Y - r.min.Y) / r.step)
}

// stroke marks the squares that a line passes.
func (r raster) stroke(path []Point) {
	r.along(path, func(column, row int) bool {
		r.take(squares{column, column, row, row})
		return true
	})
}

// along visits the squares that a line passes, as long as it is told to.
func (r raster) along(path []Point, visit func(column, row int) bool) {
	for i, to := range path {
		from := path[max(i-1, 0)]
		steps := int(math.Ceil(hypot(to.X-from.X, to.Y-from.Y)/r.step)) + 1
		for k := 0; k <= steps; k++ {
			part := float64(k) / float64(steps)
			if !visit(r.square(Point{from.X + float64(part*(to.X-from.X)), from.Y + float64(part*(to.Y-from.Y))})) {
				return
			}
		}
	}
}

// crosses tells whether a line passes a square that is taken.
func (r raster) crosses(path []Point) bool {
	found := false
	r.along(path, func(column, row int) bool {
		found = column >= 0 && column < r.columns && row >= 0 && row < r.rows && r.taken[row*r.columns+column]
		return !found
	})
	return found
}

// hypot has the same bits on every processor.
func hypot(x, y float64) float64 { return math.Sqrt(float64(x*x) + float64(y*y)) }

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
func (r raster) covered(sums []int, b squares) int {
	b = squares{max(b.from, 0), min(b.until, r.columns-1), max(b.low, 0), min(b.high, r.rows-1)}
	at := func(column, row int) int { return sums[row*(r.columns+1)+column] }
	return at(b.until+1, b.high+1) - at(b.from, b.high+1) - at(b.until+1, b.low) + at(b.from, b.low)
}

// nearest is the least of the distances on the edge of a box.
func (r raster) nearest(distances []float64, b squares) float64 {
	least := math.Inf(1)
	for column := b.from; column <= b.until; column++ {
		least = min(least, distances[b.low*r.columns+column], distances[b.high*r.columns+column])
	}
	for row := b.low; row <= b.high; row++ {
		least = min(least, distances[row*r.columns+b.from], distances[row*r.columns+b.until])
	}
	return least
}

// Heights of words in squares: of labels, and of annotations in smaller letters.
const labelRows, annotationRows = 4, 3

// Place finds a place for every label and annotation, in their order.
func (l *LabelLayout) Place() (labels, annotations []Placed) {
	labels, annotations = make([]Placed, len(l.Lines)), make([]Placed, len(l.Annotations))
	taken, words := l.raster(), l.raster()
	away := make([][]float64, len(l.Lines))
	for i := range l.Lines {
		own := l.raster()
		own.stroke(l.Lines[i].Path)
		taken.stroke(l.Lines[i].Path)
		away[i] = own.distances()
	}
	for _, path := range l.Obstacles {
		taken.stroke(path)
	}
	for _, at := range l.Marks {
		column, row := taken.square(at)
		taken.take(squares{column - 1, column + 1, row - 1, row + 1})
	}
	for i, of := range l.Annotations {
		if annotations[i] = l.annotate(taken, of.At, of.Width, near); !annotations[i].OK {
			annotations[i] = l.annotate(taken, of.At, of.Short, near)
			annotations[i].Short = true
		}
	}
	for i := range l.Lines {
		if l.Lines[i].Silent {
			continue
		}
		columns := int(l.Lines[i].Width/l.Step) + 1
		b, leader, ok := l.freest(taken, words, away, i, columns)
		if !ok {
			continue
		}
		taken.take(b)
		words.take(b)
		if l.Strict && leader != nil {
			taken.stroke(leader)
			words.stroke(leader)
		}
		labels[i] = Placed{At: l.corner(b), Leader: leader, OK: true}
	}
	for i, of := range l.Annotations {
		if !annotations[i].OK {
			annotations[i] = l.annotate(taken, of.At, of.Width, far)
			annotations[i].Late = true
		}
	}
	return labels, annotations
}

// corner is the lower left corner of a box.
func (l *LabelLayout) corner(b squares) Point {
	return Point{l.Min.X + float64(float64(b.from)*l.Step), l.Min.Y + float64(float64(b.low)*l.Step)}
}

// How far words may be from their mark, in squares: so near that they need no line to
// it, or so far that they get one.
const near, far = 4, 40

// annotate places words of a width at most so many squares away from their mark.
func (l *LabelLayout) annotate(taken raster, mark Point, width float64, reach int) Placed {
	if width <= 0 {
		return Placed{}
	}
	b, ok := l.beside(taken, mark, int(width/l.Step)+1, reach)
	if !ok {
		return Placed{}
	}
	taken.take(b)
	placed := Placed{At: l.corner(b), OK: true}
	if reach > near {
		placed.Leader = l.leader(placed.At, width, []Point{mark})
	}
	return placed
}

// beside finds the free box of a line of small words that is nearest to a mark, at
// most so many squares away; of several the one to the upper left. Without a line to
// its mark it must not be nearer to another one.
func (l *LabelLayout) beside(taken raster, mark Point, columns, reach int) (best squares, ok bool) {
	const rows = annotationRows
	sums := taken.sums()
	away := func(b squares, from Point) float64 {
		column, row := taken.square(from)
		return hypot(float64(max(b.from-column, column-b.until, 0)), float64(max(b.low-row, row-b.high, 0)))
	}
	column, row := taken.square(mark)
	least := math.Inf(1)
	for low := max(row-rows-reach, 1); low <= min(row+reach, taken.rows-rows-1); low++ {
		for from := max(column-columns-reach, 1); from <= min(column+reach, taken.columns-columns-1); from++ {
			b := squares{from, from + columns - 1, low, low + rows - 1}
			own := away(b, mark)
			cost := own + float64(0.02*float64(from-column)) - float64(0.02*float64(low-row))
			if own > float64(reach) || cost >= least || taken.covered(sums, b) > 0 {
				continue
			}
			if reach == near && slices.ContainsFunc(l.Marks, func(other Point) bool { return away(b, other) < own-1e-9 }) {
				continue
			}
			best, ok, least = b, true, cost
		}
	}
	return best, ok
}

// freest finds the place of a label: free of what is drawn, near to its line, and
// away from the others; and its leader line, where it needs one.
func (l *LabelLayout) freest(taken, words raster, away [][]float64, i, columns int) (best squares, leader []Point, ok bool) {
	const clear = 12 // squares from which on another line is far enough
	const beside = 4 // squares up to which words stand beside their line
	const rows = labelRows
	sums := taken.sums()
	least, own, other := math.Inf(1), 0.0, 0.0
	for low := 1; low+rows < taken.rows; low++ {
		for from := 1; from+columns < taken.columns-1; from++ {
			b := squares{from, from + columns - 1, low, low + rows - 1}
			covered := taken.covered(sums, squares{b.from - 1, b.until + 1, b.low, b.high})
			cost := 100 * float64(covered)
			if cost >= least || l.Strict && covered > 0 {
				continue
			}
			own, other = taken.nearest(away[i], b), float64(clear)
			for k := range away {
				if k != i {
					other = min(other, taken.nearest(away[k], b))
				}
			}
			if other <= own {
				cost += 20
			}
			cost += float64(3*own) - float64(0.5*other)
			if cost >= least {
				continue
			}
			var tie []Point
			if own > beside || l.Strict && other <= own {
				tie = l.leader(l.corner(b), l.Lines[i].Width, l.Lines[i].Path)
				if l.Strict && (tie == nil || words.crosses(tie)) {
					continue
				}
			}
			best, leader, ok, least = b, tie, true, cost
		}
	}
	return best, leader, ok
}

// leader is a line from words to the nearest point of their path that lies on the plot.
func (l *LabelLayout) leader(at Point, width float64, path []Point) []Point {
	height := 11.0 / 3 * l.Step
	var from, to Point
	least := math.Inf(1)
	for i := range path {
		before := path[max(i-1, 0)]
		for k := range 9 {
			part := float64(k) / 8
			on := Point{before.X + float64(part*(path[i].X-before.X)), before.Y + float64(part*(path[i].Y-before.Y))}
			edge := Point{min(max(on.X, at.X), at.X+width), min(max(on.Y, at.Y+l.Step/3), at.Y+height)}
			inside := on.X >= l.Min.X && on.X <= l.Max.X && on.Y >= l.Min.Y && on.Y <= l.Max.Y
			if far := hypot(on.X-edge.X, on.Y-edge.Y); far < least && inside {
				from, to, least = edge, on, far
			}
		}
	}
	if math.IsInf(least, 1) {
		return nil
	}
	return []Point{from, to}
}
