package model

import (
	"math"
	"time"

	"github.com/rollsim/rollsim/sim/dist"
)

// Backend is what all clients synchronise with: nodes behind a balancer, each
// with its share of the slots.
type Backend struct {
	Version   Version
	Slots     []int // parallel syncs in total; each value is a column of the comparison, AutoSlots is one too
	Admission Admission
	Nodes     int // at least 1; slots and capacity are shared out among them
	Balancer  Balancer
	Capacity  *Capacity      // nil: syncs that run at once never slow each other
	Timeout   *Timeout       // nil: an attempt lasts as long as it takes
	Autoscale *Autoscale     // nil: as many nodes as Nodes and Events say
	Failures  *Failures      // nil: nodes fail only when Events say so
	Events    []BackendEvent // what is done to the backend, in order of At
}

// AutoSlots stands in Backend.Slots for the smallest number that meets the
// targets. Whoever compares finds it; a replication needs a number.
const AutoSlots = 0

// Balancer says which node an ask is sent to.
type Balancer struct {
	Policy    BalancerPolicy
	Weights   []float64     // of Weighted: by node, above 0; nodes added later have the last one
	SignalAge time.Duration // LeastBusy, TwoChoices: the load of the nodes is reported so often and read until the next report; 0: as it is
	CountOwn  bool          // with a SignalAge: what was sent since the report is added to it
}

// BalancerPolicy is a way to choose a node. Under SharedLine the nodes have one
// line for all and share their capacity; under every other policy each node has
// slots, a line and a capacity of its own.
type BalancerPolicy uint8

const (
	SharedLine BalancerPolicy = iota // whoever is next takes the first slot that frees anywhere
	RoundRobin                       // one after the other
	RandomNode                       // each as likely as any other
	LeastBusy                        // the one with the fewest running and waiting; of equals any
	TwoChoices                       // the less busy of two drawn at random
	Weighted                         // at random by Weights
)

// Capacity is how much the backend can do at once. Exactly one of the two ways
// is used. Under SharedLine all nodes have it together; under every other policy
// each node shares out what it has among its own syncs.
type Capacity struct {
	// FullSpeed is how many syncs run at full speed at once, in total, above 0;
	// more share it: speed = min(1, FullSpeed / running). It belongs to the nodes,
	// in equal parts, and goes with them. 0: the Universal Scalability Law.
	FullSpeed float64

	// Contention and Coherency of the Universal Scalability Law (Gunther, Guerrilla
	// Capacity Planning, 2007): of n syncs each runs at the speed
	// 1 / (1 + contention·(n−1) + coherency·n·(n−1)). Under SharedLine n is all that
	// run, and the law belongs to what the nodes have in common and do not add to,
	// such as a database. Under every other policy it belongs to each node, and n is
	// what runs there.
	Contention, Coherency float64
}

// Speed returns how fast each of so many running syncs is that share a capacity,
// 0..1 of full speed. nodes is how many share it out, as a part of those there
// were at the start: 1 is all of them. The law of scalability does not depend on it.
func (c *Capacity) Speed(running int, nodes float64) float64 {
	n := float64(running)
	if c.FullSpeed > 0 {
		return min(1, c.FullSpeed*nodes/n)
	}
	return 1 / (1 + float64(c.Contention*(n-1)) + float64(c.Coherency*n*(n-1)))
}

// Best returns how many syncs at once give the largest throughput when all nodes
// are there: beyond it more at once only slow each other. The peak of the
// Universal Scalability Law is at √((1−contention)/coherency), at least 1; where
// each node follows the law by itself, that is how many are best on one node.
func (c *Capacity) Best() float64 {
	switch {
	case c.FullSpeed > 0:
		return c.FullSpeed
	case c.Coherency == 0:
		return math.Inf(+1)
	}
	return max(1, math.Sqrt((1-c.Contention)/c.Coherency))
}

// Best returns how many syncs at once, on all nodes, give the largest throughput
// of a backend with a Capacity. Under a balancer that sends syncs to nodes each
// node follows the scalability law by itself.
func (b *Backend) Best() float64 {
	best := b.Capacity.Best()
	if b.Capacity.FullSpeed == 0 && b.Balancer.Policy != SharedLine {
		best *= float64(max(1, b.Nodes))
	}
	return best
}

// Timeout ends attempts that take too long. The need stays, with its work; what
// the attempt has done is lost.
type Timeout struct {
	After time.Duration // from the start of the attempt; above 0
	Retry Retry
}

// Retry is what a client does whose attempt has ended without success, by a
// Timeout or by an outage.
type Retry struct {
	Fixed  time.Duration // the wait before the next try; 0: exponential
	Jitter float64       // 0..1: the fixed wait is drawn uniformly from Fixed × (1 ± Jitter)

	// Exponential with full jitter: the wait before try n = 1, 2, … after the
	// first is uniform from 0 to min(Cap, Base·2ⁿ⁻¹) (Brooker, Exponential Backoff
	// And Jitter, 2015).
	Base, Cap time.Duration

	Budget int // tries after the first; then the need rests until the next log-in or timer of its client, and a job gives up; negative: no limit
}

// Autoscale adds and removes nodes by load, (running + waiting) / slots of the
// nodes that are ready, in the way of the Kubernetes horizontal pod autoscaler.
type Autoscale struct {
	Target      float64       // of the load, above 0
	Min, Max    int           // nodes
	Check       time.Duration // from one look to the next; above 0
	ReadyAfter  time.Duration // from the order of a node until it takes syncs
	CoolDown    time.Duration // nodes are removed down to the most that were wanted within this
	Add, Remove int           // nodes at most per look; at least 1
}

// Failures let each node fail by itself, over and over: ready for a time drawn
// from Between, then under repair for one drawn from Repair, both in seconds.
type Failures struct {
	Between, Repair dist.Distribution
	Running         Interrupted
}

// Interrupted is what becomes of the syncs that run on a node when it goes.
type Interrupted uint8

const (
	Restart Interrupted = iota // lost; they begin again elsewhere
	Resume                     // stopped; they go on elsewhere with what is left
	Drain                      // left to finish; the node takes no new ones
)

// A BackendEvent is something done to the backend at an instant.
type BackendEvent struct {
	At         time.Duration // since the start
	Kind       BackendEventKind
	Nodes      int           // Outage: how many go, the last ones; AddNodes: how many come; Deploy: how many may be away at once; AllNodes
	For        time.Duration // Outage: until they are back; Deploy: how long each is away once it is empty
	Running    Interrupted   // Outage, Deploy
	ReadyAfter time.Duration // AddNodes: from the order until they take syncs
	Slots      int           // SetSlots: parallel syncs in total from now on
	Work       time.Duration // TouchMetadata: of every client's sync that follows, at full speed
}

// AllNodes stands for every node that is ready.
const AllNodes = 0

// BackendEventKind tells what is done to the backend.
type BackendEventKind uint8

const (
	Outage        BackendEventKind = iota // nodes are away for a time
	Deploy                                // every node in turn is emptied, away, and back
	AddNodes                              // nodes are added for good
	SetSlots                              // the slot setting is changed
	TouchMetadata                         // nearly all metadata changes: every client has that to sync
)

// Admission decides which sync may start.
type Admission struct {
	CompatibleFrom Version // older clients and older backends know no admission control
	Discipline     Discipline
	Order          []Cause       // Priority: causes from the most urgent to the least; those not named come after all that are
	RetryAfter     RetryAfter    // what a denied client is shown
	RetryPolicy    RetryPolicy   // ReAsk: when a denied client asks again
	Jitter         time.Duration // each ask is late by a uniform time below this, but for rows of a trace
	QueueLimit     int           // of Ticket and Priority: how many may wait in a line; negative: no limit
}

// Discipline is what happens to those who find no free slot.
type Discipline uint8

const (
	ReAsk    Discipline = iota // come back after the hint, no place kept
	Ticket                     // first come, first served
	Priority                   // by class, and within a class first come, first served
)

// RetryAfter is the wait that a denied client is shown: full minutes, rounded up, at
// least one.
type RetryAfter struct {
	Estimate bool          // from the work that now waits; otherwise Fixed
	Fixed    time.Duration // above 0
	Jitter   time.Duration // a client that does as told comes back late by a uniform time below this
}

// RetryPolicy says when a denied client asks again.
type RetryPolicy struct {
	After     dist.Distribution // seconds, whatever it was told; nil: as it was told
	FirstOnly bool              // with After: only the one denied first asks again, then the next
}
