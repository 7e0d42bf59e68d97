package say_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/rollsim/rollsim/reports/say"
	_ "github.com/rollsim/rollsim/testdata/long"
)

// TestLanguages checks that codes and locales name languages.
func TestLanguages(t *testing.T) {
	for _, tt := range []struct {
		locale string
		want   say.Language
	}{
		{"de_AT.UTF-8", say.German}, {"de", say.German}, {"de-CH", say.German}, {"DE.utf8", say.German},
		{"en_GB.UTF-8", say.English}, {"den", say.English}, {"fr_FR", say.English}, {"C", say.English}, {"", say.English},
	} {
		assert.Equal(t, tt.want, say.OfLocale(tt.locale), "locale %q", tt.locale)
	}
	for _, l := range say.Languages {
		of, known := say.Named(l.Code())
		assert.True(t, known && of == l, "code %s", l.Code())
	}
	_, known := say.Named("fr")
	assert.False(t, known, "fr")
}

// TestNumbers checks that numbers, lengths of time and dates have the separators and the
// order of the language.
func TestNumbers(t *testing.T) {
	day := time.Date(2027, time.March, 3, 9, 5, 0, 0, time.UTC)
	for _, tt := range []struct {
		what            string
		written         func(say.Language) string
		english, german string
	}{
		{"a count", func(l say.Language) string { return l.Thousands(-1234567) }, "−1,234,567", "−1.234.567"},
		{"a number without zeros at its end", func(l say.Language) string { return l.Number(1234.5, 3) }, "1,234.5", "1.234,5"},
		{"a value of a text", func(l say.Language) string { return l.Say(say.T("%d PCs", "%d PCs"), 4000) }, "4,000 PCs", "4.000 PCs"},
		{"a share", func(l say.Language) string { return l.Percent(0.0375) }, "3.8 %", "3,8 %"},
		{"a number and its half width", func(l say.Language) string { return l.Within(97.23, 0.42) }, "97.2 ± 0.4", "97,2 ± 0,4"},
		{"a half width that is too small to tell", func(l say.Language) string { return l.Within(97.23, 0.00001) }, "97.23 ± under 0.01", "97,23 ± unter 0,01"},
		{"a short duration", func(l say.Language) string { return l.Duration(0.354) }, "0.354 s", "0,354 s"},
		{"a duration of days", func(l say.Language) string { return l.Duration(2*86400 + 4*3600) }, "2 d 4 h", "2 d 4 h"},
		{"a wait of days", func(l say.Language) string { return l.WaitTime(2*86400 + 4*3600) }, "52 h", "52 h"},
		{"a duration and its half width", func(l say.Language) string { return l.DurationWithin(312, 10, say.Waiting) }, "5 min 12 s ± 10 s", "5 min 12 s ± 10 s"},
		{"one workday", func(l say.Language) string { return l.WorkdaysLong(1) }, "1 workday", "1 Arbeitstag"},
		{"workdays", func(l say.Language) string { return l.WorkdaysLong(1.5) }, "1.5 workdays", "1,5 Arbeitstage"},
		{"a date", func(l say.Language) string { return l.Formatted(day, "Mon 2 January 2006, 15:04") }, "Wed 3 March 2027, 09:05", "Mi, 3. März 2027, 09:05"},
		{"a list", func(l say.Language) string { return l.Listed([]string{"a", "b", "c"}, say.Or) }, "a, b or c", "a, b oder c"},
	} {
		assert.Equal(t, tt.english, tt.written(say.English), "%s in English", tt.what)
		assert.Equal(t, tt.german, tt.written(say.German), "%s in German", tt.what)
	}
}

// TestTell checks that the values of a sentence are written in its language, that its
// English is that of fmt, and that what a user has named is spelled and never translated.
func TestTell(t *testing.T) {
	days := say.N(say.T("day", "Tag"), say.T("days", "Tage"))
	s := say.Of(say.T("%s: %s of %s, until %s, by %s", "%s: %s aus %s, bis %s, um %s"), "day",
		say.Of(say.T("%s", "%s"), say.Count{N: 1200, Noun: days}), say.Figure{X: 1500}, say.Moment{Time: time.Date(2027, 5, 3, 0, 0, 0, 0, time.UTC), Layout: "Mon 2 Jan"}, 90*time.Second)
	assert.Equal(t, "day: 1200 days of 1,500, until Mon 3 May, by 1 min 30 s", say.English.Tell(s, nil))
	assert.Equal(t, "DAY: 1.200 Tage aus 1.500, bis Mo 3.5., um 1 min 30 s", say.German.Tell(s, func(string) string { return "DAY" }))
	assert.Equal(t, "", say.German.Tell(say.Sentence{}, nil), "the zero sentence")
}

// TestWeekdays checks the long and the short names of days.
func TestWeekdays(t *testing.T) {
	for l, want := range map[say.Language][2]string{say.English: {"Monday", "Mon"}, say.German: {"Montag", "Mo"}} {
		assert.Equal(t, want, [2]string{l.Weekday(time.Monday), l.ShortWeekday(time.Monday)}, l.Code())
	}
}
