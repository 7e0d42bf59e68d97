package portable

import "math"

// Log returns the natural logarithm of x, within 0.53 ulp: -Inf at 0, NaN below.
func Log(x float64) float64 {
	high, low := logarithm(x)
	return high + low
}

// Log1p returns log(1+x), within 0.55 ulp also where x is near 0: -Inf at -1, NaN
// below.
func Log1p(x float64) float64 {
	if math.Abs(x) < 1.0/256 {
		return x + logLessLinear(x)
	}
	y := 1 + x
	high, low := logarithm(y)
	if !(x > -1 && x < 0x1p53) { // 1+x is x, or there is no logarithm
		return high + low
	}
	lost := x - (y - 1) // in rounding 1+x
	if x > 1 {
		lost = 1 - (y - x)
	}
	return high + (low + lost/y)
}

// logarithm returns the logarithm of x as a sum whose second part is much smaller,
// with a relative error of the sum below 2^-61. What is not finite is in the first.
//
// x is 2^k·z with z in [11/16, 11/8), which is cut into 128 parts by the first bits
// of z. Each part has an inverse of about its middle that is short enough for
// products with it to be exact, so that r = z·inverse - 1, at most 1/127 in size, is
// known to more bits than one number holds. In the two parts beside 1 the inverse is
// 1: nothing cancels there, and next to 1 r is known as it is.
func logarithm(x float64) (high, low float64) {
	const (
		least = 0x3fe6000000000000 // bits of 11/16
		ln2   = 0x1.62e42fefa3800p-1
		ln2lo = 0x1.ef35793c76730p-45
	)
	if r := x - 1; math.Abs(r) < 1.0/256 { // exact, and not to be taken apart
		return r, logLessLinear(r)
	}
	bits := math.Float64bits(x)
	if bits-1<<52 >= (0x7ff-1)<<52 { // not a positive number of full precision
		switch {
		case x == 0:
			return math.Inf(-1), 0
		case x < 0:
			return math.NaN(), 0
		case !(x <= math.MaxFloat64):
			return x, 0
		}
		bits = math.Float64bits(x*0x1p52) - 52<<52
	}
	above := bits - least
	k := float64(int64(above) >> 52)
	part := &logs[above>>45&127]
	zbits := bits - above&(0xfff<<52)
	z := math.Float64frombits(zbits)
	zhigh := math.Float64frombits(zbits &^ (1<<27 - 1))
	rhigh := float64(zhigh*part.inverse) - 1
	rlow := float64((z - zhigh) * part.inverse)
	base := float64(k*ln2) + part.log // exact
	high = base + rhigh
	return high, ((base - high) + rhigh) + ((rlow + (float64(k*ln2lo) + part.tail)) + logLessLinear(rhigh+rlow))
}

// logLessLinear returns log(1+r) - r for r of at most 1/127 in size.
func logLessLinear(r float64) float64 {
	r2 := float64(r * r)
	r4 := float64(r2 * r2)
	return float64(r2*(float64(r*(1.0/3))-1.0/2)) +
		float64(r4*((float64(r*(1.0/5))-1.0/4)+float64(r2*((float64(r*(1.0/7))-1.0/6)-float64(r2*(1.0/8))))))
}
