package reports

import (
	"fmt"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
)

// The vendor recommends a big bang up to recommendedSize users, and waves or a
// pilot from there on; at exactly so many all three are allowed. It gives no
// reason for the number. (empower, slides on rollout strategies; support article
// 14187234317980.)
const recommendedSize = 1000

// shape is the kind of plan that the vendor's advice speaks of.
type shape uint8

const (
	bigBang shape = iota
	waves
	pilot
)

// shapeOf tells the kind of a strategy from its phases: one phase is a big bang,
// and a first phase called pilot makes a pilot.
func shapeOf(s *model.Strategy) shape {
	switch {
	case len(s.Phases) <= 1:
		return bigBang
	case s.Phases[0].Name == "pilot":
		return pilot
	default:
		return waves
	}
}

// advice puts the vendor's user counts beside the simulation, says why where the
// two disagree, and shows the load of every plan.
func (p *page) advice() []string {
	clients := p.Scenario.Clients()
	rollouts := p.rollouts()
	if clients == 0 || len(rollouts) == 0 {
		return nil
	}
	found := []string{fmt.Sprintf("the vendor recommends big bang up to %s users, waves and pilot from %s, without a reason given; here are %s",
		thousands(recommendedSize), thousands(recommendedSize), counted(clients, "PC", "PCs"))}
	against := 0
	for _, r := range rollouts {
		if words := p.disagreement(r, clients); words != "" {
			found = append(found, "with "+p.nameOf(r)+", "+words)
			against++
		}
	}
	if against == 0 && p.Verdict.HasTargets && len(where(rollouts, undecided)) == 0 {
		found = append(found, "the simulation does not contradict that")
	}
	var rows [][]string
	for _, r := range rollouts {
		if cells := p.load(r); cells != nil {
			rows = append(rows, append([]string{"  " + p.nameOf(r)}, cells...))
		}
	}
	if len(rows) > 0 {
		found = append(found, "load: work asked for / what the slots can do, N·T/(S·W) for the largest phase, and simulated in the busiest hour:")
		found = append(found, aligned(rows)...)
	}
	return found
}

// disagreement says where a result speaks against the vendor's advice, and why.
func (p *page) disagreement(r *study.Result, clients int) string {
	s := p.strategy(r.Strategy)
	if s == nil {
		return ""
	}
	ratio := "its load"
	if e := numberOf(r, loadRatio); e != nil {
		ratio = "the busiest hour asks for " + p.value(model.Ratio, e.Mean) + " times what the slots can do"
	}
	switch kind := shapeOf(s); {
	case kind == bigBang && clients > recommendedSize && meetsAll(r):
		return "every target is met with more users than recommended, since " + ratio +
			"; what a bad release would do to everybody at once is not counted here"
	case kind == bigBang && clients <= recommendedSize && missesOne(r):
		return "a target is missed with no more users than recommended, since " + ratio
	case kind != bigBang && clients >= recommendedSize && missesOne(r):
		return "a target is missed although this is recommended for so many users: " + ratio
	}
	return ""
}

// strategy finds a strategy of the scenario by name, nil if it has none.
func (p *page) strategy(name string) *model.Strategy {
	for i := range p.Scenario.Strategies {
		if p.Scenario.Strategies[i].Name == name {
			return &p.Scenario.Strategies[i]
		}
	}
	return nil
}

// load says how much work is asked for compared with what the slots can do: by
// the rule of thumb N·T/(S·W), and as simulated. It is nil where neither is known.
func (p *page) load(r *study.Result) []string {
	var cells []string
	if ratio, words, ok := p.ruleOfThumb(r); ok {
		cells = append(cells, fmt.Sprintf("rule of thumb %s = %s", number(ratio, decimals(ratio)), words))
	}
	if e := numberOf(r, loadRatio); e != nil {
		cells = append(cells, "simulated "+p.estimate(e))
	}
	return cells
}

// ruleOfThumb is N·T/(S·W) for the largest phase of a result: N PCs that each
// bring T of work to S slots within a log-in window of W. Below 1 the work fits
// into the window; queues vanish only below 0.4, since at the peak of a normal
// log-in curve 2.5 times as many come as on average. T and W are means over the
// fleet, weighted by PCs. It returns the formula in numbers too, and false where
// something of it is not known.
func (p *page) ruleOfThumb(r *study.Result) (ratio float64, words string, ok bool) {
	n := 0
	for i := range r.Phases {
		n = max(n, r.Phases[i].Clients)
	}
	var work, window, clients float64
	for i := range p.Scenario.Groups {
		g := &p.Scenario.Groups[i]
		if g.Presence.Boot == nil || g.Sync.Full == nil {
			return 0, "", false
		}
		sync := g.Sync.Full
		if g.Sync.FirstSyncPackage && g.Sync.Delta != nil {
			sync = g.Sync.Delta
		}
		weight := float64(g.Clients)
		clients += weight
		work += weight * sync.Mean()
		window += weight * bootWindow(g)
	}
	if n == 0 || clients == 0 || r.Slots == 0 || !(window > 0) || !finite(work) {
		return 0, "", false
	}
	work, window = work/clients, window/clients
	ratio = float64(n) * work / (float64(r.Slots) * window)
	words = fmt.Sprintf("%s · %s / (%s · %s)", thousands(n), spokenDuration(work), thousands(r.Slots), spokenDuration(window))
	return ratio, words, true
}

// bootWindow is the length in seconds of the time of day in which the PCs of a
// group come on: all of it where the law has ends, else that of 99 in 100.
func bootWindow(g *model.Group) float64 {
	const edge = 1e-9
	if all := g.Presence.Boot.Quantile(1-edge) - g.Presence.Boot.Quantile(edge); all <= 12*3600 {
		return all
	}
	return g.Presence.Boot.Quantile(0.995) - g.Presence.Boot.Quantile(0.005)
}
