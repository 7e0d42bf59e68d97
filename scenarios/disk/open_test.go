//go:build unix

package disk

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	_ "github.com/rollsim/rollsim/testdata/long"
)

// TestOpen reads regular files, and refuses at once whatever else a path leads to.
func TestOpen(t *testing.T) {
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	require.NoError(t, os.WriteFile(at("ten"), []byte("0123456789"), 0o600))
	require.NoError(t, os.WriteFile(at("locked"), nil, 0))
	require.NoError(t, syscall.Mkfifo(at("pipe"), 0o600))
	require.NoError(t, os.Symlink(at("ten"), at("link to a file")))
	require.NoError(t, os.Symlink(at("pipe"), at("link to a pipe")))
	require.NoError(t, os.Symlink(at("itself"), at("itself")))
	for _, tt := range []struct {
		name string
		most int64
		want string // of what is wrong with it; empty: it is read
	}{
		{"ten", 0, ""},
		{"ten", 10, ""},
		{"link to a file", 10, ""},
		{"ten", 9, "has 10 bytes; at most 9 are read"},
		{"nothing", 0, "does not exist"},
		{".", 0, "is a directory; give a file"},
		{"pipe", 0, "is a pipe; give a regular file"},
		{"link to a pipe", 0, "is a pipe; give a regular file"},
		{"itself", 0, "cannot be read: too many levels of symbolic links"},
		{"/dev/zero", 0, "is no regular file"},
		{"/dev/null", 0, "is no regular file"},
	} {
		path := tt.name
		if !filepath.IsAbs(path) {
			path = at(path)
		}
		f, err := Open(path, tt.most)
		if tt.want != "" {
			require.Error(t, err, tt.name)
			assert.Equal(t, tt.want, Problem(err), tt.name)
			continue
		}
		require.NoError(t, err, tt.name)
		require.NoError(t, f.Close())
	}
	_, err := ReadAll(strings.NewReader("0123456789"), 9)
	require.Error(t, err, "what does not tell its size is read to its bound")
	assert.Equal(t, "has more than 9 bytes", Problem(err))
}
