package study

import (
	"context"
	"slices"
	"sync"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/fluid"
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
	f, err := fluid.New(ctx, s)
	if err != nil {
		return nil, err
	}
	p := &Preflight{Scenario: s}
	for i := range s.Strategies {
		p.Bounds = append(p.Bounds, f.Bounds(&s.Strategies[i])...)
	}
	for _, slots := range s.Backend.Slots {
		if slots == model.AutoSlots {
			continue
		}
		for _, strategy := range strategiesOf(s) {
			l, err := f.Of(strategy, slots)
			if err != nil {
				return nil, err
			}
			p.Fluids = append(p.Fluids, l)
			p.Bounds = addNew(p.Bounds, f.WaitBounds(l)...)
		}
	}
	return p, nil
}

// addNew adds bounds but for those that say the same of another slot number.
func addNew(all []fluid.Bound, more ...fluid.Bound) []fluid.Bound {
	for _, b := range more {
		if !slices.ContainsFunc(all, func(a fluid.Bound) bool {
			return a.Strategy == b.Strategy && a.Slots == b.Slots && a.Text.String() == b.Text.String()
		}) {
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

// shadow sets the flow without chance beside each result, unless a trace cannot be
// read a second time or ctx has ended.
func (c *Comparison) shadow(ctx context.Context) {
	f, err := fluid.New(ctx, c.Scenario)
	if c.Bounds = nil; err != nil {
		return
	}
	for i := range c.Scenario.Strategies {
		c.Bounds = append(c.Bounds, f.Bounds(&c.Scenario.Strategies[i])...)
	}
	unshifted := sync.OnceValue(func() *fluid.Model { return unshifted(ctx, c.Scenario) })
	for i := range c.Results {
		r := &c.Results[i]
		for _, strategy := range strategiesOf(c.Scenario) {
			if strategy.Name != r.Strategy {
				continue
			}
			if r.Fluid, err = f.Of(strategy, r.Slots); err != nil {
				return
			}
			c.Bounds = addNew(c.Bounds, f.WaitBounds(r.Fluid)...)
			if len(c.Scenario.Later) > 0 {
				r.Fluid = nil // it knows the first release alone
				continue
			}
			r.Parting = c.part(r, func() *fluid.Load {
				if unshifted() == nil {
					return nil
				}
				sharp, err := unshifted().Of(strategy, r.Slots)
				if err != nil {
					return nil
				}
				return sharp
			})
		}
	}
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
