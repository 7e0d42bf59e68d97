package study

import (
	"fmt"
	"math"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim/portable"
	"github.com/rollsim/rollsim/sim/stats"
)

// A Precision is how well a comparison was asked to know its answer, and how well
// it does. Replications go on from Least until every question is known so well, and
// stay so for a while, or there are Most.
//
// The rule is that of Hoad, Robinson and Davies ("Automated selection of the number
// of replications for a discrete-event simulation", Journal of the Operational
// Research Society 61, 2010, 1632-1644): an interval that is narrow by luck, since
// the first replications happen to be alike, must stay narrow for five more looks.
// Up to 100 replications each is looked at, beyond it one in n/100. Here it is all
// questions of all strategies that must be known at once, the rule begins at 30
// replications unless the scenario says otherwise, and not at three, and what it looked ahead at counts as well: the
// answer rests on all that was played.
//
// A target that is decided does not end the run. Whoever looks again and again until
// an interval lies on one side of a bound will see that sooner or later: where 87 % of
// rollouts keep a target that asks for 87.5 %, the 95 % intervals of such runs held
// the truth in 86 % of 400 runs. Those of runs that end when it is known well enough
// hold it in 92 to 98 %, as a test counts.
type Precision struct {
	Wanted      float64   // share of an estimate that half of its interval may be, above 0 and at most 1/2
	Least, Most int       // replications
	ByRule      bool      // the rule ended the run; false: Most came first, or the run was stopped
	Reached     []Reached // in the order of the results, then of the targets
}

// Reached is how well the answer to one question is known. The questions are the
// metrics of the targets, under every strategy, and the headline metrics where there
// are no targets. A target "in x % of rollouts" asks for the share of rollouts that
// keep it.
type Reached struct {
	Result  int // index in the results of the comparison
	Metric  string
	Share   float64 // of the target "in x % of rollouts", 0..1; 0: the question is the metric itself
	Target  string  // the text of that target
	Half    float64 // the longer half of the 95 % interval, in the unit of the metric, or of a share of rollouts 0..1; +Inf without an end, NaN without an interval
	Allowed float64 // what it may be, in the same unit
	Known   bool
	Decided bool // the whole interval of a share of rollouts lies on one side of what the target asks for
	Alike   int  // not known, since so many replications of a stratum, all there are, have the same value; 0: that is not why
	Enough  int  // Alike would do from so many on
}

// lookAhead is how many more looks must find all known, after the first that does.
const lookAhead = 5

// floorAt is the precision that the floors of metrics belong to. A finer one has
// finer floors.
const floorAt = 0.05

// A stoppingRule says when all is known well enough.
type stoppingRule struct {
	scenario  *model.Scenario
	columns   []*column
	questions [][]question // by column
	precision float64
	next      int // replications at the next look
	inARow    int // looks at which all was known
}

// newStoppingRule is the rule for the columns of a scenario, from so many replications on.
func newStoppingRule(s *model.Scenario, columns []*column, least int) *stoppingRule {
	r := &stoppingRule{scenario: s, columns: columns, precision: s.Precision, next: least}
	for _, c := range columns {
		r.questions = append(r.questions, questions(s, c.strategy.Name))
	}
	return r
}

// ends tells whether n replications are enough. It is asked after each.
func (r *stoppingRule) ends(n int) bool {
	if n < r.next {
		return false
	}
	r.next = n + (n+99)/100
	r.inARow++
	for i, c := range r.columns {
		for _, q := range r.questions[i] {
			if reached, any := q.look(r.scenario, c, r.precision); any && !reached.Known {
				r.inARow = 0
				return false
			}
		}
	}
	return r.inARow > lookAhead
}

// reached says how well everything is known.
func (r *stoppingRule) reached() []Reached {
	var all []Reached
	for i, c := range r.columns {
		for _, q := range r.questions[i] {
			if reached, any := q.look(r.scenario, c, r.precision); any {
				reached.Result = i
				all = append(all, reached)
			}
		}
	}
	return all
}

// A question is what a rule wants to know of a strategy.
type question struct {
	target model.Target // of which Share counts, and the bound where that is above 0
	index  int          // in the metrics of the scenario
}

// questions are what is asked of a strategy: the targets, each metric once, or
// where there are none what a report is headed by.
func questions(s *model.Scenario, strategy string) []question {
	var all []question
	metrics := s.Metrics()
	seen := map[string]bool{}
	ask := func(t model.Target) {
		name := countedAs(s, strategy, t.Metric)
		if t.Share == 0 && seen[name] {
			return
		}
		seen[name] = seen[name] || t.Share == 0
		for i := range metrics {
			if metrics[i].Name == name {
				all = append(all, question{t, i})
			}
		}
	}
	for _, t := range s.Targets {
		ask(t)
	}
	if len(s.Targets) > 0 {
		return all
	}
	headlines := []string{"wait.update.p95", "wait.worst.p95", "utilization.hour", "updated.p95"}
	if s.Clients() == 0 {
		headlines = []string{"wait.all.mean", "wait.all.p95", "wait.all.waited"}
	}
	for _, name := range headlines {
		ask(model.Target{Metric: name})
	}
	return all
}

// look tells how well the answer is known; any is false where there is nothing to
// count.
func (q question) look(s *model.Scenario, c *column, precision float64) (reached Reached, any bool) {
	metric := c.strata[0].metrics[q.index]
	strata := weighted(c.strata, func(g *gathered) []float64 { return g.values[q.index] })
	e := newEstimate(metric, strata)
	if e.N == 0 {
		return Reached{}, false
	}
	reached = Reached{Metric: metric.Name}
	same := func(a, b float64) bool { return a == b }
	if q.target.Share > 0 {
		held := holdOne(s, c.strategy.Name, []Estimate{e}, q.target)
		reached.Share, reached.Target = q.target.Share, q.target.Text
		reached.Half = max(held.Share-held.Low, held.High-held.Share)
		reached.Allowed = precision
		reached.Decided = held.Outcome != Undecided
		same = func(a, b float64) bool { return held.keptBy(a) == held.keptBy(b) }
	} else {
		reached.Half = longerHalf(&e.Estimate)
		reached.Allowed = max(precision*math.Abs(e.Mean), metric.Floor*min(1, precision/floorAt))
	}
	if n := fewestAlike(strata, same); n > 0 && n < enoughAlike(precision) {
		reached.Alike, reached.Enough = n, enoughAlike(precision)
		return reached, true
	}
	reached.Known = reached.Half <= reached.Allowed
	return reached, true
}

// longerHalf is the distance from an estimate to the farther end of its interval. It
// is 0 where the value is not reached and the interval does not reach below that.
func longerHalf(e *stats.Estimate) float64 {
	if math.IsInf(e.Mean, +1) && math.IsInf(e.Low, +1) {
		return 0
	}
	return max(e.Mean-e.Low, e.High-e.Mean)
}

// fewestAlike is the number of values of the smallest stratum in which all are the
// same, 0 if there is none.
func fewestAlike(strata []stats.Stratum, same func(a, b float64) bool) int {
	fewest := 0
	for _, s := range strata {
		n, first, alike := 0, math.NaN(), true
		for _, v := range s.Values {
			switch {
			case math.IsNaN(v):
				continue
			case n == 0:
				first = v
			default:
				alike = alike && same(v, first)
			}
			n++
		}
		if n > 0 && alike && (fewest == 0 || n < fewest) {
			fewest = n
		}
	}
	return fewest
}

// enoughAlike is how many rollouts that are all alike say with 95 % confidence that
// fewer than a share of rollouts is different: (1−share)ⁿ ≤ 5 %.
func enoughAlike(share float64) int {
	return int(math.Ceil(portable.Log(1-Level)/portable.Log(1-share) - 1e-9))
}

// replications are the fewest and the most that a study of a scenario plays, and
// whether a precision decides between them.
func (o Options) replications(s *model.Scenario) (fewest, most int, byRule bool) {
	switch {
	case o.Replications < 0:
		panic(fmt.Sprintf("study: %d replications", o.Replications))
	case o.Replications > 0:
		return o.Replications, o.Replications, false
	}
	fewest = max(s.Replications, decisive(s.Targets))
	return fewest, max(s.Most, fewest), s.Precision > 0
}
