package sim

import (
	"fmt"
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
