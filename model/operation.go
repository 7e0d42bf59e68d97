package model

import (
	"slices"
	"time"

	"github.com/rollsim/rollsim/sim"
)

// changesNodes tells whether an event concerns nodes or slots.
func (e BackendEvent) changesNodes() bool { return e.Kind != TouchMetadata }

// An outage under way remembers the nodes that it will give back.
type outage struct{ nodes []uint16 }

// A deploy under way empties nodes, so many at a time.
type deploy struct {
	event int      // of Backend.Events
	left  []uint16 // nodes whose turn is still to come
}

// expectOperations sets what will be done to the backend, from an instant on.
func (b *backend) expectOperations(begin time.Duration) {
	for i, e := range b.spec.Events {
		b.agenda.Add(sim.Event{At: e.At, Who: uint32(i), Kind: operation})
	}
	if b.spec.Autoscale != nil {
		b.agenda.Add(sim.Event{At: begin, Kind: look})
	}
	if b.split() && b.spec.Balancer.signals() {
		b.agenda.Add(sim.Event{At: begin, Kind: signal})
	}
	if b.spec.Failures != nil {
		for k := range b.nodes {
			b.expectFailure(begin, uint16(k))
		}
	}
}

// readyNodes are the nodes that take syncs.
func (b *backend) readyNodes() []uint16 {
	var ready []uint16
	for k := range b.nodes {
		if b.nodes[k].isReady() {
			ready = append(ready, uint16(k))
		}
	}
	return ready
}

// beginOutage returns the nodes that go with an outage, and remembers them.
func (b *backend) beginOutage(event int) []uint16 {
	ready := b.readyNodes()
	if n := b.spec.Events[event].Nodes; n != AllNodes {
		ready = ready[max(0, len(ready)-n):]
	}
	b.outages[event].nodes = ready
	return ready
}

// beginDeploy begins a deploy and returns its number, and how many nodes may be away
// for it at once.
func (b *backend) beginDeploy(event int) (d, most int) {
	b.deploys = append(b.deploys, deploy{event: event, left: b.readyNodes()})
	most = b.spec.Events[event].Nodes
	if most == AllNodes {
		most = len(b.nodes)
	}
	return len(b.deploys) - 1, most
}

// nextOf returns the next nodes that a deploy empties, at most so many, and what
// becomes of what runs there.
func (b *backend) nextOf(d, most int) (next []uint16, running Interrupted) {
	left := &b.deploys[d].left
	for len(*left) > 0 && len(next) < most {
		k := (*left)[0]
		*left = (*left)[1:]
		if nd := &b.nodes[k]; nd.state == there && nd.deploy == none {
			nd.deploy = d
			next = append(next, k)
		}
	}
	return next, b.spec.Events[b.deploys[d].event].Running
}

// emptyAlready lets those of the nodes go at once that a deploy empties and on which
// nothing runs.
func (b *backend) emptyAlready(now time.Duration, nodes []uint16) {
	for _, k := range nodes {
		if b.nodes[k].running == 0 {
			b.emptied(now, k)
		}
	}
}

// emptied begins the time that a node is away in a deploy, now that nothing runs
// on it.
func (b *backend) emptied(now time.Duration, k uint16) {
	away := b.spec.Events[b.deploys[b.nodes[k].deploy].event].For
	b.agenda.Set(&b.nodes[k].back, sim.Event{At: now + away, Who: uint32(k), Kind: deployed})
}

// endDeploy ends the time that a node is away in a deploy, whose number it returns.
func (b *backend) endDeploy(k uint16) int {
	d := b.nodes[k].deploy
	b.nodes[k].deploy = none
	return d
}

// setSlots shares another number of slots out among the nodes, and returns those
// that are to be resized to their share.
func (b *backend) setSlots(slots int) (ready []uint16) {
	b.total = slots
	b.among = b.paidNodes()
	i := 0
	for k := range b.nodes {
		nd := &b.nodes[k]
		if nd.state == gone {
			continue
		}
		nd.share = shareOf(slots, b.among, i)
		i++
		if nd.isReady() {
			ready = append(ready, uint16(k))
		}
	}
	return ready
}

// order adds a node that will be ready after a while. Where that is at once, the node is
// returned with true: nodeReady is due.
func (b *backend) order(now, readyAfter time.Duration) (k uint16, atOnce bool) {
	i := slices.IndexFunc(b.nodes, func(nd node) bool { return nd.state == gone && nd.running == 0 && nd.away == 0 })
	if i < 0 {
		i = len(b.nodes)
		b.nodes = append(b.nodes, node{deploy: none})
		b.fails = append(b.fails, 0)
		if b.split() {
			b.own = append(b.own, newLine(b.classes))
		}
	}
	k = uint16(i)
	nd := &b.nodes[k]
	nd.state, nd.share = ordered, b.perNode()
	b.seeNodes(now)
	if readyAfter > 0 {
		b.agenda.Set(&nd.back, sim.Event{At: now + readyAfter, Who: uint32(k), Kind: nodeReady})
	}
	return k, readyAfter <= 0
}

// perNode is how many slots a node that is added has: as many as the largest
// share of those that were there when the slots were set.
func (b *backend) perNode() int { return shareOf(b.total, b.among, 0) }

// nodeReady tells whether an ordered node, which is there now, takes syncs: then come
// is due.
func (b *backend) nodeReady(k uint16) bool {
	b.nodes[k].state = there
	return b.nodes[k].isReady()
}

// remove lets a node finish what runs on it and go for good.
func (b *backend) remove(now time.Duration, k uint16) {
	nd := &b.nodes[k]
	if nd.state == ordered {
		nd.back.Cancel()
	} else {
		b.take(now, k)
		b.taken(now)
		nd.away--
	}
	nd.state = gone
	b.seeNodes(now)
}

// expectFailure sets when a node that is ready fails by itself next.
func (b *backend) expectFailure(now time.Duration, k uint16) {
	f := b.spec.Failures
	if f == nil {
		return
	}
	u := b.chance.Uniform(uint32(k), chanceFail, b.fails[k])
	b.agenda.Set(&b.nodes[k].fate, sim.Event{At: now + seconds(f.Between.Quantile(u)), Who: uint32(k), Kind: nodeFails})
}

// repair draws how long the repair of a node takes that fails by itself. It is false
// for one that has been removed, and perhaps ordered anew: when it is ready, its next
// failure is set.
func (b *backend) repair(k uint16) (lasts time.Duration, fails bool) {
	if b.nodes[k].state != there {
		return 0, false
	}
	u := b.chance.Uniform(uint32(k), chanceRepair, b.fails[k])
	b.fails[k]++
	return seconds(b.spec.Failures.Repair.Quantile(u)), true
}

// expectRepair sets when a node that has failed is back.
func (b *backend) expectRepair(at time.Duration, k uint16) {
	b.agenda.Set(&b.nodes[k].fate, sim.Event{At: at, Who: uint32(k), Kind: nodeRepaired})
}
