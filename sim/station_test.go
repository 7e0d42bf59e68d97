package sim

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestStationQueue compares a station with a plain slice of those who wait,
// over random arrivals, departures and quitters.
func TestStationQueue(t *testing.T) {
	type guest struct {
		who   uint32
		place Place
	}
	rapid.Check(t, func(t *rapid.T) {
		slots := rapid.IntRange(0, 4).Draw(t, "slots")
		station := NewStation(slots)
		// Places are counted modulo 2³², so begin shortly before they turn over.
		station.head = Place(rapid.SampledFrom([]uint32{0, 1<<32 - 5}).Draw(t, "places so far"))
		station.tail = station.head
		var queue []guest
		busy, who := 0, uint32(0)
		t.Repeat(map[string]func(*rapid.T){
			"arrive": func(t *rapid.T) {
				for range rapid.IntRange(1, 20).Draw(t, "arrivals") {
					who++
					place, started := station.Arrive(who)
					if started != (busy < slots) {
						t.Fatalf("Arrive(%d) = %t with %d of %d slots busy", who, started, busy, slots)
					}
					if started {
						busy++
					} else {
						queue = append(queue, guest{who, place})
					}
				}
			},
			"ask without queueing": func(t *rapid.T) {
				if got, want := station.TryStart(), busy < slots; got != want {
					t.Fatalf("TryStart() = %t with %d of %d slots busy", got, busy, slots)
				} else if got {
					busy++
				}
			},
			"leave": func(t *rapid.T) {
				if busy == 0 {
					t.Skip("nobody is served")
				}
				next, ok := station.Leave()
				switch {
				case len(queue) == 0 && ok:
					t.Fatalf("Leave() = %d, but nobody waits", next)
				case len(queue) == 0:
					busy--
				case !ok || next != queue[0].who:
					t.Fatalf("Leave() = %d, %t, want %d, true", next, ok, queue[0].who)
				default:
					queue = queue[1:]
				}
			},
			"quit": func(t *rapid.T) {
				if len(queue) == 0 {
					t.Skip("nobody waits")
				}
				i := rapid.IntRange(0, len(queue)-1).Draw(t, "quitter")
				station.Quit(queue[i].place)
				queue = slices.Delete(queue, i, i+1)
			},
			"go on in a clone": func(t *rapid.T) {
				left := station
				station = station.Clone()
				for _, g := range queue { // what happens to the original must not matter
					left.Quit(g.place)
				}
			},
			"": func(t *rapid.T) {
				if station.Busy() != busy || station.Waiting() != len(queue) || station.Slots() != slots {
					t.Fatalf("%d of %d slots busy and %d waiting, want %d of %d and %d",
						station.Busy(), station.Slots(), station.Waiting(), busy, slots, len(queue))
				}
				if station.Busy() < slots && station.Waiting() > 0 {
					t.Fatalf("%d of %d slots busy while %d wait", station.Busy(), slots, station.Waiting())
				}
			},
		})
	})
}

func TestStationMisuse(t *testing.T) {
	tests := []struct {
		name string
		do   func(*Station)
	}{
		{"leave an idle station", func(s *Station) { s.Leave() }},
		{"quit an empty queue", func(s *Station) { s.Quit(0) }},
		{"quit twice", func(s *Station) {
			s.Arrive(1)
			s.Arrive(2)
			place, _ := s.Arrive(3)
			s.Quit(place)
			s.Quit(place)
		}},
		{"quit after being called up", func(s *Station) {
			s.Arrive(1)
			place, _ := s.Arrive(2)
			s.Arrive(3)
			s.Leave()
			s.Quit(place)
		}},
		{"queue under the reserved number", func(s *Station) {
			s.Arrive(1)
			s.Arrive(gone)
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			station := NewStation(1)
			defer func() {
				if recover() == nil {
					t.Errorf("no panic; %d busy, %d waiting", station.Busy(), station.Waiting())
				}
			}()
			tt.do(&station)
		})
	}
}

// TestStationRing has a short queue move on for long: the ring must not grow
// with the number that have passed through it.
func TestStationRing(t *testing.T) {
	station := NewStation(1)
	for who := range uint32(100_000) {
		station.Arrive(who)
		if who >= 5 {
			station.Leave()
		}
	}
	if len(station.ring) > 8 {
		t.Errorf("a queue of 5 takes a ring of %d", len(station.ring))
	}
}

// BenchmarkStation measures an arrival and a departure with 50 slots busy and
// 1,000 waiting.
func BenchmarkStation(b *testing.B) {
	station := NewStation(50)
	for who := range uint32(1050) {
		station.Arrive(who)
	}
	b.ReportAllocs()
	for b.Loop() {
		station.Arrive(7)
		station.Leave()
	}
}
