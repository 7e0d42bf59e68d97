package model

import (
	"math"
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

// expectOperations sets what will be done to the backend.
func (w *World) expectOperations() {
	b := &w.s.Backend
	for i, e := range b.Events {
		w.agenda.Add(sim.Event{At: e.At, Who: uint32(i), Kind: operation})
	}
	begin := -daysBefore * 24 * time.Hour
	if b.Autoscale != nil {
		w.agenda.Add(sim.Event{At: begin, Kind: look})
	}
	if w.split() && b.Balancer.signals() {
		w.agenda.Add(sim.Event{At: begin, Kind: signal})
	}
	if b.Failures != nil {
		for k := range w.nodes {
			w.expectFailure(begin, uint16(k))
		}
	}
}

// operate lets happen what is done to the backend.
func (w *World) operate(e sim.Event) {
	k := uint16(e.Who)
	switch e.Kind {
	case operation:
		w.begin(e.At, int(e.Who))
	case outageEnd:
		w.outageEnd(e.At, int(e.Who))
	case deployed:
		if w.nodes[k].back.Fires(e) {
			w.deployed(e.At, k)
		}
	case nodeReady:
		if w.nodes[k].back.Fires(e) {
			w.nodeReady(e.At, k)
		}
	case nodeFails:
		if w.nodes[k].fate.Fires(e) {
			w.nodeFails(e.At, k)
		}
	case nodeRepaired:
		if w.nodes[k].fate.Fires(e) {
			w.nodeRepaired(e.At, k)
		}
	case regroup:
		w.sendElsewhere(e.At)
	case look:
		w.look(e.At)
	case signal:
		w.signal(e.At)
	default:
		panic("model: unknown event " + e.String())
	}
}

// begin does what an event of the backend says.
func (w *World) begin(now time.Duration, event int) {
	e := &w.s.Backend.Events[event]
	switch e.Kind {
	case Outage:
		ready := w.readyNodes()
		if e.Nodes != AllNodes {
			ready = ready[max(0, len(ready)-e.Nodes):]
		}
		w.outages[event].nodes = ready
		w.take(now, e.Running, ready...)
		w.agenda.Add(sim.Event{At: now + e.For, Who: uint32(event), Kind: outageEnd})
	case Deploy:
		w.deploys = append(w.deploys, deploy{event: event, left: w.readyNodes()})
		most := e.Nodes
		if most == AllNodes {
			most = len(w.nodes)
		}
		w.deployNext(now, len(w.deploys)-1, most)
	case AddNodes:
		for range e.Nodes {
			w.order(now, e.ReadyAfter)
		}
	case SetSlots:
		w.total = e.Slots
		var all []uint16
		for k := range w.nodes {
			if w.nodes[k].state != gone {
				all = append(all, uint16(k))
			}
		}
		w.among = len(all)
		for i, k := range all {
			nd := &w.nodes[k]
			nd.share = shareOf(e.Slots, len(all), i)
			if nd.isReady() {
				w.resize(now, k, nd.share)
			}
		}
	case TouchMetadata:
		w.touchedBy = event
		w.touch(now, e.Work)
	}
}

// readyNodes are the nodes that take syncs.
func (w *World) readyNodes() []uint16 {
	var ready []uint16
	for k := range w.nodes {
		if w.nodes[k].isReady() {
			ready = append(ready, uint16(k))
		}
	}
	return ready
}

// outageEnd gives the nodes of an outage back.
func (w *World) outageEnd(now time.Duration, event int) {
	for _, k := range w.outages[event].nodes {
		w.give(now, k)
	}
}

// deployNext begins to empty the next nodes of a deploy, at most so many.
func (w *World) deployNext(now time.Duration, d, most int) {
	left := &w.deploys[d].left
	var next []uint16
	for len(*left) > 0 && len(next) < most {
		k := (*left)[0]
		*left = (*left)[1:]
		if nd := &w.nodes[k]; nd.state == there && nd.deploy == none {
			nd.deploy = d
			next = append(next, k)
		}
	}
	if len(next) == 0 {
		return
	}
	w.take(now, w.s.Backend.Events[w.deploys[d].event].Running, next...)
	for _, k := range next {
		if w.nodes[k].running == 0 {
			w.emptied(now, k)
		}
	}
}

// emptied begins the time that a node is away in a deploy, now that nothing runs
// on it.
func (w *World) emptied(now time.Duration, k uint16) {
	away := w.s.Backend.Events[w.deploys[w.nodes[k].deploy].event].For
	w.agenda.Set(&w.nodes[k].back, sim.Event{At: now + away, Who: uint32(k), Kind: deployed})
}

// deployed brings a node back with its new version, and lets the next one go.
func (w *World) deployed(now time.Duration, k uint16) {
	d := w.nodes[k].deploy
	w.nodes[k].deploy = none
	w.give(now, k)
	w.deployNext(now, d, 1)
}

// order adds a node that will be ready after a while.
func (w *World) order(now, readyAfter time.Duration) {
	i := slices.IndexFunc(w.nodes, func(nd node) bool { return nd.state == gone && nd.running == 0 && nd.away == 0 })
	if i < 0 {
		i = len(w.nodes)
		w.nodes = append(w.nodes, node{deploy: none})
		w.fails = append(w.fails, 0)
		if w.split() {
			w.own = append(w.own, newLine(w.s))
		}
	}
	k := uint16(i)
	nd := &w.nodes[k]
	nd.state, nd.share = ordered, w.perNode()
	w.seeNodes(now)
	if readyAfter > 0 {
		w.agenda.Set(&nd.back, sim.Event{At: now + readyAfter, Who: uint32(k), Kind: nodeReady})
		return
	}
	w.nodeReady(now, k)
}

// perNode is how many slots a node that is added has: as many as the largest
// share of those that were there when the slots were set.
func (w *World) perNode() int { return shareOf(w.total, w.among, 0) }

// nodeReady lets an ordered node take syncs.
func (w *World) nodeReady(now time.Duration, k uint16) {
	nd := &w.nodes[k]
	nd.state = there
	if nd.isReady() {
		w.openNode(now, k)
	}
	w.expectFailure(now, k)
}

// remove lets a node finish what runs on it and go for good.
func (w *World) remove(now time.Duration, k uint16) {
	nd := &w.nodes[k]
	if nd.state == ordered {
		nd.back.Cancel()
		nd.state = gone
	} else {
		w.take(now, Drain, k)
		nd = &w.nodes[k]
		nd.away--
		nd.state = gone
	}
	w.seeNodes(now)
}

// A wish is how many nodes Autoscale wanted at an instant.
type wish struct {
	at    time.Duration
	nodes int
}

// look is what Autoscale does again and again: it wants as many nodes as bring
// the load to its target, orders what is missing at once, and removes what was
// not wanted at any time of the cool-down.
func (w *World) look(now time.Duration) {
	a := w.s.Backend.Autoscale
	load := w.seen.waiting.Value() + w.seen.running.Value() + w.seen.bypass.Value()
	want := min(max(int(math.Ceil(load/(a.Target*float64(max(1, w.perNode())))-1e-9)), a.Min), a.Max)

	for len(w.wishes) > 0 && w.wishes[len(w.wishes)-1].nodes <= want {
		w.wishes = w.wishes[:len(w.wishes)-1]
	}
	w.wishes = append(w.wishes, wish{now, want})
	for w.wishes[0].at < now-a.CoolDown {
		w.wishes = slices.Delete(w.wishes, 0, 1)
	}

	have := 0
	for k := range w.nodes {
		if w.nodes[k].state != gone {
			have++
		}
	}
	for range min(want-have, a.Add) {
		w.order(now, a.ReadyAfter)
	}
	for range min(have-w.wishes[0].nodes, a.Remove) {
		w.remove(now, w.lastNode())
	}
	w.agenda.Add(sim.Event{At: now + a.Check, Kind: look})
}

// lastNode is the node to remove next: one that is not ready yet, else the last.
func (w *World) lastNode() uint16 {
	last := 0
	for k := range w.nodes {
		switch w.nodes[k].state {
		case ordered:
			return uint16(k)
		case there:
			last = k
		}
	}
	return uint16(last)
}

// expectFailure sets when a node that is ready fails by itself next.
func (w *World) expectFailure(now time.Duration, k uint16) {
	f := w.s.Backend.Failures
	if f == nil {
		return
	}
	u := w.chance.Uniform(uint32(k), chanceFail, w.fails[k])
	w.agenda.Set(&w.nodes[k].fate, sim.Event{At: now + seconds(f.Between.Quantile(u)), Who: uint32(k), Kind: nodeFails})
}

// nodeFails takes a node that fails by itself away, until it is repaired.
func (w *World) nodeFails(now time.Duration, k uint16) {
	if w.nodes[k].state != there {
		return // removed, perhaps ordered anew: when it is ready, its next failure is set
	}
	f := w.s.Backend.Failures
	u := w.chance.Uniform(uint32(k), chanceRepair, w.fails[k])
	w.fails[k]++
	w.take(now, f.Running, k)
	w.agenda.Set(&w.nodes[k].fate, sim.Event{At: now + seconds(f.Repair.Quantile(u)), Who: uint32(k), Kind: nodeRepaired})
}

// nodeRepaired brings a node back that has failed.
func (w *World) nodeRepaired(now time.Duration, k uint16) {
	w.give(now, k)
	w.expectFailure(now, k)
}

// touch lets nearly all metadata change: every client has that to sync. Those
// that are on do so at once or with the sync they wait for, the others with
// their next one.
func (w *World) touch(now time.Duration, work time.Duration) {
	before := w.touched
	w.touched = work
	for who := range w.clients {
		c := &w.clients[who]
		if c.stage == notThere {
			continue
		}
		g := &w.groups[c.group]
		if c.need != noNeed {
			if n := w.needs.at(c.need); n.touched && n.state == waiting {
				w.backlog += work - before
			}
		}
		if g.Profile == TerminalServer || c.is(bare) {
			continue
		}
		c.set(owesTouch, true)
		switch {
		case c.need == noNeed:
			if c.is(on) {
				w.wantTouch(now, uint32(who), c)
			}
		case w.needs.at(c.need).state != running:
			w.addTouch(now, c, w.needs.at(c.need))
			if w.needs.at(c.need).resting && c.is(on) {
				w.rouse(now, c.need)
			}
		}
	}
}

// wantTouch opens the need of a client that has nothing to sync but the metadata.
func (w *World) wantTouch(now time.Duration, who uint32, c *client) {
	c.set(owesTouch, false)
	i, n := w.needs.take()
	n.client, n.cause, n.kind = who, Metadata, Delta
	n.occasion = occasionOf(Metadata, int(c.day), w.touchedBy)
	n.class, n.touched = w.class(Metadata), true
	n.work = w.touched
	c.need = i
	w.askAfter(now, i)
}

// addTouch puts the metadata that a client owes on top of an open need.
func (w *World) addTouch(now time.Duration, c *client, n *need) {
	c.set(owesTouch, false)
	if n.touched {
		return
	}
	n.touched = true
	n.work += w.touched
	if n.state == waiting {
		w.backlog += w.touched
	}
	if n.counted {
		w.seen.askWork(now, n, w.touched)
	}
}
