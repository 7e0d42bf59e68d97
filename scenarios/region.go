package scenarios

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // zones of regions exist on every machine

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/ar"
	"github.com/rickar/cal/v2/at"
	"github.com/rickar/cal/v2/au"
	"github.com/rickar/cal/v2/be"
	"github.com/rickar/cal/v2/bg"
	"github.com/rickar/cal/v2/br"
	"github.com/rickar/cal/v2/ca"
	"github.com/rickar/cal/v2/ch"
	"github.com/rickar/cal/v2/cz"
	"github.com/rickar/cal/v2/de"
	"github.com/rickar/cal/v2/dk"
	"github.com/rickar/cal/v2/es"
	"github.com/rickar/cal/v2/fr"
	"github.com/rickar/cal/v2/gb"
	"github.com/rickar/cal/v2/gr"
	"github.com/rickar/cal/v2/hr"
	"github.com/rickar/cal/v2/ie"
	"github.com/rickar/cal/v2/it"
	"github.com/rickar/cal/v2/jp"
	"github.com/rickar/cal/v2/lt"
	"github.com/rickar/cal/v2/lv"
	"github.com/rickar/cal/v2/mw"
	"github.com/rickar/cal/v2/nc"
	"github.com/rickar/cal/v2/nl"
	"github.com/rickar/cal/v2/no"
	"github.com/rickar/cal/v2/nz"
	"github.com/rickar/cal/v2/pl"
	"github.com/rickar/cal/v2/ro"
	"github.com/rickar/cal/v2/ru"
	"github.com/rickar/cal/v2/se"
	"github.com/rickar/cal/v2/si"
	"github.com/rickar/cal/v2/sk"
	"github.com/rickar/cal/v2/ua"
	"github.com/rickar/cal/v2/us"
	"github.com/rickar/cal/v2/za"

	"github.com/rollsim/rollsim/model"
)

// A region is a country or a part of one: where its clocks stand and which days
// are public holidays. The holidays are those of package cal, corrected where
// the law has changed or where not everybody there has the day off.
type region struct {
	name     string // as a file writes it: ISO 3166 with the country in lower case, such as "de-BY"
	zone     string // empty: there are several, and the file names one
	holidays []*cal.Holiday
	national bool // a part of a country of which only the zone is known: the holidays are those of the country
}

// country is the name of the country that a region is, or is a part of.
func (r region) country() string {
	country, _, _ := strings.Cut(r.name, "-")
	return country
}

// regions are the known regions, by their names in lower case. Federal holidays
// stand for those of the states of Brazil, Canada, Russia and the US, of which only
// the zone is taken.
var regions = func() map[string]region {
	known := map[string]region{}
	add := func(name, zone string, holidays []*cal.Holiday) {
		known[strings.ToLower(name)] = region{name: name, zone: zone, holidays: holidays}
	}
	add("at", "Europe/Vienna", at.Holidays)
	add("ar", "America/Argentina/Buenos_Aires", ar.Holidays)
	add("au", "", []*cal.Holiday{ // what all states have
		au.NewYear, au.AustraliaDay, au.GoodFriday, au.EasterMonday, au.AnzacDay, au.ChristmasDay, au.BoxingDay,
	})
	add("be", "Europe/Brussels", be.Holidays)
	add("bg", "Europe/Sofia", bg.Holidays)
	add("br", "", br.Holidays)
	add("ca", "", ca.Holidays)
	add("ch", "Europe/Zurich", []*cal.Holiday{ch.Neujahr, ch.Auffahrt, ch.Bundesfeiertag, ch.Weihnachtstag})
	add("cz", "Europe/Prague", cz.Holidays)
	add("de", "Europe/Berlin", de.Holidays)
	add("dk", "Europe/Copenhagen", dk.Holidays)
	add("es", "Europe/Madrid", es.Holidays)
	add("fr", "Europe/Paris", fr.Holidays)
	add("gb", "Europe/London", gb.Holidays)
	add("gr", "Europe/Athens", gr.Holidays)
	add("hr", "Europe/Zagreb", hr.Holidays)
	add("ie", "Europe/Dublin", ie.Holidays)
	add("it", "Europe/Rome", it.Holidays)
	add("jp", "Asia/Tokyo", jp.Holidays)
	add("lt", "Europe/Vilnius", lt.Holidays)
	add("lv", "Europe/Riga", lv.Holidays)
	add("mw", "Africa/Blantyre", mw.Holidays)
	add("nc", "Pacific/Noumea", nc.Holidays)
	add("nl", "Europe/Amsterdam", []*cal.Holiday{
		nl.Nieuwjaar, nl.TweedePaasdag, nl.Koningsdag, nl.Hemelvaart, nl.TweedePinksterDag, nl.EersteKerstdag, nl.TweedeKerstdag,
	})
	add("no", "Europe/Oslo", no.Holidays)
	add("nz", "Pacific/Auckland", append(slices.Clone(nz.Holidays), &cal.Holiday{Name: "Matariki", Func: matariki}))
	add("pl", "Europe/Warsaw", append(slices.Clone(pl.Holidays), &cal.Holiday{
		Name: "Wigilia", Month: time.December, Day: 24, StartYear: 2025, Func: cal.CalcDayOfMonth, // Dz.U. 2024 poz. 1965
	}))
	add("ro", "Europe/Bucharest", ro.Holidays)
	add("ru", "", ru.Holidays)
	add("se", "Europe/Stockholm", se.Holidays)
	add("si", "Europe/Ljubljana", si.Holidays)
	add("sk", "Europe/Bratislava", sk.Holidays)
	add("ua", "Europe/Kyiv", ua.Holidays)
	add("us", "", us.Holidays)
	add("za", "Africa/Johannesburg", za.Holidays)
	for _, state := range []struct {
		name, zone string
		holidays   []*cal.Holiday
	}{
		{"ACT", "Australia/Sydney", au.HolidaysACT}, {"NSW", "Australia/Sydney", au.HolidaysNSW}, {"NT", "Australia/Darwin", au.HolidaysNT},
		{"QLD", "Australia/Brisbane", au.HolidaysQLD}, {"SA", "Australia/Adelaide", au.HolidaysSA}, {"TAS", "Australia/Hobart", au.HolidaysTAS},
		{"VIC", "Australia/Melbourne", au.HolidaysVIC}, {"WA", "Australia/Perth", au.HolidaysWA},
	} {
		add("au-"+state.name, state.zone, state.holidays)
	}
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
	for zone, parts := range map[string]string{
		"America/New_York":    "us-CT us-DC us-DE us-FL us-GA us-IN us-MA us-MD us-ME us-MI us-NC us-NH us-NJ us-NY us-OH us-PA us-RI us-SC us-VA us-VT us-WV us-KY",
		"America/Chicago":     "us-AL us-AR us-IA us-IL us-KS us-LA us-MN us-MO us-MS us-ND us-NE us-OK us-SD us-TN us-TX us-WI",
		"America/Denver":      "us-CO us-ID us-MT us-NM us-UT us-WY",
		"America/Los_Angeles": "us-CA us-NV us-OR us-WA",
		"America/Phoenix":     "us-AZ",
		"America/Anchorage":   "us-AK",
		"Pacific/Honolulu":    "us-HI",

		"America/Vancouver":  "ca-BC",
		"America/Edmonton":   "ca-AB ca-NT",
		"America/Regina":     "ca-SK",
		"America/Winnipeg":   "ca-MB",
		"America/Toronto":    "ca-ON ca-QC",
		"America/Moncton":    "ca-NB",
		"America/Halifax":    "ca-NS ca-PE",
		"America/St_Johns":   "ca-NL",
		"America/Whitehorse": "ca-YT",
		"America/Iqaluit":    "ca-NU",

		"America/Sao_Paulo":    "br-DF br-ES br-GO br-MG br-PR br-RJ br-RS br-SC br-SP",
		"America/Bahia":        "br-BA",
		"America/Maceio":       "br-AL br-SE",
		"America/Recife":       "br-PE",
		"America/Fortaleza":    "br-CE br-MA br-PB br-PI br-RN",
		"America/Belem":        "br-AP br-PA",
		"America/Araguaina":    "br-TO",
		"America/Cuiaba":       "br-MT",
		"America/Campo_Grande": "br-MS",
		"America/Manaus":       "br-AM",
		"America/Porto_Velho":  "br-RO",
		"America/Boa_Vista":    "br-RR",
		"America/Rio_Branco":   "br-AC",

		"Europe/Kaliningrad": "ru-KGD",
		"Europe/Moscow":      "ru-MOS ru-MOW ru-NIZ ru-SPE ru-TA",
		"Europe/Samara":      "ru-SAM",
		"Asia/Yekaterinburg": "ru-CHE ru-SVE",
		"Asia/Omsk":          "ru-OMS",
		"Asia/Novosibirsk":   "ru-NVS",
		"Asia/Krasnoyarsk":   "ru-KYA",
		"Asia/Irkutsk":       "ru-IRK",
		"Asia/Yakutsk":       "ru-SA",
		"Asia/Vladivostok":   "ru-PRI",
		"Asia/Kamchatka":     "ru-KAM",

		"Atlantic/Canary": "es-CN",
	} {
		for _, name := range strings.Fields(parts) {
			country, _, _ := strings.Cut(name, "-")
			known[strings.ToLower(name)] = region{name: name, zone: zone, holidays: known[country].holidays, national: true}
		}
	}
	return known
}()

// aliases are other names that regions go by, in lower case.
var aliases = map[string]string{"uk": "gb", "gb-eng": "gb", "el": "gr", "en-gb": "gb"}

// matariki is the holiday of New Zealand that the Te Kāhui o Matariki Public Holiday
// Act 2022 lists by years.
func matariki(_ *cal.Holiday, year int) time.Time {
	days := map[int]model.Date{
		2022: {Month: 6, Day: 24}, 2023: {Month: 7, Day: 14}, 2024: {Month: 6, Day: 28}, 2025: {Month: 6, Day: 20}, 2026: {Month: 7, Day: 10},
		2027: {Month: 6, Day: 25}, 2028: {Month: 7, Day: 14}, 2029: {Month: 7, Day: 6}, 2030: {Month: 6, Day: 21}, 2031: {Month: 7, Day: 11},
		2032: {Month: 7, Day: 2}, 2033: {Month: 6, Day: 24}, 2034: {Month: 7, Day: 7}, 2035: {Month: 6, Day: 29},
	}
	d, ok := days[year]
	if !ok {
		return time.Time{}
	}
	d.Year = year
	return d.In(time.UTC)
}

// regionCalled returns a region by its name or another one; case does not matter.
func regionCalled(text string) (region, bool) {
	name := strings.ToLower(text)
	if country, part, ok := strings.Cut(name, "-"); ok && aliases[country] != "" && aliases[name] == "" {
		name = aliases[country] + "-" + part
	} else if other := aliases[name]; other != "" {
		name = other
	}
	r, ok := regions[name]
	return r, ok
}

// regionNamed is a region by its name; case does not matter.
var regionNamed = scalar("region", "a region such as de-BY", `^[A-Za-z]{2}(-[A-Za-z]{2,3})?$`, func(text string) (region, error) {
	r, ok := regionCalled(text)
	if !ok {
		return region{}, fmt.Errorf("unknown region %s%s (without a region, give timezone and holidays)", clip(text), nearRegion(text))
	}
	return r, nil
})

// UnknownRegion tells that there is no region of a name, and which there are.
func UnknownRegion(text string) error {
	return fmt.Errorf("unknown region %s%s", clip(text), nearRegion(text))
}

// Regions lists the known regions, such as de-BY, in order.
func Regions() []string {
	var names []string
	for _, code := range slices.Sorted(maps.Keys(regions)) {
		names = append(names, regions[code].name)
	}
	return names
}

// InOneZone tells whether a region has one time zone, so that a file needs to name none.
func InOneZone(name string) bool {
	r, _ := regionCalled(name)
	return r.zone != ""
}

// WithZone returns the region of a name if it has one time zone, or else the part of it
// with the largest city.
func WithZone(name string) string {
	if r, ok := regionCalled(name); ok && r.zone == "" {
		return partOfCountry(r.name).name
	}
	return name
}

// Holidays returns the public holidays of a region in a year, in order; none where
// there is no such region.
func Holidays(name string, year int) []model.Date {
	r, _ := regionCalled(name)
	return r.days(year, year)
}

// partOfCountry is a part of a country that has several zones, the largest city's.
func partOfCountry(country string) region {
	return regions[map[string]string{"au": "au-nsw", "br": "br-sp", "ca": "ca-on", "ru": "ru-mow", "us": "us-ny"}[country]]
}

// nearRegion suggests regions of the same country, or the nearest one, or lists the
// countries.
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
	if near := didYouMean(text, all); near != "" {
		return near
	}
	countries := slices.DeleteFunc(all, func(name string) bool { return strings.Contains(name, "-") })
	return "; known are " + strings.Join(countries, ", ") + ", and parts such as de-BY, ch-ZH, us-NY and au-NSW"
}

// A Holiday is a day off, and what it is called in the language of its country.
type Holiday struct {
	Date model.Date
	Name string
}

// named returns the public holidays of a region in some years, in order, those of one
// day one behind the other.
func (r region) named(first, last int) []Holiday {
	var all []Holiday
	for year := first; year <= last; year++ {
		for _, h := range r.holidays {
			if h.Type == cal.ObservanceOther {
				continue // customary, such as the eves in Sweden
			}
			actual, observed := h.Calc(year)
			for i, t := range []time.Time{actual, observed} {
				if !t.IsZero() && (i == 0 || !observed.Equal(actual)) {
					all = append(all, Holiday{model.DateOf(t), h.Name})
				}
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Holiday) int { return a.Date.Compare(b.Date) })
	return slices.Compact(all)
}

// days returns the public holidays of a region in some years, in order. A
// holiday that falls on a weekend is listed with the day that is off for it.
func (r region) days(first, last int) []model.Date {
	var dates []model.Date
	for _, h := range r.named(first, last) {
		dates = append(dates, h.Date)
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
		zones[r.zone] = r.zone != ""
	}
	delete(zones, "")
	best, ok := nearest(text, slices.Sorted(maps.Keys(zones)))
	if !ok {
		return ""
	}
	return `; did you mean "` + best + `"?`
}
