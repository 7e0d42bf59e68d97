package scenarios

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // zones of regions exist on every machine

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/at"
	"github.com/rickar/cal/v2/be"
	"github.com/rickar/cal/v2/ch"
	"github.com/rickar/cal/v2/cz"
	"github.com/rickar/cal/v2/de"
	"github.com/rickar/cal/v2/dk"
	"github.com/rickar/cal/v2/es"
	"github.com/rickar/cal/v2/fr"
	"github.com/rickar/cal/v2/gb"
	"github.com/rickar/cal/v2/hr"
	"github.com/rickar/cal/v2/it"
	"github.com/rickar/cal/v2/jp"
	"github.com/rickar/cal/v2/nl"
	"github.com/rickar/cal/v2/no"
	"github.com/rickar/cal/v2/pl"
	"github.com/rickar/cal/v2/se"
	"github.com/rickar/cal/v2/us"

	"github.com/rollsim/rollsim/model"
)

// A region is a country or a part of one: where its clocks stand and which days
// are public holidays. The holidays are those of package cal, corrected where
// the law has changed or where not everybody there has the day off.
type region struct {
	name     string // as a file writes it: ISO 3166 with the country in lower case, such as "de-BY"
	zone     string
	holidays []*cal.Holiday
}

// regions are the known regions, by their names in lower case. Federal holidays
// stand for those of the states of the US, of which only the zone is taken.
var regions = func() map[string]region {
	known := map[string]region{}
	add := func(name, zone string, holidays []*cal.Holiday) {
		known[strings.ToLower(name)] = region{name, zone, holidays}
	}
	add("at", "Europe/Vienna", at.Holidays)
	add("be", "Europe/Brussels", be.Holidays)
	add("ch", "Europe/Zurich", []*cal.Holiday{ch.Neujahr, ch.Auffahrt, ch.Bundesfeiertag, ch.Weihnachtstag})
	add("cz", "Europe/Prague", cz.Holidays)
	add("de", "Europe/Berlin", de.Holidays)
	add("dk", "Europe/Copenhagen", dk.Holidays)
	add("es", "Europe/Madrid", es.Holidays)
	add("fr", "Europe/Paris", fr.Holidays)
	add("gb", "Europe/London", gb.Holidays)
	add("hr", "Europe/Zagreb", hr.Holidays)
	add("it", "Europe/Rome", it.Holidays)
	add("jp", "Asia/Tokyo", jp.Holidays)
	add("nl", "Europe/Amsterdam", []*cal.Holiday{
		nl.Nieuwjaar, nl.TweedePaasdag, nl.Koningsdag, nl.Hemelvaart, nl.TweedePinksterDag, nl.EersteKerstdag, nl.TweedeKerstdag,
	})
	add("no", "Europe/Oslo", no.Holidays)
	add("pl", "Europe/Warsaw", append(slices.Clone(pl.Holidays), &cal.Holiday{
		Name: "Wigilia", Month: time.December, Day: 24, StartYear: 2025, Func: cal.CalcDayOfMonth, // Dz.U. 2024 poz. 1965
	}))
	add("se", "Europe/Stockholm", se.Holidays)
	add("us", "America/New_York", us.Holidays)
	for state, holidays := range map[string][]*cal.Holiday{
		"BW": de.HolidaysBW, "BY": de.HolidaysBY, "BE": de.HolidaysBE, "BB": de.HolidaysBB,
		"HB": de.HolidaysHB, "HH": de.HolidaysHH, "HE": de.HolidaysHE,
		"MV": append(slices.Clone(de.HolidaysMV), de.Frauentag), // since 2023
		"NI": de.HolidaysNI, "NW": de.HolidaysNW, "RP": de.HolidaysRP, "SL": de.HolidaysSL,
		"SN": de.HolidaysSN, "ST": de.HolidaysST, "SH": de.HolidaysSH, "TH": de.HolidaysTH,
	} {
		add("de-"+state, "Europe/Berlin", holidays)
	}
	for canton, holidays := range map[string][]*cal.Holiday{
		"ZH": ch.HolidaysZH, "BE": ch.HolidaysBE, "LU": ch.HolidaysLU, "UR": ch.HolidaysUR, "SZ": ch.HolidaysSZ,
		"OW": ch.HolidaysOW, "NW": ch.HolidaysNW, "GL": ch.HolidaysGL, "ZG": ch.HolidaysZG, "FR": ch.HolidaysFR,
		"SO": ch.HolidaysSO, "BS": ch.HolidaysBS, "BL": ch.HolidaysBL, "SH": ch.HolidaysSH, "AR": ch.HolidaysAR,
		"AI": ch.HolidaysAI, "SG": ch.HolidaysSG, "GR": ch.HolidaysGR, "AG": ch.HolidaysAG, "TG": ch.HolidaysTG,
		"VD": ch.HolidaysVD, "TI": ch.HolidaysTI, "VS": ch.HolidaysVS, "NE": ch.HolidaysNE, "GE": ch.HolidaysGE,
		"JU": ch.HolidaysJU,
	} {
		add("ch-"+canton, "Europe/Zurich", holidays)
	}
	for zone, states := range map[string]string{
		"America/New_York":    "CT DC DE FL GA IN MA MD ME MI NC NH NJ NY OH PA RI SC VA VT WV KY",
		"America/Chicago":     "AL AR IA IL KS LA MN MO MS ND NE OK SD TN TX WI",
		"America/Denver":      "CO ID MT NM UT WY",
		"America/Los_Angeles": "CA NV OR WA",
		"America/Phoenix":     "AZ",
		"America/Anchorage":   "AK",
		"Pacific/Honolulu":    "HI",
	} {
		for _, state := range strings.Fields(states) {
			add("us-"+state, zone, us.Holidays)
		}
	}
	return known
}()

// regionNamed is a region by its name; case does not matter.
var regionNamed = scalar("region", "a region such as de-BY", `^[A-Za-z]{2}(-[A-Za-z]{2})?$`, func(text string) (region, error) {
	r, ok := regions[strings.ToLower(text)]
	if !ok {
		return region{}, fmt.Errorf("unknown region %s%s (without a region, give timezone and holidays)", clip(text), nearRegion(text))
	}
	return r, nil
})

// Regions lists the known regions, such as de-BY, in order.
func Regions() []string {
	var names []string
	for _, code := range slices.Sorted(maps.Keys(regions)) {
		names = append(names, regions[code].name)
	}
	return names
}

// Holidays returns the public holidays of a region in a year, in order; none where
// there is no such region.
func Holidays(name string, year int) []model.Date {
	return regions[strings.ToLower(name)].days(year, year)
}

// nearRegion suggests regions of the same country, or the nearest one.
func nearRegion(text string) string {
	country, _, _ := strings.Cut(strings.ToLower(text), "-")
	var near, all []string
	for _, code := range slices.Sorted(maps.Keys(regions)) {
		name := regions[code].name
		all = append(all, name)
		if code == country || strings.HasPrefix(code, country+"-") {
			near = append(near, name)
		}
	}
	if len(near) > 0 {
		return "; known there: " + strings.Join(near, ", ")
	}
	return didYouMean(text, all)
}

// days returns the public holidays of a region in some years, in order. A
// holiday that falls on a weekend is listed with the day that is off for it.
func (r region) days(first, last int) []model.Date {
	var dates []model.Date
	for year := first; year <= last; year++ {
		for _, h := range r.holidays {
			if h.Type == cal.ObservanceOther {
				continue // customary, such as the eves in Sweden
			}
			actual, observed := h.Calc(year)
			for _, t := range []time.Time{actual, observed} {
				if !t.IsZero() {
					dates = append(dates, model.DateOf(t))
				}
			}
		}
	}
	return sortedDates(dates)
}

// sortedDates sorts dates and drops the second of two that are equal.
func sortedDates(dates []model.Date) []model.Date {
	slices.SortFunc(dates, model.Date.Compare)
	return slices.Compact(dates)
}

// nearZone suggests a time zone for a misspelt one, from those of the regions.
func nearZone(text string) string {
	zones := map[string]bool{"UTC": true, "Europe/Lisbon": true, "Asia/Singapore": true, "Asia/Kolkata": true, "Australia/Sydney": true}
	for _, r := range regions {
		zones[r.zone] = true
	}
	best, ok := nearest(text, slices.Sorted(maps.Keys(zones)))
	if !ok {
		return ""
	}
	return `; did you mean "` + best + `"?`
}
