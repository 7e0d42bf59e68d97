package dist

import (
	"fmt"
	"math"
	"slices"
)

type empirical struct {
	sorted []float64
	mean   float64
}

// Empirical gives one of the values, each as likely as it is frequent among
// them. There is at least one, and none is negative. Quantile is the nearest
// rank ([QuantileOf]): only values that were measured come out.
func Empirical(values []float64) (Distribution, error) {
	if len(values) == 0 {
		return nil, fmt.Errorf("an empirical distribution needs at least one value")
	}
	d := empirical{sorted: slices.Clone(values)}
	slices.Sort(d.sorted)
	for _, v := range d.sorted {
		if err := atLeastZero("value", v); err != nil {
			return nil, err
		}
		// The running mean cannot overflow where a sum could.
		d.mean += v / float64(len(values))
	}
	return d, nil
}

func (d empirical) Quantile(u float64) float64 { return QuantileOf(d.sorted, u) }
func (d empirical) Mean() float64              { return d.mean }
func (d empirical) String() string {
	return fmt.Sprintf("empirical(n %d, median %.6g, mean %.6g)", len(d.sorted), d.Quantile(0.5), d.mean)
}

// RankOf rounds a count up to a rank. A count that is above a whole number by
// rounding alone, such as 0.07·100 = 7.000000000000001, is that number.
func RankOf(count float64) int {
	return int(math.Ceil(count * (1 - 1e-12)))
}

// QuantileOf returns the quantile at p, from 0 to 1, of ascending values: the
// nearest rank. NaN when there are none.
func QuantileOf(sorted []float64, p float64) float64 {
	if len(sorted) == 0 {
		return math.NaN()
	}
	rank := RankOf(p * float64(len(sorted)))
	return sorted[min(max(1, rank), len(sorted))-1]
}
