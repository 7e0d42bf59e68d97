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
// There is one session a day; it may run past midnight, and one that is still open
// at the next log-in ends there: log-ins keep their law however long sessions are, and
// a PC that is never off (a session of 24 h or more) comes on anew on every workday on
// which it is not absent.
//
// # Clock time
//
// A scenario speaks of dates and times as clocks show them in the zone of a
// calendar ([Date.At]). A time that clocks skip comes later by as much as they are
// put forward (02:30 is 03:30 where an hour is skipped), and a time that they show
// twice is the first of the two (RFC 5545, section 3.3.5): that of phases, windows,
// freezes, events, access, log-ins, jobs and office hours alike. A day begins at its
// first instant and ends with that of the next, its windows with it, and nobody works
// on a date that clocks never show. Waves that follow each other by days keep the time
// that was meant, not the one to which a change has put one of them. The jobs of a
// skipped hour come among those of the hour behind it.
//
// # A sync
//
// A log-in, the sync timer (log-in + k intervals, while on) and a finished
// install each want a sync, where something is installed. A PC has one open need at
// a time: a timer that meets
// an open need is dropped; an update takes over a need that has not started,
// which keeps its place, its first ask and its promise, and follows one that is
// running. The client asks the backend, late by the jitter. If one of the slots
// is free it starts, and holds the slot until its work is done. If not it is shown
// a wait in full minutes: the same for everybody, or an estimate, the mean work of
// all who wait, itself included, shared out among all slots. That is the mean of
// the law of their kind, for a row of a trace the mean of all its rows: nobody
// knows the work of one that has not been done. The first one shown is its
// promise. Then
//
//   - under re-ask it comes back after that time, or after one of its own
//     ([RetryPolicy]), with no place kept, so that later clients may overtake it. Where
//     only the one denied first asks again, the others ask after it, one by one;
//   - under ticket it has its place in a line, first come, first served;
//   - under priority it has its place among those of its class: a PC by the cause
//     of its sync, such as updates before log-ins, a job by its workload. Lower
//     classes are served first, and nobody is interrupted for them.
//
// At the end of the session a sync under way is lost and an open need is put off
// to the next log-in, at which it asks again, late by the jitter. It waits once it
// is told to, and not before: queue.max, waiting_hours and what a hint is estimated
// from count those who are on and were told to wait since they came on, and those
// whose attempt the backend has ended. Clients and backends older than admission control are
// accepted at once and hold no slot: they are counted as bypassing.
//
// When nearly all metadata changes (TouchMetadata), each PC has that to sync, on a
// terminal server none. One that is on does so at once, with the sync that it
// waits for, or after the one that runs; one that is off with its next sync.
//
// # Nodes and lines
//
// The backend is a number of nodes, which share its slots; the first have one more
// where they do not share evenly. Under the balancer's policy shared all nodes
// serve one line: whoever is next takes the first slot that frees anywhere. Under
// every other policy (round-robin, random, least-busy, two-choices, weighted) a
// node has a line and slots of its own, and each ask is sent to one of the nodes
// that are ready: a client may find that node's slots taken while others are free,
// and under ticket waits there until it starts or the node goes. Least-busy and
// two-choices go by how many run and wait at a node: as it is, or as it was at the
// last report (SignalAge). Until the next one they send by the same old numbers,
// unless they add what they have sent since (CountOwn).
//
// # Capacity
//
// Slots limit how many run, and without a [Capacity] each runs at full speed.
// With one, all that run share it, also those that bypass the slots: each has the
// same speed, which changes with every start and end, and a sync is done when its
// work is (processor sharing). The speed is min(1, full speed / running) or follows
// the Universal Scalability Law, by which more at once can mean that less gets
// done. Under shared, all nodes together have one capacity: a full speed goes and
// comes with the nodes, the law belongs to what they have in common, such as a
// database. Under every other policy each node has its share of the full speed, or
// follows the law by itself, and counts only its own syncs.
//
// # Timeouts and retries
//
// An attempt lasts at most as long as the [Timeout] says, counted from its start
// and not from the ask. What it has done is lost, its slot is free, and the client
// asks again after a fixed time or after an exponential backoff, like one who comes
// anew. Work done for nothing makes those who follow slower, which can feed
// itself: attempts that end are throughput, those of them that succeed goodput.
// When the tries of a budget are spent, a PC rests until its next log-in or timer,
// its update, or a change of all metadata; a job gives up.
//
// # Nodes that go and come
//
// An outage takes the last nodes that are ready for a time. A deploy takes every
// node in turn, so many at once, each for a time that begins when nothing runs
// there any more. [Failures] take each node by itself, over and over. What runs on
// a node that goes
//
//   - begins again elsewhere (restart);
//   - goes on elsewhere with what is left of its work (resume);
//   - or is left to finish (drain).
//
// Whoever is interrupted tries again by the rule for retries if there is one.
// Without it, under ticket and priority it starts where a slot is free, or is ahead
// of all others of its class in line; under re-ask it asks at once; and one without
// a slot asks in five minutes. Those in the line of a node that has gone are sent
// to another, behind those who wait there. When no node is left, one who asks
// retries by the rule or, without a slot, in five minutes. Without a rule the
// others are told to wait as if all slots were taken.
//
// Nodes are added for good by AddNodes, ready some time after their order, each
// with as many slots as the largest share. SetSlots shares out another number
// among all nodes there are; who runs is left to finish. [Autoscale] looks at
// regular times at how many wait and hold a slot. It orders the nodes that bring
// (running + waiting) / slots down to its target, those under way counted, and
// removes those that were not wanted at any look of the cool-down, one that is not
// ready yet before the last one that is. A node that is removed finishes what runs
// there. Nodes are paid for from their order to their removal.
//
// # What is left open, and what is drawn once
//
// A need that is open at a log-in asks again in place of the log-in's own; on a
// non-persistent profile one of kind delta becomes the full sync of that log-in, with
// new work, while its first ask, its wait and its promise stay. The jitter of an ask
// lies before it: asked is the ask itself, so the wait holds none before the first ask
// and all before later ones. Needs first asked before the start, or outside the window,
// are not counted and no record shows them, unless an update takes them over while it
// counts: then the record has their first ask, which may lie before the start
// (asked_s is negative). No record shows a need that has not asked by the horizon.
//
// An install that is cut off keeps its duration and its chance to fail, which belong to
// the number of the try; whether programs are closed is drawn anew by day. Policy polls
// lie on a grid of the client's own: a phase drawn once, uniform in the interval, plus
// whole intervals, whether the PC is on or not; one that falls into time off is lost. At
// a deadline, a managed client downloads at the poll that finds the offer and installs
// later; a self-service client downloads when its user acts.
//
// load_ratio is the work of needs that take a slot, counted in the clock hour of their
// first ask, once however often they ask or lose an attempt. A need that an update takes
// over adds the difference of the works in the hour in which it does.
//
// # Wait and delay
//
// Wait is the time from the first ask to the start of the attempt that succeeds,
// counted while the PC is on. Delay is the time from the first ask to the finish,
// while on, less the work. They are equal unless a capacity slows a sync, which the
// wait leaves out, or an interrupted one goes on, for which the wait counts work
// that was of use. Where that may be, or attempts time out, promises to users are
// judged by the delay. Quantiles are product-limit estimates (Kaplan and Meier): a need
// that waits at the horizon is censored there. wait.worst has one value of each client,
// its longest wait; it is censored if that is of a need that still waits. What a
// client was shown is held against its wait: the error of a promise is
// wait − promise, and one of a minute is broken by a wait of more than five.
//
// # Echoes
//
// Clients that are rejected together and come back after the same time come
// together again. [FindPeriodicLoad] looks for such a period in the counts of asks, and an
// Outcome names the clearest one after an outage or around the longest line. An
// [PeriodicLoad] tells which jitter lets it fade.
//
// # The update
//
// A phase of the rollout opens and offers the release to its clients. The
// auto-updater finds the offer at its next check: an interval after the last one,
// which is remembered, or at the next log-in if the PC is off then. It downloads
// and then waits for the office programs to be closed; they often are right after
// a restart, and otherwise open and close as a two-state process. A managed
// client finds the offer at its policy poll and installs at once or at a
// deadline. A self-service user acts after a while, or never. The end of
// a session pauses a download, which goes on where it stood, and cuts an install
// off, which begins anew in the next session, and only when the programs are found
// closed again. Every look at the programs counts against the tries, also the one
// that found them closed before an install that was cut off. With the tries spent
// the updater waits for a session that begins with a restart, which brings all of
// them back; a restart amid the tries brings none. A failed install or download is
// tried again later, with all looks before it; after the last try, never.
//
// # A first installation
//
// On a PC of version [None] nothing is installed. It comes on and goes off like the
// others and never synchronises: not at log-in, by timer, or when all metadata
// changes. Its timers count on, so that whatever it syncs later has the number, and
// with it the work, that it would have had. The release reaches it by its group's policy
// polls or through its user; an updater that is not there looks for nothing. Package,
// duration and failures of a first installation are its own ([FirstInstall]), and all
// else is as for an update. Once it is complete and may be used, the PC wants its first
// sync, whatever triggers a sync: of cause update and kind first, with a law of its own
// or that of a full one, or that of a delta where the package carries the data. It
// stays a first sync until it is done, also where it is put off to a log-in that would want a
// full one, and where a fix takes it over. From then on the PC syncs like the others:
// everyday load grows with adoption.
//
// The updater may be installed along, on a share of the PCs that is drawn one by one. From
// then on such a PC finds fixes and later releases by its own checks, the first an
// interval after the install, and the others in the way of their group.
//
// Where a first installation is taken back, the release is uninstalled, in the way of the
// group also where there is an updater: without a download, in the time and with the
// failures of an install. What the PC has to synchronise is given up, a sync that runs
// is cut off, and nothing follows. The others go back to the version before.
//
// # The rollout
//
// Big bang, waves and pilot are lists of phases. A phase opens at the later of
// its schedule and the gate of the phase before it, on a workday outside freezes.
// It is offered to all of its clients at once, or to one after the other in their
// order of selection: at a rate, at one that grows, over a span, by daily shares,
// with a limit of those in flight. The clock of such an offer stands while its
// window is closed, in a freeze and while the rollout is halted. A poll outside
// the window finds nothing. Polls may be granted by their number (see [Grants]).
// A gate looks at the share that is updated of those assigned, reached or active,
// or at a count, then lets time pass (soak), and then the next phase may still
// need somebody's approval. It may be stuck, and too many errors halt the rollout.
// All counts are of clients that lack the release.
//
// # A bad release
//
// A problem is in its release or not: [World.RollWith] plays either. Whether it
// hits a client that uses the release belongs to the client. A hit is reported or
// not, late: by key users and the testers of a phase, such as a pilot, with a chance
// of their own. After enough reports, or long enough after the first hit, the problem
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
// With permissions a client uses an installed release, and counts as updated, only
// from its access on,
// nobody does while the rollout is halted, and nobody a build known to be bad.
//
// # Releases that follow
//
// Other releases may follow the first ([LaterRelease]), each newer than those before it. One
// is rolled out in the phases of the strategy again, dates moved by the days between the
// starts, with the same members in the same order; or at once, to everybody in one phase
// without a window. It is due at an instant. If the rollout before it is halted and may go
// on, is about to be taken back, or has phases that are not open, it waits until that is
// over, or ends that rollout (Replaces); one that has ended for good, by too many errors, by
// a gate that was stuck, or because of a problem, holds up nothing.
//
// When a release begins, every client with an older version needs it. Offers that nobody
// has found are gone, and so are errands that nobody has set out on. Who is on the way to an
// older release goes on with it, to the end of its tries, and looks for the newer one then: it is of
// a phase of the newer from the beginning, and last in a phase that is offered to one after the
// other. Who has refused an older release, or failed for good, gets the newer like all others.
// Between releases an auto-updater goes on to look as it did before. Permissions hold for
// every release alike. New employees get the newest release whose last phase has opened.
//
// A client that installs a release counts as updated to it, and to all older ones that it was to
// have and has not had: at the same instant, whatever had kept it from them. A sync after an
// update belongs to the release that was installed; one that has not started when a newer
// release is installed becomes that of the newer. Metrics without a release (updated.*,
// wait.update.*, never, exposed and the like) speak of the first; those of a release name it, as in
// "wait.update.p95 of 9.5". What is random of a release belongs to client, release and errand.
//
// Each release may have problems of its own, which it has or has not by itself
// ([Scenario.Problems], [Scenario.Strata]). A problem belongs to its release: it is met, noticed,
// halted for, fixed and taken back in the rollout of that, as the first release's is, by
// the phases in which it is rolled out; one that is rolled out at once is fixed. To those who have
// a bad build of an older release the next one is the fix, and a problem that is noticed once
// another release has begun halts nothing. On the way back a PC goes to what it had before the
// release: the build of an older one, whose problems break it anew if they had hit it; the old
// version; or nothing where nothing was installed. Who has gone back does not have the release,
// nor for its sake an older one, and is offered the next like all others.
//
// A horizon that is found from the plans is that of the first release: metrics without a release
// count up to it ([Scenario.CountedEnd]), and what is simulated goes on until the last
// release has settled. What happens after the window is in the series and in the
// metrics of releases alone: who is exposed then, for how long PCs are broken and a rollout is
// halted, and which problems are noticed.
//
// # New employees
//
// A group may have new employees ([Joins]): so many PCs more on each of its dates.
// They have the numbers behind the fleet, group by group and date by date, so nobody
// else draws another number for them. Such a PC is not there before the log-in of the
// day on which its user joins, which comes by the boot law of the group, whoever is
// absent; from then on it lives like the others. It begins with a first sync, in
// place of that of the log-in, whatever triggers a sync; its updater, which has no
// last check, looks at once. It has what the PCs of its group had at the start, drawn
// from their mix. When the last phase opens, all those that lack the release are
// offered it at once, in the hours and with the deadline of that phase, but beside
// it: a phase of their own that no gate waits for. Who joins from then on has the
// release, unless it is halted, taken back or, by permission, not yet to be used:
// then the PC is like those that joined before, and finds the offer once it is there
// again. A PC that was to have nothing at the start has none until then, and its
// first sync after it.
//
// Where releases follow ([LaterRelease]), this is said of the one that is rolled out. Who
// joins has at least the newest of those before it whose last phase has opened, and those
// who are there are offered each when its last phase opens.
//
// New employees count in wait.first, wait.log_in, wait.all, wait.worst, in who is on
// and in every load, and in nothing that is said of the rollout: updated,
// wait.update, sizes and gates of phases, groups, never. What a problem of the
// release does to them is not counted either: they are not exposed, not hit, and
// report nothing, but load a fix or the old version like everybody.
//
// # Everyday after the rollout
//
// The days after the rollout are the last five workdays of the calendar before the
// horizon, from the midnight before the first to the one after the last. What is said of
// them (after.utilization.hour, and the waits of needs of cause log-in that are first
// asked on them) has a value once 95 % of the clients that can be updated have had the
// release for five workdays when the first begins, and else has none; without a rollout
// it always has. It is shown where everyday changes with the release, as in a first
// installation, or where a target names it.
//
// # Other traffic
//
// A workload is traffic beside the fleet, or a textbook queue instead of one: a
// stream of jobs (Poisson, in batches, at a rate that changes over the day, a
// morning peak, exactly so many clients), a closed population that thinks between
// two jobs, or a trace that is replayed row by row and never held in memory. Jobs
// meet the same admission as clients and may give up when their patience ends; a
// slot that frees at that instant is still theirs. Under ticket and priority each
// line may be limited: a job that finds it full gives up, a PC is denied and asks
// again. A question about a steady state names the [Window] that is counted.
// Where there are no PCs, the queue and its system are counted too: how many wait
// and are there on average over the window, how long a job is there from its first
// ask to its end, the share of time in which no slot is free, the share of jobs that
// leave, and the time from the first ask to the end of the last job.
//
// # The order at one instant
//
// First syncs and shared downloads finish, so that a slot that frees at an instant
// serves whoever asks at it, and the head of the line before its patience ends; nor
// is a sync that is done at an instant hit by an outage or a timeout at it. Then
// comes what is done to the system, in the order in which it was set: nodes go and
// come, those in line at nodes that have gone are sent elsewhere, autoscale looks,
// loads are reported, phases open, offers are made and reports come in. Then
// attempts time out, and patience and sessions end; and then clients come on, act
// and ask, in the order of their numbers. A sync without any work finishes in a
// further round at the same instant.
//
// # What is checked in every run
//
// Needs asked = done + gave up + waiting + running. Nobody takes a slot on a node
// that has none free, so there are never more slot-holders than slots but for
// those who are left to finish when slots go. Nobody starts before asking, and of
// those of a class in one line nobody before one who joined it earlier, but for
// those put ahead after an interruption. How many run on each node, and how many
// of them hold a slot, is what the needs say. The time spent waiting and syncing,
// summed need by need, is the area under the curves of how many wait and sync
// (Little's law as an identity). Every client is in at most one phase. Nobody is
// offered the release outside window and freeze, faster than the rate, beyond the
// limit in flight, or after the halt; nobody finds an offer once the halt is felt.
// No PC with nothing installed has anything to sync. Who is hit has met the problem,
// and broken hours are the area under their curve.
// A run that breaks a law panics: a simulator that does must not print a number.
//
// # What is left out
//
// The network between client and backend, the time a PC takes to boot, the
// content of syncs, and what users do while they wait. What a sync needs is one
// amount of work: processors, disks and databases of a node are not told apart,
// and all that run share alike. The balancer does not err about which nodes are
// ready, and it moves nobody from one line to another while the node is there.
// Downloads come from distribution points with the stated rate for each client, or
// over the link of its site, which all share in proportion to their rates. A
// broken client syncs like a whole one. A client checks whether programs are closed
// anew after a failed install as if it had not looked before.
//
// # What it costs
//
// A client takes 72 bytes (64 of state and its longest wait so far), 16 more for
// its one pending event, and 112 while a sync need is open; each is counted in a
// test. Where delays are kept beside waits it takes 8 more, with a problem in the
// release 16, with staged offers 4. Nothing is allocated for an event. A backend is
// plain, and played as a single station, if its nodes have one line, never go, and
// neither slow nor end a sync. In fleets beyond the processor's cache most time is
// spent on waiting for memory, so what the next events will read is loaded
// together, ahead of them.
//
// Package fluid has the same system without chance. What it asks of this one stands in
// ahead.go.
//
// # Who does what
//
// The [World] has the clock, the loop that hands out events, the clients, and what
// they need. The backend is a part of it that knows of neither: it has slots, lines,
// nodes, their capacity and what takes them away, and its own appointments on the
// agenda. It is told what happened, one need at a time, and answers what follows: who
// asks is admitted, rejected, queued, blocked, or reaches nobody; who leaves is
// followed by the next in line; a node that goes is named, so that what runs on it may
// be interrupted; one that comes has those who wait called up. No file touches both the
// backend and the rollout.
//
// Read scenario.go, backend.go, strategy.go and workload.go, then world.go,
// client.go, update.go and need.go; ask.go and retry.go for what needs do at the
// backend, and admission.go for what it answers. What a plain backend does without is
// in balancer.go, node.go, operation.go and autoscale.go, and what needs make of it in
// operate.go and metadata.go. For the rollout read rollout.go, offer.go, gate.go,
// halt.go and problem.go, and train.go for the releases that follow. What is seen of
// it all is in observe.go, outcome.go and periodic_load.go.
package model
