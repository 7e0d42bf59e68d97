package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports"
	"github.com/rollsim/rollsim/reports/say"
	"github.com/rollsim/rollsim/scenarios"
	"github.com/rollsim/rollsim/scenarios/disk"
)

// A changeForm is a format that a change is written in.
type changeForm struct {
	name  string
	write func(say.Language, io.Writer, *study.Change) error
}

var changeForms = []changeForm{
	{"text", reports.Change},
	{"md", reports.ChangeMarkdown},
	{"json", func(_ say.Language, w io.Writer, c *study.Change) error { return reports.ChangeJSON(w, c) }},
	{"csv", func(_ say.Language, w io.Writer, c *study.Change) error { return reports.ChangeCSV(w, c) }},
}

// diff is the command that says what changed between two runs.
func (p *program) diff() *cobra.Command {
	var t tongue
	var format string
	var failIf []string
	var all bool
	c := &cobra.Command{
		Use:     "diff DIR|FILE.json DIR|FILE.json",
		GroupID: ask,
		Short:   "What changed between two run folders, in the scenario and in the results",
		Long: `Compare two folders that "rollsim compare --out" has left: which values of the scenario changed, which targets have
another outcome, and which results differ by more than chance. With the same seed results are paired rollout by
rollout, which shows much smaller differences than two samples would.

On either side there may be what "rollsim compare --format json" has printed. That has no single rollouts and no values
of the scenario: results are compared as two samples by their intervals, and a difference is named only where these do
not meet.

--fail-if names a change that must not be, relative or absolute: when it is there for sure, the exit status is 3;
when the intervals leave it open, a warning says so. "waves: " in front of it makes it hold for that strategy only.`,
		Example: `  rollsim diff before after
  rollsim diff before after --format md                                for a merge request
  rollsim diff before.json after
  rollsim diff before after --fail-if "wait.update.p95 > +10%" --fail-if "waves: updated.p95 > +1d"`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return wrongf("one is left by: rollsim compare plan.yaml --out before", "diff needs two folders of results, or JSONs")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			i := slices.IndexFunc(changeForms, func(f changeForm) bool { return f.name == format })
			if i < 0 {
				return wrongf("", "--format: must be one of text, md, json, csv, got %q", format)
			}
			if err := t.check(); err != nil {
				return err
			}
			var limits []study.Limit
			for _, text := range failIf {
				l, err := study.ParseLimit(text)
				var unknown *study.UnknownMetric
				switch {
				case errors.As(err, &unknown):
					return wrongf(didYouMean(unknown.Name, metricNames()), "--fail-if: %v; REFERENCE.md lists them all", err)
				case err != nil:
					return wrongf("", "--fail-if: %v", err)
				}
				limits = append(limits, l)
			}
			first, err := p.side(args[0])
			if err != nil {
				return err
			}
			second, err := p.side(args[1])
			if err != nil {
				return err
			}
			for _, l := range limits {
				if err := knownStrategy(l, first, second); err != nil {
					return err
				}
			}
			change := study.NewChange(first, second, all, limits)
			if err := changeForms[i].write(t.language(), p.stdout, change); err != nil {
				return writeFailed("standard output", err)
			}
			return p.judgeChange(change)
		},
	}
	t.register(c.Flags())
	c.Flags().StringVar(&format, "format", "text", "text, md, json or csv")
	choices(c.Flags(), "format", "text", "md", "json", "csv")
	c.Flags().StringArrayVar(&failIf, "fail-if", nil, `a change that must not be, such as "wait.update.p95 > +10%"; may be given again`)
	c.Flags().BoolVar(&all, "all", false, "compare every metric, not only those of the targets and the headline ones")
	return c
}

// side reads one side of a change: a run folder, which a file that compare has left in
// it stands for, too, or the JSON of a comparison.
func (p *program) side(path string) (*study.Comparison, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, wrongf("one is left by: rollsim compare plan.yaml --out before", "there is no folder or file %s", path)
	}
	folder, isRun := path, info.IsDir()
	if name := filepath.Base(path); !isRun && (ours().MatchString(name) || name == keptScenario) {
		folder = filepath.Dir(path)
		isRun = exists(filepath.Join(folder, keptResults)) && exists(filepath.Join(folder, keptScenario))
	}
	if isRun {
		review, err := p.review(folder)
		if err != nil {
			return nil, err
		}
		return review.Comparison, nil
	}
	f, err := disk.Open(path, 0)
	if err != nil {
		return nil, &problem{status: wrong, err: fmt.Errorf("%s: %s", scenarios.Visible(path), disk.Problem(err))}
	}
	defer f.Close()
	r := bufio.NewReader(f)
	if begin, _ := r.Peek(16); study.Saved(begin) {
		return nil, wrongf("give the folder, or the JSON of the comparison", "%s: has the values of rollouts, but their scenario is in the %s of its folder, which is not beside it", path, keptScenario)
	}
	c, err := reports.ReadJSON(r)
	if err != nil {
		return nil, wrongf("a JSON is printed by: rollsim compare plan.yaml --format json > before.json", "%s: %v", path, err)
	}
	return c, nil
}

// knownStrategy refuses a limit on a strategy that no side has.
func knownStrategy(l study.Limit, both ...*study.Comparison) error {
	var names []string
	for _, c := range both {
		for i := range c.Results {
			names = append(names, c.Results[i].Strategy)
		}
	}
	if l.Strategy == "" || slices.Contains(names, l.Strategy) {
		return nil
	}
	slices.Sort(names)
	return wrongf(didYouMean(l.Strategy, names), "--fail-if: there is no strategy %q; there are %s", l.Strategy, strings.Join(slices.Compact(names), ", "))
}

// judgeChange turns limits into the exit status.
func (p *program) judgeChange(c *study.Change) error {
	var exceeded []string
	for _, l := range c.Limits {
		switch l.Outcome {
		case study.LimitExceeded:
			by := l.Of.String()
			if l.Missing.Any() {
				by += ": " + reports.WhyMissing(say.English, l.Missing)
			}
			exceeded = append(exceeded, fmt.Sprintf("%s (%s)", l.Limit.Text, by))
		case study.LimitOpen:
			p.say("warning: the intervals leave open whether %s for %s; more replications may decide", l.Limit.Text, l.Of)
		case study.LimitEmpty:
			p.say("warning: nothing can be said of %s for %s: %s", l.Limit.Text, l.Of, reports.WhyMissing(say.English, l.Missing))
		}
	}
	if len(exceeded) > 0 {
		return &problem{status: missed, err: fmt.Errorf("a limit is exceeded: %s", strings.Join(exceeded, ", "))}
	}
	return nil
}
