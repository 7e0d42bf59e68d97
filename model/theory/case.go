package theory

import (
	"fmt"
	"math"

	"github.com/rollsim/rollsim/model"
)

// A Case is a system to be simulated, and what must come out.
//
// Replications are independent. A replication begins at 0 with an empty backend;
// closed clients begin to think at 0. Statistics over clients are over those that
// ask from WarmUp until Length, each followed to its end, and statistics over time
// over the same span; both mean all clients, and all time until the last has
// finished, when Length is 0.
type Case struct {
	Family      string  // such as "M/M/c"
	Name        string  // unlike all others
	Utilisation float64 // offered load over slots; NaN where there is none

	Arrivals Arrivals
	Work     Law
	Patience Law  // of waiting; the zero Law never ends
	Slots    int  // NoLimit: nobody waits
	Queue    int  // most that wait, others are lost; NoLimit
	ReAsk    bool // whoever finds no slot asks again a minute later, and no place is kept

	Returns   Law  // of the time after which whoever finds no slot asks again, and no place is kept; the zero Law: see ReAsk
	FirstOnly bool // with Returns: only the one that has found none first does, then the next

	FullSpeed int // clients that run at full speed at once, more share it; 0: nobody slows another down

	Nodes           int                  // that share out the slots; 0 is 1
	Balancer        model.BalancerPolicy // who is sent to which node
	Between, Repair Law                  // how long each node is ready, and away; the zero Law: always ready. Whoever it leaves goes on elsewhere

	WarmUp, Length float64 // seconds
	Replications   int     // that make the 95 % interval of most quantities 1 to 4 % wide to either side

	Quantities []Quantity
}

// NoLimit is more slots, or more room to wait, than any Case has clients.
const NoLimit = math.MaxInt32

// Arrivals are when the clients of a Case ask: [Stream], [Classes], [Batches],
// [Circle], [Crowd] or [AtOnce].
type Arrivals interface {
	// clients is how many ask in a replication of the case, in the mean.
	clients(Case) float64
}

// A Stream of clients is Poisson.
type Stream struct {
	Rate float64 // clients per second
}

// Classes are Poisson streams, the best class first: a slot that frees takes the
// first of the best class that waits, and nobody who runs is interrupted.
type Classes struct {
	Rates []float64 // clients per second
}

// Batches of clients come as a Poisson process; those of a batch ask at the same
// instant and have an order.
type Batches struct {
	Rate float64 // batches per second
	Size BatchSize
}

// A Circle is a closed number of clients: each thinks, asks, is served and thinks
// again.
type Circle struct {
	Clients int
	Think   Law
}

// A Crowd asks once each, at instants that are normal around At.
type Crowd struct {
	Clients int
	Poisson bool    // a Poisson number of clients with that mean, and not exactly as many
	At, SD  float64 // in seconds; At is at least 6·SD
}

// AtOnce is everybody at 0, in their order.
type AtOnce struct {
	Clients int
}

func (a Stream) clients(c Case) float64  { return a.Rate * c.Length }
func (a Batches) clients(c Case) float64 { return a.Rate * a.Size.Mean * c.Length }
func (a Crowd) clients(Case) float64     { return float64(a.Clients) }
func (a AtOnce) clients(Case) float64    { return float64(a.Clients) }

func (a Classes) clients(c Case) float64 {
	sum := 0.0
	for _, rate := range a.Rates {
		sum += rate
	}
	return sum * c.Length
}

func (a Circle) clients(c Case) float64 {
	return Finite{Clients: a.Clients, Slots: c.Slots, Think: a.Think.Mean, Work: c.Work.Mean}.Throughput() * c.Length
}

// Clients is how many clients all replications simulate together, in the mean; a
// closed client counts each time it asks.
func (c Case) Clients() float64 { return c.Arrivals.clients(c) * float64(c.Replications) }

// A Statistic is what one replication of a Case measures.
type Statistic uint8

const (
	WaitMean        Statistic = iota // mean wait in seconds; who gives up waits until then, who is lost does not count
	WaitMeanServed                   // mean wait in seconds of those that are served
	WaitSquare                       // mean of the squared wait, in s²
	Waited                           // share that finds no free slot, of those let in
	WaitWithin                       // share that waits at most At seconds, of those let in
	ServedAtOnce                     // share that finds a free slot with its first ask
	Retries                          // mean number of asks of a client after its first
	SojournMean                      // mean time from asking to finishing, in seconds
	SojournWithin                    // share of those served that take at most At seconds from asking to finishing
	Slowdown                         // mean of the time from asking to finishing over the work
	SojournVariance                  // mean squared distance of the sojourn from what it is in the mean for that work, About times it; in s²
	Blocked                          // share that is lost
	Abandoned                        // share that gives up
	Throughput                       // finishes per second
	BusyMean                         // number of busy slots, mean over time
	UpMean                           // number of slots of nodes that are ready, mean over time
	WaitingMean                      // number waiting, mean over time
	NumberMean                       // number waiting and in service, mean over time
	QueueAt                          // number waiting at the instant At
	NumberAt                         // number waiting and in service at the instant At
	AllBusyAt                        // 1 if no slot is free at the instant At, else 0
	End                              // instant at which the last client has finished, in seconds
	EndWithin                        // 1 if that is not after At, else 0
)

var statisticNames = [...]string{
	"mean wait", "mean wait of those served", "mean squared wait", "share that waits", "share that waits at most",
	"share served at once", "retries", "mean sojourn", "share finished within", "mean slowdown", "variance of the sojourn",
	"share lost", "share giving up", "throughput", "busy slots", "slots up", "number waiting", "number in system",
	"queue at", "number in system at", "all busy at", "end", "ends by",
}

func (s Statistic) String() string {
	if int(s) >= len(statisticNames) {
		return fmt.Sprintf("statistic %d", s)
	}
	return statisticNames[s]
}

// A Quantity is the exact value of a Statistic: its mean over replications, and,
// in a long replication, what it tends to. The share of waits within the exact
// percentile stands in for the percentile, which no simulation estimates without
// bias.
type Quantity struct {
	Statistic Statistic
	At        float64 // seconds: the time or the instant the statistic names; else 0
	Class     int     // 1 is the best of Classes; 0 for all clients
	Low, High float64 // seconds: Slowdown and SojournVariance are of the clients with work in between; of all if High is 0
	About     float64 // SojournVariance: the exact mean slowdown
	Value     float64
	Certain   bool // each replication gives this value, not just their mean
}

func (q Quantity) String() string {
	s := q.Statistic.String()
	switch q.Statistic {
	case WaitWithin, SojournWithin, QueueAt, NumberAt, AllBusyAt, EndWithin:
		s += " " + inSeconds(q.At)
	}
	if q.High > 0 {
		s += fmt.Sprintf(", work %.4g to %.4g s", q.Low, q.High)
	}
	if q.Class > 0 {
		s += fmt.Sprintf(", class %d", q.Class)
	}
	return s
}

// inSeconds writes a time with four digits, from 10,000 s on to the second.
func inSeconds(x float64) string {
	if x < 9999.5 {
		return fmt.Sprintf("%.4g s", x)
	}
	whole := int(math.Round(x))
	return fmt.Sprintf("%d,%03d s", whole/1000, whole%1000)
}
