package dist

import (
	"math"

	"github.com/rollsim/rollsim/sim/portable"
)

// StudentBeyond returns the chance that a number of Student's t law with the given
// degrees of freedom, above 0, is further from 0 than x, at least 0, on either side.
// Its relative error is below 1e-12.
func StudentBeyond(x, degrees float64) float64 {
	square := float64(x * x)
	return portable.BetaBelow(1/(1+square/degrees), 1/(1+degrees/square), degrees/2, 0.5)
}

// studentWithin is 1 - StudentBeyond, to as many digits near 0.
func studentWithin(x, degrees float64) float64 {
	square := float64(x * x)
	return portable.BetaBelow(1/(1+degrees/square), 1/(1+square/degrees), 0.5, degrees/2)
}

// StudentQuantile returns the quantile at p, in (0, 1), of Student's t law with
// the given degrees of freedom, above 0. Its relative error is below 1e-12.
//
// Newton's steps are taken on the logarithms of the quantile and of the chance
// beyond it on both sides, or within where that is smaller; both are concave there.
// They start at the quantile of the normal law with the first term of Cornish and
// Fisher for the degrees.
func StudentQuantile(p, degrees float64) float64 {
	switch {
	case p == 0.5:
		return 0
	case p < 0.5:
		return -studentOutside(2*p, 1-float64(2*p), degrees)
	}
	return studentOutside(2*(1-p), float64(2*p)-1, degrees)
}

// studentOutside returns the number above 0 beyond which, on both sides, is a chance
// of beyond, and within it one of within, which is 1 less that.
func studentOutside(beyond, within, degrees float64) float64 {
	z := -NormalQuantile(beyond / 2)
	t := z * (1 + (float64(z*z)+1)/(4*degrees))
	// The density is e^log·(1 + t²/degrees)^-(degrees+1)/2.
	log := (portable.LogGamma(float64((degrees+1)/2)) - portable.LogGamma(degrees/2)) - float64(portable.Log(degrees*math.Pi)/2)
	for range 100 {
		twice := 2 * t * portable.Exp(log-float64((degrees+1)/2*portable.Log1p(float64(t*t)/degrees))) // 2·t·density
		var change float64                                                                             // of the logarithm
		if beyond <= within {
			now := StudentBeyond(t, degrees)
			change = now / twice * portable.Log(now/beyond)
		} else {
			now := studentWithin(t, degrees)
			change = now / twice * portable.Log(within/now)
		}
		change = min(max(change, -2), 2)
		t *= portable.Exp(change)
		if math.Abs(change) <= 1e-8 { // the next would be about its square
			break
		}
	}
	return t
}
