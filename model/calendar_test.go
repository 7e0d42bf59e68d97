package model

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// local is an instant as people write it, such as "2027-04-16 10:00".
func local(t *testing.T, c *Calendar, text string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", text, c.Zone)
	require.NoError(t, err)
	return at
}

func TestCalendarAfter(t *testing.T) {
	berlin := fiveDays("Europe/Berlin", Date{2027, time.May, 6}, Date{2027, time.May, 17})
	everyDay := sevenDays("Europe/Berlin")
	half := 12 * time.Hour
	for _, tt := range []struct {
		name     string
		calendar *Calendar
		from     string
		span     Span
		want     string
	}{
		{"no time", berlin, "2027-04-13 10:00", workdays(0), "2027-04-13 10:00"},
		{"a workday", berlin, "2027-04-13 10:00", workdays(1), "2027-04-14 10:00"},
		{"a workday over the weekend", berlin, "2027-04-16 10:00", workdays(1), "2027-04-19 10:00"},
		{"half a workday is twelve hours", berlin, "2027-04-13 10:00", workdays(0.5), "2027-04-13 22:00"},
		{"half a workday past midnight", berlin, "2027-04-13 14:00", workdays(0.5), "2027-04-14 02:00"},
		{"half a workday past Friday's midnight", berlin, "2027-04-16 14:00", workdays(0.5), "2027-04-19 02:00"},
		{"half a workday up to Friday's midnight", berlin, "2027-04-16 12:00", workdays(0.5), "2027-04-19 00:00"},
		{"one and a half workdays", berlin, "2027-04-15 14:00", workdays(1.5), "2027-04-19 02:00"},
		{"a quarter of a workday", berlin, "2027-04-13 10:00", workdays(0.25), "2027-04-13 16:00"},
		{"a week of workdays", berlin, "2027-04-16 10:00", workdays(5), "2027-04-23 10:00"},
		{"from a Saturday: from Monday's midnight", berlin, "2027-04-17 10:00", workdays(1), "2027-04-20 00:00"},
		{"no time from a Saturday", berlin, "2027-04-17 10:00", workdays(0), "2027-04-19 00:00"},
		{"half a workday from a Saturday", berlin, "2027-04-17 10:00", workdays(0.5), "2027-04-19 12:00"},
		{"a holiday on Thursday is passed over", berlin, "2027-05-05 10:00", workdays(1), "2027-05-07 10:00"},
		{"a holiday after a weekend", berlin, "2027-05-14 10:00", workdays(1), "2027-05-18 10:00"},
		{"from a holiday", berlin, "2027-05-06 10:00", workdays(1), "2027-05-10 00:00"},
		{"a workday over the change to summer time", berlin, "2027-03-26 10:00", workdays(1), "2027-03-29 10:00"},
		{"a workday over the change to winter time", berlin, "2027-10-29 10:00", workdays(1), "2027-11-01 10:00"},
		{"a workday up to a day of 23 hours", everyDay, "2027-03-27 10:00", workdays(1), "2027-03-28 10:00"},
		{"half of a day of 25 hours, by the clock", everyDay, "2027-10-31 00:00", workdays(0.5), "2027-10-31 12:00"},

		{"a local day over a weekend", berlin, "2027-04-16 10:00", localDays(1), "2027-04-17 10:00"},
		{"a local day over the change to summer time", berlin, "2027-03-27 10:00", localDays(1), "2027-03-28 10:00"},
		{"a local day over the change to winter time", berlin, "2027-10-30 10:00", localDays(1), "2027-10-31 10:00"},
		{"a local day and a half", berlin, "2027-04-16 10:00", localDays(1.5), "2027-04-17 22:00"},

		{"elapsed hours over a weekend", berlin, "2027-04-16 10:00", Span{Length: 24 * time.Hour}, "2027-04-17 10:00"},
		{"elapsed hours over the change to summer time", berlin, "2027-03-27 10:00", Span{Length: 24 * time.Hour}, "2027-03-28 11:00"},
		{"elapsed hours over the change to winter time", berlin, "2027-10-30 10:00", Span{Length: 24 * time.Hour}, "2027-10-31 09:00"},
		{"elapsed hours over a holiday", berlin, "2027-05-05 20:00", Span{Length: half}, "2027-05-06 08:00"},
	} {
		got := tt.calendar.After(local(t, tt.calendar, tt.from), tt.span)
		want := local(t, tt.calendar, tt.want)
		assert.True(t, got.Equal(want), "%s: %+v after %s is %v, want %v", tt.name, tt.span, tt.from, got, want)
	}
}

func TestCalendarOnWorkday(t *testing.T) {
	c := fiveDays("Europe/Berlin", Date{2027, time.April, 19})
	for _, tt := range []struct{ name, from, want string }{
		{"a workday stays", "2027-04-16 10:00", "2027-04-16 10:00"},
		{"Saturday moves past Monday's holiday", "2027-04-17 10:00", "2027-04-20 10:00"},
		{"the last minute of a holiday", "2027-04-19 23:59", "2027-04-20 23:59"},
		{"the first minute of a workday", "2027-04-20 00:00", "2027-04-20 00:00"},
		{"over the change to summer time", "2027-03-28 10:00", "2027-03-29 10:00"},
	} {
		got, want := c.OnWorkday(local(t, c, tt.from)), local(t, c, tt.want)
		assert.True(t, got.Equal(want), "%s: OnWorkday(%s) = %v, want %v", tt.name, tt.from, got, want)
	}
	// An instant that another zone writes is judged in the calendar's.
	utc := time.Date(2027, 4, 16, 22, 30, 0, 0, time.UTC)
	got, want := c.OnWorkday(utc), local(t, c, "2027-04-20 00:30")
	assert.True(t, got.Equal(want), "OnWorkday(%v) = %v, want %v: it is Saturday in Berlin", utc, got, want)
}

func TestCalendarWorkdaysUntil(t *testing.T) {
	c := fiveDays("Europe/Berlin", Date{2027, time.May, 6})
	for _, tt := range []struct {
		name, from, to string
		want           float64
	}{
		{"a weekend between", "2027-04-16 10:00", "2027-04-19 10:00", 1},
		{"part of a day", "2027-04-13 06:00", "2027-04-13 12:00", 0.25},
		{"a weekend only", "2027-04-17 10:00", "2027-04-18 20:00", 0},
		{"from a weekend", "2027-04-17 10:00", "2027-04-19 06:00", 0.25},
		{"into a weekend", "2027-04-16 18:00", "2027-04-17 10:00", 0.25},
		{"a holiday between", "2027-05-05 00:00", "2027-05-07 00:00", 1},
		{"backwards", "2027-04-19 10:00", "2027-04-16 10:00", -1},
		{"over the change to summer time", "2027-03-26 10:00", "2027-03-29 10:00", 1},
	} {
		assert.InDelta(t, tt.want, c.WorkdaysUntil(local(t, c, tt.from), local(t, c, tt.to)), 1e-12,
			"%s: WorkdaysUntil(%s, %s)", tt.name, tt.from, tt.to)
	}
}

// TestCalendarAfterAndWorkdaysUntil checks that one undoes the other: so many
// workdays after an instant, so many workdays have passed.
func TestCalendarAfterAndWorkdaysUntil(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		c := fiveDays([]string{"Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC"}[r.IntN(4)])
		c.Workdays[r.IntN(7)] = true
		c.Workdays[1+r.IntN(5)] = false
		for d := (Date{2027, time.January, 1 + r.IntN(20)}); d.Year == 2027; d = d.Add(5 + r.IntN(40)) {
			c.Holidays = append(c.Holidays, d)
		}
		// Clock times from 04:00 on are skipped or repeated nowhere.
		from := Date{2027, time.January, 5}.Add(r.IntN(300)).At(4*time.Hour+time.Duration(r.IntN(20*3600))*time.Second, c.Zone)
		n := float64(r.IntN(30)) + float64(r.IntN(86400))/86400
		to := c.After(from, workdays(n))
		if clock := clockOf(to); clock > 0 && clock < 4*time.Hour {
			continue
		}
		require.True(t, !to.Before(from) && c.Workday(DateOf(to)),
			"%v workdays after %v is %v, want a later instant on a workday", n, from, to)
		got := c.WorkdaysUntil(from, to)
		require.InDelta(t, n, got, 1e-9, "%v workdays after %v is %v, %v workdays later", n, from, to, got)
		moved := c.OnWorkday(from)
		require.Equal(t, c.Workday(DateOf(from)), moved.Equal(from),
			"OnWorkday(%v) = %v, workday is %v", from, moved, c.Workday(DateOf(from)))
	}
}

// TestDaysOfClockChange holds the days of a scenario against published instants
// of days on which the clock changes, and of one on which it does not.
func TestDaysOfClockChange(t *testing.T) {
	for _, a := range knownAnswers(t, "calendar and residual life", "[day length h, epoch s local 00:00, epoch s local 08:15]") {
		var params struct{ Zone, Date string }
		var want [3]float64
		a.read(t, &params, &want)
		c := sevenDays(params.Zone)
		date := DateOf(local(t, c, params.Date+" 12:00"))
		// The change lies before the start, on its day, and after it.
		for _, ahead := range []int{-5, 0, 3} {
			first := date.Add(-ahead)
			start := first.In(c.Zone)
			d := newDays(c, start, first, 10)
			midnight := start.Add(d.at(ahead).midnight)
			length := (d.at(ahead+1).midnight - d.at(ahead).midnight).Hours()
			quarterPastEight := start.Add(d.instant(ahead, 8*time.Hour+15*time.Minute))
			got := [3]float64{length, float64(midnight.Unix()), float64(quarterPastEight.Unix())}
			assert.Equal(t, want, got, "%s, %d days from the start", a.ID, ahead)
		}
	}
}

func TestVersionCompare(t *testing.T) {
	for _, tt := range []struct {
		a, b Version
		want int
	}{
		{"9.9", "9.10", -1},
		{"9.10", "9.9", +1},
		{"9.3", "9.3", 0},
		{"9", "9.0.0", 0},
		{"9.3.1", "9.3", +1},
		{"10", "9.9", +1},
		{"9.beta", "9.4", +1},
	} {
		assert.Equal(t, tt.want, tt.a.Compare(tt.b), "Compare(%s, %s)", tt.a, tt.b)
	}
}
