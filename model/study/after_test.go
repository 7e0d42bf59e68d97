package study

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
)

// TestHorizonIsExtendedForTheDaysAfter checks that a horizon that is left open is
// extended until 95 % have had the release for five workdays before the last five,
// though nobody more is updated for it, that a horizon that is given leaves those days
// without a value and says why, and that a target on them is skipped then.
func TestHorizonIsExtendedForTheDaysAfter(t *testing.T) {
	s := open(t, 8) // from a Monday, waves on days 0 and 2
	s.Targets = []model.Target{{Metric: "after.wait.log_in.p95", Bound: 600, Text: "after.wait.log_in.p95 <= 10m"}}
	c := compared(t, s, Options{Workers: 2})
	var last Extension
	for _, e := range c.Extensions {
		last = e
		assert.Equal(t, "after.utilization.hour", e.Metric)
		assert.False(t, e.InVain)
	}
	require.Equal(t, c.Scenario.Horizon, last.To)
	for _, r := range c.Results {
		assert.Zero(t, r.Metric("after.utilization.hour").Missing, r.Strategy)
	}

	bare := *s // without a rollout nobody ever has anything, and no longer horizon helps
	bare.Groups = slices.Clone(s.Groups)
	bare.Groups[0].Versions = []model.VersionShare{{Version: model.None, Share: 1}}
	bare.Groups[0].First = model.FirstInstall{Size: 1e6, Duration: bare.Groups[0].Install.Duration}
	assert.Equal(t, c.Extensions, compared(t, &bare, Options{Workers: 2}).Extensions)

	given := *s
	given.HorizonOpen = false
	c = compared(t, &given, Options{Workers: 2})
	for _, r := range c.Results[1:] {
		e := r.Metric("after.wait.log_in.p95")
		assert.True(t, math.IsNaN(e.Mean) && e.Missing.Kind == NobodyAfter && e.N == 0, "%s: %+v", r.Strategy, e)
		assert.Equal(t, Skipped, r.Targets[0].Outcome)
		assert.Equal(t, Missing{Kind: NotSettled}, r.Metric("after.utilization.hour").Missing)
	}
	assert.Zero(t, c.Results[0].Metric("after.utilization.hour").Missing, "nothing is rolled out: these days are like any")
}
