package study

import (
	"cmp"
	"math"
	"slices"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim/dist"
	"github.com/rollsim/rollsim/sim/stats"
)

// A Selection says how the recommended strategy was chosen among those that keep
// every target, and how sure the choice is.
//
// The choice is the fewest slots, then the least of the objective. How sure it is
// comes from a bootstrap: the study is drawn again [Resamples] times, in whole
// replications with all strategies and strata in them, so that what they share stays
// shared; each time the strategies that keep every target, by the values alone, are
// found anew, and the choice is made again. Slots that were left open are not looked
// for again.
//
// Each resample draws n−3 of n replications, with replacement: then the mean of
// normal values varies as Student's t law has it for the true mean, by (n−1)/(n−3)
// times the square of its standard error, and few replications do not look surer
// than they are. (Of four replications or fewer it draws one.)
//
// The share of resamples that choose alike overstates how often the choice is
// right, since the choice went by the same values: of two strategies that are the
// same it is 75 % on average, where the choice is right half of the time. Doubling
// its distance to 1 mends that: 2·share − 1, where two strategies differ by normal
// values one minus the two-sided p-value, is 50 % then, and with more strategies or
// greater differences less than how often the choice is right. A long test of this
// package has the figures.
type Selection struct {
	Objective model.Metric // the least of which was looked for, after the fewest slots
	Named     bool         // by the scenario; otherwise the end is the objective, and Set the answer to whoever has another
	Set       []Choice     // unless Named: the strategies that keep every target on the slots of the recommended one, and that no other of them surely beats in end, risk and wait (see Frontier); nil if there is only one

	Resamples   int
	Zone        float64 // indifference zone of the objective, in its unit; instants: seconds
	Same        float64 // share 0..1 of the resamples that choose the same, or one that is better by no more than the zone
	Probability float64 // 0..1 that the choice is right, or wrong by no more than the zone; not overstated on average
	Missing     Missing // why these two are NaN
}

// A Choice is a strategy that may be taken.
type Choice struct {
	Result int          // index in Comparison.Results
	Apart  []Difference // this minus the recommended one, by axis of the frontier; nil of the recommended one itself
}

// Resamples is how often a study is drawn again: enough to know a share to 1 %.
const Resamples = 2000

// chanceResample is what the random numbers of resamples are for; the owner is 0 and
// the occasion the number of the draw. The model counts its own purposes from 0.
const chanceResample dist.Purpose = 255

// objectives are the metrics that choose among strategies on the same slots, the
// first that differs: the named one, then those that choose without.
func objectives(s *model.Scenario) []string {
	if s.Objective == "" {
		return unnamed(s)
	}
	return append([]string{judgedBy(s, s.Objective)}, unnamed(s)...)
}

func unnamed(s *model.Scenario) []string {
	return []string{"updated.p95", judgedBy(s, "wait.update.p95")}
}

// newSelection tells how best was chosen; nil if there was nothing to choose from.
func newSelection(c *Comparison, best int) *Selection {
	metric, _ := model.MetricNamed(objectives(c.Scenario)[0])
	sel := &Selection{Objective: metric, Named: c.Scenario.Objective != "", Zone: Zone(metric), Resamples: Resamples}
	var all []contender
	for i := range c.Results {
		if r := &c.Results[i]; c.candidate(r) && (r.Strategy == model.NoRollout || updates(r)) {
			all = append(all, newContender(c, i))
		}
	}
	if len(all) < 2 {
		return nil
	}
	if !sel.Named {
		sel.Set = choices(c, best)
	}
	if c.Replications < 2 {
		sel.Resamples, sel.Same, sel.Probability, sel.Missing.Kind = 0, math.NaN(), math.NaN(), NoOthers
		return sel
	}
	same := 0
	counts, draws := make([]int, c.Replications), make([]float64, max(c.Replications-3, 1))
	for b := range sel.Resamples {
		dist.NewStream(c.Scenario.Seed, b).Uniforms(0, chanceResample, 0, draws)
		clear(counts)
		for _, u := range draws {
			counts[int(u*float64(len(counts)))]++
		}
		if chosenAgain(all, best, counts, sel.Zone) {
			same++
		}
	}
	sel.Same = float64(same) / float64(sel.Resamples)
	sel.Probability = max(0, 2*float64(same)/float64(sel.Resamples+1)-1) // as if one more had chosen otherwise: never 1
	return sel
}

// choices are the strategies that keep every target on the slots of best and that no
// other of them surely beats.
func choices(c *Comparison, best int) []Choice {
	var of []int
	at := 0
	for i := range c.Results {
		r := &c.Results[i]
		if all, _ := c.keeps(r); all && r.Column == c.Results[best].Column && r.Strategy != model.NoRollout {
			if i == best {
				at = len(of)
			}
			of = append(of, i)
		}
	}
	if len(of) < 2 {
		return nil
	}
	f, above := newFrontier(c, c.Results[best].Column, of)
	var set []Choice
	for i, p := range f.Points {
		if p.Place != Beaten {
			set = append(set, Choice{Result: p.Result, Apart: above[i][at]})
		}
	}
	return set
}

// A contender is a result that may be chosen, ready to be resampled.
type contender struct {
	result    int
	slots     int
	promises  []promise
	objective statistic
}

// A promise is a target that a statistic keeps or not.
type promise struct {
	of    statistic
	keeps func(float64) bool
}

// A statistic is the value of a metric if replication r had come counts[r] times.
type statistic func(counts []int) float64

func newContender(c *Comparison, i int) contender {
	r := &c.Results[i]
	of := contender{result: i, slots: r.Slots}
	for _, t := range r.Targets {
		e := r.Metric(t.Metric)
		keeps := func(v float64) bool { return v <= t.Bound }
		if t.Target.AtLeast {
			keeps = func(v float64) bool { return v >= t.Bound }
		}
		switch {
		case t.Outcome == Skipped && r.Strategy == model.NoRollout:
		case t.Outcome == Skipped:
			of.promises = append(of.promises, promise{func([]int) float64 { return math.NaN() }, func(float64) bool { return false }})
		case t.Target.Share > 0:
			of.promises = append(of.promises, promise{shareStatistic(e, keeps), func(share float64) bool { return share >= t.Target.Share }})
		default:
			of.promises = append(of.promises, promise{newStatistic(e), keeps})
		}
	}
	of.objective = newStatistic(r.Metric(objectives(c.Scenario)[0]))
	return of
}

// keeps tells whether every target is kept, by the values alone.
func (of *contender) keeps(counts []int) bool {
	for _, p := range of.promises {
		if !p.keeps(p.of(counts)) { // NaN keeps nothing
			return false
		}
	}
	return true
}

// chosenAgain tells whether a resample chooses best, or finds it as good as its
// choice: on the same slots, and with no more of the objective than the zone allows.
func chosenAgain(all []contender, best int, counts []int, zone float64) bool {
	slots, kept := 0, false
	for i := range all {
		if all[i].keeps(counts) && (!kept || all[i].slots < slots) {
			slots, kept = all[i].slots, true
		}
	}
	if !kept {
		return false
	}
	least, mine := math.Inf(+1), math.NaN()
	for i := range all {
		if all[i].slots != slots || !all[i].keeps(counts) {
			continue
		}
		v := orInfinite(all[i].objective(counts))
		least = min(least, v)
		if all[i].result == best {
			mine = v
		}
	}
	return mine <= least+zone
}

// newStatistic is the estimate's own: the mean, or the median.
func newStatistic(e *Estimate) statistic {
	if e.Median {
		return medianStatistic(e.strata)
	}
	sums, weights := make([]float64, len(e.Values)), make([]float64, len(e.Values))
	for _, s := range e.strata {
		for r, v := range s.Values {
			if !math.IsNaN(v) {
				sums[r], weights[r] = sums[r]+float64(s.Weight*v), weights[r]+s.Weight
			}
		}
	}
	return ratioStatistic(sums, weights)
}

// shareStatistic is the weighted share 0..1 of rollouts that keep a condition, among
// those that have a value.
func shareStatistic(e *Estimate, keeps func(float64) bool) statistic {
	kept, known := make([]float64, len(e.Values)), make([]float64, len(e.Values))
	for _, s := range e.strata {
		for r, v := range s.Values {
			if math.IsNaN(v) {
				continue
			}
			known[r] += s.Weight
			if keeps(v) {
				kept[r] += s.Weight
			}
		}
	}
	return ratioStatistic(kept, known)
}

// ratioStatistic is the sum of a over that of b, NaN if b is 0.
func ratioStatistic(a, b []float64) statistic {
	return func(counts []int) float64 {
		sum, of := 0.0, 0.0
		for r, n := range counts {
			sum, of = sum+float64(float64(n)*a[r]), of+float64(float64(n)*b[r])
		}
		return sum / of
	}
}

// medianStatistic is the weighted nearest rank of the median over all values, as
// [stats.StratifiedQuantileOf] has it; NaN if there are none.
func medianStatistic(strata []stats.Stratum) statistic {
	type weighted struct {
		value, weight float64
		replication   int
	}
	var ranked []weighted
	for _, s := range strata {
		for r, v := range s.Values {
			if !math.IsNaN(v) {
				ranked = append(ranked, weighted{v, s.Weight, r})
			}
		}
	}
	slices.SortStableFunc(ranked, func(a, b weighted) int { return cmp.Compare(a.value, b.value) })
	return func(counts []int) float64 {
		total := 0.0
		for _, v := range ranked {
			total += float64(float64(counts[v.replication]) * v.weight)
		}
		upTo := 0.0
		for _, v := range ranked {
			upTo += float64(float64(counts[v.replication]) * v.weight)
			if upTo > 0 && upTo >= total/2*(1-1e-12) {
				return v.value
			}
		}
		return math.NaN()
	}
}
