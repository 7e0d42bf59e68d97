package model

import (
	"math"
	"slices"

	"github.com/rollsim/rollsim/sim/dist"
)

// A Target is a promise that a strategy keeps or breaks, such as
// "wait.update.p95 <= 10m in 90% of rollouts".
type Target struct {
	Metric  string  // one of Metrics
	AtLeast bool    // >= instead of <=
	Bound   float64 // in the unit of the metric; not used when Span.Length is set for an instant
	Span    Span    // for metrics whose unit is Instant: counted from the start on the scenario's calendar, or from when the release is due that the metric is of
	Share   float64 // 0: decided on the mean; else the share 0..1 of rollouts that must keep it
	Text    string  // as the file has it
}

// Value returns the bound of a target in the unit of its metric.
func (t Target) Value(s *Scenario) float64 {
	if metric, ok := MetricNamed(t.Metric); ok && metric.Unit == Instant {
		start := s.Start
		if _, version, ok := metric.Release(); ok {
			if i := slices.IndexFunc(s.Later, func(r LaterRelease) bool { return r.Version == version }); i >= 0 {
				return s.Calendar.After(s.Later[i].Start, t.Span).Sub(start).Seconds()
			}
		}
		return s.AfterStart(t.Span).Sub(start).Seconds()
	}
	return t.Bound
}

// Decisive is the least number of replications that can decide a target "in x % of
// rollouts": if all of n keep it, the Wilson interval of the share that keeps it must
// lie above x, which it does from n = z²·x/(1−x) on, with z = 1.96 for intervals of
// 95 %. share is x, above 0 and below 1.
func Decisive(share float64) int {
	z := dist.NormalQuantile(0.975)
	return int(math.Ceil(z * z * share / (1 - share)))
}
