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

	QueueMax   float64 // largest mean number waiting, good to 6 digits
	QueueMaxAt float64 // and when, good to a step of the rule, about a second

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
	// Steps per fastest change: halving them again moves no answer by 1e-9.
	reach := 0.8
	if p.Poisson { // one row only: finer steps cost little
		reach = 0.4
	}
	fastest := float64(p.Slots)/p.Work + float64(p.Clients)*normalDensity(p.At, p.At, p.SD)
	now := 0.0
	c.see(now, 0)
	for _, until := range times {
		steps := int(math.Ceil((until - now) * fastest / reach))
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
	chance           []float64 // the grid, row by row; 0 outside the window
	next             []float64 // result of the step under way
	trial, other     []float64 // chances tried on the way

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
	for _, grid := range []*[]float64{&c.chance, &c.next, &c.trial, &c.other} {
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

// step moves the chances on from t to t+h. In one step mass moves by no more than
// four rows and columns.
func (c *crowd) step(t, h float64) {
	c.high, c.right = min(c.high+4, len(c.chance)/c.width-1), min(c.right+4, c.width-1)
	c.each(func(from, to int) { copy(c.next[from:to], c.chance[from:to]) })
	c.stage(t, c.chance, h/6, h/2, c.trial)
	c.stage(t+h/2, c.trial, h/3, h/2, c.other)
	c.stage(t+h/2, c.other, h/3, h, c.trial)
	c.stage(t+h, c.trial, h/6, 0, c.other)
	c.chance, c.next = c.next, c.chance
	// What swaps in must be empty outside the window.
	c.each(func(from, to int) { clear(c.next[from:to]) })
	c.trim()
}

// each calls f with the bounds of each row of the window.
func (c *crowd) each(f func(from, to int)) {
	for row := c.low; row <= c.high; row++ {
		f(row*c.width, row*c.width+c.right+1)
	}
}

// stage adds weight·slope to the result of the step, where the slope is the time
// derivative at t of the chances in grid, and sets trial to where it leads.
func (c *crowd) stage(t float64, grid []float64, weight, lead float64, trial []float64) {
	for row := c.low; row <= c.high; row++ {
		at, end := row*c.width, row*c.width+c.right+1
		here, start, next, out := grid[at:end], c.chance[at:end], c.next[at:end], trial[at:end]
		finish := c.finish[:len(here)]
		up := c.arrival(t, row)
		before, in := here, up // where arrivals come from
		if !c.peak.Poisson {
			before, in = here, 0
			if row > c.low {
				before, in = grid[at-c.width:end-c.width], c.arrival(t, row-1)
			}
		}
		came, p := 0.0, here[0] // chance that is one client to the left, chance here
		for n := range here {
			right, freed := 0.0, 0.0
			if n+1 < len(here) {
				right = here[n+1]
				freed = finish[n+1] * right
			}
			slope := freed + in*came - (up+finish[n])*p
			came, p = before[n], right
			next[n] += weight * slope
			out[n] = start[n] + lead*slope
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
