package sim

import "fmt"

// A sameTime hands out the events of one instant in order: by round, then by
// rank, then as they were added. It is a binary heap, because events join
// while others are handed out; instants that many events share are rare, and
// an instant with a single event does not touch the heap.
type sameTime struct {
	turns  []turn // heap: turns[i] is not after turns[2i+1] and turns[2i+2]
	last   turn   // handed out last
	ranked bool   // last.rank is known
	joined uint32 // number of events of this instant so far
}

// mostAtOnce limits the events of one instant, far above any that is meant.
const mostAtOnce = 1 << 28

// A turn is the place of an event among those of its instant.
type turn struct {
	rank  uint64
	round uint32 // number of the round within the instant
	order uint32 // of joining, within the instant
	event Event
}

func (t *turn) before(u *turn) bool {
	if t.round != u.round {
		return t.round < u.round
	}
	if t.rank != u.rank {
		return t.rank < u.rank
	}
	return t.order < u.order
}

// newSameTime returns one before which nothing has been handed out.
func newSameTime() sameTime { return sameTime{ranked: true} }

// alone begins an instant at which a single event is known and has been handed
// out. Its rank is left for join to find, which is seldom called.
func (r *sameTime) alone(e Event) {
	r.last.event, r.last.round = e, 0
	r.ranked = false
	r.joined = 1
}

// open begins an instant with the events that are due, in the order they were
// added.
func (r *sameTime) open(due []Event, rank func(Event) uint64) {
	r.joined = 0
	for _, e := range due {
		r.push(turn{rank: rank(e), event: e})
	}
}

// join gives an event that was added at the present instant its turn: in this
// round, or in the next one if this one is past its rank.
func (r *sameTime) join(e Event, rank func(Event) uint64) {
	if !r.ranked {
		r.last.rank = rank(r.last.event)
		r.ranked = true
	}
	t := turn{rank: rank(e), round: r.last.round, event: e}
	if t.rank < r.last.rank {
		t.round++
	}
	r.push(t)
}

// next takes the first turn.
func (r *sameTime) next() Event {
	r.last = r.turns[0]
	r.ranked = true
	end := len(r.turns) - 1
	t := r.turns[end]
	r.turns = r.turns[:end]
	// Sift t down from the root.
	i := 0
	for {
		child := 2*i + 1
		if child >= end {
			break
		}
		if child+1 < end && r.turns[child+1].before(&r.turns[child]) {
			child++
		}
		if !r.turns[child].before(&t) {
			break
		}
		r.turns[i] = r.turns[child]
		i = child
	}
	if end > 0 {
		r.turns[i] = t
	}
	return r.last.event
}

// push gives t its place in the heap. It panics where a model goes round in
// circles at one instant, which would look like a run that never ends.
func (r *sameTime) push(t turn) {
	if r.joined == mostAtOnce {
		panic(fmt.Sprintf("sim: time stands still: %v is number %d of its instant", t.event, r.joined+1))
	}
	t.order = r.joined
	r.joined++
	r.turns = append(r.turns, t)
	i := len(r.turns) - 1
	for i > 0 {
		parent := (i - 1) / 2
		if !t.before(&r.turns[parent]) {
			break
		}
		r.turns[i] = r.turns[parent]
		i = parent
	}
	r.turns[i] = t
}
