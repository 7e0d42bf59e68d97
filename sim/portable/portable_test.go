package portable

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"

	_ "github.com/rollsim/rollsim/testdata/long" // the flag -long
)

// bigExp returns e^x by its series at x/2^k, squared k times.
func bigExp(x *big.Float) *big.Float {
	const halvings = 20
	small := new(big.Float).SetMantExp(x, -halvings)
	sum, term := bigFloat(1), bigFloat(1)
	for n := 1.0; term.Sign() != 0 && term.MantExp(nil) > -precision-40; n++ {
		term.Quo(term.Mul(term, small), bigFloat(n))
		sum.Add(sum, term)
	}
	for range halvings {
		sum.Mul(sum, sum)
	}
	return sum
}

// bigLogOf returns log(x) for any x above 0.
func bigLogOf(x float64) *big.Float {
	fraction, exponent := math.Frexp(x)
	ln2 := bigLog(2)
	return ln2.Mul(ln2, bigFloat(float64(exponent))).Add(ln2, bigLog(fraction))
}

// bigErfc returns 1 - erf(x), for x from 0 on: by the series of erf, whose terms are all
// above 0, and far out by the continued fraction (Abramowitz and Stegun, 7.1.6, 7.1.14).
func bigErfc(x float64) *big.Float {
	pi, _ := bigFloat(0).SetString("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899")
	at := bigFloat(x)
	square := new(big.Float).Mul(at, at)
	bell := bigExp(new(big.Float).Neg(square))
	bell.Quo(bell, new(big.Float).Sqrt(pi))
	if x > 3 {
		under := bigFloat(x)
		for n := 200.0; n > 0; n-- {
			under.Add(at, under.Quo(bigFloat(n/2), under))
		}
		return bell.Quo(bell, under)
	}
	sum, term := bigFloat(0), bigFloat(2*x)
	for n := 3.0; term.Sign() != 0 && term.MantExp(nil) > sum.MantExp(nil)-precision; n += 2 {
		sum.Add(sum, term)
		term.Quo(term.Mul(term, square), bigFloat(n/2))
	}
	return sum.Sub(bigFloat(1), sum.Mul(sum, bell))
}

// bigGamma returns Γ(x), for x above 0, by the series of the lower incomplete gamma
// function (Abramowitz and Stegun, 6.5.29) at a place beyond which nothing is left.
func bigGamma(x float64) *big.Float {
	end := math.Ceil(150 + 2.5*x)
	sum, term, next := bigFloat(0), new(big.Float).Quo(bigFloat(1), bigFloat(x)), bigFloat(x)
	for term.MantExp(nil) > sum.MantExp(nil)-precision {
		sum.Add(sum, term)
		next.Add(next, bigFloat(1))
		term.Quo(term.Mul(term, bigFloat(end)), next)
	}
	power := bigLogOf(end)
	power.Mul(power, bigFloat(x))
	return sum.Mul(sum, bigExp(power.Sub(power, bigFloat(end))))
}

// ulps returns by how many units of the last place got differs from want.
func ulps(got float64, want *big.Float) float64 {
	near, _ := want.Float64()
	unit := math.Nextafter(math.Abs(near), math.Inf(1)) - math.Abs(near)
	apart, _ := new(big.Float).Sub(bigFloat(got), want).Float64()
	return math.Abs(apart) / unit
}

// TestErrors measures the elementary functions against 200 bits, all over their
// ranges, near 0 and 1, and where the parts of the tables meet, and the error function
// and Γ on fewer numbers, which cost more.
func TestErrors(t *testing.T) {
	chance := rand.New(rand.NewPCG(1, 2))
	between := func(low, high float64) float64 { return low + (high-low)*chance.Float64() }
	exps := func() float64 {
		switch chance.IntN(4) {
		case 0:
			return between(-700, 700)
		case 1:
			return math.Ldexp(between(-1, 1), -chance.IntN(60))
		case 2:
			return (math.Round(between(-300, 300)) + 0.5 + between(-1e-9, 1e-9)) * math.Ln2 / 128
		}
		return between(-3, 3)
	}
	logs := func() float64 {
		switch chance.IntN(4) {
		case 0:
			return math.Ldexp(between(0.5, 1), chance.IntN(2000)-1000)
		case 1:
			return 1 + math.Ldexp(between(-1, 1), -chance.IntN(50)-1)
		case 2:
			return math.Nextafter(11./16+float64(chance.IntN(176))/256, between(0, 2))
		}
		return between(0.5, 2)
	}
	for _, f := range []struct {
		name  string
		x     func() float64
		got   func(x float64) float64
		want  func(x float64) *big.Float
		bound float64 // ulp
		draws int
	}{
		{"exp", exps, Exp, func(x float64) *big.Float { return bigExp(bigFloat(x)) }, 0.52, 2000},
		{"expm1", exps, Expm1, func(x float64) *big.Float { return new(big.Float).Sub(bigExp(bigFloat(x)), bigFloat(1)) }, 1.2, 2000},
		{"log", logs, Log, bigLogOf, 0.53, 2000},
		{"log1p", func() float64 { return logs() - 1 }, Log1p, func(x float64) *big.Float {
			y := new(big.Float).Add(bigFloat(1), bigFloat(x)) // exact
			if x <= -1 {
				return y.SetInt64(0)
			}
			near, _ := y.Float64()
			rest := new(big.Float).Quo(new(big.Float).Sub(y, bigFloat(near)), bigFloat(near)) // below 2^-53
			more := new(big.Float).Sub(rest, new(big.Float).Quo(new(big.Float).Mul(rest, rest), bigFloat(2)))
			return more.Add(more, bigLogOf(near))
		}, 0.55, 2000},
		{"a power", func() float64 { return between(0, 8) }, func(x float64) float64 { return Pow(x, 17.3-x) }, func(x float64) *big.Float {
			return bigExp(new(big.Float).Mul(bigLogOf(x), bigFloat(17.3-x)))
		}, 0.6, 2000},
		{"a high power", func() float64 { return between(1, 1.5) }, func(x float64) float64 { return Pow(x, 1500) }, func(x float64) *big.Float {
			return bigExp(new(big.Float).Mul(bigLogOf(x), bigFloat(1500)))
		}, 2, 2000},
		{"erf", func() float64 { return between(-1, 1) * between(0, 6) }, Erf, func(x float64) *big.Float {
			want := bigErfc(math.Abs(x))
			if want.Sub(bigFloat(1), want); x < 0 {
				want.Neg(want)
			}
			return want
		}, 1, 300},
		{"erfc", func() float64 { return between(0, 26.5) * between(0, 1) }, Erfc, bigErfc, 2.5, 300},
		{"Γ", func() float64 { return between(0, 171.6) * between(0, 1) }, Gamma, bigGamma, 7.5, 300},
	} {
		worst, at := 0.0, 0.0
		for range f.draws {
			x := f.x()
			if want := f.want(x); want.Sign() != 0 {
				if off := ulps(f.got(x), want); off > worst {
					worst, at = off, x
				}
			}
		}
		assert.LessOrEqual(t, worst, f.bound, "%s: error in ulp, at %v", f.name, at)
	}
}

// TestEdges has what no polynomial gives.
func TestEdges(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	least := math.SmallestNonzeroFloat64
	for _, tt := range []struct {
		name      string
		got, want float64
	}{
		{"exp 0", Exp(0), 1}, {"exp -inf", Exp(-inf), 0}, {"exp inf", Exp(inf), inf}, {"exp nan", Exp(nan), nan},
		{"exp above the greatest", Exp(709.79), inf}, {"exp near the greatest", Exp(709.782712893384), 0x1.fffffffffff2ap+1023},
		{"exp below the least", Exp(-745.14), 0}, {"exp of the least", Exp(-744.5), least}, {"exp -1e308", Exp(-1e308), 0},
		{"expm1 -0", math.Copysign(1, Expm1(math.Copysign(0, -1))), -1}, {"expm1 -inf", Expm1(-inf), -1},
		{"expm1 inf", Expm1(inf), inf}, {"expm1 nan", Expm1(nan), nan}, {"expm1 least", Expm1(least), least},
		{"log 0", Log(0), -inf}, {"log 1", Log(1), 0}, {"log inf", Log(inf), inf}, {"log -1", Log(-1), nan}, {"log nan", Log(nan), nan},
		{"log least", Log(least), -1074 * math.Ln2}, {"log -inf", Log(-inf), nan},
		{"log1p -1", Log1p(-1), -inf}, {"log1p -2", Log1p(-2), nan}, {"log1p inf", Log1p(inf), inf}, {"log1p nan", Log1p(nan), nan},
		{"log1p -0", math.Copysign(1, Log1p(math.Copysign(0, -1))), -1}, {"log1p least", Log1p(least), least}, {"log1p 1e300", Log1p(1e300), Log(1e300)},
		{"0^0", Pow(0, 0), 1}, {"0^2", Pow(0, 2), 0}, {"0^-1", Pow(0, -1), inf}, {"nan^0", Pow(nan, 0), 1}, {"1^nan", Pow(1, nan), 1},
		{"(-1)^2", Pow(-1, 2), nan}, {"inf^2", Pow(inf, 2), inf}, {"inf^-2", Pow(inf, -2), 0}, {"2^inf", Pow(2, inf), inf}, {"2^-inf", Pow(2, -inf), 0},
		{"2^1024", Pow(2, 1024), inf}, {"2^1023", Pow(2, 1023), 0x1p1023}, {"2^-1074", Pow(2, -1074), least}, {"2^-1076", Pow(2, -1076), 0},
		{"10^3", Pow(10, 3), 1000}, {"0.5^10", Pow(0.5, 10), 0x1p-10}, {"1.1^1e300", Pow(1.1, 1e300), inf},
		{"erf 0", Erf(0), 0}, {"erf inf", Erf(inf), 1}, {"erf -inf", Erf(-inf), -1}, {"erf nan", Erf(nan), nan},
		{"erfc inf", Erfc(inf), 0}, {"erfc -inf", Erfc(-inf), 2}, {"erfc nan", Erfc(nan), nan}, {"erfc 28", Erfc(28), 0},
		{"Γ(1)", Gamma(1), 1}, {"Γ(5)", Gamma(5), 24}, {"Γ(0)", Gamma(0), nan}, {"Γ(172)", Gamma(172), inf}, {"log Γ(1)", LogGamma(1), 0}, {"log Γ(2)", LogGamma(2), 0},
		{"gamma below 0", GammaBelow(2, 0), 0}, {"gamma above 0", GammaAbove(0.5, 0), 1}, {"gamma above all", GammaAbove(2, inf), 0},
		{"beta at 0", BetaBelow(0, 1, 2, 3), 0}, {"beta at 1", BetaBelow(1, 0, 2, 3), 1}, {"beta in the middle", BetaBelow(0.5, 0.5, 1, 1), 0.5},
	} {
		if math.IsNaN(tt.want) {
			assert.True(t, math.IsNaN(tt.got), "%s is %v, want NaN", tt.name, tt.got)
		} else if tt.got != tt.want {
			assert.InEpsilon(t, tt.want, tt.got, 3e-16, tt.name)
		}
	}
}

// TestNothingFalls checks that what is inverted or drawn by inversion grows, between
// neighbouring numbers too, where the parts of the tables meet.
func TestNothingFalls(t *testing.T) {
	for name, f := range map[string]func(float64) float64{
		"exp": Exp, "expm1": Expm1, "log": func(x float64) float64 { return Log(1 + x) }, "log1p": Log1p,
		"power": func(x float64) float64 { return Pow(1+x, 0.37) }, "erf": Erf,
	} {
		for part := range 256 {
			x := (float64(part) + 0.5) * math.Ln2 / 128 // where exp changes its part
			if name != "exp" && name != "expm1" {
				x = float64(part+1) / 256 // where log does
			}
			for range 20 {
				x = math.Nextafter(x, 0)
			}
			before := f(x)
			for range 40 {
				x = math.Nextafter(x, 9)
				now := f(x)
				assert.GreaterOrEqual(t, now, before, "%s falls at %v", name, x)
				before = now
			}
		}
	}
}

// TestLaws compares the functions of the laws with those of other libraries, which
// are right to about 1e-12.
func TestLaws(t *testing.T) {
	chance := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		x := chance.NormFloat64() * 3
		assert.InEpsilon(t, math.Erfc(x), Erfc(x), 1e-15, "erfc(%v)", x)
		assert.InEpsilon(t, math.Erf(x), Erf(x), 1e-15, "erf(%v)", x)
		at := chance.ExpFloat64() * 20
		assert.InEpsilon(t, math.Gamma(at), Gamma(at), 2e-14, "Γ(%v)", at)
		want, _ := math.Lgamma(at * 100)
		assert.InEpsilon(t, want, LogGamma(at*100), 1e-13, "log Γ(%v)", at*100)

		shape := math.Exp(chance.NormFloat64() * 2)
		below := shape * math.Exp(chance.NormFloat64()/math.Sqrt(shape+1))
		assert.InEpsilon(t, mathext.GammaIncReg(shape, below), GammaBelow(shape, below), 1e-11, "P(%v, %v)", shape, below)
		assert.InEpsilon(t, mathext.GammaIncRegComp(shape, below), GammaAbove(shape, below), 1e-11, "Q(%v, %v)", shape, below)

		a, b, part := 0.5+float64(chance.IntN(200))/2, 0.5+float64(chance.IntN(20))/2, chance.Float64()
		assert.InDelta(t, mathext.RegIncBeta(a, b, part), BetaBelow(part, 1-part, a, b), 1e-11, "I_%v(%v, %v)", part, a, b)

		n := 1 + chance.IntN(400)
		count := float64(chance.IntN(n + 1))
		p := 0.5 + float64(chance.IntN(50))/128
		assert.InEpsilon(t, distuv.Binomial{N: float64(n), P: p}.Prob(count), Binomial(count, float64(n), p, 1-p), 1e-10, "%v of %d at %v", count, n, p)
	}
	assert.InEpsilon(t, math.Exp(-10.)*1e10/3628800, Poisson(10, 10), 1e-13, "Poisson(10) at 10")
}

var result float64

func BenchmarkFunctions(b *testing.B) {
	for _, f := range []struct {
		name string
		f    func(float64) float64
	}{
		{"exp", Exp}, {"exp of math", math.Exp}, {"log", Log}, {"log of math", math.Log}, {"log1p", Log1p}, {"log1p of math", math.Log1p},
		{"power", func(x float64) float64 { return Pow(x, 0.7) }}, {"power of math", func(x float64) float64 { return math.Pow(x, 0.7) }},
	} {
		b.Run(f.name, func(b *testing.B) {
			x := 0.1
			for b.Loop() {
				result += f.f(x)
				if x += 0.37; x > 5 {
					x -= 4.9
				}
			}
		})
	}
}
