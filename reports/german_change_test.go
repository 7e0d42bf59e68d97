package reports

import (
	"bytes"
	"io"
	"math"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// changesOfAllKinds are what is different between each fixture and the next, and
// between JSONs of them, with limits.
func changesOfAllKinds(t *testing.T) []*study.Change {
	var limits []study.Limit
	for _, text := range []string{"wait.update.p95 > +10%", "wait.update.p95 > -10%", "wait.update.p95 < -1%", "wait.all.p95 > +10%", "wait.all.p95 > -10%", "updated.p95 > +1d", "another: wait.all.p95 > +10%"} {
		l, err := study.ParseLimit(text)
		require.NoError(t, err)
		limits = append(limits, l)
	}
	var changes []*study.Change
	for i := range fixtures {
		a, b := whole(fixtures[i].make()), whole(fixtures[(i+1)%len(fixtures)].make())
		other := whole(fixtures[i].make())
		scenario := *other.Scenario
		scenario.Seed, scenario.Horizon = 9, scenario.Horizon+1
		other.Scenario = &scenario
		other.Results[0].Strategy = "another"
		readA, readB := abstractOf(t, a), abstractOf(t, b)
		few := abstractOf(t, a) // of so few rollouts that no median has an interval
		for k := range few.Results[0].Metrics {
			e := &few.Results[0].Metrics[k]
			e.Mean, e.Low, e.High = e.Mean+1, math.NaN(), math.NaN()
		}
		for _, pair := range [][2]*study.Comparison{{few, readA}, {a, a}, {a, b}, {a, other}, {readA, readA}, {readA, b}, {a, readB}, {other, readA}, {other, a}} {
			changes = append(changes, study.NewChange(pair[0], pair[1], true, limits))
		}
	}
	return changes
}

// namesOfFixtures are the names of strategies, scenarios and settings in fixtures, the
// paths of values, and the texts of limits.
var namesOfFixtures = regexp.MustCompile(`[a-z_.0-9]+ (&#6[02];|[<>])=? [+\\−-]+[0-9.]+[%a-z]*|another|^.*→.*$`)

// TestChangeInGerman writes changes of all kinds in every form in German: no text lacks
// its German, no English word is left, and all that there is German for is said.
func TestChangeInGerman(t *testing.T) {
	changes := changesOfAllKinds(t)
	eachForm := func(look func(text string, c *study.Change)) {
		for _, c := range changes {
			for _, write := range []func(say.Language, io.Writer, *study.Change) error{Change, ChangeMarkdown} {
				var b bytes.Buffer
				require.NoError(t, write(say.German, &b, c))
				look(b.String(), c)
			}
		}
	}
	eachForm(func(text string, c *study.Change) {
		for line := range strings.Lines(text) {
			line = namesOfFixtures.ReplaceAllString(strings.ReplaceAll(strings.TrimSpace(line), `\_`, "_"), "")
			found := englishLeft.FindString(ownWords.ReplaceAllString(line, ""))
			assert.Empty(t, found, "English %q in %q", found, line)
		}
	})
}
