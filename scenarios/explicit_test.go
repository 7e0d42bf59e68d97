package scenarios

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/testdata/deep"
)

// TestPhasesReadBack writes every strategy of every example and good file with
// its phases spelt out, and reads them again: they are the same.
func TestPhasesReadBack(t *testing.T) {
	examples, _ := filepath.Glob("*.yaml")
	strategies := 0
	for _, path := range append(examples, files(t, "good")...) {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		s, err := Load(path, text, nil)
		require.NoError(t, err)
		written := ""
		for i := range s.Strategies {
			written += Phases(s, &s.Strategies[i])
		}
		if written == "" {
			continue
		}
		again, err := Load(path, text, []Setting{{Path: "strategies", Value: written}})
		if !assert.NoError(t, err, "%s: with\n%s\n%v", path, written, err) {
			continue
		}
		d := deep.Diff(s.Strategies, again.Strategies, "Strategy.Preset")
		assert.Empty(t, d, "%s: with\n%s\nwhat is read (-) and what is written (+) differ", path, written)
		for i := range s.Strategies {
			once, twice := Phases(s, &s.Strategies[i]), Phases(again, &again.Strategies[i])
			assert.Equal(t, once, twice, "%s: written once\n%s\nand again\n%s", path, once, twice)
		}
		strategies += len(s.Strategies)
	}
	assert.GreaterOrEqual(t, strategies, 30, "%d strategies, want those of the good files", strategies)
}

// TestPhasesOfNoRollout checks that the comparison without the update has none.
func TestPhasesOfNoRollout(t *testing.T) {
	s, _ := planned(t, "big_bang: {}")
	got := Phases(s, &model.Strategy{Name: model.NoRollout})
	assert.Empty(t, got, "no rollout is written as %q", got)
}

// TestNumbersReadBack writes spans, durations, shares and rates as scenario files
// do.
func TestNumbersReadBack(t *testing.T) {
	for _, text := range []string{"0s", "1wd", "1.5wd", "0.25wd", "14d", "0d", "0wd", "36h", "1h30m", "90ms", "0.0015s", "100wd"} {
		s, err := span("wd", true).parse(text)
		require.NoError(t, err)
		back, err := span("wd", true).parse(spanOf(s))
		assert.True(t, err == nil && back == s,
			"%s is written %s, which is %v, want %v", text, spanOf(s), back, s)
	}
	for _, text := range []string{"0s", "15m", "1d", "36h", "0.00125s", "30d"} {
		d, err := duration("h").parse(text)
		require.NoError(t, err)
		back, err := duration("h").parse(lengthOf(d))
		assert.True(t, err == nil && back == d,
			"%s is written %s, which is %v, want %v", text, lengthOf(d), back, d)
	}
	for _, text := range []string{"5%", "0.1%", "33.333333%", "14.285714285714%", "100%", "7%"} {
		f, err := parseShare(text)
		require.NoError(t, err)
		got := shareText(f)
		assert.Equal(t, text, got, "%s is written %s", text, got)
	}
	for _, tt := range []struct{ text, want string }{
		{"40/min", "40/min"}, {"2400/h", "40/min"}, {"1/h", "1/h"}, {"7/d", "7/d"}, {"3/s", "180/min"}, {"0.001/d", "0.001/d"},
	} {
		f, err := someRate.parse(tt.text)
		require.NoError(t, err)
		got := rateText(f)
		back, err := someRate.parse(got)
		assert.True(t, got == tt.want && err == nil && back == f,
			"%s is written %s, which is %g a second, want %s, %g", tt.text, got, back, tt.want, f)
	}
	got := clockOf(23*time.Hour + 30*time.Minute + 15*time.Second)
	assert.Equal(t, "23:30:15", got, "the clock shows %s, want 23:30:15", got)
}

// TestNamesReadBack writes names that YAML would read as something else.
func TestNamesReadBack(t *testing.T) {
	for _, name := range []string{"a", "our own plan", "9.4 first", "a: b", "{x}", "- x", "#1", "yes", "null", "über alles", `say "so"`, "back\\slash", "a, b", "'x'", "~", "plan ", "1e3"} {
		name = strings.TrimSpace(name)
		_, st := planned(t, "{name: "+scalarText(name)+", big_bang: {}}")
		assert.Equal(t, name, st.Name, "%q is written %s and read as %q", name, scalarText(name), st.Name)
	}
}
