package study

import (
	"github.com/rollsim/rollsim/model"
)

// A Trial is what one replication of one strategy on one slot number has shown:
// the value of every metric, stratum by stratum. It is all that is kept where
// many settings are tried and their curves over time are not asked for.
type Trial struct {
	Releases []model.Version // where there are several: all
	Strata   []StratumTrial  // in the order of model.Scenario.Strata; one where no problem has a chance
}

// A StratumTrial is a trial with exactly these problems in the release.
type StratumTrial struct {
	Stratum model.Stratum
	Values  []float64 // in the order of the metrics of the scenario; NaN no data, +Inf not reached by the horizon
}

// Try plays one replication of some strategies on so many slots: the same clients,
// mornings and work for all of them, and the two weeks before the start only once.
// The error is that of a trace that cannot be read, or model.ErrStopped.
func Try(m *model.Model, slots, replication int, strategies ...*model.Strategy) ([]Trial, error) {
	columns := make([]*column, len(strategies))
	for i, strategy := range strategies {
		columns[i] = newColumn(m.Scenario, strategy, slots, 0)
	}
	trials := make([]Trial, len(strategies))
	for i := range trials {
		trials[i].Releases = releases(m.Scenario)
	}
	err := playEach(m, columns, replication, func(i int, stratum model.Stratum, o *model.Outcome) {
		t := StratumTrial{Stratum: stratum}
		for _, metric := range m.Scenario.Metrics() {
			t.Values = append(t.Values, metric.Of(o))
		}
		trials[i].Strata = append(trials[i].Strata, t)
	})
	return trials, err
}

// releases are all of a scenario where there are several.
func releases(s *model.Scenario) []model.Version {
	if len(s.Later) == 0 {
		return nil
	}
	return s.Versions()
}

// Evidence gathers the trials of one strategy on one slot number, in order of
// replication, and says what they tell.
type Evidence struct {
	scenario *model.Scenario
	column   *column
	trials   int
}

// NewEvidence is the evidence of a strategy on so many slots before any trial.
func NewEvidence(s *model.Scenario, strategy *model.Strategy, slots int) *Evidence {
	return &Evidence{scenario: s, column: newColumn(s, strategy, slots, 0)}
}

// Add adds the trial of the next replication.
func (e *Evidence) Add(t Trial) {
	for k, g := range e.column.strata {
		for i, v := range t.Strata[k].Values {
			g.values[i] = append(g.values[i], v)
		}
	}
	e.trials++
}

// Trials counts the replications that were added.
func (e *Evidence) Trials() int { return e.trials }

// Metrics are the estimates of all metrics of the scenario, in their order.
func (e *Evidence) Metrics() []Estimate { return estimates(e.column.strata) }

// Targets holds the evidence against the targets of the scenario.
func (e *Evidence) Targets() []TargetResult {
	return hold(e.scenario, e.column.strategy.Name, e.Metrics())
}
