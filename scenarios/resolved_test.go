package scenarios

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/testdata/deep"
)

// TestResolved keeps every example and good file, with a setting, as it would lie
// beside its results, and reads it from there: it is the same scenario, and what it
// left open is left open still. Kept again it is the same text.
func TestResolved(t *testing.T) {
	examples, _ := filepath.Glob("*.yaml")
	seed := Setting{Path: "seed", Value: "7"}
	named := 0
	for _, path := range append(examples, files(t, "good")...) {
		var loader Loader
		s, err := loader.LoadFile(path, seed)
		require.NoError(t, err)
		folder := t.TempDir()
		kept := loader.Resolved(s)
		again, text := reread(t, folder, kept)
		assert.Contains(t, string(kept.Text), "seed: 7", "%s: the setting is not in\n%s", path, kept.Text)
		named += len(kept.Files)
		// The same but for the name and the age of the files that they were read from.
		assert.Empty(t, deep.Diff(s, again, "path", "name", "modified", "Scenario.Origins"),
			"%s: read (-) and kept (+) differ:\n%s", path, kept.Text)
		assert.Equal(t, open(s), open(again), "%s: what no file says", path)
		assert.Equal(t, string(kept.Text), string(text), "%s: kept\n%s\nand again\n%s", path, kept.Text, text)
	}
	assert.NotZero(t, named, "no good file names a file")
}

// TestResolvedFiles checks that files of the same name do not overwrite each other.
func TestResolvedFiles(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"a/log.csv", "b/log.csv"} {
		require.NoError(t, os.MkdirAll(filepath.Join(folder, filepath.Dir(name)), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte("arrival_s,work_s\n"+"1,2\n"), 0o644))
	}
	path := filepath.Join(folder, "two.yaml")
	text := `start: 2027-04-12
timezone: Europe/Berlin
backend: {version: "9.4", slots: 2}
workloads:
  - {name: one, arrivals: {trace: a/log.csv}}
  - {name: two, arrivals: {trace: b/log.csv}}
  - {name: three, arrivals: {trace: a/log.csv}}
`
	require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
	var loader Loader
	s, err := loader.LoadFile(path)
	require.NoError(t, err)
	kept := loader.Resolved(s)
	names := []string{}
	for _, f := range kept.Files {
		names = append(names, f.Name)
	}
	assert.Equal(t, []string{"log.csv", "log-2.csv"}, names, "the files are %q", names)
	again, _ := reread(t, t.TempDir(), kept)
	assert.True(t, again.Name == "two" && len(again.Workloads) == 3,
		"read again: %q with %d workloads", again.Name, len(again.Workloads))
}

// reread writes a kept scenario into a folder, reads it from there, and keeps it
// again.
func reread(t *testing.T, folder string, kept Resolved) (*model.Scenario, []byte) {
	t.Helper()
	for _, f := range kept.Files {
		text, err := os.ReadFile(f.Path)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(folder, f.Name), text, 0o644))
	}
	path := filepath.Join(folder, "scenario.yaml")
	require.NoError(t, os.WriteFile(path, kept.Text, 0o644))
	var loader Loader
	s, err := loader.LoadFile(path)
	require.NoError(t, err, "%v in\n%s", err, kept.Text)
	return s, loader.Resolved(s).Text
}

// open returns the origins of the values that no file has.
func open(s *model.Scenario) map[string]model.Origin {
	open := map[string]model.Origin{}
	for _, o := range s.Origins {
		if o.Kind == model.Default || o.Kind == model.Assumption {
			o.File, o.Line, o.Column = "", 0, 0
			open[o.Path] = o
		}
	}
	delete(open, "name")
	return open
}
