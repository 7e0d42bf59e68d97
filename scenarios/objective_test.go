package scenarios

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestObjective loads scenarios with objectives that can and cannot be, and checks
// what is said of them.
func TestObjective(t *testing.T) {
	const office = `
start: 2027-04-12
calendar: {region: de-BY}
fleet: [{name: headquarters, clients: 400, version: "9.3"}]
release: {version: "9.4"}
backend: {version: "9.4", slots: 50}
targets: [wait.update.p95 <= 10m]
`
	const two = "strategies: [big_bang: {}, waves: {size: 100, every: 2wd}]\n"
	const queue = "start: 2027-04-12\ntimezone: UTC\nbackend: {version: \"9.4\", slots: 5}\nworkloads: [{name: jobs, arrivals: {poisson: 1/min}, work: 20s}]\n"
	for _, tt := range []struct {
		name, text, objective string
		complaint             string // empty: it is sound
		warning               string // empty: none about the objective
	}{
		{"the end", office + two, "updated.p95", "", ""},
		{"the wait", office + two, "wait.update.mean", "", ""},
		{"a slip", office + two, "update.p95", "unknown metric update.p95; did you mean updated.p95", ""},
		{"a target", office + two, "updated.p95 <= 20wd", "has no bound, which would be a target; give the metric alone: updated.p95", ""},
		{"the more the better", office + two, "updated.at_horizon", "updated.at_horizon cannot be the objective, which is made small: more is better; did you mean updated.p95?", ""},
		{"first syncs of PCs that have all had theirs", office + two, "wait.first.p95", "wait.first.p95 counts first syncs, and all PCs have had theirs; write wait.update.p95, or give PCs of version none or joins", ""},
		{"risk of a release that is good", office + two, "broken_hours", "broken_hours has no value here", ""},
		{"PCs of a queue", queue, "wait.update.p95", "wait.update.p95 counts PCs, and there are none; did you mean wait.all.p95", ""},
		{"nothing to choose from", office + "strategies: [big_bang: {}]\n", "updated.p95", "", "objective: updated.p95 chooses among strategies, and there are fewer than two: it changes nothing"},
		{"no targets", strings.Replace(office, "targets: [wait.update.p95 <= 10m]\n", "", 1) + two, "updated.p95", "", "the scenario names no targets: nothing is chosen"},
	} {
		s, err := Load("office.yaml", []byte(tt.text), []Setting{{Path: "objective", Value: `"` + tt.objective + `"`}})
		if tt.complaint != "" {
			assert.ErrorContains(t, err, "objective: ", tt.name)
			assert.ErrorContains(t, err, tt.complaint, tt.name)
			continue
		}
		if !assert.NoError(t, err, tt.name) {
			continue
		}
		assert.Equal(t, tt.objective, s.Objective, "%s: objective", tt.name)
		said := strings.Join(told(s.Warnings), "\n")
		assert.Contains(t, said, tt.warning, "%s: warnings", tt.name)
		assert.Equal(t, tt.warning != "", strings.Contains(said, "objective"), "%s: a warning of the objective in %q", tt.name, said)
	}
}
