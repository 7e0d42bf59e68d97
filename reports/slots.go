package reports

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
)

// A setting is what a scenario says about slots: a number, or auto. Under auto each
// strategy has a number of its own, which was found before the comparison.

// settings are the results of one slot setting after the other.
func settings(results []study.Result) [][]study.Result {
	var found [][]study.Result
	for from := 0; from < len(results); {
		until := from
		for until < len(results) && results[until].Column == results[from].Column {
			until++
		}
		found = append(found, results[from:until])
		from = until
	}
	return found
}

// setting says how many slots the results of one setting have, and "" where they
// were chosen for different reasons.
func (p *page) setting(results []study.Result) string {
	if p.unlimited {
		return "no limit to syncs at once"
	}
	found := 0
	for i := range results {
		if results[i].Slots != results[0].Slots {
			return "slots found for each strategy"
		}
		if results[i].Auto != study.Given {
			found++
		}
	}
	switch {
	case len(results) == 0:
		return ""
	case found == len(results):
		return counted(results[0].Slots, "slot", "slots") + " (found)"
	}
	return counted(results[0].Slots, "slot", "slots")
}

// settingKey names a setting in the name of a file: "50-slots" or "auto-slots".
func settingKey(results []study.Result) string {
	for i := range results {
		if results[i].Auto != study.Given {
			return "auto-slots"
		}
	}
	return fmt.Sprintf("%d-slots", results[0].Slots)
}

// isBaseline tells whether a result is no rollout beside strategies: its number of
// slots is taken from theirs.
func (p *page) isBaseline(r *study.Result) bool {
	return r.Strategy == model.NoRollout && len(p.rollouts()) > 0
}

// foundInTable says below a number of slots in a table that it was found.
func (p *page) foundInTable(r *study.Result) string {
	switch {
	case r.Auto == study.Given || p.isBaseline(r):
		return ""
	case r.Auto == study.Found:
		return "found"
	}
	return "none will do"
}

// needed says for a setting that was left open which number each strategy needs.
func (p *page) needed(column int) []string {
	var found, missing []string
	for _, r := range p.rollouts() {
		if r.Column != column || r.Auto == study.Given {
			continue
		}
		if r.Auto == study.Found {
			found = append(found, thousands(r.Slots)+" with "+r.Strategy)
		} else {
			missing = append(missing, r.Strategy)
		}
	}
	var parts []string
	if len(found) > 0 {
		parts = append(parts, "the fewest slots that meet the targets are "+listed(found, "and"))
	}
	if len(missing) > 0 {
		parts = append(parts, "with "+listed(missing, "and")+" no number of slots was found that meets the targets")
	}
	return parts
}

// slotNotes say where the numbers of slots come from and what they rest on.
func (p *page) slotNotes() []string {
	var found []string
	for i := range p.Results {
		r := &p.Results[i]
		name := r.Strategy + ": "
		if p.queue {
			name = ""
		}
		slots := counted(r.Slots, "slot", "slots")
		switch {
		case r.Auto == study.Given:
		case p.isBaseline(r):
			found = append(found, name+slots+", the smallest number of those found for the strategies")
		case r.Auto == study.Found:
			found = append(found, name+slots+", the smallest number that meets the targets (found, as the host of a backend would set it)")
		default:
			found = append(found, name+"no number of slots was found that meets the targets; shown with "+slots)
		}
		if r.Auto != study.Given {
			found = append(found, p.beyondBest(r)...)
		}
	}
	return append(found, p.slotCaveat()...)
}

// slotCaveat is what holds for every number of slots.
func (p *page) slotCaveat() []string {
	if len(p.Results) == 0 {
		return nil
	}
	b := &p.Scenario.Backend
	if p.unlimited {
		return []string{fmt.Sprintf("a backend of version %s knows no admission control: slots play no part, and every %s starts at once", b.Version, p.unit(""))}
	}
	var all []int
	for i := range p.Results {
		if n := p.Results[i].Slots; !slices.Contains(all, n) {
			all = append(all, n)
		}
	}
	numbers := make([]string, len(all))
	for i, n := range all {
		numbers[i] = thousands(n)
	}
	condition := " at full speed"
	if b.Capacity != nil {
		condition = ", and " + p.capable(b.Capacity)
	}
	text := listed(numbers, "and") + " slots: valid only if the backend really runs that many " + p.unit("s") + " in parallel" + condition
	if more := p.grown(all); more != "" {
		text = counted(all[0], "slot", "slots")
		if len(all) > 1 {
			text = listed(numbers, "and") + " slots"
		}
		text += " at the start" + more + ": valid only if the backend really runs that many " + p.unit("s") + " in parallel" + condition
	} else if len(all) == 1 && all[0] == 1 {
		text = "1 slot: valid only if the backend really runs a " + strings.Replace(p.unit(""), " and ", " or ", 1) + condition
	}
	return []string{text}
}

// grown says up to how many slots such numbers of them grow, and on how many nodes:
// as autoscale adds nodes that have as many as the first ones, or as events say. It
// is "" where they do not grow.
func (p *page) grown(slots []int) string {
	b := &p.Scenario.Backend
	if p.unlimited {
		return ""
	}
	var most []string
	nodes := 0
	for _, n := range slots {
		many, on := mostSlots(b, n)
		if many > n {
			most, nodes = append(most, thousands(many)), on
		}
	}
	if len(most) == 0 {
		return ""
	}
	return ", up to " + listed(most, "and") + " on " + counted(nodes, "node", "nodes")
}

// mostSlots returns the most slots there are at one time when a backend starts with
// so many, and on how many nodes. A new node has the share of the first one.
func mostSlots(b *model.Backend, slots int) (most, nodes int) {
	now, share := max(1, b.Nodes), 0
	set := func(total int) { slots, share = total, (total+now-1)/now }
	grow := func(n int) { now, slots = now+n, slots+n*share }
	set(slots)
	most, nodes = slots, now
	note := func() {
		if slots > most {
			most, nodes = slots, now
		}
	}
	for i := range b.Events {
		switch e := &b.Events[i]; e.Kind {
		case model.SetSlots:
			set(e.Slots)
		case model.AddNodes:
			grow(e.Nodes)
		}
		note()
	}
	if b.Autoscale != nil && b.Autoscale.Max > now {
		grow(b.Autoscale.Max - now)
		note()
	}
	return most, nodes
}

// capable says what a capacity is, as what the backend does.
func (p *page) capable(c *model.Capacity) string {
	if c.FullSpeed > 0 {
		return "runs " + manyOf(p.Scenario, c.FullSpeed) + " at full speed at once"
	}
	return "slows " + p.unit("s") + " as the scalability law says"
}

// beyondBest says where slots that were found are more than the backend is best at.
func (p *page) beyondBest(r *study.Result) []string {
	c := p.Scenario.Backend.Capacity
	if c == nil || p.unlimited || float64(r.Slots) <= math.Ceil(p.Scenario.Backend.Best()) {
		return nil
	}
	return []string{fmt.Sprintf("%s are more than the %s at once that the backend is best at: beyond them no more gets done",
		counted(r.Slots, "slot", "slots"), counted(int(math.Ceil(p.Scenario.Backend.Best())), p.unit(""), p.unit("s")))}
}
