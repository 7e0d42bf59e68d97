package theory

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
)

// TestBrokenBackendsAreFound simulates cases on a backend that is not theirs: a
// mechanism that is wrong by as much must not pass for right.
func TestBrokenBackendsAreFound(t *testing.T) {
	for _, tt := range []struct {
		family, name string
		broken       string
		is           func(c *Case)
	}{
		{"M/M/1-PS", "M/M/1-PS at 50 %", "no sharing", func(c *Case) { c.FullSpeed = 0 }},
		{"M/M/1-PS", "M/M/1-PS at 50 %", "one after the other", func(c *Case) { c.FullSpeed, c.Slots = 0, 1 }},
		{"M/G/1-PS", "M/G/1-PS at 80 %, constant 1 s", "one after the other", func(c *Case) { c.FullSpeed, c.Slots = 0, 1 }},
		{"M/M/c-PS", "M/M/2-PS at 80 %", "a third at full speed", func(c *Case) { c.FullSpeed = 3 }},
		{"random split", "4 queues by chance at 50 %", "one after the other", func(c *Case) { c.Balancer = model.RoundRobin }},
		{"random split", "4 queues by chance at 50 %", "one line", func(c *Case) { c.Balancer = model.SharedLine }},
		{"join the shortest queue", "the shortest of 2 queues at 70 %", "any queue", func(c *Case) { c.Balancer = model.RandomNode }},
		{"join the shortest queue", "the shortest of 3 queues at 80 %", "the shorter of two", func(c *Case) { c.Balancer = model.TwoChoices }},
		{"two choices", "the shorter of 2 of 3 queues at 70 %", "the shortest of all", func(c *Case) { c.Balancer = model.LeastBusy }},
		{"M/M/c retrial", "M/M/1 at 50 %, asking again after 5 s", "a place is kept", func(c *Case) { c.Returns = Law{} }},
		{"M/M/c retrial", "M/M/1 at 50 %, asking again after 5 s", "a tenth later", func(c *Case) { c.Returns.Mean *= 1.1 }},
		{"M/M/1 constant retrial", "M/M/1 at 30 %, asking again after 3.333 s, one by one", "all ask again", func(c *Case) { c.FirstOnly = false }},
		{"M/M/c with breakdowns", "M/M/1 at 55 % of what is up, 20 s up and 2 s down", "no failures", func(c *Case) { c.Between = Law{} }},
		{"M/M/c with breakdowns", "M/M/1 at 55 % of what is up, 20 s up and 2 s down", "half as long a repair", func(c *Case) { c.Repair.Mean /= 2 }},
	} {
		cases := FamiliesNamed(tt.family)[0].Cases()
		i := slices.IndexFunc(cases, func(c Case) bool { return c.Name == tt.name })
		require.GreaterOrEqual(t, i, 0, "%s has no case %q", tt.family, tt.name)
		c := cases[i]
		tt.is(&c)
		// What a backend without nodes that come and go does not observe is left out.
		c.Quantities = slices.DeleteFunc(slices.Clone(c.Quantities), func(q Quantity) bool { return q.Statistic == UpMean })
		results, err := Run(context.Background(), []Case{c}, Options{Seed: 3})
		require.NoError(t, err)
		a := Agree(results)
		assert.NotZero(t, a.Beyond,
			"%s, but %s: agrees with theory, the largest |z| is %v of the %v", tt.name, tt.broken, a.Worst.Z, a.Worst.Quantity)
	}
}
