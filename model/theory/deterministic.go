package theory

import "math"

// Fixed is the queue M/D/c in its steady state: Poisson arrivals, all work the
// same, Slots at least 1, utilisation below 1.
//
// Work apart in time, the number waiting moves like a random walk that stops at
// 0: who is in service now is through by then and nobody who comes is, so L
// becomes max(0, L + A - c), A Poisson with the mean Rate·Work. Its law follows
// from Spitzer's identity in positive terms only: with
//
//	a(m) = Σ P(A₁+…+A_k - kc = m)/k over k = 1, 2, …
//
// it is P(L=0) = exp(-Σ a(m)), n·P(L=n) = Σ m·a(m)·P(L=n-m) over m = 1…n.
//
// Crommelin 1932; Spitzer 1956; Franx 2001, A simple solution for the M/D/c
// waiting time distribution; Tijms 2003, A First Course in Stochastic Models,
// section 9.6.
type Fixed struct {
	Rate  float64 // clients per second
	Work  float64 // in seconds
	Slots int
}

// Utilisation is the mean share of the slots that is busy.
func (q Fixed) Utilisation() float64 { return q.Rate * q.Work / float64(q.Slots) }

// steps returns a(0) = 0, a(1), …: far enough that the rest is below 1e-17 of it.
func (q Fixed) steps() []float64 {
	steady(q.Utilisation())
	const digits = 40 // natural logarithms
	load, c := q.Rate*q.Work, float64(q.Slots)
	// Chernoff's bound falls by exp(-sink) with each k, and the tail of L by the
	// root tau > 1 of exp(load·(tau-1)) = tau^c with each client.
	sink := load - c + c*math.Log(c/load)
	tau := 1 + 2*(c-load)/load // above the root
	for range 200 {
		tau -= (load*(tau-1) - c*math.Log(tau)) / (load - c/tau)
	}
	a := make([]float64, 2+q.Slots+int(digits/math.Log(tau)))
	for k := 1; k <= 2+int(digits/sink); k++ {
		mean, first := float64(k)*load, k*q.Slots
		p := poissonAt(mean, first)
		for m := 1; m < len(a) && p > 0; m++ {
			p *= mean / float64(first+m)
			a[m] += p / float64(k)
		}
	}
	return a
}

// queue returns P(L = 0), P(L = 1), … for the number waiting L.
func (q Fixed) queue() []float64 {
	a := q.steps()
	sum := 0.0
	for m := len(a) - 1; m > 0; m-- {
		sum += a[m]
		a[m] *= float64(m)
	}
	p := make([]float64, len(a))
	p[0] = math.Exp(-sum)
	for n := 1; n < len(p); n++ {
		for m := 1; m <= n; m++ {
			p[n] += a[m] * p[n-m]
		}
		p[n] /= float64(n)
	}
	return p
}

// QueueEmpty is the share of time in which nobody waits.
func (q Fixed) QueueEmpty() float64 { return q.queue()[0] }

// WaitMean is E[L]/λ, and E[L] = Σ m·a(m).
func (q Fixed) WaitMean() float64 {
	a := q.steps()
	sum := 0.0
	for m := len(a) - 1; m > 0; m-- {
		sum += float64(m) * a[m]
	}
	return sum / q.Rate
}

// Waited is the share of clients that wait.
func (q Fixed) Waited() float64 { return q.WaitOver(0) }

// WaitOver is the share of clients that wait longer than x. With k-1 works within
// x, u = kD - x and b = λu (Franx 2001), P(W ≤ x) = Σ P(L ≤ kc-1-j)·e^-b·b^j/j!
// over j = 0…kc-1.
func (q Fixed) WaitOver(x float64) float64 { return q.wait()(x) }

// WaitQuantile is the time that a share p of the clients does not exceed.
func (q Fixed) WaitQuantile(p float64) float64 { return quantile(q.wait(), p, q.Work) }

// wait returns P(W > x) as a function, so that the law of L is found only once.
func (q Fixed) wait() func(x float64) float64 {
	more := newLine(1, q.queue()).more // P(L > n)
	return func(x float64) float64 {
		if x < 0 {
			return 1
		}
		k := math.Floor(x/q.Work) + 1
		n := int(k) * q.Slots
		mean := q.Rate * (k*q.Work - x)
		// What is over x: j arrivals and L > n-1-j, or n arrivals and more.
		sum := poissonFrom(mean, n)
		for j, p := range poisson(mean, n) {
			if n-1-j < len(more) {
				sum += p * more[n-1-j]
			}
		}
		return min(1, sum)
	}
}

// poissonFrom is the chance that a Poisson number with the given mean is n or more.
func poissonFrom(mean float64, n int) float64 {
	if n == 0 {
		return 1
	}
	if mean == 0 {
		return 0
	}
	if float64(n) <= mean {
		sum := 0.0
		for _, p := range poisson(mean, n) {
			sum += p
		}
		return 1 - sum
	}
	sum := 0.0
	for p, k := poissonAt(mean, n), n; p > 1e-18*sum; k++ {
		sum += p
		p *= mean / float64(k+1)
	}
	return sum
}
