package model

import (
	"iter"
	"math"
	"slices"
	"time"

	"github.com/rollsim/rollsim/sim/stats"
)

// An Outcome is what one replication of one strategy on one slot number has
// shown.
type Outcome struct {
	Strategy    string
	Slots       int
	Replication int
	Events      int // played, from two weeks before the start on
	Accounting  Accounting
	Waits       [numPopulations]stats.Sample
	Delays      *[numPopulations]stats.Sample // nil where they equal the waits
	ByGroup     []stats.Sample                // of cause update by group of the fleet: the delays or waits; nil for a single group
	Groups      []GroupProgress               // by group of the fleet: how far they come with the update; nil without a rollout
	ByPhase     []PhaseWatch                  // nil unless World.WatchPhases asked for it
	ByClient    []ClientWait                  // by client of the fleet; nil unless World.WatchClients asked for it
	Waiting     stats.TimeWeighted            // clients told to wait that are on
	Running     stats.TimeWeighted            // slot-holders
	Bypass      stats.TimeWeighted            // syncs that run without a slot
	Online      stats.TimeWeighted            // PCs that are on
	Asks        []float32                     // admission requests by interval of SeriesWidth
	Ended       []float32                     // attempts that ended with success, by interval; nil where the backend slows and ends nothing
	Failed      []float32                     // attempts that ended without, likewise
	Open        stats.TimeWeighted            // slots of the nodes that are ready; valid if Ended is not nil
	Nodes       stats.TimeWeighted            // nodes that are paid for; likewise
	Full        stats.TimeWeighted            // 1 while no slot is free, else 0; valid where there are no PCs
	Traffic     []Traffic                     // of downloads by place of Scenario.Places; nil without a rollout
	UpdatedAt   []time.Duration               // installs of a release without problems, or without any that is noticed, ascending; after a rollback none
	CanUpdate   int                           // clients that lack the release at the start and are offered it, less Never
	Never       int                           // clients that refuse the update or have failed for good
	Phases      []PhaseOutcome
	Releases    []ReleaseOutcome    // all of them, the first included; nil unless some follow
	Problems    Stratum             // that the releases have
	Harm                            // by the first release, as far as it is counted
	Haltings    []Halting           // in order
	Broken      *stats.TimeWeighted // clients that a problem of any release has hit and that are not whole again; nil: none has a problem

	Err error // a trace could not be read; the rest is not to be used

	scenario   *Scenario
	window     Window
	asks       int64
	calls      []uint32 // admission requests by interval of askWidth
	quoted     int64
	error      float64 // ns
	minute     int64
	broken     int64
	strategy   *Strategy // that was followed
	succeeded  int64
	lost       int64
	timedOut   int64
	workByHour []time.Duration
	inSystem   float64       // job-seconds, where there are no PCs
	firstAsk   time.Duration // of all jobs that are counted, likewise
	lastEnd    time.Duration // likewise
	more       bool          // jobs come behind the horizon
	after      *afterwards   // nil: the days after the rollout are not looked at
}

// A PhaseOutcome is what became of one phase.
type PhaseOutcome struct {
	Name      string
	Clients   int           // in the phase
	Opened    bool          // by the horizon
	OpenedAt  time.Duration // since the start; valid if Opened
	Offered   int           // clients of the phase that have been offered the release
	OfferedAt time.Duration // when the last of them was; valid if Offered is above 0
	Updated   int           // clients of the phase that have a release without problems by the horizon
	Failed    int           // clients of the phase on which the update has failed for good
	Stuck     bool          // the gate behind the phase did not open in time
	Assigned  int           // clients of the phase that lacked it at the start
	GateOpen  bool          // the gate behind the phase has opened
	GateAfter time.Duration // since the start; valid if GateOpen
}

// outcome takes the observations out of a world that has been closed.
func (w *World) outcome() *Outcome {
	o := &w.seen
	out := &Outcome{
		Strategy: w.strategy.Name, Slots: w.slots, Replication: w.replication, Events: w.played,
		Accounting: o.accounting, Waits: o.waits, Delays: o.delays, ByGroup: o.groups, Groups: o.progress, ByPhase: o.phases, ByClient: o.byClient,
		Waiting: o.waiting, Running: o.running, Bypass: o.bypass, Online: o.online, Asks: o.asksBySeries(),
		Ended: o.done, Failed: o.failed, Full: o.full,
		Traffic: o.traffic, UpdatedAt: o.updatedAt, Never: o.never,
		scenario: w.s, strategy: w.strategy, window: w.window, asks: o.asksEnded, calls: o.asks, quoted: o.quoted, error: o.error, minute: o.minute, broken: o.broken,
		succeeded: o.succeeded, lost: o.lost, timedOut: o.timedOut, workByHour: o.workByHour,
		inSystem: o.inSystem, firstAsk: o.firstAsk, lastEnd: o.lastEnd, after: o.after,
	}
	for i := range w.sources {
		out.more = out.more || w.sources[i].next.At != never
	}
	if out.Releases = w.releases(); out.Releases != nil {
		out.Phases, out.CanUpdate = w.phaseOutcomes(0, 0, w.train.rolled[0].phases)
		end := w.window.To
		if next := &w.train.rolled[1]; next.began {
			end = min(end, next.begunAt)
		}
		out.Haltings = haltingsBy(w.haltingsOf(0), end)
	} else {
		out.Phases, out.CanUpdate = w.phaseOutcomes(0, 0, w.last+1)
		out.Haltings = w.haltings
	}
	out.CanUpdate -= out.Never
	if t := w.trouble; t != nil {
		w.troubled(out)
	}
	return out
}

// Metrics are those of its scenario.
func (o *Outcome) Metrics() []Metric { return o.scenario.Metrics() }

// haltingsBy are those that have begun before an instant, as far as that.
func haltingsBy(all []Halting, end time.Duration) []Halting {
	var by []Halting
	for _, h := range all {
		if h.From >= end {
			break
		}
		if h.Until >= end {
			h.Until, h.WentOn = end, false
		}
		by = append(by, h)
	}
	return by
}

// phaseOutcomes are those of so many phases of a release from one on, with how many clients of
// them lacked it.
func (w *World) phaseOutcomes(release, first, phases int) (all []PhaseOutcome, assigned int) {
	for i := first; i < first+phases; i++ {
		p := &w.phases[i]
		assigned += p.assigned
		updated := p.succeeded
		if t := w.trouble; t != nil && w.train != nil && t.present&t.of[release] != 0 {
			updated = p.updated
		}
		all = append(all, PhaseOutcome{
			Name: p.Name, Clients: p.taken, Opened: p.isOpen, OpenedAt: p.openedAt, Offered: p.offered, OfferedAt: p.last,
			Updated: updated, Failed: p.failed, Stuck: p.isStuck, Assigned: p.assigned, GateOpen: p.passed, GateAfter: p.passedAt,
		})
	}
	return all, assigned
}

// troubled puts into an outcome what releases with problems have done.
func (w *World) troubled(o *Outcome) {
	t := w.trouble
	o.Problems, o.Broken, o.Harm = t.present, w.seen.hit, t.harm[0]
	if t.counted != nil {
		o.Harm = t.counted.harm
	}
	if w.train != nil {
		return
	}
	for i := range o.Phases {
		o.Phases[i].Updated = 0
	}
	noticed := t.noticed()
	for who := range w.clients[:w.fleet] {
		if pt := &t.patients[who]; pt.has && !t.back && t.passes(uint32(who), noticed) {
			o.Phases[w.clients[who].phase].Updated++
		}
	}
}

// daysLost is for how many workdays the rollout was halted.
func (o *Outcome) daysLost(haltings []Halting) float64 {
	days := 0.0
	for _, h := range haltings {
		days += o.scenario.Calendar.WorkdaysUntil(o.scenario.Start.Add(h.From), o.scenario.Start.Add(h.Until))
	}
	return days
}

// asksBySeries counts the asks in the intervals of all other series.
func (o *observations) asksBySeries() []float32 {
	const per = int(SeriesWidth / askWidth)
	asks := make([]float32, len(o.asks)/per)
	for i, n := range o.asks {
		asks[i/per] += float32(n)
	}
	return asks
}

const (
	// shortestEchoLine is how many have to wait at once before the load of those who
	// come back is looked at: the bursts of fewer, beside a few asks a minute of
	// others, are not told from chance.
	shortestPeriodicLine = 10
	periodicAfter        = 4 * time.Hour // how long after clients were brought into step an echo is looked for
)

// mayEcho tells whether there was a line long enough to echo, or PCs whose sync
// timers come back so often that they could.
func (s *Scenario) mayBePeriodic(longest float64) bool {
	often := func(g *Group) bool {
		return g.Sync.OnTimer && g.Profile != TerminalServer && g.Sync.Interval <= periodicAfter/fewestBursts
	}
	for i := range s.Groups {
		if often(&s.Groups[i]) {
			return true
		}
	}
	return longest >= shortestPeriodicLine
}

// Echo is the clearest echo, nil if there is none. It is looked for where clients are
// brought into step: after outages, and where most wait. The search takes some
// milliseconds whatever the size of the fleet, so it is left where nothing could be found.
func (o *Outcome) PeriodicLoad() *PeriodicLoad {
	b := &o.scenario.Backend
	if len(o.scenario.Groups) == 0 && b.Admission.Discipline != ReAsk && b.Timeout == nil {
		return nil // nobody keeps a fixed interval
	}
	const before = time.Hour
	var starts []time.Duration
	for _, e := range b.Events {
		if e.Kind == Outage {
			starts = append(starts, e.At)
		}
	}
	busiest, most := 0, 0.0
	for i := range o.Waiting.Intervals() {
		if m := o.Waiting.Max(i); m > most {
			busiest, most = i, m
		}
	}
	if !o.scenario.mayBePeriodic(most) {
		return nil
	}
	if most > 0 {
		starts = append(starts, time.Duration(busiest)*SeriesWidth-before)
	}
	var clearest *PeriodicLoad
	for _, at := range starts {
		first := min(max(0, int(at/askWidth)), len(o.calls))
		calls := o.calls[first:min(len(o.calls), first+int(periodicAfter/askWidth))]
		if e, ok := FindPeriodicLoad(time.Duration(first)*askWidth, askWidth, calls); ok && (clearest == nil || e.Strength > clearest.Strength) {
			clearest = &e
		}
	}
	return clearest
}

// GroupP95 is the wait, or where it says more the delay, that 95 % of the updated
// clients of a group do not exceed, in seconds: NaN when there is none, +Inf when
// the horizon comes first.
func (o *Outcome) GroupP95(group int) float64 {
	s := &o.ByGroup[group]
	v, exact := s.Quantile(0.95)
	return known(s, v, exact, 1-0.95)
}

// MeanWaiting is the number of clients told to wait, mean over the time that is
// counted.
func (o *Outcome) MeanWaiting() float64 { return o.window.area(&o.Waiting) / o.window.length() }

// MeanRunning is the number of syncs that run, with a slot or without, mean over
// the time that is counted.
func (o *Outcome) MeanRunning() float64 {
	return (o.window.area(&o.Running) + o.window.area(&o.Bypass)) / o.window.length()
}

// Counted is the length of the time that is counted, in seconds.
func (o *Outcome) Counted() float64 { return o.window.length() }

// length of the window in seconds.
func (w Window) length() float64 { return (w.To - w.From).Seconds() }

// intervals are those of a track that lie in the window: [first, end).
func (w Window) intervals(t *stats.TimeWeighted) (first, end int) {
	return int(w.From / SeriesWidth), min(int((w.To+SeriesWidth-1)/SeriesWidth), t.Intervals())
}

// area is the area under a track in the window, in value·seconds.
func (w Window) area(t *stats.TimeWeighted) float64 {
	first, end := w.intervals(t)
	if first == 0 && end == t.Intervals() {
		return t.Area()
	}
	sum := 0.0
	for i := first; i < end; i++ {
		sum += float64(t.Mean(i) * SeriesWidth.Seconds())
	}
	return sum
}

// busiestShare is the largest mean of the sum of tracks over a clock hour of the
// window, as a share of the mean of what there is. Hours in which there is
// nothing do not count.
func (w Window) busiestShare(of *stats.TimeWeighted, tracks ...*stats.TimeWeighted) float64 {
	const per = int(time.Hour / SeriesWidth)
	most := 0.0
	first, end := w.intervals(of)
	for h := (first + per - 1) / per; (h+1)*per <= end; h++ {
		taken, there := 0.0, 0.0
		for i := h * per; i < (h+1)*per; i++ {
			there += of.Mean(i)
			for _, t := range tracks {
				taken += t.Mean(i)
			}
		}
		if there > 0 {
			most = max(most, taken/there)
		}
	}
	return most
}

// busiestHour is the largest mean of a track over a clock hour of the window.
func (w Window) busiestHour(t *stats.TimeWeighted) float64 { return w.busiestSum(t) }

// busiestSum is the largest mean of the sum of tracks over a clock hour of the
// window.
func (w Window) busiestSum(tracks ...*stats.TimeWeighted) float64 {
	const per = int(time.Hour / SeriesWidth)
	first, end := w.intervals(tracks[0])
	most := 0.0
	for h := (first + per - 1) / per; (h+1)*per <= end; h++ {
		sum := 0.0
		for i := range per {
			for _, t := range tracks {
				sum += t.Mean(h*per + i)
			}
		}
		most = max(most, sum/float64(per))
	}
	return most
}

// largest is the largest value of a track in the window.
func (w Window) largest(t *stats.TimeWeighted) float64 {
	most := 0.0
	for i, end := w.intervals(t); i < end; i++ {
		most = max(most, t.Max(i))
	}
	return most
}

// utilization is the share of the slots that are taken in the busiest clock
// hour of a window.
func (o *Outcome) utilization(w Window) float64 {
	if o.Ended == nil {
		return w.busiestHour(&o.Running) / float64(o.Slots)
	}
	return w.busiestShare(&o.Open, &o.Running)
}

// capacity is how many run, with a slot or without, for each that the backend
// runs best at once, in the busiest clock hour. A full speed belongs to the nodes
// and comes and goes with them, as the slots do unless their setting changes.
func (o *Outcome) capacity() float64 {
	best := o.scenario.Backend.Best()
	setting := func(e BackendEvent) bool { return e.Kind == SetSlots }
	if o.scenario.Backend.Capacity.FullSpeed == 0 || slices.ContainsFunc(o.scenario.Backend.Events, setting) {
		return o.window.busiestSum(&o.Running, &o.Bypass) / best
	}
	return o.window.busiestShare(&o.Open, &o.Running, &o.Bypass) * float64(o.Slots) / best
}

// perOfficeHour is a count for each office hour of the workdays that are counted:
// NaN if there is none.
func (o *Outcome) perOfficeHour(count int64) float64 {
	if hours := o.OfficeHours(); hours > 0 {
		return float64(count) / hours
	}
	return math.NaN()
}

// OfficeHours is how long the office hours of the workdays that are counted last,
// in hours: whole intervals of SeriesWidth.
func (o *Outcome) OfficeHours() float64 {
	n := 0
	for first, end := range o.inOfficeHours(&o.Running) {
		n += end - first
	}
	return float64(n) * SeriesWidth.Hours()
}

// officeMean is the mean of a track over the office hours of workdays.
func (o *Outcome) officeMean(t *stats.TimeWeighted) float64 {
	sum, n := 0.0, 0
	for first, end := range o.inOfficeHours(t) {
		for i := first; i < end; i++ {
			sum += t.Mean(i)
		}
		n += end - first
	}
	return sum / float64(n)
}

// inOfficeHours runs over the counted intervals of a track that begin in the office
// hours of workdays, stretch by stretch: [first, end).
func (o *Outcome) inOfficeHours(t *stats.TimeWeighted) iter.Seq2[int, int] {
	return func(yield func(first, end int) bool) {
		at, end := o.window.intervals(t)
		beginsFrom := func(t time.Duration) int { return int((t + SeriesWidth - 1) / SeriesWidth) }
		for _, open := range o.scenario.officeOpen().open {
			first := max(at, beginsFrom(max(0, open.from)))
			if at = min(end, beginsFrom(max(0, open.until))); first < at && !yield(first, at) || at == end {
				return
			}
		}
	}
}
