package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports"
	"github.com/rollsim/rollsim/scenarios"
)

// run is the command that looks at one strategy closely, down to single syncs.
func (p *program) run() *cobra.Command {
	var e effort
	var f form
	var strategy, records string
	var slots int
	c := &cobra.Command{
		Use:     "run FILE [--strategy NAME]",
		GroupID: ask,
		Short:   "Simulate one strategy, and record every sync if wanted",
		Long: `Simulate one strategy of a scenario alone, without no rollout beside it, and print its numbers. Where nothing is
rolled out, as with a textbook queue, there is none to name.

With --records, every sync of the strategy becomes a line of a CSV file: who, why, asked, started, finished, waited.
The lines are those of replication 0 first; they are written before the numbers are printed. With "--records -" they go to standard output in place of the numbers.`,
		Example: `  rollsim run plan.yaml --strategy waves
  rollsim run plan.yaml --strategy "big bang" --records big-bang.csv --replications 1
  rollsim run three-clients --strategy "no rollout" --records -`,
		Args: files(1, 1),
		RunE: func(c *cobra.Command, args []string) error {
			if err := f.check(); err != nil {
				return err
			}
			if c.Flags().Changed("records") {
				if err := checkRecords(records, c.Flags().Changed("format")); err != nil {
					return err
				}
			}
			s, err := e.read(p, args[0])
			if err != nil {
				return err
			}
			if err := p.spare("--records", records); err != nil {
				return err
			}
			if err := chooseStrategy(s, strategy); err != nil {
				return err
			}
			if err := chooseSlots(s, slots, c.Flags().Changed("slots")); err != nil {
				return err
			}
			replications := scenarios.Replications(s)
			if e.replications > 0 {
				replications = e.replications
			}
			if records != "" {
				if s, err = e.settle(p, s); err != nil {
					return err
				}
				if s.Precision > 0 {
					p.say("the records are of the first %d replications; the numbers may be of more, for their precision", replications)
				}
			}
			switch records {
			case "":
			case "-":
				l, err := p.record(p.stdout, s, replications)
				if err != nil {
					return writeFailed("standard output", err)
				}
				if l.cut() {
					p.say("the records of the last replication are cut off")
				}
				return stopped(l.replications, replications)
			default:
				if err := p.recordFile(records, s, replications); err != nil {
					return err
				}
			}
			comparison, err := e.compare(p, s, true)
			if err != nil {
				return err
			}
			if err := f.print(p, comparison); err != nil {
				return err
			}
			return p.judge(comparison)
		},
	}
	e.register(c.Flags())
	f.register(c.Flags())
	c.Flags().StringVar(&strategy, "strategy", "", "the strategy, by its name; \"no rollout\" is one, too")
	c.Flags().IntVar(&slots, "slots", 0, "the slot number, where the scenario lists several or leaves it open")
	c.Flags().StringVar(&records, "records", "", "write every sync to this .csv file, or to standard output (-)")
	return c
}

// checkRecords refuses a file that records cannot be written to, so that nobody
// learns it after the simulation. format tells whether a format was asked for.
func checkRecords(file string, format bool) error {
	switch {
	case file == "":
		return wrongf("", "--records: is empty; give a file that ends in .csv, or - for standard output")
	case file == "-" && format:
		return wrongf("", "--format: leave it out with --records -, which prints no numbers")
	case file == "-":
		return nil
	case filepath.Ext(file) != ".csv":
		return wrongf("", "--records: must be a file that ends in .csv, or - for standard output, got %s", file)
	}
	if info, err := os.Stat(filepath.Dir(file)); err != nil || !info.IsDir() {
		return wrongf("", "--records: there is no folder %s", filepath.Dir(file))
	}
	if info, err := os.Stat(file); err == nil && info.IsDir() {
		return wrongf("", "--records: %s is a folder; give a file", file)
	}
	return nil
}

// spare refuses to write records over a file that the scenario was read from,
// also where a link leads there.
func (p *program) spare(flag, file string) error {
	written, err := os.Stat(file)
	if file == "" || file == "-" || err != nil {
		return nil // nothing is there to be lost
	}
	for _, input := range p.inputs {
		if read, err := os.Stat(input); err == nil && os.SameFile(written, read) {
			return wrongf("", "%s: %s is a file that the scenario is read from (%s); give another", flag, file, input)
		}
	}
	if in, ok := p.stdin.(*os.File); ok {
		if read, err := in.Stat(); err == nil && os.SameFile(written, read) {
			return wrongf("", "%s: %s is what standard input is read from; give another", flag, file)
		}
	}
	return nil
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

// chooseSlots leaves one slot number in a scenario. Where the scenario leaves it
// open any number will do.
func chooseSlots(s *model.Scenario, slots int, given bool) error {
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
	case open && !given:
		return wrongf("compare finds the number that each strategy needs",
			"--slots: must be given, such as --slots 50, since the scenario leaves the number of slots open (%s)", strings.Join(known, ", "))
	case open && (slots < 1 || slots > mostSlots):
		return wrongf("", "--slots: must be from 1 to %d, got %d", mostSlots, slots)
	case open:
		s.Backend.Slots = []int{slots}
		return nil
	case !given && len(s.Backend.Slots) > 1:
		return wrongf("", "--slots: must be given, since the scenario lists %s", strings.Join(known, ", "))
	case !given:
		return nil
	case !slices.Contains(s.Backend.Slots, slots):
		return wrongf(fmt.Sprintf("for another number: --set backend.slots=%d", slots),
			"--slots: must be one of %s, as the scenario lists them, got %d", strings.Join(known, ", "), slots)
	}
	s.Backend.Slots = []int{slots}
	return nil
}

// recordFile writes every sync of the strategy that was chosen to a file. When it
// must stop, the file holds the replications that are complete, or is not made.
func (p *program) recordFile(file string, s *model.Scenario, replications int) error {
	played := 0
	err := writeFile(file, func(f *os.File) error {
		out := bufio.NewWriterSize(f, 64<<10)
		l, err := p.record(out, s, replications)
		if err == nil {
			err = out.Flush()
		}
		switch played = l.replications; {
		case err != nil:
			return err
		case played == 0:
			return &problem{status: failed, err: errors.New("stopped before the first replication was recorded: no records are written")}
		case l.cut():
			return f.Truncate(l.whole)
		}
		return nil
	})
	if err == nil && played < replications {
		err = &problem{status: failed, err: fmt.Errorf("stopped: %s holds the records of %d of %d replications, each whole", file, played, replications)}
	}
	return err
}

// record plays the strategy that was chosen, one replication after the other, and
// writes every sync. When it must stop, the replication under way ends at once. The
// release is a good one, or where that has no chance has as few problems as it can.
func (p *program) record(w io.Writer, s *model.Scenario, replications int) (*ledger, error) {
	l := &ledger{to: w}
	records := reports.NewRecordWriter(l)
	m := model.New(s)
	m.Stop = p.ctx.Done()
	strategies := m.Strategies()
	strategy := strategies[len(strategies)-1] // no rollout is first, and all there is when it was chosen
	problems := s.Release.Strata()[0]
	if strategy.Name != model.NoRollout && s.Release != nil && len(s.Release.Strata()) > 1 {
		p.say("the records are of rollouts %s; the numbers are of all, by their chance", reports.WithProblems(s, problems))
	}
	shown := p.progress()
	defer shown.end()
	for l.replications < replications && p.ctx.Err() == nil {
		var failure error
		o := m.Begin(s.Backend.Slots[0], l.replications).RollWith(problems, strategy, func(record *model.Record) {
			if failure == nil {
				failure = records.Write(record)
			}
		})
		if failure == nil && o.Err == nil {
			failure = l.complete()
		}
		switch {
		case failure != nil:
			return l, failure
		case errors.Is(o.Err, model.ErrStopped):
			return l, nil
		case o.Err != nil:
			return l, &problem{status: failed, err: o.Err}
		}
		shown.update(l.replications, replications)
	}
	return l, nil
}
