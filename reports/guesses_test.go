package reports

import (
	"bytes"
	"encoding/csv"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

var guessForms = []struct {
	ending string
	write  func(io.Writer, *study.Sensitivity) error
}{
	{".txt", writing(say.English, GuessesText)}, {".md", writing(say.English, GuessesMarkdown)}, {".csv", writing(say.English, GuessesCSV)}, {".json", GuessesJSON},
}

// TestGuessesGolden holds every form against a file that was read by a person.
func TestGuessesGolden(t *testing.T) {
	for _, form := range guessForms {
		var got bytes.Buffer
		require.NoError(t, form.write(&got, officeGuesses()))
		path := filepath.Join("testdata", "guesses"+form.ending)
		if *update {
			require.NoError(t, os.WriteFile(path, got.Bytes(), 0o644))
		}
		want, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.Equal(t, string(want), got.String(), path)
		assert.True(t, !strings.Contains(got.String(), "NaN") && !strings.Contains(got.String(), "Inf"),
			"%s shows a number that is none", path)
		if form.ending != ".txt" {
			continue
		}
		for line := range strings.Lines(got.String()) {
			n := utf8.RuneCountInString(strings.TrimRight(line, "\n"))
			assert.LessOrEqual(t, n, 120, "a line has %d columns: %q", n, line)
		}
	}
}

// TestGuessesSentence says what is decided in the cases that the golden file has not.
func TestGuessesSentence(t *testing.T) {
	first := func(change func(*study.Sensitivity)) string {
		s := officeGuesses()
		change(s)
		var b bytes.Buffer
		require.NoError(t, GuessesText(say.English, &b, s))
		text, _, _ := strings.Cut(b.String(), "\n\n")
		return strings.Join(strings.Fields(text), " ")
	}
	for _, tt := range []struct {
		name   string
		change func(*study.Sensitivity)
		want   string
	}{
		{"no guess decides", func(s *study.Sensitivity) { s.Swings = s.Swings[1:] }, "THE DECISION HOLDS: no guess changes it by itself; waves is best at both ends of every range, though 1 guess changes what else keeps the targets;"},
		{"no targets", func(s *study.Sensitivity) {
			s.Comparison.Scenario.Targets = nil
			for i := range s.Swings {
				s.Swings[i].Turns, s.Swings[i].Flips = nil, false
			}
		}, "NO DECISION: the scenario names no targets"},
		{"nothing to vary", func(s *study.Sensitivity) { s.Swings, s.Fixed = nil, nil }, "NOTHING TO VARY: the scenario has no guesses"},
		{"nothing marked", func(s *study.Sensitivity) { s.Swings, s.Fixed, s.OnlyMarked = nil, nil, true }, "NOTHING TO VARY: the scenario marks no value as a guess"},
		{"too few rollouts to hold", func(s *study.Sensitivity) { s.Swings, s.Comparison.Replications = s.Swings[1:], 1 },
			"NO GUESS CHANGES WHAT THE MEANS DECIDE: by them, waves is best at both ends of every range, though 1 guess changes what else keeps the targets; " +
				"with all guesses varied together, waves is best at 17 of 29 points, and at 6 no strategy keeps every target. " +
				"This is not sure: 1 rollout of the values as they are is too few to tell, play 5 or more."},
		{"too few rollouts to hang on", func(s *study.Sensitivity) { s.Comparison.Replications = 2 }, "no strategy keeps every target. This is not sure: 2 rollouts of the values as they are are too few"},
		{"nothing keeps the targets now", func(s *study.Sensitivity) {
			s.Ruling = s.Swings[0].Turns[0].Last
			s.Swings[0].Turns[0].Ruling = study.Ruling{Decision: study.GoWithConditions, Best: 3, Misses: [][]int{nil, {0}, {0}, nil}}
		}, "as the values are, no strategy keeps every target; sync.full: above a median of 4m30s pilot is best, as it keeps every target too"},
	} {
		got := first(tt.change)
		assert.Contains(t, got, tt.want, "%s: %q, want %q in it", tt.name, got, tt.want)
	}
}

// TestNothingToVary checks that where no guess was varied nothing is told of a table of
// them.
func TestNothingToVary(t *testing.T) {
	s := officeGuesses()
	s.Swings, s.Fixed, s.Together = nil, nil, study.Together{}
	for _, write := range []func(io.Writer, *study.Sensitivity) error{writing(say.English, GuessesText), writing(say.English, GuessesMarkdown)} {
		var b bytes.Buffer
		require.NoError(t, write(&b, s))
		text := strings.TrimSpace(b.String())
		assert.NotContains(t, text, "\n", "more than the sentence is told: %q", text)
	}
}

// TestTornado checks the files of the picture and the numbers behind it: what is
// drawn is the value as it is and the change.
func TestTornado(t *testing.T) {
	dir := t.TempDir()
	files, err := Tornado(say.English, dir, officeGuesses())
	require.True(t, err == nil && len(files) == 3, "%v, %v", files, err)
	text, err := os.ReadFile(filepath.Join(dir, "tornado.csv"))
	require.NoError(t, err)
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	require.NoError(t, err)
	found := false
	for _, row := range rows {
		if row[0] != "sync.full" || row[1] != "high" || row[3] != "waves" {
			continue
		}
		found = true
		mean, _ := strconv.ParseFloat(row[7], 64)
		change, _ := strconv.ParseFloat(row[10], 64)
		assert.True(t, math.Abs(mean-change-5.2*minute) <= 1e-6 && row[2] == "10m" && row[15] == "4m45s" && row[16] == "pilot",
			"sync.full at its high end: %q", row)
	}
	assert.True(t, found, "the numbers lack the high end of sync.full")
	svg, err := os.ReadFile(filepath.Join(dir, "tornado.svg"))
	require.NoError(t, err)
	for _, want := range []string{"sync.full", "10m: none keeps every target", "presence.restarts", "at-deadline"} {
		assert.Contains(t, string(svg), want, "the picture lacks %q", want)
	}
	assert.NotContains(t, string(svg), "key_users", "the picture has a guess that changes nothing")
	none := officeGuesses()
	none.Swings = none.Swings[4:]
	files, err = Tornado(say.English, dir, none)
	assert.True(t, err == nil && files == nil, "nothing to draw: %v, %v", files, err)
}
