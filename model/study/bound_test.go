package study

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim"
)

// TestImpossible checks against the simulation that what is called impossible is
// missed in every replication, that enough cases are called so, and that what every
// replication keeps is not.
func TestImpossible(t *testing.T) {
	day := func(n float64) model.Span {
		return model.Span{Length: time.Duration(n * 24 * float64(time.Hour)), Unit: model.Workdays}
	}
	called := 0
	for _, absent := range []float64{0, 0.17, 0.5} {
		for _, deliver := range []model.Delivery{model.ManagedDelivery, model.SelfServiceDelivery} {
			s := waves(t)
			s.Workloads, s.Backend.Slots, s.Replications, s.Horizon = nil, []int{200}, 5, 12
			g := &s.Groups[0]
			g.Clients, g.Presence.Absent, g.Delivery = 400, absent, deliver
			g.Self = model.SelfService{Never: 0.2, Response: model.SpanDistribution{Distribution: g.Sync.Delta, Unit: model.Elapsed}}
			g.Install.Fails = 0.05
			s.Strategies[1].Phases = model.Waves(400, model.Size{Kind: model.SizeCount, Count: 100}, day(2), model.Phase{})
			for _, metric := range []string{"updated.p50", "updated.p95"} {
				for _, by := range []float64{0.3, 1.5, 2.2, 3, 5, 6.5, 9} {
					s.Targets = append(s.Targets, model.Target{Metric: metric, Span: day(by), Text: metric + day(by).Length.String()})
				}
			}
			p, err := LookAhead(s)
			if err != nil {
				t.Fatal(err)
			}
			c := compared(t, s, Options{Workers: 2})
			for i := range c.Results {
				r := &c.Results[i]
				for _, kept := range r.Targets {
					impossible := slices.ContainsFunc(p.Bounds, func(b Bound) bool {
						return b.Impossible && b.Strategy == r.Strategy && b.Target == kept.Target.Text
					})
					if impossible {
						called++
					}
					if impossible && kept.Outcome != Missed {
						t.Errorf("%s, absent %v: %s is called impossible, and its outcome is %v", r.Strategy, absent, kept.Target.Text, kept.Outcome)
					}
					if impossible && kept.MetIn > 0 {
						t.Errorf("%s, absent %v: %s is called impossible and kept in %d of %d", r.Strategy, absent, kept.Target.Text, kept.MetIn, kept.Of)
					}
				}
			}
		}
	}
	if called < 20 {
		t.Errorf("%d targets are called impossible, want 20 or more", called)
	}
}

// TestAbsentAllTheTime checks that absence alone rules out a target: of 10,000 PCs of
// which 17 % are absent in spells of four workdays, more than 5 % stay away for four
// workdays (17 % · 0.75³ = 7 %), and fewer for six (4 %).
func TestAbsentAllTheTime(t *testing.T) {
	s := waves(t)
	s.Strategies = s.Strategies[:1]
	s.Groups[0].Clients, s.Groups[0].Presence.Absent = 10_000, 0.17
	s.Targets = []model.Target{
		{Metric: "updated.p95", Span: model.Span{Length: 60 * time.Hour, Unit: model.Workdays}, Text: "soon"},
		{Metric: "updated.p95", Span: model.Span{Length: 120 * time.Hour, Unit: model.Workdays}, Text: "later"},
	}
	// From the workday before to the third: four workdays.
	if got, want := absentThroughout(s, &s.Groups[0], 0, 60*time.Hour), 0.17*math.Pow(0.75, 3); math.Abs(got-want) > 1e-12 {
		t.Errorf("a PC is absent all the time with chance %.5f, want %.5f", got, want)
	}
	p, err := LookAhead(s)
	if err != nil {
		t.Fatal(err)
	}
	var ruledOut []string
	for _, b := range p.Bounds {
		if b.Impossible {
			ruledOut = append(ruledOut, b.Target)
		}
	}
	if !slices.Equal(ruledOut, []string{"soon"}) {
		t.Errorf("ruled out are %q of %+v, want the first target alone", ruledOut, p.Bounds)
	}
}

// TestManyAsks checks that a line in which everybody asks every second is warned of,
// and the same line of tickets is not.
func TestManyAsks(t *testing.T) {
	warned := func(discipline model.Discipline) bool {
		s := atOnce(t, 50_000, 5, 60)
		s.Horizon, s.Replications = 5, 20
		second, err := sim.Constant(1)
		if err != nil {
			t.Fatal(err)
		}
		s.Backend.Admission.Discipline, s.Backend.Admission.Returns.After = discipline, second
		p, err := LookAhead(s)
		if err != nil {
			t.Fatal(err)
		}
		return slices.ContainsFunc(p.Bounds, func(b Bound) bool { return strings.Contains(b.Text.String(), "million times") && !b.Impossible })
	}
	if !warned(model.ReAsk) || warned(model.Ticket) {
		t.Errorf("warned: %v of asks every second, %v of tickets; want only the first", warned(model.ReAsk), warned(model.Ticket))
	}
}

// TestProductHolds checks that who multiplies what a bound shows comes to what it
// shows: 296 syncs of 134 s on 10 slots are 1.1 h, of 2 min they would be 1.0.
func TestProductHolds(t *testing.T) {
	for _, tt := range []struct {
		slots       int
		syncs, work float64 // seconds of all syncs
		want        string
	}{
		{10, 296, 296 * 133.8, "296 syncs × 134 s / 10 slots = 1.1 h"},
		{10, 296.4, 296 * 133.8, "296 syncs × 134 s / 10 slots = 1.1 h"},
		{1, 4661, 4661 * 20.04, "4,661 syncs × 20 s / 1 slot = 25.9 h"},
		{2, 4661, 4661 * 20.7, "4,661 syncs × 20.7 s / 2 slots = 13.4 h"},
	} {
		l := &Fluid{Slots: tt.slots}
		if got := l.product(tt.syncs, tt.work).String(); got != tt.want {
			t.Errorf("%v syncs with %v s of work: %s, want %s", tt.syncs, tt.work, got, tt.want)
		}
	}
}

// TestTargetAfterHorizon checks that PCs that are updated at the end of the horizon are
// not said to be so at the date of a target that comes after.
func TestTargetAfterHorizon(t *testing.T) {
	s := waves(t)
	s.Strategies = s.Strategies[1:]
	s.Horizon = 1
	s.Targets = []model.Target{{Metric: "updated.p95", Span: model.Span{Length: 20 * 24 * time.Hour, Unit: model.Workdays}, Text: "later"}}
	p, err := LookAhead(s)
	if err != nil {
		t.Fatal(err)
	}
	end := s.Start.Add(s.HorizonEnd()).In(s.Calendar.Zone).Format("Mon 2 Jan 15:04")
	if len(p.Bounds) == 0 || !strings.HasPrefix(p.Bounds[0].Text.String(), "later is open: the simulation ends before, "+end+", when ") || p.Bounds[0].Impossible {
		t.Errorf("bounds %v, want first that the target is open at %s", p.Bounds, end)
	}
}
