package model

import (
	"cmp"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/sim/dist"
)

// A syncStory is one need as its record tells it, for needs that are reckoned by
// hand.
type syncStory struct {
	cause                    Cause
	kind                     Kind
	asked, started, finished time.Duration
	wait, elapsed            time.Duration
	attempts, asks           int
	promised                 time.Duration
	outcome                  Fate
}

func storyOf(r *Record) syncStory {
	return syncStory{r.Cause, r.Kind, r.Asked, r.Started, r.Finished, r.Wait, r.WaitElapsed, r.Attempts, r.Asks, r.QuotedWait, r.Outcome}
}

// TestNeedsByHand follows the sync needs of one PC, on from 08:00 to 16:00, on
// one slot that other traffic may hold. It is offered an update at 08:00 on
// Monday and has it at 08:15.
func TestNeedsByHand(t *testing.T) {
	min, hour := time.Minute, time.Hour
	// taken holds the slot from an instant on.
	taken := func(from, until time.Duration) func(*Scenario) {
		return func(s *Scenario) {
			s.Workloads = append(s.Workloads, Workload{Name: "others", Arrivals: replayed([]Arrival{{At: from, Work: until - from, Patience: -1}})})
		}
	}
	onLogIn := func(s *Scenario) { s.Groups[0].Sync.OnLogIn = true }
	onTimer := func(s *Scenario) { s.Groups[0].Sync.OnTimer = true }
	noUpdate := func(s *Scenario) { s.Groups[0].Versions[0].Version = "9.4" }
	reAsk := func(s *Scenario) { s.Backend.Admission.Discipline = ReAsk }
	delta := func(work time.Duration) func(*Scenario) {
		return func(s *Scenario) { s.Groups[0].Sync.Delta = always(work) }
	}
	full := func(work time.Duration) func(*Scenario) {
		return func(s *Scenario) { s.Groups[0].Sync.Full = always(work) }
	}
	shortSession := func(s *Scenario) { s.Groups[0].Presence.Session = always(20 * time.Minute) }
	changes := func(c ...func(*Scenario)) []func(*Scenario) { return c }
	for _, tt := range []struct {
		name   string
		change []func(*Scenario)
		want   []syncStory // those first asked on Monday and Tuesday
	}{
		{"the update wants a full sync", nil, []syncStory{
			{Update, Full, dayAt(0, 8, 15), dayAt(0, 8, 15), dayAt(0, 8, 18), 0, 0, 1, 1, 0, Done}}},
		{"the package carries the data", changes(func(s *Scenario) { s.Groups[0].Sync.FirstSyncPackage = true }), []syncStory{
			{Update, Delta, dayAt(0, 8, 15), dayAt(0, 8, 15), dayAt(0, 8, 16), 0, 0, 1, 1, 0, Done}}},
		{"log-ins and timers want deltas", changes(noUpdate, onLogIn, onTimer), []syncStory{
			{LogIn, Delta, dayAt(0, 8, 0), dayAt(0, 8, 0), dayAt(0, 8, 1), 0, 0, 1, 1, 0, Done},
			{Timer, Delta, dayAt(0, 12, 0), dayAt(0, 12, 0), dayAt(0, 12, 1), 0, 0, 1, 1, 0, Done},
			{LogIn, Delta, dayAt(1, 8, 0), dayAt(1, 8, 0), dayAt(1, 8, 1), 0, 0, 1, 1, 0, Done},
			{Timer, Delta, dayAt(1, 12, 0), dayAt(1, 12, 0), dayAt(1, 12, 1), 0, 0, 1, 1, 0, Done}}},
		{"a fresh profile wants a full sync at each log-in", changes(noUpdate, onLogIn,
			func(s *Scenario) { s.Groups[0].Profile = NonPersistent }), []syncStory{
			{LogIn, Full, dayAt(0, 8, 0), dayAt(0, 8, 0), dayAt(0, 8, 3), 0, 0, 1, 1, 0, Done},
			{LogIn, Full, dayAt(1, 8, 0), dayAt(1, 8, 0), dayAt(1, 8, 3), 0, 0, 1, 1, 0, Done}}},
		{"a need left behind finds a fresh profile and becomes the full sync of the log-in", changes(noUpdate, onTimer, delta(20*min),
			func(s *Scenario) {
				s.Groups[0].Profile, s.Groups[0].Sync.Interval = NonPersistent, 7*hour+45*min
			}), []syncStory{
			{LogIn, Full, dayAt(0, 15, 45), dayAt(1, 8, 0), dayAt(1, 8, 3), 15 * min, 16*hour + 15*min, 2, 2, 0, Done},
			{LogIn, Full, dayAt(1, 15, 45), dayAt(2, 8, 0), dayAt(2, 8, 3), 15 * min, 16*hour + 15*min, 2, 2, 0, Done}}},
		{"a terminal server does not sync", changes(onLogIn, onTimer,
			func(s *Scenario) { s.Groups[0].Profile = TerminalServer }), nil},
		{"a timer meets an open need and is dropped", changes(noUpdate, onLogIn, onTimer, delta(5*hour)), []syncStory{
			{LogIn, Delta, dayAt(0, 8, 0), dayAt(0, 8, 0), dayAt(0, 13, 0), 0, 0, 1, 1, 0, Done},
			{LogIn, Delta, dayAt(1, 8, 0), dayAt(1, 8, 0), dayAt(1, 13, 0), 0, 0, 1, 1, 0, Done}}},

		{"the update merges into a need that waits by ticket, and keeps its place, its first ask and its promise",
			changes(onLogIn, taken(dayAt(0, 7, 0), dayAt(0, 9, 0))), []syncStory{
				{Update, Full, dayAt(0, 8, 0), dayAt(0, 9, 0), dayAt(0, 9, 3), hour, hour, 1, 1, min, Done},
				{LogIn, Delta, dayAt(1, 8, 0), dayAt(1, 8, 0), dayAt(1, 8, 1), 0, 0, 1, 1, 0, Done}}},
		{"the update merges into a need that asks again",
			changes(onLogIn, reAsk, taken(dayAt(0, 7, 0), dayAt(0, 8, 40)-30*time.Second)), []syncStory{
				{Update, Full, dayAt(0, 8, 0), dayAt(0, 8, 40), dayAt(0, 8, 43), 40 * min, 40 * min, 1, 41, min, Done},
				{LogIn, Delta, dayAt(1, 8, 0), dayAt(1, 8, 0), dayAt(1, 8, 1), 0, 0, 1, 1, 0, Done}}},
		{"the update follows a running sync and is first asked at its finish", changes(onLogIn, delta(30*min)), []syncStory{
			{LogIn, Delta, dayAt(0, 8, 0), dayAt(0, 8, 0), dayAt(0, 8, 30), 0, 0, 1, 1, 0, Done},
			{Update, Full, dayAt(0, 8, 30), dayAt(0, 8, 30), dayAt(0, 8, 33), 0, 0, 1, 1, 0, Done},
			{LogIn, Delta, dayAt(1, 8, 0), dayAt(1, 8, 0), dayAt(1, 8, 30), 0, 0, 1, 1, 0, Done}}},
		{"the session ends in a running sync behind which the update waits: its need becomes that of the update",
			changes(onLogIn, delta(18*min), shortSession, taken(dayAt(0, 7, 0), dayAt(0, 8, 5))), []syncStory{
				{Update, Full, dayAt(0, 8, 0), dayAt(1, 8, 0), dayAt(1, 8, 3), 20 * min, 24 * hour, 2, 2, min, Done}}},

		{"the end of the session loses the work of a running sync, which starts again at the next log-in",
			changes(shortSession, full(6*min)), []syncStory{
				{Update, Full, dayAt(0, 8, 15), dayAt(1, 8, 0), dayAt(1, 8, 6), 5 * min, 23*hour + 45*min, 2, 2, 0, Done}}},
		{"a need that waits is suspended at the end of the session and asks again at the log-in",
			changes(shortSession, taken(dayAt(0, 8, 10), dayAt(1, 8, 5))), []syncStory{
				{Update, Full, dayAt(0, 8, 15), dayAt(1, 8, 5), dayAt(1, 8, 8), 10 * min, 23*hour + 50*min, 1, 2, min, Done}}},
		{"nobody starts while its PC is off", changes(shortSession, taken(dayAt(0, 8, 10), dayAt(0, 10, 0))), []syncStory{
			{Update, Full, dayAt(0, 8, 15), dayAt(1, 8, 0), dayAt(1, 8, 3), 5 * min, 23*hour + 45*min, 1, 2, min, Done}}},
		{"a PC that never gets to sync waits at the horizon", changes(taken(dayAt(0, 7, 0), dayAt(30, 0, 0)),
			func(s *Scenario) { s.Horizon = 2 }), []syncStory{
			{Update, Full, dayAt(0, 8, 15), 0, dayAt(2, 0, 0), 15*hour + 45*min, 39*hour + 45*min, 0, 2, min, Waiting}}},
		{"a sync that runs at the horizon", changes(func(s *Scenario) {
			s.Horizon = 1
			s.Groups[0].Presence.Session = always(23 * time.Hour)
		}, full(20*hour)), []syncStory{
			{Update, Full, dayAt(0, 8, 15), dayAt(0, 8, 15), dayAt(1, 0, 0), 0, 0, 1, 1, 0, Running}}},

		{"an old client is accepted without a slot until it is updated", changes(onLogIn, taken(dayAt(0, 7, 0), dayAt(0, 9, 0)),
			func(s *Scenario) { s.Groups[0].Versions[0].Version = "9.2" }), []syncStory{
			{LogIn, Delta, dayAt(0, 8, 0), dayAt(0, 8, 0), dayAt(0, 8, 1), 0, 0, 1, 1, 0, Done},
			{Update, Full, dayAt(0, 8, 15), dayAt(0, 9, 0), dayAt(0, 9, 3), 45 * min, 45 * min, 1, 1, min, Done},
			{LogIn, Delta, dayAt(1, 8, 0), dayAt(1, 8, 0), dayAt(1, 8, 1), 0, 0, 1, 1, 0, Done}}},
		{"an old client is cut off in a sync without a slot and comes back updated: now it needs one",
			changes(onTimer, delta(20*min), taken(dayAt(0, 7, 0), dayAt(1, 9, 0)), func(s *Scenario) {
				g := &s.Groups[0]
				g.Versions[0].Version, g.Sync.Interval = "9.2", 7*hour+45*min
				g.Delivery, g.Managed.PolicyPoll = ManagedDelivery, 1
				opens := s.Start.Add(dayAt(0, 15, 40))
				s.Strategies[0].Phases[0].Start = Start{At: &opens}
			}), []syncStory{
				{Update, Full, dayAt(0, 15, 45), dayAt(1, 9, 0), dayAt(1, 9, 3), 75 * min, 17*hour + 15*min, 2, 2, min, Done},
				{Timer, Delta, dayAt(1, 15, 45), dayAt(2, 8, 0), dayAt(2, 8, 20), 15 * min, 16*hour + 15*min, 2, 2, 0, Done}}},
		{"an old backend accepts everybody", changes(onLogIn, delta(20*min), taken(dayAt(0, 7, 0), dayAt(0, 9, 0)),
			func(s *Scenario) { s.Backend.Version = "9.2" }), []syncStory{
			{LogIn, Delta, dayAt(0, 8, 0), dayAt(0, 8, 0), dayAt(0, 8, 20), 0, 0, 1, 1, 0, Done},
			{Update, Full, dayAt(0, 8, 20), dayAt(0, 8, 20), dayAt(0, 8, 23), 0, 0, 1, 1, 0, Done},
			{LogIn, Delta, dayAt(1, 8, 0), dayAt(1, 8, 0), dayAt(1, 8, 20), 0, 0, 1, 1, 0, Done}}},
	} {
		s := clockwork(1, 1)
		for _, change := range tt.change {
			change(s)
		}
		_, records := rollPrepared(s, &s.Strategies[0], func(w *World) { w.clients[0].check = dayAt(0, 8, 0) })
		var got []syncStory
		for _, r := range byAsked(records) {
			if r.Cause != OtherTraffic && r.Asked < dayAt(2, 0, 0) {
				got = append(got, storyOf(&r))
			}
		}
		assert.Equal(t, tt.want, got, tt.name)
	}
}

// TestTicketLapsesAtSessionEnd has two PCs wait for one slot by ticket. The first
// goes off and loses its place; when it comes on again it is behind the second, which
// stays on until it logs in the next morning.
func TestTicketLapsesAtSessionEnd(t *testing.T) {
	s := clockwork(1, 1)
	s.Groups = append(s.Groups, s.Groups[0])
	s.Groups[1].Presence.Session = always(47 * time.Hour) // on over night
	s.Groups[1].Presence.Boot = always(9 * time.Hour)
	s.Workloads = []Workload{{Name: "others", Arrivals: replayed([]Arrival{{At: 0, Work: dayAt(1, 8, 30), Patience: -1}})}}
	_, records := rollPrepared(s, &s.Strategies[0], func(w *World) {
		for who := range w.clients {
			w.clients[who].check = dayAt(0, 8, 0)
		}
	})
	var started [2]time.Duration
	for _, r := range records {
		if r.Cause == Update {
			started[r.Client] = r.Started
		}
	}
	assert.Equal(t, [2]time.Duration{dayAt(1, 8, 33), dayAt(1, 8, 30)}, started,
		"the PC that went off and the one that stayed start at")
}

// TestAsksInClientOrder frees the only slot at the instant at which client 1 asks
// again and client 0 logs in: client 0 asks first, although client 1 has made its
// appointment earlier.
func TestAsksInClientOrder(t *testing.T) {
	s := clockwork(1, 1)
	s.Backend.Admission.Discipline = ReAsk
	s.Groups = append(s.Groups, s.Groups[0])
	for i := range s.Groups {
		s.Groups[i].Sync.OnLogIn = true
		s.Groups[i].Presence.Boot = always([]time.Duration{dayAt(0, 8, 5), dayAt(0, 8, 4)}[i])
	}
	s.Workloads = []Workload{{Name: "others", Arrivals: replayed([]Arrival{{At: 0, Work: dayAt(0, 8, 5), Patience: -1}})}}
	_, records := roll(s, &Strategy{Name: NoRollout})
	byAsked(records)
	var started []time.Duration
	for _, r := range records {
		if r.Cause == LogIn && r.Asked < dayAt(1, 0, 0) {
			started = append(started, r.Started)
		}
	}
	assert.Equal(t, []time.Duration{dayAt(0, 8, 5), dayAt(0, 8, 6)}, started, "clients 0 and 1 start at")
}

// TestPromiseIsTheFirstHint lets a job be shown 3 minutes and, when it asks again,
// 8: another has joined in the meantime.
func TestPromiseIsTheFirstHint(t *testing.T) {
	s := oneJobEach(nil, 1, 1)
	s.Workloads = nil
	for i, work := range []time.Duration{11 * time.Minute, 3 * time.Minute, 5 * time.Minute} { // of kinds of their own
		s.Workloads = append(s.Workloads, Workload{Arrivals: replayed([]Arrival{{At: time.Duration(i) * time.Minute, Work: work, Patience: -1}})})
	}
	s.Backend.Admission.Discipline = ReAsk
	s.Backend.Admission.RetryAfter = RetryAfter{Estimate: true}
	o, records := roll(s, &Strategy{Name: NoRollout})
	byAsked(records)
	// Job 1 asks at 1, 4 and 12 minutes, job 2 at 2, 10 and 18.
	for i, want := range []Record{
		{QuotedWait: 0, Asks: 1, Started: 0},
		{QuotedWait: 3 * time.Minute, Asks: 3, Started: 12 * time.Minute},
		{QuotedWait: 8 * time.Minute, Asks: 3, Started: 18 * time.Minute},
	} {
		got := records[i]
		assert.True(t, got.QuotedWait == want.QuotedWait && got.Asks == want.Asks && got.Started == want.Started,
			"job %d is promised %v, asks %d times and starts at %v, want %v, %d and %v",
			i, got.QuotedWait, got.Asks, got.Started, want.QuotedWait, want.Asks, want.Started)
	}
	// Waits of 11 and 16 minutes, promises of 3 and 8.
	m, _ := MetricNamed("promise.error")
	assert.Equal(t, float64(8*60), m.Of(o), "promise.error = %v s, want 480 s", m.Of(o))
}

// TestTheEstimateIsTheMeanWorkOfTheKinds lets jobs and PCs wait for a slot that is
// never free, and calculates by hand what each is shown: the sum of the means of
// the laws of those who wait, itself included, in full minutes. The means are those
// of normals cut at 0, 60·(1+φ(1)/Φ(1)) = 77.256 s, of mixtures, 0.7·30+0.3·200 s,
// of measured values, of lognormals, 120·exp(σ²/2) s with σ = ln 4 / 1.6449, and of
// the rows of a trace.
func TestTheEstimateIsTheMeanWorkOfTheKinds(t *testing.T) {
	s := clockwork(2, 1)
	s.Horizon, s.Release, s.Strategies = 1, nil, nil
	s.Backend.Admission.RetryAfter = RetryAfter{Estimate: true}
	s.Backend.Events = []BackendEvent{{At: dayAt(0, 13, 0), Kind: TouchMetadata, Work: 5 * time.Minute}}
	at := func(hour, jobs int, work dist.Distribution) Workload {
		return Workload{Arrivals: Arrivals{Kind: Exactly, Clients: jobs, At: always(time.Duration(hour) * time.Hour), Days: 1}, Work: work}
	}
	row := func(hour int, work time.Duration) Arrival {
		return Arrival{At: dayAt(0, hour, 0), Work: work, Patience: -1}
	}
	s.Workloads = []Workload{
		{Arrivals: replayed([]Arrival{row(0, 48*time.Hour)})},
		at(1, 5, law(dist.Normal(60, 60))),
		at(2, 3, law(dist.Mixture([]float64{0.7, 0.3}, []dist.Distribution{law(dist.Constant(30)), law(dist.Exponential(200))}))),
		at(3, 2, law(dist.Empirical([]float64{10, 20, 60}))),
		at(4, 2, law(dist.LognormalMedianP95(120, 480))),
		{Arrivals: replayed([]Arrival{row(5, time.Minute), row(6, 3*time.Minute)})},
		{Arrivals: replayed([]Arrival{row(14, time.Minute)})}, // behind the change of all metadata
	}
	g := &s.Groups[0]
	g.Sync.OnLogIn, g.Sync.Delta, g.Sync.Full = true, law(dist.Uniform(0, 100)), law(dist.Triangular(60, 120, 360))
	s.Groups = append(s.Groups, *g)
	s.Groups[1].Clients, s.Groups[1].Profile, s.Groups[1].Presence.Boot = 1, NonPersistent, always(12*time.Hour)

	_, records := roll(s, &Strategy{Name: NoRollout})
	slices.SortStableFunc(records, func(a, b Record) int { return int(a.Asked - b.Asked) })
	var shown []int
	for _, r := range records[1:] { // the first has the slot
		shown = append(shown, int(r.QuotedWait.Minutes()))
	}
	assert.Equal(t, []int{
		2, 3, 4, 6, 7, // 77.256 s each: 386.3 s in the end
		8, 10, 11, // 81 s: 629.3 s
		11, 12, // 30 s: 689.3 s
		15, 18, // 171.2 s: 1031.6 s
		20, 22, // 120 s: 1271.6 s
		23, 23, // deltas of 50 s: 1371.6 s
		26, // a full sync of 180 s: 1551.6 s
		42, // three PCs have 300 s more to sync, and a minute: 2511.6 s
	}, shown, "minutes shown to those who wait")
}

// TestAskJitter checks that each ask is late by a number of its own, uniformly
// below the jitter, and the first ask of a client by the same on any number of
// slots.
func TestAskJitter(t *testing.T) {
	const clients = 2000
	asks := func(slots int) []Record {
		s := clockwork(clients, slots)
		s.Backend.Admission.Discipline, s.Backend.Admission.Jitter = ReAsk, time.Minute
		s.Groups[0].Sync.Full = always(time.Minute)
		_, records := rollPrepared(s, &s.Strategies[0], func(w *World) {
			for who := range w.clients {
				w.clients[who].check = dayAt(0, 8, 0)
			}
		})
		return byAsked(records)
	}
	free, crowded := asks(clients), asks(20)
	var late []float64
	again := 0
	for i, r := range free {
		jitter := r.Asked - dayAt(0, 8, 15)
		late = append(late, jitter.Minutes())
		require.Equal(t, crowded[i].Asked, r.Asked,
			"client %d first asks at %v on %d slots and at %v on 20", r.Client, r.Asked, clients, crowded[i].Asked)
		if second := crowded[i]; second.Asks == 2 {
			again++
			more := second.Wait - time.Minute
			require.True(t, more >= 0 && more < time.Minute && more != jitter,
				"client %d comes back %v after a hint of a minute, its first ask was late by %v",
				r.Client, second.Wait, jitter)
		}
	}
	uniformly(t, "first asks within the minute", late)
	assert.GreaterOrEqual(t, again, 10, "%d clients start with their second ask, want some", again)
}

// seenByRecords is how many wait at once, at most, and for how many hours all
// together, by records of attempts that all succeed, of PCs that stay on.
func seenByRecords(t *testing.T, records []Record, end time.Duration) (most, hours float64) {
	type step struct {
		at time.Duration
		by float64
	}
	var steps []step
	for _, r := range records {
		require.LessOrEqual(t, r.Attempts, 1, "an attempt was lost")
		require.Equal(t, r.WaitElapsed, r.Wait, "a PC was off while its sync waited")
		if r.QuotedWait == 0 || r.Bypass {
			continue // never told to wait
		}
		until := r.Started
		if !r.HasStarted {
			until = end
		}
		steps = append(steps, step{r.Asked, +1}, step{until, -1})
		hours += (until - r.Asked).Hours()
	}
	slices.SortFunc(steps, func(a, b step) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.by, b.by)) })
	now := 0.0
	for _, s := range steps {
		now += s.by
		most = max(most, now)
	}
	return most, hours
}

// How many wait, and for how long all together, follows from the records alone.
func TestWaitingFollowsFromTheRecords(t *testing.T) {
	for _, ticket := range []bool{true, false} {
		s := office(200, 5)
		s.Horizon = 4
		s.Backend.Admission.Discipline = disciplineOf(ticket)
		g := &s.Groups[0]
		g.Presence.Session = always(12 * time.Hour)
		o, records := roll(s, &s.Strategies[0])
		most, hours := seenByRecords(t, records, s.HorizonEnd())
		require.Greater(t, most, 10.0, "a line that says something")
		for name, want := range map[string]float64{"queue.max": most, "waiting_hours": hours} {
			m, _ := MetricNamed(name)
			assert.InDelta(t, want, m.Of(o), 1e-9*want, "ticket %v: %s", ticket, name)
		}
	}
}

// A sync that was cut off at log-off waits once it is told to, and not while it is
// about to ask: with a slot for everybody nobody is ever told to, and nobody waits.
// Its wait goes on from the log-in nevertheless.
func TestCutOffIsNotToldToWait(t *testing.T) {
	s := clockwork(50, 50)
	s.Backend.Admission.Jitter = 20 * time.Minute
	s.Groups[0].Sync.Full = always(7 * time.Hour) // from the install at 8:15 and up to 20 minutes later: past the log-off
	s.Groups[0].Presence.Session = law(dist.Normal(7*3600, 3600))
	o, records := roll(s, &s.Strategies[0])
	again := 0
	for _, r := range records {
		assert.Zero(t, r.QuotedWait, "client %d was told to wait", r.Client)
		if r.Asks > 1 {
			again++
			assert.Greater(t, r.Wait, time.Hour, "client %d: its wait holds the attempt that was lost", r.Client)
		}
	}
	require.Greater(t, again, 25, "syncs that were cut off")
	for i := range o.Waiting.Intervals() {
		require.Zero(t, o.Waiting.Max(i), "interval %d", i)
	}
}
