package study

import (
	"math"
	"slices"
	"testing"

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
		if !same(got.share, want.share) || !same(got.median, want.median) || !same(got.p95, want.p95) {
			t.Errorf("%s: %+v, want %+v", tt.name, got, want)
		}
	}
	if got := worseOff([]model.ClientWait{none}, []model.ClientWait{none}); !math.IsNaN(got.share) {
		t.Errorf("of nobody %v are worse off, want NaN", got.share)
	}
}

// TestWorseOffFromRecords counts the same from the records of every sync: of each
// client the one wait for the sync after its update, on two slot numbers.
func TestWorseOffFromRecords(t *testing.T) {
	s := waves(t)
	s.Backend.Slots = []int{2, 3}
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
	if len(c.WorseOff) != 4 {
		t.Fatalf("%d pairs, want each two strategies either way on 2 slot numbers", len(c.WorseOff))
	}
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
		if math.Abs(w.Share.Mean-share) > 1e-9 || w.In != in || in > 0 && math.Abs(w.Median.Mean-median/float64(in)) > 1e-3 {
			t.Errorf("%s against %s on %d slots: %v of the PCs in %d rollouts, by %v s; the records say %v in %d, by %v s",
				c.Results[w.Under].Strategy, c.Results[w.Than].Strategy, c.Results[w.Under].Slots, w.Share.Mean, w.In, w.Median.Mean, share, in, median/float64(in))
		}
	}
	if worst == 0 || worst == 1 {
		t.Errorf("the largest share is %v: nothing is tested", worst)
	}
}
