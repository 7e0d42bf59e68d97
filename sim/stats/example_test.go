package stats_test

import (
	"fmt"
	"time"

	"github.com/rollsim/rollsim/sim/stats"
)

// Ten clients ask; six are served at once, three wait, and one still waits when
// the simulation ends. Nobody can say what the longest wait is.
func ExampleSample() {
	var waits stats.Sample
	for range 6 {
		waits.Add(0)
	}
	for _, wait := range []time.Duration{2, 3, 5} {
		waits.Add(wait * time.Minute)
	}
	waits.AddCensored(4 * time.Minute)

	fmt.Println("waited:", waits.ShareAboveZero())
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

func ExampleTimeWeighted() {
	busy := stats.NewTimeWeighted(time.Hour, 2)
	busy.Add(30*time.Minute, 2)
	busy.Add(90*time.Minute, -1)
	busy.Close(2 * time.Hour)
	for i := range busy.Intervals() {
		fmt.Printf("hour %d: mean %.1f, at most %.0f\n", i, busy.Mean(i), busy.Max(i))
	}
	// Output:
	// hour 0: mean 1.0, at most 2
	// hour 1: mean 1.5, at most 2
}
