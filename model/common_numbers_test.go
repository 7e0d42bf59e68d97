package model

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A needName names a need across runs: the same client, cause and occasion.
type needName struct {
	client   uint32
	cause    Cause
	occasion uint64
}

// pair plays two strategies on two slot numbers and calls f with both records of
// every need that occurs in both runs; it returns how many there were of each
// cause.
func pair(s *Scenario, a, b *Strategy, slotsA, slotsB int, f func(a, b *Record)) [numCauses]int {
	first := map[needName]Record{}
	m := New(s)
	m.Begin(slotsA, 0).Roll(a, func(r *Record) { first[needName{r.Client, r.Cause, r.Occasion}] = *r })
	var pairs [numCauses]int
	m.Begin(slotsB, 0).Roll(b, func(r *Record) {
		if other, ok := first[needName{r.Client, r.Cause, r.Occasion}]; ok {
			pairs[r.Cause]++
			f(&other, r)
		}
	})
	return pairs
}

// TestCommonRandomNumbers checks that a client boots at the same instant and the
// same need has the same work under every strategy and slot number, however much
// else differs: with jitter 0 a need of cause log-in is first asked at the log-in.
func TestCommonRandomNumbers(t *testing.T) {
	for _, delivery := range []Delivery{AutoUpdater, ManagedDelivery, SelfServiceDelivery} {
		s := office(400, 3)
		s.Groups[0].Delivery = delivery
		s.Backend.Admission.Jitter = 0
		s.Workloads = []Workload{{Name: "others", Arrivals: replayed(burst(5, 100))}}
		for _, with := range []struct {
			name  string
			a, b  *Strategy
			slots [2]int
		}{
			{"big bang and waves", &s.Strategies[0], &s.Strategies[1], [2]int{3, 3}},
			{"big bang on 3 slots and on 30", &s.Strategies[0], &s.Strategies[0], [2]int{3, 30}},
			{"big bang on 3 slots and a pilot on 30", &s.Strategies[0], &s.Strategies[2], [2]int{3, 30}},
		} {
			otherWaits := 0
			pairs := pair(s, with.a, with.b, with.slots[0], with.slots[1], func(a, b *Record) {
				if a.Work != b.Work || a.Kind != b.Kind {
					require.Fail(t, fmt.Sprintf("%s: the work of a need differs:\n%+v\n%+v", with.name, *a, *b))
				}
				if a.Cause == LogIn && a.Asked != b.Asked {
					require.Fail(t, fmt.Sprintf("%s: client %d logs in at %v and at %v", with.name, a.Client, a.Asked, b.Asked))
				}
				if a.Wait != b.Wait {
					otherWaits++
				}
			})
			for _, cause := range []Cause{LogIn, Timer, Update, OtherTraffic} {
				if pairs[cause] < 100 {
					assert.Fail(t, fmt.Sprintf("%s: %d needs of cause %v in both runs, want some hundred",
						with.name, pairs[cause], cause))
				}
			}
			if otherWaits < 100 {
				assert.Fail(t, fmt.Sprintf("%s: %d needs have another wait, the test has no difference to withstand",
					with.name, otherWaits))
			}
		}
	}
}

// TestWorkOfNeedsDiffers checks that what is common to runs is not common to
// needs: each has its own work.
func TestWorkOfNeedsDiffers(t *testing.T) {
	s := office(300, 10)
	_, records := roll(s, &s.Strategies[0])
	seen := map[time.Duration]needName{}
	for _, r := range records {
		name := needName{r.Client, r.Cause, r.Occasion}
		other, ok := seen[r.Work]
		require.False(t, ok, "needs %+v and %+v have the same work %v", other, name, r.Work)
		seen[r.Work] = name
	}
}

// TestSelectionIsCommon checks that the order of random selection is the same
// under every strategy: a smaller pilot lies within a larger one.
func TestSelectionIsCommon(t *testing.T) {
	s := office(500, 10)
	members := func(by Selection, size int) map[uint32]bool {
		w := New(s).Begin(10, 0)
		waves := Waves(500, Size{Kind: SizeCount, Count: 2 * size}, workdays(1), Phase{})
		w.follow(&Strategy{Phases: Pilot(Phase{By: by, Size: Size{Kind: SizeCount, Count: size}}, waves)})
		in := map[uint32]bool{}
		for who := range w.clients {
			if w.clients[who].phase == 0 {
				in[uint32(who)] = true
			}
		}
		require.Len(t, in, size, "a pilot of %d has %d members", size, len(in))
		return in
	}
	for _, by := range []Selection{ByRandom, ByKeyUsers} {
		small, large := members(by, 40), members(by, 120)
		for who := range small {
			assert.True(t, large[who],
				"selection %d: client %d is in the pilot of 40 and not in that of 120", by, who)
		}
	}
}

// TestPresenceIsCommon checks that PCs come on and go off at the same instants,
// with or without a restart, under every strategy and slot number.
func TestPresenceIsCommon(t *testing.T) {
	s := office(400, 3)
	m := New(s)
	crowded, free := m.Begin(3, 0), m.Begin(300, 0)
	crowded.follow(&s.Strategies[0])
	free.follow(&Strategy{Name: NoRollout})
	sessions := 0
	for n := range s.Horizon {
		crowded.play(dayAt(n, 12, 0))
		free.play(dayAt(n, 12, 0))
		for who := range crowded.clients {
			a, b := &crowded.clients[who], &free.clients[who]
			require.True(t, a.is(on) == b.is(on) && a.logIn == b.logIn && a.ends == b.ends &&
				a.is(restarted) == b.is(restarted),
				"day %d: client %d is on %v, %v to %v, restart %v; and %v, %v to %v, %v",
				n, who, a.is(on), a.logIn, a.ends, a.is(restarted), b.is(on), b.logIn, b.ends, b.is(restarted))
			if a.is(on) {
				sessions++
			}
		}
	}
	assert.GreaterOrEqual(t, sessions, 5000, "%d sessions were compared, want some thousand", sessions)
}
