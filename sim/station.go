package sim

import (
	"fmt"
	"slices"
)

// A Station is a number of equal slots behind a queue for each of some classes:
// lower classes first, and within a class first come, first served. Nobody who
// has started is put back (non-preemptive) unless its slot goes, and slots may
// come and go. It keeps no clock and schedules nothing: it is told what happened
// and answers what follows. Its law holds after every call but Open, after which
// CallUp is due: no slot is free while somebody waits. Make one with
// [NewStation].
type Station struct {
	slots   int
	busy    int
	waiting int // in all queues
	queues  []queue
}

// A Place is a position in the queue of a station, good until its owner is
// called up or quits.
type Place struct {
	class uint8
	at    uint32 // counts the jobs of the class that had to queue, modulo 2³²
}

// mostClasses is the largest number of classes that a Place can tell apart.
const mostClasses = 256

// NewStation returns a station with free slots and empty queues for the classes
// 0, 1, … classes−1. It panics if slots is negative or classes is not from 1 to
// 256. With no slots everybody waits.
func NewStation(slots, classes int) Station {
	if slots < 0 || classes < 1 || classes > mostClasses {
		panic(fmt.Sprintf("sim: a station of %d slots and %d classes", slots, classes))
	}
	return Station{slots: slots, queues: make([]queue, classes)}
}

// Slots returns the number of slots.
func (s *Station) Slots() int { return s.slots }

// Busy returns the number of slots taken.
func (s *Station) Busy() int { return s.busy }

// Waiting returns the length of all queues together.
func (s *Station) Waiting() int { return s.waiting }

// Arrive takes a free slot for who and returns true, or joins the queue of a
// class and returns the place there, for Renege. It panics if who is 2³²-1 or
// there is no such class.
func (s *Station) Arrive(who uint32, class int) (place Place, started bool) {
	if s.TryStart() {
		return Place{}, true
	}
	return s.Join(who, class), false
}

// Join is Arrive where TryStart has just found no free slot. It panics if there is
// one.
func (s *Station) Join(who uint32, class int) Place {
	if s.busy < s.slots {
		panic(fmt.Sprintf("sim: job %d joins a queue while %d of %d slots are busy", who, s.busy, s.slots))
	}
	s.waiting++
	return Place{uint8(class), s.queues[class].join(who)}
}

// TryStart takes a slot if one is free, and reports whether it did; without a
// free slot nothing happens and no place is kept.
func (s *Station) TryStart() bool {
	if s.busy == s.slots {
		return false
	}
	if s.waiting > 0 || s.busy > s.slots {
		panic(fmt.Sprintf("sim: %d of %d slots busy while %d wait", s.busy, s.slots, s.waiting))
	}
	s.busy++
	return true
}

// Leave frees a slot. If somebody waits, the slot passes at once to the head of
// the first queue that is not empty, whom Leave returns with true. It panics if
// no slot is taken.
func (s *Station) Leave() (next uint32, ok bool) {
	if s.busy == 0 {
		panic(fmt.Sprintf("sim: a slot was left while none of %d is busy", s.slots))
	}
	if s.waiting == 0 {
		s.busy--
		return 0, false
	}
	s.waiting--
	for i := range s.queues {
		if q := &s.queues[i]; q.head != q.tail {
			return q.leave(), true
		}
	}
	panic(fmt.Sprintf("sim: %d wait in no queue", s.waiting+1))
}

// Return is Arrive for somebody whose slot has gone while it was taken: who waits
// ahead of everybody in its class. Of several the last to return is the first to
// be called up.
func (s *Station) Return(who uint32, class int) (place Place, started bool) {
	if s.TryStart() {
		return Place{}, true
	}
	s.waiting++
	return Place{uint8(class), s.queues[class].rejoin(who)}, false
}

// Renege leaves the queue from a place that Arrive or Return has returned. It
// panics if nobody waits there: the owner has been called up or has quit before.
func (s *Station) Renege(place Place) {
	s.queues[place.class].renege(place.at)
	s.waiting--
}

// Open adds free slots. Those who wait are to be called up to them: CallUp must
// be called until it returns false. It panics if slots is negative.
func (s *Station) Open(slots int) {
	if slots < 0 {
		panic(fmt.Sprintf("sim: %d slots were opened", slots))
	}
	s.slots += slots
}

// CallUp passes a free slot to the head of the first queue that is not empty,
// whom it returns with true. It is false if no slot is free or nobody waits.
func (s *Station) CallUp() (next uint32, ok bool) {
	if s.busy == s.slots || s.waiting == 0 {
		return 0, false
	}
	s.busy++
	return s.Leave() // to leave a slot is to pass it on
}

// Close closes a free slot and reports whether there was one.
func (s *Station) Close() bool {
	if s.busy == s.slots {
		return false
	}
	s.slots--
	return true
}

// Retire frees a slot and closes it at once: it passes to nobody. It panics if no
// slot is taken.
func (s *Station) Retire() {
	if s.busy == 0 {
		panic(fmt.Sprintf("sim: a slot was retired while none of %d is busy", s.slots))
	}
	s.busy--
	s.slots--
}

// Clone returns an independent copy.
func (s *Station) Clone() Station {
	c := *s
	c.queues = slices.Clone(s.queues)
	for i := range c.queues {
		c.queues[i].ring = slices.Clone(c.queues[i].ring)
	}
	return c
}
