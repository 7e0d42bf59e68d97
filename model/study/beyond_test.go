package study

import (
	"math"
	"testing"

	"github.com/rollsim/rollsim/model"
)

// TestTargetBeyondTheHorizon checks that an instant that is not reached by the horizon
// breaks a target that is due by then, and leaves one open that is due later.
func TestTargetBeyondTheHorizon(t *testing.T) {
	s := risky(0, "waves")
	s.Release.Problems = nil
	day := func(n float64) float64 { return n * 86400 }
	never := math.Inf(+1)
	result := func(values []float64, due float64, atLeast bool, share float64) *TargetResult {
		metrics := made(s, &s.Strategies[0], seen{"updated.p95": {values}}).Metrics
		target := model.Target{Metric: "updated.p95", AtLeast: atLeast, Share: share}
		held := holdTo(target, day(due), day(due) > s.HorizonEnd().Seconds(), "updated.p95", metrics)
		return &held
	}
	end := s.HorizonEnd().Hours() / 24
	repeated := func(v float64, n int, w float64, m int) []float64 {
		var all []float64
		for range n {
			all = append(all, v)
		}
		for range m {
			all = append(all, w)
		}
		return all
	}
	for _, tt := range []struct {
		name    string
		values  []float64
		due     float64
		atLeast bool
		share   float64
		want    TargetOutcome
		beyond  bool
	}{
		{"never reached, due by then", repeated(never, 20, 0, 0), end - 1, false, 0, Missed, false},
		{"never reached, due later", repeated(never, 20, 0, 0), end + 1, false, 0, Undecided, true},
		{"never reached, not before later", repeated(never, 20, 0, 0), end + 1, true, 0, Undecided, true},
		{"always reached, due later", repeated(day(1), 20, 0, 0), end + 1, false, 0, Met, false},
		{"mostly reached, due later", repeated(day(1), 19, never, 1), end + 1, false, 0, Met, false},
		{"never reached, due later, in half of rollouts", repeated(never, 20, 0, 0), end + 1, false, 0.5, Undecided, true},
		{"mostly reached, due later, in half of rollouts", repeated(day(1), 19, never, 1), end + 1, false, 0.5, Met, false},
	} {
		got := result(tt.values, tt.due, tt.atLeast, tt.share)
		if got.Outcome != tt.want || got.Beyond != tt.beyond {
			t.Errorf("%s: %v, for want of a horizon %v; want %v, %v", tt.name, got.Outcome, got.Beyond, tt.want, tt.beyond)
		}
		if tt.beyond && (got.Low != 0 && got.Share == 0 || got.High < 0.99 || !math.IsInf(got.Needed, +1)) {
			t.Errorf("%s: %v to %v of rollouts, %v would decide; want up to all, and none", tt.name, got.Low, got.High, got.Needed)
		}
	}
}
