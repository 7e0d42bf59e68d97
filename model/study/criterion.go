package study

import (
	"math"
	"slices"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim/dist"
	"github.com/rollsim/rollsim/sim/stats"
)

// assurance is the share of single rollouts that must keep what is assured.
const assurance = 0.95

// A criterion is what a setting must fulfil to be large enough: some targets of
// one strategy, on average or with assurance.
type criterion struct {
	targets      []model.Target
	readings     []reading // of the targets
	assured      bool      // at least 95 % of single rollouts must keep all of them; otherwise each is decided as it says
	replications int       // that decide
}

// A reading is a target as single rollouts are held against it.
type reading struct {
	metric  int // in the metrics of the scenario
	bound   float64
	atLeast bool
	beyond  bool // the bound is an instant after the horizon, so that one that is not reached is not known to miss it
}

func (r reading) keeps(v float64) bool {
	if r.atLeast {
		return v >= r.bound
	}
	return v <= r.bound
}

// newCriterion is for a strategy of a scenario.
func newCriterion(s *model.Scenario, strategy *model.Strategy, targets []model.Target, assured bool, replications int) criterion {
	c := criterion{targets: targets, assured: assured, replications: replications}
	nothing, metrics := NewEvidence(s, strategy, 1).Metrics(), s.Metrics()
	for _, t := range targets {
		held := holdOne(s, strategy.Name, nothing, t)
		metric := slices.IndexFunc(metrics, func(m model.Metric) bool { return m.Name == held.Metric })
		c.readings = append(c.readings, reading{metric, held.Bound, t.AtLeast, beyond(s, t)})
	}
	return c
}

// judge says whether the evidence fulfils the criterion.
func (c criterion) judge(e *Evidence) TargetOutcome {
	if c.assured {
		share, low, _, _ := stats.StratifiedShare(c.kept(e, false), whole, Level)
		_, _, high, _ := stats.StratifiedShare(c.kept(e, true), whole, Level)
		switch {
		case math.IsNaN(share):
			return Skipped
		case low >= assurance:
			return Met
		case high < assurance:
			return Missed
		}
		return Undecided
	}
	outcome := Met
	metrics := e.Metrics()
	for _, t := range c.targets {
		switch held := holdOne(e.scenario, e.column.strategy.Name, metrics, t); {
		case held.Outcome == Missed, held.Outcome == Skipped && outcome != Missed:
			outcome = held.Outcome
		case held.Outcome == Undecided && outcome == Met:
			outcome = Undecided
		}
	}
	return outcome
}

// whole tells whether a rollout keeps everything, as kept writes it.
func whole(v float64) bool { return v == 1 }

// kept are the rollouts of the evidence: 1 where one keeps all targets, 0 where it
// does not, NaN where a target has no value in it. Where the horizon leaves it open
// whether one keeps a target, it does if open is set.
func (c criterion) kept(e *Evidence, open bool) []stats.Stratum {
	var strata []stats.Stratum
	for _, g := range e.column.strata {
		of := stats.Stratum{Weight: g.weight, Values: make([]float64, e.trials)}
		for r := range of.Values {
			of.Values[r] = 1
			for _, read := range c.readings {
				switch v := g.values[read.metric][r]; {
				case math.IsNaN(v):
					of.Values[r] = v
				case read.beyond && math.IsInf(v, +1):
					if !open && of.Values[r] == 1 {
						of.Values[r] = 0
					}
				case !read.keeps(v) && of.Values[r] == 1:
					of.Values[r] = 0
				}
			}
		}
		strata = append(strata, of)
	}
	return strata
}

// lost tells whether the evidence cannot fulfil the criterion any more, whatever
// the replications that are missing will show. That takes nothing from the level
// of the interval, as stopping at what is merely unlikely would.
func (c criterion) lost(e *Evidence) bool {
	if !c.assured || e.trials >= c.replications {
		return false
	}
	strata := c.kept(e, true)
	for i := range strata {
		for len(strata[i].Values) < c.replications {
			strata[i].Values = append(strata[i].Values, 1)
		}
	}
	_, low, _, _ := stats.StratifiedShare(strata, whole, Level)
	return low < assurance
}

// seems tells from few replications whether as many as decide would fulfil the
// criterion. It says only where to look.
func (c criterion) seems(e *Evidence) bool { return c.margin(e) >= 0 }

// margin is by how much of its bound the evidence of few replications keeps the
// target that is nearest to it; negative where it does not, -Inf where that is
// not known or not reached.
func (c criterion) margin(e *Evidence) float64 {
	const rare = 2.4 // of 73 rollouts that must all keep a target, one in 120 may not: the normal quantile of that
	least := math.Inf(+1)
	metrics := e.Metrics()
	for i, read := range c.readings {
		from := &metrics[read.metric]
		at, spread := from.Mean, 0.0
		if from.N > 1 {
			spread = 2.1 * deviation(from.Values) / math.Sqrt(float64(c.replications))
		}
		switch share := c.targets[i].Share; {
		case c.assured:
			spread = rare * deviation(from.Values)
			for _, g := range e.column.strata {
				if g.weight > 1-assurance { // a problem that is not rare must be borne too
					within := newEstimate(from.Metric, []stats.Stratum{{Weight: 1, Values: g.values[read.metric]}})
					if read.atLeast {
						at = min(at, within.Mean)
					} else {
						at = max(at, within.Mean)
					}
				}
			}
		case share > 0:
			spread = dist.NormalQuantile(min(share+float64(0.5*(1-share)), 0.99)) * deviation(from.Values)
		}
		margin := read.bound - (at + spread)
		if read.atLeast {
			margin = at - spread - read.bound
		}
		if math.IsNaN(margin) {
			margin = math.Inf(-1)
		}
		least = min(least, margin/max(math.Abs(read.bound), 1e-9))
	}
	return least
}

// deviation is the standard deviation of values; NaN if any is not finite, and 0
// of a single one.
func deviation(values []float64) float64 {
	if len(values) < 2 {
		return 0
	}
	mean := 0.0
	for _, v := range values {
		mean += v / float64(len(values))
	}
	squares := 0.0
	for _, v := range values {
		squares += float64((v - mean) * (v - mean))
	}
	return math.Sqrt(squares / float64(len(values)-1))
}

// proof is what the evidence on a setting says, of the target with this text if
// there are several.
func (c criterion) proof(e *Evidence, setting float64, target string) SizeProof {
	p := SizeProof{Setting: setting, Replications: e.trials}
	if e.trials == 0 {
		p.Low, p.High = 0, 1
		return p
	}
	metrics := e.Metrics()
	least := math.Inf(+1)
	for i, t := range c.targets {
		held := holdOne(e.scenario, e.column.strategy.Name, metrics, t)
		of := &metrics[c.readings[i].metric]
		// Of those that all rollouts keep, or miss, the one that is nearest to its bound.
		distance := math.Abs(of.Mean-held.Bound) / max(math.Abs(held.Bound), 1e-9)
		rank := held.Share + float64(distance/(1+distance)*1e-3)
		if t.Text == target {
			rank = math.Inf(-1)
		}
		if i == 0 || rank < least {
			least, p.Target, p.Metric = rank, t.Text, *of
		}
	}
	share, low, _, _ := stats.StratifiedShare(c.kept(e, false), whole, Level)
	_, _, high, _ := stats.StratifiedShare(c.kept(e, true), whole, Level)
	p.Low, p.High = low, high
	if !math.IsNaN(share) {
		counted := Estimate{Estimate: stats.Estimate{N: e.trials}}
		p.MetIn = counted.of(share)
	}
	return p
}
