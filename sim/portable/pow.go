package portable

import "math"

// Pow returns x^y for x from 0 on, within 1 ulp where the result lies between 1e-100
// and 1e100 and 2 beyond; NaN where x is below 0. x^0 is 1 and 1^y is 1, whatever the
// other; 0^y is +Inf where y is below 0.
func Pow(x, y float64) float64 {
	switch {
	case y == 0 || x == 1:
		return 1
	case !(x > 0 && x <= math.MaxFloat64 && math.Abs(y) <= 0x1p80):
		return Exp(y * Log(x))
	}
	// y·log(x) as a sum, of an exact product of 26 bits each and what is lacking, whose
	// second part is then made the rounding error of the first.
	high, low := logarithm(x)
	yhigh, lhigh := firstHalf(y), firstHalf(high)
	first := float64(yhigh * lhigh)
	second := float64((y-yhigh)*lhigh) + float64(y*((high-lhigh)+low))
	first, second = first+second, (first-(first+second))+second
	if !(first > -708 && first < 708) {
		return expEdge(first, second)
	}
	k, r := expReduced(first)
	part := &exps[k&127]
	scale := math.Float64frombits(part.bits + uint64(k)<<45)
	return scale + float64(scale*(part.tail+expm1Near(r+second)))
}

// firstHalf returns x without the last 27 bits of its mantissa.
func firstHalf(x float64) float64 { return math.Float64frombits(math.Float64bits(x) &^ (1<<27 - 1)) }
