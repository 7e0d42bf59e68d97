package dist

import (
	"fmt"
	"math"

	"github.com/rollsim/rollsim/sim/portable"
)

type normal struct {
	mean, sd float64 // before the cut
	below    float64 // chance of a value below 0, before the cut
}

// Normal is the law of a normal value with this mean, at least 0, and sd, above
// 0, given that it is not negative. So mean and sd are those before the cut;
// Mean is that of the cut law, and greater.
func Normal(mean, sd float64) (Distribution, error) {
	if err := atLeastZero("mean", mean); err != nil {
		return nil, err
	}
	if err := aboveZero("sd", sd); err != nil {
		return nil, err
	}
	return normal{mean: mean, sd: sd, below: NormalCDF(-mean / sd)}, nil
}

func (d normal) Quantile(u float64) float64 {
	// Below the median the lower tail is known exactly, above it the upper one.
	var z float64
	if lower := d.below + float64(u*(1-d.below)); lower < 0.5 {
		z = NormalQuantile(lower)
	} else {
		z = -NormalQuantile((1 - u) * (1 - d.below))
	}
	return max(0, d.mean+float64(d.sd*z))
}

func (d normal) Mean() float64 {
	a := d.mean / d.sd
	density := portable.Exp(-a*a/2) / math.Sqrt(2*math.Pi)
	return d.mean + d.sd*density/(1-d.below)
}

func (d normal) String() string { return fmt.Sprintf("normal(mean %.6g, sd %.6g)", d.mean, d.sd) }

type normalWithin struct {
	low, high, sd float64
	inside        float64 // chance of a value between low and high, before the cut
}

// NormalWithin is normal around the middle of the window from low to high with
// the sd it has before the cut, given that it lies in the window: the shape of a
// morning's log-ins. The bounds may be any finite numbers, sd is above 0.
func NormalWithin(low, high, sd float64) (Distribution, error) {
	if err := finite("low", low); err != nil {
		return nil, err
	}
	if err := finite("high", high); err != nil {
		return nil, err
	}
	if high <= low {
		return nil, fmt.Errorf("high must be above low %v, got %v", low, high)
	}
	if err := aboveZero("sd", sd); err != nil {
		return nil, err
	}
	return normalWithin{low, high, sd, portable.Erf((high - low) / 2 / sd / math.Sqrt2)}, nil
}

func (d normalWithin) Quantile(u float64) float64 {
	// q is p - 1/2 of the uncut normal. Kept apart from p, it serves a window
	// much narrower than sd as well as a wide one.
	var z float64
	outside := 1 - d.inside
	switch q := (u - 0.5) * d.inside; {
	case math.Abs(q) <= normalCentreHalf:
		z = normalCentre(q)
	case q < 0:
		z = -normalTail(float64(outside/2) + float64(u*d.inside))
	default:
		z = normalTail(float64(outside/2) + float64((1-u)*d.inside))
	}
	return min(max(d.low, d.Mean()+float64(d.sd*z)), d.high)
}

func (d normalWithin) Mean() float64 { return d.low + float64((d.high-d.low)/2) }
func (d normalWithin) String() string {
	return fmt.Sprintf("normal within(low %.6g, high %.6g, sd %.6g)", d.low, d.high, d.sd)
}

type lognormal struct {
	median float64
	sigma  float64 // sd of the logarithm
}

// normal95 is the 95 % quantile of the standard normal law.
const normal95 = 1.6448536269514727

// LognormalMedianP95 has this median, above 0, and this 95 % quantile, above the
// median: the two numbers people can answer when asked for a duration.
func LognormalMedianP95(median, p95 float64) (Distribution, error) {
	if err := aboveZero("median", median); err != nil {
		return nil, err
	}
	if err := finite("p95", p95); err != nil {
		return nil, err
	}
	if p95 <= median {
		return nil, fmt.Errorf("p95 must be above the median %v, got %v", median, p95)
	}
	return lognormal{median, portable.Log(p95/median) / normal95}, nil
}

// LognormalMeanCV has this mean, above 0, and coefficient of variation, between
// 0.01 and 100. The mean is not the median: that is mean / sqrt(1 + cv²).
func LognormalMeanCV(mean, cv float64) (Distribution, error) {
	if err := meanAndCV(mean, cv, leastCV); err != nil {
		return nil, err
	}
	return lognormal{mean / math.Sqrt(1+float64(cv*cv)), math.Sqrt(portable.Log1p(cv * cv))}, nil
}

func (d lognormal) Quantile(u float64) float64 {
	return d.median * portable.Exp(d.sigma*NormalQuantile(u))
}

func (d lognormal) Mean() float64 { return d.median * portable.Exp(d.sigma*d.sigma/2) }
func (d lognormal) String() string {
	return fmt.Sprintf("lognormal(median %.6g, p95 %.6g)", d.median, d.median*portable.Exp(d.sigma*normal95))
}
