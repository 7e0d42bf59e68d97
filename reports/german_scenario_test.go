package reports

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
	"github.com/rollsim/rollsim/scenarios"
)

// TestScenariosInGerman tells in German what is known of scenarios without a
// simulation: warnings, where values are from, and bounds on few slots, of which there
// are most.
func TestScenariosInGerman(t *testing.T) {
	loaded, bounded := map[string]*model.Scenario{}, map[string]bool{}
	for _, e := range scenarios.Examples() {
		for _, sets := range [][]scenarios.Setting{nil, {{Path: "backend.slots", Value: "2"}, {Path: "horizon", Value: "7d"}}} {
			if s, err := scenarios.Load(e.Name+".yaml", e.Text, sets); err == nil {
				name := e.Name + fmt.Sprint(len(sets))
				loaded[name], bounded[name] = s, sets != nil
			}
		}
	}
	files, err := filepath.Glob("../testdata/scenarios/good/*.yaml")
	require.NoError(t, err)
	for _, file := range files {
		if s, err := new(scenarios.Loader).LoadFile(file); err == nil {
			loaded[file] = s
		}
	}
	told := 0
	for name, s := range loaded {
		lines := german.sentences(s.Warnings)
		if bounded[name] {
			bounds, err := BoundsInWords(say.German, t.Context(), s)
			require.NoError(t, err)
			lines = append(lines, bounds...)
		}
		told += len(lines)
		for i := range s.Origins {
			if o := &s.Origins[i]; o.Source != nil && (o.Kind == model.Default || o.Kind == model.Assumption) {
				lines = append(lines, german.told(o.Source))
			}
		}
		for _, line := range lines {
			for i := range s.Strategies {
				line = strings.ReplaceAll(line, s.Strategies[i].Name, "")
			}
			found := englishLeft.FindString(published.ReplaceAllString(ownWords.ReplaceAllString(line, ""), ""))
			assert.True(t, found == "" && !strings.Contains(line, "%!"),
				"%s: English %q in %q", name, found, line)
		}
	}
	assert.True(t, len(loaded) >= 30 && told >= 50,
		"%d warnings and bounds of %d scenarios, want many", told, len(loaded))
}

// published are titles of what others have published, which stay as they are.
var published = regexp.MustCompile(`phased release for automatic updates|setup and strategies|groups and their policies|first sync package|\bwait\.\*`)

// TestSentenceInGerman tells values as the language writes them.
func TestSentenceInGerman(t *testing.T) {
	at := time.Date(2027, 4, 12, 8, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		said        say.Sentence
		words, text string // in say.German and in say.English
	}{
		{say.Of(say.T("%s is tight on %s: %s even in the flow without chance",
			"%s ist knapp (%s): schon im Verlauf ohne Zufall %s"), "wait.update.p95 <= 10m", say.Count{N: 1, Noun: say.Slots}, 98*time.Minute),
			"wait.update.p95 <= 10m ist knapp (1 Platz): schon im Verlauf ohne Zufall 1 h 38 min",
			"wait.update.p95 <= 10m is tight on 1 slot: 1 h 38 min even in the flow without chance"},
		{say.Of(say.T("%s cannot be kept: %s",
			"%s ist nicht zu erreichen: %s"), "updated.p95 <= 3wd", say.Of(say.T("by %s at most %s of %s PCs can be updated, since the others have no offer by then",
			"bis %s können höchstens %s von %s PCs aktualisiert sein, da die übrigen bis dahin kein Angebot haben"),
			say.Moment{Time: at, Layout: "Mon 2 Jan 15:04"}, say.Figure{X: 4661}, say.Figure{X: 12_000})),
			"updated.p95 <= 3wd ist nicht zu erreichen: bis Mo 12.4., 08:00 können höchstens 4.661 von 12.000 PCs aktualisiert sein, da die übrigen bis dahin kein Angebot haben",
			"updated.p95 <= 3wd cannot be kept: by Mon 12 Apr 08:00 at most 4,661 of 12,000 PCs can be updated, since the others have no offer by then"},
		{say.Of(say.T("strategy %s: %d of %d phases open after the horizon of %s and are not seen",
			"Strategie %[1]s: Phasen, die erst nach dem Ende der Simulation (%[4]s) öffnen und nicht zu sehen sind: %[2]d von %[3]d"), "waves", 2, 1200, say.Count{N: 49, Noun: say.Days}),
			"Strategie Wellen: Phasen, die erst nach dem Ende der Simulation (49 Tage) öffnen und nicht zu sehen sind: 2 von 1.200",
			"strategy waves: 2 of 1200 phases open after the horizon of 49 days and are not seen"},
		{say.Sentence{}, "", ""},
	} {
		words, text := Told(say.German, tt.said), Told(say.English, tt.said)
		assert.True(t, words == tt.words && text == tt.text,
			"got\n%s\n%s\nwant\n%s\n%s", words, text, tt.words, tt.text)
	}
}
