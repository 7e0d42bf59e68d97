package dist

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/rollsim/rollsim/sim/portable"
	"github.com/rollsim/rollsim/testdata/known"
)

// must is for distributions whose parameters are right.
func must(d Distribution, err error) Distribution {
	if err != nil {
		panic(err)
	}
	return d
}

// lawful holds one or more distributions of each kind with what is known of
// them. The laws below are checked on all.
var lawful = []struct {
	d        Distribution
	cv       float64                 // 0 where none is stated
	cdf      func(x float64) float64 // from elsewhere; nil where there is none
	low      float64                 // no value is below
	high     float64                 // no value is above
	slack    float64                 // relative error of numeric integration where the quantile jumps or bends
	selected bool                    // u selects a part: the quantile is not monotone
	printed  string
}{
	{d: must(Constant(90)), low: 90, high: 90, printed: "constant(90)"},
	{d: must(Constant(0)), printed: "constant(0)"},
	{d: must(Exponential(60)), cv: 1, cdf: distuv.Exponential{Rate: 1. / 60}.CDF, high: math.Inf(1), printed: "exponential(mean 60)"},
	{d: must(Uniform(30, 90)), cdf: distuv.Uniform{Min: 30, Max: 90}.CDF, low: 30, high: 90, printed: "uniform(min 30, max 90)"},
	{d: must(Triangular(4, 48, 120)), cdf: distuv.NewTriangle(4, 120, 48, nil).CDF, low: 4, high: 120, slack: 1e-7, printed: "triangular(min 4, mode 48, max 120)"},
	{d: must(Triangular(0, 0, 2)), cdf: func(x float64) float64 { return 1 - (1-x/2)*(1-x/2) }, high: 2, printed: "triangular(min 0, mode 0, max 2)"},
	{d: must(Triangular(1, 3, 3)), cdf: func(x float64) float64 { return (x - 1) * (x - 1) / 4 }, low: 1, high: 3, printed: "triangular(min 1, mode 3, max 3)"},
	{d: must(Normal(30600, 2700)), cv: 2700. / 30600, cdf: cutNormal(30600, 2700, 0, math.Inf(1)), high: math.Inf(1), printed: "normal(mean 30600, sd 2700)"},
	{d: must(Normal(1, 2)), cdf: cutNormal(1, 2, 0, math.Inf(1)), high: math.Inf(1), printed: "normal(mean 1, sd 2)"},
	{d: must(Normal(0, 5)), cdf: cutNormal(0, 5, 0, math.Inf(1)), high: math.Inf(1), printed: "normal(mean 0, sd 5)"},
	{d: must(NormalWithin(27000, 32400, 858)), cdf: cutNormal(29700, 858, 27000, 32400), low: 27000, high: 32400, printed: "normal within(low 27000, high 32400, sd 858)"},
	{d: must(NormalWithin(-1, 3, 50)), cdf: cutNormal(1, 50, -1, 3), low: -1, high: 3, printed: "normal within(low -1, high 3, sd 50)"},
	{d: must(LognormalMedianP95(120, 480)), cdf: distuv.LogNormal{Mu: math.Log(120), Sigma: math.Log(4) / normal95}.CDF, high: math.Inf(1), printed: "lognormal(median 120, p95 480)"},
	{d: must(LognormalMeanCV(60, 2)), cv: 2, cdf: distuv.LogNormal{Mu: math.Log(60) - math.Log(5)/2, Sigma: math.Sqrt(math.Log(5))}.CDF, high: math.Inf(1), printed: "lognormal(median 26.8328, p95 216.231)"},
	{d: must(WeibullShapeScale(1.5, 10)), cdf: distuv.Weibull{K: 1.5, Lambda: 10}.CDF, high: math.Inf(1), printed: "weibull(shape 1.5, scale 10)"},
	{d: must(WeibullMeanCV(10, 1)), cv: 1, cdf: distuv.Exponential{Rate: 0.1}.CDF, high: math.Inf(1), printed: "weibull(shape 1, scale 10)"},
	{d: must(WeibullMeanCV(10, 0.2)), cv: 0.2, high: math.Inf(1), printed: "weibull(shape 5.7974, scale 10.7998)"},
	{d: must(WeibullMeanCV(10, 3)), cv: 3, high: math.Inf(1), printed: "weibull(shape 0.41134, scale 3.24415)"},
	{d: must(GammaMeanCV(60, 0.5)), cv: 0.5, cdf: distuv.Gamma{Alpha: 4, Beta: 4. / 60}.CDF, high: math.Inf(1), printed: "gamma(mean 60, cv 0.5)"},
	{d: must(GammaMeanCV(60, 2)), cv: 2, cdf: distuv.Gamma{Alpha: 0.25, Beta: 0.25 / 60}.CDF, high: math.Inf(1), printed: "gamma(mean 60, cv 2)"},
	{d: must(Erlang(1, 7)), cv: 1, cdf: distuv.Exponential{Rate: 1. / 7}.CDF, high: math.Inf(1), printed: "erlang(stages 1, mean 7)"},
	{d: must(Erlang(100, 300)), cv: 0.1, cdf: distuv.Gamma{Alpha: 100, Beta: 100. / 300}.CDF, high: math.Inf(1), printed: "erlang(stages 100, mean 300)"},
	{d: must(HyperexponentialMeanCV(20, 1)), cv: 1, cdf: distuv.Exponential{Rate: 1. / 20}.CDF, high: math.Inf(1), printed: "hyperexponential(mean 20, cv 1)"},
	{d: must(HyperexponentialMeanCV(20, 3)), cv: 3, cdf: balanced(20, 3), high: math.Inf(1), printed: "hyperexponential(mean 20, cv 3)"},
	{d: must(HyperexponentialMeanCV(20, 50)), cdf: balanced(20, 50), high: math.Inf(1), slack: 2e-6, printed: "hyperexponential(mean 20, cv 50)"},
	{d: must(Mixture([]float64{0.75, 0.25}, []Distribution{must(Exponential(5)), must(Uniform(100, 300))})),
		high: math.Inf(1), slack: 2e-3, selected: true, printed: "mixture(0.75 exponential(mean 5), 0.25 uniform(min 100, max 300))"},
	{d: must(Empirical([]float64{185, 130, 160, 130})), low: 130, high: 185, slack: 2e-3, printed: "empirical(n 4, median 130, mean 151.25)"},
	{d: must(Geometric(1)), low: 1, high: 1, printed: "geometric(mean 1)"},
	{d: must(Geometric(3)), low: 1, high: 1e3, slack: 2e-3, printed: "geometric(mean 3)"},
	{d: must(Geometric(1000)), low: 1, high: 1e6, slack: 2e-3, printed: "geometric(mean 1000)"},
}

// cutNormal is the CDF of a normal law given a value from low to high.
func cutNormal(mean, sd, low, high float64) func(x float64) float64 {
	uncut := distuv.Normal{Mu: mean, Sigma: sd}
	return func(x float64) float64 {
		return (uncut.CDF(x) - uncut.CDF(low)) / (uncut.CDF(high) - uncut.CDF(low))
	}
}

// balanced is the CDF of the hyperexponential law with balanced means.
func balanced(mean, cv float64) func(x float64) float64 {
	share := (1 + math.Sqrt((cv*cv-1)/(cv*cv+1))) / 2
	return func(x float64) float64 {
		return -share*math.Expm1(-2*share/mean*x) - (1-share)*math.Expm1(-2*(1-share)/mean*x)
	}
}

// grid holds numbers of (0, 1), ascending, from the least a stream can give to
// the greatest.
var grid = func() (us []float64) {
	for e := 53; e > 9; e-- {
		us = append(us, math.Ldexp(1, -e))
	}
	for i := 1; i < 1000; i++ {
		us = append(us, float64(i)/1000)
	}
	for e := 10; e <= 53; e++ {
		us = append(us, 1-math.Ldexp(1, -e))
	}
	return us
}()

func TestQuantileGrowsAndStaysWithinItsSupport(t *testing.T) {
	for _, tt := range lawful {
		before := math.Inf(-1)
		for _, u := range grid {
			x := tt.d.Quantile(u)
			assert.True(t, (x >= tt.low && x <= tt.high) && !math.IsInf(x, 0),
				"%v: Quantile(%v) = %v, want a finite number from %v to %v", tt.d, u, x, tt.low, tt.high)
			assert.False(t, x < before && !tt.selected,
				"%v: Quantile(%v) = %v, below %v before it", tt.d, u, x, before)
			before = x
		}
	}
}

func TestQuantileInvertsTheCDF(t *testing.T) {
	for _, tt := range lawful {
		if tt.cdf == nil {
			continue
		}
		for _, u := range grid {
			if u < 1e-9 || u > 1-1e-9 { // CDFs from elsewhere lose digits there
				continue
			}
			got := tt.cdf(tt.d.Quantile(u))
			assert.InDelta(t, u, got, 2e-12*min(1, 1e3*u)+2e-15,
				"%v: the CDF at Quantile(%v) is off by %.2g", tt.d, u, got-u)
		}
	}
}

// moment integrates Quantile to a power over u. With u = NormalCDF(z) the
// trapezoidal rule converges faster than any power of the step where the
// quantile is smooth, however heavy the tail.
func moment(d Distribution, power float64) float64 {
	const step = 1.0 / 512
	sum := 0.0
	for z := -8.2; z <= 8.2; z += step {
		sum += math.Pow(d.Quantile(NormalCDF(z)), power) * math.Exp(-z*z/2)
	}
	return sum * step / math.Sqrt(2*math.Pi)
}

func TestMeanIsTheIntegralOfTheQuantile(t *testing.T) {
	for _, tt := range lawful {
		want := tt.d.Mean()
		got := moment(tt.d, 1)
		assert.InDelta(t, want, got, max(1e-9, tt.slack)*math.Abs(want),
			"%v: the quantile integrates to %.12g, Mean is %.12g", tt.d, got, want)
	}
}

func TestCoefficientOfVariationIsAsStated(t *testing.T) {
	for _, tt := range lawful {
		if tt.cv == 0 {
			continue
		}
		mean := tt.d.Mean()
		got := math.Sqrt(moment(tt.d, 2)/(mean*mean) - 1)
		assert.InDelta(t, 1, got/tt.cv, 1e-6, "%v: cv = %.9g, want %v", tt.d, got, tt.cv)
	}
}

func TestDistributionsPrint(t *testing.T) {
	for _, tt := range lawful {
		assert.Equal(t, tt.printed, fmt.Sprint(tt.d), "printed as")
	}
}

func TestLognormalMedianAndP95AreAsStated(t *testing.T) {
	d := must(LognormalMedianP95(120, 480))
	got := d.Quantile(0.5)
	assert.Equal(t, 120.0, got, "median = %v", got)
	got = d.Quantile(0.95)
	assert.InDelta(t, 1, got/480, 1e-14, "p95 = %.17g, want 480", got)
}

// A boot window whose middle sixth holds 40 % of the log-ins has an sd of 0.159
// of its width; cutting what lies outside adds little.
func TestNormalWithinPutsTwoFifthsIntoTheMiddleSixth(t *testing.T) {
	const window = 90 * 60.0
	d := must(NormalWithin(0, window, 0.159*window))
	inside := 0
	for i := range 10_000 {
		if x := d.Quantile((float64(i) + 0.5) / 10_000); x > window*5/12 && x < window*7/12 {
			inside++
		}
	}
	assert.True(t, inside >= 3990 && inside <= 4020,
		"%d of 10000 log-ins in the middle sixth, want 40 %%", inside)
}

func TestWeibullMeanCVSolvesForTheShape(t *testing.T) {
	for cv := leastCV; cv <= greatestCV; cv *= 1.1 {
		d := must(WeibullMeanCV(60, cv)).(weibull)
		got := d.Mean()
		assert.InDelta(t, 1, got/60, 1e-12, "cv %v: mean = %v, want 60", cv, got)
		ratio := math.Expm1(portable.LogGamma(1+2/d.shape) - 2*portable.LogGamma(1+1/d.shape))
		got = math.Sqrt(ratio)
		assert.InDelta(t, 1, got/cv, 1e-10, "cv = %.15g, want %v", got, cv)
	}
	// Γ(5)/Γ(3)² = 6, so that shape 1/2 has a cv of √5.
	d := must(WeibullMeanCV(2, math.Sqrt(5))).(weibull)
	assert.True(t, math.Abs(d.shape-0.5) <= 1e-14 && math.Abs(d.scale-1) <= 1e-13,
		"mean 2, cv √5: shape %v, scale %v, want 0.5, 1", d.shape, d.scale)
}

func TestGammaQuantile(t *testing.T) {
	// ln of the quantile at scale 1: roots of the incomplete gamma function in
	// 40-digit arithmetic (mpmath), for the double nearest to the shape.
	type point struct{ u, logValue float64 }
	for _, tt := range []struct {
		shape  float64
		points []point
	}{
		{0.01, []point{{0x1p-53, -3674.249087762317028}, {1e-06, -1382.1200865910343507}, {0.03, -351.22482052660512862}, {0.5, -69.883748850601494051}, {0.95, -5.6950336579832730766}, {0.999, 0.41150294211085179382}, {1 - 0x1p-40, 3.0011789232009900118}}},
		{0.25, []point{{0x1p-53, -147.34028962439565824}, {1e-06, -55.655129577544349243}, {0.03, -14.419318497586607237}, {0.5, -3.1310068451382665893}, {0.95, 0.19071633636204120012}, {0.999, 1.4762365814216359915}, {1 - 0x1p-40, 3.1790521135662805232}}},
		{1.2345679012345678, []point{{0x1p-53, -29.662765297144012759}, {1e-06, -11.096513601070583047}, {0.03, -2.7168306266514175194}, {0.5, -0.081433114946562628717}, {0.95, 1.234291733782926142}, {0.999, 2.0153484278787865314}, {1 - 0x1p-40, 3.3539377088189212464}}},
		{1.0, []point{{0x1p-53, -36.736800569677101344}, {1e-06, -13.815510057964065816}, {0.03, -3.4913669500837869827}, {0.5, -0.36651292058166432701}, {0.95, 1.0971887003649484065}, {0.999, 1.9326447339160653626}, {1 - 0x1p-40, 3.3223665335322719758}}},
		{4.0, []point{{0x1p-53, -8.3896412432490863741}, {1e-06, -2.6451825716463725214}, {0.03, 0.14413270046085329111}, {0.5, 1.3007530164261070708}, {0.95, 2.0481645421537234582}, {0.999, 2.5697256848726632004}, {1 - 0x1p-40, 3.6064768398408359482}}},
		{21.0, []point{{0x1p-53, 0.48531316424947534565}, {1e-06, 1.767445736836380013}, {0.03, 2.5850023713776525041}, {0.5, 3.028568403674645271}, {0.95, 3.3694321271824455533}, {0.999, 3.6386876937057978177}, {1 - 0x1p-40, 4.2620458696112083273}}},
		{100.0, []point{{0x1p-53, 3.6500207369211567994}, {1e-06, 4.0849054990677281168}, {0.03, 4.407393980408603605}, {0.5, 4.601833273877609958}, {0.95, 4.7621494425846829696}, {0.999, 4.8961238801797253889}, {1 - 0x1p-40, 5.2334946232202932747}}},
		{10000.0, []point{{0x1p-53, 9.1270716985845609125}, {1e-06, 9.1623925402500777259}, {0.03, 9.1914396980048006831}, {0.5, 9.2103070382848261617}, {0.95, 9.2267108329816375128}, {0.999, 9.241051444520559268}, {1 - 0x1p-40, 9.2799668000987479792}}},
	} {
		d := newGamma(tt.shape, tt.shape, "")
		for _, p := range tt.points {
			want := math.Exp(p.logValue)
			if want < 0x1p-1000 { // near the least numbers there are no digits to compare
				continue
			}
			got := d.Quantile(p.u)
			assert.InDelta(t, 1, got/want, 2e-11,
				"shape %v: Quantile(%v) = %.15g, want %.15g", tt.shape, p.u, got, want)
		}
	}
}

func TestGammaInterpolatesBetweenItsNodes(t *testing.T) {
	for _, tt := range []struct{ shape, limit float64 }{
		{1e-4, 1e-9}, {1e-3, 1e-10}, {0.01, 1e-11}, {0.1, 1e-12}, {0.5, 1e-13}, {1, 1e-13}, {2.5, 1e-13}, {100, 1e-13}, {1e4, 1e-13},
	} {
		d := newGamma(tt.shape, tt.shape, "")
		// From beyond the nodes, by steps that meet them at ever other places.
		for z := -9.5; z < 8; z += 1.0 / 32 / 1.3 {
			u := NormalCDF(z)
			l := d.solve(NormalQuantile(u), d.firstGuess(NormalQuantile(u)))
			got := d.Quantile(u)
			assert.False(t, l > -690 && math.Abs(got/math.Exp(l)-1) > tt.limit,
				"shape %v: Quantile(%v) = %.15g, want %.15g", tt.shape, u, got, math.Exp(l))
		}
	}
}

// The wait of client k in front of c busy slots of mean service s is the sum of
// k exponentials of mean s/c.
func TestErlangIsTheWaitBehindBusySlots(t *testing.T) {
	quantity := "[mean wait s exact, shown minutes rounded up, P(wait<=shown), wait p50 s, p90 s, p95 s]"
	for _, answer := range known.Answers(t, "wait message", quantity) {
		var params struct {
			K int     `json:"k_incl_self"`
			S float64 `json:"mean_service_s"`
			C float64 `json:"c"`
		}
		var value []any
		answer.Read(t, &params, &value)
		d := must(Erlang(params.K, float64(params.K)*params.S/params.C))
		for i, p := range []float64{0.5, 0.9, 0.95} {
			want := value[3+i].(float64)
			got := d.Quantile(p)
			assert.InDelta(t, 1, got/want, 1e-12, "%s: p%v = %.15g s, want %.15g s", answer.ID, 100*p, got, want)
		}
	}
}

// Both tails of the hyperexponential law hold to the last number of a stream:
// near 0 it is a line, far out the slow exponential alone.
func TestHyperexponentialTails(t *testing.T) {
	d := must(HyperexponentialMeanCV(20, 3)).(hyperexponential)
	rest := 1 - d.share
	for _, tt := range []struct{ u, want float64 }{
		{0x1p-53, 0x1p-53 / (d.share*d.fast + rest*d.slow)},
		{1 - 0x1p-53, (math.Log(rest) + 53*math.Ln2) / d.slow},
		{1 - 0x1p-40, (math.Log(rest) + 40*math.Ln2) / d.slow},
	} {
		got := d.Quantile(tt.u)
		assert.InDelta(t, 1, got/tt.want, 1e-13, "Quantile(%v) = %.15g, want %.15g", tt.u, got, tt.want)
	}
}

func TestMixtureSelectsByShareAndStretches(t *testing.T) {
	d := must(Mixture([]float64{1. / 3, 1. / 3, 1. / 3},
		[]Distribution{must(Uniform(0, 1)), must(Constant(50)), must(Uniform(10, 20))}))
	for _, tt := range []struct{ u, want float64 }{
		{1. / 6, 0.5}, {1. / 3, 50}, {0.5, 50}, {2. / 3, 10}, {5. / 6, 15}, {1 - 0x1p-53, 20},
	} {
		assert.InDelta(t, tt.want, d.Quantile(tt.u), 1e-14*tt.want, "Quantile(%v)", tt.u)
	}
}

func TestEmpiricalIsTheNearestRank(t *testing.T) {
	for _, answer := range known.Answers(t, "statistics", "quantiles type 1 and type 7") {
		var params struct{ Data, P []float64 }
		var want [2][]float64
		answer.Read(t, &params, &want)
		d := must(Empirical(params.Data))
		for i, p := range params.P {
			assert.Equal(t, want[0][i], d.Quantile(p), "%s: Quantile(%v)", answer.ID, p)
		}
	}
}

func TestDistributionsRefuse(t *testing.T) {
	one := []Distribution{must(Constant(1))}
	for _, tt := range []struct {
		err  func() (Distribution, error)
		want string
	}{
		{func() (Distribution, error) { return Constant(-1) }, "value must be at least 0, got -1"},
		{func() (Distribution, error) { return Constant(math.NaN()) }, "value must be a finite number, got NaN"},
		{func() (Distribution, error) { return Exponential(-3) }, "mean must be above 0, got -3"},
		{func() (Distribution, error) { return Exponential(math.Inf(1)) }, "mean must be a finite number, got +Inf"},
		{func() (Distribution, error) { return Uniform(-1, 2) }, "min must be at least 0, got -1"},
		{func() (Distribution, error) { return Uniform(2, 2) }, "max must be above min 2, got 2"},
		{func() (Distribution, error) { return Uniform(2, math.NaN()) }, "max must be a finite number, got NaN"},
		{func() (Distribution, error) { return Triangular(-1, 2, 3) }, "min must be at least 0, got -1"},
		{func() (Distribution, error) { return Triangular(1, 2, 0.5) }, "max must be above min 1, got 0.5"},
		{func() (Distribution, error) { return Triangular(1, 4, 3) }, "mode must lie between min 1 and max 3, got 4"},
		{func() (Distribution, error) { return Triangular(1, 2, math.Inf(1)) }, "max must be a finite number, got +Inf"},
		{func() (Distribution, error) { return Normal(-1, 1) }, "mean must be at least 0, got -1"},
		{func() (Distribution, error) { return Normal(1, 0) }, "sd must be above 0, got 0"},
		{func() (Distribution, error) { return NormalWithin(5, 5, 1) }, "high must be above low 5, got 5"},
		{func() (Distribution, error) { return NormalWithin(math.NaN(), 5, 1) }, "low must be a finite number, got NaN"},
		{func() (Distribution, error) { return NormalWithin(1, math.NaN(), 1) }, "high must be a finite number, got NaN"},
		{func() (Distribution, error) { return NormalWithin(1, 5, -1) }, "sd must be above 0, got -1"},
		{func() (Distribution, error) { return LognormalMedianP95(0, 1) }, "median must be above 0, got 0"},
		{func() (Distribution, error) { return LognormalMedianP95(8, 2) }, "p95 must be above the median 8, got 2"},
		{func() (Distribution, error) { return LognormalMedianP95(8, math.NaN()) }, "p95 must be a finite number, got NaN"},
		{func() (Distribution, error) { return LognormalMeanCV(1, 0) }, "cv must be between 0.01 and 100, got 0"},
		{func() (Distribution, error) { return WeibullShapeScale(0, 1) }, "shape must be between 0.1 and 1000, got 0"},
		{func() (Distribution, error) { return WeibullShapeScale(1, 0) }, "scale must be above 0, got 0"},
		{func() (Distribution, error) { return WeibullMeanCV(0, 1) }, "mean must be above 0, got 0"},
		{func() (Distribution, error) { return GammaMeanCV(1, 500) }, "cv must be between 0.01 and 100, got 500"},
		{func() (Distribution, error) { return Erlang(0, 1) }, "stages must be between 1 and 10000, got 0"},
		{func() (Distribution, error) { return Erlang(2, 0) }, "mean must be above 0, got 0"},
		{func() (Distribution, error) { return HyperexponentialMeanCV(1, 0.5) }, "cv must be between 1 and 100, got 0.5"},
		{func() (Distribution, error) { return Mixture(nil, nil) }, "a mixture needs at least one part"},
		{func() (Distribution, error) { return Mixture([]float64{1, 1}, one) }, "a mixture needs one share for each part, got 2 for 1"},
		{func() (Distribution, error) { return Mixture([]float64{0.5}, one) }, "shares must sum to 1, got 0.5"},
		{func() (Distribution, error) { return Mixture([]float64{0}, one) }, "share must be above 0, got 0"},
		{func() (Distribution, error) { return Empirical(nil) }, "an empirical distribution needs at least one value"},
		{func() (Distribution, error) { return Empirical([]float64{1, -2}) }, "value must be at least 0, got -2"},
		{func() (Distribution, error) { return Empirical([]float64{1, math.NaN()}) }, "value must be a finite number, got NaN"},
	} {
		d, err := tt.err()
		assert.EqualError(t, err, tt.want, "the distribution is %v", d)
	}
}

func BenchmarkDraw(b *testing.B) {
	for _, bench := range []struct {
		name string
		d    Distribution
	}{
		{"exponential", must(Exponential(60))},
		{"normal", must(Normal(30600, 2700))},
		{"lognormal", must(LognormalMedianP95(120, 480))},
		{"weibull", must(WeibullMeanCV(60, 2))},
		{"gamma", must(GammaMeanCV(60, 0.9))},
		{"hyperexponential", must(HyperexponentialMeanCV(60, 3))},
		{"gonum gamma", gonum{distuv.Gamma{Alpha: 1 / 0.81, Beta: 1 / 0.81 / 60}}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			s, sum := NewStream(1, 0), 0.0
			for i := range b.N {
				sum += bench.d.Quantile(s.Uniform(uint32(i), 3, 5))
			}
			require.True(b, sum >= 0, "sum of draws is  %v", sum)
		})
	}
}

// gonum is a gamma law as gonum solves for it.
type gonum struct{ distuv.Gamma }

func (g gonum) Mean() float64 { return g.Gamma.Mean() }

func BenchmarkGammaMeanCV(b *testing.B) {
	for range b.N {
		must(GammaMeanCV(60, 0.9))
	}
}

func TestQuantilesAreThoseOfQuantile(t *testing.T) {
	for _, of := range []Distribution{must(Exponential(60)), must(Uniform(2, 5))} {
		us := make([]float64, 1000)
		NewStream(3, 0).Uniforms(0, 1, 0, us)
		values := slices.Clone(us)
		Quantiles(of, values)
		for i, u := range us {
			require.Equal(t, of.Quantile(u), values[i], "%v: the value of %v", of, u)
		}
	}
}
