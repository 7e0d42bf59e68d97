package model

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/rollsim/rollsim/sim"
)

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
	switch {
	case !w.plain && w.ready == 0 && (n.bypass || w.s.Backend.Timeout != nil):
		w.unreached(now, i, n)
	case n.bypass:
		w.choosePass(n)
		w.start(now, i, n)
	case w.takeSlot(n):
		w.start(now, i, n)
	case w.s.Backend.Admission.Discipline == ReAsk:
		w.retryRejected(now, i, n)
	case w.line(n.node).station.Waiting() != w.s.Backend.Admission.QueueLimit:
		w.reject(now, n)
		n.place = w.line(n.node).station.Join(i, int(n.class))
		n.queued, n.joined = true, now
	case n.isJob():
		w.abandon(now, i) // blocked: the line is full
	default:
		w.retryRejected(now, i, n)
	}
}

// retryRejected rejects a need and lets it ask again as it was told, or as its client
// does.
func (w *World) retryRejected(now time.Duration, i uint32, n *need) {
	told := w.reject(now, n)
	admission := &w.s.Backend.Admission
	if admission.RetryPolicy.After != nil {
		w.retryByPolicy(now, i, n)
		return
	}
	if admission.RetryAfter.Jitter > 0 {
		u := w.chance.Uniform(n.client, chanceRetryAfter, n.occasion<<16^uint64(n.asks))
		told += time.Duration(u * float64(admission.RetryAfter.Jitter))
	}
	w.askAfter(now+told, i)
}

// retryByPolicy sets when a denied need asks again under the RetryPolicy.
func (w *World) retryByPolicy(now time.Duration, i uint32, n *need) {
	returns := &w.s.Backend.Admission.RetryPolicy
	if returns.FirstOnly {
		if !n.inTurn {
			w.rejected, n.inTurn = append(w.rejected, i), true
		}
		if w.rejected[0] != i {
			return
		}
	}
	u := w.chance.Uniform(n.client, chanceRetryPolicy, n.occasion<<16^uint64(n.asks))
	w.askAfter(now+seconds(returns.After.Quantile(u)), i)
}

// leaveTurn takes a need out of those that ask one after the other.
func (w *World) leaveTurn(now time.Duration, n *need) {
	n.inTurn = false
	at := slices.IndexFunc(w.rejected, func(i uint32) bool { return w.needs.at(i) == n })
	w.rejected = slices.Delete(w.rejected, at, at+1)
	if at == 0 && len(w.rejected) > 0 {
		w.retryByPolicy(now, w.rejected[0], w.needs.at(w.rejected[0]))
	}
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

// reject tells a client to wait and returns the hint that it is shown.
func (w *World) reject(now time.Duration, n *need) time.Duration {
	if n.state != waiting {
		n.waited, n.since = n.wait(now), now
		w.move(now, n, waiting)
	}
	minutes := w.retryAfter
	if minutes == 0 {
		minutes = minutesOf(ShownWait(w.backlog / time.Duration(max(1, w.openSlots()))))
	}
	if n.quoted == 0 {
		n.quoted = minutes
	}
	return time.Duration(minutes) * time.Minute
}

// minutesOf counts the minutes of a shown wait.
func minutesOf(shown time.Duration) uint32 { return uint32(min(shown/time.Minute, math.MaxUint32)) }

// ShownWait is what a client is shown of a wait: full minutes, rounded up, at
// least one.
func ShownWait(wait time.Duration) time.Duration {
	return max(time.Minute, (wait+time.Minute-1)/time.Minute*time.Minute)
}

// start begins an attempt of a need that has its slot or passes without one.
func (w *World) start(now time.Duration, i uint32, n *need) {
	w.seen.busy(n.bypass).Add(now, +1)
	w.seeFull(now)
	w.attempt(now, i, n)
}

// attempt is start where the track of those that run knows of it.
func (w *World) attempt(now time.Duration, i uint32, n *need) {
	if n.queued && n.attempts == 0 {
		// A law of every run: of those in line, no later ask starts first. Only who
		// has run before may have been put ahead.
		served := w.line(n.node).served
		if n.joined < served[n.class] {
			panic(fmt.Sprintf("model: client %d, in line since %v, starts after one since %v", n.client, n.joined, served[n.class]))
		}
		served[n.class] = n.joined
	}
	if n.state == waiting {
		w.endWait(now, n)
	}
	n.state, n.started = running, now
	if n.attempts < math.MaxUint16 {
		n.attempts++
	}
	n.leaves.Cancel()
	if w.plain {
		w.agenda.Set(&n.next, sim.Event{At: now + n.work, Who: i, Kind: finish})
		return
	}
	w.run(now, i, n)
}

// freeSlot gives what one that ran on node k leaves to the head of the line.
func (w *World) freeSlot(now time.Duration, bypass bool, k uint16) {
	if !w.plain && !w.vacate(now, k, bypass) || bypass {
		return
	}
	if next, ok := w.line(k).station.Leave(); ok {
		n := w.needs.at(next)
		n.node = k
		w.start(now, next, n)
	}
}

// finish ends a need: its sync is done.
func (w *World) finish(now time.Duration, i uint32, n *need) {
	w.observe(now, n, Done)
	if w.window.holds(now) {
		w.seen.succeeded++
	}
	if w.plain && !n.bypass {
		w.passOn(now, i, n)
		return
	}
	w.move(now, n, ended)
	if !w.plain {
		w.seen.end(now, true)
		n.leaves.Cancel()
	}
	bypass, node := n.bypass, n.node
	w.forget(now, i, n)
	w.freeSlot(now, bypass, node)
}

// passOn ends a need of a plain backend and gives its slot to the head of the line.
// Nothing is seen of a slot that passes from hand to hand.
func (w *World) passOn(now time.Duration, i uint32, n *need) {
	w.seen.inService += w.window.within(n.started, now)
	n.state = ended
	w.forget(now, i, n)
	if next, ok := w.shared.station.Leave(); ok {
		w.attempt(now, next, w.needs.at(next))
	} else {
		w.seen.running.Add(now, -1)
		w.seeFull(now)
	}
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
	if !w.plain {
		delete(w.done, i)
	}
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

// holds tells whether an instant lies in the window.
func (w Window) holds(at time.Duration) bool { return at >= w.From && at < w.To }

// within returns how many seconds of the time from one instant to another lie in
// the window.
func (w Window) within(from, to time.Duration) float64 {
	return float64(1e-9 * float64(max(0, min(to, w.To)-max(from, w.From))))
}
