package study

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/sim/dist"
	"github.com/rollsim/rollsim/sim/stats"
)

// TestAlike: what is shown to differ by little, what differs, and what is shown to be
// neither, of two strategies and two metrics with values.
func TestAlike(t *testing.T) {
	zigzag := func(middle, swing float64) []float64 {
		var values []float64
		for i := range 20 {
			values = append(values, middle+swing*float64(1-2*(i%2)))
		}
		return values
	}
	for _, tt := range []struct {
		name    string
		apart   []float64
		worthIt bool
		alike   bool
	}{
		{"5 s apart, well known", zigzag(5, 2), false, true},
		{"20 s apart, well known: both", zigzag(20, 2), true, true},
		{"5 s apart, hardly known", zigzag(5, 400), false, false},
		{"200 s apart", zigzag(200, 2), true, false},
		{"no difference at all", zigzag(0, 0), false, true},
	} {
		base := zigzag(1000, 100)
		moved := make([]float64, len(base))
		for i := range base {
			moved[i] = base[i] + tt.apart[i]
		}
		c := contest(byWait(), map[string][]float64{"wait.update.p95": base, "updated.p95": base}, map[string][]float64{"wait.update.p95": moved, "updated.p95": base})
		d := differenceOf(t, c, "wait.update.p95")
		assert.True(t, d.WorthIt == tt.worthIt && d.Alike == tt.alike,
			"%s: worth naming %v and alike %v (within %v s), want %v and %v",
			tt.name, d.WorthIt, d.Alike, d.Within, tt.worthIt, tt.alike)
		// Two differences have values, so each interval is one of 97.5 %.
		want := math.Abs(stats.MeanEstimate(tt.apart, 0.975).Mean) + (stats.MeanEstimate(tt.apart, 0.975).High - stats.MeanEstimate(tt.apart, 0.975).Mean)
		assert.InDelta(t, want, d.Within, 1e-9*(1+want), "%s: within", tt.name)
	}
}

// TestCorrelation: what two strategies share cancels; the rest is their own.
func TestCorrelation(t *testing.T) {
	const n = 2000
	normal := func(owner uint32, r int) float64 {
		return dist.NormalQuantile(dist.NewStream(3, r).Uniform(owner, 0, 0))
	}
	for _, own := range []float64{0, 0.5, 1, 3} {
		var a, b []float64
		for r := range n {
			a, b = append(a, 1000+10*normal(0, r)+10*own*normal(1, r)), append(b, 2000+10*normal(0, r)+10*own*normal(2, r))
		}
		c := contest(byWait(), map[string][]float64{"wait.update.p95": a}, map[string][]float64{"wait.update.p95": b})
		d := differenceOf(t, c, "wait.update.p95")
		assert.InDelta(t, 1/(1+own*own), d.Correlation, 0.06, "own part %v: correlation", own)
		want := 1 + 1/(own*own)
		assert.True(t, !(own > 0 && math.Abs(d.Worth/want-1) > 0.1) && !(own == 0 && d.Worth < 1e6),
			"own part %v: worth %v times as many, want %v", own, d.Worth, want)
	}
	still := []float64{5, 5, 5}
	d := differenceOf(t, contest(byWait(), map[string][]float64{"wait.update.p95": still}, map[string][]float64{"wait.update.p95": {1, 2, 3}}), "wait.update.p95")
	assert.True(t, math.IsNaN(d.Correlation) && math.IsNaN(d.Worth),
		"of what does not vary: correlation %v, worth %v, want NaN", d.Correlation, d.Worth)
}

func differenceOf(t *testing.T, c *Comparison, metric string) *Difference {
	t.Helper()
	for i := range c.Differences {
		if c.Differences[i].Metric.Name == metric {
			return &c.Differences[i]
		}
	}
	require.Fail(t, fmt.Sprintf("no difference of %s", metric))
	return nil
}
