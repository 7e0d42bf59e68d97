// Package disk opens what people point to, and lets runs of the program that share a
// place know of each other. It knows nothing of what the files hold.
//
// [Open] is the one way in for whatever is read: a scenario and the files it names,
// results, a store. [Write] is the one way out for a file. A [Place] is what is written
// to: [ClaimFolder] and [ClaimFile] are for one run alone, [Share] is for several.
package disk

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// A Refusal is why a path is not read: what is there is no regular file, or is larger
// than what is asked for can be. It is in words that follow the name of the file.
type Refusal string

func (r Refusal) Error() string { return string(r) }

// Open opens a regular file that has at most so many bytes; 0 is any number. What else
// a path can lead to is refused without waiting for it: a named pipe has no end, or a
// writer that never comes, and opening a device may do something. The error is a
// [Refusal] or of the file system.
func Open(path string, most int64) (*os.File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if err := fit(info, most); err != nil {
		return nil, err
	}
	// Whatever has taken the place of the file since is not waited for, and is looked at
	// again.
	f, err := os.OpenFile(path, os.O_RDONLY|atOnce, 0)
	if err != nil {
		return nil, err
	}
	if info, err = f.Stat(); err == nil {
		err = fit(info, most)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// Read reads a file that [Open] opens. It reads no more than most bytes even from a
// file that grows, or does not tell its size.
func Read(path string, most int64) ([]byte, error) {
	f, err := Open(path, most)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return ReadAll(f, most)
}

// ReadAll reads to the end of what has at most so many bytes; more is a [Refusal].
func ReadAll(r io.Reader, most int64) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(r, most+1))
	if err == nil && int64(len(text)) > most {
		err = tooLarge(most)
	}
	if err != nil {
		return nil, err
	}
	return text, nil
}

// fit refuses what is no regular file of at most so many bytes.
func fit(info fs.FileInfo, most int64) error {
	switch mode := info.Mode(); {
	case mode.IsDir():
		return Refusal("is a directory; give a file")
	case mode&fs.ModeNamedPipe != 0:
		return Refusal("is a pipe; give a regular file")
	case !mode.IsRegular():
		return Refusal("is no regular file")
	case most > 0 && info.Size() > most:
		return Refusal(fmt.Sprintf("has %d bytes; at most %d are read", info.Size(), most))
	}
	return nil
}

func tooLarge(most int64) error { return Refusal(fmt.Sprintf("has more than %d bytes", most)) }

// Problem is an error of [Open] in words that follow the name of the file, without its
// path.
func Problem(err error) string {
	var refused Refusal
	var of *fs.PathError
	switch {
	case errors.As(err, &refused):
		return string(refused)
	case errors.Is(err, fs.ErrNotExist):
		return "does not exist"
	case errors.As(err, &of):
		err = of.Err
	}
	return "cannot be read: " + err.Error()
}
