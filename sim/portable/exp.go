package portable

import "math"

// Exp returns e^x, within 0.52 ulp. It is +Inf above 709.78, 0 below -745.13, and
// less exact where the result is below 2^-1022, by a unit of its last place.
func Exp(x float64) float64 {
	if !(x > -708 && x < 709) {
		return expEdge(x, 0)
	}
	k, r := expReduced(x)
	part := &exps[k&127]
	scale := math.Float64frombits(part.bits + uint64(k)<<45)
	return scale + float64(scale*(part.tail+expm1Near(r)))
}

// Expm1 returns e^x - 1, within 1.2 ulp also where x is near 0.
func Expm1(x float64) float64 {
	switch {
	case math.Abs(x) < 0x1p-54:
		return x
	case math.Abs(x) < 1.0/256:
		x2 := float64(x * x)
		return x + float64(x2*(1.0/2+float64(x*(1.0/6+float64(x*(1.0/24+float64(x*(1.0/120+float64(x*(1.0/720))))))))))
	case x < -38:
		return -1
	case !(x < 709):
		return expEdge(x, 0)
	}
	k, r := expReduced(x)
	part := &exps[k&127]
	scale := math.Float64frombits(part.bits + uint64(k)<<45)
	return (scale - 1) + float64(scale*(part.tail+expm1Near(r)))
}

// expReduced returns the whole k and the r, at most log(2)/256 in size, of which
// x = k·log(2)/128 + r. x is finite and at most 1,000 in size.
func expReduced(x float64) (k int64, r float64) {
	const (
		perUnit = 128 / math.Ln2
		high    = 0x1.62e42fefa0000p-8 // log(2)/128: the first 34 bits, so that k times it is exact
		low     = 0x1.cf79abc9e3b3ap-47
		whole   = 0x1.8p52 // what is added to it is rounded to a whole number
	)
	rounded := (float64(x*perUnit) + whole) - whole
	return int64(rounded), (x - float64(rounded*high)) - float64(rounded*low)
}

// expm1Near returns e^r - 1 for r of expReduced: the series up to r⁵, in pairs that
// do not wait for each other.
func expm1Near(r float64) float64 {
	r2 := float64(r * r)
	return r + (float64(r2*(1.0/2+float64(r*(1.0/6)))) + float64(float64(r2*r2)*(1.0/24+float64(r*(1.0/120)))))
}

// expEdge returns e^(x+more) where the result may be beyond what a float64 holds at
// full precision; more is below 1e-3.
func expEdge(x, more float64) float64 {
	switch {
	case x > 709.8:
		return math.Inf(+1)
	case x < -745.2:
		return 0
	case x != x:
		return x
	}
	k, r := expReduced(x)
	part := &exps[k&127]
	scale := math.Float64frombits(part.bits + uint64(k&127)<<45) // in [1, 2)
	return math.Ldexp(scale+float64(scale*(part.tail+expm1Near(r+more))), int(k>>7))
}
