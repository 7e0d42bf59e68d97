package dist

import (
	"math"

	"github.com/rollsim/rollsim/sim/portable"
)

// NormalCDF returns the chance that a standard normal value is at most z.
// Its relative error is that of [portable.Erfc], in the lower tail too; above about
// z = 8.3 the result is 1.
func NormalCDF(z float64) float64 {
	return float64(0.5 * portable.Erfc(-z/math.Sqrt2))
}

// NormalQuantile returns the z with NormalCDF(z) = p. It is -Inf at 0, +Inf at 1
// and NaN outside [0, 1].
//
// The method is PPND16 of Wichura, "Algorithm AS 241: The percentage points of
// the normal distribution", Applied Statistics 37 (1988), 477-484: one rational
// function for |p-1/2| <= 0.425 and two for the tails, with a stated relative
// error of about 1e-16. Near p = 1 the spacing of p itself limits z; a caller
// who knows 1-p to more digits takes -NormalQuantile(1-p).
func NormalQuantile(p float64) float64 {
	switch q := p - 0.5; {
	case math.Abs(q) <= normalCentreHalf:
		return normalCentre(q)
	case q < 0:
		return -normalTail(p)
	case q > 0:
		return normalTail(1 - p)
	}
	return math.NaN()
}

// normalCentreHalf bounds the p - 1/2 that normalCentre takes.
const normalCentreHalf = 0.425

// normalCentre returns NormalQuantile(1/2 + q) for |q| <= normalCentreHalf.
// It is odd in q, and exact relative to q however small q is.
func normalCentre(q float64) float64 {
	r := 0.180625 - float64(q*q)
	over := 2.5090809287301226727e+3
	over = float64(over*r) + 3.3430575583588128105e+4
	over = float64(over*r) + 6.7265770927008700853e+4
	over = float64(over*r) + 4.5921953931549871457e+4
	over = float64(over*r) + 1.3731693765509461125e+4
	over = float64(over*r) + 1.9715909503065514427e+3
	over = float64(over*r) + 1.3314166789178437745e+2
	over = float64(over*r) + 3.3871328727963666080e+0
	under := 5.2264952788528545610e+3
	under = float64(under*r) + 2.8729085735721942674e+4
	under = float64(under*r) + 3.9307895800092710610e+4
	under = float64(under*r) + 2.1213794301586595867e+4
	under = float64(under*r) + 5.3941960214247511077e+3
	under = float64(under*r) + 6.8718700749205790830e+2
	under = float64(under*r) + 4.2313330701600911252e+1
	under = float64(under*r) + 1
	return q * over / under
}

// normalTail returns -NormalQuantile(p), a positive number, for p < 0.075.
func normalTail(p float64) float64 {
	if p <= 0 {
		if p == 0 {
			return math.Inf(1)
		}
		return math.NaN()
	}
	r := math.Sqrt(-portable.Log(p))
	if r <= 5 { // p down to about 1.4e-11
		r -= 1.6
		over := 7.74545014278341407640e-4
		over = float64(over*r) + 2.27238449892691845833e-2
		over = float64(over*r) + 2.41780725177450611770e-1
		over = float64(over*r) + 1.27045825245236838258e+0
		over = float64(over*r) + 3.64784832476320460504e+0
		over = float64(over*r) + 5.76949722146069140550e+0
		over = float64(over*r) + 4.63033784615654529590e+0
		over = float64(over*r) + 1.42343711074968357734e+0
		under := 1.05075007164441684324e-9
		under = float64(under*r) + 5.47593808499534494600e-4
		under = float64(under*r) + 1.51986665636164571966e-2
		under = float64(under*r) + 1.48103976427480074590e-1
		under = float64(under*r) + 6.89767334985100004550e-1
		under = float64(under*r) + 1.67638483018380384940e+0
		under = float64(under*r) + 2.05319162663775882187e+0
		under = float64(under*r) + 1
		return over / under
	}
	r -= 5
	over := 2.01033439929228813265e-7
	over = float64(over*r) + 2.71155556874348757815e-5
	over = float64(over*r) + 1.24266094738807843860e-3
	over = float64(over*r) + 2.65321895265761230930e-2
	over = float64(over*r) + 2.96560571828504891230e-1
	over = float64(over*r) + 1.78482653991729133580e+0
	over = float64(over*r) + 5.46378491116411436990e+0
	over = float64(over*r) + 6.65790464350110377720e+0
	under := 2.04426310338993978564e-15
	under = float64(under*r) + 1.42151175831644588870e-7
	under = float64(under*r) + 1.84631831751005468180e-5
	under = float64(under*r) + 7.86869131145613259100e-4
	under = float64(under*r) + 1.48753612908506148525e-2
	under = float64(under*r) + 1.36929880922735805310e-1
	under = float64(under*r) + 5.99832206555887937690e-1
	under = float64(under*r) + 1
	return over / under
}
