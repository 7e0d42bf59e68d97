package sim

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// byKind ranks events by kind, which makes many equal ranks.
func byKind(e Event) uint64 { return uint64(e.Kind) }

// A plainAgenda is the order of an Agenda written down as plainly as possible:
// the events ahead in the order they were added, the round under way sorted,
// and the events that wait for the next round.
type plainAgenda struct {
	ahead, round, later []Event
	last                Event
	begun               bool
}

func (p *plainAgenda) add(e Event) {
	switch {
	case !p.begun || e.At > p.last.At:
		p.ahead = append(p.ahead, e)
	case byKind(e) < byKind(p.last):
		p.later = append(p.later, e)
	default:
		i := len(p.round)
		for i > 0 && byKind(p.round[i-1]) > byKind(e) {
			i--
		}
		p.round = slices.Insert(p.round, i, e)
	}
}

func (p *plainAgenda) next(horizon time.Duration) (Event, bool) {
	if len(p.round)+len(p.later) > 0 && p.last.At >= horizon {
		return Event{}, false
	}
	if len(p.round) == 0 && len(p.later) > 0 {
		p.round, p.later = p.later, nil
		slices.SortStableFunc(p.round, func(a, b Event) int { return cmp.Compare(byKind(a), byKind(b)) })
	}
	if len(p.round) == 0 {
		soonest := time.Duration(math.MaxInt64)
		for _, e := range p.ahead {
			soonest = min(soonest, e.At)
		}
		if soonest >= horizon {
			return Event{}, false
		}
		var left []Event
		for _, e := range p.ahead {
			if e.At == soonest {
				p.round = append(p.round, e)
			} else {
				left = append(left, e)
			}
		}
		p.ahead = left
		slices.SortStableFunc(p.round, func(a, b Event) int { return cmp.Compare(byKind(a), byKind(b)) })
	}
	p.last, p.begun = p.round[0], true
	p.round = p.round[1:]
	return p.last, true
}

func (p *plainAgenda) len() int { return len(p.ahead) + len(p.round) + len(p.later) }

// spans are the times ahead from which the tests draw: ties, neighbours, both
// sides of the digits' borders, and very far.
var spans = []time.Duration{
	0, 0, 0, 1, 1, 2, 3, 62, 63, 64, 65, 4095, 4096, 4097, 1 << 18, time.Second, time.Minute,
	time.Hour, 24 * time.Hour, 1<<42 - 1, 1 << 42, 1 << 60,
}

// TestAgendaOrder compares an agenda with the plain one over random runs that
// add events at the present instant, at common instants and far ahead, before
// and after the start, stop at horizons, and go on in a clone.
func TestAgendaOrder(t *testing.T) {
	starts := []time.Duration{0, -1, -64, -14 * 24 * time.Hour, math.MinInt64, math.MinInt64 + 1, 1 << 61}
	rapid.Check(t, func(t *rapid.T) {
		agenda := NewAgenda(byKind)
		var plain plainAgenda
		base := rapid.SampledFrom(starts).Draw(t, "start")
		who := uint32(0)
		add := func(t *rapid.T) {
			e := Event{
				At:   base + rapid.SampledFrom(spans).Draw(t, "ahead"),
				Who:  who,
				Kind: Kind(rapid.IntRange(0, 3).Draw(t, "kind")),
			}
			if e.At < base { // beyond the range of time
				e.At = base
			}
			who++
			agenda.Add(e)
			plain.add(e)
		}
		next := func(t *rapid.T, horizon time.Duration) {
			got, ok := agenda.Next(horizon)
			want, wantOK := plain.next(horizon)
			require.True(t, got == want && ok == wantOK,
				"Next(%v) = %v, %t, want %v, %t", horizon, got, ok, want, wantOK)
			if !ok {
				return
			}
			require.Equal(t, want.At, agenda.Now(), "Now() = %v after %v", agenda.Now(), want)
			base = want.At
		}
		t.Repeat(map[string]func(*rapid.T){
			"add": add,
			"add several": func(t *rapid.T) {
				for range rapid.IntRange(2, 80).Draw(t, "several") {
					add(t)
				}
			},
			"next": func(t *rapid.T) { next(t, math.MaxInt64) },
			"next and add": func(t *rapid.T) {
				next(t, math.MaxInt64)
				add(t)
				add(t)
			},
			"next before a horizon": func(t *rapid.T) {
				next(t, base+rapid.SampledFrom(spans[:13]).Draw(t, "horizon"))
			},
			"go on in a clone": func(t *rapid.T) {
				left := agenda
				agenda = agenda.Clone(agenda.rank)
				for range 100 { // what happens to the original must not matter
					left.Next(math.MaxInt64)
				}
				left.Add(Event{At: left.Now(), Who: math.MaxUint32})
			},
			"sweep out what is void": func(t *rapid.T) {
				void := func(e Event) bool { return e.Kind == 9 }
				for range 200 {
					e := Event{At: base + 1 + rapid.SampledFrom(spans[:13]).Draw(t, "ahead"), Kind: 9}
					if agenda.pending.size > 0 && e.At >= agenda.pending.soonest() {
						agenda.Add(e)
					}
				}
				agenda.Sweep(func(e Event) bool { return !void(e) })
			},
			"": func(t *rapid.T) {
				require.Equal(t, plain.len(), agenda.Len(), "Len()")
			},
		})
		for plain.len() > 0 {
			next(t, math.MaxInt64)
		}
	})
}

// TestAgendaLongRun compares with the plain agenda through a run long enough
// for every digit below the hour to turn over many times.
func TestAgendaLongRun(t *testing.T) {
	agenda := NewAgenda(byKind)
	var plain plainAgenda
	random := rand.New(rand.NewPCG(3, 4))
	add := func(base time.Duration, who uint32) {
		ahead := time.Duration(random.ExpFloat64() * float64(time.Hour))
		if random.IntN(2) == 0 {
			ahead = ahead.Truncate(time.Minute) // many share a full minute, and some are due now
		}
		e := Event{At: base + ahead, Who: who, Kind: Kind(random.IntN(4))}
		agenda.Add(e)
		plain.add(e)
	}
	for who := range uint32(300) {
		add(-14*24*time.Hour, who)
	}
	for n := range uint32(20_000) {
		got, _ := agenda.Next(math.MaxInt64)
		want, _ := plain.next(math.MaxInt64)
		if got != want {
			require.Fail(t, fmt.Sprintf("event %d: got %v, want %v", n, got, want))
		}
		add(want.At.Truncate(time.Second)+time.Second, 300+n)
	}
}

func TestAgendaRounds(t *testing.T) {
	const finish, expire, ask, dispatch = 0, 1, 2, 3
	at := func(kind Kind, who uint32) Event { return Event{At: time.Hour, Who: who, Kind: kind} }
	tests := []struct {
		name  string
		first []Event           // added before the instant
		then  map[Event][]Event // added when the key is handed out
		want  []Event
	}{
		{
			"ranks first, then the order added",
			[]Event{at(ask, 1), at(finish, 2), at(ask, 3), at(finish, 4)},
			nil,
			[]Event{at(finish, 2), at(finish, 4), at(ask, 1), at(ask, 3)},
		},
		{
			"a higher rank joins the round, behind its equals",
			[]Event{at(finish, 1), at(dispatch, 2), at(dispatch, 3)},
			map[Event][]Event{at(finish, 1): {at(dispatch, 4), at(expire, 5)}},
			[]Event{at(finish, 1), at(expire, 5), at(dispatch, 2), at(dispatch, 3), at(dispatch, 4)},
		},
		{
			"work of no time finishes in the next round, after all that are known",
			[]Event{at(ask, 1), at(ask, 2), at(dispatch, 3)},
			map[Event][]Event{at(ask, 1): {at(finish, 1)}},
			[]Event{at(ask, 1), at(ask, 2), at(dispatch, 3), at(finish, 1)},
		},
		{
			"the next round is ordered by rank again, and leads to a third",
			[]Event{at(dispatch, 1)},
			map[Event][]Event{
				at(dispatch, 1): {at(ask, 2), at(finish, 3)},
				at(ask, 2):      {at(finish, 4), at(dispatch, 5)},
			},
			[]Event{at(dispatch, 1), at(finish, 3), at(ask, 2), at(dispatch, 5), at(finish, 4)},
		},
		{
			"while a next round waits, the present one can still be joined",
			[]Event{at(ask, 1)},
			map[Event][]Event{at(ask, 1): {at(finish, 2), at(dispatch, 3)}},
			[]Event{at(ask, 1), at(dispatch, 3), at(finish, 2)},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			agenda := NewAgenda(byKind)
			for _, e := range tt.first {
				agenda.Add(e)
			}
			var got []Event
			for now, e := range agenda.Until(math.MaxInt64) {
				require.Equal(t, time.Hour, now, "time moved to %v", now)
				got = append(got, e)
				for _, e := range tt.then[e] {
					agenda.Add(e)
				}
			}
			assert.Equal(t, tt.want, got)
		})
	}
}

// TestAgendaFirstInstant has events at the smallest time there is, where an
// empty agenda stands, though nothing has been handed out that could open a
// round. The rank of no event, 2, lies between theirs, 3 and 0.
func TestAgendaFirstInstant(t *testing.T) {
	agenda := NewAgenda(func(e Event) uint64 { return (uint64(e.Who) + 2) % 4 })
	agenda.Add(Event{At: math.MinInt64, Who: 1})
	agenda.Add(Event{At: math.MinInt64, Who: 2})
	for _, want := range []uint32{2, 1} {
		e, ok := agenda.Next(0)
		assert.True(t, ok && e.Who == want, "got %v, %t, want the event of %d", e, ok, want)
	}
}

func TestAgendaHorizonIsHalfOpen(t *testing.T) {
	agenda := NewAgenda(nil)
	for _, at := range []time.Duration{8, 9, 9, 10} {
		agenda.Add(Event{At: at * time.Hour})
	}
	for _, tt := range []struct{ horizon, want time.Duration }{{8, 0}, {9, 1}, {9, 0}, {10, 2}, {11, 1}, {12, 0}} {
		got := time.Duration(0)
		for range agenda.Until(tt.horizon * time.Hour) {
			got++
		}
		assert.Equal(t, tt.want, got, "%d events before %d h", got, tt.horizon)
	}
}

// TestAgendaBetweenHorizonAndNext adds an event in the gap between a horizon
// that has been reached and the next event, which the agenda has looked at.
func TestAgendaBetweenHorizonAndNext(t *testing.T) {
	agenda := NewAgenda(nil)
	agenda.Add(Event{At: time.Second, Who: 1})
	agenda.Add(Event{At: 24 * time.Hour, Who: 3})
	agenda.Next(time.Hour)
	e, ok := agenda.Next(time.Hour)
	require.False(t, ok, "%v came before one hour", e)
	agenda.Add(Event{At: 2 * time.Second, Who: 2})
	for want := range uint32(2) {
		e, ok := agenda.Next(math.MaxInt64)
		assert.True(t, ok && e.Who == want+2, "got %v, %t, want the event of %d", e, ok, want+2)
	}
}

func TestAgendaRefusesThePast(t *testing.T) {
	agenda := NewAgenda(nil)
	agenda.Add(Event{At: -time.Hour})
	agenda.Next(math.MaxInt64)
	defer func() {
		assert.NotNil(t, recover(), "an event in the past was added")
	}()
	agenda.Add(Event{At: -time.Hour - 1})
}

// TestAgendaTimeStandsStill lets an event schedule itself at its own instant
// once too often.
func TestAgendaTimeStandsStill(t *testing.T) {
	agenda := NewAgenda(nil)
	agenda.Add(Event{At: time.Hour})
	e, _ := agenda.Next(math.MaxInt64)
	agenda.present.joined = mostAtOnce - 1
	agenda.Add(e)
	defer func() {
		assert.NotNil(t, recover(), "%d events were added at one instant", mostAtOnce)
	}()
	agenda.Add(e)
}

// TestRankOnlyWhereShared counts the calls of rank, which may be costly.
func TestRankOnlyWhereShared(t *testing.T) {
	calls := 0
	agenda := NewAgenda(func(Event) uint64 { calls++; return 0 })
	for i := range 1000 {
		agenda.Add(Event{At: time.Duration(i) * time.Second})
	}
	for range agenda.Until(math.MaxInt64) {
	}
	assert.Zero(t, calls, "rank was called %d times for events that share no instant", calls)
}

func TestAgendaAllocatesNothing(t *testing.T) {
	agenda := NewAgenda(byKind)
	random := rand.New(rand.NewPCG(5, 6))
	for i := range 10_000 {
		agenda.Add(Event{At: time.Duration(random.IntN(5000)) * time.Second, Kind: Kind(i % 4)})
	}
	hold := func() {
		e, _ := agenda.Next(math.MaxInt64)
		e.At += time.Duration(random.IntN(5000)) * time.Second
		agenda.Add(e)
	}
	for range 200_000 { // until it has grown
		hold()
	}
	got := testing.AllocsPerRun(100_000, hold)
	assert.Zero(t, got, "%v allocations for each event", got)
}

// TestAgendaMemory lets events drift through many buckets, as in long runs,
// and checks that the memory follows the number pending.
func TestAgendaMemory(t *testing.T) {
	const pending = 100_000
	agenda := NewAgenda(nil)
	random := rand.New(rand.NewPCG(7, 8))
	ahead := func() time.Duration { return time.Duration(random.ExpFloat64() * float64(time.Hour)) }
	for range pending {
		agenda.Add(Event{At: ahead()})
	}
	for range 20 * pending {
		e, _ := agenda.Next(math.MaxInt64)
		agenda.Add(Event{At: e.At + ahead()})
	}
	need := pending * int(unsafe.Sizeof(Event{}))
	got := cap(agenda.pending.chunks) * int(unsafe.Sizeof(chunk{}))
	assert.LessOrEqual(t, got, need*3/2, "%d events of %d bytes take %d bytes", pending, need/pending, got)
}

func TestSizes(t *testing.T) {
	got := unsafe.Sizeof(Event{})
	assert.Equal(t, uintptr(16), got, "an Event takes %d bytes", got)
	got = unsafe.Sizeof(Timer{})
	assert.LessOrEqual(t, got, uintptr(4), "a Timer takes %d bytes, want at most 4", got)
}
