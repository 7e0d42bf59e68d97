package reports

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// load says how much work is asked for compared with what the slots can do: by
// the rule of thumb N·T/(S·W), and as simulated. It is nil where neither is known.
func (p *page) load(r *study.Result) []string {
	if p.unlimited {
		return nil // slots play no part
	}
	var cells []string
	if ratio, words, ok := p.ruleOfThumb(r); ok {
		cells = append(cells, p.Number(ratio, say.Decimals(ratio))+" = "+words)
	}
	if e := numberOf(r, loadRatio); e != nil {
		cells = append(cells, p.Say(say.T("simulated %s", "simuliert %s"), p.estimate(e)))
	}
	return cells
}

// A rush is what those who get the update on one day ask of the slots: for groups
// that are alike in T and W, how many PCs.
type rush struct {
	clients      float64 // N
	work, window float64 // T and W in seconds
}

// ruleOfThumb is N·T/(S·W) of the day on which it is largest: N PCs that each bring
// T of work to S slots within a log-in window of W. Below 1 the work fits into the
// window; queues vanish only below 0.4, since at the peak of a normal log-in curve
// 2.5 times as many come as on average. Phases that open on one day count together.
// PCs that have the release already or never sync do not count; nor does what is no
// consequence of the update. N·T/W is added up over the groups, as if all logged in
// at the same time of day. It returns the formula in numbers too, and false where
// something of it is not known.
func (p *page) ruleOfThumb(r *study.Result) (ratio float64, words string, ok bool) {
	strategy := p.strategy(r.Strategy)
	if strategy == nil || len(strategy.Phases) != len(r.Phases) || len(r.Phases) == 0 || r.Slots == 0 || p.Scenario.Release == nil {
		return 0, "", false
	}
	parts := allotted(p.Scenario, strategy, r.Phases)
	for _, phases := range p.openings(r) {
		rushes, known := p.rushes(parts, phases)
		if !known {
			return 0, "", false
		}
		sum := 0.0
		for _, one := range rushes {
			sum += one.clients * one.work / one.window
		}
		if sum /= float64(r.Slots); sum > ratio {
			ratio, words = sum, p.formula(rushes, r.Slots)
		}
	}
	return ratio, words, ratio > 0
}

// openings are the phases of a result, by index, that open on the same local day,
// for one day after the other.
func (p *page) openings(r *study.Result) [][]int {
	var days [][]int
	var last model.Date
	for i := range r.Phases {
		ph := &r.Phases[i]
		at := ph.Planned.Seconds()
		if ph.Opened.N > 0 && finite(ph.Opened.Mean) {
			at = ph.Opened.Mean
		}
		day := model.DateOf(p.at(at))
		if len(days) > 0 && day == last {
			days[len(days)-1] = append(days[len(days)-1], i)
		} else {
			days = append(days, []int{i})
		}
		last = day
	}
	return days
}

// allotted tells for each phase how many PCs of each group are in it on average. A
// phase takes from the groups that it may choose from as many as are left of each in
// proportion, or one group after the other.
func allotted(s *model.Scenario, strategy *model.Strategy, taken []study.PhaseResult) [][]float64 {
	left := make([]float64, len(s.Groups))
	for i := range s.Groups {
		left[i] = float64(s.Groups[i].Clients)
	}
	parts := make([][]float64, len(taken))
	for i := range taken {
		ph := &strategy.Phases[i]
		parts[i] = make([]float64, len(s.Groups))
		from := ph.Groups
		if from == nil {
			for g := range s.Groups {
				from = append(from, g)
			}
		}
		all := 0.0
		for _, g := range from {
			all += left[g]
		}
		size := min(float64(taken[i].Clients), all)
		for _, g := range from {
			n := left[g]
			switch {
			case ph.By == model.ByGroupOrder:
				n = min(n, size)
				size -= n
			case all > 0:
				n *= size / all
			}
			parts[i][g] = n
		}
		for _, g := range from {
			left[g] -= parts[i][g]
		}
	}
	return parts
}

// rushes adds up the PCs of some phases that sync after the update, and false where
// the work or the log-in window of a group is not known.
func (p *page) rushes(parts [][]float64, phases []int) (found []rush, known bool) {
	s := p.Scenario
	for i := range s.Groups {
		g := &s.Groups[i]
		n := 0.0
		for _, ph := range phases {
			n += parts[ph][i]
		}
		if n*needing(s, g) == 0 || g.Profile == model.TerminalServer {
			continue
		}
		if g.Presence.Boot == nil || g.Sync.Full == nil {
			return nil, false
		}
		law := g.Sync.Full
		if g.Sync.FirstSyncPackage && g.Sync.Delta != nil {
			law = g.Sync.Delta
		}
		for _, part := range []rush{
			{n * (needing(s, g) - g.Share(model.None)), law.Mean(), bootWindow(g)},
			{n * g.Share(model.None), g.Sync.FirstSync().Mean(), bootWindow(g)},
		} {
			switch {
			case part.clients <= 0:
				continue
			case !finite(part.work) || !(part.window > 0):
				return nil, false // everybody at one instant
			}
			at := slices.IndexFunc(found, func(r rush) bool { return r.work == part.work && r.window == part.window })
			if at < 0 {
				found = append(found, part)
			} else {
				found[at].clients += part.clients
			}
		}
	}
	return found, true
}

// formula writes N·T/(S·W) in numbers. Of many different groups it gives their PCs
// alone.
func (l voice) formula(rushes []rush, slots int) string {
	pcs := func(n float64) string { return l.Number(n, 0) }
	if len(rushes) == 1 {
		one := rushes[0]
		return fmt.Sprintf("%s · %s / (%s · %s)", pcs(one.clients), l.Duration(one.work), l.Thousands(slots), l.Duration(one.window))
	}
	var terms []string
	all := 0.0
	for _, one := range rushes {
		all += one.clients
		terms = append(terms, fmt.Sprintf("%s · %s / %s", pcs(one.clients), l.Duration(one.work), l.Duration(one.window)))
	}
	if len(terms) > 2 {
		return l.Say(say.T("%s PCs of %d kinds of groups / %s",
			"%s PCs aus %d Arten von Gruppen / %s"), pcs(all), len(terms), l.Counted(slots, say.Slots))
	}
	return "(" + strings.Join(terms, " + ") + ") / " + l.Thousands(slots)
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
