package reports

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
	"github.com/rollsim/rollsim/sim/stats"
)

// englishDrawn finds what a German picture does not say: words of English labels,
// days and months, and commas between thousands.
var englishDrawn = regexp.MustCompile(`(?i)\b(lines?|means?|shaded|dark|columns?|dots?|squares|grey|running|waiting|busiest|updated|waves?|bad|good|peak|day|hour|by|at|for|is|no|no rollout|` +
	`Mon|Tue|Wed|Thu|Fri|Sat|Sun|Apr|May|open|succeed|fail|chance|beaten|broken|exposed)\b|\d,\d{3}\b`)

// pictured are all fixtures, with series and waits where they have none, so that
// everything that can be drawn of them is.
func pictured() map[string]*study.Comparison {
	all := map[string]*study.Comparison{"drawn": drawnComparison(), "happening": happening(), "network": networked(), "drawn bad release": drawnBadRelease(), "drawn bad releases": followed(drawnBadRelease())}
	all["drawn bad releases"].Scenario.Release.Problems[0].Name = "Absturz"
	all["drawn bad release"].Scenario.Release.Problems[0].Name = "Absturz"
	short := drawnComparison()
	for i := range short.Results {
		s := &short.Results[i].Series
		s.Running, s.Waiting, s.Bypass = s.Running[:600], s.Waiting[:600], s.Bypass[:600]
		s.Updated = s.Updated[:600]
	}
	all["two days"] = short
	for _, fixture := range fixtures {
		if fixture.name == "bad-release" || fixture.name == "bad-releases" {
			continue // drawnBadRelease is that with series, and followed
		}
		c := fixture.make()
		for i := range c.Results {
			r := &c.Results[i]
			if len(r.Series.Running) == 0 {
				r.Series = drawnComparison().Results[i%4].Series
			}
			if r.Waits == nil {
				r.Waits = []study.WaitCurve{{Population: "all", Needs: 3, Censored: 1, NoWait: 0.5,
					Points: []stats.CurvePoint{{Value: time.Minute, Level: 0.8}, {Value: time.Hour, Level: 1}}}}
			}
		}
		all[fixture.name] = c
	}
	return all
}

// TestPicturesInGerman draws every picture of every fixture in German and fails on
// texts that have no German and on English words that are drawn.
func TestPicturesInGerman(t *testing.T) {
	drawn := map[string]bool{}
	for name, c := range pictured() {
		for _, pic := range pageIn(c, german).pictures() {
			drawn[strings.SplitN(pic.file, "-", 2)[0]] = true
			for _, one := range drawnWords(pic) {
				text := one.String
				for _, own := range namesIn(c) {
					text = strings.ReplaceAll(text, own, "")
				}
				for _, english := range []*regexp.Regexp{englishDrawn, englishLeft} {
					found := english.FindString(text)
					assert.Empty(t, found, "%s, %s: English %q in %q", name, pic.file, found, one.String)
				}
			}
		}
	}
	for i := range drawings {
		name := drawings[i].Name
		assert.True(t, drawn[name], "no fixture has the picture %s", name)
	}
}

// TestGermanPictureCSV checks that the numbers behind a German picture are in the form
// of German spreadsheets, with the columns that programs know.
func TestGermanPictureCSV(t *testing.T) {
	written := func(l say.Language) []string {
		pic := pageIn(drawnComparison(), voice{l}).pictures("updated")[0]
		var b bytes.Buffer
		require.NoError(t, pic.csv(&b))
		return strings.Split(b.String(), "\n")
	}
	english, german := written(say.English), written(say.German)
	got, want := german[0], "\ufeff"+strings.ReplaceAll(english[0], ",", ";")
	assert.Equal(t, want, got, "the first line")
	for i := range english[1:] {
		want := strings.ReplaceAll(strings.ReplaceAll(english[1+i], ",", ";"), ".", ",")
		require.Equal(t, want, german[1+i], "line %d", 2+i)
	}
}
