package theory

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/scenarios"
)

// jobsOf is a backend for the jobs of one workload, for two days.
func jobsOf(t *testing.T, arrivals, work string, slots int) *model.Model {
	t.Helper()
	s, err := scenarios.Load("jobs.yaml", fmt.Appendf(nil, `
start: 2027-04-12
timezone: UTC
horizon: 2d
workloads: [{name: jobs, arrivals: {%s}, work: %s}]
backend: {slots: %d, admission: {discipline: ticket, jitter: 0s}}
`, arrivals, work, slots), nil)
	require.NoError(t, err)
	return model.New(s)
}

// TestRecursionIsTheEngine checks that the jobs that are drawn without anything being
// played are those of the simulation, and that the recursion without events has its waits,
// job by job and to the nanosecond: of jobs that come one by one, together, at a rate of
// the hour, as a morning's storm and from a trace, to one slot and to several.
func TestRecursionIsTheEngine(t *testing.T) {
	const random = "{exponential: {mean: 90s}}"
	trace := jobsOf(t, "poisson: 1/min", random, 2)
	trace.Scenario.Workloads[0].Work = nil
	trace.Scenario.Workloads[0].Arrivals = model.Arrivals{Kind: model.Replay, Trace: model.ArrivalList{
		{Work: 7 * time.Second, Patience: -1}, {Work: 7 * time.Second, Patience: -1}, {At: 2 * time.Second, Work: time.Second, Patience: -1},
		{At: 7 * time.Second, Work: time.Second, Patience: -1}, {At: 7 * time.Second, Patience: -1}}}
	for name, m := range map[string]*model.Model{
		"one slot":              jobsOf(t, "poisson: 0.6/min", random, 1),
		"seven slots":           jobsOf(t, "poisson: 4.2/min", random, 7),
		"jobs that come by two": jobsOf(t, "batches: {rate: 2/min, size: 2}", "{lognormal: {mean: 90s, cv: 2}}", 7),
		"a rate of the hour":    jobsOf(t, `profile: [{from: "00:00", rate: 0.2/min}, {from: "08:00", rate: 4/min}]`, random, 6),
		"a storm on two days":   jobsOf(t, "exactly: {clients: 2000, at: {normal: {mean: 8h, sd: 30m}}, days: 2}", "{lognormal: {mean: 20s, cv: 1}}", 8),
		"all at one instant":    jobsOf(t, `exactly: {clients: 200, at: "08:00"}`, "60s", 8),
		"jobs of a trace":       trace,
	} {
		t.Run(name, func(t *testing.T) {
			const replication = 3
			slots := m.Scenario.Backend.Slots[0]
			waits, err := Waits(m.Jobs(0, replication), slots)
			require.NoError(t, err)
			var records []model.Record
			m.Begin(slots, replication).Roll(m.Strategies()[0], func(r *model.Record) { records = append(records, *r) })
			slices.SortFunc(records, func(a, b model.Record) int { return cmp.Compare(a.Client, b.Client) }) // by number, as they come
			require.Len(t, records, len(waits))
			i := 0
			for job, err := range m.Jobs(0, replication) {
				require.NoError(t, err)
				r := &records[i]
				if job != (model.Arrival{At: r.Asked, Work: r.Work, Patience: -1}) || r.HasStarted && waits[i] != r.Wait {
					require.Fail(t, "another job", "job %d is %+v and waits %v; in the simulation %+v", i, job, waits[i], *r)
				}
				i++
			}
			assert.Positive(t, slices.Max(waits), "the longest wait")
		})
	}
	for range jobsOf(t, "closed: {clients: 20, think: 60s}", random, 1).Jobs(0, 0) {
		assert.Fail(t, "a closed population has jobs that nobody has served others for")
	}
}

// TestSortedWaits checks the order of waits of all lengths.
func TestSortedWaits(t *testing.T) {
	chance := rand.New(rand.NewPCG(1, 2))
	for _, longest := range []time.Duration{0, 5, 2048, time.Second, 10 * time.Hour, 400 * 24 * time.Hour} {
		waits := make([]time.Duration, 1000)
		for i := range waits {
			waits[i] = time.Duration(chance.Int64N(int64(longest) + 1))
		}
		want := slices.Clone(waits)
		slices.Sort(want)
		SortWaits(waits)
		assert.Equal(t, want, waits, "waits of at most %v", longest)
	}
}
