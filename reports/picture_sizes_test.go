package reports

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/sim/stats"
)

// TestWaitAxisHoldsIntervals checks that the low end of an interval is drawn where it
// is, and as no wait only below a second: means of 5 min 19 s to 6 min with lows from
// 212 s on.
func TestWaitAxisHoldsIntervals(t *testing.T) {
	wait, _ := model.MetricNamed(waitAfterUpdate)
	z := &study.Sizing{Scenario: officeComparison().Scenario}
	var curve []study.CurvePoint
	for i, low := range []float64{276, 257, 212} {
		curve = append(curve, study.CurvePoint{Setting: float64(i + 1), Wait: study.Estimate{Metric: wait, Estimate: stats.Estimate{Mean: 319 + 20*float64(i), Low: low, High: 420, N: 20}}})
	}
	z.Sized = []study.Sized{{Strategy: "waves", Curve: curve}}
	axis, ok := english.sizingPage(z, printable).waitAxis()
	require.True(t, ok, "no axis")
	for i := range curve {
		low := curve[i].Wait.Low
		assert.InDelta(t, math.Log10(low), axis.at(low), 1e-9,
			"a low of %.0f s is drawn at %.3f, want %.3f; no wait is at %.3f", low, axis.at(low), math.Log10(low), axis.none)
	}
	assert.Equal(t, axis.none, axis.at(0), "a wait of 0 is drawn at")
}

// TestSizeTellsSteps checks that a sizing of waves says which sizes it tries.
func TestSizeTellsSteps(t *testing.T) {
	z := &study.Sizing{Scenario: officeComparison().Scenario, Quantity: study.WaveSize}
	notes := strings.Join(english.sizingPage(z, printable).notes(), "\n")
	assert.Contains(t, notes, "in steps of 5 up to 1,000", "the steps are not told: %s", notes)
}
