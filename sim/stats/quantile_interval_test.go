package stats

import (
	"math"
	"slices"

	"github.com/rollsim/rollsim/sim/dist"
)

// QuantileInterval estimates the p quantile of independent values, one for each
// replication: value is their nearest rank, low and high are the order
// statistics between which the quantile of the law lies with at least the given
// level, half of the rest on either side, whatever the law (binomial counts; see
// David and Nagaraja, Order Statistics, 3rd ed., section 7.1).
//
// Values may be +Inf: what never happened in a replication. When there are too
// few values for a bound at this level, it is -Inf or +Inf and ok is false; a
// median at 95 % needs 6, a 90 % quantile 36.
func QuantileInterval(xs []float64, p, level float64) (low, value, high float64, ok bool) {
	sorted := slices.Sorted(slices.Values(xs))
	lower, upper := orderRanks(len(sorted), p, level)
	low, value, high = math.Inf(-1), dist.QuantileOf(sorted, p), math.Inf(1)
	if lower >= 1 {
		low = sorted[lower-1]
	}
	if upper <= len(sorted) {
		high = sorted[upper-1]
	}
	return low, value, high, lower >= 1 && upper <= len(sorted)
}
