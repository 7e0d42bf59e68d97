package reports

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

func TestPrintable(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"plain", "big bang", "big bang"},
		{"other scripts", "全社一斉 für alle", "全社一斉 für alle"},
		{"lines and tabs", " a\n\tb ", "a b"},
		{"colours of a terminal", "a\x1b[31mb\a", "a[31mb"},
		{"direction of writing", "a\u202eb\u2066c", "abc"},
		{"joined letters", "می\u200cشود", "می\u200cشود"},
	} {
		assert.Equal(t, tt.want, printable(tt.text), "%s: printable(%q)", tt.name, tt.text)
	}
}

func TestInMarkdown(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"our own plan", "our own plan"},
		{"a|b", "a&#124;b"},
		{"<b>x</b> & y", "&#60;b&#62;x&#60;/b&#62; &#38; y"},
		{"`code` *bold* [link]", "\\`code\\` \\*bold\\* \\[link\\]"},
		{"- item", "\\- item"},
		{"two-step", "two-step"},
	} {
		assert.Equal(t, tt.want, inMarkdown(tt.text), "inMarkdown(%q)", tt.text)
	}
}

// called is the office with other names for its strategies.
func called(names ...string) *study.Comparison {
	i := 0
	again := map[string]string{model.NoRollout: model.NoRollout}
	c := drawnComparison()
	for _, r := range c.Results[1:] {
		again[r.Strategy] = names[i%len(names)]
		i++
	}
	return renamed(c, func(name string) string {
		if other, ok := again[name]; ok {
			return other
		}
		return name
	})
}

// TestRenamedLeavesTheOriginal checks that a comparison is not changed by spelling
// its names anew.
func TestRenamedLeavesTheOriginal(t *testing.T) {
	c := officeComparison()
	upper := renamed(c, strings.ToUpper)
	for _, pair := range [][3]string{
		{c.Scenario.Name, "Template add-in 9.4", upper.Scenario.Name},
		{c.Scenario.Strategies[1].Name, "waves", upper.Scenario.Strategies[1].Name},
		{c.Results[2].Strategy, "waves", upper.Results[2].Strategy},
		{c.Results[2].Phases[0].Name, "wave 1", upper.Results[2].Phases[0].Name},
		{c.Differences[0].A, "waves", upper.Differences[0].A},
		{c.Differences[0].B, "big bang", upper.Differences[0].B},
	} {
		assert.True(t, pair[0] == pair[1] && pair[2] == strings.ToUpper(pair[1]),
			"renamed leaves %q and makes %q, want %q and %q", pair[0], pair[2], pair[1], strings.ToUpper(pair[1]))
	}
}

// TestMarkdownTableKeepsItsColumns checks that no name breaks the table or becomes
// HTML.
func TestMarkdownTableKeepsItsColumns(t *testing.T) {
	var b strings.Builder
	require.NoError(t, Markdown(say.English, &b, called("a | b", "<script>x", "c\nd `e`")))
	rows := 0
	for line := range strings.Lines(b.String()) {
		if strings.HasPrefix(line, "|") {
			rows++
			n := strings.Count(line, "|")
			assert.Equal(t, 7, n, "%d bars in %q", n, line)
		}
	}
	assert.Equal(t, 6, rows, "the table has %d rows", rows)
	for _, raw := range []string{"<script>", "d `e`", "a | b"} {
		assert.NotContains(t, b.String(), raw, "Markdown contains %q as it is", raw)
	}
}

// TestLongNames checks that names are cut where there is little room, and stay
// different there.
func TestLongNames(t *testing.T) {
	const long = "the plan of the works council for all sites, "
	p := pageOf(called(long+"variant A", long+"variant B", "short"))
	want := []string{"no rollout", "1: the plan of the works council fo…", "2: the plan of the works council fo…", "short"}
	for i := range p.Results {
		assert.Equal(t, want[i], p.label(&p.Results[i]), "label of %q", p.Results[i].Strategy)
	}
	p = pageOf(called(long, "waves", "pilot"))
	assert.Equal(t, "the plan of the works council for a…", p.label(&p.Results[1]), "label of a single long name")
}

// TestNamesWithoutLetters checks that a name that the font of a PNG cannot draw does
// not vanish there, and stands in the SVG.
func TestNamesWithoutLetters(t *testing.T) {
	p := pageOf(called("全社一斉", "Wellen für alle", "段階"))
	q := p.drawable()
	var drawn []string
	for i := range q.Results {
		drawn = append(drawn, q.label(&q.Results[i]))
	}
	got, want := strings.Join(drawn, ", "), "no rollout, strategy 1, Wellen für alle, strategy 3"
	assert.Equal(t, want, got, "a PNG shows")
	for _, pic := range q.pictures() {
		below := pic.subtitle
		if pic.figure != nil {
			below = strings.Join(pic.figure.Notes, "; ")
		}
		assert.Contains(t, below, "strategy 1 and strategy 3: named by place", "%s.png does not say why: %s", pic.file, below)
	}
	for _, pic := range p.pictures() {
		var b strings.Builder
		require.NoError(t, pic.svg(&b))
		assert.True(t, strings.Contains(b.String(), "全社一斉") && !strings.Contains(b.String(), "strategy 1"),
			"%s.svg does not have the name", pic.file)
	}
	all := pageOf(drawnComparison())
	assert.Same(t, all, all.drawable(), "a page whose names can be drawn is changed")
}
