package study

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim/dist"
	"github.com/rollsim/rollsim/sim/stats"
	"github.com/rollsim/rollsim/testdata/long"
)

func sized(t *testing.T, s *model.Scenario, o SizeOptions) *Sizing {
	t.Helper()
	o.Workers = max(o.Workers, 2)
	z, err := Size(context.Background(), s, o)
	require.NoError(t, err)
	return z
}

// TestSizeOfBigBang: 200 jobs that all come at 8:00 and take a minute each start
// in rounds of c, so that job k waits ⌊(k−1)/c⌋ minutes. 19 of 20 are the first
// 190, and of these the last waits at most 10 minutes from 18 slots on: ⌊189/18⌋
// is 10 and ⌊189/17⌋ is 11.
func TestSizeOfBigBang(t *testing.T) {
	work, err := dist.Constant(60)
	require.NoError(t, err)
	eight, err := dist.Constant(8 * 3600)
	require.NoError(t, err)
	for _, tt := range []struct {
		name   string
		target model.Target
		want   int
	}{
		{"19 of 20 wait at most 10 minutes", model.Target{Metric: "wait.all.p95", Bound: 600, Text: "wait.all.p95 <= 10m"}, 18},
		{"nobody waits longer than an hour", model.Target{Metric: "wait.all.max", Bound: 3600, Text: "wait.all.max <= 1h"}, 4}, // ⌊199/4⌋ = 49, ⌊199/3⌋ = 66
		{"half do not wait", model.Target{Metric: "wait.all.p50", Bound: 0, Text: "wait.all.p50 <= 0s"}, 100},
		{"in all rollouts", model.Target{Metric: "wait.all.p95", Bound: 600, Share: 0.5, Text: "wait.all.p95 <= 10m in 50% of rollouts"}, 18},
	} {
		s := queue(t, 5)
		s.Horizon, s.Measure = 1, nil
		s.Workloads[0] = model.Workload{Name: "all at once", Work: work,
			Arrivals: model.Arrivals{Kind: model.Exactly, Clients: 200, At: eight, Days: 1}}
		s.Targets = []model.Target{tt.target}
		all := sized(t, s, SizeOptions{}).Sized[0].All()
		for _, edge := range []struct {
			name string
			Edge
		}{{"on average", all.OnAverage}, {"assured", all.Assured}} {
			assert.True(t, edge.Found && edge.Setting == float64(tt.want) && edge.Fails &&
				edge.OneFewer.Setting == float64(tt.want-1),
				"%s, %s: %v (found %v), one fewer %v fails %v, want %d, and that %d fails",
				tt.name, edge.name, edge.Setting, edge.Found, edge.OneFewer.Setting, edge.Fails, tt.want, tt.want-1)
			p := edge.Proof
			assert.True(t, p.MetIn == p.Replications && math.IsInf(edge.Until, 1),
				"%s, %s: kept in %d of %d, until %v, want in all and without an end",
				tt.name, edge.name, p.MetIn, p.Replications, edge.Until)
		}
		p := all.Assured.Proof
		assert.True(t, p.Replications == 73 && p.Low >= 0.95 && p.Low <= 0.9502,
			"%s: assured by %d of %d, from %v on, want by 73 of 73", tt.name, p.MetIn, p.Replications, p.Low)
	}
}

// rush is an hour and a half in which 9 erlangs are asked for: short enough that
// single runs differ much.
func rush(t *testing.T) *model.Scenario {
	t.Helper()
	s := queue(t, 10)
	s.Horizon, s.Measure = 1, &model.Window{From: 0, To: 90 * time.Minute, Stop: true}
	return s
}

// exhaustive tells by playing every number of slots, with the replications that
// decide in a sizing, which keep a target on average (20 of them) and with
// assurance (73).
func exhaustive(t *testing.T, s *model.Scenario, most int, metrics []string, bounds []float64) (average, assured []bool) {
	t.Helper()
	return exhaustiveOf(t, s, model.New(s).Strategies()[0], most, metrics, bounds)
}

// exhaustiveOf does so under a strategy.
func exhaustiveOf(t *testing.T, s *model.Scenario, strategy *model.Strategy, most int, metrics []string, bounds []float64) (average, assured []bool) {
	t.Helper()
	m := model.New(s)
	for slots := 1; slots <= most; slots++ {
		values := make([][]float64, len(metrics))
		kept := 0
		for r := range 73 {
			trials, err := Try(m, slots, lookedAt+r, strategy)
			require.NoError(t, err)
			all := true
			for i, name := range metrics {
				at := slices.IndexFunc(model.Metrics, func(m model.Metric) bool { return m.Name == name })
				v := trials[0].Strata[0].Values[at]
				values[i], all = append(values[i], v), all && v <= bounds[i]
			}
			if all {
				kept++
			}
		}
		holds := true
		for i := range metrics {
			holds = holds && stats.MeanEstimate(values[i][:20], Level).High <= bounds[i]
		}
		average, assured = append(average, holds), append(assured, kept == 73)
	}
	return average, assured
}

// TestSizeAgainstExhaustiveSearch plays every number of slots and compares what
// is the least that keeps the targets, and where capacity is shared the most.
func TestSizeAgainstExhaustiveSearch(t *testing.T) {
	long.Only(t, "plays every number of slots 73 times")
	mean := model.Target{Metric: "wait.all.mean", Bound: 40, Text: "wait.all.mean <= 40s"}
	p95 := model.Target{Metric: "wait.all.p95", Bound: 100, Text: "wait.all.p95 <= 100s"}
	line := rush(t)
	line.Targets = []model.Target{mean, p95}
	sharing := rush(t)
	sharing.Backend.Capacity = &model.Capacity{Contention: 0.001, Coherency: 0.0006}
	sharing.Workloads[0].Arrivals.Rate = 0.04
	sharing.Targets = []model.Target{{Metric: "delay.all.mean", Bound: 110, Text: "delay.all.mean <= 110s"}}

	first := func(holds []bool) float64 { return float64(slices.Index(holds, true) + 1) }
	t.Run("in line", func(t *testing.T) {
		found := sized(t, line, SizeOptions{}).Sized[0]
		for k, of := range []struct {
			metrics []string
			bounds  []float64
		}{{[]string{mean.Metric}, []float64{40}}, {[]string{p95.Metric}, []float64{100}}, {[]string{mean.Metric, p95.Metric}, []float64{40, 100}}} {
			average, assured := exhaustive(t, line, 30, of.metrics, of.bounds)
			n := found.Needs[k]
			assert.True(t, n.OnAverage.Setting == first(average) && n.Assured.Setting == first(assured),
				"%s: %v slots on average and %v with assurance, by playing all of them %v and %v",
				n.Target, n.OnAverage.Setting, n.Assured.Setting, first(average), first(assured))
		}
	})
	t.Run("sharing", func(t *testing.T) {
		found := sized(t, sharing, SizeOptions{}).Sized[0]
		average, _ := exhaustive(t, sharing, 60, []string{"delay.all.mean"}, []float64{110})
		n := found.Needs[0].OnAverage
		until := float64(len(average))
		for !average[int(until)-1] {
			until--
		}
		if until == float64(len(average)) {
			until = math.Inf(1)
		}
		assert.True(t, n.Setting == first(average) && n.Until == until,
			"%v to %v slots, by playing all of them %v to %v", n.Setting, n.Until, first(average), until)
		assert.True(t, !math.IsNaN(found.BestWaits) && found.BestWaits >= n.Setting,
			"delays are shortest with %v slots, want with as many as will do", found.BestWaits)
	})
}

// TestSizeDoesNotDependOnWorkers: the same sizing, to the last bit.
func TestSizeDoesNotDependOnWorkers(t *testing.T) {
	s := rush(t)
	s.Targets = []model.Target{{Metric: "wait.all.p95", Bound: 100, Text: "wait.all.p95 <= 100s"}}
	var saved [][]byte
	for _, workers := range []int{1, 5} {
		z := sized(t, s, SizeOptions{Workers: workers})
		text, err := savedForm.Marshal(z)
		require.NoError(t, err)
		saved = append(saved, append(text, fmt.Sprintf("%+v", z.Sized[0].Needs)...))
	}
	assert.Equal(t, saved[1], saved[0], "1 and 5 workers find something else")
}

// TestSizeThatIsStopped: what is known by then is returned, and says that it is
// not all; nothing at all is an error.
func TestSizeThatIsStopped(t *testing.T) {
	s := rush(t)
	s.Targets = []model.Target{{Metric: "wait.all.p95", Bound: 100, Text: "wait.all.p95 <= 100s"}}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	total := 0
	z, err := Size(ctx, s, SizeOptions{Workers: 2, Progress: func(done, _ int) {
		if total = done; done == 200 {
			stop()
		}
	}})
	switch {
	case err != nil:
		require.NoError(t, err)
	case !z.Stopped || len(z.Sized[0].Curve) == 0 || z.Sized[0].Needs[0].Assured.Found || z.Sized[0].Needs[0].Assured.Why != SearchStopped:
		assert.Fail(t, fmt.Sprintf("after %d trials: stopped %v, a curve of %d points, %+v; want a curve and no end",
			total, z.Stopped, len(z.Sized[0].Curve), z.Sized[0].Needs[0].Assured))
	}
	z, err = Size(ctx, s, SizeOptions{Workers: 2})
	assert.Error(t, err, "a sizing that was stopped before it began is %+v, want an error", z)
}

// TestSizeOfWhatCannotBe: no number of slots makes a sync shorter.
func TestSizeOfWhatCannotBe(t *testing.T) {
	s := rush(t)
	s.Backend.Capacity = &model.Capacity{FullSpeed: 8}
	s.Targets = []model.Target{{Metric: "delay.all.mean", Bound: 1, Text: "delay.all.mean <= 1s"}}
	e := sized(t, s, SizeOptions{}).Sized[0].Needs[0].OnAverage
	assert.True(t, !e.Found && e.Why == NothingWillDo && !math.IsNaN(e.Proof.Setting),
		"more is asked for than can be done, and %+v was found", e)
}
