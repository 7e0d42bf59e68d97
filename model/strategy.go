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
	Name   string
	Phases []Phase // empty for NoRollout
}

// A Phase offers the release to a part of the fleet at one time.
type Phase struct {
	Name   string
	Groups []int // indices of the groups to choose from; nil: the whole fleet
	Size   Size
	By     Selection
	Start  Start
	Gate   Gate // what must be so before the next phase opens
}

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
	Delay    Span       // after the opening of the previous phase, or of the scenario for the first
	WhenGate bool
}

// Gate is the condition under which the phase after this one may open.
type Gate struct {
	Success float64     // share 0..1 of Of that must be updated; 0: no such condition
	Of      Denominator // what Success is a share of
	Soak    Span        // time to wait from reaching success, or from the opening if there is no Success
}

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
		per = int(math.Ceil(size.Share*float64(clients) - 1e-9)) // 7 % of 200 is 14, though 0.07 × 200 is a little more
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
// when the pilot's gate does.
func Pilot(pilot Phase, then []Phase) []Phase {
	pilot.Name = "pilot"
	phases := append([]Phase{pilot}, then...)
	if len(then) > 0 {
		phases[1].Start = Start{WhenGate: true}
	}
	return phases
}
