package reports

import (
	"bytes"
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

// plansOfAllKinds are plans that together say whatever a plan can say.
func plansOfAllKinds() []*study.Plan {
	workdays := func(n int) model.Span {
		return model.Span{Length: time.Duration(n) * 24 * time.Hour, Unit: model.Workdays}
	}
	deadline, date := workdays(2), officeScenario().Start.Add(-3*time.Hour)
	var plans []*study.Plan
	for _, tt := range phasesInWords {
		plans = append(plans, planWith(tt.phase))
	}
	for _, phase := range []model.Phase{
		{Size: model.Size{Kind: model.SizeShare, Share: 0.2}, By: model.ByGroupOrder, Groups: []int{0, 0}, Start: model.Start{Delay: workdays(1)}},
		{Size: model.Size{Kind: model.SizeShare, Share: 0.2, Basis: model.OfRemaining}, Start: model.Start{At: &date}},
		{Size: model.Size{Kind: model.SizeShare, Share: 0.2, Basis: model.Cumulative}, InFlight: model.Limit{Count: 20},
			Offer: model.Offer{Kind: model.OfferRamp, Rate: 1, Factor: 2, FactorEvery: 100, Most: 10}},
		{Offer: model.Offer{Kind: model.OfferRate, Rate: 1e-4}, Deadline: &deadline, Grace: workdays(1),
			Grants: &model.Grants{Most: 20, Period: time.Hour, Timeout: 2 * time.Hour, Safe: true}},
		{Gate: model.Gate{Count: 1, AtLeast: 1, Errors: 0.05, IfStuck: model.IfStuck{After: workdays(5), Then: model.Pause}}, Approval: workdays(2), OnProblem: model.Abort},
		{Gate: model.Gate{Success: 0.5, Of: model.OfActive, IfStuck: model.IfStuck{After: workdays(5), Then: model.Proceed}}},
	} {
		plans = append(plans, planWith(phase))
	}
	changed := func(change func(p *study.Plan)) {
		p := pilotPlan()
		change(p)
		plans = append(plans, p)
	}
	changed(func(p *study.Plan) {
		p.Phases[0].Assigned = rehearsed(model.Count, 150)
		p.Strategy.Phases[1].Grants = &model.Grants{Most: 1, Period: time.Hour}
	})
	changed(func(p *study.Plan) { p.Strategy.Phases[1].Start, p.Slots = model.Start{Delay: workdays(1)}, 1 })
	changed(func(p *study.Plan) { p.Strategy.Phases[1].Start, p.Strategy.Preset = model.Start{}, "autopatch" })
	changed(func(p *study.Plan) {
		at := p.Scenario.Start
		p.Strategy.Phases[0].Start.At, p.Strategy.Phases[0].Approval = &at, workdays(1)
		p.Strategy.Rollback.PlanB = model.Span{}
		p.Strategy.Halt.AtNextPoll = true
		p.Scenario.Calendar.Holidays = []model.Date{{Year: 2027, Month: 4, Day: 14}}
		p.Scenario.Calendar.Freezes = []model.Freeze{{From: model.Date{Year: 2027, Month: 4, Day: 26}, Through: model.Date{Year: 2027, Month: 4, Day: 26}}}
		for _, zone := range []string{"America/Chicago", "Asia/Kathmandu"} {
			group := p.Scenario.Groups[0]
			group.Calendar = calendarIn(p.Scenario, zone)
			p.Scenario.Groups = append(p.Scenario.Groups, group)
		}
		p.Strategy.Access = []model.Access{{Group: model.AllGroups, KeyUsers: true}, {Group: 0, KeyUsers: true}, {Group: 1}}
	})
	changed(func(p *study.Plan) { // the release has a problem for certain
		p.Trouble.Chance, p.Scenario.Release.Problems[0].Chance, p.Scenario.Release.Problems[0].NoticedAfter = 1, 1, 1
		p.Trouble.GoesOn = rehearsed(model.Instant, 3e5)
		p.Strategy.Halt.After = 8 * time.Hour
		p.Strategy.Phases[0].OnProblem, p.Asked = model.PauseFix, 20
	})
	changed(func(p *study.Plan) {
		p.Trouble.Halts = ranged(model.Share, 0.5, 0, 1)
		p.Strategy.Phases[1].OnProblem = model.RollbackAll
	})
	for _, to := range []model.Version{"9.2", model.None} { // on some PCs nothing is installed, or on all
		changed(func(p *study.Plan) {
			p.Strategy.Phases[1].OnProblem, p.Strategy.Rollback.To = model.RollbackAll, to
			p.Scenario.Groups[0].Versions = []model.VersionShare{{Version: model.None, Share: 0.5}, {Version: to, Share: 0.5}}
		})
	}
	for n, to := range []model.Version{"9.2", model.None, "9.2"} { // a release that follows may be bad
		changed(func(p *study.Plan) {
			p.Strategy.Phases[1].OnProblem, p.Strategy.Rollback.To = model.RollbackAll, to
			p.Scenario.Later = []model.LaterRelease{{Version: "9.5", Start: p.Scenario.Start.AddDate(0, 0, 14), AtOnce: n == 2, Problems: p.Scenario.Release.Problems}}
			of := func(name string, unit model.Unit, value float64) study.Estimate {
				e := rehearsed(unit, value)
				e.Metric.Name = model.OfRelease(name, "9.5")
				return e
			}
			p.Metrics = append(p.Metrics, of(beganAt, model.Instant, 14*workday), of(updatedBy, model.Instant, 20*workday), of(waitAfterUpdate, model.Seconds, 300))
			p.Later = []*study.Trouble{{Chance: 0.4, Metrics: []study.Estimate{of(exposed, model.Count, 100), of(brokenHours, model.Hours, 30), of(rollbacks, model.Count, 9), of(updatedBy, model.Instant, 22*workday)}}}
		})
	}
	changed(func(p *study.Plan) { p.Trouble.Halts = rehearsed(model.Share, 0) })
	changed(func(p *study.Plan) { p.Trouble, p.Scenario.Release.Problems = nil, nil })
	changed(func(p *study.Plan) { // the second phase does not open, in all or in most rollouts
		never := study.Estimate{Metric: model.Metric{Unit: model.Instant}, Unreached: 1, Estimate: stats.Estimate{Mean: math.Inf(+1), P5: math.Inf(+1), P95: math.Inf(+1), N: 3}}
		p.Phases[1].Opened, p.Phases[1].Offered, p.Phases[1].Updated = never, never, []study.Estimate{never, never}
		p.Phases[0].Decided = never
		p.Phases[0].Decided.Unreached, p.Phases[0].Decided.P5 = 0.7, 5000
	})
	changed(func(p *study.Plan) { // a backend that slows, and one without admission control
		p.Scenario.Backend.Capacity = &model.Capacity{FullSpeed: 40}
		p.Phases[1].Offered = rehearsed(model.Instant, 4e5)
	})
	changed(func(p *study.Plan) {
		p.Scenario.Backend.Version, p.Scenario.Backend.Admission.CompatibleFrom = "9.2", "9.3"
	})
	return plans
}

// calendarIn is the calendar of a scenario in another time zone.
func calendarIn(s *model.Scenario, zone string) *model.Calendar {
	c := *s.Calendar
	at, err := time.LoadLocation(zone)
	if err != nil {
		panic(err)
	}
	c.Zone = at
	return &c
}

// planForms are the forms of a plan.
var planForms = map[string]func(say.Language, io.Writer, *study.Plan) error{"text": PlanText, "Markdown": PlanMarkdown, "calendar": PlanCalendar}

// TestPlanInGerman writes plans of all kinds in every form in German: no text lacks its
// German, no English word is left, and all that there is German for is said.
func TestPlanInGerman(t *testing.T) {
	eachForm := func(look func(kind, text string, p *study.Plan)) {
		for _, p := range plansOfAllKinds() {
			for kind, write := range planForms {
				var b bytes.Buffer
				require.NoError(t, write(say.German, &b, p))
				look(kind, b.String(), p)
			}
		}
	}
	eachForm(func(kind, text string, p *study.Plan) {
		text = strings.ReplaceAll(text, "\r\n ", "") // a line of a calendar that is folded
		for _, own := range []string{p.Scenario.Name, "crash | on open", "crash &#124; on open"} {
			text = strings.ReplaceAll(text, own, "")
		}
		for line := range strings.Lines(text) {
			found := englishLeft.FindString(ownWords.ReplaceAllString(line, ""))
			assert.Empty(t, found, "%s: English %q in %q", kind, found, line)
		}
	})
}
