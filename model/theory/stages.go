package theory

import (
	"gonum.org/v1/gonum/mat"
)

// TwoStage is the queue M/E2/c in its steady state: Poisson arrivals, work in two
// exponential stages one after the other (cv 0.71), utilisation below 1. The state
// is the number of clients and how many of those in service are in their first
// stage; the chain is solved level by level, from above:
// π(n+1) = π(n)·R(n), R(n) = up·(-(local + R(n+1)·down))⁻¹, all R equal once all
// slots are busy.
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
func (q TwoStage) Waited() float64 {
	waited, _ := q.solve()
	return waited
}

// WaitMean is the mean wait over all clients.
func (q TwoStage) WaitMean() float64 {
	_, queue := q.solve()
	return queue / q.Rate
}

// solve returns the share of time in which all slots are busy, and the mean number
// waiting.
func (q TwoStage) solve() (allBusy, queue float64) {
	steady(q.Utilisation())
	c := q.Slots
	r := q.full()
	below := make([]*mat.Dense, c) // R(0), …, R(c-1)
	above := r
	for n := c - 1; n >= 0; n-- {
		below[n] = q.rise(n, above)
		above = below[n]
	}
	state := mat.NewDense(1, 1, []float64{1})
	sum := 1.0
	for n := range c {
		next := new(mat.Dense)
		next.Mul(state, below[n])
		state = next
		if n < c-1 {
			sum += mat.Sum(state)
		}
	}
	// π(c)·(I-R)⁻¹ is the mass from c on, π(c)·R·(I-R)⁻² the mean number waiting.
	var rest, inverse, mass, waiting mat.Dense
	rest.Sub(identity(c+1), r)
	if err := inverse.Inverse(&rest); err != nil {
		panic("theory: " + err.Error())
	}
	mass.Mul(state, &inverse)
	waiting.Product(&mass, r, &inverse)
	busy := mat.Sum(&mass)
	return busy / (sum + busy), mat.Sum(&waiting) / (sum + busy)
}

// full is R with all slots busy: the limit of rise on itself.
func (q TwoStage) full() *mat.Dense {
	r := mat.NewDense(q.Slots+1, q.Slots+1, nil)
	for {
		next := q.rise(q.Slots, r)
		var change mat.Dense
		change.Sub(next, r)
		if mat.Max(&change) < 1e-16 && mat.Min(&change) > -1e-16 {
			return next
		}
		r = next
	}
}

// rise is R(n) from R(n+1).
func (q TwoStage) rise(n int, above *mat.Dense) *mat.Dense {
	var loop, inverse mat.Dense
	loop.Mul(above, q.down(n+2))
	loop.Add(&loop, q.local(n+1))
	loop.Scale(-1, &loop)
	if err := inverse.Inverse(&loop); err != nil {
		panic("theory: " + err.Error())
	}
	r := new(mat.Dense)
	r.Mul(q.up(n), &inverse)
	return r
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

func identity(n int) mat.Matrix {
	ones := make([]float64, n)
	for i := range ones {
		ones[i] = 1
	}
	return mat.NewDiagDense(n, ones)
}
