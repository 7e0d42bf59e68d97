package theory

import (
	"fmt"

	"gonum.org/v1/gonum/mat"
)

// Retrial is the queue M/M/c with retrials in its steady state: Poisson arrivals,
// exponential work, and nowhere to wait. Who finds no free slot goes into orbit,
// and asks again and again, each time after an exponential time. The levels are
// the clients in orbit, the states of a level the busy slots.
//
// Falin and Templeton 1997, Retrial Queues; Artalejo and Gómez-Corral 2008,
// Retrial Queueing Systems. One slot: the mean number in orbit is
// ρ²/(1-ρ) + λρ/θ(1-ρ). One slot and a constant rate γ of retrials:
// λ²(1+λ+γ)/(γ-λ(λ+γ)) in units of the mean work; Fayolle 1986, A simple telephone
// exchange with delayed feedbacks.
type Retrial struct {
	Rate      float64 // clients per second
	Work      float64 // mean, in seconds
	Again     float64 // mean time until the next try, in seconds
	Slots     int     // 1 with FirstOnly
	FirstOnly bool    // only the one longest in orbit tries again
}

// Utilisation is the mean share of the slots that is busy. The steady state takes
// a utilisation below [Retrial.Bound].
func (q Retrial) Utilisation() float64 { return q.Rate * q.Work / float64(q.Slots) }

// Bound is the utilisation from which on the orbit grows without limit: 1, or, if
// only the first tries again, the share of free slots that it takes before
// somebody new does.
func (q Retrial) Bound() float64 {
	if !q.FirstOnly {
		return 1
	}
	return 1 / (1 + q.Rate*q.Again)
}

// Waited is the share of clients whose first try fails.
func (q Retrial) Waited() float64 {
	waited := 0.0
	for _, level := range q.states() {
		waited += level[q.Slots]
	}
	return waited
}

// OrbitMean is the mean number in orbit.
func (q Retrial) OrbitMean() float64 { return numberMean(q.states()) }

// WaitMean is the mean time from the first try to the one that succeeds.
func (q Retrial) WaitMean() float64 { return q.OrbitMean() / q.Rate }

// Retries is the mean number of tries of a client after its first.
func (q Retrial) Retries() float64 {
	if !q.FirstOnly {
		return q.WaitMean() / q.Again
	}
	return (1 - sum(q.states()[0])) / q.Again / q.Rate
}

func (q Retrial) states() [][]float64 {
	if q.FirstOnly && q.Slots != 1 {
		panic(fmt.Sprintf("theory: no orbit whose first alone asks again of %d slots", q.Slots))
	}
	steady(q.Utilisation() / q.Bound())
	return settled(q)
}

// up are the rates from n in orbit to n+1: a client comes and finds no free slot.
func (q Retrial) up(int) *mat.Dense {
	m := mat.NewDense(q.Slots+1, q.Slots+1, nil)
	m.Set(q.Slots, q.Slots, q.Rate)
	return m
}

// local are the rates with n in orbit: a client comes and finds a free slot, or
// one finishes.
func (q Retrial) local(n int) *mat.Dense {
	m := mat.NewDense(q.Slots+1, q.Slots+1, nil)
	for busy := range q.Slots + 1 {
		finishes, tries := float64(busy)/q.Work, 0.0
		if busy < q.Slots {
			tries = q.tries(n)
			m.Set(busy, busy+1, q.Rate)
		}
		if busy > 0 {
			m.Set(busy, busy-1, finishes)
		}
		m.Set(busy, busy, -q.Rate-finishes-tries)
	}
	return m
}

// down are the rates from n in orbit to n-1: one of them finds a free slot.
func (q Retrial) down(n int) *mat.Dense {
	m := mat.NewDense(q.Slots+1, q.Slots+1, nil)
	for busy := range q.Slots {
		m.Set(busy, busy+1, q.tries(n))
	}
	return m
}

// tries is how often n in orbit ask again, per second.
func (q Retrial) tries(n int) float64 {
	if q.FirstOnly {
		n = min(n, 1)
	}
	return float64(n) / q.Again
}
