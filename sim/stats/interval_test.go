package stats

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/rollsim/rollsim/sim/dist"
	"github.com/rollsim/rollsim/testdata/known"
)

// near reports whether two numbers agree to a relative error, or are equal.
func near(got, want, relative float64) bool {
	return got == want || math.Abs(got-want) <= relative*math.Abs(want)
}

func TestMeanEstimate(t *testing.T) {
	for _, answer := range known.Answers(t, "statistics", "95% t interval [lo,hi,mean,sd(n-1)]") {
		var params struct{ X []float64 }
		var want [4]float64
		answer.Read(t, &params, &want)
		e := MeanEstimate(params.X, 0.95)
		assert.True(t, near(e.Low, want[0], 1e-13) && near(e.High, want[1], 1e-13) && near(e.Mean, want[2], 1e-15) &&
			e.N == len(params.X),
			"%s: %+v, want %v", answer.ID, e, want)
		_, sd := meanAndSD(params.X)
		assert.True(t, near(sd, want[3], 1e-14), "%s: sd = %v, want %v", answer.ID, sd, want[3])
		least, most := slices.Min(params.X), slices.Max(params.X)
		assert.True(t, e.P5 == least && e.P95 == most,
			"%s: band of 10 values %v to %v, want %v to %v", answer.ID, e.P5, e.P95, least, most)
	}
	one := MeanEstimate([]float64{7}, 0.95)
	assert.True(t, one.Mean == 7 && one.P5 == 7 && one.P95 == 7 && math.IsNaN(one.Low) && math.IsNaN(one.High) &&
		one.N == 1,
		"of one value: %+v, want the value and no interval", one)
	none := MeanEstimate(nil, 0.95)
	assert.True(t, math.IsNaN(none.Mean) && math.IsNaN(none.P5) && none.N == 0,
		"of no value: %+v, want NaN", none)
	// 0.1 is no sum of tenths: the interval must close all the same.
	equal := MeanEstimate([]float64{0.1, 0.1, 0.1, 0.1, 0.1, 0.1}, 0.95)
	assert.True(t, equal.Low == 0.1 && equal.High == 0.1, "of equal values: %+v, want 0.1 to 0.1", equal)
	large := MeanEstimate([]float64{1e9 + 1, 1e9 + 2, 1e9 + 3}, 0.95)
	half := dist.StudentQuantile(0.975, 2) / math.Sqrt(3)
	assert.True(t, near(large.High-large.Mean, half, 1e-6),
		"half width far from 0 = %v, want %v", large.High-large.Mean, half)
}

func TestQuantileIntervalRanks(t *testing.T) {
	for _, answer := range known.Answers(t, "statistics", "order statistic indices (1-based) [l,u], coverage P(l<=Bin<=u-1)") {
		var params struct {
			N int
			P float64
		}
		var want [3]*float64 // null: no bound
		answer.Read(t, &params, &want)
		lower, upper := orderRanks(params.N, params.P, 0.95)
		wantLower, wantUpper := 0, params.N+1
		if want[0] != nil {
			wantLower = int(*want[0])
		}
		if want[1] != nil {
			wantUpper = int(*want[1])
		}
		assert.True(t, lower == wantLower && upper == wantUpper,
			"%s: ranks %d and %d, want %d and %d", answer.ID, lower, upper, wantLower, wantUpper)
		count := distuv.Binomial{N: float64(params.N), P: params.P}
		coverage := count.CDF(float64(upper - 1))
		if lower > 0 {
			coverage -= count.CDF(float64(lower - 1))
		}
		assert.True(t, near(coverage, *want[2], 1e-12), "%s: coverage %v, want %v", answer.ID, coverage, *want[2])

		xs := make([]float64, params.N)
		for i := range xs {
			xs[i] = float64(params.N - i) // 1 to n, downwards
		}
		wantLow, wantHigh := float64(wantLower), float64(wantUpper)
		if want[0] == nil {
			wantLow = math.Inf(-1)
		}
		if want[1] == nil {
			wantHigh = math.Inf(1)
		}
		low, value, high, ok := QuantileInterval(xs, params.P, 0.95)
		assert.True(t, low == wantLow && high == wantHigh && ok == (want[0] != nil && want[1] != nil) &&
			value == math.Ceil(params.P*float64(params.N)),
			"%s: %v in %v to %v, %v", answer.ID, value, low, high, ok)
	}
}

func TestLeastReplicationsForAQuantileInterval(t *testing.T) {
	for _, answer := range known.Answers(t, "statistics", "least n for a two-sided 95% equal-tail CI / one-sided 95% upper bound") {
		var params struct{ P float64 }
		var want [2]int
		answer.Read(t, &params, &want)
		least := func(bounded func(n int) bool) int {
			n := 1
			for !bounded(n) {
				n++
			}
			return n
		}
		twoSided := least(func(n int) bool {
			lower, upper := orderRanks(n, params.P, 0.95)
			return lower >= 1 && upper <= n
		})
		oneSided := least(func(n int) bool {
			_, upper := orderRanks(n, params.P, 0.90)
			return upper <= n
		})
		assert.True(t, twoSided == want[0] && oneSided == want[1],
			"%s: %d and %d replications, want %v", answer.ID, twoSided, oneSided, want)
	}
	lower, upper := orderRanks(6, 0.5, 0.95)
	assert.True(t, lower == 1 && upper == 6, "median of 6: ranks %d and %d, want 1 and 6", lower, upper)
}

func TestQuantileIntervalOfWhatMayNeverHappen(t *testing.T) {
	never := math.Inf(1)
	low, value, high, ok := QuantileInterval([]float64{12, never, 10, 15, 11, never, 14, 13, 10, 16}, 0.5, 0.95)
	assert.True(t, low == 10 && value == 13 && high == never && ok,
		"median = %v in %v to %v, %v, want 13 in 10 to +Inf, true", value, low, high, ok)
	low, value, high, ok = QuantileInterval(nil, 0.5, 0.95)
	assert.True(t, math.IsInf(low, -1) && math.IsNaN(value) && math.IsInf(high, 1) && !ok,
		"of no value: %v in %v to %v, %v", value, low, high, ok)
}

func TestWilson(t *testing.T) {
	for _, tt := range []struct{ successes, n, low, high float64 }{
		// Newcombe, Statistics in Medicine 17, 1998, 857-872, table I, method 3.
		{81, 263, 0.2553, 0.3662},
		{15, 148, 0.0624, 0.1605},
		{0, 20, 0.0000, 0.1611},
		{1, 29, 0.0061, 0.1718},
		{29, 29, 1 - 0.1170, 1}, // z²/(n+z²) remains
		{0, 0, 0, 1},
	} {
		low, high := Wilson(tt.successes, tt.n, 0.95)
		assert.True(t, math.Abs(low-tt.low) <= 5e-5 && math.Abs(high-tt.high) <= 5e-5,
			"Wilson(%v, %v) = %.4f to %.4f, want %.4f to %.4f", tt.successes, tt.n, low, high, tt.low, tt.high)
	}
	// The ends solve (share - p)² = z² p (1-p) / n, for an effective number of trials too.
	z := dist.NormalQuantile(0.95)
	low, high := Wilson(31.5, 36.7, 0.9)
	for _, p := range []float64{low, high} {
		got, want := math.Pow(31.5/36.7-p, 2), z*z*p*(1-p)/36.7
		assert.True(t, near(got, want, 1e-12), "the end %v gives %v, want %v", p, got, want)
	}
	// 35 rollouts are the least that can decide "in 90 % of rollouts".
	for _, tt := range []struct {
		n       float64
		decides bool
	}{{34, false}, {35, true}} {
		low, _ := Wilson(tt.n, tt.n, 0.95)
		assert.Equal(t, tt.decides, low > 0.9, "%v of %v: at least %.4f, decides 90 %%", tt.n, tt.n, low)
	}
}

func TestPaired(t *testing.T) {
	// Extra hours of sleep under two drugs (Student, Biometrika 6, 1908); the test
	// is the worked example of R's t.test.
	a := []float64{0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0}
	b := []float64{1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4}
	e, p := Paired(a, b, 0.95)
	assert.True(t, near(e.Mean, -1.58, 1e-14) && near(e.Low, -2.4598858, 1e-7) &&
		near(e.High, -0.7001142, 1e-7) && near(p, 0.002832890, 1e-6),
		"sleep: %+v, p = %.7f, want -1.58 in -2.4598858 to -0.7001142, p = 0.0028329", e, p)
	for _, tt := range []struct {
		name string
		a, b []float64
		p    float64
	}{
		{"no difference at all", []float64{1, 2, 3}, []float64{1, 2, 3}, 1},
		{"the same difference always", []float64{1, 2, 3}, []float64{2, 3, 4}, 0},
		{"differences that cancel", []float64{1, 2}, []float64{2, 1}, 1},
		{"one replication", []float64{1}, []float64{2}, math.NaN()},
	} {
		_, p := Paired(tt.a, tt.b, 0.95)
		assert.Equal(t, fmt.Sprint(tt.p), fmt.Sprint(p), "%s: p = %v, want %v", tt.name, p, tt.p)
	}
	defer func() {
		assert.NotNil(t, recover(), "unequal numbers of replications did not panic")
	}()
	Paired(a, b[1:], 0.95)
}

func TestHolm(t *testing.T) {
	nan := math.NaN()
	for _, tt := range []struct{ p, want []float64 }{
		{[]float64{0.01, 0.04, 0.03, 0.005}, []float64{0.03, 0.06, 0.06, 0.02}},
		{[]float64{0.5, 0.6}, []float64{1, 1}},
		{[]float64{0.04, nan, 0.02}, []float64{0.04, nan, 0.04}},
		{[]float64{}, []float64{}},
	} {
		before := fmt.Sprint(tt.p)
		got := Holm(tt.p)
		assert.Equal(t, fmt.Sprintf("%.12g", tt.want), fmt.Sprintf("%.12g", got),
			"Holm(%v) = %v, want %v", tt.p, got, tt.want)
		assert.Equal(t, before, fmt.Sprint(tt.p), "Holm changed its argument %s to %v", before, tt.p)
	}
}
