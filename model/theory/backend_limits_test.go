package theory

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestSharingOfAll checks that the variance of the sojourn given the work adds up
// to that of all clients, which is (2+ρ)/(2-ρ) of the squared mean (Coffman, Muntz
// and Trotter 1970).
func TestSharingOfAll(t *testing.T) {
	for _, rho := range []float64{0.3, 0.5, 0.9} {
		q := Sharing{Rate: rho / 2, Work: Memoryless(2), FullSpeed: 1}
		given := 0.0
		for low := 0.0; low < 100; low += 2 {
			given += q.SojournVarianceWithin(low, low+2) * (q.Work.Over(low) - q.Work.Over(low+2))
		}
		mean := q.SojournMean()
		ofWork := q.Slowdown() * q.Slowdown() * (q.Work.Moment(2) - q.Work.Mean*q.Work.Mean)
		near(t, fmt.Sprintf("variance at %v", rho), given+ofWork, (2+rho)/(2-rho)*mean*mean, 1e-10)
	}
}

// TestSharingOfOne checks a client that is all but alone in its band, and one that
// hardly meets others.
func TestSharingOfOne(t *testing.T) {
	q := Sharing{Rate: 0.9, Work: Memoryless(1), FullSpeed: 1}
	near(t, "variance in a narrow band", q.SojournVarianceWithin(1-1e-6, 1+1e-6), q.SojournVariance(1), 1e-9)
	// The others stand still while little work is done: a geometric number of them, each
	// as long as the client.
	const x = 1e-6
	near(t, "variance of little work", q.SojournVariance(x), x*x*0.9/(0.1*0.1), 1e-5)
	roomy := (Sharing{Rate: 5, Work: Memoryless(1), FullSpeed: 1000}).Slowdown()
	assert.InDelta(t, 1, roomy, 1e-12, "with room for all a client is slowed down %v times", roomy)
}

// TestRetrialsOfOneSlot holds the chain against the closed forms.
func TestRetrialsOfOneSlot(t *testing.T) {
	for _, q := range []Retrial{
		{Rate: 0.3, Work: 1, Again: 7, Slots: 1}, {Rate: 0.45, Work: 2, Again: 1, Slots: 1}, {Rate: 0.9, Work: 1, Again: 2, Slots: 1},
	} {
		rho := q.Utilisation()
		near(t, fmt.Sprintf("%+v: orbit", q), q.OrbitMean(), rho*rho/(1-rho)+q.Rate*q.Again*rho/(1-rho), 1e-10)
		near(t, fmt.Sprintf("%+v: share that waits", q), q.Waited(), rho, 1e-10)
		q.FirstOnly = true
		if q.Utilisation() > 0.95*q.Bound() {
			q.Again = q.Work / 50
		}
		l, g := q.Rate*q.Work, q.Work/q.Again
		near(t, fmt.Sprintf("%+v: orbit", q), q.OrbitMean(), l*l*(1+l+g)/(g-l*(l+g)), 1e-10)
	}
}

// TestRetrialsAtOnce checks that who asks again at once waits like in a queue, in
// the mean, and that few who ask again very late hardly add to the load of loss.
func TestRetrialsAtOnce(t *testing.T) {
	for _, want := range []Erlang{{0.8, 1, 1}, {1.8, 1, 2}, {18, 1, 20}} {
		q := Retrial{Rate: want.Rate, Work: want.Work, Again: 1e-7, Slots: want.Slots}
		near(t, fmt.Sprintf("%+v: wait", q), q.WaitMean(), want.WaitMean(), 1e-5)
		near(t, fmt.Sprintf("%+v: share that waits", q), q.Waited(), want.Waited(), 1e-5)
	}
	// Tries are a Poisson stream when they are late: those of all, again and again,
	// meet Erlang's loss, and are as many as make it good.
	q := Retrial{Rate: 3, Work: 1, Again: 2000, Slots: 5}
	tries := q.Rate
	for range 100 {
		tries = q.Rate / (1 - Blocking(q.Slots, tries))
	}
	near(t, "late retries", q.Retries(), tries/q.Rate-1, 2e-3)
}

// TestRetriesConserve checks the tries: those of all clients but the last of each
// fail.
func TestRetriesConserve(t *testing.T) {
	for _, q := range []Retrial{
		{Rate: 4, Work: 1, Again: 5, Slots: 5}, {Rate: 0.5, Work: 1, Again: 1, Slots: 1, FirstOnly: true}, {Rate: 0.9, Work: 1, Again: 0.05, Slots: 1, FirstOnly: true},
	} {
		busy, free := 0.0, 0.0 // tries per second of the orbit that fail, and that succeed
		load := 0.0
		for n, level := range q.states() {
			busy += level[q.Slots] * q.tries(n)
			free += sum(level[:q.Slots]) * q.tries(n)
			for b, p := range level {
				load += float64(b) * p
			}
		}
		near(t, fmt.Sprintf("%+v: tries that succeed", q), free, q.Rate*q.Waited(), 1e-10)
		near(t, fmt.Sprintf("%+v: tries", q), busy+free, q.Rate*q.Retries(), 1e-10)
		near(t, fmt.Sprintf("%+v: busy slots", q), load, q.Rate*q.Work, 1e-10)
	}
}

// TestFailingOfOneSlot holds the chain against the closed form.
func TestFailingOfOneSlot(t *testing.T) {
	for _, q := range []Failing{{0.5, 1, 1, 20, 2}, {0.8, 1, 1, 5, 0.5}, {0.3, 2, 1, 100, 30}, {0.85, 1, 1, 200, 10}} {
		l, m, xi, eta := q.Rate, 1/q.Work, 1/q.Between, 1/q.Repair
		near(t, fmt.Sprintf("%+v: number", q), q.NumberMean(),
			l*((xi+eta)*(xi+eta)+xi*m)/((xi+eta)*(eta*(m-l)-xi*l)), 1e-10)
		near(t, fmt.Sprintf("%+v: served at once", q), q.AtOnce(), q.Up()-l/m, 1e-10)
	}
}

func TestRarelyFailing(t *testing.T) {
	for _, want := range []Erlang{{0.9, 1, 1}, {3.5, 1, 5}, {18, 1, 20}} {
		q := Failing{Rate: want.Rate, Work: want.Work, Slots: want.Slots, Between: 1e9, Repair: 1e-2}
		near(t, fmt.Sprintf("%+v: sojourn", q), q.SojournMean(), want.SojournMean(), 1e-7)
		near(t, fmt.Sprintf("%+v: served at once", q), q.AtOnce(), 1-want.Waited(), 1e-7)
		// Slots that flicker are slower slots.
		flicker := Failing{Rate: want.Rate / 2, Work: want.Work, Slots: 1, Between: 1e-6, Repair: 1e-6}
		if want.Slots == 1 {
			near(t, "flickering slot", flicker.SojournMean(), Erlang{want.Rate / 2, 2 * want.Work, 1}.SojournMean(), 1e-5)
		}
	}
}

// TestShortestConserves checks what holds of any chain of queues: Little's law for
// the waits, by the law of the wait and by the number, and between a common line
// and a random split.
func TestShortestConserves(t *testing.T) {
	for _, q := range []Shortest{{1.4, 1, 2, 2}, {1.9, 1, 2, 2}, {0.9, 2, 3, 2}, {2.4, 1, 3, 3}} {
		l := q.Solve()
		near(t, fmt.Sprintf("%+v: sojourn by the wait", q), l.WaitMean()+q.Work, l.SojournMean(), 1e-9)
		line, split := Erlang{q.Rate, q.Work, q.Queues}, Split{q.Rate, q.Work, q.Queues}
		got := l.SojournMean()
		assert.True(t, got > line.SojournMean() && got < split.SojournMean(),
			"%+v: sojourn %v s, want between %v s (one line) and %v s (any queue)", q, got, line.SojournMean(), split.SojournMean())
	}
	two, all := (Shortest{2.4, 1, 3, 2}).Solve().SojournMean(), (Shortest{2.4, 1, 3, 3}).Solve().SojournMean()
	assert.Greater(t, two, all, "two of three queues: %v s, all three: %v s", two, all)
}

// TestShortestOfTwo holds the chain of two queues against the share of time in
// which both are empty at a light load, to the second order: π(0,0) = 1-2ρ+2ρ².
func TestShortestOfTwo(t *testing.T) {
	const rho = 1e-4
	l := Shortest{2 * rho, 1, 2, 2}.Solve()
	got, want := l.p[0], 1-2*rho+2*rho*rho
	assert.InDelta(t, want, got, 10*rho*rho*rho, "both empty for a share")
}

// TestChoicesOfFew checks that what the estimate for many queues lacks falls with
// the square of their number, at three queues as at two.
func TestChoicesOfFew(t *testing.T) {
	for _, rho := range []float64{0.1, 0.3, 0.5, 0.7, 0.9} {
		var lacks [4]float64 // times the squared number of queues
		for n := 2; n <= 3; n++ {
			exact := Shortest{rho * float64(n), 1, n, 2}.Solve().SojournMean()
			lacks[n] = (exact - Choices{rho * float64(n), 1, n, 2}.SojournMean()) * float64(n*n)
		}
		ratio := lacks[3] / lacks[2]
		assert.True(t, ratio > 0.75 && ratio < 1.1,
			"at %v two queues lack %v s / 2², three %v s / 3²", rho, lacks[2], lacks[3])
		// The shares of busy queues are the utilisation whatever their number.
		v := (Choices{100 * rho, 1, 100, 2}).correction()[0]
		assert.LessOrEqual(t, math.Abs(v), 1e-13, "at %v the share of busy queues is off by %v / queues", rho, v)
	}
}
