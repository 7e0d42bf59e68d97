package model

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/sim/dist"
	"github.com/rollsim/rollsim/testdata/fit"
)

// TestAbsenceChain follows who is absent on each workday. The long-run share and
// the mean spell are those that were asked for, from the first day on.
func TestAbsenceChain(t *testing.T) {
	const clients, workdaysSeen = 3000, 40
	const share, spell = 0.17, 4.0
	s := clockwork(clients, 1)
	s.Horizon = 42
	s.Groups[0].Presence.Absent, s.Groups[0].Presence.AbsentSpell = share, spell
	w := newWorld(New(s), 1, 0)
	days := 0
	absences, absencesFirst, absentBefore, cameBack := 0, 0, 0, 0
	was := make([]bool, clients)
	for n := -daysBefore; n < s.Horizon; n++ {
		w.play(dayAt(n, 12, 0))
		if !w.groups[0].days.at(n).work {
			online := countOn(w)
			require.LessOrEqual(t, online, 0, "day %d: %d PCs on, want none on a day off", n, online)
			continue
		}
		days++
		for who := range w.clients {
			off := !w.clients[who].is(on)
			if days > 1 && was[who] {
				absentBefore++
				if !off {
					cameBack++
				}
			}
			if off {
				absences++
				if days == 1 {
					absencesFirst++
				}
			}
			was[who] = off
		}
	}
	withinChance(t, "absent on the first day", absencesFirst, clients, share)
	// A return happens on a day with chance 1 / mean spell: spells are geometric.
	withinChance(t, "absent PCs that come back", cameBack, absentBefore, 1/spell)
	// Days of a PC are correlated: a day's correlation with the next is
	// 1 − leave − come back, so the variance of the share is larger than that of
	// as many independent days by (1+r)/(1−r).
	r := 1 - share/(1-share)/spell - 1/spell
	n := float64(clients*days) * (1 - r) / (1 + r)
	sd := math.Sqrt(share * (1 - share) / n)
	got := float64(absences) / float64(clients*days)
	assert.True(t, math.Abs(got-share) <= 4*sd && days == workdaysSeen,
		"absent on %.4f of %d workdays, want %.4f ± %.4f of %d", got, days, share, 4*sd, workdaysSeen)
}

func countOn(w *World) int {
	n := 0
	for who := range w.clients {
		if w.clients[who].is(on) {
			n++
		}
	}
	return n
}

// logIns returns the log-in instants of a day by client; -1 for PCs that are off.
// The world is used up to the evening of that day.
func logIns(w *World, n int) []time.Duration {
	w.play(dayAt(n, 12, 0))
	at := make([]time.Duration, len(w.clients))
	for who := range w.clients {
		at[who] = -1
		if w.clients[who].is(on) {
			at[who] = w.clients[who].logIn
		}
	}
	return at
}

// TestBootWindow checks the morning peak: all log-ins lie within the window, 40 %
// of them in its middle sixth, half of them before its middle.
func TestBootWindow(t *testing.T) {
	const clients = 20_000
	s := clockwork(clients, 1)
	s.Groups[0].Presence.Boot = office(1, 1).Groups[0].Presence.Boot
	w := newWorld(New(s), 1, 0)
	middle, early := 0, 0
	for who, at := range logIns(w, 0) {
		require.True(t, at >= dayAt(0, 7, 30) && at <= dayAt(0, 9, 0),
			"client %d logs in at %v, want 07:30 to 09:00", who, at)
		fromMiddle := at - dayAt(0, 8, 15)
		if fromMiddle.Abs() <= 90*time.Minute/12 {
			middle++
		}
		if fromMiddle < 0 {
			early++
		}
	}
	withinChance(t, "log-ins in the middle sixth", middle, clients, 0.4)
	withinChance(t, "log-ins in the first half", early, clients, 0.5)
}

func TestRestarts(t *testing.T) {
	const clients = 5000
	s := clockwork(clients, 1)
	s.Groups[0].Presence.Restarts = 0.4
	w := newWorld(New(s), 1, 0)
	var before []bool
	both := 0
	for n := range 2 {
		w.play(dayAt(n, 12, 0))
		restarts := 0
		for who := range w.clients {
			restart := w.clients[who].is(restarted)
			if restart {
				restarts++
			}
			if n == 0 {
				before = append(before, restart)
			} else if restart && before[who] {
				both++
			}
		}
		withinChance(t, "days that begin with a restart", restarts, clients, 0.4)
	}
	withinChance(t, "restarts on both of two days", both, clients, 0.4*0.4)
}

// TestPeakShiftsTogether checks that the PCs of a group share the shift of a day,
// that groups and days do not, and that its standard deviation is that asked for.
func TestPeakShiftsTogether(t *testing.T) {
	const groups = 40
	s := clockwork(3, 1)
	s.Groups[0].Presence.Together = 5 * time.Minute
	for len(s.Groups) < groups {
		s.Groups = append(s.Groups, s.Groups[0])
	}
	w := newWorld(New(s), 1, 0)
	var shifts []float64 // in standard deviations
	seen := map[time.Duration]bool{}
	for n := range 12 {
		if n == 5 || n == 6 {
			continue
		}
		at := logIns(w, n)
		for first := 0; first < len(at); first += 3 {
			require.True(t, at[first] == at[first+1] && at[first] == at[first+2],
				"day %d: the PCs of group %d log in at %v, want one instant", n, first/3, at[first:first+3])
			shift := at[first] - dayAt(n, 8, 0)
			shifts = append(shifts, shift.Minutes()/5)
			seen[shift] = true
		}
	}
	assert.Len(t, seen, len(shifts),
		"%d different shifts of %d groups and days, want all different", len(seen), len(shifts))
	distance, p := fit.KolmogorovSmirnov(shifts, dist.NormalCDF)
	assert.GreaterOrEqual(t, p, 1e-4,
		"shifts in standard deviations are not normal: distance %.4f of %d, p = %.2g", distance, len(shifts), p)
}

// TestBootByLocalClock checks log-ins on days on which the clock changes, and in
// a second zone: 08:00 is 08:00 by the clock of the group.
func TestBootByLocalClock(t *testing.T) {
	for _, tt := range []struct {
		name, start, zone string
		day               int
		want              string // by the clock in Berlin
	}{
		{"a day of 23 hours", "2027-03-22 00:00", "Europe/Berlin", 6, "2027-03-28 08:00"},
		{"the day after it", "2027-03-22 00:00", "Europe/Berlin", 7, "2027-03-29 08:00"},
		{"a day of 25 hours", "2027-10-25 00:00", "Europe/Berlin", 6, "2027-10-31 08:00"},
		{"before both zones change", "2027-03-08 00:00", "America/New_York", 3, "2027-03-11 14:00"},
		{"the day on which New York changes", "2027-03-08 00:00", "America/New_York", 6, "2027-03-14 13:00"},
		{"New York has changed, Berlin not yet", "2027-03-22 00:00", "America/New_York", 3, "2027-03-25 13:00"},
		{"both have changed", "2027-03-22 00:00", "America/New_York", 8, "2027-03-30 14:00"},
	} {
		s := clockwork(1, 1)
		s.Calendar = sevenDays("Europe/Berlin")
		s.Start = local(t, s.Calendar, tt.start)
		s.Groups[0].Calendar = sevenDays(tt.zone)
		w := newWorld(New(s), 1, 0)
		want := local(t, s.Calendar, tt.want)
		w.play(want.Sub(s.Start) + 1)
		got := s.Start.Add(w.clients[0].logIn)
		assert.True(t, got.Equal(want), "%s: logs in at %v, want %v", tt.name, got, want)
	}
}

// TestMoreAbsence checks that a fleet with more absence never has more PCs
// updated on day one, PC by PC. The two fleets are coupled by their random
// numbers: on each workday the same number decides for a PC that is present and
// for one that is absent, small is absent in both cases, so that whoever is
// absent in one fleet is absent in any that has more absence and the same mean
// spell (as long as a day of absence makes the next one more likely).
func TestMoreAbsence(t *testing.T) {
	const clients = 2000
	var before []bool // updated with less absence
	for _, share := range []float64{0, 0.05, 0.17, 0.3, 0.6} {
		s := clockwork(clients, clients)
		s.Groups[0].Delivery = ManagedDelivery
		s.Groups[0].Presence.Absent = share
		w := newWorld(New(s), clients, 0)
		w.play(0)
		w.follow(&s.Strategies[0])
		w.play(dayAt(1, 0, 0))
		count := 0
		isUpdated := make([]bool, clients)
		for who := range w.clients {
			isUpdated[who] = w.clients[who].stage == updated
			if isUpdated[who] {
				count++
			}
			if before != nil && isUpdated[who] {
				require.True(t, before[who],
					"client %d is updated on day one with %v %% absent, and not with less", who, share*100)
			}
		}
		withinChance(t, "updated on day one", count, clients, 1-share)
		before = isUpdated
	}
}

// TestLogInsWhateverTheSession checks that everybody comes on at the instants that are
// drawn for them however long sessions are: also on PCs that are never off, with
// sessions of several days, after absent days and at night. Where log-ins of two days
// can come the other way round there is nothing to compare.
func TestLogInsWhateverTheSession(t *testing.T) {
	const clients = 200
	hours := func(from, until float64) dist.Distribution { return law(dist.Uniform(from*3600, until*3600)) }
	for _, tt := range []struct {
		name     string
		boot     dist.Distribution
		together time.Duration
		absent   float64
		calendar *Calendar
	}{
		{"in the morning, every day", hours(8, 9), 0, 0, sevenDays("UTC")},
		{"five days a week", hours(8, 9), 5 * time.Minute, 0, fiveDays("Europe/Berlin")},
		{"absent now and then", hours(7, 10), 5 * time.Minute, 0.2, fiveDays("Europe/Berlin")},
		{"at night", hours(22, 24), 5 * time.Minute, 0.1, sevenDays("America/New_York")},
		{"all day", hours(2, 22), 5 * time.Minute, 0.1, sevenDays("Asia/Kolkata")},
	} {
		play := func(session dist.Distribution) (came map[[2]uint64]time.Duration) {
			s := clockwork(clients, clients)
			s.Calendar, s.Start = tt.calendar, Date{2027, 3, 22}.In(tt.calendar.Zone) // clocks change in Berlin
			g := &s.Groups[0]
			g.Calendar = tt.calendar
			g.Presence = Presence{Absent: tt.absent, AbsentSpell: 4, Boot: tt.boot, Session: session, Together: tt.together}
			g.Sync = Sync{OnLogIn: true, Interval: 4 * time.Hour, Delta: always(time.Second), Full: always(time.Second)}
			came = map[[2]uint64]time.Duration{}
			o := New(s).Begin(clients, 0).Roll(&Strategy{Name: NoRollout}, func(r *Record) {
				came[[2]uint64{uint64(r.Client), r.Occasion}] = r.Asked
			})
			for i := range o.Online.Intervals() {
				assert.LessOrEqual(t, o.Online.Max(i), float64(clients), "%s: nobody is on twice", tt.name)
			}
			return came
		}
		want := play(always(time.Hour))
		require.Greater(t, len(want), 5*clients, tt.name)
		for _, session := range []dist.Distribution{always(22 * time.Hour), always(24 * time.Hour), hours(20, 28), always(40 * time.Hour), always(100 * time.Hour), always(900 * time.Hour)} {
			assert.Equal(t, want, play(session), "%s: log-ins with sessions of %v h", tt.name, session.Mean()/3600)
		}
	}
}
