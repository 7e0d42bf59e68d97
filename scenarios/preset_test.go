package scenarios

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/testdata/deep"
)

// planned loads an office of 4,000 PCs with one strategy.
func planned(t *testing.T, strategy string) (*model.Scenario, *model.Strategy) {
	t.Helper()
	s, err := Load("plan.yaml", []byte(`
start: 2027-04-12
calendar: {region: de-BY}
horizon: 60d
fleet:
  - {name: headquarters, clients: 3000, delivery: managed, version: "9.3"}
  - {name: plants, clients: 1000, delivery: managed, version: "9.3"}
release: {version: "9.4"}
backend: {version: "9.4", slots: 50}
strategies: [`+strategy+`]
`), nil)
	require.NoError(t, err, "%s:\n%v", strategy, err)
	return s, &s.Strategies[0]
}

// TestPresets translates plans in the terms of other systems. The facts are those
// of the systems' documentation and source, as named in the files of the presets.
func TestPresets(t *testing.T) {
	for _, tt := range []struct {
		name, preset string
		want         []string // each phase in one line
		halt         string
	}{
		{"hawkBit has one group, half of whose targets must finish, and bears half of them failing", "hawkbit: {}", []string{
			"group 1: select: {size: rest}; gate: {success: 50% of assigned, errors: 50%}",
		}, ""},
		{"equal groups of hawkBit are shares of what remains", "hawkbit: {amount_groups: 4}", []string{
			"group 1: select: {size: 25%, basis: remaining}; gate: {success: 50% of assigned, errors: 50%}",
			"group 2: select: {size: 33.333333333333%, basis: remaining}; start: {when: gate}; gate: {success: 50% of assigned, errors: 50%}",
			"group 3: select: {size: 50%, basis: remaining}; start: {when: gate}; gate: {success: 50% of assigned, errors: 50%}",
			"group 4: select: {size: rest}; start: {when: gate}; gate: {success: 50% of assigned, errors: 50%}",
		}, ""},
		{"hawkBit: conditions of one group, percentages of what the filter finds, and a pause until somebody resumes",
			"hawkbit: {success_condition: 100%, groups: [{target_percentage: 30%, target_filter_query: plants, success_action: pause, resumed_after: 4h}, {target_percentage: 50%, target_filter_query: plants, error_condition: 5%}, {}]}", []string{
				"group 1: select: {groups: [plants], size: 300}; gate: {success: 100% of assigned, errors: 50%}; approval: 4h",
				"group 2: select: {groups: [plants], size: 350}; start: {when: gate}; gate: {success: 100% of assigned, errors: 5%}",
				"group 3: select: {size: rest}; start: {when: gate}; gate: {success: 100% of assigned, errors: 50%}",
			}, ""},
		{"hawkBit: a pause of all groups but one, after which somebody resumes a workday later",
			"hawkbit: {success_action: pause, groups: [{target_percentage: 10%}, {target_percentage: 50%, success_action: nextgroup}, {}]}", []string{
				"group 1: select: {size: 10%, basis: remaining}; gate: {success: 50% of assigned, errors: 50%}; approval: 1wd",
				"group 2: select: {size: 50%, basis: remaining}; start: {when: gate}; gate: {success: 50% of assigned, errors: 50%}",
				"group 3: select: {size: rest}; start: {when: gate}; gate: {success: 50% of assigned, errors: 50%}; approval: 1wd",
			}, ""},
		{"Mender without phases is one with everybody", "mender: {}", []string{"phase 1: select: {size: rest}"}, ""},
		{"Mender's shares are of all devices, time alone opens a phase, and the last absorbs the others",
			"mender: {phases: [{batch_size: 10%}, {batch_size: 30%, start_ts: 2027-04-14T09:00}, {batch_size: 60%, start_ts: 2027-04-16}]}", []string{
				"phase 1: select: {size: 10%}",
				"phase 2: select: {size: 30%}; start: {at: 2027-04-14T09:00:00}",
				"phase 3: select: {size: rest}; start: {at: 2027-04-16T00:00:00}",
			}, ""},
		{"AWS IoT notifies 1000 a minute", "aws_iot: {}", []string{"job: select: {size: rest}; offer: {rate: 1000/min}"}, ""},
		{"AWS IoT: 50 a minute, doubled each 1,000 notified, never above the maximum",
			"aws_iot: {exponential_rate: {base_rate_per_minute: 50, increment_factor: 2, rate_increase_criteria: {number_of_notified_things: 1000}}}", []string{
				"job: select: {size: rest}; offer: {ramp: {base: 50/min, factor: 2, factor_every: 1000, counting: offered, most: 1000/min}}",
			}, ""},
		{"AWS IoT: steps of those that succeeded; cancelled from 20% of those executed on, once 100 are",
			`aws_iot: {maximum_per_minute: 200, exponential_rate: {base_rate_per_minute: 10, increment_factor: 1.5, rate_increase_criteria: {number_of_succeeded_things: 50}},
			abort_config: {criteria_list: [{failure_type: failed, threshold_percentage: 20%, min_number_of_executed_things: 100, action: cancel}]}}`, []string{
				"job: select: {size: rest}; offer: {ramp: {base: 10/min, factor: 1.5, factor_every: 50, counting: succeeded, most: 200/min}}; gate: {errors: at least 20% of ended, at_least: 100}",
			}, ""},
		{"Configuration Manager: at least 95% of the collection, then a day", "configmgr: {phases: [{collection: {size: 5%}}, {}]}", []string{
			"phase 1: select: {size: 5%}; gate: {success: 95% of assigned, soak: 1d}",
			"phase 2: select: {size: rest}; start: {when: gate}; gate: {success: 95% of assigned, soak: 1d}",
		}, ""},
		{"Configuration Manager: a number instead, begun by hand, gradually over seven days",
			"configmgr: {number_of_devices_successfully_deployed: 40, begin_next_phase: manually, gradually_over: 7d, phases: [{name: pilot, collection: {groups: [plants], size: 50, by: key-users}}, {deployment_success_percentage: 80%}]}", []string{
				"pilot: select: {groups: [plants], size: 50, by: key-users}; offer: {over: 7d}; gate: {success: 40 clients}; approval: 1wd",
				"phase 2: select: {size: rest}; start: {when: gate}; offer: {over: 7d}; gate: {success: 80% of assigned}; approval: 1wd",
			}, ""},
		{"Autopatch: rings by days from the release, whatever becomes of the others; a pause takes 8 hours", "autopatch: {}", []string{
			"test: select: {size: 1%}; start: {at: 2027-04-12T00:00:00}; deadline: 0d",
			"ring 1: select: {size: 4%}; start: {at: 2027-04-13T00:00:00}; deadline: 2d; grace: 2d",
			"ring 2: select: {size: 10%}; start: {at: 2027-04-18T00:00:00}; deadline: 2d; grace: 2d",
			"ring 3: select: {size: 80%}; start: {at: 2027-04-21T00:00:00}; deadline: 5d; grace: 2d",
			"last: select: {size: rest}; start: {at: 2027-04-23T00:00:00}; deadline: 3d; grace: 2d",
		}, "8h"},
		{"App Store: seven days, and a pause takes nothing away", "app_store: {}", []string{
			"phased release: select: {size: rest}; offer: {daily: [1%, 2%, 5%, 10%, 20%, 50%, 100%]}",
		}, "30d"},
		{"App Store without phases", "app_store: {phased_release: false, on_problem: abort}", []string{"release: select: {size: rest}; on_problem: abort"}, "30d"},
		{"Nebraska in safe mode", "nebraska: {policy_max_updates_per_period: 20}", []string{
			"group: select: {size: rest}; grants: {most: 20, every: 15m, timeout: 1h, safe_mode: true}",
		}, ""},
		{"Nebraska in office hours, and from 900,000 on without a limit", "nebraska: {policy_max_updates_per_period: 900000, policy_safe_mode: false, policy_office_hours: true, policy_timezone: Europe/Berlin}", []string{
			"group: select: {size: rest}; grants: {most: 10000000, every: 15m, timeout: 1h, safe_mode: false}; window: {days: [mon, tue, wed, thu, fri], hours: 09:00-17:00, clock: plan}",
		}, ""},
		{"Nebraska: one below has a limit", "nebraska: {policy_max_updates_per_period: 899999}", []string{
			"group: select: {size: rest}; grants: {most: 899999, every: 15m, timeout: 1h, safe_mode: true}",
		}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, st := planned(t, tt.preset)
			var got []string
			for i := range st.Phases {
				next := i+1 < len(st.Phases) && st.Phases[i+1].Start.WhenGate
				got = append(got, st.Phases[i].Name+": "+strings.Join(phaseLines(s, &st.Phases[i], next), "; "))
			}
			assert.Equal(t, tt.want, got, "phases")
			reach := ""
			if !st.Halt.AtNextPoll {
				reach = lengthOf(st.Halt.After)
			}
			assert.Equal(t, tt.halt, reach, "a halt reaches clients after")
			key, _, _ := strings.Cut(tt.preset, ":")
			want := strings.ReplaceAll(key, "_", "-")
			assert.True(t, st.Preset == want && st.Name == strings.ReplaceAll(key, "_", " "),
				"strategy %q of %q, want that of %q", st.Name, st.Preset, want)
		})
	}
}

// TestPresetConduct checks that a strategy has the last word on its halt, then the
// system whose terms it is in, then the top of the file.
func TestPresetConduct(t *testing.T) {
	for _, tt := range []struct{ strategy, want string }{
		{"autopatch: {}", "8h"},
		{"autopatch: {pause_reaches_devices: 2h}", "2h"},
		{"{autopatch: {}, halt: {reaches_clients: 3h}}", "3h"},
		{"hawkbit: {}", "5h"},
		{"{hawkbit: {}, halt: {}}", "5h"},
	} {
		s, err := Load("plan.yaml", []byte(officeWith("slots: 50", "halt: {reaches_clients: 5h}")), []Setting{{Path: "strategies", Value: "[" + tt.strategy + "]"}})
		require.NoError(t, err)
		assert.Equal(t, tt.want, lengthOf(s.Strategies[0].Halt.After),
			"%s: a halt reaches clients after", tt.strategy)
	}
}

// TestPresetSizes counts the PCs of the groups that hawkBit makes of 4,000.
func TestPresetSizes(t *testing.T) {
	for _, tt := range []struct {
		groups int
		want   string
	}{
		{1, "[4000]"},
		{3, "[1334 1333 1333]"}, // shares are rounded up
		{7, "[572 572 572 571 571 571 571]"},
	} {
		s, st := planned(t, fmt.Sprintf("hawkbit: {amount_groups: %d}", tt.groups))
		p, left := planner{s: s}, s.Clients()
		var got []int
		for i := range st.Phases {
			n := p.most(st.Phases[i].Size, left)
			got, left = append(got, n), left-n
		}
		assert.Equal(t, tt.want, fmt.Sprint(got), "%d groups: %v", tt.groups, got)
	}
}

// TestPresetIsItsPhases rolls out by each preset and by its phases written out:
// every sync is the same.
func TestPresetIsItsPhases(t *testing.T) {
	records := func(s *model.Scenario) []model.Record {
		var all []model.Record
		model.New(s).Begin(50, 0).Roll(&s.Strategies[0], func(r *model.Record) { all = append(all, *r) })
		return all
	}
	for _, strategy := range []string{
		"hawkbit: {amount_groups: 3}",
		"mender: {phases: [{batch_size: 10%}, {start_ts: 2027-04-14T09:00}]}",
		"aws_iot: {maximum_per_minute: 1, exponential_rate: {base_rate_per_minute: 1, increment_factor: 2, rate_increase_criteria: {number_of_notified_things: 100}}}",
		"configmgr: {gradually_over: 3d, phases: [{collection: {size: 5%}, deployment_success_percentage: 50%}, {}]}",
		"autopatch: {}",
		"app_store: {}",
		"nebraska: {policy_max_updates_per_period: 20, policy_office_hours: true}",
	} {
		s, err := Load("plan.yaml", []byte(officeWith("slots: 50", "horizon: 10d")), []Setting{{Path: "strategies", Value: "[" + strategy + "]"}})
		require.NoError(t, err)
		explicit, err := Load("plan.yaml", []byte(officeWith("slots: 50", "horizon: 10d")), []Setting{{Path: "strategies", Value: Phases(s, &s.Strategies[0])}})
		require.NoError(t, err)
		want, got := records(s), records(explicit)
		assert.GreaterOrEqual(t, len(want), s.Clients(),
			"%s: %d syncs of %d PCs", strategy, len(want), s.Clients())
		assert.Empty(t, deep.Diff(want, got), "%s: syncs by the preset (-) and by its phases (+) differ", strategy)
	}
}
