package study_test

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/scenarios"
)

const plannedOffice = `
start: 2027-04-12
calendar: {region: de-BY}
replications: 6
fleet: [{name: office, clients: 300, delivery: managed, version: "9.3", presence: {absent: {share: 0%}}}]
release:
  version: "9.4"
  problems: [{name: crash, chance: 15%, hits: 20%, noticed_after: 3, fix: 1d}]
install: {fails: 0%}
backend: {version: "9.4", slots: 8}
strategies:
  - waves: {size: 100, every: 2wd, gate: {success: 80% of assigned}}
  - big_bang: {}
`

// planOf makes the plan of a strategy of a scenario.
func planOf(t *testing.T, strategy int, workers int, sets ...scenarios.Setting) *study.Plan {
	t.Helper()
	s, err := scenarios.Load("plan.yaml", []byte(plannedOffice), sets)
	require.NoError(t, err)
	p, err := study.MakePlan(context.Background(), s, &s.Strategies[strategy], 8, study.Options{Workers: workers})
	require.NoError(t, err)
	return p
}

// TestPlanOfWaves checks what holds of the phases of a plan in every replication.
func TestPlanOfWaves(t *testing.T) {
	p := planOf(t, 0, 2)
	require.True(t, len(p.Phases) == 3 && p.Replications == 6,
		"%d phases in %d replications, want 3 in 6", len(p.Phases), p.Replications)
	for r := range p.Replications {
		clients, busiest := 0.0, 0.0
		for i := range p.Phases {
			ph := &p.Phases[i]
			clients += ph.Clients.Values[r]
			busiest = max(busiest, ph.Utilization.Values[r])
			opened, half, most := ph.Opened.Values[r], ph.Updated[0].Values[r], ph.Updated[1].Values[r]
			assert.True(t, opened >= ph.Planned.Opens.Seconds() && half >= opened && most >= half &&
				ph.Offered.Values[r] == opened,
				"rep %d: %s opens at %v (planned %v), offers until %v, is updated by %v and %v",
				r, ph.Name, opened, ph.Planned.Opens.Seconds(), ph.Offered.Values[r], half, most)
			decided := ph.Decided.Values[r]
			assert.True(t, decided >= half && decided <= most,
				"rep %d: 80 %% of %s are updated at %v, half at %v and 95 %% at %v", r, ph.Name, decided, half, most)
			if i > 0 {
				assert.GreaterOrEqual(t, opened, p.Phases[i-1].Decided.Values[r],
					"rep %d: %s opens at %v before its gate at %v", r, ph.Name, opened, p.Phases[i-1].Decided.Values[r])
			}
		}
		assert.Equal(t, 300.0, clients, "rep %d: %v PCs in all phases", r, clients)
		want := p.Metric("utilization.hour").Values[r]
		assert.LessOrEqual(t, busiest, want,
			"rep %d: the busiest hour of a phase has %v, that of all %v", r, busiest, want)
	}
}

// TestLoadOfTheLastPhaseEndsWithTheNextRelease checks that what a release for everybody at
// once asks of the backend is no load of the phase before it.
func TestLoadOfTheLastPhaseEndsWithTheNextRelease(t *testing.T) {
	load := func(more string) *study.PhasePlan {
		s, err := scenarios.Load("plan.yaml", []byte(plannedOffice+"horizon: 40d\n"+more), nil)
		require.NoError(t, err)
		p, err := study.MakePlan(context.Background(), s, &s.Strategies[0], 8, study.Options{Workers: 2})
		require.NoError(t, err)
		return &p.Phases[len(p.Phases)-1]
	}
	alone, followed := load(""), load("later_releases: [{version: \"9.5\", start: 2027-05-03, plan: at-once}]\n")
	assert.Equal(t, alone.Utilization.Values, followed.Utilization.Values)
}

// TestPlanOfOnePhase checks that the only phase of a plan is what the whole
// rollout is.
func TestPlanOfOnePhase(t *testing.T) {
	p := planOf(t, 1, 1)
	ph := &p.Phases[0]
	for _, tt := range []struct {
		metric string
		got    []float64
	}{
		{"updated.p50", ph.Updated[0].Values},
		{"updated.p95", ph.Updated[1].Values},
		{"utilization.hour", ph.Utilization.Values},
		{"wait.update.p95", ph.Wait.Values},
	} {
		want := p.Metric(tt.metric).Values
		assert.Equal(t, want, tt.got, "%s of the phase is %v, of the rollout %v", tt.metric, tt.got, want)
	}
}

// TestPlanInTrouble checks that a problem changes nothing of the plan itself, and
// that a halt falls into one phase.
func TestPlanInTrouble(t *testing.T) {
	p := planOf(t, 0, 2)
	good := planOf(t, 0, 1, scenarios.Setting{Path: "release.problems.crash.chance", Value: "0%"})
	assert.Nil(t, good.Trouble, "a problem without a chance makes trouble: %+v", good.Trouble)
	for i := range p.Phases {
		assert.Equal(t, good.Phases[i].Opened.Values, p.Phases[i].Opened.Values,
			"%s opens at the same instants if there may be a problem", p.Phases[i].Name)
	}
	tr := p.Trouble
	assert.InDelta(t, 0.15, tr.Chance, 1e-12, "chance %v", tr.Chance)
	for r := range p.Replications {
		during := 0.0
		for i := range tr.During {
			during += tr.During[i].Values[r]
		}
		assert.Equal(t, tr.Halts.Values[r], during,
			"rep %d: %v halts fall into %v phases", r, tr.Halts.Values[r], during)
		if during == 1 {
			assert.Greater(t, tr.GoesOn.Values[r], tr.Noticed.Values[r],
				"rep %d: halted at %v, goes on at %v", r, tr.Noticed.Values[r], tr.GoesOn.Values[r])
		}
	}
	assert.NotZero(t, tr.Halts.Mean, "no problem is ever noticed; the test shows nothing")
}

// TestPlanOfCertainTrouble checks that a plan whose release has a problem for certain is
// dated with it: as if there is one where it is possible, and no phase opens between
// the first halt and its end.
func TestPlanOfCertainTrouble(t *testing.T) {
	possible := planOf(t, 0, 2)
	p := planOf(t, 0, 1, scenarios.Setting{Path: "release.problems.crash.chance", Value: "100%"})
	require.True(t, !possible.Certain() && p.Certain(),
		"a chance of 15 %% is certain: %v, one of 100 %%: %v", possible.Certain(), p.Certain())
	want := possible.Trouble.Metric("updated.p95").Values
	got := p.Metric("updated.p95").Values
	assert.True(t, slices.Equal(got, want) && !slices.Equal(got, possible.Metric("updated.p95").Values),
		"95 %% are updated at %v, want %v, where a problem is possible and there", got, want)
	later := 0
	for i := range p.Phases {
		for r, opened := range p.Phases[i].Opened.Values {
			if opened > p.Trouble.Noticed.Values[r] {
				assert.GreaterOrEqual(t, opened, p.Trouble.GoesOn.Values[r],
					"rep %d: %s opens at %v, while the rollout is halted from %v to %v",
					r, p.Phases[i].Name, opened, p.Trouble.Noticed.Values[r], p.Trouble.GoesOn.Values[r])
			}
			if opened > possible.Phases[i].Opened.Values[r] {
				later++
			}
		}
	}
	assert.NotZero(t, later, "the halt delays no phase; the test shows nothing")
}

// TestPlanOfPhasesTogether checks that phases that open at the same instant bear one
// load.
func TestPlanOfPhasesTogether(t *testing.T) {
	p := planOf(t, 0, 1, scenarios.Setting{Path: "strategies.waves", Value: `{name: waves, phases: [{name: a, select: {size: 100}}, {name: b, select: {size: rest}}]}`})
	a, b := p.Phases[0].Utilization, p.Phases[1].Utilization
	assert.True(t, a.Mean != 0 && slices.Equal(a.Values, b.Values),
		"the busiest hour of two phases that open together is %v and %v", a.Values, b.Values)
}

// TestPlanStops checks that a plan that is stopped before its first replication
// is an error.
func TestPlanStops(t *testing.T) {
	s, err := scenarios.Load("plan.yaml", []byte(plannedOffice), nil)
	require.NoError(t, err)
	ctx, stop := context.WithCancel(context.Background())
	stop()
	_, err = study.MakePlan(ctx, s, &s.Strategies[0], 8, study.Options{Workers: 1})
	assert.Error(t, err, "a plan that is stopped at once")
}
