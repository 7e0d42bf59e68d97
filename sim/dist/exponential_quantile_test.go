package dist

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestExponentialQuantileIsTheLogarithm(t *testing.T) {
	worst, at := 0.0, 0.0
	check := func(u float64) {
		want := -math.Log1p(-u)
		if e := math.Abs(ExponentialQuantile(u)-want) / want; e > worst {
			worst, at = e, u
		}
	}
	for i := 1; i < 1_000_000; i++ {
		check(float64(i) / 1_000_000)
	}
	for e := 1; e <= 52; e++ {
		check(math.Ldexp(1, -e))
		check(1 - math.Ldexp(1, -e))
	}
	stream := NewStream(1, 0)
	for i := range uint64(1_000_000) {
		check(stream.Uniform(0, 0, i))
	}
	assert.LessOrEqual(t, worst, 1e-12,
		"ExponentialQuantile(%v) is off by %.2g of its value, want at most 1e-12", at, worst)
	t.Logf("largest relative error %.2g, at %v", worst, at)
}

func BenchmarkExponentialQuantile(b *testing.B) {
	stream := NewStream(1, 0)
	us := make([]float64, 4096)
	for i := range us {
		us[i] = stream.Uniform(0, 0, uint64(i))
	}
	sum := 0.0
	for name, f := range map[string]func(float64) float64{
		"table": ExponentialQuantile,
		"Log1p": func(u float64) float64 { return -math.Log1p(-u) },
	} {
		b.Run(name, func(b *testing.B) {
			for i := range b.N {
				// Each waits for the one before, as in a queue whose next arrival follows from the last.
				sum = f(us[i%4096]) + sum*0x1p-60
			}
		})
	}
	require.False(b, math.IsNaN(sum), "%v", sum)
}
