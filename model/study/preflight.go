package study

import (
	"time"

	"github.com/rollsim/rollsim/model"
)

// A Preflight is what can be said before any event is played.
type Preflight struct {
	Scenario *model.Scenario
	Bounds   []Bound // what cannot work, and what will be tight
	Fluids   []Fluid // one for each slot number and strategy, as the results of a comparison
}

// A Bound is a finding of the pre-flight: a few numbers that no simulation can
// overturn, or an estimate that says where to look.
type Bound struct {
	Strategy   string // empty: of all
	Slots      int    // 0: of all
	Target     string // the target that it rules out; empty: none
	Impossible bool   // it cannot work; false: it will be tight
	Text       string // one sentence with its numbers and units
}

// A Fluid is the load as a flow without chance: what is asked of the slots and
// how long the line gets, interval by interval.
type Fluid struct {
	Strategy string
	Slots    int
	Width    time.Duration // of an interval, as of Series
	Asked    []float64     // work asked, in erlangs (slot-seconds a second)
	Running  []float64     // slots taken
	Waiting  []float64     // clients in line
}
