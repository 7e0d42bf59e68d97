package reports

import (
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

// A HolidayTable is the public holidays of a region in a year.
type HolidayTable struct {
	Region string
	Zone   string // IANA name; empty: the country has several
	Of     string // whose holidays these are, where none of the region's own are known
	Year   int
	Days   []Holiday // in order
}

// A Holiday is a day off, and what it is called in the language of its country.
type Holiday struct {
	Date model.Date
	Name string
}

// HolidayText writes the holidays, a line each.
func HolidayText(in say.Language, w io.Writer, t *HolidayTable) error {
	l := voice{in}
	title := l.Say(say.T("Public holidays of %s in %s, %s", "Feiertage von %s in %s, %s"), t.Region, strconv.Itoa(t.Year), t.Zone)
	if t.Zone == "" {
		title = l.Say(say.T("Public holidays of %s in %s, which has several time zones",
			"Feiertage von %s in %s, das mehrere Zeitzonen hat"), t.Region, strconv.Itoa(t.Year))
	}
	var rows [][]string
	for _, h := range t.Days {
		rows = append(rows, []string{" ", l.Formatted(h.Date.In(time.UTC), "Mon 2 January 2006"), h.Name})
	}
	text := title + "\n" + strings.Join(aligned(rows), "\n") + "\n"
	if t.Of != "" {
		text += l.Say(say.T("Of %s no public holidays of its own are known: these are those of %s.",
			"Von %s sind keine eigenen Feiertage bekannt: Dies sind die von %s."), t.Region, t.Of) + "\n"
	}
	_, err := io.WriteString(w, text)
	return err
}

// HolidayCSV writes the holidays in columns: region, date, name.
func HolidayCSV(in say.Language, w io.Writer, t *HolidayTable) error {
	l := voice{in}
	form := l.csvForm()
	rows := [][]string{{"region", "date", "name"}}
	for _, h := range t.Days {
		rows = append(rows, []string{t.Region, h.Date.In(time.UTC).Format(time.DateOnly), h.Name})
	}
	return form.write(w, rows)
}

// HolidayJSON writes the holidays as one document.
func HolidayJSON(w io.Writer, t *HolidayTable) error {
	type holiday struct {
		Date string `json:"date"`
		Name string `json:"name"`
	}
	days := []holiday{}
	for _, h := range t.Days {
		days = append(days, holiday{h.Date.In(time.UTC).Format(time.DateOnly), h.Name})
	}
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	return out.Encode(struct {
		Region   string    `json:"region"`
		Timezone string    `json:"timezone,omitempty"`
		Of       string    `json:"holidays_of,omitempty"`
		Year     int       `json:"year"`
		Holidays []holiday `json:"holidays"`
	}{t.Region, t.Zone, t.Of, t.Year, days})
}
