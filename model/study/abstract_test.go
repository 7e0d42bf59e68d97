package study

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/testdata/long"
)

// abstracted is what a report leaves of a comparison: estimates without values, whose
// intervals are cut at 0.
func abstracted(c *Comparison) *Comparison {
	of := *c
	of.Abstract, of.Results = true, nil
	for _, r := range c.Results {
		metrics := r.Metrics
		r.Metrics = nil
		for _, e := range metrics {
			e = e.Alone()
			if e.Metric.Name != "promise.error" {
				e.Low = math.Max(e.Low, 0)
			}
			r.Metrics = append(r.Metrics, e)
		}
		of.Results = append(of.Results, r)
	}
	return &of
}

// TestChangeOfAbstracts compares a queue with itself under another seed, many times, of
// which only the intervals are left, on both sides or one: whatever is claimed has
// intervals apart, and even one comparison in forty with a claim is more than chance
// gives. What two more slots do is still found, by the same mean.
func TestChangeOfAbstracts(t *testing.T) {
	pairs := long.Or(20, 40)
	claimed := 0
	s := queue(t, 11)
	for i := range uint64(pairs) {
		one, two := *s, *s
		one.Seed, two.Seed = 1000+2*i, 1001+2*i
		first, second := abstracted(compared(t, &one, Options{Workers: 2, Replications: 5})), compared(t, &two, Options{Workers: 2, Replications: 5})
		if i%2 == 0 {
			second = abstracted(second)
		}
		change := NewChange(first, second, true, nil)
		require.True(t, !change.Paired && change.Abstract(), "abstracts are paired: %v", change.Paired)
		for k := range change.Results[0].Metrics {
			d := &change.Results[0].Metrics[k]
			was, is := first.Results[0].Metric(d.Metric.Name), second.Results[0].Metric(d.Metric.Name)
			if d.WorthIt && was.Low <= is.High {
				assert.Greater(t, is.Low, was.High,
					"%s is said to differ: %v to %v, and %v to %v", d.Metric.Name, was.Low, was.High, is.Low, is.High)
			}
			if d.WorthIt {
				claimed++
			}
		}
	}
	assert.LessOrEqual(t, claimed, 1, "%d claims for %d pairs of seeds", claimed, pairs)
	few, more := compared(t, queue(t, 10), Options{Workers: 2, Replications: 6}), compared(t, queue(t, 14), Options{Workers: 2, Replications: 6})
	limit, err := ParseLimit("wait.all.mean < -10%")
	require.NoError(t, err)
	c := NewChange(abstracted(few), abstracted(more), false, []Limit{limit})
	d, whole := c.Results[0].Metrics[0], NewChange(few, more, false, nil).Results[0].Metrics[0]
	assert.True(t, d.WorthIt && math.Abs(d.Mean-whole.Mean) <= 1e-9 && d.Low <= whole.Low &&
		d.High >= whole.High && c.Limits[0].Outcome == LimitExceeded,
		"four more slots: %+v, want the mean of %+v in a wider interval; %+v", d, whole, c.Limits[0])
	assert.True(t, NewChange(abstracted(few), few, true, nil).Same(), "an abstract differs from what it is of")
}

// TestFromIntervals holds differences of intervals against what can be said by hand.
func TestFromIntervals(t *testing.T) {
	of := func(mean, low, high float64, n int) *Estimate {
		e := &Estimate{}
		e.Mean, e.Low, e.High, e.N = mean, low, high, n
		return e
	}
	never := of(5, 4, 6, 20)
	never.Unreached = 0.1
	untold := of(5, 4, 6, 20)
	untold.Missing.Kind = NotTold
	for _, tt := range []struct {
		name          string
		second, first *Estimate
		factor        float64
		mean, low     float64
		high          float64
		sure          bool
		missing       MissingKind
	}{
		{"apart", of(20, 18, 22, 20), of(10, 9, 11, 20), 1, 10, 7, 13, true, NotMissing},
		{"apart downwards", of(10, 9, 11, 20), of(20, 18, 22, 20), 1, -10, -13, -7, true, NotMissing},
		{"they touch", of(13, 11, 15, 20), of(10, 9, 11, 20), 1, 3, 0, 6, false, NotMissing},
		{"uneven ends", of(13, 12, 30, 20), of(10, 2, 11, 20), 1, 3, 1, 28, true, NotMissing},
		{"times a factor", of(13, 12, 14, 20), of(10, 9, 11, 20), 1.1, 2, -0.1, 4.1, false, NotMissing},
		{"times a factor below 0", of(1, 0, 2, 20), of(10, 9, 11, 20), -1, 11, 9, 13, true, NotMissing},
		{"the same without chance", of(0, 0, 0, 20), of(0, 0, 0, 20), 1, 0, 0, 0, false, NotMissing},
		{"another without chance", of(1, 1, 1, 20), of(0, 0, 0, 20), 1, 1, 1, 1, true, NotMissing},
		{"one rollout", of(20, math.NaN(), math.NaN(), 1), of(10, 9, 11, 20), 1, 10, 0, 0, false, OneRollout},
		{"a median of few", of(20, math.NaN(), math.NaN(), 5), of(10, 9, 11, 20), 1, 10, 0, 0, false, TooFew},
		{"not reached", of(20, 19, 21, 20), never, 1, math.NaN(), 0, 0, false, NotReachedSome},
		{"not told", untold, of(20, 19, 21, 20), 1, math.NaN(), 0, 0, false, NotTold},
	} {
		e, p, missing := fromIntervals(tt.second, tt.first, tt.factor)
		near := func(a, b float64) bool { return math.Abs(a-b) < 1e-9 || math.IsNaN(a) && math.IsNaN(b) }
		assert.True(t, near(e.Mean, tt.mean) && missing == tt.missing,
			"%s: %v (%d), want %v (%d)", tt.name, e.Mean, missing, tt.mean, tt.missing)
		if missing == NotMissing {
			assert.True(t, near(e.Low, tt.low) && near(e.High, tt.high) && (p < 0.05-1e-9) == tt.sure,
				"%s: from %v to %v, p = %v, want %v to %v and sure: %v", tt.name, e.Low, e.High, p, tt.low, tt.high, tt.sure)
		}
	}
}
