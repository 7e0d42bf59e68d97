package study

import (
	"math"
	"slices"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim"
)

// The metrics that are compared besides those of the targets: headline between
// strategies, queueHeadline between slot numbers where nothing is rolled out.
var (
	headline      = []string{"wait.update.p95", "wait.worst.p95", "updated.p95"}
	queueHeadline = []string{"wait.all.mean", "wait.all.p95", "gave_up"}
)

// differences compares, replication by replication, each pair of strategies on
// the same slots, and each strategy on neighbouring slot numbers. No rollout is
// compared only where there is nothing else.
func differences(c *Comparison) []Difference {
	names := slices.Clone(headline)
	if len(c.Scenario.Strategies) == 0 {
		names = slices.Clone(queueHeadline)
	}
	for _, t := range c.Scenario.Targets {
		if !slices.Contains(names, t.Metric) {
			names = append(names, t.Metric)
		}
	}
	for i := range names {
		names[i] = judgedBy(c.Scenario, names[i])
	}
	per := len(c.Results) / len(c.Scenario.Backend.Slots) // results of one slot number
	var all []Difference
	for i := range c.Results {
		for j := i + 1; j < len(c.Results); j++ {
			sameSlots := i/per == j/per
			sameStrategy := i%per == j%per && j-i == per
			baseline := c.Results[i].Strategy == model.NoRollout && len(c.Scenario.Strategies) > 0
			if baseline || !sameSlots && !sameStrategy {
				continue
			}
			for _, name := range names {
				all = append(all, difference(&c.Results[j], &c.Results[i], name))
			}
		}
	}
	var ps []float64
	var at []int
	for i := range all {
		if all[i].Reason == "" {
			ps, at = append(ps, all[i].P), append(at, i)
		}
	}
	for k, p := range sim.Holm(ps) {
		d := &all[at[k]]
		d.P = p
		d.WorthIt = p < 1-Level && math.Abs(d.Mean) > d.Metric.Floor
	}
	return all
}

// difference is a minus b, stratum by stratum, which are weighted. Where the
// strata that have values change from one replication to the next, p goes by the
// mean of the replications.
func difference(a, b *Result, name string) Difference {
	ea, eb := a.Metric(name), b.Metric(name)
	d := Difference{Metric: ea.Metric, A: a.Strategy, B: b.Strategy, SlotsA: a.Slots, SlotsB: b.Slots, P: math.NaN(), Estimate: none()}
	apart := minus(ea.strata, eb.strata)
	values, weights := sim.PerReplication(apart)
	var known []float64
	for r, v := range values {
		switch {
		case weights[r] == 0:
		case math.IsInf(v, 0) || math.IsNaN(v):
			d.Reason = "not reached by the horizon in some rollouts"
			return d
		default:
			known = append(known, v)
		}
	}
	switch len(known) {
	case 0:
		d.Reason = "nothing to count"
	case 1:
		d.Reason = "one rollout has no interval"
	default:
		d.Estimate = sim.StratifiedMean(apart, Level)
		_, d.P = sim.Paired(known, make([]float64, len(known)), Level)
	}
	return d
}

// minus is a minus b, value by value: NaN where one of them has none, and +Inf
// where one is not reached. Strategies have the same strata.
func minus(a, b []sim.Stratum) []sim.Stratum {
	apart := make([]sim.Stratum, len(a))
	for k := range a {
		apart[k].Weight = a[k].Weight
		for r, x := range a[k].Values {
			d := x - b[k].Values[r]
			if math.IsInf(x, 0) && math.IsInf(b[k].Values[r], 0) || math.IsInf(d, 0) {
				d = math.Inf(+1)
			}
			apart[k].Values = append(apart[k].Values, d)
		}
	}
	return apart
}
