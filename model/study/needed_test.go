package study

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim/dist"
	"github.com/rollsim/rollsim/sim/stats"
)

// TestNeeded checks how many rollouts are said to decide a target against what does
// when there are so many.
func TestNeeded(t *testing.T) {
	result := func(values []float64, metric string, target model.Target) *TargetResult {
		s := risky(0, "waves")
		s.Release.Problems = nil
		target.Metric = metric
		s.Targets = []model.Target{target}
		r := made(s, &s.Strategies[0], seen{metric: {values}})
		return &r.Targets[0]
	}
	// 1000 ± 100 against a bound of 1010: the half of 20 is 2.0930·100/√19 = 48.0, so
	// 20·(48.0/10)² = 461 are needed.
	got := result(alternating(20, 1000, 100), "wait.update.p95", model.Target{Bound: 1010})
	assert.True(t, got.Outcome == Undecided && math.Abs(got.Needed-461) <= 1,
		"a mean 10 below its bound: %v, %v rollouts, want undecided, about 461", got.Outcome, got.Needed)
	for n, want := range map[int]TargetOutcome{340: Undecided, 461: Met} { // 1.97, the quantile for so many, replaces 2.09
		assert.Equal(t, want, result(alternating(n, 1000, 100), "wait.update.p95", model.Target{Bound: 1010}).Outcome,
			"%d rollouts", n)
	}
	got = result(alternating(20, 1000, 100), "wait.update.p95", model.Target{Bound: 1000})
	assert.True(t, got.Outcome == Undecided && (got.Needed > MostNeeded),
		"a mean that is its bound: %v rollouts, want none that would do", got.Needed)
	got = result(alternating(20, 1000, 100), "wait.update.p95", model.Target{Bound: 2000})
	assert.True(t, got.Outcome == Met && got.Needed == 0,
		"a target that is met: %v rollouts needed, want 0", got.Needed)
	got = result(days(4, 5, 6, 7, 8), "updated.p95", model.Target{})
	assert.Equal(t, 6.0, got.Needed, "a median of 5: %v rollouts", got.Needed)
	for _, n := range []int{1, 2, 4} {
		got := result(alternating(n, 1000, 100), "wait.update.p95", model.Target{Bound: 1010})
		assert.True(t, got.Outcome == Undecided && math.IsNaN(got.Needed),
			"%d rollouts: %v, %v would decide, want undecided, and too few to tell", n, got.Outcome, got.Needed)
	}
	// All of 20 keep it: 20/(20+1.96²) = 83.9 %; 90 % are shown by 35.
	all := result(alternating(20, 1, 0), "wait.update.p95", model.Target{Bound: 2, Share: 0.9})
	assert.True(t, all.Outcome == Undecided && all.Needed == 35,
		"20 of 20 in 90 %%: %v, %v rollouts, want undecided, 35", all.Outcome, all.Needed)
	// 16 of 20, 80 %, against 75 %: by Wilson's formula itself.
	most := make([]float64, 20)
	for i := range 4 {
		most[5*i] = 9
	}
	some := result(most, "wait.update.p95", model.Target{Bound: 2, Share: 0.75})
	low, _ := stats.Wilson(0.8*some.Needed, some.Needed, Level)
	before, _ := stats.Wilson(0.8*(some.Needed-1), some.Needed-1, Level)
	assert.True(t, some.Needed >= 200 && low >= 0.75 && before < 0.75,
		"80 %% against 75 %%: %v rollouts, whose interval begins at %v", some.Needed, low)
}

// TestFiner checks from how many on the nearest rank at a percentile is not the
// longest, and what has fewer.
func TestFiner(t *testing.T) {
	for name, p := range map[string]float64{"wait.update.p90": 0.90, "delay.all.p95": 0.95, "wait.log_in.p99": 0.99} {
		_, needs := percentile(name)
		sorted := make([]float64, needs)
		for i := range sorted {
			sorted[i] = float64(i + 1)
		}
		assert.True(t, dist.QuantileOf(sorted, p) == float64(needs-1) &&
			dist.QuantileOf(sorted[:needs-1], p) == float64(needs-1),
			"%s needs %d, and is %v of so many, %v of one fewer",
			name, needs, dist.QuantileOf(sorted, p), dist.QuantileOf(sorted[:needs-1], p))
	}
	s := waves(t)
	s.Targets = []model.Target{{Metric: "wait.update.p99", Bound: 600}, {Metric: "wait.update.p95", Bound: 600}}
	var found []Finer
	c := compared(t, s, Options{Workers: 2})
	for _, f := range c.Finer() {
		if c.Results[f.Result].Strategy == "big bang" {
			found = append(found, f)
		}
	}
	assert.True(t, len(found) == 1 &&
		found[0] == (Finer{Result: 1, Metric: "wait.update.p99", Syncs: 40, Needs: 100}),
		"of the 40 updated PCs of big bang: %+v, want p99 alone, which needs 100", found)
}
