package stats

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestWelch checks the difference of two samples against the example of R's manual
// of t.test, its data sleep as two groups: t = -1.8608, df = 17.776, p = 0.07939,
// interval -3.3654832 to 0.2054832.
func TestWelch(t *testing.T) {
	one := []float64{0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2}
	two := []float64{1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4}
	d, p := Welch(one, two, 0.95)
	for _, tt := range []struct {
		what      string
		got, want float64
	}{{"mean", d.Mean, -1.58}, {"low", d.Low, -3.3654832}, {"high", d.High, 0.2054832}, {"p", p, 0.07939414}} {
		assert.InDelta(t, tt.want, tt.got, 1e-7, tt.what)
	}
	d, p = Welch([]float64{2, 2}, []float64{2, 2, 2}, 0.95)
	assert.True(t, d.Mean == 0 && p == 1, "equal constants: %v, p = %v", d, p)
	d, p = Welch([]float64{2}, []float64{2, 3}, 0.95)
	assert.True(t, d.Mean == -0.5 && math.IsNaN(d.Low) && math.IsNaN(p), "one value: %v, p = %v", d, p)
}
