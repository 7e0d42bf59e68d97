//go:build unix

package main

import (
	"io/fs"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/scenarios/disk"
)

// begun starts the program, which is killed when the test ends at the latest, and waits
// until there is a file of such a name.
func begun(t *testing.T, until string, args ...string) (kill func()) {
	t.Helper()
	command := exec.CommandContext(t.Context(), "rollsim", args...)
	require.NoError(t, command.Start())
	killed := false
	kill = func() {
		if !killed {
			killed = true
			command.Process.Signal(syscall.SIGKILL)
			command.Wait()
		}
	}
	t.Cleanup(kill)
	require.Eventually(t, func() bool {
		found, err := filepath.Glob(until)
		return err == nil && len(found) > 0
	}, 20*time.Second, time.Millisecond, until)
	return kill
}

// halfWritten are the temporary names in a folder and below it.
func halfWritten(t *testing.T, folder string) []string {
	t.Helper()
	found := []string{}
	require.NoError(t, filepath.WalkDir(folder, func(path string, _ fs.DirEntry, err error) error {
		if name := filepath.Base(path); disk.Temporary(name) || strings.HasPrefix(name, ".new-") {
			found = append(found, name)
		}
		return err
	}))
	return found
}

// TestKilledIsTidied kills a run in the middle. As long as it is alive, nobody else writes to
// its place, and nobody takes away what it has begun; whoever has the place after it finds
// nothing half-written.
func TestKilledIsTidied(t *testing.T) {
	t.Run("folder and store", func(t *testing.T) {
		folder := t.TempDir()
		out, store := filepath.Join(folder, "out"), filepath.Join(folder, "store")
		args := func(replications string, more ...string) []string {
			return swept(t, append([]string{"--vary", "backend.slots=1,2", "--replications", replications}, more...)...)
		}
		kill := begun(t, filepath.Join(out, soFar), args("2000", "--out", out, "--store", store)...)
		held := halfWritten(t, out)
		assert.Len(t, held, 2, "the lock, and the folder of the tables")
		mustWrite(t, filepath.Join(store, ".new-1"), nil)

		for _, command := range [][]string{args("2", "--out", out), {"compare", "office", "--replications", "2", "--out", out}} {
			stdout, stderr := called(t, failed, command...)
			assert.Empty(t, stdout)
			assert.Contains(t, stderr, "rollsim: --out: another run of rollsim is writing to the folder "+out+"\n")
		}
		assert.Equal(t, held, halfWritten(t, out))
		called(t, done, args("2", "--store", store, "--shard", "0/1")...) // shards share a store
		assert.Contains(t, halfWritten(t, store), ".new-1")

		kill()
		assert.NotEmpty(t, halfWritten(t, out))
		called(t, done, args("2", "--out", out, "--store", store)...)
		assert.Empty(t, halfWritten(t, out))
		assert.Empty(t, halfWritten(t, store))
	})
	t.Run("file", func(t *testing.T) {
		folder := t.TempDir()
		records := filepath.Join(folder, "records.csv")
		args := func(replications string) []string {
			return []string{"run", "three-clients", "--strategy", "no rollout", "--replications", replications, "--records", records}
		}
		kill := begun(t, filepath.Join(folder, ".rollsim-records.csv-[0-9]*"), args("100000")...)
		_, stderr := called(t, failed, args("1")...)
		assert.Contains(t, stderr, "rollsim: writing "+records+": another run of rollsim is writing to it\n")
		kill()
		assert.Len(t, halfWritten(t, folder), 2)
		called(t, done, args("1")...)
		assert.Empty(t, halfWritten(t, folder))
	})
}
