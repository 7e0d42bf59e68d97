package sim

import (
	"container/heap"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

// BenchmarkAgenda measures one event in the hold model (Jones, An empirical
// comparison of priority-queue and event-set implementations, Communications
// of the ACM 29, 1986): the next event is taken, and one is added an
// exponential time after it, so the number pending stays the same. One hour
// is the mean time ahead. The agenda of the standard library's container/heap
// is the yardstick.
func BenchmarkAgenda(b *testing.B) {
	// Drawing the increments is not what is measured.
	ahead := make([]time.Duration, 1<<16)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range ahead {
		ahead[i] = time.Duration(random.ExpFloat64() * float64(time.Hour))
	}
	for _, pending := range []int{10_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprintf("radix/pending=%d", pending), func(b *testing.B) {
			agenda := NewAgenda(nil)
			for i := range pending {
				agenda.Add(Event{At: ahead[i%len(ahead)] + time.Duration(i), Who: uint32(i)})
			}
			hold := func(i int) {
				e, _ := agenda.Next(math.MaxInt64)
				e.At += ahead[i%len(ahead)]
				agenda.Add(e)
			}
			for i := range 3 * pending { // to the steady state
				hold(i)
			}
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				hold(i)
				i++
			}
			b.ReportMetric(float64(cap(agenda.pending.chunks)*chunkSize)/float64(pending), "memory/need")
		})
		b.Run(fmt.Sprintf("container-heap/pending=%d", pending), func(b *testing.B) {
			agenda := &boxedAgenda{}
			for i := range pending {
				agenda.add(Event{At: ahead[i%len(ahead)] + time.Duration(i), Who: uint32(i)})
			}
			hold := func(i int) {
				e := agenda.next()
				e.At += ahead[i%len(ahead)]
				agenda.add(e)
			}
			for i := range 3 * pending {
				hold(i)
			}
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				hold(i)
				i++
			}
		})
	}
}

// BenchmarkInstant measures one event of an instant that many share.
func BenchmarkInstant(b *testing.B) {
	for _, sharing := range []int{1, 2, 10, 100, 10_000} {
		b.Run(fmt.Sprintf("sharing=%d", sharing), func(b *testing.B) {
			agenda := NewAgenda(func(e Event) uint64 { return uint64(e.Who) * 0x9e3779b97f4a7c15 })
			for i := range 10_000 {
				agenda.Add(Event{At: time.Duration(i / sharing), Who: uint32(i)})
			}
			b.ReportAllocs()
			for b.Loop() {
				e, _ := agenda.Next(math.MaxInt64)
				e.At += time.Duration(10_000 / sharing)
				agenda.Add(e)
			}
		})
	}
}

// A boxedAgenda is the agenda one writes first.
type boxedAgenda struct {
	events boxedEvents
	added  uint64
}

type boxedEvent struct {
	Event
	order uint64
}

type boxedEvents []boxedEvent

func (b boxedEvents) Len() int      { return len(b) }
func (b boxedEvents) Swap(i, j int) { b[i], b[j] = b[j], b[i] }
func (b *boxedEvents) Push(x any)   { *b = append(*b, x.(boxedEvent)) }
func (b boxedEvents) Less(i, j int) bool {
	if b[i].At != b[j].At {
		return b[i].At < b[j].At
	}
	return b[i].order < b[j].order
}
func (b *boxedEvents) Pop() any {
	last := (*b)[len(*b)-1]
	*b = (*b)[:len(*b)-1]
	return last
}

func (a *boxedAgenda) add(e Event) {
	a.added++
	heap.Push(&a.events, boxedEvent{Event: e, order: a.added})
}

func (a *boxedAgenda) next() Event { return heap.Pop(&a.events).(boxedEvent).Event }
