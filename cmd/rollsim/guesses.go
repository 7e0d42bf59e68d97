package main

import (
	"errors"
	"fmt"
	"io"
	"math"
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
)

// guessForms are the formats in which it is told what guesses are worth, with the
// ending of their files.
var guessForms = []struct {
	name   form
	ending string
	write  func(say.Language, io.Writer, *study.Sensitivity) error
}{
	{"text", ".txt", reports.GuessesText},
	{"json", ".json", inEnglish(reports.GuessesJSON)},
	{"csv", ".csv", reports.GuessesCSV},
	{"md", ".md", reports.GuessesMarkdown},
}

// guesses is the command that says which of the guesses in a scenario matter.
func (p *program) guesses() *cobra.Command {
	var e effort
	var f form
	var l tongue
	var out, metric string
	var points int
	var onlyMarked bool
	c := &cobra.Command{
		Use:     "guesses FILE",
		GroupID: ask,
		Short:   "Which guesses would change the decision, and what to ask whom first",
		Long: `Vary what nobody has measured, and see which of it matters: values that the file marks as unknown or with a range, and
defaults that are assumptions. Each is set to both ends of its range, all others as they are; where that changes the
decision, the value at which it changes is looked for. Then all are varied together.

The answer begins with the guesses that the decision hangs on, and ends with questions to ask, the most decisive first.`,
		Example: `  rollsim guesses plan.yaml
  rollsim guesses plan.yaml --only-marked                        without the defaults that are assumptions
  rollsim guesses plan.yaml --metric updated.p95 --out result    the tornado picture of another metric`,
		Args: files(1, 1),
		RunE: func(c *cobra.Command, args []string) error {
			if err := errors.Join(f.check(), l.check()); err != nil {
				return err
			}
			if err := notEmpty(c.Flags(), ofTables); err != nil {
				return err
			}
			if err := judgeable(metric); err != nil {
				return err
			}
			if points < 1 || points > 10_000 {
				return wrongf("", "--points: must be from 1 to 10000, got %d", points)
			}
			sets, err := e.changes()
			if err != nil {
				return err
			}
			again, err := p.kept(args[0])
			if err != nil {
				return err
			}
			s, err := p.read(args[0], sets)
			if err != nil {
				return err
			}
			if err := tells(s, metric); err != nil {
				return err
			}
			if c.Flags().Changed("out") {
				if err := p.makeFolder(out); err != nil {
					return err
				}
			}
			found := scenarios.Guesses(s)
			if onlyMarked {
				found = slices.DeleteFunc(found, func(g model.Guess) bool { return !g.Marked })
			}
			o := study.GuessOptions{Options: study.Options{Replications: e.replications, Workers: e.workers}, Points: points, Metric: metric, Marked: onlyMarked}
			sensitivity, err := p.vary(s, found, func(paths, values []string) (*model.Scenario, error) {
				all := slices.Clone(sets)
				for i := range paths {
					all = append(all, scenarios.Setting{Path: paths[i], Value: values[i]})
				}
				return again(all)
			}, o)
			if err != nil {
				return &problem{status: failed, err: err}
			}
			if warning := untold(sensitivity); warning != "" {
				p.say("warning: %s", warning)
			}
			for i := range guessForms {
				if guessForms[i].name == f {
					if err := guessForms[i].write(l.language(), p.stdout, sensitivity); err != nil {
						return writeFailed("standard output", err)
					}
				}
			}
			if out == "" {
				return nil
			}
			return p.writeGuesses(out, sensitivity, l.language())
		},
	}
	e.register(c.Flags())
	f.register(c.Flags())
	l.register(c.Flags())
	c.Flags().StringVar(&out, "out", "", "folder for the picture (PNG, SVG and the numbers behind it) and the report in every format")
	c.Flags().StringVar(&metric, "metric", "", "metric whose changes are measured (default: the wait after the update that 19 of 20 do not exceed)")
	c.Flags().IntVar(&points, "points", 30, "points at which all guesses are varied together")
	c.Flags().BoolVar(&onlyMarked, "only-marked", false, "only what the file marks, as unknown or with a range")
	return c
}

// judgeable tells whether there is such a metric; empty is the default.
func judgeable(metric string) error {
	if _, ok := model.MetricNamed(metric); ok || metric == "" {
		return nil
	}
	return wrongf(didYouMean(metric, metricNames()), "--metric: must be a metric such as wait.update.p95 or updated.p95, got %q", metric)
}

// metricNames are the metrics that there are.
func metricNames() []string {
	var known []string
	for _, m := range model.Metrics {
		known = append(known, m.Name)
	}
	return known
}

// tells says in an error if a metric says nothing about a scenario, and which to take.
func tells(s *model.Scenario, name string) error {
	m, ok := model.MetricNamed(name)
	if !ok || s.Shows(m) {
		return nil
	}
	if m.OfAfter() && !s.EverydayChanges() {
		return wrongf("", "--metric: %s says nothing here, since everyday after the rollout is what it was before; name it in a target to have it all the same", name)
	}
	if m.OfFirst() && !s.MayInstallFirst() {
		return wrongf("", "--metric: %s says nothing here, since all PCs have had their first sync; take %s", name, strings.Replace(name, ".first.", ".update.", 1))
	}
	if m.IsDelay() {
		instead := model.WaitFor(m).Name
		return wrongf("", "--metric: %s says nothing here, since no sync is held up after it has started; take %s", name, instead)
	}
	return wrongf("", "--metric: %s says nothing here, since the release has no problems and no phase can halt the rollout; take wait.update.p95 or updated.p95, or give release.problems", name)
}

// untold says if the metric of the swings has no number, or is the same under every
// strategy whatever is varied, so that it measures nothing; "" if it does.
func untold(s *study.Sensitivity) string {
	if len(s.Swings) == 0 {
		return ""
	}
	now := s.Comparison.Results[s.Headline].Metric(s.Metric.Name)
	switch {
	case math.IsNaN(now.Mean) || math.IsInf(now.Mean, 0):
		return fmt.Sprintf("%s has no number with the values as they are, so that no change of it can be told; take another --metric, such as wait.update.p95", s.Metric.Name)
	case !slices.ContainsFunc(s.Swings, func(w study.Swing) bool { return w.Width > 0 }):
		return fmt.Sprintf("no guess changes %s, under any strategy; to see what they change take another --metric, such as wait.update.p95", s.Metric.Name)
	}
	return ""
}

// vary has guesses varied, and shows on a terminal what is being done.
func (p *program) vary(s *model.Scenario, found []model.Guess, set func(paths, values []string) (*model.Scenario, error), o study.GuessOptions) (*study.Sensitivity, error) {
	estimate := scenarios.EstimateOf(s, study.MostVaried(s, len(found), o))
	estimate.UpTo = true
	p.forewarn(estimate)
	shown := p.progressOn("the values as they are")
	o.Stage = func(what string) {
		shown.end()
		if p.terminal != nil {
			p.say("%s", what)
		}
		shown = p.progress()
	}
	o.Progress = func(done, total int) { shown.update(done, total) }
	defer func() { shown.end() }()
	return study.Guesses(p.ctx, s, found, set, o)
}

// writeGuesses writes what guesses are worth in every format and as a picture into
// a folder.
func (p *program) writeGuesses(folder string, s *study.Sensitivity, l say.Language) error {
	for i := range guessForms {
		path := filepath.Join(folder, "guesses"+guessForms[i].ending)
		if err := writeFile(path, func(f *os.File) error { return guessForms[i].write(l, f, s) }); err != nil {
			return err
		}
	}
	drawn, err := reports.Tornado(l, folder, s)
	if err != nil {
		return writeFailed("the picture in "+folder, err)
	}
	p.say("wrote the report in %d formats and %d files of the picture to %s", len(guessForms), len(drawn), folder)
	return nil
}

// kept returns what reads a scenario anew with other settings, however often, also
// from standard input, which can be read only once.
func (p *program) kept(file string) (again func([]scenarios.Setting) (*model.Scenario, error), err error) {
	var text []byte
	example, isExample := exampleNamed(file)
	switch {
	case fromStdin(file):
		if text, err = p.readPipe("standard input", p.stdin); err != nil {
			return nil, err
		}
		p.stdin = strings.NewReader(string(text))
	case isExample && !isThere(file):
		file, text = example.Name+".yaml", example.Text
	default:
		return func(sets []scenarios.Setting) (*model.Scenario, error) { return scenarios.LoadFile(file, sets...) }, nil
	}
	return func(sets []scenarios.Setting) (*model.Scenario, error) {
		return scenarios.Load(nameOf(file), text, sets)
	}, nil
}
