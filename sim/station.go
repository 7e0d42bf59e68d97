package sim

import (
	"fmt"
	"math"
	"slices"
)

// A Station is a number of equal slots behind one queue, first come, first
// served. It keeps no clock and schedules nothing: it is told what happened
// and answers what follows. Its law holds after every call: no slot is free
// while somebody waits. Make one with [NewStation].
type Station struct {
	slots   int
	busy    int
	waiting int // in the queue and not gone
	// The queue is a ring: the guest with place p is at ring[p mod len(ring)].
	// A guest who quits leaves the mark gone behind; the head is never gone.
	ring []uint32
	head Place // of whoever is next
	tail Place // for whoever comes next
}

// A Place is a position in the queue of a station, good until its owner is
// called up or quits. Places count the guests that had to queue, modulo 2³².
type Place uint32

// gone marks a place in the ring whose owner has quit.
const gone = math.MaxUint32

// NewStation returns a station with free slots and an empty queue. It panics
// if slots is negative. With no slots everybody waits.
func NewStation(slots int) Station {
	if slots < 0 {
		panic(fmt.Sprintf("sim: a station of %d slots", slots))
	}
	return Station{slots: slots}
}

// Slots returns the number of slots.
func (s *Station) Slots() int { return s.slots }

// Busy returns the number of slots taken.
func (s *Station) Busy() int { return s.busy }

// Waiting returns the length of the queue.
func (s *Station) Waiting() int { return s.waiting }

// Arrive takes a free slot for who and returns true, or joins the queue and
// returns the place there, for Quit. It panics if who is 2³²-1.
func (s *Station) Arrive(who uint32) (place Place, started bool) {
	if s.TryStart() {
		return 0, true
	}
	if who == gone {
		panic(fmt.Sprintf("sim: guest %d cannot queue, the number is reserved", who))
	}
	if int(s.tail-s.head) == len(s.ring) {
		s.grow()
	}
	place = s.tail
	s.ring[s.index(place)] = who
	s.tail++
	s.waiting++
	return place, false
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

// Leave frees a slot. If somebody waits, the slot passes at once to the head
// of the queue, whom Leave returns with true. It panics if no slot is taken.
func (s *Station) Leave() (next uint32, ok bool) {
	if s.busy == 0 {
		panic(fmt.Sprintf("sim: a slot was left while none of %d is busy", s.slots))
	}
	if s.waiting == 0 {
		s.busy--
		return 0, false
	}
	next = s.ring[s.index(s.head)]
	s.head++
	s.waiting--
	s.skip()
	return next, true
}

// Quit leaves the queue from a place that Arrive has returned. It panics if
// nobody waits there: the owner has been called up or has quit before.
func (s *Station) Quit(place Place) {
	if place-s.head >= s.tail-s.head || s.ring[s.index(place)] == gone {
		panic(fmt.Sprintf("sim: nobody waits at place %d of %d to %d", place, s.head, s.tail))
	}
	s.ring[s.index(place)] = gone
	s.waiting--
	s.skip()
}

// Clone returns an independent copy.
func (s *Station) Clone() Station {
	c := *s
	c.ring = slices.Clone(s.ring)
	return c
}

// skip moves the head past those who are gone.
func (s *Station) skip() {
	for s.head != s.tail && s.ring[s.index(s.head)] == gone {
		s.head++
	}
}

// index returns where a place lies in the ring, whose length is a power of 2.
func (s *Station) index(p Place) int { return int(p) & (len(s.ring) - 1) }

// grow doubles the ring. Places keep their numbers and so move in it.
func (s *Station) grow() {
	old := *s
	s.ring = make([]uint32, max(8, 2*len(old.ring)))
	for p := s.head; p != s.tail; p++ {
		s.ring[s.index(p)] = old.ring[old.index(p)]
	}
}
