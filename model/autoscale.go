package model

import (
	"math"
	"slices"
	"time"

	"github.com/rollsim/rollsim/sim"
)

// A wish is how many nodes Autoscale wanted at an instant.
type wish struct {
	at    time.Duration
	nodes int
}

// look is what Autoscale does again and again: it wants as many nodes as bring
// the load, how many run and wait, to its target. It returns how many are missing,
// which are ordered at once, and how many were not wanted at any time of the
// cool-down and go.
func (b *backend) look(now time.Duration, load float64) (add, remove int) {
	a := b.spec.Autoscale
	want := min(max(int(math.Ceil(load/(a.Target*float64(max(1, b.perNode())))-1e-9)), a.Min), a.Max)

	for len(b.wishes) > 0 && b.wishes[len(b.wishes)-1].nodes <= want {
		b.wishes = b.wishes[:len(b.wishes)-1]
	}
	b.wishes = append(b.wishes, wish{now, want})
	for b.wishes[0].at < now-a.CoolDown {
		b.wishes = slices.Delete(b.wishes, 0, 1)
	}
	have := b.paidNodes()
	return min(want-have, a.Add), min(have-b.wishes[0].nodes, a.Remove)
}

// expectLook sets when Autoscale looks again.
func (b *backend) expectLook(now time.Duration) {
	b.agenda.Add(sim.Event{At: now + b.spec.Autoscale.Check, Kind: look})
}

// removeLast removes so many nodes, those first that are not ready yet and then the
// last ones.
func (b *backend) removeLast(now time.Duration, nodes int) {
	for range nodes {
		b.remove(now, b.lastNode())
	}
}

// lastNode is the node to remove next: one that is not ready yet, else the last.
func (b *backend) lastNode() uint16 {
	last := 0
	for k := range b.nodes {
		switch b.nodes[k].state {
		case ordered:
			return uint16(k)
		case there:
			last = k
		}
	}
	return uint16(last)
}
