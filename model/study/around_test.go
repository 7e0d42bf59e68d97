package study

import (
	"bytes"
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/testdata/deep"
)

// TestAround checks that every point around a comparison is what a comparison on that
// number of slots finds in as many replications, to the last bit; that points are
// ascending, the same with any number of workers, and end where 19 of 20 do not wait;
// and that they are kept with a review.
func TestAround(t *testing.T) {
	for name, make := range map[string]func() *model.Scenario{
		"queue":       func() *model.Scenario { return queue(t, 10) },
		"bad release": func() *model.Scenario { s := bad(t, 0.2); s.Backend.Slots = []int{3, 4}; return s },
	} {
		s := make()
		c := compared(t, s, Options{Workers: 2, Replications: 7})
		z, err := Around(context.Background(), c, Options{Workers: 2})
		require.NoError(t, err)
		other, err := Around(context.Background(), c, Options{Workers: 1})
		require.NoError(t, err)
		diff := deep.Diff(z.Sized, other.Sized)
		assert.Empty(t, diff, "%s: two workers (-) and one (+) differ", name)
		assert.Equal(t, 6, z.Looked, "%s: %d replications", name, z.Looked)
		found := map[int]*Comparison{}
		for i := range z.Sized {
			for k := range z.Sized[i].Curve {
				got := &z.Sized[i].Curve[k]
				slots := int(got.Setting)
				if found[slots] == nil {
					again := make()
					again.Backend.Slots = []int{slots}
					found[slots] = compared(t, again, Options{Workers: 2, Replications: z.Looked})
				}
				want := found[slots].on(z.Sized[i].Strategy, slots)
				diff := deep.Diff(want.Metrics, got.Metrics)
				assert.Empty(t, diff,
					"%s: %s on %d slots: compared (-) and around (+) differ", name, z.Sized[i].Strategy, slots)
				diff = deep.Diff(want.Targets, got.Targets)
				assert.Empty(t, diff,
					"%s: targets of %s on %d slots differ", name, z.Sized[i].Strategy, slots)
				last := k == len(z.Sized[i].Curve)-1
				if !last && slots >= s.Backend.Slots[len(s.Backend.Slots)-1] {
					assert.GreaterOrEqual(t, got.Wait.Mean, 1.0,
						"%s: %s goes on beyond %d slots, where 19 of 20 do not wait", name, z.Sized[i].Strategy, slots)
				}
				if k > 0 {
					assert.Greater(t, got.Setting, z.Sized[i].Curve[k-1].Setting,
						"%s: %v slots after %v", name, got.Setting, z.Sized[i].Curve[k-1].Setting)
				}
			}
		}
		var saved bytes.Buffer
		require.NoError(t, Save(&saved, &Review{Comparison: c, Sizing: z}))
		opened, err := Open(t.Context(), bytes.NewReader(saved.Bytes()), s, "")
		require.NoError(t, err)
		diff = deep.Diff(z.Sized, opened.Sizing.Sized)
		assert.Empty(t, diff, "%s: saved (-) and opened (+) differ", name)
	}
}

// TestAroundNothing: without admission control there are no slots to go around, and a
// run that was stopped has no more points than it has.
func TestAroundNothing(t *testing.T) {
	c := compared(t, queue(t, 10), Options{Workers: 2, Replications: 2})
	ctx, stop := context.WithCancel(context.Background())
	stop()
	z, err := Around(ctx, c, Options{Workers: 2})
	assert.True(t, err == nil && z.Stopped && len(z.Sized[0].Curve) == 0, "stopped at once: %+v, %v", z, err)
	c.Scenario.Backend.Version = "9.2"
	z, err = Around(context.Background(), c, Options{Workers: 2})
	assert.True(t, z == nil && err == nil, "without admission control: %+v, %v; want nothing", z, err)
}
