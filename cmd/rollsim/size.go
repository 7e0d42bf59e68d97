package main

import (
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports"
	"github.com/rollsim/rollsim/reports/say"
	"github.com/rollsim/rollsim/scenarios"
	"github.com/rollsim/rollsim/scenarios/pattern"
)

// quantities are what can be sized, by the name that --for has for it.
var quantities = map[string]study.Quantity{
	"slots": study.SlotCount, "waves": study.WaveCount, "wave-size": study.WaveSize, "interval": study.WaveInterval,
}

// sizeForms are the formats that a sizing is written in. In a folder the file of
// each ends as given.
var sizeForms = []struct {
	name   form
	ending string
	write  func(say.Language, io.Writer, *study.Sizing) error
}{
	{"text", ".txt", reports.Size},
	{"json", ".json", inEnglish(reports.SizeJSON)},
	{"csv", ".csv", reports.SizeCSV},
	{"md", ".md", reports.SizeMarkdown},
}

// ofSizing are the names of the files that a sizing is written to.
var ofSizing = pattern.Of(`^(sizing\.(txt|json|csv|md)|(slots|waves|wave-size|interval)(-frontier)?\.(png|svg|csv))$`)

// size is the command that answers how many slots are needed.
func (p *program) size() *cobra.Command {
	var e effort
	var f form
	var l tongue
	var out, strategy, what string
	c := &cobra.Command{
		Use:     "size FILE",
		GroupID: ask,
		Short:   "Find the fewest slots that meet the targets, for each strategy",
		Long: `Find for each strategy of a scenario the smallest number of slots with which each target holds, and all together: on
average, as compare decides it, and with 95 % assurance, which is in at least 95 % of single rollouts. Every number is
decided by replications that the search has not seen, and comes with its interval and with what one slot fewer does.
Where everyday changes with the release, as in a first installation, the slots of the days after the rollout come beside
those of the rollout.

With --for waves it is the smallest number of waves, with --for wave-size the largest wave, and with --for interval the
smallest number of workdays from one wave to the next; how many slots there are is then as the scenario says.
The exit status is 3 when no strategy can be sized.`,
		Example: `  rollsim size plan.yaml
  rollsim size plan.yaml --strategy waves --out sizing        with pictures and tables in the folder sizing
  rollsim size plan.yaml --for wave-size --set backend.slots=80`,
		Args: files(1, 1),
		RunE: func(c *cobra.Command, args []string) error {
			if err := errors.Join(f.check(), l.check()); err != nil {
				return err
			}
			quantity, ok := quantities[what]
			if known := slices.Sorted(maps.Keys(quantities)); !ok {
				return wrongf(didYouMean(what, known), "--for: must be one of %s, got %q", strings.Join(known, ", "), what)
			}
			s, err := e.read(p, args[0])
			if err != nil {
				return err
			}
			if c.Flags().Changed("strategy") {
				if err := hasStrategy(s, strategy); err != nil {
					return err
				}
			}
			if c.Flags().Changed("out") {
				if err := p.makeFolder(out); err != nil {
					return err
				}
			}
			sizing, err := e.size(p, s, quantity, strategy)
			if err != nil {
				return err
			}
			p.telling.Lock()
			defer p.telling.Unlock()
			for _, form := range sizeForms {
				if form.name == f {
					if err := form.write(l.language(), p.stdout, sizing); err != nil {
						return writeFailed("standard output", err)
					}
				}
			}
			if err := p.stdout.Flush(); err != nil {
				return writeFailed("standard output", err)
			}
			if out != "" {
				if err := p.writeSizing(out, sizing, l.language()); err != nil {
					return err
				}
			}
			return judgeSizing(sizing)
		},
	}
	e.register(c.Flags())
	f.register(c.Flags())
	l.register(c.Flags())
	c.Flags().StringVar(&strategy, "strategy", "", "the only strategy to size, by its name (default: each)")
	c.Flags().StringVar(&what, "for", "slots", "what to size: slots, waves, wave-size or interval")
	choices(c.Flags(), "for", "slots", "waves", "wave-size", "interval")
	c.Flags().StringVar(&out, "out", "", "folder for the answer in every format and pictures (PNG, SVG and the numbers behind them); those of an earlier sizing are replaced")
	return c
}

// hasStrategy tells whether a scenario has a strategy of a name, or is a queue.
func hasStrategy(s *model.Scenario, name string) error {
	var known []string
	for i := range s.Strategies {
		known = append(known, s.Strategies[i].Name)
	}
	if len(known) == 0 {
		known = []string{model.NoRollout}
	}
	if !slices.Contains(known, name) {
		return wrongf(didYouMean(name, known), "--strategy: must be one of %s, got %q", strings.Join(known, ", "), name)
	}
	return nil
}

// size has the strategies of a scenario sized, and shows how far that is.
func (e *effort) size(p *program, s *model.Scenario, quantity study.Quantity, strategy string) (*study.Sizing, error) {
	if err := study.CanSize(s, quantity); err != nil {
		return nil, wrongf("", "%v", err)
	}
	one := *s
	one.Backend.Slots = one.Backend.Slots[:1] // others that are tried cost about the same
	estimate := scenarios.EstimateOf(&one, study.MostTrials(s, e.replications))
	estimate.UpTo = true
	p.forewarn(estimate)
	shown := p.progressOf("rollouts")
	sizing, err := study.Size(p.ctx, s, study.SizeOptions{
		Quantity: quantity, Strategy: strategy, Replications: e.replications, Workers: e.workers, Progress: shown.update,
		Set: func(path, value string) (*model.Scenario, error) {
			return p.loader.At(scenarios.Point{Settings: []scenarios.Setting{{Path: path, Value: value}}})
		},
	})
	shown.end()
	if err != nil {
		return nil, &problem{status: failed, err: err}
	}
	return sizing, nil
}

// writeSizing writes a sizing in every format and its pictures into a folder.
func (p *program) writeSizing(folder string, sizing *study.Sizing, l say.Language) error {
	fresh, err := p.out.MakeFolder()
	if err != nil {
		return writeFailed(folder, err)
	}
	defer os.RemoveAll(fresh)
	for _, form := range sizeForms {
		name := "sizing" + form.ending
		if err := writeFile(filepath.Join(fresh, name), func(f *os.File) error { return form.write(l, f, sizing) }); err != nil {
			return writeFailed(filepath.Join(folder, name), err)
		}
	}
	var pictures []string
	if p.ctx.Err() == nil { // they take a while
		pictures, err = reports.SizePictures(l, fresh, sizing)
	}
	if err != nil {
		return writeFailed("the pictures in "+folder, err)
	}
	if err := p.replace(folder, fresh, ofSizing()); err != nil {
		return writeFailed(folder, err)
	}
	p.say("wrote the answer in %d formats and %d files of pictures to %s", len(sizeForms), len(pictures), folder)
	return nil
}

// judgeSizing turns a sizing into the exit status.
func judgeSizing(sizing *study.Sizing) error {
	if sizing.Stopped {
		return &problem{status: failed, err: errors.New("stopped: not everything was decided")}
	}
	for i := range sizing.Sized {
		all, after := sizing.Sized[i].All(), sizing.Sized[i].Afterwards()
		if all != nil && all.OnAverage.Found && (after == nil || after.OnAverage.Found) {
			return nil
		}
	}
	return &problem{status: missed, err: errors.New("no strategy can be sized so that every target holds")}
}
