package study

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

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
	assert.Nil(t, c.Results[0].Groups, "no rollout has groups that come on: %+v", c.Results[0].Groups)
	m := model.New(s)
	for _, r := range c.Results[1:] {
		require.Len(t, r.Groups, 2, "%s: %d groups", r.Strategy, len(r.Groups))
		can := r.Groups[0].CanUpdate.Mean + r.Groups[1].CanUpdate.Mean
		for i, share := range r.Series.Updated {
			sum := r.Groups[0].Updated[i] + r.Groups[1].Updated[i]
			require.InDelta(t, can*share, sum, 1e-5,
				"%s: %v PCs of the groups are updated in interval %d, %v of the fleet", r.Strategy, sum, i, can*share)
		}
		for g := range r.Groups {
			p := &r.Groups[g]
			assert.True(t, math.Abs(p.Left.Mean-p.Waiting.Mean-p.Absent.Mean-p.UnderWay.Mean) <= 1e-9 &&
				p.CanUpdate.Mean-p.Left.Mean == p.Updated[len(p.Updated)-1],
				"%s, %s: who is left does not add up: %+v", r.Strategy, p.Group, *p)
			for rep, by := range p.Most.Values {
				o := m.Begin(s.Backend.Slots[0], rep).Roll(strategyNamed(s, r.Strategy), nil)
				assert.Equal(t, o.Groups[g].UpdatedBy(0.95), by,
					"%s, %s, replication %d: 95 %% are updated by", r.Strategy, p.Group, rep)
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
