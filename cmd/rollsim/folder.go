package main

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"

	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports"
	"github.com/rollsim/rollsim/reports/say"
	"github.com/rollsim/rollsim/scenarios"
	"github.com/rollsim/rollsim/scenarios/disk"
	"github.com/rollsim/rollsim/scenarios/pattern"
)

// ours are the names of the files that a comparison is written to.
var ours = pattern.Of(`^(results\.rollsim|report\.html|workbook\.xlsx|comparison\.(txt|json|csv|md)|` + plotFiles + `)$`)

// checkPlace refuses a file of a flag that cannot be made where it is to lie: in no
// folder, or in the place of one.
func checkPlace(flag, file string) error {
	if info, err := os.Stat(filepath.Dir(file)); err != nil || !info.IsDir() {
		return wrongf("", "--%s: there is no folder %s", flag, filepath.Dir(file))
	}
	if info, err := os.Stat(file); err == nil && info.IsDir() {
		return wrongf("", "--%s: %s is a folder; give a file", flag, file)
	}
	return nil
}

// makeFolder makes a folder for results if it is not there, claims it for this run, and
// checks that files can be made in it, so that nobody learns it after the simulation.
func (p *program) makeFolder(folder string) error {
	if folder == "" {
		return wrongf("", "--out: is empty; give a folder, such as --out result")
	}
	if info, err := os.Stat(folder); err == nil && !info.IsDir() {
		return wrongf("", "--out: %s is a file; give a folder", folder)
	}
	if link, err := os.Readlink(folder); err == nil && !exists(folder) {
		return wrongf("", "--out: %s is a link to %s, which is not there; give a folder", folder, link)
	}
	err := os.MkdirAll(folder, 0o755)
	if err == nil {
		p.out, err = disk.ClaimFolder(folder)
	}
	if errors.Is(err, disk.ErrBusy) {
		return &problem{status: failed, err: fmt.Errorf("--out: another run of rollsim is writing to the folder %s", scenarios.Visible(folder)),
			hint: "wait until it is done, or give another folder"}
	}
	if err == nil {
		var f *os.File
		if f, err = p.out.Create(); err == nil {
			f.Close()
			err = os.Remove(f.Name())
		}
	}
	if err != nil {
		return wrongf("", "--out: cannot write to the folder %s: %s", folder, inWords(err))
	}
	return nil
}

// spareOthers refuses a folder with files that would be replaced although no comparison
// has left them there: one without results.
func spareOthers(folder string) error {
	if isKept(filepath.Join(folder, keptResults)) {
		return nil
	}
	files, err := os.ReadDir(folder)
	if err != nil {
		return nil // there is none yet, or makeFolder tells
	}
	for _, f := range files {
		if name := f.Name(); name == keptScenario || ours().MatchString(name) {
			return wrongf("", "--out: %s has a %s that is not of a comparison, and it would be replaced; give another folder", folder, name)
		}
	}
	return nil
}

// isKept tells whether a file is of the results of a comparison, of whatever version.
func isKept(file string) bool {
	f, err := disk.Open(file, 0)
	if err != nil {
		return false
	}
	defer f.Close()
	begins, _ := bufio.NewReader(f).Peek(16)
	return study.Saved(begins)
}

// The files of a run folder from which everything else in it can be made again.
const (
	keptScenario = "scenario.yaml"
	keptResults  = "results.rollsim"
)

// writeAll leaves a run folder: the scenario with every setting in its place and
// the files that it names, the results, and what is made of these two, a report in
// every format, the page, a workbook and the pictures chosen. After a signal it leaves the
// page, the workbook and the pictures out, which take a while. What an earlier comparison
// has left there goes when the results of the new one are written, so that no picture of
// another scenario stays; what is drawn of them follows.
func (p *program) writeAll(folder string, made *study.Review, chosen plots, l say.Language, kept func()) error {
	fresh, err := p.out.MakeFolder()
	if err != nil {
		return writeFailed(folder, err)
	}
	defer os.RemoveAll(fresh)
	if err := p.keep(folder, fresh, made); err != nil {
		return err
	}
	review, err := p.reopen(fresh)
	if p.ctx.Err() != nil {
		review, err = made, nil
	}
	if err != nil {
		return &problem{status: failed, err: fmt.Errorf("reading what was just written to %s: %w", folder, err)}
	}
	for i := range forms {
		name := "comparison" + forms[i].ending
		err := writeFile(filepath.Join(fresh, name), func(f *os.File) error { return forms[i].write(l, f, review.Comparison) })
		if err != nil {
			return writeFailed(filepath.Join(folder, name), err)
		}
	}
	if err := p.replace(folder, fresh, ours()); err != nil {
		return writeFailed(folder, err)
	}
	kept()
	drawn, err := p.draw(folder, fresh, review, chosen, l)
	switch {
	case err == nil:
		if err := p.move(folder, fresh); err != nil {
			return writeFailed(folder, err)
		}
	case !errors.Is(err, context.Canceled):
		return err
	default:
		p.say("wrote the scenario, its results and the report in %d formats to %s; rollsim report has the page made of them", len(forms), folder)
		if made.Comparison.Partial() {
			return nil // it is told that it was stopped
		}
		return &problem{status: failed, err: errors.New("stopped: the page, the workbook and the pictures are not written")}
	}
	names, _, _ := chosen.names()
	for _, name := range empty(names, drawn) {
		p.say("the picture %s has nothing to show here", name)
	}
	p.say("wrote %s, the page to open, and beside it the report in %d formats, a workbook and %s",
		filepath.Join(folder, "report.html"), len(forms), inSum(drawn))
	return nil
}

// draw writes into a fresh folder, which will be called otherwise, what takes a while:
// the page, the workbook and the pictures chosen, and returns the paths of all. After a
// signal it leaves none of them; the error is then that of the context.
func (p *program) draw(folder, fresh string, review *study.Review, chosen plots, l say.Language) (drawn []string, err error) {
	names, any, err := chosen.names()
	if err != nil {
		return nil, err
	}
	shown := p.progressOf("pages and pictures")
	defer shown.end()
	defer func() {
		if p.ctx.Err() != nil {
			remove(drawn)
			drawn, err = nil, p.ctx.Err()
		}
	}()
	for i, whole := range []struct {
		name  string
		write func(say.Language, io.Writer, *study.Review) error
	}{{"report.html", reports.HTML}, {"workbook.xlsx", reports.Workbook}} {
		if p.ctx.Err() != nil {
			return drawn, nil
		}
		shown.update(i, 2)
		path := filepath.Join(fresh, whole.name)
		if err := writeFile(path, func(f *os.File) error { return whole.write(l, f, review) }); err != nil {
			return drawn, writeFailed(filepath.Join(folder, whole.name), err)
		}
		drawn = append(drawn, path)
	}
	if !any {
		return drawn, nil
	}
	pictures, err := reports.Pictures(l, fresh, review.Comparison, func(done, all int) error {
		shown.update(2+done, 2+all)
		return p.ctx.Err()
	}, names...)
	if drawn = append(drawn, pictures...); err != nil {
		return drawn, writeFailed("the pictures in "+folder, err)
	}
	return drawn, nil
}

// remove removes files; one that cannot be removed stays.
func remove(files []string) {
	for _, path := range files {
		os.Remove(path)
	}
}

// keep writes into a fresh folder, which will be called otherwise, what a review can
// be made from again.
func (p *program) keep(folder, fresh string, review *study.Review) error {
	c := review.Comparison
	var sets []scenarios.Setting
	if asked := c.Asked; asked != c.Scenario.Replications {
		sets = append(sets, scenarios.Setting{Path: "replications", Value: strconv.Itoa(asked)})
	}
	kept := p.loader.Resolved(c.Scenario, sets...)
	for _, file := range kept.Files {
		if err := copyFile(filepath.Join(fresh, file.Name), file.Path); err != nil {
			return writeFailed(filepath.Join(folder, file.Name), err)
		}
	}
	err := os.WriteFile(filepath.Join(fresh, keptScenario), kept.Text, 0o644)
	if err != nil {
		return writeFailed(filepath.Join(folder, keptScenario), err)
	}
	command := "rollsim compare " + keptScenario
	if review.Sensitivity != nil {
		command += " --guesses --out again"
	}
	review.Command, review.Program, review.Hash = command, version(), hashOf(kept.Text)
	err = writeFile(filepath.Join(fresh, keptResults), func(f *os.File) error { return study.Save(f, review) })
	if err != nil {
		return writeFailed(filepath.Join(folder, keptResults), err)
	}
	return nil
}

// hashOf is the SHA-256 of a scenario, in hexadecimal.
func hashOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// copyFile copies a file.
func copyFile(to, from string) error {
	source, err := disk.Open(from, 0)
	if err != nil {
		return err
	}
	defer source.Close()
	return writeFile(to, func(f *os.File) error {
		_, err := io.Copy(f, source)
		return err
	})
}

// reopen reads the review of a run folder.
func (p *program) reopen(folder string) (*study.Review, error) {
	shown := p.progressOn("reading the results")
	defer shown.end()
	s, err := new(scenarios.Loader).LoadFile(filepath.Join(folder, keptScenario))
	if err != nil {
		return nil, err
	}
	for i := range s.Origins { // wherever the folder lies
		if o := &s.Origins[i]; o.File != "" {
			o.File = filepath.Base(o.File)
		}
	}
	f, err := disk.Open(filepath.Join(folder, keptResults), 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := disk.Read(filepath.Join(folder, keptScenario), 1<<20)
	if err != nil {
		return nil, err
	}
	review, err := study.Open(p.ctx, f, s, hashOf(text))
	if errors.Is(err, study.ErrOther) {
		return nil, fmt.Errorf("%s: %s was changed or replaced after the comparison: %s has %w", folder, keptScenario, keptResults, err)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Join(folder, keptResults), err)
	}
	if found := review.Sensitivity; found != nil {
		for i := range found.Swings {
			found.Swings[i].Question = scenarios.Question(found.Swings[i].Paths[0])
		}
		for i := range found.Fixed {
			found.Fixed[i].Question = scenarios.Question(found.Fixed[i].Paths[0])
		}
	}
	return review, nil
}

// replace moves the files of a fresh folder into another, from which it removes
// earlier ones with such names. The program is not ended before all of them are moved.
func (p *program) replace(folder, fresh string, ours *regexp.Regexp) error {
	p.placing.Lock()
	defer p.placing.Unlock()
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
	return moveAll(folder, fresh)
}

// move moves the files of a fresh folder into another. The program is not ended before all
// of them are moved.
func (p *program) move(folder, fresh string) error {
	p.placing.Lock()
	defer p.placing.Unlock()
	return moveAll(folder, fresh)
}

func moveAll(folder, fresh string) error {
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

// writeFile writes a file as a whole or not at all.
func writeFile(path string, write func(*os.File) error) error {
	if err := disk.Write(path, write); err != nil {
		return writeFailed(path, err)
	}
	return nil
}
