package sim

import (
	"math/bits"
	"time"
)

// A radix is a monotone priority queue of events by time: a radix heap (Ahuja,
// Mehlhorn, Orlin and Tarjan, Faster algorithms for the shortest path problem,
// Journal of the ACM 37, 1990, section 2), here with digits instead of bits.
//
// A time is read as a number of [levels] digits. An event lies in the bucket
// named by the highest digit in which its time differs from the time taken
// last, and by the value of that digit. So the soonest event is in the lowest
// bucket of the lowest level that is not empty. When it is taken, the other
// events of its bucket agree with it in that digit and move to lower levels.
// No event moves up, and a bucket with one event is taken without moving
// anything. In practice an event moves two or three times in its life.
//
// Events of equal time are always in the same bucket, in the order they were
// put there: moving a bucket keeps its order, and whatever is put later comes
// behind. That is why the queue needs no serial numbers.
//
// The events lie in chunks of one growing slice, chained to buckets by index.
// A bucket that has been emptied gives its chunks back, so the memory follows
// the number of events and not the high-water mark of each bucket, and the
// garbage collector finds no pointer in it.
type radix struct {
	last    uint64                 // key of the time taken last
	size    int                    // number of events held
	busy    uint32                 // bit l is set: a bucket of level l holds events
	digits  [levels]uint64         // bit d of word l is set: bucket d of level l holds events
	buckets [levels][values]bucket // by level and digit
	chunks  []chunk                // chunk 0 is not used, so that 0 can mean none
	free    uint32                 // first of the chain of unused chunks
	near    func([]Event)          // see Agenda.Prefetch; may be nil
}

// Digits of 4 to 6 bits and chunks of 15 to 63 events were measured within a
// tenth of each other from 10,000 to 1,000,000 pending. With 6 bits a word has
// a bit for each value of a digit; larger chunks waste memory on small runs.
const (
	digitBits = 6
	values    = 1 << digitBits                   // of a digit
	levels    = (64 + digitBits - 1) / digitBits // digits of a time
	chunkSize = 31
)

// A bucket is a chain of chunks, all full but the last.
type bucket struct {
	soonest time.Duration // the smallest time in it
	head    uint32        // first chunk, 0 when the bucket is empty
	tail    uint32        // last chunk
	fill    uint32        // events in the last chunk
	count   uint32        // events in all
}

// A chunk holds up to chunkSize events of one bucket, in 504 bytes.
type chunk struct {
	events [chunkSize]Event
	next   uint32 // in the bucket, or among the unused; 0 at the end
}

// A bucket is prefetched when it holds this many events: so few that all of them
// come soon, and so many that they are looked at together. The ratio of the two is
// that of a digit, so that an event is foreseen once on its way down. One that is
// put into a smaller bucket has an owner that was seen just now.
const (
	mostNear = 1024
	fewNear  = mostNear / values
)

// key maps times to numbers without sign in the same order.
func key(t time.Duration) uint64 { return uint64(t) ^ 1<<63 }

func newRadix() radix {
	return radix{last: key(earliest), chunks: make([]chunk, 1)}
}

// put adds an event that is not before the time taken last.
func (r *radix) put(e Event) {
	k := key(e.At)
	level := uint(bits.Len64((k^r.last)|1)-1) / digitBits
	digit := k >> (level * digitBits) % values
	b := &r.buckets[level][digit]
	switch {
	case b.head == 0:
		c := r.chunk()
		*b = bucket{soonest: e.At, head: c, tail: c}
		r.busy |= 1 << level
		r.digits[level] |= 1 << digit
	case b.fill == chunkSize:
		c := r.chunk()
		r.chunks[b.tail].next = c
		b.tail, b.fill = c, 0
	}
	b.soonest = min(b.soonest, e.At)
	r.chunks[b.tail].events[b.fill] = e
	b.fill++
	b.count++
	r.size++
}

// chunk returns an unused chunk, whose next is 0.
func (r *radix) chunk() uint32 {
	c := r.free
	if c == 0 {
		r.chunks = append(r.chunks, chunk{})
		return uint32(len(r.chunks) - 1)
	}
	r.free = r.chunks[c].next
	r.chunks[c].next = 0
	return c
}

// first returns the level and digit of the bucket that holds the soonest event.
func (r *radix) first() (level, digit int) {
	level = bits.TrailingZeros32(r.busy)
	return level, bits.TrailingZeros64(r.digits[level])
}

// soonest returns the smallest time held. There must be one.
func (r *radix) soonest() time.Duration {
	level, digit := r.first()
	return r.buckets[level][digit].soonest
}

// empty takes the bucket of a level and digit out; its chunks remain.
func (r *radix) empty(level, digit int) bucket {
	b := r.buckets[level][digit]
	r.buckets[level][digit].head = 0
	if r.digits[level] &^= 1 << digit; r.digits[level] == 0 {
		r.busy &^= 1 << level
	}
	r.size -= int(b.count)
	return b
}

// sweep removes the events that are not kept, and leaves the others in order.
func (r *radix) sweep(keep func(Event) bool) {
	for level := range r.buckets {
		for digit := range r.buckets[level] {
			if r.buckets[level][digit].head == 0 {
				continue
			}
			b := r.empty(level, digit)
			for c := b.head; c != 0; {
				n := uint32(chunkSize)
				if c == b.tail {
					n = b.fill
				}
				chunk := r.chunks[c] // put may use it again
				r.chunks[c].next, r.free = r.free, c
				for _, e := range chunk.events[:n] {
					if keep(e) {
						r.put(e)
					}
				}
				c = chunk.next
			}
		}
	}
}

// give moves the bucket with the soonest events to a nearQueue that is empty, if it
// holds at most half of what fits there, and reports whether it did. There must be
// an event. What is left is not looked at again, so that the time taken last stays.
func (r *radix) give(to *nearQueue) bool {
	level, digit := r.first()
	if r.buckets[level][digit].count > nearMost/2 {
		return false
	}
	b := r.empty(level, digit)
	c := &r.chunks[b.head]
	for _, e := range c.events[:b.fill] {
		to.put(e)
	}
	c.next, r.free = r.free, b.head
	return true
}

// take removes all events of the smallest time, appends them to due in the
// order they were put. There must be one.
func (r *radix) take(due []Event) []Event {
	b := r.empty(r.first())
	r.last = key(b.soonest)
	near := r.near
	if b.count < fewNear || b.count > mostNear {
		near = nil
	}
	for c := b.head; c != 0; {
		n := uint32(chunkSize)
		if c == b.tail {
			n = b.fill
		}
		if near != nil {
			near(r.chunks[c].events[:n])
		}
		for i := range n {
			if e := r.chunks[c].events[i]; e.At == b.soonest {
				due = append(due, e)
			} else {
				r.put(e)
			}
		}
		next := r.chunks[c].next
		r.chunks[c].next = r.free
		r.free = c
		c = next
	}
	return due
}
