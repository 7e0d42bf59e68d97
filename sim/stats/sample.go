package stats

import (
	"math"
	"time"

	"github.com/rollsim/rollsim/sim/dist"
)

// A Sample collects durations, such as the waits of one replication, and
// answers order statistics: exact ones up to a million durations above 0, and
// beyond that from a histogram whose error [Sample.Resolution] states. Zeros are
// counted and never stored, since most waits are zero.
//
// A duration may be censored: known only to exceed a value, because its end lies
// beyond the horizon. With such, quantiles are those of the product-limit
// estimate (Kaplan, Meier, "Nonparametric estimation from incomplete
// observations", Journal of the American Statistical Association 53, 1958),
// which drops nothing and treats no open wait as a finished one.
//
// The answers depend on what was added and not on the order, so replications may
// be merged in any grouping. The zero Sample is empty and ready. Answering orders
// what is stored: a Sample is not safe for concurrent use, not even for reading.
type Sample struct {
	observed  durations
	censored  durations
	estimate  []stretch // of estimated durations; see stretches
	estimated int
}

// exactLimit is how many durations above 0 a Sample keeps exactly: 8 MB.
const exactLimit = 1_000_000

// Add adds a duration from 0 to 400 days; any other panics.
func (s *Sample) Add(v time.Duration) {
	s.observed.add(int64(v))
	s.packAbove(exactLimit)
}

// AddCensored adds a duration of which is known only that it is longer than v,
// from 0 to 400 days.
func (s *Sample) AddCensored(v time.Duration) {
	s.censored.add(int64(v))
	s.packAbove(exactLimit)
}

// Merge adds all that o holds; o stays as it is.
func (s *Sample) Merge(o *Sample) {
	if s == o {
		panic("stats: a sample cannot be merged into itself")
	}
	if o.packed() {
		s.packAbove(-1)
	} else {
		// Packing first spares the memory of both being exact.
		s.packAbove(exactLimit - o.observed.stored - o.censored.stored)
	}
	s.observed.merge(&o.observed)
	s.censored.merge(&o.censored)
}

// packAbove packs the sample when it stores more than limit durations.
func (s *Sample) packAbove(limit int) {
	if s.observed.stored+s.censored.stored > limit {
		s.observed.pack()
		s.censored.pack()
	}
}

func (s *Sample) packed() bool { return s.observed.histogram != nil }

// Len is the number of durations, censored ones included.
func (s *Sample) Len() int { return s.observed.len() + s.censored.len() }

// Censored is the number of durations known only to exceed a value.
func (s *Sample) Censored() int { return s.censored.len() }

// Waited is the share of durations above 0, from 0 to 1, to which every censored
// one belongs; NaN when there are none.
func (s *Sample) ShareAboveZero() float64 {
	return float64(s.Len()-s.observed.zeros) / float64(s.Len())
}

// Mean returns the mean, rounded down to a nanosecond. It is exact beyond the
// limit of exact quantiles too. With censored durations it is that of the
// product-limit estimate, and where the longest duration is a censored one it is
// a lower bound and exact is false; so is 0 of an empty sample.
func (s *Sample) Mean() (mean time.Duration, exact bool) {
	switch {
	case s.Len() == 0:
		return 0, false
	case s.Censored() == 0:
		return time.Duration(s.observed.total.over(s.Len())), true
	}
	total, longer := 0.0, 0.0
	for _, t := range s.stretches() {
		longer = t.longer
		if t.ends > 0 {
			total += t.longer * t.total.seconds() / float64(t.atRisk)
			longer *= float64(t.atRisk-t.ends) / float64(t.atRisk)
		}
	}
	largest, exact := s.Max()
	if !exact {
		total += float64(longer * largest.Seconds())
	}
	return time.Duration(total * 1e9), exact
}

// Max returns the largest duration. Where it is a censored one it is a lower
// bound and exact is false; so is 0 of an empty sample.
func (s *Sample) Max() (largest time.Duration, exact bool) {
	exact = s.observed.len() > 0 && (s.Censored() == 0 || s.censored.largest < s.observed.largest)
	return time.Duration(max(s.observed.largest, s.censored.largest)), exact
}

// Quantile returns the least duration that at least the share p of all
// durations, from 0 to 1, does not exceed: the nearest rank, type 1 of Hyndman
// and Fan (1996). With censored durations the share is the product-limit
// estimate of it. Where that ends below p, exact is false and v is the largest
// value seen: the quantile is known only to exceed it ("> v"). So it is with 0
// of an empty sample.
func (s *Sample) Quantile(p float64) (v time.Duration, exact bool) {
	return s.quantile(s.stretches(), p)
}

// Resolution bounds the relative error of quantiles: 0 while they are exact,
// 1/2048 (0.05 %) once the sample has outgrown the limit.
func (s *Sample) Resolution() float64 {
	if s.packed() {
		return packedResolution
	}
	return 0
}

// A CurvePoint is one point of a distribution curve: the share Level of all
// durations is at most Value.
type CurvePoint struct {
	Level float64 // from 0 to 1
	Value time.Duration
}

// Curve returns the curve of the sample for drawing, ascending in level: the
// share of zeros at value 0, if any, then the quantiles at those of the levels
// 1/n, 2/n, … 1 that lie above it. It ends with the last level that the data
// carry; an empty sample has no points. n is at least 1.
func (s *Sample) Curve(n int) []CurvePoint {
	var curve []CurvePoint
	zeros := 0.0
	if s.observed.zeros > 0 {
		zeros = float64(s.observed.zeros) / float64(s.Len())
		curve = append(curve, CurvePoint{Level: zeros})
	}
	stretches := s.stretches()
	for i := 1; i <= n; i++ {
		level := float64(i) / float64(n)
		if level <= zeros {
			continue
		}
		v, exact := s.quantile(stretches, level)
		if !exact {
			break
		}
		curve = append(curve, CurvePoint{level, v})
	}
	return curve
}

// A stretch of the product-limit estimate runs from one censored duration to
// the next. Within it, each observed one lowers the share that lasts longer by
// the same amount: longer / atRisk.
type stretch struct {
	before int     // observed durations in earlier stretches
	ends   int     // observed durations in this one
	total  sum     // of those
	atRisk int     // durations, observed or censored, not in earlier stretches
	longer float64 // estimated share that lasts longer than the earlier stretches
}

// stretches returns the product-limit estimate, ascending. Without censored
// durations it is one stretch, the empirical distribution itself.
func (s *Sample) stretches() []stretch {
	// It is kept until something is added, since metrics come several at a time.
	if s.estimate == nil || s.estimated != s.Len() {
		s.estimate, s.estimated = s.productLimit(), s.Len()
		s.expect()
	}
	return s.estimate
}

// usualLevels are those that a sample is asked for: their multiples hold p50, p90,
// p95, p99 and a curve fine enough to be drawn.
const usualLevels = 400

// expect makes a sample that has an estimate ready for its usual levels, which is
// done in the time of one.
func (s *Sample) expect() {
	if s.observed.len() < manyDurations {
		return
	}
	var ranks []int
	for i := 1; i <= usualLevels; i++ {
		if rank, exact := s.rank(s.estimate, float64(i)/usualLevels); exact {
			ranks = append(ranks, rank)
		}
	}
	s.observed.expect(ranks)
}

func (s *Sample) productLimit() []stretch {
	var all []stretch
	atRisk, before, longer := s.Len(), 0, 1.0
	censored := s.censored.ascent()
	observed := s.observed.rise(censored.values)
	for {
		// What ended at the very instant of a censoring ended before it: the
		// censored duration is longer.
		at, more := censored.next()
		if !more {
			ends, total := observed.through(math.MaxInt64)
			return append(all, stretch{before, ends, total, atRisk, longer})
		}
		ends, total := observed.through(at)
		all = append(all, stretch{before, ends, total, atRisk, longer})
		longer *= float64(atRisk-ends) / float64(atRisk)
		before += ends
		put, _ := censored.through(at)
		atRisk -= ends + put
	}
}

func (s *Sample) quantile(stretches []stretch, p float64) (v time.Duration, exact bool) {
	if rank, exact := s.rank(stretches, p); exact {
		return time.Duration(s.observed.at(rank)), true
	}
	largest, _ := s.Max()
	return largest, false
}

// rank returns which of the observed durations the quantile at p is; exact is false
// where it is only known to exceed all of them.
func (s *Sample) rank(stretches []stretch, p float64) (rank int, exact bool) {
	for _, t := range stretches {
		if t.ends == 0 {
			continue
		}
		needed := float64(t.atRisk) * (p - (1 - t.longer)) / t.longer
		if rank := max(1, dist.RankOf(needed)); rank <= t.ends {
			return t.before + rank, true
		}
	}
	return 0, false
}
