package dist

import (
	"fmt"
	"math"

	"github.com/rollsim/rollsim/sim/portable"
)

// GammaMeanCV has this mean, above 0, and coefficient of variation, between 0.01
// and 100: shape 1/cv², scale mean·cv².
func GammaMeanCV(mean, cv float64) (Distribution, error) {
	if err := meanAndCV(mean, cv, leastCV); err != nil {
		return nil, err
	}
	return newGamma(1/(cv*cv), mean, fmt.Sprintf("gamma(mean %.6g, cv %.6g)", mean, cv)), nil
}

// Erlang is the sum of 1 to 10,000 exponential stages of equal mean, and has
// the given mean, above 0, in all.
func Erlang(stages int, mean float64) (Distribution, error) {
	if stages < 1 || stages > 10_000 {
		return nil, fmt.Errorf("stages must be between 1 and 10000, got %v", stages)
	}
	if err := aboveZero("mean", mean); err != nil {
		return nil, err
	}
	return newGamma(float64(stages), mean, fmt.Sprintf("erlang(stages %d, mean %.6g)", stages, mean)), nil
}

// A gamma draws from a gamma law. Its quantile has no closed form and costs
// a few microseconds to solve for, so it is solved once on a grid of normal
// quantiles z and interpolated: the logarithm L of the value is a smooth
// function of z for every shape, nearly quadratic in the tails, with
//
//	L'  = φ(z) / (x f(x))          x = exp(L), f the density of the law
//	L'' = L' · (-z - (shape - x)·L')
//
// so quintic Hermite interpolation needs no further solving. Against direct
// solution in between the nodes the relative error of a value was measured to be
// below 1e-13 for shapes from 0.5 up (cv <= 1.4), 1e-11 from 0.01 (cv <= 10) and
// 1e-9 from 1e-4. Making a gamma takes a quarter of a millisecond to one, most for a
// shape of 10,000, which is the greatest, and 13 kB.
type gamma struct {
	shape, scale float64
	lgammaShape  float64 // ln Γ(shape)
	lgammaNext   float64 // ln Γ(shape + 1)
	nodes        []gammaNode
	name         string
}

// A gammaNode holds L at one z, and its derivatives by the node's index.
type gammaNode struct{ value, slope, bend float64 }

// The nodes cover all of [Stream.Uniform], whose least number 2^-53 has z = -8.21.
const (
	gammaNodesPerUnit = 32
	gammaReach        = 8.25 // of z, on either side of 0
)

func newGamma(shape, mean float64, name string) *gamma {
	d := &gamma{
		shape: shape, scale: mean / shape,
		lgammaShape: portable.LogGamma(shape), lgammaNext: portable.LogGamma(shape + 1),
		nodes: make([]gammaNode, 2*gammaReach*gammaNodesPerUnit+1),
		name:  name,
	}
	// From the median outwards each node starts its neighbours.
	const step = 1.0 / gammaNodesPerUnit
	middle := len(d.nodes) / 2
	d.nodes[middle] = d.node(0, d.firstGuess(0))
	for i := middle + 1; i < len(d.nodes); i++ {
		n := d.nodes[i-1]
		d.nodes[i] = d.node(float64(i-middle)*step, n.value+n.slope+float64(n.bend/2))
	}
	for i := middle - 1; i >= 0; i-- {
		n := d.nodes[i+1]
		d.nodes[i] = d.node(float64(i-middle)*step, n.value-n.slope+float64(n.bend/2))
	}
	return d
}

func (d *gamma) Quantile(u float64) float64 {
	z := NormalQuantile(u)
	at := float64((z + gammaReach) * gammaNodesPerUnit)
	if !(at >= 0 && at < float64(len(d.nodes)-1)) {
		return d.scale * portable.Exp(d.solve(z, d.firstGuess(z)))
	}
	i := int(at)
	t := at - float64(i)
	from, to := &d.nodes[i], &d.nodes[i+1]
	value := to.value - from.value - from.slope - float64(from.bend/2)
	slope := to.slope - from.slope - from.bend
	bend := float64((to.bend - from.bend) / 2)
	l := float64(6*value) - float64(3*slope) + bend
	l = float64(t*l) - float64(15*value) + float64(7*slope) - float64(2*bend)
	l = float64(t*l) + float64(10*value) - float64(4*slope) + bend
	l = float64(t*l) + float64(from.bend/2)
	l = float64(t*l) + from.slope
	l = float64(t*l) + from.value
	return d.scale * portable.Exp(l)
}

func (d *gamma) Mean() float64  { return d.shape * d.scale }
func (d *gamma) String() string { return d.name }

// node solves for L at z, and scales its derivatives to the distance of nodes.
func (d *gamma) node(z, guess float64) gammaNode {
	const step = 1.0 / gammaNodesPerUnit
	l := d.solve(z, guess)
	slope := portable.Exp(float64(-z*z/2) - float64(portable.Log(2*math.Pi)/2) - d.logDensity(l))
	bend := slope * (-z - float64((d.shape-portable.Exp(l))*slope))
	return gammaNode{l, slope * step, bend * step * step}
}

// logDensity returns ln(x f(x)) at x = exp(l), for scale 1.
func (d *gamma) logDensity(l float64) float64 {
	return float64(d.shape*l) - portable.Exp(l) - d.lgammaShape
}

// firstGuess returns an approximate L: by Wilson and Hilferty (1931) where their
// cube root is good, otherwise from P(X <= x) < x^shape / Γ(shape+1).
func (d *gamma) firstGuess(z float64) float64 {
	if root := 1 - 1/(9*d.shape) + z/(3*math.Sqrt(d.shape)); d.shape >= 1 && root > 0.3 {
		return portable.Log(d.shape) + float64(3*portable.Log(root))
	}
	return (portable.Log(NormalCDF(z)) + d.lgammaNext) / d.shape
}

// solve returns the L at which the chance of a value up to exp(L) is
// NormalCDF(z), for scale 1. Newton's steps are taken on the logarithm of the
// smaller tail, which is concave in L, so they close in from one side.
func (d *gamma) solve(z, guess float64) float64 {
	sign := 1.0
	if z > 0 {
		sign = -1
	}
	want := portable.Log(NormalCDF(-math.Abs(z)))
	l := guess
	for range 100 {
		tail := d.logTail(l, z > 0)
		change := sign * (want - tail) * portable.Exp(tail-d.logDensity(l))
		change = min(change, 1) // the first step in the upper tail may overshoot
		l += change
		if math.Abs(change) <= 1e-14*max(1, math.Abs(l)) {
			return l
		}
	}
	return l
}

// logTail returns the logarithm of the chance of a value above exp(l), or up to
// exp(l), for scale 1.
func (d *gamma) logTail(l float64, above bool) float64 {
	if l < -40 { // the second term of the series is below the last bit of the first
		if lower := float64(d.shape*l) - d.lgammaNext; above {
			return portable.Log(-portable.Expm1(lower))
		} else {
			return lower
		}
	}
	if above {
		return portable.Log(portable.GammaAbove(d.shape, portable.Exp(l)))
	}
	return portable.Log(portable.GammaBelow(d.shape, portable.Exp(l)))
}

// ChiSquaredQuantile returns the quantile at p, in (0, 1), of the χ² law with the given
// degrees of freedom, above 0: twice that of the gamma law of half the shape.
func ChiSquaredQuantile(p, degrees float64) float64 {
	shape := float64(degrees / 2)
	d := gamma{shape: shape, lgammaShape: portable.LogGamma(shape), lgammaNext: portable.LogGamma(shape + 1)}
	z := NormalQuantile(p)
	return 2 * portable.Exp(d.solve(z, d.firstGuess(z)))
}
