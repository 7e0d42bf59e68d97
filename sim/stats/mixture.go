package stats

import (
	"math"
	"time"
)

// A Part is a sample in a mixture, and what each of its durations weighs there.
type Part struct {
	Sample *Sample
	Weight float64 // above 0
}

// MixtureCurve is [Sample.Curve] of several samples put together by weight: the
// share of the mixture at a duration is the mean of the shares of its parts,
// each weighing as much as its durations together. Censored durations belong to
// the part they are of, so that one part may have many and another none.
func MixtureCurve(parts []Part, n int) []CurvePoint {
	if len(parts) == 1 {
		return parts[0].Sample.Curve(n)
	}
	total := 0.0
	for _, p := range parts {
		total += float64(p.Weight * float64(p.Sample.Len()))
	}
	if total == 0 {
		return nil
	}
	falls := make([]fall, len(parts))
	zeros := 0.0
	for i, p := range parts {
		zeros += float64(p.Weight * float64(p.Sample.observed.zeros))
		falls[i] = newFall(p.Sample, p.Weight/total)
	}
	var curve []CurvePoint
	if zeros /= total; zeros > 0 {
		curve = append(curve, CurvePoint{Level: zeros})
	}
	share, next := 0.0, 1
	for next <= n && float64(next)/float64(n) <= zeros {
		next++
	}
	for next <= n {
		least, at := int64(math.MaxInt64), -1
		for i := range falls {
			if v, ok := falls[i].next(); ok && v < least {
				least, at = v, i
			}
		}
		if at < 0 {
			return curve
		}
		share += falls[at].take(least)
		for ; next <= n && share >= float64(next)/float64(n)*(1-1e-9); next++ {
			curve = append(curve, CurvePoint{float64(next) / float64(n), time.Duration(least)})
		}
	}
	return curve
}

// A fall goes once through the observed durations of a sample, upwards, and tells
// how much of its share ends at each: the steps of the product-limit estimate.
type fall struct {
	observed  ascent
	stretches []stretch
	passed    int
	weight    float64 // of the whole sample
}

func newFall(s *Sample, weight float64) fall {
	return fall{observed: s.observed.ascent(), stretches: s.stretches(), weight: weight * float64(s.Len())}
}

// next returns the least duration not passed yet; ok is false when there is none.
func (f *fall) next() (v int64, ok bool) { return f.observed.next() }

// take passes the durations up to v, the least, and returns their share of the
// mixture.
func (f *fall) take(v int64) float64 {
	n, _ := f.observed.through(v)
	for f.passed >= f.stretches[0].before+f.stretches[0].ends {
		f.stretches = f.stretches[1:]
	}
	f.passed += n
	return f.weight * f.stretches[0].longer * float64(n) / float64(f.stretches[0].atRisk)
}
