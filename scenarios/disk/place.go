package disk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/gofrs/flock"
)

// ErrBusy is why a place cannot be claimed.
var ErrBusy = errors.New("another run of rollsim is writing to it")

// A Place is a folder or a file that this run writes to, and that others which are
// alive know to be written to. What is half-written lies beside it under a temporary
// name until it is whole. A run that is killed leaves such files, and cannot take them
// away; the next one that has the place to itself does.
//
// That a run is alive is told by a lock of the operating system on an empty file, which
// ends with the process however that ends. Where the file system has no locks, nobody is
// refused and nothing is taken away.
type Place struct {
	begins string       // path with which all names of it begin
	lock   *flock.Flock // nil: there are no locks here
}

// temporary is how all temporary names begin but those of [Share].
const temporary = ".rollsim-"

// Temporary tells whether a name is of what a [Place] that was claimed has left.
func Temporary(name string) bool { return strings.HasPrefix(name, temporary) }

// ClaimFolder makes a folder, which is there, a place of this run alone until it is
// released. The error is [ErrBusy] or of the file system.
func ClaimFolder(folder string) (*Place, error) { return claim(filepath.Join(folder, temporary)) }

// ClaimFile does the same for one file, whether it is there or not.
func ClaimFile(path string) (*Place, error) {
	return claim(filepath.Join(filepath.Dir(path), temporary+filepath.Base(path)+"-"))
}

func claim(begins string) (*Place, error) {
	p := &Place{begins: begins}
	got, err := p.take((*flock.Flock).TryLock)
	switch {
	case err != nil:
		return nil, err
	case !got:
		return nil, ErrBusy
	}
	p.clean()
	return p, nil
}

// Share makes a folder a place of all runs that share it, until each has released it.
// The first of them, which is alone, takes away what those before it have left. Where
// nothing can be written, as others may only read, there is nothing to be held either.
func Share(folder string) (*Place, error) {
	const pause, patience = 10 * time.Millisecond, 10 * time.Second
	p := &Place{begins: filepath.Join(folder, ".new-")}
	alone, err := p.take((*flock.Flock).TryLock)
	if alone && p.lock == nil {
		return p, nil
	}
	if alone {
		p.clean()
		p.lock.Unlock() // its file stays: the lock is taken again at once, with others
	}
	// Others have the place to themselves for as long as they clean it, or leave.
	for begun := time.Now(); err == nil; time.Sleep(pause) {
		var got bool
		switch got, err = p.take((*flock.Flock).TryRLock); {
		case got:
			return p, nil
		case err == nil && time.Since(begun) > patience:
			return nil, ErrBusy
		}
	}
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) {
		p.lock, err = nil, nil
	}
	return p, err
}

// take tries to get a lock, and tells whether it has it, or there are none.
func (p *Place) take(try func(*flock.Flock) (bool, error)) (got bool, err error) {
	for {
		// Network file systems have exclusive locks only for who may write.
		lock := flock.New(p.begins+"lock", flock.SetFlag(os.O_CREATE|os.O_RDWR), flock.SetPermissions(0o666))
		got, err := try(lock)
		switch {
		case errors.Is(err, errors.ErrUnsupported), errors.Is(err, syscall.ENOLCK):
			p.lock = nil
			os.Remove(lock.Path())
			return true, nil
		case err != nil || !got:
			return false, err
		}
		if isThere(lock) {
			p.lock = lock
			return true, nil
		}
		lock.Unlock()
	}
}

// isThere tells whether the file of a lock that is held is the one that others find. Who
// had it before may have taken it away after it was opened here.
func isThere(lock *flock.Flock) bool {
	held, err := lock.Stat()
	if err != nil {
		return false
	}
	there, err := os.Stat(lock.Path())
	return err == nil && os.SameFile(held, there)
}

// clean removes what those have left who had the place before. Only who has it alone
// may do so. What cannot be removed is in nobody's way.
func (p *Place) clean() {
	if p.lock == nil {
		return
	}
	folder, begins := filepath.Split(p.begins)
	left, _ := os.ReadDir(filepath.Clean(folder))
	for _, f := range left {
		if number, ok := strings.CutPrefix(f.Name(), begins); ok && number != "" && strings.Trim(number, "0123456789") == "" {
			os.RemoveAll(filepath.Join(folder, f.Name()))
		}
	}
}

// Create makes a file with a temporary name.
func (p *Place) Create() (*os.File, error) {
	folder, begins := filepath.Split(p.begins)
	return os.CreateTemp(folder, begins+"*")
}

// MakeFolder makes a folder with a temporary name.
func (p *Place) MakeFolder() (string, error) {
	folder, begins := filepath.Split(p.begins)
	return os.MkdirTemp(folder, begins+"*")
}

// Release lets others have the place. The file of the lock goes with the last one.
func (p *Place) Release() {
	if p.lock == nil {
		return
	}
	if !p.lock.Locked() { // it is shared: is anybody else there?
		p.lock.Unlock()
		if got, err := p.take((*flock.Flock).TryLock); !got || err != nil || p.lock == nil {
			return
		}
	}
	// Removed while it is locked: otherwise it could be somebody else's by then. Windows
	// removes nothing that is open, and so not what somebody else has opened either.
	var err error
	if isThere(p.lock) {
		err = os.Remove(p.lock.Path())
	}
	p.lock.Unlock()
	if err != nil && runtime.GOOS == "windows" {
		os.Remove(p.lock.Path())
	}
	p.lock = nil
}

// Write writes a file so that its path never holds half of one: to one with a temporary
// name beside it, which then takes its name. Where the path is a link, that is the file
// which it leads to; a device or a pipe is written to and stays what it is. The error is
// that of write, [ErrBusy], or of the file system.
func Write(path string, write func(*os.File) error) (err error) {
	if led, err := filepath.EvalSymlinks(path); err == nil {
		path = led
	}
	if is, err := os.Stat(path); err == nil && !is.Mode().IsRegular() && !is.IsDir() {
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		err = write(f)
		return errors.Join(err, f.Close())
	}
	place, err := ClaimFile(path)
	if err != nil {
		return err
	}
	defer place.Release()
	f, err := place.Create()
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	if err := write(f); err != nil {
		return err
	}
	if err := f.Chmod(0o644); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
