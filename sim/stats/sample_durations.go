package stats

import (
	"fmt"
	"math"
	"math/bits"
	"slices"
	"sort"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// durations is a multiset of durations: exact, or packed into a histogram when
// they become many. Zeros are counted and not stored. What it answers depends on
// its members alone, not on the order they came in. The zero durations is empty.
type durations struct {
	zeros  int
	stored int // members above 0

	// The exact form: chunks of growing size, so that a million values take 8 MB
	// and growing never copies them. When ordered is set they are in cells, or in
	// one chunk, ascending.
	chunks  [][]int64
	ordered bool
	cells   *cells // valid when ordered is set; nil: there is one chunk

	// The packed form; then chunks is nil.
	histogram *hdrhistogram.Histogram
	bars      []bar // of the histogram, ascending; nil when not up to date

	total   sum
	largest int64
}

// A bar stands for count members near value.
type bar struct {
	value int64
	count int
}

const (
	leastChunk    = 16
	greatestChunk = 8192

	// Three significant digits make bars at most 1/1024 of their value wide, and
	// a bar answers its middle.
	packedDigits     = 3
	packedResolution = 1.0 / 2048
)

// longestDuration is the most a Sample takes: 400 days, far beyond the longest
// horizon of a rollout. It bounds the histogram, at 370 kB.
const longestDuration = 400 * 24 * time.Hour

func (d *durations) len() int { return d.zeros + d.stored }

func (d *durations) add(v int64) {
	if v < 0 || v > int64(longestDuration) {
		panic(fmt.Sprintf("stats: a sample takes durations from 0 to %v, got %v", longestDuration, time.Duration(v)))
	}
	if v == 0 {
		d.zeros++
		return
	}
	d.stored++
	d.total.add(uint64(v))
	d.largest = max(d.largest, v)
	if d.histogram == nil {
		d.append(v)
	} else {
		d.record(v)
	}
}

func (d *durations) append(v int64) {
	last := len(d.chunks) - 1
	if last < 0 || len(d.chunks[last]) == cap(d.chunks[last]) {
		size := min(max(leastChunk, d.stored-1), greatestChunk)
		d.chunks = append(d.chunks, make([]int64, 0, size))
		last++
	}
	d.chunks[last] = append(d.chunks[last], v)
	d.ordered = false
}

func (d *durations) record(v int64) {
	if err := d.histogram.RecordValue(v); err != nil {
		panic(fmt.Sprintf("stats: %v: %v", time.Duration(v), err))
	}
	d.bars = nil
}

// pack turns the exact form into the packed one.
func (d *durations) pack() {
	if d.histogram != nil {
		return
	}
	d.histogram = hdrhistogram.New(1, int64(longestDuration), packedDigits)
	for i, chunk := range d.chunks {
		for _, v := range chunk {
			d.record(v)
		}
		d.chunks[i] = nil
	}
	d.chunks, d.cells = nil, nil
}

// merge adds the members of o, which stays as it is. When o is packed, d must
// be.
func (d *durations) merge(o *durations) {
	for _, chunk := range o.chunks {
		for _, v := range chunk {
			d.add(v)
		}
	}
	if o.histogram != nil {
		if dropped := d.histogram.Merge(o.histogram); dropped != 0 {
			panic(fmt.Sprintf("stats: histograms of unequal range: %d of %d durations dropped", dropped, o.stored))
		}
		d.bars = nil
		d.stored += o.stored
		d.total.plus(o.total)
		d.largest = max(d.largest, o.largest)
	}
	d.zeros += o.zeros
}

// order puts what at and ascent read in order.
func (d *durations) order() {
	if d.histogram == nil {
		if !d.ordered && d.stored >= manyDurations {
			d.cells, d.ordered = newCells(d.chunks, d.stored, d.largest), true
		} else if !d.ordered {
			d.sort()
		}
		return
	}
	if d.bars != nil {
		return
	}
	for _, b := range d.histogram.Distribution() {
		if b.Count > 0 {
			middle := b.From + (b.To-b.From)/2
			d.bars = append(d.bars, bar{min(middle, d.largest), int(b.Count)})
		}
	}
}

// sort puts what is stored exactly into one chunk, ascending.
func (d *durations) sort() {
	if d.stored == 0 || d.ordered && d.cells == nil {
		return
	}
	values := make([]int64, 0, d.stored)
	for i, chunk := range d.chunks {
		values = append(values, chunk...)
		d.chunks[i] = nil
	}
	d.chunks = [][]int64{ascending(values, uint(bits.Len64(uint64(d.largest))))}
	d.cells, d.ordered = nil, true
}

// at returns the member of a rank from 1 to len.
func (d *durations) at(rank int) int64 {
	if rank < 1 || rank > d.len() {
		panic(fmt.Sprintf("stats: rank %d of %d durations", rank, d.len()))
	}
	if rank <= d.zeros {
		return 0
	}
	d.order()
	rank -= d.zeros
	if d.histogram != nil {
		for _, b := range d.bars {
			if rank -= b.count; rank <= 0 {
				return b.value
			}
		}
	}
	if d.cells != nil {
		return d.cells.at(rank)
	}
	return d.chunks[0][rank-1]
}

// expect makes ready for at to be called with ranks from 1 to len.
func (d *durations) expect(ranks []int) {
	d.order()
	if d.histogram != nil || d.cells == nil {
		return
	}
	var wanted []int
	for _, rank := range ranks {
		if rank > d.zeros {
			wanted = append(wanted, d.cells.holding(rank-d.zeros))
		}
	}
	d.cells.look(wanted)
}

// ascending puts values of which at most some of the lowest bits differ in
// ascending order, in place or not. Many are sorted digit by digit from the lowest
// on (LSD radix sort), which takes a third of the time of comparing them.
func ascending(values []int64, differ uint) []int64 {
	const digit, few = 11, 4096 // bits; values
	if len(values) < few {
		slices.Sort(values)
		return values
	}
	other := make([]int64, len(values))
	for shift := uint(0); shift < differ; shift += digit {
		var starts [1 << digit]int
		for _, v := range values {
			starts[v>>shift&(1<<digit-1)]++
		}
		sum := 0
		for i, count := range starts {
			starts[i], sum = sum, sum+count
		}
		for _, v := range values {
			d := v >> shift & (1<<digit - 1)
			other[starts[d]] = v
			starts[d]++
		}
		values, other = other, values
	}
	return values
}

// An ascent goes once through the members of a durations, upwards.
type ascent struct {
	zeros  int
	values []int64 // ascending, what is passed cut off
	bars   []bar
}

func (d *durations) ascent() ascent {
	if d.histogram == nil {
		d.sort()
	} else {
		d.order()
	}
	a := ascent{zeros: d.zeros, bars: d.bars}
	if len(d.chunks) > 0 {
		a.values = d.chunks[0]
	}
	return a
}

// rise returns what goes once through the members, upwards, with a halt at each of
// some values.
func (d *durations) rise(halts []int64) interface{ through(v int64) (int, sum) } {
	const few = 64 // halts, up to which it does not pay to sort
	d.order()
	if d.histogram != nil || d.cells == nil || len(halts) > few {
		a := d.ascent()
		return &a
	}
	var wanted []int
	for _, v := range halts {
		if i := int(v >> d.cells.shift); i < len(d.cells.all) {
			wanted = append(wanted, i)
		}
	}
	d.cells.look(wanted)
	return &climb{cells: d.cells, zeros: d.zeros}
}

// through passes all members up to v, at least 0, and returns their number and
// their sum, in which a bar counts with its value.
func (a *ascent) through(v int64) (n int, total sum) {
	end := sort.Search(len(a.values), func(i int) bool { return a.values[i] > v })
	for _, passed := range a.values[:end] {
		total.add(uint64(passed))
	}
	n = a.zeros + end
	a.zeros, a.values = 0, a.values[end:]
	for len(a.bars) > 0 && a.bars[0].value <= v {
		n += a.bars[0].count
		var of sum
		of.high, of.low = bits.Mul64(uint64(a.bars[0].value), uint64(a.bars[0].count))
		total.plus(of)
		a.bars = a.bars[1:]
	}
	return n, total
}

// next returns the least member not passed yet; ok is false when there is none.
func (a *ascent) next() (v int64, ok bool) {
	if a.zeros > 0 {
		return 0, true
	}
	v = math.MaxInt64
	if len(a.values) > 0 {
		v, ok = a.values[0], true
	}
	if len(a.bars) > 0 {
		v, ok = min(v, a.bars[0].value), true
	}
	return v, ok
}

// A sum is exact where 64 bits would overflow, after a few hundred durations of
// the longest kind, and so does not depend on the order of its terms.
type sum struct{ high, low uint64 }

func (s *sum) add(v uint64) { s.plus(sum{low: v}) }

func (s *sum) plus(o sum) {
	var carry uint64
	s.low, carry = bits.Add64(s.low, o.low, 0)
	s.high, _ = bits.Add64(s.high, o.high, carry)
}

// less returns the difference to a smaller sum.
func (s sum) less(o sum) sum {
	low, borrow := bits.Sub64(s.low, o.low, 0)
	high, _ := bits.Sub64(s.high, o.high, borrow)
	return sum{high, low}
}

// seconds returns the sum in seconds.
func (s sum) seconds() float64 {
	return (math.Ldexp(float64(s.high), 64) + float64(s.low)) / 1e9
}

// over returns the mean of n terms, rounded down.
func (s sum) over(n int) int64 {
	mean, _ := bits.Div64(s.high, s.low, uint64(n))
	return int64(mean)
}
