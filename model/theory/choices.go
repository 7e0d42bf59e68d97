package theory

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Choices is many queues M/M/1 in their steady state, each with a line of its own:
// a client of a Poisson stream draws some of them, all different, and joins the
// shortest, of equals any. [Shortest] has few queues, exactly; with very many
// queues the share of those with i clients or more tends to ρ^((dⁱ-1)/(d-1)), d
// being the number drawn.
//
// Mitzenmacher 2001, The power of two choices in randomized load balancing;
// Vvedenskaya, Dobrushin and Karpelevich 1996. The correction for a number of
// queues: Gast and Van Houdt 2017, A refined mean field approximation.
type Choices struct {
	Rate    float64 // clients per second, to all queues together
	Work    float64 // mean, in seconds
	Queues  int
	Choices int // queues drawn, at least 2
}

// Utilisation is the mean share of the queues whose slot is busy.
func (q Choices) Utilisation() float64 { return q.Rate * q.Work / float64(q.Queues) }

// LimitSojournMean is the mean time from asking to finishing with very many queues
// and the same utilisation.
func (q Choices) LimitSojournMean() float64 { return q.Work * sum(q.limit()) / q.Utilisation() }

// SojournMean is the mean time from asking to finishing, up to a share of the
// order 1/Queues²: with two choices about 0.02 % of 100 queues at 90 %, and more
// at a higher utilisation.
func (q Choices) SojournMean() float64 {
	return q.LimitSojournMean() + q.Work*sum(q.correction())/q.Utilisation()/float64(q.Queues)
}

// limit are the shares of queues with 1, 2, … clients or more in the limit, until
// they are negligible.
func (q Choices) limit() []float64 {
	rho := q.Utilisation()
	steady(rho)
	if q.Choices < 2 || q.Choices > q.Queues {
		panic(fmt.Sprintf("theory: no limit of %d choices among %d queues", q.Choices, q.Queues))
	}
	var x []float64
	for share := rho; share > negligible; share = rho * math.Pow(share, float64(q.Choices)) {
		x = append(x, share)
	}
	return x
}

// correction is Queues times what the shares of [Choices.limit] lack, for many
// queues: v in A·v + h + c = 0. The shares drift with f(x) = f⁰(x) + c(x)/Queues,
// f⁰ having the derivative A at the limit; c is that no queue is drawn twice. The
// shares scatter around the limit with covariances W/Queues, which solve
// A·W + W·Aᵀ + Q = 0; Q is how often they move, and h half the second derivative
// of f⁰ on W. Times are in units of the mean work.
func (q Choices) correction() []float64 {
	x := q.limit()
	k, rho, d := len(x), q.Utilisation(), float64(q.Choices)
	joins := func(i int) float64 { return rho * d * math.Pow(x[i], d-1) } // by which an additional share raises the joins of those queues
	a := mat.NewDense(k, k, nil)
	for i := range k {
		a.Set(i, i, -1-joins(i))
		if i > 0 {
			a.Set(i, i-1, joins(i-1))
		}
		if i < k-1 {
			a.Set(i, i+1, 1)
		}
	}
	// W as a vector of k² numbers, row by row.
	system, moves := mat.NewDense(k*k, k*k, nil), mat.NewVecDense(k*k, nil)
	for i := range k {
		for j := range k {
			for l := range k {
				add(system, i*k+j, l*k+j, a.At(i, l))
				add(system, i*k+j, i*k+l, a.At(j, l))
			}
		}
		after := 0.0
		if i < k-1 {
			after = x[i+1]
		}
		moves.SetVec(i*k+i, -2*(x[i]-after)) // as often up as down
	}
	var w, v mat.VecDense
	if err := w.SolveVec(system, moves); err != nil {
		panic("theory: " + err.Error())
	}
	// What those who find i or more everywhere they look are more, or less: they
	// leave queues below and raise those at i.
	extra := func(i int) float64 {
		pairs := d * (d - 1) / 2
		return rho * pairs * (math.Pow(x[i], d-2)*w.AtVec(i*k+i) - math.Pow(x[i], d-1)*(1-x[i]))
	}
	drift := mat.NewVecDense(k, nil)
	for i := range k {
		drift.SetVec(i, extra(i))
		if i > 0 {
			drift.SetVec(i, extra(i)-extra(i-1))
		}
	}
	if err := v.SolveVec(a, drift); err != nil {
		panic("theory: " + err.Error())
	}
	return v.RawVector().Data
}

func add(m *mat.Dense, i, j int, x float64) { m.Set(i, j, m.At(i, j)+x) }
