package stats

import (
	"fmt"
	"math"
	"slices"

	"github.com/rollsim/rollsim/sim/dist"
	"github.com/rollsim/rollsim/sim/portable"
)

// An Estimate says what replications tell about a quantity, with two spreads
// that must not be mixed up: Low to High is how well the mean is known and
// shrinks with more replications; P5 to P95 is what a single one may bring and
// does not.
type Estimate struct {
	Mean      float64
	Low, High float64 // interval of the mean; NaN with fewer than two replications
	P5, P95   float64 // nearest-rank quantiles of the single replications
	N         int     // replications
}

// MeanEstimate estimates the mean of independent values, one for each
// replication, with its t interval at a level such as 0.95. Of no values all is
// NaN. The values must be finite: where a quantity can be infinite, see
// [StratifiedQuantile].
func MeanEstimate(xs []float64, level float64) Estimate {
	e := Estimate{Mean: math.NaN(), Low: math.NaN(), High: math.NaN(), P5: math.NaN(), P95: math.NaN(), N: len(xs)}
	if e.N == 0 {
		return e
	}
	var sd float64
	e.Mean, sd = meanAndSD(xs)
	sorted := slices.Sorted(slices.Values(xs))
	e.P5, e.P95 = dist.QuantileOf(sorted, 0.05), dist.QuantileOf(sorted, 0.95)
	if e.N >= 2 {
		half := dist.StudentQuantile((1+level)/2, float64(e.N-1)) * sd / math.Sqrt(float64(e.N))
		e.Low, e.High = e.Mean-half, e.Mean+half
	}
	return e
}

// meanAndSD returns the mean and the sd with n-1 (NaN for one value), in two
// passes: one pass of sums of squares loses the digits that differ. Equal values
// have sd 0 exactly.
func meanAndSD(xs []float64) (mean, sd float64) {
	for _, x := range xs {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			panic(fmt.Sprintf("stats: the mean of a replication must be finite, got %v", x))
		}
		mean += x
	}
	n := float64(len(xs))
	mean /= n
	if slices.Min(xs) == slices.Max(xs) {
		mean = xs[0]
	}
	squares := 0.0
	for _, x := range xs {
		squares += float64((x - mean) * (x - mean))
	}
	return mean, math.Sqrt(squares / (n - 1))
}

// orderRanks returns the ranks of the order statistics of n values between which
// the p quantile of their law lies with at least the given level, half of the rest
// on either side, whatever the law (binomial counts; see David and Nagaraja, Order
// Statistics, 3rd ed., section 7.1): the greatest lower with P(B < lower) and the
// least upper with P(B >= upper) at most (1-level)/2, where B, the number of values
// up to the quantile, is binomial. A lower of 0 and an upper of n+1 mean that there
// is no bound: a median at 95 % needs 6 values, a 90 % quantile 36.
func orderRanks(n int, p, level float64) (lower, upper int) {
	if n == 0 {
		return 0, 1
	}
	tail := (1 - level) / 2 * (1 + 1e-12) // a tail met exactly is met
	chance := func(count int, p, q float64) float64 { return portable.Binomial(float64(count), float64(n), p, q) }
	for below := chance(0, p, 1-p); lower < n && below <= tail; below += chance(lower, p, 1-p) {
		lower++
	}
	// P(B >= upper) is summed up from the other side, where it is not 1 minus nearly 1.
	upper = n + 1
	for above := chance(0, 1-p, p); upper > 1 && above <= tail; above += chance(n-upper+1, 1-p, p) {
		upper--
	}
	return lower, upper
}

// Wilson returns the score interval of a share of which successes in n trials
// are known (Wilson, Journal of the American Statistical Association 22, 1927,
// 209-212). It stays in [0, 1], and 20 of 20 does not make it 100 %. Neither
// number need be whole: with weighted trials n is their effective number,
// (Σw)²/Σw², and successes is n times the weighted share. Nothing is known from
// n = 0: the interval is 0 to 1.
func Wilson(successes, n, level float64) (low, high float64) {
	if !(successes >= 0 && successes <= n) {
		panic(fmt.Sprintf("stats: %v successes in %v trials", successes, n))
	}
	if n == 0 {
		return 0, 1
	}
	z := dist.NormalQuantile((1 + level) / 2)
	share := successes / n
	centre := (share + z*z/(2*n)) / (1 + z*z/n)
	half := float64(z / (1 + z*z/n) * math.Sqrt(share*(1-share)/n+z*z/(4*n*n)))
	low, high = max(0, centre-half), min(1, centre+half)
	// Without these two the rounding of the square root leaves 1e-17.
	if successes == 0 {
		low = 0
	}
	if successes == n {
		high = 1
	}
	return low, high
}

// Paired estimates the mean of a[i]-b[i] over replications that shared their
// random numbers, and p, the two-sided p-value of the t test that it is 0. When
// all differences are equal there is nothing to test with: p is 1 if they are 0
// and 0 otherwise. p is NaN for fewer than two replications.
func Paired(a, b []float64, level float64) (difference Estimate, p float64) {
	if len(a) != len(b) {
		panic(fmt.Sprintf("stats: %d replications paired with %d", len(a), len(b)))
	}
	differences := make([]float64, len(a))
	for i := range a {
		differences[i] = a[i] - b[i]
	}
	difference = MeanEstimate(differences, level)
	if len(a) < 2 {
		return difference, math.NaN()
	}
	mean, sd := meanAndSD(differences)
	switch {
	case sd > 0:
		t := math.Abs(mean) / (sd / math.Sqrt(float64(len(a))))
		return difference, dist.StudentBeyond(t, float64(len(a)-1))
	case mean == 0:
		return difference, 1
	}
	return difference, 0
}

// Holm returns the p-values adjusted for testing all of them at once, in their
// order: those at most 0.05 may be called significant together, with a chance
// of at most 5 % of any false one (Holm, Scandinavian Journal of Statistics 6,
// 1979, 65-70). NaN, a test that was not made, stays and does not count.
func Holm(p []float64) []float64 {
	adjusted := slices.Clone(p)
	var order []int
	for i, v := range p {
		if !math.IsNaN(v) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(i, j int) int {
		switch {
		case p[i] < p[j]:
			return -1
		case p[i] > p[j]:
			return 1
		}
		return 0
	})
	most := 0.0
	for rank, i := range order {
		most = max(most, min(1, float64(len(order)-rank)*p[i]))
		adjusted[i] = most
	}
	return adjusted
}
