package reports

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
)

// firstComparison is an office with nothing installed: with waves everybody has had
// the software for long enough to look at everyday, with the pilot in some rollouts,
// with big bang in none, and without a rollout nobody has it.
func firstComparison() *study.Comparison {
	c := officeComparison()
	c.Scenario.Groups[0].Versions = []model.VersionShare{{Version: model.None, Share: 1}}
	days := func(r *study.Result, wait, busiest study.Estimate) { r.Metrics = append(r.Metrics, busiest, wait) }
	const wait, busiest = "after.wait.log_in.p95", "after.utilization.hour"
	days(&c.Results[0], without(wait, model.Seconds, nothingToCount), estimated(busiest, model.Share, around(20, 0, 0)))
	days(&c.Results[1], without(wait, model.Seconds, study.NotSettled), without(busiest, model.Share, study.NotSettled))
	days(&c.Results[2], estimated(wait, model.Seconds, around(20, 0, 0)), estimated(busiest, model.Share, around(20, 0.5, 0.004)))
	days(&c.Results[3], estimated(wait, model.Seconds, around(12, 150, 5)), estimated(busiest, model.Share, around(12, 0.51, 0.004)))
	return c
}

// TestEverydayAfterTheRollout checks what is said of the days after the rollout, in
// each form and both languages, and that nothing is where everyday is what it was.
func TestEverydayAfterTheRollout(t *testing.T) {
	want := map[Language][]string{
		English: {
			"Everyday after the rollout",
			"Thu 13 May 2027 to Thu 20 May 2027, the last five workdays before the horizon; they count where 95 % of the PCs that can be updated have had the release for five workdays when they begin",
			"big bang: no value, since too few have had the release for five workdays when the last five begin",
			"waves: 19 of 20 do not wait for the sync at log-in; 50.0 ± 0.1 % of the slots are in use in the busiest hour",
			"pilot: 19 of 20 wait at most 2 min 30 s ± 2 s for the sync at log-in; 51.0 ± 0.2 % of the slots are in use in the busiest hour; that is of 12 rollouts, since in the others too few have had the release for so long",
		},
		German: {
			"Der Alltag nach dem Rollout",
			"Do 13.5.2027 bis Do 20.5.2027, die letzten fünf Arbeitstage der Simulation; sie zählen, wo 95 % der PCs, die das Update erhalten können, das Release vorher fünf Arbeitstage lang hatten",
			"Big Bang: kein Wert, denn zu wenige haben das Release schon fünf Arbeitstage, wenn die letzten fünf beginnen",
			"Wellen: 19 von 20 warten nicht auf die Synchronisierung bei der Anmeldung; in der stärksten Stunde sind 50,0 ± 0,1 % der Plätze belegt",
			"Pilot: 19 von 20 warten höchstens 2 min 30 s ± 2 s auf die Synchronisierung bei der Anmeldung; in der stärksten Stunde sind 51,0 ± 0,2 % der Plätze belegt; das gilt für 12 Rollouts, in den übrigen hatten zu wenige das Release so lange",
		},
	}
	for l, lines := range want {
		for form, write := range map[string]func(*bytes.Buffer, *study.Comparison) error{
			"text":     func(b *bytes.Buffer, c *study.Comparison) error { return l.Text(b, c) },
			"Markdown": func(b *bytes.Buffer, c *study.Comparison) error { return l.Markdown(b, c) },
			"page": func(b *bytes.Buffer, c *study.Comparison) error {
				return HTML(b, &study.Review{Comparison: c, Command: "rollsim compare plan.yaml"}, l)
			},
		} {
			var b bytes.Buffer
			require.NoError(t, write(&b, firstComparison()))
			flat := strings.Join(strings.Fields(b.String()), " ")
			for _, line := range lines {
				assert.Contains(t, flat, line, "%s, %s", form, l)
			}
			b.Reset()
			require.NoError(t, write(&b, officeComparison()))
			assert.NotContains(t, b.String(), lines[0], form)
		}
	}
	c := firstComparison()
	c.Scenario.Horizon = 4
	assert.Equal(t, []string{"no five workdays lie before the horizon, so nothing is said of everyday after the rollout"}, pageOf(c).afterNotes())
}
