package scenarios

import (
	"slices"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

var balancerPolicy = oneWord("a policy such as shared or least-busy",
	[]string{"shared", "round-robin", "random", "least-busy", "two-choices", "weighted"},
	[]model.BalancerPolicy{model.SharedLine, model.RoundRobin, model.RandomNode, model.LeastBusy, model.TwoChoices, model.Weighted})

// readBalancer reads the key "balancer" of a backend whose nodes are known. fleet
// tells whether there are PCs.
func readBalancer(m *mapping, b *model.Backend, fleet bool) {
	l := &b.Balancer
	standard := published("shared", say.T("without a fleet a queue of one line", "ohne PCs eine Warteschlange mit einer Reihe"))
	if fleet || m.describing {
		standard = assumed("shared", "", say.T("what stands before the vendor's backend is not published",
			"was vor dem Backend des Herstellers steht, ist nicht veröffentlicht"))
	}
	field(m, "policy", &l.Policy, balancerPolicy, standard,
		"shared: one line for all nodes, whoever is next takes the first slot that frees anywhere; else each node has slots, a line and a capacity of its own, and an ask goes to one by round-robin, random, least-busy (fewest running and waiting), two-choices (the less busy of two drawn at random) or weighted")
	field(m, "weights", &l.Weights, listOf(number, "a list of numbers such as [2, 1]"), absent,
		"of policy weighted: one for each node, in which proportion asks go to them; nodes added later have the last one")
	field(m, "signal_age", &l.SignalAge, duration("s").where(func(d time.Duration) bool { return d == 0 || d >= time.Second }, "0s or at least 1s"),
		assumed("0s", "0s..30s", dependsOnBalancer), "of least-busy and two-choices: the load of the nodes is reported so often and read until the next report; 0s: as it is")
	field(m, "count_own", &l.CountOwn, yesNo, assumed("false", "", dependsOnBalancer),
		"with a signal_age: what was sent since the report is added to it")
	if !m.sound() {
		return
	}
	switch weighted := l.Policy == model.Weighted; {
	case weighted && !m.has("weights"):
		m.missing = append(m.missing, lack{"weights", "[2, 1], one for each node"})
	case m.has("weights") && !weighted:
		m.at("weights").complain("are read under policy weighted only; write policy: weighted, or leave them out")
	case weighted && b.Nodes > 0 && len(l.Weights) != b.Nodes:
		m.at("weights").complain("must be one for each of the nodes, of which there are %d; got %d", b.Nodes, len(l.Weights))
	}
	if byLoad := l.Policy == model.LeastBusy || l.Policy == model.TwoChoices; l.SignalAge > 0 && !byLoad {
		m.at("signal_age").complain("is read under least-busy and two-choices only; write one of these policies, or leave it out")
	}
	if l.CountOwn && l.SignalAge == 0 {
		m.at("count_own").complain("adds to what is reported, and without a signal_age the load is known as it is; give one, such as signal_age: 10s")
	}
}

// checkSlotsOfNodes complains where slots are shared out among nodes and some
// would have none: what is sent there would wait for ever, and in one line it
// would make no difference whether those nodes are there.
func checkSlotsOfNodes(m *mapping, s *model.Scenario) {
	b := &s.Backend
	inBackend := m.inside("backend")
	oneLine := b.Balancer.Policy == model.SharedLine
	if bypassed(b) || oneLine && lookup(inBackend.node, "nodes") == nil && !nodesChange(b) {
		return
	}
	complain := func(v value, slots, nodes int) {
		if oneLine {
			v.complain("%d leaves some of %d nodes without any, and whether those are there makes no difference; give at least %d, or fewer nodes", slots, nodes, nodes)
			return
		}
		v.complain("%d leaves some of %d nodes without any, and each has slots of its own; give at least %d, or policy: shared", slots, nodes, nodes)
	}
	for _, n := range b.Slots {
		if n != model.AutoSlots && n < b.Nodes {
			complain(inBackend.inside("slots"), n, b.Nodes)
			return
		}
	}
	for i := range b.Events {
		e := &b.Events[i]
		if nodes := mostNodes(b, e.At); e.Kind == model.SetSlots && e.Slots < nodes {
			complain(inBackend.inside("events").item(i, "").inside("slots"), e.Slots, nodes)
		}
	}
}

// nodesChange tells whether nodes come or go during a run.
func nodesChange(b *model.Backend) bool {
	return b.Autoscale != nil || b.Failures != nil || slices.ContainsFunc(b.Events, func(e model.BackendEvent) bool {
		return e.Kind == model.Outage || e.Kind == model.Deploy || e.Kind == model.AddNodes
	})
}
