package study

import (
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/fluid"
	"github.com/rollsim/rollsim/sim/stats"
)

// A Comparison is the answer to "which strategy": every strategy on every slot
// number, all with the same clients, the same mornings and the same work.
type Comparison struct {
	Scenario     *model.Scenario `cbor:"-"`
	Replications int             // complete ones; each Result rests on all of them
	Asked        int             // replications asked for; more than Replications when the run was stopped early. With a precision the most, until the rule has ended the run
	Precision    *Precision      // nil where the number of replications was given
	Extensions   []Extension     // longer horizons that were tried, in order; Scenario has the one that stands
	Results      []Result        // for each slot number: no rollout first, unless the strategies ran alone, then the strategies in file order
	WorseOff     []WorseOff      // of each two strategies on the same slots, either way
	Differences  []Difference    `cbor:"-"` // this and what follows is concluded from the results
	Trades       []Trade         `cbor:"-"` // where a problem is possible and not certain: each two strategies on the same slots
	Frontiers    []Frontier      `cbor:"-"` // one for each slot number with at least two strategies that update anybody
	Verdict      Verdict         `cbor:"-"`
	Bounds       []fluid.Bound   `cbor:"-"` // what could be said before any event was played
	Abstract     bool            `cbor:"-"` // it was read from a report: see abstract.go
}

// Partial tells whether the run was stopped before all replications were done.
func (c *Comparison) Partial() bool { return c.Replications < c.Asked }

// A Result is what one strategy does on one slot number. Where releases may
// have problems, all but Strata, Problem and Good is overall: every replication is
// played with each possible set of problems, and these strata are weighted by
// their chance. Whole numbers are rounded from weighted ones.
type Result struct {
	Strategy     string
	Slots        int
	Auto         Auto
	Column       int        // which of the scenario's slot numbers; results of one column belong together
	Metrics      []Estimate // in the order of those of the scenario
	Targets      []TargetResult
	Accounting   model.Accounting
	Waits        []WaitCurve // one for each population: update, log_in, all
	Series       Series
	Phases       []PhaseResult
	Releases     []ReleaseResult // where several are rolled out: all, the first included; otherwise nil
	Steady       *Steady         // nil unless a steady state is measured
	WorstGroup   *GroupResult    // nil with a single group, or if nobody is updated
	Groups       []GroupProgress // how far each group of the fleet comes with the update; nil where nothing is rolled out
	PeriodicLoad *PeriodicLoad   // nil if fewer than half of the replications have one
	Network      []Network       // what downloads draw, by place of model.Scenario.Places; nil where nothing is rolled out
	Fluid        *fluid.Load     `cbor:"-"` // the same as a flow without chance
	Divergence   *Divergence     `cbor:"-"` // where Series and Fluid part; nil where they agree

	Strata  []StratumResult // what happens with exactly these problems, that without any, if it has a chance, first; nil where no problem has a chance
	Problem []Estimate      // metrics given at least one problem of the first release; nil where none of it has a chance
	Good    []Estimate      `cbor:",omitempty"` // metrics given none of the first release, where releases that follow may have some; otherwise nil
}

// An Echo is a load that comes back, as a typical replication has it.
type PeriodicLoad struct {
	model.PeriodicLoad
	In, Of int // replications that have one, and all
}

// Auto says where a slot number comes from.
type Auto uint8

const (
	Given    Auto = iota // from the scenario
	Found                // the smallest that meets the targets
	NotFound             // no number was found that does
)

// A GroupResult is what the updated clients of one group of the fleet meet.
type GroupResult struct {
	Group string
	P95   Estimate // of wait.update.p95, or of delay.update.p95 where that is the truer number
}

// An Estimate is one metric over all replications. Where replications carry no
// value, or an infinite one, Missing says so and Mean is NaN.
type Estimate struct {
	Metric         model.Metric
	stats.Estimate           // Mean, 95 % interval Low..High of the mean, band P5..P95 of single rollouts, N
	Median         bool      // Mean is the median with its order-statistic interval (instants, and metrics that are infinite in some replications)
	Unreached      float64   // share 0..1 of rollouts in which the value is not reached (infinite)
	Missing        Missing   // why there is no number
	Values         []float64 // one for each replication, the weighted mean over its strata; +Inf not reached, NaN no data

	strata []stats.Stratum // the values themselves
}

// TargetOutcome says what became of a target.
type TargetOutcome uint8

const (
	Met TargetOutcome = iota
	Missed
	Undecided
	Skipped // the metric has no value here, such as updates under "no rollout"
)

// A TargetResult says whether a strategy keeps a target.
type TargetResult struct {
	Target    model.Target
	Bound     float64 // in the unit of the metric (instants: seconds since the start)
	Outcome   TargetOutcome
	Metric    string  // the metric that was looked at (no rollout reads wait.all for wait.update)
	MetIn     int     // replications that keep it; of strata, Share of them, and all or none only where that is so
	Of        int     // replications looked at
	Share     float64 // 0..1 of rollouts that keep it, strata by their weight; NaN if there are none
	Effective float64 // independent rollouts that the share is worth: Of, unless there are strata
	Low, High float64 // 95 % Wilson interval of the share
	RuledOut  bool    // it is missed because the plan cannot keep it, whatever chance does (see [fluid.Bound]), where rollouts alone leave that open
	Beyond    bool    // it is undecided because the horizon ends before the target: only a longer horizon decides it
	Needed    float64 // of an undecided target: about how many rollouts would decide it, if estimates stay what they are; above MostNeeded more than that, +Inf none, NaN too few are there to tell
}

// A WaitCurve is the distribution of waits, or where they say more of delays,
// over all clients and replications.
type WaitCurve struct {
	Population string             // update, log_in or all
	Needs      int                // observations, censored ones included
	Censored   int                // still waiting at the horizon: the curve is then the product-limit estimate (Kaplan, Meier 1958), which ends where they leave nothing to be known
	NoWait     float64            // share 0..1 that did not wait at all
	Points     []stats.CurvePoint // wait against share 0..1 that waits at most so long
}

// A Series is what the backend and the fleet did over time: interval i covers
// [i·Width, (i+1)·Width) since the start. Values are means over replications.
type Series struct {
	Width    time.Duration
	Running  []float64 // slot-holders, mean of the interval
	Waiting  []float64 // clients told to wait, mean
	Bypass   []float64 // running without a slot, mean
	Online   []float64 // PCs on, mean
	Updated  []float64 // share 0..1 of the clients that can be updated, at the interval's end
	Asks     []float64 // admission requests in the interval
	Ended    []float64 // attempts that ended with success in the interval; nil where the backend slows and ends nothing, like those below
	Failed   []float64 // attempts that ended without
	Open     []float64 // slots of the nodes that are ready, mean
	Nodes    []float64 // nodes that are paid for, mean
	Broken   []float64 // clients that a problem has hit and that are not whole again, mean; empty where the release has none
	RunningP []Band    // 5 and 95 % of single rollouts, of the first ones (see MostBanded)
	WaitingP []Band
	UpdatedP []Band
	Busiest  int // the interval with the most waiting (or running, if nobody waits) on average
}

// A Band is the range in which 90 % of single rollouts lie.
type Band struct{ P5, P95 float32 }

// A ReleaseResult is one of several releases. Its metrics are among those of the result.
type ReleaseResult struct {
	Version model.Version
	Due     time.Duration // since the start
	Phases  []PhaseResult
	Problem []Estimate `cbor:",omitempty"` // metrics given at least one problem of this release; nil where none has a chance
	Good    []Estimate `cbor:",omitempty"` // metrics given none of it; nil where Problem is, or where that has no chance
}

// A PhaseResult is one phase of the plan: when it opened, and for how many.
type PhaseResult struct {
	Name    string
	Clients int
	Planned time.Duration  // since the start, if no gate holds it back
	Opened  stats.Estimate // seconds since the start, over the replications in which it opened
	Never   int            // replications in which it had not opened by the horizon; of strata, Unopened of them

	Unopened float64 // share 0..1 of rollouts in which it had not
}

// A Difference is A minus B of one metric, paired replication by replication.
type Difference struct {
	Metric         model.Metric
	A, B           string // strategies
	SlotsA         int
	SlotsB         int
	stats.Estimate         // of A − B
	P              float64 // two-sided, Holm-adjusted over all differences of the comparison
	WorthIt        bool    // the interval excludes 0 after adjustment and the difference exceeds the metric's floor
	Within         float64 // the difference is at most so large either way: simultaneous 95 % interval over all differences of the comparison; NaN without an interval
	Alike          bool    // Within lies in the indifference zone of the metric
	Correlation    float64 // of A and B over the replications, which share their random numbers (Pearson); NaN where one of them does not vary
	Worth          float64 // as many times more rollouts would be needed without sharing: (Var A + Var B) / Var(A − B); NaN where it is not known
	Missing        Missing // why there is no number
}

// Decision is what a committee reads first.
type Decision uint8

const (
	NotDecidable     Decision = iota // nothing is sure to meet the targets, and something may
	Go                               // every strategy meets every target
	GoWithConditions                 // some strategies meet every target, or no rollout already misses one
	NoGo                             // no strategy meets every target
	Preliminary                      // a strategy meets every target so far, and only more replications are lacking to decide that it does
)

// A Verdict is the decision and what it rests on.
type Verdict struct {
	Decision   Decision
	Best       int        // index in Results of the recommended strategy; -1 when there is none
	Fastest    int        // index in Results of the strategy with the earliest updated.p95; -1 when there is none
	May        []int      // indices in Results of the strategies that may keep every target yet, the one to be preferred first; only where nothing is decidable
	Selection  *Selection // how Best was chosen and how sure that is; nil when there is none, or nothing to choose from
	Reasons    []Reason   // what the sentence must say besides
	HasTargets bool
}

// Reason is a condition or a finding that a verdict carries.
type Reason uint8

const (
	BaselineMisses Reason = iota // no rollout alone misses a target
	SomeMiss                     // other strategies miss a target
	SomeUndecided                // a target is undecided for some strategy
	NeverUpdated                 // some clients are never updated
	StoppedEarly                 // the run was stopped; fewer replications than asked for
	OnlyIfClean                  // a strategy keeps every target if the release has no problem, and misses one for sure if it has
)
