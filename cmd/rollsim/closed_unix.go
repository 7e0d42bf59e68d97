//go:build unix

package main

import (
	"os"

	"golang.org/x/sys/unix"
)

// seemsClosed tells whether a standard stream was probably closed when the program was
// started, as with >&- in a shell. For one that is closed, Go opens the null device before
// main begins, for reading and writing, and every write to it succeeds. Shells open
// that device for writing only (>/dev/null), which is a choice to be respected in silence. But
// some programs that start others, such as Python's subprocess with DEVNULL, open it for both,
// so that this is good for a warning, not for a failure.
func seemsClosed(stream *os.File) bool {
	to, err := stream.Stat()
	if err != nil {
		return false
	}
	null, err := os.Stat(os.DevNull)
	if err != nil || !os.SameFile(to, null) {
		return false
	}
	flags, err := unix.FcntlInt(stream.Fd(), unix.F_GETFL, 0)
	return err == nil && flags&unix.O_ACCMODE == unix.O_RDWR
}
