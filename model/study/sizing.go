package study

import (
	"math"

	"github.com/rollsim/rollsim/model"
)

// A Sizing is the answer to "how many slots": for every strategy the smallest
// setting with which the targets hold, and the curve it was read from.
type Sizing struct {
	Scenario *model.Scenario `cbor:"-"`
	Quantity Quantity
	Sized    []Sized  // one for each strategy, in file order
	Skipped  []string // targets that the quantity has no say in
	After    bool     // slots are looked for of the days after the rollout too
	Applied  []string // the targets of the scenario that stand for those of the days after, where it names none; in the order of these
	Asked    int      // most replications that a candidate was given
	Looked   int      // replications behind a point of a curve
	Stopped  bool     // a signal came before everything was decided
}

// Today is the setting that all strategies have in the scenario, NaN where there
// are several or none.
func (z *Sizing) Today() float64 {
	today := math.NaN()
	for i := range z.Sized {
		of := z.Sized[i].Today
		if len(of) != 1 || i > 0 && of[0] != today {
			return math.NaN()
		}
		today = of[0]
	}
	return today
}

// A Quantity is what is sized.
type Quantity uint8

const (
	SlotCount    Quantity = iota // parallel syncs
	WaveCount                    // number of waves
	WaveSize                     // PCs in a wave: the largest that will do
	WaveInterval                 // workdays from one wave to the next
)

// Sized is what was found for one strategy.
type Sized struct {
	Strategy  string
	Today     []float64    // the settings of the scenario; none where it leaves them open
	Needs     []Need       // one for each target that the quantity has a say in, then, with several targets, one for all of them together; first those of the rollout, then those of the days after it
	Curve     []CurvePoint // ascending settings that were played, for drawing: coarse grid and edge, all with the same replications
	BestWaits float64      // the setting of the curve with the shortest wait where more can be worse; NaN where more never is
	Why       Unsized      // why nothing can be sized
}

// All is the need that all targets of the rollout together make; where there are none,
// those of the days after it; nil where there is none at all.
func (s *Sized) All() *Need {
	for k := len(s.Needs) - 1; k >= 0; k-- {
		if !s.Needs[k].After || k == 0 {
			return &s.Needs[k]
		}
	}
	return nil
}

// Afterwards is the need that all targets of the days after the rollout together make;
// nil where there is none.
func (s *Sized) Afterwards() *Need {
	if n := len(s.Needs) - 1; n >= 0 && s.Needs[n].After {
		return &s.Needs[n]
	}
	return nil
}

// A Need is the least setting (WaveSize: the largest) with which a target holds.
type Need struct {
	Scope     Scope
	Target    string // the text of the one target; "" of several
	After     bool   // it is of the days after the rollout
	OnAverage Edge   // as the target is decided: by the interval of the mean or of the median, or as it says in x % of rollouts
	Assured   Edge   // at least 95 % of single rollouts keep it, shown by their interval
}

// A Scope is which targets are to hold together.
type Scope uint8

const (
	OneTarget    Scope = iota
	AllTargets         // where all speak of the rollout, or all of the days after it
	AllOfRollout       // where there are some of both
	AllAfter
)

// An Unsized is a reason why there is no setting to be told.
type Unsized uint8

const (
	Sizeable         Unsized = iota // there is one
	NothingRolledOut                // the strategy has no waves, since it rolls nothing out
	NoEqualWaves                    // the strategy has no waves of equal size
	OneWave                         // it has one wave only, and so no interval
	WavesTooLate                    // its waves open too late, whatever is set
	SearchStopped                   // before it was decided
	OneNeverKept                    // one of several targets never holds
	AnotherNotKept                  // with what one target needs another does not hold
	NothingWillDo                   // of what was tried
	NoTargetValue                   // the metric of the target has no value for this strategy
)

// An Edge is where a target begins to hold, and the proof.
type Edge struct {
	Found     bool
	Setting   float64   // the least (WaveSize: the largest) that holds, decided on fresh seeds; NaN if not Found
	Until     float64   // where more can be worse: the other end of what holds (WaveSize: the smallest); +Inf where more never is
	Proof     SizeProof // of Setting; where nothing was found, of the one that came nearest
	OneFewer  SizeProof // of the neighbour that does not hold
	Fails     bool      // the neighbour was shown to fail; false: it was not shown to hold
	Why       Unsized   // why nothing was found
	AtTheEdge bool      // the least setting that is possible: there is no neighbour

	Last      *SizeProof // of Until where that is another setting; else nil
	OneMore   *SizeProof // of the neighbour beyond Until that does not hold; nil where there is none
	MoreFails bool       // that one was shown to fail; false: it was not shown to hold
}

// A SizeProof is what decided a setting.
type SizeProof struct {
	Setting      float64 // NaN where nothing was played
	Replications int
	Target       string   // the one that decided; of several the one with the least share of rollouts that keep it
	Metric       Estimate // of that target
	MetIn        int      // of Replications
	Low, High    float64  // 95 % Wilson interval of the share of rollouts that keep the target, or all
}

// A CurvePoint is what one setting brings.
type CurvePoint struct {
	Setting float64
	Wait    Estimate // wait.update.p95, or delay.update.p95 where that is the truer number; of a queue wait.all.p95
	Ends    Estimate // updated.p95
	Metrics []Estimate
	Targets []TargetResult
}
