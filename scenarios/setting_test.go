package scenarios

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
)

// settingBase is the file that settings are applied to.
const settingBase = `
start: 2027-04-12
calendar: {region: de-BY}
fleet:
  - {name: headquarters, clients: 3000, version: "9.3"}
  - {name: "site 1.2", clients: 500, version: "9.3"}
backend: {version: "9.4", slots: {value: 50, range: [20, 80]}}
release: {version: "9.4"}
strategies:
  - big_bang: {}
  - waves: {size: 500, every: 2wd}
  - {name: our own plan, phases: [{name: key users, select: {size: 50}}, {start: {delay: 2wd}}]}
`

// TestSettings sets values by path and reads them back.
func TestSettings(t *testing.T) {
	for _, tt := range []struct {
		name, path, value string
		got               func(s *model.Scenario) any
		want              any
	}{
		{"group by name", "fleet.headquarters.clients", "5000", func(s *model.Scenario) any { return s.Groups[0].Clients }, 5000},
		{"group by index", "fleet.1.clients", "7", func(s *model.Scenario) any { return s.Groups[1].Clients }, 7},
		{"group with a dot in its name", `fleet."site 1.2".clients`, "8", func(s *model.Scenario) any { return s.Groups[1].Clients }, 8},
		{"strategy by its key", "strategies.waves.waves.size", "250", func(s *model.Scenario) any { return len(s.Strategies[1].Phases) }, 14},
		{"strategy by its name", "strategies.big bang.big_bang.start.at", "2027-04-13", func(s *model.Scenario) any { return s.Strategies[0].Phases[0].Start.At.Day() }, 13},
		{"strategy by its key with an underscore", "strategies.big_bang.big_bang.gate.soak", "1wd", func(s *model.Scenario) any { return s.Strategies[0].Phases[0].Gate.Soak.Unit }, model.Workdays},
		{"phase by name", "strategies.our own plan.phases.key users.select.size", "10%", func(s *model.Scenario) any { return s.Strategies[2].Phases[0].Size.Share }, 0.1},
		{"phase by index", "strategies.2.phases.1.start.delay", "3wd", func(s *model.Scenario) any { return s.Strategies[2].Phases[1].Start.Delay.Length }, 72 * time.Hour},
		{"phase by index in brackets", "strategies[2].phases[1].start.delay", "3wd", func(s *model.Scenario) any { return s.Strategies[2].Phases[1].Start.Delay.Length }, 72 * time.Hour},
		{"group by index in brackets", "fleet[1].clients", "7", func(s *model.Scenario) any { return s.Groups[1].Clients }, 7},
		{"a value with provenance", "backend.slots", "[60, 90]", func(s *model.Scenario) any { return len(s.Backend.Slots) }, 2},
		{"a section that the file lacks", "updater.apps_closed.poll", "1m", func(s *model.Scenario) any { return s.Groups[0].Updater.Apps.Poll }, time.Minute},
		{"a mapping", "backend.admission.hint", "{fixed: 3m}", func(s *model.Scenario) any { return s.Backend.Admission.RetryAfter.Fixed }, 3 * time.Minute},
		{"a word", "backend.admission.hint", "estimate", func(s *model.Scenario) any { return s.Backend.Admission.RetryAfter.Estimate }, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, err := Load("base.yaml", []byte(settingBase), []Setting{{Path: tt.path, Value: tt.value}})
			require.NoError(t, err)
			got := tt.got(s)
			assert.True(t, got == tt.want,
				"after %v: %v, want %v", Setting{Path: tt.path, Value: tt.value}, got, tt.want)
			assert.True(t, slices.ContainsFunc(s.Origins, func(o model.Origin) bool { return o.Kind == model.FromSet && o.File == "" }),
				"no value comes from the setting: %+v", s.Origins)
		})
	}
}

// TestSettingInsideAWord sets a key of what the file says in one word.
func TestSettingInsideAWord(t *testing.T) {
	_, err := Load("base.yaml", []byte(settingBase), []Setting{
		{Path: "backend.admission.hint", Value: "estimate"},
		{Path: "backend.admission.hint.jitter", Value: "20s"},
	})
	const want = "--set backend.admission.hint.jitter=20s: backend.admission.hint.jitter: backend.admission.hint is estimate and has no key jitter; set backend.admission.hint as a whole, such as {estimate: true, jitter: 20s}"
	assert.True(t, err != nil && err.Error() == want, "complaint\n got %v\nwant %s", err, want)
}

// TestSettingsInOrder checks that a later setting wins, and that one can reach
// into what an earlier one has put there.
func TestSettingsInOrder(t *testing.T) {
	s, err := Load("base.yaml", []byte(settingBase), []Setting{
		{Path: "backend.slots", Value: "10"},
		{Path: "backend.slots", Value: "20"},
		{Path: "backend.admission", Value: "{hint: {fixed: 2m}}"},
		{Path: "backend.admission.hint.fixed", Value: "4m"},
	})
	require.NoError(t, err)
	got := s.Backend.Slots[0]
	assert.Equal(t, 20, got, "slots = %d", got)
	assert.Equal(t, 4*time.Minute, s.Backend.Admission.RetryAfter.Fixed, "hint")
}

// TestSettingPathsOfOrigins sets every value of a scenario by the path of its
// origin, to itself: what reports show is what can be set.
func TestSettingPathsOfOrigins(t *testing.T) {
	s, err := Load("base.yaml", []byte(settingBase), nil)
	require.NoError(t, err)
	for _, o := range s.Origins {
		value := o.Value
		if strings.ContainsAny(value, " ,") && !strings.ContainsAny(value, "{[") {
			value = `"` + value + `"`
		}
		again, err := Load("base.yaml", []byte(settingBase), []Setting{{Path: o.Path, Value: value}})
		if !assert.NoError(t, err, "%v", Setting{Path: o.Path, Value: value}) {
			continue
		}
		assert.True(t, slices.ContainsFunc(again.Origins, func(p model.Origin) bool { return p.Path == o.Path && p.Kind == model.FromSet }),
			"%v leaves no origin of its own", Setting{Path: o.Path, Value: value})
	}
}

// TestSettingOfBrackets sets a value of a list item whose name looks like an index.
func TestSettingOfBrackets(t *testing.T) {
	s, err := Load("base.yaml", []byte(settingBase), []Setting{
		{Path: "fleet[1].name", Value: `"fleet[0]"`},
		{Path: `fleet."fleet[0]".clients`, Value: "9"},
	})
	require.NoError(t, err)
	got := s.Groups[1].Clients
	assert.Equal(t, 9, got, "%s has %d clients", s.Groups[1].Name, got)
	const path = `fleet."fleet[0]".clients`
	assert.True(t, slices.ContainsFunc(s.Origins, func(o model.Origin) bool { return o.Path == path && o.Kind == model.FromSet }),
		"no value has the path %s", path)
}

// TestBadSettings checks that complaints name the setting.
func TestBadSettings(t *testing.T) {
	for _, tt := range []struct{ path, value, want string }{
		{"backend.slots", "many", "--set backend.slots=many: backend.slots: must be a plain whole number such as 50, got many"},
		{"backend.slotz", "5", `--set backend.slotz=5: backend.slotz: unknown key; did you mean "slots"?`},
		{"bakend.slots", "5", `--set bakend.slots=5: bakend: unknown key; did you mean "backend"?`},
		{"fleet.headquater.clients", "5", `--set fleet.headquater.clients=5: fleet.headquater.clients: there is no item headquater; did you mean "headquarters"?`},
		{"backend.slot", "5", `--set backend.slot=5: backend.slot: unknown key; did you mean "slots"?`},
		{"fleet.vdi.muc.clients", "5", `--set fleet.vdi.muc.clients=5: fleet.vdi.muc.clients: there is no item vdi; a name with a dot is quoted: fleet."vdi.muc".clients`},
		{"fleet.2.clients", "5", "--set fleet.2.clients=5: fleet.2.clients: there is no item 2; the list has 2, counted from 0"},
		{"release.version.major", "5", "--set release.version.major=5: release.version.major: release.version is 9.4 and has no key major; set release.version as a whole"},
		{"backend.slots[x]", "5", "--set backend.slots[x]=5: backend.slots[x]: unknown key; did you mean \"slots\"?"},
		{"fleet[2].clients", "5", "--set fleet[2].clients=5: fleet[2].clients: there is no item 2; the list has 2, counted from 0"},
		{"backend.admission.hint", "1m", "--set backend.admission.hint=1m: backend.admission.hint: must be estimate or a mapping such as {fixed: 1m}, got 1m"},
		{"backend.admission.returns", "later", "--set backend.admission.returns=later: backend.admission.returns: must be as-told or a mapping such as {after: 2m}, got later"},
		{"backend..slots", "5", "--set backend..slots=5: backend..slots: has an empty part in its path; write a dotted path such as backend.slots"},
		{"", "5", "--set =5: has an empty part in its path; write a dotted path such as backend.slots"},
		{`fleet."site 1.2.clients`, "5", `--set fleet."site 1.2.clients=5: fleet."site 1.2.clients: the quotes in the path are not closed`},
		{"backend.slots", "", "--set backend.slots=: backend.slots: has no value; write path=value"},
		{"backend.slots", "[1", "--set backend.slots=[1: backend.slots: the value is no YAML: [1"},
		{"backend.slots", "&a 5", "--set backend.slots=&a 5: backend.slots: has an anchor; anchors and aliases are not supported, write the value out where it is needed"},
		{"sync.interval", "4", `--set sync.interval=4: sync.interval: needs a unit, such as "4h"; got 4`},
	} {
		_, err := Load("base.yaml", []byte(settingBase), []Setting{{Path: "fleet.1.name", Value: "vdi.muc"}, {Path: tt.path, Value: tt.value}})
		if !assert.Error(t, err, "%v is accepted", Setting{Path: tt.path, Value: tt.value}) {
			continue
		}
		assert.Equal(t, tt.want, err.Error(), "complaint\n")
	}
}
