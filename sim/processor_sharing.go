package sim

import (
	"fmt"
	"math"
	"math/bits"
	"slices"
	"time"
)

// A ProcessorSharing is a place where all jobs are served at once and at the same
// speed, which changes when the model says so: processor sharing, where the
// speed falls as jobs are added, and its relatives. Like a [Station] it
// keeps no clock and schedules nothing: it is told the time, which must not go
// back, and every job is to be taken out with Done at the instant that Next
// has named. Guests are numbered by the model, who = 0, 1, 2, …, and the numbers
// may be used again; memory grows with the largest. Entering, quitting and being
// done cost O(log jobs), a change of speed costs the same for any number of
// jobs, and nothing is allocated once the ProcessorSharing has grown. Make one with
// [NewProcessorSharing].
//
// # Exactness
//
// Instants and works are whole nanoseconds. By the instants and speeds that it is
// told, a job is done at the first whole nanosecond by which its work is, so never
// early and less than 1 ns late, up to a grain of 2⁻²⁴ ns of work that makes up for
// rounding: jobs that by exact arithmetic are done together are done at one
// instant, and an end that is a whole nanosecond by exact arithmetic is that
// nanosecond.
//
// A speed is taken for the fraction with a denominator below 2²⁴ that it is
// meant to be, such as 2/5, if there is one within 2⁻⁵⁰ of it, as there is for
// capacity/jobs and for most decimals; otherwise what is used is within 2⁻⁵⁰ of
// it, which is 0.003 ns in an hour. Each change of speed rounds the work done by
// less than 2⁻⁶⁴ ns, and of these only the changes during its own stay concern a
// job. So this error does not grow with the length of a run that is never
// empty, and the grain covers stays of 2³⁹ changes.
//
// In continuous time a job would make room at the very instant at which its work
// is done, and not at the next whole nanosecond. So against sharing in continuous time
// the others may be late by more than 1 ns, and never early where speeds fall as
// jobs are added. Each end takes from them less than what one job gets in a
// nanosecond, and for a job adds up what was taken during its own stay: a few
// hundred nanoseconds while 20,000 others end and there is no idle moment. Nothing of
// it is left when the place has been empty.
type ProcessorSharing struct {
	speed float64
	pace  fraction // speed as it is used
	since time.Duration
	base  progress // at since, when the speed was set or the first job came

	heard time.Duration // the latest instant told
	due   time.Duration // when the first job is done; valid if known
	known bool

	jobs    []job   // a heap with four children to each: the first to be done is at 0
	at      []int32 // by who: 1 + index in jobs; 0: not here
	entered uint32  // jobs since it was last empty, modulo 2³²
}

// A progress is an amount of work: whole nanoseconds at full speed, and a part
// of one in units of 2⁻⁶⁴. The progress of a ProcessorSharing is what a job has had done
// that has been there all the time (virtual time; Parekh, Gallager, A generalized
// processor sharing approach to flow control in integrated services networks,
// IEEE/ACM Transactions on Networking 1, 1993).
type progress struct{ whole, part uint64 }

// A grain, 2⁻²⁴ ns of work in units of 2⁻⁶⁴, is the step between goals.
const grain = 1 << 40

// A job is done when the progress of its ProcessorSharing reaches its goal.
type job struct {
	goal  progress
	order uint32 // of entering
	who   uint32
}

// never is an instant that does not come.
const never = time.Duration(math.MaxInt64)

// NewProcessorSharing returns an empty ProcessorSharing with speed 1.
func NewProcessorSharing() ProcessorSharing {
	return ProcessorSharing{speed: 1, pace: fraction{1, 1}, heard: math.MinInt64}
}

// Len returns the number of jobs.
func (s *ProcessorSharing) Len() int { return len(s.jobs) }

// Enter lets a job in at now whose work takes so long at full speed. It panics
// if work is negative or who is there already.
func (s *ProcessorSharing) Enter(now time.Duration, who uint32, work time.Duration) {
	s.hear(now)
	if int(who) >= len(s.at) {
		s.at = append(s.at, make([]int32, int(who)+1-len(s.at))...)
	}
	if work < 0 || s.at[who] != 0 {
		panic(fmt.Sprintf("sim: job %d enters with %v of work, place %d", who, work, s.at[who]))
	}
	if len(s.jobs) == 0 {
		// From 1, so that a goal can lie below.
		s.base, s.since, s.entered = progress{whole: 1}, now, 0
	}
	// The goal is the nearest multiple of the grain, less one.
	goal := s.progress(now)
	goal.whole += uint64(work)
	goal = goal.minus(progress{part: grain / 2})
	goal.part &^= grain - 1

	s.jobs = append(s.jobs, job{})
	s.rise(len(s.jobs)-1, job{goal, s.entered, who})
	s.entered++
	if s.at[who] == 1 {
		s.known = false
	}
}

// Quit takes out a job before or when it is done, and returns what is left of
// its work, rounded up to a nanosecond: 0 if it is done. It panics if who is not
// there.
func (s *ProcessorSharing) Quit(now time.Duration, who uint32) (left time.Duration) {
	s.hear(now)
	if int(who) >= len(s.at) || s.at[who] == 0 {
		panic(fmt.Sprintf("sim: job %d quits and is not here", who))
	}
	i := int(s.at[who]) - 1
	if p, goal := s.progress(now), s.jobs[i].goal; p.before(goal) {
		rest := goal.minus(p)
		left = time.Duration(rest.whole)
		if rest.part > 0 {
			left++
		}
	}
	s.remove(i)
	return left
}

// SetSpeed sets the speed of each job from now on: 1 is full speed, and at 0
// all stand still, as they do below 10⁻¹⁵. It panics unless speed is from 0 to 1.
func (s *ProcessorSharing) SetSpeed(now time.Duration, speed float64) {
	s.hear(now)
	if speed == s.speed {
		return
	}
	if !(speed >= 0 && speed <= 1) {
		panic(fmt.Sprintf("sim: a speed of %v", speed))
	}
	if len(s.jobs) > 0 {
		s.base, s.since = s.progress(now), now
	}
	s.speed, s.pace = speed, fractionOf(speed)
	s.known = false
}

// Next returns when the next job is done if nobody enters or quits and the
// speed stays: now or later, and Done at that instant returns it. It is false if
// nobody is there, or all stand still with work left, or for longer than there is
// time.
func (s *ProcessorSharing) Next(now time.Duration) (at time.Duration, ok bool) {
	s.hear(now)
	if len(s.jobs) == 0 {
		return 0, false
	}
	s.look(now)
	return s.due, s.due != never
}

// Done takes out a job that is done at now and returns it with true, or
// returns false if there is none: whoever was done first within the nanosecond,
// and of those who are done together whoever entered first. It panics if somebody
// should have been taken out before.
func (s *ProcessorSharing) Done(now time.Duration) (who uint32, ok bool) {
	s.hear(now)
	if len(s.jobs) == 0 {
		return 0, false
	}
	if s.look(now); s.due > now {
		return 0, false
	}
	who = s.jobs[0].who
	s.remove(0)
	return who, true
}

// Clone returns an independent copy.
func (s *ProcessorSharing) Clone() ProcessorSharing {
	c := *s
	c.jobs = slices.Clone(s.jobs)
	c.at = slices.Clone(s.at)
	return c
}

// hear takes note of the time.
func (s *ProcessorSharing) hear(now time.Duration) {
	if now < s.heard || s.known && now > s.due {
		panic(fmt.Sprintf("sim: a sharing of %d is told %v after %v, and the next is done at %v (known: %t)",
			len(s.jobs), now, s.heard, s.due, s.known))
	}
	s.heard = now
}

// look finds out when the first job is done.
func (s *ProcessorSharing) look(now time.Duration) {
	if !s.known {
		s.due, s.known = max(now, s.reaches(s.jobs[0].goal)), true
	}
}

// progress returns the progress made until now.
func (s *ProcessorSharing) progress(now time.Duration) progress {
	high, low := bits.Mul64(uint64(now-s.since), s.pace.over)
	whole, rest := bits.Div64(high, low, s.pace.under)
	part := uint64(0)
	if rest != 0 {
		part, _ = bits.Div64(rest, 0, s.pace.under)
	}
	part, carry := bits.Add64(s.base.part, part, 0)
	return progress{s.base.whole + whole + carry, part}
}

// reaches returns the first instant at which the progress is not before a goal.
// It agrees with progress to the last bit.
func (s *ProcessorSharing) reaches(goal progress) time.Duration {
	if !s.base.before(goal) {
		return s.since
	}
	ahead := goal.minus(s.base)
	// ahead × under, rounded up to a whole number …
	carry, part := bits.Mul64(ahead.part, s.pace.under)
	if part != 0 {
		carry++ // far from overflow: it is less than under
	}
	high, low := bits.Mul64(ahead.whole, s.pace.under)
	low, carry = bits.Add64(low, carry, 0)
	high += carry
	// … and by over.
	if high >= s.pace.over {
		return never
	}
	lasts, rest := bits.Div64(high, low, s.pace.over)
	if lasts >= uint64(never)-uint64(s.since) {
		return never
	}
	if rest != 0 {
		lasts++
	}
	return s.since + time.Duration(lasts)
}

func (p progress) before(o progress) bool {
	return p.whole < o.whole || p.whole == o.whole && p.part < o.part
}

// minus returns p − o, which must not be negative.
func (p progress) minus(o progress) progress {
	part, borrow := bits.Sub64(p.part, o.part, 0)
	return progress{p.whole - o.whole - borrow, part}
}

// before tells whether g is to be taken out before o.
func (g *job) before(o *job) bool {
	if g.goal != o.goal {
		return g.goal.before(o.goal)
	}
	return int32(g.order-o.order) < 0
}

// rise puts a job at index i of the heap or above, where it belongs.
func (s *ProcessorSharing) rise(i int, g job) {
	for i > 0 {
		parent := (i - 1) / 4
		if !g.before(&s.jobs[parent]) {
			break
		}
		s.put(i, s.jobs[parent])
		i = parent
	}
	s.put(i, g)
}

// sink puts a job at index i of the heap or below, where it belongs.
func (s *ProcessorSharing) sink(i int, g job) {
	for {
		child := 4*i + 1
		if child >= len(s.jobs) {
			break
		}
		first := child
		for c := child + 1; c < min(child+4, len(s.jobs)); c++ {
			if s.jobs[c].before(&s.jobs[first]) {
				first = c
			}
		}
		if !s.jobs[first].before(&g) {
			break
		}
		s.put(i, s.jobs[first])
		i = first
	}
	s.put(i, g)
}

func (s *ProcessorSharing) put(i int, g job) {
	s.jobs[i] = g
	s.at[g.who] = int32(i) + 1
}

// remove takes out the job at index i of the heap.
func (s *ProcessorSharing) remove(i int) {
	if i == 0 {
		s.known = false
	}
	s.at[s.jobs[i].who] = 0
	last := s.jobs[len(s.jobs)-1]
	s.jobs = s.jobs[:len(s.jobs)-1]
	switch {
	case i == len(s.jobs):
	case i > 0 && last.before(&s.jobs[(i-1)/4]):
		s.rise(i, last)
	default:
		s.sink(i, last)
	}
}

// A fraction is a number from 0 to 1, over/under, both below 2⁵³.
type fraction struct{ over, under uint64 }

// fractionOf returns the first convergent of the continued fraction of x, from 0
// to 1, that is within 2⁻⁵⁰ of it, relatively. If a fraction with a denominator
// below 2²⁴ is as close, it is that one: convergents are all that come so close
// (Legendre), and two such are never so close to each other.
func fractionOf(x float64) fraction {
	const near, nothing = 1.0 / (1 << 50), 1e-15
	if x < nothing {
		return fraction{0, 1}
	}
	over, under := 1.0, 0.0
	overBefore, underBefore := 0.0, 1.0
	for rest := x; ; {
		whole := math.Floor(rest)
		over, overBefore = float64(whole*over)+overBefore, over
		under, underBefore = float64(whole*under)+underBefore, under
		if math.Abs(math.FMA(x, under, -over)) <= near*over {
			return fraction{uint64(over), uint64(under)}
		}
		if rest = 1 / (rest - whole); under > 1<<53 {
			panic(fmt.Sprintf("sim: no fraction is close to %v", x))
		}
	}
}
