package sim

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestStationQueue compares a station with a plain slice for each class of those
// who wait, over random arrivals, departures, quitters and those who return, and
// slots that come and go.
func TestStationQueue(t *testing.T) {
	type job struct {
		who   uint32
		place Place
	}
	rapid.Check(t, func(t *rapid.T) {
		slots := rapid.IntRange(0, 4).Draw(t, "slots")
		queues := make([][]job, rapid.SampledFrom([]int{1, 2, 3, 256}).Draw(t, "classes"))
		station := NewStation(slots, len(queues))
		// Places are counted modulo 2³², so begin shortly before they turn over.
		for i := range station.queues {
			station.queues[i].head = rapid.SampledFrom([]uint32{0, 1<<32 - 5}).Draw(t, "places so far")
			station.queues[i].tail = station.queues[i].head
		}
		busy, who := 0, uint32(0)
		waiting := func() int {
			n := 0
			for _, queue := range queues {
				n += len(queue)
			}
			return n
		}
		// first is the class of whoever is next: the lowest in which somebody waits.
		first := func() int { return slices.IndexFunc(queues, func(queue []job) bool { return len(queue) > 0 }) }
		// quitter draws one of those who wait.
		quitter := func(t *rapid.T) (class, i int) {
			i = rapid.IntRange(0, waiting()-1).Draw(t, "quitter")
			for class = 0; i >= len(queues[class]); class++ {
				i -= len(queues[class])
			}
			return class, i
		}
		t.Repeat(map[string]func(*rapid.T){
			"arrive": func(t *rapid.T) {
				for range rapid.IntRange(1, 20).Draw(t, "arrivals") {
					who++
					class := rapid.IntRange(0, len(queues)-1).Draw(t, "class")
					place, started := station.Arrive(who, class)
					if started != (busy < slots) {
						require.Fail(t, fmt.Sprintf("Arrive(%d, %d) = %t with %d of %d slots busy", who, class, started, busy, slots))
					}
					if started {
						busy++
					} else {
						queues[class] = append(queues[class], job{who, place})
					}
				}
			},
			"ask without queueing": func(t *rapid.T) {
				if got, want := station.TryStart(), busy < slots; got != want {
					require.Fail(t, fmt.Sprintf("TryStart() = %t with %d of %d slots busy", got, busy, slots))
				} else if got {
					busy++
				}
			},
			"leave": func(t *rapid.T) {
				if busy == 0 {
					t.Skip("nobody is served")
				}
				next, ok := station.Leave()
				switch class := first(); {
				case class < 0 && ok:
					require.Fail(t, fmt.Sprintf("Leave() = %d, but nobody waits", next))
				case class < 0:
					busy--
				case !ok || next != queues[class][0].who:
					require.Fail(t, fmt.Sprintf("Leave() = %d, %t, want %d of class %d, true", next, ok, queues[class][0].who, class))
				default:
					queues[class] = queues[class][1:]
				}
			},
			"return": func(t *rapid.T) {
				for range rapid.IntRange(1, 12).Draw(t, "returns") {
					who++
					class := rapid.IntRange(0, len(queues)-1).Draw(t, "class")
					place, started := station.Return(who, class)
					if started != (busy < slots) {
						require.Fail(t, fmt.Sprintf("Return(%d, %d) = %t with %d of %d slots busy", who, class, started, busy, slots))
					}
					if started {
						busy++
					} else {
						queues[class] = slices.Insert(queues[class], 0, job{who, place})
					}
				}
			},
			"open": func(t *rapid.T) {
				more := rapid.IntRange(0, 4).Draw(t, "slots")
				station.Open(more)
				slots += more
				for {
					next, ok := station.CallUp()
					if want := busy < slots && waiting() > 0; ok != want {
						require.Fail(t, fmt.Sprintf("CallUp() = %t with %d of %d slots busy and %d waiting", ok, busy, slots, waiting()))
					}
					if !ok {
						return
					}
					class := first()
					if next != queues[class][0].who {
						require.Fail(t, fmt.Sprintf("CallUp() = %d, want %d of class %d", next, queues[class][0].who, class))
					}
					queues[class] = queues[class][1:]
					busy++
				}
			},
			"close": func(t *rapid.T) {
				if got, want := station.Close(), busy < slots; got != want {
					require.Fail(t, fmt.Sprintf("Close() = %t with %d of %d slots busy", got, busy, slots))
				} else if got {
					slots--
				}
			},
			"retire": func(t *rapid.T) {
				if busy == 0 {
					t.Skip("nobody is served")
				}
				station.Retire()
				busy--
				slots--
			},
			"quit": func(t *rapid.T) {
				if waiting() == 0 {
					t.Skip("nobody waits")
				}
				class, i := quitter(t)
				station.Renege(queues[class][i].place)
				queues[class] = slices.Delete(queues[class], i, i+1)
			},
			"go on in a clone": func(t *rapid.T) {
				left := station
				station = station.Clone()
				for _, queue := range queues { // what happens to the original must not matter
					for _, g := range queue {
						left.Renege(g.place)
					}
				}
			},
			"": func(t *rapid.T) {
				held := map[Place]bool{}
				for _, queue := range queues {
					for _, g := range queue {
						if held[g.place] {
							require.Fail(t, fmt.Sprintf("two wait at place %v", g.place))
						}
						held[g.place] = true
					}
				}
				if station.Busy() != busy || station.Waiting() != waiting() || station.Slots() != slots {
					require.Fail(t, fmt.Sprintf("%d of %d slots busy and %d waiting, want %d of %d and %d",
						station.Busy(), station.Slots(), station.Waiting(), busy, slots, waiting()))
				}
				if station.Busy() < slots && station.Waiting() > 0 {
					require.Fail(t, fmt.Sprintf("%d of %d slots busy while %d wait", station.Busy(), slots, station.Waiting()))
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
		{"quit an empty queue", func(s *Station) { s.Renege(Place{}) }},
		{"quit twice", func(s *Station) {
			s.Arrive(1, 0)
			s.Arrive(2, 0)
			place, _ := s.Arrive(3, 0)
			s.Renege(place)
			s.Renege(place)
		}},
		{"quit after being called up", func(s *Station) {
			s.Arrive(1, 0)
			place, _ := s.Arrive(2, 0)
			s.Arrive(3, 0)
			s.Leave()
			s.Renege(place)
		}},
		{"retire a slot of an idle station", func(s *Station) { s.Retire() }},
		{"open less than nothing", func(s *Station) { s.Open(-1) }},
		{"arrive before those who wait are called up", func(s *Station) {
			s.Arrive(1, 0)
			s.Arrive(2, 0)
			s.Open(1)
			s.Arrive(3, 0)
		}},
		{"return under the reserved number", func(s *Station) {
			s.Arrive(1, 0)
			s.Return(gone, 0)
		}},
		{"queue under the reserved number", func(s *Station) {
			s.Arrive(1, 0)
			s.Arrive(gone, 0)
		}},
		{"quit another class", func(s *Station) {
			s.Arrive(1, 0)
			place, _ := s.Arrive(2, 0)
			place.class = 1
			s.Renege(place)
		}},
		{"queue in a class that is not there", func(s *Station) {
			s.Arrive(1, 0)
			s.Arrive(2, 2)
		}},
		{"negative slots", func(s *Station) { *s = NewStation(-1, 1) }},
		{"no class", func(s *Station) { *s = NewStation(1, 0) }},
		{"more classes than a place can tell apart", func(s *Station) { *s = NewStation(1, 257) }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			station := NewStation(1, 2)
			defer func() {
				assert.NotNil(t, recover(),
					"no panic; %d busy, %d waiting", station.Busy(), station.Waiting())
			}()
			tt.do(&station)
		})
	}
}

// TestStationRing has a short queue move on for long: the ring must not grow
// with the number that have passed through it.
func TestStationRing(t *testing.T) {
	station := NewStation(1, 1)
	for who := range uint32(100_000) {
		station.Arrive(who, 0)
		if who >= 5 {
			station.Leave()
		}
	}
	assert.LessOrEqual(t, len(station.queues[0].ring), 8,
		"a queue of 5 takes a ring of %d", len(station.queues[0].ring))
}

// TestStationClasses follows three classes by hand: whoever arrives in a lower one
// passes those of the higher ones, but nobody who has started is put back.
func TestStationClasses(t *testing.T) {
	station := NewStation(1, 3)
	places := map[uint32]Place{}
	for _, job := range []struct {
		who   uint32
		class int
	}{{1, 2}, {2, 2}, {3, 1}, {4, 0}, {5, 1}, {6, 0}, {7, 2}} {
		places[job.who], _ = station.Arrive(job.who, job.class)
	}
	station.Renege(places[4])
	var order []uint32
	for station.Waiting() > 0 {
		next, _ := station.Leave()
		order = append(order, next)
	}
	assert.Equal(t, []uint32{6, 3, 5, 2, 7}, order, "served in the order")
}

// TestStationOutage follows by hand a station of two nodes with two slots each,
// one of which goes and comes back.
func TestStationOutage(t *testing.T) {
	station := NewStation(4, 2)
	for who := range uint32(4) {
		station.Arrive(who, 1)
	}
	station.Arrive(4, 1)
	station.Arrive(5, 0)
	station.Leave() // 5 is called up in place of 0; 1 and 2 run on the other node
	station.Retire()
	station.Retire()
	second, _ := station.Return(2, 1)
	station.Return(1, 1)
	station.Arrive(6, 1)
	station.Return(7, 0)
	assert.True(t, station.Slots() == 2 && station.Busy() == 2 && station.Waiting() == 5,
		"%d of %d slots busy and %d waiting during the outage, want 2 of 2 and 5", station.Busy(), station.Slots(), station.Waiting())
	station.Renege(second)
	station.Open(2)
	var order []uint32
	for next, ok := station.CallUp(); ok; next, ok = station.CallUp() {
		order = append(order, next)
	}
	for station.Waiting() > 0 {
		next, _ := station.Leave()
		order = append(order, next)
	}
	assert.Equal(t, []uint32{7, 1, 4, 6}, order, "called up in the order")
	for range 4 {
		station.Leave()
	}
	for range 4 {
		require.True(t, station.Close(),
			"no free slot to close; %d of %d are busy", station.Busy(), station.Slots())
	}
	assert.True(t, !station.Close() && station.Slots() == 0,
		"a slot too many was closed, %d are left", station.Slots())
}

// BenchmarkStation measures an arrival and a departure with 50 slots busy and
// 1,000 waiting.
func BenchmarkStation(b *testing.B) {
	station := NewStation(50, 1)
	for who := range uint32(1050) {
		station.Arrive(who, 0)
	}
	b.ReportAllocs()
	for b.Loop() {
		station.Arrive(7, 0)
		station.Leave()
	}
}
