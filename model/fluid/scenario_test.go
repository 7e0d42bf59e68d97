package fluid

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/scenarios"
	_ "github.com/rollsim/rollsim/testdata/long"
)

// loaded is a scenario from its text.
func loaded(t testing.TB, text string) *model.Scenario {
	t.Helper()
	s, err := scenarios.Load("fluid.yaml", []byte(text), nil)
	require.NoError(t, err)
	return s
}

// followed is the flow of a scenario.
func followed(t testing.TB, s *model.Scenario) *Model {
	t.Helper()
	f, err := New(t.Context(), s)
	require.NoError(t, err)
	return f
}

// on is the load of a strategy on so many slots.
func (f *Model) on(t testing.TB, strategy *model.Strategy, slots int) *Load {
	t.Helper()
	l, err := f.Of(strategy, slots)
	require.NoError(t, err)
	return l
}

// office is a fleet that waits for nothing, as the defaults of a scenario describe it,
// with mornings that all come at their time, since a few replications have too few days
// for their mean.
const office = `
start: 2027-04-12
timezone: Europe/Berlin
horizon: 21d
fleet:
  - {name: headquarters, clients: 3000, version: "9.3", presence: {together: 0s}}
release: {version: "9.4"}
backend: {version: "9.4", slots: 3000}
strategies:
  - big_bang: {}
  - waves: {size: 375, every: 2wd}
`

// atOnce is a queue to which 2,000 jobs of 60 s come within one interval.
const atOnce = `
start: 2027-04-12
timezone: UTC
horizon: 2d
replications: 1
workloads: [{name: jobs, arrivals: {exactly: {clients: 2000, at: {uniform: {min: 05:00, max: 05:05}}}}, work: 60s}]
backend: {slots: 20, admission: {discipline: ticket, jitter: 0s}}
`
