package study

import (
	"math"
	"slices"
	"time"

	"github.com/rollsim/rollsim/model"
)

// A Steady is what the number of jobs in the system says about the beginning of
// a run that is measured in its steady state: a run begins empty, and what is
// counted before it has forgotten that is too small. It rests on the mean over
// replications of the jobs that wait or run, by interval.
type Steady struct {
	Advised time.Duration // what MSER-5 leaves out of the beginning; 0 where that changes what is measured by no more than its interval
	Short   bool          // MSER-5 would leave out half of the run or more: the run is too short to tell
	Smooth  []float64     // jobs in the system, by Welch's moving average, for each interval but the last ones
	Reached time.Duration // when Smooth first lies within what it spans in the second half of the run
}

const (
	mserBatch  = 5  // intervals in a batch of MSER-5
	welchReach = 12 // intervals on each side that Welch's moving average takes in: an hour
)

// steady looks at the beginning of a run. It returns nil unless a part of the
// run is measured whose arrivals are of one law all the time: the mean of a
// daily curve says nothing about a steady state. MSER-5 finds a minimum in every series,
// also by luck in one that is steady from the start, so that its advice counts only if
// the mean number of jobs in the system changes with it by more than half the width of
// the interval that it is known with, which is precision; NaN: of one replication, and
// then by twice the standard error of the mean of what is left.
func steady(s *model.Scenario, series *Series, precision float64) *Steady {
	timeless := func(w model.Workload) bool {
		return w.Arrivals.Kind == model.Poisson || w.Arrivals.Kind == model.Closed
	}
	if s.Measure == nil || len(s.Groups) > 0 || slices.ContainsFunc(s.Workloads, func(w model.Workload) bool { return !timeless(w) }) {
		return nil
	}
	inSystem := make([]float64, min(len(series.Running), int(s.Measure.To/series.Width)))
	for i := range inSystem {
		inSystem[i] = series.Running[i] + series.Waiting[i] + series.Bypass[i]
	}
	if len(inSystem) < 2*mserBatch {
		return nil
	}
	cut, squaredError := mser(inSystem, mserBatch)
	if math.IsNaN(precision) {
		precision = 2 * math.Sqrt(squaredError)
	}
	short := cut == len(inSystem)/mserBatch/2
	from := min(int(s.Measure.From/series.Width), len(inSystem)-1)
	if cut*mserBatch <= from || math.Abs(mean(inSystem[from:])-mean(inSystem[cut*mserBatch:])) <= precision {
		cut, short = 0, false
	}
	st := &Steady{
		Advised: time.Duration(cut*mserBatch) * series.Width,
		Short:   short,
		Smooth:  welch(inSystem, min(welchReach, len(inSystem)/4)),
	}
	st.Reached = time.Duration(reached(st.Smooth)) * series.Width
	return st
}

func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

// mser returns how many batches of a series the rule MSER leaves out at its
// beginning: the number, up to half of them, after which the squared standard
// error of the mean of the batch means, also returned, is least, as if they were
// independent (White, "An effective truncation heuristic for bias reduction in
// simulation output", Simulation 69(6), 1997; batches of 5: White, Cobb, Spratt,
// "A comparison of five steady-state truncation heuristics for simulation",
// Winter Simulation Conference 2000). Of equal ones it is the fewest. What does
// not fill a batch at the end is left out.
func mser(series []float64, batch int) (cut int, squaredError float64) {
	n := len(series) / batch
	squaredError = math.Inf(+1)
	// From the last batch to the first: the mean of those behind d, and the sum of
	// their squared distances from it, grow by one batch at a time.
	mean, squares := 0.0, 0.0
	for d := n - 1; d >= 0; d-- {
		sum := 0.0
		for _, x := range series[d*batch : (d+1)*batch] {
			sum += x
		}
		z, count := sum/float64(batch), float64(n-d)
		off := z - mean
		mean += off / count
		squares += float64(off * (z - mean))
		if e := squares / (count * count); d <= n/2 && e <= squaredError {
			cut, squaredError = d, e
		}
	}
	return cut, squaredError
}

// welch returns the moving average of a series over each value and so many on
// both sides; near the beginning over as many as there are on the left, and it
// ends where there are not enough on the right (Welch, "The statistical analysis
// of simulation results", 1983, in: Lavenberg, Computer Performance Modeling
// Handbook).
func welch(series []float64, reach int) []float64 {
	smooth := make([]float64, max(0, len(series)-reach))
	for i := range smooth {
		k := min(i, reach)
		sum := 0.0
		for _, x := range series[i-k : i+k+1] {
			sum += x
		}
		smooth[i] = sum / float64(2*k+1)
	}
	return smooth
}

// reached returns the first index at which a series lies within what it spans in
// its second half: how an eye would read the plot of a moving average.
func reached(series []float64) int {
	half := series[len(series)/2:]
	low, high := slices.Min(half), slices.Max(half)
	return slices.IndexFunc(series, func(x float64) bool { return x >= low && x <= high })
}
