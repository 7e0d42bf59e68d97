package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model/study"
)

// TestPointPlots draws two pictures of each point of a sweep into a folder of its own,
// with a store and without, and takes them away again when a sweep without them has the
// same folder; a file that somebody else has put there stays.
func TestPointPlots(t *testing.T) {
	out, store := t.TempDir(), t.TempDir()
	args := swept(t, "--vary", "backend.slots=2,3", "--replications", "2", "--out", out)
	want := []string{"00001-backend.slots=2", "00002-backend.slots=3"}
	pictures := []string{"load.csv", "load.png", "load.svg", "wait.csv", "wait.png", "wait.svg"}
	for _, more := range [][]string{nil, {"--store", store}, {"--store", store}} { // the last time all results are kept
		called(t, done, slices.Concat(args, more, []string{"--plots", "wait,load"})...)
		require.Equal(t, want, namesOf(t, filepath.Join(out, "points")), "the points have the folders")
		for _, folder := range want {
			assert.Equal(t, pictures, namesOf(t, filepath.Join(out, "points", folder)), folder)
		}
	}
	mine := filepath.Join(out, "points", want[1], "notes.txt")
	require.NoError(t, os.WriteFile(mine, nil, 0o644))
	called(t, done, args...)
	got := namesOf(t, filepath.Join(out, "points"))
	assert.True(t, slices.Equal(got, want[1:]) && exists(mine),
		"without pictures the points have the folders %q", got)
	_, words := called(t, wrong, swept(t, "--vary", "backend.slots=2,3", "--plots", "wait")...)
	assert.Contains(t, words, "give --out too", "without a folder: %s", words)
	_, words = called(t, wrong, append(slices.Clone(args), "--plots", "wiat")...)
	assert.Contains(t, words, "wait", "a picture that there is none of: %s", words)
}

// namesOf are the names in a folder.
func namesOf(t *testing.T, folder string) []string {
	t.Helper()
	files, err := os.ReadDir(folder)
	require.NoError(t, err)
	var names []string
	for _, f := range files {
		names = append(names, f.Name())
	}
	return names
}

// TestPointFolder checks that the folder of a point has a name that Windows takes, also
// where settings are long or hold other characters, and that no two have the same.
func TestPointFolder(t *testing.T) {
	s := &study.Sweep{Axes: []string{"fleet.\"a: b\".presence.boot", "sync.full"}}
	long := strings.Repeat("lognormal ", 40)
	for _, values := range [][]string{{"{window: 07:30-09:00}", "3m"}, {"<|>?*\\/", "."}, {long, "1"}, {long, "2"}, {"é", "…"}} {
		s.Points = append(s.Points, study.Point{Values: values})
	}
	fit := regexp.MustCompile(`^[0-9]{5}-[A-Za-z0-9.,=_-]{0,119}[A-Za-z0-9,=_]$`)
	seen := map[string]bool{}
	for i := range s.Points {
		name := pointFolder(s, i)
		assert.True(t, !seen[strings.ToLower(name)] && fit.MatchString(name) && pointNamed().MatchString(name),
			"point %d has the folder %q", i, name)
		seen[strings.ToLower(name)] = true
	}
}

// TestMetricOfGuesses checks that a metric that says nothing of a scenario is refused
// with one that does, before anything is simulated.
func TestMetricOfGuesses(t *testing.T) {
	for metric, want := range map[string]string{"days_lost": "no phase can halt the rollout; take wait.update.p95", "delay.update.p95": "take wait.update.p95",
		"wait.first.p95": "all PCs have had their first sync; take wait.update.p95"} {
		_, words := called(t, wrong, "guesses", "small-company", "--metric", metric)
		assert.True(t, strings.Contains(words, "says nothing here") && strings.Contains(words, want),
			"--metric %s: %s", metric, words)
	}
}

// TestLanguageOfTables checks that sizes, guesses and sweeps are told in the language that
// is asked for, and that one that there is not is refused.
func TestLanguageOfTables(t *testing.T) {
	plan := swept(t)[1]
	for _, command := range [][]string{{"size"}, {"guesses"}, {"sweep", "--vary", "backend.slots=2,3"}} {
		args := slices.Concat(command, []string{plan, "--lang", "fr"})
		_, words := called(t, wrong, args...)
		assert.Contains(t, words, "--lang: must be en or de", "%s: %s", args, words)
	}
	text, _ := called(t, done, "sweep", plan, "--vary", "backend.slots=2,3", "--replications", "2", "--lang", "de")
	assert.Contains(t, text, "2 Punkte; 2 Rollouts je Strategie und Punkt; Startwert 1",
		"a sweep in German is\n%s", text)
}
