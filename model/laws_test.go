package model

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestPilotWithEverybody and the next test say that strategies differ in their
// phases and in nothing else: what looks the same on the calendar is the same.
func TestPilotWithEverybody(t *testing.T) {
	s := office(300, 4)
	_, bigBang := roll(s, &Strategy{Name: "big bang", Phases: BigBang(Phase{})})
	for _, tt := range []struct {
		name   string
		phases []Phase
	}{
		{"pilot of 300", Pilot(Phase{Size: Size{Kind: SizeCount, Count: 300}, Gate: Gate{Soak: workdays(3)}},
			Waves(300, Size{Kind: SizeCount, Count: 100}, workdays(2), Phase{}))},
		{"pilot of 100 %, key users first", Pilot(Phase{Size: Size{Kind: SizeShare, Share: 1}, By: ByKeyUsers}, BigBang(Phase{}))},
		{"pilot of the rest with nothing behind", Pilot(Phase{}, nil)},
	} {
		_, records := roll(s, &Strategy{Name: "pilot", Phases: tt.phases})
		sameRecords(t, tt.name, records, bigBang)
	}
}

func TestWavesWithoutDelay(t *testing.T) {
	s := office(300, 4)
	opens := s.Start.Add(dayAt(0, 8, 30))
	base := Phase{Start: Start{At: &opens}} // in the middle of the morning peak
	_, bigBang := roll(s, &Strategy{Name: "big bang", Phases: BigBang(base)})
	_, waves := roll(s, &Strategy{Name: "waves", Phases: Waves(300, Size{Kind: SizeCount, Count: 37}, workdays(0), base)})
	sameRecords(t, "waves every 0wd", waves, bigBang)
	_, apart := roll(s, &Strategy{Name: "waves", Phases: Waves(300, Size{Kind: SizeCount, Count: 37}, workdays(1), base)})
	assert.False(t, slices.Equal(anonymous(apart), anonymous(bigBang)),
		"waves every 1wd have the records of big bang")
}

// TestSlotsForAll checks that nobody whose sync is not cut off by the end of a
// session waits when there are as many slots as PCs, by either discipline.
func TestSlotsForAll(t *testing.T) {
	for _, ticket := range []bool{false, true} {
		s := office(200, 200)
		s.Backend.Admission.Discipline = disciplineOf(ticket)
		o, records := roll(s, &s.Strategies[0])
		cutOff := 0
		for _, r := range records {
			if r.Attempts > 1 || r.Outcome != Done {
				cutOff++
			} else if r.Wait != 0 || r.WaitElapsed != 0 || r.Asks != 1 || r.QuotedWait != 0 {
				require.Fail(t, fmt.Sprintf("ticket %v: a client waits although no slot can be missing: %+v", ticket, r))
			}
		}
		assert.True(t, cutOff*100 <= len(records) && len(records) >= 1000,
			"ticket %v: %d of %d syncs are cut off, want few of many", ticket, cutOff, len(records))
		m, _ := MetricNamed("running.max")
		assert.GreaterOrEqual(t, m.Of(o), 2.0,
			"ticket %v: at most %v syncs at once, the test has no load", ticket, m.Of(o))
	}
}

// burst is other traffic at random: n jobs within some minutes, on full seconds,
// so that instants are shared.
func burst(seed uint64, n int) []Arrival {
	r := rand.New(rand.NewPCG(seed, 1))
	arrivals := make([]Arrival, n)
	for i := range arrivals {
		arrivals[i] = Arrival{At: time.Duration(r.IntN(600)) * time.Second, Work: time.Duration(r.IntN(60)) * time.Second, Patience: -1}
	}
	slices.SortStableFunc(arrivals, func(a, b Arrival) int { return int(a.At - b.At) })
	return arrivals
}

// TestOneMoreSlot checks that by ticket no start is later with one more slot,
// client by client, when nobody gives up.
func TestOneMoreSlot(t *testing.T) {
	for seed := range uint64(20) {
		arrivals := burst(seed, 200)
		_, few := roll(oneJobEach(arrivals, 3, 1), &Strategy{Name: NoRollout})
		_, more := roll(oneJobEach(arrivals, 4, 1), &Strategy{Name: NoRollout})
		byAsked(few)
		byAsked(more)
		earlier := 0
		for i := range few {
			require.LessOrEqual(t, more[i].Started, few[i].Started,
				"seed %d: client %d starts at %v with 4 slots, at %v with 3", seed, i, more[i].Started, few[i].Started)
			if more[i].Started < few[i].Started {
				earlier++
			}
		}
		assert.NotZero(t, earlier,
			"seed %d: nobody starts earlier with one more slot, the test has no load", seed)
	}
}

// TestNoOvertaking checks by ticket that, among needs that hold a place from
// their first ask to their start, none that asked later starts first.
func TestNoOvertaking(t *testing.T) {
	s := office(300, 2)
	s.Backend.Admission.Discipline = Ticket
	s.Groups[0].Presence.Boot = always(8 * time.Hour)
	s.Groups[0].Presence.Together = 0
	_, fleet := roll(s, &s.Strategies[0])
	_, jobs := roll(oneJobEach(burst(1, 300), 3, 1), &Strategy{Name: NoRollout})
	waited := noOvertaking(t, "fleet", fleet)
	assert.GreaterOrEqual(t, waited, 100, "fleet: %d needs wait at their place, the test has no load", waited)
	waited = noOvertaking(t, "workload", jobs)
	assert.GreaterOrEqual(t, waited, 100, "workload: %d jobs wait at their place, the test has no load", waited)
}

// noOvertaking checks the records of a run by ticket and returns how many needs
// waited at their place. A place is held from the first ask on by who asks once:
// after a log-in a need asks again.
func noOvertaking(t *testing.T, what string, records []Record) (waited int) {
	t.Helper()
	held := slices.DeleteFunc(slices.Clone(records), func(r Record) bool {
		return r.Bypass || r.Asks != 1 || r.Attempts != 1 || r.Outcome != Done && r.Outcome != Running
	})
	slices.SortStableFunc(held, func(a, b Record) int {
		return cmp.Or(cmp.Compare(a.Asked, b.Asked), cmp.Compare(a.Started, b.Started))
	})
	for i, r := range held {
		if r.Wait > 0 {
			waited++
		}
		if i > 0 && r.Started < held[i-1].Started {
			require.Fail(t, fmt.Sprintf("%s: client %d asks at %v and starts at %v, before client %d that asked at %v and starts at %v",
				what, r.Client, r.Asked, r.Started, held[i-1].Client, held[i-1].Asked, held[i-1].Started))
		}
	}
	return waited
}

// TestNothingToUpdate checks that a rollout leaves no trace in a fleet that does
// not need it, or whose updates want no sync.
func TestNothingToUpdate(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*Scenario)
	}{
		{"the release is as new as what is installed", func(s *Scenario) { s.Release.Version = "9.3" }},
		{"the release is older", func(s *Scenario) { s.Release.Version = "9.2" }},
		{"there is no release", func(s *Scenario) { s.Release = nil }},
		{"updates want no sync", func(s *Scenario) { s.Groups[0].Sync.OnUpdate = false }},
		{"users never act", func(s *Scenario) {
			s.Groups[0].Delivery, s.Groups[0].Self.Never = SelfServiceDelivery, 1
		}},
	} {
		s := office(200, 2)
		tt.change(s)
		_, without := roll(s, &Strategy{Name: NoRollout})
		for i := range s.Strategies {
			_, with := roll(s, &s.Strategies[i])
			sameRecords(t, tt.name+", "+s.Strategies[i].Name, with, without)
		}
	}
}

// TestBranch checks that a world that was copied and played on goes on as if
// nothing had happened, and that the copy does the same as the original.
func TestBranch(t *testing.T) {
	s := office(200, 2)
	s.Workloads = []Workload{{Name: "others", Arrivals: replayed(burst(3, 200))}}
	m := New(s)
	collect := func(w *World, strategy *Strategy) []Record {
		var records []Record
		w.Roll(strategy, func(r *Record) { records = append(records, *r) })
		return records
	}
	for i := range s.Strategies {
		strategy := &s.Strategies[i]
		alone := collect(m.Begin(2, 0), strategy)
		w := m.Begin(2, 0)
		first := collect(w.Branch(), &Strategy{Name: NoRollout})
		branch := collect(w.Branch(), strategy)
		original := collect(w, strategy)
		assert.False(t, slices.Equal(anonymous(first), anonymous(alone)),
			"%s: has the records of no rollout", strategy.Name)
		sameRecords(t, strategy.Name+": a branch", branch, alone)
		sameRecords(t, strategy.Name+": the branched world", original, alone)
	}
}

// TestReplicationsDiffer checks that another replication and another seed mean
// other chance, and the same ones the same.
func TestReplicationsDiffer(t *testing.T) {
	s := office(100, 2)
	records := func(seed uint64, replication int) []Record {
		c := *s
		c.Seed = seed
		var records []Record
		New(&c).Begin(2, replication).Roll(&c.Strategies[0], func(r *Record) {
			row := *r
			row.Replication = 0
			records = append(records, row)
		})
		return records
	}
	base := records(1, 0)
	sameRecords(t, "the same seed and replication", records(1, 0), base)
	assert.True(t, !slices.Equal(records(1, 1), base) && !slices.Equal(records(2, 0), base),
		"another replication or another seed has the same records")
}
