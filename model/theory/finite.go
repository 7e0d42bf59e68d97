package theory

// Finite is the closed queue M/M/c//N in its steady state: each of Clients thinks,
// then asks, waits, is served and thinks again. The work is exponential; the think
// time may have any law with the mean Think. Any load has a steady state.
//
// Arrivals do not see the time average here: who asks sees the queue as it is with
// one client fewer.
//
// Palm 1943; Lavenberg and Reiser 1980, Sevcik and Mitrani 1981 (the arrival
// theorem); Kelly 1979, Reversibility and Stochastic Networks (insensitivity).
type Finite struct {
	Clients int
	Slots   int
	Think   float64 // mean, in seconds
	Work    float64 // mean, in seconds
}

// states are the probabilities of 0, …, clients not thinking.
func (q Finite) states(clients int) []float64 {
	return stationary(
		func(n int) float64 { return float64(clients-n) / q.Think },
		func(n int) float64 { return float64(min(n, q.Slots)) / q.Work })
}

// Throughput is how many clients finish in a second.
func (q Finite) Throughput() float64 { return busyMean(q.states(q.Clients), q.Slots) / q.Work }

// BusyMean is the mean number of busy slots.
func (q Finite) BusyMean() float64 { return busyMean(q.states(q.Clients), q.Slots) }

// Utilisation is the mean share of the slots that is busy.
func (q Finite) Utilisation() float64 { return q.BusyMean() / float64(q.Slots) }

// NumberMean is the mean number waiting and in service.
func (q Finite) NumberMean() float64 {
	p := q.states(q.Clients)
	return busyMean(p, q.Slots) + queueMean(p, q.Slots)
}

// AllBusy is the share of time in which no slot is free. It is not the share of
// clients that wait.
func (q Finite) AllBusy() float64 { return from(q.states(q.Clients), q.Slots) }

// Waited is the share of asks that find no free slot.
func (q Finite) Waited() float64 { return q.wait().waited() }

// WaitMean is the mean wait of an ask.
func (q Finite) WaitMean() float64 { return q.wait().mean() }

// WaitOver is the share of asks that wait longer than x.
func (q Finite) WaitOver(x float64) float64 { return q.wait().over(x) }

// WaitQuantile is the time that a share p of the asks does not exceed.
func (q Finite) WaitQuantile(p float64) float64 { return q.wait().quantile(p) }

func (q Finite) wait() line { return behind(q.states(q.Clients-1), q.Slots, q.Work) }
