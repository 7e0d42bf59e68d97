package model

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// valueOf is a metric of an outcome.
func valueOf(t *testing.T, o *Outcome, name string) float64 {
	t.Helper()
	m, ok := MetricNamed(name)
	require.True(t, ok, "there is a metric %s", name)
	return m.Of(o)
}

// TestNumbersOfAQueueByHand follows jobs through two slots. Jobs 1 and 2 take them
// from 0 to 4 and from 1 to 3 minutes; job 3 comes at 2, waits for a minute, and runs
// until 8; job 4 comes at 2, waits until 4, and runs until 5; job 5 comes at 2.5 and
// leaves at 3.5. The first hour is counted.
func TestNumbersOfAQueueByHand(t *testing.T) {
	half, min := 30*time.Second, time.Minute
	jobs := []Arrival{{0, 4 * min, -1}, {min, 2 * min, -1}, {2 * min, 5 * min, -1}, {2 * min, min, -1}, {2*min + half, min, min}}
	for _, tt := range []struct {
		name   string
		change func(*Scenario)
		want   map[string]float64
	}{
		{"all of it", func(*Scenario) {}, map[string]float64{
			"queue.mean":    (1 + 2 + 1.) / 60, // job minutes of waiting in an hour
			"system.mean":   (4 + 2 + 6 + 3 + 1.) / 60,
			"sojourn.mean":  (4 + 2 + 6 + 3 + 1.) / 5 * 60,
			"all_busy":      4. / 60, // from 1 to 5
			"gave_up.share": 1. / 5,
			"makespan":      8 * 60,
		}},
		{"with an hour before, in which there is nothing", func(s *Scenario) {
			for i := range jobs {
				jobs[i].At += time.Hour
			}
			s.Measure = &Window{From: 0, To: 2 * time.Hour}
		}, map[string]float64{"queue.mean": 4. / 120, "all_busy": 4. / 120, "makespan": 8 * 60}},
		{"of which some never start", func(s *Scenario) {
			s.Workloads[0].Arrivals.Trace = ArrivalList{{0, 48 * time.Hour, -1}, {min, min, -1}}
		},
			map[string]float64{"sojourn.mean": math.Inf(1), "makespan": math.Inf(1), "gave_up.share": 0}},
		{"of which some come behind the horizon", func(s *Scenario) {
			s.Workloads[0].Arrivals.Trace = ArrivalList{{0, min, -1}, {48 * time.Hour, min, -1}}
		},
			map[string]float64{"sojourn.mean": 60, "makespan": math.Inf(1)}},
		{"with a capacity that is never short", func(s *Scenario) { s.Backend.Capacity = &Capacity{FullSpeed: 10} },
			map[string]float64{"queue.mean": 4. / 60, "all_busy": 4. / 60, "sojourn.mean": 16. / 5 * 60, "makespan": 8 * 60}},
		{"with an outage from 6 to 7 minutes", func(s *Scenario) {
			s.Backend.Events = []BackendEvent{{At: 6 * min, Kind: Outage, Nodes: AllNodes, For: min, Running: Resume}}
		}, map[string]float64{"queue.mean": 5. / 60, "all_busy": 5. / 60, "sojourn.mean": 17. / 5 * 60, "makespan": 9 * 60}},
		{"none", func(s *Scenario) { s.Workloads[0].Arrivals.Trace = ArrivalList{} },
			map[string]float64{"queue.mean": 0, "all_busy": 0, "sojourn.mean": math.NaN(), "gave_up.share": math.NaN(), "makespan": math.NaN()}},
	} {
		s := oneJobEach(jobs, 2, 1)
		s.Measure = &Window{From: 0, To: time.Hour}
		tt.change(s)
		o, _ := roll(s, &Strategy{Name: NoRollout})
		for name, want := range tt.want {
			if got := valueOf(t, o, name); math.IsNaN(want) {
				assert.True(t, math.IsNaN(got), "%s, %s: %v where there is nothing", tt.name, name, got)
			} else if math.IsInf(want, 1) {
				assert.Equal(t, want, got, "%s, %s", tt.name, name)
			} else {
				assert.InDelta(t, want, got, 1e-9, "%s, %s", tt.name, name)
			}
		}
		for i := range jobs {
			jobs[i].At %= time.Hour
		}
	}
}

// TestWhatAScenarioShows has what only a queue can have where there are no PCs, and
// what only PCs can have where there are some.
func TestWhatAScenarioShows(t *testing.T) {
	queue, fleet := oneJobEach(nil, 1, 1), office(10, 1)
	endless := oneJobEach(nil, 1, 1)
	endless.Workloads[0].Arrivals = Arrivals{Kind: Poisson, Rate: 1}
	heeding := oneJobEach(nil, 1, 1)
	heeding.Backend.Admission.Discipline = ReAsk
	for name, want := range map[string][4]bool{
		"wait.all.p95":      {true, true, true, true},
		"queue.mean":        {true, true, true, false},
		"makespan":          {true, false, true, false},
		"wait.update.p95":   {false, false, false, true},
		"wait.log_in.mean":  {false, false, false, true},
		"updated.p95":       {false, false, false, true},
		"never":             {false, false, false, true},
		"promise.broken":    {false, false, true, true},
		"wait.worst.waited": {false, false, false, true},
	} {
		m, _ := MetricNamed(name)
		for i, s := range []*Scenario{queue, endless, heeding, fleet} {
			assert.Equal(t, want[i], s.Shows(m), "%s, scenario %d", name, i)
		}
	}
}
