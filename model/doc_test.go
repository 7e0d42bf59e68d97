package model

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/sim/dist"
	"github.com/rollsim/rollsim/sim/stats"
)

// The tests of this file hold what the package comment says of open needs, of what is
// drawn once and of what is counted, on a few PCs each.

// checksAt has every auto-updater check at an instant, and at the next log-ins.
func checksAt(at time.Duration) func(*World) {
	return func(w *World) {
		for who := range w.clients {
			w.clients[who].check = at
		}
	}
}

// holding has other traffic hold a slot from an instant until another.
func holding(s *Scenario, from, until time.Duration) {
	s.Workloads = append(s.Workloads, Workload{Name: "others", Arrivals: replayed([]Arrival{{At: from, Work: until - from, Patience: -1}})})
}

// ofPCs are the records of the fleet, as they are told.
func ofPCs(records []Record) (stories []syncStory) {
	for _, r := range byAsked(records) {
		if r.Cause != OtherTraffic {
			stories = append(stories, storyOf(&r))
		}
	}
	return stories
}

// A timer sync that is open at the log-in on a fresh profile becomes the full sync of
// that log-in: with new work, and its first ask, its wait and its promise as they were.
func TestOpenNeedOnAFreshProfile(t *testing.T) {
	s := clockwork(1, 1)
	g := &s.Groups[0]
	g.Profile, g.Versions[0].Version = NonPersistent, "9.4"
	g.Sync.OnLogIn, g.Sync.OnTimer, g.Sync.Interval = true, true, 7*time.Hour+45*time.Minute
	s.Horizon = 2
	holding(s, dayAt(0, 15, 0), dayAt(1, 9, 0))
	_, records := roll(s, &s.Strategies[0])
	require.Len(t, ofPCs(records), 3, "those of two log-ins, and the timer of the second day")
	assert.Equal(t, syncStory{LogIn, Full, dayAt(0, 15, 45), dayAt(1, 9, 0), dayAt(1, 9, 3), 75 * time.Minute, 17*time.Hour + 15*time.Minute, 1, 2, time.Minute, Done},
		ofPCs(records)[1])
}

// A need from before the start is on record if an update takes it over, with its first
// ask, and otherwise nowhere.
func TestNeedFromBeforeTheStart(t *testing.T) {
	friday := func(change func(*Group)) (*Outcome, []syncStory) {
		s := clockwork(1, 1)
		g := &s.Groups[0]
		g.Sync.OnLogIn, g.Sync.Delta = true, always(9*time.Hour) // which no session is long enough for
		change(g)
		s.Horizon = 1
		holding(s, dayAt(0, 7, 0), dayAt(0, 9, 0))
		o, records := rollPrepared(s, &s.Strategies[0], checksAt(dayAt(0, 8, 0)))
		return o, ofPCs(records)
	}
	_, records := friday(func(*Group) {})
	require.Len(t, records, 1)
	assert.Equal(t, Update, records[0].cause)
	assert.Negative(t, records[0].asked)
	assert.Equal(t, 8*time.Hour, (records[0].asked+14*24*time.Hour)%(24*time.Hour), "at a log-in before the start")
	assert.Equal(t, dayAt(0, 9, 0), records[0].started)

	o, records := friday(func(g *Group) { g.Versions[0].Version = "9.4" })
	assert.Empty(t, records, "no update takes it over")
	assert.EqualValues(t, 1, o.Accounting.Asked, "the other traffic")
}

// A jitter lies before the ask: it is no wait, and what has not asked by the horizon is
// on no record.
func TestJitterLiesBeforeTheAsk(t *testing.T) {
	asked := func(days int) []syncStory {
		s := clockwork(100, 100)
		g := &s.Groups[0]
		g.Versions[0].Version, g.Sync.OnLogIn = "9.4", true
		g.Presence.Boot = always(23 * time.Hour)
		s.Backend.Admission.Jitter, s.Horizon = 2*time.Hour, days
		_, records := roll(s, &s.Strategies[0])
		return ofPCs(records)
	}
	asks := func(of []syncStory, from, until time.Duration) (at []time.Duration) {
		for _, r := range of {
			assert.Zero(t, r.wait, "a slot is free")
			if r.asked >= from && r.asked < until {
				at = append(at, r.asked)
			}
		}
		return at
	}
	first, both := asked(1), asked(2)
	shown := asks(first, 0, dayAt(1, 0, 0))
	late := asks(both, dayAt(1, 0, 0), dayAt(1, 23, 0))
	assert.Len(t, first, len(shown), "none beyond the horizon")
	assert.ElementsMatch(t, asks(both, 0, dayAt(1, 0, 0)), shown)
	assert.Len(t, shown, 100-len(late), "of the log-ins of the first day, those that ask on it")
	assert.InDelta(t, 50, len(late), 25, "those that ask on the second day")
}

// An install that is cut off takes as long in the next session, and fails if it would
// have.
func TestCutInstallKeepsWhatWasDrawn(t *testing.T) {
	updated := func(session time.Duration) map[uint32]time.Duration {
		s := clockwork(60, 60)
		g := &s.Groups[0]
		g.Presence.Session = always(session)
		g.Install = Install{Duration: law(dist.Uniform(20*60, 40*60)), Fails: 0.3, Tries: 1}
		s.Horizon = 4
		_, records := rollPrepared(s, &s.Strategies[0], checksAt(dayAt(0, 8, 20)))
		at := map[uint32]time.Duration{}
		for _, r := range records {
			at[r.Client] = r.Asked
		}
		return at
	}
	whole, cut := updated(8*time.Hour), updated(45*time.Minute)
	assert.Equal(t, len(whole), len(cut), "installs that succeed")
	assert.InDelta(t, 42, len(whole), 15, "seven tenths of 60")
	for who, at := range whole {
		assert.Equal(t, at-dayAt(0, 8, 30), cut[who]-dayAt(1, 8, 0), "client %d", who)
	}
}

// A restart brings the looks back when all tries are spent, and not before.
func TestRestartAmidTheTries(t *testing.T) {
	s := clockwork(1, 1)
	s.Groups[0].Updater.Apps = AppsClosed{ClosedSpell: 1, OpenSpell: 1e6 * time.Hour, Poll: 2 * time.Minute, Tries: 10}
	w := newWorld(New(s), 1, 0)
	c, g := &w.clients[0], &w.groups[0]
	c.stage = ready
	c.set(restarted, true)
	for spent, left := range map[uint16]uint16{4: 4, 9: 9, 10: 0} {
		c.polls = spent
		w.programsClosed(2*time.Hour, 0, c, g, true)
		assert.Equal(t, left, c.polls, "looks that count after a restart, of %d before it", spent)
	}
}

// At a deadline a managed client has downloaded beforehand, and a self-service client
// downloads when its user acts.
func TestWhenTheDownloadBegins(t *testing.T) {
	updated := func(size float64, change func(*Group)) time.Duration {
		s := clockwork(1, 1)
		s.Groups[0].Download.Size = size
		change(&s.Groups[0])
		o, _ := roll(s, &s.Strategies[0])
		require.Len(t, o.UpdatedAt, 1)
		return o.UpdatedAt[0]
	}
	managed := func(g *Group) {
		g.Delivery = ManagedDelivery
		g.Managed = Managed{PolicyPoll: time.Hour, AtDeadline: true, Deadline: localDays(3)}
	}
	self := func(g *Group) { g.Delivery = SelfServiceDelivery }
	const tenMinutes, twoHours = 600e6, 7200e6
	assert.Equal(t, updated(tenMinutes, managed), updated(twoHours, managed), "at the deadline, whatever the download takes")
	assert.Equal(t, 110*time.Minute, updated(twoHours, self)-updated(tenMinutes, self), "the download comes after the user's act")
}

// Policy polls that fall into time off are lost: with one a day, a PC finds the offer
// only if its own lies in the eight hours of its sessions.
func TestPolicyPollWhileOff(t *testing.T) {
	const clients = 300
	s := clockwork(clients, clients)
	s.Groups[0].Delivery, s.Groups[0].Managed.PolicyPoll = ManagedDelivery, 24*time.Hour
	s.Horizon = 5
	o, _ := roll(s, &s.Strategies[0])
	withinChance(t, "PCs whose poll falls into their sessions", len(o.UpdatedAt), clients, 8./24)
}

// TestWorkAskedByHour reckons what load_ratio is taken from, on one slot: the work of a
// need in the hour of its first ask, once.
func TestWorkAskedByHour(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(*Scenario)
		check  time.Duration
		want   map[int]time.Duration // by hour from the start
	}{
		"one that asks again": {func(s *Scenario) {
			s.Backend.Admission.Discipline = ReAsk
			s.Groups[0].Versions[0].Version, s.Groups[0].Sync.OnLogIn = "9.4", true
			holding(s, dayAt(0, 7, 0), dayAt(0, 10, 0))
		}, 0, map[int]time.Duration{7: 3 * time.Hour, 8: time.Minute, 32: time.Minute}},
		"an update takes it over": {func(s *Scenario) {
			s.Groups[0].Sync.OnLogIn = true
			holding(s, dayAt(0, 7, 0), dayAt(0, 10, 0))
		}, dayAt(0, 9, 0), map[int]time.Duration{7: 3 * time.Hour, 8: time.Minute, 9: 2 * time.Minute, 32: time.Minute}},
		"an attempt is lost": {func(s *Scenario) {
			s.Groups[0].Presence.Session, s.Groups[0].Sync.Full = always(20*time.Minute), always(6*time.Minute)
		}, dayAt(0, 8, 0), map[int]time.Duration{8: 6 * time.Minute}},
		"one that takes no slot": {func(s *Scenario) {
			s.Backend.Version, s.Groups[0].Sync.OnLogIn = "9.2", true
		}, dayAt(0, 8, 0), nil},
	} {
		s := clockwork(1, 1)
		s.Horizon = 2
		tt.change(s)
		o, _ := rollPrepared(s, &s.Strategies[0], checksAt(tt.check))
		got := map[int]time.Duration(nil)
		for hour, work := range o.workByHour {
			if work != 0 {
				if got == nil {
					got = map[int]time.Duration{}
				}
				got[hour] = work
			}
		}
		assert.Equal(t, tt.want, got, name)
	}
}

// wait.worst has the longest wait of each client, and it is censored only if that is of
// a need that still waits.
func TestWhoIsCensoredInTheWorst(t *testing.T) {
	worst := func(holds ...[2]time.Duration) *stats.Sample {
		s := clockwork(1, 1)
		s.Groups[0].Versions[0].Version, s.Groups[0].Sync.OnLogIn = "9.4", true
		s.Horizon = 2
		for _, h := range holds {
			holding(s, h[0], h[1])
		}
		o, _ := roll(s, &s.Strategies[0])
		require.Equal(t, 1, o.Waits[WaitWorst].Len(), "one value of each client")
		return &o.Waits[WaitWorst]
	}
	whole := [2]time.Duration{dayAt(1, 7, 0), dayAt(9, 0, 0)} // the second session waits for its eight hours
	v, exact := worst([2]time.Duration{dayAt(0, 7, 0), dayAt(0, 11, 0)}, [2]time.Duration{dayAt(1, 7, 0), dayAt(1, 9, 0)}).Quantile(1)
	assert.True(t, exact)
	assert.Equal(t, 3*time.Hour, v)
	assert.Equal(t, 1, worst([2]time.Duration{dayAt(0, 7, 0), dayAt(0, 11, 0)}, whole).Censored(), "the longest is that of a need that still waits")
	s := worst(whole)
	assert.Equal(t, 1, s.Censored(), "of two, the one that waits is longer")
	v, exact = s.Quantile(1)
	assert.False(t, exact)
	assert.GreaterOrEqual(t, v, 8*time.Hour)
}
