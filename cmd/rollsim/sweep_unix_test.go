//go:build unix

package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestSweepStoreUnwritable ends with status 1 where the store cannot be written,
// before anything is simulated.
func TestSweepStoreUnwritable(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o644))
	store := filepath.Join(file, "store")
	_, stderr := called(t, failed, swept(t, "--vary", "backend.slots=2,3", "--store", store)...)
	assert.Equal(t, "rollsim: writing the store "+store+": a part of the path is a file, not a folder\n", stderr,
		"it says")
	if os.Geteuid() == 0 {
		return // whom no folder is closed to
	}
	closed := t.TempDir()
	require.NoError(t, os.Chmod(closed, 0o555))
	_, stderr = called(t, failed, swept(t, "--vary", "backend.slots=2,3", "--store", closed)...)
	assert.Contains(t, stderr, "you may not write there", "with a closed folder it says %q", stderr)
}
