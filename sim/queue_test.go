package sim

import (
	"slices"
	"testing"
)

// TestQueueRejoin fills a ring from both ends beyond its size, with places that
// turn over at 2³².
func TestQueueRejoin(t *testing.T) {
	for _, first := range []uint32{0, 1, 5, 1<<32 - 3} {
		q := queue{head: first, tail: first}
		var want []uint32
		places := map[uint32]uint32{} // by guest
		held := map[uint32]bool{}
		for who := range uint32(40) {
			var place uint32
			if who%3 == 0 {
				place = q.join(who)
				want = append(want, who)
			} else {
				place = q.rejoin(who)
				want = slices.Insert(want, 0, who)
			}
			if held[place] {
				t.Fatalf("from place %d: two hold place %d", first, place)
			}
			places[who], held[place] = place, true
		}
		for _, who := range []uint32{38, 37, 0, 39, 20} { // from the head, the middle and the end
			q.quit(places[who])
			want = slices.DeleteFunc(want, func(w uint32) bool { return w == who })
		}
		var got []uint32
		for q.head != q.tail {
			got = append(got, q.leave())
		}
		if !slices.Equal(got, want) {
			t.Errorf("from place %d: they left in the order %v, want %v", first, got, want)
		}
	}
}

// TestQueueRejoinEndless has one guest step in at the head and out again: the ring
// must not grow with the number of times.
func TestQueueRejoinEndless(t *testing.T) {
	var q queue
	q.join(1)
	for range 1000 {
		q.rejoin(2)
		if got := q.leave(); got != 2 {
			t.Fatalf("guest %d left, want the one that has returned", got)
		}
	}
	if len(q.ring) > 8 {
		t.Errorf("a queue of 2 takes a ring of %d", len(q.ring))
	}
}
