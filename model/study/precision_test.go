package study

import (
	"fmt"
	"math"
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim/stats"
)

// judged are the values of one metric over replications, stratum by stratum, and
// after how many the rule ends; 0: never.
func endsAfter(t *testing.T, s *model.Scenario, metric string, strata ...[]float64) int {
	t.Helper()
	e := NewEvidence(s, &s.Strategies[0], 50)
	r := newStoppingRule(s, []*column{e.column}, s.Replications)
	for i := range strata[0] {
		var trial Trial
		for _, values := range strata {
			of := StratumTrial{}
			for _, m := range model.Metrics {
				v := math.NaN()
				if m.Name == metric {
					v = values[i]
				}
				of.Values = append(of.Values, v)
			}
			trial.Strata = append(trial.Strata, of)
		}
		e.Add(trial)
		if r.ends(i + 1) {
			return i + 1
		}
	}
	return 0
}

// alternating are n values that are off from a mean by turns, up and down.
func alternating(n int, mean, off float64) []float64 {
	values := make([]float64, n)
	for i := range values {
		values[i] = mean + off
		off = -off
	}
	return values
}

// TestRule feeds values whose intervals are known to the stopping rule.
func TestRule(t *testing.T) {
	inf := math.Inf(+1)
	const n = 500
	late := alternating(n, 1000, 10)
	for i := 22; i < 25; i++ {
		late[i] = 3000 // a look ahead finds these
	}
	// Of n values that alternate by d the interval's half is t·d/√(n−1). It is at most
	// 5 % of 1000 for d = 150 from 38 on: 2.0262·150/√37 = 49.97; with 37, 50.02 or so.
	wide := alternating(n, 1000, 150)
	least := 0
	for k := 20; least == 0; k++ {
		e := stats.MeanEstimate(wide[:k], Level)
		if e.High-e.Mean <= 0.05*e.Mean {
			least = k
		}
	}
	repeated := func(v float64) []float64 { return alternating(n, v, 0) }
	seldom := repeated(0)
	for i := range seldom {
		if i%10 == 9 {
			seldom[i] = 1
		}
	}
	for _, tt := range []struct {
		name   string
		target model.Target
		metric string
		strata [][]float64
		want   int // 0: not within so many
	}{
		{"narrow from the start, and five looks on", model.Target{}, "wait.update.p95", [][]float64{alternating(n, 1000, 10), alternating(n, 1000, 10)}, 25},
		{"narrow within the floor of 10 s", model.Target{}, "wait.update.p95", [][]float64{alternating(n, 20, 8), alternating(n, 20, 8)}, 25},
		{"as narrow from some number on", model.Target{}, "wait.update.p95", [][]float64{wide, wide}, least + 5},
		{"narrow by luck", model.Target{}, "wait.update.p95", [][]float64{late, late}, 0},
		{"always the same", model.Target{}, "wait.update.p95", [][]float64{repeated(0), repeated(0)}, 59 + 5},
		{"always the same in one stratum", model.Target{}, "wait.update.p95", [][]float64{alternating(n, 1000, 10), repeated(1000)}, 59 + 5},
		{"never reached", model.Target{}, "updated.p95", [][]float64{repeated(inf), repeated(inf)}, 59 + 5},
		{"reached in half of them", model.Target{}, "updated.p95", [][]float64{repeated(1e6), repeated(inf)}, 0},
		// All keep it: Wilson's interval lies above 50 % from 4 on, and from 73 on it is
		// z²/(n+z²) = 5 points long.
		{"a share that is decided, and then known", model.Target{Share: 0.5, Bound: 2000}, "wait.update.p95", [][]float64{alternating(n, 1000, 10), alternating(n, 1000, 10)}, 73 + 5},
		// Nine of ten keep it: within 5 points from about 150 on, as the strata are alike.
		{"a share that is never decided", model.Target{Share: 0.9, Bound: 0.5}, "exposed", [][]float64{seldom, seldom}, -1},
	} {
		s := risky(0.5, "waves")
		s.Replications, s.Most, s.Precision = 20, n, 0.05
		tt.target.Metric = tt.metric
		s.Targets = []model.Target{tt.target}
		got := endsAfter(t, s, tt.metric, tt.strata...)
		switch {
		case tt.want == -1:
			if got < 120 || got > 250 {
				assert.Fail(t, fmt.Sprintf("%s: ends after %d replications, want about 150 to 200", tt.name, got))
			}
		case tt.name == "narrow by luck":
			if got <= 27 {
				assert.Fail(t, fmt.Sprintf("%s: ends after %d replications, want it to go on", tt.name, got))
			}
		case got != tt.want:
			assert.Fail(t, fmt.Sprintf("%s: ends after %d replications, want %d", tt.name, got, tt.want))
		}
	}
}

// TestEnoughAlike compares with how often a share of 5 % must be looked for until
// its absence is a surprise: 0.95⁵⁹ = 4.85 %, 0.95⁵⁸ = 5.10 %.
func TestEnoughAlike(t *testing.T) {
	for share, want := range map[float64]int{0.05: 59, 0.02: 149, 0.5: 5} {
		assert.Equal(t, want, enoughAlike(share), "%v", share)
		assert.True(t, math.Pow(1-share, float64(want)) <= 0.05 && math.Pow(1-share, float64(want-1)) > 0.05,
			"%v: %d is not the least", share, want)
	}
}

// TestPrecisionOfWorkers checks that a comparison by precision stops at the same
// replication, with the same numbers, whatever the number of workers, and that what
// it says is what its results say.
func TestPrecisionOfWorkers(t *testing.T) {
	s := queue(t, 12)
	s.Horizon, s.Measure.From, s.Measure.To = 1, 0, 24*3600e9
	s.Replications, s.Most, s.Precision = 20, 400, 0.15
	s.Targets = []model.Target{{Metric: "wait.all.mean", Bound: 60}, {Metric: "wait.all.waited", Bound: 0.27, Share: 0.4}}
	var first *Comparison
	for _, workers := range []int{1, 2, 7} {
		c := compared(t, s, Options{Workers: workers})
		if first == nil {
			first = c
		}
		assert.True(t, reflect.DeepEqual(first.Precision, c.Precision) && first.Replications == c.Replications,
			"%d workers: %d replications, %+v; one: %d, %+v",
			workers, c.Replications, c.Precision, first.Replications, first.Precision)
		sameResult(t, "workers", &first.Results[0], &c.Results[0])
	}
	require.True(t, !first.Partial() && first.Precision.ByRule && first.Replications > 20 &&
		first.Replications < 400,
		"%d of %d replications, by the rule: %v; want it to end between the fewest and the most",
		first.Replications, first.Asked, first.Precision.ByRule)
	mean := first.Precision.Reached[0]
	e := first.Results[0].Metric("wait.all.mean")
	got := e.High - e.Mean
	assert.True(t, math.Abs(mean.Half-got) <= 1e-9 && mean.Half <= mean.Allowed && mean.Known,
		"reached %+v, want the half of the interval, %v", mean, got)
	fixed := compared(t, s, Options{Workers: 2, Replications: first.Replications})
	assert.Nil(t, fixed.Precision, "a number that was given has a precision")
	sameResult(t, "the same number given", &first.Results[0], &fixed.Results[0])

	s.Most = 20
	c := compared(t, s, Options{Workers: 2})
	assert.True(t, !c.Partial() && !c.Precision.ByRule && c.Replications == 20,
		"at most 20: %d of %d replications, by the rule: %v", c.Replications, c.Asked, c.Precision.ByRule)
}
