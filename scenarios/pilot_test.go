package scenarios

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/testdata/long"
)

// TestPilotTests checks whom a pilot takes and whether they test: key users first and
// yes, unless the file says otherwise. No other phase has testers unless it says so.
func TestPilotTests(t *testing.T) {
	for _, tt := range []struct {
		name, strategy string
		by             model.Selection
		testers        bool // of the first phase
		later          bool // of the second
	}{
		{"a pilot", `pilot: {size: 100, soak: 2wd, then: {waves: {size: 400, every: 2wd}}}`, model.ByKeyUsers, true, false},
		{"a pilot by chance", `pilot: {size: 100, select: {by: random}, soak: 2wd, then: {waves: {size: 400, every: 2wd}}}`, model.ByRandom, true, false},
		{"a pilot of a department", `pilot: {size: 100, select: {groups: [office]}, soak: 2wd, then: {waves: {size: 400, every: 2wd}}}`, model.ByKeyUsers, true, false},
		{"a pilot that does not test", `pilot: {size: 100, testers: false, soak: 2wd, then: {waves: {size: 400, every: 2wd}}}`, model.ByKeyUsers, false, false},
		{"waves behind it that do", `pilot: {size: 100, soak: 2wd, then: {waves: {size: 400, every: 2wd, testers: true}}}`, model.ByKeyUsers, true, true},
		{"waves", `waves: {size: 400, every: 2wd}`, model.ByRandom, false, false},
		{"phases", `phases: [{select: {size: 100}, gate: {soak: 2wd}}, {}], name: ours`, model.ByRandom, false, false},
		{"phases of which the first tests", `phases: [{select: {size: 100}, testers: true, gate: {soak: 2wd}}, {}], name: ours`, model.ByRandom, true, false},
		{"a preset", `configmgr: {phases: [{collection: {size: 5%}}, {}]}`, model.ByRandom, false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text := "start: 2027-04-12\ntimezone: UTC\nfleet: [{name: office, clients: 1000, version: \"9.3\"}]\nrelease: {version: \"9.4\"}\nbackend: {version: \"9.4\", slots: 50}\n" +
				"strategies: [{" + tt.strategy + "}]\n"
			s, err := Load("plan.yaml", []byte(text), nil)
			require.NoError(t, err)
			phases := s.Strategies[0].Phases
			assert.Equal(t, []any{tt.by, tt.testers, tt.later}, []any{phases[0].By, phases[0].Testers, phases[1].Testers})
			again, err := Load("plan.yaml", []byte(strings.Replace(text, "["+"{"+tt.strategy+"}]", "\n"+Phases(s, &s.Strategies[0]), 1)), nil)
			require.NoError(t, err)
			assert.Equal(t, phases, again.Strategies[0].Phases, "with every phase spelt out")
		})
	}
}

// TestPilotExposesFewerThanWaves checks, on the release of bad-release that is bad,
// that a pilot as it is by default exposes fewer PCs than waves do, and fewer than one
// of ordinary users who are not asked to test.
func TestPilotExposesFewerThanWaves(t *testing.T) {
	file, err := os.ReadFile("bad-release.yaml")
	require.NoError(t, err)
	const selected = "      select: {by: key-users}\n"
	require.Contains(t, string(file), selected)
	exposed := func(instead, strategy string) float64 {
		s, err := Load("bad-release.yaml", []byte("horizon: 21d\n"+strings.Replace(string(file), selected, instead, 1)), nil)
		require.NoError(t, err)
		i := slices.IndexFunc(s.Strategies, func(st model.Strategy) bool { return st.Name == strategy })
		m, sum := model.New(s), 0.0
		for r := range long.Or(5, 50) {
			sum += float64(m.Begin(s.Backend.Slots[0], r).RollWith(1, &s.Strategies[i], nil).Exposed)
		}
		return sum / float64(long.Or(5, 50))
	}
	pilot := exposed("", "pilot")
	assert.Less(t, pilot, exposed("", "waves"))
	assert.Less(t, pilot, exposed("      select: {by: random}\n      testers: false\n", "pilot"))
}
