// Package stats is what is said of a simulation when it has run. It knows neither
// clock nor chance: it is told what happened and when.
//
// Two types watch one replication. A [TimeWeighted] follows a quantity over time, such as
// busy slots, and has its mean and maximum by interval. A [Sample] collects
// durations, such as waits, some of them censored, and answers order statistics of
// them. What replications show together is an [Estimate]: a mean with its interval,
// and apart from it the spread of the single replications. Where cases of known
// chances are played on their own each of them is a [Stratum]. Differences and
// ratios are paired, since replications of one number share their chance.
//
// # Units
//
// Samples hold time.Durations, whole nanoseconds from 0 to 400 days. Estimates are
// of plain numbers, in the unit of the values. A level is a share such as 0.95, a
// quantile's p a share from 0 to 1, and quantiles are nearest ranks, values that
// occurred. NaN says that there is no such number, never a zero.
//
// # What is promised
//
// A Sample answers exactly up to a million durations above 0, and states its error
// beyond that; its answers depend on what was added and not on the order, so
// replications may be merged in any grouping. An Estimate depends on the order of
// its values in the last digits alone: they are merged in order of replications.
// Nothing iterates over a map, and results are the same to the last bit on every
// machine. Watching allocates nothing but the memory of what is kept. Misuse, such
// as a change before the one before, panics with the values.
//
// Start reading in time_weighted.go and sample.go; sample_durations.go and sample_cells.go
// are how a sample keeps and ranks a million durations, and mixture.go has the curve
// of several. Then interval.go with the estimates of means and shares, ratio.go and
// welch.go for two of them, and stratified.go.
package stats
