package study

import (
	"math"
	"slices"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim/dist"
	"github.com/rollsim/rollsim/sim/stats"
)

// The metrics that are compared besides those of the targets: headline between
// strategies, queueHeadline between slot numbers where nothing is rolled out.
var (
	headline      = []string{"wait.update.p95", "wait.worst.p95", "updated.p95"}
	queueHeadline = []string{"wait.all.mean", "wait.all.p95", "gave_up"}
)

// differences compares, replication by replication, each pair of strategies on
// the same slots, and each strategy on neighbouring slot numbers. No rollout is
// compared only where there is nothing else.
func differences(c *Comparison) []Difference {
	names := slices.Clone(headline)
	if len(c.Scenario.Strategies) == 0 {
		names = slices.Clone(queueHeadline)
	}
	for _, t := range c.Scenario.Targets {
		if !slices.Contains(names, t.Metric) {
			names = append(names, t.Metric)
		}
	}
	for i := range names {
		names[i] = judgedBy(c.Scenario, names[i])
	}
	per := len(c.Results) / len(c.Scenario.Backend.Slots) // results of one slot number
	var all []Difference
	for i := range c.Results {
		for j := i + 1; j < len(c.Results); j++ {
			sameSlots := i/per == j/per
			sameStrategy := i%per == j%per && j-i == per
			baseline := c.Results[i].Strategy == model.NoRollout && len(c.Scenario.Strategies) > 0
			if baseline || !sameSlots && !sameStrategy {
				continue
			}
			for _, name := range names {
				all = append(all, difference(&c.Results[j], &c.Results[i], name))
			}
		}
	}
	var ps []float64
	var at []int
	for i := range all {
		if !all[i].Missing.Any() {
			ps, at = append(ps, all[i].P), append(at, i)
		}
	}
	for k, p := range stats.Holm(ps) {
		d := &all[at[k]]
		d.P = p
		d.WorthIt = p < 1-Level && math.Abs(d.Mean) > d.Metric.Floor
		d.Within = d.within(len(at))
		d.Alike = d.Within <= Zone(d.Metric)
	}
	return all
}

// Zone is the indifference zone of a metric, in its unit: what differs by less is
// the same to whoever plans. It is 30 s for waits, which nobody notices in a
// morning, and 4 h, half a working day, for instants; for all else it is the floor
// below which no difference is named.
func Zone(m model.Metric) float64 {
	switch m.Unit {
	case model.Seconds:
		return 30
	case model.Instant:
		return (4 * time.Hour).Seconds()
	}
	return m.Floor
}

// within is the largest size of a difference that its interval leaves when it is to
// hold for so many differences at once (Bonferroni).
func (d *Difference) within(of int) float64 {
	degrees := float64(d.N - 1)
	wider := dist.StudentQuantile(1-(1-Level)/float64(2*of), degrees) / dist.StudentQuantile((1+Level)/2, degrees)
	return math.Abs(d.Mean) + float64(wider*(d.High-d.Low)/2)
}

// difference is a minus b, stratum by stratum, which are weighted. Where the
// strata that have values change from one replication to the next, p goes by the
// mean of the replications.
func difference(a, b *Result, name string) Difference {
	ea, eb := a.Metric(name), b.Metric(name)
	d := Difference{Metric: ea.Metric, A: a.Strategy, B: b.Strategy, SlotsA: a.Slots, SlotsB: b.Slots, P: math.NaN(), Estimate: none(),
		Within: math.NaN(), Correlation: math.NaN(), Worth: math.NaN()}
	apart := minus(ea.strata, eb.strata)
	values, weights := stats.PerReplication(apart)
	var known []float64
	for r, v := range values {
		switch {
		case weights[r] == 0:
		case math.IsInf(v, 0) || math.IsNaN(v):
			d.Missing.Kind = NotReachedSome
			return d
		default:
			known = append(known, v)
		}
	}
	switch len(known) {
	case 0:
		d.Missing.Kind = NothingToCount
	case 1:
		d.Missing.Kind = OneRollout
	default:
		d.Estimate = stats.StratifiedMean(apart, Level)
		_, d.P = stats.Paired(known, make([]float64, len(known)), Level)
		d.Correlation, d.Worth = shared(ea, eb)
	}
	return d
}

// shared tells what the random numbers that two results share are worth: the
// correlation of their values, replication by replication, and how many times the
// variance of their difference would be as large if they were independent.
func shared(a, b *Estimate) (correlation, worth float64) {
	var as, bs, apart []float64
	for r, x := range a.Values {
		if y := b.Values[r]; !math.IsNaN(x) && !math.IsNaN(y) {
			as, bs, apart = append(as, x), append(bs, y), append(apart, x-y)
		}
	}
	if len(as) < 3 || constant(as) || constant(bs) {
		return math.NaN(), math.NaN() // two points always lie on a line
	}
	together, ofA, ofB := products(as, bs)
	_, ofApart, _ := products(apart, apart)
	worth = (ofA + ofB) / ofApart
	if constant(apart) {
		worth = math.Inf(+1)
	}
	return together / math.Sqrt(ofA*ofB), worth
}

// products returns the sums of the products of the distances of each value from its
// mean: of both, of the first alone and of the second alone.
func products(as, bs []float64) (together, ofA, ofB float64) {
	meanA, meanB := 0.0, 0.0
	for i := range as {
		meanA, meanB = meanA+as[i], meanB+bs[i]
	}
	meanA, meanB = meanA/float64(len(as)), meanB/float64(len(bs))
	for i := range as {
		a, b := as[i]-meanA, bs[i]-meanB
		together, ofA, ofB = together+float64(a*b), ofA+float64(a*a), ofB+float64(b*b)
	}
	return together, ofA, ofB
}

func constant(xs []float64) bool { return slices.Min(xs) == slices.Max(xs) }

// minus is a minus b, value by value: NaN where one of them has none, and +Inf
// where one is not reached. Strategies have the same strata.
func minus(a, b []stats.Stratum) []stats.Stratum {
	apart := make([]stats.Stratum, len(a))
	for k := range a {
		apart[k].Weight = a[k].Weight
		for r, x := range a[k].Values {
			d := x - b[k].Values[r]
			if math.IsInf(x, 0) && math.IsInf(b[k].Values[r], 0) || math.IsInf(d, 0) {
				d = math.Inf(+1)
			}
			apart[k].Values = append(apart[k].Values, d)
		}
	}
	return apart
}
