// Package store keeps the trials of sweeps in a folder, so that a sweep that was
// stopped goes on where it was, one with more points or replications simulates
// only what is new, and one that was divided among machines is put together.
//
// A [Store] holds one file for each trial, under the hash of all that has a say in
// it: the scenario and the strategy, the slots, the replication, and the program.
// A file appears whole or not at all: it is written as .new-NUMBER, synced, and then
// renamed. What was cut off all the same, by a file system that lost power,
// does not agree with its checksum and counts as not there.
//
// Beside the trials lie plans and shards. A plan is a [study.Sweep]: its points,
// what they were varied over and the targets; whoever works on a part of it writes
// the same plan. A [Shard] says that its part is done. [Store.Merge] checks that
// nothing of a plan is missing and nothing foreign among it.
//
//	results/3f/3fa9….json     a trial; the folder is the beginning of the name
//	plans/6e0c….json          named by the hash of what is in it
//	shards/6e0c…-3-of-8.json
//
// Folders of several machines can be copied into one. Nothing is ever removed but what a
// run that was killed has left under a temporary name, by the next one that has the folder
// to itself.
//
// Read store.go, then plan.go.
package store
