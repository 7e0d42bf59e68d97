package reports

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// firstComparison is an office with nothing installed: with waves everybody has had
// the software for long enough to look at everyday, with the pilot in some rollouts,
// with big bang in none, and without a rollout nobody has it.
func firstComparison() *study.Comparison {
	c := officeComparison()
	c.Scenario.Groups[0].Versions = []model.VersionShare{{Version: model.None, Share: 1}}
	days := func(r *study.Result, wait, busiest study.Estimate) { r.Metrics = append(r.Metrics, busiest, wait) }
	const wait, busiest = "after.wait.log_in.p95", "after.utilization.hour"
	days(&c.Results[0], without(wait, model.Seconds, study.NothingToCount), estimated(busiest, model.Share, around(20, 0, 0)))
	days(&c.Results[1], without(wait, model.Seconds, study.NotSettled), without(busiest, model.Share, study.NotSettled))
	days(&c.Results[2], estimated(wait, model.Seconds, around(20, 0, 0)), estimated(busiest, model.Share, around(20, 0.5, 0.004)))
	days(&c.Results[3], estimated(wait, model.Seconds, around(12, 150, 5)), estimated(busiest, model.Share, around(12, 0.51, 0.004)))
	return c
}

// TestEverydayAfterTheRollout checks what is said of the days after the rollout, in
// each form and both languages, and that nothing is where everyday is what it was.
func TestEverydayAfterTheRollout(t *testing.T) {
	want := map[say.Language][]string{
		say.English: {
			"Everyday after the rollout",
			"Thu 13 May 2027 to Thu 20 May 2027, the last five workdays before the horizon; they count where 95 % of the PCs that can be updated have had the release for five workdays when they begin",
			"big bang: no value, since too few have had the release for five workdays when the last five begin",
			"waves: 19 of 20 do not wait for the sync at log-in; 50.0 ± 0.1 % of the slots are in use in the busiest hour",
			"pilot: 19 of 20 wait at most 2 min 30 s ± 2 s for the sync at log-in; 51.0 ± 0.2 % of the slots are in use in the busiest hour; that is of 12 rollouts, since in the others too few have had the release for so long",
		},
		say.German: {
			"Der Alltag nach dem Rollout",
			"Do 13.5.2027 bis Do 20.5.2027, die letzten fünf Arbeitstage der Simulation; sie zählen, wo 95 % der PCs, die das Update erhalten können, das Release vorher fünf Arbeitstage lang hatten",
			"Big Bang: kein Wert, denn zu wenige haben das Release schon fünf Arbeitstage, wenn die letzten fünf beginnen",
			"Wellen: 19 von 20 warten nicht auf die Synchronisierung bei der Anmeldung; in der stärksten Stunde sind 50,0 ± 0,1 % der Plätze belegt",
			"Pilot: 19 von 20 warten höchstens 2 min 30 s ± 2 s auf die Synchronisierung bei der Anmeldung; in der stärksten Stunde sind 51,0 ± 0,2 % der Plätze belegt; das gilt für 12 Rollouts, in den übrigen hatten zu wenige das Release so lange",
		},
	}
	for l, lines := range want {
		for form, write := range map[string]func(*bytes.Buffer, *study.Comparison) error{
			"text":     func(b *bytes.Buffer, c *study.Comparison) error { return Text(l, b, c) },
			"Markdown": func(b *bytes.Buffer, c *study.Comparison) error { return Markdown(l, b, c) },
			"page": func(b *bytes.Buffer, c *study.Comparison) error {
				return HTML(l, b, &study.Review{Comparison: c, Command: "rollsim compare plan.yaml"})
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

// afterSizing is a sizing of a first installation: slots of the rollout by two targets,
// and of the days after it by the one that is applied to them.
func afterSizing() *study.Sizing {
	z := officeSizing(study.SlotCount)
	z.Scenario.Groups[0].Versions = []model.VersionShare{{Version: model.None, Share: 1}}
	z.After, z.Applied, z.Sized = true, []string{"wait.update.p95 <= 10m"}, z.Sized[1:2]
	edge := z.Sized[0].Needs[0].OnAverage
	z.Sized[0].Needs = append(z.Sized[0].Needs,
		study.Need{Target: "queue.max <= 99", OnAverage: edge, Assured: edge},
		study.Need{Scope: study.AllOfRollout, OnAverage: edge, Assured: edge},
		study.Need{Target: "after.wait.log_in.p95 <= 10m", After: true, OnAverage: edge, Assured: edge})
	return z
}

// TestSizesOfTheDaysAfter checks what is said of the slots of the days after the
// rollout, beside those of the rollout, and that nothing is where they are not sized.
func TestSizesOfTheDaysAfter(t *testing.T) {
	z := afterSizing()
	assert.Equal(t, study.AllOfRollout, z.Sized[0].All().Scope)
	assert.Equal(t, "after.wait.log_in.p95 <= 10m", z.Sized[0].Afterwards().Target)
	for l, lines := range map[say.Language][]string{
		say.English: {"waves needs 40 slots for all targets of the rollout, on average", "everyday after waves needs 40 slots for after.wait.log_in.p95 <= 10m, on average",
			"no target names the days after the rollout, the last five workdays before the horizon: wait.update.p95 <= 10m is applied to the waits at log-in on them",
			"slots for everyday after the rollout are those that do if there are never more, the rollout included"},
		say.German: {"alle Zielwerte des Rollouts", "der Alltag nach Wellen", "kein Zielwert nennt die Tage nach dem Rollout", "auch nicht im Rollout"},
	} {
		for form, write := range map[string]func(*bytes.Buffer, *study.Sizing) error{
			"text":     func(b *bytes.Buffer, z *study.Sizing) error { return Size(l, b, z) },
			"Markdown": func(b *bytes.Buffer, z *study.Sizing) error { return SizeMarkdown(l, b, z) },
		} {
			var b bytes.Buffer
			require.NoError(t, write(&b, z))
			flat := strings.NewReplacer("&#60;", "<", "\\_", "_").Replace(strings.Join(strings.Fields(b.String()), " "))
			for _, line := range lines {
				assert.Contains(t, flat, line, form)
			}
			b.Reset()
			require.NoError(t, write(&b, officeSizing(study.SlotCount)))
			assert.NotContains(t, b.String(), "everyday")
		}
	}
	var b bytes.Buffer
	require.NoError(t, SizeJSON(&b, z))
	assert.Contains(t, b.String(), `"applied_to_days_after": [`)
	assert.Equal(t, 1, strings.Count(b.String(), `"days_after": true`))
	b.Reset()
	require.NoError(t, SizeJSON(&b, officeSizing(study.SlotCount)))
	assert.NotContains(t, b.String(), "days_after")
	z.After, z.Applied, z.Sized[0].Needs = false, nil, z.Sized[0].Needs[:2]
	assert.Contains(t, english.sizingPage(z, printable).notes(), "no target is about waits, so no slots are looked for of the days after the rollout")
}

// TestNothingIsDrawnOfNobody checks that the pictures of a first installation leave out
// the rows of no rollout, in which nobody syncs, and that others keep them.
func TestNothingIsDrawnOfNobody(t *testing.T) {
	c := firstComparison()
	p := pageOf(c)
	assert.Len(t, p.drawn(p.Results), 4, "some have the software before")
	p.Results[0].Accounting = model.Accounting{}
	drawn := p.drawn(p.Results)
	require.Len(t, drawn, 3)
	assert.Equal(t, "big bang", drawn[0].Strategy)
	assert.Equal(t, palette[0], tint(drawn, 0), "the colour it has beside no rollout")
	assert.Len(t, p.drawn(p.Results[:1]), 1, "there is nothing else")
	p.Scenario.Groups[0].Versions[0].Version = "9.3"
	assert.Len(t, p.drawn(p.Results), 4, "an update after which alone is synchronised")
}
