package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports"
	"github.com/rollsim/rollsim/reports/say"
	"github.com/rollsim/rollsim/scenarios"
)

// planForms are the formats that a plan is written in.
var planForms = map[string]func(say.Language, io.Writer, *study.Plan) error{"text": reports.PlanText, "md": reports.PlanMarkdown}

// plan is the command that writes one strategy down for those who carry it out.
func (p *program) plan() *cobra.Command {
	var e effort
	var t tongue
	var strategy, format, calendar string
	var slots int
	c := &cobra.Command{
		Use:     "plan FILE [--strategy NAME]",
		GroupID: ask,
		Short:   "Write one strategy down as a plan: phases, dates, go or no-go, the way back",
		Long: `Simulate one strategy of a scenario and write it down for those who carry it out: for each phase whom it takes, when
it opens, how it is offered, by when how much of it is updated, how busy the backend gets and how long people wait,
when it is go or no-go for the next one and what happens if its gate is stuck; then what halts the rollout, what is
done then, and the days to know.

Without --strategy it is the only one, or the one that compare recommends. With --format md the plan can be pasted
into a wiki. With --ics phases, decisions and freezes become entries of a calendar file, which calendar programs import;
imported again after a change, its entries move. Where the release may have a problem, dates are those without one, and
the plan says what one would change; where a problem is certain they are those with it.`,
		Example: `  rollsim plan plan.yaml --strategy pilot
  rollsim plan plan.yaml --strategy pilot --format md > pilot.md
  rollsim plan plan.yaml --strategy pilot --ics pilot.ics`,
		Args: files(1, 1),
		RunE: func(c *cobra.Command, args []string) error {
			write, ok := planForms[format]
			if !ok {
				return wrongf(didYouMean(format, []string{"text", "md"}), "--format: must be text or md, got %q", format)
			}
			if err := t.check(); err != nil {
				return err
			}
			if c.Flags().Changed("ics") {
				if err := checkCalendar(calendar); err != nil {
					return err
				}
			}
			s, err := e.read(p, args[0])
			if err != nil {
				return err
			}
			if err := p.spare("--ics", calendar); err != nil {
				return err
			}
			if len(s.Strategies) == 0 || s.Release == nil {
				return wrongf("", "there is nothing to plan: the scenario has no strategy")
			}
			if strategy == model.NoRollout {
				return wrongf("", "--strategy: no rollout has no phases to plan")
			}
			if strategy == "" && len(s.Strategies) > 1 {
				err = e.recommended(p, s)
			} else if err = p.choose(s, strategy); err == nil {
				err = p.chooseSlots(s, slots, c.Flags().Changed("slots"))
			}
			if err != nil {
				return err
			}
			plan, err := e.plan(p, s)
			if err != nil {
				return err
			}
			if err := write(t.language(), p.stdout, plan); err != nil {
				return writeFailed("standard output", err)
			}
			if calendar != "" {
				if err := writeFile(calendar, func(f *os.File) error { return reports.PlanCalendar(t.language(), f, plan) }); err != nil {
					return err
				}
				p.say("wrote the calendar %s", calendar)
			}
			return stopped(plan.Replications, plan.Asked)
		},
	}
	e.register(c.Flags())
	t.register(c.Flags())
	c.Flags().StringVar(&strategy, "strategy", "", "the strategy, by its name (default: the only one, or the one that compare recommends)")
	c.Flags().IntVar(&slots, "slots", 0, "the slot number, where the scenario lists several (by default the first) or leaves it open")
	c.Flags().StringVar(&format, "format", "text", "text or md")
	c.Flags().StringVar(&calendar, "ics", "", "write phases, decisions and freezes to this .ics file, too")
	choices(c.Flags(), "format", "text", "md")
	return c
}

// checkCalendar refuses a file that a calendar cannot be written to, so that nobody
// learns it after the simulation.
func checkCalendar(file string) error {
	if filepath.Ext(file) != ".ics" {
		return wrongf("", "--ics: must be a file that ends in .ics, got %q", file)
	}
	return checkPlace("ics", file)
}

// choose leaves the named strategy in a scenario, or the only one.
func (p *program) choose(s *model.Scenario, name string) error {
	if name == "" {
		return nil
	}
	for i := range s.Strategies {
		if s.Strategies[i].Name == name {
			s.Strategies = s.Strategies[i : i+1]
			return nil
		}
	}
	known := strategyNames(s)
	return wrongf(didYouMean(name, known), "--strategy: must be one of %s, got %q", strings.Join(known, ", "), name)
}

// recommended leaves the strategy, and the slot number, in a scenario that a
// comparison recommends.
func (e *effort) recommended(p *program, s *model.Scenario) error {
	p.say("comparing %d strategies to find the one that is recommended", len(s.Strategies))
	c, err := e.compare(p, s, false)
	if err != nil {
		return err
	}
	if c.Partial() {
		return &problem{status: failed, err: fmt.Errorf("stopped while the strategies were compared: there is no plan")}
	}
	if c.Verdict.Best < 0 || c.Results[c.Verdict.Best].Strategy == model.NoRollout {
		return wrongf("", "--strategy: must be one of %s; compare recommends none", strings.Join(strategyNames(s), ", "))
	}
	best := &c.Results[c.Verdict.Best]
	slots := "slots"
	if best.Slots == 1 {
		slots = "slot"
	}
	p.say("%s on %d %s is recommended", best.Strategy, best.Slots, slots)
	s.Backend.Slots = []int{best.Slots}
	return p.choose(s, best.Strategy)
}

// plan has the strategy that was chosen simulated phase by phase.
func (e *effort) plan(p *program, s *model.Scenario) (*study.Plan, error) {
	p.forewarn(scenarios.EstimateOf(s, e.replications))
	shown := p.progress()
	defer shown.end()
	plan, err := study.MakePlan(p.ctx, s, &s.Strategies[0], s.Backend.Slots[0],
		study.Options{Replications: e.replications, Workers: e.workers, Progress: shown.update})
	if err != nil {
		return nil, &problem{status: failed, err: err}
	}
	return plan, nil
}

func strategyNames(s *model.Scenario) []string {
	var known []string
	for i := range s.Strategies {
		known = append(known, s.Strategies[i].Name)
	}
	return known
}
