package study

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/rollsim/rollsim/model"
)

// within is the target that 95 % of the waits of a metric are at most so long.
func within(metric string, bound time.Duration) []model.Target {
	return []model.Target{{Metric: metric, Bound: bound.Seconds(), Text: metric + " <= " + bound.String()}}
}

// TestVerdictOfQueue looks for the slots of 9 erlangs: 10 are enough for an hour
// and not for a minute, 14 for both.
func TestVerdictOfQueue(t *testing.T) {
	for _, tt := range []struct {
		name     string
		slots    []int
		bound    time.Duration
		decision Decision
		best     int // slots; 0: none
	}{
		{"all will do", []int{10, 14}, time.Hour, Go, 10},
		{"the least that will do is named", []int{14, 20, 10}, time.Minute, Go, 14},
		{"none will do", []int{10}, time.Minute, NoGo, 0},
		{"a queue that grows without end is not short", []int{5}, 120 * time.Hour, NoGo, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := queue(t, tt.slots...)
			s.Horizon, s.Measure.To = 4, 96*time.Hour
			s.Targets = within("wait.all.p95", tt.bound)
			c := compared(t, s, Options{Workers: 2, Replications: 8})
			best := 0
			if c.Verdict.Best >= 0 {
				best = c.Results[c.Verdict.Best].Slots
			}
			assert.True(t, c.Verdict.Decision == tt.decision && best == tt.best,
				"decision %v for %d slots, want %v for %d", c.Verdict.Decision, best, tt.decision, tt.best)
		})
	}
}

// TestGrowingQueueIsNotKnown: of 9 erlangs on 5 slots, 44 % have not started when
// the horizon comes, so no quantile above 56 % is known, nor the mean.
func TestGrowingQueueIsNotKnown(t *testing.T) {
	s := queue(t, 5)
	s.Horizon, s.Measure.To = 4, 96*time.Hour
	r := &compared(t, s, Options{Workers: 2, Replications: 4}).Results[0]
	for _, name := range []string{"wait.all.p90", "wait.all.p95", "wait.all.p99", "wait.all.mean", "wait.all.max"} {
		e := r.Metric(name)
		assert.True(t, e.Missing.Any() && math.IsInf(e.Values[0], +1),
			"%s = %v (%v), want no number", name, e.Mean, e.Missing)
	}
}

// TestPlanThatNeverOpens must not be recommended, whatever the waits of others.
func TestPlanThatNeverOpens(t *testing.T) {
	for _, metric := range []string{"wait.all.p95", "wait.update.p95"} {
		s := waves(t)
		late := s.Start.AddDate(0, 3, 0)
		s.Strategies = []model.Strategy{{Name: "late", Phases: model.BigBang(model.Phase{Start: model.Start{At: &late}})}}
		s.Targets = within(metric, 24*time.Hour)
		v := compared(t, s, Options{Workers: 2}).Verdict
		assert.True(t, v.Decision == NotDecidable && v.Best == -1,
			"%s: decision %v for result %d, want not decidable", metric, v.Decision, v.Best)
	}
}

// TestFewestSlotsAreRecommended, and conditions are about them alone.
func TestFewestSlotsAreRecommended(t *testing.T) {
	s := waves(t)
	s.Workloads = nil
	s.Backend.Slots = []int{100, 40}
	s.Targets = within("wait.update.p95", time.Hour)
	c := compared(t, s, Options{Workers: 2})
	v := c.Verdict
	assert.True(t, v.Decision == Go && v.Best >= 0 && c.Results[v.Best].Slots == 40 &&
		c.Results[v.Best].Strategy == "big bang",
		"verdict %+v, want go with big bang on 40 slots", v)
}

// TestFewReplicationsArePreliminary: a verdict that only the number of replications leaves
// open is preliminary, and one that more would not decide, or that they contradict so far,
// is not decidable.
func TestFewReplicationsArePreliminary(t *testing.T) {
	end := model.Target{Metric: "updated.p95", Span: model.Span{Length: 100 * time.Second}}
	wait := model.Target{Metric: "wait.update.p95", Bound: 100}
	often := model.Target{Metric: "wait.update.p95", Bound: 100, Share: 0.9}
	for _, tt := range []struct {
		name         string
		target       model.Target
		replications int
		values       []float64 // of the metric, one after the other and over again
		want         Decision
	}{
		{"the median of five dates has no interval", end, 5, []float64{50, 60}, Preliminary},
		{"that of six has", end, 6, []float64{50, 60}, Go},
		{"a single rollout has none at all", wait, 1, []float64{50}, Preliminary},
		{"a date that is not kept so far", end, 5, []float64{150, 160}, NotDecidable},
		{"nine in ten takes 35 rollouts", often, 30, []float64{50}, Preliminary},
		{"and 35 are enough", often, 35, []float64{50}, Go},
		{"kept in too few so far", often, 30, []float64{50, 50, 50, 50, 50, 150}, NotDecidable},
		{"a mean close to its bound, which a few more would decide", wait, 5, []float64{20, 120}, Preliminary},
		{"so close that they would not", wait, 6, []float64{80, 118}, NotDecidable},
		{"as many rollouts as are usual", wait, 20, []float64{80, 118}, NotDecidable},
	} {
		values := make([]float64, tt.replications)
		for i := range values {
			values[i] = tt.values[i%len(tt.values)]
		}
		s := model.Scenario{Seed: 1, Targets: []model.Target{tt.target}, Start: time.Date(2027, 4, 12, 0, 0, 0, 0, time.UTC), Horizon: 1,
			Calendar: &model.Calendar{Zone: time.UTC}}
		c := contest(s, map[string][]float64{tt.target.Metric: values, "updated.at_horizon": slices.Repeat([]float64{1}, len(values))})
		assert.Equal(t, tt.want, judge(c).Decision, tt.name)
	}
}

// TestOrderOfThoseThatMay: where nothing is decidable, the fewest slots come first and
// then the earliest end, as among those that keep every target; how often a target has
// been kept so far does not count, and who misses one is left out.
func TestOrderOfThoseThatMay(t *testing.T) {
	half := model.Scenario{Seed: 1, Targets: []model.Target{{Metric: "wait.update.p95", Bound: 100, Share: 0.5}}}
	of := func(end float64, waits ...float64) map[string][]float64 {
		return map[string][]float64{"wait.update.p95": waits, "updated.p95": {end, end, end, end}}
	}
	c := contest(half,
		of(9, 50, 50, 50, 150),                     // late, but kept in three of four
		of(5, 50, 150, 150, 150),                   // early
		of(1, 50, 50, 150, 150),                    // on more slots
		of(1, slices.Repeat([]float64{150}, 4)...)) // never
	c.Results[2].Slots = 60
	c.Results[3].Targets[0].Outcome = Missed
	may, want := mays(c), []int{1, 0, 2}
	assert.Equal(t, want, may, "may")
	// Four rollouts are few: what keeps every target so far is named first.
	v := judge(c)
	want = []int{0, 1, 2}
	assert.True(t, v.Decision == Preliminary && v.Best == -1 && slices.Equal(v.May, want),
		"decision %v, best %d, may %v; want preliminary, none, %v", v.Decision, v.Best, v.May, want)
	rollouts, longer := c.Results[1].Open()
	assert.True(t, rollouts && !longer,
		"decided by rollouts %v, by a longer horizon %v; want the first", rollouts, longer)
	c.Results[1].Targets[0].Beyond = true
	rollouts, longer = c.Results[1].Open()
	assert.True(t, !rollouts && longer,
		"decided by rollouts %v, by a longer horizon %v; want the second", rollouts, longer)
}
