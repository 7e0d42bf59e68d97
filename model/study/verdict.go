package study

import (
	"math"
	"slices"

	"github.com/rollsim/rollsim/model"
)

// judge decides. No rollout never counts as a way to roll out; where there are no
// PCs it is the name of the queue itself. With several slot
// numbers the verdict is about the least on which some strategy meets every
// target, or about all of them when none does.
func judge(c *Comparison) Verdict {
	v := decide(c)
	if v.Best >= 0 {
		v.Selection = newSelection(c, v.Best)
	}
	return v
}

// decide is judge without a word on how sure the choice is.
func decide(c *Comparison) Verdict {
	v := Verdict{Best: -1, Fastest: -1, HasTargets: len(c.Scenario.Targets) > 0}
	for i := range c.Results {
		r := &c.Results[i]
		if !c.candidate(r) {
			continue
		}
		if all, _ := c.keeps(r); all && better(c, i, v.Best) {
			v.Best = i
		}
	}
	every, undecided, never, baseline, onlyIfClean := true, false, false, false, false
	for i := range c.Results {
		r := &c.Results[i]
		if v.Best >= 0 && r.Column != c.Results[v.Best].Column {
			continue
		}
		all, fails := c.keeps(r)
		if !c.candidate(r) {
			baseline = baseline || fails
			continue
		}
		if updates(r) && earlier(c, i, v.Fastest) {
			v.Fastest = i
		}
		every = every && all
		onlyIfClean = onlyIfClean || r.onlyIfClean()
		undecided = undecided || !all && !fails
		if n := r.Metric("never"); !n.Missing.Any() && n.Mean > 0 {
			never = true
		}
	}
	some := v.Best >= 0
	if !some && undecided {
		v.May = mays(c)
	}
	switch {
	case !v.HasTargets || len(c.Scenario.Strategies) == 0 && !c.queue():
		v.Decision, v.Best, v.May = NotDecidable, -1, nil
	case some && every && !baseline:
		v.Decision = Go
	case some:
		v.Decision = GoWithConditions
	case undecided && slices.ContainsFunc(v.May, c.preliminary):
		// What has missed a target so far is not named first for its earlier end.
		first := slices.IndexFunc(v.May, c.preliminary)
		v.Decision, v.May = Preliminary, slices.Concat(v.May[first:first+1], v.May[:first], v.May[first+1:])
	case undecided:
		v.Decision = NotDecidable
	default:
		v.Decision = NoGo
	}
	for _, reason := range []struct {
		holds bool
		Reason
	}{
		{v.HasTargets && baseline, BaselineMisses},
		{v.HasTargets && some && !every, SomeMiss},
		{v.HasTargets && undecided, SomeUndecided},
		{never, NeverUpdated},
		{c.Partial(), StoppedEarly},
		{v.HasTargets && onlyIfClean, OnlyIfClean},
	} {
		if reason.holds {
			v.Reasons = append(v.Reasons, reason.Reason)
		}
	}
	return v
}

// mays are the results that may keep every target yet: each is met or undecided. They
// stand in the order in which those that keep every target are preferred, so that the
// first stays the first when more rollouts decide for all of them. How often they have
// kept a target so far has no say in that: it is what is open.
func mays(c *Comparison) []int {
	var all []int
	for i := range c.Results {
		r := &c.Results[i]
		open := r.Strategy == model.NoRollout || updates(r)
		for k := range r.Targets {
			switch r.Targets[k].Outcome {
			case Missed:
				open = false
			case Skipped:
				open = open && r.Strategy == model.NoRollout
			}
		}
		if open && c.candidate(r) {
			all = append(all, i)
		}
	}
	slices.SortStableFunc(all, func(i, j int) int {
		switch {
		case better(c, i, j):
			return -1
		case better(c, j, i):
			return +1
		}
		return 0
	})
	return all
}

// preliminary tells whether a result that may keep every target does so in what has
// been simulated, and nothing but the small number of replications leaves it open:
// fewer than are simulated unless somebody asks for that, and as many would decide.
func (c *Comparison) preliminary(result int) bool {
	enough := Enough(c.Scenario)
	if c.queue() || c.Replications >= enough {
		return false
	}
	r := &c.Results[result]
	for i := range r.Targets {
		t := &r.Targets[i]
		if t.Outcome != Undecided {
			continue
		}
		soFar := t.keptBy(r.Metric(t.Metric).Mean)
		if t.Target.Share > 0 {
			soFar = t.Share >= t.Target.Share
		}
		if t.Beyond || !soFar || t.Needed > float64(enough) {
			return false
		}
	}
	return true
}

// usual is how many replications are simulated where nobody says another number.
const usual = 20

// Enough is how many replications are taken to be enough for a first decision: those
// that are usual, and as many as the targets of a scenario need in any case.
func Enough(s *model.Scenario) int {
	n := usual
	for _, t := range s.Targets {
		if t.Share > 0 {
			n = max(n, model.Decisive(t.Share))
		}
	}
	return n
}

// Open says what may decide the targets of a result that are undecided: more rollouts,
// or only a longer horizon; or both, each for another target.
func (r *Result) Open() (rollouts, longer bool) {
	for i := range r.Targets {
		if t := &r.Targets[i]; t.Outcome == Undecided {
			longer = longer || t.Beyond
			rollouts = rollouts || !t.Beyond
		}
	}
	return rollouts, longer
}

// queue tells whether the scenario is a queue without any PCs: then the question
// is which number of slots will do.
func (c *Comparison) queue() bool { return c.Scenario.Clients() == 0 }

// candidate tells whether a result may be recommended.
func (c *Comparison) candidate(r *Result) bool { return r.Strategy != model.NoRollout || c.queue() }

// keeps tells whether a result meets every target, and whether it fails at least
// one for sure. A plan that updates nobody keeps nothing, whatever its waits.
func (c *Comparison) keeps(r *Result) (all, fails bool) {
	all, fails = r.keeps()
	if r.Strategy != model.NoRollout && !updates(r) {
		all = false
	}
	return all, fails
}

// updates tells whether a strategy has updated anybody.
func updates(r *Result) bool {
	at := r.Metric("updated.at_horizon")
	return !at.Missing.Any() && at.Mean > 0
}

// better tells whether result i is to be preferred to result j (-1: none) when
// both meet every target, or both may: fewer slots, then what the objective says, and then the
// earlier end and the shorter wait.
func better(c *Comparison, i, j int) bool {
	if j < 0 || c.Results[i].Slots != c.Results[j].Slots {
		return j < 0 || c.Results[i].Slots < c.Results[j].Slots
	}
	return c.less(objectives(c.Scenario), i, j)
}

// earlier tells whether result i has 95 % updated before result j (-1: none);
// at equal times the shorter wait decides.
func earlier(c *Comparison, i, j int) bool { return j < 0 || c.less(unnamed(c.Scenario), i, j) }

// less tells whether result i has less of the first metric in which it differs from
// result j.
func (c *Comparison) less(metrics []string, i, j int) bool {
	for _, name := range metrics {
		a, b := orInfinite(c.Results[i].Metric(name).Mean), orInfinite(c.Results[j].Metric(name).Mean)
		if a != b {
			return a < b
		}
	}
	return false
}

// orInfinite is a value, or +Inf where there is none.
func orInfinite(v float64) float64 {
	if math.IsNaN(v) {
		return math.Inf(+1)
	}
	return v
}
