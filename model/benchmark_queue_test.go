package model

import (
	"testing"
	"time"

	"github.com/rollsim/rollsim/sim/dist"
)

// BenchmarkQueue measures whole runs of queues: one operation is a replication
// from the first customer to the last, with nobody looking at single records.
// ns/customer is what a customer takes, from arriving to being counted.
func BenchmarkQueue(b *testing.B) {
	bootStorm := func(clients, slots int) *Scenario {
		return queueOf(5, slots, Workload{
			Arrivals: Arrivals{Kind: Exactly, Clients: clients, Days: 5, At: law(dist.Normal((8 * time.Hour).Seconds(), (30 * time.Minute).Seconds()))},
			Work:     law(dist.LognormalMeanCV(20, 1)),
		})
	}
	for _, bm := range []struct {
		name     string
		scenario *Scenario
	}{
		{"M-M-1 at 90 %, 1,000,000 customers", markov(1, 0.9, 1_000_000)},
		{"M-M-20 at 90 %, 1,000,000 customers", markov(20, 0.9, 1_000_000)},
		{"boot storm, 20,000 clients on 20 slots, 5 days", bootStorm(20_000, 20)},
		{"boot storm, 200,000 clients on 200 slots, 5 days", bootStorm(200_000, 200)},
	} {
		b.Run(bm.name, func(b *testing.B) {
			m := New(bm.scenario)
			b.ReportAllocs()
			customers := int64(0)
			for r := 0; b.Loop(); r++ {
				o := m.Begin(bm.scenario.Backend.Slots[0], r).Roll(m.Strategies()[0], nil)
				customers += o.Accounting.Asked
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(customers), "ns/customer")
			b.ReportMetric(float64(customers)/float64(b.N), "customers/op")
		})
	}
}

// markov is M/M/c with so many customers in the mean, over ten days.
func markov(slots int, utilisation, customers float64) *Scenario {
	const days = 10
	rate := customers / (days * 24 * time.Hour).Seconds()
	return queueOf(days, slots, Workload{
		Arrivals: Arrivals{Kind: Poisson, Rate: rate},
		Work:     law(dist.Exponential(utilisation * float64(slots) / rate)),
	})
}

// queueOf is a workload alone on a backend, first come, first served.
func queueOf(days, slots int, w Workload) *Scenario {
	w.Name = "queue"
	return &Scenario{
		Start:    time.Date(2027, 4, 12, 0, 0, 0, 0, time.UTC),
		Horizon:  days,
		Seed:     1,
		Calendar: sevenDays("UTC"),
		Backend: Backend{Version: "1", Slots: []int{slots}, Admission: Admission{
			CompatibleFrom: "1", Discipline: Ticket, RetryAfter: RetryAfter{Fixed: time.Minute}, QueueLimit: -1}},
		Workloads: []Workload{w},
	}
}
