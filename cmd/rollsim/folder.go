package main

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"

	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports"
)

// ours are the names of the files that a comparison is written to.
var ours = regexp.MustCompile(`^(comparison\.(txt|json|csv|md)|(wait|load|morning|backend|updated|risk|frontier)(-([0-9]+|auto)-slots)?\.(png|svg|csv))$`)

// makeFolder makes a folder for results if it is not there, and checks that
// files can be made in it, so that nobody learns it after the simulation.
func makeFolder(folder string) error {
	if folder == "" {
		return wrongf("", "--out: is empty; give a folder, such as --out result")
	}
	if info, err := os.Stat(folder); err == nil && !info.IsDir() {
		return wrongf("", "--out: %s is a file; give a folder", folder)
	}
	err := os.MkdirAll(folder, 0o755)
	if err == nil {
		var f *os.File
		if f, err = os.CreateTemp(folder, ".rollsim-*"); err == nil {
			f.Close()
			err = os.Remove(f.Name())
		}
	}
	if err != nil {
		return wrongf("", "--out: cannot write to the folder %s: %s", folder, inWords(err))
	}
	return nil
}

// writeAll writes a comparison in every format and its pictures into a folder.
// What an earlier comparison has left there goes when all of the new one is
// written, so that no picture of another scenario stays.
func (p *program) writeAll(folder string, c *study.Comparison) error {
	fresh, err := os.MkdirTemp(folder, ".rollsim-*")
	if err != nil {
		return writeFailed(folder, err)
	}
	defer os.RemoveAll(fresh)
	for i := range forms {
		name := "comparison" + forms[i].ending
		f, err := os.Create(filepath.Join(fresh, name))
		if err == nil {
			err = errors.Join(forms[i].write(f, c), f.Close())
		}
		if err != nil {
			return writeFailed(filepath.Join(folder, name), err)
		}
	}
	pictures, err := reports.Pictures(fresh, c)
	if err != nil {
		return writeFailed("the pictures in "+folder, err)
	}
	if err := replace(folder, fresh); err != nil {
		return writeFailed(folder, err)
	}
	p.say("wrote the report in %d formats and %d files of pictures to %s", len(forms), len(pictures), folder)
	return nil
}

// replace moves the files of a fresh folder into another, from which it removes
// those of an earlier comparison.
func replace(folder, fresh string) error {
	old, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, f := range old {
		if !f.IsDir() && ours.MatchString(f.Name()) {
			if err := os.Remove(filepath.Join(folder, f.Name())); err != nil {
				return err
			}
		}
	}
	files, err := os.ReadDir(fresh)
	if err != nil {
		return err
	}
	for _, f := range files {
		if err := os.Rename(filepath.Join(fresh, f.Name()), filepath.Join(folder, f.Name())); err != nil {
			return err
		}
	}
	return nil
}

// writeFile writes a file so that its path never holds half of one: to a new
// file beside it, which then takes its name.
func writeFile(path string, write func(*os.File) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return writeFailed(path, err)
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
			err = writeFailed(path, err)
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
