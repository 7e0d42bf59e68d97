package study

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
)

// TestWorseOffByHand compares clients whose waits are written down.
func TestWorseOffByHand(t *testing.T) {
	none := model.NoClientWait
	still := func(seconds model.ClientWait) model.ClientWait { return -1 - seconds }
	for _, tt := range []struct {
		name        string
		under, than []model.ClientWait
		share       float64
		median, p95 float64 // NaN: nobody is worse off
	}{
		{"nobody is", []model.ClientWait{0, 50}, []model.ClientWait{0, 60}, 0, math.NaN(), math.NaN()},
		{"ten seconds are none", []model.ClientWait{10, 70}, []model.ClientWait{0, 60}, 0, math.NaN(), math.NaN()},
		{"one of four, by 40 s", []model.ClientWait{0, 100, 5, 6}, []model.ClientWait{0, 60, 500, 6}, 0.25, 40, 40},
		{"three of four, by 11, 30 and 90 s", []model.ClientWait{30, 0, 11, 90}, []model.ClientWait{0, 7, 0, 0}, 0.75, 30, 90},
		{"who is not updated under both does not count", []model.ClientWait{none, 100, 100}, []model.ClientWait{0, none, 0}, 1, 100, 100},
		{"who still waits under the first has waited so long", []model.ClientWait{still(100), still(5)}, []model.ClientWait{20, 20}, 0.5, 80, 80},
		{"how long who still waits under the second will wait is not known", []model.ClientWait{100, 100}, []model.ClientWait{still(0), 100}, 0, math.NaN(), math.NaN()},
	} {
		got, want := worseOff(tt.under, tt.than), worse{tt.share, tt.median, tt.p95}
		same := func(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }
		assert.True(t, same(got.share, want.share) && same(got.median, want.median) && same(got.p95, want.p95),
			"%s: %+v, want %+v", tt.name, got, want)
	}
	got := worseOff([]model.ClientWait{none}, []model.ClientWait{none})
	assert.True(t, math.IsNaN(got.share), "of nobody %v are worse off, want NaN", got.share)
}

// TestWorseOffFromRecords counts the same from the records of every sync: of each
// client the one wait for the sync after its update, on two slot numbers.
func TestWorseOffFromRecords(t *testing.T) {
	s := waves(t)
	s.Backend.Slots = []int{10, 11}
	c := compared(t, s, Options{Workers: 2})
	m := model.New(s)
	waits := make([][][]float64, len(c.Results)) // by result, replication and client; NaN: none
	for i := range c.Results {
		for r := range c.Replications {
			of := slices.Repeat([]float64{math.NaN()}, s.Clients())
			strategy := slices.IndexFunc(s.Strategies, func(one model.Strategy) bool { return one.Name == c.Results[i].Strategy })
			if strategy >= 0 {
				m.Begin(c.Results[i].Slots, r).Roll(&s.Strategies[strategy], func(rec *model.Record) {
					if rec.Cause == model.Update && rec.Outcome == model.Done {
						of[rec.Client] = rec.Wait.Seconds()
					}
				})
			}
			waits[i] = append(waits[i], of)
		}
	}
	require.Len(t, c.WorseOff, 4,
		"%d pairs, want each two strategies either way on 2 slot numbers", len(c.WorseOff))
	worst := 0.0
	for _, w := range c.WorseOff {
		share, in, median := 0.0, 0, 0.0
		for r := range c.Replications {
			var more []float64
			both := 0
			for client, wait := range waits[w.Under][r] {
				if by := wait - waits[w.Than][r][client]; !math.IsNaN(by) {
					both++
					if by > WorseBy {
						more = append(more, by)
					}
				}
			}
			share += float64(len(more)) / float64(both) / float64(c.Replications)
			if len(more) > 0 {
				slices.Sort(more)
				in++
				median += more[(len(more)-1)/2]
			}
		}
		worst = max(worst, share)
		what := fmt.Sprintf("%s against %s on %d slots", c.Results[w.Under].Strategy, c.Results[w.Than].Strategy, c.Results[w.Under].Slots)
		assert.InDelta(t, share, w.Share.Mean, 1e-9, "%s: share of the PCs", what)
		assert.Equal(t, in, w.In, "%s: rollouts in which a PC waits longer", what)
		if in > 0 {
			assert.InDelta(t, median/float64(in), w.Median.Mean, 1e-3, "%s: half wait longer by", what)
		}
	}
	assert.True(t, worst > 0 && worst < 1, "the largest share is %v: nothing is tested", worst)
}
