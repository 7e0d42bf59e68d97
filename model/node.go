package model

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/rollsim/rollsim/sim"
)

// backend is the Backend during a replication: the lines that wait for slots and
// the nodes that serve them.
type backend struct {
	plain     bool                     // one node that never goes, slows nobody and ends nothing: of all below only the station and the law of its line are used
	shared    line                     // of all nodes, under SharedLine
	own       []line                   // of each node, with its number, otherwise
	nodes     []node                   // those that are gone stay, and may be used again
	ready     int                      // nodes that take syncs
	total     int                      // the slot setting
	among     int                      // nodes that shared it when it was set
	sent      int                      // RoundRobin: asks so far
	rejected  []uint32                 // RetryPolicy.FirstOnly: needs whose turn to ask has not come, the first denied first
	touched   time.Duration            // work that the last change of all metadata brought
	touchedBy int                      // its event
	deploys   []deploy                 // under way
	outages   []outage                 // under way, by event
	wishes    []wish                   // Autoscale: nodes wanted lately, the most first
	fails     []uint64                 // Failures by node: how many so far
	done      map[uint32]time.Duration // by need: the work that interrupted attempts have done, of those that go on; never walked through
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

// newBackend makes the backend of a scenario with all its nodes ready.
func newBackend(s *Scenario, slots int) backend {
	from := &s.Backend
	b := backend{total: slots, among: max(1, from.Nodes), outages: make([]outage, len(from.Events))}
	nodes := max(1, from.Nodes)
	b.plain = (nodes == 1 || from.Balancer.Policy == SharedLine) && from.Capacity == nil && from.Timeout == nil && !from.changes()
	if b.plain {
		nodes = 1
	}
	b.fails = make([]uint64, nodes)
	for k := range nodes {
		b.nodes = append(b.nodes, node{share: shareOf(slots, nodes, k), deploy: none})
	}
	split := !b.plain && from.Balancer.Policy != SharedLine
	if !split {
		b.shared = newLine(s)
	}
	for k := range b.nodes {
		if split {
			b.own = append(b.own, newLine(s))
		}
		nd := &b.nodes[k]
		nd.slots = nd.share
		b.line(uint16(k)).station.Open(nd.slots)
		b.ready++
	}
	return b
}

func newLine(s *Scenario) line {
	l := line{station: sim.NewStation(0, s.classes()), served: make([]time.Duration, s.classes()), pool: sim.NewProcessorSharing()}
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

// clone returns an independent copy.
func (b *backend) clone() backend {
	c := *b
	c.shared = b.shared.clone()
	c.own = slices.Clone(b.own)
	for k := range c.own {
		c.own[k] = b.own[k].clone()
	}
	c.nodes, c.rejected, c.wishes, c.fails = slices.Clone(b.nodes), slices.Clone(b.rejected), slices.Clone(b.wishes), slices.Clone(b.fails)
	c.done = maps.Clone(b.done)
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
func (w *World) split() bool { return w.own != nil }

func (nd *node) isReady() bool { return nd.state == there && nd.away == 0 }

// run begins an attempt of a need on its node.
func (w *World) run(now time.Duration, i uint32, n *need) {
	nd := &w.nodes[n.node]
	nd.running++
	if !n.bypass {
		nd.busy++
		if nd.busy > nd.slots {
			panic(fmt.Sprintf("model: %d slot-holders on node %d, which has %d slots", nd.busy, n.node, nd.slots))
		}
	}
	left := n.work - w.done[i]
	if t := w.s.Backend.Timeout; t != nil && (left > t.After || w.s.Backend.Capacity != nil) {
		w.agenda.Set(&n.leaves, sim.Event{At: now + t.After, Who: i, Kind: timeOut})
	}
	if w.s.Backend.Capacity == nil {
		w.agenda.Set(&n.next, sim.Event{At: now + left, Who: i, Kind: finish})
		return
	}
	w.line(n.node).pool.Enter(now, i, left)
	w.pace(now, n.node)
}

// choosePass sends a need that takes no slot to a node.
func (w *World) choosePass(n *need) {
	switch {
	case w.plain:
	case w.split():
		n.node = w.route(n)
	default:
		n.node = w.idlest()
	}
}

// openSlots is how many slots all nodes that are ready have.
func (w *World) openSlots() int {
	slots := 0
	for k := range w.lines() {
		slots += w.line(uint16(k)).station.Slots()
	}
	return slots
}

// pace sets the speed of those that run in the line of a node, and when the next
// of them is done.
func (w *World) pace(now time.Duration, k uint16) {
	l := w.line(k)
	running := l.pool.Len()
	if running == 0 {
		l.ends.Cancel()
		return
	}
	nodes := max(1, w.s.Backend.Nodes)
	serving := 1 // of the line
	if !w.split() {
		serving = 0
		for i := range w.nodes {
			if nd := &w.nodes[i]; nd.isReady() || nd.running > 0 {
				serving++
			}
		}
	}
	l.pool.SetSpeed(now, w.s.Backend.Capacity.Speed(running, float64(serving)/float64(nodes)))
	at, ok := l.pool.Next(now)
	if !ok { // not within the time that there is
		l.ends.Cancel()
		return
	}
	who := uint32(0)
	if w.split() {
		who = uint32(k)
	}
	w.agenda.Set(&l.ends, sim.Event{At: at, Who: who, Kind: poolFinish})
}

// poolFinish ends the needs of a line that are done.
func (w *World) poolFinish(now time.Duration, k uint16) {
	for {
		i, ok := w.line(k).pool.Done(now)
		if !ok {
			break
		}
		w.finish(now, i, w.needs.at(i))
	}
	w.pace(now, k)
}

// halt stops an attempt and keeps what it has done if that is of use later.
func (w *World) halt(now time.Duration, i uint32, n *need, keep bool) {
	n.next.Cancel()
	n.leaves.Cancel()
	left := n.started + n.work - w.done[i] - now
	if w.s.Backend.Capacity != nil {
		left = w.line(n.node).pool.Quit(now, i)
	}
	if keep {
		if w.done == nil {
			w.done = map[uint32]time.Duration{}
		}
		w.done[i] = n.work - left
		return
	}
	delete(w.done, i)
	if w.window.holds(now) {
		w.seen.lost++
	}
	w.seen.end(now, false)
}

// vacate takes one that ran off its node, and tells whether its slot is there
// for the next.
func (w *World) vacate(now time.Duration, k uint16, bypass bool) bool {
	nd := &w.nodes[k]
	nd.running--
	if w.s.Backend.Capacity != nil {
		w.pace(now, k)
	}
	stays := false
	if !bypass {
		nd.busy--
		if stays = nd.busy < nd.slots; !stays {
			w.line(k).station.Retire()
			w.seeSlots(now)
		}
	}
	if nd.running == 0 && nd.deploy != none {
		w.emptied(now, k)
	}
	return stays
}

// resize gives a node another number of slots: none when it goes. Whoever runs
// on it is left to finish.
func (w *World) resize(now time.Duration, k uint16, slots int) {
	nd, station := &w.nodes[k], &w.line(k).station
	had, has := max(nd.slots, nd.busy), max(slots, nd.busy)
	nd.slots = slots
	for ; had > has; had-- {
		if !station.Close() {
			panic(fmt.Sprintf("model: node %d has no free slot to close: %+v", k, *nd))
		}
	}
	if had < has {
		station.Open(has - had)
		for next, ok := station.CallUp(); ok; next, ok = station.CallUp() {
			n := w.needs.at(next)
			n.node = k
			w.start(now, next, n)
		}
	}
	w.seeSlots(now)
}

// take keeps nodes from taking syncs, for as long as give is not called. They go
// together: what ran on one does not begin again on another.
func (w *World) take(now time.Duration, running Interrupted, nodes ...uint16) {
	for _, k := range nodes {
		nd := &w.nodes[k]
		if nd.isReady() {
			w.ready--
		}
		nd.away++
		w.resize(now, k, 0)
	}
	if running != Drain {
		w.interrupt(now, nodes, running == Resume)
	}
	w.expectRegroup(now)
	w.repace(now)
}

// give ends one of the reasons for which a node takes no syncs.
func (w *World) give(now time.Duration, k uint16) {
	nd := &w.nodes[k]
	nd.away--
	if nd.isReady() {
		w.openNode(now, k)
	}
}

// openNode lets a node that is ready take syncs.
func (w *World) openNode(now time.Duration, k uint16) {
	w.ready++
	w.resize(now, k, w.nodes[k].share)
	if w.ready == 1 {
		w.expectRegroup(now)
	}
	w.repace(now)
}

// expectRegroup lets those in the lines of nodes that are away choose another, as
// soon as all nodes have gone and come that do so at this instant.
func (w *World) expectRegroup(now time.Duration) {
	if w.split() && w.ready > 0 {
		w.agenda.Add(sim.Event{At: now, Kind: regroup})
	}
}

// repace sets all speeds after nodes have come or gone.
func (w *World) repace(now time.Duration) {
	if w.s.Backend.Capacity == nil {
		return
	}
	for k := range w.lines() {
		w.pace(now, uint16(k))
	}
}

// interrupt stops all that runs on some nodes; it begins again, or goes on, as
// soon as it can.
func (w *World) interrupt(now time.Duration, nodes []uint16, keep bool) {
	var hit []uint32
	for i := range w.needs.used {
		if n := w.needs.at(i); n.state == running && slices.Contains(nodes, n.node) {
			hit = append(hit, i)
		}
	}
	slices.SortFunc(hit, func(a, b uint32) int {
		x, y := w.needs.at(a), w.needs.at(b)
		return cmp.Or(cmp.Compare(x.asked, y.asked), cmp.Compare(x.client, y.client))
	})
	for _, i := range hit {
		n := w.needs.at(i)
		w.halt(now, i, n, keep)
		w.move(now, n, waiting)
		w.vacate(now, n.node, n.bypass)
	}
	w.askAgain(now, hit)
}

// askAgain is what clients do whose attempt was interrupted, in order of their
// first ask: by the rule for retries, if there is one; else those with a place
// in a line have it again, ahead of all others, and those without ask at once.
func (w *World) askAgain(now time.Duration, hit []uint32) {
	var ahead []uint32
	for _, i := range hit {
		n := w.needs.at(i)
		switch {
		case w.s.Backend.Timeout != nil:
			w.retry(now, i, n)
		case n.bypass:
			w.askAfter(now+bypassRetry, i)
		case w.s.Backend.Admission.Discipline == ReAsk:
			w.askAfter(now, i)
		case w.takeSlot(n):
			w.start(now, i, n)
		default:
			ahead = append(ahead, i)
		}
	}
	for _, i := range slices.Backward(ahead) {
		n := w.needs.at(i)
		n.place, _ = w.line(n.node).station.Return(i, int(n.class))
		n.queued = true
	}
}

// bypassRetry is how long a client without admission control waits before it
// tries again to reach a backend that is down: "after a few minutes", says the
// vendor; how many is an assumption.
const bypassRetry = 5 * time.Minute

// sendElsewhere lets those in the lines of nodes that are not ready choose
// another, if there is one.
func (w *World) sendElsewhere(now time.Duration) {
	if !w.split() || w.ready == 0 {
		return
	}
	var stranded []uint32
	for i := range w.needs.used {
		if n := w.needs.at(i); n.queued && !w.nodes[n.node].isReady() {
			stranded = append(stranded, i)
		}
	}
	slices.SortFunc(stranded, func(a, b uint32) int {
		x, y := w.needs.at(a), w.needs.at(b)
		return cmp.Or(cmp.Compare(x.joined, y.joined), cmp.Compare(x.asked, y.asked), cmp.Compare(x.client, y.client))
	})
	for _, i := range stranded {
		n := w.needs.at(i)
		w.line(n.node).station.Renege(n.place)
		n.queued = false
		if w.takeSlot(n) {
			w.start(now, i, n)
			continue
		}
		n.place, _ = w.line(n.node).station.Arrive(i, int(n.class))
		n.queued, n.joined = true, now
	}
}

// timeOut ends an attempt that has taken too long.
func (w *World) timeOut(now time.Duration, i uint32) {
	n := w.needs.at(i)
	bypass, k := n.bypass, n.node
	if w.window.holds(now) {
		w.seen.timedOut++
	}
	w.halt(now, i, n, false)
	w.move(now, n, waiting)
	w.retry(now, i, n)
	w.freeSlot(now, bypass, k)
}

// retry lets a client try again whose attempt has ended without success.
func (w *World) retry(now time.Duration, i uint32, n *need) {
	r := &w.s.Backend.Timeout.Retry
	if n.failures < math.MaxUint16 {
		n.failures++
	}
	if r.Budget >= 0 && int(n.failures) > r.Budget {
		if n.isJob() {
			w.abandon(now, i)
		} else {
			n.resting = true
			if n.inTurn {
				w.leaveTurn(now, n)
			}
		}
		return
	}
	u := w.chance.Uniform(n.client, chanceRetry, n.occasion<<16^uint64(n.attempts)<<8^uint64(n.failures))
	wait := time.Duration(float64(r.Fixed) * (1 + float64(r.Jitter*(float64(2*u)-1))))
	if r.Fixed == 0 {
		most := r.Cap
		if doublings := int(n.failures) - 1; doublings < 62 && r.Base < r.Cap>>doublings {
			most = r.Base << doublings
		}
		wait = time.Duration(u * float64(most))
	}
	w.askAfter(now+wait, i)
}

// rouse lets a need that rests, its tries spent, ask again.
func (w *World) rouse(now time.Duration, i uint32) {
	n := w.needs.at(i)
	n.failures, n.resting = 0, false
	w.askAfter(now, i)
}
