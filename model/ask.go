package model

import (
	"math"
	"time"

	"github.com/rollsim/rollsim/sim"
)

// ask is a client's request to begin its sync: it starts, takes a place in the
// queue (ticket), or is told when to ask again (re-ask).
func (w *World) ask(now time.Duration, i uint32, n *need) {
	n.asks++
	w.seen.ask(now)
	n.bypass = w.passes(n) // at each ask: an update may have brought admission control to the client
	if n.asks == 1 {
		n.asked, n.since = now, now
		if w.window.holds(now) {
			w.count(now, n)
		}
		if n.patience >= 0 {
			w.agenda.Set(&n.leaves, sim.Event{At: now + n.patience, Who: i, Kind: renege})
		}
	}
	switch w.backend.admit(now, i, n) {
	case admitted:
		w.start(now, i, n)
	case rejected:
		w.retryRejected(now, i, n)
	case queued:
		w.reject(now, n)
	case blocked:
		w.abandon(now, i)
	case unreached:
		w.unreached(now, i, n)
	}
}

// reject tells a client to wait and returns the wait that it is shown.
func (w *World) reject(now time.Duration, n *need) time.Duration {
	if n.state != waiting {
		n.waited, n.since = n.wait(now), now
		w.move(now, n, waiting)
	}
	minutes := w.backend.quote(w.backlog)
	if n.quoted == 0 {
		n.quoted = minutes
	}
	return time.Duration(minutes) * time.Minute
}

// start begins an attempt of a need that has its slot or passes without one.
func (w *World) start(now time.Duration, i uint32, n *need) {
	w.seen.busy(n.bypass).Add(now, +1)
	w.seeFull(now)
	w.attempt(now, i, n)
}

// attempt is start where the count of those that run knows of it.
func (w *World) attempt(now time.Duration, i uint32, n *need) {
	if n.queued && n.attempts == 0 {
		w.backend.inTurn(n)
	}
	if n.state == waiting {
		w.endWait(now, n)
	}
	n.state, n.started = running, now
	if n.attempts < math.MaxUint16 {
		n.attempts++
	}
	n.leaves.Cancel()
	w.backend.run(now, i, n)
}

// freeSlot gives what one that ran on node k leaves to the head of the line.
func (w *World) freeSlot(now time.Duration, bypass bool, k uint16) {
	if next, ok := w.backend.free(now, bypass, k); ok {
		n := w.needs.at(next)
		n.node = k
		w.start(now, next, n)
	} else {
		w.seeFull(now)
	}
}

// passOn ends a need of a plain backend and gives its slot to the head of the line.
// Nothing is seen of a slot that passes from hand to hand.
func (w *World) passOn(now time.Duration, i uint32, n *need) {
	w.seen.inService += w.window.within(n.started, now)
	n.state = ended
	w.forget(now, i, n)
	if next, ok := w.backend.shared.station.Leave(); ok {
		w.attempt(now, next, w.needs.at(next))
	} else {
		w.seen.running.Add(now, -1)
		w.seeFull(now)
	}
}

// askAfter sets the next ask of a need: at an instant, late by the jitter. The
// rows of a trace ask when they say.
func (w *World) askAfter(at time.Duration, i uint32) {
	n := w.needs.at(i)
	if jitter := w.s.Backend.Admission.Jitter; jitter > 0 && !w.replayed(n) {
		u := w.chance.Uniform(n.client, chanceJitter, n.occasion<<16^uint64(n.asks))
		at += time.Duration(u * float64(jitter))
	}
	w.agenda.Set(&n.next, sim.Event{At: at, Who: i, Kind: ask})
}

// unreached is what a client does that finds no node of the backend: nobody is
// there to tell it when to come back.
func (w *World) unreached(now time.Duration, i uint32, n *need) {
	if n.state != waiting {
		n.waited, n.since = n.wait(now), now
		w.move(now, n, waiting)
	}
	if w.s.Backend.Timeout != nil {
		w.retry(now, i, n)
		return
	}
	w.askAfter(now+bypassRetry, i)
}

// firstAsk lets a new job ask at an instant, late by the jitter.
func (w *World) firstAsk(now time.Duration, i uint32, n *need) {
	if w.s.Backend.Admission.Jitter > 0 && !w.replayed(n) {
		w.askAfter(now, i)
		return
	}
	w.ask(now, i, n)
}

// replayed tells whether a need is a row of a trace.
func (w *World) replayed(n *need) bool {
	return n.isJob() && w.sources[n.workload].Arrivals.Kind == Replay
}

// passes tells whether a need is accepted without a slot.
func (w *World) passes(n *need) bool {
	if n.isJob() {
		return w.jobsPass
	}
	return w.clients[n.client].is(bypasses)
}

// poolFinish ends the needs of a line that are done.
func (w *World) poolFinish(now time.Duration, k uint16) {
	for i, ok := w.backend.poolDone(now, k); ok; i, ok = w.backend.poolDone(now, k) {
		w.finish(now, i, w.needs.at(i))
	}
	w.backend.pace(now, k)
}

// halt stops an attempt and keeps what it has done if that is of use later.
func (w *World) halt(now time.Duration, i uint32, n *need, keep bool) {
	w.backend.stop(now, i, n, keep)
	if keep {
		return
	}
	if w.window.holds(now) {
		w.seen.lost++
	}
	w.seen.end(now, false)
}

// finish ends a need: its sync is done.
func (w *World) finish(now time.Duration, i uint32, n *need) {
	w.observe(now, n, Done)
	if w.window.holds(now) {
		w.seen.succeeded++
	}
	plain := w.backend.plain
	if plain && !n.bypass {
		w.passOn(now, i, n)
		return
	}
	w.move(now, n, ended)
	if !plain {
		w.seen.end(now, true)
		n.leaves.Cancel()
	}
	bypass, node := n.bypass, n.node
	w.forget(now, i, n)
	w.freeSlot(now, bypass, node)
}

// abandon ends a need whose patience ended before a slot was free, or that is not
// wanted any more.
func (w *World) abandon(now time.Duration, i uint32) {
	n := w.needs.at(i)
	n.next.Cancel()
	n.leaves.Cancel()
	w.observe(now, n, GaveUp)
	w.move(now, n, ended)
	w.forget(now, i, n)
}

// withdraw ends all that a client has to sync, whether it runs or not.
func (w *World) withdraw(now time.Duration, c *client) {
	c.set(owesUpdate, false)
	c.set(owesTouch, false)
	if c.need == noNeed {
		return
	}
	i := c.need
	n := w.needs.at(i)
	ran := n.state == running
	if ran {
		w.halt(now, i, n, false)
	}
	bypass, node := n.bypass, n.node
	w.abandon(now, i)
	if ran {
		w.freeSlot(now, bypass, node)
	}
}

// forget frees a need that has ended and lets the one that was put off behind it
// ask.
func (w *World) forget(now time.Duration, i uint32, n *need) {
	who := n.client
	w.backend.startAfresh(i)
	w.needs.release(i)
	if n.isJob() {
		if from := &w.sources[n.workload].Arrivals; from.Kind == Closed {
			w.thinkAgain(now, int(n.workload), n.occasion+uint64(from.Clients))
		}
		return
	}
	c := &w.clients[who]
	c.need = noNeed
	switch {
	case c.is(owesUpdate):
		c.set(owesUpdate, false)
		g := &w.groups[c.group]
		w.want(now, who, c, g, Update, w.updateKind(who, g), w.updateOccasion(who))
	case c.is(owesTouch) && c.is(on):
		w.wantTouch(now, who, c)
	}
}
