package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rollsim/rollsim/model/theory"
	"github.com/rollsim/rollsim/reports"
)

// longer is how many times as many replications --long takes: with four times as
// many, intervals are half as wide.
const longer = 4

// theoryForms are the formats of the command theory.
var theoryForms = []string{"text", "md"}

// theory is the command that holds the simulator against queues whose behaviour
// is known exactly.
func (p *program) theory() *cobra.Command {
	var o theory.Options
	var long bool
	var format, family string
	c := &cobra.Command{
		Use:     "theory",
		GroupID: trust,
		Short:   "Hold the simulator against queues whose behaviour is known exactly",
		Long: fmt.Sprintf(`Simulate queues whose behaviour is known exactly, through the same model as a rollout, and print both numbers, with
the difference in percent and in standard errors (z). It takes about a minute.

The exit status is 1 when a quantity is more than %d standard errors off.`, theory.Limit),
		Example: `  rollsim theory
  rollsim theory --long --seed 2
  rollsim theory --family "erlang a"
  rollsim theory --format md > RESULTS.md`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return wrongf("", "theory takes flags only, got %s", strings.Join(args, " "))
			}
			return nil
		},
	}
	flags := c.Flags()
	flags.BoolVar(&long, "long", false, fmt.Sprintf("%d times as many replications: intervals half as wide", longer))
	flags.StringVar(&format, "format", "text", strings.Join(theoryForms, " or "))
	choices(flags, "format", theoryForms...)
	flags.Uint64Var(&o.Seed, "seed", 1, "the same seed gives the same result")
	flags.IntVar(&o.Workers, "workers", 0, "replications simulated at once; does not change the result (default: one for each processor)")
	flags.StringVar(&family, "family", "", "only families of queues whose name contains this, such as M/D/c")
	c.RunE = func(*cobra.Command, []string) error {
		write, err := theoryForm(format)
		if err != nil {
			return err
		}
		if flags.Changed("workers") && o.Workers < 1 {
			return wrongf("", "--workers: must be at least 1, got %d", o.Workers)
		}
		if long {
			o.Scale = longer
		}
		if flags.Changed("family") && strings.TrimSpace(family) == "" {
			return wrongf("", "--family: is empty; give a name or a part of one, such as M/D/c")
		}
		shown := p.progressOn("what is known exactly")
		cases, err := unlessStopped(p, func() ([]theory.Case, error) { return casesOf(family) })
		shown.end()
		if errors.Is(err, context.Canceled) {
			err = &problem{status: failed, err: errors.New("stopped before the first case")}
		}
		if err != nil {
			return err
		}
		results, complete := p.reproduce(cases, o)
		if err := write(p.stdout, results, o.Seed, len(cases)); err != nil {
			return writeFailed("standard output", err)
		}
		if err := p.stdout.Flush(); err != nil {
			return writeFailed("standard output", err)
		}
		agreement := theory.Agree(results)
		if agreement.Beyond > 0 {
			err = &problem{status: failed, err: errors.New(reports.Disagreement(agreement))}
		}
		if !complete {
			if err != nil {
				p.say("%v", err)
			}
			err = &problem{status: failed, err: fmt.Errorf("stopped: %d of %d cases are complete", agreement.Cases, len(cases))}
		}
		return err
	}
	return c
}

// theoryForm returns what writes a format.
func theoryForm(format string) (func(io.Writer, []theory.Result, uint64, int) error, error) {
	switch format {
	case "text":
		return reports.Theory, nil
	case "md":
		return reports.TheoryMarkdown, nil
	}
	return nil, wrongf(didYouMean(format, theoryForms), "--format: must be %s, got %q", strings.Join(theoryForms, " or "), format)
}

// casesOf returns the cases of the families that a text names, and of all when it
// is empty.
func casesOf(text string) ([]theory.Case, error) {
	var cases []theory.Case
	for _, f := range theory.FamiliesNamed(asPrinted(text)) {
		cases = append(cases, f.Cases()...)
	}
	if len(cases) > 0 {
		return cases, nil
	}
	var known []string
	for _, f := range theory.Families() {
		known = append(known, f.Name)
	}
	return nil, wrongf(didYouMean(text, known), "--family: must be in one of %s; got %q", strings.Join(known, ", "), text)
}

// asPrinted turns what keyboards have into the signs in names of families: inf
// for ∞ and M[X] for M^[X].
func asPrinted(family string) string {
	if head, tail, ok := strings.Cut(strings.ToLower(family), "/inf"); ok {
		family = family[:len(head)] + "/∞" + strings.TrimPrefix(tail, "inity")
	}
	if len(family) > 1 && strings.EqualFold(family[:2], "m[") {
		family = "M^" + family[1:]
	}
	return family
}

// reproduce simulates cases, shows how far that is, and tells whether all are
// complete.
func (p *program) reproduce(cases []theory.Case, o theory.Options) (results []theory.Result, complete bool) {
	shown := p.progressOf("cases")
	defer shown.end()
	o.Progress = shown.update
	results, err := theory.Run(p.ctx, cases, o)
	return results, err == nil
}
