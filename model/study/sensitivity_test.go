package study

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/testdata/deep"
)

// everybodyAtOnce is a queue of 100 jobs that come at the same moment, with work
// that is the same for all: on c slots the job of rank k waits ⌊(k−1)/c⌋ times that.
func everybodyAtOnce(t *testing.T, work time.Duration) *model.Scenario {
	t.Helper()
	s := queue(t, 5, 10)
	s.Horizon, s.Measure, s.Replications = 2, nil, 3
	jobs := make(model.ArrivalList, 100)
	for i := range jobs {
		jobs[i] = model.Arrival{At: 8 * time.Hour, Work: work, Patience: -1}
	}
	s.Workloads = []model.Workload{{Name: "jobs", Arrivals: model.Arrivals{Kind: model.Replay, Trace: jobs}}}
	s.Targets = []model.Target{{Metric: "wait.all.p95", Bound: 600, Text: "wait.all.p95 <= 10m"}}
	return s
}

// seconds is a guess of so many seconds within a range of them.
func seconds(path string, base, low, high float64) Guess {
	text := func(x float64) (shown, value string) { return fmt.Sprintf("%gs", x), fmt.Sprint(x) }
	from, _ := text(low)
	until, _ := text(high)
	now, _ := text(base)
	return Guess{Path: path, Paths: []string{path}, Value: now, Low: from, High: until,
		Range: &model.Range{Low: low, High: high, Base: base, Ordered: true, Round: math.Round, Text: text}}
}

// varied are the answers about three guesses: how long the work is, the bound of a
// line that never gets so long, and one whose upper end is impossible.
func varied(t *testing.T, workers int) *Sensitivity {
	t.Helper()
	set := func(paths, values []string) (*model.Scenario, error) {
		work, limit := 30*time.Second, -1
		for i, path := range paths {
			var x float64
			if _, err := fmt.Sscan(values[i], &x); err != nil {
				return nil, err
			}
			switch path {
			case "work":
				work = time.Duration(x * 1e9)
			case "limit":
				limit = int(x)
			case "impossible":
				if x > 50 {
					return nil, errors.New("must be at most 50s")
				}
			}
		}
		s := everybodyAtOnce(t, work)
		s.Backend.Admission.QueueLimit = limit
		return s, nil
	}
	guesses := []Guess{seconds("limit", 500, 100, 1000), seconds("impossible", 40, 30, 60), seconds("work", 30, 10, 90),
		{Path: "policy", Paths: []string{"policy"}, Why: model.NoRange}}
	s, err := Guesses(context.Background(), everybodyAtOnce(t, 30*time.Second), guesses, set,
		GuessOptions{Options: Options{Workers: workers}, Points: 20})
	require.NoError(t, err)
	return s
}

// TestGuesses has a guess that decides from a value on that is known, and one that
// provably plays no part. 95 of 100 jobs wait at most ⌊94/c⌋ times the work: 18
// times on 5 slots, which is over 600 s from 33⅓ s of work on, and 9 times on 10,
// from 66⅔ s on.
func TestGuesses(t *testing.T) {
	s := varied(t, 2)
	require.True(t, s.Ruling.Best == 0 && s.Comparison.Results[0].Slots == 5 &&
		s.Metric.Name == "wait.all.p95" && s.Headline == 0,
		"the best is result %d, swings of %s on result %d; want the 5 slots of result 0",
		s.Ruling.Best, s.Metric.Name, s.Headline)
	var order []string
	for _, w := range s.Swings {
		order = append(order, w.Path)
	}
	assert.Equal(t, []string{"work", "impossible", "limit"}, order, "most decisive first: %v", order)
	work := s.Swings[0]
	require.True(t, work.Flips && work.FlipsAt == "34s" && len(work.Turns) == 1,
		"the work flips the decision: %v at %q, %d turns; want one at 34s", work.Flips, work.FlipsAt, len(work.Turns))
	turn := work.Turns[0]
	assert.True(t, turn.Up && turn.From == "33s" && turn.To == "34s" && turn.Ruling.Best == 1 &&
		turn.Last.Best == -1,
		"turn %+v, want between 33s and 34s to result 1, and none at the end", turn)
	for i, want := range []struct{ now, low, high float64 }{{540, 180, 1620}, {270, 90, 810}} {
		low, high := work.AtLow[i], work.AtHigh[i]
		assert.True(t, low.Metric.Mean == want.low && high.Metric.Mean == want.high &&
			low.Change.Mean == want.low-want.now && high.Change.Mean == want.high-want.now,
			"%d slots: %g s by %g and %g s by %g, want %+v",
			low.Slots, low.Metric.Mean, low.Change.Mean, high.Metric.Mean, high.Change.Mean, want)
		assert.True(t, low.Keeps && !high.Keeps,
			"%d slots keep the target at the low end: %v, at the high one: %v", low.Slots, low.Keeps, high.Keeps)
	}
	assert.True(t, work.Width == 1620-540 && work.Moves == work.Width && !work.Nothing,
		"the work moves the wait by %g s, that of the best by %g s; want 1080", work.Width, work.Moves)
	limit := s.Swings[2]
	assert.True(t, limit.Width == 0 && limit.Nothing && len(limit.Turns) <= 0,
		"a bound that is never reached moves the wait by %g s, nothing else: %v", limit.Width, limit.Nothing)
	refused := s.Swings[1]
	assert.True(t, refused.Refused == "60s: must be at most 50s" && refused.AtHigh == nil &&
		refused.AtLow != nil && refused.Nothing,
		"an impossible end: %q, %v, %v", refused.Refused, refused.AtLow, refused.AtHigh)
	assert.True(t, len(s.Fixed) == 1 && s.Fixed[0].Path == "policy", "not varied: %v", s.Fixed)

	// Of 20 intervals of the work, 10s to 90s, those up to 30s choose 5 slots and
	// those from 34s to 66s choose 10, whatever the others do; and a third of the
	// other guess is impossible.
	together := s.Together
	assert.True(t, together.Points == 20 && together.Refused >= 6 && together.Refused <= 7 &&
		together.Why == "must be at most 50s",
		"%d points, %d of them impossible (%s); want a third of 20", together.Points, together.Refused, together.Why)
	n := together.Best[0] + together.Best[1] + together.None
	assert.True(t, n == together.Points-together.Refused && together.Same == together.Best[0] &&
		together.Best[0] <= 6,
		"best at %v of the points, none at %d, as now at %d", together.Best, together.None, together.Same)
	for i, spans := range together.Spans {
		at := slices.IndexFunc(spans, func(s Span) bool { return s.Metric.Name == "wait.all.p95" })
		times := []float64{18, 9}[i]
		got := spans[at]
		assert.True(t, got.P5 >= 10*times && got.P95 <= 90*times && got.P95 >= 70*times && (got.P5 < got.P50 &&
			got.P50 < got.P95),
			"result %d: span %+v, want within %g to %g s", i, got, 10*times, 90*times)
	}
}

// TestGuessesWorkers checks that the number of workers changes nothing.
func TestGuessesWorkers(t *testing.T) {
	diff := deep.Diff(varied(t, 1), varied(t, 3), "Comparison.Scenario")
	assert.Empty(t, diff, "one worker (-) and three (+) differ")
}

// TestGuessesStop checks that an answer that is stopped is none.
func TestGuessesStop(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	stop()
	s, err := Guesses(ctx, everybodyAtOnce(t, time.Second), nil, nil, GuessOptions{})
	assert.True(t, s == nil && err != nil, "%v, %v; want an error", s, err)
}

// TestHypercube checks that along each dimension every interval has one point, and
// that dimensions are not the same.
func TestHypercube(t *testing.T) {
	for _, points := range []int{1, 2, 30, 101} {
		const dimensions = 7
		cube := hypercube(9, points, dimensions)
		for d := range dimensions {
			hit := make([]int, points)
			for _, p := range cube {
				require.True(t, p[d] > 0 && p[d] < 1, "%d points: a coordinate is %v", points, p[d])
				hit[int(p[d]*float64(points))]++
			}
			assert.True(t, slices.Min(hit) == 1 && slices.Max(hit) == 1,
				"%d points, dimension %d: intervals have %v", points, d, hit)
		}
		more := hypercube(9, points, dimensions+1)
		for i := range cube {
			require.Equal(t, more[i][:dimensions], cube[i],
				"%d points: another dimension changes point %d", points, i)
		}
	}
	// Over many hypercubes two dimensions are not correlated.
	sum, n := 0.0, 0
	for seed := range uint64(400) {
		for _, p := range hypercube(seed, 10, 2) {
			sum += (p[0] - 0.5) * (p[1] - 0.5) * 12
			n++
		}
	}
	// The sd of a product of two uniform deviates is 1/12, here scaled to 1.
	mean := sum / float64(n)
	assert.LessOrEqual(t, math.Abs(mean), 4/math.Sqrt(float64(n)), "dimensions are correlated by %.3f", mean)
}

// TestGuessesAreKept checks that what guesses are worth survives being saved with a
// review, but for the functions of ranges.
func TestGuessesAreKept(t *testing.T) {
	s := varied(t, 2)
	c := compared(t, s.Comparison.Scenario, Options{Workers: 2})
	var kept bytes.Buffer
	require.NoError(t, Save(&kept, &Review{Comparison: c, Sensitivity: s}))
	opened, err := Open(t.Context(), &kept, c.Scenario, "")
	require.NoError(t, err)
	diff := deep.Diff(s, opened.Sensitivity, "Sensitivity.Comparison",
		"Metric.value", "Range.Round", "Range.Text") // functions
	assert.Empty(t, diff, "saved (-) and opened (+) differ")
	assert.Same(t, opened.Comparison, opened.Sensitivity.Comparison,
		"the guesses are of another comparison than that of the review")
}
