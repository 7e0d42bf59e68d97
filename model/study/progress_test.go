package study

import (
	"math"
	"testing"

	"github.com/rollsim/rollsim/model"
)

// TestGroupProgress checks that the groups add up to the curve of the fleet, and that
// what is said of each is what its replications show, one by one.
func TestGroupProgress(t *testing.T) {
	s := waves(t)
	plant := s.Groups[0]
	plant.Name, plant.Clients = "plant", 25
	plant.Presence.Absent, plant.Presence.AbsentSpell = 0.3, 3
	s.Groups = append(s.Groups, plant)
	c := compared(t, s, Options{Workers: 2, Replications: 4})
	if c.Results[0].Groups != nil {
		t.Errorf("no rollout has groups that come on: %+v", c.Results[0].Groups)
	}
	m := model.New(s)
	for _, r := range c.Results[1:] {
		if len(r.Groups) != 2 {
			t.Fatalf("%s: %d groups, want 2", r.Strategy, len(r.Groups))
		}
		can := r.Groups[0].CanUpdate.Mean + r.Groups[1].CanUpdate.Mean
		for i, share := range r.Series.Updated {
			if sum := r.Groups[0].Updated[i] + r.Groups[1].Updated[i]; math.Abs(sum-can*share) > 1e-5 {
				t.Fatalf("%s: %v PCs of the groups are updated in interval %d, %v of the fleet", r.Strategy, sum, i, can*share)
			}
		}
		for g := range r.Groups {
			p := &r.Groups[g]
			if math.Abs(p.Left.Mean-p.Waiting.Mean-p.Absent.Mean-p.UnderWay.Mean) > 1e-9 || p.CanUpdate.Mean-p.Left.Mean != p.Updated[len(p.Updated)-1] {
				t.Errorf("%s, %s: who is left does not add up: %+v", r.Strategy, p.Group, *p)
			}
			for rep, by := range p.Most.Values {
				o := m.Begin(s.Backend.Slots[0], rep).Roll(strategyNamed(s, r.Strategy), nil)
				if want := o.Groups[g].UpdatedBy(0.95); by != want {
					t.Errorf("%s, %s, replication %d: 95 %% are updated by %v s, want %v s", r.Strategy, p.Group, rep, by, want)
				}
			}
		}
	}
}

func strategyNamed(s *model.Scenario, name string) *model.Strategy {
	for i := range s.Strategies {
		if s.Strategies[i].Name == name {
			return &s.Strategies[i]
		}
	}
	return nil
}
