package study

import (
	"context"
	"errors"
	"math"
	"slices"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim"
)

// A search looks for the settings at which strategies begin to fulfil criteria.
//
// A first look at a coarse grid, with few replications that are the same for all
// settings, says where to search; the edge is then decided by replications of
// their own, again the same for all settings, so that two neighbours differ by
// their setting alone. Everything that was played is kept and never played again.
type search struct {
	ctx     context.Context
	workers int
	quick   int // replications of the first look, numbered from 0
	first   int // number of the first replication that decides; 0 where those of the first look decide too
	cache   map[cacheKey]*Evidence
	played  func() // called after each trial; may be nil
	err     error  // of the first trial that failed; nothing is played after it
}

// A cacheKey is where the evidence on one setting is kept.
type cacheKey struct {
	strategy string
	level    int
	first    int // number of its first replication
}

// errSearchStopped is the error of a search whose context has ended.
var errSearchStopped = errors.New("stopped before it was decided")

// A bisection is the search for one strategy.
type bisection struct {
	*search
	grid
	strategy *model.Strategy
	coarse   []int // levels of the first look, ascending
}

// gather plays what is missing of so many replications of some strategies, all on
// the same level of their grids, and returns whether the evidence is complete.
// Once enough is true of the evidence of a single strategy, no more is played.
func (s *search) gather(at level, index, first, n int, enough func(*Evidence) bool, strategies ...*model.Strategy) bool {
	var missing []*model.Strategy
	var evidence []*Evidence
	for _, strategy := range strategies {
		key := cacheKey{strategy.Name, index, first}
		e := s.cache[key]
		if e == nil {
			e = NewEvidence(at.model.Scenario, strategy, at.slots)
			s.cache[key] = e
		}
		if e.trials < n && (len(missing) == 0 || e.trials == evidence[0].trials) {
			missing, evidence = append(missing, strategy), append(evidence, e)
		}
	}
	if len(missing) == 0 {
		return true
	}
	done := func() bool { return enough != nil && enough(evidence[0]) }
	if s.err != nil || done() {
		return s.err == nil
	}
	type tried struct {
		trials []Trial
		err    error
	}
	ctx, stop := context.WithCancel(s.ctx)
	defer stop()
	decided := false
	from := evidence[0].trials
	_, err := sim.Replicate(ctx, n-from, s.workers,
		func(r int) tried {
			trials, err := Try(at.model, at.slots, first+from+r, missing...)
			return tried{trials, err}
		},
		func(_ int, one tried) {
			if s.err = errors.Join(s.err, one.err); s.err != nil || decided {
				stop()
				return // of what was begun beyond the last that counts nothing is kept, whatever the number of workers
			}
			for i, e := range evidence {
				e.Add(one.trials[i])
				if s.played != nil {
					s.played()
				}
			}
			if decided = done(); decided {
				stop()
			}
		})
	switch {
	case s.ctx.Err() != nil, errors.Is(s.err, model.ErrStopped):
		s.err = errSearchStopped
	case s.err == nil && err != nil && !decided:
		s.err = err
	}
	if s.err == nil && len(missing) < len(strategies) {
		return s.gather(at, index, first, n, enough, strategies...)
	}
	return s.err == nil
}

// look is the evidence of the first look at a level, nil if that failed.
func (c *bisection) look(i int) *Evidence {
	if e := c.cache[cacheKey{c.strategy.Name, i, 0}]; e != nil && e.trials >= c.quick {
		return e
	}
	at, err := c.level(i)
	if err != nil {
		c.err = errors.Join(c.err, err)
		return nil
	}
	if !c.gather(at, i, 0, c.quick, nil, at.strategy) {
		return nil
	}
	return c.cache[cacheKey{c.strategy.Name, i, 0}]
}

// decide is the evidence on a level that decides a criterion: as many replications
// as it takes, or as are enough to know that it is not fulfilled. It is nil if
// they could not be played.
func (c *bisection) decide(i int, of criterion, curtailed bool) *Evidence {
	at, err := c.level(i)
	if err != nil {
		c.err = errors.Join(c.err, err)
		return nil
	}
	var enough func(*Evidence) bool
	if curtailed {
		enough = of.lost
	}
	if !c.gather(at, i, c.first, of.replications, enough, at.strategy) {
		return nil
	}
	return c.cache[cacheKey{c.strategy.Name, i, c.first}].upTo(of.replications)
}

func (c *bisection) seems(i int, of criterion) bool {
	e := c.look(i)
	return e != nil && of.seems(e)
}

func (c *bisection) holds(i int, of criterion) bool {
	e := c.decide(i, of, true)
	return e != nil && e.trials >= of.replications && of.judge(e) == Met
}

// upTo is the evidence of the first n trials.
func (e *Evidence) upTo(n int) *Evidence {
	if e.trials <= n {
		return e
	}
	part := *e
	column := *e.column
	part.column, part.trials = &column, n
	column.strata = nil
	for _, g := range e.column.strata {
		cut := *g
		cut.values = make([][]float64, len(g.values))
		for i, v := range g.values {
			cut.values[i] = v[:n:n]
		}
		column.strata = append(column.strata, &cut)
	}
	return &part
}

// least returns the least level that fulfils a criterion and whose neighbour below
// does not; found is false if none does. It begins at guess, or if that is below 0
// where the first look tells, and goes no higher than high. Where more can be
// worse, what fulfils a criterion lies between two edges, and nothing is looked
// for above the second.
func (c *bisection) least(of criterion, guess, high int, worse bool) (at int, found bool) {
	if guess < 0 {
		guess = c.guess(of)
	}
	holds := func(i int) bool { return c.holds(i, of) }
	if !worse {
		return edgeAbove(guess, 0, high, holds)
	}
	upper := guess
	for _, i := range c.coarse {
		if i > upper && i <= high {
			if !c.seems(i, of) {
				break
			}
			upper = i
		}
	}
	if at, found = edgeAbove(guess, 0, upper, holds); found || c.err != nil {
		return at, found
	}
	best := c.nearest(of)
	return edgeAbove(best, 0, best, holds)
}

// most returns the greatest level that fulfils a criterion, given one that does
// and where too much does not.
func (c *bisection) most(of criterion, from int) int {
	holds := func(i int) bool { return i == from || c.holds(i, of) }
	guess, low := from, from
	for _, i := range c.coarse {
		if i <= from {
			continue
		}
		if !c.seems(i, of) {
			guess = low + firstIndex(i-low-1, func(k int) bool { return !c.seems(low+1+k, of) })
			low = -1
			break
		}
		guess, low = i, i
	}
	if low >= 0 && holds(guess) {
		return c.levels - 1 // to the end of the grid, beyond which nothing changes
	}
	at, _ := edgeAbove(-guess, 1-c.levels, -from, func(i int) bool { return holds(-i) })
	return -at
}

// guess is the least level that seems to fulfil a criterion, as far as the first
// look tells, and the one that comes nearest if none does.
func (c *bisection) guess(of criterion) int {
	first := slices.IndexFunc(c.coarse, func(i int) bool { return c.seems(i, of) })
	if first < 0 {
		return c.nearest(of)
	}
	low, high := 0, c.coarse[first]
	if first > 0 {
		low = c.coarse[first-1] + 1
	}
	return low + firstIndex(high-low, func(k int) bool { return c.seems(low+k, of) })
}

// nearest is the level of the first look with the greatest margin. Between its
// neighbours on the grid there may be better ones; these are looked at too.
func (c *bisection) nearest(of criterion) int {
	margin := func(i int) float64 {
		if e := c.look(i); e != nil {
			return of.margin(e)
		}
		return math.Inf(-1)
	}
	best := 0
	for k := range c.coarse {
		if margin(c.coarse[k]) > margin(c.coarse[best]) {
			best = k
		}
	}
	low, at, high := c.coarse[max(best-1, 0)], c.coarse[best], c.coarse[min(best+1, len(c.coarse)-1)]
	for c.err == nil && (at-low > 1 || high-at > 1) && margin(at) < 0 {
		before, after := low+(at-low)/2, at+(high-at+1)/2
		switch {
		case before > low && margin(before) > margin(at):
			high, at = at, before
		case after < high && margin(after) > margin(at):
			low, at = at, after
		default:
			low, high = max(before, min(low+1, at)), min(after, max(high-1, at))
		}
	}
	return at
}

// edgeAbove returns the least index that holds and whose neighbour below does
// not, from a guess and within low to high: in steps that double, then by halves.
// found is false if none was met.
func edgeAbove(guess, low, high int, holds func(int) bool) (at int, found bool) {
	bad, good := low-1, guess
	if holds(guess) {
		for step := 1; good > low; step *= 2 {
			next := max(low, good-step)
			if !holds(next) {
				bad = next
				break
			}
			good = next
		}
	} else {
		bad = guess
		for step := 1; ; step *= 2 {
			if bad >= high {
				return guess, false
			}
			next := min(high, bad+step)
			if holds(next) {
				good = next
				break
			}
			bad = next
		}
	}
	for good-bad > 1 {
		if mid := bad + (good-bad)/2; holds(mid) {
			good = mid
		} else {
			bad = mid
		}
	}
	return good, true
}
