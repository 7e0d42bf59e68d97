package scenarios

import (
	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
	"github.com/rollsim/rollsim/sim/dist"
)

const (
	maxClients = 10_000_000
	maxGroups  = 1000
)

const ()

var delivery = oneWord("auto-updater, managed or self-service",
	[]string{"auto-updater", "managed", "self-service"},
	[]model.Delivery{model.AutoUpdater, model.ManagedDelivery, model.SelfServiceDelivery})

var packageKind = oneWord("per-user or per-machine",
	[]string{"per-user", "per-machine"}, []model.Package{model.PerUser, model.PerMachine})

var profile = oneWord("persistent, non-persistent or terminal-server",
	[]string{"persistent", "non-persistent", "terminal-server"},
	[]model.Profile{model.Persistent, model.NonPersistent, model.TerminalServer})

// A versionPart is a version that a share of a group has installed.
var versionPart = object("a version and its share", func(m *mapping, p *model.VersionShare) {
	field(m, "version", &p.Version, installed, required(`"9.3"`), "")
	field(m, "share", &p.Share, share, required("40%"), "")
})

// installed is a version, or none.
var installed = func() kind[model.Version] {
	k := version
	k.what = version.what + ", or none where nothing is installed"
	k = k.parsing(func(text string) (model.Version, error) {
		if text == "none" {
			return model.None, nil
		}
		v, err := version.parse(text)
		return v, orWord(err, text, "none")
	})
	k.schema = named("installed", schema{"anyOf": []schema{version.schema, {"const": "none"}}})
	return k
}()

// versions is one version, or several with their shares.
var versions = func() kind[[]model.VersionShare] {
	one := kind[[]model.VersionShare]{
		what:   installed.what,
		schema: installed.schema,
		read: func(v value) ([]model.VersionShare, bool) {
			got, ok := installed.read(v)
			return []model.VersionShare{{Version: got, Share: 1}}, ok
		},
	}
	k := scalarOr(one, listOf(versionPart, `a list such as [{version: "9.2", share: 40%}, {version: "9.3", share: 60%}]`))
	read := k.read
	k.read = func(v value) ([]model.VersionShare, bool) {
		mix, ok := read(v)
		if !ok {
			return nil, false
		}
		sum := 0.0
		for _, p := range mix {
			sum += p.Share
		}
		if !whole(sum) {
			v.complain("the shares must add up to 100%%, got %s", percent(sum))
			return nil, false
		}
		for i := range mix {
			mix[i].Share /= sum
		}
		return mix, true
	}
	k.schema = named("versions", k.schema)
	return k
}()

// readGroup reads an item of "fleet". The group holds what is said at the top
// of the file already, and c the scenario's calendar.
func readGroup(m *mapping, g *model.Group, c *calendarText, sites []*model.Site) {
	field(m, "name", &g.Name, words, required("headquarters"), "what reports and settings call the group")
	field(m, "clients", &g.Clients, count("a number of PCs", 1, maxClients), required("3000"), "number of PCs")
	m.inherits = true
	readCalendar(m, c, true)
	m.inherits = false
	field(m, "delivery", &g.Delivery, delivery, assumed("auto-updater", "", say.T("depends on how you distribute", "hängt davon ab, wie verteilt wird")),
		"the way an update reaches a PC: auto-updater, managed (by IT) or self-service (by the user)")
	readPackage(m, g)
	field(m, "version", &g.Versions, versions, required(`"9.3"`), "what is installed at the start, or a mix with shares; none: nothing, and the PC never syncs until the release is installed on it, by IT or by its user")
	if g.Has(model.None) && g.Delivery == model.AutoUpdater {
		m.at(map[bool]string{true: "delivery", false: "version"}[m.has("delivery")]).complain(
			"an updater that is not installed cannot install itself; write delivery: managed or delivery: self-service, or give the version that is installed")
	}
	readSiteOf(m, g, sites)
	field(m, "profile", &g.Profile, profile, assumed("persistent", "", say.T("the usual office PC", "der übliche Büro-PC")),
		"what a log-in finds of the user's data: persistent, non-persistent (full sync at each log-in) or terminal-server (no sync)")
	field(m, "key_users", &g.KeyUsers, share, assumed("2%", "0%..10%", say.T("depends on the organisation", "hängt von der Organisation ab")),
		"share of PCs whose users may be selected for a pilot by key-users")
	m.section("presence", "when the PCs are on", func(m *mapping) { readPresence(m, &g.Presence) })
	readJoins(m, g)
	m.inherits = true
	readClient(m, g)
	m.inherits = false
	if g.First.Updater > 0 && g.Has(model.None) && g.Package == model.PerMachine {
		m.inside("first_install", "updater").complain("per-machine packages have no auto-updater to install along; write package: per-user, or first_install: {updater: 0%%}")
	}
	completeFirst(g)
}

// readPackage reads the kind of package, which follows from the delivery.
func readPackage(m *mapping, g *model.Group) {
	standard := published("per-user", say.T("vendor's support article 14187234317980, setup and strategies: per-user unless IT distributes",
		"Support-Artikel 14187234317980 des Herstellers, setup and strategies: je Benutzer, wenn nicht die IT verteilt"))
	if g.Delivery == model.ManagedDelivery {
		standard.text = "per-machine"
	}
	if field(m, "package", &g.Package, packageKind, standard, "per-user or per-machine; follows from delivery (managed: per-machine)") &&
		g.Package == model.PerMachine && g.Delivery == model.AutoUpdater {
		m.at("package").complain("per-machine packages have no auto-updater; write delivery: managed, or package: per-user")
	}
}

func readPresence(m *mapping, p *model.Presence) {
	m.section("absent", "a two-state chain over workdays that is stationary at the start", func(m *mapping) {
		field(m, "share", &p.Absent, share.where(func(f float64) bool { return f < 1 }, "below 100%"),
			published("17%", say.T("DAK sick leave 2024 (5.4%%) and about 30 days of leave in 250 workdays",
				"DAK-Krankenstand 2024 (5,4 %%) und etwa 30 Urlaubstage bei 250 Arbeitstagen")), "share of workdays on which a PC stays off")
		field(m, "spell", &p.AbsentSpell, workdays.where(func(f float64) bool { return f >= 1 }, "at least 1wd"),
			assumed("4wd", "1wd..10wd", noMeasurement), "mean length of an absence")
		if m.sound() && p.Absent > p.AbsentSpell/(p.AbsentSpell+1) {
			m.at("share").complain("with absences of %gwd on average at most %s of workdays can be absent; give a longer spell",
				p.AbsentSpell, percent(p.AbsentSpell/(p.AbsentSpell+1)))
		}
	})
	field(m, "boot", &p.Boot, timeOfDayLaw,
		assumed("{window: 07:30-09:00}", "{window: 07:00-09:30}..{window: 08:00-08:30}", say.T("the hours are assumed; the shape is that of VMware Horizon 7.13, logon storms",
			"die Stunden sind angenommen; die Form ist die von VMware Horizon 7.13, logon storms")),
		"wall-clock time of the day's log-in: {window: 07:30-09:00} is normal and cut to the window, 40% in its middle sixth; or 08:00, a distribution, or {file: logons.csv} with a time in each line")
	field(m, "restarts", &p.Restarts, share, assumed("40%", "10%..70%", say.T("share of laptops that resume from sleep is not measured",
		"der Anteil der Laptops, die aus dem Ruhezustand aufwachen, ist nicht gemessen")),
		"share of days that begin with a restart; the others resume from sleep")
	field(m, "session", &p.Session, durationLaw.where(lasts, "above 0s"),
		assumed("{normal: {mean: 8h30m, sd: 45m}}", "7h..10h", say.T("a working day with its break", "ein Arbeitstag mit seiner Pause")), "time from log-in to the end of the session; one that is still open at the next day's log-in ends there, so a PC that is never off has 24h or more")
	field(m, "together", &p.Together, duration("m"), assumed("5m", "0s..20m", say.T("a late train, a Monday", "ein später Zug, ein Montag")),
		"standard deviation of the shift that a group's whole peak has on a day; 0s switches it off")
}

// lasts tells whether a session takes any time.
func lasts(d dist.Distribution) bool { return d.Mean() > 0 }

// readFleet reads the list "fleet" into the scenario. top holds what is said for
// all groups, c the scenario's calendar.
func readFleet(m *mapping, s *model.Scenario, top *model.Group, c *calendarText, sites []*model.Site) []calendarText {
	var calendars []calendarText
	var places []value
	m.items("fleet", "the PCs, in groups that live by the same rules", maxGroups, nameKey, func(i int, m *mapping) {
		g, calendar := *top, c.clone()
		readGroup(m, &g, &calendar, sites)
		if m.describing {
			return
		}
		for j := range s.Groups {
			if s.Groups[j].Name == g.Name && g.Name != "" {
				m.at("name").complain("is the name of an earlier group too; give each its own")
			}
		}
		s.Groups, calendars, places = append(s.Groups, g), append(calendars, calendar), append(places, m.at("clients"))
	})
	if n := s.Clients(); n > maxClients {
		places[len(places)-1].complain("makes a fleet of %d PCs; at most %d are possible", n, maxClients)
	}
	return calendars
}
