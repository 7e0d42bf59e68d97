package interview

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
	"github.com/rollsim/rollsim/scenarios"
)

// What is assumed where nobody knows.
const (
	assumedClients  = 1000 // the middle of where the vendor's advice turns from big bang to waves
	leastClients    = assumedClients / 2
	mostClients     = assumedClients * 2
	assumedVersion  = "9.3" // the first with admission control
	assumedRelease  = "9.4"
	nothing         = "none" // the version of a PC without any
	assumedKeyUsers = 0.02   // as the scenario language assumes
	assumedWait     = "10m"
	leastForPilot   = 10 // PCs
	assumedDays     = 20 // workdays, as in the examples of the scenario language
)

// A Draft is a scenario in the making: the answers so far. What has no answer, or
// "don't know", is zero.
type Draft struct {
	Language say.Language

	first     bool   // nothing is installed: this is the first installation
	name      string // what reports call the scenario; empty: named after versions and PCs
	today     model.Date
	country   string // of the locale, where its holidays are known
	sites     []site // none: one, of unknown size
	region    string
	delivery  string
	installed []part
	release   string
	start     model.Date // zero: unknown
	slots     []string
	keyUsers  keyUsers
	wait      string
	until     deadline
	hurts     string
}

// A site is a group of PCs.
type site struct {
	name     string
	clients  int    // 0: unknown
	region   string // empty: as for all
	delivery string // empty: as for all
}

// A part is a version that a share of the PCs has.
type part struct{ version, share string } // without a share: all

// keyUsers are how many there are.
type keyUsers struct {
	known bool
	share float64
}

// A deadline is when 95 % are to be updated.
type deadline struct {
	text string // as a target has it, such as 20wd; empty: unknown
	days int    // the same in workdays, holidays not counted out
}

// New begins a draft on a day, for somebody with a locale such as de_DE.UTF-8,
// which tells where public holidays are assumed.
func New(l say.Language, locale string, today time.Time) *Draft {
	d := &Draft{Language: l, today: model.DateOf(today)}
	if _, country := localeParts(locale); country != "" {
		d.country, _ = regionCalled(country)
		d.country = scenarios.WithZone(d.country)
	}
	return d
}

// Call gives the scenario a name; an empty one leaves it named after versions and PCs.
func (d *Draft) Call(name string) error {
	name = strings.TrimSpace(name)
	if len(name) > 120 || strings.IndexFunc(name, unprintable) >= 0 {
		return d.complaint(say.T("must be a line of at most 120 letters", "bitte eine Zeile mit höchstens 120 Buchstaben"))
	}
	d.name = name
	return nil
}

// groups are the sites, one where nothing is known of them.
func (d *Draft) groups() []site {
	if len(d.sites) > 0 {
		return d.sites
	}
	return []site{{name: onlySite(d.Language)}}
}

// onlySite is the name of the site where there is but one.
func onlySite(l say.Language) string { return l.Say(say.T("office", "Zentrale")) }

// size is the number of PCs of a site, as known or assumed.
func (s site) size() int {
	if s.clients == 0 {
		return assumedClients
	}
	return s.clients
}

// clients is the number of all PCs, and whether it is known.
func (d *Draft) clients() (n int, known bool) {
	known = true
	for _, s := range d.groups() {
		n += s.size()
		known = known && s.clients > 0
	}
	return n, known
}

// holidays is the region whose holidays hold for the plans: as answered, or that of
// the largest site where each names its own, or assumed from locale and language.
func (d *Draft) holidays() (region string, known bool) {
	if d.region != "" {
		return d.region, true
	}
	most, all := 0, true
	for _, s := range d.groups() {
		if all = all && s.region != ""; s.size() > most {
			region, most = s.region, s.size()
		}
	}
	switch {
	case all:
		return region, true
	case d.country != "":
		return d.country, false
	}
	return [...]string{say.English: "gb", say.German: "de"}[d.Language], false
}

// versions are what is installed and what comes, as known or assumed; nothing where
// this is the first installation. Of two, one
// of which is unknown, the other one is assumed to follow or to come before.
func (d *Draft) versions() (installed []part, release string) {
	installed, release = d.installed, d.release
	switch {
	case d.first && release == "":
		return []part{{version: nothing}}, assumedRelease
	case d.first:
		return []part{{version: nothing}}, release
	case installed == nil && release == "":
		return []part{{version: assumedVersion}}, assumedRelease
	case release == "":
		newest := installed[0].version
		for _, p := range installed {
			if newer(p.version, newest) {
				newest = p.version
			}
		}
		release = after(newest)
	case installed == nil:
		installed = []part{{version: before(release)}}
	}
	return installed, release
}

// begins is the first day of the rollout, as known or assumed: a Monday with two
// weeks to prepare, and not in December, when nobody begins one.
func (d *Draft) begins() model.Date {
	if d.start != (model.Date{}) {
		return d.start
	}
	region, _ := d.holidays()
	day := d.today.Add(14)
	if day.Month == time.December {
		day = model.Date{Year: day.Year + 1, Month: time.January, Day: 7}
	}
	for weekday(day) != time.Monday || slices.Contains(scenarios.Holidays(region, day.Year), day) {
		day = day.Add(1)
	}
	return day
}

// weekday is the day of the week of a date.
func weekday(d model.Date) time.Weekday { return d.In(time.UTC).Weekday() }

// written is a date as files have it.
func written(d model.Date) string { return d.In(time.UTC).Format(time.DateOnly) }

// promisedWait is the bound of the wait, and promisedEnd that of the end, as known
// or assumed.
func (d *Draft) promisedWait() string {
	if d.wait == "" {
		return assumedWait
	}
	return d.wait
}

func (d *Draft) promisedEnd() deadline {
	if d.until.text == "" {
		return deadline{strconv.Itoa(assumedDays) + "wd", assumedDays}
	}
	return d.until
}

// bypassed tells whether the backend is too old to know slots: it has the version
// of the release.
func (d *Draft) bypassed() bool {
	_, release := d.versions()
	return newer(assumedVersion, release)
}

// plans are the sizes of the strategies.
type plans struct {
	wave  int // PCs
	waves int // of the plan without a pilot
	every int // workdays
	pilot int // PCs; 0: the fleet is too small for one
	soak  int // workdays
}

// plans are sized so that the last wave, behind a pilot, still has time to be
// taken up before the promised end: a few days, and with self-service ten, in
// which 19 of 20 people have acted. At most eight waves, since more are a burden to
// those who carry them out.
func (d *Draft) plans() plans {
	const most = 8
	clients, _ := d.clients()
	days := d.promisedEnd().days
	takenUp := 3
	for _, s := range d.groups() {
		if d.deliveryOf(s) == "self-service" {
			takenUp = 10
		}
	}
	p := plans{soak: min(max(1, days/6), 3), every: 1}
	left := max(0, days-p.soak-takenUp)
	if left >= 10 {
		p.every = 2
	}
	n := min(max(2, left/p.every+1), most)
	p.wave = round((clients + n - 1) / n)
	p.waves = (clients + p.wave - 1) / p.wave
	if clients >= leastForPilot {
		share := assumedKeyUsers
		if d.keyUsers.known && d.keyUsers.share > 0 {
			share = d.keyUsers.share
		}
		p.pilot = min(max(5, round(int(math.Round(float64(clients)*share)))), clients/5)
	}
	return p
}

// assumedWay is the index of the way in which it reaches a PC where nobody knows.
func (d *Draft) assumedWay() int {
	if d.first {
		return 1 // by IT
	}
	return 0
}

// deliveryOf is how an update reaches a site; empty where nobody knows.
func (d *Draft) deliveryOf(s site) string {
	if s.delivery != "" {
		return s.delivery
	}
	return d.delivery
}

// round rounds a number up to two digits that are not 0.
func round(n int) int {
	unit := 1
	for n/unit >= 100 {
		unit *= 10
	}
	return (n + unit - 1) / unit * unit
}
