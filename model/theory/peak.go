package theory

import (
	"fmt"
	"math"
)

// Peak is a morning: clients ask once each, at instants that are normal around At,
// of a backend that is empty at 0; the work is exponential. Either exactly Clients
// come, or a Poisson number with that mean. The two are not the same: behind a
// Poisson stream the queue is longer, as there may be more clients.
//
// The chain of (clients that have come, clients in the system) is followed through
// time by Runge and Kutta's rule of order 4; for the Poisson stream the second
// count alone is a chain. Compare Massey 2002, The analysis of queues with
// time-varying rates for telecommunication models. Good for 8 digits, with
// Clients up to about 2,000.
type Peak struct {
	Clients int
	Poisson bool
	At, SD  float64 // of the instants, in seconds; At at least 6·SD, so that nobody comes before 0
	Work    float64 // mean, in seconds
	Slots   int
}

// A Course is what comes of a Peak.
type Course struct {
	Times   []float64 // seconds, as asked for
	Queue   []float64 // mean number waiting at these times
	Number  []float64 // mean number waiting and in service
	AllBusy []float64 // chance that no slot is free

	QueueMax   float64 // largest mean number waiting
	QueueMaxAt float64 // and when, good to about a second

	wait line
}

// Waited is the share that waits, over all who come (in the Poisson stream, the
// expected number of those over the expected number of clients; so below).
func (m Course) Waited() float64 { return m.wait.waited() }

// WaitMean is the mean wait over all who come.
func (m Course) WaitMean() float64 { return m.wait.mean() }

// WaitOver is the share that waits longer than x.
func (m Course) WaitOver(x float64) float64 { return m.wait.over(x) }

// WaitQuantile is the time that a share p does not exceed.
func (m Course) WaitQuantile(p float64) float64 { return m.wait.quantile(p) }

// Follow plays the peak from 0 to the last of the times, which grow; the waits are
// those of the clients that come until then.
func (p Peak) Follow(times ...float64) Course {
	if p.Clients < 1 || p.Slots < 1 || !(p.At >= 6*p.SD) || !(p.SD > 0) || !(p.Work > 0) || len(times) == 0 {
		panic(fmt.Sprintf("theory: cannot follow %+v to %v", p, times))
	}
	c := newCrowd(p)
	m := Course{Times: times}
	fastest := float64(p.Slots)/p.Work + float64(p.Clients)*normalDensity(p.At, p.At, p.SD)
	now := 0.0
	c.see(now, 0)
	for _, until := range times {
		steps := int(math.Ceil((until - now) * fastest / 0.4))
		h := (until - now) / float64(steps)
		begin := now
		for i := range steps {
			c.seenFor(h / 2) // trapezoids: half of the step at either end
			c.step(now, h)
			now = begin + float64(i+1)*h
			c.see(now, h/2)
			if c.queue > m.QueueMax {
				m.QueueMax, m.QueueMaxAt = c.queue, now
			}
		}
		m.Queue = append(m.Queue, c.queue)
		m.Number = append(m.Number, c.number)
		m.AllBusy = append(m.AllBusy, c.allBusy)
	}
	m.wait = newLine(float64(p.Slots)/p.Work, c.seen)
	return m
}

// A crowd is the state of a Peak at an instant: a grid of chances, a row for each
// number of clients that have come (one row for the Poisson stream), a column for
// each number in the system. Only a window of it that carries mass is looked at.
type crowd struct {
	peak             Peak
	width            int       // columns of the grid
	finish           []float64 // rate at which a client finishes, by the number in the system
	low, high, right int       // rows from low to high, columns from 0 to right may carry mass
	chance           []float64
	trial, slope     []float64
	sum              []float64

	rising                 []float64 // rate at which clients find k-1 waiting, now; place 0 finds a free slot
	seen                   []float64 // clients, in the mean, that found it so
	queue, number, allBusy float64   // now
}

// dust is a chance in a row or column that is dropped at the edge of the window.
const dust = 1e-16

func newCrowd(p Peak) *crowd {
	rows, width := p.Clients+1, p.Clients+1
	if p.Poisson {
		rows, width = 1, p.Clients+int(12*math.Sqrt(float64(p.Clients)))+20
	}
	c := &crowd{peak: p, width: width}
	for _, grid := range []*[]float64{&c.chance, &c.trial, &c.slope, &c.sum} {
		*grid = make([]float64, rows*width)
	}
	for n := range width {
		c.finish = append(c.finish, float64(min(n, p.Slots))/p.Work)
	}
	c.chance[0] = 1
	c.rising = make([]float64, max(1, width-p.Slots+1))
	c.seen = make([]float64, len(c.rising))
	return c
}

// arrival is the rate at which clients come at t when so many have come.
func (c *crowd) arrival(t float64, come int) float64 {
	density := normalDensity(t, c.peak.At, c.peak.SD)
	if c.peak.Poisson {
		return float64(c.peak.Clients) * density
	}
	return float64(c.peak.Clients-come) * density / normalOver(t, c.peak.At, c.peak.SD)
}

// slopes sets c.slope to the time derivative of the chances in grid.
func (c *crowd) slopes(t float64, grid []float64, high, right int) {
	for row := c.low; row <= high; row++ {
		here := grid[row*c.width : row*c.width+right+1]
		out := c.slope[row*c.width : row*c.width+right+1]
		up := c.arrival(t, row)
		before, in := here, up // where arrivals come from
		if !c.peak.Poisson {
			before, in = nil, 0
			if row > c.low {
				before = grid[(row-1)*c.width : (row-1)*c.width+right+1]
				in = c.arrival(t, row-1)
			}
		}
		for n, p := range here {
			out[n] = -(up + c.finish[n]) * p
		}
		for n, p := range here[1:] {
			out[n] += c.finish[n+1] * p
		}
		if before != nil {
			for n, p := range before[:right] {
				out[n+1] += in * p
			}
		}
	}
}

// step moves the chances on from t to t+h. In one step mass moves by no more than
// four rows and columns.
func (c *crowd) step(t, h float64) {
	high, right := min(c.high+4, len(c.chance)/c.width-1), min(c.right+4, c.width-1)
	c.slopes(t, c.chance, high, right)
	c.add(h/6, h/2, high, right, true)
	c.slopes(t+h/2, c.trial, high, right)
	c.add(h/3, h/2, high, right, false)
	c.slopes(t+h/2, c.trial, high, right)
	c.add(h/3, h, high, right, false)
	c.slopes(t+h, c.trial, high, right)
	c.add(h/6, 0, high, right, false)
	for row := c.low; row <= high; row++ {
		copy(c.chance[row*c.width:row*c.width+right+1], c.sum[row*c.width:row*c.width+right+1])
	}
	c.high, c.right = high, right
	c.trim()
}

// add puts weight·slope on the result of the step and lead·slope on the chances to
// get the next trial; first starts the result afresh.
func (c *crowd) add(weight, lead float64, high, right int, first bool) {
	for row := c.low; row <= high; row++ {
		at, end := row*c.width, row*c.width+right+1
		chance, slope, sum, trial := c.chance[at:end], c.slope[at:end], c.sum[at:end], c.trial[at:end]
		if first {
			copy(sum, chance)
		}
		for n, s := range slope {
			sum[n] += weight * s
			trial[n] = chance[n] + lead*s
		}
	}
}

// trim draws the window in to where there is mass.
func (c *crowd) trim() {
	row := func(r int) (sum float64) {
		for _, x := range c.chance[r*c.width : r*c.width+c.right+1] {
			sum += math.Abs(x)
		}
		return sum
	}
	column := func(n int) (sum float64) {
		for r := c.low; r <= c.high; r++ {
			sum += math.Abs(c.chance[r*c.width+n])
		}
		return sum
	}
	for c.low < c.high && row(c.high) < dust {
		clear(c.chance[c.high*c.width : c.high*c.width+c.right+1])
		c.high--
	}
	for c.low < c.high && row(c.low) < dust {
		clear(c.chance[c.low*c.width : c.low*c.width+c.right+1])
		c.low++
	}
	for c.right > 0 && column(c.right) < dust {
		for r := c.low; r <= c.high; r++ {
			c.chance[r*c.width+c.right] = 0
		}
		c.right--
	}
}

// see looks at the state at t, and counts the clients that come at this rate for
// the given time as having found it so.
func (c *crowd) see(t, duration float64) {
	clear(c.rising)
	c.queue, c.number, c.allBusy = 0, 0, 0
	for row := c.low; row <= c.high; row++ {
		rate := c.arrival(t, row)
		for n, p := range c.chance[row*c.width : row*c.width+c.right+1] {
			c.number += float64(n) * p
			if n >= c.peak.Slots {
				c.queue += float64(n-c.peak.Slots) * p
				c.allBusy += p
			}
			c.rising[min(len(c.rising)-1, max(0, n-c.peak.Slots+1))] += rate * p
		}
	}
	c.seenFor(duration)
}

// seenFor counts the clients that come in the given time as having found the state
// that was looked at last.
func (c *crowd) seenFor(duration float64) {
	for k, rate := range c.rising {
		c.seen[k] += rate * duration
	}
}
