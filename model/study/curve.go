package study

import (
	"cmp"
	"math"
	"slices"
)

// MostBanded is the number of runs from which the bands over time are taken; all
// others of a long study count in the means only. Each stratum has an equal part
// of them, and at least 20 replications.
const MostBanded = 100

// A curve adds up a quantity over time over the replications of one stratum.
type curve struct {
	sum    []float64
	n      int
	single [][]float32 // of the first replications
}

// add adds a replication, which is kept for the bands if those kept are fewer.
func (c *curve) add(values []float32, kept int) {
	if c.sum == nil {
		c.sum = make([]float64, len(values))
	}
	for i, v := range values {
		c.sum[i] += float64(v)
	}
	c.n++
	if len(c.single) < kept {
		c.single = append(c.single, values)
	}
}

// weightedCurve is a curve and the weight of its stratum.
type weightedCurve struct {
	*curve
	weight float64
}

// meanOf is the mean of a quantity over time, overall. A stratum that has none
// counts as 0, unless none has.
func meanOf(curves []weightedCurve) []float64 {
	length := 0
	for _, c := range curves {
		length = max(length, len(c.sum))
	}
	m := make([]float64, length)
	total := 0.0
	for _, c := range curves {
		total += c.weight
		for i, v := range c.sum {
			m[i] += float64(c.weight * (v / float64(c.n)))
		}
	}
	for i := range m {
		m[i] /= total
	}
	return m
}

// bandsOf returns the 5 and 95 % quantiles (weighted nearest rank) at each
// interval.
func bandsOf(curves []weightedCurve) []Band {
	if len(curves) == 1 {
		return curves[0].bands()
	}
	type single struct {
		value  float32
		weight float64
	}
	bands := make([]Band, len(curves[0].sum))
	var at []single
	for i := range bands {
		at = at[:0]
		total := 0.0
		for _, c := range curves {
			for _, values := range c.single {
				at = append(at, single{values[i], c.weight})
				total += c.weight
			}
		}
		slices.SortFunc(at, func(a, b single) int { return cmp.Compare(a.value, b.value) })
		upTo, k := 0.0, -1
		quantile := func(p float64) float32 {
			for k < 0 || upTo < p*total*(1-1e-9) && k+1 < len(at) {
				k++
				upTo += at[k].weight
			}
			return at[k].value
		}
		bands[i].P5 = quantile(0.05)
		bands[i].P95 = quantile(0.95)
	}
	return bands
}

// bands returns the 5 and 95 % quantiles (nearest rank) at each interval.
func (c *curve) bands() []Band {
	bands := make([]Band, len(c.sum))
	at := make([]float32, len(c.single))
	rank := func(p float64) int { return max(int(math.Ceil(float64(p*float64(len(at)))-1e-9)), 1) - 1 }
	for i := range bands {
		for k, values := range c.single {
			at[k] = values[i]
		}
		slices.Sort(at)
		bands[i] = Band{at[rank(0.05)], at[rank(0.95)]}
	}
	return bands
}
