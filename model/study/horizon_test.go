package study

import (
	"context"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
)

// open is the queue with waves whose horizon of so many days is left open.
func open(t *testing.T, days int) *model.Scenario {
	s := waves(t)
	s.Workloads = nil
	s.Horizon, s.HorizonOpen, s.Replications = days, true, 6
	return s
}

// TestHorizonIsExtended checks that a horizon that is left open and comes before the
// second wave is extended, that the numbers are those of a scenario that says so,
// that the number of workers has no say in it, and that the scenario stays as it is.
func TestHorizonIsExtended(t *testing.T) {
	s := open(t, 1) // the second wave opens on day 2
	before := *s
	c := compared(t, s, Options{Workers: 1})
	assert.Equal(t, before, *s, "the scenario was changed")
	want := []Extension{
		{From: 1, To: 2, Strategy: "waves", Slots: 10, Metric: "updated.p95", Unreached: 1, Of: 5},
	}
	require.True(t, reflect.DeepEqual(c.Extensions, want) && c.Scenario.Horizon == 2,
		"extensions %+v to %d days, want %+v", c.Extensions, c.Scenario.Horizon, want)
	assert.True(t, c.Replications == 6 && !c.Partial(), "%d replications of %d, want 6", c.Replications, c.Asked)
	said := *s
	said.Horizon, said.HorizonOpen = 2, false
	whole := compared(t, &said, Options{Workers: 3})
	many := compared(t, s, Options{Workers: 4})
	for i := range whole.Results {
		sameResult(t, "2 days, given", &c.Results[i], &whole.Results[i])
		sameResult(t, "four workers", &c.Results[i], &many.Results[i])
	}
	assert.True(t, reflect.DeepEqual(c.Extensions, many.Extensions) && whole.Extensions == nil,
		"four workers: %+v, want %+v; a horizon that is given: %+v, want none",
		many.Extensions, c.Extensions, whole.Extensions)

	longer, extensions, err := LongEnough(context.Background(), s, 10, 6, 2, &s.Strategies[0], &s.Strategies[1])
	assert.True(t, err == nil && longer.Horizon == 2 && reflect.DeepEqual(extensions, want),
		"%v, %d days, %+v; want what the comparison has", err, longer.Horizon, extensions)
	one := compared(t, s, Options{Workers: 1, Replications: 1})
	longer, extensions, err = LongEnough(context.Background(), s, 10, 1, 2, &s.Strategies[0], &s.Strategies[1])
	assert.True(t, err == nil && longer.Horizon == one.Scenario.Horizon &&
		reflect.DeepEqual(extensions, one.Extensions) && extensions[0].Of == 1,
		"one replication: %v, %d days, %+v; want %+v as its comparison has", err, longer.Horizon, extensions, one.Extensions)
	alone, extensions, err := LongEnough(context.Background(), s, 10, 6, 2, &s.Strategies[0])
	assert.True(t, err == nil && alone == s && extensions == nil,
		"%v, %d days, %+v; want the scenario as it is, since big bang ends on the first day", err, alone.Horizon, extensions)
}

// TestHorizonIsExtendedInVain has a gate that never opens: a longer horizon updates
// nobody more, so the shorter one stands, but not where another strategy needs it.
func TestHorizonIsExtendedInVain(t *testing.T) {
	stuck := func(s *model.Scenario) model.Strategy {
		phases := model.Waves(40, model.Size{Kind: model.SizeCount, Count: 20}, model.Span{Length: 24 * time.Hour, Unit: model.Workdays}, model.Phase{})
		for i := range phases {
			phases[i].Gate = model.Gate{Count: 1000}
		}
		phases[1].Start = model.Start{WhenGate: true}
		return model.Strategy{Name: "stuck", Phases: phases}
	}
	s := open(t, 4)
	s.Strategies = append(s.Strategies[:1:1], stuck(s))
	c := compared(t, s, Options{Workers: 2})
	want := []Extension{{From: 4, To: 6, Strategy: "stuck", Slots: 10, Metric: "updated.p95", Unreached: 1, Of: 5, InVain: true}}
	assert.True(t, reflect.DeepEqual(c.Extensions, want) && c.Scenario.Horizon == 4 && c.Replications == 6,
		"extensions %+v, then %d replications of %d days; want %+v, then 6 of 4 days",
		c.Extensions, c.Replications, c.Scenario.Horizon, want)
	got := withExtensions(s, c.Extensions)
	assert.Same(t, s, got, "opened again with %d days, want 4", got.Horizon)

	s = open(t, 1)
	s.Strategies = append(s.Strategies, stuck(s))
	c = compared(t, s, Options{Workers: 2})
	want = []Extension{{From: 1, To: 2, Strategy: "waves", Slots: 10, Metric: "updated.p95", Unreached: 1, Of: 5}}
	assert.True(t, reflect.DeepEqual(c.Extensions, want) && c.Scenario.Horizon == 2 && c.Replications == 6,
		"extensions %+v, then %d replications of %d days; want %+v, then 6 of 2 days",
		c.Extensions, c.Replications, c.Scenario.Horizon, want)
	got = withExtensions(s, c.Extensions)
	assert.True(t, got.Horizon == 2 && s.Horizon == 1, "opened again with %d days, want 2", got.Horizon)
}

// TestHorizonIsNotExtendedForWhatHasEnded checks that a rollout that is taken back, or aborted,
// is not thought to lack time, though it never comes to everybody.
func TestHorizonIsNotExtendedForWhatHasEnded(t *testing.T) {
	for _, onProblem := range []model.OnProblem{model.RollbackAll, model.Abort} {
		s := bad(t, 0.2)
		s.HorizonOpen, s.Replications = true, 3
		s.Strategies[0].Rollback.To, s.Strategies[1].Rollback.To = "9.3", "9.3"
		for _, strategy := range s.Strategies {
			for i := range strategy.Phases {
				strategy.Phases[i].OnProblem = onProblem
			}
		}
		c := compared(t, s, Options{Workers: 2})
		late := c.Results[len(c.Results)-1].Metric("updated.p95")
		require.Greater(t, late.Unreached, 0.1, "a bad release comes to nobody")
		assert.Empty(t, c.Extensions)
	}
}
