package study

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim/dist"
)

// repeated returns each value so many times: what a batch of that length has as
// its mean.
func repeated(values []float64, times int) []float64 {
	var series []float64
	for _, v := range values {
		series = append(series, slices.Repeat([]float64{v}, times)...)
	}
	return series
}

// TestMSER finds the cut of series for which it can be worked out by hand. Behind
// the beginning, n batch means that are 9 and 11 in turn have squared errors
// n / n² = 1/n when n is even: the fewest are cut that leave no odd value.
func TestMSER(t *testing.T) {
	turns := slices.Repeat([]float64{9, 11}, 18)
	for _, tt := range []struct {
		name   string
		series []float64
		cut    int
		error  float64
	}{
		{"no beginning", repeated(turns, 5), 0, 1. / 36},
		{"four batches of it, from above", repeated(append([]float64{100, 50, 25, 12}, turns...), 5), 4, 1. / 36},
		{"three batches of it, from empty", repeated(append([]float64{0, 4, 7}, turns...), 5), 3, 1. / 36},
		// With a 0 in front, 37 values have the mean 360/37 and the squared distances
		// 36 + 100·36/37, by far more than a whole 1/36 · 37².
		{"one batch of it", repeated(append([]float64{0}, turns...), 5), 1, 1. / 36},
		{"batches whose values differ", append(slices.Repeat([]float64{0}, 10), slices.Repeat([]float64{7, 8, 9, 10, 11, 9, 10, 11, 12, 13}, 18)...), 2, 1. / 36},
		{"values that fill no batch are left out", append(repeated(turns, 5), 1000, 1000, 1000, 1000), 0, 1. / 36},
		{"always the same", repeated([]float64{3, 3, 3, 3}, 5), 0, 0},
		{"no job ever", make([]float64, 50), 0, 0},
		// 0, 1, …, 9: of what is left, n equal steps, the squared error is
		// (n² − 1)/(12 n), which falls with every batch that is cut, down to half.
		{"no end of growth", repeated([]float64{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 5), 5, 24. / 60},
	} {
		cut, squared := mser(tt.series, mserBatch)
		assert.True(t, cut == tt.cut && math.Abs(squared-tt.error) <= 1e-12,
			"%s: cuts %d batches, squared error %.6f, want %d and %.6f", tt.name, cut, squared, tt.cut, tt.error)
	}
}

func TestWelch(t *testing.T) {
	series := []float64{1, 3, 8, 4, 6, 0, 5}
	for _, tt := range []struct {
		reach int
		want  []float64
	}{
		{0, series},
		{1, []float64{1, 4, 5, 6, 10. / 3, 11. / 3}},
		{2, []float64{1, 4, 22. / 5, 21. / 5, 23. / 5}},
	} {
		got := welch(series, tt.reach)
		for i := range max(len(got), len(tt.want)) {
			if !assert.True(t, len(got) == len(tt.want) && math.Abs(got[i]-tt.want[i]) <= 1e-12,
				"reach %d: %v, want %v", tt.reach, got, tt.want) {
				break
			}
		}
	}
}

func TestReached(t *testing.T) {
	for _, tt := range []struct {
		series []float64
		want   int
	}{
		{[]float64{0, 2, 4, 5, 6, 4, 5, 6}, 2},
		{[]float64{5, 5, 5, 5}, 0},
		{[]float64{9, 8, 7, 6, 5, 4, 5, 4}, 4},
		{[]float64{0, 4, 9, 0, 4, 5, 4, 5}, 1},
	} {
		assert.Equal(t, tt.want, reached(tt.series), "%v comes where it stays at", tt.series)
	}
}

// TestSteady asks for advice about a run of 200 intervals whose first hour and
// three quarters, 21 intervals and so five batches in part, differ from the rest.
func TestSteady(t *testing.T) {
	series := Series{Width: model.SeriesWidth, Running: make([]float64, 200), Waiting: make([]float64, 200), Bypass: make([]float64, 200)}
	for i := range 200 {
		series.Running[i] = 8
		if series.Waiting[i] = float64(i%2) * 2; i < 21 {
			series.Running[i] = 0
		}
	}
	poisson := model.Workload{Arrivals: model.Arrivals{Kind: model.Poisson}}
	measured := &model.Window{From: 10 * time.Minute, To: 200 * model.SeriesWidth}
	s := &model.Scenario{Measure: measured, Workloads: []model.Workload{poisson}}
	got := steady(s, &series, 0.7)
	if got == nil || got.Advised != 125*time.Minute || got.Short || len(got.Smooth) != 188 {
		assert.Fail(t, fmt.Sprintf("advice %+v, want to leave out 2 h 5 min", got))
	} else if got.Reached < 75*time.Minute || got.Reached > 3*time.Hour {
		assert.Fail(t, fmt.Sprintf("reached after %v, want about the change after 1 h 45 min, an hour of averaging around it",
			got.Reached))
	}
	// From the third interval on the beginning is worth 8 · 19/198 jobs = 0.77 jobs.
	for precision, want := range map[float64]time.Duration{0.75: 125 * time.Minute, 0.8: 0, math.NaN(): 125 * time.Minute} {
		got := steady(s, &series, precision)
		assert.True(t, got != nil && got.Advised == want,
			"advice where the mean is known to ± %v: %+v, want to leave out %v", precision, got, want)
	}
	for i := range series.Waiting {
		series.Waiting[i] = float64(i)
	}
	got = steady(s, &series, 0.7)
	assert.True(t, got != nil && got.Short,
		"advice on a queue that grows for ever: %+v, want that the run is too short", got)
	for name, s := range map[string]*model.Scenario{
		"not measured":       {Workloads: []model.Workload{poisson}},
		"rates change":       {Measure: measured, Workloads: []model.Workload{poisson, {Arrivals: model.Arrivals{Kind: model.PoissonRate}}}},
		"a fleet comes, too": {Measure: measured, Workloads: []model.Workload{poisson}, Groups: make([]model.Group, 1)},
		"too short":          {Measure: &model.Window{To: 9 * model.SeriesWidth}, Workloads: []model.Workload{poisson}},
	} {
		got := steady(s, &series, 0.7)
		assert.Nil(t, got, "%s: advice %+v, want none", name, got)
	}
}

// TestSteadyFromTheStart checks that nobody is warned of the beginning of a queue that is
// steady after a minute, whatever minimum MSER-5 finds in the chance of its series; and
// is of one that is not.
func TestSteadyFromTheStart(t *testing.T) {
	for name, tt := range map[string]struct {
		rate   float64 // jobs a second
		work   float64 // seconds
		advice bool
	}{
		"a tenth of an erlang, seconds long":   {0.01, 10, false},
		"three erlangs on ten slots":           {0.1, 30, false},
		"jobs of a day that fill up from none": {1.0 / 3600, 24 * 3600, true},
	} {
		s := queue(t, 60)
		work, err := dist.Exponential(tt.work)
		require.NoError(t, err)
		s.Workloads[0].Work, s.Workloads[0].Arrivals.Rate = work, tt.rate
		s.Measure.From, s.Replications, s.Horizon = 0, 10, 10
		r := compared(t, s, Options{Workers: 2}).Results[0]
		require.NotNil(t, r.Steady, name)
		assert.Equal(t, tt.advice, r.Steady.Advised > 0, "%s: advice to leave out %v", name, r.Steady.Advised)
	}
}
