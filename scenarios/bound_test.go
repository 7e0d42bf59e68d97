package scenarios

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/rollsim/rollsim/model"
)

// TestBoundOfEachMetric checks that every metric that can be a target has a way to
// write its bound, which the reference gives, and that days_lost is in workdays.
func TestBoundOfEachMetric(t *testing.T) {
	for _, m := range model.Metrics {
		if !m.Targets {
			continue
		}
		_, example, ok := strings.Cut(boundOf[m.Unit], "`")
		example, _, _ = strings.Cut(example, "`")
		if !assert.True(t, ok, "%s: the reference does not say how a bound in %q is written", m.Name, m.Unit) {
			continue
		}
		_, err := parseTarget(m.Name + " <= " + example)
		assert.NoError(t, err, "%s <= %s, as the reference says", m.Name, example)
	}
	target, err := parseTarget("days_lost <= 1.5wd")
	assert.True(t, err == nil && target.Bound == 1.5,
		"days_lost <= 1.5wd: bound %v (%v), want 1.5 workdays", target.Bound, err)
	_, err = parseTarget("days_lost <= 36h")
	assert.True(t, err != nil && strings.Contains(err.Error(), "counted in workdays"),
		"days_lost <= 36h: %v, want that it is counted in workdays", err)
}
