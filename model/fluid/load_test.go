package fluid

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/rollsim/rollsim/model"
)

// TestLoadOfAllAtOnce compares the flow with the closed form where 2,000 jobs of 60 s come
// to 20 slots within five minutes: all slots run from when 20 are there, the line is
// longest at the end of the five minutes with what has come less what was served, and
// is empty when the work of all but those in the slots is done. All work that is asked
// for is done.
func TestLoadOfAllAtOnce(t *testing.T) {
	const jobs, slots, work = 2000, 20, 60.0
	s := loaded(t, atOnce)
	f := followed(t, s).on(t, noRollout, slots)
	width := f.Width.Seconds()
	done := 0.0
	for _, running := range f.Running {
		done += running * width
	}
	assert.InEpsilon(t, jobs*work, done, 1e-3, "seconds of work that are done")
	first := int(5 * time.Hour / f.Width)
	assert.Zero(t, f.Running[first-1], "run before the jobs come")
	assert.InDelta(t, slots, f.Running[first+1], 1e-9, "run after the jobs have come")
	empties := 5*time.Hour + time.Duration((jobs-slots)/(slots/work)*1e9)
	for k := first + 1; k < first+30; k++ {
		begins := time.Duration(k) * f.Width
		// In the middle of the interval: who has come, less who runs, less who is done.
		want := max(0, (empties-begins-f.Width/2).Seconds()) * slots / work
		if last := begins < empties && begins+f.Width > empties; !last {
			assert.InDelta(t, want, f.Waiting[k], 0.003*jobs, "wait at %v", begins)
		}
	}
	assert.InEpsilon(t, f.Waiting[first+1]*work/slots, f.Wait[first+1], 1e-6, "seconds that one waits who asks then")
}

// TestAllAtOneInstant checks that jobs that all come at midnight are all there then: of 200
// on 5 slots, each 60 s long, 195, 190, 185, 180 and 175 wait in the first five minutes,
// 185 in the mean. The flow, which has nobody end together, has at most half a round of
// slots less.
func TestAllAtOneInstant(t *testing.T) {
	s := loaded(t, `
start: 2027-04-12
timezone: UTC
horizon: 1d
workloads: [{name: jobs, arrivals: {exactly: {clients: 200, at: "00:00"}}, work: 60s}]
backend: {slots: 5, admission: {discipline: ticket, jitter: 0s}}
`)
	l := followed(t, s).on(t, noRollout, 5)
	assert.InDelta(t, 185, l.Waiting[0], 2.6, "waiting in the first five minutes")
	assert.InDelta(t, 200*60.0/300, l.Asked[0], 1e-9, "erlangs asked for")
	assert.True(t, l.Bursts, "some come at one instant")
}

// TestOpenSlotsAsPlanned checks the slots that are open where they are set, where nodes
// go, come back and are added, and where one goes in turn: ten on four nodes are 3, 3, 2
// and 2.
func TestOpenSlotsAsPlanned(t *testing.T) {
	s := loaded(t, `
start: 2027-04-12
timezone: UTC
horizon: 1d
workloads: [{name: jobs, arrivals: {poisson: 1/min}, work: 60s}]
backend:
  slots: 10
  nodes: 4
  admission: {discipline: ticket, jitter: 0s}
  events:
    - {at: 2027-04-12T01:00, outage: {nodes: 1, for: 20m}}
    - {at: 2027-04-12T02:00, outage: {nodes: 4, for: 10m}}
    - {at: 2027-04-12T03:00, deploy: {max_unavailable: 2, each: 5m}}
    - {at: 2027-04-12T04:00, add_nodes: {count: 1, ready_after: 5m}}
    - {at: 2027-04-12T05:02, slots: 20}
`)
	open, nodes := followed(t, s).flow.OpenSlots(10)
	for _, tt := range []struct {
		what        string
		at          time.Duration
		open, nodes float64
	}{
		{"all nodes", 0, 10, 1},
		{"the last node is away", time.Hour, 8, 0.75},
		{"it is back", 80 * time.Minute, 10, 1},
		{"none is left", 2 * time.Hour, 0, 0},
		{"the first two are emptied", 3 * time.Hour, 4, 0.5},
		{"the last two are", 3*time.Hour + 5*time.Minute, 6, 0.5},
		{"a node is ordered", 4 * time.Hour, 10, 1},
		{"it is ready, with the largest share", 4*time.Hour + 5*time.Minute, 13, 1.25},
		{"two minutes of 13 slots, three of 20", 5 * time.Hour, 0.4*13 + 0.6*20, 1.25},
		{"20 are set", 6 * time.Hour, 20, 1.25},
	} {
		k := int(tt.at / model.SeriesWidth)
		assert.InDelta(t, tt.open, open[k], 1e-9, "open slots where %s", tt.what)
		assert.InDelta(t, tt.nodes, nodes[k], 1e-9, "nodes where %s", tt.what)
	}
}

// TestSilentWhereTheFlowDoesNotFollow checks, for each thing of the language that the flow
// leaves out, that nothing is said about waits but that, and what is left out; and that
// what it follows is spoken of.
func TestSilentWhereTheFlowDoesNotFollow(t *testing.T) {
	const queue = `
start: 2027-04-12
timezone: UTC
horizon: 1d
workloads: [{name: jobs, arrivals: {exactly: {clients: 400, at: {uniform: {min: "08:00", max: "08:20"}}}}, work: 60s%s}]
backend: {slots: 5, nodes: 5, admission: {discipline: %s, jitter: %s}%s}
`
	for _, tt := range []struct {
		name, workload, discipline, jitter, backend string
		lacks                                       []Lack
	}{
		{"a plain queue", "", "ticket", "0s", "", nil},
		{"slots that are set", "", "ticket", "0s", ", events: [{at: 2027-04-12T08:30, slots: 6}]", nil},
		{"nodes that are added", "", "ticket", "0s", ", events: [{at: 2027-04-12T08:30, add_nodes: {count: 1, ready_after: 2m}}]", nil},
		{"autoscale", "", "ticket", "0s", ", autoscale: {target: 70%, min: 5, max: 50}", []Lack{Autoscale}},
		{"timeouts", "", "ticket", "0s", ", timeout: {after: 30m}", []Lack{Timeouts}},
		{"failures", "", "ticket", "0s", ", failures: {between: {exponential: {mean: 1d}}, repair: {constant: 1h}}", []Lack{NodeFailures}},
		{"patience", ", patience: {constant: 5m}", "ticket", "0s", "", []Lack{Patience}},
		{"classes", "", "priority", "0s", "", []Lack{Classes}},
		{"an outage", "", "ticket", "0s", ", events: [{at: 2027-04-12T08:30, outage: {nodes: 1, for: 20m}}]", []Lack{LostOnNodes}},
		{"late asks", "", "ticket", "10m", "", []Lack{LateAsks}},
	} {
		s := loaded(t, fmt.Sprintf(queue, tt.workload, tt.discipline, tt.jitter, tt.backend))
		f := followed(t, s)
		bounds := f.WaitBounds(f.on(t, noRollout, 5))
		if assert.Len(t, bounds, 1, tt.name); tt.lacks == nil {
			assert.Equal(t, HourFull, bounds[0].Kind, tt.name)
		} else {
			assert.Equal(t, Unsaid, bounds[0].Kind, "nothing is said about waits: %s", tt.name)
			assert.Equal(t, tt.lacks, bounds[0].LeftOut, tt.name)
		}
	}
}
