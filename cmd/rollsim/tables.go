package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/pflag"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports"
	"github.com/rollsim/rollsim/reports/say"
	"github.com/rollsim/rollsim/scenarios"
	"github.com/rollsim/rollsim/scenarios/pattern"
)

// A variation is the flags that say at which settings a scenario is simulated.
type variation struct{ vary, only []string }

func (v *variation) register(flags *pflag.FlagSet) {
	flags.StringArrayVar(&v.vary, "vary", nil,
		"values of a setting, such as backend.slots=40,50,60 or backend.slots=40..100/10; may be given again, and then each is combined with each")
	flags.StringArrayVar(&v.only, "only", nil,
		"leave out the points where this does not hold, such as \"backend.slots >= 40\"; may be given again")
}

// points are those of the sweep of a file with what the flags change.
func (v *variation) points(s *scenarios.Sweep) ([]scenarios.Point, error) {
	for _, text := range v.vary {
		axis, err := scenarios.ParseVary(text)
		if err == nil {
			err = s.Vary(axis)
		}
		if err != nil {
			return nil, wrongf("", "--vary: %v", err)
		}
	}
	for _, text := range v.only {
		condition, err := scenarios.ParseOnly(text)
		if err != nil {
			return nil, wrongf("", "--only: %v", err)
		}
		s.Conditions = append(s.Conditions, condition)
	}
	if len(s.Axes) == 0 {
		return nil, wrongf("such as --vary backend.slots=40,50,60", "there is nothing to vary: neither --vary nor the key sweep of the file")
	}
	points, err := s.Points()
	if err != nil {
		return nil, &problem{status: wrong, err: err}
	}
	return points, nil
}

// tables are the flags that say how a sweep is written down.
type tables struct {
	format form
	tongue tongue
	out    string
	reports.SweepView
}

// sweepForms are the formats that a sweep is written in, with what the files of
// them end in.
var sweepForms = []struct {
	name form
	file string
	make func(say.Language, io.Writer, *study.Sweep, model.Metric) reports.SweepTable
}{
	{"text", "sweep.txt", reports.SweepText},
	{"json", "sweep.json", func(_ say.Language, w io.Writer, s *study.Sweep, _ model.Metric) reports.SweepTable {
		return reports.SweepJSON(w, s)
	}},
	{"csv", "sweep.csv", func(l say.Language, w io.Writer, s *study.Sweep, _ model.Metric) reports.SweepTable {
		return reports.SweepLong(l, w, s)
	}},
	{"wide", wideTable, func(l say.Language, w io.Writer, s *study.Sweep, _ model.Metric) reports.SweepTable {
		return reports.SweepWide(l, w, s)
	}},
	{"md", "sweep.md", reports.SweepMarkdown},
}

func (t *tables) register(flags *pflag.FlagSet) {
	flags.StringVar((*string)(&t.format), "format", "text", "text, json, csv (a row for each number), wide (CSV with a row for each strategy) or md")
	choices(flags, "format", "text", "json", "csv", "wide", "md")
	t.tongue.register(flags)
	flags.StringVar(&t.out, "out", "", "folder for all tables and the pictures; while the sweep runs, "+soFar+" there has the points that are done")
	flags.StringVar(&t.Metric, "metric", "", "the metric of text and pictures, such as wait.update.p95 (default: that of the first target)")
	flags.StringVar(&t.X, "x", "", "the setting along the pictures, by its path (default: the first that varies)")
	flags.StringVar(&t.Y, "y", "", "the setting across heat maps, by its path (default: the second that varies; with --x alone, lines)")
}

// wideTable has a row for each strategy at each point.
const wideTable = "sweep-wide.csv"

// soFar is the long table of a sweep that is under way.
const soFar = "sweep-so-far.csv"

// check tells whether the flags make sense by themselves.
func (t *tables) check() error {
	var known []string
	for i := range sweepForms {
		if sweepForms[i].name == t.format {
			return t.tongue.check()
		}
		known = append(known, string(sweepForms[i].name))
	}
	return wrongf(didYouMean(string(t.format), known), "--format: must be one of %s, got %q", strings.Join(known, ", "), string(t.format))
}

// notEmpty refuses a flag that is written without a value, which would be taken for
// one that is not written.
func notEmpty(flags *pflag.FlagSet, like map[string]string) error {
	var err error
	flags.Visit(func(f *pflag.Flag) {
		if example, ok := like[f.Name]; ok && f.Value.String() == "" && err == nil {
			err = wrongf("", "--%s: is empty; give %s", f.Name, example)
		}
	})
	return err
}

// ofTables are the flags of tables that have no empty value, with what to give.
var ofTables = map[string]string{
	"out": "a folder, such as --out result", "metric": "a metric, such as --metric wait.update.p95",
	"x": "a setting that varies, such as --x backend.slots", "y": "a setting that varies, such as --y backend.slots",
	"store": "a folder, such as --store results", "shard": shardShape, "plan": "the beginning of the name of a plan",
}

// checkPictures tells whether they fit the sweep, and makes the folder for them.
func (t *tables) checkPictures(p *program, s *study.Sweep) error {
	if err := t.Check(s); err != nil {
		return wrongf("", "%v", err)
	}
	if t.out != "" {
		return p.makeFolder(t.out)
	}
	return nil
}

// ofSweep are the names of the files that a sweep is written to.
var ofSweep = pattern.Of(`^(sweep(-so-far|-wide)?\.(txt|json|csv|md)|sweep-(heat|lines)(-[A-Za-z0-9.=_-]+)?\.(png|svg|csv))$`)

// A writing is the tables of a sweep that are being written.
type writing struct {
	folder   string // of --out; empty: none
	fresh    string // the folder of the files until all of them are written
	files    []*os.File
	tables   []reports.SweepTable
	pictures *reports.SweepPictures
	each     *pointPlots // pictures of each point; nil: none

	targets, met, open bool // whether some strategy has, meets or may meet all targets at some point
}

// begin opens the tables of a sweep.
func (t *tables) begin(p *program, s *study.Sweep) (*writing, error) {
	w := &writing{folder: t.out}
	shown := t.Shown(s)
	for _, f := range sweepForms {
		if f.name == t.format {
			w.tables = append(w.tables, f.make(t.tongue.language(), p.stdout, s, shown))
		}
	}
	if t.out == "" {
		return w, nil
	}
	var err error
	if w.fresh, err = p.out.MakeFolder(); err != nil {
		return nil, writeFailed(t.out, err)
	}
	for _, f := range sweepForms {
		path := filepath.Join(w.fresh, f.file)
		if f.name == "csv" {
			path = filepath.Join(t.out, soFar)
		}
		file, err := os.Create(path)
		if err != nil {
			return nil, w.broken(p, writeFailed(path, err))
		}
		w.files = append(w.files, file)
		w.tables = append(w.tables, f.make(t.tongue.language(), file, s, shown))
	}
	w.pictures = reports.NewSweepPictures(t.tongue.language(), s, t.SweepView)
	return w, nil
}

// add writes a point into every table.
func (w *writing) add(point int, results []study.Result) error {
	for i := range results {
		r := &results[i]
		if len(r.Targets) == 0 || r.Strategy == model.NoRollout && len(results) > 1 {
			continue
		}
		w.targets = true
		missed := slices.ContainsFunc(r.Targets, func(t study.TargetResult) bool { return t.Outcome == study.Missed })
		all := !slices.ContainsFunc(r.Targets, func(t study.TargetResult) bool { return t.Outcome != study.Met })
		w.met, w.open = w.met || all, w.open || !all && !missed
	}
	for _, t := range w.tables {
		if err := t.Add(point, results); err != nil {
			return writeFailed("the tables", err)
		}
	}
	if w.pictures != nil {
		w.pictures.Add(point, results)
	}
	if w.each != nil {
		return w.each.draw(point)
	}
	return nil
}

// close ends the tables and their files.
func (w *writing) close() error {
	var errs []error
	for _, t := range w.tables {
		errs = append(errs, t.End())
	}
	for _, f := range w.files {
		errs = append(errs, f.Close())
	}
	return errors.Join(errs...)
}

// broken ends a writing whose sweep has failed: what is complete is printed, and
// the long table stays as far as it has come.
func (w *writing) broken(p *program, err error) error {
	if w.fresh != "" {
		defer os.RemoveAll(w.fresh)
	}
	if failed := w.close(); failed != nil && !errors.Is(failed, syscall.EPIPE) { // of which the program tells
		p.say("warning: %v", failed)
	}
	return err
}

// end ends the tables of a sweep that is complete, draws its pictures, and turns
// what became of the targets into the exit status.
func (w *writing) end(p *program) error {
	if w.fresh != "" {
		defer os.RemoveAll(w.fresh)
	}
	if err := w.close(); err != nil {
		return writeFailed("the tables", err)
	}
	if err := p.stdout.Flush(); err != nil {
		return writeFailed("standard output", err)
	}
	if w.folder != "" {
		shown := p.progressOf("pictures")
		drawn, left, err := w.pictures.Draw(w.fresh, func(done, all int) error {
			shown.update(done, all)
			return p.ctx.Err()
		})
		shown.end()
		undrawn := p.ctx.Err() != nil
		if undrawn {
			pictures, _ := filepath.Glob(filepath.Join(w.fresh, "sweep-*.???"))
			remove(slices.DeleteFunc(pictures, func(path string) bool { return filepath.Base(path) == wideTable }))
			drawn, left, err = 0, 0, nil
		}
		if err != nil {
			return writeFailed("the pictures in "+w.folder, err)
		}
		if left > 0 {
			p.say("warning: %d more pictures are not drawn; choose the settings of the pictures with --x and --y", left)
		}
		if err := os.Rename(filepath.Join(w.folder, soFar), filepath.Join(w.fresh, "sweep.csv")); err != nil {
			return writeFailed(w.folder, err)
		}
		if err := p.replace(w.folder, w.fresh, ofSweep()); err != nil {
			return writeFailed(w.folder, err)
		}
		p.say("wrote the sweep in %d formats and %d files of pictures to %s", len(w.files), drawn, w.folder)
		if w.each != nil {
			p.say("wrote %d files of pictures of each point to %s", w.each.drawn, w.each.folder)
		}
		if undrawn {
			return &problem{status: failed, err: errors.New("stopped: the pictures are not drawn; all tables are complete")}
		}
	}
	switch {
	case w.targets && !w.met && !w.open:
		return &problem{status: missed, err: fmt.Errorf("no strategy meets every target at any point")}
	case w.targets && !w.met:
		p.say("warning: no strategy is sure to meet every target at any point; more replications may decide")
	}
	return nil
}
