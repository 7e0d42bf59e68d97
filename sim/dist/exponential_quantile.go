package dist

import (
	"math"

	"github.com/rollsim/rollsim/sim/portable"
)

// ExponentialQuantile returns the u-quantile, 0 < u < 1, of the exponential law
// with mean 1: −log(1−u). Its relative error is below 1e-12.
//
// It is drawn for every arrival of a queue and needs no more than a table and a
// short polynomial: with 1−u = 2^k·m and m near the middle a of one of 128 equal
// parts of [1, 2), the logarithm is k·log 2 + log a + log(1+r), r = (m−a)/a. (Tang,
// Table-driven implementation of the logarithm function in IEEE floating-point
// arithmetic, ACM Transactions on Mathematical Software 16, 1990.) The sum loses
// digits where it is near 0, so that small u take another way.
func ExponentialQuantile(u float64) float64 {
	if u < exponentialNearZero {
		return -portable.Log1p(-u)
	}
	bits := math.Float64bits(1 - u)
	return -(float64(float64(int(bits>>52)-1023)*math.Ln2) + logarithmOfMantissa(bits))
}

// exponentialNearZero is below where the sum loses digits.
const exponentialNearZero = 1e-3

// exponentialQuantiles turns numbers into their quantiles times a mean. Nothing in
// the loop is a call, so that many go at once.
func exponentialQuantiles(us []float64, mean float64) {
	for i, u := range us {
		bits := math.Float64bits(1 - u)
		us[i] = mean * -(float64(float64(int(bits>>52)-1023)*math.Ln2) + logarithmOfMantissa(bits))
		if u < exponentialNearZero {
			us[i] = mean * ExponentialQuantile(u)
		}
	}
}

// logarithmOfMantissa returns log m of a number 2^k·m by its bits.
func logarithmOfMantissa(bits uint64) float64 {
	part := &logarithms[bits>>(52-7)&127]
	r := (math.Float64frombits(bits&(1<<52-1)|1023<<52) - part.middle) * part.inverse // |r| < 1/256
	r2 := r * r                                                                       // in pairs, which do not wait for each other
	return part.log + float64(r*((1-float64(r*(1.0/2)))+float64(r2*((1.0/3-float64(r*(1.0/4)))+float64(r2*(1.0/5-float64(r*(1.0/6))))))))
}

// logarithms are the 128 parts of [1, 2).
var logarithms = func() (parts [128]struct{ middle, inverse, log float64 }) {
	for i := range parts {
		p := &parts[i]
		p.middle = 1 + float64((float64(i)+0.5)/128)
		p.inverse = 1 / p.middle
		p.log = portable.Log(p.middle)
	}
	return parts
}()
