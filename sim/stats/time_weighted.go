package stats

import (
	"fmt"
	"math"
	"time"
)

// A TimeWeighted follows a quantity that holds its value between changes, such as the
// number of busy slots, over intervals of equal width from time 0 on: its mean
// and its maximum in each of them, and the area under all. One of a single
// interval is a plain average over time. Make one with [NewTimeWeighted].
//
// A value that is held for no time at all, because it changes again at the
// same instant, counts for nothing, not even in a maximum: a slot that passes
// from hand to hand is not seen free.
//
// Areas are summed in value·ns as float64, so whole values are averaged without
// rounding as long as a single interval has less than 2⁵³ value·ns: for an
// interval of one hour, a mean up to 2,501.
type TimeWeighted struct {
	value float64
	since time.Duration // accounted up to here
	until time.Duration // end of the interval under way
	area  float64       // under the interval under way, in value·ns
	most  float64       // in the interval under way, -Inf at its start

	width  time.Duration
	end    time.Duration // of the last interval
	areas  []float64     // of the intervals behind, in value·ns
	maxima []float32     // of the intervals behind
}

// NewTimeWeighted returns one with value 0 that covers [0, width·intervals). It
// panics unless both are above 0 and the product is a time.Duration.
func NewTimeWeighted(width time.Duration, intervals int) TimeWeighted {
	if width <= 0 || intervals <= 0 || width > math.MaxInt64/time.Duration(intervals) {
		panic(fmt.Sprintf("stats: %d intervals of %v", intervals, width))
	}
	return TimeWeighted{
		until:  width,
		most:   math.Inf(-1),
		width:  width,
		end:    width * time.Duration(intervals),
		areas:  make([]float64, 0, intervals),
		maxima: make([]float32, 0, intervals),
	}
}

// Set changes the value at now. Changes before 0 only set what is held at 0,
// and changes after the end are not recorded. It panics if now is before
// a recorded change.
func (t *TimeWeighted) Set(now time.Duration, value float64) {
	if now != t.since {
		t.account(now)
	}
	t.value = value
}

// Add changes the value at now by delta; otherwise it is like Set.
func (t *TimeWeighted) Add(now time.Duration, delta float64) {
	if now != t.since {
		t.account(now)
	}
	t.value += delta
}

// Close accounts for the value held up to end, which is usually the horizon of
// the run. Without it the time since the last change is missing.
func (t *TimeWeighted) Close(end time.Duration) { t.Set(end, t.value) }

// account adds what has been held since the last change.
func (t *TimeWeighted) account(now time.Duration) {
	if now >= t.until || now < t.since {
		t.cross(now)
		return
	}
	t.area += float64(t.value * float64(now-t.since))
	t.most = max(t.most, t.value)
	t.since = now
}

// cross is account where now is outside the interval under way.
func (t *TimeWeighted) cross(now time.Duration) {
	if now < t.since && t.since > 0 {
		panic(fmt.Sprintf("stats: a quantity was changed at %v, then at %v", t.since, now))
	}
	now = min(now, t.end)
	for t.since < now {
		next := min(now, t.until)
		t.area += float64(t.value * float64(next-t.since))
		t.most = max(t.most, t.value)
		t.since = next
		if next < t.until {
			return
		}
		t.areas = append(t.areas, t.area)
		t.maxima = append(t.maxima, float32(t.most))
		t.area, t.most = 0, math.Inf(-1)
		// At the end no interval follows, so that every later change comes here.
		t.until = min(t.until+t.width, t.end)
	}
}

// Value returns the value held now.
func (t *TimeWeighted) Value() float64 { return t.value }

// Width returns the width of the intervals.
func (t *TimeWeighted) Width() time.Duration { return t.width }

// Intervals returns the number of intervals.
func (t *TimeWeighted) Intervals() int { return int(t.end / t.width) }

// Mean returns the average over time in interval i, counted from 0, as far as
// it is accounted for, and NaN where nothing is yet.
func (t *TimeWeighted) Mean(i int) float64 {
	t.check(i)
	if i < len(t.areas) {
		return t.areas[i] / float64(t.width)
	}
	if begin := t.width * time.Duration(i); begin < t.since {
		return t.area / float64(t.since-begin)
	}
	return math.NaN()
}

// Max returns the largest value that was held for some time in interval i,
// counted from 0, as far as it is accounted for, and NaN where nothing is yet.
// It is rounded to float32, which is exact for counts up to 2²⁴.
func (t *TimeWeighted) Max(i int) float64 {
	t.check(i)
	if i < len(t.maxima) {
		return float64(t.maxima[i])
	}
	if begin := t.width * time.Duration(i); begin < t.since {
		return float64(float32(t.most))
	}
	return math.NaN()
}

// Area returns the integral of the value over the time accounted for, in
// value·seconds.
func (t *TimeWeighted) Area() float64 {
	area := t.area
	for _, a := range t.areas {
		area += a
	}
	return area / float64(time.Second)
}

// Clone returns an independent copy, with room for as many intervals.
func (t *TimeWeighted) Clone() TimeWeighted {
	c := *t
	c.areas = append(make([]float64, 0, cap(t.areas)), t.areas...)
	c.maxima = append(make([]float32, 0, cap(t.maxima)), t.maxima...)
	return c
}

func (t *TimeWeighted) check(i int) {
	if i < 0 || i >= t.Intervals() {
		panic(fmt.Sprintf("stats: interval %d of %d", i, t.Intervals()))
	}
}
