package main

import (
	"errors"
	"slices"

	"github.com/spf13/pflag"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/scenarios"
)

// extras are the flags that say what is computed for the page of a review besides the
// comparison.
type extras struct {
	noCurve, guesses bool

	reread func(paths, values []string) (*model.Scenario, error) // with other values; nil without guesses
}

func (x *extras) register(flags *pflag.FlagSet) {
	flags.BoolVar(&x.noCurve, "no-curve", false, "leave out of the folder's page how the waits change with the number of slots, which takes about as long to simulate as the comparison")
	flags.BoolVar(&x.guesses, "guesses", false, "have on the folder's page what the guesses are worth, as rollsim guesses tells it; takes many times as long")
}

// check tells whether the flags have a page to be on.
func (x *extras) check(flags *pflag.FlagSet) error {
	for _, name := range []string{"no-curve", "guesses"} {
		if flags.Changed(name) && !flags.Changed("out") {
			return wrongf("", "--%s: is about the page in the folder that --out names; give --out too", name)
		}
	}
	return nil
}

// prepare makes ready to read a scenario anew with other values, where guesses ask for
// that: before it is read, since standard input can be read only once.
func (x *extras) prepare(p *program, e *effort, file string) error {
	if !x.guesses {
		return nil
	}
	sets, err := e.changes()
	if err != nil {
		return err
	}
	again, err := p.kept(file)
	if err != nil {
		return err
	}
	x.reread = func(paths, values []string) (*model.Scenario, error) {
		all := slices.Clone(sets)
		for i := range paths {
			all = append(all, scenarios.Setting{Path: paths[i], Value: values[i]})
		}
		return again(all)
	}
	return nil
}

// review computes what goes beside a comparison into a review: nothing once the run
// was stopped.
func (x *extras) review(p *program, e *effort, c *study.Comparison) (*study.Review, error) {
	review := &study.Review{Comparison: c}
	if !x.noCurve && p.ctx.Err() == nil {
		if p.terminal != nil {
			p.say("slots around those of the comparison, for the page")
		}
		shown := p.progress()
		sizing, err := study.Around(p.ctx, c, study.Options{Workers: e.workers, Progress: shown.update})
		shown.end()
		if err != nil {
			return nil, &problem{status: failed, err: err}
		}
		if sizing != nil && !sizing.Stopped {
			review.Sizing = sizing
		}
	}
	if x.guesses && p.ctx.Err() == nil {
		o := study.GuessOptions{Options: study.Options{Replications: e.replications, Workers: e.workers}}
		sensitivity, err := p.vary(c.Scenario, scenarios.Guesses(c.Scenario), x.reread, o)
		switch {
		case p.ctx.Err() != nil:
			p.say("warning: stopped before it was known what the guesses are worth; the page is without that")
		case err != nil:
			return nil, &problem{status: failed, err: errors.New("what the guesses are worth: " + err.Error())}
		default:
			review.Sensitivity = sensitivity
		}
	}
	return review, nil
}
