package study

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/fluid"
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
			p, err := LookAhead(t.Context(), s)
			require.NoError(t, err)
			c := compared(t, s, Options{Workers: 2})
			for i := range c.Results {
				r := &c.Results[i]
				for _, kept := range r.Targets {
					impossible := slices.ContainsFunc(p.Bounds, func(b fluid.Bound) bool {
						return b.Impossible && b.Strategy == r.Strategy && b.Target == kept.Target.Text
					})
					if impossible {
						called++
					}
					if impossible {
						assert.Equal(t, Missed, kept.Outcome,
							"%s, absent %v: %s is called impossible, and its outcome is %v",
							r.Strategy, absent, kept.Target.Text, kept.Outcome)
					}
					if impossible {
						assert.LessOrEqual(t, kept.MetIn, 0,
							"%s, absent %v: %s is called impossible and kept in %d of %d",
							r.Strategy, absent, kept.Target.Text, kept.MetIn, kept.Of)
					}
				}
			}
		}
	}
	assert.GreaterOrEqual(t, called, 20, "%d targets are called impossible, want 20 or more", called)
}

// TestImpossibleForAReleaseThatFollows checks the same for a release that follows in waves of its
// own: the last of four opens on the seventh workday after it is due.
func TestImpossibleForAReleaseThatFollows(t *testing.T) {
	s := waves(t)
	s.Workloads, s.Backend.Slots, s.Replications, s.Horizon = nil, []int{200}, 3, 33
	s.Groups[0].Clients = 400
	s.Strategies = s.Strategies[1:2]
	s.Strategies[0].Phases = model.Waves(400, model.Size{Kind: model.SizeCount, Count: 100}, model.Span{Length: 48 * time.Hour, Unit: model.Workdays}, model.Phase{})
	s.Later = []model.LaterRelease{{Version: "99", Start: s.Start.AddDate(0, 0, 14)}}
	for _, days := range []time.Duration{1, 3, 5, 9} {
		s.Targets = append(s.Targets, model.Target{Metric: "updated.p95 of 99", Span: model.Span{Length: days * 24 * time.Hour, Unit: model.Workdays}, Text: days.String()})
	}
	c := compared(t, s, Options{Workers: 2})
	r := &c.Results[len(c.Results)-1]
	var outcomes []TargetOutcome
	for _, kept := range r.Targets {
		outcomes = append(outcomes, kept.Outcome)
	}
	assert.Equal(t, []TargetOutcome{Missed, Missed, Missed, Undecided}, outcomes, "three rollouts are too few for a median")
	assert.True(t, r.Targets[0].RuledOut && r.Targets[2].RuledOut)
	assert.Equal(t, []int{0, 0, 0, 3}, []int{r.Targets[0].MetIn, r.Targets[1].MetIn, r.Targets[2].MetIn, r.Targets[3].MetIn})
}
