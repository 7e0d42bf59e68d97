package sim_test

import (
	"context"
	"fmt"
	"time"

	"github.com/rollsim/rollsim/sim"
)

// Ten clients ask; six are served at once, three wait, and one still waits when
// the simulation ends. Nobody can say what the longest wait is.
func ExampleSample() {
	var waits sim.Sample
	for range 6 {
		waits.Add(0)
	}
	for _, wait := range []time.Duration{2, 3, 5} {
		waits.Add(wait * time.Minute)
	}
	waits.AddCensored(4 * time.Minute)

	fmt.Println("waited:", waits.Waited())
	for _, p := range []float64{0.5, 0.8, 0.95} {
		if wait, exact := waits.Quantile(p); exact {
			fmt.Printf("p%.0f: %v\n", 100*p, wait)
		} else {
			fmt.Printf("p%.0f: > %v\n", 100*p, wait)
		}
	}
	// Output:
	// waited: 0.4
	// p50: 0s
	// p80: 3m0s
	// p95: 5m0s
}

// The mean of 500 works of lognormal duration is known to a few percent from 20
// replications, on however many processors they run.
func ExampleReplicate() {
	work, err := sim.LognormalMedianP95(120, 480)
	if err != nil {
		panic(err)
	}
	const syncWork sim.Purpose = 1

	var means []float64
	sim.Replicate(context.Background(), 20, 2,
		func(i int) float64 {
			chance := sim.NewStream(1, i)
			total := 0.0
			for client := range uint32(500) {
				total += work.Quantile(chance.Uniform(client, syncWork, 0))
			}
			return total / 500
		},
		func(_ int, mean float64) { means = append(means, mean) })

	e := sim.MeanEstimate(means, 0.95)
	fmt.Printf("simulated %.0f s (%.0f to %.0f), exactly %.0f s\n", e.Mean, e.Low, e.High, work.Mean())
	// Output: simulated 169 s (166 to 172), exactly 171 s
}
