package reports

import (
	"bytes"
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

// rehearsed is an estimate of values that are all the same.
func rehearsed(unit model.Unit, value float64) study.Estimate {
	return ranged(unit, value, value, value)
}

// ranged is the median of an instant, or a mean, with the range of single
// rollouts.
func ranged(unit model.Unit, value, p5, p95 float64) study.Estimate {
	return study.Estimate{Metric: model.Metric{Unit: unit}, Values: []float64{p5, value, p95},
		Estimate: stats.Estimate{Mean: value, Low: value, High: value, P5: p5, P95: p95, N: 3}}
}

// pilotPlan is a plan of a pilot and one phase more.
func pilotPlan() *study.Plan {
	const hour = 3600.0
	s := officeScenario()
	s.Release.Problems = []model.Problem{{Name: "crash | on open", Chance: 0.15, NoticedAfter: 3, OrAfter: model.Span{Length: 48 * time.Hour, Unit: model.Workdays}}}
	s.Calendar.Freezes = []model.Freeze{{From: model.Date{Year: 2027, Month: 4, Day: 26}, Through: model.Date{Year: 2027, Month: 4, Day: 27}}}
	st := &model.Strategy{Name: "pilot_1", Rollback: model.Rollback{To: "9.3", PlanB: model.Span{Length: 24 * time.Hour, Unit: model.Workdays}},
		Access: []model.Access{{Group: model.AllGroups, From: s.Start.Add(9 * time.Hour)}},
		Phases: []model.Phase{
			{Name: "pilot", Size: model.Size{Kind: model.SizeCount, Count: 200}, By: model.ByKeyUsers, Testers: true, OnProblem: model.RollbackAll,
				Gate: model.Gate{Success: 0.8, Soak: model.Span{Length: 72 * time.Hour, Unit: model.Workdays},
					IfStuck: model.IfStuck{After: model.Span{Length: 5 * 24 * time.Hour, Unit: model.Workdays}}}},
			{Name: "all", Start: model.Start{WhenGate: true}},
		}}
	instant := model.Instant
	phase := func(name string, clients, opens float64) study.PhasePlan {
		return study.PhasePlan{Name: name, Planned: model.PlannedPhase{Opens: time.Duration(opens) * time.Second},
			Clients: rehearsed(model.Count, clients), Assigned: rehearsed(model.Count, clients),
			Opened: rehearsed(instant, opens), Offered: rehearsed(instant, opens), Decided: ranged(instant, opens+80*hour, opens+79*hour, opens+81*hour),
			Updated:     []study.Estimate{ranged(instant, opens+9*hour, opens+8*hour, opens+10*hour), ranged(instant, opens+33*hour, opens+9*hour, math.Inf(+1))},
			Stuck:       rehearsed(model.Share, 0.25),
			Utilization: rehearsed(model.Share, 0.6), Wait: rehearsed(model.Seconds, 90)}
	}
	p := &study.Plan{Scenario: s, Strategy: st, Slots: 50, Replications: 3, Asked: 3,
		Phases: []study.PhasePlan{phase("pilot", 200, 0), phase("all", 3800, 80*hour)}}
	p.Phases[0].Updated[1].Unreached = 0.1
	for _, metric := range model.Metrics {
		e := rehearsed(metric.Unit, 500*hour)
		e.Metric = metric
		p.Metrics = append(p.Metrics, e)
	}
	p.Trouble = &study.Trouble{Chance: 0.15, Halts: rehearsed(model.Share, 1), Noticed: rehearsed(instant, 15*hour), Felt: rehearsed(instant, 15*hour),
		GoesOn: study.Estimate{Estimate: stats.Estimate{Mean: math.Inf(+1)}, Unreached: 1}, Metrics: p.Metrics,
		During: []study.Estimate{rehearsed(model.Share, 0.9), rehearsed(model.Share, 0.1)}}
	return p
}

// TestPlan checks that a plan says what its readers act on, in both forms.
func TestPlan(t *testing.T) {
	var text, md bytes.Buffer
	require.NoError(t, PlanText(say.English, &text, pilotPlan()))
	require.NoError(t, PlanMarkdown(say.English, &md, pilotPlan()))
	flat := strings.Join(strings.Fields(text.String()), " ")
	for _, want := range []string{
		"Takes 200 PCs, key users first and then at random; their users are asked to test",
		"Opens Mon 12 Apr 2027, 00:00 (Berlin): with the start",
		"50 % by Mon 12 Apr 2027, 09:00 (Berlin), 9 in 10 from Mon 12 Apr, 08:00 to 10:00",
		"95 % by Tue 13 Apr 2027, 09:00 (Berlin), at the earliest Mon 12 Apr, 09:00, and not by Thu 20 May 2027 in 10 % of rollouts",
		"in the busiest hour 30 of 50 slots in use (60 %); 19 of 20 of its people wait at most 1 min 30 s",
		"go with all when at least 80 % of the PCs of the phase, those that are off included, are updated, and that still holds 3 workdays later",
		"likely Thu 15 Apr 2027, 08:00 (Berlin), 9 in 10 from Thu 15 Apr, 07:00 to 09:00",
		"5 workdays after the opening, likely Mon 19 Apr 2027, 00:00 (Berlin), an alert is raised and the gate stays closed; it comes to that in 25 % of rollouts",
		"when the gate of pilot opens",
		"noticed at the 3rd report or 2 workdays after the first PC is hit",
		"Then from pilot on halt for good and take the release back from all who have it",
		"Then from all on fix the release",
		"when a problem is noticed while the phase opened last is pilot, back to version 9.3; plan B is not ready: it begins 1 workday after the decision",
		"the phase opened last is then pilot (90 %) or all (10 %)",
		"the rollout does not go on in 100 % of cases",
		"Freeze from Mon 26 Apr 2027 through Tue 27 Apr 2027: no offers",
		"Access everybody from Mon 12 Apr 2027, 09:00 (Berlin) on",
		"the permission to use the release is taken away at once",
	} {
		assert.Contains(t, flat, want, "the plan does not say %q:\n%s", want, &text)
	}
	for line := range strings.Lines(text.String()) {
		width := shownWidth(strings.TrimRight(line, "\n"))
		assert.LessOrEqual(t, width, 120, "a line of %d columns: %s", width, line)
	}
	for _, want := range []string{"# Plan: pilot\\_1", "## 1. pilot", "- **Opens:** Mon 12 Apr 2027, 00:00 (Berlin)", "crash &#124; on open", "| pilot | 200 |"} {
		assert.Contains(t, md.String(), want, "the Markdown does not hold %q:\n%s", want, &md)
	}
}

// phasesInWords are phases of every kind, and how a part of them is told.
var phasesInWords = func() []phaseInWords {
	hours := func(h float64) model.Span { return model.Span{Length: time.Duration(h * float64(time.Hour))} }
	weekdays := [7]bool{false, true, true, true, true, true, false}
	everyDay := [7]bool{true, true, true, true, true, true, true}
	return []phaseInWords{
		{model.Phase{Offer: model.Offer{Kind: model.OfferRate, Rate: 0.5}}, offeredFirst, "to 30 PCs a minute"},
		{model.Phase{Offer: model.Offer{Kind: model.OfferRate, Rate: 30.0 / 3600}}, offeredFirst, "to 30 PCs an hour"},
		{model.Phase{Offer: model.Offer{Kind: model.OfferRamp, Rate: 50.0 / 60, Factor: 2, FactorEvery: 1000, Succeeded: true}}, offeredFirst, "to 50 PCs a minute, times 2 after every 1,000 updated PCs"},
		{model.Phase{Offer: model.Offer{Kind: model.OfferDaily, Daily: []float64{0.01, 0.02, 1}}}, offeredFirst, "day by day to 1, 2, 100 % of the phase in all"},
		{model.Phase{Offer: model.Offer{Kind: model.OfferOver, Over: hours(36)}, InFlight: model.Limit{Share: 0.2}}, offeredFirst, "evenly over 1 d 12 h, with at most 20 % of the phase under way"},
		{model.Phase{Window: &model.OfferWindow{Days: weekdays, From: 9 * time.Hour, Until: 16 * time.Hour, ClientClock: true}}, offeredFirst,
			"to all at once, on Mon, Tue, Wed, Thu and Fri from 09:00 to 16:00 by the clock of each PC"},
		{model.Phase{Window: &model.OfferWindow{Days: everyDay, From: 22 * time.Hour, Until: 24 * time.Hour}}, offeredFirst,
			"to all at once, from 22:00 to 24:00 by the clock in Berlin"},
		{model.Phase{}, gateOfFirst, "none: all opens by its date"},
		{model.Phase{Gate: model.Gate{Count: 20, AtLeast: 30}}, gateOfFirst, "go with all when 20 PCs are updated and at least 30 updates have ended, well or not"},
		{model.Phase{Gate: model.Gate{Success: 0.5, Above: true, Of: model.OfReached}}, gateOfFirst, "go with all when more than 50 % of the PCs that have looked for the offer are updated"},
		{model.Phase{Gate: model.Gate{Soak: model.Span{Length: 24 * time.Hour, Unit: model.LocalDays}}}, gateOfFirst, "go with all if nothing has come up 1 day after the opening"},
		{model.Phase{Gate: model.Gate{Errors: 0.05, ErrorsFrom: true, ErrorsOfEnded: true}}, stopsFirst,
			"at least 5 % of the updates that have come to an end failed for good: no new offers, and no phase opens, until somebody decides"},
	}
}()

type phaseInWords struct {
	phase model.Phase
	say   func(p *planPage) string
	want  string
}

// TestPhaseInWords checks how the parts of a phase are told.
func TestPhaseInWords(t *testing.T) {
	for _, tt := range phasesInWords {
		plan := planWith(tt.phase)
		p := english.planPage(plan, printable)
		got := tt.say(p)
		assert.Equal(t, tt.want, got, "%+v is told\n%q, want\n%q", tt.phase, got, tt.want)
	}
}

// planWith is the plan of a pilot and one phase more whose first phase is another one.
func planWith(first model.Phase) *study.Plan {
	plan := pilotPlan()
	first.Name = "pilot"
	plan.Strategy.Phases[0] = first
	return plan
}

func offeredFirst(p *planPage) string { return p.offered(0) }
func gateOfFirst(p *planPage) string  { return p.gate(0) }
func stopsFirst(p *planPage) string   { return p.stops(&p.Strategy.Phases[0]) }

// TestPlace checks the places of reports in a row.
func TestPlace(t *testing.T) {
	for n, want := range map[int]string{2: "2nd", 3: "3rd", 5: "5th", 11: "11th", 12: "12th", 21: "21st", 113: "113th", 1000: "1,000th"} {
		assert.Equal(t, want, place(n), "place(%d)", n)
	}
}
