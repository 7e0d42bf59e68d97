package scenarios

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// queueOf is a scenario of jobs alone: ten days, one replication.
func queueOf(workload, slots, more string) string {
	return "start: 2027-04-12\ntimezone: UTC\nhorizon: 10d\nreplications: 1\nworkloads: [{name: jobs, " + workload + "}]\nbackend: {slots: " + slots + ", admission: {discipline: ticket}}\n" + more
}

// TestJobs checks how many jobs are expected of each way to arrive.
func TestJobs(t *testing.T) {
	for _, tt := range []struct {
		name, workload string
		want           float64
	}{
		{"one a second", "arrivals: {poisson: 1/s}, work: 1s", 864_000},
		{"batches of three", "arrivals: {batches: {rate: 1/min, size: {geometric: {mean: 3}}}}, work: 1s", 43_200},
		{"one a minute from 12:00 to 18:00, else none", "arrivals: {profile: [{from: 12:00, rate: 1/min}, {from: 18:00, rate: 0/min}]}, work: 1s", 3600},
		{"a peak on two days", "arrivals: {peak: {clients: 500, at: {window: 07:30-09:00}, days: 2}}, work: 1s", 1000},
		{"exactly, on more days than are seen", "arrivals: {exactly: {clients: 500, at: 08:00, days: 30}}, work: 1s", 5000},
		{"a hundred who think for 90 s", "arrivals: {closed: {clients: 100, think: 90s}}, work: 10s", 864_000},
		// e⁻² of the jobs need more than the timeout and try for half of ten days every 100 s, or five times.
		{"one a minute, of which some try again and again", "arrivals: {poisson: 1/min}, work: {exponential: {mean: 20s}}#timeout: {after: 40s, retry: {fixed: 1m}}", 14_400 * (1 + math.Exp(-2)*4320)},
		{"and give up after five tries", "arrivals: {poisson: 1/min}, work: {exponential: {mean: 20s}}#timeout: {after: 40s, retry: {exponential: {base: 2m, cap: 2m}, budget: 5}}", 14_400 * (1 + math.Exp(-2)*5)},
		{"three who are soon stuck", "arrivals: {closed: {clients: 3, think: 10s}}, work: 90s#timeout: {after: 40s, retry: {fixed: 1m}}", 3*8640 + 3*8640},
		{"a hundred who may give up at once", "arrivals: {closed: {clients: 100, think: 90s}}, work: 10s, patience: 1s", 960_000},
	} {
		workload, timeout, timed := strings.Cut(tt.workload, "#")
		slots := "1000"
		if timed {
			slots += ", " + timeout
		}
		s, err := Load("plan.yaml", []byte(queueOf(workload, slots, "")), nil)
		if !assert.NoError(t, err, "%s", tt.name) {
			continue
		}
		got := jobsOf(s)
		assert.InDelta(t, tt.want, got, 1e-6*tt.want, "%s: %g jobs", tt.name, got)
	}
}

// TestDemand checks what is said about workloads that ask for much.
func TestDemand(t *testing.T) {
	const much = "arrivals: {poisson: 9/s}, work: 1s" // 9 erlangs, 7.8 million jobs
	for _, tt := range []struct{ name, text, problem, warning string }{
		{"as much as the slots can do", queueOf(much, "9", ""), "", ""},
		{"more", queueOf(much, "5", ""), "", "the backend is asked for 1.8 times what 5 slots can do: the queue grows without end"},
		{"a little more", queueOf("arrivals: {poisson: 103/min}, work: 60s", "100", ""), "", "the backend is asked for 103% of what 100 slots can do: the queue grows without end"},
		{"the fewest of several", queueOf(much, "[10, 1]", ""), "", "the backend is asked for 9 times what 1 slot can do: the queue grows without end"},
		{"more, of jobs that give up", queueOf(much+", patience: 5m", "5", ""), "", ""},
		{"more, with few places to wait", strings.Replace(queueOf(much, "5", ""), "ticket", "ticket, queue_limit: 10", 1), "", ""},
		{"more, of few clients", queueOf("arrivals: {closed: {clients: 100, think: 1s}}, work: 10s", "5", ""), "", ""},
		{"more than the capacity can do", queueOf(much, "20, capacity: {usl: {contention: 10%}}", ""), "", // 20 / (1 + 0.1·19) = 6.9
			"the backend is asked for 1.3 times what 20 slots of this capacity can do: the queue grows without end"},
		{"more than a capacity without admission control", strings.Replace(queueOf(much, "20, capacity: {full_speed: 5}", ""), "slots", "version: 9.2, slots", 1), "",
			"the backend is asked for 1.8 times what this capacity can do: the queue grows without end"},
		{"as much as more nodes can do", queueOf(much, "5, nodes: 5, autoscale: {max: 9}", ""), "", ""},
		{"more than even they can do", queueOf(much, "4, nodes: 2, autoscale: {max: 3}", ""), "", "the backend is asked for 1.5 times what 4 slots can do: the queue grows without end"},
		{"as much as will be set", queueOf(much, "5, events: [{at: 2027-04-13, slots: 9}]", ""), "", ""},
		{"as much as the nodes that come can do", queueOf(much, "6, nodes: 2, events: [{at: 2027-04-13, add_nodes: {}}]", ""), "", ""},
		{"more than auto could be asked", queueOf(much, "auto", "targets: [wait.all.p95 <= 1m]"), "", ""},
		{"jobs that try for ever", queueOf("arrivals: {poisson: 10/min}, work: {exponential: {mean: 30s}}", "50, timeout: {after: 30s, retry: {fixed: 1s}}", ""),
			"plan.yaml:6:51: backend.timeout.retry: makes jobs that need more than the timeout try about 738.2 million times; at most 200 million jobs and tries can be simulated in one replication: give a budget, or a longer wait", ""},
		{"too many that wait", queueOf("arrivals: {poisson: 20/s}, work: 1s", "5", ""),
			"plan.yaml:5:36: workloads[0].arrivals: asks for 4 times what 5 slots can do: about 13 million jobs would wait at the end, and at most 10 million can; give more slots, patience, or a queue_limit", ""},
		{"too many jobs", queueOf("arrivals: {poisson: 1000/s}, work: 1s", "5000", ""),
			"plan.yaml:5:36: workloads[0].arrivals: makes 864 million jobs in 10 days; at most 200 million can be simulated in one replication: shorten the horizon, or let fewer arrive", ""},
	} {
		var warnings []string
		if tt.warning != "" {
			warnings = []string{tt.warning}
		}
		s, err := Load("plan.yaml", []byte(tt.text), nil)
		switch {
		case err != nil && err.Error() != tt.problem, err == nil && tt.problem != "":
			assert.Fail(t, fmt.Sprintf("%s: %v, want %q", tt.name, err, tt.problem))
		case err == nil && !slices.Equal(told(s.Warnings[:min(len(s.Warnings), 1)]), warnings):
			assert.Fail(t, fmt.Sprintf("%s: warnings %q, want %q", tt.name, s.Warnings, warnings))
		}
	}
}

// TestLongRunOfJobs checks that jobs count in what a study takes.
func TestLongRunOfJobs(t *testing.T) {
	s, err := Load("plan.yaml", []byte(queueOf("arrivals: {poisson: 100/s}, work: 1s", "[200, 300]", "")), nil)
	require.NoError(t, err)
	got := LongRun(s, 2).String()
	assert.Empty(t, got, "0.35 billion jobs: %q", got)
	got, want := LongRun(s, 100).String(), "about 17 billion jobs (jobs × slot numbers × replications): this takes about 58 minutes on one core, "+
		"and about 40 MB for each rollout that is simulated at once"
	assert.Equal(t, want, got, "17 billion jobs")
}
