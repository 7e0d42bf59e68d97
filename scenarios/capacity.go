package scenarios

import (
	"fmt"
	"math"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

// What a capacity can be: a tenth of a sync is little, and a million is as many
// as there are slots.
const (
	leastFullSpeed = 0.1
	mostFullSpeed  = maxSlots
)

func readCapacity(m *mapping, c *model.Capacity) {
	field(m, "full_speed", &c.FullSpeed,
		numberUpTo(mostFullSpeed).where(func(f float64) bool { return f >= leastFullSpeed }, fmt.Sprintf("from %g to %d", leastFullSpeed, mostFullSpeed)), absent,
		"syncs that run at full speed at once, in total; more share it: speed = min(1, full_speed / running). It belongs to the nodes and goes with them")
	m.optional("usl", "Universal Scalability Law: each of n syncs runs at the speed 1 / (1 + contention·(n−1) + coherency·n·(n−1)). It belongs to what the nodes share, such as a database; under a balancer policy other than shared each node follows it by itself. At least one of the two above 0%", func(m *mapping) {
		field(m, "contention", &c.Contention, share, published("0%", gunther), "share of the work for which syncs wait for each other")
		field(m, "coherency", &c.Coherency, share, published("0%", gunther), "share of the work that grows with every other sync, so that more at once can do less")
		m.anyOf([]string{"contention"}, []string{"coherency"})
		if m.sound() && c.Contention == 0 && c.Coherency == 0 {
			m.complain("slows nothing: give contention, coherency or both above 0%%, such as {contention: 2%%, coherency: 0.01%%}")
		}
	})
	m.oneKeyOf("full_speed", "usl")
}

// throughput is how many syncs at full speed are worth so many at once, when the
// given multiple of the first nodes is there.
func throughput(b *model.Backend, running int, nodes float64) float64 {
	if b.Capacity == nil {
		return float64(running)
	}
	together := running
	if b.Capacity.FullSpeed == 0 && b.Balancer.Policy != model.SharedLine {
		together = int(math.Ceil(float64(running) / (nodes * float64(b.Nodes)))) // each node by itself
	}
	return float64(running) * b.Capacity.Speed(max(together, 1), nodes)
}

// bestOf is how many syncs at once a backend with a capacity is best at, a whole number; infinite
// where that is more than there can be slots.
func bestOf(b *model.Backend) float64 {
	best := math.Ceil(b.Best())
	if best > maxSlots {
		return math.Inf(+1)
	}
	return best
}

// beyondBest is how much more syncs at once than a capacity is best at get done.
// Waits may be shorter all the same: where the work varies much, sharing lets the
// short ones pass the long ones.
func beyondBest(b *model.Backend) say.Sentence {
	if b.Capacity.FullSpeed > 0 {
		return say.Of(say.T("no more", "nicht mehr"))
	}
	return say.Of(say.T("less", "weniger"))
}

// checkCapacity warns where the number of slots does not fit the capacity.
func checkCapacity(m *mapping, s *model.Scenario) {
	b := &s.Backend
	if b.Capacity == nil || bypassed(b) {
		return
	}
	best := bestOf(b)
	var many, few []string
	for _, n := range b.Slots {
		switch {
		case n == model.AutoSlots || math.IsInf(best, +1):
		case float64(n) > best:
			many = append(many, fmt.Sprint(n))
		case wasted(b, n, best):
			few = append(few, fmt.Sprint(n))
		}
	}
	if many != nil {
		m.warn(say.T("with this capacity more than %s at once get %s done: backend.slots has %s",
			"bei dieser Kapazität schaffen mehr als %s gleichzeitig %s: backend.slots hat %s"), numbered(int(best), say.Syncs), beyondBest(b), several(many, otherNumbers))
	}
	if few != nil {
		m.warn(say.T("the capacity is best at %s at once, and less than half of what it can do is used: backend.slots has %s",
			"am meisten schafft die Kapazität, wenn gleichzeitig so viele laufen: %s; genutzt wird weniger als die Hälfte: backend.slots hat %s"), numbered(int(best), say.Syncs), several(few, otherNumbers))
	}
	checkScaledSlots(m, b, best)
}

// wasted tells whether so many slots at the start use less than half of what the
// capacity is worth, also when nodes are added or more slots are set.
func wasted(b *model.Backend, slots int, best float64) bool {
	nodes := growth(b)
	for i := range b.Events {
		slots = max(slots, b.Events[i].Slots)
	}
	if b.Capacity.FullSpeed > 0 {
		best *= nodes
	}
	return throughput(b, int(float64(slots)*nodes), nodes) < throughput(b, int(best), nodes)/2
}

// checkScaledSlots warns where nodes that autoscale adds bring more slots than
// what all nodes share can use.
func checkScaledSlots(m *mapping, b *model.Backend, best float64) {
	if b.Autoscale == nil || b.Capacity.FullSpeed > 0 || b.Balancer.Policy != model.SharedLine || math.IsInf(best, +1) {
		return
	}
	for _, n := range b.Slots {
		if n == model.AutoSlots || float64(n) > best {
			continue
		}
		if scaled := (n + b.Nodes - 1) / b.Nodes * b.Autoscale.Max; float64(scaled) > best {
			m.warn(say.T("with autoscale %d nodes have %d slots, and with this capacity, which nodes do not add to, more than %s at once get %s done: more than %s have too many slots",
				"mit autoscale haben %d Knoten %d Plätze, und bei dieser Kapazität, zu der Knoten nichts beitragen, schaffen mehr als %s gleichzeitig %s: mehr als %s haben zu viele Plätze"),
				b.Autoscale.Max, scaled, numbered(int(best), say.Syncs), beyondBest(b), numbered(int(best)/((n+b.Nodes-1)/b.Nodes), say.Nodes))
		}
	}
}
