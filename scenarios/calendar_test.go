package scenarios

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
)

// TestHolidays checks public holidays of 2027 that the governments list. What is
// off for a holiday on a weekend is among them; Sundays that are holidays
// anyway are not compared.
func TestHolidays(t *testing.T) {
	for _, tt := range []struct{ region, weekdays string }{
		{"de-BY", "01-01 01-06 03-26 03-29 05-06 05-17 05-27 11-01"},
		{"de-BE", "01-01 03-08 03-26 03-29 05-06 05-17"},
		{"de-MV", "01-01 03-08 03-26 03-29 05-06 05-17"},
		{"de-SN", "01-01 03-26 03-29 05-06 05-17 11-17"},
		{"de-NW", "01-01 03-26 03-29 05-06 05-17 05-27 11-01"},
		{"at", "01-01 01-06 03-29 05-06 05-17 05-27 10-26 11-01 12-08"},
		{"ch-ZH", "01-01 03-26 03-29 05-06 05-17"},
		{"fr", "01-01 03-29 05-06 05-17 07-14 11-01 11-11"},
		{"gb", "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28"},
		{"it", "01-01 01-06 03-29 06-02 11-01 12-08"},
		{"nl", "01-01 03-29 04-27 05-06 05-17"},
		{"pl", "01-01 01-06 03-29 05-03 05-27 11-01 11-11 12-24"},
		{"us-NY", "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31"},
	} {
		var got []string
		for _, d := range regions[strings.ToLower(tt.region)].days(2026, 2028) {
			if w := d.In(time.UTC).Weekday(); d.Year == 2027 && w != time.Saturday && w != time.Sunday {
				got = append(got, fmt.Sprintf("%02d-%02d", d.Month, d.Day))
			}
		}
		assert.Equal(t, strings.Fields(tt.weekdays), got, "%s: holidays of 2027 on weekdays", tt.region)
	}
}

// TestRegions checks that every region has a zone of the data base, and holidays.
func TestRegions(t *testing.T) {
	for code, r := range regions {
		_, err := time.LoadLocation(r.zone)
		assert.True(t, err == nil && !(r.zone == "" && partOfCountry(r.name).zone == ""), "%s: %v", r.name, err)
		days := r.days(2027, 2027)
		assert.True(t, len(days) >= 4 && slices.IsSortedFunc(days, model.Date.Compare),
			"%s: holidays of 2027 are %v", r.name, days)
		assert.Equal(t, strings.ToLower(r.name), code, "region %s is known as %s", r.name, code)
	}
}

// TestHolidaysOfFiles reads days off from calendar files as programs write them.
func TestHolidaysOfFiles(t *testing.T) {
	folder := t.TempDir()
	ics := func(entries ...string) string {
		return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n" + strings.Join(entries, "") + "END:VCALENDAR\r\n"
	}
	n := 0
	entry := func(lines ...string) string {
		n++
		return "BEGIN:VEVENT\r\nUID:" + strconv.Itoa(n) + "\r\nDTSTAMP:20260101T000000Z\r\nSUMMARY:off\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VEVENT\r\n"
	}
	for _, tt := range []struct{ name, text, want string }{
		{"a day", ics(entry("DTSTART;VALUE=DATE:20270507")), "2027-05-07"},
		{"a day without its end, in lines of Unix", strings.ReplaceAll(ics(entry("DTSTART;VALUE=DATE:20270507", "DTEND;VALUE=DATE:20270508")), "\r", ""), "2027-05-07"},
		{"three days", ics(entry("DTSTART;VALUE=DATE:20271230", "DTEND;VALUE=DATE:20280102")), "2027-12-30 2027-12-31 2028-01-01"},
		{"two days by their length", ics(entry("DTSTART;VALUE=DATE:20270507", "DURATION:P2D")), "2027-05-07 2027-05-08"},
		{"every year from 2020 on", ics(entry("DTSTART;VALUE=DATE:20200624", "RRULE:FREQ=YEARLY")), "2026-06-24 2027-06-24 2028-06-24"},
		{"every year for two days, but for one", ics(entry("DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261226", "RRULE:FREQ=YEARLY;COUNT=3", "EXDATE;VALUE=DATE:20271224")),
			"2026-12-24 2026-12-25 2028-12-24 2028-12-25"},
		{"meetings and cancelled days are none", ics(entry("DTSTART;VALUE=DATE:20270507"), entry("DTSTART:20270510T080000Z", "DTEND:20270510T090000Z"),
			entry("DTSTART;VALUE=DATE:20270511", "STATUS:CANCELLED")), "2027-05-07"},
		{"no days", ics(entry("DTSTART:20270510T080000Z")), "!plan.yaml:1:95: calendar.holidays: the calendar file days.ics has no all-day entries, out of 1"},
		{"no calendar", "day,name\n2027-05-07,x\n", "!is no iCalendar file"},
		{"a file that breaks off", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "!is no iCalendar file"},
		{"nothing", "", "!is empty"},
		{"a date that is none", ics(entry("DTSTART;VALUE=DATE:20271341")), "!DTSTART is 20271341, no date"},
		{"a rule that is none", ics(entry("DTSTART;VALUE=DATE:20270507", "RRULE:FREQ=SOMETIMES")), "!RRULE"},
	} {
		require.NoError(t, os.WriteFile(filepath.Join(folder, "days.ics"), []byte(tt.text), 0o600))
		s, err := Load(filepath.Join(folder, "plan.yaml"), []byte("{start: 2027-04-12, timezone: UTC, horizon: 1d, backend: {slots: 1}, workloads: [{name: a, arrivals: {poisson: 1/h}, work: 1s}], calendar: {holidays: days.ics}}"), nil)
		if problem, bad := strings.CutPrefix(tt.want, "!"); bad {
			require.Error(t, err, tt.name)
			if i := strings.Index(problem, ": calendar"); i >= 0 {
				problem = problem[i:]
			}
			assert.Contains(t, err.Error(), problem, tt.name)
			continue
		}
		require.NoError(t, err, tt.name)
		var got []string
		for _, d := range s.Calendar.Holidays {
			if d.Year >= 2026 && d.Year <= 2028 {
				got = append(got, dashed(d))
			}
		}
		assert.Equal(t, strings.Fields(tt.want), got, tt.name)
	}
}

// TestRegionsOfManyZones checks that countries with several time zones ask for one, that
// regions are known by other names, and that an unknown one is answered with those there are.
func TestRegionsOfManyZones(t *testing.T) {
	for _, tt := range []struct{ calendar, zone, problem string }{
		{"calendar: {region: uk}", "Europe/London", ""},
		{"calendar: {region: UK}", "Europe/London", ""},
		{"calendar: {region: nz}", "Pacific/Auckland", ""},
		{"calendar: {region: au-WA}", "Australia/Perth", ""},
		{"calendar: {region: ca-NL}", "America/St_Johns", ""},
		{"calendar: {region: br-am}", "America/Manaus", ""},
		{"timezone: America/Denver\ncalendar: {region: us}", "America/Denver", ""},
		{"calendar: {region: us}", "", "timezone: missing: us has several time zones; give the one, such as timezone: America/New_York, or a part of the country, such as us-NY"},
		{"calendar: {region: au}", "", "such as timezone: Australia/Sydney, or a part of the country, such as au-NSW"},
		{"calendar: {region: au-XY}", "", "unknown region au-XY; known there: au, au-ACT, au-NSW"},
		{"calendar: {region: xq}", "", "unknown region xq; known are ar, at, au, be"},
	} {
		s, err := Load("plan.yaml", []byte("start: 2027-04-12\nhorizon: 1d\nbackend: {version: \"9.4\", slots: 1}\nfleet: [{name: a, clients: 1, version: \"9.3\"}]\n"+tt.calendar+"\n"), nil)
		if tt.problem != "" {
			assert.ErrorContains(t, err, tt.problem, tt.calendar)
			continue
		}
		if assert.NoError(t, err, tt.calendar) {
			assert.Equal(t, tt.zone, s.Calendar.Zone.String(), tt.calendar)
		}
	}
	s, err := Load("queue.yaml", []byte("start: 2027-04-12\nhorizon: 1d\nbackend: {slots: 1}\ncalendar: {region: us}\n"+
		"workloads: [{name: a, arrivals: {poisson: 1/min}, work: 1s}]\n"), nil)
	require.NoError(t, err, "a queue without a fleet needs no zone")
	assert.Equal(t, time.UTC, s.Calendar.Zone)
}
