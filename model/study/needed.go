package study

import (
	"math"
	"sort"
	"strings"

	"github.com/rollsim/rollsim/sim/stats"
)

// MostNeeded is the most rollouts that are worth naming as what would decide a
// target.
const MostNeeded = 1000

// fewestForMedian is how many values a median needs to have a 95 % interval: that all
// of n lie on one side of it has a chance of 2·2⁻ⁿ, which is at most 5 % from 6 on.
const fewestForMedian = 6

// fewestForNeeded is from how many rollouts on their spread says how many more would do.
const fewestForNeeded = 5

// needed is about how many rollouts would decide a target that is undecided, if
// estimates stay what they are: an interval shrinks as 1/√n, and Wilson's as it does.
// It is more than [MostNeeded] where that many would not, +Inf where none would.
// With fewer than fewestForNeeded rollouts it is NaN: their interval is itself too
// uncertain to say so.
func needed(t *TargetResult, e *Estimate) float64 {
	if t.Of < fewestForNeeded {
		return math.NaN()
	}
	if t.Target.Share > 0 {
		return neededShare(t)
	}
	half := e.High - e.Mean
	if e.Mean > t.Bound {
		half = e.Mean - e.Low
	}
	away := math.Abs(e.Mean - t.Bound)
	switch {
	case math.IsNaN(e.Low) || math.IsNaN(e.High):
		if e.Median {
			return max(fewestForMedian, float64(e.N)+1)
		}
		return 2
	case math.IsNaN(away) || math.IsInf(away, 0) || math.IsInf(half, 0) || away == 0:
		return math.Inf(+1)
	}
	return max(float64(e.N)+1, math.Ceil(float64(e.N)*(half/away)*(half/away)))
}

// neededShare is needed for a share of rollouts.
func neededShare(t *TargetResult) float64 {
	decides := func(rollouts int) bool {
		n := float64(rollouts) * t.Effective / float64(t.Of)
		low, high := stats.Wilson(min(n, n*t.Share), n, Level)
		return low >= t.Target.Share || high < t.Target.Share
	}
	if t.Of == 0 || t.Share == t.Target.Share {
		return math.Inf(+1)
	}
	more := sort.Search(MostNeeded+1, func(i int) bool { return decides(t.Of + 1 + i) })
	return float64(t.Of + 1 + more)
}

// A Finer is a percentile that is finer than the syncs of a rollout carry: of fewer
// than 100, the 99th percentile is the longest.
type Finer struct {
	Result int     // index in the results of the comparison
	Metric string  // such as wait.update.p99
	Syncs  float64 // in a rollout, on average
	Needs  int     // syncs from which on it is not the longest
}

// Finer are the percentiles of waits and delays that targets name, or where there
// are none that a report is headed by, and that a rollout has too few syncs for.
func (c *Comparison) Finer() []Finer {
	var all []Finer
	metrics := c.Scenario.Metrics()
	for i := range c.Results {
		r := &c.Results[i]
		for _, q := range questions(c.Scenario, r.Strategy) {
			name := metrics[q.index].Name
			population, needs := percentile(name)
			if needs == 0 || len(r.Metrics) == 0 || r.Metric(name).N == 0 {
				continue
			}
			for _, w := range r.Waits {
				syncs := float64(w.Needs) / float64(c.Replications)
				if w.Population == population && w.Needs > 0 && math.Round(syncs) < float64(needs) {
					all = append(all, Finer{i, name, syncs, needs})
				}
			}
		}
	}
	return all
}

// percentile takes the name of a percentile of waits or delays apart: of whom it is,
// and how many it needs so as not to be the longest. 0: it is no such name.
func percentile(metric string) (population string, needs int) {
	parts := strings.Split(metric, ".")
	if len(parts) != 3 || parts[0] != "wait" && parts[0] != "delay" {
		return "", 0
	}
	// The nearest rank at p of n is n itself until (1−p)·n reaches 1.
	needs = map[string]int{"p90": 10, "p95": 20, "p99": 100}[parts[2]]
	return parts[1], needs
}
