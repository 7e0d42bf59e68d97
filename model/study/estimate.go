package study

import (
	"math"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim/stats"
)

// newEstimate puts the values of a metric over replications, stratum by stratum,
// into one estimate. Instants, and all that is infinite in some replications, are
// given by their median with its order-statistic interval: never by a mean of the
// survivors.
func newEstimate(metric model.Metric, strata []stats.Stratum) Estimate {
	e := Estimate{Metric: metric, strata: strata}
	e.Values, _ = stats.PerReplication(strata)
	known, infinite, runs, unreached := 0.0, 0.0, 0, 0
	for _, s := range strata {
		for _, v := range s.Values {
			if math.IsNaN(v) {
				continue
			}
			known, runs = known+s.Weight, runs+1
			if math.IsInf(v, +1) {
				infinite, unreached = infinite+s.Weight, unreached+1
			}
		}
	}
	if runs == 0 {
		e.Estimate, e.Missing.Kind = none(), NothingToCount
		switch {
		case metric.Name == "after.utilization.hour":
			e.Missing.Kind = NotSettled
		case metric.OfAfter():
			e.Missing.Kind = NobodyAfter
		}
		return e
	}
	e.Unreached = infinite / known
	if metric.Unit != model.Instant && unreached == 0 {
		e.Estimate = stats.StratifiedMean(strata, Level)
		return e
	}
	e.Median = true
	e.Estimate = median(strata)
	switch {
	case !math.IsInf(e.Mean, +1):
	case len(strata) == 1:
		e.Missing = Missing{Kind: NotReached, In: unreached, Of: runs}
	default:
		e.Missing = Missing{Kind: NotReachedShare, Share: e.Unreached}
	}
	return e
}

// median is the estimate of a median; without enough replications its interval
// has no ends (NaN).
func median(strata []stats.Stratum) stats.Estimate {
	low, value, high, ok := stats.StratifiedQuantile(strata, 0.5, Level)
	if !ok {
		low, high = math.NaN(), math.NaN()
	}
	e := stats.Estimate{Mean: value, Low: low, High: high,
		P5: stats.StratifiedQuantileOf(strata, 0.05), P95: stats.StratifiedQuantileOf(strata, 0.95)}
	_, weights := stats.PerReplication(strata)
	for _, w := range weights {
		if w > 0 {
			e.N++
		}
	}
	return e
}

// none is the estimate of what has no values.
func none() stats.Estimate {
	return stats.Estimate{Mean: math.NaN(), Low: math.NaN(), High: math.NaN(), P5: math.NaN(), P95: math.NaN()}
}

// Share returns the weighted share 0..1 of rollouts, among those that have a
// value, whose value keeps a condition; NaN when there are none. It is what to
// count rollouts by: Values are means over strata.
func (e *Estimate) Share(keeps func(float64) bool) float64 {
	strata := e.strata
	if len(strata) == 0 {
		strata = []stats.Stratum{{Weight: 1, Values: e.Values}}
	}
	share, _, _, _ := stats.StratifiedShare(strata, keeps, Level)
	return share
}

// of so many replications, as a whole number, for a share of them that need not
// be one: all and none only where it is so.
func (e *Estimate) of(share float64) int {
	n := int(math.Round(share * float64(e.N)))
	switch {
	case n == e.N && share < 1:
		return e.N - 1
	case n == 0 && share > 0:
		return min(1, e.N)
	}
	return n
}

// Alone is an estimate without the values that it was made from, for those who
// hold many.
func (e Estimate) Alone() Estimate {
	e.Values, e.strata = nil, nil
	return e
}
