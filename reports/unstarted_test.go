package reports

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/sim/stats"
)

// TestWaitNotKnownInSomeRuns checks that a wait that some runs do not tell is not
// told as if it were at most something, although the others give a median.
func TestWaitNotKnownInSomeRuns(t *testing.T) {
	c := queueComparison()
	e := metric(&c.Results[1], waitAnySync)
	e.Median, e.Unreached, e.High, e.P95 = true, 0.25, math.Inf(1), math.Inf(1)
	c.Results[1].Accounting.Waiting = 8202
	page := strings.Join(shown(c), "\n")
	for _, word := range []string{"or more", "10 slots, 19 of 20 jobs wait at most", "10 slots: 1 %"} {
		assert.NotContains(t, page, word, "the report says %q\n%s", word, page)
	}
	want := "10 slots  missed  not known in 5 of 20 runs: too many had not started"
	assert.Contains(t, page, want, "the report lacks %q\n%s", want, page)
	var got bytes.Buffer
	require.NoError(t, JSON(&got, c))
	want = `"reason": "not known in 5 of 20 rollouts: too many had not started"`
	assert.Contains(t, got.String(), want, "the JSON lacks %s", want)
}

// TestUnstartedFleet checks that a fleet, too, is told how much had not started.
func TestUnstartedFleet(t *testing.T) {
	c := officeComparison()
	c.Scenario.Workloads = []model.Workload{{Name: "nightly export"}}
	c.Results[1].Accounting = model.Accounting{Asked: 1000, Done: 700, Waiting: 300}
	page := strings.Join(strings.Fields(strings.Join(shown(c), " ")), " ")
	for _, want := range []string{
		"big bang: 30 % of the syncs and jobs had not started at the end: percentiles beyond 70 % are not known",
		"Every sync and job accounted for",
		"with the daily syncs of all PCs and the jobs of nightly export",
	} {
		assert.Contains(t, page, want, "the report lacks %q\n%s", want, page)
	}
	assert.NotContains(t, page, "waves: 0", "few that wait are told of\n%s", page)
}

// TestRunsAllTheSame checks that runs without chance have no intervals, and that a
// single value that differs brings them back.
func TestRunsAllTheSame(t *testing.T) {
	const same = "All 3 runs are the same: nothing is left to chance."
	c := singleQueue()
	c.Replications, c.Asked = 3, 3
	for i := range c.Results[0].Metrics {
		e := &c.Results[0].Metrics[i]
		e.Values = []float64{0.1, 0.1, 0.1}
		e.Missing, e.Median, e.Estimate = study.Missing{}, false, stats.MeanEstimate(e.Values, study.Level)
	}
	page := strings.Join(shown(c), "\n")
	assert.True(t, strings.Contains(page, same) && !strings.Contains(page, "±") && !strings.Contains(page, "interval"),
		"of equal runs the report is\n%s", page)
	e := metric(&c.Results[0], slotsInUse)
	e.Values = []float64{0.1, 0.1, 0.2}
	e.Estimate = stats.MeanEstimate(e.Values, study.Level)
	page = strings.Join(shown(c), "\n")
	assert.True(t, !strings.Contains(page, same) && strings.Contains(page, " is the 95 % interval"),
		"of runs that differ the report is\n%s", page)
}

// TestQueueVerdict checks that the sentence of a queue agrees with its verdict.
func TestQueueVerdict(t *testing.T) {
	for _, tt := range []struct {
		name    string
		verdict study.Verdict
		met     []int // results that meet every target
		want    string
	}{
		{"one", study.Verdict{Decision: study.Go, Best: 2}, []int{2}, "every target is met with 12 slots."},
		{"two", study.Verdict{Decision: study.Go, Best: 1}, []int{1, 2}, "every target is met with 10 slots and 12 slots: 10 slots will do."},
		{"none", study.Verdict{Decision: study.NoGo, Best: -1}, nil, "no number of slots here meets every target."},
		{"open", study.Verdict{Decision: study.NotDecidable, Best: -1}, nil, "no number of slots here is sure to meet every target."},
	} {
		c := queueComparison()
		c.Verdict = tt.verdict
		c.Verdict.HasTargets = true
		for i := range c.Results {
			c.Results[i].Targets[0].Outcome = study.Missed
		}
		for _, i := range tt.met {
			c.Results[i].Targets[0].Outcome = study.Met
		}
		got := pageOf(c).sentence()
		assert.True(t, strings.HasSuffix(got, "; "+tt.want),
			"%s: the sentence is %q, want it to end in %q", tt.name, got, tt.want)
	}
}
