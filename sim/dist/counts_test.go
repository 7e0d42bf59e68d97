package dist

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestGeometricCounts holds the quantile against the chance of each count: k - 1
// times one more and then none more.
func TestGeometricCounts(t *testing.T) {
	for _, mean := range []float64{1, 1.25, 2, 3, 10, 400} {
		d := must(Geometric(mean))
		upTo := 0.0 // chance of at most k-1
		for k := 1; upTo < 0.999 && k < 3000; k++ {
			chance := math.Pow(1-1/mean, float64(k-1)) / mean
			middle := upTo + chance/2
			assert.Equal(t, float64(k), d.Quantile(middle),
				"%v: Quantile(%v) = %v, want %d", d, middle, d.Quantile(middle), k)
			if upTo += chance; mean > 1 && upTo < 0.999 {
				const edge = 1e-12 // rounding of powers
				low, high := d.Quantile(upTo-edge), d.Quantile(upTo+edge)
				assert.True(t, low == float64(k) && high == float64(k+1),
					"%v: %v and %v around the chance %v of at most %d, want %d and %d", d, low, high, upTo, k, k, k+1)
			}
		}
	}
}

func TestGeometricRefuses(t *testing.T) {
	for _, tt := range []struct {
		mean float64
		want string
	}{
		{0.99, "mean must be at least 1, got 0.99"},
		{-3, "mean must be at least 1, got -3"},
		{math.NaN(), "mean must be a finite number, got NaN"},
		{math.Inf(1), "mean must be a finite number, got +Inf"},
	} {
		d, err := Geometric(tt.mean)
		assert.EqualError(t, err, tt.want, "Geometric(%v) = %v, %v, want the error %q", tt.mean, d, err, tt.want)
	}
}
