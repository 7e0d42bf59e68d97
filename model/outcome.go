package model

import (
	"time"

	"github.com/rollsim/rollsim/sim"
)

// An Outcome is what one replication of one strategy on one slot number has
// shown.
type Outcome struct {
	Strategy    string
	Slots       int
	Replication int
	Accounting  Accounting
	Waits       [numPopulations]sim.Sample
	Waiting     sim.Track // clients told to wait that are on
	Running     sim.Track // slot-holders
	Bypass      sim.Track // syncs that run without a slot
	Online      sim.Track // PCs that are on
	Asks        []float32 // admission requests by interval of SeriesWidth
	UpdatedAt   []time.Duration
	CanUpdate   int // clients that lack the release at the start and are offered it, less Never
	Never       int // clients that refuse the update or have failed for good
	Phases      []PhaseOutcome

	scenario   *Scenario
	asks       int64
	promises   int64
	error      float64 // seconds
	workByHour []time.Duration
}

// A PhaseOutcome is what became of one phase.
type PhaseOutcome struct {
	Name      string
	Clients   int           // in the phase
	Opened    bool          // by the horizon
	OpenedAt  time.Duration // since the start; valid if Opened
	Updated   int           // clients of the phase that have the release by the horizon
	Assigned  int           // clients of the phase that lacked it at the start
	GateOpen  bool          // the gate behind the phase has opened
	GateAfter time.Duration // since the start; valid if GateOpen
}

// outcome takes the observations out of a world that has been closed.
func (w *World) outcome() *Outcome {
	o := &w.seen
	out := &Outcome{
		Strategy: w.strategy.Name, Slots: w.slots, Replication: w.replication,
		Accounting: o.accounting, Waits: o.waits,
		Waiting: o.waiting, Running: o.running, Bypass: o.bypass, Online: o.online, Asks: o.asks,
		UpdatedAt: o.updatedAt, Never: o.never,
		scenario: w.s, asks: o.asksEnded, promises: o.promises, error: o.error, workByHour: o.workByHour,
	}
	for i := range w.phases {
		p := &w.phases[i]
		out.CanUpdate += p.assigned
		out.Phases = append(out.Phases, PhaseOutcome{
			Name: p.Name, Clients: p.taken, Opened: p.isOpen, OpenedAt: p.openedAt,
			Updated: p.succeeded, Assigned: p.assigned, GateOpen: p.passed, GateAfter: p.passedAt,
		})
	}
	out.CanUpdate -= out.Never
	return out
}

// hours calls f with the mean of a track over each clock hour.
func hours(t *sim.Track, f func(hour int, mean float64)) {
	const per = int(time.Hour / SeriesWidth)
	for h := range t.Intervals() / per {
		sum := 0.0
		for i := range per {
			sum += t.Mean(h*per + i)
		}
		f(h, sum/float64(per))
	}
}

// busiestHour is the largest mean of a track over a clock hour.
func busiestHour(t *sim.Track) float64 {
	most := 0.0
	hours(t, func(_ int, mean float64) { most = max(most, mean) })
	return most
}

// largest is the largest value of a track.
func largest(t *sim.Track) float64 {
	most := 0.0
	for i := range t.Intervals() {
		most = max(most, t.Max(i))
	}
	return most
}

// officeMean is the mean of a track over the office hours of workdays.
func (o *Outcome) officeMean(t *sim.Track) float64 {
	sum, n := 0.0, 0
	c := o.scenario.Calendar
	for i := range t.Intervals() {
		at := o.scenario.Start.Add(time.Duration(i) * SeriesWidth).In(c.Zone)
		if clock := clockOf(at); clock >= c.OfficeFrom && clock < c.OfficeUntil && c.Workday(DateOf(at)) {
			sum += t.Mean(i)
			n++
		}
	}
	return sum / float64(n)
}
