package study

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim"
)

// An Extension is a horizon that a scenario leaves open and that turned out too
// short: a longer one was tried.
type Extension struct {
	From, To  int // days
	Strategy  string
	Slots     int
	Metric    string  // what was not reached, such as updated.p95
	Unreached float64 // in this share 0..1 of the rollouts that were looked at
	Of        int     // replications that were looked at
	InVain    bool    // with the longer horizon no more clients were updated, and the shorter one stands
}

const (
	unfinishedShare = 0.01 // of rollouts: more make a horizon too short
	longestHorizon  = 120  // days
	firstLook       = 5    // replications before a horizon is thought too short
)

// A horizonExtension looks for a horizon that lets rollouts come to their end. It is told
// what the columns of one attempt after the other have shown.
type horizonExtension struct {
	scenario   *model.Scenario // with the horizon of this attempt
	extensions []Extension
	open       bool     // the horizon may change
	watched    []int    // indices in model.Metrics of the instants that are to be reached, and last of the days after the rollout, if they are looked at
	after      int      // index of these in watched; -1: they are not
	stuck      []bool   // by column: a longer horizon does not help
	before     *attempt // with the shorter horizon; nil: there was none
	now        *attempt
	compared   bool // this attempt, with the one before
	inVain     bool // it has updated no more clients than that
}

// An attempt is what the replications with one horizon have shown.
type attempt struct {
	scenario *model.Scenario
	n        int
	columns  []*column
	shares   [][]float64 // updated at the horizon, by column and replication; 1 more where the days after the rollout count
	late     [][]float64 // weight of the rollouts in which an instant was not reached, by column and watched metric
	weight   []float64   // of one replication, by column
}

// newHorizonExtension begins with a scenario as it is.
func newHorizonExtension(s *model.Scenario) *horizonExtension {
	t := &horizonExtension{scenario: s, after: -1, open: s.HorizonOpen && s.Measure == nil && len(s.Strategies) > 0}
	for i, m := range model.Metrics {
		wanted := m.Name == "updated.p95" || slices.ContainsFunc(s.Targets, func(t model.Target) bool { return t.Metric == m.Name })
		if m.Unit == model.Instant && strings.HasPrefix(m.Name, "updated.") && wanted {
			t.watched = append(t.watched, i)
		}
	}
	if m := model.Metrics[settledAfter]; s.Shows(m) {
		t.after = len(t.watched)
		t.watched = append(t.watched, settledAfter)
	}
	return t
}

// begin begins an attempt with these columns, which are the same every time but
// for slots that are looked for.
func (t *horizonExtension) begin(columns []*column) {
	if t.stuck == nil {
		t.stuck = make([]bool, len(columns))
	}
	t.compared, t.inVain = false, false
	t.now = &attempt{scenario: t.scenario, columns: columns}
	for _, c := range columns {
		weight := 0.0
		for _, g := range c.strata {
			weight += g.weight
		}
		t.now.weight = append(t.now.weight, weight)
		t.now.shares = append(t.now.shares, nil)
		t.now.late = append(t.now.late, make([]float64, len(t.watched)))
	}
}

// add looks at the replication that the columns have just added. It returns true
// when the attempt can end here, of so many replications asked for: the horizon is
// too short for sure, or was extended in vain.
func (t *horizonExtension) add(asked int) bool {
	a := t.now
	a.n++
	if !t.open {
		return false
	}
	for i, c := range a.columns {
		share := 0.0
		for _, g := range c.strata {
			if v := g.values[atHorizon][a.n-1]; !math.IsNaN(v) {
				share += float64(g.weight * v)
			}
			ended := g.values[goneBack][a.n-1] > 0 || g.values[wasHalted][a.n-1] > 0 && endsForGood(c.strategy)
			for k, metric := range t.watched {
				switch v := g.values[metric][a.n-1]; {
				case ended && !(v < math.Inf(+1)): // whatever the horizon
				case math.IsInf(v, +1), k == t.after && math.IsNaN(v) && c.strategy.Name != model.NoRollout:
					a.late[i][k] += g.weight
				case k == t.after:
					share += g.weight
				}
			}
		}
		a.shares[i] = append(a.shares[i], share/a.weight[i])
	}
	look := min(firstLook, asked)
	if t.before != nil {
		look = min(t.before.n, asked)
	}
	if a.n < look {
		return false
	}
	t.compare()
	return t.inVain || t.scenario.CountedDays() < longestHorizon && t.tooShort(asked) >= 0
}

var (
	atHorizon    = slices.IndexFunc(model.Metrics, func(m model.Metric) bool { return m.Name == "updated.at_horizon" })
	goneBack     = slices.IndexFunc(model.Metrics, func(m model.Metric) bool { return m.Name == "rollbacks" })
	wasHalted    = slices.IndexFunc(model.Metrics, func(m model.Metric) bool { return m.Name == "halted" })
	settledAfter = slices.IndexFunc(model.Metrics, func(m model.Metric) bool { return m.Name == "after.utilization.hour" }) // has a value where the days after the rollout count
)

// endsForGood tells whether a strategy, once it is halted, does not go on: that is an end,
// and no horizon is too short for it.
func endsForGood(strategy *model.Strategy) bool {
	return len(strategy.Phases) > 0 && !slices.ContainsFunc(strategy.Phases, func(p model.Phase) bool {
		return p.OnProblem == model.PauseFix || p.Gate.Errors > 0 || p.Gate.IfStuck.After.Length > 0
	})
}

// latest is the metric, of those that are watched, that a column does not reach in
// most rollouts, and in which share of n.
func (a *attempt) latest(column, n int) (metric int, share float64) {
	for k, weight := range a.late[column] {
		if of := weight / a.weight[column] / float64(n); of > share {
			metric, share = k, of
		}
	}
	return metric, share
}

// tooShort is the first column that is cut short by the horizon in too many of n
// replications, whatever those that are not played yet will show; -1: none is.
func (t *horizonExtension) tooShort(n int) int {
	for i := range t.now.columns {
		if _, share := t.now.latest(i, n); share > unfinishedShare && !t.stuck[i] {
			return i
		}
	}
	return -1
}

// compare notes which of the columns that the shorter horizon cut short the longer
// one has brought nothing, and whether that is all of them.
func (t *horizonExtension) compare() {
	if t.before == nil || t.compared {
		return
	}
	t.compared, t.inVain = true, true
	for i := range t.now.columns {
		if _, share := t.before.latest(i, t.before.n); share <= unfinishedShare || t.stuck[i] {
			continue
		}
		more := 0.0
		for r := range min(t.before.n, t.now.n) {
			more += t.now.shares[i][r] - t.before.shares[i][r]
		}
		t.stuck[i] = more < 1e-9
		t.inVain = t.inVain && t.stuck[i]
	}
}

// again says, after an attempt, whether another is to be made, and settles with
// which horizon.
func (t *horizonExtension) again() bool {
	a := t.now
	if !t.open || a == nil || a.n == 0 {
		return false
	}
	if t.compare(); t.inVain {
		t.extensions[len(t.extensions)-1].InVain = true
		t.scenario, t.open = t.before.scenario, false
		return true
	}
	column := t.tooShort(a.n)
	if column < 0 || t.scenario.CountedDays() >= longestHorizon {
		return false
	}
	metric, share := a.latest(column, a.n)
	days := t.scenario.CountedDays()
	longer := t.scenario.WithHorizon(min(days+(days+1)/2, longestHorizon))
	t.extensions = append(t.extensions, Extension{
		From: days, To: longer.CountedDays(),
		Strategy: a.columns[column].strategy.Name, Slots: a.columns[column].slots,
		Metric: model.Metrics[t.watched[metric]].Name, Unreached: share, Of: a.n,
	})
	t.scenario, t.before = longer, a
	a.columns = nil // the curves are not looked at again
	return true
}

// withExtensions returns a scenario with the horizon that stands after some extensions.
func withExtensions(s *model.Scenario, extensions []Extension) *model.Scenario {
	days := s.CountedDays()
	for _, e := range extensions {
		if days = e.To; e.InVain {
			days = e.From
		}
	}
	if days == s.CountedDays() {
		return s
	}
	return s.WithHorizon(days)
}

// LongEnough returns a scenario whose horizon lets the rollouts of some strategies
// on so many slots come to their end, as far as the first few of so many replications
// tell, those that a comparison looks at: the scenario itself, or where it leaves the horizon open and that is too short, a copy
// with a longer one. The error is that of a trace that cannot be read, or of ctx.
func LongEnough(ctx context.Context, s *model.Scenario, slots, replications, workers int, strategies ...*model.Strategy) (*model.Scenario, []Extension, error) {
	t := newHorizonExtension(s)
	look := min(firstLook, replications)
	for t.open {
		m := model.New(t.scenario)
		m.Stop = ctx.Done()
		columns := make([]*column, len(strategies))
		evidence := make([]*Evidence, len(strategies))
		for i, strategy := range strategies {
			evidence[i] = NewEvidence(t.scenario, strategy, slots)
			columns[i] = evidence[i].column
		}
		t.begin(columns)
		type tried struct {
			trials []Trial
			err    error
		}
		var failure error
		_, err := sim.Replicate(ctx, look, workers,
			func(r int) tried {
				trials, err := Try(m, slots, r, strategies...)
				return tried{trials, err}
			},
			func(_ int, one tried) {
				if failure = errors.Join(failure, one.err); failure != nil {
					return
				}
				for i, e := range evidence {
					e.Add(one.trials[i])
				}
				t.add(look)
			})
		if failure = errors.Join(failure, err); failure != nil {
			return nil, nil, fmt.Errorf("the horizon is not settled: %w", failure)
		}
		if !t.again() {
			break
		}
	}
	return t.scenario, t.extensions, nil
}
