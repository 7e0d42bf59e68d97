package sim

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

// exactly returns a number with 200 bits, a fraction of which are beyond any nanosecond.
func exactly(x float64) *big.Float { return new(big.Float).SetPrec(200).SetFloat64(x) }

// A drift is how late jobs of a ProcessorSharing are done.
type drift struct {
	// By the instants and speeds that it was told, in ns: of work that was done too much
	// at the end, and that still was to do a nanosecond earlier.
	over, short []float64
	// Against sharing in continuous time, in ns.
	late []float64
}

// driftOf plays visits, all of which overlap, with a ProcessorSharing and in continuous time.
func driftOf(t *testing.T, visits []visit, speed law) drift {
	t.Helper()
	meant := []*big.Float{nil}
	for n := range visits {
		meant = append(meant, exactly(0).SetRat(speed.meant(n+1)))
	}
	var d drift
	ends := make([]time.Duration, len(visits))
	goals := make([]*big.Float, len(visits))
	s, progress, told, pace := NewProcessorSharing(), exactly(0), visits[0].at, 0
	for come, gone := 0, 0; gone < len(visits); {
		now := never
		if at, ok := s.Next(max(visits[0].at, s.heard)); ok {
			now = at
		}
		if come < len(visits) {
			now = min(now, visits[come].at)
		}
		if made := exactly(float64(now - told)); told < now && pace > 0 {
			progress.Add(progress, made.Mul(made, meant[pace]))
		}
		told = now
		for who, ok := s.Done(now); ok; who, ok = s.Done(now) {
			ends[who] = now
			over, _ := exactly(0).Sub(progress, goals[who]).Float64()
			d.over, d.short = append(d.over, over), append(d.short, speed.compute(pace)-over)
			gone++
		}
		if come < len(visits) && visits[come].at == now {
			require.False(t, come > 0 && s.Len() == 0, "all jobs are gone when %d comes", come)
			s.Enter(now, uint32(come), visits[come].work)
			goals[come] = exactly(0).Add(progress, exactly(float64(visits[come].work)))
			come++
		}
		if s.Len() > 0 {
			pace = s.Len()
			s.SetSpeed(now, speed.compute(pace))
		}
	}
	for who, end := range continuously(visits, meant) {
		late, _ := end.Sub(exactly(float64(ends[who])), end).Float64()
		d.late = append(d.late, late)
	}
	return d
}

// continuously returns when visits end if each makes room for the others at the very
// instant at which its work is done.
func continuously(visits []visit, speed []*big.Float) []*big.Float {
	type job struct {
		goal *big.Float
		who  int
	}
	ends := make([]*big.Float, len(visits))
	var inside []job // by goal
	progress, now := exactly(0), exactly(float64(visits[0].at))
	for come := 0; come < len(visits) || len(inside) > 0; {
		var end *big.Float
		if len(inside) > 0 {
			lasts := exactly(0).Sub(inside[0].goal, progress)
			end = lasts.Add(now, lasts.Quo(lasts, speed[len(inside)]))
		}
		if come < len(visits) {
			if at := exactly(float64(visits[come].at)); end == nil || at.Cmp(end) < 0 {
				if end != nil {
					made := exactly(0).Sub(at, now)
					progress.Add(progress, made.Mul(made, speed[len(inside)]))
				}
				goal := exactly(0).Add(progress, exactly(float64(visits[come].work)))
				i, _ := slices.BinarySearchFunc(inside, goal, func(g job, goal *big.Float) int { return g.goal.Cmp(goal) })
				inside = slices.Insert(inside, i, job{goal, come})
				now, come = at, come+1
				continue
			}
		}
		now, ends[inside[0].who] = end, end
		progress = exactly(0).Set(inside[0].goal)
		inside = inside[1:]
	}
	return ends
}

// TestProcessorSharingDrift holds how late a job is among 20,000 that leave no idle moment
// against what is promised: less than a nanosecond by the instants and speeds that were
// told, whatever the speeds are; and in continuous time more than that, since whoever is
// done keeps its share until the nanosecond is full, but far less than there are ends.
func TestProcessorSharingDrift(t *testing.T) {
	const jobs = 20_000
	root := func(n int) float64 { return 1 / math.Sqrt(float64(n)) }
	for _, tt := range []struct {
		speed law
		work  time.Duration // on average, of one in a second
		off   float64       // ns of work that rounding may make a job too early or too late
		late  [2]float64    // ns in continuous time: the latest is between
	}{
		{capacity(1), 950 * time.Millisecond, 0x1p-24, [2]float64{100, 1000}},
		{capacity(1), 1100 * time.Millisecond, 0x1p-24, [2]float64{100, 1000}},
		{law{"no simple fractions", root, func(n int) *big.Rat { return new(big.Rat).SetFloat64(root(n)) }}, 40 * time.Second,
			1e-3, [2]float64{1, 100}},
	} {
		t.Run(fmt.Sprintf("%s, work of %v", tt.speed.name, tt.work), func(t *testing.T) {
			random := rand.New(rand.NewPCG(9, 1))
			visits := make([]visit, jobs)
			var at time.Duration
			for i := range visits {
				visits[i] = visit{at: at, work: time.Duration(random.ExpFloat64() * float64(tt.work))}
				at += time.Duration(random.ExpFloat64() * float64(time.Second))
			}
			visits[0].work = 3000 * time.Second // which leaves no moment idle
			d := driftOf(t, visits, tt.speed)
			require.Len(t, d.over, jobs)
			assert.Greater(t, slices.Min(d.over), -tt.off, "nobody is done early")
			assert.Greater(t, slices.Min(d.short), -tt.off, "nobody is done a whole nanosecond late")
			assert.Greater(t, slices.Min(d.late), -tt.off, "nobody is done earlier than in continuous time")
			assert.Greater(t, slices.Max(d.late), tt.late[0], "the latest in continuous time")
			assert.Less(t, slices.Max(d.late), tt.late[1], "the latest in continuous time")
		})
	}
}
