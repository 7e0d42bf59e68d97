// Package scenarios reads scenario files: what is rolled out to whom, how, and
// against which backend. [LoadFile] and [Load] turn a file into a
// [model.Scenario] in which every default is filled in, or into [Errors] with
// everything that is wrong and where. [Schema] and [Reference] describe the
// format to editors and to people; [Examples] are files to start from.
//
// # The format
//
// A scenario is one YAML document, a mapping of keys in snake_case. This much is
// a whole one:
//
//	start: 2027-04-12
//	calendar: {region: de-BY}
//	fleet:
//	  - {name: headquarters, clients: 3000, delivery: auto-updater, version: "9.3"}
//	  - {name: plants, clients: 1000, delivery: managed, version: "9.3"}
//	release: {version: "9.4"}
//	backend: {version: "9.4", slots: 50}
//	strategies:
//	  - big_bang: {}
//	  - waves: {size: 500, every: 2wd}
//	targets: [wait.update.p95 <= 10m]
//
// Every number has a unit: 90s, 15m, 8h30m, 7d, 3wd; 5%; 250MiB; 50Mbit/s. Plain
// counts are those of PCs, slots and tries. A wd is 24 h counted on workdays
// only, so Friday 10:00 and 1wd is Monday 10:00. A d is a local calendar day in
// plans (horizon, every, soak, delay, deadline) and 24 h elsewhere.
//
// A length of time can be a distribution: {lognormal: {median: 2m, p95: 8m}};
// also constant, exponential{mean}, uniform{min, max}, triangular{min, mode, max},
// normal{mean, sd} cut at 0, lognormal and weibull and gamma{mean, cv},
// weibull{shape, scale}, erlang{stages, mean}, hyperexponential{mean, cv},
// mixture[{share, ...}] and empirical{file}, a file with a value in each line.
// Times of day have window, file, uniform, triangular, normal and mixture.
//
// Any value may carry where it comes from, and a range for what was guessed:
//
//	full: {value: 3m, range: [1m, 10m], source: guess, by: network team}
//	delta: {measured: [2m10s, 3m05s]}     # of a duration the mean, else their distribution
//	interval: unknown                     # the default
//
// The backend can be said in as much detail as is known:
//
//	backend:
//	  slots: [50, 80, auto]               # auto: the smallest number that keeps the targets on waits
//	  nodes: 2
//	  balancer: {policy: least-busy, signal_age: 10s}
//	  capacity: {full_speed: 80}          # or {usl: {contention: 2%, coherency: 0.01%}}
//	  timeout: {after: 30m, retry: {fixed: 5m}}
//	  autoscale: {target: 70%, max: 6}
//	  failures: {between: {exponential: {mean: 30d}}, repair: 20m}
//	  admission: {discipline: priority, order: [update, log-in, timer]}
//	  events:
//	    - {at: 2027-04-19T10:00, outage: {nodes: 1, for: 20m, running: restart}}
//	    - {at: 2027-04-20T20:00, deploy: {max_unavailable: 1, each: 3m}}
//
// An event has a local time in the scenario's zone and one of outage, drain,
// deploy, add_nodes, slots and touch_all_metadata. Capacity, timeout, autoscale,
// failures and events are absent unless they are written.
//
// What stands in updater, managed, self_service, download, install and sync holds
// for all groups; a group may have the same keys for itself, one by one. A group
// may also have a calendar and a timezone of its own, and new employees, each with a PC
// that was not there before:
//
//	fleet:
//	  - {name: plants, clients: 1000, version: "9.3", joins: {clients: 25, on: first-workday-of-month}}
//
// A strategy is a list of phases; big_bang, waves and pilot are short for the
// usual ones and take the keys of a phase:
//
//	strategies:
//	  - name: our own plan
//	    phases:
//	      - name: key users
//	        select: {size: 50, by: key-users}
//	        testers: true
//	        gate: {success: 95% of reached, at_least: 20, errors: 5%, soak: 1wd, if_stuck: {after: 10wd, then: pause}}
//	      - name: everybody
//	        start: {when: gate}
//	        offer: {rate: 40/min}           # or {ramp: {...}}, {over: 3wd}, {daily: [1%, ..., 100%]}
//	        max_in_flight: 20%
//	        window: {days: [mon, tue, wed, thu], hours: 09:00-16:00, clock: client}
//	    halt: {reaches_clients: 8h}
//	  - configmgr: {phases: [{collection: {size: 5%}}, {}]}
//
// A share in a gate is reached at it, "more than 50% of assigned" only above it;
// errors are too many above their share, "at least 5%" already at it. The last
// strategy is one in the terms of another system: hawkbit, mender, aws_iot,
// configmgr, autopatch, app_store and nebraska take that system's parameters with
// its defaults, and [Phases] shows what they come to. A pilot takes key users first
// and they test, without a word about it. What stands in halt,
// rollback, late_joiners and access holds for all strategies; one may have the
// same keys for itself.
//
// Workloads are other traffic on the same backend. Without a fleet beside them a
// scenario is a queueing model, and every hour of every day counts:
//
//	workloads:
//	  - name: mac clients
//	    arrivals: {poisson: 3/min}
//	    work: {exponential: {mean: 20s}}
//	    patience: 10m
//	  - {name: yesterday, arrivals: {trace: syncs.csv}}
//	measure: {from: 2h, to: 5d}           # the steady state, without the beginning
//
// Arrivals are one of poisson, batches, profile (a rate that changes over the
// day), peak and exactly (so many a day around a time of day), closed (a
// population that thinks and asks) and trace. A trace is read through when the
// scenario is loaded and row by row in every replication, so it may have any
// number of rows; that it has changed in between is found then.
//
// Variants of a scenario are listed in the file too, for a sweep; a [Loader] reads
// them with the file and loads each:
//
//	sweep:
//	  - vary: {backend.slots: [40, 50, 60]}
//	  - vary: {strategies.waves.waves.size: [250, 500], strategies.waves.waves.every: [1wd, 2wd]}   # together
//	  - vary: {fleet.headquarters.clients: {from: 1000, to: 5000, step: 1000}}
//	  - only: backend.slots >= 50 and fleet.headquarters.clients < 4000
//
// # What is promised
//
// Scalars are read from their source text: NO is a word and 9.10 a version newer
// than 9.9. Unknown keys, missing units and impossible values are errors, never
// guesses. What YAML has and scenarios do not need is refused: anchors, aliases,
// merge keys, tags, several documents; so are control characters, also where a
// text in quotes spells them out. Files over 1 MiB are not read. Complaints
// are in order of position, with columns in bytes from 1. A loaded scenario
// depends on the text of the file, the settings and the files it names alone.
//
// Each value of a scenario has a [model.Origin]: a place in the file, a setting,
// or a default with its source. Defaults without a source are assumptions and
// say so. Defaults that no group uses are left out.
//
// [Guesses] are the values that nobody has measured, with ranges along which they
// can be set. The range of a law is that of its median, or of its mean if it is not
// written by a median, and the law is stretched as a whole.
//
// # Reading the code
//
// There is one definition of each key: the call of field that reads it names the
// key, the kind of its value, the default and its source, and what it means. Run
// on a file these calls fill in a scenario; run on nothing they yield the schema
// and the reference. Start in scenario.go, then fleet.go, client.go, workload.go,
// backend.go, event.go, problem.go, strategy.go and phase.go, which are the format;
// preset.go is how others plan, and explicit.go what that comes to in ours; sweep.go,
// vary.go, grid.go, only.go and point.go are what varies; mapping.go, kind.go and
// statement.go are how it is read; document.go and value.go are the YAML beneath;
// beside.go and trace.go read the files that a scenario names.
package scenarios
