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

// attendSlowly is attend by the definition of sharing and nothing else: at each
// event the work done since the last is taken from everybody's, in fractions.
func attendSlowly(visits []visit, speed law) []departure {
	type job struct {
		who  uint32
		left *big.Rat
	}
	var gone []departure
	var inside []job // in the order of coming
	var now time.Duration
	for come := 0; ; {
		pace := new(big.Rat)
		if len(inside) > 0 {
			pace = speed.meant(len(inside))
		}
		next := never
		for _, g := range inside {
			next = min(next, now+ceiling(new(big.Rat).Quo(g.left, pace)))
			if at := visits[g.who].quits; at > 0 {
				next = min(next, at)
			}
		}
		if come < len(visits) {
			next = min(next, visits[come].at)
		}
		if next == never {
			return gone
		}
		for _, g := range inside {
			g.left.Sub(g.left, new(big.Rat).Mul(pace, new(big.Rat).SetInt64(int64(next-now))))
		}
		now = next
		var done []job
		inside = slices.DeleteFunc(inside, func(g job) bool {
			if g.left.Sign() > 0 {
				return false
			}
			done = append(done, g)
			return true
		})
		slices.SortStableFunc(done, func(a, b job) int { return a.left.Cmp(b.left) })
		for _, g := range done {
			gone = append(gone, departure{at: now, who: g.who})
		}
		inside = slices.DeleteFunc(inside, func(g job) bool {
			if visits[g.who].quits != now || now == 0 {
				return false
			}
			gone = append(gone, departure{now, g.who, ceiling(g.left)})
			return true
		})
		if come < len(visits) && visits[come].at == now {
			inside = append(inside, job{uint32(come), new(big.Rat).SetInt64(int64(visits[come].work))})
			come++
		}
	}
}

// ceiling rounds a number that is not negative up to whole nanoseconds.
func ceiling(x *big.Rat) time.Duration {
	whole, rest := new(big.Int).DivMod(x.Num(), x.Denom(), new(big.Int))
	if rest.Sign() != 0 {
		whole.Add(whole, big.NewInt(1))
	}
	return time.Duration(whole.Int64())
}

// TestProcessorSharingByDefinition compares a ProcessorSharing, to the nanosecond and in order,
// with the definition computed in fractions.
func TestProcessorSharingByDefinition(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 1))
	laws := []law{capacity(1), capacity(2), capacity(3), capacity(5), scalability(0, 0), scalability(2, 1),
		scalability(10, 0), scalability(5, 50), scalability(100, 0)}
	together := 0
	for n := range 2000 {
		speed := laws[n%len(laws)]
		// In some cases all happens on full seconds, in others on any nanosecond or
		// on the first few.
		unit := []time.Duration{1, 1, time.Second}[n/len(laws)%3]
		span := []int64{30, 20_000_000_000, 20}[n/len(laws)%3]
		visits := make([]visit, 1+random.IntN(10))
		for i := range visits {
			v := &visits[i]
			v.at = unit * time.Duration(random.Int64N(span))
			v.work = unit * time.Duration(random.Int64N(span))
			if random.IntN(4) == 0 {
				v.quits = v.at + 1 + unit*time.Duration(random.Int64N(span))
			}
		}
		slices.SortStableFunc(visits, func(a, b visit) int { return int(min(1, max(-1, a.at-b.at))) })
		got, want := attend(visits, speed), attendSlowly(visits, speed)
		require.Equal(t, want, got,
			"case %d, %s, visits %v:\ndepartures %v\nwant       %v", n, speed.name, visits, got, want)
		for i := range want[1:] {
			if want[i].at == want[i+1].at {
				together++
			}
		}
	}
	assert.GreaterOrEqual(t, together, 100, "in all cases only %d leave together", together)
}

// TestProcessorSharingTogether has jobs enter one after the other, at speeds that are no
// binary fractions, so that by exact arithmetic all are done at one instant.
func TestProcessorSharingTogether(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 3))
	const turns = 9 * 5 * 7 * 11 // after so many of equal length the progress is whole at any of the speeds
	denominators := []int64{3, 5, 7, 9, 11}
	for n := range 20 {
		s := NewProcessorSharing()
		now, progress, jobs := time.Duration(0), int64(0), uint32(0)
		const goal = 1e13
		for range 10 {
			for range 1 + random.IntN(3) {
				s.Enter(now, jobs, time.Duration(goal-progress))
				jobs++
			}
			// Turns of two kinds, shuffled.
			type kind struct{ over, under, lasts int64 }
			var order []kind
			for range 2 {
				k := kind{under: denominators[random.IntN(5)], lasts: random.Int64N(1e8)}
				k.over = 1 + random.Int64N(k.under)
				order = append(order, slices.Repeat([]kind{k}, turns)...)
				progress += turns / k.under * k.over * k.lasts
			}
			random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
			for _, k := range order {
				s.SetSpeed(now, float64(k.over)/float64(k.under))
				now += time.Duration(k.lasts)
			}
		}
		s.SetSpeed(now, 1)
		want := now + time.Duration(goal-progress)
		for who := range jobs {
			at, _ := s.Next(now)
			got, ok := s.Done(at)
			require.True(t, at == want && got == who && ok,
				"case %d: job %d of %d is done at %v (%t), want job %d at %v", n, got, jobs, at, ok, who, want)
			now = at
		}
	}
}

// TestProcessorSharingNeverEmpty keeps the error of a run of millions of changes of speed,
// over more than 60 days, below what is promised.
func TestProcessorSharingNeverEmpty(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 4))
	const changes = 3_000_000
	const units = 27_720 // per nanosecond: all denominators up to 12 divide it
	s := NewProcessorSharing()
	var now time.Duration
	whole, part := int64(0), int64(0) // exact progress, in ns and units
	type goal struct{ whole, part int64 }
	var goals [8]goal // by job
	enter := func(who uint32) {
		work := random.Int64N(int64(10 * time.Minute))
		goals[who] = goal{whole + work, part}
		s.Enter(now, who, time.Duration(work))
	}
	s.Enter(0, uint32(len(goals)), time.Duration(math.MaxInt64/2)) // never to be done
	for who := range goals {
		enter(uint32(who))
	}
	for n := range changes {
		under := 1 + random.Int64N(12)
		over := 1 + random.Int64N(under)
		s.SetSpeed(now, float64(over)/float64(under))

		first, ahead := uint32(0), int64(math.MaxInt64) // in units
		for who, g := range goals {
			if a := (g.whole-whole)*units + g.part - part; a < ahead {
				first, ahead = uint32(who), a
			}
		}
		step := units / under * over // of progress in a nanosecond
		want := now + time.Duration((ahead+step-1)/step)
		at, _ := s.Next(now)
		if at != want {
			require.Fail(t, fmt.Sprintf("change %d at %v: job %d is done at %v, want %v", n, now, first, at, want))
		}
		to := min(at, now+time.Duration(random.Int64N(int64(4*time.Second))))
		part += int64(to-now) * (step % units)
		whole += int64(to-now)*(step/units) + part/units
		part %= units
		now = to
		for now == at {
			who, ok := s.Done(now)
			if !ok {
				break
			}
			if g := goals[who]; g.whole > whole || g.whole == whole && g.part > part {
				require.Fail(t, fmt.Sprintf("change %d: job %d is done at %v with work left", n, who, now))
			}
			enter(who)
		}
	}
	assert.GreaterOrEqual(t, now, 60*24*time.Hour, "the run took %v, want more than 60 days", now)
	p := s.progress(now)
	off := 0x1p64 * (float64(int64(p.whole)-1-whole) + float64(p.part)*0x1p-64 - float64(part)/units)
	limit := float64(changes) + 0x1p-53*0x1p64
	assert.LessOrEqual(t, math.Abs(off), limit,
		"after %d changes the progress is off by %.0f·2⁻⁶⁴ ns, want at most %.0f", changes, off, limit)
}

// TestFractionOf finds fractions again from what a computation with rounding
// makes of them, and stays close to numbers that are none.
func TestFractionOf(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for range 100_000 {
		under := 1 + random.Int64N(1<<(1+random.IntN(24))-1)
		over := 1 + random.Int64N(under)
		x := float64(over) / float64(under)
		for range random.IntN(4) {
			x = math.Nextafter(x, random.Float64())
		}
		meant := big.NewRat(over, under)
		if got := fractionOf(x); got != (fraction{meant.Num().Uint64(), meant.Denom().Uint64()}) {
			require.Fail(t, fmt.Sprintf("fractionOf(%v) = %v, want %v", x, got, meant))
		}
		x = math.Ldexp(random.Float64(), -random.IntN(49))
		if x < 1e-15 {
			continue
		}
		got := fractionOf(x)
		if got.over > got.under || got.under >= 1<<53 {
			require.Fail(t, fmt.Sprintf("fractionOf(%v) = %v", x, got))
		}
		off := new(big.Rat).SetFrac(new(big.Int).SetUint64(got.over), new(big.Int).SetUint64(got.under))
		exact := new(big.Rat).SetFloat64(x)
		relative, _ := off.Quo(off.Sub(off, exact), exact).Float64()
		if math.Abs(relative) > 0x1.01p-50 {
			require.Fail(t, fmt.Sprintf("fractionOf(%v) = %v, off by %.2g", x, got, relative))
		}
	}
	got := fractionOf(0)
	assert.Equal(t, fraction{0, 1}, got, "fractionOf(0) = %v", got)
}
