package study

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/testdata/long"
)

// A covered case is a study with a known answer: how one replication of it is drawn
// and what its interval should hold.
type covered struct {
	name   string
	metric string
	chance float64                      // of a problem; 0: there is one stratum
	share  float64                      // of rollouts that are to keep the bound; 0: the question is the metric
	bound  float64                      // of the target
	coarse bool                         // to 10 %, not 5 %: the rule ends soon after the fewest
	draw   func(u [2]float64) []float64 // the value in each stratum, from uniform numbers that the strata share
	want   float64
}

// exponential is an exponential value of a mean, by inversion.
func exponential(u, mean float64) float64 { return -mean * math.Log(1-u) }

// syntheticCases are studies whose replications are drawn from known laws.
var syntheticCases = []covered{
	{
		name: "mean of a skewed law", metric: "wait.update.p95",
		draw: func(u [2]float64) []float64 { return []float64{200 + exponential(u[0], 100)} }, want: 300,
	},
	{
		name: "mean of a skewed law, coarse", metric: "wait.update.p95", coarse: true,
		draw: func(u [2]float64) []float64 { return []float64{200 + exponential(u[0], 100)} }, want: 300,
	},
	{
		name: "mean over two strata that share their numbers", metric: "broken_hours", chance: 0.15,
		draw: func(u [2]float64) []float64 {
			return []float64{50 + exponential(u[0], 50), 1000 + exponential(u[0], 200) + exponential(u[1], 400)}
		}, want: 0.85*100 + 0.15*1600,
	},
	{
		name: "median", metric: "updated.p95",
		draw: func(u [2]float64) []float64 { return []float64{10*86400 + exponential(u[0], 3*86400)} }, want: (10 + 3*math.Ln2) * 86400,
	},
	{
		name: "share of rollouts, just below what is asked", metric: "wait.update.p95", share: 0.875, bound: exponential(0.87, 100),
		draw: func(u [2]float64) []float64 { return []float64{exponential(u[0], 100)} }, want: 0.87,
	},
	{
		name: "share of rollouts, half", metric: "wait.update.p95", share: 0.5, bound: exponential(0.49, 100),
		draw: func(u [2]float64) []float64 { return []float64{exponential(u[0], 100)} }, want: 0.49,
	},
	{
		name: "share of rollouts over two strata", metric: "wait.update.p95", chance: 0.3, share: 0.75, bound: 300,
		draw: func(u [2]float64) []float64 {
			return []float64{exponential(u[0], 100), exponential(u[0], 300)}
		}, want: 0.7*(1-math.Exp(-3)) + 0.3*(1-math.Exp(-1)),
	},
}

// study plays a case by the rule and returns its interval and its replications.
func (c covered) study(seed uint64, fewest int) (low, high float64, n int) {
	s := risky(c.chance, "waves")
	if c.chance == 0 {
		s.Release.Problems = nil
	}
	s.Replications, s.Most, s.Precision = fewest, 2000, 0.05
	if c.coarse {
		s.Precision = 0.10
	}
	s.Targets = []model.Target{{Metric: c.metric, Share: c.share, Bound: c.bound}}
	e := NewEvidence(s, &s.Strategies[0], 50)
	r := newStoppingRule(s, []*column{e.column}, fewest)
	random := rand.New(rand.NewPCG(seed, 6))
	for n = 1; n <= s.Most; n++ {
		values := c.draw([2]float64{random.Float64(), random.Float64()})
		var trial Trial
		for k := range e.column.strata {
			of := StratumTrial{Values: make([]float64, len(model.Metrics))}
			for i, m := range model.Metrics {
				if of.Values[i] = math.NaN(); m.Name == c.metric {
					of.Values[i] = values[k]
				}
			}
			trial.Strata = append(trial.Strata, of)
		}
		e.Add(trial)
		if r.ends(n) {
			break
		}
	}
	estimate := metricOf(e.Metrics(), c.metric)
	if c.share == 0 {
		return estimate.Low, estimate.High, n
	}
	held := holdOne(s, "waves", []Estimate{*estimate}, s.Targets[0])
	return held.Low, held.High, n
}

// TestCoverage plays the same studies with many seeds, each by the stopping rule and
// in its strata, and counts how often the 95 % interval holds the known answer. With
// -long over 400 seeds, which must be between 92 % and 98 %.
func TestCoverage(t *testing.T) {
	seeds, least, most := 100, 0.86, 1.0
	if long.Asked() {
		seeds, least, most = 400, 0.92, 0.98
	}
	count := func(t *testing.T, want float64, seeds int, least, most float64, study func(seed uint64) (low, high float64, n int)) {
		t.Helper()
		in, total := 0, 0
		for seed := range seeds {
			low, high, n := study(uint64(seed + 1))
			if total += n; low <= want && want <= high {
				in++
			}
		}
		got := float64(in) / float64(seeds)
		t.Logf("%.1f %% of %d intervals hold %.6g, after %.0f replications on average", 100*got, seeds, want, float64(total)/float64(seeds))
		assert.True(t, got >= least && got <= most,
			"%.1f %% of %d intervals hold %.6g, want %.0f to %.0f %%", 100*got, seeds, want, 100*least, 100*most)
	}
	for _, c := range syntheticCases {
		t.Run(c.name, func(t *testing.T) {
			count(t, c.want, seeds, least, most, func(seed uint64) (low, high float64, n int) { return c.study(seed, 30) })
		})
	}
	t.Run("mean wait of a simulated queue", func(t *testing.T) {
		if !long.Asked() {
			seeds, least = 20, 0.75
		}
		// M/M/10 at 9 erlangs: the mean wait is 120.3717 s (Erlang C).
		count(t, 120.3717, seeds, least, most, func(seed uint64) (low, high float64, n int) {
			s := queue(t, 10)
			s.Seed = seed
			s.Horizon, s.Measure.To = 3, 3*24*time.Hour
			s.Replications, s.Most, s.Precision = 30, 200, 0.10
			s.Targets = []model.Target{{Metric: "wait.all.mean", Bound: 60}}
			c, err := Compare(context.Background(), s, Options{Workers: 2})
			require.NoError(t, err)
			e := c.Results[0].Metric("wait.all.mean")
			return e.Low, e.High, c.Replications
		})
	})
}
