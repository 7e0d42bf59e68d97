package reports

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// englishLeft finds words of English sentences; units and the names of metrics are
// none.
var englishLeft = regexp.MustCompile(`(?i)\b(the|and|of|with|which|that|are|not|workdays?|waits?|from|seed|each|strategy|targets?|slots?|people|syncs?)\b`)

// ownWords are what scenarios, studies and metrics bring along, in the words of
// whoever wrote them.
var ownWords = regexp.MustCompile(`\b[a-z_]+(\.[a-z0-9_]+)+\b|in \d+% of rollouts|` + "`[^`]*`")

// TestGermanIsWhole checks that every text of a report has its German, and that none
// has English words left in it.
func TestGermanIsWhole(t *testing.T) {
	for _, fixture := range fixtures {
		c := fixture.make()
		for _, write := range []func(*bytes.Buffer) error{
			func(b *bytes.Buffer) error { return Text(say.German, b, c) },
			func(b *bytes.Buffer) error { return Markdown(say.German, b, c) },
		} {
			var b bytes.Buffer
			require.NoError(t, write(&b))
			text := b.String()
			for _, own := range namesIn(c) {
				text = strings.ReplaceAll(text, own, "")
			}
			for line := range strings.Lines(text) {
				found := englishLeft.FindString(ownWords.ReplaceAllString(line, ""))
				assert.Empty(t, found, "%s: English %q in %q", fixture.name, found, line)
			}
		}
	}
}

// namesIn are the names that a comparison brings along.
func namesIn(c *study.Comparison) []string {
	names := []string{c.Scenario.Name}
	for i := range c.Scenario.Workloads {
		names = append(names, c.Scenario.Workloads[i].Name)
	}
	return slices.DeleteFunc(names, func(name string) bool { return name == "" })
}
