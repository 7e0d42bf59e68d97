package main

import (
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestSweepDiskFull ends with status 1 when the disk is full, keeps what is there,
// and goes on with it when there is room.
func TestSweepDiskFull(t *testing.T) {
	disk := t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=512k"); err != nil {
		t.Skipf("a small disk cannot be mounted here: %v", err)
	}
	defer syscall.Unmount(disk, 0)
	store := filepath.Join(disk, "store")
	args := swept(t, "--vary", "backend.slots=2,3", "--vary", "seed=1..20/1", "--replications", "2", "--store", store, "--format", "csv")
	_, stderr := called(t, failed, args...)
	assert.True(t, strings.Contains(stderr, "writing the store "+store+": the disk is full; ") &&
		strings.Contains(stderr, "run it again to go on"),
		"with a full disk it says\n%s", stderr)
	before := resultFiles(t, store)
	require.NoError(t, syscall.Mount("tmpfs", disk, "tmpfs", syscall.MS_REMOUNT, "size=64m"))
	got, stderr := called(t, done, args...)
	kept, all, played := counts(t, stderr)
	assert.True(t, len(before) != 0 && kept == len(before) && all == 240 && played == 240-len(before),
		"after a full disk with %d results it says\n%s", len(before), stderr)
	assert.NotContains(t, stderr, "warning", "after a full disk it warns\n%s", stderr)
	want, _ := called(t, done, args[:len(args)-4]...)
	assert.True(t, want != "" && got != "", "no table")
	whole := slices.Concat(args[:len(args)-4], []string{"--format", "csv"})
	want, _ = called(t, done, whole...)
	assert.Equal(t, want, got, "after a full disk there are other bytes")
}
