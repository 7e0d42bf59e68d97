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
		return p.say("no limit to syncs at once")
	}
	found := 0
	for i := range results {
		if results[i].Slots != results[0].Slots {
			return p.say("slots found for each strategy")
		}
		if results[i].Auto != study.Given {
			found++
		}
	}
	switch {
	case len(results) == 0:
		return ""
	case found == len(results):
		return p.say("%s (found)", p.slots(results[0].Slots))
	}
	return p.slots(results[0].Slots)
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
		return p.say("found")
	}
	return p.say("none will do")
}

// needed says for a setting that was left open which number each strategy needs.
func (p *page) needed(column int) []string {
	var found, missing []string
	for _, r := range p.rollouts() {
		if r.Column != column || r.Auto == study.Given {
			continue
		}
		if r.Auto == study.Found {
			found = append(found, p.say("%s with %s", p.thousands(r.Slots), p.called(r.Strategy)))
		} else {
			missing = append(missing, p.called(r.Strategy))
		}
	}
	var parts []string
	if len(found) > 0 {
		parts = append(parts, p.say("the fewest slots that meet the targets are %s", p.listed(found, "and")))
	}
	if len(missing) > 0 {
		parts = append(parts, p.say("with %s no number of slots was found that meets the targets", p.listed(missing, "and")))
	}
	return parts
}

// slotNotes say where the numbers of slots come from and what they rest on.
func (p *page) slotNotes() []string {
	var found []string
	for i := range p.Results {
		r := &p.Results[i]
		name := p.called(r.Strategy) + ": "
		if p.queue {
			name = ""
		}
		slots := p.slots(r.Slots)
		switch {
		case r.Auto == study.Given:
		case p.isBaseline(r):
			found = append(found, name+p.say("%s, the smallest number of those found for the strategies", slots))
		case r.Auto == study.Found:
			found = append(found, name+p.say("%s, the smallest number that meets the targets (found, as the host of a backend would set it)", slots))
		default:
			found = append(found, name+p.say("no number of slots was found that meets the targets; shown with %s", slots))
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
		return []string{p.say("a backend of version %s knows no admission control: slots play no part, and every %s starts at once", fmt.Sprint(b.Version), p.unit(""))}
	}
	var all []int
	for i := range p.Results {
		if n := p.Results[i].Slots; !slices.Contains(all, n) {
			all = append(all, n)
		}
	}
	numbers := make([]string, len(all))
	for i, n := range all {
		numbers[i] = p.thousands(n)
	}
	condition := p.say(" at full speed")
	if b.Capacity != nil {
		condition = p.say(", and %s", p.capable(b.Capacity))
	}
	slots := p.slots(all[0])
	if len(all) > 1 {
		slots = p.say("%s slots", p.listed(numbers, "and"))
	}
	text := p.say("%s: valid only if the backend really runs that many %s in parallel%s", slots, p.unit("s"), condition)
	if more := p.grown(all); more != "" {
		text = p.say("%s at the start%s: valid only if the backend really runs that many %s in parallel%s", slots, more, p.unit("s"), condition)
	} else if len(all) == 1 && all[0] == 1 {
		text = p.say("1 slot: valid only if the backend really runs a %s%s", p.say(strings.Replace(unitOf(p.Scenario, ""), " and ", " or ", 1)), condition)
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
			most, nodes = append(most, p.thousands(many)), on
		}
	}
	if len(most) == 0 {
		return ""
	}
	return p.say(", up to %s on %s", p.listed(most, "and"), p.counted(nodes, "node", "nodes"))
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
		return p.say("runs %s at full speed at once", p.many(c.FullSpeed))
	}
	return p.say("slows %s as the scalability law says", p.unit("s"))
}

// beyondBest says where slots that were found are more than the backend is best at.
func (p *page) beyondBest(r *study.Result) []string {
	c := p.Scenario.Backend.Capacity
	if c == nil || p.unlimited || float64(r.Slots) <= math.Ceil(p.Scenario.Backend.Best()) {
		return nil
	}
	return []string{p.say("%s are more than the %s at once that the backend is best at: beyond them no more gets done",
		p.slots(r.Slots), p.many(math.Ceil(p.Scenario.Backend.Best())))}
}
