package theory

// Single is the queue M/G/1 in its steady state: Poisson arrivals, one slot, work
// of any law, utilisation below 1.
//
// Pollaczek 1930, Khinchine 1932; Kleinrock, Queueing Systems I, section 5.6;
// second moment: Takács 1962, Introduction to the Theory of Queues.
type Single struct {
	Rate float64 // clients per second
	Work Law
}

// Utilisation is the share of time in which the slot is busy.
func (q Single) Utilisation() float64 { return q.Rate * q.Work.Mean }

// Waited is the share of clients that wait: those that find the slot busy.
func (q Single) Waited() float64 { return q.Utilisation() }

// WaitMean is λE[S²] / 2(1-ρ).
func (q Single) WaitMean() float64 {
	steady(q.Utilisation())
	return q.Rate * q.Work.Moment(2) / (2 * (1 - q.Utilisation()))
}

// WaitSquare is E[W²] = 2E[W]² + λE[S³] / 3(1-ρ), in s².
func (q Single) WaitSquare() float64 {
	w := q.WaitMean()
	return 2*w*w + q.Rate*q.Work.Moment(3)/(3*(1-q.Utilisation()))
}

// WaitVariance is in s².
func (q Single) WaitVariance() float64 {
	w := q.WaitMean()
	return q.WaitSquare() - w*w
}

// SojournMean is the mean time from asking to finishing.
func (q Single) SojournMean() float64 { return q.WaitMean() + q.Work.Mean }

// NumberMean is the mean number waiting and in service.
func (q Single) NumberMean() float64 { return q.Rate * q.SojournMean() }
