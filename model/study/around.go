package study

import (
	"context"
	"errors"
	"math"
	"slices"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim/portable"
	"github.com/rollsim/rollsim/sim/stats"
)

// The grid around the slot numbers of a comparison, in steps of [gridStep], and the
// replications behind each of its points.
const (
	stepsBelow   = 2 // down to a half of the smallest number
	stepsAbove   = 4 // up to four times the largest
	fewestAround = 6 // the median of fewer has no interval
)

// Around plays the strategies of a comparison on a coarse grid of slot numbers around
// those that it has, the same for all strategies, and returns the curves: what each
// number brings. Replications are few, so that it takes about as long as the
// comparison did, and the first ones of the comparison; on its own numbers they are
// taken from it. A curve ends with the first number from which on 19 of 20 do not wait.
//
// It is nil without an error where slots play no part. When ctx ends, the numbers that
// are complete are returned, as a sizing that was stopped.
func Around(ctx context.Context, c *Comparison, o Options) (*Sizing, error) {
	s := c.Scenario
	if s.Backend.Version.Compare(s.Backend.Admission.CompatibleFrom) < 0 {
		return nil, nil
	}
	m := model.New(s)
	m.Stop = ctx.Done()
	strategies := m.Strategies()
	if len(strategies) > 1 {
		strategies = strategies[1:]
	}
	own, grid := c.grid()
	n := min(max(c.Replications*len(own)/max(len(grid)-len(own), 1), fewestAround), lookedAt, c.Replications)
	z := &Sizing{Scenario: s, Quantity: SlotCount, Asked: n, Looked: n}
	for _, strategy := range strategies {
		sized := Sized{Strategy: strategy.Name, BestWaits: math.NaN()}
		for _, slots := range s.Backend.Slots {
			if slots != model.AutoSlots {
				sized.Today = append(sized.Today, float64(slots))
			}
		}
		z.Sized = append(z.Sized, sized)
	}
	most := own[len(own)-1]
	played, total := 0, 0
	ended := make([]bool, len(strategies)) // curves
	for _, slots := range grid {
		for _, strategy := range strategies {
			if c.on(strategy.Name, slots) == nil {
				total += n
			}
		}
	}
	search := &search{ctx: ctx, workers: o.Workers, cache: map[cacheKey]*Evidence{}, played: func() {
		if played++; o.Progress != nil {
			o.Progress(played, total)
		}
	}}
	for _, slots := range grid {
		var missing []*model.Strategy
		for i, strategy := range strategies {
			if !ended[i] && c.on(strategy.Name, slots) == nil {
				missing = append(missing, strategy)
			}
		}
		if !search.gather(level{model: m, slots: slots}, slots, 0, n, nil, missing...) {
			break
		}
		for i, strategy := range strategies {
			if ended[i] {
				continue
			}
			var p CurvePoint
			if r := c.on(strategy.Name, slots); r != nil {
				p = pointOf(s, strategy.Name, slots, upTo(r.Metrics, n))
			} else {
				p = pointOf(s, strategy.Name, slots, search.cache[cacheKey{strategy.Name, slots, 0}].upTo(n).Metrics())
			}
			z.Sized[i].Curve = append(z.Sized[i].Curve, p)
			if slots >= most && p.Wait.Mean < 1 && !s.Backend.Slows() {
				ended[i] = true
				for _, more := range grid {
					if more > slots {
						total -= n
					}
				}
			}
		}
	}
	switch {
	case errors.Is(search.err, errSearchStopped):
		z.Stopped = true
	case search.err != nil:
		return nil, search.err
	}
	if s.Backend.Slows() {
		for i := range z.Sized {
			z.Sized[i].BestWaits = bestWaits(z.Sized[i].Curve)
		}
	}
	return z, nil
}

// grid returns the slot numbers of a comparison and those around them, both ascending.
func (c *Comparison) grid() (own, grid []int) {
	for i := range c.Results {
		own = append(own, c.Results[i].Slots)
	}
	slices.Sort(own)
	own = slices.Compact(own)
	grid = slices.Clone(own)
	for k := 1; k <= stepsBelow; k++ {
		grid = append(grid, int(math.Round(float64(own[0])/portable.Pow(gridStep, float64(k)))))
	}
	for k := 1; k <= stepsAbove; k++ {
		grid = append(grid, int(math.Round(float64(own[len(own)-1])*portable.Pow(gridStep, float64(k)))))
	}
	fewest := c.Scenario.Backend.FewestSlots()
	grid = slices.DeleteFunc(grid, func(n int) bool { return n < fewest })
	slices.Sort(grid)
	return own, slices.Compact(grid)
}

// on returns the result of a strategy on a number of slots; nil if there is none.
func (c *Comparison) on(strategy string, slots int) *Result {
	for i := range c.Results {
		if r := &c.Results[i]; r.Strategy == strategy && r.Slots == slots {
			return r
		}
	}
	return nil
}

// upTo are estimates of the first n replications.
func upTo(metrics []Estimate, n int) []Estimate {
	cut := make([]Estimate, len(metrics))
	for i := range metrics {
		strata := make([]stats.Stratum, len(metrics[i].strata))
		for k, s := range metrics[i].strata {
			strata[k] = stats.Stratum{Weight: s.Weight, Values: s.Values[:min(n, len(s.Values))]}
		}
		cut[i] = newEstimate(metrics[i].Metric, strata)
	}
	return cut
}

// pointOf is the point of a curve with these metrics.
func pointOf(s *model.Scenario, strategy string, slots int, metrics []Estimate) CurvePoint {
	wait := "wait.update.p95"
	if metricOf(metrics, wait).N == 0 {
		wait = "wait.all.p95"
	}
	return CurvePoint{Setting: float64(slots), Metrics: metrics, Targets: hold(s, strategy, metrics),
		Wait: *metricOf(metrics, judgedBy(s, wait)), Ends: *metricOf(metrics, "updated.p95")}
}
