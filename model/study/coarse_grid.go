package study

import (
	"math"
	"slices"

	"github.com/rollsim/rollsim/model"
)

// gridStep is the ratio of neighbours on the coarse grid.
const gridStep = math.Sqrt2

// slotGrids lays the coarse grid of slot numbers, from where waits are long up to
// where nobody waits, the same for all strategies, so that what comes before the
// rollout is played once for all of them.
func (z *sizer) slotGrids() {
	var strategies []*model.Strategy
	for _, c := range z.bisections {
		strategies = append(strategies, c.strategy)
	}
	first := z.bisections[0]
	at, _ := first.level(first.levels - 1) // of slots there is always one
	if !z.gather(at, first.levels-1, 0, lookedAt, nil, strategies...) {
		return
	}
	tops := make([]int, len(z.bisections))
	low, top := math.Inf(+1), 0
	for i, c := range z.bisections {
		e := z.cache[cacheKey{c.strategy.Name, c.levels - 1, 0}]
		busy, most := busyAt(e, at.slots)
		low, tops[i] = min(low, busy), c.atLevel(most)
		top = max(top, tops[i])
	}
	grid := []int{}
	for n := max(low, first.setting(0)); first.atLevel(int(math.Ceil(n))) < top; n = max(n*gridStep, n+1) {
		grid = append(grid, first.atLevel(int(math.Ceil(n))))
	}
	grid = append(grid, tops...)
	for _, n := range z.found.Scenario.Backend.Slots {
		if n != model.AutoSlots {
			grid = append(grid, first.atLevel(n))
		}
	}
	slices.Sort(grid)
	grid = slices.Compact(grid)
	z.ahead += len(z.bisections) * lookedAt * (len(grid) - 15)
	for _, i := range grid {
		var on []*model.Strategy
		for k, c := range z.bisections {
			// Of the numbers with which nobody waits the least one is enough.
			if i <= tops[k] || slices.Contains(z.found.Sized[k].Today, c.setting(i)) {
				c.coarse, on = append(c.coarse, i), append(on, c.strategy)
			}
		}
		if at, _ := first.level(i); !z.gather(at, i, 0, lookedAt, nil, on...) {
			return
		}
	}
}

// busyAt tells from evidence on plenty of slots how many are busy at once, between
// the mean of office hours and that of the busiest hour, and how many at most: with
// these nobody waits. With fewer than the first waits grow to hours.
func busyAt(e *Evidence, slots int) (busy float64, most int) {
	mean, hour, most := 1.0, 1.0, 1
	for i, metric := range model.Metrics {
		for _, g := range e.column.strata {
			for _, v := range g.values[i] {
				switch {
				case math.IsNaN(v):
				case metric.Name == "utilization.mean":
					mean = max(mean, v*float64(slots))
				case metric.Name == "utilization.hour":
					hour = max(hour, v*float64(slots))
				case metric.Name == "running.max":
					most = max(most, int(v))
				}
			}
		}
	}
	return math.Sqrt(mean * hour), most
}

// waveGrid lays the coarse grid of the settings of waves, on steps of a ratio from
// the first to the last, with those of today.
func (c *bisection) waveGrid(today []float64) {
	last := math.NaN()
	for i := range c.levels {
		at := c.setting(i)
		if i == 0 || i == c.levels-1 || slices.Contains(today, at) || max(at/last, last/at) >= gridStep-1e-9 {
			c.coarse = append(c.coarse, i)
			last = at
		}
	}
}

// curve is what the first look has shown of a strategy, in ascending settings.
func (z *sizer) curve(c *bisection) []CurvePoint {
	var points []CurvePoint
	for i := range c.levels {
		e := z.cache[cacheKey{c.strategy.Name, i, 0}]
		if e == nil || e.trials < lookedAt || z.options.Quantity == SlotCount && i > c.coarse[len(c.coarse)-1] {
			continue
		}
		p := pointOf(e.scenario, c.strategy.Name, 0, e.upTo(lookedAt).Metrics())
		p.Setting = c.setting(i)
		points = append(points, p)
	}
	slices.SortFunc(points, func(a, b CurvePoint) int {
		if a.Setting < b.Setting {
			return -1
		}
		return 1
	})
	return points
}

// bestWaits is the setting of a curve with the shortest wait, of several the
// least; NaN if none is known.
func bestWaits(curve []CurvePoint) float64 {
	best, at := math.Inf(+1), math.NaN()
	for i := range curve {
		if w := curve[i].Wait.Mean; w < best {
			best, at = w, curve[i].Setting
		}
	}
	return at
}
