package sim

import (
	"fmt"
	"math"
)

// A queue is a line of jobs, first come, first served, from which anybody may
// step out and which somebody may rejoin at its head. It is a ring: the job with place p is at ring[p mod len(ring)]. A
// job who steps out leaves the mark gone behind; the head is never gone.
type queue struct {
	ring []uint32 // its length is 0 or a power of 2
	head uint32   // place of whoever is next
	tail uint32   // place for whoever comes next
}

// gone marks a place in the ring whose owner has stepped out.
const gone = math.MaxUint32

// join puts a job at the end and returns its place.
func (q *queue) join(who uint32) (place uint32) {
	if who == gone {
		panic(fmt.Sprintf("sim: job %d cannot queue, the number is reserved", who))
	}
	if int(q.tail-q.head) == len(q.ring) {
		q.grow()
	}
	place = q.tail
	q.ring[q.index(place)] = who
	q.tail++
	return place
}

// rejoin puts a job at the head and returns its place, which nobody who waits
// has: theirs are from the old head on.
func (q *queue) rejoin(who uint32) (place uint32) {
	if who == gone {
		panic(fmt.Sprintf("sim: job %d cannot queue, the number is reserved", who))
	}
	if int(q.tail-q.head) == len(q.ring) {
		q.grow()
	}
	q.head--
	q.ring[q.index(q.head)] = who
	return q.head
}

// leave takes the head out of a queue that is not empty.
func (q *queue) leave() (who uint32) {
	who = q.ring[q.index(q.head)]
	q.head++
	q.skip()
	return who
}

// renege lets the job at a place step out.
func (q *queue) renege(place uint32) {
	if place-q.head >= q.tail-q.head || q.ring[q.index(place)] == gone {
		panic(fmt.Sprintf("sim: nobody waits at place %d of %d to %d", place, q.head, q.tail))
	}
	q.ring[q.index(place)] = gone
	q.skip()
}

// skip moves the head past those who are gone.
func (q *queue) skip() {
	for q.head != q.tail && q.ring[q.index(q.head)] == gone {
		q.head++
	}
}

// index returns where a place lies in the ring.
func (q *queue) index(place uint32) int { return int(place) & (len(q.ring) - 1) }

// grow doubles the ring. Places keep their numbers and so move in it.
func (q *queue) grow() {
	old := *q
	q.ring = make([]uint32, max(8, 2*len(old.ring)))
	for p := q.head; p != q.tail; p++ {
		q.ring[q.index(p)] = old.ring[old.index(p)]
	}
}
