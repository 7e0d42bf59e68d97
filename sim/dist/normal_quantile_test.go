package dist

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat/distuv"
)

func TestNormalQuantile(t *testing.T) {
	// Roots of erfc in 50-digit arithmetic (mpmath), for the double nearest to p.
	for _, tt := range []struct{ p, want float64 }{
		{1e-300, -37.047096299361199237},
		{1e-100, -21.273453560965324294},
		{1e-20, -9.2623400897984075796},
		{0x1p-53, -8.2095361516013868556},
		{1e-12, -7.0344838253011319326},
		{1e-11, -6.7060231554951362961},
		{1.4e-11, -6.6567230915181836356},
		{1e-9, -5.9978070150076868614},
		{1e-5, -4.2648907939228246102},
		{0.001, -3.0902323061678135354},
		{0.025, -1.9599639845400542118},
		{0.0749, -1.4402382675279636631},
		{0.0751, -1.4388253927525399824},
		{0.2, -0.84162123357291416552},
		{0.45, -0.12566134685507400616},
		{0.4999, -0.00025066283008800749239},
		{0.5, 0},
		{0.5 + 0x1p-40, 2.2797651350911114627e-12},
		{0.9, 1.2815515655446005935},
		{0.95, 1.6448536269514722844},
		{0.975, 1.9599639845400538556},
		{0.999, 3.0902323061678132778},
		{1 - 0x1p-30, 6.0093535655307438932},
		{1 - 0x1p-53, 8.2095361516013868556},
		{0, math.Inf(-1)},
		{1, math.Inf(1)},
	} {
		got := NormalQuantile(tt.p)
		assert.False(t, got != tt.want && math.Abs(got/tt.want-1) > 5e-16,
			"NormalQuantile(%v) = %.17g, want %.17g", tt.p, got, tt.want)
	}
	for _, p := range []float64{-0.1, 1.1, math.NaN()} {
		got := NormalQuantile(p)
		assert.True(t, math.IsNaN(got), "NormalQuantile(%v) = %v, want NaN", p, got)
	}
}

func TestNormalQuantileAgreesWithGonum(t *testing.T) {
	worst, at := 0.0, 0.0
	check := func(p float64) {
		got, want := NormalQuantile(p), distuv.UnitNormal.Quantile(p)
		if e := math.Abs(got-want) / math.Abs(want); e > worst {
			worst, at = e, p
		}
	}
	for i := 1; i < 100_000; i++ {
		if p := float64(i) / 100_000; p != 0.5 {
			check(p)
		}
	}
	for e := 5.0; e < 300; e += 0.5 {
		check(math.Pow(10, -e))
		if e < 15 {
			check(1 - math.Pow(10, -e))
		}
	}
	assert.LessOrEqual(t, worst, 1e-15, "relative difference %.2g at p = %v, want below 1e-15", worst, at)
}

func TestNormalQuantileInvertsNormalCDF(t *testing.T) {
	before := math.Inf(-1)
	for z := -37.0; z < 8; z += 1.0 / 64 {
		got := NormalQuantile(NormalCDF(z))
		assert.Greater(t, got, before,
			"NormalQuantile at NormalCDF(%v) = %v, not above %v before it", z, got, before)
		before = got
		// Near p = 1 half a unit in the last place of p is worth this much of z.
		slack := 0x1p-54 / math.Exp(-z*z/2) * math.Sqrt(2*math.Pi)
		if z < 0 {
			slack = 0
		}
		assert.InDelta(t, z, got, 2e-15*math.Abs(z)+2e-16+2*slack,
			"NormalQuantile(NormalCDF(%v)) = %.17g", z, got)
	}
}

func BenchmarkNormalQuantile(b *testing.B) {
	for _, bench := range []struct {
		name     string
		quantile func(p float64) float64
	}{
		{"ours", NormalQuantile},
		{"gonum", distuv.UnitNormal.Quantile},
	} {
		b.Run(bench.name, func(b *testing.B) {
			s, sum := NewStream(1, 0), 0.0
			for i := range b.N {
				sum += bench.quantile(s.Uniform(uint32(i), 3, 5))
			}
			require.False(b, math.IsNaN(sum), "a normal quantile is NaN")
		})
	}
}
