package study

import (
	"math"
	"slices"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim/stats"
)

// WorseBy is by how many seconds a PC must wait longer to be worse off: the floor
// of the waits, since nobody plans by less.
const WorseBy = 10

// A WorseOff says how many PCs are worse off under one strategy than under another
// on the same slots: PC by PC, in the same replication and with the same work, they
// wait more than [WorseBy] longer for the sync after their update (are delayed,
// where that is the truer number). It is about the PCs that have such a sync under
// both, and where the release may have problems about rollouts that have the fewest
// of them, which is none unless one is certain. Who still waits at the horizon under
// the first counts with the wait so far, and who does under the second is left out.
type WorseOff struct {
	Under, Than int            // indices in Comparison.Results
	Share       stats.Estimate // 0..1 of the PCs, over the replications
	In          int            // replications in which anybody is worse off
	Median, P95 stats.Estimate // seconds by which half of those wait longer at most, and 95 %, over these replications
}

// pairs are the ordered pairs of columns that roll out on the same slot number.
func pairs(columns []*column) [][2]int {
	var all [][2]int
	for i, under := range columns {
		for j, than := range columns {
			if i != j && under.number == than.number && rolls(under) && rolls(than) {
				all = append(all, [2]int{i, j})
			}
		}
	}
	return all
}

func rolls(c *column) bool { return c.strategy.Name != model.NoRollout }

// watch marks the columns whose clients are watched one by one: those that there is
// another to compare with.
func watch(columns []*column) {
	for _, pair := range pairs(columns) {
		columns[pair[0]].watched = true
	}
}

// A worse is what one replication shows of a pair of columns.
type worse struct {
	share       float64 // 0..1; NaN if no client can be compared
	median, p95 float64 // seconds; NaN if nobody is worse off
}

// pairedClients are the clients of the columns of one slot number in one replication. Only
// these are in memory at a time.
type pairedClients struct {
	columns []*column
	waits   [][]model.ClientWait // by column; nil unless it is of the slot number and watched
	number  int
	found   []worse // by pair, in the order of pairs
}

func newPairedClients(columns []*column) *pairedClients {
	return &pairedClients{columns: columns, waits: make([][]model.ClientWait, len(columns))}
}

// see takes the waits of a column; columns come in order.
func (c *pairedClients) see(i int, waits []model.ClientWait) {
	if waits == nil {
		return
	}
	if c.columns[i].number != c.number {
		c.compare()
		c.number = c.columns[i].number
	}
	c.waits[i] = waits
}

// compare compares the columns of the slot number at hand, and lets go of them.
func (c *pairedClients) compare() {
	for i, under := range c.waits {
		for j, than := range c.waits {
			if i != j && under != nil && than != nil {
				c.found = append(c.found, worseOff(under, than))
			}
		}
	}
	clear(c.waits)
}

// worseOff compares the waits of each client under one strategy with those under
// another.
func worseOff(under, than []model.ClientWait) worse {
	var more []float32
	compared := 0
	for i := range under {
		here, ok := under[i].SoFar()
		there, ended := than[i].Ended()
		if !ok || !ended {
			continue
		}
		compared++
		if by := here - there; by > WorseBy {
			more = append(more, float32(by))
		}
	}
	w := worse{share: float64(len(more)) / float64(compared), median: math.NaN(), p95: math.NaN()}
	if len(more) > 0 {
		slices.Sort(more)
		w.median, w.p95 = rank(more, 0.5), rank(more, 0.95)
	}
	return w
}

// rank is the nearest rank at p of ascending values.
func rank(sorted []float32, p float64) float64 {
	return float64(sorted[max(int(math.Ceil(float64(p*float64(len(sorted)))-1e-9)), 1)-1])
}

// worseOffs puts together what the replications have shown of each pair.
func worseOffs(columns []*column, found [][]worse) []WorseOff {
	var all []WorseOff
	for k, pair := range pairs(columns) {
		w := WorseOff{Under: pair[0], Than: pair[1]}
		var shares, medians, p95s []float64
		for _, here := range found {
			if !math.IsNaN(here[k].share) {
				shares = append(shares, here[k].share)
			}
			if here[k].share > 0 {
				medians, p95s = append(medians, here[k].median), append(p95s, here[k].p95)
			}
		}
		w.In = len(medians)
		w.Share, w.Median, w.P95 = stats.MeanEstimate(shares, Level), stats.MeanEstimate(medians, Level), stats.MeanEstimate(p95s, Level)
		all = append(all, w)
	}
	return all
}
