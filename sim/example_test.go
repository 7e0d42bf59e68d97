package sim_test

import (
	"context"
	"fmt"
	"time"

	"github.com/rollsim/rollsim/sim"
	"github.com/rollsim/rollsim/sim/dist"
	"github.com/rollsim/rollsim/sim/stats"
)

// A kiosk opens at eight. Three people ask at once and find one clerk; each is
// served for ten minutes, and the third has patience for fifteen.
func ExampleAgenda() {
	const (
		finished sim.Kind = iota // before asked: a slot that frees serves an ask
		outOfPatience
		asked
	)
	agenda := sim.NewAgenda(func(e sim.Event) uint64 { return uint64(e.Kind) })
	kiosk := sim.NewStation(1, 1)
	var patience sim.Timer
	var place sim.Place

	for who := range uint32(3) {
		agenda.Add(sim.Event{At: 8 * time.Hour, Who: who, Kind: asked})
	}
	for now, e := range agenda.Until(9 * time.Hour) {
		starts, serve := e.Who, false
		switch e.Kind {
		case asked:
			place, serve = kiosk.Arrive(e.Who, 0)
			if e.Who == 2 {
				agenda.Set(&patience, sim.Event{At: now + 15*time.Minute, Who: 2, Kind: outOfPatience})
			}
		case finished:
			fmt.Println(now, e.Who, "is served")
			starts, serve = kiosk.Leave()
		case outOfPatience:
			if patience.Fires(e) {
				kiosk.Renege(place)
				fmt.Println(now, e.Who, "goes away")
			}
		}
		if serve {
			agenda.Add(sim.Event{At: now + 10*time.Minute, Who: starts, Kind: finished})
		}
	}
	// Output:
	// 8h10m0s 0 is served
	// 8h15m0s 2 goes away
	// 8h20m0s 1 is served
}

// The mean of 500 works of lognormal duration is known to a few percent from 20
// replications, on however many processors they run.
func ExampleReplicate() {
	work, err := dist.LognormalMedianP95(120, 480)
	if err != nil {
		panic(err)
	}
	const syncWork dist.Purpose = 1

	var means []float64
	sim.Replicate(context.Background(), 20, 2,
		func(i int) float64 {
			chance := dist.NewStream(1, i)
			total := 0.0
			for client := range uint32(500) {
				total += work.Quantile(chance.Uniform(client, syncWork, 0))
			}
			return total / 500
		},
		func(_ int, mean float64) { means = append(means, mean) })

	e := stats.MeanEstimate(means, 0.95)
	fmt.Printf("simulated %.0f s (%.0f to %.0f), exactly %.0f s\n", e.Mean, e.Low, e.High, work.Mean())
	// Output: simulated 169 s (166 to 172), exactly 171 s
}
