package study

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

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
		assert.True(t, got.Outcome == tt.want && got.Beyond == tt.beyond,
			"%s: %v, for want of a horizon %v; want %v, %v", tt.name, got.Outcome, got.Beyond, tt.want, tt.beyond)
		if tt.beyond {
			assert.True(t, !(got.Low != 0 && got.Share == 0) && got.High >= 0.99 && math.IsInf(got.Needed, +1),
				"%s: %v to %v of rollouts, %v would decide; want up to all, and none", tt.name, got.Low, got.High, got.Needed)
		}
	}
}

// TestRuledOutBeyondTheHorizon checks that a target that the plan cannot keep is missed
// though the horizon ends before it, and that one it may keep is left open: of four waves
// every two workdays three are offered the release within five.
func TestRuledOutBeyondTheHorizon(t *testing.T) {
	span := func(days float64) model.Span {
		return model.Span{Length: time.Duration(days * 24 * float64(time.Hour)), Unit: model.Workdays}
	}
	for _, tt := range []struct {
		name     string
		within   float64 // workdays
		outcome  TargetOutcome
		decision Decision
	}{
		{"before the last wave", 5, Missed, NoGo},
		{"a week after it", 12, Undecided, NotDecidable},
	} {
		s := waves(t)
		s.Workloads, s.Backend.Slots, s.Replications, s.Horizon = nil, []int{200}, 6, 2
		s.Groups[0].Clients = 400
		s.Strategies = s.Strategies[1:]
		s.Strategies[0].Phases = model.Waves(400, model.Size{Kind: model.SizeCount, Count: 100}, span(2), model.Phase{})
		s.Targets = []model.Target{{Metric: "updated.p95", Span: span(tt.within), Text: tt.name}}
		c := compared(t, s, Options{Workers: 2})
		got := c.Results[len(c.Results)-1].Targets[0]
		assert.True(t, got.Outcome == tt.outcome && got.RuledOut == (tt.outcome == Missed) &&
			got.Beyond != got.RuledOut && c.Verdict.Decision == tt.decision,
			"%s: outcome %v, ruled out %v, beyond the horizon %v, decision %v; want outcome %v, decision %v",
			tt.name, got.Outcome, got.RuledOut, got.Beyond, c.Verdict.Decision, tt.outcome, tt.decision)
	}
}
