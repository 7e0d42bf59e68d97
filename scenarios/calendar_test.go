package scenarios

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

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
		if want := strings.Fields(tt.weekdays); !slices.Equal(got, want) {
			t.Errorf("%s: holidays of 2027 on weekdays are %v, want %v", tt.region, got, want)
		}
	}
}

// TestRegions checks that every region has a zone of the data base, and holidays.
func TestRegions(t *testing.T) {
	for code, r := range regions {
		if _, err := time.LoadLocation(r.zone); err != nil {
			t.Errorf("%s: %v", r.name, err)
		}
		if days := r.days(2027, 2027); len(days) < 4 || !slices.IsSortedFunc(days, model.Date.Compare) {
			t.Errorf("%s: holidays of 2027 are %v", r.name, days)
		}
		if code != strings.ToLower(r.name) {
			t.Errorf("region %s is known as %s", r.name, code)
		}
	}
}
