package reports

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/sim/stats"
)

// chosenComparison is the office with what is known of the choice of waves: pilot
// ends later and exposes fewer.
func chosenComparison() *study.Comparison {
	c := officeComparison()
	ends := study.Difference{Metric: model.Metric{Name: updatedBy, Unit: model.Instant, Floor: hour},
		Estimate: stats.Estimate{Mean: 5 * workday, Low: 4.5 * workday, High: 5.5 * workday, N: 20}, P: 0.001}
	fewer := study.Difference{Metric: model.Metric{Name: exposed, Unit: model.Count, Floor: 1},
		Estimate: stats.Estimate{Mean: -120, Low: -130, High: -110, N: 20}, P: 0.001}
	waits := study.Difference{Metric: model.Metric{Name: waitAfterUpdate, Unit: model.Seconds, Floor: 10},
		Estimate: stats.Estimate{Mean: 12, Low: -8, High: 32, N: 20}, P: 0.3}
	c.Verdict.Selection = &study.Selection{Objective: ends.Metric, Zone: 4 * hour, Resamples: 2000, Same: 0.989, Probability: 0.977,
		Set: []study.Choice{{Result: 2}, {Result: 3, Apart: []study.Difference{ends, fewer, waits}}}}
	c.WorseOff = []study.WorseOff{
		{Under: 2, Than: 1, Share: stats.Estimate{Mean: 0.031, Low: 0.029, High: 0.033, N: 20}, In: 20,
			Median: stats.Estimate{Mean: 140, Low: 130, High: 150, N: 20}, P95: stats.Estimate{Mean: 620, Low: 600, High: 640, N: 20}},
		{Under: 2, Than: 3, Share: stats.Estimate{Mean: 0, Low: 0, High: 0, N: 20}},
		{Under: 1, Than: 2, Share: stats.Estimate{Mean: 0.9, Low: 0.85, High: 0.95, N: 20}, In: 20},
	}
	return c
}

// TestChoice checks what is said of how a strategy was chosen and how sure that is.
func TestChoice(t *testing.T) {
	said := func(c *study.Comparison) string {
		return strings.Join(strings.Fields(strings.Join(shown(c), " ")), " ")
	}
	check(t, "chosen by the end", said(chosenComparison()),
		[]string{"waves: of the strategies that keep every target the one that ends first (updated.p95); the scenario names no objective",
			"of 2,000 studies resampled from these 20 rollouts, 98.9 % make the same choice, or one that is as good to 4 h; chance that the choice is right: 97.7 %",
			"waves ends 5 d ± 12 h earlier, pilot exposes 120 ± 10 fewer PCs: which to take is a choice between these",
			"with waves, 3.10 ± 0.20 % of the PCs wait more than 10 s longer for the sync after the update than with big bang, half of them by more than 2 min 20 s ± 10 s and 1 in 20 by more than 10 min 20 s ± 20 s",
			"with waves, no PCs wait more than 10 s longer for the sync after the update than with pilot"},
		[]string{"only 98.9", "than with waves"})

	named := chosenComparison()
	named.Verdict.Selection.Named, named.Verdict.Selection.Set = true, nil
	named.Verdict.Selection.Objective = model.Metric{Name: waitAfterUpdate, Unit: model.Seconds}
	named.Verdict.Selection.Zone = 30
	check(t, "chosen by an objective", said(named),
		[]string{"waves: of the strategies that keep every target the one with the least wait.update.p95, which the scenario names as its objective", "as good to 30 s"},
		[]string{"ends first", "which to take"})

	unsure := chosenComparison()
	unsure.Verdict.Selection.Same, unsure.Verdict.Selection.Probability = 0.77, 0.54
	check(t, "not sure", said(unsure), []string{". The same choice is made in only 77 % of resampled studies; big bang would be", "is right: 54 %"}, nil)

	sureOf := chosenComparison()
	sureOf.Verdict.Selection.Same, sureOf.Verdict.Selection.Probability = 1, 2*2000.0/2001-1
	check(t, "sure", said(sureOf), []string{"100 % make the same choice", "is right: 99.9 %"}, []string{"right: 100 %"})

	beaten := chosenComparison()
	set := beaten.Verdict.Selection.Set[1:]
	set[0].Apart = set[0].Apart[1:]
	beaten.Verdict.Selection.Set = set
	check(t, "beaten", said(beaten), []string{"pilot exposes 120 ± 10 fewer PCs, and waves has no advantage that is shown", "waves is beaten by another in end, risk and wait at once"}, nil)

	one := chosenComparison()
	one.Verdict.Selection = &study.Selection{Objective: model.Metric{Name: updatedBy}, Same: math.NaN(), Probability: math.NaN(), Missing: study.Missing{Kind: study.NoOthers}}
	check(t, "one rollout", said(one), []string{"how sure that is is not known: one rollout tells nothing of others"}, []string{"resampled", "NaN"})
}

// TestWorstGroupBeside: the wait of the group that is worst off stands beside that
// of all, in the verdict too, if it is longer by enough to name.
func TestWorstGroupBeside(t *testing.T) {
	for _, tt := range []struct {
		wait   float64
		beside bool
	}{{5.2*minute + 5, false}, {9 * minute, true}} {
		c := officeComparison()
		c.Results[2].Metrics[0].Metric.Floor = 10
		c.Results[2].WorstGroup = &study.GroupResult{Group: "plants", P95: estimated(waitAfterUpdate, model.Seconds, around(20, tt.wait, 6))}
		got := pageOf(c).sentence()
		assert.Equal(t, tt.beside, strings.Contains(got, "for the sync after the update (in the group plants 9 min"),
			"worst group at %v s: %s", tt.wait, got)
	}
}

// TestBelow: a bound that is told is above what was found.
func TestBelow(t *testing.T) {
	p := pageOf(officeComparison())
	for _, tt := range []struct {
		unit model.Unit
		x    float64
		want string
	}{
		{model.Seconds, 28.3, "29 s"}, {model.Seconds, 29, "30 s"}, {model.Seconds, 2.31, "2.4 s"},
		{model.Instant, 3605, "1 h 1 min"}, {model.Share, 0.00213, "0.22 percentage points"}, {model.Count, 0.4, "0.41"},
	} {
		assert.Equal(t, tt.want, p.below(tt.unit, tt.x), "below(%v, %v)", tt.unit, tt.x)
	}
}

// TestChoiceInJSON reads back what programs are told of the choice.
func TestChoiceInJSON(t *testing.T) {
	var b strings.Builder
	require.NoError(t, JSON(&b, chosenComparison()))
	var doc struct {
		Verdict struct {
			Selection struct {
				Objective   string
				Named       bool
				Set         []string
				Resamples   int
				Zone, Same  float64
				Probability float64 `json:"probability_correct"`
			}
		}
		WorseOff []struct {
			Strategy, Than string
			Share, MedianS struct{ Mean, Low, High float64 }
			In             int
		} `json:"worse_off"`
		Differences []struct {
			Alike                      bool
			Within, Correlation, Worth float64
		}
	}
	require.NoError(t, json.Unmarshal([]byte(b.String()), &doc))
	sel := doc.Verdict.Selection
	assert.True(t, sel.Objective == updatedBy && !sel.Named && strings.Join(sel.Set, " ") == "waves pilot" && sel.Resamples == 2000 && sel.Zone == 4*hour && sel.Same == 0.989 && sel.Probability == 0.977,
		"selection %+v", sel)
	w := doc.WorseOff
	assert.True(t, len(w) == 3 && w[0].Strategy == "waves" && w[0].Than == "big bang" && w[0].Share.Mean == 0.031 && w[0].In == 20,
		"worse off %+v", w)
	d := doc.Differences[3]
	assert.True(t, d.Alike && d.Within == 36 && d.Correlation == 0.4 && d.Worth == 1.62, "difference %+v", d)
}
