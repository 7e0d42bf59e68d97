package model

import "time"

// Cause is why a client wants to synchronise.
type Cause uint8

const (
	LogIn        Cause = iota // a session began
	Timer                     // the sync interval passed while on
	Update                    // a new version was installed
	Metadata                  // nearly all metadata of the backend has changed
	OtherTraffic              // a row of a workload
	numCauses    = iota
)

func (c Cause) String() string {
	return [...]string{"log-in", "timer", "update", "metadata", "workload"}[c]
}

// Kind is how much a sync carries.
type Kind uint8

const (
	Delta Kind = iota // what changed since the last sync
	Full              // everything: after an update or on a fresh profile
	First             // the first of a PC on which nothing was installed
	Job               // the work that a workload names
)

func (k Kind) String() string { return [...]string{"delta", "full", "first", "job"}[k] }

// Fate is what became of a sync need by the horizon.
type Fate uint8

const (
	Done    Fate = iota
	GaveUp       // its patience ended
	Waiting      // not yet started, or put off to the next session
	Running
)

func (f Fate) String() string { return [...]string{"done", "gave-up", "waiting", "running"}[f] }

// A Record is one sync need from its first ask to its end: the raw observation
// from which every number is made. Instants are since the start of the
// scenario.
type Record struct {
	Replication int
	Strategy    string
	Slots       int
	Client      uint32
	Group       string // of the fleet, or the workload's name
	Phase       string // empty under no rollout, for workloads and for the PCs of new employees
	Cause       Cause
	Kind        Kind
	Occasion    uint64 // what names the need among those of its client and cause
	Bypass      bool   // accepted without a slot
	Asked       time.Duration
	Started     time.Duration // of the last attempt; see HasStarted
	Finished    time.Duration // see HasFinished; for GaveUp the instant it left
	HasStarted  bool
	HasFinished bool
	Wait        time.Duration // first ask to start of the successful attempt while the client is on; still growing when Outcome is Waiting
	WaitElapsed time.Duration // the same, all time counted
	Work        time.Duration // at full speed
	Attempts    int
	Asks        int
	QuotedWait  time.Duration // the first wait shown; 0: never told to wait
	Outcome     Fate
}
