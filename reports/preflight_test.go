package reports

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/rollsim/rollsim/model/fluid"
	_ "github.com/rollsim/rollsim/testdata/long"
)

// TestProductHolds checks that who multiplies what a bound shows comes to what it
// shows: 296 syncs of 134 s on 10 slots are 1.1 h, of 2 min they would be 1.0.
func TestProductHolds(t *testing.T) {
	for _, tt := range []struct {
		slots       int
		syncs, work float64 // seconds of all syncs
		want        string
	}{
		{10, 296, 296 * 133.8, "296 syncs × 134 s / 10 slots = 1.1 h"},
		{1, 4661, 4661 * 20.04, "4,661 syncs × 20 s / 1 slot = 25.9 h"},
		{2, 4661, 4661 * 20.7, "4,661 syncs × 20.7 s / 2 slots = 13.4 h"},
	} {
		b := &fluid.Bound{Slots: tt.slots, Syncs: tt.syncs, Work: tt.work}
		assert.Equal(t, tt.want, productSaid(b).String(), "%v syncs with %v s of work", tt.syncs, tt.work)
	}
}

// TestLacksHaveNames checks that all that a flow may leave out has a name.
func TestLacksHaveNames(t *testing.T) {
	assert.Len(t, lackSaid, int(fluid.LateAsks)+1, "names of what a flow leaves out")
	for lack, name := range lackSaid {
		assert.NotEmpty(t, name.String(), "name of lack %d", lack)
	}
}
