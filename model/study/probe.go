package study

import (
	"context"
	"errors"
	"math"
	"slices"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim"
	"github.com/rollsim/rollsim/sim/stats"
)

// A probe plays variants of a scenario: the same strategies on the same slots
// with other values.
type probe struct {
	columns []*column // of the scenario as it is, with their slots
	workers int
	played  func() // called after each replication
}

// A variant is the scenario with some values replaced.
type variant struct {
	scenario *model.Scenario
	trials   [][]Trial // by replication, then column
}

// play plays what variants lack of so many replications.
func (p *probe) play(ctx context.Context, variants []*variant, replications int) error {
	type task struct {
		*variant
		model       *model.Model
		replication int
	}
	var tasks []task
	for _, v := range variants {
		if len(v.trials) >= replications {
			continue
		}
		m := model.New(v.scenario)
		m.Stop = ctx.Done()
		for r := len(v.trials); r < replications; r++ {
			tasks = append(tasks, task{v, m, r})
		}
	}
	type result struct {
		trials []Trial
		err    error
	}
	var failure error
	_, err := sim.Replicate(ctx, len(tasks), p.workers,
		func(i int) result {
			trials, err := p.try(tasks[i].model, tasks[i].replication)
			return result{trials, err}
		},
		func(i int, of result) {
			if failure = errors.Join(failure, of.err); failure == nil {
				tasks[i].trials = append(tasks[i].trials, of.trials)
			}
			if p.played != nil {
				p.played()
			}
		})
	return errors.Join(failure, err)
}

// try plays one replication of all columns; neighbours on the same slots share
// the weeks before the start.
func (p *probe) try(m *model.Model, replication int) ([]Trial, error) {
	strategies := m.Strategies()
	named := func(name string) *model.Strategy {
		return strategies[slices.IndexFunc(strategies, func(s *model.Strategy) bool { return s.Name == name })]
	}
	var trials []Trial
	for i := 0; i < len(p.columns); {
		var alike []*model.Strategy
		slots := slotsIn(m.Scenario, p.columns[i])
		for ; i < len(p.columns) && slotsIn(m.Scenario, p.columns[i]) == slots; i++ {
			alike = append(alike, named(p.columns[i].strategy.Name))
		}
		some, err := Try(m, slots, replication, alike...)
		if err != nil {
			return nil, err
		}
		trials = append(trials, some...)
	}
	return trials, nil
}

// slotsIn are the slots of a column in a variant: the slot number may be a guess
// itself.
func slotsIn(s *model.Scenario, c *column) int {
	if c.auto == Given && c.number < len(s.Backend.Slots) && s.Backend.Slots[c.number] != model.AutoSlots {
		return s.Backend.Slots[c.number]
	}
	return c.slots
}

// results are what the first replications of a variant tell.
func (p *probe) results(v *variant, replications int) []Result {
	var results []Result
	for i, column := range p.columns {
		slots := slotsIn(v.scenario, column)
		evidence := NewEvidence(v.scenario, column.strategy, slots)
		for _, trials := range v.trials[:replications] {
			evidence.Add(trials[i])
		}
		results = append(results, Result{Strategy: column.strategy.Name, Slots: slots, Auto: column.auto, Column: column.number,
			Metrics: evidence.Metrics(), Targets: evidence.Targets()})
	}
	return results
}

// ruling is what the means of some results decide.
func ruling(s *model.Scenario, results []Result) Ruling {
	c := &Comparison{Scenario: s, Results: slices.Clone(results)}
	made := Ruling{}
	for i := range c.Results {
		r := &c.Results[i]
		r.Targets = slices.Clone(r.Targets)
		var misses []int
		for k := range r.Targets {
			t := &r.Targets[k]
			t.Outcome = onAverage(t, r.Metric(t.Metric))
			if t.Outcome == Missed || t.Outcome == Skipped && c.candidate(r) {
				misses = append(misses, k)
			}
		}
		made.Misses = append(made.Misses, misses)
	}
	verdict := decide(c)
	made.Decision, made.Best = verdict.Decision, verdict.Best
	return made
}

// onAverage is the outcome of a target by its mean or, where it is about a share
// of rollouts, by that.
func onAverage(t *TargetResult, e *Estimate) TargetOutcome {
	kept := false
	switch {
	case t.Of == 0:
		return t.Outcome
	case t.Target.Share > 0:
		kept = t.Share >= t.Target.Share
	case math.IsNaN(e.Mean):
		return Undecided
	case t.Target.AtLeast:
		kept = e.Mean >= t.Bound
	default:
		kept = e.Mean <= t.Bound
	}
	if kept {
		return Met
	}
	return Missed
}

// unchanged tells whether two variants have the same value in every metric and
// every replication.
func unchanged(a, b []Result) bool {
	same := func(x, y float64) bool { return x == y || math.IsNaN(x) && math.IsNaN(y) }
	for i := range a {
		for k := range a[i].Metrics {
			x, y := &a[i].Metrics[k], &b[i].Metrics[k]
			if !same(x.Mean, y.Mean) || !slices.EqualFunc(x.Values, y.Values, same) {
				return false
			}
		}
	}
	return true
}

// change is an estimate less another one of the same metric, replication by
// replication. A problem may be likelier in one of them, so strata are weighted
// first.
func change(to, from *Estimate) Difference {
	d := Difference{Metric: to.Metric, P: math.NaN(), Estimate: none()}
	var apart []float64
	for r, x := range to.Values {
		switch by := x - from.Values[r]; {
		case math.IsNaN(x) || math.IsNaN(from.Values[r]):
		case math.IsInf(x, 0) || math.IsInf(by, 0):
			d.Missing.Kind = NotReachedSome
			return d
		default:
			apart = append(apart, by)
		}
	}
	if len(apart) == 0 {
		d.Missing.Kind = NothingToCount
		return d
	}
	d.Estimate = stats.MeanEstimate(apart, Level)
	return d
}
