package study

import "github.com/rollsim/rollsim/model"

// A Guess is a value that nobody has measured.
type Guess = model.Guess

// A Sensitivity says which guesses the answer depends on.
//
// A decision is read off the means here, and where a target is "in x % of
// rollouts" off that share, at the values as they are and everywhere else alike:
// the few replications of a point would leave much undecided that is not.
type Sensitivity struct {
	Comparison *Comparison `cbor:"-"` // with the values as they are; its results have metrics and targets only
	Ruling     Ruling      // with the values as they are
	Metric     model.Metric
	Headline   int      // index in the results of the one whose swings are drawn: the best, or if there is none the one with the least Metric
	Few, More  int      // replications of each guess at the ends of its range, and of those that change something
	Swings     []Swing  // one for each guess that can be varied, the most decisive first
	Fixed      []Guess  // guesses that cannot be varied, with the reason
	OnlyMarked bool     // defaults that are assumptions were not among the guesses
	Together   Together // all guesses varied at once
}

// A Ruling is what is decided: which results keep every target, and which of them
// is the best.
type Ruling struct {
	Decision Decision
	Best     int     // index in the results, -1: none
	Misses   [][]int // by result: indices of the targets that it does not keep
}

// Keeps tells whether a result keeps every target.
func (c *Ruling) Keeps(result int) bool { return len(c.Misses[result]) == 0 }

// A Swing is what one guess does, from one end of its range to the other, all
// others as they are, with the same clients and mornings.
type Swing struct {
	Guess
	AtLow, AtHigh []AtEnd // at the ends of its range: one for each result; nil where the scenario does not allow the end
	Refused       string  // what the scenario says of an end that it does not allow
	Width         float64 // largest change of Metric over all results, in its unit; +Inf where it is reached at one end only
	Moves         float64 // the same of the result that is the headline, as far as it is more than chance
	Nothing       bool    // no metric of any strategy changes by anything
	Turns         []Turn  // where the choice changes, on the way to an end; at most one for each
	Flips         bool    // the best result is another one beyond some turn
	FlipsAt       string  // the first value, as people read it, at which that is seen; empty where it is not or where values have no order
	Towards       string  // what is decided there, in a few words
}

// A Turn is where the choice changes on the way from the value as it is to an end
// of the range.
type Turn struct {
	Up       bool    // towards High
	From, To string  // the values between which it changes, as people read them; To is the one where the choice is another
	Way      float64 // how far off that is: share 0..1 of the range
	Ruling   Ruling  // at To
	Last     Ruling  // at the end of the range
	Best     bool    // the best result is another one; false: others keep the targets or no longer do
}

// An AtEnd is what a result is at an end of a range.
type AtEnd struct {
	Strategy string
	Slots    int
	Metric   Estimate
	Change   Difference // at the end minus as it is, replication by replication
	Keeps    bool       // every target
}

// Together is what all guesses do at once, by a Latin hypercube over their ranges
// (McKay, Beckman, Conover, Technometrics 21, 1979, 239-245).
type Together struct {
	Points       int      // of the hypercube
	Replications int      // of each point
	Same         int      // points with the same best result as the scenario has
	Best         []int    // by result: points at which it is the best
	None         int      // points at which no result keeps every target
	Refused      int      // points that the scenario does not allow
	Why          string   // what it says of the first of them
	Spans        [][]Span // by result: the metrics that people are told first, and those of targets
}

// A Span is where a metric lies over the points of the hypercube: the mean at
// each point, or of an instant the median. Nearest rank; NaN where no point has
// a value, +Inf where it is not reached.
type Span struct {
	Metric       model.Metric
	P5, P50, P95 float64
}
