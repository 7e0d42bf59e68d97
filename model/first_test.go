package model

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// bareOffice is an office with nothing installed on a share of its PCs, to which IT
// distributes the release.
func bareOffice(clients, slots int, share float64) *Scenario {
	s := office(clients, slots)
	g := &s.Groups[0]
	g.Delivery = ManagedDelivery
	g.Versions = []VersionShare{{None, share}, {"9.3", 1 - share}}
	g.First = FirstInstall{Size: g.Download.Size, Duration: g.Install.Duration, Fails: g.Install.Fails}
	return s
}

// TestNoSyncWithoutAnInstallation holds a fleet with nothing installed against one that
// has the software: nobody syncs before the first sync, which belongs to the install,
// and from then on everybody has the needs that it would have had: their cause,
// occasion and work. Where nobody waits also their times.
func TestNoSyncWithoutAnInstallation(t *testing.T) {
	for _, tt := range []struct {
		name   string
		slots  int
		change func(s *Scenario)
	}{
		{"nobody waits", 1000, nil},
		{"many wait", 3, nil},
		{"a fresh profile at each log-in", 1000, func(s *Scenario) { s.Groups[0].Profile = NonPersistent }},
		{"updates trigger no sync", 1000, func(s *Scenario) { s.Groups[0].Sync.OnUpdate = false }},
		{"timers are early or late", 1000, func(s *Scenario) { s.Groups[0].Sync.Jitter = 0.3 }},
		{"all metadata changes", 1000, func(s *Scenario) {
			s.Backend.Events = []BackendEvent{{Kind: TouchMetadata, At: dayAt(2, 10, 0), Work: time.Minute}}
		}},
	} {
		bare, had := bareOffice(300, tt.slots, 1), bareOffice(300, tt.slots, 0)
		if tt.change != nil {
			tt.change(bare)
			tt.change(had)
		}
		_, records := roll(bare, &bare.Strategies[1])
		_, twins := roll(had, &had.Strategies[1])
		firsts, after := map[uint32]Record{}, 0
		known := map[needName]Record{}
		for _, r := range twins {
			known[needName{r.Client, r.Cause, r.Occasion}] = r
		}
		for _, r := range byAsked(records) {
			first, isThere := firsts[r.Client]
			if !isThere {
				require.Equal(t, First, r.Kind, "%s: the first need of a client: %+v", tt.name, r)
				require.Equal(t, Update, r.Cause, tt.name)
				firsts[r.Client] = r
				continue
			}
			require.NotEqual(t, First, r.Kind, "%s: a second first sync: %+v", tt.name, r)
			require.NotEqual(t, Update, r.Cause, tt.name)
			if r.Asked < first.Finished || r.Cause == Metadata {
				continue
			}
			twin, ok := known[needName{r.Client, r.Cause, r.Occasion}]
			if !ok && tt.slots < 1000 {
				continue // it met a need of its twin that was still open
			}
			require.True(t, ok, "%s: a need that its twin has not: %+v", tt.name, r)
			if twin.Cause == r.Cause && !(tt.slots < 1000) {
				require.Equal(t, twin.Asked, r.Asked, tt.name)
			}
			require.Equal(t, twin.Work, r.Work, "%s: %+v", tt.name, r)
			after++
		}
		assert.Greater(t, len(firsts), 280, tt.name)
		assert.Greater(t, after, 1000, tt.name)
	}
}

// firstInstalls is a clockwork on whose PCs nothing is installed: each finds the release
// the moment it is offered, loads it for 20 minutes and installs it in 10. It syncs at
// log-in, every 2 hours, and after an update.
func firstInstalls(clients, slots int) *Scenario {
	s := managedClockwork(clients)
	s.Backend.Slots = []int{slots}
	g := &s.Groups[0]
	g.Versions = []VersionShare{{None, 1}}
	g.First = FirstInstall{Size: 1200e6, Duration: always(10 * time.Minute)}
	g.Sync.OnLogIn, g.Sync.OnTimer, g.Sync.Interval = true, true, 2*time.Hour
	return s
}

// storiesOf are the needs of a client in the order of their first asks.
func storiesOf(records []Record, who uint32) (stories []syncStory) {
	for _, r := range byAsked(records) {
		if r.Client == who {
			stories = append(stories, storyOf(&r))
		}
	}
	return stories
}

// TestFirstInstallByHand follows first installations whose times can be reckoned by
// hand: when they are complete, and what is synchronised on the first day and the second.
func TestFirstInstallByHand(t *testing.T) {
	monday := func(s *Scenario, hour, minute int) {
		at := s.Start.Add(dayAt(0, hour, minute))
		s.Strategies[0].Phases[0].Start = Start{At: &at}
	}
	type need struct {
		at    time.Duration
		cause Cause
		kind  Kind
		work  time.Duration
	}
	const first, full, delta = 7 * time.Minute, 3 * time.Minute, time.Minute
	tuesday := []need{{dayAt(1, 8, 0), LogIn, Delta, delta}, {dayAt(1, 10, 0), Timer, Delta, delta}, {dayAt(1, 12, 0), Timer, Delta, delta},
		{dayAt(1, 14, 0), Timer, Delta, delta}}
	from := func(hour, minute int, work time.Duration, timers ...int) []need {
		needs := []need{{dayAt(0, hour, minute), Update, First, work}}
		for _, h := range timers {
			needs = append(needs, need{dayAt(0, h, 0), Timer, Delta, delta})
		}
		return append(needs, tuesday...)
	}
	for _, tt := range []struct {
		name   string
		change func(s *Scenario)
		want   []need
	}{
		{"distributed at the log-in", nil, from(8, 30, first, 10, 12, 14)},
		{"distributed at noon", func(s *Scenario) { monday(s, 12, 0) }, from(12, 30, first, 14)},
		{"an update", func(s *Scenario) { s.Groups[0].Versions = []VersionShare{{"9.3", 1}} },
			append([]need{{dayAt(0, 8, 0), LogIn, Delta, delta}, {dayAt(0, 8, 15), Update, Full, full},
				{dayAt(0, 10, 0), Timer, Delta, delta}, {dayAt(0, 12, 0), Timer, Delta, delta}, {dayAt(0, 14, 0), Timer, Delta, delta}}, tuesday...)},
		{"as long a first sync as any full one", func(s *Scenario) { s.Groups[0].Sync.First = nil }, from(8, 30, full, 10, 12, 14)},
		{"the package carries the data", func(s *Scenario) { s.Groups[0].Sync.FirstSyncPackage = true }, from(8, 30, delta, 10, 12, 14)},
		{"no update triggers a sync, but there is no data yet", func(s *Scenario) { s.Groups[0].Sync.OnUpdate = false }, from(8, 30, first, 10, 12, 14)},
		{"the user asks for it a workday later", func(s *Scenario) { s.Groups[0].Delivery = SelfServiceDelivery; monday(s, 9, 0) },
			[]need{{dayAt(1, 9, 30), Update, First, first}, {dayAt(1, 10, 0), Timer, Delta, delta}, {dayAt(1, 12, 0), Timer, Delta, delta},
				{dayAt(1, 14, 0), Timer, Delta, delta}}},
		{"an install that always fails", func(s *Scenario) { s.Groups[0].First.Fails = 1 }, nil},
		{"an update that would always fail", func(s *Scenario) { s.Groups[0].Install.Fails = 1 }, from(8, 30, first, 10, 12, 14)},
		{"a terminal server", func(s *Scenario) { s.Groups[0].Profile = TerminalServer }, nil},
		{"access from noon", func(s *Scenario) {
			s.Strategies[0].Access = []Access{{Group: AllGroups, From: s.Start.Add(dayAt(0, 12, 0))}}
		}, from(12, 0, first, 14)},
		{"access from the evening", func(s *Scenario) {
			s.Strategies[0].Access = []Access{{Group: AllGroups, From: s.Start.Add(dayAt(0, 20, 0))}}
		}, append([]need{{dayAt(1, 8, 0), Update, First, first}}, tuesday[1:]...)},
		{"access for others", func(s *Scenario) {
			s.Strategies[0].Access = []Access{{Group: AllGroups, KeyUsers: true, From: s.Start}}
		}, nil},
		{"all metadata changes before and after", func(s *Scenario) {
			s.Backend.Events = []BackendEvent{{Kind: TouchMetadata, At: dayAt(0, 8, 10), Work: time.Hour}, {Kind: TouchMetadata, At: dayAt(0, 9, 0), Work: 2 * time.Minute}}
		}, append([]need{{dayAt(0, 8, 30), Update, First, first}, {dayAt(0, 9, 0), Metadata, Delta, 2 * time.Minute}}, from(8, 30, first, 10, 12, 14)[1:]...)},
	} {
		s := firstInstalls(1, 1)
		s.Horizon = 2
		s.Groups[0].Sync.First, s.Groups[0].Sync.Full, s.Groups[0].Sync.Delta = always(first), always(full), always(delta)
		if tt.change != nil {
			tt.change(s)
		}
		_, records := roll(s, &s.Strategies[0])
		var got []need
		for _, r := range byAsked(records) {
			got = append(got, need{r.Asked, r.Cause, r.Kind, r.Work})
		}
		assert.Equal(t, tt.want, got, tt.name)
	}
}

// TestFirstSyncStaysOne lets a first sync wait for the only slot until the evening: it goes on in
// the next session, also where the log-in itself would want a full sync and where the
// PC gets a fix meanwhile.
func TestFirstSyncStaysOne(t *testing.T) {
	for _, profile := range []Profile{Persistent, NonPersistent} {
		s := firstInstalls(2, 1)
		s.Horizon = 3
		s.Groups[0].Profile = profile
		s.Groups[0].Sync.First, s.Groups[0].Sync.Full, s.Groups[0].Sync.Delta = always(5*time.Hour), always(time.Minute), always(time.Minute)
		o, records := roll(s, &s.Strategies[0])
		assert.Equal(t, 2, o.Waits[WaitFirst].Len())
		assert.Equal(t, o.Waits[WaitUpdate], o.Waits[WaitFirst], "of which the waits of updates consist here")
		story := storiesOf(records, 1)
		require.NotEmpty(t, story)
		assert.Equal(t, Update, story[0].cause)
	}

	// The second PC has the fix while its first sync still waits.
	s := badRelease(2)
	s.Groups[0].Versions, s.Groups[0].First = []VersionShare{{None, 1}}, FirstInstall{Size: 600e6, Duration: always(5 * time.Minute)}
	s.Groups[0].Sync.First, s.Groups[0].Sync.Full = always(6*time.Hour), always(time.Minute)
	s.Backend.Slots = []int{1}
	s.Release.Problems[0].Fix.Distribution = always(0)
	_, records := rollBad(s, &Strategy{Phases: BigBang(Phase{})})
	var kinds [2][]Kind
	for _, r := range byAsked(records) {
		kinds[r.Client] = append(kinds[r.Client], r.Kind)
	}
	assert.Equal(t, [2][]Kind{{First, Full}, {First}}, kinds, "behind the first sync that runs the fix has one of its own, and that which waits takes its part")
}

// TestEverydayLoadGrowsWithAdoption installs 25 of 100 PCs a day: as many more sync at
// the log-in of the day after.
func TestEverydayLoadGrowsWithAdoption(t *testing.T) {
	s := firstInstalls(100, 100)
	s.Groups[0].Sync.OnTimer = false
	o, records := roll(s, &Strategy{Phases: Waves(100, Size{Kind: SizeCount, Count: 25}, workdays(1), Phase{})})
	var logIns, firsts [5]int
	for _, r := range records {
		day := int(r.Asked / (24 * time.Hour))
		if day < 5 && r.Cause == LogIn {
			logIns[day]++
		} else if day < 5 && r.Kind == First {
			firsts[day]++
		}
	}
	assert.Equal(t, [5]int{0, 25, 50, 75, 100}, logIns)
	assert.Equal(t, [5]int{25, 25, 25, 25, 0}, firsts)
	assert.Equal(t, [5]int{25, 50, 75, 100, 100}, [5]int{updatedBy(o, 1), updatedBy(o, 2), updatedBy(o, 3), updatedBy(o, 4), updatedBy(o, 5)})
}

// updatedBy counts the clients that are updated on the first days.
func updatedBy(o *Outcome, days int) (n int) {
	for _, at := range o.UpdatedAt {
		if at < dayAt(days, 0, 0) {
			n++
		}
	}
	return n
}

// TestFirstInstallsAreFoundLikeUpdates holds a first installation that takes what an
// update takes against that update: by policy polls, at deadlines and by their users
// PCs have it at the same instants. By polls without absence a share of t/interval has it
// a time t after the opening.
func TestFirstInstallsAreFoundLikeUpdates(t *testing.T) {
	const clients = 1000
	opens := dayAt(0, 9, 0)
	for _, tt := range []struct {
		name   string
		change func(g *Group)
	}{
		{"policy polls", func(*Group) {}},
		{"at a deadline", func(g *Group) {
			g.Managed = Managed{PolicyPoll: time.Hour, AtDeadline: true, Deadline: localDays(1), Randomization: 4 * time.Hour}
		}},
		{"self-service", func(g *Group) { g.Delivery, g.Self.Never = SelfServiceDelivery, 0.2 }},
		{"an updater that comes along, and not before", func(g *Group) { g.First.Updater = 1 }},
		{"downloads and installs that fail", func(g *Group) { g.Download.Fails, g.Install.Fails, g.First.Fails = 0.3, 0.3, 0.3 }},
	} {
		installed := func(version Version) []time.Duration {
			s := clockwork(clients, clients)
			g := &s.Groups[0]
			g.Delivery, g.Managed = ManagedDelivery, Managed{PolicyPoll: time.Hour}
			g.Versions = []VersionShare{{version, 1}}
			g.First = FirstInstall{Size: g.Download.Size, Duration: g.Install.Duration, Fails: g.Install.Fails}
			tt.change(g)
			at := s.Start.Add(opens)
			s.Strategies[0].Phases[0].Start = Start{At: &at}
			o, _ := roll(s, &s.Strategies[0])
			return o.UpdatedAt
		}
		firsts := installed(None)
		assert.Equal(t, installed("9.3"), firsts, tt.name)
		assert.Greater(t, len(firsts), clients/2, tt.name)
		if tt.name == "policy polls" {
			shares := make([]float64, len(firsts))
			for i, at := range firsts {
				shares[i] = (at - opens - 15*time.Minute).Hours()
			}
			require.Len(t, shares, clients)
			uniformly(t, "adoption by policy polls", shares)
		}
	}
}

// TestNothingIsOlderThanEveryVersion compares nothing with versions.
func TestNothingIsOlderThanEveryVersion(t *testing.T) {
	for _, v := range []Version{"0", "0.0", "9.4"} {
		assert.Equal(t, [3]int{-1, +1, 0}, [3]int{None.Compare(v), v.Compare(None), None.Compare(None)}, v)
	}
}

// TestUpdaterAlong installs the updater along on a share of the PCs: those find a fix at
// their next check, an interval after the install, and the others as soon as it is there.
func TestUpdaterAlong(t *testing.T) {
	const clients = 2000
	s := badRelease(clients)
	g := &s.Groups[0]
	g.Versions = []VersionShare{{None, 0.5}, {"9.3", 0.5}}
	g.First = FirstInstall{Size: 1200e6, Duration: always(10 * time.Minute), Updater: 0.4}
	g.Updater.Interval = 5 * time.Hour
	s.Release.Problems[0].Fix = SpanDistribution{always(time.Hour), Elapsed}
	s.Release.Problems[0].NoticedAfter = clients
	o, records := rollBad(s, &Strategy{Phases: BigBang(Phase{})})
	require.Len(t, o.UpdatedAt, clients)
	bare := map[uint32]bool{}
	for _, r := range records {
		bare[r.Client] = bare[r.Client] || r.Kind == First
	}
	// The last are installed at 08:30, the fix is there an hour later and takes 15 minutes.
	own := 0
	asked := map[time.Duration]int{}
	for _, r := range records {
		if r.Cause == Update && r.Asked > dayAt(0, 9, 0) {
			asked[r.Asked]++
			if r.Asked == dayAt(0, 13, 45) {
				require.True(t, bare[r.Client], "client %d had the software, and no updater", r.Client)
				own++
			}
		}
	}
	assert.Equal(t, map[time.Duration]int{dayAt(0, 9, 45): clients - own, dayAt(0, 13, 45): own}, asked)
	withinChance(t, "first installs with the updater", own, len(theOnes(bare)), 0.4)
}

func theOnes(bare map[uint32]bool) (ones []uint32) {
	for who, is := range bare {
		if is {
			ones = append(ones, who)
		}
	}
	return ones
}

// TestRollbackUninstalls takes a bad release back: where nothing was installed nothing is
// synchronised from then on, a sync that runs is cut off, and one that waits is given up. To
// uninstall takes no download. The others have their old version again, and sync for it.
func TestRollbackUninstalls(t *testing.T) {
	for _, tt := range []struct {
		name     string
		versions []VersionShare
		slots    int
		ticket   bool
	}{
		{"nothing was installed, all sync at once", []VersionShare{{None, 1}}, 200, true},
		{"nothing was installed, most wait in line", []VersionShare{{None, 1}}, 20, true},
		{"nothing was installed, most ask again", []VersionShare{{None, 1}}, 20, false},
		{"a mix, each back to what it had", []VersionShare{{None, 0.5}, {"9.2", 0.5}}, 20, true},
	} {
		s := badRelease(200)
		s.Horizon = 4
		s.Backend.Slots, s.Backend.Admission.Discipline = []int{tt.slots}, disciplineOf(tt.ticket)
		g := &s.Groups[0]
		g.Versions = tt.versions
		g.First = FirstInstall{Size: 600e6, Duration: always(5 * time.Minute), Updater: 1}
		g.Sync.OnLogIn, g.Sync.First, g.Sync.Full, g.Sync.Delta = true, always(2*time.Hour), always(time.Minute), always(time.Minute)
		s.Release.Problems[0].OrAfter, s.Release.Problems[0].NoticedAfter = Span{Length: time.Hour}, 0
		phases := BigBang(Phase{})
		phases[0].OnProblem = RollbackAll
		o, records := rollBad(s, &Strategy{Phases: phases, Rollback: Rollback{To: "9.2"}})
		assert.Equal(t, 200, o.Returned, tt.name)
		// All at once: installed at 08:15, noticed at 09:15, uninstalled in 5 minutes.
		had, gone := map[uint32]bool{}, dayAt(0, 9, 20)
		for _, r := range records {
			had[r.Client] = had[r.Client] || r.Asked < dayAt(0, 8, 15) && r.Cause == LogIn
		}
		gaveUp, after, ran, next := 0, 0, 0, 0
		for _, r := range records {
			switch {
			case had[r.Client]:
				after++
				if r.Started == gone {
					next++
				}
				assert.NotEqual(t, GaveUp, r.Outcome, tt.name)
			case r.Outcome == GaveUp:
				require.True(t, r.Kind == First && r.Finished == gone, "%s: %+v", tt.name, r)
				gaveUp++
				if r.HasStarted && r.Started < gone { // and not on a slot that freed only then
					ran++
				}
			default:
				require.Failf(t, "a sync too many", "%s: a sync of a PC that had nothing and has nothing: %+v", tt.name, r)
			}
		}
		bare := 200 - len(theOnes(had))
		assert.Equal(t, bare, gaveUp, tt.name)
		assert.Equal(t, float64(bare), valueOf(t, o, "gave_up"), tt.name)
		assert.Equal(t, min(bare, tt.slots), ran, "%s: were cut off", tt.name)
		if assert.Equal(t, len(tt.versions) == 2, after > 0, tt.name); after > 0 {
			assert.Equal(t, tt.slots, next, "%s: start on the slots that are free then", tt.name)
		}
		assert.Zero(t, o.Running.Mean(int(dayAt(1, 3, 0)/SeriesWidth)), tt.name)
	}
}

// TestUninstalledPCsGetTheNextRelease takes a first installation back on Monday; the release
// that follows on Wednesday is a first installation again, by the way of the group, and the
// one after that comes by the updater that was installed along.
func TestUninstalledPCsGetTheNextRelease(t *testing.T) {
	s := badRelease(1)
	s.Horizon = 12
	g := &s.Groups[0]
	g.Versions = []VersionShare{{None, 1}}
	g.First = FirstInstall{Size: 1200e6, Duration: always(10 * time.Minute), Updater: 1}
	g.Updater.Interval = 30 * time.Hour
	g.Sync.First, g.Sync.Full = always(7*time.Minute), always(3*time.Minute)
	s.Release.Problems[0].OrAfter, s.Release.Problems[0].NoticedAfter = Span{Length: time.Hour}, 0
	s.Later = []LaterRelease{
		{Version: "9.5", Start: s.Start.Add(dayAt(2, 0, 0)), AtOnce: true},
		{Version: "9.6", Start: s.Start.Add(dayAt(3, 0, 0)), AtOnce: true, FirstSyncPackage: true},
	}
	phases := BigBang(Phase{})
	phases[0].OnProblem = RollbackAll
	_, records := rollBad(s, &Strategy{Phases: phases})
	type sync struct {
		at   time.Duration
		kind Kind
		work time.Duration
	}
	var got []sync
	for _, r := range byAsked(records) {
		got = append(got, sync{r.Asked, r.Kind, r.Work})
	}
	assert.Equal(t, []sync{
		{dayAt(0, 8, 30), First, 7 * time.Minute},
		{dayAt(2, 8, 30), First, 7 * time.Minute},
		{dayAt(3, 14, 45), Delta, time.Minute},
	}, got)
}
