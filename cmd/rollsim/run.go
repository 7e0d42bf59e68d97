package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/scenarios"
)

// run is the command that looks at one strategy closely, down to single syncs.
func (p *program) run() *cobra.Command {
	var e effort
	var f form
	var t tongue
	var o observing
	var strategy string
	var slots int
	c := &cobra.Command{
		Use:     "run FILE [--strategy NAME]",
		GroupID: ask,
		Short:   "Simulate one strategy, and record every sync if wanted",
		Long: `Simulate one strategy of a scenario alone, without no rollout beside it, and print its numbers. Where nothing is
rolled out, as with a textbook queue, there is none to name. Of several slot numbers the first is taken, and compare has all.

With --records, every sync of the strategy becomes a row of a CSV or Parquet file: who, why, asked, started, finished,
waited. With --series every five minutes of every replication are one: running, waiting, online, asks, updated. The rows
are those of replication 0 first; they are written before the numbers are printed. With "--records -" they go to standard
output in place of the numbers. reports/COLUMNS.md says what each column holds; with --lang de CSV is what a German Excel reads.`,
		Example: `  rollsim run plan.yaml --strategy waves
  rollsim run plan.yaml --strategy "big bang" --records big-bang.csv --replications 1
  rollsim run plan.yaml --strategy waves --records waves.parquet --series load.csv
  rollsim run three-clients --strategy "no rollout" --records -`,
		Args: files(1, 1),
		RunE: func(c *cobra.Command, args []string) error {
			if err := errors.Join(f.check(), t.check()); err != nil {
				return err
			}
			if err := o.check(c.Flags().Changed); err != nil {
				return err
			}
			s, err := e.read(p, args[0])
			if err != nil {
				return err
			}
			if err := o.spare(p); err != nil {
				return err
			}
			if err := chooseStrategy(s, strategy); err != nil {
				return err
			}
			if err := p.chooseSlots(s, slots, c.Flags().Changed("slots")); err != nil {
				return err
			}
			replications := scenarios.Replications(s)
			if e.replications > 0 {
				replications = e.replications
			}
			if o.wanted() {
				p.forewarn(scenarios.EstimateOf(s, replications))
				if s, err = e.settle(p, s, replications); err != nil {
					return err
				}
				if s.Precision > 0 {
					p.say("the records are of the first %d replications; the numbers may be of more, for their precision", replications)
				}
				if err := o.record(p, newRecording(s, replications, t.language())); err != nil || o.records == "-" {
					return err
				}
			}
			comparison, err := e.compare(p, s, true)
			if err != nil {
				return err
			}
			p.telling.Lock()
			defer p.telling.Unlock()
			if err := f.print(p, t.language(), comparison); err != nil {
				return err
			}
			return p.judge(comparison)
		},
	}
	e.register(c.Flags())
	f.register(c.Flags())
	t.register(c.Flags())
	o.register(c.Flags())
	c.Flags().StringVar(&strategy, "strategy", "", "the strategy, by its name; \"no rollout\" is one, too")
	c.Flags().IntVar(&slots, "slots", 0, "the slot number, where the scenario lists several (by default the first) or leaves it open")
	return c
}

// chooseStrategy leaves one strategy in a scenario, or none for no rollout, which
// need not be named where there is nothing else. What follows from all of them,
// such as the horizon, stays as it is.
func chooseStrategy(s *model.Scenario, name string) error {
	known := []string{model.NoRollout}
	for i := range s.Strategies {
		if s.Strategies[i].Name == name {
			s.Strategies = s.Strategies[i : i+1]
			return nil
		}
		known = append(known, s.Strategies[i].Name)
	}
	switch {
	case name == model.NoRollout || name == "" && len(s.Strategies) == 0:
		s.Strategies = nil
		return nil
	case name == "":
		return wrongf("", "--strategy: must be one of %s", strings.Join(known, ", "))
	}
	return wrongf(didYouMean(name, known), "--strategy: must be one of %s, got %q", strings.Join(known, ", "), name)
}

// mostSlots is the largest number of slots, as in a scenario file.
const mostSlots = 1_000_000

// chooseSlots leaves one slot number in a scenario: the one asked for, or the first
// that the scenario gives, and says so. Where the scenario leaves it open any number
// will do.
func (p *program) chooseSlots(s *model.Scenario, slots int, given bool) error {
	var known []string
	open := false
	for _, n := range s.Backend.Slots {
		if n == model.AutoSlots {
			known, open = append(known, "auto"), true
		} else {
			known = append(known, strconv.Itoa(n))
		}
	}
	switch {
	case !given && s.Backend.Slots[0] != model.AutoSlots:
		if len(known) > 1 {
			p.say("with %s, the first that the scenario lists; --slots names another of %s", known[0]+map[bool]string{true: " slot", false: " slots"}[known[0] == "1"], strings.Join(known, ", "))
		}
		s.Backend.Slots = s.Backend.Slots[:1]
		return nil
	case open && !given:
		return wrongf("compare finds the number that each strategy needs",
			"--slots: must be given, such as --slots 50, since the scenario leaves the number of slots open (%s)", strings.Join(known, ", "))
	case open && (slots < 1 || slots > mostSlots):
		return wrongf("", "--slots: must be from 1 to %d, got %d", mostSlots, slots)
	case open:
		s.Backend.Slots = []int{slots}
		return nil
	case !slices.Contains(s.Backend.Slots, slots):
		return wrongf(fmt.Sprintf("for another number: --set backend.slots=%d", slots),
			"--slots: must be one of %s, as the scenario lists them, got %d", strings.Join(known, ", "), slots)
	}
	s.Backend.Slots = []int{slots}
	return nil
}
