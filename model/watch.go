package model

import (
	"math"
	"slices"
	"time"

	"github.com/rollsim/rollsim/sim/stats"
)

// A PhaseWatch is what the clients of one phase have met. A late joiner that was
// moved to the last phase counts there.
type PhaseWatch struct {
	Waits     stats.Sample    // of cause update: the delays where they say more than the waits, and the waits otherwise
	UpdatedAt []time.Duration // installs of a release without problems, or without any that is noticed, ascending; after a rollback none
}

// WatchPhases makes a world that has begun, and follows no strategy yet, keep
// what the clients of each phase meet: Outcome.ByPhase.
func (w *World) WatchPhases() { w.seen.isPhased = true }

// A ClientWait is the wait of one client for the sync after its update, or where it
// says more the delay, in seconds while the client is on: the longest one of a client
// that has several. NaN stands for a client that has none, and what is below 0 for
// one that still waits at the horizon.
type ClientWait float32

// NoClientWait is that of a client that is not updated.
var NoClientWait = ClientWait(math.NaN())

// Ended returns the wait in seconds, and whether there is one that has come to its
// end.
func (w ClientWait) Ended() (seconds float64, ok bool) { return float64(w), w >= 0 }

// SoFar returns the wait in seconds, that of who still waits as far as it goes, and
// whether there is one.
func (w ClientWait) SoFar() (seconds float64, ok bool) {
	if w < 0 {
		w = -1 - w
	}
	return float64(w), w == w
}

// WatchClients makes a world that has begun, and follows no strategy yet, keep
// what each client of the fleet waits after its update: Outcome.ByClient.
func (w *World) WatchClients() {
	w.seen.byClient = make([]ClientWait, w.fleet)
	for i := range w.seen.byClient {
		w.seen.byClient[i] = NoClientWait
	}
}

// seeClient notes the wait of a client for the sync after its update. One that grows
// is still growing at the horizon.
func (o *observations) seeClient(client uint32, wait time.Duration, grows bool) {
	seconds := wait.Seconds()
	if before, ok := o.byClient[client].SoFar(); ok && before > seconds {
		return
	}
	if grows {
		seconds = -1 - seconds
	}
	o.byClient[client] = ClientWait(seconds)
}

// watchPhases makes ready to observe more phases one by one, if that is wanted.
func (o *observations) watchPhases(phases int) {
	if o.isPhased {
		o.phases = append(o.phases, make([]PhaseWatch, phases)...)
	}
}

// An install of a build with problems counts as an update if nobody has noticed
// any of them by the horizon: so far as anybody knows, the client is updated.
type install struct {
	at       time.Duration
	who      uint32
	group    uint16
	phase    uint16
	release  uint8
	problems Stratum
}

// countUpdate counts an install on a PC of the fleet, or keeps it until it is known which problems
// are noticed.
func (w *World) countUpdate(now time.Duration, who uint32, c *client) {
	if w.isNew(who) {
		return
	}
	in := install{at: now, who: who, group: c.group, phase: c.phase, release: uint8(w.installedOf(who))}
	if w.releaseOf(c) != int(in.release) {
		in.phase = noPhase // it has come to another release in the meantime
	}
	if t := w.trouble; t != nil {
		// What a client has had before it is sure of counts only then; so all that follows waits too.
		if in.problems = t.installed(who); in.problems != 0 || w.train != nil {
			t.unsure = append(t.unsure, in)
			return
		}
	}
	w.updateOf(in)
}

func (w *World) updateOf(in install) {
	if w.train != nil {
		w.countFollower(in)
		if w.trouble == nil {
			w.countFirst(in)
		}
	} else {
		w.seen.update(in.at)
		w.seen.progress[in.group].Updated[in.at/SeriesWidth]++
	}
	if w.seen.phases != nil && in.phase != noPhase && (w.train == nil || !w.train.rolled[in.release].back) {
		p := &w.seen.phases[in.phase]
		p.UpdatedAt = append(p.UpdatedAt, in.at)
	}
}

// settleUpdates counts the installs whose problems nobody has noticed.
func (w *World) settleUpdates() {
	t := w.trouble
	if t == nil || t.back && w.train == nil {
		return
	}
	noticed := t.noticed()
	for _, in := range t.unsure {
		if in.problems&noticed == 0 {
			w.updateOf(in)
		}
	}
	if w.train != nil {
		w.settleFirst(noticed)
	}
	slices.Sort(w.seen.updatedAt)
	for i := range w.seen.phases {
		slices.Sort(w.seen.phases[i].UpdatedAt)
	}
}

// settleFirst counts the installs by what is known at the end of what is counted of the first
// release.
func (w *World) settleFirst(noticed Stratum) {
	back := w.train.takenBack()
	if c := w.trouble.counted; c != nil {
		noticed, back = c.noticed, c.back
	}
	for _, in := range w.trouble.unsure {
		if in.problems&noticed == 0 && back&(1|1<<in.release) == 0 {
			w.countFirst(in)
		}
	}
}

// takeBack forgets all installs: after a rollback nobody counts as updated.
func (o *observations) takeBack() {
	o.updatedAt = o.updatedAt[:0]
	for i := range o.progress {
		clear(o.progress[i].Updated)
	}
	for i := range o.phases {
		o.phases[i].UpdatedAt = o.phases[i].UpdatedAt[:0]
	}
}

// UtilizationBetween is the share of the slots that are taken in the busiest
// clock hour that lies wholly between two instants; 0 if there is none.
func (o *Outcome) UtilizationBetween(from, until time.Duration) float64 {
	w := Window{From: from.Truncate(SeriesWidth), To: max(from, until).Truncate(SeriesWidth)}
	if o.Ended == nil {
		return w.busiestHour(&o.Running) / float64(o.Slots)
	}
	return w.busiestShare(&o.Open, &o.Running)
}

// WaitP95 is the wait, or where it says more the delay, that 95 % of the updated
// clients of a phase do not exceed, in seconds: NaN when there is none, +Inf when
// the horizon comes first.
func (p *PhaseWatch) WaitP95() float64 {
	v, exact := p.Waits.Quantile(0.95)
	return known(&p.Waits, v, exact, 1-0.95)
}
