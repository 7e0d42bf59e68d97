package reports

import (
	"fmt"
	"math"
	"slices"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
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
		return p.Say(say.T("no limit to syncs at once", "gleichzeitige Synchronisierungen unbegrenzt"))
	}
	found := 0
	for i := range results {
		if results[i].Slots != results[0].Slots {
			return p.Say(say.T("slots found for each strategy",
				"parallele Synchronisierungen je Strategie ermittelt"))
		}
		if results[i].Auto != study.Given {
			found++
		}
	}
	switch {
	case len(results) == 0:
		return ""
	case found == len(results):
		return p.Say(say.T("%s (found)", "%s (ermittelt)"), p.slots(results[0].Slots))
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
		return p.Say(say.T("found", "ermittelt"))
	}
	return p.Say(say.T("none will do", "keine Zahl genügt"))
}

// needed says for a setting that was left open which number each strategy needs.
func (p *page) needed(column int) []string {
	var found, missing []string
	for _, r := range p.rollouts() {
		if r.Column != column || r.Auto == study.Given {
			continue
		}
		if r.Auto == study.Found {
			found = append(found, p.Say(say.T("%s with %s", "%s mit %s"), p.Thousands(r.Slots), p.called(r.Strategy)))
		} else {
			missing = append(missing, p.called(r.Strategy))
		}
	}
	var parts []string
	if len(found) > 0 {
		parts = append(parts, p.Say(say.T("the fewest slots that meet the targets are %s",
			"so viele parallele Synchronisierungen sind mindestens nötig, um die Zielwerte zu erreichen: %s"), p.Listed(found, say.And)))
	}
	if len(missing) > 0 {
		parts = append(parts, p.Say(say.T("with %s no number of slots was found that meets the targets",
			"mit %s wurde keine Zahl paralleler Synchronisierungen gefunden, bei der die Zielwerte erreicht werden"), p.Listed(missing, say.And)))
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
			found = append(found, name+p.Say(say.T("%s, the smallest number of those found for the strategies",
				"%s, die kleinste der Zahlen, die für die Strategien ermittelt wurden"), slots))
		case r.Auto == study.Found:
			found = append(found, name+p.Say(say.T("%s, the smallest number that meets the targets (found, as the host of a backend would set it)",
				"%s, die kleinste Zahl, bei der die Zielwerte erreicht werden (ermittelt, wie sie der Betreiber des Backends einstellen würde)"), slots))
		default:
			found = append(found, name+p.Say(say.T("no number of slots was found that meets the targets; shown with %s",
				"es wurde keine Zahl gefunden, bei der die Zielwerte erreicht werden; gezeigt mit %s"), slots))
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
		return []string{p.Say(say.T("a backend of version %s knows no admission control: slots play no part, and every %s starts at once",
			"ein Backend der Version %s kennt keine Lastenverteilung: die Zahl paralleler Synchronisierungen spielt keine Rolle, und jede %s beginnt sofort"), fmt.Sprint(b.Version), p.unit())}
	}
	var all []int
	for i := range p.Results {
		if n := p.Results[i].Slots; !slices.Contains(all, n) {
			all = append(all, n)
		}
	}
	numbers := make([]string, len(all))
	for i, n := range all {
		numbers[i] = p.Thousands(n)
	}
	condition := p.Say(say.T(" at full speed", " mit voller Geschwindigkeit"))
	if b.Capacity != nil {
		condition = p.Say(say.T(", and %s", " und %s"), p.capable(b.Capacity))
	}
	slots := p.slots(all[0])
	if len(all) > 1 {
		slots = p.Say(say.T("%s slots", "%s parallel"), p.Listed(numbers, say.And))
	}
	text := p.Say(say.T("%s: valid only if the backend really runs that many %s in parallel%s",
		"%s: gilt nur, wenn das Backend wirklich so viele %s parallel%s ausführt"), slots, p.units(), condition)
	if more := p.grown(all); more != "" {
		text = p.Say(say.T("%s at the start%s: valid only if the backend really runs that many %s in parallel%s",
			"%s zu Beginn%s: gilt nur, wenn das Backend wirklich so viele %s parallel%s ausführt"), slots, more, p.units(), condition)
	} else if len(all) == 1 && all[0] == 1 {
		text = p.Say(say.T("1 slot: valid only if the backend really runs a %s%s",
			"1 Platz: gilt nur, wenn das Backend eine einzelne %s wirklich%s ausführt"), p.Say(unitOrOther(p.Scenario)), condition)
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
			most, nodes = append(most, p.Thousands(many)), on
		}
	}
	if len(most) == 0 {
		return ""
	}
	return p.Say(say.T(", up to %s on %s", " (bis zu %s auf %s)"), p.Listed(most, say.And), p.Counted(nodes, say.Nodes))
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
		return p.Say(say.T("runs %s at full speed at once",
			"%s gleichzeitig mit voller Geschwindigkeit ausführt"), p.many(c.FullSpeed))
	}
	return p.Say(say.T("slows %s as the scalability law says",
		"%s nur so weit verlangsamt, wie es das Skalierungsgesetz sagt"), p.units())
}

// beyondBest says where slots that were found are more than the backend is best at.
func (p *page) beyondBest(r *study.Result) []string {
	c := p.Scenario.Backend.Capacity
	if c == nil || p.unlimited || float64(r.Slots) <= math.Ceil(p.Scenario.Backend.Best()) {
		return nil
	}
	return []string{p.Say(say.T("%s are more than the %s at once that the backend is best at: beyond them no more gets done",
		"%s sind mehr als die %s gleichzeitig, bei denen das Backend am meisten schafft: darüber hinaus wird nicht mehr erledigt"),
		p.slots(r.Slots), p.many(math.Ceil(p.Scenario.Backend.Best())))}
}
