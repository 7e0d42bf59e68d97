package theory

// Limited is the queue M/M/c/K in its steady state: Poisson arrivals, exponential
// work, and room for no more than Queue clients to wait; who finds no room is
// lost. Any load has a steady state. Queue 0 is Erlang's loss system.
//
// Gross, Shortle, Thompson and Harris, Fundamentals of Queueing Theory, 4th ed.,
// section 2.5; K there counts those in service too, K = Slots + Queue.
type Limited struct {
	Rate  float64 // clients per second, lost ones included
	Work  float64 // mean, in seconds
	Slots int
	Queue int // most that wait
}

// states are the probabilities of 0, …, Slots + Queue clients.
func (q Limited) states() []float64 {
	return stationary(
		func(n int) float64 {
			if n == q.Slots+q.Queue {
				return 0
			}
			return q.Rate
		},
		func(n int) float64 { return float64(min(n, q.Slots)) / q.Work })
}

// Blocked is the share of clients that is lost.
func (q Limited) Blocked() float64 { return from(q.states(), q.Slots+q.Queue) }

// Throughput is how many clients finish in a second.
func (q Limited) Throughput() float64 { return q.Rate * (1 - q.Blocked()) }

// Waited is the share that waits, of the clients that are let in.
func (q Limited) Waited() float64 { return q.wait().waited() }

// WaitMean is the mean wait of the clients that are let in.
func (q Limited) WaitMean() float64 { return q.wait().mean() }

// WaitOver is the share that waits longer than x, of the clients that are let in.
func (q Limited) WaitOver(x float64) float64 { return q.wait().over(x) }

// WaitQuantile is the time that a share p of those let in does not exceed.
func (q Limited) WaitQuantile(p float64) float64 { return q.wait().quantile(p) }

// BusyMean is the mean number of busy slots.
func (q Limited) BusyMean() float64 { return busyMean(q.states(), q.Slots) }

// NumberMean is the mean number waiting and in service.
func (q Limited) NumberMean() float64 {
	p := q.states()
	return busyMean(p, q.Slots) + queueMean(p, q.Slots)
}

// wait is the law of the wait of those let in: they are who finds room, and
// Poisson arrivals find the time average (Wolff 1982, PASTA).
func (q Limited) wait() line {
	p := q.states()
	return behind(p[:min(len(p), q.Slots+q.Queue)], q.Slots, q.Work)
}
