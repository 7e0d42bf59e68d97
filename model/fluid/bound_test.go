package fluid

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
)

var noRollout = &model.Strategy{Name: model.NoRollout}

// TestAbsentAllTheTime checks that absence alone rules out a target: of 10,000 PCs of
// which 17 % are absent in spells of four workdays, more than 5 % stay away for four
// workdays (17 % · 0.75³ = 7 %), and fewer for six (4 %).
func TestAbsentAllTheTime(t *testing.T) {
	s := loaded(t, `
start: 2027-04-12
timezone: UTC
horizon: 10d
fleet: [{name: office, clients: 10000, delivery: managed, version: "9.3", presence: {absent: {share: 17%, spell: 4wd}}}]
install: {fails: 0%}
release: {version: "9.4"}
backend: {version: "9.4", slots: 10}
strategies: [big_bang: {}]
targets: [updated.p95 <= 2.5wd, updated.p95 <= 5wd]
`)
	// From the workday before to the third: four workdays.
	assert.InDelta(t, 0.17*math.Pow(0.75, 3), absentThroughout(s, &s.Groups[0], 0, 60*time.Hour), 1e-12, "chance that a PC is absent all the time")
	var ruledOut []string
	for _, b := range followed(t, s).Bounds(&s.Strategies[0]) {
		if b.Impossible {
			ruledOut = append(ruledOut, b.Target)
		}
	}
	assert.Equal(t, []string{"updated.p95 <= 2.5wd"}, ruledOut, "targets that are ruled out")
}

// TestTargetAfterHorizon checks that PCs that are updated at the end of the horizon are
// not said to be so at the date of a target that comes after.
func TestTargetAfterHorizon(t *testing.T) {
	s := loaded(t, `
start: 2027-04-12
timezone: UTC
horizon: 1d
fleet: [{name: office, clients: 40, delivery: managed, version: "9.3"}]
release: {version: "9.4"}
backend: {version: "9.4", slots: 10}
strategies: [waves: {size: 20, every: 1wd}]
targets: [updated.p95 <= 20wd]
`)
	bounds := followed(t, s).Bounds(&s.Strategies[0])
	require.NotEmpty(t, bounds)
	assert.Equal(t, EndsBefore, bounds[0].Kind, "of a target after the horizon only what is so at its end can be said")
	assert.Equal(t, 24*time.Hour, bounds[0].At, "end of the simulation")
	assert.Equal(t, "updated.p95 <= 20wd", bounds[0].Target)
	assert.False(t, bounds[0].Impossible, "called impossible")
}
