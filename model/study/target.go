package study

import (
	"math"
	"slices"
	"strings"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim/stats"
)

// hold holds the metrics of a result against the targets of its scenario.
func hold(s *model.Scenario, strategy string, metrics []Estimate) []TargetResult {
	var results []TargetResult
	for _, t := range s.Targets {
		results = append(results, holdOne(s, strategy, metrics, t))
	}
	return results
}

func holdOne(s *model.Scenario, strategy string, metrics []Estimate, t model.Target) TargetResult {
	return holdTo(t, t.Value(s), beyond(s, t), countedAs(s, strategy, t.Metric), metrics)
}

// holdTo holds one of the metrics against a bound in its unit. Where the bound is
// beyond the horizon, an instant that is not reached by the horizon tells nothing: the
// share of rollouts is then at least that without them and at most that with them,
// and an interval that has no end leaves the target open.
func holdTo(t model.Target, bound float64, beyond bool, metric string, metrics []Estimate) TargetResult {
	result := TargetResult{Target: t, Bound: bound, Metric: metric, Outcome: Skipped, Share: math.NaN()}
	e := metricOf(metrics, result.Metric)
	keeps := result.keptBy
	result.Of = e.N
	if result.Of == 0 {
		return result
	}
	unknown := func(v float64) bool { return beyond && math.IsInf(v, +1) }
	result.Share, result.Low, result.High, result.Effective = stats.StratifiedShare(e.strata,
		func(v float64) bool { return keeps(v) && !unknown(v) }, Level)
	result.MetIn = e.of(result.Share)
	if beyond {
		_, _, result.High, _ = stats.StratifiedShare(e.strata, func(v float64) bool { return keeps(v) || unknown(v) }, Level)
		result.Beyond = slices.ContainsFunc(e.Values, unknown)
	}
	low, high := e.Low, e.High // of the mean, or of the median
	decided := func(allKeep, allMiss bool) TargetOutcome {
		switch {
		case allKeep:
			return Met
		case allMiss:
			return Missed
		}
		return Undecided
	}
	switch {
	case t.Share > 0:
		result.Outcome = decided(result.Low >= t.Share, result.High < t.Share)
	case math.IsNaN(low) || math.IsNaN(high):
		result.Outcome = Undecided // too few rollouts for an interval
	case unknown(high):
		result.Outcome = Undecided
	default:
		result.Outcome = decided(keeps(low) && keeps(high), !keeps(low) && !keeps(high))
	}
	result.Beyond = result.Beyond && result.Outcome == Undecided
	switch {
	case result.Beyond:
		result.Needed = math.Inf(+1)
	case result.Outcome == Undecided:
		result.Needed = needed(&result, e)
	}
	return result
}

// keptBy tells whether a value of the metric keeps the target.
func (t *TargetResult) keptBy(v float64) bool {
	if t.Target.AtLeast {
		return v >= t.Bound
	}
	return v <= t.Bound
}

// countedAs returns the metric that decides where a scenario names one.
func countedAs(s *model.Scenario, strategy, metric string) string {
	return readBy(metric, strategy, s.Backend.Slows())
}

// readBy does so where syncs are slowed or not: without a rollout everybody's waits
// are what a target on those after the update is about.
func readBy(metric, strategy string, slows bool) string {
	if rest, ok := strings.CutPrefix(metric, "wait.update."); ok && strategy == model.NoRollout && !strings.Contains(rest, " ") {
		metric = "wait.all." + rest
	}
	return judged(metric, slows)
}

// judgedBy returns the metric that decides where a scenario names one of waits:
// where a sync may be slowed or ended early that is the delay.
func judgedBy(s *model.Scenario, metric string) string { return judged(metric, s.Backend.Slows()) }

func judged(metric string, slows bool) string {
	if slows {
		return model.DelayFor(metric)
	}
	return metric
}

// Metric returns the estimate of a metric by its name, which must exist.
func (r *Result) Metric(name string) *Estimate { return metricOf(r.Metrics, name) }

func metricOf(metrics []Estimate, name string) *Estimate {
	if e := find(metrics, name); e != nil {
		return e
	}
	panic("study: no metric " + name)
}

// find returns the estimate of a metric by its name, nil where there is none: of a
// release that a scenario does not have.
func find(metrics []Estimate, name string) *Estimate {
	for i := range metrics {
		if metrics[i].Metric.Name == name {
			return &metrics[i]
		}
	}
	return nil
}

// beyond tells whether the bound of a target is an instant after the horizon.
func beyond(s *model.Scenario, t model.Target) bool {
	metric, ok := model.MetricNamed(t.Metric)
	if !ok || metric.Unit != model.Instant {
		return false
	}
	end := s.CountedEnd()
	if _, _, of := metric.Release(); of {
		end = s.HorizonEnd()
	}
	return t.Value(s) > end.Seconds()
}

// keeps tells whether a result meets every target, and whether it fails at least
// one for sure. A target without a value is not met, except by no rollout, to
// which it does not apply.
func (r *Result) keeps() (all, fails bool) { return keep(r.Targets, r.Strategy) }

func keep(targets []TargetResult, strategy string) (all, fails bool) {
	all = true
	for _, t := range targets {
		switch {
		case t.Outcome == Missed:
			all, fails = false, true
		case t.Outcome == Undecided, t.Outcome == Skipped && strategy != model.NoRollout:
			all = false
		}
	}
	return all, fails
}

// onlyIfClean tells whether a result keeps every target if the release has no
// problem, and misses one for sure in a stratum where it has.
func (r *Result) onlyIfClean() bool {
	kept, missed := false, false
	for i := range r.Strata {
		all, fails := keep(r.Strata[i].Targets, r.Strategy)
		if r.Strata[i].Stratum == 0 {
			kept = all
		} else {
			missed = missed || fails
		}
	}
	return kept && missed
}
