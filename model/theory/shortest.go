package theory

import (
	"fmt"
	"math"
	"slices"
)

// Shortest is a number of queues M/M/1 in their steady state, each with a line of
// its own: a client of a Poisson stream draws some of them, each set as likely as
// any other, and joins the shortest, of equals any. With Choices = Queues all join
// the shortest. The queues are few: the states are all their lengths, in order.
// Utilisation below 1.
//
// Haight 1958, Two queues in parallel; Adan, Wessels and Zijm 1990, Analysis of the
// symmetric shortest queue problem.
type Shortest struct {
	Rate    float64 // clients per second, to all queues together
	Work    float64 // mean, in seconds
	Queues  int     // 2 or 3
	Choices int     // queues drawn, at most Queues
}

// Utilisation is the mean share of the queues whose slot is busy.
func (q Shortest) Utilisation() float64 { return q.Rate * q.Work / float64(q.Queues) }

// joins is the chance that a client joins the i-th of the queues in order of
// length, from 0 on: it draws that one, and no shorter one.
func (q Shortest) joins(i int) float64 {
	return float64(binomial(q.Queues-1-i, q.Choices-1)) / float64(binomial(q.Queues, q.Choices))
}

func binomial(n, k int) int {
	if k > n {
		return 0
	}
	product := 1
	for i := range k {
		product = product * (n - i) / (i + 1)
	}
	return product
}

// Lengths are the queues of a [Shortest] in their steady state.
type Lengths struct {
	system  Shortest
	lengths [][]int     // of a state, the shortest first; states are in the order of their clients
	clients []int       // of a state, in all queues
	into    [][]passage // of a state: how it is entered
	out     []float64   // of a state: rate of all moves out of it
	p       []float64   // chance of a state
}

// A passage is a move out of a state, at a rate per second.
type passage struct {
	from int
	rate float64
}

// NumberMean is the mean number waiting and in service at all queues.
func (c *Lengths) NumberMean() float64 {
	mean := 0.0
	for s, p := range c.p {
		mean += p * float64(c.clients[s])
	}
	return mean
}

// SojournMean is the mean time from asking to finishing.
func (c *Lengths) SojournMean() float64 { return c.NumberMean() / c.system.Rate }

// Waited is the share of clients that wait.
func (c *Lengths) Waited() float64 { return c.wait().waited() }

// WaitMean is the mean wait over all clients.
func (c *Lengths) WaitMean() float64 { return c.wait().mean() }

// WaitQuantile is the time that a share p of the clients does not exceed.
func (c *Lengths) WaitQuantile(p float64) float64 { return c.wait().quantile(p) }

// wait is the law of the wait: the clients before one in its queue finish one
// after the other.
func (c *Lengths) wait() line {
	var weights []float64
	for s, p := range c.p {
		for i, length := range c.lengths[s] {
			for len(weights) <= length {
				weights = append(weights, 0)
			}
			weights[length] += p * c.system.joins(i)
		}
	}
	return newLine(1/c.system.Work, weights)
}

// Solve finds the chances of the lengths, to 10 digits. Three queues at 90 % take
// half a second.
func (q Shortest) Solve() *Lengths {
	rho := q.Utilisation()
	steady(rho)
	if q.Queues < 2 || q.Queues > 3 || q.Choices < 2 || q.Choices > q.Queues {
		panic(fmt.Sprintf("theory: no chain of %d choices among %d queues", q.Choices, q.Queues))
	}
	// One client more is ρ times as likely in the end, one queue longer than another
	// by one more less than half as likely.
	const spread = 32
	longest := spread + int(math.Log(1e-14)/math.Log(rho))/q.Queues
	c := &Lengths{system: q, lengths: inOrder(q.Queues, longest, spread)}
	c.link()
	c.settle()
	return c
}

// inOrder returns all lengths of so many queues from 0 to longest, the shortest
// first and the longest no more than spread longer, in order of their sum.
func inOrder(queues, longest, spread int) [][]int {
	all := [][]int{{}}
	for range queues {
		var more [][]int
		for _, some := range all {
			from, to := 0, longest
			if n := len(some); n > 0 {
				from, to = some[n-1], min(longest, some[0]+spread)
			}
			for length := from; length <= to; length++ {
				more = append(more, append(slices.Clone(some), length))
			}
		}
		all = more
	}
	slices.SortStableFunc(all, func(a, b []int) int { return total(a) - total(b) })
	return all
}

func total(lengths []int) int {
	sum := 0
	for _, length := range lengths {
		sum += length
	}
	return sum
}

// link finds the moves among the states. Those to states that are not held are
// left out; their chance is negligible.
func (c *Lengths) link() {
	q := c.system
	type key [3]int
	number := make(map[key]int, len(c.lengths))
	keyOf := func(lengths []int) (k key) {
		copy(k[:], lengths)
		return k
	}
	for s, lengths := range c.lengths {
		number[keyOf(lengths)] = s
		c.clients = append(c.clients, total(lengths))
	}
	c.into, c.out = make([][]passage, len(c.lengths)), make([]float64, len(c.lengths))
	for s, lengths := range c.lengths {
		for i := range lengths {
			for _, move := range []struct {
				by   int
				rate float64
			}{{+1, q.Rate * q.joins(i)}, {-1, 1 / q.Work}} {
				next := slices.Clone(lengths)
				next[i] += move.by
				slices.Sort(next)
				if to, ok := number[keyOf(next)]; ok && move.rate > 0 {
					c.into[to] = append(c.into[to], passage{s, move.rate})
					c.out[s] += move.rate
				}
			}
		}
	}
}

// settle finds the chances. A few of Gauss and Seidel's sweeps over the states
// settle how the clients are spread over the queues, but not how many there are:
// so after each sweep the states of each number of clients are scaled to what the
// birth-death chain of that number has (Koury, McAllister and Stewart 1984,
// Iterative methods for computing stationary distributions of nearly completely
// decomposable Markov chains).
func (c *Lengths) settle() {
	c.p = make([]float64, len(c.lengths))
	for s := range c.p {
		c.p[s] = 1
	}
	most := c.clients[len(c.clients)-1]
	for change := 1.0; change > 1e-13; {
		before := slices.Clone(c.p)
		up, down, weight := make([]float64, most+1), make([]float64, most+1), make([]float64, most+1)
		for s, passages := range c.into {
			in := 0.0
			for _, by := range passages {
				in += c.p[by.from] * by.rate
			}
			c.p[s] = in / c.out[s]
			weight[c.clients[s]] += c.p[s]
		}
		for s, passages := range c.into {
			for _, by := range passages {
				if n := c.clients[by.from]; n < c.clients[s] {
					up[n] += c.p[by.from] * by.rate
				} else {
					down[n] += c.p[by.from] * by.rate
				}
			}
		}
		share := make([]float64, most+1)
		copy(share, stationary(
			func(n int) float64 { return up[n] / weight[n] },
			func(n int) float64 { return down[n] / weight[n] }))
		change = 0
		for s, n := range c.clients {
			c.p[s] *= share[n] / weight[n]
			change += math.Abs(c.p[s] - before[s])
		}
	}
}
