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
	against, anyway := 0, false
	for _, r := range rollouts {
		anyway = anyway || p.missedAnyway(r.Column)
		if words := p.disagreement(r, clients); words != "" {
			found = append(found, "with "+p.nameOf(r)+", "+words)
			against++
		}
	}
	if anyway {
		found = append(found, "where a target is missed even "+noRolloutInWords+", that speaks neither for nor against it")
	} else if against == 0 && p.Verdict.HasTargets && len(where(rollouts, undecided)) == 0 {
		found = append(found, "the simulation does not contradict that")
	}
	var rows [][]string
	for _, r := range rollouts {
		if cells := p.load(r); cells != nil {
			rows = append(rows, append([]string{"  " + p.rowName(r)}, cells...))
		}
	}
	if len(rows) > 0 {
		found = append(found, "load: work asked for / what the slots can do. Rule of thumb N·T/(S·W): the N PCs that get the update on the same day and sync after it, T the work of each, S slots, W the time of day in which they log in; summed over groups as if their mornings met. Simulated: the busiest hour, with the daily syncs of all PCs"+p.otherTraffic())
		found = append(found, aligned(rows)...)
	}
	return found
}

// otherTraffic names the workloads beside the PCs.
func (p *page) otherTraffic() string {
	var names []string
	for i := range p.Scenario.Workloads {
		names = append(names, p.Scenario.Workloads[i].Name)
	}
	if len(names) == 0 {
		return ""
	}
	return " and the jobs of " + listed(names, "and")
}

// disagreement says where a result speaks against the vendor's advice, and why. It
// does not where a target is missed without any rollout too.
func (p *page) disagreement(r *study.Result, clients int) string {
	if p.strategy(r.Strategy) == nil || p.missedAnyway(r.Column) {
		return ""
	}
	ratio := "its load"
	if p.unlimited {
		ratio = "nothing limits how many syncs run at once"
	} else if e := numberOf(r, loadRatio); e != nil {
		ratio = "the busiest hour asks for " + p.value(model.Ratio, e.Mean) + " times what the slots can do"
	}
	atOnce := len(p.openings(r)) <= 1 // however it is written, that is a big bang
	switch {
	case atOnce && clients > recommendedSize && meetsAll(r):
		return "every target is met with more users than recommended, since " + ratio +
			"; what a bad release would do to everybody at once is not counted here"
	case atOnce && clients <= recommendedSize && missesOne(r):
		return "a target is missed with no more users than recommended, since " + ratio
	case !atOnce && clients >= recommendedSize && missesOne(r):
		return "a target is missed although offering in parts is recommended for so many users: " + ratio
	}
	return ""
}

// missedAnyway tells whether no rollout misses a target on a slot setting.
func (p *page) missedAnyway(column int) bool {
	for i := range p.Results {
		if r := &p.Results[i]; r.Strategy == model.NoRollout && r.Column == column && missesOne(r) {
			return true
		}
	}
	return false
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
