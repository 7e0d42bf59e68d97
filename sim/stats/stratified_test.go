package stats_test

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/sim/dist"
	"github.com/rollsim/rollsim/sim/stats"
)

// normals are standard normal values by replication and purpose.
func normals(seed uint64, n, purpose int) []float64 {
	xs := make([]float64, n)
	for r := range xs {
		xs[r] = dist.NormalQuantile(dist.NewStream(seed, r).Uniform(0, dist.Purpose(purpose), 0))
	}
	return xs
}

func same(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }

// sameEstimate compares to the last bit.
func sameEstimate(a, b stats.Estimate) bool {
	return same(a.Mean, b.Mean) && same(a.Low, b.Low) && same(a.High, b.High) && same(a.P5, b.P5) && same(a.P95, b.P95) && a.N == b.N
}

// TestOneStratum is no stratification at all, to the last bit.
func TestOneStratum(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(+1)
	for _, values := range [][]float64{
		normals(1, 37, 0), normals(2, 100, 0), normals(3, 6, 0), {1, 1, 1, 2}, {4}, {}, {nan}, {3, nan, 7, nan, 1, 1, 8, 8, 9},
	} {
		known := slices.DeleteFunc(slices.Clone(values), math.IsNaN)
		one := []stats.Stratum{{Weight: 1, Values: values}}
		got, want := stats.StratifiedMean(one, 0.95), stats.MeanEstimate(known, 0.95)
		assert.True(t, sameEstimate(got, want), "%v: mean %+v, want %+v", values, got, want)
		never := append(slices.Clone(known), inf, inf)
		for _, p := range []float64{0.05, 0.5, 0.9} {
			low, value, high, ok := stats.StratifiedQuantile([]stats.Stratum{{Weight: 1, Values: append(slices.Clone(values), inf, inf)}}, p, 0.95)
			wantLow, wantValue, wantHigh, wantOK := stats.QuantileInterval(never, p, 0.95)
			assert.True(t, low == wantLow && value == wantValue && high == wantHigh && ok == wantOK,
				"%v: quantile %v is %v in %v to %v (%t), want %v in %v to %v (%t)", never, p, value, low, high, ok, wantValue, wantLow, wantHigh, wantOK)
		}
		kept := 0
		for _, v := range known {
			if v <= 1 {
				kept++
			}
		}
		if len(known) == 0 {
			continue
		}
		share, low, high, effective := stats.StratifiedShare(one, func(v float64) bool { return v <= 1 }, 0.95)
		wantLow, wantHigh := stats.Wilson(float64(kept), float64(len(known)), 0.95)
		assert.True(t, share == float64(kept)/float64(len(known)) && low == wantLow && high == wantHigh &&
			effective == float64(len(known)),
			"%v: share %v in %v to %v of %v, want %d of %d in %v to %v", values, share, low, high, effective, kept, len(known), wantLow, wantHigh)
	}
}

// TestStratifiedMean by hand: the values of the replications are their weighted
// means, the band is over all values by weight.
func TestStratifiedMean(t *testing.T) {
	nan := math.NaN()
	for _, tt := range []struct {
		name   string
		strata []stats.Stratum
		values []float64 // whose plain estimate it is
		p5     float64
		p95    float64
	}{
		{"two of three", []stats.Stratum{{0.75, []float64{4, 8, 0}}, {0.25, []float64{8, 0, 4}}}, []float64{5, 6, 1}, 0, 8},
		{"weights need not add up to 1", []stats.Stratum{{3, []float64{4, 8, 0}}, {1, []float64{8, 0, 4}}}, []float64{5, 6, 1}, 0, 8},
		{"a rare stratum is not in the band", []stats.Stratum{{0.96, []float64{1, 2}}, {0.04, []float64{51, 52}}}, []float64{3, 4}, 1, 2},
		{"a stratum without values", []stats.Stratum{{0.75, []float64{4, 8, 0}}, {0.25, []float64{nan, nan, nan}}}, []float64{4, 8, 0}, 0, 8},
		{"a replication without values", []stats.Stratum{{0.75, []float64{4, nan, 0}}, {0.25, []float64{8, nan, 4}}}, []float64{5, 1}, 0, 8},
		{"what the strata have no say in", []stats.Stratum{{0.85, []float64{0.1, 0.7}}, {0.15, []float64{0.1, 0.7}}}, []float64{0.1, 0.7}, 0.1, 0.7},
	} {
		want := stats.MeanEstimate(tt.values, 0.95)
		want.P5, want.P95 = tt.p5, tt.p95
		got := stats.StratifiedMean(tt.strata, 0.95)
		close := func(a, b float64) bool { return math.Abs(a-b) < 1e-12*(1+math.Abs(b)) }
		assert.True(t, close(got.Mean, want.Mean) && close(got.Low, want.Low) && close(got.High, want.High) &&
			got.P5 == want.P5 && got.P95 == want.P95 && got.N == want.N,
			"%s: %+v, want %+v", tt.name, got, want)
	}
	// Of (3·1 + 1·5) / 4 and 3·2 / 3: in all 14 / 7, where the mean of means is 2, too;
	// of 8 / 4 and 9 / 3 the mean is 17 / 7.
	uneven := stats.StratifiedMean([]stats.Stratum{{3, []float64{1, 3}}, {1, []float64{5, nan}}}, 0.95)
	assert.True(t, math.Abs(uneven.Mean-17.0/7) <= 1e-12 && (uneven.Low < uneven.Mean &&
		uneven.Mean < uneven.High),
		"mean where a stratum has no value in one replication %+v, want 17/7", uneven)
}

// TestStratifiedAgainstPlain draws a quantity that is N(10, 2²) without and
// N(50, 12²) with a problem of 15 %: by drawing the problem, too, and by playing
// both. The means agree and the variances are those of theory: plain, within plus
// between; both played, without the between part and, as each replication plays
// both, with the strata's own variances at w² if they are independent, and
// (Σ w·sd)² if they share their random numbers.
func TestStratifiedAgainstPlain(t *testing.T) {
	const n, chance = 40_000, 0.15
	const mean0, sd0, mean1, sd1 = 10.0, 2.0, 50.0, 12.0
	z0, z1 := normals(7, n, 0), normals(7, n, 1)
	clean, bad, shared, plain := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	for r := range n {
		clean[r], bad[r], shared[r] = mean0+sd0*z0[r], mean1+sd1*z1[r], mean1+sd1*z0[r]
		plain[r] = clean[r]
		if dist.NewStream(7, r).Uniform(0, 2, 0) < chance {
			plain[r] = bad[r]
		}
	}
	mean := (1-chance)*mean0 + chance*mean1
	between := chance * (1 - chance) * (mean1 - mean0) * (mean1 - mean0)
	within := (1-chance)*sd0*sd0 + chance*sd1*sd1
	independent := (1-chance)*(1-chance)*sd0*sd0 + chance*chance*sd1*sd1
	together := ((1-chance)*sd0 + chance*sd1) * ((1-chance)*sd0 + chance*sd1)
	for _, tt := range []struct {
		name     string
		estimate stats.Estimate
		variance float64 // of a replication
	}{
		{"plain", stats.MeanEstimate(plain, 0.95), within + between},
		{"stratified", stats.StratifiedMean([]stats.Stratum{{1 - chance, clean}, {chance, bad}}, 0.95), independent},
		{"stratified, common numbers", stats.StratifiedMean([]stats.Stratum{{1 - chance, clean}, {chance, shared}}, 0.95), together},
	} {
		half := (tt.estimate.High - tt.estimate.Low) / 2
		deviation := math.Sqrt(tt.variance / n)
		assert.InDelta(t, tt.estimate.Mean, mean, 4*deviation,
			"%s: mean %v, want %v ± %.3f", tt.name, tt.estimate.Mean, mean, 4*deviation)
		got := half / 1.95996 * half / 1.95996 * n
		assert.InDelta(t, 1, got/tt.variance, 0.03,
			"%s: variance of a replication %.2f, want %.2f", tt.name, got, tt.variance)
	}
}

// TestStratifiedShare holds two strata of 30 replications against a condition.
// The interval is right when both keep it alike, when they do independently, and
// when one always and the other never does; and the effective number is what it
// must be.
func TestStratifiedShare(t *testing.T) {
	const n, times, weight = 30, 2000, 0.3
	kish := n / (weight*weight + (1-weight)*(1-weight))
	for _, tt := range []struct {
		name         string
		keep0, keep1 float64 // chances
		shared       bool
		least, most  float64 // mean effective number
	}{
		{"alike", 0.8, 0.8, true, n, n},
		{"independent", 0.8, 0.8, false, n + 5, kish},
		{"far apart", 0.9, 0.1, false, kish - 5, kish},
		{"always and never", 1, 0, false, kish, kish},
		{"always", 1, 1, true, n, n},
	} {
		truth := (1-weight)*tt.keep0 + weight*tt.keep1
		covered, effective := 0, 0.0
		for k := range times {
			var strata [2]stats.Stratum
			strata[0].Weight, strata[1].Weight = 1-weight, weight
			for r := range n {
				stream := dist.NewStream(uint64(k), r)
				u0, u1 := stream.Uniform(0, 0, 0), stream.Uniform(0, 1, 0)
				if tt.shared {
					u1 = u0
				}
				strata[0].Values = append(strata[0].Values, u0/tt.keep0)
				strata[1].Values = append(strata[1].Values, u1/tt.keep1)
			}
			_, low, high, m := stats.StratifiedShare(strata[:], func(v float64) bool { return v <= 1 }, 0.95)
			effective += m / times
			if low <= truth && truth <= high {
				covered++
			}
		}
		c := float64(covered) / times
		assert.GreaterOrEqual(t, c, 0.93, "%s: %.3f of the intervals hold the share, want 0.95", tt.name, c)
		assert.True(t, effective >= tt.least-1e-9 && effective <= tt.most+1e-9,
			"%s: worth %.2f rollouts, want %.2f to %.2f", tt.name, effective, tt.least, tt.most)
	}
}

// TestStratifiedQuantile covers the median of a mixture, one stratum of which is
// never reached in half of the replications.
func TestStratifiedQuantile(t *testing.T) {
	const n, times, weight = 25, 2000, 0.2
	// The clean stratum is uniform in 0..1; half of the other lies at 1..2, the rest
	// nowhere. 0.8·x = 0.5 at 0.625.
	covered := 0
	for k := range times {
		clean, bad := make([]float64, n), make([]float64, n)
		for r := range n {
			stream := dist.NewStream(uint64(k), r)
			clean[r] = stream.Uniform(0, 0, 0)
			bad[r] = 1 + clean[r]
			if clean[r] > 0.5 {
				bad[r] = math.Inf(+1)
			}
		}
		low, _, high, ok := stats.StratifiedQuantile([]stats.Stratum{{1 - weight, clean}, {weight, bad}}, 0.5, 0.95)
		require.True(t, ok, "no interval from %d replications", n)
		if low <= 0.625 && 0.625 <= high {
			covered++
		}
	}
	c := float64(covered) / times
	assert.GreaterOrEqual(t, c, 0.93, "%.3f of the intervals hold the median, want 0.95", c)
	// By hand: up to 3 there are 0.75·2 + 0.25·1 of 4 in weight, up to 5 2.5.
	strata := []stats.Stratum{{0.75, []float64{1, 3, 5, 7}}, {0.25, []float64{2, math.Inf(+1), math.Inf(+1), math.Inf(+1)}}}
	_, value, _, ok := stats.StratifiedQuantile(strata, 0.5, 0.95)
	assert.True(t, value == 5 && !ok, "median %v (%t), want 5 and no interval from 4 replications", value, ok)
}

// TestRatioOfMeans: at both ends of the interval the t test of a − q·b is just at
// its level, inside it is not, outside it is.
func TestRatioOfMeans(t *testing.T) {
	za, zb := normals(11, 20, 0), normals(11, 20, 1)
	a, b := make([]float64, 20), make([]float64, 20)
	for r := range a {
		a[r], b[r] = 3+za[r], 10+zb[r]+za[r]
	}
	p := func(q float64) float64 {
		scaled := make([]float64, len(b))
		for r := range b {
			scaled[r] = q * b[r]
		}
		_, p := stats.Paired(a, scaled, 0.95)
		return p
	}
	low, value, high := stats.RatioOfMeans(a, b, 0.95)
	assert.True(t, math.Abs(p(low)-0.05) <= 1e-9 && math.Abs(p(high)-0.05) <= 1e-9 &&
		math.Abs(p(value)-1) <= 1e-9 && low <= value && value <= high,
		"ratio %v in %v to %v has p-values %v, %v and %v, want 1 between two of 0.05", value, low, high, p(value), p(low), p(high))
	for _, tt := range []struct {
		name             string
		a, b             []float64
		low, value, high float64
	}{
		{"no spread", []float64{6, 6}, []float64{4, 4}, 1.5, 1.5, 1.5},
		{"nothing at all", []float64{0, 0}, []float64{0, 0}, math.Inf(-1), math.NaN(), math.Inf(+1)},
		{"a denominator that may be 0", []float64{6, 6, 6}, []float64{-4, 0, 7}, math.Inf(-1), 6, math.Inf(+1)},
		{"one replication", []float64{6}, []float64{4}, math.NaN(), 1.5, math.NaN()},
		{"none", nil, nil, math.NaN(), math.NaN(), math.NaN()},
	} {
		low, value, high := stats.RatioOfMeans(tt.a, tt.b, 0.95)
		assert.True(t, same(low, tt.low) && same(value, tt.value) && same(high, tt.high),
			"%s: %v in %v to %v, want %v in %v to %v", tt.name, value, low, high, tt.value, tt.low, tt.high)
	}
}

// TestRatioWithin: at each ratio the interval says what the t test says.
func TestRatioWithin(t *testing.T) {
	za, zb := normals(12, 12, 0), normals(12, 12, 1)
	for _, tt := range []struct {
		name                       string
		meanA, meanB, shared, sure float64
	}{
		{"both ends inside", 3, 10, 0, 0}, {"upper end outside", 9, 10, 0, 0}, {"beyond", 30, 10, 0, 0}, {"below", -30, 10, 0, 0},
		{"a denominator that may be 0, none left", 20, 0.1, 0, 0}, {"all left", 0.1, 0.1, 0, 0},
		{"towards one end", 1.3, 0.1, 0, 0}, {"two pieces", 1.2, 0.5, 1, 0}, {"towards the other end", -1.3, -0.1, 0, 0}, {"no spread below", 3, 10, 0, 1},
	} {
		a, b := make([]float64, 12), make([]float64, 12)
		for r := range a {
			a[r], b[r] = tt.meanA+za[r], tt.meanB+(1-tt.sure)*(zb[r]+tt.shared*za[r])
		}
		least, most := math.NaN(), math.NaN()
		for i := range 2001 {
			q := float64(i) / 2000
			scaled := make([]float64, len(b))
			for r := range b {
				scaled[r] = q * b[r]
			}
			if _, p := stats.Paired(a, scaled, 0.95); p >= 0.05 {
				if math.IsNaN(least) {
					least = q
				}
				most = q
			}
		}
		low, high := stats.RatioWithin(a, b, 0.95, 0, 1)
		near := func(x, y float64) bool { return math.IsNaN(x) && math.IsNaN(y) || math.Abs(x-y) <= 1.0/2000 }
		assert.True(t, near(low, least) && near(high, most),
			"%s: %v to %v, want %v to %v", tt.name, low, high, least, most)
	}
}

// TestMixtureCurve: a part of weight 3 is the same part three times. Exact and
// packed samples, with zeros and with empty parts.
func TestMixtureCurve(t *testing.T) {
	fill := func(s *stats.Sample, n int, scale float64, purpose int) {
		for i, z := range normals(5, n, purpose) {
			v := time.Duration(scale * math.Abs(z) * float64(time.Minute))
			if i%5 == 0 {
				v = 0
			}
			s.Add(v)
		}
	}
	for _, n := range [][2]int{{50, 30}, {200, 1}, {7, 0}, {0, 40}, {0, 0}} {
		var a, b, all stats.Sample
		fill(&a, n[0], 1, 0)
		fill(&b, n[1], 9, 1)
		for range 3 {
			all.Merge(&a)
		}
		all.Merge(&b)
		got := stats.MixtureCurve([]stats.Part{{Sample: &a, Weight: 0.75}, {Sample: &b, Weight: 0.25}}, 100)
		want := all.Curve(100)
		differ := len(got) != len(want)
		for i := 0; !differ && i < len(want); i++ {
			differ = got[i].Value != want[i].Value || math.Abs(got[i].Level-want[i].Level) > 1e-12
		}
		assert.False(t, differ, "%v durations: %v, want %v", n, got, want)
	}
}

// ExampleMixtureCurve has the waits with a problem, one of four of which has not
// ended, weigh a quarter: the mixture is known up to 15 of 16.
func ExampleMixtureCurve() {
	var clean, bad stats.Sample
	for _, m := range []time.Duration{0, 1, 1, 2} {
		clean.Add(m * time.Minute)
	}
	for _, m := range []time.Duration{2, 5, 6} {
		bad.Add(m * time.Minute)
	}
	bad.AddCensored(9 * time.Minute)
	for _, p := range stats.MixtureCurve([]stats.Part{{Sample: &clean, Weight: 0.75}, {Sample: &bad, Weight: 0.25}}, 16) {
		fmt.Printf("%.4f %v\n", p.Level, p.Value)
	}
	// Output:
	// 0.1875 0s
	// 0.2500 1m0s
	// 0.3125 1m0s
	// 0.3750 1m0s
	// 0.4375 1m0s
	// 0.5000 1m0s
	// 0.5625 1m0s
	// 0.6250 2m0s
	// 0.6875 2m0s
	// 0.7500 2m0s
	// 0.8125 2m0s
	// 0.8750 5m0s
	// 0.9375 6m0s
}
