package reports

import (
	"fmt"
	"math"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
)

// TestHoursOfClockChanges checks that days on which the clock is set have 23 or 25
// hours, each with the mean of its own intervals and none lost or counted twice, in
// Europe, in the USA and where the clock is set by half an hour.
func TestHoursOfClockChanges(t *testing.T) {
	for _, tt := range []struct {
		name, zone string
		start      model.Date // the day before
		cells      int        // of the day itself
		again      int        // the hour that comes twice, or -1
		missing    int        // the hour that does not come, or -1
	}{
		{"spring in Berlin", "Europe/Berlin", model.Date{Year: 2027, Month: 3, Day: 27}, 23, -1, 2},
		{"autumn in Berlin", "Europe/Berlin", model.Date{Year: 2027, Month: 10, Day: 30}, 25, 2, -1},
		{"spring in New York", "America/New_York", model.Date{Year: 2027, Month: 3, Day: 13}, 23, -1, 2},
		{"autumn in New York", "America/New_York", model.Date{Year: 2027, Month: 11, Day: 6}, 25, 1, -1},
		{"autumn by half an hour", "Australia/Lord_Howe", model.Date{Year: 2027, Month: 4, Day: 3}, 25, 1, -1},
	} {
		zone, err := time.LoadLocation(tt.zone)
		require.NoError(t, err)
		s := officeScenario()
		s.Calendar.Zone, s.Start = zone, tt.start.In(zone)
		series := study.Series{Width: 5 * time.Minute}
		want := 0.0
		for k := range 3 * 288 {
			series.Running = append(series.Running, float64(k%37))
			series.Bypass = append(series.Bypass, 1)
			series.Waiting = append(series.Waiting, float64(k))
		}
		changed := tt.start.Add(1)
		until := changed.Add(1).In(zone).Sub(s.Start)
		for k := range int(until / series.Width) {
			want += float64(k%37) + 1
		}
		got, before, cells, again, hours := 0.0, 0.0, 0, -1, map[int]bool{}
		for _, cell := range clockOf(s).hourCells(&series, until.Seconds()) {
			assert.Equal(t, before, cell.from,
				"%s: an hour begins at %v s, and the one before ends at %v s", tt.name, cell.from, before)
			before = cell.until
			first := int(cell.from / series.Width.Seconds())
			last := int(cell.until/series.Width.Seconds()) - 1
			assert.InDelta(t, float64(first+last)/2, cell.waiting, 1e-9,
				"%s: %v waits in the hour from %v s", tt.name, cell.waiting, cell.from)
			got += cell.running * (cell.until - cell.from) / series.Width.Seconds()
			if cell.date == changed {
				cells++
				hours[cell.hour] = true
				if cell.again {
					again = cell.hour
				}
			} else if cell.again {
				assert.Fail(t, fmt.Sprintf("%s: %d:00 comes twice the day before", tt.name, cell.hour))
			}
		}
		assert.True(t, before == until.Seconds() && math.Abs(got-want) <= 1e-6,
			"%s: hours until %v s with %v in all, want %v s with %v", tt.name, before, got, until.Seconds(), want)
		assert.True(t, cells == tt.cells && again == tt.again && !(tt.missing >= 0 && hours[tt.missing]),
			"%s: %d hours, %d comes twice; want %d and %d, without %d", tt.name, cells, again, tt.cells, tt.again, tt.missing)
	}
}

// TestDaysRows checks the numbers behind the map of hours: every hour of every day
// that is drawn, with the mean of the series in it.
func TestDaysRows(t *testing.T) {
	c := drawnComparison()
	pic := pictureOf(t, c, "days")
	p := pageOf(c)
	days := int(math.Ceil(p.loadEnd(c.Results) / 86400))
	if got, want := len(pic.rows)-1, 4*24*days; got != want {
		assert.Fail(t, fmt.Sprintf("%d rows, want %d hours of %d days of 4 strategies", got, want, days))
	}
	s := &c.Results[1].Series
	want := 0.0
	for k := 8 * 12; k < 9*12; k++ {
		want += s.Waiting[k] / 12
	}
	for _, row := range pic.rows[1:] {
		if row[0] != "big bang" || row[2] != "2027-04-12" || row[3] != "8" {
			continue
		}
		got, err := strconv.ParseFloat(row[9], 64)
		assert.True(t, err == nil && want >= 1 && math.Abs(got-want) <= 1e-3*want,
			"%s wait from 8:00 to 9:00 on the first day, want %v", row[9], want)
		assert.True(t, row[4] == "true" && row[5] == "2027-04-12T08:00:00+02:00",
			"workday %s, time %s", row[4], row[5])
		return
	}
	assert.Fail(t, "no row of big bang's first morning")
}
