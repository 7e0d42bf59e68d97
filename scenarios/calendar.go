package scenarios

import (
	"slices"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

var weekdays = oneWord("days of the week",
	[]string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"},
	[]time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday})

// A calendarText is a calendar as it is written, before the years are known.
type calendarText struct {
	zone     *time.Location // given, or that of the region; nil when there is neither
	region   region
	workdays []time.Weekday
	holidays []model.Date
	office   window
	freezes  []model.Freeze
}

// readCalendar reads the keys "timezone" and "calendar" of the scenario or of a
// group, whose calendar begins as that of the scenario. Where nobody goes to an
// office, every hour of every day counts.
func readCalendar(m *mapping, c *calendarText, office bool) {
	workdays := published("[mon, tue, wed, thu, fri]", say.T("usual office week", "übliche Bürowoche"))
	hoursOpen := assumed("08:00-18:00", "", say.T("hours over which utilization.mean is taken",
		"Stunden, über die utilization.mean gemittelt wird"))
	if !office {
		workdays = published("[mon, tue, wed, thu, fri, sat, sun]", say.T("without a fleet every day counts", "ohne PCs zählt jeder Tag"))
		hoursOpen = published("00:00-24:00", say.T("without a fleet every hour counts", "ohne PCs zählt jede Stunde"))
	}
	var given *time.Location
	zoned := field(m, "timezone", &given, zone, absent,
		"IANA name of the zone that wall-clock times are in; by default that of the calendar's region; without a fleet UTC")
	m.section("calendar", "which days people work", func(m *mapping) {
		if field(m, "region", &c.region, regionNamed, absent,
			"country or part of one, such as de-BY, gb or us-NY; sets the public holidays and the time zone, which is to be given where the country has several; rollsim calendar lists them") {
			c.zone = nil
			if c.region.zone != "" {
				c.zone, _ = time.LoadLocation(c.region.zone)
			}
		}
		field(m, "workdays", &c.workdays, setOf(weekdays, "a list of weekdays such as [mon, tue, wed, thu, fri]"),
			workdays, "days of the week on which people work; without a fleet every day, by default")
		field(m, "holidays", &c.holidays, holidayDates, absent,
			"days off, added to the public holidays of the region: dates, or the all-day entries of a calendar file (iCalendar), such as company.ics, one by one or in a list")
		field(m, "office_hours", &c.office, hours, hoursOpen,
			"wall-clock hours of the metrics that count office hours only; without a fleet 00:00-24:00, by default")
		if !m.inherits {
			readFreezes(m, c)
		}
	})
	if zoned {
		c.zone = given
	} else if lookup(lookup(m.node, "calendar"), "region") != nil && c.zone == nil && c.region.name != "" && office { // a queue has no mornings
		m.at("timezone").complain("missing: %s has several time zones; give the one, such as timezone: %s, or a part of the country, such as %s",
			c.region.name, partOfCountry(c.region.name).zone, partOfCountry(c.region.name).name)
		c.zone = time.UTC
	} else if lookup(lookup(m.node, "calendar"), "region") != nil && c.zone != nil {
		m.origins = append(m.origins, model.Origin{
			Path: join(m.path, "timezone"), Value: c.zone.String(), Kind: model.Default, Source: say.Of(say.T("zone of the region %s", "Zeitzone der Region %s"), c.region.name),
		})
	}
}

const maxFreezes = 100

// readFreezes reads the key "freeze" of the scenario's calendar; plans go by that
// of no group.
func readFreezes(m *mapping, c *calendarText) {
	unnamed := func(*yaml.Node) string { return "" }
	m.items("freeze", "days on which nothing is offered; a phase that falls due then opens on the first workday after", maxFreezes, unnamed, func(_ int, m *mapping) {
		var f model.Freeze
		field(m, "from", &f.From, date, required("2027-04-26"), "first day")
		field(m, "through", &f.Through, date, required("2027-04-30"), "last day")
		if m.sound() && f.Through.Compare(f.From) < 0 {
			m.at("through").complain("must not be before from, which is %s; got %s", dashed(f.From), dashed(f.Through))
		}
		c.freezes = append(c.freezes, f)
	})
	slices.SortStableFunc(c.freezes, func(a, b model.Freeze) int { return a.From.Compare(b.From) })
}

// dashed is a date as scenario files write it.
func dashed(d model.Date) string { return d.In(time.UTC).Format(time.DateOnly) }

// resolve returns the calendar for runs that start in some year. Holidays are
// known from the year before it to three years after, far beyond any horizon.
func (c *calendarText) resolve(start int) *model.Calendar {
	r := &model.Calendar{
		Zone:        c.zone,
		Region:      c.region.name,
		Holidays:    sortedDates(append(c.region.days(start-1, start+3), c.holidays...)),
		OfficeFrom:  c.office.from,
		OfficeUntil: c.office.until,
		Freezes:     c.freezes,
	}
	for _, d := range c.workdays {
		r.Workdays[d] = true
	}
	return r
}

// clone is a copy that shares nothing that reading could change.
func (c calendarText) clone() calendarText {
	c.workdays, c.holidays = slices.Clone(c.workdays), slices.Clone(c.holidays)
	return c
}
