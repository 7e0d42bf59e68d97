package stats

import (
	"fmt"
	"math"

	"github.com/rollsim/rollsim/sim/dist"
)

// RatioOfMeans estimates the ratio of the mean of a to that of b, values of the
// same replications, with the interval of Fieller ("Some problems in interval
// estimation", Journal of the Royal Statistical Society B 16, 1954, 175-185): all
// ratios q for which the t test does not find that a − q·b has a mean other than
// 0. It is bounded if and only if the mean of b is found to differ from 0;
// otherwise low is -Inf and high +Inf. With fewer than two replications they are
// NaN.
func RatioOfMeans(a, b []float64, level float64) (low, value, high float64) {
	if len(a) == 0 && len(b) == 0 {
		return math.NaN(), math.NaN(), math.NaN()
	}
	meanA, _ := meanAndSD(a)
	meanB, _ := meanAndSD(b)
	value = meanA / meanB
	low, high = RatioWithin(a, b, level, math.Inf(-1), math.Inf(+1))
	return low, value, high
}

// RatioWithin returns the least and the greatest ratio of [RatioOfMeans] from
// least to most that the replications do not refute; NaN when they refute all of
// them. Where b may have a mean of 0, ratios between the two may be refuted: those
// that are not then lie towards both ends.
func RatioWithin(a, b []float64, level, least, most float64) (low, high float64) {
	if len(a) != len(b) {
		panic(fmt.Sprintf("stats: %d replications paired with %d", len(a), len(b)))
	}
	n := float64(len(a))
	if n < 2 {
		return math.NaN(), math.NaN()
	}
	meanA, sdA := meanAndSD(a)
	meanB, sdB := meanAndSD(b)
	t := dist.StudentQuantile((1+level)/2, n-1)
	k := t * t / n
	together := 0.0
	for i := range a {
		together += float64((a[i] - meanA) * (b[i] - meanB))
	}
	together /= n - 1
	// (meanA − q·meanB)² ≤ k·Var(a − q·b), or square·q² − 2·linear·q + constant ≤ 0.
	square, linear, constant := float64(meanB*meanB)-float64(k*sdB*sdB), float64(meanA*meanB)-float64(k*together), float64(meanA*meanA)-float64(k*sdA*sdA)
	root := math.Sqrt(max(0, float64(linear*linear)-float64(square*constant)))
	first, second := (linear-root)/square, (linear+root)/square
	switch {
	case square > 0:
		low, high = max(least, first), min(most, second)
	case square < 0 && root > 0:
		// All up to second, the smaller one here, and from first on.
		low, high = least, most
		if least > second {
			low = max(least, first)
		}
		if most < first {
			high = min(most, second)
		}
	case square < 0 || linear == 0 && constant <= 0:
		low, high = least, most
	case linear > 0:
		low, high = max(least, constant/(2*linear)), most
	case linear < 0:
		low, high = least, min(most, constant/(2*linear))
	default:
		return math.NaN(), math.NaN()
	}
	if low > high {
		return math.NaN(), math.NaN()
	}
	return low, high
}
