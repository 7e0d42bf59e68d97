package model

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// TestGateConditions checks when enough of a phase of 20 is updated and when too
// much has failed, in the terms of several rollout systems.
func TestGateConditions(t *testing.T) {
	for _, tt := range []struct {
		name              string
		gate              Gate
		succeeded, failed int
		success, errors   bool
	}{
		{"95 % or more: 19 are enough", Gate{Success: 0.95}, 19, 0, true, false},
		{"above 95 %: 19 are not", Gate{Success: 0.95, Above: true}, 19, 0, false, false},
		{"above 95 %: all are", Gate{Success: 0.95, Above: true}, 20, 0, true, false},
		{"five clients: four are not enough", Gate{Count: 5}, 4, 0, false, false},
		{"five clients", Gate{Count: 5}, 5, 0, true, false},
		{"more clients than there are", Gate{Count: 21}, 20, 0, false, false},
		{"half, of at least 12 that have ended: 11 have", Gate{Success: 0.5, AtLeast: 12}, 10, 1, false, false},
		{"half, of at least 12 that have ended", Gate{Success: 0.5, AtLeast: 12}, 10, 2, true, false},
		{"at least 30 of 20: all have ended", Gate{Success: 0.5, AtLeast: 30}, 18, 2, true, false},
		{"at least 30 of 20: one has not", Gate{Success: 0.5, AtLeast: 30}, 18, 1, false, false},
		{"no condition but at least 3", Gate{AtLeast: 3}, 2, 0, false, false},
		{"errors above 10 %: two of 20 are not", Gate{Success: 0.5, Errors: 0.1}, 0, 2, false, false},
		{"errors above 10 %: three are", Gate{Success: 0.5, Errors: 0.1}, 0, 3, false, true},
		{"errors from 10 % on: two are", Gate{Success: 0.5, Errors: 0.1, ErrorsFrom: true}, 0, 2, false, true},
		{"errors from 10 % on: one is not", Gate{Success: 0.5, Errors: 0.1, ErrorsFrom: true}, 0, 1, false, false},
		{"errors, but too few have ended", Gate{Success: 0.5, Errors: 0.1, AtLeast: 5}, 1, 3, false, false},
		{"errors, and enough have ended", Gate{Success: 0.5, Errors: 0.1, AtLeast: 5}, 2, 3, false, true},
		{"10 % of those that have ended: two of 20 are not more", Gate{Success: 0.5, Errors: 0.1, ErrorsOfEnded: true}, 18, 2, true, false},
		{"10 % of those that have ended: two of 19 are more", Gate{Success: 0.5, Errors: 0.1, ErrorsOfEnded: true}, 17, 2, true, true},
	} {
		p := phase{Phase: &Phase{Gate: tt.gate}, assigned: 20, reached: 20, active: 20, succeeded: tt.succeeded, failed: tt.failed}
		success, errors := p.success(), p.tooManyFail()
		assert.True(t, success == tt.success && errors == tt.errors,
			"%s: success is %v and the errors are too many: %v; want %v and %v",
			tt.name, success, errors, tt.success, tt.errors)
	}
}

// TestStuckGatesByHand follows two phases of two PCs. Of the first phase one is
// updated on Monday at 08:15, the other whenever its updates do not fail.
func TestStuckGatesByHand(t *testing.T) {
	const notOpen = time.Duration(-1)
	all := Gate{Success: 1}
	stuck := func(after float64, then StuckAction) Gate {
		return Gate{Success: 1, IfStuck: IfStuck{After: workdays(after), Then: then}}
	}
	fails := func(s *Scenario) { s.Groups[1].Install.Fails, s.Groups[1].Install.Tries = 1, 1 }
	away := func(s *Scenario) { s.Groups[1].Presence.Boot = always(32 * time.Hour) } // in the night after: not before Tuesday
	for _, tt := range []struct {
		name     string
		gate     Gate
		approval Span
		freeze   []Freeze
		change   func(*Scenario)
		opened   time.Duration // the second phase
		stuck    bool
		halted   []Halting
	}{
		{"a gate that opens", all, Span{}, nil, nil, dayAt(0, 8, 15), false, nil},
		{"approved after a workday", all, workdays(1), nil, nil, dayAt(1, 8, 15), false, nil},
		{"approved on a Saturday", all, localDays(5), nil, nil, dayAt(7, 8, 15), false, nil},
		{"approved in a freeze", all, workdays(1), []Freeze{{Date{2027, 4, 13}, Date{2027, 4, 16}}}, nil, dayAt(7, 8, 15), false, nil},
		{"a gate that does not open", all, Span{}, nil, fails, notOpen, false, nil},
		{"alert", stuck(2, Alert), Span{}, nil, fails, notOpen, true, nil},
		{"proceed", stuck(2, Proceed), Span{}, nil, fails, dayAt(2, 0, 0), true, nil},
		{"proceed with approval", stuck(2, Proceed), workdays(1), nil, fails, dayAt(3, 0, 0), true, nil},
		{"pause", stuck(2, Pause), Span{}, nil, fails, notOpen, true, []Halting{{ByStuckGate, dayAt(2, 0, 0), dayAt(2, 0, 0), dayAt(14, 0, 0), false}}},
		{"in time", stuck(2, Pause), Span{}, nil, away, dayAt(1, 8, 15), false, nil},
		{"errors", Gate{Success: 1, Errors: 0.4}, Span{}, nil, fails, notOpen, false, []Halting{{ByErrors, dayAt(0, 8, 15), dayAt(0, 8, 15), dayAt(14, 0, 0), false}}},
		{"errors that may be", Gate{Success: 0.5, Errors: 0.5}, Span{}, nil, fails, dayAt(0, 8, 15), false, nil},
		{"too late while it lets its soak pass is not stuck", Gate{Success: 1, Soak: workdays(3), IfStuck: IfStuck{After: workdays(2), Then: Pause}}, Span{}, nil, nil,
			dayAt(3, 8, 15), false, nil},
	} {
		s := managedClockwork(1)
		s.Groups = append(s.Groups, s.Groups[0], s.Groups[0])
		s.Groups[2].Clients = 2
		s.Calendar = fiveDays("Europe/Berlin") // of its own, for the freeze
		s.Calendar.Freezes = tt.freeze
		if tt.change != nil {
			tt.change(s)
		}
		o, _ := roll(s, &Strategy{Halt: Halt{AtNextPoll: true}, Phases: []Phase{
			{Groups: []int{0, 1}, Gate: tt.gate, Approval: tt.approval}, {Start: Start{WhenGate: true}}}})
		opened := notOpen
		if o.Phases[1].Opened {
			opened = o.Phases[1].OpenedAt
		}
		assert.True(t, opened == tt.opened && o.Phases[0].Stuck == tt.stuck && slices.Equal(o.Haltings, tt.halted),
			"%s: the second phase opens at %v, stuck %v, halted %+v; want %v, %v, %+v",
			tt.name, opened, o.Phases[0].Stuck, o.Haltings, tt.opened, tt.stuck, tt.halted)
	}
}

// TestPlannedOffers holds what is planned of offers that take time, gates,
// approval and freezes against a wall calendar, and against the run of a fleet
// that finds and installs all at once.
func TestPlannedOffers(t *testing.T) {
	whenGate := Start{WhenGate: true}
	hour := 1.0 / 3600
	for _, tt := range []struct {
		name   string
		first  Phase
		freeze []Freeze
		opens  time.Duration // the second phase
	}{
		{"at once", Phase{Gate: Gate{Success: 0.9}}, nil, 0},
		{"with approval", Phase{Gate: Gate{Success: 0.9}, Approval: workdays(1)}, nil, dayAt(1, 0, 0)},
		{"one an hour: the ninth of ten", Phase{Gate: Gate{Success: 0.9}, Offer: Offer{Kind: OfferRate, Rate: hour}}, nil, dayAt(0, 8, 0)},
		{"one an hour, all but the error of counting", Phase{Gate: Gate{Count: 3}, Offer: Offer{Kind: OfferRate, Rate: hour}}, nil, dayAt(0, 2, 0)},
		{"over two workdays, and a workday of soak", Phase{Gate: Gate{Success: 0.5, Soak: workdays(1)}, Offer: Offer{Kind: OfferOver, Over: workdays(2)}}, nil,
			dayAt(1, 0, 0) + 4*288*time.Minute},
		{"day by day", Phase{Gate: Gate{Success: 0.5}, Offer: Offer{Kind: OfferDaily, Daily: []float64{0.1, 0.4, 0.5, 1}}}, nil, dayAt(2, 0, 0)},
		{"day by day around a freeze", Phase{Gate: Gate{Success: 0.5}, Offer: Offer{Kind: OfferDaily, Daily: []float64{0.1, 0.4, 0.5, 1}}},
			[]Freeze{{Date{2027, 4, 13}, Date{2027, 4, 13}}}, dayAt(3, 0, 0)},
		{"a freeze holds the second phase", Phase{Gate: Gate{Soak: workdays(1)}}, []Freeze{{Date{2027, 4, 13}, Date{2027, 4, 14}}}, dayAt(3, 0, 0)},
	} {
		s := managedClockwork(20)
		s.Calendar.Freezes = tt.freeze
		g := &s.Groups[0]
		g.Calendar = sevenDays("Europe/Berlin")
		g.Presence.Boot, g.Presence.Session = always(0), always(24*time.Hour)
		g.Download.Size, g.Install.Duration = 0, always(0)
		tt.first.Size = Size{Kind: SizeCount, Count: 10}
		s.Strategies = []Strategy{{Phases: []Phase{tt.first, {Start: whenGate}}}}
		assert.Equal(t, tt.opens, PlannedOpenings(s, &s.Strategies[0])[1],
			"%s: the second phase is planned for", tt.name)
		o, _ := roll(s, &s.Strategies[0])
		got := o.Phases[1]
		assert.True(t, got.Opened && got.OpenedAt == tt.opens,
			"%s: the second phase opens at %v (%v), want %v", tt.name, got.OpenedAt, got.Opened, tt.opens)
		planned := Planned(s, &s.Strategies[0])[0]
		assert.True(t, o.Phases[0].OfferedAt == planned.Offered && o.Phases[0].Offered == planned.Clients,
			"%s: the last of %d has the offer at %v, planned for %d until %v",
			tt.name, o.Phases[0].Offered, o.Phases[0].OfferedAt, planned.Clients, planned.Offered)
	}
	// 240 clients at one an hour take ten days, and 15 workdays follow.
	s := managedClockwork(241)
	s.Strategies = []Strategy{{Phases: []Phase{{Offer: Offer{Kind: OfferRate, Rate: hour}}}}}
	got := PlannedHorizon(s)
	assert.Equal(t, 31, got, "horizon of ten days of offers is %d days", got)
}

// TestDailyTriesAreGeometric is a known answer: PCs that are restarted every day
// and look once a day, after the restart, for their programs to be closed are
// updated on day k with chance q(1−q)ᵏ⁻¹.
func TestDailyTriesAreGeometric(t *testing.T) {
	const clients, q = 20_000, 0.3
	s := clockwork(clients, clients)
	s.Horizon = 10
	s.Groups[0].Calendar = sevenDays("Europe/Berlin")
	s.Groups[0].Presence.Restarts = 1
	s.Groups[0].Download.Size = 0
	s.Groups[0].Sync.OnUpdate = false
	s.Groups[0].Updater.Apps = AppsClosed{AfterRestart: q, RestartFor: time.Minute, ClosedSpell: time.Nanosecond, OpenSpell: 1e6 * time.Hour, Poll: time.Hour, Tries: 1}
	o, _ := rollPrepared(s, &s.Strategies[0], func(w *World) {
		for who := range w.clients {
			w.clients[who].check = dayAt(0, 8, 0)
		}
	})
	left := clients
	for day := range 8 {
		from, _ := slices.BinarySearch(o.UpdatedAt, dayAt(day, 0, 0))
		until, _ := slices.BinarySearch(o.UpdatedAt, dayAt(day+1, 0, 0))
		withinChance(t, "updated on a day, of those not updated before", until-from, left, q)
		left -= until - from
	}
	assert.True(t, left >= clients/30 && left <= clients/10,
		"%d of %d are left after 8 days, want about %v", left, clients, clients*0.0576)
}
