package sim

import "time"

// fewMost is up to how many events a sorted line beats the radix heap: about as
// many as fit into six lines of the processor's cache.
const fewMost = 24

// A few is a queue of events by time that holds few of them: a line sorted
// backwards, the soonest at its end. Of events of equal time, the one put first
// is nearer the end.
type few struct {
	size int
	line [fewMost]Event
}

// put adds an event to a line that is not full.
func (f *few) put(e Event) {
	i := f.size
	for i > 0 && f.line[i-1].At <= e.At {
		f.line[i] = f.line[i-1]
		i--
	}
	f.line[i] = e
	f.size++
}

// soonest returns the smallest time held. There must be one.
func (f *few) soonest() time.Duration { return f.line[f.size-1].At }

// takeAlone removes the soonest event if no other has its time, and reports
// whether it did. There must be one.
func (f *few) takeAlone() (e Event, alone bool) {
	e = f.line[f.size-1]
	if f.size > 1 && f.line[f.size-2].At == e.At {
		return e, false
	}
	f.size--
	return e, true
}

// take removes all events of the smallest time and appends them to due in the
// order they were put. There must be one.
func (f *few) take(due []Event) []Event {
	at := f.soonest()
	for f.size > 0 && f.line[f.size-1].At == at {
		f.size--
		due = append(due, f.line[f.size])
	}
	return due
}
