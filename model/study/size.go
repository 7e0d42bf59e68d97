package study

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/rollsim/rollsim/model"
)

// SizeOptions say what is sized, and how.
type SizeOptions struct {
	Quantity     Quantity
	Strategy     string // the only one that is sized; empty: each
	Replications int    // that decide on average; 0: as a comparison has. Assurance takes 73 at least
	Workers      int    // at least 1

	// Set returns the scenario with another value at a path, such as
	// "strategies.1.waves.size". Slots are sized without it.
	Set func(path, value string) (*model.Scenario, error)

	Progress func(done, total int) // called after each trial; total is an estimate; may be nil
}

// lookedAt is the number of replications of the first look, behind each point of
// a curve.
const lookedAt = 8

// Size looks for the least slots, or waves, or longest interval between them, with
// which each strategy keeps the targets, each of them and all together: on
// average, as a comparison decides it, and with assurance, in at least 95 % of
// single rollouts. What decides are replications that the search has not seen,
// the same for all settings.
//
// When ctx ends, what is known by then is returned as a sizing that was stopped;
// the error is not nil only if nothing is, if there is nothing to size, or if a
// trace could not be read.
func Size(ctx context.Context, s *model.Scenario, o SizeOptions) (*Sizing, error) {
	z := &sizer{ctx: ctx, options: o, found: &Sizing{Scenario: s, Quantity: o.Quantity, Looked: lookedAt}}
	z.onAverage, z.assured = toDecide(s, o.Replications)
	z.found.Asked = z.assured
	z.asks, z.found.Skipped, z.found.Applied = asks(s, o.Quantity)
	z.found.After = slices.ContainsFunc(z.asks, func(a asked) bool { return a.after })
	if err := CanSize(s, o.Quantity); err != nil {
		return nil, err
	}
	if err := z.strategies(); err != nil {
		return nil, err
	}
	z.bisect()
	switch {
	case z.err == nil:
	case !errors.Is(z.err, errSearchStopped):
		return nil, z.err
	case !slices.ContainsFunc(z.found.Sized, func(s Sized) bool { return len(s.Curve) > 0 }):
		return nil, errors.New("stopped before anything was found; there is no result")
	default:
		z.found.Stopped = true
	}
	return z.found, nil
}

// toDecide is how many replications decide a target on average, and with assurance, where
// so many are asked for; 0: as the scenario says.
func toDecide(s *model.Scenario, asked int) (onAverage, assured int) {
	if onAverage = asked; onAverage == 0 {
		onAverage = max(s.Replications, decisive(s.Targets))
	}
	return onAverage, max(onAverage, decisive([]model.Target{{Share: assurance}}))
}

// steps is how many numbers a search looks at before it decides, about.
const steps = 15

// MostTrials is about how many rollouts of each strategy a sizing plays, of so many
// replications; 0: as the scenario says. Every target is decided twice, and all together.
func MostTrials(s *model.Scenario, replications int) int {
	onAverage, assured := toDecide(s, replications)
	all, _, _ := asks(s, SlotCount)
	return steps*lookedAt + 2*(onAverage+assured)*max(len(all), len(s.Targets)+1)
}

// CanSize says in an error what a scenario lacks to size a quantity; nil if nothing.
func CanSize(s *model.Scenario, q Quantity) error {
	switch {
	case !slices.ContainsFunc(s.Targets, func(t model.Target) bool { return hasSay(q, t.Metric) }):
		return errors.New(noSay[q])
	case q == SlotCount && s.Backend.Version.Compare(s.Backend.Admission.CompatibleFrom) < 0:
		return errors.New("a backend of version " + string(s.Backend.Version) + " knows no admission control: slots play no part")
	case q != SlotCount && len(s.Strategies) == 0:
		return errors.New("to size waves takes strategies with waves")
	case q != SlotCount && (len(s.Backend.Slots) != 1 || s.Backend.Slots[0] == model.AutoSlots):
		return errors.New("to size waves takes one number of slots, such as --set backend.slots=50")
	}
	return nil
}

// noSay says what is missing where no target is about a quantity.
var noSay = [...]string{
	SlotCount:    "to size slots takes a target that slots have a say in, such as wait.update.p95 <= 10m",
	WaveCount:    "to size waves takes a target, such as wait.update.p95 <= 10m",
	WaveSize:     "to size waves takes a target, such as wait.update.p95 <= 10m",
	WaveInterval: "to size the interval between waves takes a target, such as wait.update.p95 <= 10m",
}

// hasSay tells whether a quantity can change a metric.
func hasSay(q Quantity, metric string) bool {
	if q == SlotCount {
		return dependsOnSlots(metric)
	}
	m, _ := model.MetricNamed(metric)
	return !strings.HasPrefix(metric, "never") && !m.OfAfter()
}

// A sizer sizes one quantity for all strategies.
type sizer struct {
	*search
	ctx        context.Context
	options    SizeOptions
	found      *Sizing
	asks       []asked
	onAverage  int // replications that decide on average
	assured    int // and with assurance
	bisections []*bisection
	done       int // trials played
	ahead      int // trials that are still to be played, as far as can be told
}

// strategies makes ready what is sized: the grid of each strategy.
func (z *sizer) strategies() error {
	s := z.found.Scenario
	z.search = &search{ctx: z.ctx, workers: z.options.Workers, quick: lookedAt, first: lookedAt, cache: map[cacheKey]*Evidence{}, played: z.progress}
	m := model.New(s)
	m.Stop = z.ctx.Done()
	all := m.Strategies()
	if len(all) > 1 {
		all = all[1:]
	}
	for i, strategy := range all {
		if z.options.Strategy != "" && strategy.Name != z.options.Strategy {
			continue
		}
		sized := Sized{Strategy: strategy.Name, BestWaits: math.NaN()}
		c := &bisection{search: z.search, strategy: strategy}
		if z.options.Quantity == SlotCount {
			c.grid = slotGrid(m, strategy)
			for _, n := range s.Backend.Slots {
				if n != model.AutoSlots {
					sized.Today = append(sized.Today, float64(n))
				}
			}
		} else if strategy.Name == model.NoRollout {
			sized.Why = NothingRolledOut
		} else {
			var today float64
			if c.grid, today, sized.Why = waveGrid(s, i, z.options.Quantity, m.Stop, z.options.Set); !math.IsNaN(today) {
				sized.Today = []float64{today}
			}
		}
		z.bisections = append(z.bisections, c)
		z.found.Sized = append(z.found.Sized, sized)
	}
	if len(z.bisections) == 0 {
		return fmt.Errorf("there is no strategy %q", z.options.Strategy)
	}
	return nil
}

// bisect sizes one strategy after the other.
func (z *sizer) bisect() {
	each := 2 * (z.onAverage + z.assured) * len(z.asks)
	z.ahead = len(z.bisections) * (steps*lookedAt + each)
	if z.options.Quantity == SlotCount {
		z.slotGrids()
	}
	for i, c := range z.bisections {
		z.ahead = (len(z.bisections) - i) * each
		sized := &z.found.Sized[i]
		if sized.Why != Sizeable || z.err != nil {
			if sized.Why == Sizeable {
				sized.Why = SearchStopped
			}
			continue
		}
		if z.options.Quantity != SlotCount {
			c.waveGrid(sized.Today)
		}
		z.size(c, sized)
		sized.Curve = z.curve(c)
		if z.options.Quantity == SlotCount && c.mayBeWorse(z.asks[0].targets[0], SlotCount) {
			sized.BestWaits = bestWaits(sized.Curve)
		}
	}
}

// An asked need: a target, or several together.
type asked struct {
	scope   Scope
	targets []model.Target
	after   bool // of the days after the rollout
}

// need is what is found for it, of which nothing is known yet.
func (a *asked) need() Need {
	n := Need{Scope: a.scope, After: a.after}
	if a.scope == OneTarget {
		n.Target = a.targets[0].Text
	}
	return n
}

// asks are what a quantity is sized for: each target that it has a say in, and all of
// them together; slots first for the rollout, and then for the days after it, if these
// are looked at. Where no target names these days, those on waits at log-in are
// applied to them, or where there are none those on waits after the update: applied
// are their texts.
func asks(s *model.Scenario, q Quantity) (all []asked, skipped, applied []string) {
	var rollout, after []model.Target
	for _, t := range s.Targets {
		switch {
		case !hasSay(q, t.Metric):
			skipped = append(skipped, t.Text)
		case t.OfAfter():
			after = append(after, t)
		default:
			rollout = append(rollout, t)
		}
	}
	everyday, _ := model.MetricNamed("after.utilization.hour")
	if q == SlotCount && len(after) == 0 && s.Shows(everyday) {
		after, applied = appliedAfter(rollout)
	}
	of := func(targets []model.Target, together Scope, after bool) {
		for _, t := range targets {
			all = append(all, asked{OneTarget, []model.Target{t}, after})
		}
		if len(targets) > 1 {
			all = append(all, asked{together, targets, after})
		}
	}
	together := AllTargets
	if len(after) > 0 {
		together = AllOfRollout
	}
	of(rollout, together, false)
	of(after, AllAfter, true)
	return all, skipped, applied
}

// appliedAfter are the targets that are applied to the days after the rollout, and the
// texts of those that they are made of.
func appliedAfter(targets []model.Target) (after []model.Target, texts []string) {
	for _, of := range []string{"log_in.", "update.", "first.", "all."} {
		for _, t := range targets {
			if m, _ := model.MetricNamed(t.Metric); m.OfRelease() {
				continue // the days after are of no release
			}
			for _, what := range []string{"wait.", "delay."} {
				if statistic, ok := strings.CutPrefix(t.Metric, what+of); ok {
					texts = append(texts, t.Text)
					named := "after." + what + "log_in." + statistic
					t.Text = named + strings.TrimPrefix(t.Text, t.Metric)
					t.Metric = named
					after = append(after, t)
				}
			}
		}
		if len(after) > 0 {
			break
		}
	}
	return after, texts
}

// size finds the edges of one strategy.
func (z *sizer) size(c *bisection, sized *Sized) {
	for _, a := range z.asks {
		sized.Needs = append(sized.Needs, a.need())
	}
	for kind := range 2 {
		lowest, highest, missing := -1, c.levels-1, false
		for k, a := range z.asks {
			if k > 0 && a.after != z.asks[k-1].after {
				lowest, highest, missing = -1, c.levels-1, false
			}
			of := newCriterion(z.found.Scenario, c.strategy, a.targets, kind == 1, []int{z.onAverage, z.assured}[kind])
			into := &sized.Needs[k].OnAverage
			if kind == 1 {
				into = &sized.Needs[k].Assured
			}
			worse := slices.ContainsFunc(of.targets, func(t model.Target) bool { return c.mayBeWorse(t, z.options.Quantity) })
			guess, high := -1, c.levels-1
			if len(of.targets) > 1 {
				if missing {
					*into = Edge{Setting: math.NaN(), Until: math.NaN(), Proof: SizeProof{Setting: math.NaN()}, OneFewer: SizeProof{Setting: math.NaN()}, Why: OneNeverKept}
					continue
				}
				if guess, high = lowest, highest; guess > high {
					*into = c.nowhere(of, guess, AnotherNotKept)
					continue
				}
			}
			edge, at, until := c.edge(of, guess, high, worse, z.options.Quantity)
			*into = edge
			lowest, highest, missing = max(lowest, at), min(highest, until), missing || !edge.Found
		}
	}
}

// mayBeWorse tells whether more of a quantity can be worse for a target: more
// slots where syncs that run at once slow each other, and more waves or longer
// intervals for the end of the rollout.
func (c *bisection) mayBeWorse(t model.Target, q Quantity) bool {
	if q == SlotCount {
		at, err := c.level(0)
		return err == nil && at.model.Scenario.Backend.Slows()
	}
	return strings.HasPrefix(t.Metric, "updated.")
}

// edge finds where a criterion begins to be fulfilled, and where more can be worse
// also where it ceases to be; at and until are the levels of both.
func (c *bisection) edge(of criterion, guess, high int, worse bool, q Quantity) (e Edge, at, until int) {
	at, found := c.least(of, guess, high, worse)
	if c.err != nil {
		return c.unknown(), 0, c.levels - 1
	}
	if !found {
		why := NothingWillDo
		if e := c.cache[cacheKey{c.strategy.Name, at, c.first}]; e != nil && of.judge(e) == Skipped {
			why = NoTargetValue
		}
		return c.nowhere(of, at, why), at, c.levels - 1
	}
	until = c.levels - 1
	e = Edge{Found: true, Setting: c.setting(at), Until: math.Inf(+1), AtTheEdge: at == 0, OneFewer: SizeProof{Setting: math.NaN()}}
	if at > 0 {
		below := c.decide(at-1, of, false)
		if below == nil {
			return c.unknown(), 0, until
		}
		e.OneFewer, e.Fails = of.proof(below, c.setting(at-1), ""), of.judge(below) == Missed
	}
	// What the neighbour does not keep is what decides.
	e.Proof = of.proof(c.decide(at, of, false), c.setting(at), e.OneFewer.Target)
	if worse {
		until = min(c.most(of, at), high)
		if until < c.levels-1 || q != SlotCount {
			e.Until = c.setting(until)
			c.otherEnd(&e, of, at, until)
		}
		if c.err != nil {
			return c.unknown(), 0, c.levels - 1
		}
	}
	return e, at, until
}

// otherEnd adds to an edge the proof of the other end of what holds, and what its
// neighbour beyond does.
func (c *bisection) otherEnd(e *Edge, of criterion, at, until int) {
	if until == at || c.err != nil {
		return
	}
	target := ""
	if until < c.levels-1 {
		beyond := c.decide(until+1, of, false)
		if beyond == nil {
			return
		}
		proof := of.proof(beyond, c.setting(until+1), "")
		e.OneMore, e.MoreFails, target = &proof, of.judge(beyond) == Missed, proof.Target
	}
	if last := c.decide(until, of, false); last != nil {
		proof := of.proof(last, c.setting(until), target)
		e.Last = &proof
	}
}

// unknown is the edge that a search did not come to.
func (c *bisection) unknown() Edge {
	none := SizeProof{Setting: math.NaN()}
	return Edge{Setting: math.NaN(), Until: math.NaN(), Proof: none, OneFewer: none, Why: SearchStopped}
}

// nowhere is the edge of a criterion that no setting fulfils, with the proof of
// the one that comes nearest, as far as the first look tells.
func (c *bisection) nowhere(of criterion, at int, why Unsized) Edge {
	e := Edge{Setting: math.NaN(), Until: math.NaN(), OneFewer: SizeProof{Setting: math.NaN()}, Why: why}
	if len(of.targets) == 1 {
		at = c.nearest(of)
	}
	proof := c.decide(at, of, false)
	if proof == nil {
		return c.unknown()
	}
	e.Proof = of.proof(proof, c.setting(at), "")
	return e
}

// progress tells how far the sizing is.
func (z *sizer) progress() {
	z.done++
	if z.ahead--; z.ahead < 1 {
		z.ahead = 1
	}
	if z.options.Progress != nil {
		z.options.Progress(z.done, z.done+z.ahead)
	}
}
