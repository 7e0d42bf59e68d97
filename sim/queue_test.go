package sim

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestQueueRejoin fills a ring from both ends beyond its size, with places that
// turn over at 2³².
func TestQueueRejoin(t *testing.T) {
	for _, first := range []uint32{0, 1, 5, 1<<32 - 3} {
		q := queue{head: first, tail: first}
		var want []uint32
		places := map[uint32]uint32{} // by job
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
			require.False(t, held[place], "from place %d: two hold place %d", first, place)
			places[who], held[place] = place, true
		}
		for _, who := range []uint32{38, 37, 0, 39, 20} { // from the head, the middle and the end
			q.renege(places[who])
			want = slices.DeleteFunc(want, func(w uint32) bool { return w == who })
		}
		var got []uint32
		for q.head != q.tail {
			got = append(got, q.leave())
		}
		assert.Equal(t, want, got, "order in which they leave, from place %d", first)
	}
}

// TestQueueRejoinEndless has one job step in at the head and out again: the ring
// must not grow with the number of times.
func TestQueueRejoinEndless(t *testing.T) {
	var q queue
	q.join(1)
	for range 1000 {
		q.rejoin(2)
		require.EqualValues(t, 2, q.leave(), "the one that has returned leaves first")
	}
	assert.LessOrEqual(t, len(q.ring), 8, "places in the ring of a queue of 2")
}
