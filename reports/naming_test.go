package reports

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"gonum.org/v1/plot/vg"
)

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
