package portable

import "math"

// BetaBelow returns the chance that a number of the beta law with the parameters a
// and b, above 0, is at most x: the regularized incomplete beta function I_x(a, b).
// y is 1-x, which whoever calls may know better than x tells. Its relative error is
// below 1e-12 where the result is at most 1/2; the time it takes grows with the root
// of the greater of a and b.
//
// It is the continued fraction of DiDonato and Morris (Algorithm 708, ACM Transactions
// on Mathematical Software 18, 1992, 360-373) as Press and others have it (Numerical
// Recipes, 3rd ed., section 6.4), on the side where that converges fast.
func BetaBelow(x, y, a, b float64) float64 {
	switch {
	case x <= 0:
		return 0
	case y <= 0:
		return 1
	case x > (a+1)/(a+b+2):
		return 1 - betaFraction(y, x, b, a)
	}
	return betaFraction(x, y, a, b)
}

func betaFraction(x, y, a, b float64) float64 {
	c, d := 1.0, 1/(1-float64((a+b)*x)/(a+1))
	fraction := d
	for m := 1.0; ; m++ {
		even := float64(float64(m*(b-m))*x) / float64((a+float64(2*m)-1)*(a+float64(2*m)))
		d = 1 / (1 + float64(even*d))
		c = 1 + even/c
		fraction *= float64(c * d)
		odd := -float64(float64((a+m)*(a+b+m))*x) / float64((a+float64(2*m))*(a+float64(2*m)+1))
		d = 1 / (1 + float64(odd*d))
		c = 1 + odd/c
		fraction *= float64(c * d)
		if !(math.Abs(float64(c*d)-1) > 1e-15) || m > 1e6 {
			// x^a·y^b / (a·B(a, b)) is a chance of Binomial's.
			return float64(Binomial(a, a+b, x, y)*(b/(a+b))) * fraction
		}
	}
}
