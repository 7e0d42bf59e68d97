package theory

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

// near fails unless two ways to one number agree to a relative error.
func near(t *testing.T, what string, got, want, relative float64) {
	t.Helper()
	assert.True(t, math.Abs(got-want) <= relative*math.Abs(want), "%s: %.15g, want %.15g", what, got, want)
}

func TestRoomGrowsToErlangC(t *testing.T) {
	for _, q := range []Erlang{{0.9, 1, 1}, {9, 1, 10}, {190, 1, 200}} {
		limited := Limited{q.Rate, q.Work, q.Slots, 5000}
		near(t, "share that waits", limited.Waited(), q.Waited(), 1e-11)
		near(t, "mean wait", limited.WaitMean(), q.WaitMean(), 1e-11)
		near(t, "90 % quantile", limited.WaitQuantile(0.9), q.WaitQuantile(0.9), 1e-10)
		lost := limited.Blocked()
		assert.LessOrEqual(t, lost, 1e-20, "%+v loses a share %v", limited, lost)
		half := (Limited{q.Rate, q.Work, q.Slots, 5}).WaitMean()
		assert.Less(t, half, q.WaitMean(),
			"%+v: with room for 5 the mean wait is %v s, with any room %v s", q, half, q.WaitMean())
	}
}

func TestNoRoomIsErlangB(t *testing.T) {
	for _, q := range []Limited{{1, 1, 1, 0}, {30, 1, 20, 0}, {200, 1, 200, 0}} {
		near(t, fmt.Sprintf("%+v: share lost", q), q.Blocked(), Blocking(q.Slots, q.Rate*q.Work), 1e-12)
	}
}

func TestPatienceGrowsToErlangC(t *testing.T) {
	for _, q := range []Erlang{{0.9, 1, 1}, {9, 1, 10}, {190, 1, 200}} {
		patient := Impatient{q.Rate, q.Work, 1e9, q.Slots}
		near(t, "share that waits", patient.Waited(), q.Waited(), 1e-6)
		near(t, "mean wait", patient.WaitMean(), q.WaitMean(), 1e-6)
		near(t, "mean wait of those served", patient.WaitMeanServed(), q.WaitMean(), 1e-6)
		hasty := Impatient{q.Rate, q.Work, 1e-9, q.Slots}
		near(t, "share that gives up", hasty.Abandoned(), Blocking(q.Slots, q.Load()), 1e-6)
	}
}

// With patience distributed as the work, clients leave at one rate whether they
// wait or are served: the number in the system is Poisson.
func TestPatienceLikeWorkIsPoisson(t *testing.T) {
	for _, q := range []Impatient{{8, 1, 1, 10}, {105, 1, 1, 100}, {60, 2, 2, 100}} {
		load := q.Rate * q.Work
		near(t, fmt.Sprintf("%+v: share that waits", q), q.Waited(), poissonFrom(load, q.Slots), 1e-11)
		near(t, fmt.Sprintf("%+v: number", q), q.BusyMean()+q.QueueMean(), load, 1e-11)
	}
}

func TestFixedWork(t *testing.T) {
	for _, q := range []Fixed{{0.5, 1, 1}, {0.95, 1, 1}, {1.8, 1, 2}, {19, 1, 20}, {9.9, 2, 20}, {190, 1, 200}} {
		markov := Erlang(q)
		ratio := q.WaitMean() / markov.WaitMean()
		assert.True(t, ratio >= 0.5-1e-12 && ratio < 1,
			"%+v: mean wait %v of that of exponential work, want ½ to 1", q, ratio)
		if q.Slots == 1 {
			near(t, fmt.Sprintf("%+v: mean wait", q), q.WaitMean(), Single{q.Rate, Always(q.Work)}.WaitMean(), 1e-12)
			near(t, fmt.Sprintf("%+v: share that waits", q), q.Waited(), q.Utilisation(), 1e-12)
		}
		// The law integrates to the mean: Simpson's rule on each piece of a work.
		sum, over := 0.0, q.wait()
		for low := 0.0; over(low) > 1e-12; low += q.Work / 64 {
			h := q.Work / 128
			sum += h / 3 * (over(low) + 4*over(low+h) + over(low+2*h))
		}
		near(t, fmt.Sprintf("%+v: integral of the law", q), sum, q.WaitMean(), 1e-5)
		x := q.WaitQuantile(0.95)
		assert.InDelta(t, 0.05, q.WaitOver(x), 1e-11,
			"%+v: a share %v waits longer than the 95 %% quantile %v s", q, q.WaitOver(x), x)
	}
}

func TestTwoStages(t *testing.T) {
	for _, rate := range []float64{0.3, 0.9, 0.97} {
		q := TwoStage{rate, 1, 1}
		near(t, "mean wait of M/E2/1", q.WaitMean(), Single{rate, InStages(2, 1)}.WaitMean(), 1e-10)
		near(t, "share that waits in M/E2/1", q.Waited(), rate, 1e-10)
	}
	for _, q := range []TwoStage{{1.8, 1, 2}, {9.5, 1, 10}, {18, 1, 20}} {
		least, most := Fixed(q).WaitMean(), Erlang(q).WaitMean()
		got := q.WaitMean()
		assert.True(t, got > least && got < most,
			"%+v: mean wait %v s, want between %v s (constant work) and %v s (exponential)", q, got, least, most)
	}
}

func TestManyClientsAreAStream(t *testing.T) {
	q := Finite{Clients: 1_000_000, Slots: 10, Think: 1e6 / 8.0, Work: 1}
	want := Erlang{8, 1, 10}
	near(t, "share that waits", q.Waited(), want.Waited(), 3e-4)
	near(t, "mean wait", q.WaitMean(), want.WaitMean(), 3e-4)
}

// TestFiniteByMeans compares one slot with exact mean value analysis (Reiser and
// Lavenberg 1980): a client finds the queue of one client fewer.
func TestFiniteByMeans(t *testing.T) {
	const think, work = 20.0, 1.5
	number := 0.0
	for n := 1; n <= 60; n++ {
		sojourn := work * (1 + number)
		throughput := float64(n) / (think + sojourn)
		number = throughput * sojourn
		q := Finite{Clients: n, Slots: 1, Think: think, Work: work}
		near(t, fmt.Sprintf("%d clients: throughput", n), q.Throughput(), throughput, 1e-12)
		near(t, fmt.Sprintf("%d clients: mean number", n), q.NumberMean(), number, 1e-12)
		if n > 1 {
			near(t, fmt.Sprintf("%d clients: mean wait", n), q.WaitMean(), sojourn-work, 1e-11)
		}
	}
}

func TestPriorityKeepsTheMean(t *testing.T) {
	for _, q := range []Priority{
		{[]float64{0.9}, 1, 1}, {[]float64{0.3, 0.5}, 1, 1}, {[]float64{4, 6, 8}, 1, 20}, {[]float64{1, 2, 3, 1}, 2, 20},
	} {
		sum, rates, last := 0.0, 0.0, 0.0
		for class, rate := range q.Rates {
			wait := q.WaitMean(class)
			assert.Greater(t, wait, last, "%+v: class %d waits %v s, a better one %v s", q, class, wait, last)
			last = wait
			sum += rate * wait
			rates += rate
		}
		near(t, fmt.Sprintf("%+v: mean wait over clients", q), sum/rates, q.WaitMeanAll(), 1e-12)
	}
}

func TestBatches(t *testing.T) {
	for _, want := range []Erlang{{0.9, 1, 1}, {18, 1, 20}, {190, 1, 200}} {
		for _, geometric := range []bool{false, true} {
			q := Batch{want.Rate, BatchSize{1, geometric}, want.Work, want.Slots}
			near(t, "batches of one: mean wait", q.WaitMean(), want.WaitMean(), 1e-11)
			near(t, "batches of one: 95 % quantile", q.WaitQuantile(0.95), want.WaitQuantile(0.95), 1e-10)
		}
	}
	// One slot: number = ρ(E[X] + E[X²]) / 2E[X](1-ρ); E[X²] = 2m²-m for a geometric X.
	const m, rho = 5.0, 0.9
	near(t, "batches of 5: number", Batch{rho / m, BatchSize{m, false}, 1, 1}.NumberMean(), rho*(m+m*m)/(2*m*(1-rho)), 1e-11)
	near(t, "geometric batches: number", Batch{rho / m, BatchSize{m, true}, 1, 1}.NumberMean(), rho*(m+2*m*m-m)/(2*m*(1-rho)), 1e-11)
	for _, geometric := range []bool{false, true} { // Little, by the law of the wait and by the number
		q := Batch{1.8, BatchSize{10, geometric}, 1, 20}
		near(t, "batches: number by Little", 18*(q.WaitMean()+1), q.NumberMean(), 1e-11)
	}
}

// With a slot for everybody the peak is M/G/∞; the end of the morning leaves
// nobody, and everybody has been counted.
func TestPeakWithSlotsForAll(t *testing.T) {
	for _, poisson := range []bool{false, true} {
		p := Peak{Clients: 60, Poisson: poisson, At: 1800, SD: 200, Work: 120, Slots: 100}
		course := p.Follow(1700, 1800, 2000, 6000)
		free := Morning(60, p.At, p.SD, Memoryless(p.Work))
		for i, at := range course.Times[:3] {
			near(t, fmt.Sprintf("poisson %v: number at %v s", poisson, at), course.Number[i], free.NumberMean(at), 1e-8)
		}
		assert.True(t, course.Number[3] <= 1e-8 && course.Waited() <= 1e-6,
			"poisson %v: %v clients at the end, a share %v waited", poisson, course.Number[3], course.Waited())
	}
}

// TestPeakConserves checks Little's law over a whole morning: the area under the
// mean queue is the waits of all clients.
func TestPeakConserves(t *testing.T) {
	for _, poisson := range []bool{false, true} {
		p := Peak{Clients: 60, Poisson: poisson, At: 700, SD: 100, Work: 30, Slots: 4}
		var times []float64
		for at := 2.0; at <= 3000; at += 2 {
			times = append(times, at)
		}
		course := p.Follow(times...)
		area := 0.0
		for _, queue := range course.Queue {
			area += 2 * queue
		}
		near(t, fmt.Sprintf("poisson %v: area under the queue", poisson), area, 60*course.WaitMean(), 1e-6)
	}
}

func TestBigBangWithFewClients(t *testing.T) {
	b := BigBang{Clients: 5, Slots: 5, Work: Memoryless(60)}
	assert.True(t, b.WaitMean() == 0 && b.WaitQuantile(0.99) == 0,
		"mean wait %v s with a slot for each", b.WaitMean())
	// The largest of 5: P(end ≤ x) = (1 - exp(-x/60))^5.
	for _, p := range []float64{0.1, 0.5, 0.99} {
		near(t, "quantile of the end", b.EndQuantile(p), -60*math.Log(1-math.Pow(p, 0.2)), 1e-9)
	}
}

func TestUnsteadyPanics(t *testing.T) {
	for name, ask := range map[string]func() float64{
		"M/M/c":  Erlang{1, 1, 1}.WaitMean,
		"M/D/c":  Fixed{20, 1, 20}.WaitMean,
		"M/G/1":  Single{1.1, Always(1)}.WaitMean,
		"M/E2/c": TwoStage{2, 1, 2}.WaitMean,
		"batch":  Batch{1, BatchSize{Mean: 4}, 1, 4}.WaitMean,
	} {
		func() {
			defer func() {
				assert.NotNil(t, recover(), "%s answers without a steady state", name)
			}()
			ask()
		}()
	}
}

func TestPoisson(t *testing.T) {
	for _, mean := range []float64{0.01, 1, 19.9, 20, 500.5, 1e5} {
		n := int(mean + 40*math.Sqrt(mean) + 40)
		sum, moment := 0.0, 0.0
		for k, p := range poisson(mean, n) {
			sum += p
			moment += float64(k) * p
		}
		near(t, fmt.Sprintf("mean %v: sum", mean), sum, 1, 1e-12)
		near(t, fmt.Sprintf("mean %v: mean", mean), moment, mean, 1e-12)
	}
}
