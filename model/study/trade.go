package study

import (
	"math"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim/stats"
)

// riskMetrics say what a problem costs those who meet it: client-hours broken,
// and clients exposed.
var riskMetrics = []string{"broken_hours", "exposed"}

// A Trade is what two strategies on the same slots give for each other when the
// release may have a problem: B takes longer if all is well, and more of what a
// problem does is spared. Differences are paired by replication. No price is put
// on anything: a committee has the two amounts, the chance at which both end at
// the same time, and for its own price the chance from which on B pays.
type Trade struct {
	A, B   int     // indices in Comparison.Results; A ends earlier if there is no problem
	Chance float64 // of at least one problem of the first release, above 0 and below 1

	// What B's end (updated.p95) is later than A's, in workdays of the scenario's
	// calendar: if there is no problem, if there is one, and overall. Below 0, B is
	// earlier.
	DelayIfClean, DelayIfProblem, Delay Gap

	EndsEven Crossing // the chance of a problem at which both are expected to end at the same time
	Savings  []Saving // by what a problem does; none where the model does not tell

	clean, troubled []float64 // the delays by replication, in workdays
}

// A Gap is a paired difference of two strategies.
type Gap struct {
	stats.Estimate
	Missing Missing // why there is no number
}

// A Saving is what B spares of what A's clients meet of a problem.
type Saving struct {
	Metric    model.Metric // broken_hours or exposed
	IfProblem Gap          // A minus B if there is a problem, in the metric's unit
	Overall   Gap          // A minus B at the scenario's chance: about the chance × IfProblem

	// PerWorkday is Overall for each workday of Trade.Delay, with Fieller's
	// interval: B pays for those to whom a workday is worth less. There is no number
	// where B is not later.
	PerWorkday Gap

	clean, troubled []float64 // A minus B by replication
}

// A Crossing is the chance of a problem at which two strategies are worth the
// same. Below it A is ahead, above it B.
type Crossing struct {
	Kind      CrossingKind
	Chance    float64 // 0..1; NaN unless Kind is Crosses
	Low, High float64 // the chances from 0 to 1 for which the replications leave open who is ahead, a 95 % interval of Chance (Fieller); NaN if there are none
	Missing   Missing // for NotKnown: why
}

// CrossingKind tells who is ahead at which chance.
type CrossingKind uint8

const (
	NotKnown  CrossingKind = iota // a value is not reached, or there are too few replications
	Crosses                       // A below Chance, B above it
	AlwaysA                       // A at every chance
	AlwaysB                       // B at every chance
	BackToA                       // B without a problem, A with one
	AlwaysTie                     // neither
)

// trades are those between each two strategies on the same slots. There are none
// unless a problem is possible and not certain: one side of the balance would not
// have been played.
func trades(c *Comparison) []Trade {
	var all []Trade
	for i := range c.Results {
		for j := i + 1; j < len(c.Results); j++ {
			a, b := &c.Results[i], &c.Results[j]
			if a.Column != b.Column || !a.weighs() || !b.weighs() {
				continue
			}
			t := newTrade(c, i, j)
			d := &t.DelayIfClean
			if d.Mean < 0 || d.Missing.Any() && b.Clean("updated.p95").Mean < a.Clean("updated.p95").Mean {
				t = newTrade(c, j, i)
			}
			all = append(all, t)
		}
	}
	return all
}

// weighs tells whether a result knows both a first release with a problem and one
// without.
func (r *Result) weighs() bool { return r.Problem != nil && r.Clean("updated.p95") != nil }

func newTrade(c *Comparison, a, b int) Trade {
	ra, rb := &c.Results[a], &c.Results[b]
	t := Trade{A: a, B: b, Chance: 1}
	first := c.Scenario.ProblemsOf(0)
	isBad := make([]bool, len(ra.Strata))
	for k := range ra.Strata {
		if isBad[k] = ra.Strata[k].Stratum&first != 0; !isBad[k] {
			t.Chance -= ra.Strata[k].Weight
		}
	}
	workdays := func(r *Result) []stats.Stratum { return workdays(c.Scenario, r.Metric("updated.p95").strata) }
	var overall []stats.Stratum
	t.clean, t.troubled, overall = halves(workdays(rb), workdays(ra), isBad)
	t.DelayIfClean, t.DelayIfProblem, t.Delay = gap(t.clean), gap(t.troubled), gap(perReplication(overall))
	t.EndsEven = crossing(t.clean, t.troubled)
	for _, name := range riskMetrics {
		metric, ok := model.MetricNamed(name)
		if !ok {
			continue
		}
		s := Saving{Metric: metric}
		s.clean, s.troubled, overall = halves(ra.Metric(name).strata, rb.Metric(name).strata, isBad)
		spared := perReplication(overall)
		s.IfProblem, s.Overall = gap(s.troubled), gap(spared)
		s.PerWorkday = rate(spared, perReplication(delays(t.clean, t.troubled, t.Chance)))
		t.Savings = append(t.Savings, s)
	}
	return t
}

// PaysFrom returns the chance of a problem from which on B is worth its delay to
// those for whom a workday of it is worth so much of a metric of Savings: so many
// client-hours broken, or so many clients exposed; above 0. With d workdays of
// delay and s spared, each without (0) and with (1) a problem, B's balance at
// chance p is
//
//	(1−p)·(s₀/worth − d₀) + p·(s₁/worth − d₁)
//
// which is 0 at c₀/(c₀−c₁) with c = d − s/worth. Where an end is not reached with
// a problem, as after a rollback, the delay is taken to be that without one; then,
// as nothing is spared without a problem, the chance is worth·d₀/s₁.
func (t *Trade) PaysFrom(metric string, worth float64) Crossing {
	for _, s := range t.Savings {
		if s.Metric.Name != metric {
			continue
		}
		troubled := t.troubled
		if !finite(troubled) {
			troubled = t.clean
		}
		cost := func(delay, spared []float64) []float64 {
			of := make([]float64, len(delay))
			for r := range of {
				of[r] = delay[r] - spared[r]/worth
			}
			return of
		}
		return crossing(cost(t.clean, s.clean), cost(troubled, s.troubled))
	}
	return Crossing{Chance: math.NaN(), Low: math.NaN(), High: math.NaN(), Missing: Missing{Kind: NothingToCount}}
}

// halves are a minus b by replication: the weighted means over the strata in which the
// first release is good and over those in which it is bad, and stratum by stratum.
func halves(a, b []stats.Stratum, isBad []bool) (clean, troubled []float64, overall []stats.Stratum) {
	overall = minus(a, b)
	var good, bad []stats.Stratum
	for k, of := range overall {
		if isBad[k] {
			bad = append(bad, of)
		} else {
			good = append(good, of)
		}
	}
	if len(good) == 1 {
		return good[0].Values, perReplication(bad), overall
	}
	return perReplication(good), perReplication(bad), overall
}

func perReplication(strata []stats.Stratum) []float64 {
	values, _ := stats.PerReplication(strata)
	return values
}

// delays put both halves together again at a chance; where an end is not reached
// with a problem the delay is that without one.
func delays(clean, troubled []float64, chance float64) []stats.Stratum {
	if !finite(troubled) {
		troubled = clean
	}
	return []stats.Stratum{{Weight: 1 - chance, Values: clean}, {Weight: chance, Values: troubled}}
}

// workdays turns instants in seconds since the start into workdays since then.
func workdays(s *model.Scenario, instants []stats.Stratum) []stats.Stratum {
	all := make([]stats.Stratum, len(instants))
	for k, of := range instants {
		all[k].Weight = of.Weight
		for _, v := range of.Values {
			if !math.IsNaN(v) && !math.IsInf(v, 0) {
				v = s.Calendar.WorkdaysUntil(s.Start, s.Start.Add(time.Duration(v*1e9)))
			}
			all[k].Values = append(all[k].Values, v)
		}
	}
	return all
}

// finite tells whether no value is infinite.
func finite(values []float64) bool {
	for _, v := range values {
		if math.IsInf(v, 0) {
			return false
		}
	}
	return true
}

// paired returns the values of those replications that have all of them, and why
// nothing can be said of them, if so.
func paired(of ...[]float64) (known [][]float64, missing MissingKind) {
	known = make([][]float64, len(of))
	for r := range of[0] {
		sum := 0.0
		for _, values := range of {
			sum += math.Abs(values[r])
		}
		if math.IsNaN(sum) {
			continue
		}
		if math.IsInf(sum, 0) {
			return nil, NotReachedSome
		}
		for i, values := range of {
			known[i] = append(known[i], values[r])
		}
	}
	if len(known[0]) == 0 {
		return nil, NothingToCount
	}
	return known, NotMissing
}

// gap estimates the mean of paired differences.
func gap(values []float64) Gap {
	known, missing := paired(values)
	if missing != NotMissing {
		return Gap{Estimate: none(), Missing: Missing{Kind: missing}}
	}
	return Gap{Estimate: stats.MeanEstimate(known[0], Level)}
}

// rate is what is spared for each workday of delay.
func rate(spared, delay []float64) Gap {
	known, missing := paired(spared, delay)
	g := Gap{Estimate: none(), Missing: Missing{Kind: missing}}
	if missing != NotMissing {
		return g
	}
	if !(stats.MeanEstimate(known[1], Level).Mean > 0) {
		g.Missing.Kind = NoDelay
		return g
	}
	g.N = len(known[0])
	g.Low, g.Mean, g.High = stats.RatioOfMeans(known[0], known[1], Level)
	return g
}

// crossing finds where (1−p)·clean + p·troubled, what B costs more than A, is 0
// on average: at mean(clean) / mean(clean − troubled).
func crossing(clean, troubled []float64) Crossing {
	c := Crossing{Chance: math.NaN(), Low: math.NaN(), High: math.NaN()}
	known, missing := paired(clean, troubled)
	if missing == NotMissing && len(known[0]) < 2 {
		missing = OneRollout
	}
	if missing != NotMissing {
		c.Missing.Kind = missing
		return c
	}
	falls := make([]float64, len(known[0]))
	for r := range falls {
		falls[r] = known[0][r] - known[1][r]
	}
	without, with := stats.MeanEstimate(known[0], Level).Mean, stats.MeanEstimate(known[1], Level).Mean
	c.Low, c.High = stats.RatioWithin(known[0], falls, Level, 0, 1)
	switch {
	case without == 0 && with == 0:
		c.Kind = AlwaysTie
	case without >= 0 && with >= 0:
		c.Kind = AlwaysA
	case without <= 0 && with <= 0:
		c.Kind = AlwaysB
	case without < 0:
		c.Kind = BackToA
	default:
		c.Kind, c.Chance = Crosses, without/(without-with)
	}
	return c
}
