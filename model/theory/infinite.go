package theory

import (
	"fmt"
	"math"

	"github.com/rollsim/rollsim/sim/dist"
	"gonum.org/v1/gonum/integrate/quad"
)

// Unlimited is the queue M/G/∞: clients come as a Poisson process whose rate may
// change with time, and nobody waits. The number in service at an instant is
// Poisson, exactly, with the mean m(t) = ∫ λ(t-u)·P(S > u) du over u ≥ 0.
//
// Palm 1943; Eick, Massey and Whitt 1993, The physics of the Mt/G/∞ queue.
type Unlimited struct {
	Work   Law
	Rate   func(t float64) float64 // clients per second at t
	Smooth float64                 // seconds within which Rate hardly bends, above 0
	Since  float64                 // Rate is 0 before; -Inf: never
}

// Steady is M/G/∞ with a constant rate; its mean is that rate times the mean work.
func Steady(rate float64, work Law) Unlimited {
	return Unlimited{Work: work, Rate: func(float64) float64 { return rate }, Smooth: math.Inf(1), Since: math.Inf(-1)}
}

// Daily is M/G/∞ with a rate of mean + swing·sin(2πt/period), since ever.
func Daily(mean, swing, period float64, work Law) Unlimited {
	return Unlimited{
		Work:   work,
		Rate:   func(t float64) float64 { return mean + swing*math.Sin(2*math.Pi*t/period) },
		Smooth: period / 8, Since: math.Inf(-1),
	}
}

// Morning is M/G/∞ with clients in the mean whose arrivals are normal around at.
func Morning(clients, at, sd float64, work Law) Unlimited {
	return Unlimited{
		Work:   work,
		Rate:   func(t float64) float64 { return clients * normalDensity(t, at, sd) },
		Smooth: sd / 2, Since: at - 10*sd,
	}
}

// NumberMean is m(t), by Gauss's rule on panels that grow with u from a quarter of
// the mean work to Smooth; good for 11 digits.
func (q Unlimited) NumberMean(t float64) float64 {
	last := t - q.Since
	if q.Work.Shape == Constant {
		last = min(last, q.Work.Mean)
	}
	sum := 0.0
	for low := 0.0; low < last && q.Work.Over(low) > 1e-18; {
		high := min(last, low+min(q.Smooth, max(q.Work.Mean/4, low/2)))
		half := (high - low) / 2
		for i, x := range gaussNodes {
			u := low + half*(1+x)
			sum += half * gaussWeights[i] * q.Rate(t-u) * q.Work.Over(u)
		}
		low = high
	}
	return sum
}

// Peak finds the largest m(t) between two instants that enclose one peak, by
// golden sections. The instant is good to a millionth of their distance.
func (q Unlimited) Peak(low, high float64) (at, mean float64) {
	golden := (math.Sqrt(5) - 1) / 2
	a, b := high-golden*(high-low), low+golden*(high-low)
	fa, fb := q.NumberMean(a), q.NumberMean(b)
	for tolerance := 1e-7 * (high - low); high-low > tolerance; {
		if fa > fb {
			high, b, fb = b, a, fa
			a = high - golden*(high-low)
			fa = q.NumberMean(a)
		} else {
			low, a, fa = a, b, fb
			b = low + golden*(high-low)
			fb = q.NumberMean(b)
		}
	}
	at = (low + high) / 2
	return at, q.NumberMean(at)
}

// gaussNodes and gaussWeights are Gauss's rule on [-1, 1], exact for polynomials up
// to degree 47.
var gaussNodes, gaussWeights = func() (x, weights [24]float64) {
	quad.Legendre{}.FixedLocations(x[:], weights[:], -1, 1)
	return x, weights
}()

// PoissonQuantile is the smallest number that a Poisson number with the given mean
// does not exceed with chance p or more.
func PoissonQuantile(mean, p float64) int {
	sum := 0.0
	for n, x := range poisson(mean, int(mean+40*math.Sqrt(mean)+40)) {
		if sum += x; sum >= p {
			return n
		}
	}
	panic(fmt.Sprintf("theory: no quantile at %v of a Poisson number with mean %v", p, mean))
}

// BinomialQuantile is the smallest number that the count of successes in n trials
// of the given chance, between 0 and 1, does not exceed with chance p or more. With
// exactly n clients the number in service is such a count, its mean m(t).
func BinomialQuantile(n int, chance, p float64) int {
	odds := chance / (1 - chance)
	counts := stationary(
		func(k int) float64 { return float64(n-k) * odds },
		func(k int) float64 { return float64(k) })
	sum := 0.0
	for k, x := range counts {
		if sum += x; sum >= p {
			return k
		}
	}
	return n
}

// normalDensity is the density of the normal law at t.
func normalDensity(t, mean, sd float64) float64 {
	z := (t - mean) / sd
	return math.Exp(-z*z/2) / (sd * math.Sqrt(2*math.Pi))
}

// normalOver is the chance that the normal law exceeds t.
func normalOver(t, mean, sd float64) float64 { return dist.NormalCDF((mean - t) / sd) }
