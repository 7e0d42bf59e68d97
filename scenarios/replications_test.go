package scenarios

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
)

// TestReplications reads numbers of replications, with a precision and without,
// from a file and from settings.
func TestReplications(t *testing.T) {
	const text = "start: 2027-04-12\ntimezone: UTC\nhorizon: 1d\nfleet: [{name: all, clients: 100, version: \"9.3\"}]\nbackend: {version: \"9.4\", slots: 5}\n"
	for _, tt := range []struct {
		replications string
		fewest, most int
		precision    float64
		fewestNeeded int // with a target "in 90% of rollouts"
		mostNeeded   int
	}{
		{"50", 50, 0, 0, 50, 50},
		{"20", 20, 0, 0, 35, 35},
		{"{}", 30, 200, 0.05, 35, 200},
		{"{min: 20, max: 100, precision: 2%}", 20, 100, 0.02, 35, 100},
		{"{max: 30}", 30, 30, 0.05, 35, 35},
		{"{min: 500}", 500, 500, 0.05, 500, 500},
	} {
		file := text + "targets: [wait.all.p95 <= 1m in 90% of rollouts]\n"
		for _, from := range []struct {
			name string
			load func() (*model.Scenario, error)
		}{
			{"file", func() (*model.Scenario, error) {
				return Load("plan.yaml", []byte(file+"replications: "+tt.replications+"\n"), nil)
			}},
			{"setting", func() (*model.Scenario, error) {
				return Load("plan.yaml", []byte(file), []Setting{{Path: "replications", Value: tt.replications}})
			}},
			{"flag", func() (*model.Scenario, error) {
				return Load("plan.yaml", []byte(file), []Setting{{Path: "replications", Value: tt.replications, Flag: "--replications"}})
			}},
		} {
			s, err := from.load()
			if !assert.NoError(t, err, "%s from a %s", tt.replications, from.name) {
				continue
			}
			assert.True(t, s.Replications == tt.fewest && s.Most == tt.most && s.Precision == tt.precision,
				"%s from a %s: from %d to %d with %v, want from %d to %d with %v", tt.replications, from.name, s.Replications, s.Most, s.Precision, tt.fewest, tt.most, tt.precision)
			few, most := Replications(s), MostReplications(s)
			assert.True(t, few == tt.fewestNeeded && most == tt.mostNeeded,
				"%s with a target in 90 %% of rollouts: from %d to %d, want from %d to %d", tt.replications, few, most, tt.fewestNeeded, tt.mostNeeded)
			warned := strings.Contains(strings.Join(told(s.Warnings), "\n"), "need 35 replications")
			assert.Equal(t, max(tt.fewest, tt.most) < 35, warned,
				"%s: warned that 35 are needed", tt.replications)
		}
	}
}

// TestOpenHorizon checks that a scenario says whether its horizon may be extended.
func TestOpenHorizon(t *testing.T) {
	for horizon, open := range map[string]bool{"": true, "horizon: auto\n": true, "horizon: 30d\n": false} {
		s, err := Load("plan.yaml", []byte("start: 2027-04-12\ntimezone: UTC\n"+horizon+`
fleet: [{name: all, clients: 100, version: "9.3"}]
release: {version: "9.4"}
backend: {version: "9.4", slots: 5}
strategies: [big_bang: {}]
`), nil)
		require.NoError(t, err)
		assert.True(t, s.HorizonOpen == open && s.Horizon >= 1,
			"%q: %d days, open %v, want %v", horizon, s.Horizon, s.HorizonOpen, open)
	}
}
