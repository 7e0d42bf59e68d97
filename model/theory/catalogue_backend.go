package theory

import (
	"fmt"

	"github.com/rollsim/rollsim/model"
)

// Cases of a backend that shares its capacity, sends clients to nodes, makes them
// ask again, or fails.

func sharingCases() []Case {
	var cases []Case
	for _, q := range []Sharing{
		{0.5, Memoryless(1), 1}, {0.8, Memoryless(1), 1}, {0.9, Memoryless(1), 1},
		{0.8, Mix(1, 2), 1}, {0.8, Always(1), 1}, {0.8, Skewed(1, 2), 1}, {0.9, Mix(1, 2), 1}, {0.9, Always(1), 1},
		{1.6, Memoryless(1), 2}, {1.8, Memoryless(1), 2}, {18, Memoryless(1), 20}, {18, Skewed(1, 1), 20}, {19, Memoryless(1), 20},
	} {
		rho := q.Utilisation()
		c := Case{
			Family: "M/M/c-PS", Name: fmt.Sprintf("M/M/%d-PS at %s", q.FullSpeed, percent(rho)), Utilisation: rho,
			Arrivals: Stream{q.Rate}, Work: q.Work, Slots: NoLimit, FullSpeed: q.FullSpeed,
			Quantities: []Quantity{
				{Statistic: SojournMean, Value: q.SojournMean()},
				{Statistic: NumberMean, Value: q.NumberMean()},
			},
		}
		if q.Work.Shape != Exponential {
			c.Name = fmt.Sprintf("M/G/%d-PS at %s, %v", q.FullSpeed, percent(rho), q.Work)
		}
		for _, work := range []float64{0.1, 1, 5} {
			if q.Work.Shape == Constant {
				break // the mean sojourn says all
			}
			low, high := 0.9*work, 1.1*work
			c.Quantities = append(c.Quantities, Quantity{Statistic: Slowdown, Low: low, High: high, Value: q.Slowdown()})
			if q.Work.Shape == Exponential && q.FullSpeed == 1 {
				c.Quantities = append(c.Quantities, Quantity{
					Statistic: SojournVariance, Low: low, High: high, About: q.Slowdown(), Value: q.SojournVarianceWithin(low, high)})
			}
		}
		c = open(c, q.Rate, max(1, q.Work.CV), q.queue().Waited())
		switch {
		case q.FullSpeed > 1:
		case q.Work.Shape == Exponential:
			c.Family = "M/M/1-PS"
			c.Length += 3 * (c.Length - c.WarmUp) // few clients have the works of which the variance is asked
		default:
			c.Family = "M/G/1-PS"
		}
		cases = append(cases, c)
	}
	return cases
}

func splitCases() []Case {
	var cases []Case
	for _, q := range []Split{{2, 1, 4}, {3.2, 1, 4}, {3.6, 1, 4}, {9, 1, 10}} {
		rho := q.Utilisation()
		c := Case{
			Family: "random split", Name: fmt.Sprintf("%d queues by chance at %s", q.Queues, percent(rho)), Utilisation: rho,
			Arrivals: Stream{q.Rate}, Work: Memoryless(q.Work), Slots: q.Queues, Nodes: q.Queues, Balancer: model.RandomNode,
			Quantities: []Quantity{
				{Statistic: Waited, Value: q.Waited()},
				{Statistic: SojournMean, Value: q.SojournMean()},
				{Statistic: NumberMean, Value: q.NumberMean()},
				{Statistic: BusyMean, Value: q.Rate * q.Work},
			},
		}
		for _, within := range within(rho, q.SojournQuantile) {
			within.Statistic = SojournWithin
			c.Quantities = append(c.Quantities, within)
		}
		// As long as one of the queues takes alone: they settle side by side.
		c = open(c, q.Rate, 1, q.Waited())
		cases = append(cases, withWarmUp(c, float64(q.Queues)*c.WarmUp))
	}
	return cases
}

// withWarmUp is the case with another warm-up, and as long a time counted as
// before.
func withWarmUp(c Case, warmUp float64) Case {
	c.Length += warmUp - c.WarmUp
	c.WarmUp = warmUp
	return c
}

func shortestCases() []Case {
	var cases []Case
	for _, q := range []Shortest{{1.4, 1, 2, 2}, {1.8, 1, 2, 2}, {1.9, 1, 2, 2}, {2.4, 1, 3, 3}} {
		c := ofFew(q)
		c.Family, c.Name = "join the shortest queue", fmt.Sprintf("the shortest of %d queues at %s", q.Queues, percent(c.Utilisation))
		c.Balancer = model.LeastBusy
		cases = append(cases, c)
	}
	return cases
}

// ofFew is the case of a few queues.
func ofFew(q Shortest) Case {
	lengths := q.Solve()
	rho := q.Utilisation()
	return open(Case{
		Utilisation: rho,
		Arrivals:    Stream{q.Rate}, Work: Memoryless(q.Work), Slots: q.Queues, Nodes: q.Queues,
		Quantities: append([]Quantity{
			{Statistic: Waited, Value: lengths.Waited()},
			{Statistic: WaitMean, Value: lengths.WaitMean()},
			{Statistic: SojournMean, Value: lengths.SojournMean()},
			{Statistic: NumberMean, Value: lengths.NumberMean()},
		}, within(rho, lengths.WaitQuantile)...),
	}, q.Rate, 1, lengths.Waited())
}

func choiceCases() []Case {
	var cases []Case
	for _, q := range []Shortest{{2.1, 1, 3, 2}, {2.7, 1, 3, 2}} {
		c := ofFew(q)
		c.Family, c.Name = "two choices", fmt.Sprintf("the shorter of 2 of %d queues at %s", q.Queues, percent(c.Utilisation))
		c.Balancer = model.TwoChoices
		cases = append(cases, c)
	}
	for _, q := range []Choices{{70, 1, 100, 2}, {90, 1, 100, 2}} {
		rho := q.Utilisation()
		c := open(Case{
			Family: "two choices", Utilisation: rho,
			Name: fmt.Sprintf("the shorter of 2 of %d queues at %s (very many: mean sojourn %.4g s)",
				q.Queues, percent(rho), q.LimitSojournMean()),
			Arrivals: Stream{q.Rate}, Work: Memoryless(q.Work), Slots: q.Queues, Nodes: q.Queues, Balancer: model.TwoChoices,
			Quantities: []Quantity{
				{Statistic: SojournMean, Value: q.SojournMean()},
				{Statistic: NumberMean, Value: q.Rate * q.SojournMean()},
				{Statistic: BusyMean, Value: q.Rate * q.Work},
			},
		}, q.Rate, 1, rho)
		cases = append(cases, withWarmUp(c, 10*c.WarmUp)) // queues apart settle later than one line
	}
	return cases
}

func retrialCases() []Case {
	var cases []Case
	for _, r := range []struct {
		q      Retrial
		warmUp float64 // eight times what the orbit takes to settle
	}{
		{Retrial{0.5, 1, 5, 1, false}, 300}, {Retrial{0.8, 1, 10, 1, false}, 3000}, {Retrial{0.9, 1, 2, 1, false}, 5000},
		{Retrial{1.4, 1, 2, 2, false}, 400}, {Retrial{1.8, 1, 1, 2, false}, 2500},
		{Retrial{4, 1, 5, 5, false}, 1000}, {Retrial{17, 1, 10, 20, false}, 600}, {Retrial{18, 1, 5, 20, false}, 1000},
		{Retrial{0.3, 1, 1 / 0.3, 1, true}, 500}, {Retrial{0.5, 1, 1, 1, true}, 500}, {Retrial{0.9, 1, 0.02, 1, true}, 5000},
	} {
		q := r.q
		rho := q.Utilisation()
		c := Case{
			Family: "M/M/c retrial", Name: fmt.Sprintf("M/M/%d at %s, asking again after %.4g s", q.Slots, percent(rho), q.Again),
			Utilisation: rho,
			Arrivals:    Stream{q.Rate}, Work: Memoryless(q.Work), Slots: q.Slots, Queue: NoLimit,
			Returns: Memoryless(q.Again), FirstOnly: q.FirstOnly,
			WarmUp: r.warmUp, Length: r.warmUp + 600_000/q.Rate/runs, Replications: runs,
			Quantities: []Quantity{
				{Statistic: Waited, Value: q.Waited()},
				{Statistic: WaitMean, Value: q.WaitMean()},
				{Statistic: Retries, Value: q.Retries()},
				{Statistic: WaitingMean, Value: q.OrbitMean()},
				{Statistic: BusyMean, Value: q.Rate * q.Work},
			},
		}
		if q.FirstOnly {
			c.Family = "M/M/1 constant retrial"
			c.Name += ", one by one"
		}
		cases = append(cases, c)
	}
	return cases
}

func failingCases() []Case {
	var cases []Case
	for _, q := range []Failing{
		{0.5, 1, 1, 20, 2}, {0.8, 1, 1, 5, 0.5}, {0.85, 1, 1, 50, 2},
		{3.5, 1, 5, 50, 5}, {4.1, 1, 5, 50, 5}, {17, 1, 20, 100, 5},
	} {
		rho := q.Utilisation()
		c := open(Case{
			Family: "M/M/c with breakdowns",
			Name: fmt.Sprintf("M/M/%d at %s of what is up, %.4g s up and %.4g s down",
				q.Slots, percent(rho), q.Between, q.Repair),
			Utilisation: rho,
			Arrivals:    Stream{q.Rate}, Work: Memoryless(q.Work), Slots: q.Slots, Nodes: q.Slots,
			Between: Memoryless(q.Between), Repair: Memoryless(q.Repair),
			Quantities: []Quantity{
				{Statistic: ServedAtOnce, Value: q.AtOnce()},
				{Statistic: SojournMean, Value: q.SojournMean()},
				{Statistic: NumberMean, Value: q.NumberMean()},
				{Statistic: BusyMean, Value: q.Rate * q.Work},
				{Statistic: UpMean, Value: q.UpMean()},
			},
		}, q.Rate, 1, 1-q.AtOnce())
		cases = append(cases, withWarmUp(c, 2*c.WarmUp+10*(q.Between+q.Repair))) // all nodes are up at 0
	}
	return cases
}
