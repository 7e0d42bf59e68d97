package reports

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

// TestNamesCoverNothing checks that the name of a curve stands where nothing is
// drawn, nearer to its own curve than to the other, also where there is little room.
func TestNamesCoverNothing(t *testing.T) {
	steep := []point{{0, 0}, {10, 80}, {100, 95}}
	for _, tt := range []struct {
		name  string
		other []point
	}{
		{"far apart", []point{{0, 0}, {60, 10}, {100, 95}}},
		{"close together", []point{{0, 0}, {14, 78}, {100, 92}}},
		{"crossing twice", []point{{0, 10}, {8, 50}, {30, 88}, {100, 90}}},
	} {
		c := draw.New(vgimg.New(400, 300))
		n := naming{curves: []named{{points: steep}, {points: tt.other}}}
		taken := newRaster(c)
		away := make([][]float64, 2)
		for i := range n.curves {
			own := newRaster(c)
			path := on(c, frame(0, 100, 0, 100), n.curves[i].points)
			own.stroke(c, path)
			taken.stroke(c, path)
			away[i] = own.distances()
		}
		for i := range n.curves {
			b, far := n.freest(taken, away, i, 25, 4)
			covered := taken.covered(taken.sums(), b)
			assert.Zero(t, covered, "%s: name %d covers %d squares", tt.name, i, covered)
			other := taken.nearest(away[1-i], b)
			assert.Greater(t, other, far,
				"%s: name %d is %.1f squares from its curve and %.1f from the other", tt.name, i, far, other)
			taken.take(b)
		}
	}
}

// TestRasterDistances checks distances by hand: straight, and over a diagonal.
func TestRasterDistances(t *testing.T) {
	r := newRaster(draw.New(vgimg.New(60, 30)))
	r.take(box{5, 5, 2, 2})
	d := r.distances()
	for _, tt := range []struct {
		column, row int
		want        float64
	}{{5, 2, 0}, {9, 2, 4}, {5, 0, 2}, {6, 3, 1.4142135623730951}} {
		got := d[tt.row*r.columns+tt.column]
		assert.Equal(t, tt.want, got, "square %d, %d is %v away", tt.column, tt.row, got)
	}
	n := r.covered(r.sums(), box{4, 6, 0, 9})
	assert.Equal(t, 1, n, "%d squares are taken in a box around one", n)
}

// TestSubtitleFits checks that no line below the title of a picture is wider than it.
func TestSubtitleFits(t *testing.T) {
	c := called("全社一斉", "waves", "pilot")
	for i := range c.Results[1:] {
		c.Results[i+1].Metrics = append(c.Results[i+1].Metrics, estimated("never", "count", around(20, 163+float64(i), 8)))
	}
	asian := pageOf(c).drawable().pictures()
	for _, pic := range append(asian, pageIn(drawnBadRelease(), german).pictures()...) { // a part alone is wider
		for _, line := range pic.below() {
			width := words(9.5, faint, false).Width(line)
			assert.LessOrEqual(t, width, pictureWidth-32*vg.Length(1),
				"%s: %q is %v wide, more than the picture", pic.file, line, width)
		}
	}
	for _, pic := range asian {
		assert.False(t, pic.file == "updated" && len(pic.below()) < 2,
			"updated: %q says not how many PCs are never updated", pic.subtitle)
	}
}
