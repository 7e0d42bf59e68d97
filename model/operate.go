package model

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/rollsim/rollsim/sim"
)

// operate lets happen what is done to the backend, and has needs follow.
func (w *World) operate(e sim.Event) {
	b, now, k := &w.backend, e.At, uint16(e.Who)
	switch e.Kind {
	case operation:
		w.begin(now, int(e.Who))
	case outageEnd:
		for _, k := range b.outages[e.Who].nodes {
			w.give(now, k)
		}
	case deployed:
		if b.nodes[k].back.Fires(e) {
			d := b.endDeploy(k)
			w.give(now, k)
			w.deployNext(now, d, 1)
		}
	case nodeReady:
		if b.nodes[k].back.Fires(e) {
			w.nodeReady(now, k)
		}
	case nodeFails:
		if !b.nodes[k].fate.Fires(e) {
			break
		}
		if lasts, fails := b.repair(k); fails {
			w.take(now, b.spec.Failures.Running, k)
			b.expectRepair(now+lasts, k)
		}
	case nodeRepaired:
		if b.nodes[k].fate.Fires(e) {
			w.give(now, k)
			b.expectFailure(now, k)
		}
	case regroup:
		w.sendElsewhere(now)
	case look:
		add, remove := b.look(now, w.seen.waiting.Value()+w.seen.running.Value()+w.seen.bypass.Value())
		for range add {
			w.order(now, b.spec.Autoscale.ReadyAfter)
		}
		b.removeLast(now, remove)
		w.seeFull(now)
		b.expectLook(now)
	case signal:
		b.signal(now)
	default:
		panic("model: unknown event " + e.String())
	}
}

// begin does what an event of the backend says.
func (w *World) begin(now time.Duration, event int) {
	b, e := &w.backend, &w.backend.spec.Events[event]
	switch e.Kind {
	case Outage:
		w.take(now, e.Running, b.beginOutage(event)...)
		w.agenda.Add(sim.Event{At: now + e.For, Who: uint32(event), Kind: outageEnd})
	case Deploy:
		d, most := b.beginDeploy(event)
		w.deployNext(now, d, most)
	case AddNodes:
		for range e.Nodes {
			w.order(now, e.ReadyAfter)
		}
	case SetSlots:
		for _, k := range b.setSlots(e.Slots) {
			b.resize(now, k, b.nodes[k].share)
			w.callUp(now, k)
		}
	case TouchMetadata:
		w.touchedBy = event
		w.touch(now, e.Work)
	}
}

// deployNext begins to empty the next nodes of a deploy, at most so many.
func (w *World) deployNext(now time.Duration, d, most int) {
	if next, running := w.backend.nextOf(d, most); len(next) > 0 {
		w.take(now, running, next...)
		w.backend.emptyAlready(now, next)
	}
}

// order adds a node that will be ready after a while.
func (w *World) order(now, readyAfter time.Duration) {
	if k, atOnce := w.backend.order(now, readyAfter); atOnce {
		w.nodeReady(now, k)
	}
}

// nodeReady lets an ordered node take syncs.
func (w *World) nodeReady(now time.Duration, k uint16) {
	if w.backend.nodeReady(k) {
		w.openNode(now, k)
	}
	w.backend.expectFailure(now, k)
}

// take keeps nodes from taking syncs, and interrupts what runs there.
func (w *World) take(now time.Duration, running Interrupted, nodes ...uint16) {
	w.backend.take(now, nodes...)
	if running != Drain {
		w.interrupt(now, nodes, running == Resume)
	}
	w.backend.taken(now)
	w.seeFull(now)
}

// give ends one of the reasons for which a node takes no syncs.
func (w *World) give(now time.Duration, k uint16) {
	if w.backend.give(k) {
		w.openNode(now, k)
	}
}

// openNode lets a node that is ready take syncs.
func (w *World) openNode(now time.Duration, k uint16) {
	w.backend.come(now, k)
	w.callUp(now, k)
	w.backend.hasCome(now)
}

// callUp starts those who wait on the slots that have opened on a node.
func (w *World) callUp(now time.Duration, k uint16) {
	for next, ok := w.backend.callUp(k); ok; next, ok = w.backend.callUp(k) {
		n := w.needs.at(next)
		n.node = k
		w.start(now, next, n)
	}
	w.seeFull(now)
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
		w.backend.vacate(now, n.node, n.bypass)
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
		case w.backend.spec.Timeout != nil:
			w.retry(now, i, n)
		case n.bypass:
			w.askAfter(now+bypassRetry, i)
		case w.backend.spec.Admission.Discipline == ReAsk:
			w.askAfter(now, i)
		case w.backend.takeSlot(n):
			w.start(now, i, n)
		default:
			ahead = append(ahead, i)
		}
	}
	for _, i := range slices.Backward(ahead) {
		n := w.needs.at(i)
		w.backend.rejoin(i, n)
	}
}

// sendElsewhere lets those in the lines of nodes that are not ready choose
// another, if there is one.
func (w *World) sendElsewhere(now time.Duration) {
	if !w.backend.split() || w.backend.ready == 0 {
		return
	}
	var stranded []uint32
	for i := range w.needs.used {
		if n := w.needs.at(i); n.queued && !w.backend.nodes[n.node].isReady() {
			stranded = append(stranded, i)
		}
	}
	slices.SortFunc(stranded, func(a, b uint32) int {
		x, y := w.needs.at(a), w.needs.at(b)
		return cmp.Or(cmp.Compare(x.joined, y.joined), cmp.Compare(x.asked, y.asked), cmp.Compare(x.client, y.client))
	})
	for _, i := range stranded {
		n := w.needs.at(i)
		w.backend.renege(n)
		n.queued = false
		if w.backend.takeSlot(n) {
			w.start(now, i, n)
			continue
		}
		w.backend.line(n.node).join(now, i, n)
	}
}

// seeFull notes whether all slots are taken, where there are no PCs.
func (w *World) seeFull(now time.Duration) {
	o := &w.seen
	if !o.jobsOnly {
		return
	}
	slots := w.slots
	if !w.backend.plain {
		slots = w.backend.openSlots()
	}
	full := 0.0
	if o.running.Value() >= float64(slots) {
		full = 1
	}
	if full != o.full.Value() {
		o.full.Set(now, full)
	}
}

// checkNodes panics when the books of the backend disagree with the needs.
func (w *World) checkNodes() {
	b, curve := &w.backend, &w.seen.running
	if b.plain {
		for i := range curve.Intervals() {
			if most := curve.Max(i); most > float64(w.slots) {
				panic(fmt.Sprintf("model: %g slot-holders on %d slots", most, w.slots))
			}
		}
		return
	}
	runs, held := make([]int, len(b.nodes)), make([]int, len(b.nodes))
	for i := range w.needs.used {
		if n := w.needs.at(i); n.state == running {
			runs[n.node]++
			if !n.bypass {
				held[n.node]++
			}
		}
	}
	b.check(runs, held)
}

// seeBackend puts into an outcome what was seen of slots and nodes up to the horizon.
func (w *World) seeBackend(end time.Duration, o *Outcome) {
	w.backend.close(end)
	o.Open, o.Nodes = w.backend.open, w.backend.paid
}
