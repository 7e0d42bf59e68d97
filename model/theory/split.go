package theory

// Split is a number of queues M/M/1 in their steady state, each with a line of its
// own: a Poisson stream is sent to them at random, each as likely as any other.
// Every queue then has a Poisson stream, and they are independent.
//
// Kleinrock, Queueing Systems I, sections 2.4 and 3.2.
type Split struct {
	Rate   float64 // clients per second, to all queues together
	Work   float64 // mean, in seconds
	Queues int
}

// Utilisation is the mean share of the queues whose slot is busy.
func (q Split) Utilisation() float64 { return q.Rate * q.Work / float64(q.Queues) }

// one is one of the queues.
func (q Split) one() Erlang { return Erlang{Rate: q.Rate / float64(q.Queues), Work: q.Work, Slots: 1} }

// Waited is the share of clients that wait.
func (q Split) Waited() float64 { return q.one().Waited() }

// SojournMean is the mean time from asking to finishing.
func (q Split) SojournMean() float64 { return q.one().SojournMean() }

// SojournQuantile is the time from asking to finishing that a share p of the
// clients does not exceed; the time is exponential.
func (q Split) SojournQuantile(p float64) float64 {
	return quantile(Memoryless(q.SojournMean()).Over, p, q.SojournMean())
}

// NumberMean is the mean number waiting and in service at all queues.
func (q Split) NumberMean() float64 { return q.Rate * q.SojournMean() }
