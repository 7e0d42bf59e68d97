package reports

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
	"github.com/rollsim/rollsim/sim/stats"
)

// TestRiskInVerdict checks that the sentence tells a bad release with numbers, and
// says of whom it is only a good one that lets them keep their targets.
func TestRiskInVerdict(t *testing.T) {
	check(t, "bad release", pageOf(badRelease()).sentence(), []string{
		"95 % of the PCs are updated by Fri 30 April 2027 in 100 % of rollouts",
		". If the release is bad (chance 15 %), 1,500 ± ", " PCs are exposed (3,980 ± ", "with big bang), 2,050 ± ", " PC-hours are broken",
		"95 % have a good one by Tue 4 May 2027 in place of Fri 30 April 2027",
		"waves keeps every target only if the release is good",
	}, []string{"of 20 rollouts", "rollouts and by"})
	check(t, "no problem", pageOf(officeComparison()).sentence(), []string{"in 20 of 20 rollouts"}, []string{"exposed", "broken", "bad"})
	untargeted := badRelease()
	untargeted.Verdict = study.Verdict{Best: -1, Fastest: 1}
	check(t, "no targets", pageOf(untargeted).sentence(), []string{". If the release is bad (chance 15 %), 3,980 ±", "with big bang, 1,500 ±", "with waves and 98.0 ±", "with pilot"}, nil)
	back := badRelease()
	end := metricIn(back.Results[2].Problem, updatedBy)
	end.Mean, end.Low, end.High, end.P5, end.P95, end.Unreached = math.Inf(1), math.Inf(1), math.Inf(1), math.Inf(1), math.Inf(1), 1
	check(t, "after a rollback", pageOf(back).sentence(), []string{"95 % do not get a good one within the 39 days simulated"}, []string{"in place of"})
}

// TestTradesInWords checks that what a plan buys, what it costs and where it breaks
// even is told with intervals, and that what the rollouts do not tell is not told as
// if they did.
func TestTradesInWords(t *testing.T) {
	text := strings.Join(strings.Fields(strings.Join(shown(badRelease()), " ")), " ")
	check(t, "trades", text, []string{
		"pilot in place of big bang: if the release is bad, 4,987 ± 100 fewer PC-hours are broken and 3,882 ± 100 fewer PCs are exposed; it ends 12.0 ± 0.2 workdays later if it is good and 11.4 ± 0.5 workdays later if it is bad",
		"in time alone: pilot ends later at every chance of a bad release",
		"at a chance of 15 %, each workday later saves 62.8 ± 1.3 PC-hours broken and 48.9 ± 1.3 PCs exposed: pilot pays for those to whom a workday is worth less than that",
		"pilot in place of waves: if the release is bad, 1,402 ± 100 fewer PCs are exposed (not sure: 60.0 ± 100.0 fewer PC-hours); it ends 2.00 ± 0.20 workdays later if it is good and 2.00 ± 0.50 workdays earlier if it is bad",
		"both end at the same time on average at a chance of 50 % (30 to 60 %); above it pilot ends earlier",
		"waves is perhaps beaten by pilot",
		"each of the 20 rollouts was played without a problem (85 %) and with crash on open (15 %)",
		"pilot: if the release is bad, 40.0 ± 1.2 PCs go back to the old version; overall 6.00 ± 0.17",
		"met in 86.5 % of rollouts by weight, worth 27 rollouts: 20 of 20 without a problem and 2 of 20 with crash on open",
		"hits 3 % of the updated PCs; noticed after 5 reports (20 % of those hit report it, 80 % of the key users, half of them within 4 h of workdays) or 2 workdays after the first hit; then fixed, in half of the cases within 2 workdays",
	}, []string{"NaN", "met in 17 of 20"})
}

// TestManyTrades checks that of many plans each is told against its neighbours only.
func TestManyTrades(t *testing.T) {
	p := &page{Comparison: &study.Comparison{}}
	const plans = 5 // each ends later than the one before
	for a := range plans {
		for b := a + 1; b < plans; b++ {
			p.Trades = append(p.Trades, study.Trade{A: a, B: b})
		}
	}
	told := p.toldTrades()
	require.Len(t, told, plans-1, "%d trades are told of %d", len(told), len(p.Trades))
	for i, trade := range told {
		assert.True(t, trade.A == i && trade.B == i+1,
			"trade %d is of %d against %d, want neighbours", i, trade.B, trade.A)
	}
}

// TestRiskForPrograms checks that JSON and CSV carry strata with their weights,
// trades and frontiers, with a reason wherever a number is missing, and nothing of
// it where the release has no problem.
func TestRiskForPrograms(t *testing.T) {
	var got bytes.Buffer
	require.NoError(t, JSON(&got, badRelease()))
	var doc struct {
		Strategies []struct {
			Name    string
			Problem map[string]map[string]any `json:"if_problem"`
			Strata  []struct {
				Problems []string
				Weight   float64
				Metrics  map[string]map[string]any
			}
			Targets []map[string]any
		}
		Trades []struct {
			A, B    string
			Savings []struct {
				Metric    string
				IfProblem map[string]any `json:"if_problem"`
			}
			EndsEven map[string]any `json:"ends_even"`
		}
		Frontiers []struct {
			Axes   []string
			Points []map[string]any
		}
		Verdict struct{ Reasons []string }
	}
	require.NoError(t, json.Unmarshal(got.Bytes(), &doc))
	waves := doc.Strategies[2]
	assert.True(t, len(waves.Strata) == 2 && len(waves.Strata[0].Problems) == 0 && waves.Strata[1].Problems[0] == "crash on open" && waves.Strata[0].Weight+waves.Strata[1].Weight == 1,
		"strata %+v, want a good release and one with a crash, of weight 1 together", waves.Strata)
	e := waves.Problem[exposed]
	assert.True(t, e["mean"] == 1500.0 && e["unit"] == "count", "exposed with a problem: %v, want 1500", e)
	for _, s := range doc.Strategies {
		for name, m := range s.Problem {
			checkReason(t, s.Name+", "+name, m)
		}
	}
	share := waves.Targets[1]["share"]
	assert.True(t, share == 0.865, "share of rollouts that keep the end %v, want 0.865", share)
	assert.True(t, len(doc.Trades) == 3 && doc.Trades[1].A == "big bang" && doc.Trades[1].B == "pilot" && doc.Trades[1].Savings[0].IfProblem["mean"] == 4987.0 && doc.Trades[1].EndsEven["kind"] == "always-a" && doc.Trades[2].EndsEven["kind"] == "a-below-b-above",
		"trades %+v", doc.Trades)
	assert.True(t, len(doc.Frontiers) == 1 && doc.Frontiers[0].Points[1]["by"] == "pilot" && doc.Frontiers[0].Points[1]["place"] == "may-be-beaten",
		"frontiers %+v", doc.Frontiers)
	last := doc.Verdict.Reasons[len(doc.Verdict.Reasons)-1]
	assert.Contains(t, last, "only-if-the-release", "the last reason is %q", last)

	got.Reset()
	require.NoError(t, CSV(say.English, &got, badRelease()))
	rows, err := csv.NewReader(&got).ReadAll()
	require.NoError(t, err)
	found := map[string]string{}
	for _, row := range rows {
		found[strings.Join([]string{row[0], row[2], row[11], row[13]}, "|")] = row[4] + " " + row[3] + " " + row[12]
	}
	for key, want := range map[string]string{
		"waves|exposed||":                       "225 count 1",
		"waves|exposed|a problem|":              "1500 count 0.15",
		"waves|exposed|no problem|":             "0 count 0.85",
		"waves|exposed|crash on open|":          "1500 count 0.15",
		"pilot|updated.p95|no problem|big bang": "12 wd 0.85",
		"big bang|broken_hours|a problem|pilot": "4987 h 0.15",
		"pilot|ends_even||waves":                "0.5 share 1",
		"waves|frontier||pilot":                 "1 place 1",
		"big bang|exposed.per_workday||pilot":   found["big bang|exposed.per_workday||pilot"],
		"pilot|frontier||":                      "0 place 1",
	} {
		assert.True(t, found[key] == want && want != "", "%s: %q, want %q", key, found[key], want)
	}
	got.Reset()
	require.NoError(t, JSON(&got, officeComparison()))
	for _, word := range []string{"strata", "trades", "frontiers", "if_problem", `"share":`} {
		assert.NotContains(t, got.String(), word, "without problems the JSON speaks of %s", word)
	}
}

// TestUnknownReason checks that every reason of a verdict has a key.
func TestUnknownReason(t *testing.T) {
	seen := map[string]bool{}
	for r := study.BaselineMisses; r <= study.OnlyIfClean; r++ {
		key := reasonKey(r)
		assert.True(t, key != "" && !seen[key], "reason %d has the key %q, which is empty or another's", r, key)
		seen[key] = true
	}
}

// governed is a scenario whose rollouts have problems, a freeze, windows, gates and
// permissions.
func governed() *model.Scenario {
	s := badRelease().Scenario
	s.Calendar.Freezes = []model.Freeze{{From: model.Date{Year: 2027, Month: 4, Day: 26}, Through: model.Date{Year: 2027, Month: 4, Day: 30}}}
	window := &model.OfferWindow{Days: [7]bool{false, true, true, true, true, false, false}, From: 9 * time.Hour, Until: 16 * time.Hour, ClientClock: true}
	waves, pilot := s.Strategies[1].Phases, s.Strategies[2].Phases
	for i := range waves {
		waves[i].Window = window
	}
	pilot[0].Gate = model.Gate{Success: 0.95, Of: model.OfReached, Soak: model.Span{Length: 24 * time.Hour, Unit: model.Workdays}, Errors: 0.05, AtLeast: 20,
		IfStuck: model.IfStuck{After: model.Span{Length: 240 * time.Hour, Unit: model.Workdays}, Then: model.Proceed}}
	for i := range s.Strategies {
		s.Strategies[i].Access = []model.Access{{Group: model.AllGroups, KeyUsers: true, From: s.Start}, {Group: 0, From: s.Start.AddDate(0, 0, 14)}}
	}
	return s
}

// TestRolloutInWords checks that problems, freezes, windows, gates and permissions
// are told, and nothing where there are none.
func TestRolloutInWords(t *testing.T) {
	lines := RolloutInWords(say.English, officeScenario())
	assert.Nil(t, lines, "of an office without problems %q is said", lines)
	s := governed()
	text := strings.Join(RolloutInWords(say.English, s), "\n")
	check(t, "rollout", text, []string{
		"crash on open: in the release with a chance of 15 %",
		"nothing is offered from Mon 26 April 2027 to Fri 30 April 2027",
		"waves: offers are made and found on Mon, Tue, Wed and Thu from 09:00 to 16:00 by the clock of each PC",
		"pilot, pilot: what follows opens when at least 95 % of the PCs that have polled are updated, once 20 installs have come to an end, and then after 1 workday; if not within 10 workdays, it opens all the same",
		"pilot, pilot: no new offers once more than 5 % of the updates of the phase have failed, of at least 20 installs that have come to an end",
		"key users may use the release from Mon 12 April 2027, 00:00 on\nthe group headquarters may use the release from Mon 26 April 2027, 00:00 on",
	}, []string{"pilot: key users", "wave 1"})
}

// TestDaysInWords checks how workdays are told as the unit of a metric.
func TestDaysInWords(t *testing.T) {
	c := clockOf(officeScenario())
	e := &study.Estimate{Metric: model.Metric{Name: daysLost, Unit: model.Days}, Estimate: stats.Estimate{Mean: 2.28, Low: 1.73, High: 2.83, P5: 0.6, P95: 4.2, N: 20}}
	got, want := c.estimate(e)+"; "+c.bandWith(e, say.T("%s to %s", "%s bis %s")), "2.28 ± 0.55 workdays; 0.6 to 4.2 workdays"
	assert.Equal(t, want, got)
}

// TestHaltsByGates checks that halts are told where no problem can be their cause.
func TestHaltsByGates(t *testing.T) {
	c := officeComparison()
	r := &c.Results[2]
	r.Metrics = append(r.Metrics, estimated(halted, model.Share, around(20, 0.4, 0.1)), estimated(daysLost, model.Days, around(20, 3, 1)))
	check(t, "stuck gate", strings.Join(shown(c), "\n"), []string{"Halts by gates\n  waves: in 40.0 ± ", " of rollouts, for 3.00 ± ", " workdays on average over all"}, nil)
	check(t, "no gate", strings.Join(shown(officeComparison()), "\n"), nil, []string{"Halts"})
}

// TestDatesOfTheFirstReleaseAreToldApart checks that the table of releases says why its row of the first
// has another date than the table of all strategies, in every form, and says nothing where it has not.
func TestDatesOfTheFirstReleaseAreToldApart(t *testing.T) {
	const english, german = "counts as updated to it once a newer one is installed", "sobald ein neueres installiert ist"
	told := func(c *study.Comparison) []string {
		var forms []string
		for _, write := range []func(io.Writer, *study.Comparison) error{
			writing(say.English, Text), writing(say.German, Text), writing(say.English, Markdown), writing(say.German, Markdown)} {
			var b bytes.Buffer
			require.NoError(t, write(&b, c))
			forms = append(forms, strings.Join(strings.Fields(b.String()), " "))
		}
		return forms
	}
	apart, alike := badReleases(), badReleases()
	for i := 1; i < len(alike.Results); i++ {
		r := &alike.Results[i]
		metricIn(r.Metrics, updatedBy).Mean = metricIn(r.Metrics, model.OfRelease(updatedBy, "9.4")).Mean
	}
	for i, text := range told(apart) {
		assert.Contains(t, text, []string{english, german}[i%2])
	}
	for i, text := range told(alike) {
		assert.NotContains(t, text, []string{english, german}[i%2])
	}
}
