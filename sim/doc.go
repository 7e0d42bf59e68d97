// Package sim is a small kernel for discrete-event simulation. It knows
// nothing of the systems that are simulated with it.
//
// In a discrete-event simulation nothing happens between events. A run is a
// loop: take the next event, move the clock to its time, change the state,
// schedule what follows from it. Whatever lasts, such as a service or a wait,
// is a pair of events. The kernel is what such loops have in common: an
// [Agenda] is the clock and holds the events still to come, a [Timer] is an
// appointment that can be moved or called off, a [Station] is where work waits
// for a slot, and a [ProcessorSharing] is where all work proceeds at once, the slower the
// more of it there is. [Replicate] does it many times. Package dist gives the runs
// chance, and package stats watches them and says how much the result can be
// trusted; neither knows of the kernel, nor it of them.
//
// # Time
//
// All times are of type time.Duration and count from the start of the run;
// what comes before the start is negative. They are whole nanoseconds, so they
// compare and add exactly, and two events that should coincide do. The range
// is 292 years either way.
//
// A ProcessorSharing finishes work between nanoseconds. It says the first whole one by
// which the work is done, and it knows how much is left much finer than that, so
// what should coincide still does. That whoever is done makes room only then costs the
// others, in a busy period of 20,000 ends, a few hundred nanoseconds.
//
// # Order at one instant
//
// Events that share an instant are common here: people and their programs act
// on full minutes. Their order is part of the model and so it is explicit. The
// model gives each event a rank, and those of one instant are handed out lower
// rank first, equal ranks in the order they were added. An event that is added
// while its own instant is under way takes its place by rank if that is still
// to come. If events ranked higher have been handed out already, it opens a
// new round at the same instant, after the present one: time does not move,
// yet nothing is taken back. So a piece of work that takes no time finishes in
// the round after the one in which it started.
//
// # What is promised
//
// A run depends on its arguments alone. Inside of it nothing iterates over a
// map, reads the wall clock or starts a goroutine, and nothing is left to chance.
// The parts allocate nothing per event once they have grown. Clone methods copy a run in the
// middle, to continue it in two ways. Misuse, such as an event in the past or
// a slot left twice, is a bug in the model and panics with the values.
//
// # What is left out
//
// There are no processes or coroutines: a client is a few fields and the events
// that concern it, which costs bytes where a goroutine costs kilobytes. There
// is no removal from the agenda; a [Timer] makes appointments void instead.
// There is one queue discipline, first come, first served, within classes. In a
// ProcessorSharing all jobs are equally fast. A run uses one processor; use many for
// many runs.
//
// Start reading in agenda.go; same_time.go and radix.go are the two halves of how
// it works. Then timer.go, station.go and processor_sharing.go, and last replicate.go.
package sim
