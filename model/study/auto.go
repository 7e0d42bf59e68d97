package study

import (
	"context"
	"math"
	"slices"
	"strings"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim"
)

// autoSlots finds the smallest number of slots with which a strategy meets all
// targets that slots have a say in, as the host of a backend would set it for
// this plan. It is met where the targets are decided so with the replications of
// the comparison. found is false if no number was found; then the one that comes
// nearest is returned.
//
// A first search halves from where nobody waits, with few replications; around
// its answer all replications decide. With a capacity to share more slots may be
// worse, so there a number that will do is first looked for anywhere.
func (t *tuning) autoSlots(ctx context.Context, strategy *model.Strategy) (slots int, found bool) {
	const pilot = 5 // replications of the first search
	quick := min(pilot, t.replications)
	least := t.m.Scenario.Backend.FewestSlots()
	most := max(least, t.fewestWithoutWait(ctx, strategy))
	top := most
	if c := t.m.Scenario.Backend.Capacity; c != nil || !t.meets(ctx, strategy, top, quick) {
		if top, found = t.anywhere(ctx, strategy, least, most, quick); !found {
			return top, false
		}
	}
	low := t.halve(ctx, strategy, least, top, quick)
	// The replications of the comparison decide: upwards to a number that holds,
	// then down to the least.
	step := 1
	for !t.meets(ctx, strategy, low, t.replications) {
		if low >= most || ctx.Err() != nil {
			return top, t.meets(ctx, strategy, top, t.replications)
		}
		low = min(low+step, max(most, top))
		step *= 2
	}
	return t.halve(ctx, strategy, max(least, low-step), low, t.replications), true
}

// tuning is a search for slot numbers.
type tuning struct {
	m            *model.Model
	replications int
	workers      int
	known        map[tried]bool
}

type tried struct {
	strategy            string
	slots, replications int
}

// halve returns the least number from low to high that meets the targets, given
// that high does, and that no number below one that fails does.
func (t *tuning) halve(ctx context.Context, strategy *model.Strategy, low, high, replications int) int {
	for low < high && ctx.Err() == nil {
		if mid := low + (high-low)/2; t.meets(ctx, strategy, mid, replications) {
			high = mid
		} else {
			low = mid + 1
		}
	}
	return high
}

// fewestWithoutWait is a number of slots with which nobody waits, as far as a
// single replication tells.
func (t *tuning) fewestWithoutWait(ctx context.Context, strategy *model.Strategy) int {
	plenty := max(1000, t.m.Scenario.Clients())
	most := 1.0
	busiest := slices.IndexFunc(model.Metrics, func(m model.Metric) bool { return m.Name == "running.max" })
	t.play(ctx, strategy, plenty, 1, func(one Trial) {
		for _, s := range one.Strata {
			most = max(most, s.Values[busiest])
		}
	})
	return int(most)
}

// anywhere looks for a number that meets the targets, up to where nobody waits:
// the best number of the capacity first, where most gets done, then ever farther
// from it in both directions. Beyond it less waiting in line may be worth more than
// speed, where the work varies much. Without success it returns the best number.
func (t *tuning) anywhere(ctx context.Context, strategy *model.Strategy, least, most, replications int) (slots int, found bool) {
	const step = 1.5
	best := most
	if b := &t.m.Scenario.Backend; b.Capacity != nil {
		best = max(least, int(min(float64(most), b.Best())))
	}
	up, down := float64(best), float64(best)
	for n := best; n > 0; {
		if t.meets(ctx, strategy, n, replications) {
			return n, true
		}
		up, down = up*step, down/step
		n = 0
		if more := int(math.Ceil(up)); up < step*float64(most) {
			if n = min(more, most); t.meets(ctx, strategy, n, replications) {
				return n, true
			}
		}
		if down >= float64(least)/step {
			n = max(least, int(down))
		}
	}
	return best, false
}

// meets tells whether a strategy on so many slots meets the targets that slots
// have a say in.
func (t *tuning) meets(ctx context.Context, strategy *model.Strategy, slots, replications int) bool {
	key := tried{strategy.Name, slots, replications}
	if met, ok := t.known[key]; ok {
		return met
	}
	s := t.m.Scenario
	evidence := NewEvidence(s, strategy, slots)
	if !t.play(ctx, strategy, slots, replications, evidence.Add) {
		return false
	}
	metrics := evidence.Metrics()
	met := true
	for _, target := range s.Targets {
		if !dependsOnSlots(target.Metric) {
			continue
		}
		switch held := holdOne(s, strategy.Name, metrics, target); {
		case replications == t.replications || held.Of == 0:
			met = met && held.Outcome == Met
		default:
			// Too few to decide: the mean, or the share of rollouts, itself.
			met = met && held.Share >= max(target.Share, 0.5)
		}
	}
	t.known[key] = met
	return met
}

// dependsOnSlots tells whether a metric says how well the backend serves.
func dependsOnSlots(metric string) bool {
	return !strings.HasPrefix(metric, "updated.") && metric != "never"
}

// slotTargets tells whether a scenario has a target that slots have a say in.
func slotTargets(s *model.Scenario) bool {
	return slices.ContainsFunc(s.Targets, func(t model.Target) bool { return dependsOnSlots(t.Metric) })
}

// play hands the trials of the first replications to see, in order, and tells
// whether all were played.
func (t *tuning) play(ctx context.Context, strategy *model.Strategy, slots, replications int, see func(Trial)) bool {
	type tried struct {
		trials []Trial
		err    error
	}
	complete := true
	_, err := sim.Replicate(ctx, replications, t.workers,
		func(r int) tried {
			trials, err := Try(t.m, slots, r, strategy)
			return tried{trials, err}
		},
		func(_ int, one tried) {
			if complete = complete && one.err == nil; complete {
				see(one.trials[0])
			}
		})
	return complete && err == nil
}
