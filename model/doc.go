// Package model is the system under study: PCs that come on in the morning, find
// an update, install it, and synchronise with a backend that lets a limited
// number of syncs run at once.
//
// A [Scenario] says what there is. [New] makes it ready, [Model.Begin] plays one
// replication up to the start, and [World.Roll] plays it to the horizon under one
// [Strategy] and returns an [Outcome], from which each of the [Metrics] is read.
// Nothing else is random than what belongs to (seed, replication, owner,
// purpose, occasion), so the same client boots at the same instant and the same
// sync has the same work under every strategy and every number of slots: what
// differs between two outcomes is the strategy.
//
// # A day of a PC
//
// On a workday of its calendar a PC is absent or comes on. Absence comes in
// spells: from one workday to the next a present PC falls absent with chance p
// and an absent one returns with chance 1/spell, where p is such that the stated
// share is absent in the long run. A PC comes on at a wall-clock time drawn from
// the boot window, late by what its whole group is late on that day, and stays on
// for the length of its session. The log-in is a restart or a resume from sleep.
// There is one session a day; it may run past midnight and then holds the next
// log-in back.
//
// # A sync
//
// A log-in, the sync timer (log-in + k intervals, while on) and a finished
// install each want a sync. A PC has one open need at a time: a timer that meets
// an open need is dropped; an update takes over a need that has not started,
// which keeps its place, its first ask and its promise, and follows one that is
// running. The client asks the backend, late by the jitter. If one of the slots
// is free it starts, and holds the slot for as long as its work takes. If not it
// is shown a wait in full minutes, and then
//
//   - under re-ask it comes back after that time, with no place kept, so that
//     later clients may overtake it;
//   - under ticket it has its place in a queue, first come, first served.
//
// At the end of the session a sync under way is lost and an open need is put off
// to the next log-in. Wait is the time from the first ask to the start of the
// attempt that succeeds, counted while the PC is on. Clients and backends older
// than admission control are accepted at once and hold no slot: they are counted
// as bypassing.
//
// # The update
//
// A phase of the rollout opens and offers the release to its clients. The
// auto-updater finds the offer at its next check: an interval after the last one,
// which is remembered, or at the next log-in if the PC is off then. It downloads
// and then waits for the office programs to be closed; they often are right after
// a restart, and otherwise open and close as a two-state process. A managed
// client finds the offer at its policy poll and installs at once or at a
// deadline. A self-service user acts after a while, or never. See the drawing at
// stage for failures and pauses.
//
// # The rollout
//
// Big bang, waves and pilot are lists of phases. A phase opens at the later of
// its schedule and the gate of the phase before it, on a workday outside freezes.
// It is offered to all of its clients at once, or to one after the other in their
// order of selection: at a rate, at one that grows, over a span, by daily shares,
// with a limit of those in flight. The clock of such an offer stands while its
// window is closed, in a freeze and while the rollout is halted. A poll outside
// the window finds nothing. Polls may be granted by their number (see granting).
// A gate looks at the share that is updated of those assigned, reached or active,
// or at a count, then lets time pass (soak), and then the next phase may still
// need somebody's approval. It may be stuck, and too many errors halt the rollout.
// All counts are of clients that lack the release.
//
// # A bad release
//
// A problem is in the release or not: [World.RollWith] plays either. Whether it
// hits a client that uses the release belongs to the client. A hit is reported or
// not, late; after enough reports, or long enough after the first hit, the problem
// is noticed and halts the rollout. No offer is made from then on, offers that
// were made are found until the halt is felt, and who has begun goes on. Then the
// release is fixed: clients that have the bad one are sent to the fixed one as an
// update of their own, whatever window, freeze or deadline; those still on their
// way to the bad one load the fixed one instead; and the phases go on where they
// stood, soaks and delays included. Or it ends there, or everybody is sent back to
// the old version, whoever is on the way is called off, and nobody counts as
// updated. When several problems have been noticed, one release fixes them all. A
// client with a bad release counts as updated when it has a fixed one, or from its
// install if nobody has noticed the problem by the horizon.
//
// With permissions a client uses an installed release only from its access on,
// nobody does while the rollout is halted, and nobody a build known to be bad.
//
// # Other traffic
//
// A workload is traffic beside the fleet, or a textbook queue instead of one: a
// stream of jobs (Poisson, in batches, at a rate that changes over the day, a
// morning peak, exactly so many clients), a closed population that thinks between
// two jobs, or a trace that is replayed row by row and never held in memory. Jobs
// meet the same admission as clients and may give up when their patience ends; a
// slot that frees at that instant is still theirs. Under ticket and priority the
// queue may be limited: who finds it full is turned away. Priority serves lower
// classes first and interrupts nobody. A question about a steady state names the
// [Window] that is counted.
//
// # The order at one instant
//
// First syncs and shared downloads finish, so that a slot that frees at an instant
// serves whoever asks at it, and the head of the queue before its patience ends;
// then phases open, offers are made and reports come in;
// then patience and sessions end; then clients come on, act and ask, in the
// order of their numbers. A sync without any work finishes in a further round at
// the same instant.
//
// # What is checked in every run
//
// Needs asked = done + gave up + waiting + running. Never more slot-holders than
// slots. Nobody starts before asking, and of those in line nobody before an
// earlier one. The time spent waiting and syncing, summed
// need by need, is the area under the curves of how many wait and sync (Little's
// law as an identity). Every client is in at most one phase. Nobody is offered the
// release outside window and freeze, faster than the rate, beyond the limit in
// flight, or after the halt; nobody finds an offer once the halt is felt. Who is
// hit has met the problem, and broken hours are the area under their curve. A run
// that breaks a law panics: a simulator that does must not print a number.
//
// # What is left out
//
// The network between client and backend, the time a PC takes to boot, the
// content of syncs, and what users do while they wait. Slots never slow each
// other down. Downloads come from distribution points with the stated rate for
// each client, or over the link of its site, which all share in proportion to
// their rates. A broken client syncs like a whole one. A client checks whether programs are closed anew after a failed
// install as if it had not looked before.
//
// # What it costs
//
// A client takes 72 bytes (64 of state and its longest wait so far), 16 more for
// its one pending event, and 112 while a sync need is open; each is counted in a
// test. A release with a problem takes 16 more, staged offers 4. Nothing is
// allocated for an event. In fleets beyond the processor's cache
// most time is spent on waiting for memory, so what the next events will read is
// loaded together, ahead of them.
//
// Read scenario.go, strategy.go and workload.go, then world.go, client.go,
// update.go, need.go and admission.go; for the rollout rollout.go, offer.go,
// gate.go, halt.go and problem.go; then observe.go and outcome.go.
package model
