package dist

import (
	"fmt"

	"github.com/rollsim/rollsim/sim/portable"
)

type weibull struct{ shape, scale float64 }

// WeibullShapeScale has P(X > x) = exp(-(x/scale)^shape), with a shape between
// 0.1 and 1000 and a scale above 0.
func WeibullShapeScale(shape, scale float64) (Distribution, error) {
	if !(shape >= 0.1 && shape <= 1000) {
		return nil, fmt.Errorf("shape must be between 0.1 and 1000, got %v", shape)
	}
	if err := aboveZero("scale", scale); err != nil {
		return nil, err
	}
	return weibull{shape, scale}, nil
}

// WeibullMeanCV has this mean, above 0, and coefficient of variation, between
// 0.01 and 100.
//
// The shape solves 1 + cv² = Γ(1+2/shape) / Γ(1+1/shape)². The logarithm of the
// right side grows with 1/shape and is bisected down to neighbouring numbers;
// the cv that results is right to a relative 1e-10 or better, since near cv =
// 0.01 the two logarithms cancel to a part in ten thousand.
func WeibullMeanCV(mean, cv float64) (Distribution, error) {
	if err := meanAndCV(mean, cv, leastCV); err != nil {
		return nil, err
	}
	want := portable.Log1p(cv * cv)
	inverse := bisect(0, 10, func(x float64) bool {
		return portable.LogGamma(1+float64(2*x))-float64(2*portable.LogGamma(1+x)) >= want
	})
	return weibull{shape: 1 / inverse, scale: mean / portable.Gamma(1+inverse)}, nil
}

func (d weibull) Quantile(u float64) float64 {
	return d.scale * portable.Pow(-portable.Log1p(-u), 1/d.shape)
}

func (d weibull) Mean() float64 { return d.scale * portable.Gamma(1+1/d.shape) }
func (d weibull) String() string {
	return fmt.Sprintf("weibull(shape %.6g, scale %.6g)", d.shape, d.scale)
}

// bisect returns the least number between low and high, to the last bit, from
// which on reached holds.
func bisect(low, high float64, reached func(x float64) bool) float64 {
	for {
		middle := low + float64((high-low)/2)
		if middle <= low || middle >= high {
			return high
		}
		if reached(middle) {
			high = middle
		} else {
			low = middle
		}
	}
}
