package theory

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// levels is a Markov chain whose states are in levels 0, 1, 2, …, and which moves
// within a level and between neighbouring ones: a birth-death chain of matrices.
// Rows are states moved from, columns states moved to; rates are per second. No
// level above the first few is without a way down.
type levels interface {
	up(n int) *mat.Dense    // rates from level n to n+1
	local(n int) *mat.Dense // rates within level n; on the diagonal minus all rates out of a state
	down(n int) *mat.Dense  // rates from level n to n-1, for n at least 1
}

// settled returns the probabilities of the states in the steady state, level by
// level. As many levels are taken as it needs until the last one is negligible.
//
// The chain is solved from above: π(n+1) = π(n)·R(n), with R = 0 at the top and
// R(n) = up(n)·(-(local(n+1) + R(n+1)·down(n+2)))⁻¹ below. Every matrix to be
// inverted has rows that add up to no less than 0, and an inverse without
// negative entries.
//
// Neuts 1981, Matrix-Geometric Solutions in Stochastic Models; Bright and Taylor
// 1995, Calculating the equilibrium distribution in level dependent
// quasi-birth-and-death processes.
func settled(c levels) [][]float64 {
	for top := 64; ; top *= 2 {
		if p := settledBelow(c, top); sum(p[top]) < 1e-18 {
			return p
		}
	}
}

// settledBelow is the same without the states above level top.
func settledBelow(c levels, top int) [][]float64 {
	rise := make([]*mat.Dense, top) // R(0), …, R(top-1)
	loop := mat.DenseCopyOf(c.local(top))
	for n := top - 1; n >= 0; n-- {
		var inverse mat.Dense
		loop.Scale(-1, loop)
		if err := inverse.Inverse(loop); err != nil {
			panic("theory: " + err.Error())
		}
		rise[n] = new(mat.Dense)
		rise[n].Mul(c.up(n), &inverse)
		loop = new(mat.Dense)
		loop.Mul(rise[n], c.down(n+1))
		loop.Add(loop, c.local(n))
	}
	// What is left is the chain as it is seen at level 0: π(0)·loop = 0. One of the
	// equations follows from the others and gives way to the sum 1.
	states, _ := loop.Dims()
	one := mat.NewVecDense(states, nil)
	one.SetVec(states-1, 1)
	for s := range states {
		loop.Set(s, states-1, 1)
	}
	var first mat.VecDense
	if err := first.SolveVec(loop.T(), one); err != nil {
		panic("theory: " + err.Error())
	}
	p := [][]float64{first.RawVector().Data}
	total := 1.0
	for n := range top {
		var next mat.Dense
		next.Mul(mat.NewDense(1, len(p[n]), p[n]), rise[n])
		p = append(p, next.RawMatrix().Data)
		total += sum(p[n+1])
	}
	for n := range p {
		for s := range p[n] {
			p[n][s] = math.Max(0, p[n][s]/total)
		}
	}
	return p
}

// numberMean is the mean level.
func numberMean(p [][]float64) float64 {
	mean := 0.0
	for n := len(p) - 1; n > 0; n-- {
		mean += float64(n) * sum(p[n])
	}
	return mean
}

func sum(xs []float64) float64 {
	sum := 0.0
	for _, x := range xs {
		sum += x
	}
	return sum
}
