package model

// A Target is a promise that a strategy keeps or breaks, such as
// "wait.update.p95 <= 10m in 90% of rollouts".
type Target struct {
	Metric  string  // one of Metrics
	AtLeast bool    // >= instead of <=
	Bound   float64 // in the unit of the metric; not used when Span.Length is set for an instant
	Span    Span    // for metrics whose unit is Instant: counted from the start on the scenario's calendar
	Share   float64 // 0: decided on the mean; else the share 0..1 of rollouts that must keep it
	Text    string  // as the file has it
}

// Value returns the bound of a target in the unit of its metric.
func (t Target) Value(s *Scenario) float64 {
	if metric, ok := MetricNamed(t.Metric); ok && metric.Unit == Instant {
		return s.AfterStart(t.Span).Sub(s.Start).Seconds()
	}
	return t.Bound
}
