package model

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A sharingTrace is a list of jobs that run all at once and share a capacity. Its
// finishes are exact fractions of seconds.
type sharingTrace struct {
	Name, Capacity string
	Jobs           []struct {
		ID            int
		Arrival, Work int64
	}
	Expected []struct {
		ID     int
		Finish string `json:"finish_exact"`
	}
	Occupancy [][2]any `json:"occupancy_log"` // how many run from an instant on
	Summary   struct {
		Sojourns string `json:"sum_sojourn"`
		Last     string `json:"last_finish"`
	}
}

// exactly returns the instant that a fraction of seconds means. It fails the test
// unless that is a whole nanosecond.
func exactly(t *testing.T, fraction string) time.Duration {
	t.Helper()
	r, ok := new(big.Rat).SetString(fraction)
	require.True(t, ok, "no fraction: %q", fraction)
	r.Mul(r, big.NewRat(int64(time.Second), 1))
	require.True(t, r.IsInt(), "%s s is no whole nanosecond", fraction)
	return time.Duration(r.Num().Int64())
}

func TestTracesSharing(t *testing.T) {
	for _, file := range []string{"ps01_two_jobs_C1", "ps02_same_instant_C2"} {
		var tr sharingTrace
		readJSON(t, "../testdata/traces/"+file+".json", &tr)
		arrivals := make([]Arrival, len(tr.Jobs))
		for i, job := range tr.Jobs {
			arrivals[i] = Arrival{At: time.Duration(job.Arrival) * time.Second, Work: time.Duration(job.Work) * time.Second, Patience: -1}
		}
		s := oneJobEach(arrivals, len(arrivals), 1)
		s.Backend.Capacity = &Capacity{FullSpeed: exactly(t, tr.Capacity).Seconds()}
		o, records := roll(s, &Strategy{Name: NoRollout})
		byAsked(records)
		var sojourns, last time.Duration
		for i, want := range tr.Expected {
			r := &records[i]
			finish := exactly(t, want.Finish)
			assert.True(t, r.Finished == finish && r.Started == r.Asked && r.Wait == 0,
				"%s: job %d asked at %v runs from %v to %v, want from the ask to %v",
				tr.Name, i, r.Asked, r.Started, r.Finished, finish)
			sojourns += r.Finished - r.Asked
			last = max(last, r.Finished)
		}
		want := exactly(t, tr.Summary.Sojourns)
		assert.True(t, sojourns == want && last == exactly(t, tr.Summary.Last),
			"%s: %v in the backend, the last until %v, want %v and %s s", tr.Name, sojourns, last, want, tr.Summary.Last)
		for _, row := range tr.Occupancy {
			at, running := exactly(t, row[0].(string)), 0
			for _, r := range records {
				if r.Started <= at && at < r.Finished {
					running++
				}
			}
			assert.True(t, float64(running) == row[1],
				"%s: %d run from %v on, want %v", tr.Name, running, at, row[1])
		}
		// The delay is what sharing costs: nobody waits for a slot.
		mean, _ := o.Delays[WaitAll].Mean()
		total := time.Duration(0)
		for _, job := range tr.Jobs {
			total += time.Duration(job.Work) * time.Second
		}
		assert.Equal(t, (sojourns-total)/time.Duration(len(records)), mean, "%s: mean delay", tr.Name)
	}
}

// A reckoned job is one whose course was worked out apart from the simulator.
type reckoned struct{ started, finished *big.Rat } // in seconds

// reckonSharing works out what becomes of jobs that come in order, take one of so
// many slots first come, first served, and share a capacity: from event to event,
// in exact fractions. speed is that of each of so many.
func reckonSharing(jobs []Arrival, slots int, speed func(running int) *big.Rat) []reckoned {
	fates := make([]reckoned, len(jobs))
	left := map[int]*big.Rat{}
	var line, inside []int
	now := new(big.Rat)
	for next := 0; next < len(jobs) || len(inside) > 0; {
		// Up to the next arrival or the first finish.
		var until *big.Rat
		if next < len(jobs) {
			until = big.NewRat(int64(jobs[next].At), int64(time.Second))
		}
		var pace *big.Rat
		if len(inside) > 0 {
			pace = speed(len(inside))
		}
		for _, i := range inside {
			end := new(big.Rat).Quo(left[i], pace)
			if end.Add(end, now); until == nil || end.Cmp(until) < 0 {
				until = end
			}
		}
		passed := new(big.Rat).Sub(until, now)
		now = until
		inside = slices.DeleteFunc(inside, func(i int) bool {
			left[i] = new(big.Rat).Sub(left[i], new(big.Rat).Mul(passed, pace))
			if left[i].Sign() <= 0 {
				fates[i].finished = now
			}
			return left[i].Sign() <= 0
		})
		for ; next < len(jobs) && big.NewRat(int64(jobs[next].At), int64(time.Second)).Cmp(now) <= 0; next++ {
			line = append(line, next)
		}
		for len(line) > 0 && len(inside) < slots {
			i := line[0]
			line, inside = line[1:], append(inside, i)
			fates[i].started, left[i] = now, big.NewRat(int64(jobs[i].Work), int64(time.Second))
		}
	}
	return fates
}

// TestSharingLikeReckoning holds random traces on nodes that share, or have each
// its own part of, a capacity against a reckoning in exact fractions.
func TestSharingLikeReckoning(t *testing.T) {
	type law struct {
		name     string
		capacity Capacity
		speed    func(running, nodes int64) *big.Rat // on one of so many parts
	}
	laws := []law{
		{"full speed 3", Capacity{FullSpeed: 3}, func(running, parts int64) *big.Rat {
			return atMostOne(big.NewRat(3, parts*running))
		}},
		{"full speed 1.25", Capacity{FullSpeed: 1.25}, func(running, parts int64) *big.Rat {
			return atMostOne(big.NewRat(5, 4*parts*running))
		}},
		{"scalability law", Capacity{Contention: 0.125, Coherency: 0.03125}, func(running, _ int64) *big.Rat {
			// 1 + (n−1)/8 + n(n−1)/32
			return big.NewRat(32, 32+4*(running-1)+running*(running-1))
		}},
	}
	slowed := 0
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 7))
		jobs := burst(seed, 20+r.IntN(40))
		nodes, perNode := 1+r.IntN(3), 1+r.IntN(4)
		for _, l := range laws {
			for _, split := range []bool{false, true} {
				what := fmt.Sprintf("seed %d, %s, %d nodes of %d slots, split %v", seed, l.name, nodes, perNode, split)
				s := oneJobEach(jobs, nodes*perNode, 1)
				s.Backend.Nodes, s.Backend.Capacity = nodes, &l.capacity
				parts := 1
				if split {
					s.Backend.Balancer.Policy, parts = RoundRobin, nodes
				}
				_, records := roll(s, &Strategy{Name: NoRollout})
				byAsked(records)
				for part := range parts {
					var own []Arrival
					for i := part; i < len(jobs); i += parts {
						own = append(own, jobs[i])
					}
					speed := func(running int) *big.Rat { return l.speed(int64(running), int64(parts)) }
					for i, want := range reckonSharing(own, nodes*perNode/parts, speed) {
						got := &records[i*parts+part]
						start, _ := want.started.Float64()
						finish, _ := want.finished.Float64()
						require.True(t, math.Abs(got.Started.Seconds()-start) <= 1e-6 &&
							math.Abs(got.Finished.Seconds()-finish) <= 1e-6,
							"%s: job %d runs from %v to %v, want from %.7f s to %.7f s",
							what, got.Client, got.Started, got.Finished, start, finish)
						if got.Finished > got.Started+got.Work {
							slowed++
						}
					}
				}
			}
		}
	}
	assert.GreaterOrEqual(t, slowed, 1000, "%d jobs are slowed, the test has no load", slowed)
}

func atMostOne(x *big.Rat) *big.Rat {
	if one := big.NewRat(1, 1); x.Cmp(one) > 0 {
		return one
	}
	return x
}

// TestCapacityGoesWithNodes has four syncs of 20 s share two nodes, each of which
// runs one at full speed. One node is away from 10 s to 30 s.
func TestCapacityGoesWithNodes(t *testing.T) {
	second := time.Second
	for _, tt := range []struct {
		running  Interrupted
		finishes []time.Duration // clients 0 and 2 are on the node that stays
		lost     int64
	}{
		// At 10 s each has done 5 s. The two that stay share what is left: 5 s of
		// work to go at 30 s.
		{Resume, []time.Duration{40 * second, 50 * second, 40 * second, 50 * second}, 0},
		{Restart, []time.Duration{40 * second, 55 * second, 40 * second, 55 * second}, 2},
		{Drain, []time.Duration{40 * second, 40 * second, 40 * second, 40 * second}, 0},
	} {
		s := oneJobEach(slices.Repeat([]Arrival{{Work: 20 * second, Patience: -1}}, 4), 4, 1)
		s.Backend.Nodes, s.Backend.Capacity = 2, &Capacity{FullSpeed: 2}
		s.Backend.Events = []BackendEvent{{At: 10 * second, Kind: Outage, Nodes: 1, For: 20 * second, Running: tt.running}}
		o, records := roll(s, &Strategy{Name: NoRollout})
		var finishes []time.Duration
		for _, r := range byAsked(records) {
			finishes = append(finishes, r.Finished)
		}
		assert.True(t, slices.Equal(finishes, tt.finishes) && o.lost == tt.lost,
			"running %v: done at %v, %d attempts lost, want %v, %d", tt.running, finishes, o.lost, tt.finishes, tt.lost)
	}
}

// TestCapacityOfTheHour has two syncs run from 09:00 to 10:00, one of them without
// a slot, on a backend that runs eight at full speed.
func TestCapacityOfTheHour(t *testing.T) {
	for _, version := range []Version{"9.4", "9.2"} {
		s := oneJobEach(slices.Repeat([]Arrival{{At: dayAt(0, 9, 0), Work: time.Hour, Patience: -1}}, 2), 4, 1)
		s.Backend.Version, s.Backend.Capacity = version, &Capacity{FullSpeed: 8}
		o, _ := roll(s, &Strategy{Name: NoRollout})
		m, _ := MetricNamed("capacity.hour")
		assert.Equal(t, 0.25, m.Of(o), "backend %s: capacity.hour = %v", version, m.Of(o))
	}
	for _, tt := range []struct {
		capacity Capacity
		want     float64
	}{
		{Capacity{FullSpeed: 8}, 8},
		{Capacity{Contention: 0.19, Coherency: 0.01}, 9}, // √(0.81/0.01)
		{Capacity{Contention: 0.19}, math.Inf(+1)},
		{Capacity{Contention: 0.5, Coherency: 0.9}, 1},
	} {
		got := tt.capacity.Best()
		if math.Abs(got-tt.want) > 1e-12*tt.want {
			assert.Equal(t, tt.want, got, "%+v: best at %v at once", tt.capacity, got)
		}
	}
}

// TestSlowerThanTime lets syncs slow each other so much that none will be done
// within the 292 years that can be counted.
func TestSlowerThanTime(t *testing.T) {
	s := oneJobEach([]Arrival{{Work: time.Hour, Patience: -1}, {At: time.Minute, Work: time.Hour, Patience: -1}}, 2, 1)
	s.Backend.Capacity = &Capacity{Coherency: 1e12}
	o, _ := roll(s, &Strategy{Name: NoRollout})
	assert.Equal(t, int64(2), o.Accounting.Running, "%+v, want two that run at the horizon", o.Accounting)
}
