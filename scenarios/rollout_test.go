package scenarios

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
)

// TestRolloutWarnings loads plans that can be and are still not what their author
// may think.
func TestRolloutWarnings(t *testing.T) {
	office := func(calendar, release, more string) string {
		return `
start: 2027-04-12
horizon: 60d
calendar: {region: de-BY` + calendar + `}
fleet:
  - {name: headquarters, clients: 400, version: "9.3"}
  - {name: plants, clients: 100, version: "9.3"}
  - {name: porto, clients: 100, version: "9.3", timezone: America/New_York}
release: {version: "9.4"` + release + `}
backend: {version: "9.4", slots: 50}
` + more
	}
	plan := func(strategy string) string { return office("", "", "strategies: ["+strategy+"]") }
	phases := func(list string) string { return plan("{name: ours, phases: [" + list + "]}") }
	problem := func(p string) string {
		return office("", ", problems: [{name: crash, "+p+"}]", "strategies: [big_bang: {}]")
	}
	const together = "; their effects cannot be told apart"
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"a delay of hours", phases("{select: {size: 50}}, {start: {delay: 12h}}"), []string{"strategy ours: phase 1 and phase 2 both open on Monday 2027-04-12" + together}},
		{"a delay to the next day", phases("{select: {size: 50}}, {start: {delay: 1wd}}"), nil},
		{"two instants of one day", phases("{select: {size: 50}, start: {at: 2027-04-14T09:00}}, {start: {at: 2027-04-14T15:00}}"),
			[]string{"strategy ours: phase 1 and phase 2 both open on Wednesday 2027-04-14" + together}},
		{"a weekend between", phases("{select: {size: 50}, start: {at: 2027-04-16T09:00}}, {start: {delay: 1d}, select: {size: 50}}, {start: {delay: 1d}}"), nil},
		{"a weekend that moves both to Monday", phases("{select: {size: 50}, start: {at: 2027-04-17T09:00}}, {start: {at: 2027-04-18T12:00}}"), []string{
			"strategy ours: phase 1 is to open on Saturday 2027-04-17, no workday, and opens on Monday 2027-04-19",
			"strategy ours: phase 2 is to open on Sunday 2027-04-18, no workday, and opens on Monday 2027-04-19",
			"strategy ours: phase 1 and phase 2 both open on Monday 2027-04-19" + together,
		}},
		{"a freeze that moves both", office(", freeze: [{from: 2027-04-14, through: 2027-04-16}]", "", "strategies: [{name: ours, phases: [{select: {size: 50}, start: {at: 2027-04-14}}, {start: {at: 2027-04-16}}]}]"), []string{
			"strategy ours: phase 1 is to open on Wednesday 2027-04-14, in a freeze, and opens on Monday 2027-04-19",
			"strategy ours: phase 2 is to open on Friday 2027-04-16, in a freeze, and opens on Monday 2027-04-19",
			"strategy ours: phase 1 and phase 2 both open on Monday 2027-04-19" + together,
		}},
		{"an approval of hours", phases("{select: {size: 50}, approval: 4h}, {start: {when: gate}}"), []string{"strategy ours: phase 1 and phase 2 both open on Monday 2027-04-12" + together}},
		{"a success that takes who knows how long", phases("{select: {size: 50}, gate: {success: 40 clients}}, {start: {when: gate}}"), nil},
		{"a gate that counts errors alone", phases("{select: {size: 50}, gate: {errors: 5%}}, {}"),
			[]string{"strategy ours: phase 2 opens together with phase 1; a start such as {after: previous, delay: 2wd} would hold it back"}},

		{"an offer that takes longer than is simulated", plan("big_bang: {offer: {rate: 9/d}}"), // 600 PCs take 67 days
			[]string{"strategy big bang: the offer of big bang goes on after the horizon of 60 days, and some PCs have none by then"}},
		{"an offer that does not", plan("big_bang: {offer: {rate: 11/d}}"), nil},

		{"a gate that one success opens", phases("{select: {size: 50}, gate: {success: 95% of reached}}, {start: {when: gate}}"),
			[]string{"strategy ours: one success can open the gate of phase 1; at_least: 20 would wait for more"}},
		{"gates that one success opens", plan("waves: {size: 150, every: 2wd, gate: {success: 95% of active, soak: 4h}}"),
			[]string{"strategy waves: one success can open the gate of wave 1 (and 2 others); at_least: 20 would wait for more"}},
		{"the first of all", phases("{select: {size: 50}, gate: {success: 1 client}}, {start: {when: gate}}"),
			[]string{"strategy ours: one success can open the gate of phase 1; at_least: 20 would wait for more"}},
		{"some more", phases("{select: {size: 50}, gate: {success: 95% of reached, at_least: 2}}, {start: {when: gate}}"), nil},
		{"after a day", phases("{select: {size: 50}, gate: {success: 95% of reached, soak: 1wd}}, {start: {when: gate}}"), nil},
		{"of all", phases("{select: {size: 50}, gate: {success: 95% of assigned}}, {start: {when: gate}}"), nil},
		{"a gate with nothing behind it", phases("{gate: {success: 95% of reached}}"), nil},

		{"a window at night", plan("big_bang: {window: {hours: 00:00-04:00}}"),
			[]string{"strategy big bang: the window of big bang is never open while PCs of headquarters and plants are on"}}, // in New York it is evening
		{"a window at night by the clients' clocks", plan("big_bang: {window: {hours: 00:00-04:00, clock: client}}"),
			[]string{"strategy big bang: the window of big bang is never open while PCs of headquarters, plants and porto are on"}},
		{"a window at the weekend", plan("big_bang: {window: {days: [sat, sun]}}"),
			[]string{"strategy big bang: the window of big bang is never open while PCs of headquarters and plants are on"}}, // in New York it is Friday when Saturday begins
		{"a weekend by the clients' clocks", plan("big_bang: {window: {days: [sat, sun], clock: client}}"),
			[]string{"strategy big bang: the window of big bang is never open while PCs of headquarters, plants and porto are on"}},
		{"a window in the morning", plan("big_bang: {window: {days: [mon, tue], hours: 08:00-10:00}}"),
			[]string{"strategy big bang: the window of big bang is never open while PCs of porto are on"}},
		{"a window in the morning of those who are there", phases("{select: {groups: [headquarters, plants]}, window: {hours: 08:00-10:00}}, {start: {delay: 1wd}}"), nil},
		{"a window in the morning by the clients' clocks", plan("big_bang: {window: {hours: 08:00-10:00, clock: client}}"), nil},

		{"a deadline that nobody keeps", plan("big_bang: {deadline: 2d}"), []string{
			"strategy big bang: its deadlines play no part, as no group installs at a deadline; write managed: {install: at-deadline} for those that do"}},
		{"a deadline", strings.Replace(plan("big_bang: {deadline: 2d, grace: 1d}"), "clients: 400", "clients: 400, delivery: managed, managed: {install: at-deadline}", 1), nil},
		{"a grace period that nobody has", plan("big_bang: {grace: 2d}"), []string{
			"strategy big bang: its deadlines play no part, as no group installs at a deadline; write managed: {install: at-deadline} for those that do"}},

		{"a problem that nobody would notice", problem("hits: 0.1%"), []string{
			"problem crash: is noticed after 5 reports, and makes 0.13 on average when everybody has the release; or_after: 2wd would notice it in any case"}},
		{"a problem that is noticed in any case", problem("hits: 0.1%, or_after: 2wd"), nil},
		{"a problem of nobody's concern", problem("reports: {chance: 0%, key_users: 0%}"), []string{
			"problem crash: is noticed after 5 reports, and makes 0 on average when everybody has the release; or_after: 2wd would notice it in any case"}},
		{"a problem that enough report", problem("hits: 4%"), nil}, // 600 × 4% × (2% × 80% + 98% × 20%) = 5.1

		{"access for some", office("", "", "strategies: [big_bang: {}]\naccess: [{group: plants, from: 2027-04-14}, {group: key-users, from: 2027-04-12}]"), []string{
			"strategy big bang: access lets only the key users of headquarters and porto use the release"}},
		{"access for one group", office("", "", "strategies: [{big_bang: {}, access: [{group: porto, from: 2027-04-14}, {group: plants, key_users: true, from: 2027-04-12}]}]"), []string{
			"strategy big bang: access leaves out headquarters: they have the release and may never use it",
			"strategy big bang: access lets only the key users of plants use the release"}},
		{"access for all in the end", office("", "", "strategies: [big_bang: {}]\naccess: [{group: plants, from: 2027-04-14}, {from: 2027-04-26}]"), nil},
		{"access when all is over", office("", "", "strategies: [big_bang: {}]\naccess: [{from: 2027-06-11}]"), []string{
			"strategy big bang: access from 2027-06-11 begins after the horizon of 60 days and is not seen"}},
		{"access on the last day", office("", "", "strategies: [big_bang: {}]\naccess: [{from: 2027-06-10}]"), nil},

		{"a site without PCs", office("", "", "strategies: [big_bang: {}]\nsites: [{name: plant A, link: 100Mbit/s}]"), []string{
			"site plant A: no group is there; a group names its site with site: plant A"}},
		{"a deferral where somebody begins by hand", plan("configmgr: {begin_next_phase: manually, deferral_period: 3d, phases: [{collection: {size: 5%}}, {}]}"), []string{
			"strategies.configmgr.configmgr.deferral_period plays no part with begin_next_phase: manually"}},
		{"a resumption where nothing pauses", plan("hawkbit: {amount_groups: 2, resumed_after: 2d}"), []string{
			"strategies.hawkbit.hawkbit.resumed_after plays no part where nobody has to begin by hand"}},
		{"a criterion that plays no part", plan("aws_iot: {abort_config: {criteria_list: [{failure_type: timed_out, threshold_percentage: 20%, min_number_of_executed_things: 100, action: cancel}]}}"), []string{
			"strategies[0].aws_iot.abort_config.criteria_list[0] plays no part: PCs neither reject a job nor time out here"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, err := Load("plan.yaml", []byte(tt.text), nil)
			require.NoError(t, err)
			assert.Equal(t, tt.want, told(s.Warnings), "warnings")
		})
	}
}

// TestGateTexts reads the conditions of gates as people write them.
func TestGateTexts(t *testing.T) {
	for _, tt := range []struct {
		text string
		want success
	}{
		{"95% of reached", success{share: 0.95, of: model.OfReached}},
		{"at least 95% of reached", success{share: 0.95, of: model.OfReached}},
		{"more than 50% of assigned", success{share: 0.5, of: model.OfAssigned, above: true}},
		{"100% of active", success{share: 1, of: model.OfActive}},
		{"20 clients", success{count: 20}},
		{"at least 1 client", success{count: 1}},
	} {
		got, err := parseSuccess(tt.text)
		assert.True(t, err == nil && got == tt.want, "success %q: %+v, %v, want %+v", tt.text, got, err, tt.want)
	}
	for _, tt := range []struct {
		text string
		want tolerance
	}{
		{"5%", tolerance{share: 0.05}},
		{"more than 5%", tolerance{share: 0.05}},
		{"5% of assigned", tolerance{share: 0.05}},
		{"at least 5%", tolerance{share: 0.05, from: true}},
		{"at least 100% of ended", tolerance{share: 1, from: true, ofEnded: true}},
		{"5% of ended", tolerance{share: 0.05, ofEnded: true}},
	} {
		got, err := parseErrors(tt.text)
		assert.True(t, err == nil && got == tt.want, "errors %q: %+v, %v, want %+v", tt.text, got, err, tt.want)
	}
}

// TestRolloutSettings sets values of a plan by path.
func TestRolloutSettings(t *testing.T) {
	base := officeWith("slots: 50", `
sites: [{name: plant A, link: 100Mbit/s}]
halt: {reaches_clients: 8h}
`)
	base = strings.Replace(base, "strategies: [big_bang: {}]", "strategies: [big_bang: {offer: {rate: 40/min}}, hawkbit: {amount_groups: 3}, autopatch: {}]", 1)
	base = strings.Replace(base, `release: {version: "9.4"}`, `release: {version: "9.4", problems: [{name: crash}]}`, 1)
	bigBang := func(s *model.Scenario) *model.Phase { return &s.Strategies[0].Phases[0] }
	for _, tt := range []struct {
		path, value string
		got         func(s *model.Scenario) any
		want        any
	}{
		{"strategies.big_bang.big_bang.offer.rate", "30/h", func(s *model.Scenario) any { return rateText(bigBang(s).Offer.Rate) }, "30/h"},
		{"strategies.big_bang.big_bang.offer", "all-at-once", func(s *model.Scenario) any { return bigBang(s).Offer.Kind }, model.OfferAtOnce},
		{"strategies.big_bang.big_bang.offer", "{value: all-at-once, source: meeting}", func(s *model.Scenario) any { return bigBang(s).Offer.Kind }, model.OfferAtOnce},
		{"strategies.big_bang.big_bang.offer", "{ramp: {base: 1/min, factor_every: 10}}", func(s *model.Scenario) any { return bigBang(s).Offer.Factor }, 2.0},
		{"strategies.big_bang.big_bang.max_in_flight", "7%", func(s *model.Scenario) any { return bigBang(s).InFlight }, model.Limit{Share: 0.07}},
		{"strategies.big_bang.big_bang.grants.most", "7", func(s *model.Scenario) any { return *bigBang(s).Grants }, model.Grants{Most: 7, Period: 15 * time.Minute, Timeout: time.Hour, Safe: true}},
		{"strategies.big_bang.big_bang.window.hours", "09:00-16:00", func(s *model.Scenario) any { return bigBang(s).Window.Until }, 16 * time.Hour},
		{"strategies.big_bang.big_bang.gate.errors", "at least 2%", func(s *model.Scenario) any { return bigBang(s).Gate.ErrorsFrom }, true},
		{"strategies.big_bang.big_bang.on_problem", "rollback", func(s *model.Scenario) any { return bigBang(s).OnProblem }, model.RollbackAll},
		{"strategies.hawkbit.hawkbit.amount_groups", "5", func(s *model.Scenario) any { return len(s.Strategies[1].Phases) }, 5},
		{"strategies.autopatch.autopatch.rings", "[{deferral: 3d, deadline: 1d}]", func(s *model.Scenario) any { return s.Strategies[2].Phases[0].Start.At.Day() }, 15},
		{"strategies.autopatch.late_joiners", "at-once", func(s *model.Scenario) any { return s.Strategies[2].LateJoiners }, model.AtOnce},
		{"late_joiners", "last-phase", func(s *model.Scenario) any { return s.Strategies[1].LateJoiners }, model.LastPhase},
		{"rollback.to", "9.2", func(s *model.Scenario) any { return s.Strategies[1].Rollback.To }, model.Version("9.2")},
		{"rollback.plan_b", "2wd", func(s *model.Scenario) any { return s.Strategies[1].Rollback.PlanB.Unit }, model.Workdays},
		{"access", "[{group: plants, key_users: true, from: 2027-05-03}]", func(s *model.Scenario) any {
			return fmt.Sprint(s.Strategies[0].Access[0].Group, s.Strategies[0].Access[0].KeyUsers)
		}, "1 true"},
		{"release.problems.crash.chance", "0%", func(s *model.Scenario) any { return len(s.Strata()) }, 1},
		{"release.problems.crash.reports.delay", "{lognormal: {median: 2h, p95: 2wd}}", func(s *model.Scenario) any { return s.Release.Problems[0].Reports.Delay.Unit }, model.Workdays},
		{"fleet.plants.site", "plant A", func(s *model.Scenario) any { return s.Groups[1].Site.Link }, 1e8},
		{"calendar.freeze", "[{from: 2027-04-26, through: 2027-04-30}]", func(s *model.Scenario) any { return s.Calendar.Freezes[0].Through.Day }, 30},
	} {
		set := Setting{Path: tt.path, Value: tt.value}
		s, err := Load("base.yaml", []byte(base), []Setting{set})
		if !assert.NoError(t, err, "%v", set) {
			continue
		}
		got := tt.got(s)
		assert.True(t, got == tt.want, "%v: %v, want %v", set, got, tt.want)
	}
}

// TestPlanDefaultsThatPlayNoPart checks that nobody is told of assumptions about
// a plan that change nothing.
func TestPlanDefaultsThatPlayNoPart(t *testing.T) {
	for _, tt := range []struct {
		name, release, strategy string
		want                    []string
	}{
		{"a plan that nothing can stop", "", "big_bang: {}", nil},
		{"a plan that errors can stop", "", "big_bang: {gate: {errors: 5%}}", []string{"halt.reaches_clients"}},
		{"a gate that is stuck", "", "{name: ours, phases: [{select: {size: 5}, gate: {success: 5 clients, if_stuck: {after: 2wd, then: pause}}}, {start: {when: gate}}]}", []string{"halt.reaches_clients"}},
		{"a gate that is reported", "", "{name: ours, phases: [{select: {size: 5}, gate: {success: 5 clients, if_stuck: {after: 2wd, then: alert}}}, {start: {when: gate}}]}", nil},
		{"a window", "", "big_bang: {window: {days: [mon]}}", []string{"late_joiners"}},
		{"a problem", ", problems: [{}]", "big_bang: {}", []string{"halt.reaches_clients", "strategies.big bang.big_bang.on_problem"}},
		{"a problem, and a way back", ", problems: [{}]", "big_bang: {on_problem: rollback}", []string{"halt.reaches_clients", "rollback.plan_b", "rollback.to"}},
	} {
		text := strings.Replace(officeWith("slots: 50", ""), `release: {version: "9.4"}`, `release: {version: "9.4"`+tt.release+"}", 1)
		s, err := Load("plan.yaml", []byte(text), []Setting{{Path: "strategies", Value: "[" + tt.strategy + "]"}})
		if !assert.NoError(t, err, "%s", tt.name) {
			continue
		}
		var got []string
		for _, o := range s.Origins {
			section, _, _ := strings.Cut(o.Path, ".")
			plan := section == "halt" || section == "rollback" || section == "late_joiners" || strings.HasSuffix(o.Path, "on_problem")
			if plan && (o.Kind == model.Default || o.Kind == model.Assumption) {
				got = append(got, o.Path)
			}
		}
		assert.Equal(t, tt.want, got, "%s: defaults", tt.name)
	}
}

// TestPlanDefaultsWritten writes each default of a plan into its file: what is
// read stays the same.
func TestPlanDefaultsWritten(t *testing.T) {
	const path = testdata + "good/rollouts.yaml"
	load := func(sets ...Setting) *model.Scenario {
		t.Helper()
		s, err := LoadFile(path, sets...)
		require.NoError(t, err)
		return s
	}
	implied := load()
	defaults := 0
	for _, o := range implied.Origins {
		section, _, _ := strings.Cut(o.Path, ".")
		if o.Kind != model.Default && o.Kind != model.Assumption || section != "strategies" && section != "release" && section != "rollback" {
			continue
		}
		defaults++
		said := load(Setting{Path: o.Path, Value: o.Value})
		said.Origins = implied.Origins
		assert.Equal(t, printed(implied), printed(said), "with %s: %s written out", o.Path, o.Value)
	}
	assert.GreaterOrEqual(t, defaults, 60, "%d defaults, want those of every kind of plan", defaults)
}

// TestTestsLowerTheChance checks that what tests find is not in the release: with
// 60 % found in a place that is 80 % like the real one, 1 − 0.6 · 0.8 of the
// chance is left.
func TestTestsLowerTheChance(t *testing.T) {
	const file = `
name: tested
start: 2027-04-12
timezone: Europe/Berlin
fleet: [{name: everybody, clients: 100, version: "9.3"}]
release: {version: "9.4", problems: [{name: crash, chance: 50%}]}
backend: {version: "9.4", slots: 5}
strategies: [{big_bang: {}}]
`
	for _, tt := range []struct {
		prepare string
		want    float64
	}{
		{"", 0.5},
		{"prepare: {test_coverage: 60%}", 0.26},
		{"prepare: {test_coverage: 60%, staging_fidelity: 50%}", 0.35},
		{"prepare: {test_coverage: 100%, staging_fidelity: 100%}", 0},
	} {
		s, err := Load("tested.yaml", []byte(file+tt.prepare+"\n"), nil)
		require.NoError(t, err)
		assert.InDelta(t, tt.want, s.Release.Problems[0].Chance, 1e-12, "%q: the chance", tt.prepare)
	}
}
