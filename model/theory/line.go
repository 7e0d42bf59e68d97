package theory

import (
	"fmt"
	"math"
)

// A line is the law of a time that ends with the k-th of events that come as a
// Poisson process, k being random itself: the wait behind exponential work, where
// the slots, all busy, finish at a constant total rate.
type line struct {
	rate float64   // events per second
	more []float64 // P(k > j) for j = 0, 1, 2, …; 0 beyond
}

// newLine makes the law from the weights of k = 0, 1, 2, …, which are scaled to
// the sum 1.
func newLine(rate float64, weights []float64) line {
	more := make([]float64, len(weights))
	sum := 0.0
	for k := len(weights) - 1; k >= 0; k-- { // the tail first: small numbers add up exactly
		more[k] = sum
		sum += weights[k]
	}
	if !(sum > 0) || !(rate > 0) {
		panic(fmt.Sprintf("theory: no law from weights of sum %v and rate %v", sum, rate))
	}
	for k := range more {
		more[k] /= sum
	}
	return line{rate, more}
}

// oneStep is the law of the time to the k-th event, k fixed: Erlang's.
func oneStep(k int, rate float64) line {
	weights := make([]float64, k+1)
	weights[k] = 1
	return newLine(rate, weights)
}

// waited is the chance that k is above 0.
func (l line) waited() float64 { return l.more[0] }

// mean is E[k]/rate.
func (l line) mean() float64 {
	sum := 0.0
	for j := len(l.more) - 1; j >= 0; j-- {
		sum += l.more[j]
	}
	return sum / l.rate
}

// over is the chance of a time above x: that by x no more than j events came,
// and k is above j.
func (l line) over(x float64) float64 {
	if x <= 0 {
		if x < 0 {
			return 1
		}
		return l.waited()
	}
	sum := 0.0
	for j, p := range poisson(l.rate*x, len(l.more)) {
		sum += p * l.more[j]
	}
	return sum
}

// quantile is the smallest time that a share p does not exceed, 0 ≤ p < 1.
func (l line) quantile(p float64) float64 { return quantile(l.over, p, 1/l.rate) }

// quantile inverts P(X > x), which falls in x from 0 on, at 1-p; scale is a time
// of the right order.
func quantile(over func(x float64) float64, p, scale float64) float64 {
	if !(p >= 0 && p < 1) {
		panic(fmt.Sprintf("theory: no quantile at %v", p))
	}
	if over(0) <= 1-p {
		return 0
	}
	low, high := 0.0, scale
	for over(high) > 1-p {
		low, high = high, 2*high
	}
	for high-low > 4e-16*high {
		middle := low + (high-low)/2
		if middle == low || middle == high {
			break
		}
		if over(middle) > 1-p {
			low = middle
		} else {
			high = middle
		}
	}
	return high
}

// poisson returns P(A = 0), …, P(A = n-1) for A Poisson with the given mean, from
// the mode outwards, so that large means neither underflow nor lose digits.
func poisson(mean float64, n int) []float64 {
	p := make([]float64, n)
	if n == 0 {
		return p
	}
	if mean == 0 {
		p[0] = 1
		return p
	}
	mode := int(mean)
	if mode >= n {
		mode = n - 1
	}
	p[mode] = poissonAt(mean, mode)
	for k := mode + 1; k < n; k++ {
		p[k] = p[k-1] * mean / float64(k)
	}
	for k := mode; k > 0; k-- {
		p[k-1] = p[k] * float64(k) / mean
	}
	return p
}

// poissonAt is the chance that a Poisson number with the given mean is k. Large k
// take Stirling's series and a logarithm of what is near 1 (Loader 2000, Fast and
// accurate computation of binomial probabilities).
func poissonAt(mean float64, k int) float64 {
	if k < 20 {
		return math.Exp(-mean) * math.Pow(mean, float64(k)) / math.Gamma(float64(k)+1)
	}
	n := float64(k)
	stirling := (1.0/12 - (1.0/360-(1.0/1260-1/(1680*n*n))/(n*n))/(n*n)) / n
	excess := mean/n - 1
	return math.Exp(n*(math.Log1p(excess)-excess)-stirling) / math.Sqrt(2*math.Pi*n)
}
