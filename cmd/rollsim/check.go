package main

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/spf13/cobra"

	"github.com/rollsim/rollsim/reports"
	"github.com/rollsim/rollsim/reports/say"
	"github.com/rollsim/rollsim/scenarios"
)

// check is the command that says whether scenario files are right.
func (p *program) check() *cobra.Command {
	var set settings
	var t tongue
	c := &cobra.Command{
		Use:     "check FILE...",
		GroupID: write,
		Short:   "Say everything that is wrong with scenario files",
		Long: `Read scenario files and say everything that is wrong with them, with the place and what would be right. A backend that
does more than to share out its slots is told in words, and so are problems of the release, windows, gates and
permissions, and the days off within the horizon. Every point of a sweep is read too. Nothing is simulated.`,
		Example: `  rollsim check plan.yaml
  rollsim check plans/*.yaml
  rollsim check plan.yaml --set backend.slots=80
  rollsim check plan.yaml --lang de`,
		Args: files(1, math.MaxInt),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := t.check(); err != nil {
				return err
			}
			l := t.language()
			sets, err := set.parse()
			if err != nil {
				return err
			}
			bad := 0
			for _, file := range args {
				s, err := p.load(file, sets)
				var sweep []say.Sentence
				if err == nil {
					sweep, err = p.checkSweep()
				}
				if p.ctx.Err() != nil {
					return errors.New("stopped before everything was checked")
				}
				if err != nil {
					bad++
					(&problem{err: err}).tell(p)
					continue
				}
				fmt.Fprintf(p.stdout, "%s: ok\n", scenarios.Visible(nameOf(file)))
				lines := slices.Concat(reports.BackendInWords(l, s), reports.RolloutInWords(l, s))
				for _, text := range scenarios.CalendarInWords(s) {
					lines = append(lines, reports.Told(l, text))
				}
				for _, text := range sweep {
					lines = append(lines, reports.Told(l, text))
				}
				for _, line := range lines {
					fmt.Fprintf(p.stdout, "  %s\n", line)
				}
				var warnings []string
				for _, warning := range append(s.Warnings, scenarios.LongRun(s, 0)) {
					if text := reports.Told(l, warning); text != "" {
						warnings = append(warnings, text)
					}
				}
				shown := p.progressOn("what can be said beforehand")
				bounds, err := reports.BoundsInWords(l, p.ctx, s)
				shown.end()
				if err != nil {
					return errors.New("stopped while it was looked at what can be said beforehand")
				}
				for _, warning := range append(warnings, bounds...) {
					fmt.Fprintf(p.stderr, "%s: warning: %s\n", scenarios.Visible(nameOf(file)), warning)
				}
			}
			if bad > 0 {
				return &problem{status: wrong}
			}
			return nil
		},
	}
	set.register(c.Flags())
	t.register(c.Flags())
	return c
}

// checkSweep reads every point of the sweep of the file that was read last, and
// says in words what it varies; nothing where the file has none.
func (p *program) checkSweep() ([]say.Sentence, error) {
	sweep := p.loader.Sweep
	if len(sweep.Axes) == 0 {
		return nil, nil
	}
	points, err := sweep.Points()
	if err == nil {
		shown := p.progressOf("points")
		err = p.loader.CheckPoints(points, func(done int) bool {
			shown.update(done, len(points))
			return p.ctx.Err() == nil
		})
		shown.end()
	}
	if err != nil {
		return nil, err
	}
	return []say.Sentence{sweep.InWords(len(points))}, nil
}

// explain is the command that shows where the values of a scenario come from.
func (p *program) explain() *cobra.Command {
	var set settings
	var t tongue
	c := &cobra.Command{
		Use:     "explain FILE",
		GroupID: write,
		Short:   "Show every value of a scenario and where it comes from",
		Long: `Show every value that a scenario has, and where it comes from: a line of the file, a default with its source, an assumption, or --set.
A plan in the terms of another rollout system is shown in phases too.`,
		Example: `  rollsim explain plan.yaml
  rollsim explain plan.yaml | grep ASSUMPTION
  rollsim explain plan.yaml --lang de`,
		Args: files(1, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := t.check(); err != nil {
				return err
			}
			sets, err := set.parse()
			if err != nil {
				return err
			}
			s, err := p.read(args[0], sets)
			if err != nil {
				return err
			}
			if err := reports.Explain(t.language(), p.stdout, s); err != nil {
				return writeFailed("standard output", err)
			}
			if told := scenarios.CalendarInWords(s); len(told) > 0 {
				fmt.Fprintf(p.stdout, "\n%s\n", t.language().Say(say.T("The calendar", "Der Kalender")))
				for _, text := range told {
					fmt.Fprintf(p.stdout, "  %s\n", reports.Told(t.language(), text))
				}
			}
			for i := range s.Strategies {
				if st := &s.Strategies[i]; st.Preset != "" {
					fmt.Fprintf(p.stdout, "\n%s\n\n%s", reports.InPhases(t.language(), st), scenarios.Phases(s, st))
				}
			}
			return nil
		},
	}
	set.register(c.Flags())
	t.register(c.Flags())
	return c
}
