package sim_test

import (
	"fmt"
	"time"

	"github.com/rollsim/rollsim/sim"
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
	var patience sim.Alarm
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
			if patience.Rings(e) {
				kiosk.Quit(place)
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

func ExampleTrack() {
	busy := sim.NewTrack(time.Hour, 2)
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
