package stats

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/rollsim/rollsim/sim/dist"
)

// A Stratum is what one of several cases, of known chances, has shown in the
// replications. All strata of a quantity have the same replications, which may
// share their random numbers, so that their values at one index need not be
// independent; values at different indices are. What a stratified estimate says
// of the quantity is what sampling the case too would say, without the variance
// between the cases (Cochran, Sampling Techniques, 3rd ed., 1977, chapter 5).
type Stratum struct {
	Weight float64   // chance of the case, above 0; relative to those of the other strata
	Values []float64 // one for each replication; NaN: the quantity has no value there
}

// StratifiedMean estimates the mean of a quantity that has a value in some or all
// strata and replications. A replication's own value is the weighted mean over
// its strata, and the interval is the t interval over those values: strata that
// share random numbers are counted as the one replication they are. P5 and P95
// are weighted nearest ranks over all values of all strata.
//
// Where the strata that have a value change from replication to replication, the
// mean is the ratio of the weighted sum to the weight that has a value, with the
// interval of its linear approximation (Cochran, chapter 6).
//
// N is the number of replications with a value. Values must be finite or NaN.
func StratifiedMean(strata []Stratum, level float64) Estimate {
	values, weights := PerReplication(strata)
	var known, shares []float64
	for r, w := range weights {
		if w > 0 {
			known, shares = append(known, values[r]), append(shares, w)
		}
	}
	e := MeanEstimate(known, level)
	if e.N == 0 {
		return e
	}
	ranked := ranked(strata)
	e.P5, e.P95 = ranked.quantile(0.05), ranked.quantile(0.95)
	if slices.Min(shares) == slices.Max(shares) {
		return e
	}
	sums := make([]float64, len(known))
	for r := range known {
		sums[r] = known[r] * shares[r]
	}
	mean, deviation := ratio(sums, shares)
	half := float64(dist.StudentQuantile((1+level)/2, float64(e.N-1)) * deviation)
	e.Mean, e.Low, e.High = mean, mean-half, mean+half
	return e
}

// PerReplication returns the mean over the strata that have a value, weighted,
// for each replication, and their weight; NaN and 0 where none has. A mean with
// +Inf in it is +Inf.
func PerReplication(strata []Stratum) (values, weights []float64) {
	if len(strata) == 0 {
		return nil, nil
	}
	n := len(strata[0].Values)
	values, weights = make([]float64, n), make([]float64, n)
	for r := range n {
		sum, least, most := 0.0, math.Inf(+1), math.Inf(-1)
		for _, s := range strata {
			if len(s.Values) != n || !(s.Weight > 0) {
				panic(fmt.Sprintf("stats: a stratum of weight %v with %d replications beside one with %d", s.Weight, len(s.Values), n))
			}
			if v := s.Values[r]; !math.IsNaN(v) {
				sum += float64(s.Weight * v)
				weights[r] += s.Weight
				least, most = min(least, v), max(most, v)
			}
		}
		values[r] = sum / weights[r]
		if least == most {
			values[r] = least // what the strata have no say in is the same to the last digit
		}
	}
	return values, weights
}

// ratio returns the sum of a over that of b, and the standard error of its linear
// approximation; NaN of a single pair.
func ratio(a, b []float64) (value, deviation float64) {
	sumA, sumB, n := 0.0, 0.0, float64(len(a))
	for i := range a {
		sumA, sumB = sumA+a[i], sumB+b[i]
	}
	value = sumA / sumB
	squares := 0.0
	for i := range a {
		off := a[i] - float64(value*b[i])
		squares += float64(off * off)
	}
	return value, math.Sqrt(squares/(n-1)/n) / (sumB / n)
}

// StratifiedQuantile estimates the p quantile of a quantity, the mixture of its
// strata: value is the weighted nearest rank over all of their values, low and
// high are the order statistics between which the quantile lies with at least the
// given level among as many independent values as the replications are worth (see
// [StratifiedShare]). Values may be +Inf: what never happened in a replication.
// Where there are too few values for a bound it is -Inf or +Inf, and ok is false.
func StratifiedQuantile(strata []Stratum, p, level float64) (low, value, high float64, ok bool) {
	all := ranked(strata)
	if len(all.values) == 0 {
		return math.NaN(), math.NaN(), math.NaN(), false
	}
	value = all.quantile(p)
	_, _, effective := trials(strata, func(v float64) bool { return v <= value })
	n := int(effective * (1 + 1e-12))
	lower, upper := orderRanks(n, p, level)
	low, high = math.Inf(-1), math.Inf(+1)
	if lower >= 1 {
		low = all.quantile(float64(lower) / float64(n))
	}
	if upper <= n {
		high = all.quantile(float64(upper) / float64(n))
	}
	return low, value, high, lower >= 1 && upper <= n
}

// StratifiedQuantileOf returns the weighted nearest-rank quantile at p of the
// values of all strata: the least value such that values up to it have at least
// the share p of the weight. NaN when there are none.
func StratifiedQuantileOf(strata []Stratum, p float64) float64 { return ranked(strata).quantile(p) }

// StratifiedShare estimates the chance that a quantity keeps a condition, among
// those that have a value: the weighted share of values that do, with its Wilson
// interval for effective independent trials.
//
// The effective number is share·(1−share) over the variance of the share (Korn,
// Graubard, "Confidence intervals for proportions with small expected number of
// positive counts estimated from survey data", Survey Methodology 24, 1998): as
// many plain trials would know the share as well. As that variance is itself
// estimated, the number is held between that of the replications, which it is
// when the strata are all alike, and (Σw)²/Σw² over the values (Kish, Survey
// Sampling, 1965), which it is when they are independent of each other. Where all
// keep the condition, or none does, it is the number of replications.
func StratifiedShare(strata []Stratum, keeps func(float64) bool, level float64) (share, low, high, effective float64) {
	share, successes, effective := trials(strata, keeps)
	if effective == 0 {
		return math.NaN(), 0, 1, 0
	}
	low, high = Wilson(successes, effective, level)
	return share, low, high, effective
}

// trials returns the weighted share of the values that keep a condition, and the
// plain trials and successes that it is worth.
func trials(strata []Stratum, keeps func(float64) bool) (share, successes, effective float64) {
	var kept, known []float64 // weights, by replication with a value
	squares, keptAll, knownAll := 0.0, 0.0, 0.0
	for r := range strata[0].Values {
		keptHere, knownHere := 0.0, 0.0
		for _, s := range strata {
			if v := s.Values[r]; !math.IsNaN(v) {
				knownHere += s.Weight
				squares += float64(s.Weight * s.Weight)
				if keeps(v) {
					keptHere += s.Weight
				}
			}
		}
		if knownHere > 0 {
			kept, known = append(kept, keptHere), append(known, knownHere)
			keptAll, knownAll = keptAll+keptHere, knownAll+knownHere
		}
	}
	n := float64(len(known))
	switch {
	case n == 0:
		return math.NaN(), 0, 0
	case len(strata) == 1:
		effective = n
	default:
		kish := knownAll * knownAll / squares
		effective = min(n, kish)
		if n > 1 && keptAll > 0 && keptAll < knownAll {
			share, deviation := ratio(kept, known)
			effective = max(effective, min(kish, share*(1-share)/(deviation*deviation)))
		}
	}
	if keptAll == knownAll {
		return 1, effective, effective
	}
	return keptAll / knownAll, min(effective, keptAll*(effective/knownAll)), effective
}

// weightedValues are ascending values and the weight up to each.
type weightedValues struct {
	values []float64
	upTo   []float64
}

// ranked sorts the values of all strata that have one.
func ranked(strata []Stratum) weightedValues {
	type weighted struct{ value, weight float64 }
	var all []weighted
	for _, s := range strata {
		for _, v := range s.Values {
			if !math.IsNaN(v) {
				all = append(all, weighted{v, s.Weight})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b weighted) int { return cmp.Compare(a.value, b.value) })
	var w weightedValues
	total := 0.0
	for _, x := range all {
		total += x.weight
		w.values, w.upTo = append(w.values, x.value), append(w.upTo, total)
	}
	return w
}

// quantile is the weighted nearest rank at p.
func (w weightedValues) quantile(p float64) float64 {
	n := len(w.values)
	if n == 0 {
		return math.NaN()
	}
	needed := p * w.upTo[n-1] * (1 - 1e-12) // as in dist.RankOf
	i, _ := slices.BinarySearch(w.upTo, needed)
	return w.values[min(i, n-1)]
}
