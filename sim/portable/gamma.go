package portable

import "math"

// Gamma returns Γ(x), for x above 0, within 7.5 ulp: +Inf above 171.62, NaN for what
// is not above 0.
//
// Between 2 and 3 it is the rational function of the Cephes library (Moshier), up to
// 33 by Γ(x+1) = x·Γ(x), and beyond by Stirling's formula.
func Gamma(x float64) float64 {
	switch {
	case !(x > 0):
		return math.NaN()
	case x > 172:
		return math.Inf(+1)
	case x > 33:
		half := Pow(x, float64(x/2)-0.25)
		return float64(float64(half*Exp(-x))*half) * float64(sqrt2Pi*Exp(stirlingRest(x)))
	}
	factor := 1.0
	for ; x >= 3; factor *= x {
		x--
	}
	if x < 1e-9 { // what follows would lose x beside 2
		return factor / float64((1+float64(euler*x))*x)
	}
	for ; x < 2; x++ {
		factor /= x
	}
	return float64(factor*polynomial(x-2, gammaOver[:])) / polynomial(x-2, gammaUnder[:])
}

const (
	euler     = 0.57721566490153286060651209008240243
	sqrt2Pi   = 2.50662827463100050241576528481104525
	logSqrt2P = 0.91893853320467274178032973640561764
)

var (
	gammaOver = [...]float64{
		9.99999999999999996796e-01, 4.94214826801497100753e-01, 2.07448227648435975150e-01, 4.76367800457137231464e-02,
		1.04213797561761569935e-02, 1.19135147006586384913e-03, 1.60119522476751861407e-04,
	}
	gammaUnder = [...]float64{
		1.00000000000000000320e+00, 7.14304917030273074085e-02, -2.34591795718243348568e-01, 3.58236398605498653373e-02,
		1.18139785222060435552e-02, -4.45641913851797240494e-03, 5.39605580493303397842e-04, -2.31581873324120129819e-05,
	}
)

// LogGamma returns log(Γ(x)), for x above 0, with an error below 1e-15 of the greater
// of it and 1, and near its zeros at 1 and 2 below 1e-15 of itself.
func LogGamma(x float64) float64 {
	switch {
	case math.Abs(x-1) <= 0.25:
		return logGamma1p(x - 1)
	case math.Abs(x-2) <= 0.25:
		return logGamma1p(x-2) + Log1p(x-2)
	case x < 1e-17:
		return -Log(x)
	case x <= 33:
		return Log(Gamma(x))
	}
	return (float64((x-0.5)*Log(x)) - x) + (logSqrt2P + stirlingRest(x))
}

// logGamma1p returns log(Γ(1+z)) for z of at most 1/4 in size: -log(1+z) + z·(1-γ) +
// Σ (-1)^k·(ζ(k)-1)/k·z^k (Abramowitz and Stegun, Handbook of Mathematical Functions,
// 6.1.33).
func logGamma1p(z float64) float64 {
	return float64(z*((1-euler)+float64(z*polynomial(z, gammaNear1[:])))) - Log1p(z)
}

var gammaNear1 = [...]float64{
	0.32246703342411321824, -0.067352301053198095133, 0.020580808427784547879, -0.0073855510286739852663,
	0.0028905103307415232858, -0.0011927539117032609771, 0.00050966952474304242234, -0.00022315475845357937976,
	0.000099457512781808533715, -0.0000449262367381331417, 0.000020507212775670691553, -9.439488275268395904e-6,
	4.3748667899074878042e-6, -2.0392157538013662368e-6, 9.5514121304074198329e-7, -4.4924691987645660433e-7,
	2.1207184805554665869e-7, -1.0043224823968099609e-7,
}

// stirlingRest returns log(Γ(x)) less (x-1/2)·log(x) - x + log(2π)/2, for x above 0:
// 1/(12x) - 1/(360x³) + …, with an error of 1e-15.
func stirlingRest(x float64) float64 {
	if x < 15 {
		return LogGamma(x) - ((float64((x-0.5)*Log(x)) - x) + logSqrt2P)
	}
	return polynomial(1/float64(x*x), stirling[:]) / x
}

var stirling = [...]float64{1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360}

// deviance returns count·log(count/mean) + mean - count, at least 0, for numbers
// above 0, without the loss of digits where they are nearly equal (Loader, Fast and
// Accurate Computation of Binomial Probabilities, 2000).
func deviance(count, mean float64) float64 {
	apart := count - mean
	if math.Abs(apart) >= 0.1*(count+mean) {
		return float64(count*Log(count/mean)) - apart
	}
	v := apart / (count + mean)
	sum, term, square := float64(apart*v), 2*float64(count*v), float64(v*v)
	for odd := 3.0; ; odd += 2 {
		term *= square
		more := sum + term/odd
		if more == sum {
			return sum
		}
		sum = more
	}
}

// Poisson returns the chance mean^count·e^-mean/count! of a count, at least 0 and
// not necessarily whole, by Loader's formula, with a relative error below 1e-13. The
// mean is above 0.
func Poisson(count, mean float64) float64 {
	if count == 0 {
		return Exp(-mean)
	}
	return Exp(-stirlingRest(count)-deviance(count, mean)) / float64(sqrt2Pi*math.Sqrt(count))
}

// Binomial returns the chance of a count among n trials that succeed with chance p,
// 0 < p < 1, by Loader's formula, with a relative error below 1e-13. Neither need be
// whole. q is 1-p, which whoever calls may know better than p tells.
func Binomial(count, n, p, q float64) float64 {
	switch count {
	case 0:
		return Exp(n * logOf(q, p))
	case n:
		return Exp(n * logOf(p, q))
	}
	rest := n - count
	log := (stirlingRest(n) - stirlingRest(count) - stirlingRest(rest)) - (deviance(count, float64(n*p)) + deviance(rest, float64(n*q)))
	return float64(Exp(log)*math.Sqrt(n/count/rest)) / sqrt2Pi
}

// logOf returns log(p), where q is 1-p.
func logOf(p, q float64) float64 {
	if q < 0.5 {
		return Log1p(-q)
	}
	return Log(p)
}

// GammaBelow returns the chance that a number of the gamma law with this shape, above
// 0, and scale 1 is at most x, at least 0: the regularized incomplete gamma function
// P(shape, x). Its relative error is below 1e-12; the time it takes grows with the
// root of the shape.
func GammaBelow(shape, x float64) float64 {
	if x < shape+1 {
		return gammaSeries(shape, x)
	}
	return 1 - GammaAbove(shape, x)
}

// GammaAbove returns 1 - GammaBelow(shape, x), with the same error where the shape is
// not below 1e-4.
func GammaAbove(shape, x float64) float64 {
	switch {
	case x < 1 && shape < 1:
		return gammaAboveSmall(shape, x)
	case x < shape+1:
		return 1 - gammaSeries(shape, x)
	case x > 1e300:
		return 0
	}
	// Legendre's continued fraction (Abramowitz and Stegun, 6.5.31), forwards by the
	// method of Lentz as Thompson and Barnett have it (Journal of Computational Physics
	// 64, 1986, 490-509).
	b := x + 1 - shape
	c, d := math.Inf(+1), 1/b
	fraction := d
	for n := 1.0; ; n++ {
		a := float64(n * (shape - n))
		b += 2
		d = 1 / (float64(a*d) + b)
		c = b + a/c
		fraction *= float64(c * d)
		if !(math.Abs(float64(c*d)-1) > 1e-15) || n > 1e6 {
			return float64(Poisson(shape, x)*shape) * fraction
		}
	}
}

// gammaSeries is GammaBelow by the series x^s·e^-x/Γ(s+1)·(1 + x/(s+1) + …).
func gammaSeries(shape, x float64) float64 {
	if x == 0 {
		return 0
	}
	sum, term := 1.0, 1.0
	for n := shape + 1; term > 1e-17*sum; n++ {
		term = float64(term * (x / n))
		sum += term
	}
	return float64(Poisson(shape, x) * sum)
}

// gammaAboveSmall is GammaAbove for a shape and x below 1, where it may be small and
// its distance from 1 tells little: 1 - x^s/Γ(s+1)·(1 + s·Σ (-x)^n/((s+n)·n!)).
func gammaAboveSmall(shape, x float64) float64 {
	if x == 0 {
		return 1
	}
	log := float64(shape*Log(x)) - LogGamma(1+shape)
	sum, term := 0.0, 1.0
	for n := 1.0; math.Abs(term) > 1e-18; n++ {
		term = float64(term * (-x / n))
		sum += term / (shape + n)
	}
	return -Expm1(log) - float64(float64(Exp(log)*shape)*sum)
}
