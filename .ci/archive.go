// Command archive packs a folder into OUT, a .tar.gz or a .zip, by its ending:
//
//	go run .ci/archive.go OUT FOLDER
//
// The same files give the same bytes on every machine: they stand in the order of
// their names, belong to nobody, and bear the time SOURCE_DATE_EPOCH (seconds
// since 1970). Files that may be executed stay so.
package main

import (
	"archive/tar"
	"archive/zip"
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "archive: usage: go run .ci/archive.go OUT.tar.gz|OUT.zip FOLDER")
		os.Exit(2)
	}
	if err := pack(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintf(os.Stderr, "archive: %v\n", err)
		os.Exit(1)
	}
}

// pack writes an archive of a folder, in which all paths begin with the name of
// the folder.
func pack(out, folder string) (err error) {
	seconds, err := strconv.ParseInt(os.Getenv("SOURCE_DATE_EPOCH"), 10, 64)
	if err != nil {
		return fmt.Errorf("SOURCE_DATE_EPOCH must be a number of seconds since 1970: %w", err)
	}
	f, err := os.Create(out)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	var to archive
	switch {
	case strings.HasSuffix(out, ".tar.gz"):
		to = newTarball(f)
	case strings.HasSuffix(out, ".zip"):
		to = newZip(f)
	default:
		return fmt.Errorf("%s must end in .tar.gz or .zip", out)
	}
	when := time.Unix(seconds, 0).UTC()
	// WalkDir goes by the order of names.
	err = filepath.WalkDir(folder, func(at string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		inside, err := filepath.Rel(folder, at)
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		mode := fs.FileMode(0o644)
		if info.Mode()&0o100 != 0 {
			mode = 0o755
		}
		text, err := os.ReadFile(at)
		if err != nil {
			return err
		}
		return to.add(path.Join(filepath.Base(folder), filepath.ToSlash(inside)), mode, when, text)
	})
	return errors.Join(err, to.Close())
}

// An archive takes files one by one.
type archive interface {
	add(name string, mode fs.FileMode, when time.Time, text []byte) error
	io.Closer
}

type tarball struct {
	tar *tar.Writer
	zip *gzip.Writer
}

func newTarball(w io.Writer) tarball {
	z, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		panic(err) // there is such a level
	}
	return tarball{tar.NewWriter(z), z}
}

func (a tarball) add(name string, mode fs.FileMode, when time.Time, text []byte) error {
	header := tar.Header{Typeflag: tar.TypeReg, Name: name, Size: int64(len(text)), Mode: int64(mode), ModTime: when, Format: tar.FormatUSTAR}
	if err := a.tar.WriteHeader(&header); err != nil {
		return err
	}
	_, err := a.tar.Write(text)
	return err
}

func (a tarball) Close() error { return errors.Join(a.tar.Close(), a.zip.Close()) }

type zipfile struct{ *zip.Writer }

func newZip(w io.Writer) zipfile {
	z := zip.NewWriter(w)
	z.RegisterCompressor(zip.Deflate, func(to io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(to, flate.BestCompression)
	})
	return zipfile{z}
}

func (a zipfile) add(name string, mode fs.FileMode, when time.Time, text []byte) error {
	header := zip.FileHeader{Name: name, Method: zip.Deflate, Modified: when}
	header.SetMode(mode)
	w, err := a.CreateHeader(&header)
	if err != nil {
		return err
	}
	_, err = w.Write(text)
	return err
}
