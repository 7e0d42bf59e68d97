package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/model/study/store"
	"github.com/rollsim/rollsim/scenarios"
)

// sweep is the command that compares the strategies at many settings.
func (p *program) sweep() *cobra.Command {
	var e effort
	var v variation
	var t tables
	var chosen plots
	var folder, part string
	var list bool
	c := &cobra.Command{
		Use:     "sweep FILE [--vary path=values]...",
		GroupID: ask,
		Short:   "Compare the strategies at many settings: tables, heat maps and lines",
		Long: `Simulate every strategy of a scenario, and no rollout, at each combination of the values that --vary gives or the
key sweep of the file. All points have the same clients, mornings and work, so that they differ by their settings alone.

A horizon that is left open is that of the plans at each point and is not extended; of a precision the fewest replications
are played.

With --store every result is kept in a folder under the hash of all that has a say in it. A sweep that was stopped goes
on where it was; one with more values or replications simulates only what is new. With --shard several machines that
share the folder, or whose folders are copied into one, do a shard each; rollsim merge then prints the tables.

With --out DIR and --plots each point has pictures of its own, as those of compare, in DIR/points/NUMBER-SETTINGS. They
need more than a store keeps, so that each point is simulated once more for them; merge, which has no scenario, draws none.

--shard auto takes index and number from a Slurm array, a Cloud Run job or an AWS Batch array; auto/N takes the index
from those, a Kubernetes Indexed Job or Nomad. The exit status is 3 when no strategy meets the targets at any point.`,
		Example: `  rollsim sweep plan.yaml --vary backend.slots=40,50,60 --vary strategies.waves.waves.size=250,500 --out result
  rollsim sweep plan.yaml --vary backend.slots=40..100/10 --store results        kept; run it again to go on
  rollsim sweep plan.yaml --vary backend.slots=40,80 --out result --plots wait     and a picture of each point
  rollsim sweep plan.yaml --list --store results                                 the points, and what is kept of them
  rollsim sweep plan.yaml --store results --shard 3/8                            the fourth of eight shards
  rollsim merge results --out result                                             the tables, once all shards are done`,
		Args: files(1, 1),
		RunE: func(c *cobra.Command, args []string) error {
			if err := t.check(); err != nil {
				return err
			}
			if err := notEmpty(c.Flags(), ofTables); err != nil {
				return err
			}
			if _, _, err := chosen.names(); err != nil {
				return err
			}
			mine, err := parseShard(part, environment)
			switch {
			case err != nil:
				return err
			case part != "" && folder == "":
				return wrongf("", "--shard: needs --store, the folder in which the shards meet")
			case part != "" && list:
				return wrongf("", "--list: shows the points of all shards; leave out --shard")
			case part != "" && t.out != "":
				return wrongf("", "--out: a shard has no tables; give it to rollsim merge")
			case chosen != noPlots && t.out == "":
				return wrongf("", "--plots: chooses pictures of each point for the folder that --out names; give --out too")
			case list && c.Flags().Changed("format"):
				return wrongf("", "--list: shows the points as text; leave out --format")
			}
			s, load, estimate, err := p.points(&e, &v, args[0])
			if err != nil {
				return err
			}
			if err := t.checkPictures(p, s); err != nil {
				return err
			}
			if list {
				return p.listPoints(s, folder)
			}
			estimate.Times(1 / float64(max(mine.of, 1)))
			estimate.UpTo = folder != "" // what is kept there is not simulated
			p.forewarn(estimate)
			return p.carryOut(s, load, &e, &t, chosen, folder, mine)
		},
	}
	e.register(c.Flags())
	v.register(c.Flags())
	t.register(c.Flags())
	chosen.registerAs(c.Flags(), noPlots, "pictures of each point, in a folder of its own in DIR/"+pointFolders+" of --out, for which the point is simulated once more")
	c.Flags().StringVar(&folder, "store", "", "folder that keeps every result, to go on later, to extend the sweep, or to divide it")
	c.Flags().StringVar(&part, "shard", "", "do only shard I of N, from 0, given as I/N, auto or auto/N")
	c.Flags().BoolVar(&list, "list", false, "show the points, and how many of their results are in the store; simulate nothing")
	return c
}

// points reads a scenario and finds the points of its sweep, each of which must be
// a scenario without complaints. Load makes that of a point, and most says how long they
// take, as far as a sample of them tells.
func (p *program) points(e *effort, v *variation, file string) (s *study.Sweep, load func(int) (*model.Scenario, error), most scenarios.Estimate, err error) {
	base, err := e.read(p, file)
	if err != nil {
		return nil, nil, most, err
	}
	points, err := v.points(p.loader.Sweep)
	if err != nil {
		return nil, nil, most, err
	}
	var one sync.Mutex // a Loader is for one goroutine
	load = func(i int) (*model.Scenario, error) {
		one.Lock()
		defer one.Unlock()
		return p.loader.At(points[i])
	}
	program, err := programIdentity()
	if err != nil {
		return nil, nil, most, &problem{status: failed, err: err}
	}
	s = &study.Sweep{Scenario: base.Name, Seed: base.Seed, Program: program}
	for _, set := range points[0].Settings {
		s.Axes = append(s.Axes, set.Path)
	}
	shown := p.progressOf("points read")
	defer shown.end()
	const sample = 50 // points, which is enough for a factor
	apart, sampled := max(1, len(points)/sample), 0
	loaders := sync.Pool{New: func() any {
		one.Lock()
		defer one.Unlock()
		return p.loader.Fork()
	}}
	err = s.Gather(p.ctx, len(points), e.workers, e.replications, func(i int) (*model.Scenario, []string, error) {
		loader := loaders.Get().(*scenarios.Loader)
		defer loaders.Put(loader)
		var values []string
		for _, set := range points[i].Settings {
			values = append(values, set.Value)
		}
		scenario, err := loader.At(points[i])
		if err == nil && i%apart == 0 {
			estimate := scenarios.EstimateOf(scenario, cmp.Or(e.replications, scenarios.Replications(scenario)))
			one.Lock()
			defer one.Unlock()
			most.Add(estimate)
			sampled++
		}
		return scenario, values, err
	}, func(done int) { shown.update(done, len(points)) })
	var complaints scenarios.Errors
	switch {
	case p.ctx.Err() != nil:
		return nil, nil, most, &problem{status: failed, err: errors.New("stopped while the points were read")}
	case errors.As(err, &complaints):
		if all := p.loader.CheckPoints(points, nil); all != nil {
			err = all
		}
		return nil, nil, most, &problem{status: wrong, err: err}
	case err != nil:
		return nil, nil, most, wrongf("", "%v", err)
	}
	most.Times(float64(len(points)) / float64(sampled))
	return s, load, most, nil
}

// carryOut simulates what the store does not have of a sweep, or of a part of it,
// and writes the tables unless it is a part.
func (p *program) carryOut(s *study.Sweep, load func(int) (*model.Scenario, error), e *effort, t *tables, chosen plots, folder string, mine shard) error {
	o := study.SweepOptions{Workers: e.workers, Shard: mine.index, Of: mine.of, Load: load}
	var kept *store.Store
	var plan string
	if folder != "" {
		var err error
		if kept, err = store.Open(folder, func(warning string) { p.say("warning: %s", warning) }); err == nil {
			defer kept.Close()
			plan, err = kept.PutPlan(s)
		}
		if err != nil {
			return writeFailed("the store "+folder, err)
		}
		o.Kept = kept
	}
	written := &writing{}
	if mine.of == 0 {
		each, err := newPointPlots(p, s, load, e, chosen, t.tongue.language(), t.out)
		if err != nil {
			return err
		}
		if written, err = t.begin(p, s); err != nil {
			return err
		}
		written.each = each
		o.Point = written.add
	}
	shown := p.progressOf("results")
	total, before, done := 0, 0, 0
	o.Progress = func(now, all, kept int) {
		total, before, done = all, kept, now
		shown.updateFrom(kept, now, all)
	}
	played, err := s.Run(p.ctx, o)
	shown.end()
	switch {
	case err != nil:
		return written.broken(p, sweepFailed(err, folder, max(done, before+played), total))
	case folder != "" && (played > 0 || mine.of > 0):
		p.say("%d of %d results were in the store, %d are new", total-played, total, played)
	}
	if kept != nil {
		own := store.Shard{Plan: plan, Shard: mine.index, Of: max(mine.of, 1), Program: s.Program, Results: total}
		if err := kept.PutShard(own); err != nil {
			return written.broken(p, writeFailed("the store "+folder, err))
		}
	}
	if mine.of > 0 {
		p.say("shard %d of %d of plan %s is done; when all are: rollsim merge %s", mine.index, mine.of, plan, folder)
		return nil
	}
	return written.end(p)
}

// sweepFailed says why a sweep ended early, and what is left of it.
func sweepFailed(err error, folder string, done, total int) error {
	var pr *problem
	var complaints scenarios.Errors
	var cause syscall.Errno
	rest := "; without --store nothing is kept"
	if folder != "" {
		rest = fmt.Sprintf("; %d of %d results are kept in %s, run it again to go on", done, total, folder)
	}
	switch {
	case errors.As(err, &pr):
		return pr
	case errors.As(err, &complaints):
		return &problem{status: wrong, err: err}
	case errors.Is(err, context.Canceled), errors.Is(err, model.ErrStopped):
		return &problem{status: failed, err: fmt.Errorf("stopped%s", rest)}
	case folder != "" && errors.As(err, &cause):
		return &problem{status: failed, err: fmt.Errorf("writing the store %s: %s%s", folder, inWords(err), rest)}
	}
	return &problem{status: failed, err: fmt.Errorf("%v%s", err, rest)}
}

// listPoints shows the points of a sweep and how many of their results a store has.
func (p *program) listPoints(s *study.Sweep, folder string) error {
	var kept *store.Store
	if folder != "" && exists(folder) {
		var err error
		if kept, err = store.Open(folder, func(warning string) { p.say("warning: %s", warning) }); err != nil {
			return writeFailed("the store "+folder, err)
		}
		defer kept.Close()
	}
	has := make([]int, len(s.Points))
	all := 0
	shown, tasks := p.progressOf("tasks looked up"), s.Tasks()
	for number, task := range s.All {
		if kept == nil || p.ctx.Err() != nil {
			break
		}
		for _, key := range s.Keys(task) {
			if kept.Has(key) {
				has[task.Point]++
				all++
			}
		}
		if number%100 == 99 {
			shown.update(number+1, tasks)
		}
	}
	shown.end()
	if p.ctx.Err() != nil {
		return &problem{status: failed, err: errors.New("stopped while the store was looked through")}
	}
	for i := range s.Points {
		at := &s.Points[i]
		name := s.Settings(i)
		if name == "" {
			name = "(as in the file)"
		}
		if folder == "" {
			fmt.Fprintf(p.stdout, "%s  %d results\n", name, at.Results())
			continue
		}
		fmt.Fprintf(p.stdout, "%s  %d of %d results\n", name, has[i], at.Results())
	}
	fmt.Fprintf(p.stdout, "%d points, %d tasks, %d results", len(s.Points), s.Tasks(), s.Results())
	if folder != "" {
		fmt.Fprintf(p.stdout, ", %d of them in the store", all)
	}
	fmt.Fprintln(p.stdout)
	return nil
}

// merge is the command that puts the parts of a sweep together.
func (p *program) merge() *cobra.Command {
	var t tables
	var plan string
	c := &cobra.Command{
		Use:     "merge DIR",
		GroupID: ask,
		Short:   "Put the shards of a divided sweep together: the tables and pictures of the whole",
		Long: `Check that all shards of a sweep that was divided with --shard are in its store, and every result of them, and write
the tables and pictures that one machine would have written, to the byte.

The exit status is 1 when a shard or a result is missing, which is named and may still come, and 2 when one is there
that does not belong: of another plan, or of another build of rollsim.`,
		Example: `  rollsim merge results
  rollsim merge results --out result`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return wrongf("", "merge takes one folder, that of --store, got %d", len(args))
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			if err := t.check(); err != nil {
				return err
			}
			if err := notEmpty(c.Flags(), ofTables); err != nil {
				return err
			}
			s, err := store.Merge(args[0], plan)
			var unfit *store.Unfit
			switch {
			case errors.As(err, &unfit) && unfit.Missing:
				return &problem{status: failed, err: err}
			case errors.As(err, &unfit):
				return &problem{status: wrong, err: err}
			case err != nil:
				return &problem{status: failed, err: err}
			}
			if err := t.checkPictures(p, s); err != nil {
				return err
			}
			kept, err := store.Open(args[0], func(warning string) { p.say("warning: %s", warning) })
			if err != nil {
				return writeFailed("the store "+args[0], err)
			}
			defer kept.Close()
			written, err := t.begin(p, s)
			if err != nil {
				return err
			}
			_, err = s.Run(p.ctx, study.SweepOptions{Kept: kept, Point: written.add,
				Load: func(int) (*model.Scenario, error) {
					return nil, errors.New("a result went missing while it was merged")
				}})
			if err != nil {
				return written.broken(p, &problem{status: failed, err: err})
			}
			return written.end(p)
		},
	}
	t.register(c.Flags())
	c.Flags().StringVar(&plan, "plan", "", "the plan, where the store has several, by the beginning of its name")
	return c
}
