package study

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim"
	"github.com/rollsim/rollsim/sim/dist"
)

// Level is the confidence of every interval.
const Level = 0.95

// Options say how a study is run, not what it asks.
type Options struct {
	Replications int                  // 0: as the scenario says, and as many as its targets and its precision need
	Workers      int                  // at least 1
	Alone        bool                 // the strategies without no rollout, unless there are none
	Progress     func(done, most int) // called after each replication; may be nil. Done falls when the horizon is extended
}

// Compare plays every strategy of a scenario, and no rollout, on every slot
// number. When ctx ends, what is complete is returned as a partial comparison;
// the error is not nil only if nothing is, or if a trace could not be read. Where
// the scenario leaves its horizon open and that cuts rollouts short, all is played
// again with a longer one, and the scenario of the comparison is a copy with that.
func Compare(ctx context.Context, s *model.Scenario, o Options) (*Comparison, error) {
	t := newHorizonExtension(s)
	for {
		c, err := compareOnce(ctx, t, o)
		if c != nil || err != nil {
			return c, err
		}
	}
}

// compareOnce is Compare with the horizon that is to be tried; nil if another is to be.
// The flow without chance is followed beside the replications.
func compareOnce(ctx context.Context, t *horizonExtension, o Options) (*Comparison, error) {
	following, quit := context.WithCancel(ctx)
	defer quit()
	var flow func() *followed
	c, err := compareWithin(ctx, t, o, func(columns []*column) { flow = beside(following, t.scenario, columns, o.Workers) })
	if err != nil || ctx.Err() == nil && t.again() {
		return nil, err
	}
	c.conclude(ctx, flow(), o.Workers)
	return c, nil
}

// compareWithin is Compare with the horizon that is to be tried, without what is
// told of several results together. It ends as soon as that is too short for sure. What
// it is about to play is told to see.
func compareWithin(ctx context.Context, t *horizonExtension, o Options, see func([]*column)) (*Comparison, error) {
	inner, stop := context.WithCancel(ctx)
	defer stop()
	s := t.scenario
	m := model.New(s)
	m.Stop = inner.Done()
	strategies := m.Strategies()
	if o.Alone && len(strategies) > 1 {
		strategies = strategies[1:]
	}
	fewest, most, byRule := o.replications(s)
	c := &Comparison{Scenario: s, Asked: most, Extensions: t.extensions}
	columns, err := c.columns(ctx, m, strategies, fewest, o.Workers)
	if err != nil {
		return nil, err
	}
	t.begin(columns)
	see(columns)
	r := newStoppingRule(s, columns, fewest)
	watch(columns)
	var worse [][]worse // by replication

	var failure error          // of the first replication that failed, by number
	ended, cut := false, false // by the rule, or by the horizon; replications begun beyond that are thrown away
	merge := func(_ int, p trial) {
		if ended || cut {
			return
		}
		if failure == nil {
			failure = p.err
		}
		if failure != nil {
			stop()
			return
		}
		c.Replications++
		worse = append(worse, p.worse)
		for i, summaries := range p.summaries {
			columns[i].add(summaries)
		}
		if o.Progress != nil {
			o.Progress(c.Replications, c.Asked)
		}
		cut = t.add(c.Asked)
		if ended = byRule && r.ends(c.Replications); ended || cut {
			stop()
		}
	}
	// Its error is that of inner, and c.Replications tells what that left.
	_, _ = sim.Replicate(inner, c.Asked, o.Workers, func(r int) trial { return play(m, columns, r) }, merge)
	if failure != nil && !errors.Is(failure, model.ErrStopped) {
		return nil, failure
	}
	if c.Replications == 0 {
		return nil, fmt.Errorf("stopped before the first of %d replications was complete; there is no result", c.Asked)
	}
	if cut {
		return c, nil // it has no results, and is followed by another
	}
	if byRule {
		c.Precision = &Precision{Wanted: s.Precision, Least: fewest, Most: most, ByRule: ended, Reached: r.reached()}
	}
	if ended {
		c.Asked = c.Replications
	}
	for _, column := range columns {
		c.Results = append(c.Results, column.result(s))
	}
	c.WorseOff = worseOffs(columns, worse)
	return c, nil
}

// conclude draws the conclusions from the results, and from the flow without chance of
// their places.
func (c *Comparison) conclude(ctx context.Context, f *followed, workers int) {
	c.shadow(ctx, f, workers)
	c.ruleOut()
	c.Differences = differences(c)
	c.Trades = trades(c)
	c.Frontiers = frontiers(c)
	c.Verdict = judge(c)
}

// played is one replication of all columns, in their order.
type trial struct {
	summaries [][]*summary // by column, then stratum
	worse     []worse      // by pair of columns
	err       error        // of an outcome; the summaries are not complete
}

// columns are one for each slot number and strategy. Where the number is left
// open, each strategy has the smallest that meets the targets, and no rollout the
// smallest of these.
func (c *Comparison) columns(ctx context.Context, m *model.Model, strategies []*model.Strategy, replications, workers int) ([]*column, error) {
	var columns []*column
	for number, slots := range m.Scenario.Backend.Slots {
		first := len(columns)
		for _, strategy := range strategies {
			columns = append(columns, newColumn(m.Scenario, strategy, slots, number))
		}
		if slots != model.AutoSlots {
			continue
		}
		if !slotTargets(m.Scenario) {
			return nil, errors.New("slots: auto needs a target that slots have a say in, such as wait.update.p95 <= 10m")
		}
		t := tuning{m: m, replications: replications, workers: workers}
		planned := slices.DeleteFunc(slices.Clone(columns[first:]), func(c *column) bool { return c.strategy.Name == model.NoRollout })
		if len(planned) == 0 {
			planned = columns[first:]
		}
		smallest := 0
		for _, column := range planned {
			n, found := t.autoSlots(ctx, column.strategy)
			if ctx.Err() != nil {
				return nil, errors.New("stopped while the slots that meet the targets were looked for; there is no result")
			}
			column.slots, column.auto = n, Found
			if !found {
				column.auto = NotFound
			}
			if smallest == 0 || n < smallest {
				smallest = n
			}
		}
		for _, column := range columns[first:] {
			if column.slots == model.AutoSlots {
				column.slots, column.auto = smallest, Found
			}
		}
	}
	return columns, nil
}

// play plays one replication of all columns as one piece of work.
func play(m *model.Model, columns []*column, r int) trial {
	p := trial{summaries: make([][]*summary, len(columns))}
	clients := newPairedClients(columns)
	p.err = playEach(m, columns, r, func(i int, _ model.Stratum, o *model.Outcome) {
		p.summaries[i] = append(p.summaries[i], summarise(o))
		clients.see(i, o.ByClient)
	})
	clients.compare()
	p.worse = clients.found
	return p
}

// playEach plays one replication of all columns and hands each outcome, with the
// index of its column and its stratum, to see: the two weeks before the start are
// played once for neighbours with the same slot number and for all strata, which
// have the same world, clients and work. The error is that of the first outcome
// that has one; nothing is played after it.
func playEach(m *model.Model, columns []*column, r int, see func(column int, stratum model.Stratum, o *model.Outcome)) error {
	var begun *model.World
	for i, column := range columns {
		if i == 0 || columns[i-1].slots != column.slots {
			begun = m.Begin(column.slots, r)
		}
		follows := i+1 < len(columns) && columns[i+1].slots == column.slots
		for k, g := range column.strata {
			w := begun
			if follows || k+1 < len(column.strata) {
				w = begun.Branch()
			}
			if column.watched && k == 0 {
				w.WatchClients()
			}
			o := w.RollWith(g.stratum, column.strategy, nil)
			if o.Err != nil {
				return o.Err
			}
			see(i, g.stratum, o)
		}
	}
	return nil
}

// decisive returns the least number of replications that can decide every
// target "in x % of rollouts": if all of n keep it, the Wilson interval must lie
// above x, which it does from n = z²·x/(1−x) on.
func decisive(targets []model.Target) int {
	least := 0
	z := dist.NormalQuantile(1 - (1-Level)/2)
	for _, t := range targets {
		if t.Share > 0 && t.Share < 1 {
			least = max(least, int(math.Ceil(z*z*t.Share/(1-t.Share))))
		}
	}
	return least
}
