package reports

import (
	"slices"
	"strings"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// The vendor recommends a big bang up to recommendedSize users, and waves or a
// pilot from there on; at exactly so many all three are allowed. It gives no
// reason for the number. (empower, slides on rollout strategies; support article
// 14187234317980.)
const recommendedSize = 1000

// advice puts the vendor's user counts beside the simulation, says why where the
// two disagree, and shows the load of every plan.
func (p *page) advice() []string {
	found := p.opinions()
	if found == nil {
		return nil
	}
	var rows [][]string
	for _, r := range p.rollouts() {
		if cells := p.load(r); cells != nil {
			rows = append(rows, append([]string{"  " + p.rowName(r)}, cells...))
		}
	}
	if len(rows) > 0 {
		found = append(found, p.loadLegend())
		found = append(found, aligned(rows)...)
	}
	return found
}

// loadLegend says what the load is, by the rule of thumb and simulated.
func (p *page) loadLegend() string {
	return p.Say(say.T("load: work asked for / what the slots%s can do. Rule of thumb N·T/(S·W): the N PCs that get the update on the same day and sync after it, T the work of each, S slots, W the time of day in which they log in; summed over groups as if their mornings met. Simulated: the busiest hour, with the daily syncs of all PCs%s",
		"Last: angefragte Arbeit / was das Backend%s parallel schafft. Faustformel N·T/(S·W): N die PCs, die das Update am selben Tag erhalten und danach synchronisieren, T die Arbeit je PC, S die parallelen Synchronisierungen, W die Zeit, in der sich alle anmelden; über die Gruppen summiert, als fielen ihre Morgen zusammen. Simuliert: die stärkste Stunde, mit den täglichen Synchronisierungen aller PCs%s"), p.atStart(), p.otherTraffic())
}

// opinions are the vendor's advice, and where the simulation speaks against it.
func (p *page) opinions() []string {
	clients := p.Scenario.Clients()
	rollouts := p.rollouts()
	if clients == 0 || len(rollouts) == 0 {
		return nil
	}
	found := []string{p.Say(say.T("the vendor recommends big bang up to %s users, waves and pilot from %s, without a reason given; here are %s",
		"der Hersteller empfiehlt Big Bang bis %s Nutzer:innen, Wellen und Pilot ab %s, ohne einen Grund zu nennen; hier sind es %s"),
		p.Thousands(recommendedSize), p.Thousands(recommendedSize), p.Counted(clients, say.PCs))}
	against, anyway := 0, false
	for _, r := range rollouts {
		anyway = anyway || p.missedAnyway(r.Column)
		if words := p.disagreement(r, clients); words != "" {
			found = append(found, p.Say(say.T("with %s, %s", "mit %s: %s"), p.nameOf(r), words))
			against++
		}
	}
	if anyway {
		found = append(found, p.Say(say.T("where a target is missed even without any rollout, that speaks neither for nor against it",
			"wo ein Zielwert schon ohne Rollout verfehlt wird, spricht das weder dafür noch dagegen")))
	} else if against == 0 && p.Verdict.HasTargets && len(where(rollouts, undecided)) == 0 {
		found = append(found, p.Say(say.T("the simulation does not contradict that",
			"die Simulation widerspricht dem nicht")))
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
	return p.Say(say.T(" and the jobs of %s", " und den Aufträgen von %s"), p.Listed(names, say.And))
}

// disagreement says where a result speaks against the vendor's advice, and why, if
// the load is why. It does not where a target is missed without any rollout too.
func (p *page) disagreement(r *study.Result, clients int) string {
	if p.strategy(r.Strategy) == nil || p.missedAnyway(r.Column) {
		return ""
	}
	atOnce := len(p.openings(r)) <= 1 // however it is written, that is a big bang
	switch {
	case atOnce && clients > recommendedSize && meetsAll(r):
		return p.Say(say.T("every target is met with more users than recommended%s; what a bad release would do to everybody at once is not counted here",
			"mit mehr Nutzer:innen als empfohlen werden alle Zielwerte erreicht%s; was ein fehlerhaftes Release bei allen zugleich anrichten würde, ist hier nicht gezählt"), p.since(r, true))
	case atOnce && clients <= recommendedSize && missesOne(r):
		return p.Say(say.T("a target is missed with no more users than recommended%s",
			"ein Zielwert wird verfehlt, obwohl es nicht mehr Nutzer:innen als empfohlen sind%s"), p.since(r, false))
	case !atOnce && clients >= recommendedSize && missesOne(r):
		return p.Say(say.T("a target is missed although offering in parts is recommended for so many users%s",
			"ein Zielwert wird verfehlt, obwohl ein schrittweiser Rollout für so viele Nutzer:innen empfohlen wird%s"), p.since(r, false))
	}
	return ""
}

// since is the load as the reason why a result meets its targets, or misses some: ""
// where it is none. One below what the slots can do is no reason to miss a target,
// and one above it none to meet them all. Where slots come and go, it is known of
// those at the start alone, and is none either.
func (p *page) since(r *study.Result, met bool) string {
	e := numberOf(r, loadRatio)
	switch {
	case !met && !missesByLoad(r):
		return ""
	case p.unlimited && met == (p.Scenario.Backend.Capacity == nil):
		return p.Say(say.T(", since nothing limits how many syncs run at once",
			", da nichts begrenzt, wie viele Synchronisierungen gleichzeitig laufen"))
	case p.unlimited || slotsChange(&p.Scenario.Backend) || e == nil || met != (e.Mean < 1):
		return ""
	}
	return p.Say(say.T(", since the busiest hour asks for %s times what the slots can do",
		", da in der stärksten Stunde das %s-Fache dessen angefragt wird, was parallel zu schaffen ist"), p.value(model.Ratio, e.Mean))
}

// missesByLoad tells whether a result misses a target that more load makes harder
// to meet: of waits, delays, or slots in use.
func missesByLoad(r *study.Result) bool {
	for i := range r.Targets {
		kind, _, _ := strings.Cut(r.Targets[i].Metric, ".")
		if r.Targets[i].Outcome == study.Missed && (kind == "wait" || kind == "delay" || kind == "utilization") {
			return true
		}
	}
	return false
}

// slotsChange tells whether there are more slots at one time than at another: nodes
// come, go or fail, or the setting changes.
func slotsChange(b *model.Backend) bool {
	return b.Autoscale != nil || b.Failures != nil ||
		slices.ContainsFunc(b.Events, func(e model.BackendEvent) bool { return e.Kind != model.TouchMetadata })
}

// atStart says which slots are meant where there are more at one time than at
// another.
func (p *page) atStart() string {
	if slotsChange(&p.Scenario.Backend) {
		return p.Say(say.T(" at the start", " zu Beginn"))
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
