// Package study asks questions of the model and answers with intervals.
//
// [Compare] plays all strategies, and no rollout, on every number of slots. A
// rollout ends, so replications are independent and nothing is cut off their
// beginning. Three things are kept apart in each [Estimate]: the mean with its
// 95 % interval over replications (how well the mean is known), the 5 to 95 %
// band of single rollouts (what may happen), and for a target "in x % of
// rollouts" in how many it was kept.
//
// Quantiles are nearest rank, first within a replication and then across. A value
// that is not reached in some replications, because the horizon came first, is
// never averaged over the others: the median stands in its place, with its
// order-statistic interval and the share unreached.
//
// Strategies are compared by paired differences: the same replication has the
// same clients, mornings and work under each of them, so what is common cancels.
// The p-values of all differences of a comparison are adjusted together (Holm).
//
// The recommended strategy is chosen among those that keep every target, on the
// fewest slots, by the objective that the scenario names, and otherwise by the
// earliest end. A [Selection] says how sure that is, from studies that are resampled
// in whole replications, and without an objective which strategies no other beats.
// Where nothing is decidable, those that may keep every target yet stand in that same
// order, and the first is the one that is told with its numbers: how often each has kept
// them so far has no say, since that is what is open. A
// [Difference] that is shown to lie in the indifference zone of its metric ([Zone])
// is told as such, and a [WorseOff] counts the clients that the winner lets wait
// longer than another strategy does.
//
// Where the release may have problems, replications are stratified: each is
// played with every possible set of problems, from the same world, and the sets
// are weighted by their chance, so that a result is overall and conditional and
// never "no problem" by luck. The value of a replication is its weighted mean and
// the interval is over replications; bands and medians are weighted nearest ranks
// over all that was played; shares "in x % of rollouts" are weighted, with the
// Wilson interval of as many rollouts as they are worth. No rollout has one
// stratum. With one stratum all of this is what it is without problems, to the
// last bit.
//
// How many replications there are is given, or follows from a [Precision]: they go
// on until all that is asked is known so well. Where a scenario leaves its horizon open
// and rollouts do not come to their end within it, all is played again with a longer
// one; each [Extension] is told.
//
// A [Trade] says what the slower of two plans spares when there is a problem, what
// it costs when there is none, and from which chance on it pays; a [Frontier] says
// which plans leave nothing to be had for nothing.
//
// [Size] turns the question around: with how few slots, or waves, or workdays
// between them, does each strategy keep the targets? A first look with few
// replications says where to search, and an edge is decided by others: on average as
// in a comparison, and with assurance by the interval of the share of rollouts that
// keep the targets. The slots that a comparison leaves open are found by the same
// search, with the replications of the comparison.
//
// [Guesses] varies what nobody has measured, one value at a time and all together,
// and says from which value on something else would be decided.
//
// [MakePlan] plays one strategy and dates its phases: a [Plan] is for the release that
// is good, unless none can be, and its [Trouble] says what a problem would make of it.
//
// A [Sweep] is many settings of one scenario. Its trials are the values of metrics
// alone, and can be kept and put together: see package store.
//
// [LookAhead] says what can be said before any event is played: each strategy as a
// flow without chance (package fluid), and bounds. What a [fluid.Bound] calls impossible is missed in every
// rollout but for a chance of one in a billion, so a comparison misses it too where
// rollouts alone leave it open; all else it says is an estimate. A
// [Comparison] carries the flow beside each result, and the place where the simulated
// line parts from it.
//
// A scenario that measures a part of the run asks for a steady state. Then the
// runs do have a beginning to be cut off, and [Steady] says how much of it MSER-5
// advises to leave out.
//
// Read compare.go, column.go, stratum.go and estimate.go, then precision.go,
// horizon.go, target.go, needed.go, difference.go, verdict.go, selection.go, worse.go,
// trade.go, frontier.go, plan.go and steady.go; of sweeps point.go and sweep.go;
// of guesses guess.go and sensitivity.go.
package study
