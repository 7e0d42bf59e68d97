package stats

import (
	"math/bits"
	"sort"
)

// cells put many durations into order as far as that is asked for, which is seldom
// far: they are counted into cells of equal width, and only the few cells of which
// a member is wanted are looked into. What is stored is neither moved nor copied.
type cells struct {
	chunks [][]int64 // all members, none negative
	shift  uint      // a cell is 2^shift wide
	all    []cell
	known  map[int][]int64 // by cell, ascending: the members of those looked into
}

// A cell from i·2^shift on.
type cell struct {
	upTo  int    // members in it and below
	above uint64 // Σ of what its members have above its lower bound; at most a million have less than 2⁵⁵ / 2¹⁶ each
}

// manyDurations is how many are worth cells; fewer are sorted.
const manyDurations = 1 << 16

// newCells counts n members, none above most, into cells: one for eight members
// to sixteen were they spread evenly, at most 65,536, 1 MB.
func newCells(chunks [][]int64, n int, most int64) *cells {
	cellBits := min(16, bits.Len(uint(n))-4)
	c := &cells{chunks: chunks, known: map[int][]int64{}}
	c.shift = uint(max(0, bits.Len64(uint64(most))-cellBits))
	of := make([]cell, most>>c.shift+1)
	mask := int64(1)<<c.shift - 1
	for _, chunk := range chunks {
		for _, v := range chunk {
			i := v >> c.shift
			of[i].upTo++
			of[i].above += uint64(v & mask)
		}
	}
	for i := range of[1:] {
		of[i+1].upTo += of[i].upTo
	}
	c.all = of
	return c
}

// begin returns how many members lie below a cell.
func (c *cells) begin(i int) int {
	if i == 0 {
		return 0
	}
	return c.all[i-1].upTo
}

// holding returns the cell that holds the member of a rank from 1 on.
func (c *cells) holding(rank int) int {
	return sort.Search(len(c.all), func(i int) bool { return c.all[i].upTo >= rank })
}

// at returns the member of a rank from 1 to n.
func (c *cells) at(rank int) int64 {
	i := c.holding(rank)
	return c.of(i)[rank-1-c.begin(i)]
}

// of returns the members of a cell, ascending.
func (c *cells) of(i int) []int64 {
	if _, ok := c.known[i]; !ok {
		c.look([]int{i})
	}
	return c.known[i]
}

// look finds the members of some cells, in one go through all members.
func (c *cells) look(wanted []int) {
	next := make([]int32, len(c.all)) // where the next member of a cell goes, counted from 1; 0: it is not wanted
	size := 0
	for _, i := range wanted {
		if _, ok := c.known[i]; !ok && next[i] == 0 {
			next[i] = int32(size) + 1
			size += c.all[i].upTo - c.begin(i)
		}
	}
	found := make([]int64, size)
	for _, chunk := range c.chunks {
		for _, v := range chunk {
			if to := &next[v>>c.shift]; *to > 0 {
				found[*to-1] = v
				*to++
			}
		}
	}
	for _, i := range wanted {
		if _, ok := c.known[i]; !ok {
			end := int(next[i]) - 1
			begin := end - (c.all[i].upTo - c.begin(i))
			c.known[i] = ascending(found[begin:end:end], c.shift)
		}
	}
}

// A climb goes once through members in cells, upwards, as an [ascent] does.
type climb struct {
	*cells
	zeros  int
	cell   int // those below are passed as a whole
	below  sum // of the members of those
	passed int
	total  sum // of the members passed
}

// through passes all members up to v, at least 0, and returns their number and
// their sum.
func (c *climb) through(v int64) (n int, total sum) {
	to := int(min(v>>c.shift, int64(len(c.all))))
	for ; c.cell < to; c.cell++ {
		var lower sum // bounds of the members
		lower.high, lower.low = bits.Mul64(uint64(c.cell)<<c.shift, uint64(c.all[c.cell].upTo-c.begin(c.cell)))
		c.below.plus(lower)
		c.below.add(c.all[c.cell].above)
	}
	passed, sum := c.begin(to), c.below
	if to < len(c.all) {
		for _, u := range c.of(to) {
			if u > v {
				break
			}
			passed++
			sum.add(uint64(u))
		}
	}
	n, total = c.zeros+passed-c.passed, sum.less(c.total)
	c.zeros, c.passed, c.total = 0, passed, sum
	return n, total
}
