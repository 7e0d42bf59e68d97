package model

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/sim/dist"
	"github.com/rollsim/rollsim/testdata/fit"
)

// TestUpdateByHand follows the update of one PC whose times are simple enough to
// be reckoned by hand: on from 08:00 to 16:00 on workdays, 10 minutes of
// download, 5 minutes of install.
func TestUpdateByHand(t *testing.T) {
	opens := func(at time.Duration) func(*Scenario) {
		return func(s *Scenario) {
			instant := s.Start.Add(at)
			s.Strategies[0].Phases[0].Start = Start{At: &instant}
		}
	}
	managed := func(s *Scenario) {
		s.Groups[0].Delivery = ManagedDelivery
		s.Groups[0].Managed = Managed{PolicyPoll: time.Nanosecond, Deadline: localDays(7)}
	}
	atDeadline := func(s *Scenario) { s.Groups[0].Managed.AtDeadline = true }
	selfService := func(s *Scenario) { s.Groups[0].Delivery = SelfServiceDelivery }
	const notAtAll = time.Duration(-1)
	for _, tt := range []struct {
		name   string
		check  time.Duration // of the auto-updater, the first from day 0 on
		change []func(*Scenario)
		want   time.Duration // when the install is complete
	}{
		{"a check while on", dayAt(0, 12, 0), nil, dayAt(0, 12, 15)},
		{"an overdue check fires at the log-in", dayAt(0, 3, 0), nil, dayAt(0, 8, 15)},
		{"a check overdue since the weekend", dayAt(-2, 9, 0), nil, dayAt(0, 8, 15)},
		{"a check due at the log-in", dayAt(0, 8, 0), nil, dayAt(0, 8, 15)},
		{"a check due in the evening fires at the next log-in", dayAt(0, 17, 0), nil, dayAt(1, 8, 15)},
		{"a check due at the end of the session fires at the next log-in", dayAt(0, 16, 0), nil, dayAt(1, 8, 15)},
		{"a check on Friday evening fires on Monday", dayAt(4, 17, 0), nil, dayAt(7, 8, 15)},
		{"a check before the offer finds nothing and comes back after the interval", dayAt(0, 12, 0),
			[]func(*Scenario){opens(dayAt(0, 13, 0))}, dayAt(1, 12, 15)},
		{"a check at the instant of the offer finds it", dayAt(0, 12, 0),
			[]func(*Scenario){opens(dayAt(0, 12, 0))}, dayAt(0, 12, 15)},
		{"an overdue check before the offer restarts the interval at the log-in", dayAt(0, 3, 0),
			[]func(*Scenario){opens(dayAt(0, 8, 1)), func(s *Scenario) { s.Groups[0].Updater.Interval = 6 * time.Hour }}, dayAt(0, 14, 15)},
		{"a short interval", dayAt(0, 8, 30), []func(*Scenario){opens(dayAt(0, 12, 31)),
			func(s *Scenario) { s.Groups[0].Updater.Interval = time.Hour }}, dayAt(0, 13, 45)},

		{"the end of the session pauses the download", dayAt(0, 9, 0),
			[]func(*Scenario){func(s *Scenario) { s.Groups[0].Download.Size = 10 * 3600e6 }}, dayAt(1, 11, 5)},
		{"a download over three days", dayAt(0, 9, 0),
			[]func(*Scenario){func(s *Scenario) { s.Groups[0].Download.Size = 20 * 3600e6 }}, dayAt(2, 13, 5)},
		{"the end of the session restarts the install", dayAt(0, 12, 0),
			[]func(*Scenario){func(s *Scenario) { s.Groups[0].Install.Duration = always(5 * time.Hour) }}, dayAt(1, 13, 0)},
		{"an install longer than a session is never complete", dayAt(0, 12, 0),
			[]func(*Scenario){func(s *Scenario) { s.Groups[0].Install.Duration = always(9 * time.Hour) }}, notAtAll},
		{"a download that always fails", dayAt(0, 12, 0),
			[]func(*Scenario){func(s *Scenario) { s.Groups[0].Download.Fails = 1 }}, notAtAll},
		{"an install that always fails", dayAt(0, 12, 0),
			[]func(*Scenario){func(s *Scenario) { s.Groups[0].Install.Fails = 1 }}, notAtAll},

		{"IT distribution, at the first poll", 0, []func(*Scenario){managed, opens(dayAt(0, 11, 0))}, dayAt(0, 11, 15)},
		{"IT distribution, off at the opening", 0, []func(*Scenario){managed, opens(dayAt(0, 20, 0))}, dayAt(1, 8, 15)},
		{"IT distribution, programs open or not", 0, []func(*Scenario){managed,
			func(s *Scenario) { s.Groups[0].Updater.Apps.OpenSpell = 1e6 * time.Hour }}, dayAt(0, 8, 15)},
		{"at the deadline, seven days after the opening", 0,
			[]func(*Scenario){managed, atDeadline, opens(dayAt(0, 11, 0))}, dayAt(7, 11, 5)},
		{"at a deadline in the night", 0,
			[]func(*Scenario){managed, atDeadline, opens(dayAt(0, 20, 0))}, dayAt(8, 8, 5)},
		{"at a deadline on a weekend", 0, []func(*Scenario){managed, atDeadline, opens(dayAt(0, 11, 0)),
			func(s *Scenario) { s.Groups[0].Managed.Deadline = localDays(5) }}, dayAt(7, 8, 5)},
		{"at a deadline before the download is complete", 0, []func(*Scenario){managed, atDeadline, opens(dayAt(0, 11, 0)),
			func(s *Scenario) { s.Groups[0].Managed.Deadline = Span{Length: time.Minute} }}, dayAt(0, 11, 15)},
		{"at a deadline of the phase", 0, []func(*Scenario){managed, atDeadline, opens(dayAt(0, 11, 0)),
			func(s *Scenario) { s.Strategies[0].Phases[0].Deadline = &Span{Length: 24 * time.Hour} }}, dayAt(1, 11, 5)},
		{"at the end of a grace from finding the offer", 0, []func(*Scenario){managed, atDeadline, opens(dayAt(0, 20, 0)),
			func(s *Scenario) {
				s.Strategies[0].Phases[0].Deadline, s.Strategies[0].Phases[0].Grace = &Span{Length: time.Hour}, workdays(2)
			}}, dayAt(3, 8, 5)},
		{"a grace that the deadline outlasts", 0, []func(*Scenario){managed, atDeadline, opens(dayAt(0, 11, 0)),
			func(s *Scenario) { s.Strategies[0].Phases[0].Grace = workdays(2) }}, dayAt(7, 11, 5)},
		{"a deadline that counts from a staged offer", 0, []func(*Scenario){managed, atDeadline,
			func(s *Scenario) {
				s.Groups[0].Managed.Deadline = Span{Length: 24 * time.Hour}
				s.Strategies[0].Phases[0].InFlight.Count = 1
				s.Strategies[0].Phases[0].Window = &OfferWindow{Days: [7]bool{true, true, true, true, true, true, true}, From: 9 * time.Hour, Until: 24 * time.Hour}
			}}, dayAt(1, 9, 5)},

		{"the user acts a workday after the opening", 0, []func(*Scenario){selfService, opens(dayAt(0, 11, 0))}, dayAt(1, 11, 15)},
		{"the user is to act in the night", 0, []func(*Scenario){selfService, opens(dayAt(0, 20, 0))}, dayAt(2, 8, 15)},
		{"the user acts over the weekend", 0, []func(*Scenario){selfService, opens(dayAt(4, 11, 0))}, dayAt(7, 11, 15)},
		{"the user acts at once", 0, []func(*Scenario){selfService, opens(dayAt(0, 11, 0)),
			func(s *Scenario) { s.Groups[0].Self.Response.Distribution = always(0) }}, dayAt(0, 11, 15)},
		{"the user refuses", 0, []func(*Scenario){selfService, func(s *Scenario) { s.Groups[0].Self.Never = 1 }}, notAtAll},
	} {
		s := clockwork(1, 1)
		for _, change := range tt.change {
			change(s)
		}
		o, _ := rollPrepared(s, &s.Strategies[0], func(w *World) { w.clients[0].check = tt.check })
		want := []time.Duration{tt.want}
		if tt.want == notAtAll {
			want = nil
		}
		assert.Equal(t, want, o.UpdatedAt, "%s: updated at", tt.name)
	}
}

// TestCheckLocksToItsPhase lets a PC check every 24 hours for two weeks before
// the offer on Tuesday. Without days off the checks stay at their time of day; a
// weekend moves them to the log-in of Monday for good.
func TestCheckLocksToItsPhase(t *testing.T) {
	for _, tt := range []struct {
		name     string
		calendar *Calendar
		want     time.Duration
	}{
		{"on every day", sevenDays("Europe/Berlin"), dayAt(1, 12, 15)},
		{"off at weekends", fiveDays("Europe/Berlin"), dayAt(1, 8, 15)},
	} {
		s := clockwork(1, 1)
		s.Groups[0].Calendar = tt.calendar
		s.Strategies[0].Phases[0].Start = Start{Delay: localDays(1)}
		o, _ := rollPrepared(s, &s.Strategies[0], func(w *World) { w.clients[0].check = dayAt(-14, 12, 0) })
		assert.Equal(t, []time.Duration{tt.want}, o.UpdatedAt,
			"%s: updated at %v, want %v", tt.name, o.UpdatedAt, tt.want)
	}
}

// TestCheckJitter checks that the next check lies within interval × (1 ± jitter)
// and uniformly so.
func TestCheckJitter(t *testing.T) {
	s := clockwork(2000, 1)
	s.Groups[0].Updater.Jitter = 0.25
	w := newWorld(New(s), 1, 0)
	shares := make([]float64, len(w.clients))
	for who := range w.clients {
		c := &w.clients[who]
		w.nextCheck(uint32(who), c, &w.groups[0], time.Hour)
		after := c.check - time.Hour
		require.True(t, after >= 18*time.Hour && after <= 30*time.Hour,
			"client %d checks %v after its last check, want 18h to 30h", who, after)
		shares[who] = (after - 18*time.Hour).Hours() / 12
	}
	uniformly(t, "checks within 24h ± 25 %", shares)
}

// uniformly fails the test when numbers do not look uniform on (0, 1).
func uniformly(t *testing.T, what string, xs []float64) {
	t.Helper()
	distance, p := fit.KolmogorovSmirnov(xs, func(x float64) float64 { return min(max(x, 0), 1) })
	assert.GreaterOrEqual(t, p, 1e-4,
		"%s: not uniform, Kolmogorov-Smirnov distance %.4f of %d, p = %.2g", what, distance, len(xs), p)
}

// TestStoredChecksAreSpread checks that the first checks of a fleet lie anywhere
// in one interval.
func TestStoredChecksAreSpread(t *testing.T) {
	s := clockwork(2000, 1)
	w := newWorld(New(s), 1, 0)
	var shares []float64
	for _, c := range w.clients {
		shares = append(shares, (c.check-dayAt(-daysBefore, 0, 0)).Hours()/24)
	}
	uniformly(t, "first checks", shares)
}

// TestProgramsClosedLikeTheirProcess holds the geometric shortcut of the model
// against the process that it stands for: programs that are closed and open in
// turn for exponential times, looked at again and again.
func TestProgramsClosedLikeTheirProcess(t *testing.T) {
	const clients, tries = 40_000, 30
	for _, apps := range []AppsClosed{
		{ClosedSpell: 10 * time.Minute, OpenSpell: 90 * time.Minute, Poll: 2 * time.Minute, Tries: tries},
		{ClosedSpell: time.Minute, OpenSpell: 10 * time.Minute, Poll: 5 * time.Minute, Tries: tries},
		{ClosedSpell: time.Hour, OpenSpell: 20 * time.Minute, Poll: time.Minute, Tries: tries},
	} {
		s := clockwork(clients, 1)
		s.Groups[0].Updater.Apps = apps
		w := newWorld(New(s), 1, 0)
		g := &w.groups[0]
		var model, process [tries + 1]int // by number of looks that find some program open; the last: all of them
		for who := range w.clients {
			looks := tries
			if due := w.programsClosed(0, uint32(who), &w.clients[who], g, true); due != never {
				looks = int(due / apps.Poll)
				require.True(t, looks < tries && due%apps.Poll == 0,
					"client %d finds its programs closed after %v, want a whole number of intervals below %d",
					who, due, tries)
			}
			model[looks]++
		}
		r := rand.New(rand.NewPCG(7, 7))
		for range clients {
			process[looksUntilClosed(r, &apps)]++
		}
		share := apps.ClosedSpell.Seconds() / (apps.ClosedSpell + apps.OpenSpell).Seconds()
		withinChance(t, "closed at the first look", model[0], clients, share)

		// Two-sample chi-square over the numbers of looks that are not rare. It
		// exceeds its mean by more than four standard deviations about once in
		// some thousand samples.
		chi2, cells := 0.0, 0
		for looks := range model {
			a, b := float64(model[looks]), float64(process[looks])
			if a+b >= 20 {
				chi2 += (a - b) * (a - b) / (a + b)
				cells++
			}
		}
		free := float64(cells - 1)
		limit := free + 4*math.Sqrt(2*free)
		assert.True(t, cells >= 5 && chi2 <= limit,
			"%+v: looks until closed: chi-square %.1f over %d cells, want at most %.1f\nmodel   %v\nprocess %v",
			apps, chi2, cells, limit, model, process)
	}
}

// looksUntilClosed plays the process spell by spell from its stationary state and
// counts the looks before the first one that finds all programs closed, at most
// all of them.
func looksUntilClosed(r *rand.Rand, apps *AppsClosed) int {
	closed := r.Float64() < apps.ClosedSpell.Seconds()/(apps.ClosedSpell+apps.OpenSpell).Seconds()
	spell := func() float64 {
		if closed {
			return r.ExpFloat64() * apps.ClosedSpell.Seconds()
		}
		return r.ExpFloat64() * apps.OpenSpell.Seconds()
	}
	ends := spell()
	for look := range apps.Tries {
		for at := float64(look) * apps.Poll.Seconds(); ends <= at; ends += spell() {
			closed = !closed
		}
		if closed {
			return look
		}
	}
	return apps.Tries
}

// TestProgramsClosedAfterRestart checks the share of PCs whose programs are
// found closed within the first minutes of a restart, after them, and without a
// restart.
func TestProgramsClosedAfterRestart(t *testing.T) {
	const clients = 20_000
	s := clockwork(clients, 1)
	s.Groups[0].Updater.Apps = AppsClosed{AfterRestart: 0.9, RestartFor: 2 * time.Minute,
		ClosedSpell: 10 * time.Minute, OpenSpell: 90 * time.Minute, Poll: 2 * time.Minute, Tries: 120}
	w := newWorld(New(s), 1, 0)
	for _, tt := range []struct {
		name    string
		restart bool
		after   time.Duration // since the log-in
		want    float64
	}{
		{"at a restart", true, 0, 0.9 + 0.1*0.1},
		{"within two minutes of a restart", true, 2*time.Minute - 1, 0.9 + 0.1*0.1},
		{"two minutes after a restart", true, 2 * time.Minute, 0.1},
		{"at a resume", false, 0, 0.1},
	} {
		closed := 0
		for who := range w.clients {
			c := &w.clients[who]
			c.logIn = dayAt(0, 8, 0)
			c.set(restarted, tt.restart)
			now := c.logIn + tt.after
			if w.programsClosed(now, uint32(who), c, &w.groups[0], tt.after == 0) == now {
				closed++
			}
		}
		withinChance(t, "programs closed "+tt.name, closed, clients, tt.want)
	}
}

// TestLooksSurviveSleep checks which looks at the programs a session has made
// when it ends.
func TestLooksSurviveSleep(t *testing.T) {
	s := clockwork(1, 1)
	s.Groups[0].Updater.Apps = AppsClosed{ClosedSpell: 1, OpenSpell: 1e6 * time.Hour, Poll: 2 * time.Minute, Tries: 10}
	w := newWorld(New(s), 1, 0)
	c, g := &w.clients[0], &w.groups[0]
	c.stage = ready
	for _, tt := range []struct {
		name    string
		before  int           // looks in earlier sessions
		session time.Duration // from the first look to the end of the session
		want    int
	}{
		{"the session ends at the first look, which is not made", 0, 0, 0},
		{"one look", 0, time.Minute, 1},
		{"the second look falls on the end of the session", 0, 2 * time.Minute, 1},
		{"the second look comes just before it", 0, 2*time.Minute + 1, 2},
		{"looks add up over sessions", 3, 5 * time.Minute, 6},
		{"no more looks than tries", 3, time.Hour, 10},
	} {
		c.polls, c.mark = uint16(tt.before), time.Hour
		w.pauseUpdate(time.Hour+tt.session, 0, c, g)
		assert.Equal(t, tt.want, int(c.polls), "%s: %d looks", tt.name, c.polls)
	}

	// With the tries exhausted, only a restart asks again.
	for _, tt := range []struct {
		name           string
		restart, begin bool
		want           bool
	}{
		{"a resume", false, true, false},
		{"later in the session of a restart", true, false, false},
		{"a restart", true, true, true},
	} {
		c.polls = 10
		c.set(restarted, tt.restart)
		w.programsClosed(2*time.Hour, 0, c, g, tt.begin)
		assert.Equal(t, tt.want, c.polls == 0, "%s, all tries used: asks again", tt.name)
	}
}

// An install that the end of the session cuts off has spent the looks that it
// took, and the programs must be found closed again before it begins anew.
func TestCutInstallSpendsItsLooks(t *testing.T) {
	s := clockwork(1, 1)
	s.Groups[0].Updater.Apps.Tries = 3
	s.Groups[0].Install.Duration = always(2 * time.Hour)
	w := newWorld(New(s), 1, 0)
	w.follow(&s.Strategies[0])
	c, g := &w.clients[0], &w.groups[0]
	closed := g.closedLong
	c.stage, c.phase = ready, 0
	session := func(day int, restart bool, closedLong float64) {
		g.closedLong = closedLong
		c.day, c.logIn, c.ends = int16(day), dayAt(day, 8, 0), dayAt(day, 9, 0)
		c.set(on, true)
		c.set(restarted, restart)
		w.resumeUpdate(c.logIn, 0, c, g)
		if c.due < c.ends {
			w.updateStep(c.due, 0, c)
			require.Equal(t, installing, c.stage)
		}
		w.pauseUpdate(c.ends, 0, c, g)
	}
	session(0, false, closed)
	assert.EqualValues(t, 1, c.polls, "one look, which found the programs closed")
	assert.Equal(t, installing, c.stage, "cut off")
	g.closesIn = 1e-300
	session(1, false, 0)
	assert.Equal(t, ready, c.stage, "the programs are open in the second session, and the install does not begin anew")
	assert.EqualValues(t, 3, c.polls, "all tries are spent")
	session(2, false, closed)
	assert.Equal(t, ready, c.stage, "no look is left, though the programs are closed")
	session(3, true, closed)
	assert.Equal(t, installing, c.stage, "a restart asks again")
	assert.EqualValues(t, 1, c.polls, "from the first look on")
}

// TestTriesExhaustedUntilRestart lets PCs have their programs closed only in the
// first minutes of a restart. Whoever downloads during a session uses up its
// tries and is updated at the log-in of the first day that begins with a restart.
func TestTriesExhaustedUntilRestart(t *testing.T) {
	const clients = 300
	s := clockwork(clients, clients)
	g := &s.Groups[0]
	g.Presence.Restarts = 0.4
	g.Updater.Apps = AppsClosed{AfterRestart: 1, RestartFor: 2 * time.Minute,
		ClosedSpell: 1, OpenSpell: 1e6 * time.Hour, Poll: 2 * time.Minute, Tries: 3}
	_, records := rollPrepared(s, &s.Strategies[0], func(w *World) {
		for who := range w.clients {
			w.clients[who].check = dayAt(0, 12, 0)
		}
	})
	chance := dist.NewStream(s.Seed, 0)
	later := 0
	for _, r := range records {
		n := int(r.Asked / (24 * time.Hour))
		require.Equal(t, dayAt(n, 8, 5), r.Asked,
			"client %d is updated at %v, want 5 minutes after a log-in", r.Client, r.Asked)
		for d := 1; d <= n; d++ {
			if weekend := d == 5 || d == 6; weekend {
				continue
			}
			restart := chance.Uniform(r.Client, chanceRestart, uint64(d+daysBefore)) < 0.4
			require.Equal(t, d == n, restart,
				"client %d is updated on day %d; day %d begins with a restart: %v", r.Client, n, d, restart)
		}
		if n > 1 {
			later++
		}
	}
	// Nine of the 14 days come after the download and are workdays.
	withinChance(t, "updated by the horizon", len(records), clients, 1-math.Pow(0.6, 9))
	withinChance(t, "updated after the second day", later, clients, 0.6-math.Pow(0.6, 9))
}

// TestFailedSteps counts PCs by the number of tries that their installs and
// downloads took.
func TestFailedSteps(t *testing.T) {
	const clients = 20_000
	for _, tt := range []struct {
		name   string
		change func(*Group)
		first  time.Duration // when a PC is updated whose first try succeeds
		later  time.Duration // by how much each failed try puts that off
	}{
		{"installs", func(g *Group) { g.Install.Fails, g.Install.Tries = 0.3, 3 }, dayAt(0, 8, 15), time.Hour + 5*time.Minute},
		{"downloads", func(g *Group) { g.Download.Fails, g.Updater.DownloadTries = 0.3, 3 }, dayAt(0, 8, 15), time.Hour + 10*time.Minute},
	} {
		s := clockwork(clients, clients)
		s.Groups[0].Updater.OnError = time.Hour
		tt.change(&s.Groups[0])
		o, _ := rollPrepared(s, &s.Strategies[0], func(w *World) {
			for who := range w.clients {
				w.clients[who].check = 0
			}
		})
		byTry := map[time.Duration]int{}
		for _, at := range o.UpdatedAt {
			byTry[at]++
		}
		for try, want := range []float64{0.7, 0.3 * 0.7, 0.3 * 0.3 * 0.7} {
			withinChance(t, tt.name+" by tries", byTry[tt.first+time.Duration(try)*tt.later], clients, want)
		}
		withinChance(t, tt.name+" that fail for good", o.Never, clients, 0.3*0.3*0.3)
		assert.True(t, len(byTry) == 3 && len(o.UpdatedAt)+o.Never == clients && o.CanUpdate == clients-o.Never,
			"%s: updated at %d instants, %d updated, %d never, %d can be, want 3 instants and %d in all",
			tt.name, len(byTry), len(o.UpdatedAt), o.Never, o.CanUpdate, clients)
	}
}

// TestPolicyPolls checks that PCs under IT distribution poll on a fixed grid with
// a phase of their own.
func TestPolicyPolls(t *testing.T) {
	const clients = 1000
	// updates returns the install instants by client for an opening.
	updates := func(opens time.Duration) []time.Duration {
		s := clockwork(clients, clients)
		s.Groups[0].Delivery = ManagedDelivery
		instant := s.Start.Add(opens)
		s.Strategies[0].Phases[0].Start = Start{At: &instant}
		_, records := roll(s, &s.Strategies[0])
		at := make([]time.Duration, clients)
		for _, r := range records {
			at[r.Client] = r.Asked - 15*time.Minute
		}
		return at
	}
	early, late := updates(dayAt(0, 9, 0)), updates(dayAt(0, 13, 20))
	var shares []float64
	for who := range early {
		first, second := early[who]-dayAt(0, 9, 0), late[who]-dayAt(0, 13, 20)
		require.True(t, first >= 0 && first < time.Hour && second >= 0 && second < time.Hour,
			"client %d polls %v and %v after the openings, want within the hour", who, first, second)
		apart := late[who] - early[who]
		require.Zero(t, apart%time.Hour,
			"client %d polls at %v and %v, %v apart, want whole hours", who, early[who], late[who], apart)
		shares = append(shares, first.Hours())
	}
	uniformly(t, "phases of the policy poll", shares)
}

func TestDeadlineRandomization(t *testing.T) {
	const clients = 2000
	s := clockwork(clients, clients)
	s.Groups[0].Delivery = ManagedDelivery
	s.Groups[0].Managed = Managed{PolicyPoll: time.Hour, AtDeadline: true, Deadline: localDays(1), Randomization: 4 * time.Hour}
	opens := s.Start.Add(dayAt(0, 10, 0))
	s.Strategies[0].Phases[0].Start = Start{At: &opens}
	o, _ := roll(s, &s.Strategies[0])
	var shares []float64
	for _, at := range o.UpdatedAt {
		shares = append(shares, (at-dayAt(1, 10, 5)).Hours()/4)
	}
	require.Len(t, shares, clients, "installs in the 4 hours after the deadline")
	assert.True(t, slices.Min(shares) >= 0 && slices.Max(shares) < 1,
		"installs between %v and %v of the 4 hours after the deadline, want them between 0 and 1",
		slices.Min(shares), slices.Max(shares))
	uniformly(t, "installs after the deadline", shares)
}

func TestSelfServiceRefusals(t *testing.T) {
	const clients = 5000
	s := clockwork(clients, clients)
	s.Groups[0].Delivery = SelfServiceDelivery
	s.Groups[0].Self.Never = 0.2
	o, _ := roll(s, &s.Strategies[0])
	withinChance(t, "users who refuse", o.Never, clients, 0.2)
	assert.True(t, len(o.UpdatedAt) == clients-o.Never && o.CanUpdate == clients-o.Never,
		"%d of %d that can be are updated, %d refuse, want %d in all", len(o.UpdatedAt), o.CanUpdate, o.Never, clients)
}
