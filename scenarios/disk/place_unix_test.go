//go:build unix

package disk

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestWriteLeavesWhatIsNoFile checks that a pipe is written to and stays one, and that a
// link leads on to the file that it led to.
func TestWriteLeavesWhatIsNoFile(t *testing.T) {
	folder := t.TempDir()
	words := func(f *os.File) error {
		_, err := f.WriteString("words")
		return err
	}

	pipe := filepath.Join(folder, "pipe")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	read := make(chan string, 1)
	go func() {
		text, _ := os.ReadFile(pipe)
		read <- string(text)
	}()
	require.NoError(t, Write(pipe, words))
	is, err := os.Lstat(pipe)
	require.NoError(t, err)
	require.Equal(t, os.ModeNamedPipe, is.Mode().Type(), "the pipe is replaced")
	select {
	case got := <-read:
		assert.Equal(t, "words", got, "what comes through the pipe")
	case <-time.After(10 * time.Second):
		assert.Fail(t, "nothing comes through the pipe")
	}

	file, link := filepath.Join(folder, "file"), filepath.Join(folder, "link")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	require.NoError(t, os.Symlink(file, link))
	require.NoError(t, Write(link, words))
	is, err = os.Lstat(link)
	require.NoError(t, err)
	assert.Equal(t, os.ModeSymlink, is.Mode().Type(), "the link is replaced")
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, "words", string(text), "the file behind the link")
}
