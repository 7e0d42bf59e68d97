package study

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim/dist"
	"github.com/rollsim/rollsim/sim/stats"
	"github.com/rollsim/rollsim/testdata/long"
)

// contest is a comparison of made-up strategies A, B, … that update everybody, with
// the values of some metrics, by replication, and no others. The scenario's targets
// are held against them.
func contest(s model.Scenario, values ...map[string][]float64) *Comparison {
	s.Groups, s.Backend.Slots = []model.Group{{Name: "all", Clients: 1}}, []int{50}
	c := &Comparison{Scenario: &s}
	for i, of := range values {
		name := string(rune('A' + i))
		s.Strategies = append(s.Strategies, model.Strategy{Name: name})
		r := Result{Strategy: name, Slots: 50}
		for _, v := range of {
			c.Replications = len(v)
		}
		for _, metric := range model.Metrics {
			v := of[metric.Name]
			if v == nil {
				v = slices.Repeat([]float64{math.NaN()}, c.Replications)
			}
			if metric.Name == "updated.at_horizon" {
				v = slices.Repeat([]float64{1}, c.Replications)
			}
			r.Metrics = append(r.Metrics, newEstimate(metric, []stats.Stratum{{Weight: 1, Values: v}}))
		}
		r.Targets = hold(&s, name, r.Metrics)
		c.Results = append(c.Results, r)
	}
	c.Asked = c.Replications
	c.Differences, c.Frontiers, c.Verdict = differences(c), frontiers(c), judge(c)
	return c
}

// byWait is a scenario whose objective is the wait, with a target that all keep.
func byWait() model.Scenario {
	return model.Scenario{Seed: 1, Objective: "wait.update.p95", Targets: []model.Target{{Metric: "wait.update.p95", Bound: 1e18}}}
}

// TestSelectionOfFewReplications: with four replications a resample is one of them,
// so the share of the same choice is that of the replications that make it.
func TestSelectionOfFewReplications(t *testing.T) {
	for _, tt := range []struct {
		name string
		a, b []float64
		same float64
	}{
		{"B is better in each", []float64{500, 600, 700, 800}, []float64{100, 200, 300, 400}, 1},
		{"A is better in one of four", []float64{100, 600, 700, 800}, []float64{500, 200, 300, 400}, 0.75},
		{"A is better in one of four, by no more than the zone", []float64{100, 600, 700, 800}, []float64{130, 200, 300, 400}, 1},
		{"A is better in one of four, by a second more", []float64{99, 600, 700, 800}, []float64{130, 200, 300, 400}, 0.75},
	} {
		c := contest(byWait(), map[string][]float64{"wait.update.p95": tt.a}, map[string][]float64{"wait.update.p95": tt.b})
		sel := c.Verdict.Selection
		assert.True(t, c.Verdict.Best == 1 && math.Abs(sel.Same-tt.same) <= 0.05,
			"%s: chosen %d in %v of resamples, want B in %v", tt.name, c.Verdict.Best, sel.Same, tt.same)
		assert.InDelta(t, 2*sel.Same*Resamples/(Resamples+1)-1, sel.Probability, 1e-12,
			"%s: probability %v for a share of %v", tt.name, sel.Probability, sel.Same)
	}
}

// TestSelectionOfNormalValues: the resampled difference of two strategies is about
// normal, with the variance that Student's t has: the square of the standard error
// times (n−1)/(n−3).
func TestSelectionOfNormalValues(t *testing.T) {
	const n = 200
	values := make([][]float64, 2)
	for i := range values {
		for r := range n {
			values[i] = append(values[i], 1e6*dist.NormalQuantile(dist.NewStream(7, r).Uniform(uint32(i), 0, 0)))
		}
	}
	for _, shift := range []float64{0, 1e5, 2e5, 3e5} {
		moved := slices.Clone(values[1])
		for r := range moved {
			moved[r] += shift
		}
		c := contest(byWait(), map[string][]float64{"wait.update.p95": values[0]}, map[string][]float64{"wait.update.p95": moved})
		apart, _ := stats.Paired(values[0], moved, 0.95)
		se := (apart.High - apart.Low) / 2 / dist.StudentQuantile(0.975, n-1)
		want := dist.NormalCDF(math.Abs(apart.Mean) / se / math.Sqrt(float64(n-1)/(n-3)))
		got := c.Verdict.Selection.Same
		assert.InDelta(t, want, got, 0.03,
			"%.2f standard errors apart: %v of resamples choose alike", math.Abs(apart.Mean)/se, got)
	}
}

// TestSelectionKeepsTargets: B, which is chosen, keeps its target in each of four
// replications; A, which has less of the objective, does so in one, and is chosen
// where that one is drawn.
func TestSelectionKeepsTargets(t *testing.T) {
	for _, share := range []float64{0, 0.4} {
		s := model.Scenario{Seed: 1, Objective: "exposed", Targets: []model.Target{{Metric: "wait.update.p95", Bound: 600, Share: share}}}
		c := contest(s, map[string][]float64{"wait.update.p95": {900, 901, 902, 500}, "exposed": {1, 2, 3, 4}},
			map[string][]float64{"wait.update.p95": {100, 101, 102, 103}, "exposed": {11, 12, 13, 14}})
		v := c.Verdict
		assert.True(t, v.Best == 1 && math.Abs(v.Selection.Same-0.75) <= 0.05,
			"in %v of rollouts: chosen %d in %v of resamples, want B in 0.75", share, v.Best, v.Selection.Same)
	}
}

// TestObjectiveChooses: A ends first, B lets people wait least, C is worse than B in
// both; without an objective A is recommended, and B may be taken.
func TestObjectiveChooses(t *testing.T) {
	around := func(x float64) []float64 { return []float64{x - 2, x - 1, x, x, x, x + 1, x + 2} }
	of := []map[string][]float64{
		{"updated.p95": around(100e3), "wait.update.p95": around(300)},
		{"updated.p95": around(200e3), "wait.update.p95": around(100)},
		{"updated.p95": around(300e3), "wait.update.p95": around(200)},
	}
	s := byWait()
	if v := contest(s, of...).Verdict; v.Best != 1 || v.Selection.Objective.Name != "wait.update.p95" || !v.Selection.Named || v.Selection.Set != nil {
		assert.Fail(t, fmt.Sprintf("by the wait: chosen %d by %+v, want B", v.Best, v.Selection))
	}
	s.Objective = ""
	v := contest(s, of...).Verdict
	require.True(t, v.Best == 0 && v.Fastest == 0 && v.Selection.Objective.Name == "updated.p95",
		"without an objective: chosen %d, fastest %d by %+v, want A", v.Best, v.Fastest, v.Selection)
	set := v.Selection.Set
	require.True(t, len(set) == 2 && set[0].Result == 0 && set[1].Result == 1 && set[0].Apart == nil,
		"the set is %+v, want A and B", set)
	d := set[1].Apart
	assert.True(t, len(d) == 2 && d[0].Mean == 100e3 && d[1].Mean == -200,
		"B is above A by %+v, want 100,000 s and −200 s", d)
}

// TestNothingToChoose: with a single strategy, or when none is recommended, there is
// no selection; and one rollout tells nothing of others.
func TestNothingToChoose(t *testing.T) {
	one := map[string][]float64{"wait.update.p95": {1, 2, 3}}
	v := contest(byWait(), one).Verdict
	assert.True(t, v.Best == 0 && v.Selection == nil,
		"one strategy: chosen %d, selection %+v, want none", v.Best, v.Selection)
	s := byWait()
	s.Targets[0].Bound = 0
	v = contest(s, one, one).Verdict
	assert.True(t, v.Best == -1 && v.Selection == nil,
		"targets missed: chosen %d, selection %+v, want none", v.Best, v.Selection)
}

// TestStatistics checks that a resample has the mean, median and share that its
// replications would have if they were written out.
func TestStatistics(t *testing.T) {
	draw := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		n := 1 + draw.IntN(8)
		strata := make([]stats.Stratum, 1+draw.IntN(3))
		counts := make([]int, n)
		for r := range counts {
			counts[r] = draw.IntN(3)
		}
		written := make([]stats.Stratum, len(strata))
		for k := range strata {
			strata[k].Weight = 0.1 + draw.Float64()
			written[k].Weight = strata[k].Weight
			for r := range n {
				v := float64(draw.IntN(5))
				if draw.IntN(4) == 0 {
					v = math.NaN()
				}
				strata[k].Values = append(strata[k].Values, v)
				for range counts[r] {
					written[k].Values = append(written[k].Values, v)
				}
			}
		}
		e := &Estimate{strata: strata, Values: make([]float64, n)}
		atMost2 := func(v float64) bool { return v <= 2 }
		share, _, _, _ := stats.StratifiedShare(written, atMost2, Level)
		for _, is := range []struct {
			name      string
			got, want float64
		}{
			{"mean", newStatistic(e)(counts), stats.StratifiedMean(written, Level).Mean},
			{"median", medianStatistic(strata)(counts), stats.StratifiedQuantileOf(written, 0.5)},
			{"share", shareStatistic(e, atMost2)(counts), share},
		} {
			require.True(t, math.Abs(is.got-is.want) < 1e-9 || math.IsNaN(is.got) && math.IsNaN(is.want),
				"%s of %v drawn %v times = %v, want %v", is.name, strata, counts, is.got, is.want)
		}
	}
}

// TestProbabilityIsNotOverstated plays whole studies of normal values whose truth is
// known: one strategy is better than each other by so many standard errors of their
// difference. The reported probability of a correct selection must on average be no
// more than the share of studies whose choice is correct, but for two standard errors
// of the two. The zone is nothing beside these values.
//
// With -long there are 2,000 studies a row. Reported / observed then are, for 2, 3
// and 4 strategies:
//
//	standard errors apart               0          0.5            1            2            3
//	 5 replications, 2 strategies  0.41 / 0.50  0.46 / 0.71  0.54 / 0.84  0.76 / 0.98  0.92 / 1.00
//	 5 replications, 3 strategies  0.22 / 0.34  0.27 / 0.55  0.34 / 0.74  0.62 / 0.96  0.85 / 1.00
//	 5 replications, 4 strategies  0.14 / 0.24  0.17 / 0.46  0.24 / 0.67  0.52 / 0.94  0.80 / 0.99
//	20 replications, 2 strategies  0.48 / 0.48  0.52 / 0.70  0.62 / 0.84  0.84 / 0.97  0.96 / 1.00
//	20 replications, 3 strategies  0.30 / 0.31  0.32 / 0.55  0.44 / 0.74  0.74 / 0.96  0.93 / 1.00
//	20 replications, 4 strategies  0.21 / 0.23  0.23 / 0.46  0.33 / 0.68  0.66 / 0.94  0.90 / 1.00
func TestProbabilityIsNotOverstated(t *testing.T) {
	studies := long.Or(60, 2000)
	for _, replications := range []int{5, 20} {
		for _, strategies := range []int{2, 3, 4} {
			for _, errors := range []float64{0, 0.5, 1, 2, 3} {
				reported, observed := reportedAndObserved(studies, replications, strategies, errors)
				t.Logf("%d replications, %d strategies, %.1f standard errors apart: reported %.3f ± %.3f, observed %.3f ± %.3f",
					replications, strategies, errors, reported.Mean, (reported.High-reported.Low)/2, observed.Mean, (observed.High-observed.Low)/2)
				half := math.Hypot(reported.High-reported.Low, observed.High-observed.Low) / 2
				assert.LessOrEqual(t, reported.Mean, observed.Mean+half,
					"%d replications, %d strategies, %.1f standard errors apart: reported %.3f, observed %.3f (± %.3f)",
					replications, strategies, errors, reported.Mean, observed.Mean, half)
			}
		}
	}
}

// reportedAndObserved are the probability that the choice is correct, as studies
// report it, and the share 0..1 in which it is.
func reportedAndObserved(studies, replications, strategies int, errors float64) (reported, observed stats.Estimate) {
	const scale = 1e9
	sd := scale * math.Sqrt(float64(replications)/2) // that of a difference of means is scale
	var says, is []float64
	for k := range studies {
		s := byWait()
		s.Seed = uint64(k)
		var values []map[string][]float64
		for i := range strategies {
			of := make([]float64, replications)
			for r := range of {
				of[r] = 1e12 + sd*dist.NormalQuantile(dist.NewStream(s.Seed, r).Uniform(uint32(i), 1, uint64(100*errors)))
				if i > 0 {
					of[r] += errors * scale
				}
			}
			values = append(values, map[string][]float64{"wait.update.p95": of})
		}
		v := contest(s, values...).Verdict
		if v.Best < 0 {
			panic(fmt.Sprintf("study: no strategy is chosen: %+v", v))
		}
		correct := 0.0
		if v.Best == 0 {
			correct = 1
		}
		says, is = append(says, v.Selection.Probability), append(is, correct)
	}
	return stats.MeanEstimate(says, Level), stats.MeanEstimate(is, Level)
}
