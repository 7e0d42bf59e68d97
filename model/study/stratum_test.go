package study

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim/dist"
	"github.com/rollsim/rollsim/sim/stats"
)

// risky is a scenario with a release that has one problem with a chance, and
// strategies of one phase with these names. Its calendar has workdays only.
func risky(chance float64, names ...string) *model.Scenario {
	every := [7]bool{true, true, true, true, true, true, true}
	s := &model.Scenario{
		Start: time.Date(2027, 4, 12, 0, 0, 0, 0, time.UTC), Horizon: 30,
		Calendar: &model.Calendar{Zone: time.UTC, Workdays: every},
		Groups:   []model.Group{{Name: "office", Clients: 100, Calendar: &model.Calendar{Zone: time.UTC, Workdays: every}}},
		Release:  &model.Release{Version: "9.4", Problems: []model.Problem{{Name: "crash on open", Chance: chance}}},
		Backend:  model.Backend{Slots: []int{50}},
	}
	for _, name := range names {
		s.Strategies = append(s.Strategies, model.Strategy{Name: name, Phases: model.BigBang(model.Phase{})})
	}
	return s
}

// seen are the values of metrics, by stratum and replication.
type seen map[string][][]float64

// made is the result of a strategy whose replications have shown these values,
// and nothing of all other metrics but that some clients are updated.
func made(s *model.Scenario, strategy *model.Strategy, values seen) Result {
	c := newColumn(s, strategy, 50, 0)
	replications := 0
	for _, strata := range values {
		replications = len(strata[0])
	}
	for r := range replications {
		var summaries []*summary
		for k := range c.strata {
			one := &summary{waits: make([]stats.Sample, len(populations)), phases: make([]model.PhaseOutcome, len(strategy.Phases)),
				running: []float32{0}, waiting: []float32{float32(k)}, bypass: []float32{0}, online: []float32{0}, asks: []float32{0}, updated: []float32{0}}
			for _, metric := range model.Metrics {
				v := math.NaN()
				if of, ok := values[metric.Name]; ok {
					v = of[k][r]
				} else if metric.Name == "updated.at_horizon" {
					v = 1
				}
				one.values = append(one.values, v)
			}
			summaries = append(summaries, one)
		}
		c.add(summaries)
	}
	return c.result(s)
}

// comparison of strategies that have shown these values.
func comparison(s *model.Scenario, values ...seen) *Comparison {
	c := &Comparison{Scenario: s}
	for i := range values {
		c.Results = append(c.Results, made(s, &s.Strategies[i], values[i]))
	}
	c.Differences, c.Trades, c.Frontiers = differences(c), trades(c), frontiers(c)
	c.Verdict = judge(c)
	return c
}

// days are instants in seconds, given in days since the start.
func days(ds ...float64) []float64 {
	for i := range ds {
		ds[i] *= 24 * 3600
	}
	return ds
}

// TestStrata puts together by hand what a rollout does without and with a problem
// of 25 %.
func TestStrata(t *testing.T) {
	inf := math.Inf(+1)
	s := risky(0.25, "waves")
	s.Targets = []model.Target{{Metric: "broken_hours", Bound: 60}, {Metric: "broken_hours", Bound: 30, Share: 0.5}}
	r := made(s, &s.Strategies[0], seen{
		"broken_hours": {{0, 0, 0, 0}, {80, 40, 120, 20}},
		"updated.p95":  {days(4, 5, 6, 7), {inf, inf, inf, inf}},
	})
	e := r.Metric("broken_hours")
	assert.True(t, e.Mean == 65.0/4 && slices.Equal(e.Values, []float64{20, 10, 30, 5}) && e.P5 == 0 &&
		e.P95 == 120 && e.N == 4,
		"broken hours overall %+v, want 16.25, of 20, 10, 30 and 5, band 0 to 120", e)
	e = r.Troubled("broken_hours")
	assert.True(t, e.Mean == 65 && e.P5 == 20, "broken hours with a problem %+v, want 65", e)
	e = r.Clean("broken_hours")
	assert.True(t, e.Mean == 0 && e.High == 0, "broken hours without a problem %+v, want 0", e)
	// Half of the weight, 2 of 4, is reached at the third of 0.75 each.
	e = r.Metric("updated.p95")
	assert.True(t, e.Median && e.Mean == 6*24*3600 && e.Unreached == 0.25 && math.IsInf(e.Values[0], +1),
		"updated.p95 overall %+v, want the median 6 days, unreached in a quarter", e)
	got := r.Metric("updated.p95").Share(func(v float64) bool { return v <= 5*24*3600 })
	assert.Equal(t, 0.375, got, "%v of rollouts end within 5 days, want half of three quarters", got)
	got = (&Estimate{Values: []float64{1, math.NaN(), 3, 5, 7}}).Share(func(v float64) bool { return v <= 3 })
	assert.Equal(t, 0.5, got, "%v of values without strata are at most 3, want half", got)
	clean, troubled := r.Ends()
	assert.True(t, clean.Mean == 5*24*3600 && clean.Unreached == 0 && troubled.Unreached == 1 &&
		troubled.Missing == Missing{Kind: NotReached, In: 4, Of: 4},
		"ends %+v and %+v, want 5 days and never", clean, troubled)
	assert.True(t, len(r.Strata) == 2 && r.Strata[1].Weight == 0.25 &&
		slices.Equal(r.Strata[1].Problems, []string{"crash on open"}) && r.Strata[0].Problems == nil,
		"strata %+v, want one without and one with the crash", r.Strata)
	w := r.Series.Waiting[0]
	assert.True(t, w == 0.25 && r.Strata[1].Series.Waiting[0] == 1,
		"%v wait on average, want 1 with a problem and 0.25 overall", w)
	b := r.Series.WaitingP[0]
	assert.Equal(t, Band{0, 1}, b, "waiting band %v, want 0 to 1", b)
	h := r.Targets[1]
	assert.True(t, h.Share == 0.75+0.25/4 && h.Of == 4 && h.MetIn == 3 && h.Effective >= 4 &&
		h.Effective <= 4/0.625,
		"target %+v, want kept in 13 of 16 rollouts", h)
	assert.True(t, r.Targets[0].Outcome == Met && r.Strata[1].Targets[0].Outcome == Undecided &&
		r.Strata[0].Targets[0].Outcome == Met,
		"target met %v overall, %v without and %v with a problem",
		r.Targets[0].Outcome, r.Strata[0].Targets[0].Outcome, r.Strata[1].Targets[0].Outcome)
}

// TestWholeRollouts: a share says all or none only where it is so.
func TestWholeRollouts(t *testing.T) {
	for _, tt := range []struct {
		share float64
		want  int
	}{{1, 20}, {0.999, 19}, {0.96, 19}, {0.5, 10}, {0.001, 1}, {0, 0}} {
		assert.Equal(t, tt.want, (&Estimate{Estimate: stats.Estimate{N: 20}}).of(tt.share),
			"%v of 20 rollouts", tt.share)
	}
}

// TestOnlyIfClean: broken hours are within bounds overall and without a problem,
// and never with one.
func TestOnlyIfClean(t *testing.T) {
	s := risky(0.1, "big bang")
	s.Targets = []model.Target{{Metric: "broken_hours", Bound: 50}}
	values := seen{"broken_hours": {{0, 0, 0}, {100, 120, 110}}, "updated.p95": {days(4, 4, 4), days(9, 9, 9)}}
	c := comparison(s, values)
	v := c.Verdict
	assert.True(t, v.Decision == Go && slices.Contains(v.Reasons, OnlyIfClean),
		"verdict %+v, want go, and a word that it holds only without a problem", v)
	values["broken_hours"][1] = []float64{30, 40, 45}
	v = comparison(s, values).Verdict
	assert.True(t, v.Decision == Go && !slices.Contains(v.Reasons, OnlyIfClean), "verdict %+v, want go", v)
}

// bad is the fleet of waves with a release that may have a problem, which is
// fixed.
func bad(t *testing.T, chance float64) *model.Scenario {
	s := waves(t)
	always := func(hours float64) model.SpanDistribution {
		d, err := dist.Constant(hours * 3600)
		require.NoError(t, err)
		return model.SpanDistribution{Distribution: d}
	}
	s.Workloads, s.Horizon, s.Replications = nil, 15, 4
	s.Release.Problems = []model.Problem{{Name: "crash", Chance: chance, Hits: 0.5, NoticedAfter: 2,
		Reports: model.Reports{Chance: 0.5, KeyUsers: 0.5, Delay: always(1)}, Fix: always(24)}}
	s.Targets = []model.Target{{Metric: "wait.update.p95", Bound: 600}, {Metric: "broken_hours", Bound: 500, Share: 0.5}}
	return s
}

// TestCertainProblems: with a chance of 0 % the results are those of a release
// without problems, to the last bit; with 100 % those of the stratum in between,
// and in between both are weighted, replication by replication.
func TestCertainProblems(t *testing.T) {
	without := bad(t, 0)
	without.Release.Problems = nil
	none, never, always, maybe := compared(t, without, Options{}), compared(t, bad(t, 0), Options{}), compared(t, bad(t, 1), Options{}), compared(t, bad(t, 0.25), Options{})
	ofProblems := []string{"exposed", "exposed_after_halt", "broken_hours", "escaped_pilot", "rollbacks", "days_lost", "halted"}
	alike := func(what string, a, b []Estimate) {
		t.Helper()
		for i := range a {
			if !slices.Contains(ofProblems, a[i].Metric.Name) {
				a, b := a[i].Estimate, b[i].Estimate
				assert.True(t, slices.EqualFunc([]float64{a.Mean, a.Low, a.High, a.P5, a.P95}, []float64{b.Mean, b.Low, b.High, b.P5, b.P95},
					func(x, y float64) bool { return x == y || math.IsNaN(x) && math.IsNaN(y) }), "%s: %+v and %+v", what, a, b)
			}
		}
	}
	for i := range none.Results {
		r, zero, one, both := &none.Results[i], &never.Results[i], &always.Results[i], &maybe.Results[i]
		alike("0 %", r.Metrics, zero.Metrics)
		assert.True(t, reflect.DeepEqual(r.Series, zero.Series) && reflect.DeepEqual(r.Waits, zero.Waits) &&
			zero.Strata == nil && zero.Problem == nil,
			"%s: series, waits or strata with a problem of 0 %% differ from those without any", r.Strategy)
		if r.Strategy == model.NoRollout {
			assert.Nil(t, both.Strata, "no rollout has %d strata, want none", len(both.Strata))
			continue
		}
		require.True(t, len(both.Strata) == 2 && len(one.Strata) == 1 && one.Strata[0].Stratum == 1,
			"%s: %d strata at 25 %% and %d at 100 %%, want 2 and the bad one", r.Strategy, len(both.Strata), len(one.Strata))
		alike("25 %, no problem", both.Strata[0].Metrics, r.Metrics)
		alike("25 %, a problem", both.Strata[1].Metrics, one.Metrics)
		assert.Equal(t, r.Series, both.Strata[0].Series,
			"%s: the series of the stratum without a problem are not those of a release without", r.Strategy)
		assert.Equal(t, one.Waits, both.Strata[1].Waits,
			"%s: the waits of the stratum with a problem are not those with a certain one", r.Strategy)
		for _, name := range []string{"exposed", "broken_hours", "running.max"} {
			for n, v := range both.Metric(name).Values {
				clean := zero.Metric(name).Values[n]
				if name != "running.max" {
					clean = 0 // nobody meets a problem that is not there
				}
				want := 0.75*clean + 0.25*one.Metric(name).Values[n]
				assert.InDelta(t, want, v, 1e-9*(1+want), "%s: %s in replication %d", r.Strategy, name, n)
			}
		}
		e := both.Troubled("broken_hours")
		assert.True(t, (e.Mean > 0) && both.Metric("broken_hours").Mean < e.Mean,
			"%s: %v hours broken with a problem, want some, and fewer overall", r.Strategy, e.Mean)
		sum := both.Accounting
		assert.True(t, sum.Asked == sum.Done+sum.GaveUp+sum.Waiting+sum.Running && sum.Asked != r.Accounting.Asked,
			"%s: %+v overall, want needs of both strata, none lost", r.Strategy, sum)
		clean := both.Clean("updated.p95")
		assert.True(t, clean != nil && one.Clean("updated.p95") == nil && zero.Troubled("updated.p95") == nil,
			"%s: ends that have no chance are given", r.Strategy)
	}
	assert.True(t, len(maybe.Trades) == 1 && len(never.Trades)+len(always.Trades) == 0 &&
		len(maybe.Frontiers) == 1,
		"%d, %d and %d trades at 0, 25 and 100 %%, want one where both is possible",
		len(never.Trades), len(maybe.Trades), len(always.Trades))
}

// TestWorkersAndStrata: how many play at once does not change anything.
func TestWorkersAndStrata(t *testing.T) {
	one, many := compared(t, bad(t, 0.25), Options{Workers: 1}), compared(t, bad(t, 0.25), Options{Workers: 3})
	for i := range one.Results {
		assert.True(t, reflect.DeepEqual(one.Results[i].Series, many.Results[i].Series) &&
			reflect.DeepEqual(one.Results[i].Waits, many.Results[i].Waits),
			"%s: differs with three workers", one.Results[i].Strategy)
		sameResult(t, "workers", &one.Results[i], &many.Results[i])
	}
}

// TestStratifiedRollouts draws whether the release has its problem, rollout by
// rollout, and holds that against playing both. The means agree. Of the plain
// variance p·s² + p·(1−p)·m², where m and s are mean and sd of what is there with
// the problem and nothing is without, p²·s² is left.
func TestStratifiedRollouts(t *testing.T) {
	const chance, n = 0.25, 400
	s := bad(t, chance)
	m := model.New(s)
	metric, _ := model.MetricNamed("exposed")
	waves := &s.Strategies[1]
	var plain, clean, troubled []float64
	for r := range n {
		begun := m.Begin(10, r)
		without := metric.Of(begun.Branch().RollWith(0, waves, nil))
		with := metric.Of(begun.RollWith(1, waves, nil))
		clean, troubled = append(clean, without), append(troubled, with)
		if dist.NewStream(s.Seed+1, r).Uniform(0, 0, 0) < chance {
			plain = append(plain, with)
		} else {
			plain = append(plain, without)
		}
	}
	require.Zero(t, slices.Max(clean), "%v clients exposed to no problem", slices.Max(clean))
	stratified := newEstimate(metric, []stats.Stratum{{Weight: 1 - chance, Values: clean}, {Weight: chance, Values: troubled}})
	sampled, with := stats.MeanEstimate(plain, Level), stats.MeanEstimate(troubled, Level)
	assert.True(t, stratified.Low <= sampled.High && stratified.High >= sampled.Low,
		"exposed %.3f to %.3f stratified, %.3f to %.3f by plain sampling",
		stratified.Low, stratified.High, sampled.Low, sampled.High)
	variance := func(e stats.Estimate) float64 { half := (e.High - e.Low) / 2; return half * half }
	square := variance(with) * n / (1.96 * 1.96) // sd of a rollout with the problem, squared
	want := (chance*square + chance*(1-chance)*with.Mean*with.Mean) / (chance * chance * square)
	if got := variance(sampled) / variance(stratified.Estimate); math.Abs(got/want-1) > 0.2 {
		assert.Fail(t, fmt.Sprintf("plain sampling has %.1f times the variance, want %.1f", got, want))
	} else {
		t.Logf("plain sampling has %.1f times the variance, want %.1f", got, want)
	}
}

// TestWholeNeedsAddUp weighs strata so that each count taken by itself would be rounded
// the other way than their sum.
func TestWholeNeedsAddUp(t *testing.T) {
	for name, a := range map[string][2]model.Accounting{
		"all bypass, in halves":   {{Asked: 3, Done: 2, Waiting: 1, Bypassed: 3}, {Asked: 4, Done: 3, Waiting: 1, Bypassed: 4}},
		"four fates of a quarter": {{Asked: 1, Done: 1}, {Asked: 3, GaveUp: 1, Waiting: 1, Running: 1, Bypassed: 3}},
		"hardly any":              {{Asked: 1, Running: 1, Bypassed: 1}, {}},
		"none":                    {},
	} {
		for _, weight := range []float64{0.1, 0.25, 0.4, 0.5, 0.55, 0.9} {
			first, second := a[0], a[1]
			got := accounting([]*gathered{{weight: weight, accounting: first}, {weight: 1 - weight, accounting: second}})
			assert.Equal(t, got.Asked, got.Done+got.GaveUp+got.Waiting+got.Running, "%s, %v: %+v", name, weight, got)
			assert.LessOrEqual(t, got.Bypassed, got.Asked, "%s, %v: %+v", name, weight, got)
			mean := func(n, m int64) float64 { return weight*float64(n) + (1-weight)*float64(m) }
			for _, of := range [][3]int64{{got.Asked, first.Asked, second.Asked}, {got.Done, first.Done, second.Done}, {got.GaveUp, first.GaveUp, second.GaveUp},
				{got.Waiting, first.Waiting, second.Waiting}, {got.Running, first.Running, second.Running}, {got.Bypassed, first.Bypassed, second.Bypassed}} {
				assert.GreaterOrEqual(t, of[0], int64(0), "%s, %v: %+v", name, weight, got)
				assert.InDelta(t, mean(of[1], of[2]), of[0], 1, "%s, %v: %+v", name, weight, got)
			}
		}
	}
}

// TestReleasesAreBadByThemselves plays two releases that may each have a problem: what is said if the first
// is bad is of the first alone, whatever the second is, and each has its own numbers.
func TestReleasesAreBadByThemselves(t *testing.T) {
	s := bad(t, 0.25)
	s.Horizon = 30
	problem := s.Release.Problems[0]
	problem.Chance = 0.5
	s.Later = []model.LaterRelease{{Version: "9.5", Start: s.Start.AddDate(0, 0, 14), Problems: []model.Problem{problem}}}
	c := compared(t, s, Options{})
	for i := range c.Results {
		r := &c.Results[i]
		if r.Strategy == model.NoRollout {
			assert.True(t, r.Strata == nil && r.Good == nil && r.Releases == nil)
			continue
		}
		var names [][]string
		for k := range r.Strata {
			names = append(names, r.Strata[k].Problems)
		}
		assert.Equal(t, [][]string{nil, {"crash"}, {"crash (9.5)"}, {"crash", "crash (9.5)"}}, names)
		mean := func(metrics []Estimate, name string, version model.Version) float64 {
			return metricOf(metrics, model.OfRelease(name, version)).Mean
		}
		first, second := &r.Releases[0], &r.Releases[1]
		assert.Equal(t, []float64{0, 0, 0}, []float64{r.Clean("exposed").Mean, mean(first.Good, "exposed", "9.4"), mean(second.Good, "exposed", "9.5")})
		assert.Greater(t, mean(second.Good, "exposed", "9.4"), 0.0, "the second is good, and the first may be bad")
		for _, of := range []struct {
			release *ReleaseResult
			version model.Version
			chance  float64
		}{{first, "9.4", 0.25}, {second, "9.5", 0.5}} {
			ifBad, overall := mean(of.release.Problem, "exposed", of.version), mean(r.Metrics, "exposed", of.version)
			assert.Greater(t, ifBad, 0.0, "%s: %s", r.Strategy, of.version)
			assert.InDelta(t, overall, of.chance*ifBad, 1e-9, "%s: %s overall", r.Strategy, of.version)
		}
		assert.InDelta(t, mean(first.Problem, "exposed", "9.4"), r.Troubled("exposed").Mean, 1e-9, "without a name it is the first")
		assert.InDelta(t, r.Strata[1].Metric("exposed").Mean, r.Strata[3].Metric("exposed").Mean, 1e-9, "whatever the second is")
	}
	for _, trade := range c.Trades {
		assert.InDelta(t, 0.25, trade.Chance, 1e-12, "plans are compared by the first release")
	}

	s.Release.Problems = nil
	later := compared(t, s, Options{})
	for i := range later.Results {
		if r := &later.Results[i]; r.Strategy != model.NoRollout {
			assert.Nil(t, r.Problem, "the first release is good")
			assert.Len(t, r.Strata, 2)
			require.NotNil(t, r.Clean("updated.p95"))
			assert.Equal(t, r.Metric("updated.p95").Mean, r.Clean("updated.p95").Mean)
		}
	}
	assert.Empty(t, later.Trades)
}
