package study

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim/dist"
)

// TestSlotsAreFound checks that the number that is found for an open setting
// meets the target and that one fewer does not: in a line, where every slot
// helps, and where jobs of very different work share a machine, so that many
// more slots than it runs at full speed are right.
func TestSlotsAreFound(t *testing.T) {
	inLine := queue(t, model.AutoSlots)
	inLine.Targets = []model.Target{{Metric: "wait.all.mean", Bound: 60}}

	shared := queue(t, model.AutoSlots)
	short, err := dist.Constant(2)
	require.NoError(t, err)
	long, err := dist.Constant(600)
	require.NoError(t, err)
	work, err := dist.Mixture([]float64{0.95, 0.05}, []dist.Distribution{short, long})
	require.NoError(t, err)
	shared.Workloads[0].Work, shared.Workloads[0].Arrivals.Rate = work, 1.5/60
	shared.Backend.Capacity = &model.Capacity{FullSpeed: 1}
	shared.Targets = []model.Target{{Metric: "delay.all.p90", Bound: 120}}

	for _, tt := range []struct {
		name            string
		s               *model.Scenario
		atLeast, atMost int
	}{
		{"in line", inLine, 10, 12}, // of 9 erlangs; with 10 the mean is 120 s, with 12 it is 16 s (Erlang C)
		{"sharing", shared, 2, 100},
	} {
		found := compared(t, tt.s, Options{Workers: 2, Replications: 10}).Results[0]
		if !assert.True(t, found.Auto == Found && found.Slots >= tt.atLeast && found.Slots <= tt.atMost,
			"%s: %d slots (%d), want %d to %d", tt.name, found.Slots, found.Auto, tt.atLeast, tt.atMost) {
			continue
		}
		tt.s.Backend.Slots = []int{found.Slots - 1, found.Slots}
		c := compared(t, tt.s, Options{Workers: 2, Replications: 10})
		for i, want := range []bool{false, true} {
			assert.Equal(t, want, c.Results[i].Targets[0].Outcome == Met,
				"%s: with %d of %d slots the target is met", tt.name, c.Results[i].Slots, found.Slots)
		}
	}

	// What no number of slots can meet is not found.
	hopeless := queue(t, model.AutoSlots)
	hopeless.Backend.Capacity = &model.Capacity{FullSpeed: 9.2}
	hopeless.Targets = []model.Target{{Metric: "delay.all.mean", Bound: 1}}
	r := compared(t, hopeless, Options{Workers: 2, Replications: 3}).Results[0]
	assert.Equal(t, NotFound, r.Auto,
		"a mean delay of 1 s is met with %d slots at 98 %% of the capacity", r.Slots)
}
