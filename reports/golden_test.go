package reports

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var fixtures = []struct {
	name string
	make func() *study.Comparison
}{
	{"office", officeComparison},
	{"one-rollout", oneRollout},
	{"stopped", stoppedComparison},
	{"queue", queueComparison},
	{"single-queue", singleQueue},
	{"alone", strategyAlone},
	{"without-load-balancing", without92},
	{"found-slots", foundSlots},
	{"bad-release", badRelease},
	{"bad-releases", badReleases},
}

var forms = []struct {
	ending string
	write  func(io.Writer, *study.Comparison) error
}{
	{".txt", writing(say.English, Text)},
	{".md", writing(say.English, Markdown)},
	{".csv", writing(say.English, CSV)},
	{".json", JSON},
}

// TestGolden holds every form of every fixture against a file that was read by
// a person. With -update it writes the files anew: read the difference then.
func TestGolden(t *testing.T) {
	for _, fixture := range fixtures {
		for _, form := range forms {
			t.Run(fixture.name+form.ending, func(t *testing.T) {
				var got bytes.Buffer
				require.NoError(t, form.write(&got, fixture.make()))
				path := filepath.Join("testdata", fixture.name+form.ending)
				if *update {
					require.NoError(t, os.WriteFile(path, got.Bytes(), 0o644))
				}
				want, err := os.ReadFile(path)
				require.NoError(t, err)
				assert.Equal(t, string(want), got.String(), path)
			})
		}
	}
}

// TestTextFitsTerminal checks that no line of a report is wider than 120 columns.
func TestTextFitsTerminal(t *testing.T) {
	for _, fixture := range fixtures {
		for i, line := range shown(fixture.make()) {
			n := utf8.RuneCountInString(line)
			assert.LessOrEqual(t, n, 120, "%s, line %d has %d columns: %q", fixture.name, i+1, n, line)
		}
	}
}

// TestNoLeakedNumbers checks that no form shows a NaN, an infinity, or a number
// that was formatted wrongly.
func TestNoLeakedNumbers(t *testing.T) {
	for _, fixture := range fixtures {
		for _, form := range forms {
			var got strings.Builder
			require.NoError(t, form.write(&got, fixture.make()))
			for _, word := range []string{"NaN", "Inf", "+Inf", "%!", "<nil>"} {
				assert.NotContains(t, got.String(), word, "%s%s contains %q", fixture.name, form.ending, word)
			}
		}
	}
}

// TestJSONNullHasReason checks that where a metric or a difference has a null, a
// reason stands beside it, and that metrics keep their order.
func TestJSONNullHasReason(t *testing.T) {
	for _, fixture := range fixtures {
		c := fixture.make()
		var got bytes.Buffer
		require.NoError(t, JSON(&got, c))
		var doc struct {
			Strategies []struct {
				Name    string
				Metrics json.RawMessage
			}
			Differences []map[string]any
		}
		require.NoError(t, json.Unmarshal(got.Bytes(), &doc), "%s", fixture.name)
		for i, s := range doc.Strategies {
			var metrics map[string]map[string]any
			require.NoError(t, json.Unmarshal(s.Metrics, &metrics))
			for name, m := range metrics {
				checkReason(t, fixture.name+", "+s.Name+", "+name, m)
			}
			at := -1
			for _, e := range c.Results[i].Metrics {
				if !c.Scenario.Shows(e.Metric) {
					assert.NotContains(t, metrics, e.Metric.Name, "%s, %s: what such a scenario cannot have", fixture.name, s.Name)
					continue
				}
				next := strings.Index(string(s.Metrics), `"`+e.Metric.Name+`"`)
				assert.Greater(t, next, at,
					"%s, %s: %s stands at %d, after a metric at %d", fixture.name, s.Name, e.Metric.Name, next, at)
				at = next
			}
		}
		for _, d := range doc.Differences {
			checkReason(t, fixture.name+", difference", d)
		}
	}
}

func checkReason(t *testing.T, what string, fields map[string]any) {
	t.Helper()
	for _, name := range []string{"mean", "low", "high"} {
		value, present := fields[name]
		assert.True(t, present, "%s has no field %q", what, name)
		assert.False(t, value == nil && fields["reason"] == nil, "%s: %s is null without a reason", what, name)
	}
}

// TestTableKeepsUnits checks that every cell with a number in the table of the
// office has its unit: a cell without a letter or a percent sign has none.
func TestTableKeepsUnits(t *testing.T) {
	for _, line := range shown(officeComparison()) {
		cells := strings.Split(line, "|")
		if len(cells) != 6 {
			continue
		}
		for _, cell := range cells[1:5] {
			assert.False(t, strings.ContainsAny(cell, "0123456789") && !strings.Contains(cell, "%") && !strings.ContainsFunc(cell, unicode.IsLetter),
				"cell %q of line %q has no unit", cell, line)
		}
	}
}
