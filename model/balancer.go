package model

import (
	"time"

	"github.com/rollsim/rollsim/sim"
)

// takeSlot sends a need to a node, and takes a slot there if one is free.
func (w *World) takeSlot(n *need) bool {
	if w.plain {
		return w.shared.station.TryStart()
	}
	return w.takeSlotOf(n)
}

// takeSlotOf is takeSlot where nodes matter.
func (w *World) takeSlotOf(n *need) bool {
	if w.split() {
		n.node = w.route(n)
		return w.own[n.node].station.TryStart()
	}
	if !w.shared.station.TryStart() {
		return false
	}
	n.node = w.freest()
	return true
}

// freest returns the node with the most free slots, of equals the first. The
// station has one.
func (w *World) freest() uint16 {
	best, most := 0, -1
	for k := range w.nodes {
		if free := w.nodes[k].slots - w.nodes[k].busy; free > most {
			best, most = k, free
		}
	}
	return uint16(best)
}

// idlest returns the ready node on which the fewest run, of equals the first: a
// client without admission control is sent there.
func (w *World) idlest() uint16 {
	best, fewest := none, 0
	for k := range w.nodes {
		if nd := &w.nodes[k]; nd.isReady() && (best == none || nd.running < fewest) {
			best, fewest = k, nd.running
		}
	}
	return uint16(max(best, 0))
}

// route returns the node that the balancer sends a need to: one of those that
// are ready or, when none is, of those that will be again.
func (w *World) route(n *need) uint16 {
	takes := func(nd *node) bool { return nd.isReady() || w.ready == 0 && nd.state == there }
	var choices []uint16
	if cap(w.routes) < len(w.nodes) {
		w.routes = make([]uint16, 0, len(w.nodes))
	}
	choices = w.routes[:0]
	for k := range w.nodes {
		if takes(&w.nodes[k]) {
			choices = append(choices, uint16(k))
		}
	}
	chosen := choices[0]
	if len(choices) > 1 {
		u := w.chance.Uniform(n.client, chanceRoute, n.occasion<<16^uint64(n.asks)<<8^uint64(n.attempts))
		chosen = w.choose(choices, u)
	}
	w.sent++
	if w.s.Backend.Balancer.CountOwn {
		w.nodes[chosen].load++
	}
	return chosen
}

// choose picks one of at least two nodes by the policy. u is uniform on (0, 1).
func (w *World) choose(choices []uint16, u float64) uint16 {
	b := &w.s.Backend.Balancer
	at := func(u float64, n int) int { return min(int(u*float64(n)), n-1) }
	switch b.Policy {
	case RoundRobin:
		return choices[w.sent%len(choices)]
	case RandomNode:
		return choices[at(u, len(choices))]
	case LeastBusy:
		equals, fewest := w.equals[:0], 0
		for _, k := range choices {
			switch load := w.load(k); {
			case len(equals) == 0 || load < fewest:
				equals, fewest = append(equals[:0], k), load
			case load == fewest:
				equals = append(equals, k)
			}
		}
		w.equals = equals
		return equals[at(u, len(equals))]
	case TwoChoices:
		// One number chooses both: which is first, and how far on the other is.
		n := len(choices)
		pair := at(u, n*(n-1))
		first, second := pair/(n-1), pair%(n-1)
		if second >= first {
			second++
		}
		x, y := choices[first], choices[second]
		if w.load(y) < w.load(x) {
			return y
		}
		return x // of equals the first, which is any of the two
	case Weighted:
		sum := 0.0
		for _, k := range choices {
			sum += b.weight(k)
		}
		u *= sum
		for _, k := range choices[:len(choices)-1] {
			if u -= b.weight(k); u < 0 {
				return k
			}
		}
		return choices[len(choices)-1]
	}
	panic("model: no such policy of a balancer")
}

// signals tells whether the balancer lives by reports of the load.
func (b *Balancer) signals() bool {
	return b.SignalAge > 0 && (b.Policy == LeastBusy || b.Policy == TwoChoices)
}

// weight of node k.
func (b *Balancer) weight(k uint16) float64 { return b.Weights[min(int(k), len(b.Weights)-1)] }

// load is what the balancer knows of a node: how many run and wait there.
func (w *World) load(k uint16) int {
	if w.s.Backend.Balancer.SignalAge > 0 {
		return w.nodes[k].load
	}
	return w.trueLoad(k)
}

func (w *World) trueLoad(k uint16) int { return w.nodes[k].running + w.own[k].station.Waiting() }

// signal reports the load of all nodes to the balancer, which lives by it until
// the next report.
func (w *World) signal(now time.Duration) {
	for k := range w.nodes {
		w.nodes[k].load = w.trueLoad(uint16(k))
	}
	w.agenda.Add(sim.Event{At: now + w.s.Backend.Balancer.SignalAge, Kind: signal})
}
