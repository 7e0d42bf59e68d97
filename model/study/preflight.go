package study

import (
	"context"
	"slices"
	"sync"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/fluid"
	"github.com/rollsim/rollsim/sim"
)

// A Preflight is what can be said before any event is played.
type Preflight struct {
	Scenario *model.Scenario
	Bounds   []fluid.Bound // what cannot work, and what will be tight
	Fluids   []*fluid.Load // for each slot number that is given: no rollout, then the strategies in file order
}

// LookAhead says what can be said before any event is played: arithmetic of the
// scenario alone, with a cost that grows with its days and groups, and not with its
// PCs. The error is that of a trace that cannot be read, or model.ErrStopped when ctx ends.
func LookAhead(ctx context.Context, s *model.Scenario) (*Preflight, error) {
	var places []place
	for _, slots := range s.Backend.Slots {
		if slots == model.AutoSlots {
			continue
		}
		for _, strategy := range strategiesOf(s) {
			places = append(places, place{strategy.Name, slots})
		}
	}
	f, err := follow(ctx, s, places, 0)
	if err != nil {
		return nil, err
	}
	p := &Preflight{Scenario: s, Bounds: f.bounds, Fluids: f.loads}
	for _, l := range f.loads {
		p.Bounds = addNew(p.Bounds, f.WaitBounds(l)...)
	}
	return p, nil
}

// addNew adds bounds but for those that say the same of another slot number.
func addNew(all []fluid.Bound, more ...fluid.Bound) []fluid.Bound {
	for _, b := range more {
		if !slices.ContainsFunc(all, func(a fluid.Bound) bool { return a.Equal(&b) }) {
			all = append(all, b)
		}
	}
	return all
}

// strategiesOf are no rollout and then the strategies of a scenario.
func strategiesOf(s *model.Scenario) []*model.Strategy {
	all := []*model.Strategy{{Name: model.NoRollout}}
	for i := range s.Strategies {
		all = append(all, &s.Strategies[i])
	}
	return all
}

// A place is a strategy on so many slots.
type place struct {
	strategy string
	slots    int
}

// A followed is the flow without chance of some places.
type followed struct {
	*fluid.Model
	bounds []fluid.Bound // on targets on updated.*, by strategy
	loads  []*fluid.Load // by place
}

// follow follows the flow without chance, with so many workers (below 1: all that there
// are), each of which takes one strategy at a time. The error is that of a trace that
// cannot be read, or model.ErrStopped when ctx ends.
func follow(ctx context.Context, s *model.Scenario, places []place, workers int) (*followed, error) {
	flow, err := fluid.New(ctx, s)
	if err != nil {
		return nil, err
	}
	f := &followed{Model: flow, loads: make([]*fluid.Load, len(places))}
	strategies := strategiesOf(s)
	type part struct {
		bounds []fluid.Bound
		loads  []*fluid.Load // by place; nil: of another strategy
		err    error
	}
	run := func(i int) part {
		p := part{loads: make([]*fluid.Load, len(places))}
		if i > 0 {
			p.bounds = flow.Bounds(strategies[i])
		}
		for k, at := range places {
			if at.strategy == strategies[i].Name && p.err == nil {
				p.loads[k], p.err = flow.Of(strategies[i], at.slots)
			}
		}
		return p
	}
	merged, _ := sim.Replicate(ctx, len(strategies), workers, run, func(_ int, p part) {
		f.bounds = append(f.bounds, p.bounds...)
		for k, l := range p.loads {
			if l != nil {
				f.loads[k] = l
			}
		}
		if p.err != nil {
			err = p.err
		}
	})
	if merged < len(strategies) || err != nil {
		return nil, model.ErrStopped
	}
	return f, nil
}

// beside begins to follow the flow without chance of the columns while these are played,
// and returns where to wait for it. With one worker it is followed by whoever waits.
func beside(ctx context.Context, s *model.Scenario, columns []*column, workers int) func() *followed {
	var places []place
	for _, column := range columns {
		places = append(places, place{column.strategy.Name, column.slots})
	}
	wait := sync.OnceValue(func() *followed {
		f, err := follow(ctx, s, places, 1)
		if err != nil {
			return nil // a trace cannot be read a second time, or ctx has ended
		}
		return f
	})
	if workers > 1 {
		go func() {
			defer func() { _ = recover() }() // whoever waits panics likewise
			wait()
		}()
	}
	return wait
}

// shadow sets the flow without chance, followed for the places of the results, beside
// each of them; nothing where that is nil.
func (c *Comparison) shadow(ctx context.Context, f *followed, workers int) {
	if c.Bounds = nil; f == nil || ctx.Err() != nil {
		return
	}
	c.Bounds = f.bounds
	unshifted := sync.OnceValue(func() *fluid.Model { return unshifted(ctx, c.Scenario) })
	for i, l := range f.loads {
		c.Bounds = addNew(c.Bounds, f.WaitBounds(l)...)
		if len(c.Scenario.Later) == 0 { // it knows the first release alone
			c.Results[i].Fluid = l
		}
	}
	strategies := strategiesOf(c.Scenario)
	part := func(i int) *Divergence {
		r := &c.Results[i]
		return c.diverge(r, func(intervals int) *fluid.Load {
			f := unshifted()
			at := slices.IndexFunc(strategies, func(s *model.Strategy) bool { return s.Name == r.Strategy })
			if f == nil || at < 0 {
				return nil
			}
			sharp, err := f.Until(strategies[at], r.Slots, intervals)
			if err != nil {
				return nil
			}
			return sharp
		})
	}
	_, _ = sim.Replicate(ctx, len(c.Results), workers, part, func(i int, p *Divergence) { c.Results[i].Divergence = p })
}

// ruleOut misses the targets that rollouts leave open and the plan cannot keep: a
// horizon that ends before the target, or too few rollouts, decide nothing there.
func (c *Comparison) ruleOut() {
	for i := range c.Results {
		r := &c.Results[i]
		for k := range r.Targets {
			t := &r.Targets[k]
			if t.Outcome == Undecided && c.impossible(r.Strategy, t.Target.Text) {
				t.Outcome, t.RuledOut, t.Beyond, t.Needed = Missed, true, false, 0
			}
		}
	}
}

// impossible tells whether a bound rules a target out for a strategy.
func (c *Comparison) impossible(strategy, target string) bool {
	return slices.ContainsFunc(c.Bounds, func(b fluid.Bound) bool {
		return b.Impossible && b.Strategy == strategy && b.Target == target
	})
}

// unshifted is the flow of a scenario whose mornings all come at their time, nil if a
// trace cannot be read again.
func unshifted(ctx context.Context, s *model.Scenario) *fluid.Model {
	same := *s
	same.Groups = slices.Clone(s.Groups)
	for i := range same.Groups {
		same.Groups[i].Presence.Together = 0
	}
	f, err := fluid.New(ctx, &same)
	if err != nil {
		return nil
	}
	return f
}
