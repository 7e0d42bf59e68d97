package reports

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// TestPrecisionIsTold checks the words on a precision, on a horizon that was
// extended, and on a target that more rollouts would decide.
func TestPrecisionIsTold(t *testing.T) {
	c := officeComparison()
	c.Extensions = []study.Extension{
		{From: 30, To: 45, Strategy: "waves", Slots: 50, Metric: "updated.p95", Unreached: 0.4, Of: 5},
		{From: 45, To: 68, Strategy: "waves", Slots: 50, Metric: "updated.p99", Unreached: 0.2, Of: 5, InVain: true},
	}
	c.Precision = &study.Precision{Wanted: 0.05, Least: 30, Most: 200, Reached: []study.Reached{
		{Result: 1, Metric: "wait.update.p95", Half: 120, Allowed: 500, Known: true},
		{Result: 2, Metric: "updated.p95", Half: math.Inf(+1), Allowed: 3600},
		{Result: 2, Metric: "wait.update.p95", Share: 0.9, Target: "wait.update.p95 <= 10m in 90% of rollouts", Half: 0.062, Allowed: 0.05, Decided: true},
		{Result: 0, Metric: "wait.all.p95", Allowed: 10, Alike: 40, Enough: 59},
	}}
	c.Results[2].Targets[0].Outcome, c.Results[2].Targets[0].Needed = study.Undecided, 85
	c.Results[1].Targets[0].Outcome, c.Results[1].Targets[0].Needed = study.Undecided, math.Inf(+1)
	var b bytes.Buffer
	require.NoError(t, Text(say.English, &b, c))
	text := strings.Join(strings.Fields(b.String()), " ")
	for _, want := range []string{
		"horizon extended from 30 to 45 days, because with waves, 95 % of the PCs were not updated within 30 days in 40 % of the first 5 rollouts",
		"a horizon of 68 days was tried in place of 45, because with waves, 99 % of the PCs were not updated within 45 days in 20 % of the first 5 rollouts; it updated no more of them, so the horizon stays at 45 days",
		"the precision of 5 % is not reached with",
		"for 2 numbers; see Precision",
		"wait.update.p95 ± 2 min",
		"± ? (an end is not reached)",
		"± 6.2 percentage points not reached: at most 5 percentage points was asked for; but the target is decided",
		"not known yet: 40 are all alike, which tells enough from 59 on",
		"about 85 rollouts would decide",
		"more than 1,000 rollouts would be needed to decide",
	} {
		assert.Contains(t, text, want, "not told: %s", want)
	}
	b.Reset()
	require.NoError(t, JSON(&b, c))
	var doc struct {
		Precision struct {
			Reached []struct {
				Strategy string
				Half     *float64
				Known    bool
			}
		}
		Extended []struct {
			To     int  `json:"to_days"`
			InVain bool `json:"in_vain"`
		} `json:"horizon_extended"`
		Strategies []struct {
			Targets []struct {
				Needed *float64 `json:"rollouts_needed"`
			}
		}
	}
	require.NoError(t, json.Unmarshal(b.Bytes(), &doc))
	reached, extended := doc.Precision.Reached, doc.Extended
	assert.True(t, len(reached) == 4 && *reached[0].Half == 120 && reached[0].Known && reached[1].Half == nil && reached[1].Strategy == "waves",
		"precision in JSON %+v", reached)
	assert.True(t, len(extended) == 2 && extended[0].To == 45 && extended[1].InVain,
		"extensions in JSON %+v", extended)
	n := doc.Strategies[2].Targets[0].Needed
	assert.True(t, n != nil && *n == 85, "rollouts needed in JSON: %v, want 85", n)
}
