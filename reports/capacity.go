package reports

import (
	"math"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// finiteCapacity tells whether there is a number of syncs at once that the backend
// is best at.
func (p *page) finiteCapacity() bool {
	c := p.Scenario.Backend.Capacity
	return c != nil && !math.IsInf(c.Best(), 1)
}

// runAtOnce is how many syncs run at once, with a slot or without, mean of the
// busiest clock hour; nil where that is not counted.
func (p *page) runAtOnce(r *study.Result) *study.Estimate {
	e := numberOf(r, capacityHour)
	if e == nil || !p.finiteCapacity() {
		return nil
	}
	return scaledBy(e, p.Scenario.Backend.Best(), model.Count)
}

// capacityNotes say for each result by how much more runs at once than the backend
// is best at.
func (p *page) capacityNotes() []string {
	c := p.Scenario.Backend.Capacity
	if !p.finiteCapacity() || c.FullSpeed > 0 && nodesChange(&p.Scenario.Backend) {
		return nil // a full speed that nodes add to is no one number
	}
	best := p.Say(say.T("the %s that run at full speed",
		"der %s, die mit voller Geschwindigkeit laufen"), p.Number(c.FullSpeed, 1))
	if c.FullSpeed == 1 {
		best = p.Say(say.T("the one that runs at full speed",
			"der einen, die mit voller Geschwindigkeit läuft"))
	}
	if c.FullSpeed == 0 {
		best = p.Say(say.T("the %s at once with which most gets done",
			"der %s gleichzeitigen, mit denen am meisten erledigt wird"), p.Number(p.Scenario.Backend.Best(), 0))
	}
	var found []string
	for i := range p.Results {
		r := &p.Results[i]
		if e := numberOf(r, capacityHour); e != nil && e.Mean > 1 {
			found = append(found, p.Say(say.T("%s: in the busiest hour %s %s run at once, %s",
				"%s: in der stärksten Stunde laufen %s %s gleichzeitig, %s"), p.nameOf(r), p.estimate(p.runAtOnce(r)), p.units(), p.multiple(e.Mean, best)))
		}
	}
	return found
}

// multiple writes how many times as much as something else it is, and a small number as
// a percentage: "166 % of the 40", "61 times the 40".
func (l voice) multiple(x float64, of string) string {
	if x < 10 {
		return l.Say(say.T("%s %% of %s", "%s %% %s"), l.Number(x*100, 0), of)
	}
	return l.Say(say.T("%s times %s", "das %s-Fache %s"), l.Number(x, 0), of)
}

// protectionNotes say in numbers what slots and what a plan protect: fewer slots
// keep the backend within its capacity, and a plan that offers in parts keeps
// people from being delayed. Each is said only where it is so.
func (p *page) protectionNotes() []string {
	if !p.finiteCapacity() {
		return nil
	}
	var found []string
	if few, many := p.guarded(); few != nil {
		text := p.Say(say.T("slots protect the backend: with %s, %s in place of %s mean %s times the capacity in the busiest hour",
			"die Begrenzung schützt das Backend: mit %s bedeuten %s statt %s in der stärksten Stunde das %s-Fache der Kapazität"),
			p.called(few.Strategy), p.slots(few.Slots), p.Thousands(many.Slots), p.inPlaceOf(few, many, capacityHour))
		if a, b := numberOf(few, goodput), numberOf(many, goodput); a != nil && b != nil && apart(b, a) {
			text += p.Say(say.T(", and %s successful %s in an office hour",
				" und %s erfolgreiche %s je Bürostunde"), p.inPlaceOf(few, many, goodput), p.units())
		}
		found = append(found, text)
	}
	if parts, whole := p.spared(); parts != nil {
		found = append(found, p.Say(say.T("plans protect the people: 19 of 20 are delayed by at most %s with %s, and by at most %s with %s",
			"der Plan schützt die Menschen: 19 von 20 werden höchstens %s aufgehalten mit %s und höchstens %s mit %s"),
			p.estimate(p.toldNumber(parts, waitAfterUpdate)), p.nameOf(parts), p.estimate(p.toldNumber(whole, waitAfterUpdate)), p.nameOf(whole)))
	}
	return found
}

// inPlaceOf sets a metric of one result before that of another.
func (p *page) inPlaceOf(a, b *study.Result, name string) string {
	x, y := numberOf(a, name), numberOf(b, name)
	return p.Say(say.T("%s in place of %s", "%s statt %s"), p.value(x.Metric.Unit, x.Mean), p.value(y.Metric.Unit, y.Mean))
}

// apart tells whether an estimate is less than another by more than chance and by
// enough to name.
func apart(less, more *study.Estimate) bool {
	return less.High < more.Low && more.Mean-less.Mean > less.Metric.Floor
}

// guarded are two results of one strategy of which the one with fewer slots leaves
// the capacity less overrun: those that differ most. They are nil if there are none.
func (p *page) guarded() (few, many *study.Result) {
	most := 0.0
	for _, a := range p.rollouts() {
		for _, b := range p.rollouts() {
			x, y := numberOf(a, capacityHour), numberOf(b, capacityHour)
			if a.Strategy != b.Strategy || a.Slots >= b.Slots || x == nil || y == nil || y.Mean <= 1 || !apart(x, y) {
				continue
			}
			if gain := y.Mean - x.Mean; gain > most {
				few, many, most = a, b, gain
			}
		}
	}
	return few, many
}

// spared are two results on the same slots of which the one that offers in parts
// delays people less than the one that offers to all at once: those that differ
// most. They are nil if there are none.
func (p *page) spared() (parts, whole *study.Result) {
	most := 0.0
	for _, a := range p.rollouts() {
		for _, b := range p.rollouts() {
			x, y := p.toldNumber(a, waitAfterUpdate), p.toldNumber(b, waitAfterUpdate)
			if a.Slots != b.Slots || x == nil || y == nil || len(p.openings(a)) < 2 || len(p.openings(b)) != 1 || !apart(x, y) {
				continue
			}
			if gain := y.Mean - x.Mean; gain > most {
				parts, whole, most = a, b, gain
			}
		}
	}
	return parts, whole
}
