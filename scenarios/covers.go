package scenarios

import (
	"slices"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

// A RegionYear is what is known of a region in a year.
type RegionYear struct {
	Region string
	Zone   string // empty: the country has several
	Of     string // whose holidays these are where it has none of its own here; otherwise empty
	Year   int
	Days   []Holiday // in order
}

// HolidaysOf returns the public holidays of a region in a year; false if there is no
// such region.
func HolidaysOf(name string, year int) (RegionYear, bool) {
	r, ok := regionCalled(name)
	if !ok {
		return RegionYear{}, false
	}
	y := RegionYear{Region: r.name, Zone: r.zone, Year: year}
	if r.national {
		y.Of = r.country()
	}
	for _, h := range r.named(year-1, year+1) { // that of New Year may be off in the year before
		if h.Date.Year == year {
			y.Days = append(y.Days, h)
		}
	}
	return y, true
}

// mostNamed bounds how many days off are named.
const mostNamed = 15

// CalendarInWords tells which days off of its calendars lie within the horizon of a
// scenario, on days on which people work otherwise, whose holidays they are, and on which
// days new employees join.
func CalendarInWords(s *model.Scenario) []say.Sentence {
	var told []say.Sentence
	calendars := []*model.Calendar{s.Calendar}
	for i := range s.Groups {
		calendars = append(calendars, s.Groups[i].Calendar)
	}
	seen := map[string]bool{}
	for _, c := range calendars {
		for _, sentence := range calendarInWords(c, s) {
			if text := sentence.String(); !seen[text] {
				seen[text] = true
				told = append(told, sentence)
			}
		}
	}
	for i := range s.Groups {
		g := &s.Groups[i]
		var days []say.Sentence
		for _, d := range s.JoinDates(g) {
			days = append(days, dayNamed(d))
		}
		if len(days) > 0 {
			told = append(told, say.Of(say.T("new employees of %s within the horizon, with %s each time: %s",
				"neue Mitarbeiter von %s im Horizont, jedes Mal mit %s: %s"), g.Name, numbered(g.Joins.Clients, say.PCs), inLine(days)))
		}
	}
	return told
}

// dayNamed is a date as sentences name it.
func dayNamed(d model.Date) say.Sentence {
	return say.Of(say.T("%s", "%s"), say.Moment{Time: d.In(time.UTC), Layout: "Mon 2 Jan 2006"})
}

func calendarInWords(c *model.Calendar, s *model.Scenario) []say.Sentence {
	r, known := regionCalled(c.Region)
	first, end := model.DateOf(s.Start.In(s.Calendar.Zone)), s.Start.Add(s.HorizonEnd())
	var public, own []say.Sentence
	for _, d := range c.Holidays {
		if d.Compare(first) < 0 || !d.In(s.Calendar.Zone).Before(end) || !c.Workdays[d.In(time.UTC).Weekday()] {
			continue
		}
		day := dayNamed(d)
		days := r.named(d.Year-1, d.Year+1)
		if i := slices.IndexFunc(days, func(h Holiday) bool { return h.Date == d }); i >= 0 {
			public = append(public, say.Of(say.T("%s (%s)", "%s (%s)"), day, days[i].Name))
		} else {
			own = append(own, day)
		}
	}
	var told []say.Sentence
	switch {
	case known && len(public) > 0:
		told = append(told, say.Of(say.T("public holidays of %s within the horizon: %s",
			"Feiertage von %s im Horizont: %s"), r.name, inLine(public)))
	case known:
		told = append(told, say.Of(say.T("no public holidays of %s within the horizon",
			"im Horizont liegen keine Feiertage von %s"), r.name))
	}
	if r.national {
		told = append(told, say.Of(say.T("of %s no public holidays of its own are known, only those of %s; add what is missing to calendar.holidays",
			"von %s sind keine eigenen Feiertage bekannt, nur die von %s; was fehlt, kommt in calendar.holidays"), r.name, r.country()))
	}
	if len(own) > 0 {
		told = append(told, say.Of(say.T("days off that the file adds within the horizon: %s",
			"weitere freie Tage aus der Datei im Horizont: %s"), inLine(own)))
	}
	return told
}

// inLine puts days one behind the other.
func inLine(days []say.Sentence) say.Sentence {
	line := days[0]
	for _, day := range days[1:min(len(days), mostNamed)] {
		line = say.Of(say.T("%s, %s", "%s, %s"), line, day)
	}
	if more := len(days) - mostNamed; more > 0 {
		line = say.Of(say.T("%s and %d more", "%s und %d weitere"), line, more)
	}
	return line
}
