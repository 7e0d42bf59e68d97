package stats

import (
	"math"

	"github.com/rollsim/rollsim/sim/dist"
)

// Welch estimates the difference of two means from independent values with spreads
// of their own, and p, the two-sided p-value that the means are equal (Welch,
// "The generalization of Student's problem when several different population
// variances are involved", Biometrika 34, 1947). P5 and P95 are NaN, since no two
// values belong together, and N is the smaller number. Fewer than two values on a
// side have no interval, and p is NaN; where no value differs from the others on
// its side, p is 1 if the means are equal and 0 otherwise.
func Welch(a, b []float64, level float64) (difference Estimate, p float64) {
	difference = Estimate{Mean: math.NaN(), Low: math.NaN(), High: math.NaN(), P5: math.NaN(), P95: math.NaN(), N: min(len(a), len(b))}
	if difference.N == 0 {
		return difference, math.NaN()
	}
	meanA, sdA := meanAndSD(a)
	meanB, sdB := meanAndSD(b)
	difference.Mean = meanA - meanB
	if difference.N < 2 {
		return difference, math.NaN()
	}
	ofA, ofB := sdA*sdA/float64(len(a)), sdB*sdB/float64(len(b))
	error := math.Sqrt(ofA + ofB)
	if error == 0 {
		difference.Low, difference.High = difference.Mean, difference.Mean
		if difference.Mean == 0 {
			return difference, 1
		}
		return difference, 0
	}
	degrees := (ofA + ofB) * (ofA + ofB) / (ofA*ofA/float64(len(a)-1) + ofB*ofB/float64(len(b)-1))
	half := float64(dist.StudentQuantile((1+level)/2, degrees) * error)
	difference.Low, difference.High = difference.Mean-half, difference.Mean+half
	return difference, dist.StudentBeyond(math.Abs(difference.Mean)/error, degrees)
}
