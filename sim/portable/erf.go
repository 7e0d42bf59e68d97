package portable

import "math"

// Erf returns the error function of x, within 1 ulp.
func Erf(x float64) float64 {
	switch size := math.Abs(x); {
	case size < erfSmall:
		return x + float64(x*erfNear0(float64(x*x)))
	case x < 0:
		return Erfc(-x) - 1
	default:
		return 1 - Erfc(x)
	}
}

// Erfc returns 1 - Erf(x), within 2.5 ulp of a result down to 2^-1022.
//
// The method and the numbers are those of s_erf.c of FreeBSD, which comes with this
// notice: Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed
// at SunPro, a Sun Microsystems, Inc. business. Permission to use, copy, modify, and
// distribute this software is freely granted, provided that this notice is preserved.
func Erfc(x float64) float64 {
	switch {
	case math.Abs(x) < erfSmall:
		y := float64(x * erfNear0(float64(x*x)))
		if x < 0.25 {
			return 1 - (x + y)
		}
		return 0.5 - (y + (x - 0.5))
	case x < 0:
		return 2 - Erfc(-x)
	case x < 1.25:
		const erf1 = 8.45062911510467529297e-01 // near erf(1)
		return (1 - erf1) - polynomial(x-1, erfNear1Over[:])/polynomial(x-1, erfNear1Under[:])
	case x < 28:
		s := 1 / float64(x*x)
		var rest float64
		if x < 1/0.35 {
			rest = polynomial(s, erfFarOver[:]) / polynomial(s, erfFarUnder[:])
		} else {
			rest = polynomial(s, erfFurtherOver[:]) / polynomial(s, erfFurtherUnder[:])
		}
		z := math.Float64frombits(math.Float64bits(x) &^ (1<<32 - 1)) // its square is exact
		return float64(Exp(-float64(z*z)-0.5625)*Exp(float64((z-x)*(z+x))+rest)) / x
	case x >= 28:
		return 0
	}
	return x // NaN
}

// erfSmall is up to where the series around 0 serves.
const erfSmall = 0.84375

// erfNear0 returns erf(x)/x - 1 by the square of x.
func erfNear0(square float64) float64 {
	return polynomial(square, erfNear0Over[:]) / polynomial(square, erfNear0Under[:])
}

// polynomial returns c[0] + c[1]·x + c[2]·x² + …
func polynomial(x float64, c []float64) float64 {
	y := c[len(c)-1]
	for i := len(c) - 2; i >= 0; i-- {
		y = float64(y*x) + c[i]
	}
	return y
}

var (
	erfNear0Over = [...]float64{
		1.28379167095512558561e-01, -3.25042107247001499370e-01, -2.84817495755985104766e-02, -5.77027029648944159157e-03,
		-2.37630166566501626084e-05,
	}
	erfNear0Under = [...]float64{
		1, 3.97917223959155352819e-01, 6.50222499887672944485e-02, 5.08130628187576562776e-03,
		1.32494738004321644526e-04, -3.96022827877536812320e-06,
	}

	erfNear1Over = [...]float64{
		-2.36211856075265944077e-03, 4.14856118683748331666e-01, -3.72207876035701323847e-01, 3.18346619901161753674e-01,
		-1.10894694282396677476e-01, 3.54783043256182359371e-02, -2.16637559486879084300e-03,
	}
	erfNear1Under = [...]float64{
		1, 1.06420880400844228286e-01, 5.40397917702171048937e-01, 7.18286544141962662868e-02,
		1.26171219808761642112e-01, 1.36370839120290507362e-02, 1.19844998467991074170e-02,
	}

	erfFarOver = [...]float64{
		-9.86494403484714822705e-03, -6.93858572707181764372e-01, -1.05586262253232909814e+01, -6.23753324503260060396e+01,
		-1.62396669462573470355e+02, -1.84605092906711035994e+02, -8.12874355063065934246e+01, -9.81432934416914548592e+00,
	}
	erfFarUnder = [...]float64{
		1, 1.96512716674392571292e+01, 1.37657754143519042600e+02, 4.34565877475229228821e+02,
		6.45387271733267880336e+02, 4.29008140027567833386e+02, 1.08635005541779435134e+02, 6.57024977031928170135e+00,
		-6.04244152148580987438e-02,
	}

	erfFurtherOver = [...]float64{
		-9.86494292470009928597e-03, -7.99283237680523006574e-01, -1.77579549177547519889e+01, -1.60636384855821916062e+02,
		-6.37566443368389627722e+02, -1.02509513161107724954e+03, -4.83519191608651397019e+02,
	}
	erfFurtherUnder = [...]float64{
		1, 3.03380607434824582924e+01, 3.25792512996573918826e+02, 1.53672958608443695994e+03,
		3.19985821950859553908e+03, 2.55305040643316442583e+03, 4.74528541206955367215e+02, -2.24409524465858183362e+01,
	}
)
