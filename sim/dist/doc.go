// Package dist is chance: random numbers that belong to somebody, and laws that
// turn one of them into one value.
//
// A [Stream] has the numbers of one replication. A number belongs to its owner,
// purpose and occasion and not to the order of drawing, so runs that are compared
// meet the same chance wherever they do the same. A [Distribution] is drawn by
// inversion: one number gives one value, and a greater number no smaller one (but
// for a [Mixture]), so what is paired stays paired. Ziggurat and rejection, which
// draw a varying count of numbers, have no place here.
//
// # What is promised
//
// The same arguments give the same number and the same value, to the last bit, on
// every machine: nothing here has a state, reads a clock or computes otherwise than
// package portable does. Uniform numbers lie inside (0, 1), never on its ends.
// Drawing allocates nothing. The constructors of laws check what a user wrote and
// return an error of one line; the parameters and values are plain numbers, which
// the models here take for seconds. All is safe for concurrent use.
//
// Beside the laws are the quantiles that statistics need: [NormalQuantile],
// [StudentQuantile], [ChiSquaredQuantile], and [QuantileOf] of values that were
// observed.
//
// Start reading in stream.go, then distribution.go with the laws that are one line
// each; counts.go, empirical.go, weibull.go, normal.go, gamma.go and mixed.go have
// one family each, and the files named quantile what is solved or approximated.
package dist
