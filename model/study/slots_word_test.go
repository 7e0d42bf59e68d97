package study

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/rollsim/rollsim/model"
)

// TestOneSlotIsSingular names what the other side of a comparison does not have.
func TestOneSlotIsSingular(t *testing.T) {
	c := &Comparison{Scenario: &model.Scenario{Backend: model.Backend{Slots: []int{1, 20}}}}
	for slots, want := range map[int]string{1: "no rollout on 1 slot", 20: "no rollout on 20 slots"} {
		assert.Equal(t, want, c.nameOf(&Result{Strategy: "no rollout", Slots: slots}).String())
	}
}
