package theory

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/integrate/quad"
)

// Sharing is the queue M/G/c-PS in its steady state: Poisson arrivals, work of any
// law, and nobody waits. Up to FullSpeed clients run at full speed; n more than
// that share it, each at the speed FullSpeed/n. Utilisation below 1.
//
// Only the mean of the work matters: the number of clients is that of M/M/c, and
// the mean sojourn of a client is proportional to its work. With exponential work
// and FullSpeed 1 the variance of the sojourn is known too.
//
// Kleinrock, Queueing Systems II, section 4.4; Cohen 1979, The multiple phase
// service network with generalized processor sharing; Coffman, Muntz and Trotter
// 1970, Waiting time distributions for processor-sharing systems.
type Sharing struct {
	Rate      float64 // clients per second
	Work      Law
	FullSpeed int
}

// queue has as many clients, one after the other.
func (q Sharing) queue() Erlang { return Erlang{Rate: q.Rate, Work: q.Work.Mean, Slots: q.FullSpeed} }

// Utilisation is the mean share of the full speed that is used.
func (q Sharing) Utilisation() float64 { return q.queue().Utilisation() }

// Slowdown is how many times as long as at full speed a client takes in the mean,
// whatever its work.
func (q Sharing) Slowdown() float64 { return q.SojournMean() / q.Work.Mean }

// SojournMean is the mean time from asking to finishing.
func (q Sharing) SojournMean() float64 { return q.queue().SojournMean() }

// NumberMean is the mean number of clients.
func (q Sharing) NumberMean() float64 { return q.queue().NumberMean() }

// SojournVariance is the variance of the sojourn of clients with work x in
// seconds, in s²: 2ρ/(1-ρ)⁴·(y-1+exp(-y)) in units of the mean work, y = (1-ρ)x.
func (q Sharing) SojournVariance(x float64) float64 {
	if q.Work.Shape != Exponential || q.FullSpeed != 1 {
		panic(fmt.Sprintf("theory: no variance of the sojourn with %v and full speed %d", q.Work, q.FullSpeed))
	}
	rho := q.Utilisation()
	steady(rho)
	idle := 1 - rho
	y := idle * x / q.Work.Mean
	return q.Work.Mean * q.Work.Mean * 2 * rho / math.Pow(idle, 4) * (y + math.Expm1(-y))
}

// SojournVarianceWithin is the mean of the variance over clients with work from
// low to high, in s². The integrals are Gauss's over 24 points, right to 10 digits
// where high is at most twice the mean work above low.
func (q Sharing) SojournVarianceWithin(low, high float64) float64 {
	density := func(x float64) float64 { return math.Exp(-(x - low) / q.Work.Mean) }
	weighted := func(x float64) float64 { return density(x) * q.SojournVariance(x) }
	return quad.Fixed(weighted, low, high, 24, quad.Legendre{}, 0) / quad.Fixed(density, low, high, 24, quad.Legendre{}, 0)
}
