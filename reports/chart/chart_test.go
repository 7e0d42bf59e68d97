package chart

import (
	"encoding/xml"
	"flag"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/recorder"
)

var update = flag.Bool("update", false, "write the golden files anew")

// small is a figure with one of everything.
func small() *Figure {
	target := Rule{Role: Target, At: 100}
	falling := []Point{{0, 1000}, {5, 100}, {10, 0}}
	return &Figure{
		ID: "small", Title: "Waits <b>&</b> slots", Subject: "10 PCs", Notes: []string{"line: mean", "shaded: interval"}, Alt: "A falling line", Height: 200,
		X: Axis{Name: "slots", Until: 10, Rules: true, Ticks: []Tick{{0, "0", false}, {5, "5", false}, {10, "10", false}}},
		Y: Axis{Name: "wait", From: 1, Until: 1000, Log: true, Zero: "none", Rules: true, Ticks: []Tick{{1, "1 s", false}, {1000, "1,000 s", false}}},
		Layers: []Layer{Spans{{2, 3}}, Cells{{From: Point{0, 1}, Until: Point{1, 10}, Shade: 3}},
			Bars{Series: 2, Thick: 0.5, Rows: []Bar{{Row: 10, From: 1, Until: 2}}},
			Band{Series: 1, Low: []Point{{0, 500}, {5, 50}}, High: []Point{{0, 1000}, {5, 200}}}, target, Rule{Role: Today, At: 4, Upright: true},
			Line{Series: 1, Points: falling}, Line{Series: 8, Points: falling, Steps: true, Solid: true}, Interval{Series: 1, At: 10, Low: 6, High: 8},
			Interval{Series: 2, At: 7, Low: 2, High: 30, Vertical: true}, Dots{Series: 1, Points: falling[:1], Radius: 4}, Dots{Points: falling[1:2], Radius: 4, Hollow: true, Square: true}},
		Labels: []Label{{Role: SeriesName, Series: 1, Text: "waves, \"quoted\"", Of: falling}, {Role: Bound, Text: "target", Rule: &target}},
		Data:   []Datum{{At: Point{5, 100}, Series: 1, Text: "100 s"}, {At: Point{10, 0}, Series: 1, Text: "none"}},
	}
}

// TestPlacesByHand checks where values stand on axes that were computed by hand: evenly
// between the ends, by the logarithm above the bar, zero in the middle of its strip, and
// what lies beyond an end at it.
func TestPlacesByHand(t *testing.T) {
	even := newScale(&Axis{From: 10, Until: 30}, 100, 300, 0)
	log := newScale(&Axis{From: 1, Until: 1000, Log: true, Zero: "none"}, 400, 100, 60) // Y: 60 pixels of strip, then 80 a decade
	for _, tt := range []struct {
		what        string
		s           scale
		value, want float64
	}{
		{"the lower end", even, 10, 100}, {"the middle", even, 20, 200}, {"the upper end", even, 30, 300},
		{"below", even, -5, 100}, {"above", even, math.Inf(1), 300},
		{"the bar", log, 1, 340}, {"a decade", log, 10, 260}, {"the end", log, 1000, 100}, {"zero", log, 0, 370}, {"less than the bar", log, 0.5, 370},
		{"without end", log, math.Inf(1), 100},
	} {
		assert.InDelta(t, tt.want, tt.s.at(tt.value), 1e-9, "%s, %v, stands at", tt.what, tt.value)
	}
	l := small().Layout(Narrow, false)
	assert.InDelta(t, l.X(5), (l.X(0)+l.X(10))/2, 1e-9, "5 of 10 is in the middle")
	assert.Equal(t, l.X(10), l.Data[1].X, "a datum is where its value is")
	assert.True(t, l.Data[0].Y < l.Data[1].Y && l.Data[1].Y < l.Bottom && l.Data[0].Y > l.Top, "100 is above zero, and both are in the plot: %v", l.Data)
}

// TestTicksKeepApart checks that labels of ticks do not touch, and that the minor ones
// give way.
func TestTicksKeepApart(t *testing.T) {
	a := Axis{From: 1, Until: 14400, Log: true, Ticks: Durations(1, 14400)}
	for _, tt := range []struct {
		length float64
		want   string
	}{
		{900, "1 s 2 s 5 s 10 s 20 s 30 s 1 min 2 min 5 min 10 min 20 min 1 h 2 h 4 h"},
		{300, "1 s 10 s 1 min 10 min 1 h 4 h"},
	} {
		var labels []string
		last := math.Inf(-1)
		s := newScale(&a, 0, tt.length, 0)
		for _, tick := range s.labelled(12, true) {
			if tick.Label == "" {
				continue
			}
			half := textWidth(tick.Label, textSize, false) / 2
			assert.GreaterOrEqual(t, s.at(tick.Value)-half, last+12, "%v pixels: %s touches the label before it", tt.length, tick.Label)
			last = s.at(tick.Value) + half
			labels = append(labels, tick.Label)
		}
		assert.Equal(t, tt.want, strings.Join(labels, " "), "labels on %v pixels", tt.length)
	}
}

// TestDurations checks the ends of ticks around waits.
func TestDurations(t *testing.T) {
	for _, tt := range []struct {
		low, high   float64
		first, last string
	}{{60, 16000, "30 s", "8 h"}, {1, 3, "1 s", "5 s"}, {70, 70, "1 min", "2 min"}, {0, math.Inf(1), "1 s", "2,880 h"}} {
		ticks := Durations(tt.low, tt.high)
		assert.Equal(t, tt.first+" to "+tt.last, ticks[0].Label+" to "+ticks[len(ticks)-1].Label, "ticks around %v to %v s", tt.low, tt.high)
	}
}

// elements are the names and classes of what an SVG shows, in order.
func elements(t *testing.T, svg string) (names []string, attributes map[string]bool) {
	t.Helper()
	attributes = map[string]bool{}
	for d := xml.NewDecoder(strings.NewReader(svg)); ; {
		token, err := d.Token()
		if err == io.EOF {
			return names, attributes
		}
		require.NoError(t, err, "the SVG is not well-formed")
		of, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch of.Name.Local {
		case "path", "circle":
			names = append(names, "path")
		case "text":
			names = append(names, "text")
		}
		for _, a := range of.Attr {
			attributes[a.Name.Local] = true
		}
	}
}

// TestPaintersAgree checks that SVG and image show the same shapes in the same order.
func TestPaintersAgree(t *testing.T) {
	for _, width := range []float64{Wide, Narrow} {
		l := small().Layout(width, true)
		inSVG, _ := elements(t, l.SVG("wide"))
		var c recorder.Canvas
		l.Paint(&c, 700)
		var drawn []string
		for _, action := range c.Actions {
			switch a := action.(type) {
			case *recorder.FillString:
				drawn = append(drawn, "text")
			case *recorder.Fill:
				drawn = append(drawn, "path")
			case *recorder.Stroke:
				if n := len(drawn); n == 0 || !filledBefore(c.Actions, a) {
					drawn = append(drawn, "path")
				}
			}
		}
		assert.Equal(t, inSVG, drawn, "what is drawn at %v pixels", width)
		assert.Len(t, inSVG, len(l.Shapes), "elements")
	}
}

// filledBefore tells whether the path of a stroke was filled just before.
func filledBefore(actions []recorder.Action, stroke *recorder.Stroke) bool {
	var last *recorder.Fill
	for _, action := range actions {
		switch a := action.(type) {
		case *recorder.Fill:
			last = a
		case *recorder.Stroke:
			if a == stroke {
				return last != nil && samePath(last.Path, a.Path)
			}
			last = nil
		}
	}
	return false
}

func samePath(a, b vg.Path) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Pos != b[i].Pos {
			return false
		}
	}
	return true
}

// TestPageHasNoColours checks that a figure on a page leaves colours and sizes to the
// style sheet, that this names a look for every role, and that letters can be read.
func TestPageHasNoColours(t *testing.T) {
	svg := small().Layout(Narrow, false).SVG("narrow")
	_, attributes := elements(t, svg)
	for _, name := range []string{"fill", "stroke", "style", "font-size", "stroke-width"} {
		assert.NotContains(t, attributes, name, "the SVG of a page has its own looks")
	}
	page, file := Style(), fileStyle()
	for role, of := range styles {
		assert.Contains(t, page, ".fig ."+string(role)+"", "the style sheet of the page has no %s", role)
		assert.Contains(t, file, "."+string(role), "that of files has no %s", role)
		if of.size > 0 {
			assert.GreaterOrEqual(t, of.size, 11.0, "%s is too small to be read", role)
		}
	}
	assert.NotContains(t, page, "#", "the page gives colours")
	assert.NotContains(t, file, "var(", "a file asks for the colours of a page")
}

// TestNamesAreText checks that markup in names is text.
func TestNamesAreText(t *testing.T) {
	svg := small().Layout(Wide, true).File()
	assert.NotContains(t, svg, "<b>")
	assert.Contains(t, svg, "Waits &lt;b&gt;&amp;&lt;/b&gt; slots")
	assert.Contains(t, svg, "waves, &#34;quoted&#34;")
}

// TestFigureIsGolden compares the page's figure with the one that was looked at.
func TestFigureIsGolden(t *testing.T) {
	path := filepath.Join("testdata", "small.svg")
	got := small().Layout(Narrow, true).File()
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, string(want), got, "the small figure")
}

// TestSimplified checks that a path with fewer points stays as near as it must, and keeps
// its ends and its corners.
func TestSimplified(t *testing.T) {
	var path []Point
	for i := range 2000 {
		path = append(path, Point{float64(i) / 2, 100 + 50*math.Sin(float64(i)/200)})
	}
	path[700].Y = 300 // a spike
	thin := simplified(path, 0.25)
	assert.Less(t, len(thin), 100, "points that are left")
	assert.Contains(t, thin, path[700], "the spike")
	assert.Equal(t, []Point{path[0], path[1999]}, []Point{thin[0], thin[len(thin)-1]}, "the ends")
	for _, pt := range path {
		assert.LessOrEqual(t, awayFromPath(pt, thin), 0.26, "%v is away from the line", pt)
	}
}

func awayFromPath(pt Point, path []Point) float64 {
	least := math.Inf(1)
	for i := range path {
		least = min(least, awayFrom(pt, path[max(i-1, 0)], path[i]))
	}
	return least
}

// TestLabelsOfRandomFigures checks of figures at random that no two labels overlap, that
// none stands on a line, and that a label is nearest to its own line, or its leader line
// ends there; and that every name is either beside its line or in the key.
func TestLabelsOfRandomFigures(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 11))
	keyed := 0
	for n := range 60 {
		f := &Figure{ID: "random", Height: 200, X: Axis{Until: 10}, Y: Axis{Until: 1}}
		for s := range 2 + rng.IntN(5) {
			var line []Point
			y := rng.Float64()
			for x := range 11 {
				y = min(max(y+0.3*(rng.Float64()-0.5), 0), 1)
				line = append(line, Point{float64(x), y})
			}
			f.Layers = append(f.Layers, Line{Series: s, Points: line})
			f.Labels = append(f.Labels, Label{Role: SeriesName, Series: s, Text: strings.Repeat("name ", 1+rng.IntN(4)), Of: line})
		}
		l := f.Layout([]float64{Wide, Narrow}[n%2], false)
		curves, leaders := map[int][]Point{}, map[int][]Point{}
		for _, s := range l.Shapes {
			if inPlot := s.Path[0].Y > l.Top-1; s.Role == Curve && inPlot {
				curves[s.Series] = s.Path
			} else if s.Role == Leader {
				leaders[s.Series] = s.Path
			}
		}
		type placed struct {
			series                   int
			left, right, top, bottom float64
		}
		var all []placed
		for _, s := range l.Shapes {
			if s.Role != SeriesName {
				continue
			}
			at := s.Path[0]
			if at.Y < l.Top {
				keyed++
				continue
			}
			all = append(all, placed{s.Series, at.X, at.X + textWidth(s.Text, textSize, true), at.Y - 9, at.Y + 2})
		}
		for i, a := range all {
			for _, b := range all[:i] {
				apart := a.right < b.left || b.right < a.left || a.bottom < b.top || b.bottom < a.top
				assert.True(t, apart, "figure %d: labels %d and %d overlap", n, a.series, b.series)
			}
			away := func(path []Point) float64 {
				least := math.Inf(1)
				for part := range 21 {
					x := a.left + float64(part)/20*(a.right-a.left)
					for _, y := range []float64{a.top, (a.top + a.bottom) / 2, a.bottom} {
						least = min(least, awayFromPath(Point{x, y}, path))
					}
				}
				return least
			}
			own := away(curves[a.series])
			for series, path := range curves {
				other := away(path)
				assert.Greater(t, other, 0.5, "figure %d: label %d stands on line %d", n, a.series, series)
				if leader := leaders[a.series]; leader != nil {
					assert.LessOrEqual(t, awayFromPath(leader[1], curves[a.series]), 1.0, "figure %d: the leader of %d ends elsewhere", n, a.series)
				} else if series != a.series {
					assert.LessOrEqual(t, own, other+1.5*labelStep, "figure %d: label %d is nearer to line %d", n, a.series, series)
				}
			}
		}
	}
	assert.Less(t, keyed, 60, "names in keys, of about 240")
}

// TestKeyWhereThereIsNoRoom checks that a name too long for the plot stands in a key
// above it, broken into lines, beside a sample of its line.
func TestKeyWhereThereIsNoRoom(t *testing.T) {
	f := small()
	f.Labels[0].Text = strings.TrimSpace(strings.Repeat("a very long name ", 6))
	l := f.Layout(Narrow, false)
	said, samples := "", 0
	for _, s := range l.Shapes {
		if s.Path[0].Y < l.Top && s.Role == SeriesName {
			said += " " + s.Text
			assert.LessOrEqual(t, s.Path[0].X+textWidth(s.Text, textSize, true), Narrow, "%q sticks out", s.Text)
		}
		if s.Path[0].Y < l.Top && s.Role == Curve {
			samples++
		}
	}
	assert.Equal(t, f.Labels[0].Text, strings.TrimSpace(said), "the key")
	assert.Equal(t, 1, samples, "samples of lines in the key")
}

// TestNothingSticksOut checks that every text stands within the layout, also those that
// end at their place and are longer than a line.
func TestNothingSticksOut(t *testing.T) {
	f := small()
	f.X.Name = strings.TrimSpace(strings.Repeat("a b ", 80))
	f.X.Ticks[2].Label = "10 slots and no more" // which moves the end of the axis to the left
	f.Y.Name, f.Title, f.Notes = f.X.Name, f.X.Name, []string{f.X.Name, f.X.Name}
	for _, width := range []float64{Wide, Narrow} {
		l := f.Layout(width, true)
		for _, s := range l.Shapes {
			if s.Text == "" {
				continue
			}
			wide := textWidth(s.Text, styles[s.Role].size, styles[s.Role].bold)
			left := s.Path[0].X - map[Anchor]float64{Start: 0, Middle: wide / 2, End: wide}[s.Anchor]
			assert.True(t, left >= 0 && left+wide <= width && s.Path[0].Y <= l.Height, "%v pixels: %q goes from %v to %v", width, s.Text, left, left+wide)
		}
	}
}

// TestWidthsOfOtherScripts checks that letters that the font lacks count as wide as they
// are elsewhere.
func TestWidthsOfOtherScripts(t *testing.T) {
	assert.InDelta(t, 24, textWidth("全社", 12, false), 1e-9)
	assert.InDelta(t, textWidth("waves", 12, false)+12, textWidth("waves全", 12, false), 1e-9)
	assert.Equal(t, 2*textWidth("waves", 6, true), textWidth("waves", 12, true), "twice the size is twice as wide")
}

// TestRasterDistances checks distances by hand: straight, and over a diagonal.
func TestRasterDistances(t *testing.T) {
	l := &LabelLayout{Max: Point{60, 30}, Step: 3}
	r := l.raster()
	r.take(squares{5, 5, 2, 2})
	d := r.distances()
	for _, tt := range []struct {
		column, row int
		want        float64
	}{{5, 2, 0}, {9, 2, 4}, {5, 0, 2}, {6, 3, math.Sqrt2}} {
		assert.Equal(t, tt.want, d[tt.row*r.columns+tt.column], "square %d, %d is away", tt.column, tt.row)
	}
	assert.Equal(t, 1, r.covered(r.sums(), squares{4, 6, 0, 9}), "squares taken in a box around one")
}
