package model

import (
	"fmt"
	"math"
	"time"
)

// NoRollout is the reserved name of the strategy that changes nothing: the same
// fleet and backend without the update. It always runs first.
const NoRollout = "no rollout"

// A Strategy is a rollout plan: phases in order. Big bang is one phase with
// everybody, waves are equal phases, a pilot is a small phase that is watched,
// then waves; none has a code path of its own.
type Strategy struct {
	Name        string
	Preset      string  // the rollout system whose terms the plan was written in; empty: none
	Phases      []Phase // empty for NoRollout
	Halt        Halt
	Rollback    Rollback
	LateJoiners LateJoiners
	Access      []Access // when who may use the release that is installed, in order of From; nil: at once
}

// Halt says when clients feel that a rollout is halted. New offers stop at once.
type Halt struct {
	AtNextPoll bool          // an offer that a client has not seen yet is gone when it polls
	After      time.Duration // otherwise: clients still find offers for so long
}

// Rollback says how the way back is prepared.
type Rollback struct {
	PlanB Span    // from the decision until the way back begins; 0: ready
	To    Version // the version that clients go back to
}

// LateJoiners says when clients may have the release that were not on while the
// window of their phase was open.
type LateJoiners uint8

const (
	NextWindow LateJoiners = iota // when the window of their phase opens again
	LastPhase                     // with the last phase
	AtOnce                        // as soon as they are on, whatever the window
)

// Access lets clients use the release from an instant on: deployed is not
// enabled. Until then an updated client neither syncs for it nor meets its
// problems, and a halt takes access away at once.
type Access struct {
	Group    int  // of the fleet; AllGroups
	KeyUsers bool // only the key users of the group
	From     time.Time
}

// AllGroups stands for every group of the fleet.
const AllGroups = -1

// A Phase offers the release to a part of the fleet at one time.
type Phase struct {
	Name      string
	Groups    []int // indices of the groups to choose from; nil: the whole fleet
	Size      Size
	By        Selection
	Testers   bool // its users are asked to test: they report problems as key users do
	Start     Start
	Offer     Offer
	InFlight  Limit        // clients that have an offer and have not come to an end with it; none by default
	Grants    *Grants      // how many may be let in by their polls; nil: all
	Window    *OfferWindow // when offers are made and found; nil: always
	Gate      Gate         // what must be so before the next phase opens
	Approval  Span         // from the gate until somebody has approved the next phase
	Deadline  *Span        // of installs at a deadline, from the opening of the phase; nil: that of Managed
	Grace     Span         // from when a client first finds the offer, which is when a deadline is in force for it at the earliest; 0: none
	OnProblem OnProblem    // what is done about a problem that is noticed while this phase is the last one open
}

// Offer says how fast a phase is offered to its clients, in their order of
// random selection. The clock stands while the window is closed (unless it goes
// by the clients' clocks), in a freeze and while the rollout is halted.
type Offer struct {
	Kind        OfferKind
	Rate        float64   // OfferRate: clients a second; OfferRamp: of the first step
	Factor      float64   // OfferRamp: by which the rate grows at each step, above 1
	FactorEvery int       // OfferRamp: clients in a step
	Succeeded   bool      // OfferRamp: steps count clients that are updated, not those offered
	Most        float64   // OfferRamp: the rate never exceeds this, clients a second; 0: no limit
	Over        Span      // OfferOver: offered evenly over this
	Daily       []float64 // OfferDaily: share 0..1 of the phase that has an offer on the first day, the second, …, ascending
}

// OfferKind tells the ways in which a phase is offered.
type OfferKind uint8

const (
	OfferAtOnce OfferKind = iota
	OfferRate
	OfferRamp
	OfferOver
	OfferDaily
)

// Limit is a number of clients. Both zero: no limit.
type Limit struct {
	Count int
	Share float64 // 0..1 of the phase, rounded up
}

// Grants limits what polls are granted, in the way of Nebraska: a client that
// asks over the limit is put on hold and asks again at its next poll.
type Grants struct {
	Most    int           // grants in the last Period, and grants in progress
	Period  time.Duration // above 0
	Timeout time.Duration // a grant in progress for longer counts as timed out; above 0
	Safe    bool          // the first grant is one client's alone; when Most are timed out, updates are switched off
}

// An OfferWindow says at which times of the week offers are made and found.
type OfferWindow struct {
	Days        [7]bool       // by time.Weekday
	From, Until time.Duration // wall-clock times of day; Until above From, at most 24 h
	ClientClock bool          // by the clock of each client's group, not the plan's
}

// OnProblem says what is done about a problem once it is noticed.
type OnProblem uint8

const (
	PauseFix    OnProblem = iota // halt, fix the release, offer the fix to everybody, those who have the bad one included, and go on
	Abort                        // halt for good
	RollbackAll                  // halt for good and take the release back from everybody who has it
)

// Size says how many clients a phase takes of those that no earlier phase took.
type Size struct {
	Kind  SizeKind
	Count int     // SizeCount
	Share float64 // SizeShare: 0..1 of the basis
	Basis Basis   // SizeShare: what the share is of
}

// SizeKind tells the three ways to say how large a phase is.
type SizeKind uint8

const (
	SizeRest SizeKind = iota // all that is left
	SizeCount
	SizeShare
)

// Basis is what a percentage is of. Rollout systems differ in it, so it is
// always named.
type Basis uint8

const (
	OfTotal     Basis = iota // of the whole fleet
	OfRemaining              // of the clients no earlier phase took
	Cumulative               // of the whole fleet, counting those of earlier phases
)

// Selection is the order in which clients are taken into a phase.
type Selection uint8

const (
	ByRandom     Selection = iota
	ByGroupOrder           // group by group in the order of the phase's groups (or the file), client by client
	ByKeyUsers             // key users first, then at random
)

// Start says when a phase opens. The first that applies: At; else the opening of
// the previous phase plus Delay. A gate of the previous phase holds it back in
// any case; with WhenGate the gate alone decides.
type Start struct {
	At       *time.Time // an instant
	Meant    WallTime   // what clocks were to show At; zero: what they do show
	Delay    Span       // after the opening of the previous phase, or of the scenario for the first
	WhenGate bool
}

// Shown is what clocks were to show at At.
func (s *Start) Shown(zone *time.Location) WallTime {
	if s.Meant == (WallTime{}) {
		return Shown(*s.At, zone)
	}
	return s.Meant
}

// Gate is the condition under which the phase after this one may open.
type Gate struct {
	Success       float64     // share 0..1 of Of that must be updated; 0: no such condition
	Of            Denominator // what Success is a share of
	Above         bool        // the share must be above Success, not at least that
	Count         int         // so many must be updated; 0: no such condition. Instead of Success
	AtLeast       int         // installs that have come to an end, well or not, before the gate is looked at
	Errors        float64     // share 0..1 of the clients of the phase whose update may fail; above it the rollout pauses. 0: no such condition
	ErrorsFrom    bool        // the rollout pauses when the share reaches Errors, not only above it
	ErrorsOfEnded bool        // Errors is a share of the updates that have come to an end, well or not, not of the phase
	Soak          Span        // time to wait from reaching success, or from the opening if there is no Success
	IfStuck       IfStuck
}

// IfStuck says what is done about a gate that does not open.
type IfStuck struct {
	After Span // from the opening of the phase; 0: nothing is done
	Then  StuckAction
}

// StuckAction is what is done about a gate that is stuck.
type StuckAction uint8

const (
	Alert   StuckAction = iota // it is reported, and stays closed
	Proceed                    // the next phase opens
	Pause                      // the rollout pauses: no new offers
)

// Denominator is what a success share is a share of.
type Denominator uint8

const (
	OfAssigned Denominator = iota // every client of the phase
	OfReached                     // clients that have polled since the offer opened
	OfActive                      // clients that have been on since the offer opened
)

// BigBang is one phase with everybody; base carries what else is said of it.
func BigBang(base Phase) []Phase {
	base.Name, base.Size = "big bang", Size{Kind: SizeRest}
	return []Phase{base}
}

// Waves cuts clients into equal phases of the given size, the last of which is
// what is left; each opens every after the one before. The first opens as base
// says; base also carries the gate that each wave has.
func Waves(clients int, size Size, every Span, base Phase) []Phase {
	per := size.Count
	if size.Kind == SizeShare {
		per = int(math.Ceil(float64(size.Share*float64(clients)) - 1e-9)) // 7 % of 200 is 14, though 0.07 × 200 is a little more
	}
	if size.Kind == SizeRest {
		per = clients
	}
	per = max(per, 1)
	var phases []Phase
	for taken := 0; taken < clients; taken += per {
		p := base
		p.Name = fmt.Sprintf("wave %d", len(phases)+1)
		p.Size = Size{Kind: SizeCount, Count: per}
		if taken+per >= clients {
			p.Size = Size{Kind: SizeRest}
		}
		if len(phases) > 0 {
			p.Start = Start{Delay: every}
		}
		phases = append(phases, p)
	}
	return phases
}

// Pilot puts a small phase before the phases of then, the first of which opens
// when the pilot's gate does. Whom it takes, and whether they test, the phase says.
func Pilot(pilot Phase, then []Phase) []Phase {
	pilot.Name = "pilot"
	phases := append([]Phase{pilot}, then...)
	if len(then) > 0 {
		phases[1].Start = Start{WhenGate: true}
	}
	return phases
}
