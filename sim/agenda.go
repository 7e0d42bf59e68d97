package sim

import (
	"fmt"
	"iter"
	"math"
	"slices"
	"time"
)

// A Kind says what happens. The model that uses the kernel numbers its kinds;
// the kernel gives them no meaning.
type Kind uint8

// An Event is what will happen, when and to whom: a plain value of 16 bytes
// without pointers, so that a run can be printed, compared and copied, and a
// million pending events cost the garbage collector nothing.
type Event struct {
	At    time.Duration // since the start of the run; before it if negative
	Who   uint32        // whom it concerns, numbered by the model
	Stamp uint16        // set by [Agenda.Set], free for the model otherwise
	Kind  Kind
}

// String returns the event for messages, such as "kind 3 of 17 at 1h30m0s".
func (e Event) String() string {
	return fmt.Sprintf("kind %d of %d at %v", e.Kind, e.Who, e.At)
}

// An Agenda is the clock of a run and the events still to come. Make one with
// [NewAgenda].
//
// Events are handed out in order of time. Those that share an instant are
// handed out in rounds. A round begins with all events of the instant that are
// known by then, in order of their ranks, equal ranks in the order they were
// added. An event added at the present instant joins the round under way at
// its place (after those of equal rank) unless the round is past it: an event
// ranked lower than the one handed out last waits for the next round at this
// instant, which begins when this one is exhausted.
//
// Adding an event and handing it out allocate nothing once the agenda has
// grown to its largest size: 17 to 26 bytes for each pending event of a million
// to ten thousand, and 48 bytes for each event of the fullest instant.
type Agenda struct {
	rank    func(Event) uint64
	now     time.Duration
	near    nearQueue // the soonest of the events after now
	pending radix     // those later than all of near
	present sameTime  // the events at now that are still to be handed out
	due     []Event   // scratch of Next
}

// NewAgenda returns an empty agenda on which the first event may be at any
// time. The function rank orders the events that share an instant, lower
// first. It is called only for those, and must depend on the event alone. A
// nil rank leaves them in the order they were added.
func NewAgenda(rank func(Event) uint64) *Agenda {
	if rank == nil {
		rank = func(Event) uint64 { return 0 }
	}
	return &Agenda{rank: rank, now: earliest, pending: newRadix(), present: newSameTime()}
}

// Prefetch lets near be called with events that come among the next thousand or
// so, most of them once, in no promised order. It must not keep the
// slice, and change nothing that matters: it is there to bring the state of the
// owners into the processor's cache, all at once instead of one after the other.
func (a *Agenda) Prefetch(near func([]Event)) { a.pending.near = near }

// Now returns the instant of the event handed out last. Before the first one
// it is the smallest time.Duration, so that every event lies ahead. Now moves
// with the events: asking for the next event before a horizon when there is
// none does not move it.
func (a *Agenda) Now() time.Duration { return a.now }

// Len returns the number of events still to come, void ones included.
func (a *Agenda) Len() int { return a.near.size + a.pending.size + len(a.present.turns) }

// Add puts an event on the agenda. It panics if e.At is before Now.
func (a *Agenda) Add(e Event) {
	switch {
	case e.At > a.now:
		a.put(e)
	case e.At == a.now:
		a.present.join(e, a.rank)
	default:
		panic(fmt.Sprintf("sim: %v added at %v, when its time has passed", e, a.now))
	}
}

// put adds an event after now.
func (a *Agenda) put(e Event) {
	if a.pending.size == 0 || e.At < a.pending.soonest() {
		if a.near.size < nearMost {
			a.near.put(e)
			return
		}
		for ; a.near.size > 0; a.near.size-- { // soonest first, so that equal times keep their order
			a.pending.put(a.near.last())
		}
	}
	a.pending.put(e)
}

// Next takes the next event off the agenda and moves Now to it. It returns
// false when no event is left before the horizon; an event at the horizon
// itself stays, so that consecutive horizons divide a run without overlap.
func (a *Agenda) Next(horizon time.Duration) (Event, bool) {
	if len(a.present.turns) > 0 {
		if a.now >= horizon {
			return Event{}, false
		}
		return a.present.next(), true
	}
	if a.near.size == 0 && !a.refill(horizon) {
		return Event{}, false
	}
	if a.near.size > 0 {
		at := a.near.soonest()
		if at >= horizon {
			return Event{}, false
		}
		a.now = at
		if e, alone := a.near.takeAlone(); alone {
			a.present.alone(e)
			return e, true
		}
		a.due = a.near.take(a.due[:0])
	}
	if len(a.due) == 1 {
		a.present.alone(a.due[0])
		return a.due[0], true
	}
	a.present.open(a.due, a.rank)
	return a.present.next(), true
}

// refill moves the soonest of the pending events to the line if they lie in a
// bucket of few events. Otherwise it moves now to the smallest time and makes the
// events at it due. It returns false when there is no event before the horizon.
func (a *Agenda) refill(horizon time.Duration) bool {
	if a.pending.size == 0 || a.pending.soonest() >= horizon {
		return false
	}
	if a.pending.give(&a.near) {
		return true
	}
	a.now = a.pending.soonest()
	a.due = a.pending.take(a.due[:0])
	return true
}

// Sweep takes events off the agenda that are not kept, such as void appointments of
// timers that are set again and again: all of those but a few that come soonest. It
// looks at every event and keeps the order of the others.
func (a *Agenda) Sweep(keep func(Event) bool) { a.pending.sweep(keep) }

// Until returns the events strictly before the horizon with their times, in
// the order of Next, including those that are added meanwhile. The loop over
// it may be left and taken up again.
func (a *Agenda) Until(horizon time.Duration) iter.Seq2[time.Duration, Event] {
	return func(yield func(time.Duration, Event) bool) {
		for {
			e, ok := a.Next(horizon)
			if !ok || !yield(e.At, e) {
				return
			}
		}
	}
}

// Clone returns an independent copy, with which a run can be continued in a
// second way. Its rank function must order events as that of a does, but may
// look at the state of the copied run. Prefetch is not copied.
func (a *Agenda) Clone(rank func(Event) uint64) *Agenda {
	c := *a
	c.rank = rank
	c.pending.near = nil
	c.pending.chunks = slices.Clone(a.pending.chunks)
	c.present.turns = slices.Clone(a.present.turns)
	c.due = nil
	return &c
}

// earliest is the time before which nothing can be.
const earliest = time.Duration(math.MinInt64)
