package model

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestPhaseSuccess checks when enough of a phase is updated.
func TestPhaseSuccess(t *testing.T) {
	for _, tt := range []struct {
		name                                 string
		gate                                 Gate
		assigned, reached, active, succeeded int
		want                                 bool
	}{
		{"no condition", Gate{}, 20, 0, 0, 0, true},
		{"19 of 20 are 95 %", Gate{Success: 0.95}, 20, 20, 20, 19, true},
		{"18 of 20 are not", Gate{Success: 0.95}, 20, 20, 20, 18, false},
		{"95 % of 100", Gate{Success: 0.95}, 100, 100, 100, 95, true},
		{"7 % of 100", Gate{Success: 0.07}, 100, 100, 100, 7, true},
		{"everybody", Gate{Success: 1}, 3, 3, 3, 3, true},
		{"all but one", Gate{Success: 1}, 1_000_000, 1_000_000, 1_000_000, 999_999, false},
		{"those not reached count among the assigned", Gate{Success: 0.95}, 20, 10, 10, 10, false},
		{"those not reached do not count among the reached", Gate{Success: 0.95, Of: OfReached}, 20, 10, 15, 10, true},
		{"95 % of 19 reached are all 19", Gate{Success: 0.95, Of: OfReached}, 20, 19, 20, 18, false},
		{"those not on yet do not count among the active", Gate{Success: 0.5, Of: OfActive}, 20, 5, 10, 5, true},
		{"those not polled yet count among the active", Gate{Success: 0.95, Of: OfActive}, 20, 5, 10, 5, false},
		{"nobody is reached yet", Gate{Success: 0.95, Of: OfReached}, 20, 0, 5, 0, false},
		{"nobody needs the update", Gate{Success: 0.95}, 0, 0, 0, 0, true},
	} {
		p := phase{Phase: &Phase{Gate: tt.gate}, assigned: tt.assigned, reached: tt.reached, active: tt.active, succeeded: tt.succeeded}
		assert.Equal(t, tt.want, p.success(), "%s: success", tt.name)
	}
}

// TestGatesByHand follows two phases: three PCs that look for the update at times
// of their own and have it 15 minutes later, then a fourth.
func TestGatesByHand(t *testing.T) {
	const notOpen = time.Duration(-1)
	first := [3]time.Duration{dayAt(0, 9, 0), dayAt(0, 10, 0), dayAt(0, 11, 0)}
	whenGate := Start{WhenGate: true}
	at := func(n, hour, minute int) Start {
		instant := time.Date(2027, 4, 12+n, hour, minute, 0, 0, zone("Europe/Berlin"))
		return Start{At: &instant}
	}
	for _, tt := range []struct {
		name   string
		gate   Gate
		second Start
		checks [3]time.Duration
		change func(*Scenario)
		want   time.Duration // opening of the second phase
		gateAt time.Duration
	}{
		{"no gate, no delay", Gate{}, Start{}, first, nil, 0, 0},
		{"no gate, two workdays", Gate{}, Start{Delay: workdays(2)}, first, nil, dayAt(2, 0, 0), 0},
		{"no gate, seven workdays", Gate{}, Start{Delay: workdays(7)}, first, nil, dayAt(9, 0, 0), 0},
		{"no gate, five local days: moved off the weekend", Gate{}, Start{Delay: localDays(5)}, first, nil, dayAt(7, 0, 0), 0},
		{"an instant", Gate{}, at(2, 9, 30), first, nil, dayAt(2, 9, 30), 0},
		{"an instant on a holiday moves to the next workday", Gate{}, at(2, 9, 30), first,
			func(s *Scenario) { s.Calendar.Holidays = []Date{{2027, time.April, 14}, {2027, time.April, 15}} }, dayAt(4, 9, 30), 0},
		{"an instant that has passed when the gate opens", Gate{Success: 1}, at(0, 9, 30), first, nil, dayAt(0, 11, 15), dayAt(0, 11, 15)},

		{"two of three", Gate{Success: 0.66}, whenGate, first, nil, dayAt(0, 10, 15), dayAt(0, 10, 15)},
		{"all three", Gate{Success: 1}, whenGate, first, nil, dayAt(0, 11, 15), dayAt(0, 11, 15)},
		{"the gate before the delay", Gate{Success: 1}, Start{Delay: workdays(1)}, first, nil, dayAt(1, 0, 0), dayAt(0, 11, 15)},
		{"the delay before the gate", Gate{Success: 1}, Start{Delay: Span{Length: time.Hour}}, first, nil, dayAt(0, 11, 15), dayAt(0, 11, 15)},
		{"all reached", Gate{Success: 1, Of: OfReached}, whenGate, first, nil, dayAt(0, 9, 15), dayAt(0, 9, 15)},
		{"half of those reached, of whom more come while the first installs", Gate{Success: 0.5, Of: OfReached}, whenGate,
			[3]time.Duration{dayAt(0, 9, 0), dayAt(0, 9, 5), dayAt(0, 9, 10)}, nil, dayAt(0, 9, 20), dayAt(0, 9, 20)},
		{"all active", Gate{Success: 1, Of: OfActive}, whenGate, first, nil, dayAt(0, 11, 15), dayAt(0, 11, 15)},

		{"users who install by themselves are reached when they come on", Gate{Success: 1, Of: OfReached}, whenGate, first,
			func(s *Scenario) {
				s.Groups[0].Delivery, s.Groups[0].Self.Response.Distribution = SelfServiceDelivery, always(0)
			}, dayAt(0, 8, 15), dayAt(0, 8, 15)},

		{"a soak of a workday from success", Gate{Success: 0.66, Soak: workdays(1)}, whenGate, first, nil, dayAt(1, 10, 15), dayAt(1, 10, 15)},
		{"a soak of five workdays from success", Gate{Success: 1, Soak: workdays(5)}, whenGate, first, nil, dayAt(7, 11, 15), dayAt(7, 11, 15)},
		{"a soak without success runs from the opening", Gate{Soak: workdays(1.5)}, whenGate, first, nil, dayAt(1, 12, 0), dayAt(1, 12, 0)},
		{"a soak of local days ends on a Saturday", Gate{Success: 1, Soak: localDays(5)}, whenGate, first, nil, dayAt(7, 11, 15), dayAt(5, 11, 15)},
		{"the end of the soak finds one more reached and not updated; the soak starts again with its success",
			Gate{Success: 1, Of: OfReached, Soak: Span{Length: time.Hour}}, whenGate,
			[3]time.Duration{dayAt(0, 9, 0), dayAt(0, 10, 5), dayAt(2, 9, 0)}, nil, dayAt(0, 11, 20), dayAt(0, 11, 20)},
		{"success that comes back within the soak is enough",
			Gate{Success: 1, Of: OfReached, Soak: Span{Length: time.Hour}}, whenGate,
			[3]time.Duration{dayAt(0, 9, 0), dayAt(0, 9, 50), dayAt(2, 9, 0)}, nil, dayAt(0, 10, 15), dayAt(0, 10, 15)},

		{"an install that fails for good holds all", Gate{Success: 1}, whenGate, first,
			func(s *Scenario) { s.Groups[0].Install.Fails = 1 }, notOpen, notOpen},
		{"a phase in which nobody needs the update lets pass", Gate{Success: 1}, whenGate, first,
			func(s *Scenario) { s.Groups[0].Versions[0].Version = "9.4" }, 0, 0},
		{"a gate after the horizon", Gate{Soak: workdays(30)}, whenGate, first, nil, notOpen, notOpen},
	} {
		s := clockwork(4, 4)
		if tt.change != nil {
			tt.change(s)
		}
		o, _ := rollPrepared(s, &Strategy{Phases: []Phase{
			{Name: "first", By: ByGroupOrder, Size: Size{Kind: SizeCount, Count: 3}, Gate: tt.gate},
			{Name: "second", Start: tt.second},
		}}, func(w *World) {
			for who, check := range tt.checks {
				w.clients[who].check = check
			}
		})
		opened, gateAt := notOpen, notOpen
		if p := o.Phases[1]; p.Opened {
			opened = p.OpenedAt
		}
		if p := o.Phases[0]; p.GateOpen {
			gateAt = p.GateAfter
		}
		assert.True(t, opened == tt.want && gateAt == tt.gateAt,
			"%s: the gate opens at %v and the second phase at %v, want %v and %v",
			tt.name, gateAt, opened, tt.gateAt, tt.want)
	}
}

// TestPlannedOpenings holds openings against dates taken from a wall calendar.
func TestPlannedOpenings(t *testing.T) {
	// date is midnight of a day of April 2027; May begins at 31.
	date := func(days ...int) []time.Duration {
		var at []time.Duration
		for _, d := range days {
			at = append(at, dayAt(d-12, 0, 0))
		}
		return at
	}
	ascension, whitMonday := Date{2027, time.May, 6}, Date{2027, time.May, 17}
	for _, tt := range []struct {
		name     string
		strategy int // of the office: big bang, waves, pilot
		holidays []Date
		want     []time.Duration
		horizon  int // of this strategy alone
	}{
		{"big bang", 0, nil, date(12), 21},
		{"8 waves every 2wd", 1, nil, date(12, 14, 16, 20, 22, 26, 28, 30), 39},
		{"8 waves every 2wd with two holidays in the time after", 1, []Date{ascension, whitMonday},
			date(12, 14, 16, 20, 22, 26, 28, 30), 43},
		{"8 waves every 2wd with a holiday on the way", 1, []Date{{2027, time.April, 15}},
			date(12, 14, 19, 21, 23, 27, 29, 33), 42},
		{"pilot with a soak of 3wd, then 8 waves every 2wd", 2, nil, date(12, 15, 19, 21, 23, 27, 29, 33, 35), 44},
		{"pilot on a holiday", 2, []Date{{2027, time.April, 12}}, append([]time.Duration{dayAt(1, 0, 0)},
			date(16, 20, 22, 26, 28, 30, 34, 36)...), 45},
	} {
		s := office(4000, 50)
		s.Calendar.Holidays = tt.holidays
		s.Strategies = s.Strategies[tt.strategy : tt.strategy+1]
		assert.Equal(t, tt.want, PlannedOpenings(s, &s.Strategies[0]), "%s: opens at", tt.name)
		got := PlannedHorizon(s)
		assert.Equal(t, tt.horizon, got, "%s: horizon %d days", tt.name, got)
		// Without gates that wait for success, plan and run agree.
		s.Horizon = tt.horizon
		s.Groups[0].Clients = 40
		for i := range s.Strategies[0].Phases {
			if size := &s.Strategies[0].Phases[i].Size; size.Kind == SizeCount {
				size.Count = 4
			}
		}
		o, _ := roll(s, &s.Strategies[0])
		for i, p := range o.Phases {
			assert.True(t, p.Opened && p.OpenedAt == tt.want[i],
				"%s: %s opens at %v (%v), planned for %v", tt.name, p.Name, p.OpenedAt, p.Opened, tt.want[i])
		}
	}
	s := office(4000, 50)
	assert.Equal(t, 44, s.Horizon, "horizon of all strategies is %d days, want 44, that of the pilot", s.Horizon)
	s.Strategies[1].Phases = Waves(4000, Size{Kind: SizeCount, Count: 10}, workdays(5), Phase{})
	got := PlannedHorizon(s)
	assert.Equal(t, 120, got, "horizon of 400 waves every week is %d days", got)
}

// TestPhaseMembers checks how many clients each phase takes, and whom.
func TestPhaseMembers(t *testing.T) {
	count := func(n int) Size { return Size{Kind: SizeCount, Count: n} }
	share := func(x float64, of Basis) Size { return Size{Kind: SizeShare, Share: x, Basis: of} }
	for _, tt := range []struct {
		name   string
		phases []Phase
		want   []int // clients taken
	}{
		{"big bang", BigBang(Phase{}), []int{200}},
		{"waves of 60", Waves(200, count(60), workdays(2), Phase{}), []int{60, 60, 60, 20}},
		{"waves of 25 %", Waves(200, share(0.25, OfTotal), workdays(2), Phase{}), []int{50, 50, 50, 50}},
		{"waves of 7 %", Waves(200, share(0.07, OfTotal), workdays(2), Phase{}), []int{14, 14, 14, 14, 14, 14, 14, 14, 14, 14, 14, 14, 14, 14, 4}},
		{"waves of 30 %", Waves(200, share(0.30, OfTotal), workdays(2), Phase{}), []int{60, 60, 60, 20}},
		{"waves of the rest", Waves(200, Size{}, workdays(2), Phase{}), []int{200}},
		{"a pilot before waves", Pilot(Phase{Size: count(30)}, Waves(200, count(100), workdays(2), Phase{})), []int{30, 100, 70}},
		{"shares of the total", []Phase{{Size: share(0.1, OfTotal)}, {Size: share(0.5, OfTotal)}, {}}, []int{20, 100, 80}},
		{"shares of what is left", []Phase{{Size: share(0.1, OfRemaining)}, {Size: share(0.5, OfRemaining)}, {}}, []int{20, 90, 90}},
		{"cumulative shares", []Phase{{Size: share(0.1, Cumulative)}, {Size: share(0.5, Cumulative)}, {Size: share(1, Cumulative)}}, []int{20, 80, 100}},
		{"more than is left", []Phase{{Size: count(150)}, {Size: count(150)}}, []int{150, 50}},
		{"one group", []Phase{{Groups: []int{1}, Size: count(100)}, {}}, []int{50, 150}},
		{"the rest of one group", []Phase{{Groups: []int{1}, By: ByKeyUsers}, {Groups: []int{0}, By: ByGroupOrder}}, []int{50, 150}},
		{"in group order", []Phase{{By: ByGroupOrder, Size: count(160)}, {}}, []int{160, 40}},
		{"in another group order", []Phase{{By: ByGroupOrder, Groups: []int{1, 0}, Size: count(60)}, {}}, []int{60, 140}},
	} {
		s := clockwork(150, 1)
		s.Groups = append(s.Groups, s.Groups[0])
		s.Groups[1].Clients = 50
		w := New(s).Begin(1, 0)
		w.follow(&Strategy{Phases: tt.phases})
		var got []int
		for i := range w.phases {
			got = append(got, w.phases[i].taken)
		}
		assert.Equal(t, tt.want, got, "%s: phases take", tt.name)
		// In group order the first phase takes the first clients of its groups.
		if p := &tt.phases[0]; p.By == ByGroupOrder && p.Groups == nil {
			for who := range w.clients {
				in := w.clients[who].phase == 0
				require.Equal(t, who < tt.want[0], in,
					"%s: client %d is in the first phase: %v", tt.name, who, in)
			}
		}
		if p := &tt.phases[0]; slices.Equal(p.Groups, []int{1, 0}) {
			for who := range w.clients {
				in := w.clients[who].phase == 0
				require.Equal(t, who >= 150 || who < 10, in,
					"%s: client %d is in the first phase: %v", tt.name, who, in)
			}
		}
	}
}

// TestKeyUsersFirst checks that a pilot takes key users while there are some and
// then others at random.
func TestKeyUsersFirst(t *testing.T) {
	s := clockwork(1000, 1)
	s.Groups[0].KeyUsers = 0.05
	for _, size := range []int{20, 100} {
		w := New(s).Begin(1, 0)
		w.follow(&Strategy{Phases: Pilot(Phase{By: ByKeyUsers, Size: Size{Kind: SizeCount, Count: size}}, BigBang(Phase{}))})
		users, inPilot := 0, 0
		for who := range w.clients {
			if c := &w.clients[who]; c.is(keyUser) {
				users++
				if c.phase == 0 {
					inPilot++
				}
			}
		}
		withinChance(t, "key users", users, 1000, 0.05)
		want := min(size, users)
		assert.True(t, inPilot == want && w.phases[0].taken == size,
			"a pilot of %d of which %d of %d key users are, want %d of %d", w.phases[0].taken, inPilot, users, want, size)
	}
}

// TestWavesAtRandomMixGroups checks that a random phase takes each client with
// the same chance.
func TestWavesAtRandomMixGroups(t *testing.T) {
	s := clockwork(3000, 1)
	s.Groups = append(s.Groups, s.Groups[0])
	w := New(s).Begin(1, 0)
	w.follow(&Strategy{Phases: []Phase{{Size: Size{Kind: SizeCount, Count: 1500}}, {}}})
	firstGroup := 0
	for who := range 3000 {
		if w.clients[who].phase == 0 {
			firstGroup++
		}
	}
	withinChance(t, "clients of the first half of the fleet in the first phase", firstGroup, 3000, 0.25)
}

func ExampleWaves() {
	every := Span{Length: 48 * time.Hour, Unit: Workdays}
	for _, p := range Waves(1200, Size{Kind: SizeCount, Count: 500}, every, Phase{}) {
		fmt.Println(p.Name, p.Size.Kind == SizeRest, p.Size.Count, p.Start.Delay.Length)
	}
	// Output:
	// wave 1 false 500 0s
	// wave 2 false 500 48h0m0s
	// wave 3 true 0 48h0m0s
}
