package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports"
)

// A changeForm is a format that a change is written in.
type changeForm struct {
	name  string
	write func(io.Writer, *study.Change) error
}

var changeForms = []changeForm{
	{"text", reports.Change},
	{"md", reports.ChangeMarkdown},
	{"json", reports.ChangeJSON},
	{"csv", reports.ChangeCSV},
}

// diff is the command that says what changed between two runs.
func (p *program) diff() *cobra.Command {
	var format string
	var failIf []string
	var all bool
	c := &cobra.Command{
		Use:     "diff DIR DIR",
		GroupID: ask,
		Short:   "What changed between two run folders, in the scenario and in the results",
		Long: `Compare two folders that "rollsim compare --out" has left: which values of the scenario changed, which targets have
another outcome, and which results differ by more than chance. With the same seed results are paired rollout by
rollout, which shows much smaller differences than two samples would.

--fail-if names a change that must not be, relative or absolute: when it is there for sure, the exit status is 3;
when the intervals leave it open, a warning says so. "waves: " in front of it makes it hold for that strategy only.`,
		Example: `  rollsim diff before after
  rollsim diff before after --format md                                for a merge request
  rollsim diff before after --fail-if "wait.update.p95 > +10%" --fail-if "waves: updated.p95 > +1d"`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return wrongf("one is left by: rollsim compare plan.yaml --out before", "diff needs two folders of results")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			i := slices.IndexFunc(changeForms, func(f changeForm) bool { return f.name == format })
			if i < 0 {
				return wrongf("", "--format: must be one of text, md, json, csv, got %q", format)
			}
			var limits []study.Limit
			for _, text := range failIf {
				l, err := study.ParseLimit(text)
				if err != nil {
					return wrongf("", "--fail-if: %v", err)
				}
				limits = append(limits, l)
			}
			first, err := p.review(folderOf(args[0]))
			if err != nil {
				return err
			}
			second, err := p.review(folderOf(args[1]))
			if err != nil {
				return err
			}
			for _, l := range limits {
				if err := knownStrategy(l, first.Comparison, second.Comparison); err != nil {
					return err
				}
			}
			change := study.NewChange(first.Comparison, second.Comparison, all, limits)
			if err := changeForms[i].write(p.stdout, change); err != nil {
				return writeFailed("standard output", err)
			}
			return p.judgeChange(change)
		},
	}
	c.Flags().StringVar(&format, "format", "text", "text, md, json or csv")
	choices(c.Flags(), "format", "text", "md", "json", "csv")
	c.Flags().StringArrayVar(&failIf, "fail-if", nil, `a change that must not be, such as "wait.update.p95 > +10%"; may be given again`)
	c.Flags().BoolVar(&all, "all", false, "compare every metric, not only those of the targets and the headline ones")
	return c
}

// folderOf is a folder, or that of a file of results in it.
func folderOf(path string) string {
	if info, err := os.Stat(path); err == nil && !info.IsDir() && exists(filepath.Join(filepath.Dir(path), keptResults)) {
		return filepath.Dir(path)
	}
	return path
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
			exceeded = append(exceeded, fmt.Sprintf("%s (%s)", l.Limit.Text, l.Strategy))
		case study.LimitOpen:
			p.say("warning: the intervals leave open whether %s for %s; more replications may decide", l.Limit.Text, l.Strategy)
		case study.LimitEmpty:
			p.say("warning: nothing can be said of %s for %s: %s", l.Limit.Text, l.Strategy, l.Reason)
		}
	}
	if len(exceeded) > 0 {
		return &problem{status: missed, err: fmt.Errorf("a limit is exceeded: %s", strings.Join(exceeded, ", "))}
	}
	return nil
}
