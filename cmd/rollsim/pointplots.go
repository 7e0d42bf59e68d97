package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports"
	"github.com/rollsim/rollsim/reports/say"
	"github.com/rollsim/rollsim/scenarios/disk"
	"github.com/rollsim/rollsim/scenarios/pattern"
)

// pointFolders is the folder in that of --out in which each point of a sweep has a
// folder of its own with pictures.
const pointFolders = "points"

// A pointPlots draws the pictures of a comparison for the points of a sweep, one point
// after the other. What a sweep keeps of a rollout is its metrics; a picture needs all of
// what happens, so that each point is simulated once more, with the same clients and mornings.
type pointPlots struct {
	ctx      context.Context
	sweep    *study.Sweep
	load     func(point int) (*model.Scenario, error)
	workers  int
	language say.Language
	names    []string // of the pictures; none: all
	folder   string
	drawn    int
}

// newPointPlots makes room for the pictures in the folder of --out: those of the points
// of an earlier sweep are taken away. It is nil where none are wanted.
func newPointPlots(p *program, s *study.Sweep, load func(int) (*model.Scenario, error), e *effort, chosen plots, l say.Language, out string) (*pointPlots, error) {
	if out == "" {
		return nil, nil
	}
	names, any, err := chosen.names()
	if err != nil {
		return nil, err
	}
	d := &pointPlots{ctx: p.ctx, sweep: s, load: load, workers: e.workers, names: names, language: l, folder: filepath.Join(out, pointFolders)}
	if err := d.clear(); err != nil {
		return nil, writeFailed(d.folder, err)
	}
	if !any {
		return nil, nil
	}
	return d, nil
}

// pointNamed are the names of the folders of points.
var pointNamed = pattern.Of(`^[0-9]{5,}-[A-Za-z0-9.,=_-]+$`)

// clear removes the pictures of the points of an earlier sweep, and folders that are empty then.
func (d *pointPlots) clear() error {
	folders, err := os.ReadDir(d.folder)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	for _, of := range folders {
		if !of.IsDir() || !pointNamed().MatchString(of.Name()) {
			continue
		}
		folder := filepath.Join(d.folder, of.Name())
		files, err := os.ReadDir(folder)
		if err != nil {
			return err
		}
		for _, f := range files {
			if !f.IsDir() && (ours().MatchString(f.Name()) || disk.Temporary(f.Name())) {
				if err := os.Remove(filepath.Join(folder, f.Name())); err != nil {
					return err
				}
			}
		}
		if files, err = os.ReadDir(folder); err == nil && len(files) == 0 {
			err = os.Remove(folder)
		}
		if err != nil {
			return err
		}
	}
	return err
}

// unsafe are the characters that names of folders do without, on Windows too.
var unsafe = pattern.Of(`[^A-Za-z0-9.,=_-]+`)

// pointFolder names the folder of a point: its number, which keeps names apart that
// differ in nothing else, and its settings, such as
// "00003-backend.slots=50-strategies.waves.waves.size=250".
func pointFolder(s *study.Sweep, point int) string {
	const most = 120 // characters; a path of Windows has 260
	name := fmt.Sprintf("%05d-%s", point+1, unsafe().ReplaceAllString(s.Settings(point), "-"))
	name = name[:min(len(name), most)]
	for len(name) > 0 && (name[len(name)-1] == '.' || name[len(name)-1] == '-') {
		name = name[:len(name)-1] // Windows drops a dot at the end
	}
	return name
}

// draw draws the pictures of a point. Its horizon is that of the sweep, which is not
// extended.
func (d *pointPlots) draw(point int) error {
	loaded, err := d.load(point)
	if err != nil {
		return err
	}
	s := *loaded
	s.HorizonOpen = false
	c, err := study.Compare(d.ctx, &s, study.Options{Replications: d.sweep.Points[point].Replications, Workers: d.workers})
	if err == nil && c.Partial() {
		err = d.ctx.Err()
	}
	if err != nil {
		return err
	}
	folder := filepath.Join(d.folder, pointFolder(d.sweep, point))
	pictures, err := reports.Pictures(d.language, folder, c, func(int, int) error { return d.ctx.Err() }, d.names...)
	if d.ctx.Err() != nil {
		remove(pictures)
		os.Remove(folder) // if it is empty
		return d.ctx.Err()
	}
	if err != nil {
		return writeFailed(folder, err)
	}
	d.drawn += len(pictures)
	return nil
}
