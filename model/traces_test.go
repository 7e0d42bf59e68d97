package model

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A trace is a list of jobs and what becomes of each, by a rule that leaves
// nothing to chance. Instants are whole seconds.
type trace struct {
	Name        string
	Kind        string
	Slots       int
	ReaskAfter  int64 `json:"reask_after"`
	Jobs        []traceJob
	Expected    []traceFate
	Conventions map[string]struct{ Expected []traceFate }
}

type traceJob struct {
	ID               int
	Arrival, Service int64
	Patience         *int64
}

// A traceFate is what becomes of a job: it starts and finishes, or it leaves.
type traceFate struct {
	ID                  int
	Start, Finish, Left *int64
	Asks                int
}

// traces reads the traces whose file names match a pattern.
func traces(t *testing.T, pattern string) []trace {
	t.Helper()
	paths, err := filepath.Glob("../testdata/traces/" + pattern)
	require.True(t, err == nil && len(paths) != 0, "traces %s: %d found, error %v", pattern, len(paths), err)
	all := make([]trace, len(paths))
	for i, path := range paths {
		readJSON(t, path, &all[i])
	}
	return all
}

// replay returns the records of a trace, job by job, and the scenario that made
// them. One second of the trace lasts so long.
func (tr *trace) replay(t *testing.T, second time.Duration, change func(*Scenario)) []Record {
	t.Helper()
	arrivals := make([]Arrival, len(tr.Jobs))
	for i, job := range tr.Jobs {
		require.True(t, job.ID == i && !(i > 0 && job.Arrival < tr.Jobs[i-1].Arrival),
			"%s: jobs are not in order of arrival at number %d", tr.Name, i)
		arrivals[i] = Arrival{At: time.Duration(job.Arrival) * second, Work: time.Duration(job.Service) * second, Patience: -1}
		if job.Patience != nil {
			arrivals[i].Patience = time.Duration(*job.Patience) * second
		}
	}
	s := oneJobEach(arrivals, tr.Slots, 40)
	if change != nil {
		change(s)
	}
	_, records := roll(s, &Strategy{Name: NoRollout})
	require.Len(t, records, len(arrivals), "%s: %d records of %d jobs", tr.Name, len(records), len(arrivals))
	return byAsked(records)
}

// compare checks the records of a trace against what it expects.
func (tr *trace) compare(t *testing.T, records []Record, expected []traceFate, second time.Duration) {
	t.Helper()
	require.Len(t, expected, len(records), "%s: %d records, %d expected", tr.Name, len(records), len(expected))
	for i, want := range expected {
		got := &records[i]
		arrival := time.Duration(tr.Jobs[i].Arrival) * second
		switch {
		case got.Client != uint32(want.ID) || got.Asked != arrival:
			assert.Fail(t, fmt.Sprintf("%s: client %d asks at %v, want client %d at %v",
				tr.Name, got.Client, got.Asked, want.ID, arrival))
		case want.Left != nil:
			left := time.Duration(*want.Left) * second
			if got.Outcome != GaveUp || got.Finished != left || got.HasStarted || got.Wait != left-arrival {
				assert.Fail(t, fmt.Sprintf("%s: job %d: %v at %v after waiting %v, want to leave at %v",
					tr.Name, i, got.Outcome, got.Finished, got.Wait, left))
			}
		default:
			start, finish := time.Duration(*want.Start)*second, time.Duration(*want.Finish)*second
			if got.Outcome != Done || got.Started != start || got.Finished != finish || got.Wait != start-arrival || got.WaitElapsed != start-arrival {
				assert.Fail(t, fmt.Sprintf("%s: job %d: %v, runs from %v to %v after waiting %v, want from %v to %v after %v",
					tr.Name, i, got.Outcome, got.Started, got.Finished, got.Wait, start, finish, start-arrival))
			}
		}
		if want.Asks > 0 {
			assert.Equal(t, want.Asks, got.Asks, "%s: job %d asks %d times", tr.Name, i, got.Asks)
		}
	}
}

func TestTracesFirstComeFirstServed(t *testing.T) {
	// A trace second lasts a millisecond, so that a job of a thousand million
	// seconds ends before the horizon.
	for _, tr := range traces(t, "fifo*.json") {
		records := tr.replay(t, time.Millisecond, nil)
		tr.compare(t, records, tr.Expected, time.Millisecond)
	}
}

func TestTracesPatience(t *testing.T) {
	for _, tr := range traces(t, "patience*.json") {
		records := tr.replay(t, time.Second, nil)
		tr.compare(t, records, tr.Conventions["slot_wins"].Expected, time.Second)
	}
}

func TestTracesAskAgain(t *testing.T) {
	for _, tr := range traces(t, "reask*.json") {
		expected, ok := tr.Conventions["release_first,list_order"]
		if !ok {
			expected = tr.Conventions["any"]
		}
		// The hint is in full minutes, so the interval of the trace lasts one.
		second := time.Minute / time.Duration(tr.ReaskAfter)
		records := tr.replay(t, second, func(s *Scenario) { s.Backend.Admission.Discipline = ReAsk })
		tr.compare(t, records, expected.Expected, second)
	}
}

// A knownAnswer is one exact or published result; testdata/README.md says where
// they are from.
type knownAnswer struct {
	ID, Family, Quantity string
	Params, Value        json.RawMessage
}

// knownAnswers returns the results of a family whose quantity is the given one,
// and fails when there are none.
func knownAnswers(t *testing.T, family, quantity string) []knownAnswer {
	t.Helper()
	var all []knownAnswer
	readJSON(t, "../testdata/known_answers.json", &all)
	found := slices.DeleteFunc(all, func(a knownAnswer) bool { return a.Family != family || a.Quantity != quantity })
	require.NotEmpty(t, found, "no known answer of family %q for %q", family, quantity)
	return found
}

// read decodes the parameters and the value of a known answer.
func (a knownAnswer) read(t *testing.T, params, value any) {
	t.Helper()
	require.NoError(t, json.Unmarshal(a.Params, params), "%s: params", a.ID)
	require.NoError(t, json.Unmarshal(a.Value, value), "%s: value", a.ID)
}

// TestEverybodyAtOnce has n clients ask at one instant for the same work: the
// k-th waits ⌊k/slots⌋ times the work.
func TestEverybodyAtOnce(t *testing.T) {
	const family = "big bang at t=0"
	// play returns the outcome of a known answer's case and its last finish.
	play := func(a knownAnswer, value any) (*Outcome, time.Duration) {
		var params struct {
			N, C int
			S    int64 `json:"s_seconds"`
		}
		a.read(t, &params, value)
		arrivals := make([]Arrival, params.N)
		for i := range arrivals {
			arrivals[i] = Arrival{Work: time.Duration(params.S) * time.Second, Patience: -1}
		}
		o, records := roll(oneJobEach(arrivals, params.C, 1), &Strategy{Name: NoRollout})
		var last time.Duration
		for _, r := range records {
			last = max(last, r.Finished)
		}
		return o, last
	}
	for _, a := range knownAnswers(t, family, "deterministic: waits s p50/p90/p95/p99/max, type 1") {
		var want []float64
		o, _ := play(a, &want)
		for i, name := range []string{"p50", "p90", "p95", "p99", "max"} {
			m, ok := MetricNamed("wait.all." + name)
			got := m.Of(o)
			assert.True(t, ok && got == want[i], "%s: %s = %v s, want %v s", a.ID, name, got, want[i])
		}
	}
	for _, a := range knownAnswers(t, family, "deterministic: mean wait s") {
		var want float64
		o, _ := play(a, &want)
		// The mean is rounded down to a nanosecond.
		got, exact := o.Waits[WaitAll].Mean()
		assert.True(t, exact && got == time.Duration(want*1e9), "%s: mean wait = %v, want %v s", a.ID, got, want)
	}
	for _, a := range knownAnswers(t, family, "deterministic: makespan s") {
		var want int64
		_, last := play(a, &want)
		assert.Equal(t, time.Duration(want)*time.Second, last,
			"%s: the last sync finishes at %v, want %v s", a.ID, last, want)
	}
}

// TestShownWait holds what a client is shown against the wait that k clients
// before the next start mean on so many slots.
func TestShownWait(t *testing.T) {
	for _, a := range knownAnswers(t, "wait message", "[mean wait s exact, shown minutes rounded up, P(wait<=shown), wait p50 s, p90 s, p95 s]") {
		var params struct {
			K       int64 `json:"k_incl_self"`
			Service int64 `json:"mean_service_s"`
			C       int64
		}
		var value []any
		a.read(t, &params, &value)
		wait := time.Duration(params.K*params.Service) * time.Second / time.Duration(params.C)
		want := time.Duration(value[1].(float64)) * time.Minute
		assert.Equal(t, want, ShownWait(wait), "%s: ShownWait(%v)", a.ID, wait)

		// The same through the backend: k clients wait for slots that are taken,
		// and the last of them is shown the work of all, divided by the slots.
		busy := Arrival{Work: 20 * time.Hour, Patience: -1}
		s := oneJobEach(slices.Repeat([]Arrival{busy}, int(params.C)), int(params.C), 1)
		s.Workloads = append(s.Workloads, Workload{Name: "those who wait", Arrivals: replayed(
			slices.Repeat([]Arrival{{At: time.Hour, Work: time.Duration(params.Service) * time.Second, Patience: -1}}, int(params.K)))})
		s.Backend.Admission.RetryAfter = RetryAfter{Estimate: true}
		_, records := roll(s, &Strategy{Name: NoRollout})
		last := slices.MaxFunc(records, func(a, b Record) int { return int(a.QuotedWait - b.QuotedWait) })
		assert.Equal(t, want, last.QuotedWait,
			"%s: client number %s in the queue is shown", a.ID, strconv.FormatInt(params.K, 10))
	}
}
