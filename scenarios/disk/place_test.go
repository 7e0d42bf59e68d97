//go:build unix

package disk

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/gofrs/flock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// names are those of the files in a folder.
func names(t *testing.T, folder string) []string {
	t.Helper()
	files, err := os.ReadDir(folder)
	require.NoError(t, err)
	found := []string{}
	for _, f := range files {
		found = append(found, f.Name())
	}
	return found
}

// leave makes files as they are left by a run that was killed.
func leave(t *testing.T, folder string, names ...string) {
	t.Helper()
	for _, name := range names {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), nil, 0o600))
	}
}

// TestClaim gives a place to one run at a time, who finds nothing of those before it
// that were killed, and takes away nothing else.
func TestClaim(t *testing.T) {
	for _, tt := range []struct {
		name      string
		claim     func(folder string) (*Place, error)
		left, not []string // temporary names of its own and of other places
	}{
		{"folder", ClaimFolder, []string{".rollsim-12", ".rollsim-lock"}, []string{".rollsim-a.csv-12", ".rollsim-notes", "rollsim-12", ".new-12"}},
		{"file", func(folder string) (*Place, error) { return ClaimFile(filepath.Join(folder, "a.csv")) },
			[]string{".rollsim-a.csv-12", ".rollsim-a.csv-lock"}, []string{".rollsim-12", ".rollsim-a.csv-7-12", ".rollsim-b.csv-12", ".rollsim-a.csv-x", "a.csv"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			folder := t.TempDir()
			leave(t, folder, append(tt.left, tt.not...)...)
			first, err := tt.claim(folder)
			require.NoError(t, err)
			f, err := first.Create()
			require.NoError(t, err)
			defer f.Close()
			inside, err := first.MakeFolder()
			require.NoError(t, err)
			leave(t, inside, "something")
			lock := filepath.Base(first.lock.Path())
			assert.ElementsMatch(t, append([]string{lock, filepath.Base(f.Name()), filepath.Base(inside)}, tt.not...), names(t, folder))

			_, err = tt.claim(folder)
			require.ErrorIs(t, err, ErrBusy)
			assert.FileExists(t, filepath.Join(inside, "something"), "what is alive stays")

			first.Release()
			second, err := tt.claim(folder)
			require.NoError(t, err)
			second.Release()
			assert.ElementsMatch(t, tt.not, names(t, folder), "nothing is left")
		})
	}
}

// TestShare lets several runs have a folder. The first finds nothing of those before
// it, and what the others have begun stays until the last has left.
func TestShare(t *testing.T) {
	folder := t.TempDir()
	leave(t, folder, ".new-12", ".new-lock", ".rollsim-12")
	first, err := Share(folder)
	require.NoError(t, err)
	assert.Equal(t, []string{".new-lock", ".rollsim-12"}, names(t, folder))
	f, err := first.Create()
	require.NoError(t, err)
	defer f.Close()
	second, err := Share(folder)
	require.NoError(t, err)
	assert.FileExists(t, f.Name())
	second.Release()
	third, err := Share(folder)
	require.NoError(t, err)
	assert.FileExists(t, f.Name())
	first.Release()
	third.Release()
	assert.Equal(t, []string{filepath.Base(f.Name()), ".rollsim-12"}, names(t, folder), "the lock goes with the last one")
	last, err := Share(folder)
	require.NoError(t, err)
	last.Release()
	assert.Equal(t, []string{".rollsim-12"}, names(t, folder))
}

// TestLockRemoved has the file of the lock taken away between that it is opened and that it
// is locked: a lock that others do not find is none, and what others hold is not removed.
func TestLockRemoved(t *testing.T) {
	folder := t.TempDir()
	p := &Place{begins: filepath.Join(folder, temporary)}
	tries := 0
	got, err := p.take(func(lock *flock.Flock) (bool, error) {
		got, err := lock.TryLock()
		if tries++; tries == 1 {
			require.NoError(t, os.Remove(lock.Path()))
		}
		return got, err
	})
	require.NoError(t, err)
	require.True(t, got)
	assert.Equal(t, 2, tries)
	_, err = ClaimFolder(folder)
	require.ErrorIs(t, err, ErrBusy)

	require.NoError(t, os.Remove(p.lock.Path()))
	other, err := ClaimFolder(folder)
	require.NoError(t, err)
	p.Release()
	_, err = ClaimFolder(folder)
	require.ErrorIs(t, err, ErrBusy, "the other one still has it")
	other.Release()
	assert.Empty(t, names(t, folder))
}

// TestWrite leaves a whole file or what was there before.
func TestWrite(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "a.csv")
	write := func(text string, fails error) error {
		return Write(path, func(f *os.File) error {
			_, err := f.WriteString(text)
			return errors.Join(err, fails)
		})
	}
	require.NoError(t, write("first", nil))
	full := errors.New("full")
	require.ErrorIs(t, write("second", full), full)
	require.ErrorIs(t, Write(path, func(*os.File) error { return write("third", nil) }), ErrBusy, "another one writes it")
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, "first", string(text))
	assert.Equal(t, []string{"a.csv"}, names(t, folder))
}
