package study

import "github.com/rollsim/rollsim/model"

// A Guess is a value of the scenario that nobody has measured and the range that
// is thought possible.
type Guess struct {
	Path      string // as settings name it, such as "sync.full"
	Value     string // as the file writes it
	Low, High string // the ends of the range, as a file would write them
	Source    string // what is said about it
	By        string // who said so
	Marked    bool   // marked in the file, as unknown or with a range; false: a default without a source
	Question  string // what to ask, in words, such as "how long does a full sync take?"
}

// A Sensitivity says which guesses the answer depends on.
type Sensitivity struct {
	Comparison *Comparison `cbor:"-"` // with the values as they are
	Metric     model.Metric
	Swings     []Swing  // one for each guess, the most decisive first
	Together   Together // all guesses varied at once
}

// A Swing is what one guess does, from one end of its range to the other, all
// others as they are, with the same clients and mornings.
type Swing struct {
	Guess
	Low, High []AtEnd // at the ends of its range: one for each strategy, in file order
	Width     float64 // largest change of Metric over all strategies, in its unit
	Flips     bool    // the decision is another one at an end of the range
	FlipsAt   string  // the value at which it changes, as a file would write it; empty if it does not, or where values have no order
	Towards   string  // what the decision becomes there, in a few words
}

// An AtEnd is what a strategy does at an end of a range.
type AtEnd struct {
	Strategy string
	Metric   Estimate
	Keeps    bool // every target
}

// Together is what all guesses do at once, by a Latin hypercube over their ranges
// (McKay, Beckman, Conover, Technometrics 21, 1979, 239-245).
type Together struct {
	Points int                       // of the hypercube
	Spans  map[string][]TogetherBand // by strategy: 5, 50 and 95 % of the points for Metric
	Same   int                       // points with the same decision as the scenario
}

// A TogetherBand is the span of a metric over the points of the hypercube.
type TogetherBand struct {
	Metric       model.Metric
	P5, P50, P95 float64
}
