// Package theory holds queues whose behaviour is known exactly, and the cases
// that a simulation of them must reproduce.
//
// Each system is a small struct of its parameters with a method for each
// quantity: [Erlang] (M/M/c), [Limited] (M/M/c/K), [Impatient] (M/M/c+M), [Fixed]
// (M/D/c), [Single] (M/G/1), [TwoStage] (M/E2/c), [Finite] (M/M/c//N), [Priority],
// [Batch] (batches), [Unlimited] (M/G/∞), [Peak] (a morning peak, exactly N
// clients or Poisson), [BigBang] (everybody at once), [Sharing] (all run at once
// and share the speed), [Split] (nodes by chance), [Shortest] (few nodes, the
// least busy of all or of two), [Choices] (many nodes, the less busy of two),
// [Retrial] (asking again) and [Failing] (slots that fail). [Cases] lists the
// cases to simulate, by [Family], each with the values that must come out.
//
// [Run] plays the cases through package model as a rollout is played, as a
// workload on a backend without a fleet, and folds the record of every client into
// the same statistics; [Agree] sums up how far they are from the exact values.
// What is compared are waits (their mean, their square, the share within an exact
// percentile), sojourns (also given the work, and how they vary), asks, numbers
// waiting and in the system over time and at an instant, slots that are busy and
// that are up, throughput, the shares lost and giving up, and the end of a big
// bang. A difference counts in standard errors over replications: |z| above [Limit] is a
// disagreement. Little's law is not among these: the model checks it as an
// identity in every run, and panics.
//
// [Waits] is no value of a system but the waits of given jobs, by a recursion without
// events: simulated ones are the same to the nanosecond, and what it takes to find them
// is the limit that .ci/speed measures the simulation by.
//
// RESULTS.md holds what came out, written by
//
//	rollsim theory --format md > model/theory/RESULTS.md
//
// Times are seconds and rates are per second, as float64: these are formulas and
// not clocks. A slot serves one client at a time and is never idle while somebody
// waits; the queue is first come, first served unless said otherwise. Wait is the
// time from asking to starting, sojourn the time from asking to finishing, number
// counts those waiting and in service, load is arrival rate times mean work (in
// erlangs), utilisation is load over slots. Quantiles are the smallest time that
// the stated share does not exceed, so they are 0 as long as that share does not
// wait at all.
//
// The methods of the systems are pure: the same parameters give the same answer,
// nothing is random and nothing is simulated. Parameters without a meaning, such as a
// utilisation of 1 where a steady state is asked for, panic with the values.
//
// Every recursion adds and multiplies numbers of one sign, so nothing cancels and
// the answers carry 10 digits and more; where a method carries fewer it says so.
// [Choices.SojournMean] alone is no exact value of its system.
//
// Read law.go and line.go, birthdeath.go and levels.go (chains in their steady
// state), then any system, then case.go, family.go and catalogue.go; scenario.go (a case as the model has it), tally.go (from records to
// statistics), run.go and agreement.go; recursion.go.
package theory
