package model

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/sim/dist"
)

// A clockChange is a day on which clocks are changed.
type clockChange struct {
	zone string
	date Date
}

// clockChanges are both changes of a year on either side of Greenwich: by an hour and
// by half of one, at midnight and up to it, over it, and by a whole day.
var clockChanges = []clockChange{
	{"Europe/Berlin", Date{2027, 3, 28}}, {"Europe/Berlin", Date{2027, 10, 31}},
	{"Europe/London", Date{2027, 3, 28}}, {"Europe/London", Date{2027, 10, 31}},
	{"America/New_York", Date{2027, 3, 14}}, {"America/New_York", Date{2027, 11, 7}},
	{"America/Los_Angeles", Date{2045, 3, 12}}, {"America/Los_Angeles", Date{2045, 11, 5}},
	{"Australia/Sydney", Date{2027, 4, 4}}, {"Australia/Sydney", Date{2027, 10, 3}},
	{"Australia/Adelaide", Date{2027, 4, 4}}, {"Australia/Adelaide", Date{2027, 10, 3}}, // 9:30 h
	{"Australia/Lord_Howe", Date{2027, 4, 4}}, {"Australia/Lord_Howe", Date{2027, 10, 3}}, // by half an hour
	{"America/St_Johns", Date{2027, 3, 14}}, {"America/St_Johns", Date{2027, 11, 7}}, // 3:30 h
	{"America/St_Johns", Date{2010, 3, 14}}, {"America/St_Johns", Date{2010, 11, 7}}, // at one minute past midnight
	{"Pacific/Chatham", Date{2027, 4, 4}}, {"Pacific/Chatham", Date{2027, 9, 26}}, // 12:45 h
	{"Antarctica/Troll", Date{2027, 3, 28}}, {"Antarctica/Troll", Date{2027, 10, 31}}, // by two hours
	{"Atlantic/Azores", Date{2027, 3, 28}}, {"Atlantic/Azores", Date{2027, 10, 31}}, // from midnight on
	{"America/Havana", Date{2027, 3, 14}}, {"America/Havana", Date{2027, 11, 7}},
	{"America/Santiago", Date{2027, 4, 4}}, {"America/Santiago", Date{2027, 9, 5}},
	{"Asia/Beirut", Date{2027, 3, 28}}, {"Asia/Beirut", Date{2027, 10, 31}},
	{"Africa/Cairo", Date{2027, 4, 30}}, {"Africa/Cairo", Date{2027, 10, 29}},
	{"America/Nuuk", Date{2027, 3, 27}}, {"America/Nuuk", Date{2027, 10, 30}}, // up to midnight
	{"Asia/Pyongyang", Date{2018, 5, 5}}, {"Asia/Pyongyang", Date{2015, 8, 15}},
	{"America/Caracas", Date{2016, 5, 1}},
	{"Pacific/Apia", Date{2011, 12, 30}},                             // a day that never was
	{"Asia/Kolkata", Date{2027, 3, 28}}, {"UTC", Date{2027, 10, 31}}, // none
}

// A minute is one that clocks show: since 1970 by a clock that runs like UTC.
type minute int64

func minuteOf(d Date, clock time.Duration) minute {
	return minute(time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Add(clock).Unix() / 60)
}

// scanned looks at every minute of the days around a date and tells when clocks show
// each time first, and what they show, minute by minute.
func scanned(zone *time.Location, d Date) (first map[minute]time.Time, shown []minute, from time.Time) {
	first = map[minute]time.Time{}
	from = time.Date(d.Year, d.Month, d.Day-2, 0, 0, 0, 0, time.UTC).Add(-14 * time.Hour)
	for k := range 6 * 24 * 60 {
		t := from.Add(time.Duration(k) * time.Minute)
		_, offset := t.In(zone).Zone()
		m := minute((t.Unix() + int64(offset)) / 60)
		if _, known := first[m]; !known {
			first[m] = t
		}
		shown = append(shown, m)
	}
	return first, shown, from
}

// TestClockTimes holds the instants of clock times against what clocks show, minute by
// minute: the first minute that shows the time, or, where none does, as much later
// than the last minute before as it is by a clock that nobody changes.
func TestClockTimes(t *testing.T) {
	for _, change := range clockChanges {
		z := zone(change.zone)
		first, shown, from := scanned(z, change.date)
		for ahead := -1; ahead <= 1; ahead++ {
			d := change.date.Add(ahead)
			for clock := time.Duration(0); clock < 24*time.Hour; clock += 5 * time.Minute {
				m := minuteOf(d, clock)
				want, ok := first[m]
				if !ok {
					k := slices.IndexFunc(shown, func(later minute) bool { return later > m }) - 1
					want = from.Add(time.Duration(k)*time.Minute + time.Duration(m-shown[k])*time.Minute)
				}
				require.True(t, want.Equal(d.At(clock, z)), "%v of %v in %s is %v, want %v", clock, d, change.zone, d.At(clock, z), want)
				require.True(t, want.Equal(d.Add(-1).At(clock+24*time.Hour, z)), "%v of %v in %s, from the day before", clock, d, change.zone)
			}
			k := slices.IndexFunc(shown, func(m minute) bool { return m >= minuteOf(d, 0) })
			day := from.Add(time.Duration(k) * time.Minute)
			require.True(t, day.Equal(d.In(z)), "%v begins in %s at %v, want %v", d, change.zone, d.In(z), day)
			assert.Equal(t, shown[k] < minuteOf(d.Add(1), 0), sevenDays(change.zone).Workday(d), "whether %v is a workday in %s", d, change.zone)
		}
	}
}

// TestDaysByTheClock checks that log-ins, steps of a rate and windows of a scenario
// come when clocks show their times, in order and within their days.
func TestDaysByTheClock(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, change := range clockChanges {
		c := sevenDays(change.zone)
		begin := change.date.Add(-3)
		s := &Scenario{Calendar: c, Start: begin.In(c.Zone), Horizon: 7}
		d := newDays(c, s.Start, begin, s.Horizon)
		rates := Arrivals{Kind: PoissonRate}
		for half := range 48 {
			rates.Profile = append(rates.Profile, RateFrom{time.Duration(half) * 30 * time.Minute, float64(half)})
		}
		steps := rates.stepsOn(d, s.Horizon)
		for k := range steps[1:] {
			require.LessOrEqual(t, steps[k].until, steps[k+1].until, "%s: the steps of a rate are in order", change.zone)
		}
		for n := range s.Horizon {
			date := begin.Add(n)
			for half := range 50 { // up to one in the morning of the day after
				clock := time.Duration(half)*30*time.Minute - 30*time.Minute
				require.Equal(t, date.At(clock, c.Zone).Sub(s.Start), d.instant(n, clock), "%s: %v of %v", change.zone, clock, date)
			}
			for range 20 {
				from := time.Duration(r.IntN(47)) * 30 * time.Minute
				until := from + time.Duration(1+r.IntN(int((24*time.Hour-from)/(30*time.Minute))))*30*time.Minute
				open := s.datesOpen(c.Zone, s.Horizon, from, until, func(x Date) bool { return x == date })
				for _, o := range open.open {
					require.Less(t, o.from, o.until)
					require.GreaterOrEqual(t, o.from, max(date.In(c.Zone).Sub(s.Start), date.At(from, c.Zone).Sub(s.Start)))
					require.LessOrEqual(t, o.until, date.Add(1).In(c.Zone).Sub(s.Start), "%s: %v to %v of %v ends with the day", change.zone, from, until, date)
				}
			}
		}
		every := s.datesOpen(c.Zone, s.Horizon, 0, 24*time.Hour, func(Date) bool { return true })
		assert.Len(t, every.open, 1, "%s: whole days leave no gap and do not overlap", change.zone)
	}
}

// TestWavesEveryDay opens waves at the same time of every day, over all changes: each
// at the instant of that time on its own date, never on a frozen day, and without
// keeping the hour to which a change has put the one before.
func TestWavesEveryDay(t *testing.T) {
	for _, change := range clockChanges {
		for _, clock := range []time.Duration{0, 30 * time.Minute, 90 * time.Minute, 2*time.Hour + 15*time.Minute, 2*time.Hour + 30*time.Minute, 23*time.Hour + 30*time.Minute} {
			for _, frozen := range []bool{false, true} {
				c := sevenDays(change.zone)
				if frozen {
					c.Freezes = []Freeze{{change.date, change.date}}
				}
				s := clockwork(8, 1)
				begin := change.date.Add(-3)
				s.Calendar, s.Start, s.Horizon = c, begin.In(c.Zone), 10
				s.Groups[0].Calendar = c
				base := Phase{}
				if clock > 0 {
					at := begin.At(clock, c.Zone)
					base.Start.At = &at
				}
				strategy := Strategy{Name: "waves", Phases: Waves(8, Size{Kind: SizeCount, Count: 1}, localDays(1), base)}
				date := begin
				planned := PlannedOpenings(s, &strategy)
				o := New(s).Begin(1, 0).Roll(&strategy, nil)
				for i, p := range o.Phases {
					for i > 0 && (!c.offers(date) || !c.offers(DateOf(date.At(clock, c.Zone)))) {
						date = date.Add(1)
					}
					want := date.At(clock, c.Zone).Sub(s.Start)
					require.Equal(t, want, planned[i], "%s: wave %d is planned for %v of %v", change.zone, i+1, clock, date)
					require.Equal(t, want, p.OpenedAt, "%s: wave %d opens at %v of %v", change.zone, i+1, clock, date)
					require.False(t, c.Frozen(DateOf(s.Start.Add(p.OpenedAt).In(c.Zone))), "%s: wave %d opens in a freeze", change.zone, i+1)
					date = date.Add(1)
				}
			}
		}
	}
}

// TestJobsOfASkippedHour spreads jobs evenly from two to four o'clock on a day without
// an hour from two to three: all come from three to four, as many in each quarter.
func TestJobsOfASkippedHour(t *testing.T) {
	const jobs = 4000
	for _, kind := range []ArrivalKind{Exactly, Peak} {
		s := queueOf(1, 8, Workload{Work: always(time.Second), Arrivals: Arrivals{Kind: kind, Clients: jobs, Days: 1, At: law(dist.Uniform(2*3600, 4*3600))}})
		s.Calendar = sevenDays("America/New_York")
		s.Start = Date{2027, 3, 14}.In(s.Calendar.Zone)
		quarters, all, last := [4]int{}, 0, time.Duration(0)
		New(s).Begin(1, 0).Roll(&Strategy{Name: NoRollout}, func(r *Record) {
			require.True(t, r.Asked >= 2*time.Hour && r.Asked < 3*time.Hour, "a job comes at %v, two hours after midnight is three o'clock", r.Asked)
			require.GreaterOrEqual(t, r.Asked, last)
			quarters[(r.Asked-2*time.Hour)/(15*time.Minute)]++
			all, last = all+1, r.Asked
		})
		for _, n := range quarters {
			withinChance(t, "jobs of a quarter of an hour", n, all, 0.25)
		}
		if kind == Exactly {
			assert.Equal(t, jobs, all)
		}
	}
}
