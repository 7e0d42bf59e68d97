package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports"
	"github.com/rollsim/rollsim/reports/say"
)

// compare is the command that answers which strategy to choose.
func (p *program) compare() *cobra.Command {
	var e effort
	var f form
	var t tongue
	var out string
	var chosen plots
	var x extras
	c := &cobra.Command{
		Use:     "compare FILE",
		GroupID: ask,
		Short:   "Compare the strategies of a scenario: verdict, table, pictures",
		Long: `Simulate every strategy of a scenario, and no rollout, and print the verdict, a table of them all and what to look at.

FILE is a scenario file, "-" for standard input, or the name of an embedded example such as office.
Where nothing is rolled out, as with a textbook queue, the slot numbers are compared.
The exit status is 3 when no strategy, or no slot number, meets the targets.`,
		Example: `  rollsim compare plan.yaml
  rollsim compare plan.yaml --out result                      text, tables and pictures in the folder result
  rollsim compare plan.yaml --out result --plots wait,days    only two of the pictures
  rollsim compare plan.yaml --set "backend.slots=[50, 80]"    two slot numbers side by side
  rollsim compare plan.yaml --lang de                         the verdict and the table in German
  rollsim compare plan.yaml --format json | jq .verdict`,
		Args: files(1, 1),
		RunE: func(c *cobra.Command, args []string) error {
			if err := errors.Join(f.check(), t.check()); err != nil {
				return err
			}
			if _, _, err := chosen.names(); err != nil {
				return err
			}
			if c.Flags().Changed("plots") && !c.Flags().Changed("out") {
				return wrongf("", "--plots: chooses pictures of the folder that --out names; give --out too")
			}
			if err := x.check(c.Flags()); err != nil {
				return err
			}
			if err := x.prepare(p, &e, args[0]); err != nil {
				return err
			}
			s, err := e.read(p, args[0])
			if err != nil {
				return err
			}
			if c.Flags().Changed("out") {
				if err := p.makeFolder(out); err != nil {
					return err
				}
				if err := spareOthers(out); err != nil {
					return err
				}
			}
			for _, warning := range reports.Impossible(say.English, s) {
				p.say("warning: %s", warning)
			}
			if slices.Contains(s.Backend.Slots, model.AutoSlots) {
				p.say("looking for the smallest number of slots that meets the targets")
			}
			comparison, err := e.compare(p, s, false)
			if err != nil {
				return err
			}
			p.telling.Lock()
			told := sync.OnceFunc(p.telling.Unlock)
			defer told()
			if err := f.print(p, t.language(), comparison); err != nil {
				return err
			}
			if out != "" {
				review, err := x.review(p, &e, comparison)
				if err != nil {
					return err
				}
				if err := p.writeAll(out, review, chosen, t.language(), told); err != nil {
					return err
				}
			}
			return p.judge(comparison)
		},
	}
	e.register(c.Flags())
	f.register(c.Flags())
	t.register(c.Flags())
	chosen.register(c.Flags())
	x.register(c.Flags())
	c.Flags().StringVar(&out, "out", "", "folder for the scenario, its results, the report in every format and pictures (PNG, SVG and the numbers behind them); those of an earlier comparison are replaced")
	return c
}

// A form is the format of a comparison: one of forms.
type form string

// forms are the formats that a comparison is written in. In a folder the file of
// each ends as given.
var forms = []struct {
	name   form
	ending string
	write  func(say.Language, io.Writer, *study.Comparison) error
}{
	{"text", ".txt", reports.Text},
	{"json", ".json", inEnglish(reports.JSON)},
	{"csv", ".csv", reports.CSV},
	{"md", ".md", reports.Markdown},
}

// inEnglish is a format for programs, which is the same in every language.
func inEnglish[T any](write func(io.Writer, T) error) func(say.Language, io.Writer, T) error {
	return func(_ say.Language, w io.Writer, of T) error { return write(w, of) }
}

func (f *form) register(flags *pflag.FlagSet) {
	flags.StringVar((*string)(f), "format", "text", "text, json, csv or md")
	choices(flags, "format", "text", "json", "csv", "md")
}

// check tells whether there is such a format.
func (f form) check() error {
	var known []string
	for i := range forms {
		if forms[i].name == f {
			return nil
		}
		known = append(known, string(forms[i].name))
	}
	return wrongf(didYouMean(string(f), known), "--format: must be one of %s, got %q", strings.Join(known, ", "), string(f))
}

// print writes a comparison to standard output. Formats for programs have no
// room for warnings, which go to standard error.
func (f form) print(p *program, l say.Language, c *study.Comparison) error {
	if f == "json" || f == "csv" {
		for _, warning := range reports.Warnings(c) {
			p.say("warning: %s", warning)
		}
	}
	for i := range forms {
		if forms[i].name == f {
			if err := forms[i].write(l, p.stdout, c); err != nil {
				return writeFailed("standard output", err)
			}
		}
	}
	if err := p.stdout.Flush(); err != nil {
		return writeFailed("standard output", err)
	}
	return nil
}

// judge turns the verdict of a comparison into the exit status.
func (p *program) judge(c *study.Comparison) error {
	switch {
	case c.Partial():
		return stopped(c.Replications, c.Asked)
	case len(c.Scenario.Strategies) == 0 && c.Scenario.Clients() > 0 || !c.Verdict.HasTargets:
		return nil
	}
	what := "strategy"
	if c.Scenario.Clients() == 0 {
		what = "slot number"
	}
	switch c.Verdict.Decision {
	case study.NoGo:
		return &problem{status: missed, err: fmt.Errorf("no %s meets every target", what)}
	case study.Preliminary:
		p.say("warning: the verdict is preliminary; more replications decide")
	case study.NotDecidable:
		p.say("warning: no %s is sure to meet every target%s", what, mayDecide(c))
	}
	return nil
}

// mayDecide says what may decide a verdict that is open.
func mayDecide(c *study.Comparison) string {
	if len(c.Verdict.May) == 0 {
		return ""
	}
	switch rollouts, longer := c.Results[c.Verdict.May[0]].Open(); {
	case rollouts && longer:
		return "; more replications and a longer horizon may decide"
	case longer:
		return "; only a longer horizon decides"
	}
	return "; more replications may decide"
}
