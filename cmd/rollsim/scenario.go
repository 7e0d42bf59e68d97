package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/scenarios"
	"github.com/rollsim/rollsim/scenarios/pattern"
)

// settings are the flags that change a scenario before it is read.
type settings []string // path=value, as given

func (set *settings) register(flags *pflag.FlagSet) {
	flags.StringArrayVar((*[]string)(set), "set", nil,
		"replace a value of the file, such as backend.slots=80 or fleet.plants.clients=500; may be given again")
}

// parse takes the settings apart.
func (set settings) parse() ([]scenarios.Setting, error) {
	var all []scenarios.Setting
	for _, text := range set {
		path, value, ok := strings.Cut(text, "=")
		if !ok {
			return nil, wrongf("", "--set %s: must be path=value, such as backend.slots=80", text)
		}
		all = append(all, scenarios.Setting{Path: path, Value: value})
	}
	return all, nil
}

// effort is the flags that say how a scenario is simulated.
type effort struct {
	settings
	asked        string // replications as given: a number, or what else the scenario language allows
	replications int    // the number that was given; 0: none
	seed         uint64
	workers      int
	flags        *pflag.FlagSet
}

func (e *effort) register(flags *pflag.FlagSet) {
	e.flags = flags
	e.settings.register(flags)
	flags.StringVar(&e.asked, "replications", "",
		"simulated rollouts of each strategy: a number, or \"{min: 30, max: 200, precision: 5%}\" (default: as the scenario says, and as many as its targets need to be decided)")
	flags.Uint64Var(&e.seed, "seed", 0, "the same seed gives the same result (default: as the scenario says)")
	flags.IntVar(&e.workers, "workers", 0, "replications simulated at once; does not change the result (default: one for each processor)")
}

// read reads the scenario of a command with everything its flags change.
func (e *effort) read(p *program, file string) (*model.Scenario, error) {
	sets, err := e.changes()
	if err != nil {
		return nil, err
	}
	s, err := p.read(file, sets)
	if err == nil && e.flags.Changed("replications") && s.Precision == 0 {
		e.replications = s.Replications
	}
	return s, err
}

// changes are the settings that the flags of a command amount to.
func (e *effort) changes() ([]scenarios.Setting, error) {
	sets, err := e.parse()
	if err != nil {
		return nil, err
	}
	if e.flags.Changed("seed") {
		sets = append(sets, scenarios.Setting{Path: "seed", Value: strconv.FormatUint(e.seed, 10), Flag: "--seed"})
	}
	if e.flags.Changed("replications") {
		sets = append(sets, scenarios.Setting{Path: "replications", Value: e.asked, Flag: "--replications"})
	}
	if e.flags.Changed("workers") && e.workers < 1 {
		return nil, wrongf("", "--workers: must be at least 1, got %d", e.workers)
	}
	return sets, nil
}

// compare has the strategies of a scenario compared, alone or beside no rollout,
// and shows how far that is.
func (e *effort) compare(p *program, s *model.Scenario, alone bool) (*study.Comparison, error) {
	p.forewarn(scenarios.EstimateOf(s, e.replications))
	shown := p.progress()
	shown.atMost = e.replications == 0 && s.Precision > 0
	c, err := study.Compare(p.ctx, s, study.Options{Replications: e.replications, Workers: e.workers, Alone: alone, Progress: shown.update})
	shown.end()
	if err != nil && p.ctx.Err() != nil {
		err = errors.New("stopped before the first replication was complete: there is no result")
	}
	if err != nil {
		return nil, &problem{status: failed, err: err}
	}
	return c, nil
}

// forewarn says once that what a command begins with takes long, or much memory.
func (p *program) forewarn(of scenarios.Estimate) {
	if warning := of.LongRun().String(); warning != "" && !p.forewarned {
		p.say("warning: %s", warning)
		p.forewarned = true
	}
}

// settle has a horizon that is left open extended as far as the strategy that was
// chosen needs, as the comparison of so many replications will.
func (e *effort) settle(p *program, s *model.Scenario, replications int) (*model.Scenario, error) {
	strategies := model.New(s).Strategies()
	shown := p.progressOn("how long the rollout takes")
	longer, _, err := study.LongEnough(p.ctx, s, s.Backend.Slots[0], replications, e.workers, strategies[len(strategies)-1])
	shown.end()
	if p.ctx.Err() != nil {
		err = errors.New("stopped before it was known how long the rollout takes: no records are written")
	}
	if err != nil {
		return nil, &problem{status: failed, err: err}
	}
	if longer.CountedDays() != s.CountedDays() { // else none was tried, or one in vain
		p.say("the horizon is %d days, not %d, so that the rollout comes to its end", longer.CountedDays(), s.CountedDays())
	}
	return longer, nil
}

// read reads a scenario: a file, "-" for standard input, or the name of an
// embedded example where there is no such file.
func (p *program) read(file string, sets []scenarios.Setting) (*model.Scenario, error) {
	s, err := p.load(file, sets)
	var pr *problem
	if err == nil || errors.As(err, &pr) {
		return s, err
	}
	hint := ""
	if _, ok := exampleNamed(file); !ok && !fromStdin(file) && !exists(file) {
		if hint = didYouMean(file, exampleNames()); hint == "" && file != "" {
			hint = "rollsim init writes one from eleven questions"
		}
	}
	if info, unseen := os.Stat(file); unseen == nil && info.Mode()&os.ModeNamedPipe != 0 && !fromStdin(file) {
		hint = "what another program writes is read where the file is -, as in: sed ... plan.yaml | rollsim check -"
	}
	return nil, &problem{status: wrong, err: err, hint: hint}
}

func (p *program) load(file string, sets []scenarios.Setting) (*model.Scenario, error) {
	loader := &p.loader
	*loader = scenarios.Loader{}
	defer func() { p.inputs = append(p.inputs, loader.Files...) }()
	switch {
	case file == "":
		return nil, errors.New("the name of the scenario file is empty; give a file, or - for standard input")
	case fromStdin(file):
		text, err := p.readPipe("standard input", p.stdin)
		if err != nil {
			return nil, err
		}
		return loader.Load(nameOf(file), text, sets)
	case handedOn().MatchString(file):
		pipe, err := os.Open(file)
		if err != nil {
			return nil, fmt.Errorf("%s cannot be read: %w", file, errors.Unwrap(err))
		}
		defer pipe.Close()
		text, err := p.readPipe(file, pipe)
		if err != nil {
			return nil, err
		}
		return loader.Load(file, text, sets)
	}
	if e, ok := exampleNamed(file); ok && !isThere(file) {
		p.say("using the embedded example %s.yaml", e.Name)
		return loader.Load(e.Name+".yaml", e.Text, sets)
	}
	return loader.LoadFile(file, sets...)
}

// readPipe reads a pipe to its end, or as much as the loader refuses. A signal need not
// wait for what is written to it.
func (p *program) readPipe(name string, pipe io.Reader) ([]byte, error) {
	text, err := unlessStopped(p, func() ([]byte, error) { return io.ReadAll(io.LimitReader(pipe, 1<<20+1)) })
	switch {
	case errors.Is(err, context.Canceled):
		return nil, &problem{status: failed, err: fmt.Errorf("stopped before %s was read to its end", name)}
	case err != nil:
		return nil, wrongf("", "%s cannot be read: %v", name, err)
	}
	return text, nil
}

// isThere tells whether a path is that of something but a folder: results of an
// example lie where somebody has called the folder after it.
func isThere(path string) bool {
	info, err := os.Stat(path)
	return err == nil && !info.IsDir() || err != nil && !errors.Is(err, os.ErrNotExist)
}

// handedOn is the name of a file that the shell has opened already, as for <(...): a
// pipe there has a writer, so that it is read like standard input, while one with a
// name of its own may wait for ever and is refused.
var handedOn = pattern.Of(`^/dev/fd/[0-9]+$`)

// fromStdin tells whether a file is standard input under one of its names.
func fromStdin(file string) bool { return file == "-" || file == "/dev/stdin" || file == "/dev/fd/0" }

// nameOf is a file as messages call it.
func nameOf(file string) string {
	if fromStdin(file) {
		return "standard input"
	}
	return file
}

// exists tells whether there is anything at a path.
func exists(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, os.ErrNotExist)
}
