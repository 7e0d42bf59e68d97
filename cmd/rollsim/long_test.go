package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestEveryPackageKnowsLong checks that a test of each package with tests imports the
// package that defines -long: go test ./... -long fails in one that does not.
func TestEveryPackageKnowsLong(t *testing.T) {
	const imported = `"github.com/rollsim/rollsim/` + `testdata/long"` // not in this file, which does not
	knows := map[string]bool{}                                         // by folder
	require.NoError(t, filepath.WalkDir("../..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (entry.Name() == ".git" || entry.Name() == "testdata") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, "_test.go") {
			return nil
		}
		source, err := os.ReadFile(path)
		folder := filepath.Dir(path)
		knows[folder] = knows[folder] || strings.Contains(string(source), imported)
		return err
	}))
	for folder, imports := range knows {
		assert.True(t, imports, "no test of %s imports testdata/long, which defines -long", folder)
	}
	assert.Greater(t, len(knows), 8)
}
