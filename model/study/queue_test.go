package study

import (
	"context"
	"errors"
	"io"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim/dist"
)

// queue is a queueing model of 9 erlangs on so many slots, first come, first
// served, for ten days of which the first half is not counted.
func queue(t *testing.T, slots ...int) *model.Scenario {
	t.Helper()
	work, err := dist.Exponential(180)
	require.NoError(t, err)
	every := [7]bool{true, true, true, true, true, true, true}
	return &model.Scenario{
		Start: time.Date(2027, 4, 12, 0, 0, 0, 0, time.UTC), Horizon: 10, Replications: 20, Seed: 1,
		Calendar:  &model.Calendar{Zone: time.UTC, Workdays: every, OfficeUntil: 24 * time.Hour},
		Workloads: []model.Workload{{Name: "jobs", Arrivals: model.Arrivals{Kind: model.Poisson, Rate: 0.05}, Work: work}},
		Backend: model.Backend{Version: "9.4", Slots: slots, Admission: model.Admission{
			CompatibleFrom: "9.3", Discipline: model.Ticket, RetryAfter: model.RetryAfter{Fixed: time.Minute}, QueueLimit: -1}},
		Measure: &model.Window{From: 12 * time.Hour, To: 10 * 24 * time.Hour},
	}
}

func compared(t *testing.T, s *model.Scenario, o Options) *Comparison {
	t.Helper()
	c, err := Compare(context.Background(), s, o)
	require.NoError(t, err)
	return c
}

// TestErlangC compares the estimates of a queue with what Erlang's formula C says
// of it: the chance to wait, the mean wait, and the wait of 95 %.
func TestErlangC(t *testing.T) {
	c := compared(t, queue(t, 10, 12), Options{Workers: 2})
	for i, want := range []struct {
		slots        int
		waited, mean float64
		p95, inUse   float64
	}{
		{10, 0.6687315, 120.3717, 466.80, 0.90},
		{12, 0.2660347, 15.96208, 100.30, 0.75},
	} {
		r := &c.Results[i]
		require.True(t, r.Slots == want.slots && r.Strategy == model.NoRollout,
			"result %d is %s on %d slots, want no rollout on %d", i, r.Strategy, r.Slots, want.slots)
		for name, want := range map[string]float64{
			"wait.all.waited": want.waited, "wait.all.mean": want.mean, "wait.all.p95": want.p95, "utilization.mean": want.inUse,
		} {
			// Four standard errors: half an interval of 95 % has about two.
			e := r.Metric(name)
			assert.InDelta(t, want, e.Mean, 2*(e.High-e.Low)/2,
				"%d slots: %s = %.4f, 95 %% interval %.4f to %.4f, want %.4f (Erlang C)",
				r.Slots, name, e.Mean, e.Low, e.High, want)
		}
		assert.True(t, r.Steady != nil && !r.Steady.Short && r.Steady.Advised <= 12*time.Hour,
			"%d slots: advice on the beginning %+v, want no more than the half day left out", r.Slots, r.Steady)
	}
	// Slots are compared where there are no strategies.
	n := len(c.Differences)
	require.Equal(t, len(queueHeadline), n, "%d differences, want one for each of %v", n, queueHeadline)
	for _, d := range c.Differences {
		if d.Metric.Name == "gave_up" { // nobody does
			continue
		}
		assert.True(t, d.SlotsA == 12 && d.SlotsB == 10 && (d.High < 0) && d.WorthIt,
			"%s: %d minus %d slots is %v to %v, want less wait with more slots",
			d.Metric.Name, d.SlotsA, d.SlotsB, d.Low, d.High)
	}
}

// waves is the queue with a fleet of PCs and two rollout plans.
func waves(t *testing.T) *model.Scenario {
	s := queue(t, 10)
	always := func(seconds float64) dist.Distribution {
		d, err := dist.Constant(seconds)
		require.NoError(t, err)
		return d
	}
	s.Measure, s.Replications = nil, 3
	s.Release = &model.Release{Version: "9.4"}
	s.Groups = []model.Group{{
		Name: "office", Clients: 40, Calendar: s.Calendar, Delivery: model.ManagedDelivery, Package: model.PerMachine,
		Versions: []model.VersionShare{{Version: "9.3", Share: 1}},
		Presence: model.Presence{AbsentSpell: 4, Boot: always(8 * 3600), Session: always(8 * 3600)},
		Updater:  model.Updater{OnError: time.Hour},
		Managed:  model.Managed{PolicyPoll: time.Hour},
		Download: model.Download{Size: 1e6, Rate: 1e6},
		Install:  model.Install{Duration: always(60), Tries: 1},
		Sync:     model.Sync{OnLogIn: true, OnUpdate: true, Interval: time.Hour, Delta: always(10), Full: always(60)},
	}}
	s.Strategies = []model.Strategy{
		{Name: "big bang", Phases: model.BigBang(model.Phase{})},
		{Name: "waves", Phases: model.Waves(40, model.Size{Kind: model.SizeCount, Count: 20},
			model.Span{Length: 24 * time.Hour, Unit: model.Workdays}, model.Phase{})},
	}
	return s
}

// sameResult fails the test where two results of a strategy differ.
func sameResult(t *testing.T, what string, a, b *Result) {
	t.Helper()
	assert.True(t, a.Strategy == b.Strategy && a.Slots == b.Slots && a.Accounting == b.Accounting &&
		a.Accounting.Asked != 0,
		"%s: %s on %d slots, %+v; and %s on %d, %+v",
		what, a.Strategy, a.Slots, a.Accounting, b.Strategy, b.Slots, b.Accounting)
	for i := range a.Metrics {
		x, y := a.Metrics[i].Mean, b.Metrics[i].Mean
		if x != y {
			assert.True(t, math.IsNaN(x) && math.IsNaN(y),
				"%s: %s of %s is %v and %v", what, a.Metrics[i].Metric.Name, a.Strategy, x, y)
		}
	}
}

// TestAlone plays strategies without no rollout: each does what it does beside it.
func TestAlone(t *testing.T) {
	s := waves(t)
	beside, alone := compared(t, s, Options{}), compared(t, s, Options{Alone: true})
	require.True(t, len(beside.Results) == 3 && len(alone.Results) == 2,
		"%d results beside no rollout and %d alone, want 3 and 2", len(beside.Results), len(alone.Results))
	for i := range alone.Results {
		sameResult(t, "alone", &alone.Results[i], &beside.Results[i+1])
	}
	assert.True(t, len(alone.Differences) == len(beside.Differences) && len(alone.Differences) != 0,
		"%d differences alone and %d beside no rollout, want as many", len(alone.Differences), len(beside.Differences))
	s.Strategies = s.Strategies[1:]
	one := compared(t, s, Options{Alone: true})
	assert.True(t, len(one.Results) == 1 && one.Results[0].Strategy == "waves",
		"%d results, the first %s, want waves alone", len(one.Results), one.Results[0].Strategy)
	s.Strategies = nil
	none := compared(t, s, Options{Alone: true})
	assert.True(t, len(none.Results) == 1 && none.Results[0].Strategy == model.NoRollout,
		"%d results, the first %s, want no rollout", len(none.Results), none.Results[0].Strategy)
}

// TestTraceUnderEveryStrategy replays a trace beside a rollout: each strategy
// must meet all of its jobs, as it does when it is played alone.
func TestTraceUnderEveryStrategy(t *testing.T) {
	s := waves(t)
	var jobs model.ArrivalList
	for i := range 500 {
		jobs = append(jobs, model.Arrival{At: time.Duration(i) * 20 * time.Minute, Work: 5 * time.Minute, Patience: -1})
	}
	s.Workloads = []model.Workload{{Name: "log", Arrivals: model.Arrivals{Kind: model.Replay, Trace: jobs}}}
	c := compared(t, s, Options{})
	for i := range c.Results {
		r := &c.Results[i]
		assert.GreaterOrEqual(t, r.Accounting.Asked, int64(3*500),
			"%s: %d needs asked in 3 rollouts, want at least the %d jobs of the trace", r.Strategy, r.Accounting.Asked, 3*500)
		if i > 0 {
			one := *s
			one.Strategies = s.Strategies[i-1 : i]
			sameResult(t, "a trace", r, &compared(t, &one, Options{Alone: true}).Results[0])
		}
	}
}

// A failing trace can be opened, and read until it breaks.
type failing struct {
	jobs int
	err  error
}

func (f failing) Open() (model.Rows, error) {
	if f.jobs < 0 {
		return nil, f.err
	}
	return &f, nil
}

func (f *failing) Next() (model.Arrival, error) {
	if f.jobs == 0 {
		return model.Arrival{}, f.err
	}
	f.jobs--
	return model.Arrival{Work: time.Second, Patience: -1}, nil
}

func (*failing) Close() error { return nil }

func (failing) MeanWork() time.Duration { return time.Second }

// TestTraceFails has traces that cannot be opened or break while they are read:
// a comparison returns their error instead of what was played until then.
func TestTraceFails(t *testing.T) {
	broken := errors.New("log.csv:7:1: is torn")
	for _, jobs := range []int{-1, 0, 1, 100} {
		s := queue(t, 10)
		s.Measure = nil
		s.Workloads = []model.Workload{{Name: "log", Arrivals: model.Arrivals{Kind: model.Replay, Trace: failing{jobs, broken}}}}
		for _, workers := range []int{1, 4} {
			merged := 0
			c, err := Compare(context.Background(), s, Options{Workers: workers, Progress: func(int, int) { merged++ }})
			assert.True(t, c == nil && errors.Is(err, broken) && merged <= 0,
				"%d jobs, %d workers: %v after %d replications, want the error of the trace", jobs, workers, err, merged)
		}
	}
	s := queue(t, 10)
	s.Measure = nil
	s.Workloads = []model.Workload{{Name: "log", Arrivals: model.Arrivals{Kind: model.Replay, Trace: failing{100, io.EOF}}}}
	c := compared(t, s, Options{})
	assert.Equal(t, 100*int64(s.Replications), c.Results[0].Accounting.Done,
		"a trace that ends: %+v, want 100 jobs done in each of %d replications", c.Results[0].Accounting, s.Replications)
}
