package theory

import "math"

// A BatchSize is how many clients come at once: always the mean, or a geometric
// number from 1 on.
type BatchSize struct {
	Mean      float64 // a whole number unless Geometric; at least 1
	Geometric bool
}

// Over is the chance of more than n clients in a batch.
func (b BatchSize) Over(n int) float64 {
	if b.Geometric {
		return math.Pow(1-1/b.Mean, float64(n))
	}
	if float64(n) < b.Mean {
		return 1
	}
	return 0
}

// Batch is the queue M^[X]/M/c in its steady state: batches come as a Poisson
// process, each client of a batch has exponential work, and the clients of a batch
// have an order among them. Utilisation below 1.
//
// Gross, Shortle, Thompson and Harris, Fundamentals of Queueing Theory, 4th ed.,
// section 3.1; Cromie, Chaudhry and Grassmann 1979, Further results for the
// queueing system M^X/M/c.
type Batch struct {
	Rate  float64 // batches per second
	Size  BatchSize
	Work  float64 // mean, in seconds
	Slots int
}

// Utilisation is the mean share of the slots that is busy.
func (q Batch) Utilisation() float64 { return q.Rate * q.Size.Mean * q.Work / float64(q.Slots) }

// states are the probabilities of 0, 1, … clients. The state falls below n+1 as
// often as a batch lifts it above n (level crossing):
// μ·min(n+1,c)·p(n+1) = Λ·Σ p(k)·P(X > n-k) over k = 0…n.
func (q Batch) states() []float64 {
	steady(q.Utilisation())
	p := []float64{1}
	sum := 1.0
	for n := 0; n < q.Slots || p[n] > negligible*sum; n++ {
		up := 0.0
		for k := n; k >= 0; k-- {
			over := q.Size.Over(n - k)
			if over < negligible {
				break
			}
			up += p[k] * over
		}
		next := q.Rate * up * q.Work / float64(min(n+1, q.Slots))
		p = append(p, next)
		sum += next
		if sum > 1e200 { // only ratios count
			for k := range p {
				p[k] /= sum
			}
			sum = 1
		}
	}
	return normalised(p)
}

// WaitedFirst is the share of batches whose first client waits.
func (q Batch) WaitedFirst() float64 { return from(q.states(), q.Slots) }

// Waited is the share of clients that wait.
func (q Batch) Waited() float64 { return q.wait().waited() }

// WaitMean is the mean wait over clients, not over batches.
func (q Batch) WaitMean() float64 { return q.wait().mean() }

// WaitOver is the share of clients that wait longer than x.
func (q Batch) WaitOver(x float64) float64 { return q.wait().over(x) }

// WaitQuantile is the time that a share p of the clients does not exceed.
func (q Batch) WaitQuantile(p float64) float64 { return q.wait().quantile(p) }

// NumberMean is the mean number waiting and in service.
func (q Batch) NumberMean() float64 {
	p := q.states()
	return busyMean(p, q.Slots) + queueMean(p, q.Slots)
}

// wait is the law of the wait of a client: its batch finds the time average, and
// it has j clients of its own batch before it with chance P(X > j)/E[X].
func (q Batch) wait() line {
	p := q.states()
	var seen []float64
	for j := 0; ; j++ {
		before := q.Size.Over(j) / q.Size.Mean
		if before < negligible {
			break
		}
		for len(seen) < len(p)+j {
			seen = append(seen, 0)
		}
		for n, x := range p {
			seen[n+j] += before * x
		}
	}
	return behind(seen, q.Slots, q.Work)
}
