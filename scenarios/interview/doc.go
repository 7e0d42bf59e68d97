// Package interview makes a first scenario of eleven answers, each of which may be
// "don't know".
//
// A [Draft] takes the answers to [Questions], in their order, and writes the
// scenario as a file that people like to read: what nobody knew is assumed, and
// marked as unknown or as a guess with the range it may lie in, and at the end
// stand the questions to ask, those first on which most hangs. The plans in it,
// big bang, waves and a pilot, have the size of the fleet and fit into the time
// that there is.
//
// Every draft, whatever was answered, is a scenario that can be read and simulated.
// Its keys are English; its comments, and all that is said to the person who
// answers, are in a [say.Language]. Equal answers on the same day give equal bytes: of
// the day only the start is made that nobody knew.
//
// It asks nobody itself: where answers come from is the business of the caller.
// Start reading in question.go.
package interview
