package reports

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
	"github.com/rollsim/rollsim/sim/stats"
)

func TestSpokenDuration(t *testing.T) {
	for _, tt := range []struct {
		seconds float64
		want    string
	}{
		{0, "0 s"},
		{0.0042, "0.0042 s"},
		{0.35, "0.35 s"},
		{4.5, "4.5 s"},
		{45, "45 s"},
		{59.6, "1 min"},
		{420, "7 min"},
		{312, "5 min 12 s"},
		{599.6, "10 min"},
		{1401, "23 min"},
		{3600, "1 h"},
		{13800, "3 h 50 min"},
		{86399, "1 d"},
		{187200, "2 d 4 h"},
		{-13800, "−3 h 50 min"},
	} {
		assert.Equal(t, tt.want, say.English.Duration(tt.seconds), "spokenDuration(%v)", tt.seconds)
	}
}

// TestSpokenWait checks that waits are never told in days: they count only while a PC
// is on.
func TestSpokenWait(t *testing.T) {
	for _, tt := range []struct {
		seconds float64
		want    string
	}{
		{420, "7 min"},
		{86399, "24 h"},
		{62 * hour, "62 h"},
		{1234.4 * hour, "1,234 h"},
	} {
		assert.Equal(t, tt.want, say.English.WaitTime(tt.seconds), "spokenWait(%v)", tt.seconds)
	}
	got, want := say.English.DurationWithin(62*hour, 3*hour, say.Waiting), "62 h ± 3 h"
	assert.Equal(t, want, got, "durationWithin gives")
}

func TestDurationWithin(t *testing.T) {
	for _, tt := range []struct {
		seconds, half float64
		want          string
	}{
		{312, 10, "5 min 12 s ± 10 s"},
		{16560, 192, "4 h 36 min ± 3 min"},
		{1404, 5, "23 min 24 s ± 5 s"},
		{2, 0.0571, "2.00 s ± 0.06 s"},
		{35, 0.2, "35 s ± under 1 s"},
		{0, 0, "0 s"},
		{312, 0, "5 min 12 s"},
	} {
		assert.Equal(t, tt.want, say.English.DurationWithin(tt.seconds, tt.half, say.Waiting),
			"durationWithin(%v, %v)", tt.seconds, tt.half)
	}
}

func TestNumber(t *testing.T) {
	for _, tt := range []struct {
		x    float64
		want string
	}{
		{0, "0"}, {3.4, "3.4"}, {0.41123, "0.411"}, {12345.6, "12,346"}, {99.96, "100"}, {-0.00001, "0"}, {-25.8, "−25.8"}, {1000, "1,000"},
	} {
		assert.Equal(t, tt.want, say.English.Number(tt.x, say.Decimals(tt.x)), "number(%v)", tt.x)
	}
}

func TestCounted(t *testing.T) {
	for _, tt := range []struct {
		n    int
		want string
	}{{0, "0 rollouts"}, {1, "1 rollout"}, {2, "2 rollouts"}, {1234567, "1,234,567 rollouts"}} {
		assert.Equal(t, tt.want, say.English.Counted(tt.n, say.Rollouts), "counted(%d)", tt.n)
	}
}

func TestListed(t *testing.T) {
	for _, tt := range []struct {
		words []string
		want  string
	}{{nil, ""}, {[]string{"a"}, "a"}, {[]string{"a", "b"}, "a and b"}, {[]string{"a", "b", "c"}, "a, b and c"}} {
		assert.Equal(t, tt.want, say.English.Listed(tt.words, say.And), "listed(%q)", tt.words)
	}
}

func TestDates(t *testing.T) {
	c := clockOf(officeScenario())
	for _, tt := range []struct {
		name          string
		seconds       float64
		date, shorter string
	}{
		{"the start", 0, "Mon 12 April 2027", "Mon 12 Apr, 00:00"},
		{"in a fortnight", 18*workday + 10*hour, "Fri 30 April 2027", "Fri 30 Apr, 10:00"},
		{"next year", 300 * workday, "Sat 5 February 2028", "Sat 5 Feb 2028, 23:00"}, // winter time began
	} {
		assert.Equal(t, tt.date, c.date(tt.seconds), "%s: date", tt.name)
		assert.Equal(t, tt.shorter, c.short(tt.seconds), "%s: short", tt.name)
	}
}

func TestWorkdays(t *testing.T) {
	s := officeScenario()
	spring := *s
	spring.Start = time.Date(2027, 3, 26, 0, 0, 0, 0, s.Calendar.Zone) // clocks go forward on Sunday the 28th
	for _, tt := range []struct {
		name     string
		clock    clock
		from, to float64
		want     float64
	}{
		{"half a Monday", clockOf(s), 0, workday / 2, 0.5},
		{"Monday to Friday midnight", clockOf(s), 0, 4 * workday, 4},
		{"over a weekend", clockOf(s), 0, 7 * workday, 5},
		{"back over a weekend", clockOf(s), 7 * workday, 0, -5},
		{"over Ascension Day", clockOf(s), 21 * workday, 26 * workday, 4},
		{"over a weekend of 47 hours", clockOf(&spring), 0, 3*workday - hour, 1},
	} {
		got := tt.clock.workdays(tt.from, tt.to)
		assert.InDelta(t, tt.want, got, 1e-9, "%s: %v workdays", tt.name, got)
	}
	one, two := say.English.WorkdaysLong(1), say.English.WorkdaysLong(1.5)
	assert.True(t, one == "1 workday" && two == "1.5 workdays",
		"spokenWorkdays gives %q and %q, want 1 workday and 1.5 workdays", one, two)
}

func TestEstimate(t *testing.T) {
	c := clockOf(officeScenario())
	nan, inf := math.NaN(), math.Inf(1)
	of := func(unit model.Unit, mean, low, high float64, n int, missing study.Missing) *study.Estimate {
		return &study.Estimate{Metric: model.Metric{Unit: unit}, Missing: missing,
			Estimate: stats.Estimate{Mean: mean, Low: low, High: high, P5: nan, P95: nan, N: n}}
	}
	for _, tt := range []struct {
		name string
		e    *study.Estimate
		want string
	}{
		{"a wait", of(model.Seconds, 312, 302, 322, 20, study.Missing{}), "5 min 12 s ± 10 s"},
		{"a median wait", of(model.Seconds, 312, 300, 420, 20, study.Missing{}), "5 min 12 s (5 min to 7 min)"},
		{"a share", of(model.Share, 0.97, 0.966, 0.974, 20, study.Missing{}), "97.0 ± 0.4 %"},
		{"a share that cannot exceed all", of(model.Share, 0.95, 0.81, 1.09, 3, study.Missing{}), "95 % (81 to 100 %)"},
		{"a share close to all", of(model.Share, 1, 0.998, 1.002, 12, study.Missing{}), "100 % (99.8 to 100 %)"},
		{"a wait that cannot be negative", of(model.Seconds, 232, -10, 474, 3, study.Missing{}), "3 min 52 s (0 s to 7 min 54 s)"},
		{"a wait of days while on", of(model.Seconds, 62*hour, 60*hour, 64*hour, 20, study.Missing{}), "62 h ± 2 h"},
		{"a ratio", of(model.Ratio, 2.5, 2.4, 2.6, 20, study.Missing{}), "2.50 ± 0.10"},
		{"a share that is all but all", of(model.Share, 1, 0.9999999, 1, 20, study.Missing{}), "100 %"},
		{"a share that is certain", of(model.Share, 0.25, 0.25, 0.25, 20, study.Missing{}), "25 %"},
		{"an instant that is certain", of(model.Instant, 10*hour, 10*hour, 10*hour, 20, study.Missing{}), "Mon 12 Apr, 10:00"},
		{"hours", of(model.Hours, 1234.6, 1200.6, 1268.6, 20, study.Missing{}), "1,235 ± 34 h"},
		{"an instant", of(model.Instant, 10*hour, 10*hour-1200, 10*hour+1500, 20, study.Missing{}), "Mon 12 Apr, 10:00 (−20 min, +25 min)"},
		{"an instant without upper limit", of(model.Instant, 10*hour, 9*hour, inf, 20, study.Missing{}), "Mon 12 Apr, 10:00 (Mon 12 Apr, 09:00 or later)"},
		{"one rollout", of(model.Seconds, 312, nan, nan, 1, study.Missing{}), "5 min 12 s (one rollout, no interval)"},
		{"too few rollouts", of(model.Seconds, 312, nan, nan, 4, study.Missing{}), "5 min 12 s (no interval)"},
		{"no data", of(model.Seconds, nan, nan, nan, 0, study.Missing{Kind: study.NothingToCount}), "nothing to count"},
		{"not reached", of(model.Instant, inf, nan, nan, 20, study.Missing{}), "not reached"},
	} {
		assert.Equal(t, tt.want, c.estimate(tt.e), "%s", tt.name)
	}
}

// TestPossible checks that the error of a promise alone may lie below 0.
func TestPossible(t *testing.T) {
	e := stats.Estimate{Mean: 5, Low: -2, High: 12}
	got := possible(model.Metric{Name: "wait.all.mean", Unit: model.Seconds}, e)
	assert.True(t, got.Low == 0 && got.High == 12 && got.Mean == 5,
		"a wait of %v ranges from %v to %v, want 0 to 12", got.Mean, got.Low, got.High)
	got = possible(model.Metric{Name: "promise.error", Unit: model.Seconds}, e)
	assert.Equal(t, e, got, "the error of a promise is cut to %v", got)
}

func TestWrapped(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		width      int
		want       string
	}{
		{"no need", "a b c", 10, "a b c"},
		{"at spaces", "one two three", 8, "one two\n  three"},
		{"not within a duration", "they wait 3 h 50 min at most", 15, "they wait\n  3 h 50 min at\n  most"},
		{"not within a date", "by Mon 3 May 2027 at last", 16, "by\n  Mon 3 May 2027\n  at last"},
		{"not between a word and its number", "20 rollouts; seed 1", 18, "20 rollouts;\n  seed 1"},
		{"wide letters", "全社 一斉 導入", 10, "全社 一斉\n  導入"},
		{"not around the interval", "it takes 45 s ± 3 s", 12, "it takes\n  45 s ± 3 s"},
	} {
		assert.Equal(t, tt.want, wrapped(tt.text, tt.width, "  "), "%s", tt.name)
	}
}

func TestTimeOfDay(t *testing.T) {
	c := clockOf(officeScenario())
	for _, tt := range []struct{ zone, want string }{
		{"Europe/Berlin", "local time in Berlin"}, {"America/New_York", "local time in New York"},
		{"UTC", "time of day, UTC"}, {"Etc/UTC", "time of day, UTC"}, {"Local", "local time of day"},
	} {
		calendar := *c.calendar
		calendar.Zone = time.FixedZone(tt.zone, 0)
		assert.Equal(t, tt.want, (clock{calendar: &calendar}).timeOfDay(), "timeOfDay in %s", tt.zone)
	}
}
