package model

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// managedClockwork is a clockwork whose clients find an offer the moment it is
// made, if they are on.
func managedClockwork(clients int) *Scenario {
	s := clockwork(clients, clients)
	s.Groups[0].Delivery = ManagedDelivery
	s.Groups[0].Managed = Managed{PolicyPoll: time.Nanosecond, Deadline: localDays(7)}
	return s
}

// offered returns when the clients of a staged plan have their offers, in order.
func offered(s *Scenario, strategy *Strategy) []time.Duration {
	w := noted(New(s).Begin(s.Backend.Slots[0], 0), 0, strategy)
	w.play(w.end)
	at := slices.DeleteFunc(slices.Clone(w.offeredAt), func(at time.Duration) bool { return at == never })
	slices.Sort(at)
	return at
}

// TestOffersByHand holds the instants of offers against a wall calendar. The
// plan begins on Monday 12 April at midnight; PCs are on from 08:00 to 16:00 and
// are updated 15 minutes after they find their offer.
func TestOffersByHand(t *testing.T) {
	opens := func(at time.Duration) Start {
		instant := time.Date(2027, 4, 12, 0, 0, 0, 0, zone("Europe/Berlin")).Add(at)
		return Start{At: &instant}
	}
	weekdays := [7]bool{false, true, true, true, true, true, false}
	hour := 1.0 / 3600
	for _, tt := range []struct {
		name    string
		phase   Phase
		clients int
		freeze  []Freeze
		want    []time.Duration
	}{
		{"40 a minute", Phase{Offer: Offer{Kind: OfferRate, Rate: 40.0 / 60}}, 4, nil,
			[]time.Duration{0, 1500 * time.Millisecond, 3 * time.Second, 4500 * time.Millisecond}},
		{"one an hour, while the window is open",
			Phase{Offer: Offer{Kind: OfferRate, Rate: hour}, Window: &OfferWindow{Days: weekdays, From: 9 * time.Hour, Until: 12 * time.Hour}}, 5, nil,
			[]time.Duration{dayAt(0, 9, 0), dayAt(0, 10, 0), dayAt(0, 11, 0), dayAt(1, 9, 0), dayAt(1, 10, 0)}},
		{"one an hour, through a freeze", Phase{Start: opens(dayAt(0, 22, 30)), Offer: Offer{Kind: OfferRate, Rate: hour}}, 4,
			[]Freeze{{Date{2027, 4, 13}, Date{2027, 4, 14}}},
			[]time.Duration{dayAt(0, 22, 30), dayAt(0, 23, 30), dayAt(3, 0, 30), dayAt(3, 1, 30)}},
		{"a phase that falls due in a freeze before a weekend", Phase{Start: opens(dayAt(2, 9, 0)), Offer: Offer{Kind: OfferRate, Rate: hour}}, 2,
			[]Freeze{{Date{2027, 4, 14}, Date{2027, 4, 16}}}, []time.Duration{dayAt(7, 9, 0), dayAt(7, 10, 0)}},
		{"over a day", Phase{Offer: Offer{Kind: OfferOver, Over: Span{Length: 24 * time.Hour}}}, 4, nil,
			[]time.Duration{0, 6 * time.Hour, 12 * time.Hour, 18 * time.Hour}},
		{"over two workdays from Friday noon", Phase{Start: opens(dayAt(4, 12, 0)), Offer: Offer{Kind: OfferOver, Over: workdays(2)}}, 4, nil,
			[]time.Duration{dayAt(4, 12, 0), dayAt(7, 0, 0), dayAt(7, 12, 0), dayAt(8, 0, 0)}},
		{"over two days, while the window is open",
			Phase{Offer: Offer{Kind: OfferOver, Over: localDays(2)}, Window: &OfferWindow{Days: weekdays, From: 9 * time.Hour, Until: 15 * time.Hour}}, 4, nil,
			[]time.Duration{dayAt(0, 9, 0), dayAt(0, 12, 0), dayAt(1, 9, 0), dayAt(1, 12, 0)}},
		{"a quarter, a half and the rest, day by day", Phase{Start: opens(dayAt(0, 10, 0)), Offer: Offer{Kind: OfferDaily, Daily: []float64{0.25, 0.5, 1}}}, 4, nil,
			[]time.Duration{dayAt(0, 10, 0), dayAt(1, 0, 0), dayAt(2, 0, 0), dayAt(2, 0, 0)}},
		{"day by day, on the days of the window",
			Phase{Offer: Offer{Kind: OfferDaily, Daily: []float64{0.25, 0.5, 1}}, Start: opens(dayAt(4, 0, 0)),
				Window: &OfferWindow{Days: weekdays, From: 9 * time.Hour, Until: 15 * time.Hour}}, 4, nil,
			[]time.Duration{dayAt(4, 9, 0), dayAt(7, 9, 0), dayAt(8, 9, 0), dayAt(8, 9, 0)}},
		{"day by day, a frozen day does not count", Phase{Offer: Offer{Kind: OfferDaily, Daily: []float64{0.25, 0.5, 1}}}, 4,
			[]Freeze{{Date{2027, 4, 13}, Date{2027, 4, 13}}}, []time.Duration{0, dayAt(2, 0, 0), dayAt(3, 0, 0), dayAt(3, 0, 0)}},
		{"two in flight", Phase{InFlight: Limit{Count: 2}}, 4, nil, []time.Duration{0, 0, dayAt(0, 8, 15), dayAt(0, 8, 15)}},
		{"40 % in flight are two of four", Phase{InFlight: Limit{Share: 0.4}}, 4, nil, []time.Duration{0, 0, dayAt(0, 8, 15), dayAt(0, 8, 15)}},
		{"a ramp that counts offers", Phase{Offer: Offer{Kind: OfferRamp, Rate: hour, Factor: 2, FactorEvery: 2}}, 6, nil,
			[]time.Duration{0, time.Hour, 90 * time.Minute, 120 * time.Minute, 135 * time.Minute, 150 * time.Minute}},
		{"a ramp up to two an hour", Phase{Offer: Offer{Kind: OfferRamp, Rate: hour, Factor: 2, FactorEvery: 2, Most: 2 * hour}}, 6, nil,
			[]time.Duration{0, time.Hour, 90 * time.Minute, 120 * time.Minute, 150 * time.Minute, 180 * time.Minute}},
		// 45 of 60 minutes are left when the first is updated, at twice the rate 22:30;
		// and so on.
		{"a ramp that counts successes", Phase{Start: opens(dayAt(0, 8, 0)), Offer: Offer{Kind: OfferRamp, Rate: hour, Factor: 2, FactorEvery: 1, Succeeded: true}}, 3, nil,
			[]time.Duration{dayAt(0, 8, 0), dayAt(0, 8, 37) + 30*time.Second, dayAt(0, 9, 0)}},
	} {
		s := managedClockwork(tt.clients)
		s.Calendar.Freezes = tt.freeze
		assert.Equal(t, tt.want, offered(s, &Strategy{Phases: []Phase{tt.phase}}), "%s: offered at", tt.name)
		// Without limits in flight and ramps by success the plan says so beforehand.
		if tt.phase.InFlight != (Limit{}) || tt.phase.Offer.Succeeded {
			continue
		}
		plan := Planned(s, &Strategy{Phases: []Phase{tt.phase}})
		last := tt.want[len(tt.want)-1]
		assert.True(t, plan[0].Clients == tt.clients && plan[0].Offered == last,
			"%s: planned for %d clients until %v, want %d and %v",
			tt.name, plan[0].Clients, plan[0].Offered, tt.clients, last)
	}
}

// TestExponentialRateOfThings is the worked example of AWS IoT Jobs: 50 a minute,
// doubled with each 1,000 things.
func TestExponentialRateOfThings(t *testing.T) {
	at := offered(managedClockwork(3500), &Strategy{Phases: []Phase{{Offer: Offer{Kind: OfferRamp, Rate: 50.0 / 60, Factor: 2, FactorEvery: 1000}}}})
	for _, tt := range []struct {
		thing int
		want  time.Duration
	}{
		{1, 0}, {2, 1200 * time.Millisecond}, {1000, 1198800 * time.Millisecond},
		{1001, 1199400 * time.Millisecond}, {2000, 1798800 * time.Millisecond},
		{2001, 1799100 * time.Millisecond}, {3000, 2098800 * time.Millisecond}, {3500, 2173800 * time.Millisecond},
	} {
		got := at[tt.thing-1]
		assert.True(t, got >= tt.want && got <= tt.want+4*time.Microsecond,
			"thing %d is notified at %v, want %v", tt.thing, got, tt.want)
	}
}

// TestSevenDayRelease follows the phased release of the App Store: 1, 2, 5, 10,
// 20, 50 and 100 % in seven days.
func TestSevenDayRelease(t *testing.T) {
	at := offered(managedClockwork(1000), &Strategy{Phases: []Phase{{Offer: Offer{Kind: OfferDaily, Daily: []float64{0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1}}}}})
	for day, want := range []int{10, 20, 50, 100, 200, 500, 1000} {
		got, _ := slices.BinarySearch(at, dayAt(day, 23, 0))
		assert.Equal(t, want, got, "%d of 1,000 have the release on day %d", got, day+1)
	}
}

// TestOffersInOrderOfSelection checks that a staged phase begins with its key
// users, or with its first clients in group order.
func TestOffersInOrderOfSelection(t *testing.T) {
	s := managedClockwork(200)
	s.Groups[0].KeyUsers = 0.2
	rate := Offer{Kind: OfferRate, Rate: 1}
	for _, by := range []Selection{ByRandom, ByKeyUsers, ByGroupOrder} {
		w := noted(New(s).Begin(1, 0), 0, &Strategy{Phases: []Phase{{By: by, Offer: rate}}})
		w.play(w.end)
		order := w.phases[0].order
		early := 0
		for place, who := range order {
			require.Equal(t, time.Duration(place)*time.Second, w.offeredAt[who],
				"by %d: client %d in place %d is offered the release at %v", by, who, place, w.offeredAt[who])
			if w.clients[who].is(keyUser) && place < 40 {
				early++
			}
		}
		switch {
		case by == ByGroupOrder && !slices.IsSorted(order):
			assert.Fail(t, fmt.Sprintf("by group order: %v", order))
		case by == ByRandom && slices.IsSorted(order):
			assert.Fail(t, fmt.Sprintf("by random: %v", order))
		case by == ByKeyUsers && early < 25:
			assert.Fail(t, fmt.Sprintf("by key users: %d of the first 40 are", early))
		}
	}
}

// TestWindowsByHand follows when PCs find an offer under a window, by the plan's
// clock and by their own, and what becomes of late joiners.
func TestWindowsByHand(t *testing.T) {
	weekdays := [7]bool{false, true, true, true, true, true, false}
	window := func(from, until int, client bool) *OfferWindow {
		return &OfferWindow{Days: weekdays, From: time.Duration(from) * time.Hour, Until: time.Duration(until) * time.Hour, ClientClock: client}
	}
	newYork := func(s *Scenario) { s.Groups[0].Calendar = fiveDays("America/New_York") } // 6 hours behind
	auto := func(s *Scenario) { s.Groups[0].Delivery = AutoUpdater }
	selfService := func(s *Scenario) {
		s.Groups[0].Delivery, s.Groups[0].Self.Response = SelfServiceDelivery, SpanDistribution{always(9 * time.Hour), Elapsed}
	}
	shortDay := func(s *Scenario) { s.Groups[0].Presence.Session = always(time.Hour) } // 08:00 to 09:00
	second := []Phase{{Window: window(9, 12, false), Size: Size{Kind: SizeCount, Count: 1}}, {Name: "last", Start: Start{Delay: workdays(2)}}}
	for _, tt := range []struct {
		name   string
		phases []Phase
		late   LateJoiners
		change []func(*Scenario)
		want   []time.Duration
	}{
		{"before the window", []Phase{{Window: window(9, 12, false)}}, 0, nil, []time.Duration{dayAt(0, 9, 15)}},
		{"a window from the night on", []Phase{{Window: window(0, 12, false)}}, 0, nil, []time.Duration{dayAt(0, 8, 15)}},
		{"a window when nobody is on", []Phase{{Window: window(18, 20, false)}}, 0, nil, nil},
		{"by the plan's clock", []Phase{{Window: window(15, 18, false)}}, 0, []func(*Scenario){newYork}, []time.Duration{dayAt(0, 15, 15)}},
		{"by the client's clock", []Phase{{Window: window(15, 18, true)}}, 0, []func(*Scenario){newYork}, []time.Duration{dayAt(0, 21, 15)}},
		{"a check before the window finds nothing and comes back after the interval", []Phase{{Window: window(9, 24, false)}}, 0,
			[]func(*Scenario){auto, func(s *Scenario) { s.Groups[0].Updater.Interval = 7 * time.Hour }}, []time.Duration{dayAt(0, 15, 15)}},
		{"a user who would act before the window acts when it opens", []Phase{{Window: window(10, 12, false)}}, 0,
			[]func(*Scenario){selfService, func(s *Scenario) { s.Groups[0].Self.Response.Distribution = always(0) }}, []time.Duration{dayAt(0, 10, 15)}},
		{"a late joiner waits for the next window", []Phase{{Window: window(9, 12, false)}}, NextWindow, []func(*Scenario){shortDay}, nil},
		{"a late joiner has it at once", []Phase{{Window: window(9, 12, false)}}, AtOnce, []func(*Scenario){shortDay}, []time.Duration{dayAt(1, 8, 15)}},
		{"a late joiner has it with the last phase", second, LastPhase, []func(*Scenario){shortDay}, []time.Duration{dayAt(2, 8, 15)}},
		{"who was on is no late joiner", second, LastPhase, nil, []time.Duration{dayAt(0, 9, 15)}},
	} {
		s := managedClockwork(1)
		for _, change := range tt.change {
			change(s)
		}
		o, _ := rollPrepared(s, &Strategy{Phases: tt.phases, LateJoiners: tt.late}, func(w *World) { w.clients[0].check = dayAt(0, 3, 0) })
		assert.Equal(t, tt.want, o.UpdatedAt, "%s: updated at", tt.name)
	}
}

// TestHours holds open hours against a look at every instant.
func TestHours(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 7))
		any := func() hours {
			h := hours{limited: r.IntN(8) > 0}
			for at := r.IntN(5); at < 60; at += 1 + r.IntN(9) {
				from := at
				at += 1 + r.IntN(9)
				h.open = append(h.open, interval{time.Duration(from), time.Duration(at)})
			}
			return h
		}
		open := func(h *hours, at time.Duration) bool {
			return !h.limited || slices.ContainsFunc(h.open, func(o interval) bool { return o.from <= at && at < o.until })
		}
		a, b := any(), any()
		both := a.both(&b)
		for at := range time.Duration(70) {
			if a.holds(at) != open(&a, at) || both.holds(at) != (open(&a, at) && open(&b, at)) {
				require.Fail(t, fmt.Sprintf("seed %d: %v is open: %v, and in both %v", seed, at, a.holds(at), both.holds(at)))
			}
			for until := at; until < 70; until++ {
				length := time.Duration(0)
				for u := at; u < until; u++ {
					if open(&a, u) {
						length++
					}
				}
				if got := a.between(at, until); got != length {
					require.Fail(t, fmt.Sprintf("seed %d: %v are open from %v until %v, want %v", seed, got, at, until, length))
				}
				if open(&a, until) {
					if got := a.after(at, length); got != until {
						require.Fail(t, fmt.Sprintf("seed %d: %v open time after %v is %v, want %v: %+v", seed, length, at, got, until, a))
					}
				}
			}
		}
	}
}

// TestGrantsByHand follows the polls of clients that come on one after the other
// and are updated 15 minutes after they are let in.
func TestGrantsByHand(t *testing.T) {
	const hour = time.Hour
	for _, tt := range []struct {
		name    string
		grants  Grants
		install time.Duration
		want    []time.Duration // updated
	}{
		{"two at a time, each two hours", Grants{Most: 2, Period: 2 * hour, Timeout: hour}, 5 * time.Minute,
			[]time.Duration{dayAt(0, 8, 15), dayAt(0, 8, 15), dayAt(0, 10, 15), dayAt(0, 10, 15)}},
		{"two in a short period, but one hour in progress", Grants{Most: 2, Period: time.Minute, Timeout: 4 * hour}, 55 * time.Minute,
			[]time.Duration{dayAt(0, 9, 5), dayAt(0, 9, 5), dayAt(0, 11, 5), dayAt(0, 11, 5)}},
		{"those that are timed out do not count", Grants{Most: 2, Period: time.Minute, Timeout: hour / 2}, 95 * time.Minute,
			[]time.Duration{dayAt(0, 9, 45), dayAt(0, 9, 45), dayAt(0, 10, 45), dayAt(0, 10, 45)}},
		{"safe: the first goes alone", Grants{Most: 3, Period: time.Minute, Timeout: 4 * hour, Safe: true}, 5 * time.Minute,
			[]time.Duration{dayAt(0, 8, 15), dayAt(0, 9, 15), dayAt(0, 9, 15), dayAt(0, 9, 15)}},
		{"safe: the first is timed out, and all is switched off", Grants{Most: 3, Period: time.Minute, Timeout: hour / 2, Safe: true}, 95 * time.Minute,
			[]time.Duration{dayAt(0, 9, 45)}},
	} {
		s := managedClockwork(4)
		s.Groups[0].Delivery = AutoUpdater
		s.Groups[0].Updater.Interval = hour
		s.Groups[0].Install.Duration = always(tt.install)
		s.Groups[0].Presence.Session = always(4 * hour)
		s.Horizon = 1
		o, _ := rollPrepared(s, &Strategy{Phases: []Phase{{Grants: &tt.grants}}}, func(w *World) {
			for who := range w.clients {
				w.clients[who].check = dayAt(0, 7, 0)
			}
		})
		assert.Equal(t, tt.want, o.UpdatedAt, "%s: updated at", tt.name)
	}
}

// TestLinkOfASite lets three PCs download 600 MB over a link of 16 Mbit/s, each
// at 8 Mbit/s of its own at most: 10 minutes for two, longer for three.
func TestLinkOfASite(t *testing.T) {
	for _, tt := range []struct {
		name  string
		boots []time.Duration
		link  float64
		want  []time.Duration // updated, 5 minutes after the download
	}{
		{"two have enough", []time.Duration{8 * time.Hour, 8 * time.Hour}, 16e6, []time.Duration{dayAt(0, 8, 15), dayAt(0, 8, 15)}},
		{"three share it", []time.Duration{8 * time.Hour, 8 * time.Hour, 8 * time.Hour}, 16e6, []time.Duration{dayAt(0, 8, 20), dayAt(0, 8, 20), dayAt(0, 8, 20)}},
		// The first alone for 5 minutes; then 8 Mbit/s for two: 10 more minutes for what
		// takes 5, then the second alone with 5 left.
		{"the second comes later", []time.Duration{8 * time.Hour, 8*time.Hour + 5*time.Minute}, 8e6, []time.Duration{dayAt(0, 8, 20), dayAt(0, 8, 25)}},
		{"a wide link is no faster than the PC", []time.Duration{8 * time.Hour}, 1e9, []time.Duration{dayAt(0, 8, 15)}},
	} {
		s := managedClockwork(1)
		site := &Site{Name: "plant", Link: tt.link}
		s.Groups[0].Site = site
		for i, boot := range tt.boots {
			if i > 0 {
				s.Groups = append(s.Groups, s.Groups[0])
			}
			s.Groups[i].Presence.Boot = always(boot)
		}
		o, _ := roll(s, &s.Strategies[0])
		assert.Equal(t, tt.want, o.UpdatedAt, "%s: updated at", tt.name)
	}

	// The end of a session keeps what is loaded: four PCs on for 8 hours load what
	// takes each 8 hours when it has the link alone, so 32 hours together.
	s := managedClockwork(4)
	s.Groups[0].Site = &Site{Name: "plant", Link: 8e6}
	s.Groups[0].Download.Size = 8 * 3600e6
	o, _ := roll(s, &s.Strategies[0])
	assert.Equal(t, slices.Repeat([]time.Duration{dayAt(4, 8, 5)}, 4), o.UpdatedAt,
		"downloads over four days: updated at")
}
