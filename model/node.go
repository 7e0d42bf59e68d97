package model

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/rollsim/rollsim/sim"
	"github.com/rollsim/rollsim/sim/dist"
	"github.com/rollsim/rollsim/sim/stats"
)

// backend is the Backend during a replication: the lines that wait for slots and
// the nodes that serve them, the balancer before them, and what comes over them. It
// is told what happened and answers what follows: who starts, who is to be
// interrupted, where slots have opened. It keeps its own appointments and knows of
// needs what it is given, one at a time, and of clients and the rollout nothing.
type backend struct {
	spec       *Backend
	agenda     *sim.Agenda
	chance     dist.Stream
	plain      bool                     // one node that never goes, slows nobody and ends nothing: only the station of its line is used
	shared     line                     // of all nodes, under SharedLine
	own        []line                   // of each node, with its number, otherwise
	classes    int                      // that a line tells apart
	nodes      []node                   // those that are gone stay, and may be used again
	ready      int                      // nodes that take syncs
	total      int                      // the slot setting
	among      int                      // nodes that shared it when it was set
	retryAfter uint32                   // minutes that everybody is shown who is rejected; 0: an estimate
	sent       int                      // RoundRobin: asks so far
	deploys    []deploy                 // under way
	outages    []outage                 // under way, by event
	wishes     []wish                   // Autoscale: nodes wanted lately, the most first
	fails      []uint64                 // Failures by node: how many so far
	done       map[uint32]time.Duration // by need: the work that interrupted attempts have done, of those that go on; never walked through
	open, paid stats.TimeWeighted       // slots of the nodes that are ready; nodes that are paid for. Not used on a plain backend
	routes     []uint16                 // scratch of route
	equals     []uint16                 // scratch of choose
}

// A line is where syncs wait for a slot and, where there is a Capacity, what
// those that run share.
type line struct {
	station sim.Station
	served  []time.Duration      // by class: when the last one to start from the line had joined it
	pool    sim.ProcessorSharing // those that run
	ends    sim.Timer            // when the next of them is done
}

// A node of the backend takes syncs while it is ready. Its slots count in the
// station of its line: as many as it has now, or as it has left to finish if
// these are more.
type node struct {
	state   nodeState
	away    int       // outages, failures and deploys that keep it from taking syncs
	share   int       // its slots when it is ready
	slots   int       // its slots now: share, or 0 if it is not ready
	busy    int       // slot-holders on it
	running int       // all that run on it, those without a slot included
	load    int       // LeastBusy, TwoChoices with a SignalAge: running and waiting at the last report, and what was sent since
	deploy  int       // index of the deploy that empties it; none
	back    sim.Timer // ordered or in a deploy: when it is ready
	fate    sim.Timer // Failures: when it fails, or is repaired
}

// nodeState of a node, apart from what keeps it away.
type nodeState uint8

const (
	there   nodeState = iota
	ordered           // not ready yet
	gone              // removed
)

const none = -1

// changes tells whether nodes or slots come and go.
func (b *Backend) changes() bool {
	return b.Autoscale != nil || b.Failures != nil || slices.ContainsFunc(b.Events, BackendEvent.changesNodes)
}

// FewestSlots is the smallest slot setting that leaves no node without a slot
// where that would matter.
func (b *Backend) FewestSlots() int {
	if b.Balancer.Policy == SharedLine && !b.changes() {
		return 1
	}
	return max(1, b.Nodes)
}

// newBackend makes the backend of a scenario with all its nodes ready at an instant.
// Its agenda is that of the world.
func newBackend(s *Scenario, slots int, chance dist.Stream, at time.Duration) backend {
	from := &s.Backend
	b := backend{spec: from, chance: chance, classes: s.classes(), total: slots, among: max(1, from.Nodes), outages: make([]outage, len(from.Events))}
	nodes := max(1, from.Nodes)
	b.plain = (nodes == 1 || from.Balancer.Policy == SharedLine) && from.Capacity == nil && from.Timeout == nil && !from.changes()
	if b.plain {
		nodes = 1
	}
	if !from.Admission.RetryAfter.Estimate {
		b.retryAfter = minutesOf(ShownWait(from.Admission.RetryAfter.Fixed))
	}
	b.fails = make([]uint64, nodes)
	for k := range nodes {
		b.nodes = append(b.nodes, node{share: shareOf(slots, nodes, k), deploy: none})
	}
	split := !b.plain && from.Balancer.Policy != SharedLine
	if !split {
		b.shared = newLine(b.classes)
	}
	for k := range b.nodes {
		if split {
			b.own = append(b.own, newLine(b.classes))
		}
		nd := &b.nodes[k]
		nd.slots = nd.share
		b.line(uint16(k)).station.Open(nd.slots)
		b.ready++
	}
	if !b.plain {
		intervals := s.intervals()
		b.open, b.paid = stats.NewTimeWeighted(SeriesWidth, intervals), stats.NewTimeWeighted(SeriesWidth, intervals)
		b.seeSlots(at)
		b.seeNodes(at)
	}
	return b
}

func newLine(classes int) line {
	l := line{station: sim.NewStation(0, classes), served: make([]time.Duration, classes), pool: sim.NewProcessorSharing()}
	for class := range l.served {
		l.served[class] = -never
	}
	return l
}

// shareOf is what node k has of the slots: as many as the others, or one more.
func shareOf(slots, nodes, k int) int {
	share := slots / nodes
	if k < slots%nodes {
		share++
	}
	return share
}

// clone returns an independent copy whose appointments are on another agenda.
func (b *backend) clone(agenda *sim.Agenda) backend {
	c := *b
	c.agenda, c.routes, c.equals = agenda, nil, nil
	c.shared = b.shared.clone()
	c.own = slices.Clone(b.own)
	for k := range c.own {
		c.own[k] = b.own[k].clone()
	}
	c.nodes, c.wishes, c.fails = slices.Clone(b.nodes), slices.Clone(b.wishes), slices.Clone(b.fails)
	c.done = maps.Clone(b.done)
	c.open, c.paid = b.open.Clone(), b.paid.Clone()
	c.deploys, c.outages = slices.Clone(b.deploys), slices.Clone(b.outages)
	for i := range c.deploys {
		c.deploys[i].left = slices.Clone(c.deploys[i].left)
	}
	for i := range c.outages {
		c.outages[i].nodes = slices.Clone(c.outages[i].nodes)
	}
	return c
}

func (l line) clone() line {
	l.station, l.pool, l.served = l.station.Clone(), l.pool.Clone(), slices.Clone(l.served)
	return l
}

// lines is the number of lines; they are numbered like the nodes.
func (b *backend) lines() int { return max(1, len(b.own)) }

// line returns the line that node k serves.
func (b *backend) line(k uint16) *line {
	if b.own == nil {
		return &b.shared
	}
	return &b.own[k]
}

// split tells whether each node has a line of its own.
func (b *backend) split() bool { return b.own != nil }

func (nd *node) isReady() bool { return nd.state == there && nd.away == 0 }

// run lets a need run on its node until its work is done.
func (b *backend) run(now time.Duration, i uint32, n *need) {
	if b.plain {
		b.agenda.Set(&n.next, sim.Event{At: now + n.work, Who: i, Kind: finish})
		return
	}
	b.runOn(now, i, n)
}

// runOn is run where nodes matter.
func (b *backend) runOn(now time.Duration, i uint32, n *need) {
	nd := &b.nodes[n.node]
	nd.running++
	if !n.bypass {
		nd.busy++
		if nd.busy > nd.slots {
			panic(fmt.Sprintf("model: %d slot-holders on node %d, which has %d slots", nd.busy, n.node, nd.slots))
		}
	}
	left := n.work - b.done[i]
	if t := b.spec.Timeout; t != nil && (left > t.After || b.spec.Capacity != nil) {
		b.agenda.Set(&n.leaves, sim.Event{At: now + t.After, Who: i, Kind: timeOut})
	}
	if b.spec.Capacity == nil {
		b.agenda.Set(&n.next, sim.Event{At: now + left, Who: i, Kind: finish})
		return
	}
	b.line(n.node).pool.Enter(now, i, left)
	b.pace(now, n.node)
}

// stop stops an attempt, and keeps what it has done if that is of use later.
func (b *backend) stop(now time.Duration, i uint32, n *need, keep bool) {
	n.next.Cancel()
	n.leaves.Cancel()
	left := n.started + n.work - b.done[i] - now
	if b.spec.Capacity != nil {
		left = b.line(n.node).pool.Quit(now, i)
	}
	if !keep {
		delete(b.done, i)
		return
	}
	if b.done == nil {
		b.done = map[uint32]time.Duration{}
	}
	b.done[i] = n.work - left
}

// startAfresh lets a need begin its work anew, whatever attempts of it have done.
func (b *backend) startAfresh(i uint32) {
	if !b.plain {
		delete(b.done, i)
	}
}

// openSlots is how many slots all nodes that are ready have.
func (b *backend) openSlots() int {
	slots := 0
	for k := range b.lines() {
		slots += b.line(uint16(k)).station.Slots()
	}
	return slots
}

// pace sets the speed of those that run in the line of a node, and when the next
// of them is done.
func (b *backend) pace(now time.Duration, k uint16) {
	l := b.line(k)
	running := l.pool.Len()
	if running == 0 {
		l.ends.Cancel()
		return
	}
	nodes := max(1, b.spec.Nodes)
	serving := 1 // of the line
	if !b.split() {
		serving = 0
		for i := range b.nodes {
			if nd := &b.nodes[i]; nd.isReady() || nd.running > 0 {
				serving++
			}
		}
	}
	l.pool.SetSpeed(now, b.spec.Capacity.Speed(running, float64(serving)/float64(nodes)))
	at, ok := l.pool.Next(now)
	if !ok { // not within the time that there is
		l.ends.Cancel()
		return
	}
	who := uint32(0)
	if b.split() {
		who = uint32(k)
	}
	b.agenda.Set(&l.ends, sim.Event{At: at, Who: who, Kind: poolFinish})
}

// poolDone takes one that is done out of those that share the capacity of a line, and
// returns it with true.
func (b *backend) poolDone(now time.Duration, k uint16) (i uint32, ok bool) {
	return b.line(k).pool.Done(now)
}

// repace sets all speeds after nodes have come or gone.
func (b *backend) repace(now time.Duration) {
	if b.spec.Capacity == nil {
		return
	}
	for k := range b.lines() {
		b.pace(now, uint16(k))
	}
}

// vacate takes one that ran off its node, and tells whether its slot is there
// for the next.
func (b *backend) vacate(now time.Duration, k uint16, bypass bool) bool {
	nd := &b.nodes[k]
	nd.running--
	if b.spec.Capacity != nil {
		b.pace(now, k)
	}
	stays := false
	if !bypass {
		nd.busy--
		if stays = nd.busy < nd.slots; !stays {
			b.line(k).station.Retire()
			b.seeSlots(now)
		}
	}
	if nd.running == 0 && nd.deploy != none {
		b.emptied(now, k)
	}
	return stays
}

// resize gives a node another number of slots: none when it goes. Whoever runs
// on it is left to finish. Where slots have opened callUp is due.
func (b *backend) resize(now time.Duration, k uint16, slots int) {
	nd, station := &b.nodes[k], &b.line(k).station
	had, has := max(nd.slots, nd.busy), max(slots, nd.busy)
	nd.slots = slots
	for ; had > has; had-- {
		if !station.Close() {
			panic(fmt.Sprintf("model: node %d has no free slot to close: %+v", k, *nd))
		}
	}
	if had < has {
		station.Open(has - had)
	}
	b.seeSlots(now)
}

// callUp passes a free slot of a node to the head of its line, whom it returns with
// true.
func (b *backend) callUp(k uint16) (next uint32, ok bool) { return b.line(k).station.CallUp() }

// take keeps nodes from taking syncs, for as long as give is not called. They go
// together: what ran on one does not begin again on another. Once those who run
// there have been told, taken is due.
func (b *backend) take(now time.Duration, nodes ...uint16) {
	for _, k := range nodes {
		nd := &b.nodes[k]
		if nd.isReady() {
			b.ready--
		}
		nd.away++
		b.resize(now, k, 0)
	}
}

// taken ends what take has begun.
func (b *backend) taken(now time.Duration) {
	b.expectRegroup(now)
	b.repace(now)
}

// give ends one of the reasons for which a node takes no syncs, and tells whether it
// takes some now: then come is due.
func (b *backend) give(k uint16) bool {
	nd := &b.nodes[k]
	nd.away--
	return nd.isReady()
}

// come lets a node that is ready take syncs. Those who wait are to be called up; then
// hasCome is due.
func (b *backend) come(now time.Duration, k uint16) {
	b.ready++
	b.resize(now, k, b.nodes[k].share)
}

// hasCome ends what come has begun.
func (b *backend) hasCome(now time.Duration) {
	if b.ready == 1 {
		b.expectRegroup(now)
	}
	b.repace(now)
}

// expectRegroup lets those in the lines of nodes that are away choose another, as
// soon as all nodes have gone and come that do so at this instant.
func (b *backend) expectRegroup(now time.Duration) {
	if b.split() && b.ready > 0 {
		b.agenda.Add(sim.Event{At: now, Kind: regroup})
	}
}

// seeSlots notes how many slots are open.
func (b *backend) seeSlots(now time.Duration) { b.open.Set(now, float64(b.openSlots())) }

// seeNodes notes how many nodes are paid for: from their order until they are
// removed.
func (b *backend) seeNodes(now time.Duration) {
	b.paid.Set(now, float64(b.paidNodes()))
}

// paidNodes is how many nodes have been ordered and are not removed.
func (b *backend) paidNodes() int {
	paid := 0
	for k := range b.nodes {
		if b.nodes[k].state != gone {
			paid++
		}
	}
	return paid
}

// close ends what is seen of the backend at the horizon.
func (b *backend) close(end time.Duration) {
	if !b.plain {
		b.open.Close(end)
		b.paid.Close(end)
	}
}

// check panics when the books of the nodes and of their lines disagree with how many
// run on each node and how many of them hold a slot. That no node has more
// slot-holders than slots is checked at each start.
func (b *backend) check(runs, held []int) {
	for k := range b.nodes {
		if nd := &b.nodes[k]; nd.running != runs[k] || nd.busy != held[k] {
			panic(fmt.Sprintf("model: node %d has %d running and %d slots taken, its books say %+v", k, runs[k], held[k], *nd))
		}
	}
}
