package study

import (
	"math"
	"testing"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim"
)

// atOnce is a queue to which so many jobs of constant work come within one interval,
// five hours after the start.
func atOnce(t *testing.T, jobs, slots int, work float64) *model.Scenario {
	t.Helper()
	s := queue(t, slots)
	always, err := sim.Constant(work)
	if err != nil {
		t.Fatal(err)
	}
	at, err := sim.Constant(5 * 3600)
	if err != nil {
		t.Fatal(err)
	}
	s.Measure, s.Horizon = nil, 2
	s.Workloads = []model.Workload{{Name: "jobs", Arrivals: model.Arrivals{Kind: model.Exactly, Clients: jobs, At: at, Days: 1}, Work: always}}
	return s
}

// TestFluidOfAll compares the flow with the closed form where 2,000 jobs of 60 s come
// to 20 slots within five minutes: all slots run from when 20 are there, the line is
// longest at the end of the five minutes with what has come less what was served, and
// is empty when the work of all but those in the slots is done. All work that is asked
// for is done.
func TestFluidOfAll(t *testing.T) {
	const jobs, slots, work = 2000, 20, 60.0
	p, err := LookAhead(atOnce(t, jobs, slots, work))
	if err != nil {
		t.Fatal(err)
	}
	f := &p.Fluids[0]
	width := f.Width.Seconds()
	done := 0.0
	for _, running := range f.Running {
		done += running * width
	}
	if want := jobs * work; math.Abs(done-want) > 1e-3*want {
		t.Errorf("%.0f s of work are done, want %.0f", done, want)
	}
	first := int(5 * time.Hour / f.Width)
	if f.Running[first-1] != 0 || math.Abs(f.Running[first+1]-slots) > 1e-9 {
		t.Errorf("%v and %v run before and after the jobs come, want 0 and %d", f.Running[first-1], f.Running[first+1], slots)
	}
	empties := 5*time.Hour + time.Duration((jobs-slots)/(slots/work)*1e9)
	for k := first + 1; k < first+30; k++ {
		begins := time.Duration(k) * f.Width
		// In the middle of the interval: who has come, less who runs, less who is done.
		want := max(0, (empties-begins-f.Width/2).Seconds()) * slots / work
		if last := begins < empties && begins+f.Width > empties; !last && math.Abs(f.Waiting[k]-want) > 0.003*jobs {
			t.Errorf("%v: %.1f wait, want %.1f", begins, f.Waiting[k], want)
		}
	}
	if wait, want := f.Wait[first+1], f.Waiting[first+1]*work/slots; math.Abs(wait-want) > 1e-6*want {
		t.Errorf("who asks then waits %.1f s, want %.1f", wait, want)
	}
}

// TestFluidOfFleet compares the flow with the simulation of PCs that never wait:
// syncs that run by clock hour, no rollout and rollout, within three in a hundred of
// the busiest hour, with enough rollouts for that.
func TestFluidOfFleet(t *testing.T) {
	s := waves(t)
	g := &s.Groups[0]
	boot, err := sim.NormalWithin(7*3600, 10*3600, 1800)
	if err != nil {
		t.Fatal(err)
	}
	g.Presence.Boot, g.Presence.Absent, g.Clients = boot, 0.2, 4000
	g.Sync.OnTimer = true
	s.Strategies[1].Phases = model.Waves(4000, model.Size{Kind: model.SizeCount, Count: 2000}, model.Span{Length: 24 * time.Hour, Unit: model.Workdays}, model.Phase{})
	s.Workloads, s.Backend.Slots, s.Replications = nil, []int{4000}, 6
	s.Horizon = 7
	c := compared(t, s, Options{Workers: 2})
	for i := range c.Results {
		r := &c.Results[i]
		if r.Fluid == nil || r.Fluid.Strategy != r.Strategy || r.Fluid.Slots != r.Slots {
			t.Fatalf("%s on %d slots has the flow %+v", r.Strategy, r.Slots, r.Fluid)
		}
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
		if apart > 0.03*busiest {
			t.Errorf("%s: %.1f more or fewer run in the flow in hour %d, of %.1f in the busiest; want at most 3 %% of them", r.Strategy, apart, at, busiest)
		}
		if r.Parting != nil {
			t.Errorf("%s: parts where nobody waits: %+v", r.Strategy, r.Parting)
		}
	}
}

// comeBack is a morning on which who is denied comes back after ten minutes.
func comeBack(t *testing.T) *model.Scenario {
	s := atOnce(t, 300, 10, 60)
	spread, err := sim.Uniform(8*3600, 8*3600+900)
	if err != nil {
		t.Fatal(err)
	}
	s.Replications = 4
	s.Workloads[0].Arrivals.At = spread
	s.Backend.Admission.Discipline, s.Backend.Admission.Hint.Fixed = model.ReAsk, 10*time.Minute
	return s
}

// TestPartings checks that the rules find why the simulation parts from the flow.
func TestPartings(t *testing.T) {
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
		check func(*Parting) bool
	}{
		{"nine erlangs on ten slots", jobs(model.Ticket, 0.05), ByChance, func(p *Parting) bool {
			return p.Fluid == 0 && math.Abs(p.Delayed-0.6687315) < 1e-6 && math.Abs(p.Asked-9) < 1e-9
		}},
		{"who comes back finds slots that were empty", comeBack(t), LeftIdle, func(p *Parting) bool {
			return p.Idle > 0.2 && p.Simulated > p.Fluid && p.Fluid > 1
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := compared(t, tt.s, Options{Workers: 2}).Results[0].Parting
			if p == nil || p.Why != tt.why || !tt.check(p) {
				t.Errorf("parts as %+v, want the cause %d", p, tt.why)
			}
		})
	}
}
