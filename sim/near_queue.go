package sim

import "time"

// nearMost is up to how many events a sorted line beats the radix heap: about as
// many as fit into six lines of the processor's cache.
const nearMost = 24

// A nearQueue is a queue of events by time that holds few of them: a line sorted
// backwards, the soonest at its end. Of events of equal time, the one put first
// is nearer the end. What an event is besides its time is packed into a word, since
// the processor waits where it reads at once what it has just written in parts.
type nearQueue struct {
	size int
	at   [nearMost]time.Duration
	what [nearMost]uint64
}

func pack(e Event) uint64 { return uint64(e.Who)<<32 | uint64(e.Stamp)<<16 | uint64(e.Kind) }

func unpack(at time.Duration, what uint64) Event {
	return Event{At: at, Who: uint32(what >> 32), Stamp: uint16(what >> 16), Kind: Kind(what)}
}

// put adds an event to a line that is not full.
func (f *nearQueue) put(e Event) {
	i := f.size
	for i > 0 && f.at[i-1] <= e.At {
		f.at[i], f.what[i] = f.at[i-1], f.what[i-1]
		i--
	}
	f.at[i], f.what[i] = e.At, pack(e)
	f.size++
}

// last returns the soonest event. There must be one.
func (f *nearQueue) last() Event { return unpack(f.at[f.size-1], f.what[f.size-1]) }

// soonest returns the smallest time held. There must be one.
func (f *nearQueue) soonest() time.Duration { return f.at[f.size-1] }

// takeAlone removes the soonest event if no other has its time, and reports
// whether it did. There must be one.
func (f *nearQueue) takeAlone() (e Event, alone bool) {
	if f.size > 1 && f.at[f.size-2] == f.at[f.size-1] {
		return e, false
	}
	e = f.last()
	f.size--
	return e, true
}

// take removes all events of the smallest time and appends them to due in the
// order they were put. There must be one.
func (f *nearQueue) take(due []Event) []Event {
	at := f.soonest()
	for f.size > 0 && f.soonest() == at {
		due = append(due, f.last())
		f.size--
	}
	return due
}
