package theory

import (
	"fmt"
	"math"
)

// Cases that end: each replication is a morning or a rollout, so there is no
// warm-up and a mean takes many replications.

const minute = 60.0 // seconds

func unlimitedCases() []Case {
	var cases []Case
	for _, law := range []Law{Memoryless(60), Always(60), Skewed(60, 2)} {
		const load = 20
		cases = append(cases, Case{
			Family: "M/G/∞", Name: fmt.Sprintf("M/G/∞ with load %d, %v", load, law), Utilisation: math.NaN(),
			Arrivals: Stream{load / law.Mean}, Work: law, Slots: NoLimit, Queue: NoLimit,
			WarmUp: 100 * law.Mean, Length: (100 + 500) * law.Mean, Replications: runs,
			Quantities: []Quantity{{Statistic: NumberMean, Value: Steady(load/law.Mean, law).NumberMean(0)}},
		})
	}
	for _, law := range []Law{Always(10 * minute), Memoryless(10 * minute), Skewed(10*minute, 1)} {
		for _, poisson := range []bool{false, true} {
			a := Crowd{Clients: 1000, Poisson: poisson, At: 130 * minute, SD: 20 * minute}
			q := Morning(1000, a.At, a.SD, law)
			top, number := q.Peak(a.At-a.SD, a.At+2*a.SD)
			quantities := []Quantity{{Statistic: NumberAt, At: top, Value: number}}
			for _, at := range []float64{a.At - a.SD, a.At, a.At + a.SD, a.At + 2*a.SD} {
				quantities = append(quantities, Quantity{Statistic: NumberAt, At: at, Value: q.NumberMean(at)})
			}
			cases = append(cases, Case{
				Family: "M/G/∞ in the morning", Name: fmt.Sprintf("%s without limit, %v", crowdName(a), law), Utilisation: math.NaN(),
				Arrivals: a, Work: law, Slots: NoLimit, Queue: NoLimit, Replications: 200, Quantities: quantities,
			})
		}
	}
	return cases
}

func crowdName(a Crowd) string {
	if a.Poisson {
		return fmt.Sprintf("morning of Poisson %d", a.Clients)
	}
	return fmt.Sprintf("morning of exactly %d", a.Clients)
}

func peakCases() []Case {
	var cases []Case
	for _, m := range []struct {
		peak Peak
		runs int
	}{
		{Peak{Clients: 1000, At: 130 * minute, SD: 20 * minute, Work: 60, Slots: 20}, 1000},
		{Peak{Clients: 300, At: 70 * minute, SD: 10 * minute, Work: 40, Slots: 10}, 2000},
		{Peak{Clients: 300, Poisson: true, At: 70 * minute, SD: 10 * minute, Work: 40, Slots: 10}, 2000},
		{Peak{Clients: 1000, Poisson: true, At: 130 * minute, SD: 20 * minute, Work: 60, Slots: 15}, 400},
		{Peak{Clients: 1000, Poisson: true, At: 130 * minute, SD: 20 * minute, Work: 60, Slots: 20}, 1000},
		{Peak{Clients: 1000, Poisson: true, At: 130 * minute, SD: 20 * minute, Work: 60, Slots: 25}, 1000},
		{Peak{Clients: 1000, Poisson: true, At: 130 * minute, SD: 20 * minute, Work: 2.4, Slots: 1}, 1000},
	} {
		p := m.peak
		instants := []float64{p.At, p.At + p.SD/2}
		course := p.Follow(append(instants, p.At+9*p.SD)...)
		quantities := []Quantity{
			{Statistic: Waited, Value: course.Waited()},
			{Statistic: WaitMean, Value: course.WaitMean()},
		}
		for i, at := range instants {
			quantities = append(quantities,
				Quantity{Statistic: QueueAt, At: at, Value: course.Queue[i]},
				Quantity{Statistic: NumberAt, At: at, Value: course.Number[i]})
			if p := course.AllBusy[i]; p > 0.02 && p < 0.98 { // else a few replications decide
				quantities = append(quantities, Quantity{Statistic: AllBusyAt, At: at, Value: p})
			}
		}
		a := Crowd{Clients: p.Clients, Poisson: p.Poisson, At: p.At, SD: p.SD}
		cases = append(cases, Case{
			Family: "Mt/M/c in the morning", Name: fmt.Sprintf("%s, %s, work %g s", crowdName(a), slots(p.Slots), p.Work),
			Utilisation: float64(p.Clients) * normalDensity(p.At, p.At, p.SD) * p.Work / float64(p.Slots),
			Arrivals:    a, Work: Memoryless(p.Work), Slots: p.Slots, Queue: NoLimit, Replications: m.runs,
			Quantities: append(quantities, within(0, course.WaitQuantile)...),
		})
	}
	return cases
}

func bigBangCases() []Case {
	var cases []Case
	for _, b := range []BigBang{
		{1000, 20, Always(60)}, {19, 20, Always(60)}, {21, 20, Always(60)}, {10, 1, Always(300)},
		{1000, 20, Memoryless(60)}, {21, 20, Memoryless(60)}, {50, 1, Memoryless(30)}, {1000, 200, Memoryless(60)},
	} {
		c := Case{
			Family: "big bang", Name: fmt.Sprintf("%d at once, %s, %v", b.Clients, slots(b.Slots), b.Work), Utilisation: math.NaN(),
			Arrivals: AtOnce{b.Clients}, Work: b.Work, Slots: b.Slots, Queue: NoLimit, Replications: 500,
			Quantities: []Quantity{
				{Statistic: WaitMean, Value: b.WaitMean()},
				{Statistic: End, Value: b.EndMean()},
			},
		}
		if b.Work.Shape == Constant {
			c.Replications = 2
			for x := b.Work.Mean / 2; x < b.EndMean(); x += max(b.Work.Mean, b.EndMean()/5) {
				c.Quantities = append(c.Quantities, Quantity{Statistic: WaitWithin, At: x, Value: b.WaitWithin(x)})
			}
			for i := range c.Quantities {
				c.Quantities[i].Certain = true
			}
		} else {
			c.Quantities = append(c.Quantities, within(0, b.WaitQuantile)...)
			for _, p := range []float64{0.5, 0.9, 0.95} {
				c.Quantities = append(c.Quantities, Quantity{Statistic: EndWithin, At: b.EndQuantile(p), Value: p})
			}
		}
		cases = append(cases, c)
		if b.Work == Always(minute) {
			// Slots free just when everybody asks again, in the order of their
			// numbers, so asking again is as good as a ticket.
			c.ReAsk = true
			c.Name += ", asking again every minute"
			cases = append(cases, c)
		}
	}
	return cases
}
