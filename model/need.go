package model

import (
	"fmt"
	"time"

	"github.com/rollsim/rollsim/sim"
)

// need is one sync need: (client, cause), from its first ask to its successful
// finish, across denials, attempts and sessions. Its work is drawn once.
type need struct {
	asked    time.Duration // first ask; valid once asks > 0
	since    time.Duration // when the wait under way began to count: first ask, log-in, being told to wait, or the end of an attempt without success
	waited   time.Duration // before that, while on
	started  time.Duration // of the last attempt
	work     time.Duration // at full speed
	patience time.Duration // of a job; negative: endless
	occasion uint64
	place    sim.Place     // in the queue, while queued
	joined   time.Duration // when it took that place
	client   uint32
	asks     uint32
	quoted   uint32 // the first wait shown, in minutes; 0: none
	attempts uint16
	failures uint16    // attempts in a row that have ended without success
	node     uint16    // that it was sent to or runs on; of the line it waits in
	next     sim.Timer // the next ask, or the finish
	leaves   sim.Timer // the end of patience
	cause    Cause
	kind     Kind
	state    state
	workload uint8 // of a job
	class    uint8 // under discipline priority
	bypass   bool  // accepted without a slot
	queued   bool  // holds a place in the queue
	inTurn   bool  // is one of those that ask again one after the other
	resting  bool  // its tries are spent
	touched  bool  // its work holds what a change of all metadata brought
	counted  bool  // is observed: was first asked, or became an update, after the start
}

// state of a need.
//
//	  ┌──▶ asking ──▶ waiting ──▶ running ──▶ ended
//	  │       └──────────────────────▲ │
//	  │     end of session ▼           ▼ work lost
//	  └──────────────── suspended
//	next log-in
type state uint8

const (
	asking    state = iota // about to ask for the first time, or for the first time since the log-in
	waiting                // is on, was told to wait or has lost its attempt, and has not started
	suspended              // its client is off
	running
	ended // done or given up; the need may be used again
)

// quotedWait is the first wait shown; 0: none.
func (n *need) quotedWait() time.Duration { return time.Duration(n.quoted) * time.Minute }

// isJob tells whether the need belongs to a workload and not to a PC.
func (n *need) isJob() bool { return n.cause == OtherTraffic }

// wait is the time from the first ask to an instant of the session under way
// that the client was on.
func (n *need) wait(until time.Duration) time.Duration { return n.waited + until - n.since }

// want opens a sync need of a client that is on and has none, and lets it ask.
func (w *World) want(now time.Duration, who uint32, c *client, g *group, cause Cause, kind Kind, occasion uint64) {
	if c.is(bare) {
		panic(fmt.Sprintf("model: client %d has nothing installed and wants a sync (%s) at %v", who, cause, now))
	}
	i, n := w.needs.take()
	n.client, n.cause, n.kind, n.occasion = who, cause, kind, occasion
	n.work = w.drawWork(who, g, kind, occasion)
	n.class = w.class(cause)
	if c.is(owesTouch) {
		w.addTouch(now, c, n)
	}
	c.need = i
	w.askAfter(now, i)
}

// drawWork returns the work of a need, which is the same under every strategy.
func (w *World) drawWork(who uint32, g *group, kind Kind, occasion uint64) time.Duration {
	law := g.Sync.Delta
	switch kind {
	case Full:
		law = g.Sync.Full
	case First:
		law = w.firstSyncLaw(g, releaseOfSync(occasion))
	}
	return seconds(law.Quantile(w.chance.Uniform(who, chanceWork, occasion)))
}

// become turns an open need that is not running into one of another cause. A first
// sync stays one: it still has to bring everything.
func (w *World) become(i uint32, g *group, cause Cause, kind Kind, occasion uint64) {
	n := w.needs.at(i)
	before, mean := n.work, w.meanWork(n)
	if n.kind == First {
		kind = First
	}
	n.cause, n.kind, n.occasion = cause, kind, occasion
	n.work = w.drawWork(n.client, g, kind, occasion)
	w.backend.startAfresh(i)
	if n.touched {
		n.work += w.touched
	}
	if !n.queued {
		n.class = w.class(cause)
	}
	if n.state == waiting {
		w.backlog += w.meanWork(n) - mean
	}
	if n.counted {
		w.seen.askWork(w.agenda.Now(), n, n.work-before)
	} else if cause == Update && n.asks > 0 && w.window.holds(w.agenda.Now()) {
		w.count(w.agenda.Now(), n)
	}
}

// resumeSync is what a log-in means for syncing: a need left from the last
// session asks again, otherwise the log-in itself wants a sync.
func (w *World) resumeSync(now time.Duration, who uint32, c *client, g *group) {
	if g.Profile == TerminalServer || c.is(bare) {
		return
	}
	kind := Delta
	if g.Profile == NonPersistent {
		kind = Full
	}
	occasion := occasionOf(LogIn, int(c.day), 0)
	if c.need == noNeed {
		if g.Sync.OnLogIn {
			w.want(now, who, c, g, LogIn, kind, occasion)
		}
		return
	}
	n := w.needs.at(c.need)
	n.failures, n.resting = 0, false
	if kind == Full && n.kind == Delta {
		w.become(c.need, g, LogIn, Full, occasion) // the profile that the need was about is gone
	}
	n.since = now
	w.move(now, n, asking)
	w.askAfter(now, c.need)
}

// suspendSync is what the end of a session means for syncing: a sync under way
// is lost, a place in the queue lapses, and the need is put off to the next
// session.
func (w *World) suspendSync(now time.Duration, c *client, g *group) {
	if c.need == noNeed {
		return
	}
	n := w.needs.at(c.need)
	if n.asks > 0 {
		n.waited = n.wait(now)
	}
	ran := n.state == running
	if ran {
		w.halt(now, c.need, n, false)
	} else {
		n.next.Cancel()
	}
	w.move(now, n, suspended)
	if c.is(owesUpdate) {
		c.set(owesUpdate, false)
		w.become(c.need, g, Update, w.updateKind(n.client, g), w.updateOccasion(n.client))
	}
	if c.is(owesTouch) {
		w.addTouch(now, c, n)
	}
	if ran {
		w.freeSlot(now, n.bypass, n.node)
	}
}

// move takes a need from one state to another, but running, and keeps every count
// that depends on it. The need leaves the queue if it stops to wait.
func (w *World) move(now time.Duration, n *need, to state) {
	switch n.state {
	case waiting:
		if n.queued {
			w.backend.renege(n)
		}
		w.endWait(now, n)
	case running:
		w.seen.inService += w.window.within(n.started, now)
		w.seen.busy(n.bypass).Add(now, -1)
		w.seeFull(now)
		if to == waiting {
			n.waited, n.since = n.wait(now), now
		}
	}
	n.state = to
	if to == waiting {
		w.seen.waiting.Add(now, +1)
		w.backlog += w.meanWork(n)
	}
}

// endWait counts a need out of those that wait.
func (w *World) endWait(now time.Duration, n *need) {
	w.seen.waiting.Add(now, -1)
	w.seen.inWait += w.window.within(n.since, now)
	w.backlog -= w.meanWork(n)
	n.queued = false
	if n.inTurn {
		w.leaveTurn(now, n)
	}
}

// meanWork is the mean work of needs of this kind, which is what a backend can
// know of one that waits: its own work shows only when it is done. What a change
// of all metadata brings is the same for everybody.
func (w *World) meanWork(n *need) time.Duration {
	if n.isJob() {
		return w.sources[n.workload].meanWork
	}
	g := &w.groups[w.clients[n.client].group]
	mean := g.meanWork[n.kind]
	if n.kind == First && n.updateRelease() > 0 {
		mean = seconds(w.firstSyncLaw(g, n.updateRelease()).Mean())
	}
	if n.cause == Metadata {
		mean = 0
	}
	if n.touched {
		mean += w.touched
	}
	return mean
}
