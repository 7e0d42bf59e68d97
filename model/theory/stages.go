package theory

import "gonum.org/v1/gonum/mat"

// TwoStage is the queue M/E2/c in its steady state: Poisson arrivals, work in two
// exponential stages one after the other (cv 0.71), utilisation below 1. The
// levels are the numbers of clients, the states of a level how many of those in
// service are in their first stage.
//
// Neuts 1981, Matrix-Geometric Solutions in Stochastic Models; Latouche and
// Ramaswami 1999, Introduction to Matrix Analytic Methods.
type TwoStage struct {
	Rate  float64 // clients per second
	Work  float64 // mean of both stages together, in seconds
	Slots int
}

// Utilisation is the mean share of the slots that is busy.
func (q TwoStage) Utilisation() float64 { return q.Rate * q.Work / float64(q.Slots) }

// Waited is the share of clients that wait.
func (q TwoStage) Waited() float64 { return from(q.states(), q.Slots) }

// WaitMean is the mean wait over all clients.
func (q TwoStage) WaitMean() float64 { return queueMean(q.states(), q.Slots) / q.Rate }

// states are the probabilities of 0, 1, … clients.
func (q TwoStage) states() []float64 {
	steady(q.Utilisation())
	var p []float64
	for _, level := range settled(q) {
		p = append(p, sum(level))
	}
	return p
}

// up are the rates from n clients to n+1: one more in its first stage, or one more
// in the queue.
func (q TwoStage) up(n int) *mat.Dense {
	busy, next := min(n, q.Slots), min(n+1, q.Slots)
	m := mat.NewDense(busy+1, next+1, nil)
	for first := range busy + 1 {
		m.Set(first, first+next-busy, q.Rate)
	}
	return m
}

// local are the rates among states of n clients: a first stage ends.
func (q TwoStage) local(n int) *mat.Dense {
	busy := min(n, q.Slots)
	m := mat.NewDense(busy+1, busy+1, nil)
	for first := range busy + 1 {
		if first > 0 {
			m.Set(first, first-1, float64(first)*2/q.Work)
		}
		m.Set(first, first, -q.Rate-float64(busy)*2/q.Work)
	}
	return m
}

// down are the rates from n clients to n-1: a second stage ends, and the head of
// the queue, if there is one, begins its first.
func (q TwoStage) down(n int) *mat.Dense {
	busy, next := min(n, q.Slots), min(n-1, q.Slots)
	m := mat.NewDense(busy+1, next+1, nil)
	for first := range busy {
		m.Set(first, first+next-busy+1, float64(busy-first)*2/q.Work)
	}
	return m
}
