package study

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/fluid"
	"github.com/rollsim/rollsim/sim/dist"
)

// atOnce is a queue to which so many jobs of constant work come within one interval,
// five hours after the start.
func atOnce(t *testing.T, jobs, slots int, work float64) *model.Scenario {
	t.Helper()
	s := queue(t, slots)
	always, err := dist.Constant(work)
	require.NoError(t, err)
	at, err := dist.Constant(5 * 3600)
	require.NoError(t, err)
	s.Measure, s.Horizon = nil, 2
	s.Workloads = []model.Workload{{Name: "jobs", Arrivals: model.Arrivals{Kind: model.Exactly, Clients: jobs, At: at, Days: 1}, Work: always}}
	return s
}

// TestFluidOfFleet compares the flow with the simulation of PCs that never wait:
// syncs that run by clock hour, no rollout and rollout, within three in a hundred of
// the busiest hour, with enough rollouts for that.
func TestFluidOfFleet(t *testing.T) {
	s := waves(t)
	g := &s.Groups[0]
	boot, err := dist.NormalWithin(7*3600, 10*3600, 1800)
	require.NoError(t, err)
	g.Presence.Boot, g.Presence.Absent, g.Clients = boot, 0.2, 4000
	g.Sync.OnTimer = true
	s.Strategies[1].Phases = model.Waves(4000, model.Size{Kind: model.SizeCount, Count: 2000}, model.Span{Length: 24 * time.Hour, Unit: model.Workdays}, model.Phase{})
	s.Workloads, s.Backend.Slots, s.Replications = nil, []int{4000}, 6
	s.Horizon = 7
	c := compared(t, s, Options{Workers: 2})
	for i := range c.Results {
		r := &c.Results[i]
		require.True(t, r.Fluid != nil && r.Fluid.Strategy == r.Strategy && r.Fluid.Slots == r.Slots,
			"%s on %d slots has the flow %+v", r.Strategy, r.Slots, r.Fluid)
		const hour = int(time.Hour / model.SeriesWidth)
		busiest, apart, at := 0.0, 0.0, 0
		for k := 0; k+hour <= len(r.Series.Running); k += hour {
			simulated, fluid := 0.0, 0.0
			for j := range hour {
				simulated += r.Series.Running[k+j] / float64(hour)
				fluid += r.Fluid.Running[k+j] / float64(hour)
			}
			if busiest = max(busiest, simulated); math.Abs(simulated-fluid) > apart {
				apart, at = math.Abs(simulated-fluid), k/hour
			}
		}
		assert.LessOrEqual(t, apart, 0.03*busiest,
			"%s: %.1f more or fewer run in the flow in hour %d, of %.1f in the busiest; want at most 3 %% of them",
			r.Strategy, apart, at, busiest)
		assert.Nil(t, r.Divergence, "%s: parts where nobody waits: %+v", r.Strategy, r.Divergence)
	}
}

// comeBack is a morning on which who is denied comes back after ten minutes.
func comeBack(t *testing.T) *model.Scenario {
	s := atOnce(t, 300, 10, 60)
	spread, err := dist.Uniform(8*3600, 8*3600+900)
	require.NoError(t, err)
	s.Replications = 4
	s.Workloads[0].Arrivals.At = spread
	s.Backend.Admission.Discipline, s.Backend.Admission.RetryAfter.Fixed = model.ReAsk, 10*time.Minute
	return s
}

// timers is a scenario of PCs that come on evenly from 07:30 to 09:00 and stay on for 9
// hours, each with a sync of constant work when it comes on and every 4 hours, on one
// slot.
func timers(t *testing.T, clients int, work float64) *model.Scenario {
	t.Helper()
	s := waves(t)
	always := func(d dist.Distribution, err error) dist.Distribution {
		require.NoError(t, err)
		return d
	}
	g := &s.Groups[0]
	g.Clients, g.Presence.AbsentSpell = clients, 0
	g.Presence.Boot, g.Presence.Session = always(dist.Uniform(7.5*3600, 9*3600)), always(dist.Constant(9*3600))
	g.Sync.OnTimer, g.Sync.Interval, g.Sync.Delta = true, 4*time.Hour, always(dist.Constant(work))
	s.Strategies, s.Release, s.Workloads = nil, nil, nil
	s.Backend.Slots, s.Horizon = []int{1}, 1
	return s
}

// TestFluidOfTimers compares the flow with a count by hand of 400 PCs that ask when they
// come on, after 4 hours and after 8. With 30 s each, 4.44 come and 2 are served a
// minute, so that 220 wait at the end of each of the three peaks: one is through before
// the next, and no timer meets a sync that waits. With 90 s, 0.67 are served a minute,
// and 340 and then 240 wait before the second peak, in which the timers of those who
// wait ask for nothing. All day as many wait as in the simulation.
func TestFluidOfTimers(t *testing.T) {
	const clients = 400
	for _, tt := range []struct {
		work float64
		at   []time.Duration
		want []float64
	}{
		{30, []time.Duration{9 * time.Hour, 13 * time.Hour, 17 * time.Hour}, []float64{220, 220, 220}},
		{90, []time.Duration{9 * time.Hour, 11*time.Hour + 30*time.Minute}, []float64{340, 240}},
	} {
		c := compared(t, timers(t, clients, tt.work), Options{Workers: 2})
		r := &c.Results[0]
		for i, at := range tt.at {
			k := int(at / r.Fluid.Width)
			got := (r.Fluid.Waiting[k-1] + r.Fluid.Waiting[k]) / 2
			assert.InDelta(t, tt.want[i], got, 0.02*clients,
				"%.0f s each, at %v: %.1f wait in the flow", tt.work, at, got)
		}
		simulated, flow := 0.0, 0.0
		for k := range r.Fluid.Waiting {
			simulated, flow = simulated+r.Series.Waiting[k], flow+r.Fluid.Waiting[k]
		}
		assert.InDelta(t, flow, simulated, 0.03*simulated,
			"%.0f s each: %.0f waits by interval in the flow, and %.0f in the simulation", tt.work, flow, simulated)
	}
}

// TestDivergences checks that the rules find why the simulation parts from the flow.
func TestDivergences(t *testing.T) {
	jobs := func(discipline model.Discipline, rate float64) *model.Scenario {
		s := queue(t, 10)
		s.Measure, s.Horizon, s.Replications = nil, 3, 4
		s.Workloads[0].Arrivals.Rate = rate
		s.Backend.Admission.Discipline = discipline
		return s
	}
	for _, tt := range []struct {
		name  string
		s     *model.Scenario
		why   Cause
		check func(*Divergence) bool
	}{
		{"nine erlangs on ten slots", jobs(model.Ticket, 0.05), ByChance, func(p *Divergence) bool {
			return p.Fluid == 0 && math.Abs(p.Delayed-0.6687315) < 1e-6 && math.Abs(p.Asked-9) < 1e-9
		}},
		{"who comes back finds slots that were empty", comeBack(t), LeftIdle, func(p *Divergence) bool {
			return p.Idle > 0.2 && p.Simulated > p.Fluid && p.Fluid > 1
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := compared(t, tt.s, Options{Workers: 2}).Results[0].Divergence
			assert.True(t, p != nil && p.Why == tt.why && tt.check(p),
				"parts as %+v, want the cause %d", p, tt.why)
		})
	}
}

// TestCauseExplainsEnough checks that a cause is named only if its own numbers make
// half the distance: 90 more people wait in the simulation than in the flow.
func TestCauseExplainsEnough(t *testing.T) {
	flat, sharp := make([]float64, 100), make([]float64, 100)
	for k := range flat {
		flat[k], sharp[k] = 10, 10
	}
	sharp[49], sharp[50], sharp[51] = 100, 100, 100
	for _, tt := range []struct {
		name    string
		waiting []float64
		want    bool
	}{{"mornings that make no other line", flat, false}, {"mornings that make most of it", sharp, true}} {
		p := Divergence{Simulated: 100, Fluid: 10, Together: 5 * time.Minute}
		assert.Equal(t, tt.want, p.shifted(func(int) *fluid.Load { return &fluid.Load{Waiting: tt.waiting} }, 50),
			"%s: explained", tt.name)
	}
	// Of two slots half of one is empty for 60 intervals of 5 min: 150 syncs of 60 s.
	r := Result{Fluid: &fluid.Load{Width: model.SeriesWidth, Open: make([]float64, 100), Means: make([]float64, 100)}}
	for k := range r.Fluid.Open {
		r.Fluid.Open[k], r.Fluid.Means[k] = 2, 60
		r.Series.Running = append(r.Series.Running, 1.5)
		r.Series.Waiting = append(r.Series.Waiting, max(0, float64(min(k, 40)-39)*100))
	}
	p := Divergence{Simulated: 100, Fluid: 10}
	undone := p.idle(&r, 99)
	assert.True(t, math.Abs(undone-150) <= 1e-9 && math.Abs(p.Idle-0.5) <= 1e-9,
		"%.1f syncs undone on %.2f slots, want 150 on 0.5", undone, p.Idle)
}

// TestFlowBesideIsTheFlowAhead checks that each result has the flow that is told before
// anything is played, whether it was followed beside the replications or after them, by one
// worker or by several.
func TestFlowBesideIsTheFlowAhead(t *testing.T) {
	s := waves(t)
	s.Backend.Slots, s.Replications, s.Horizon, s.HorizonOpen = []int{20, 5}, 2, 7, false
	ahead, err := LookAhead(t.Context(), s)
	require.NoError(t, err)
	require.Len(t, ahead.Fluids, 2*(1+len(s.Strategies)))
	for workers := 1; workers <= 3; workers++ {
		c := compared(t, s, Options{Workers: workers, Replications: 2})
		require.Len(t, c.Results, len(ahead.Fluids))
		assert.Equal(t, ahead.Bounds, c.Bounds, "bounds with %d workers", workers)
		for i, want := range ahead.Fluids {
			r := &c.Results[i]
			assert.True(t, r.Fluid.Strategy == r.Strategy && r.Fluid.Slots == r.Slots && r.Fluid.Strategy == want.Strategy &&
				slices.Equal(want.Waiting, r.Fluid.Waiting) && slices.Equal(want.Open, r.Fluid.Open),
				"%s on %d slots with %d workers has another flow", r.Strategy, r.Slots, workers)
		}
	}
}
