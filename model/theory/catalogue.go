package theory

import (
	"fmt"
	"math"
)

// Cases returns all cases to simulate, by family, in a fixed order. Together they
// simulate about 100 million clients. The values take about four seconds to compute.
func Cases() []Case {
	var all []Case
	for _, f := range Families() {
		all = append(all, f.Cases()...)
	}
	return all
}

// runs is the number of replications of a steady state: enough for a t interval.
const runs = 20

// wide is how far the 95 % interval may reach to either side of a mean wait, as a
// share of it: what a run can afford, since the clients it takes grow with the
// square of the free share of the slots.
func wide(utilisation float64) float64 {
	switch {
	case utilisation < 0.85:
		return 0.025
	case utilisation < 0.93:
		return 0.03
	}
	return 0.05
}

// most is the number of clients that a steady state may take; with very many
// slots, and big batches, the mean wait is then known less well than wide says.
const most = 850_000

// open completes a case whose clients come from outside and wait without limit:
// rate in clients per second, cv that of the work (of a batch: of all its work
// together), waited the share that waits.
//
// The replications together have (2/w)²·2(1+cv²)/(1-ρ)² clients, w from wide: the
// variance of a time average of reflected Brownian motion (Whitt 1989, Planning
// queueing simulations), times what a queue that is often empty adds. The warm-up
// is 8 relaxation times of M/M/c (Cohen 1982, The Single Server Queue), scaled by
// the variance of the work.
func open(c Case, rate, cv, waited float64) Case {
	rho := c.Utilisation
	w := wide(rho)
	clients := min(most, 4/(w*w)*2*(1+cv*cv)/((1-rho)*(1-rho))*(2-waited)/waited)
	root := 1 - math.Sqrt(rho)
	c.WarmUp = 8 * c.Work.Mean * (1 + (1+cv*cv)/2/(root*root*float64(c.Slots)))
	c.Length = c.WarmUp + clients/rate/runs
	c.Replications = runs
	c.Queue = NoLimit
	return c
}

// within are the shares of waits, or sojourns, at most as long as the exact
// percentiles, but for those that are 0. High percentiles are left out at a high load: long waits come
// in few long spells there, and so few numbers are far from normal.
func within(utilisation float64, quantile func(p float64) float64) []Quantity {
	percentiles := []float64{0.5, 0.9, 0.95, 0.99}
	if utilisation > 0.85 {
		percentiles = percentiles[:3]
	}
	if utilisation > 0.93 {
		percentiles = percentiles[:2]
	}
	var qs []Quantity
	for _, p := range percentiles {
		if x := quantile(p); x > 0 {
			qs = append(qs, Quantity{Statistic: WaitWithin, At: x, Value: p})
		}
	}
	return qs
}

// percent writes a utilisation for the name of a case.
func percent(utilisation float64) string { return fmt.Sprintf("%.4g %%", 100*utilisation) }

// slots counts slots for the name of a case.
func slots(n int) string {
	if n == 1 {
		return "1 slot"
	}
	return fmt.Sprintf("%d slots", n)
}

func erlangCases() []Case {
	var cases []Case
	for _, q := range []Erlang{
		{Rate: 0.5, Work: 1, Slots: 1}, {Rate: 0.8, Work: 1, Slots: 1}, {Rate: 0.9, Work: 1, Slots: 1}, {Rate: 0.95, Work: 1, Slots: 1},
		{Rate: 1, Work: 1, Slots: 2}, {Rate: 1.6, Work: 1, Slots: 2}, {Rate: 1.8, Work: 1, Slots: 2},
		{Rate: 16, Work: 1, Slots: 20}, {Rate: 18, Work: 1, Slots: 20}, {Rate: 19, Work: 1, Slots: 20},
		{Rate: 190, Work: 1, Slots: 200}, {Rate: 194, Work: 1, Slots: 200},
	} {
		rho := q.Utilisation()
		cases = append(cases, open(Case{
			Family: "M/M/c", Name: fmt.Sprintf("M/M/%d at %s", q.Slots, percent(rho)), Utilisation: rho,
			Arrivals: Stream{q.Rate}, Work: Memoryless(q.Work), Slots: q.Slots,
			Quantities: append([]Quantity{
				{Statistic: Waited, Value: q.Waited()},
				{Statistic: WaitMean, Value: q.WaitMean()},
				{Statistic: SojournMean, Value: q.SojournMean()},
				{Statistic: NumberMean, Value: q.NumberMean()},
				{Statistic: BusyMean, Value: q.Load()},
			}, within(rho, q.WaitQuantile)...),
		}, q.Rate, 1, q.Waited()))
	}
	return cases
}

func lossCases() []Case {
	var cases []Case
	for _, loss := range []struct {
		slots int
		load  float64
		work  Law
	}{
		{1, 1, Memoryless(1)}, {5, 4.5, Always(1)}, {20, 18, Memoryless(1)}, {20, 24, Skewed(1, 2)},
		{200, 200, Memoryless(1)}, {200, 200, Skewed(1, 2)},
	} {
		q := Limited{Rate: loss.load, Work: 1, Slots: loss.slots}
		cases = append(cases, Case{
			Family: "M/G/c/c (Erlang B)", Name: fmt.Sprintf("M/G/%d without waiting, load %g, %v", loss.slots, loss.load, loss.work),
			Utilisation: loss.load / float64(loss.slots),
			Arrivals:    Stream{q.Rate}, Work: loss.work, Slots: q.Slots, Queue: 0,
			WarmUp: 50, Length: 50 + 300_000/q.Rate/runs, Replications: runs,
			Quantities: []Quantity{
				{Statistic: Blocked, Value: Blocking(q.Slots, loss.load)},
				{Statistic: BusyMean, Value: q.BusyMean()},
				{Statistic: Throughput, Value: q.Throughput()},
			},
		})
	}
	for _, q := range []Limited{
		{Rate: 0.9, Work: 1, Slots: 1, Queue: 4}, {Rate: 4.5, Work: 1, Slots: 5, Queue: 10},
		{Rate: 5.5, Work: 1, Slots: 5, Queue: 10}, {Rate: 20, Work: 1, Slots: 20, Queue: 40}, {Rate: 30, Work: 1, Slots: 20, Queue: 20},
	} {
		rho := q.Rate * q.Work / float64(q.Slots)
		cases = append(cases, Case{
			Family: "M/M/c/K", Name: fmt.Sprintf("M/M/%d/%d at %s", q.Slots, q.Slots+q.Queue, percent(rho)), Utilisation: rho,
			Arrivals: Stream{q.Rate}, Work: Memoryless(q.Work), Slots: q.Slots, Queue: q.Queue,
			WarmUp: 200, Length: 200 + 500_000/q.Rate/runs, Replications: runs,
			Quantities: append([]Quantity{
				{Statistic: Blocked, Value: q.Blocked()},
				{Statistic: Waited, Value: q.Waited()},
				{Statistic: WaitMean, Value: q.WaitMean()},
				{Statistic: NumberMean, Value: q.NumberMean()},
				{Statistic: BusyMean, Value: q.BusyMean()},
				{Statistic: Throughput, Value: q.Throughput()},
			}, within(rho, q.WaitQuantile)...),
		})
	}
	return cases
}

func impatientCases() []Case {
	var cases []Case
	for _, q := range []Impatient{
		{Rate: 0.9, Work: 1, Patience: 5, Slots: 1}, {Rate: 8, Work: 1, Patience: 2, Slots: 10}, {Rate: 10, Work: 1, Patience: 0.5, Slots: 10},
		{Rate: 19, Work: 1, Patience: 10, Slots: 20}, {Rate: 30, Work: 1, Patience: 3, Slots: 20},
		{Rate: 105, Work: 1, Patience: 1, Slots: 100}, {Rate: 220, Work: 1, Patience: 4, Slots: 200},
	} {
		cases = append(cases, Case{
			Family: "M/M/c+M (Erlang A)", Name: fmt.Sprintf("M/M/%d+M at %s, patience %g s", q.Slots, percent(q.Utilisation()), q.Patience),
			Utilisation: q.Utilisation(),
			Arrivals:    Stream{q.Rate}, Work: Memoryless(q.Work), Patience: Memoryless(q.Patience), Slots: q.Slots, Queue: NoLimit,
			WarmUp: 20 * (q.Work + q.Patience), Length: 20*(q.Work+q.Patience) + 500_000/q.Rate/runs, Replications: runs,
			Quantities: []Quantity{
				{Statistic: Waited, Value: q.Waited()},
				{Statistic: Abandoned, Value: q.Abandoned()},
				{Statistic: WaitMean, Value: q.WaitMean()},
				{Statistic: WaitMeanServed, Value: q.WaitMeanServed()},
				{Statistic: BusyMean, Value: q.BusyMean()},
				{Statistic: NumberMean, Value: q.BusyMean() + q.QueueMean()},
			},
		})
	}
	return cases
}

func fixedCases() []Case {
	var cases []Case
	for _, q := range []Fixed{
		{Rate: 0.5, Work: 1, Slots: 1}, {Rate: 0.8, Work: 1, Slots: 1}, {Rate: 0.9, Work: 1, Slots: 1}, {Rate: 0.95, Work: 1, Slots: 1},
		{Rate: 1.6, Work: 1, Slots: 2}, {Rate: 18, Work: 1, Slots: 20}, {Rate: 19, Work: 1, Slots: 20}, {Rate: 190, Work: 1, Slots: 200},
	} {
		rho := q.Utilisation()
		quantities := []Quantity{
			{Statistic: Waited, Value: q.Waited()},
			{Statistic: WaitMean, Value: q.WaitMean()},
			{Statistic: BusyMean, Value: q.Rate * q.Work},
		}
		if q.Slots == 1 {
			quantities = append(quantities, Quantity{Statistic: WaitSquare, Value: Single{Rate: q.Rate, Work: Always(q.Work)}.WaitSquare()})
		}
		cases = append(cases, open(Case{
			Family: "M/D/c", Name: fmt.Sprintf("M/D/%d at %s", q.Slots, percent(rho)), Utilisation: rho,
			Arrivals: Stream{q.Rate}, Work: Always(q.Work), Slots: q.Slots,
			Quantities: append(quantities, within(rho, q.WaitQuantile)...),
		}, q.Rate, 0, q.Waited()))
	}
	return cases
}

func singleCases() []Case {
	var cases []Case
	for _, q := range []Single{
		{0.5, Skewed(1, 0.5)}, {0.8, Skewed(1, 0.5)}, {0.9, Skewed(1, 0.5)},
		{0.5, Skewed(1, 2)}, {0.8, Skewed(1, 2)}, {0.9, Skewed(1, 2)},
		{0.8, InStages(4, 1)}, {0.9, Even(1)},
	} {
		cases = append(cases, open(Case{
			Family: "M/G/1", Name: fmt.Sprintf("M/G/1 at %s, %v", percent(q.Utilisation()), q.Work), Utilisation: q.Utilisation(),
			Arrivals: Stream{q.Rate}, Work: q.Work, Slots: 1,
			Quantities: []Quantity{
				{Statistic: Waited, Value: q.Waited()},
				{Statistic: WaitMean, Value: q.WaitMean()},
				{Statistic: SojournMean, Value: q.SojournMean()},
				{Statistic: NumberMean, Value: q.NumberMean()},
			},
		}, q.Rate, q.Work.CV, q.Waited()))
	}
	return cases
}

func stageCases() []Case {
	var cases []Case
	for _, q := range []TwoStage{
		{Rate: 1.6, Work: 1, Slots: 2}, {Rate: 9, Work: 1, Slots: 10}, {Rate: 9.5, Work: 1, Slots: 10},
	} {
		cases = append(cases, open(Case{
			Family: "M/E2/c", Name: fmt.Sprintf("M/E2/%d at %s", q.Slots, percent(q.Utilisation())), Utilisation: q.Utilisation(),
			Arrivals: Stream{q.Rate}, Work: InStages(2, q.Work), Slots: q.Slots,
			Quantities: []Quantity{
				{Statistic: Waited, Value: q.Waited()},
				{Statistic: WaitMean, Value: q.WaitMean()},
				{Statistic: BusyMean, Value: q.Rate * q.Work},
			},
		}, q.Rate, math.Sqrt(0.5), q.Waited()))
	}
	return cases
}

func finiteCases() []Case {
	var cases []Case
	for _, f := range []struct {
		q       Finite
		think   Law
		clients float64 // asks in all replications, after the warm-up
		runs    int
	}{
		{Finite{10, 2, 5, 1}, Memoryless(5), 400_000, runs},
		{Finite{10, 1, 20, 1}, Always(20), 400_000, runs},
		{Finite{100, 5, 15, 1}, Memoryless(15), 800_000, runs},
		{Finite{100, 5, 20, 1}, Skewed(20, 1), 800_000, runs},
		{Finite{1000, 20, 54, 1}, Memoryless(54), 900_000, runs},
		{Finite{10_000, 20, 600, 1}, Memoryless(600), 1_000_000, 8},
		{Finite{10_000, 20, 300, 1}, Memoryless(300), 500_000, 8},
	} {
		q := f.q
		rate, rho := q.Throughput(), q.Utilisation()
		warmUp := 10 * (q.Think + q.Work)
		if f.think.Shape == Constant {
			warmUp *= 10 // all begin together and drift apart by their waits only
		}
		quantities := []Quantity{
			{Statistic: Throughput, Value: rate},
			{Statistic: WaitMean, Value: q.WaitMean()},
			{Statistic: NumberMean, Value: q.NumberMean()},
		}
		if rho < 0.99 { // a free slot is not so rare that a few of them decide
			quantities = append(quantities,
				Quantity{Statistic: Waited, Value: q.Waited()},
				Quantity{Statistic: BusyMean, Value: q.BusyMean()})
			quantities = append(quantities, within(rho, q.WaitQuantile)...)
		}
		cases = append(cases, Case{
			Family: "M/M/c//N", Name: fmt.Sprintf("M/M/%d//%d thinking %v", q.Slots, q.Clients, f.think), Utilisation: rho,
			Arrivals: Circle{q.Clients, f.think}, Work: Memoryless(q.Work), Slots: q.Slots, Queue: NoLimit,
			WarmUp: warmUp, Length: warmUp + f.clients/rate/float64(f.runs), Replications: f.runs,
			Quantities: quantities,
		})
	}
	return cases
}

func priorityCases() []Case {
	var cases []Case
	for _, q := range []Priority{
		{Rates: []float64{0.3, 0.5}, Work: 1, Slots: 1}, {Rates: []float64{0.3, 0.6}, Work: 1, Slots: 1},
		{Rates: []float64{6, 11}, Work: 1, Slots: 20}, {Rates: []float64{4, 6, 8}, Work: 1, Slots: 20},
	} {
		quantities := []Quantity{
			{Statistic: Waited, Value: q.Waited()},
			{Statistic: WaitMean, Value: q.WaitMeanAll()},
		}
		for class := range q.Rates {
			quantities = append(quantities, Quantity{Statistic: WaitMean, Class: class + 1, Value: q.WaitMean(class)})
		}
		cases = append(cases, open(Case{
			Family: "M/M/c priority", Name: fmt.Sprintf("M/M/%d with %d classes at %s", q.Slots, len(q.Rates), percent(q.Utilisation())),
			Utilisation: q.Utilisation(),
			Arrivals:    Classes{q.Rates}, Work: Memoryless(q.Work), Slots: q.Slots,
			Quantities: quantities,
		}, q.total().Rate, 1, q.Waited()))
	}
	return cases
}

func batchCases() []Case {
	var cases []Case
	for _, q := range []Batch{
		{0.7 / 3, BatchSize{Mean: 3}, 1, 1}, {1, BatchSize{Mean: 4}, 1, 5}, {1.8, BatchSize{Mean: 10}, 1, 20},
		{0.8 / 3, BatchSize{3, true}, 1, 1}, {1, BatchSize{4, true}, 1, 5}, {1.8, BatchSize{10, true}, 1, 20},
	} {
		rho := q.Utilisation()
		law := "of"
		spread := q.Size.Mean // variance over mean of the clients that come in a time
		if q.Size.Geometric {
			law, spread = "of geometric", 2*q.Size.Mean-1
		}
		cases = append(cases, open(Case{
			Family: "M^[X]/M/c", Name: fmt.Sprintf("batches %s %g, %s at %s", law, q.Size.Mean, slots(q.Slots), percent(rho)),
			Utilisation: rho,
			Arrivals:    Batches{q.Rate, q.Size}, Work: Memoryless(q.Work), Slots: q.Slots,
			Quantities: append([]Quantity{
				{Statistic: Waited, Value: q.Waited()},
				{Statistic: WaitMean, Value: q.WaitMean()},
				{Statistic: NumberMean, Value: q.NumberMean()},
			}, within(rho, q.WaitQuantile)...),
		}, q.Rate*q.Size.Mean, math.Sqrt(spread), q.Waited()))
	}
	return cases
}
