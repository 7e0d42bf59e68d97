// Package fluid is the system under study without chance: expected numbers flow where
// the simulation of package model plays single PCs and jobs.
//
// A [Flow] is what a fleet and the workloads do on average by interval of
// model.SeriesWidth: log-ins, ends of sessions, timers, updates, jobs. A [Load] is what
// that asks of so many slots under one strategy: how many run, how long the line is and
// how long one waits who asks now. A [Bound] is what can be said from it, and from the
// plan alone, before any event is played. A [Model] makes them all for one scenario.
//
// # What it promises
//
// The same scenario gives the same numbers: there is no chance in it, no clock and no
// map that is walked. Its cost grows with days, groups, phases and columns, and not
// with the PCs. Where nobody waits, what runs is the mean of infinitely many
// replications, as near as intervals of five minutes allow; where a line forms because
// more is asked for than can be done, it is the line of the simulation's mean but for
// chance. What is called impossible is missed in every replication but for a chance of
// one in a billion.
//
// # What it leaves out
//
// Chance itself: a line that forms although there is room on average. Of what is done
// to the backend it knows what is planned, and neither what answers to the load nor
// what happens by itself; [Load.LeavesOut] names for each strategy what of the scenario
// is not in it.
//
// # In which order to read
//
// fleet.go (the average day of a group, laid over its workdays), jobs.go (workloads, and
// the slots that are open), stock.go and update.go (an update flows through the fleet),
// load.go and line.go (the queue), bound.go (what is said).
//
// Imports go one way: this package knows model, and package study knows both. Where a
// simulated line parts from the fluid one is told there, since it needs results.
package fluid
