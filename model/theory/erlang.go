package theory

import (
	"fmt"
	"math"
)

// Blocking is Erlang's B formula: the share of clients that find all slots busy
// and are lost, when there is no room to wait. Clients arrive as a Poisson
// process; load is in erlangs, at least 0. It holds for every law of the work with
// the same mean. B(0) = 1, B(c) = a·B(c-1) / (c + a·B(c-1)).
//
// Erlang 1917; Jagerman 1974, Some properties of the Erlang loss function.
func Blocking(slots int, load float64) float64 {
	if slots < 0 || !(load >= 0) {
		panic(fmt.Sprintf("theory: no blocking with %d slots at load %v", slots, load))
	}
	b := 1.0
	for c := 1; c <= slots; c++ {
		b = load * b / (float64(c) + load*b)
	}
	return b
}

// Delaying is Erlang's C formula: the share of clients that wait, when they do so
// without limit. C = B / (1 - ρ(1-B)) with ρ = load/slots below 1.
//
// Erlang 1917; Gross, Shortle, Thompson and Harris, Fundamentals of Queueing
// Theory, 4th ed., section 2.4.
func Delaying(slots int, load float64) float64 {
	rho := load / float64(slots)
	steady(rho)
	b := Blocking(slots, load)
	return b / (1 - rho*(1-b))
}

// steady panics unless a queue with this utilisation has a steady state.
func steady(utilisation float64) {
	if !(utilisation >= 0 && utilisation < 1) {
		panic(fmt.Sprintf("theory: no steady state at utilisation %v", utilisation))
	}
}

// Erlang is the queue M/M/c in its steady state: Poisson arrivals, exponential
// work, Slots at least 1.
//
// Erlang 1917; Kleinrock, Queueing Systems I, section 3.5.
type Erlang struct {
	Rate  float64 // clients per second
	Work  float64 // mean, in seconds
	Slots int
}

// Load is the arrival rate times the mean work, in erlangs; it is also the mean
// number of busy slots.
func (q Erlang) Load() float64 { return q.Rate * q.Work }

// Utilisation is the mean share of the slots that is busy.
func (q Erlang) Utilisation() float64 { return q.Load() / float64(q.Slots) }

// Waited is the share of clients that wait.
func (q Erlang) Waited() float64 { return Delaying(q.Slots, q.Load()) }

// drain is how much faster a full backend finishes than clients come, per second.
func (q Erlang) drain() float64 { return float64(q.Slots)/q.Work - q.Rate }

// WaitMean is C/(cμ-λ), over all clients.
func (q Erlang) WaitMean() float64 { return q.Waited() / q.drain() }

// WaitOver is the share of clients that wait longer than x: C·exp(-(cμ-λ)x).
func (q Erlang) WaitOver(x float64) float64 { return q.Waited() * math.Exp(-q.drain()*x) }

// WaitQuantile is the time that a share p of the clients does not exceed.
func (q Erlang) WaitQuantile(p float64) float64 {
	return max(0, math.Log(q.Waited()/(1-p))/q.drain())
}

// SojournMean is the mean time from asking to finishing.
func (q Erlang) SojournMean() float64 { return q.WaitMean() + q.Work }

// NumberMean is the mean number waiting and in service.
func (q Erlang) NumberMean() float64 { return q.Rate * q.SojournMean() }
