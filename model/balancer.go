package model

import (
	"time"

	"github.com/rollsim/rollsim/sim"
)

// takeSlot sends a need to a node, and takes a slot there if one is free.
func (b *backend) takeSlot(n *need) bool {
	if b.plain {
		return b.shared.station.TryStart()
	}
	return b.takeSlotOf(n)
}

// takeSlotOf is takeSlot where nodes matter.
func (b *backend) takeSlotOf(n *need) bool {
	if b.split() {
		n.node = b.route(n)
		return b.own[n.node].station.TryStart()
	}
	if !b.shared.station.TryStart() {
		return false
	}
	n.node = b.freest()
	return true
}

// choosePass sends a need that takes no slot to a node.
func (b *backend) choosePass(n *need) {
	switch {
	case b.plain:
	case b.split():
		n.node = b.route(n)
	default:
		n.node = b.idlest()
	}
}

// freest returns the node with the most free slots, of equals the first. The
// station has one.
func (b *backend) freest() uint16 {
	best, most := 0, -1
	for k := range b.nodes {
		if free := b.nodes[k].slots - b.nodes[k].busy; free > most {
			best, most = k, free
		}
	}
	return uint16(best)
}

// idlest returns the ready node on which the fewest run, of equals the first: a
// client without admission control is sent there.
func (b *backend) idlest() uint16 {
	best, fewest := none, 0
	for k := range b.nodes {
		if nd := &b.nodes[k]; nd.isReady() && (best == none || nd.running < fewest) {
			best, fewest = k, nd.running
		}
	}
	return uint16(max(best, 0))
}

// route returns the node that the balancer sends a need to: one of those that
// are ready or, when none is, of those that will be again.
func (b *backend) route(n *need) uint16 {
	takes := func(nd *node) bool { return nd.isReady() || b.ready == 0 && nd.state == there }
	var choices []uint16
	if cap(b.routes) < len(b.nodes) {
		b.routes = make([]uint16, 0, len(b.nodes))
	}
	choices = b.routes[:0]
	for k := range b.nodes {
		if takes(&b.nodes[k]) {
			choices = append(choices, uint16(k))
		}
	}
	chosen := choices[0]
	if len(choices) > 1 {
		u := b.chance.Uniform(n.client, chanceRoute, n.occasion<<16^uint64(n.asks)<<8^uint64(n.attempts))
		chosen = b.choose(choices, u)
	}
	b.sent++
	if b.spec.Balancer.CountOwn {
		b.nodes[chosen].load++
	}
	return chosen
}

// choose picks one of at least two nodes by the policy. u is uniform on (0, 1).
func (b *backend) choose(choices []uint16, u float64) uint16 {
	policy := &b.spec.Balancer
	at := func(u float64, n int) int { return min(int(u*float64(n)), n-1) }
	switch policy.Policy {
	case RoundRobin:
		return choices[b.sent%len(choices)]
	case RandomNode:
		return choices[at(u, len(choices))]
	case LeastBusy:
		equals, fewest := b.equals[:0], 0
		for _, k := range choices {
			switch load := b.load(k); {
			case len(equals) == 0 || load < fewest:
				equals, fewest = append(equals[:0], k), load
			case load == fewest:
				equals = append(equals, k)
			}
		}
		b.equals = equals
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
		if b.load(y) < b.load(x) {
			return y
		}
		return x // of equals the first, which is any of the two
	case Weighted:
		sum := 0.0
		for _, k := range choices {
			sum += policy.weight(k)
		}
		u *= sum
		for _, k := range choices[:len(choices)-1] {
			if u -= policy.weight(k); u < 0 {
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
func (b *backend) load(k uint16) int {
	if b.spec.Balancer.SignalAge > 0 {
		return b.nodes[k].load
	}
	return b.trueLoad(k)
}

func (b *backend) trueLoad(k uint16) int { return b.nodes[k].running + b.own[k].station.Waiting() }

// signal reports the load of all nodes to the balancer, which lives by it until
// the next report.
func (b *backend) signal(now time.Duration) {
	for k := range b.nodes {
		b.nodes[k].load = b.trueLoad(uint16(k))
	}
	b.agenda.Add(sim.Event{At: now + b.spec.Balancer.SignalAge, Kind: signal})
}
