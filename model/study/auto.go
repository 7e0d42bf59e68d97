package study

import (
	"context"
	"math"
	"slices"
	"strings"

	"github.com/rollsim/rollsim/model"
)

// tuning is a search for slot numbers that a comparison leaves open.
type tuning struct {
	m            *model.Model
	replications int
	workers      int
}

// autoSlots finds the smallest number of slots with which a strategy meets all
// targets that slots have a say in, on average, as the host of a backend would set
// it for this plan. It is met where the targets are decided so with the
// replications of the comparison. found is false if no number was found; then the
// one that comes nearest is returned.
func (t *tuning) autoSlots(ctx context.Context, strategy *model.Strategy) (slots int, found bool) {
	const pilot = 5 // replications of the first look
	s := t.m.Scenario
	c := &bisection{search: &search{ctx: ctx, workers: t.workers, quick: min(pilot, t.replications), cache: map[cacheKey]*Evidence{}},
		grid: slotGrid(t.m, strategy), strategy: strategy}
	var targets []model.Target
	for _, target := range s.Targets {
		if dependsOnSlots(target.Metric) {
			targets = append(targets, target)
		}
	}
	c.autoGrid()
	if c.err != nil {
		return int(c.setting(0)), false
	}
	of := newCriterion(s, strategy, targets, false, t.replications)
	at, found := c.least(of, -1, c.levels-1, s.Backend.Slows())
	if !found {
		at = c.coarse[len(c.coarse)-1]
		if s.Backend.Capacity != nil {
			at = min(at, c.atLevel(int(min(s.Backend.Best(), float64(plenty(s))))))
		}
	}
	return int(c.setting(at)), found && c.err == nil
}

// autoGrid lays the coarse grid of a single strategy. A capacity that is shared is
// looked at where most gets done too.
func (c *bisection) autoGrid() {
	at, _ := c.level(c.levels - 1) // of slots there is always one
	if !c.gather(at, c.levels-1, 0, 1, nil, c.strategy) {
		return
	}
	mean, most := busyAt(c.cache[cacheKey{c.strategy.Name, c.levels - 1, 0}], at.slots)
	top := c.atLevel(most)
	for n := max(mean, c.setting(0)); c.atLevel(int(math.Ceil(n))) < top; n = max(n*gridStep, n+1) {
		c.coarse = append(c.coarse, c.atLevel(int(math.Ceil(n))))
	}
	c.coarse = append(c.coarse, top)
	if b := &at.model.Scenario.Backend; b.Capacity != nil {
		if best := c.atLevel(int(min(b.Best(), float64(at.slots)))); best < top {
			c.coarse = append(c.coarse, best)
		}
	}
	slices.Sort(c.coarse)
	c.coarse = slices.Compact(c.coarse)
}

// dependsOnSlots tells whether a metric says how well the backend serves.
func dependsOnSlots(metric string) bool {
	return !strings.HasPrefix(metric, "updated.") && !strings.HasPrefix(metric, "began ") && !strings.HasPrefix(metric, "never")
}

// slotTargets tells whether a scenario has a target that slots have a say in.
func slotTargets(s *model.Scenario) bool {
	return slices.ContainsFunc(s.Targets, func(t model.Target) bool { return dependsOnSlots(t.Metric) })
}
