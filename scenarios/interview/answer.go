package interview

import (
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
	"github.com/rollsim/rollsim/scenarios/pattern"
)

// The largest fleet and number of slots that a scenario can have.
const (
	maxClients = 10_000_000
	maxSites   = 100
	maxSlots   = 1_000_000
	maxColumns = 6 // of slot numbers that are compared
)

// complaint says what is wrong with an answer.
func (d *Draft) complaint(w say.Msg, values ...any) error {
	return errors.New(d.Language.Say(w, values...))
}

// shown is an answer as complaints quote it.
func shown(answer string) string {
	if runes := []rune(answer); len(runes) > 60 {
		answer = string(runes[:60]) + "…"
	}
	return strconv.Quote(answer)
}

// unprintable tells whether a character has no place in a line of text.
func unprintable(r rune) bool { return !unicode.IsPrint(r) }

var (
	plainNumber   = pattern.Of(`^[0-9]{1,9}$`)
	groupedNumber = pattern.Of(`^[0-9]{1,3}([.,'’][0-9]{3})+$`)
	percentage    = pattern.Of(`^([0-9]{1,3}(?:[.,][0-9]{1,4})?) ?%$`)
	grouping      = pattern.Of(`([0-9]),([0-9]{3})\b`)
	separators    = strings.NewReplacer(".", "", ",", "", "'", "", "’", "")
)

// numberIn reads a count, with or without separators: 4000, 4,000 or 4.000.
func numberIn(text string) (int, bool) {
	if groupedNumber().MatchString(text) {
		text = separators.Replace(text)
	}
	if !plainNumber().MatchString(text) {
		return 0, false
	}
	n, err := strconv.Atoi(text)
	return n, err == nil
}

// shareIn reads a percentage, as 0..1.
func shareIn(text string) (float64, bool) {
	p := percentage().FindStringSubmatch(text)
	if p == nil {
		return 0, false
	}
	f, err := strconv.ParseFloat(strings.Replace(p[1], ",", ".", 1), 64)
	return f / 100, err == nil && f <= 100
}

// percent writes a share as files do, with three digits.
func percent(share float64) string {
	return strconv.FormatFloat(share*100, 'g', 3, 64) + "%"
}

// list takes an enumeration apart. A comma between digits that three digits follow
// belongs to a number.
func list(text string) []string {
	text = grouping().ReplaceAllString(text, "$1$2")
	var items []string
	for _, item := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' }) {
		if item = strings.TrimSpace(item); item != "" {
			items = append(items, item)
		}
	}
	return items
}

func (d *Draft) takeInstalled(answer string) error { d.first = answer == "no"; return nil }

// byItself complains about an updater that is to install itself.
func (d *Draft) byItself() error {
	return d.complaint(say.T("an updater that is not installed cannot install itself; give managed or self-service",
		"ein Updater, der nicht installiert ist, kann sich nicht selbst installieren; bitte IT-Verteilung oder Selbstbedienung"))
}

func (d *Draft) takeClients(answer string) error {
	if answer == "" {
		d.sites = nil
		return nil
	}
	if n, ok := numberIn(strings.TrimSuffix(strings.TrimSuffix(answer, " PCs"), " pcs")); ok {
		if n < 1 || n > maxClients {
			return d.complaint(say.T("must be from 1 to %s PCs", "müssen 1 bis %s PCs sein"), d.Language.Thousands(maxClients))
		}
		d.sites = []site{{name: onlySite(d.Language), clients: n}}
		return nil
	}
	var sites []site
	total := 0
	for _, item := range list(answer) {
		s, err := d.siteIn(item)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(sites, func(t site) bool { return strings.EqualFold(t.name, s.name) }) {
			return d.complaint(say.T("%s is named twice; give each site its own name", "%s kommt zweimal vor; jeder Standort braucht seinen eigenen Namen"), shown(s.name))
		}
		total += s.size()
		sites = append(sites, s)
	}
	switch {
	case len(sites) == 0 || len(sites) == 1 && sites[0].clients == 0:
		return d.notClients(answer) // a word alone is hardly meant for a site
	case total > maxClients:
		return d.complaint(say.T("that makes %s PCs; at most %s are possible", "das sind %s PCs; höchstens %s sind möglich"), d.Language.Thousands(total), d.Language.Thousands(maxClients))
	case len(sites) > maxSites:
		return d.complaint(say.T("that makes %d sites; give at most %d, and put small ones together", "das sind %d Standorte; bitte höchstens %d, kleine zusammen"), len(sites), maxSites)
	}
	d.sites = sites
	return nil
}

func (d *Draft) notClients(answer string) error {
	return d.complaint(say.T("give a number of PCs such as 4000, or sites such as headquarters 3000, plants 1000; got %s",
		"bitte eine Zahl wie 4000 oder Standorte wie Zentrale 3000, Werke 1000; nicht %s"), shown(answer))
}

// siteName is what a site may be called, so that its name can stand in paths.
var siteName = pattern.Of(`^\pL[\pL0-9 ._&/()+-]*$`)

// siteIn reads a site: its name, its number of PCs if that is known, and then its
// region and its delivery in any order.
func (d *Draft) siteIn(item string) (site, error) {
	fields := strings.Fields(item)
	at := slices.IndexFunc(fields, func(f string) bool { _, ok := numberIn(f); return ok || f == "?" })
	rest := []string(nil)
	var s site
	if at < 0 {
		if at = len(fields); strings.ContainsAny(item, "0123456789") {
			return s, d.notClients(item) // a number that is none, such as 4k
		}
	} else {
		s.clients, _ = numberIn(fields[at])
		if fields[at] != "?" && (s.clients < 1 || s.clients > maxClients) {
			return s, d.complaint(say.T("a site has from 1 to %s PCs; got %s", "ein Standort hat 1 bis %s PCs; nicht %s"), d.Language.Thousands(maxClients), shown(item))
		}
		rest = fields[at+1:]
	}
	s.name = strings.TrimRight(strings.Join(fields[:at], " "), ":= ")
	if !siteName().MatchString(s.name) || len(s.name) > 60 || dontKnow(s.name) || strings.EqualFold(s.name, "unknown") {
		return s, d.notClients(item)
	}
	for _, word := range rest {
		if strings.EqualFold(word, "PCs") {
			continue
		}
		region, isRegion := regionCalled(word)
		way, isDelivery := chosen(ways, word)
		switch {
		case isDelivery && way == autoUpdater && d.first:
			return s, d.byItself()
		case isDelivery && !plainNumber().MatchString(word):
			s.delivery = way
		case isRegion:
			s.region = region
		default:
			return s, d.complaint(say.T("after the number of PCs comes a region such as de-BY or auto-updater, managed or self-service; got %s", "nach der Zahl der PCs kommt eine Region wie de-BY oder Auto-Updater, IT-Verteilung oder Selbstbedienung; nicht %s"), shown(word))
		}
	}
	return s, nil
}

func (d *Draft) takeRegion(answer string) error {
	region, ok := regionCalled(answer)
	if answer != "" && !ok {
		if near := regionsNear(answer); len(near) > 0 {
			return d.complaint(say.T("unknown region %s; known near it: %s", "unbekannte Region %s; bekannt sind dort: %s"), shown(answer), strings.Join(near, ", "))
		}
		return d.complaint(say.T("unknown region %s; give a country or a part of one, such as gb, de-BY or us-NY", "unbekannte Region %s; bitte ein Land oder einen Teil davon, wie at, de-BY oder ch-ZH"), shown(answer))
	}
	d.region = region
	return nil
}

func (d *Draft) takeDelivery(answer string) error {
	if d.first && answer == autoUpdater {
		return d.byItself()
	}
	d.delivery = answer
	return nil
}

func (d *Draft) takeHurts(answer string) error { d.hurts = answer; return nil }

var arrow = pattern.Of(`(?i)\s*(?:->|=>|→|>|\bto\b|\bauf\b|\bnach\b|\bzu\b)\s*`)

func (d *Draft) takeVersions(answer string) error {
	if answer == "" {
		d.installed, d.release = nil, ""
		return nil
	}
	sides := arrow().Split(answer, -1)
	if d.first {
		return d.takeFirstVersion(sides)
	}
	if len(sides) != 2 {
		return d.complaint(say.T("give both, the installed and the new one, such as 9.3 -> 9.4; got %s", "bitte beide angeben, die installierte und die neue, wie 9.3 -> 9.4; nicht %s"), shown(answer))
	}
	var installed []part
	sum := 0.0
	if !dontKnow(sides[0]) {
		for _, item := range list(sides[0]) {
			version, text, several := strings.Cut(item, " ")
			p := part{version: version}
			share, ok := shareIn(text)
			if !versionText().MatchString(version) || several && (!ok || share == 0) {
				return d.complaint(say.T("give versions such as 9.3, of a mix each with its share such as 9.2 40%%, 9.3 60%%; got %s",
					"bitte Versionen wie 9.3, gemischt mit Anteilen wie 9.2 40%%, 9.3 60%%; nicht %s"), shown(item))
			}
			if several {
				p.share = percent(share)
				exact, _ := shareIn(p.share)
				sum += exact
			}
			installed = append(installed, p)
		}
		switch {
		case len(installed) == 0:
			return d.complaint(say.T("give the installed version too, such as 9.3 -> 9.4, or ? -> 9.4", "bitte auch die installierte Version, wie 9.3 -> 9.4, oder ? -> 9.4"))
		case len(installed) > 1 && slices.ContainsFunc(installed, func(p part) bool { return p.share == "" }):
			return d.complaint(say.T("of several versions each needs its share, such as 9.2 40%%, 9.3 60%%", "bei mehreren Versionen braucht jede ihren Anteil, wie 9.2 40%%, 9.3 60%%"))
		case sum > 0 && math.Abs(sum-1) > 0.0004:
			return d.complaint(say.T("the shares must add up to 100%%, got %s", "die Anteile müssen zusammen 100%% sein, nicht %s"), percent(sum))
		}
	}
	release := ""
	if !dontKnow(sides[1]) {
		if release = sides[1]; !versionText().MatchString(release) {
			return d.complaint(say.T("the new version is made of numbers and dots, such as 9.4; got %s", "die neue Version besteht aus Zahlen und Punkten, wie 9.4; nicht %s"), shown(release))
		}
	}
	probe := &Draft{installed: installed, release: release}
	have, comes := probe.versions()
	if !slices.ContainsFunc(have, func(p part) bool { return newer(comes, p.version) }) {
		return d.complaint(say.T("%s is not newer than what is installed; versions are compared part by part: 9.10 is newer than 9.9",
			"%s ist nicht neuer als das Installierte; Versionen werden Teil für Teil verglichen: 9.10 ist neuer als 9.9"), comes)
	}
	d.installed, d.release = installed, release
	return nil
}

// takeFirstVersion takes what is installed for the first time, in place of nothing.
func (d *Draft) takeFirstVersion(sides []string) error {
	comes := sides[len(sides)-1]
	none := len(sides) == 1 || len(sides) == 2 && (dontKnow(sides[0]) || slices.Contains([]string{nothing, "nothing", "keine", "nichts", "0"}, strings.ToLower(sides[0])))
	switch {
	case !none:
		return d.complaint(say.T("nothing is installed: give the version that comes alone, such as 9.4; got %s", "es ist nichts installiert: bitte nur die Version, die kommt, wie 9.4; nicht %s"), shown(strings.Join(sides, " -> ")))
	case dontKnow(comes):
		comes = ""
	case !versionText().MatchString(comes):
		return d.complaint(say.T("the new version is made of numbers and dots, such as 9.4; got %s", "die neue Version besteht aus Zahlen und Punkten, wie 9.4; nicht %s"), shown(comes))
	}
	d.installed, d.release = nil, comes
	return nil
}

var germanDate = pattern.Of(`^([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})$`)

// dateIn reads a date such as 2027-04-12 or 12.4.2027.
func dateIn(text string) (model.Date, bool) {
	if p := germanDate().FindStringSubmatch(text); p != nil {
		text = p[3] + "-" + ("0" + p[2])[len(p[2])-1:] + "-" + ("0" + p[1])[len(p[1])-1:]
	}
	t, err := time.Parse(time.DateOnly, text)
	return model.DateOf(t), err == nil && t.Year() >= 2000 && t.Year() < 2099
}

func (d *Draft) takeStart(answer string) error {
	if answer == "" {
		d.start = model.Date{}
		return nil
	}
	day, ok := dateIn(answer)
	if !ok {
		return d.complaint(say.T("must be a date of this century such as 2027-04-12; got %s", "bitte ein Datum dieses Jahrhunderts wie 12.4.2027; nicht %s"), shown(answer))
	}
	if day.In(time.UTC).Before(d.today.In(time.UTC)) {
		monday := d.today
		for weekday(monday) != time.Monday {
			monday = monday.Add(1)
		}
		return d.complaint(say.T("%s is over; give a day from today on, such as Monday, %s", "%s ist vorbei; bitte ein Tag ab heute, etwa Montag, %s"), dated(d.Language, day), dated(d.Language, monday))
	}
	if w := weekday(day); w == time.Saturday || w == time.Sunday {
		monday := day.Add(int(8-w) % 7)
		return d.complaint(say.T("%s is at a weekend, when the PCs are off; the Monday after is %s", "%s liegt am Wochenende, da sind die PCs aus; der Montag danach ist %s"), dated(d.Language, day), dated(d.Language, monday))
	}
	d.start = day
	return nil
}

func (d *Draft) takeSlots(answer string) error {
	var slots []string
	for _, item := range list(answer) {
		n, ok := numberIn(item)
		switch {
		case strings.EqualFold(item, "auto") && d.bypassed():
			return d.complaint(say.T("the backend has version %s, and below 9.3 slots limit nothing: auto would look for nothing; give a number", "das Backend hat Version %s, und unter 9.3 begrenzen Slots nichts: auto fände nichts; bitte eine Zahl"), d.comes())
		case strings.EqualFold(item, "auto"):
			item = "auto"
		case !ok || n < 1 || n > maxSlots:
			return d.complaint(say.T("give a number of slots such as 50, or auto, or several such as 50, 80; got %s", "bitte eine Zahl wie 50, oder auto, oder mehrere wie 50, 80; nicht %s"), shown(item))
		default:
			item = strconv.Itoa(n)
		}
		if slices.Contains(slots, item) {
			return d.complaint(say.T("%s stands there twice", "%s steht zweimal da"), item)
		}
		slots = append(slots, item)
	}
	if len(slots) > maxColumns {
		return d.complaint(say.T("give at most %d numbers to compare", "bitte höchstens %d Zahlen im Vergleich"), maxColumns)
	}
	d.slots = slots
	return nil
}

// comes is the version that is rolled out.
func (d *Draft) comes() string {
	_, release := d.versions()
	return release
}

func (d *Draft) takeKeyUsers(answer string) error {
	k := keyUsers{known: true}
	clients, _ := d.clients()
	n, isNumber := numberIn(answer)
	share, isShare := shareIn(answer)
	switch word := strings.ToLower(answer); {
	case answer == "":
		k.known = false
	case word == "none" || word == "no" || word == "keine" || word == "keiner" || word == "nein":
	case isNumber && n > clients:
		return d.complaint(say.T("there are %s PCs in all; give fewer key users", "es gibt insgesamt %s PCs; bitte weniger Key-User"), d.Language.Thousands(clients))
	case isNumber:
		k.share = float64(n) / float64(clients)
	case isShare:
		k.share = share
	default:
		return d.complaint(say.T("give a number such as 80, a share such as 2%%, or none; got %s", "bitte eine Zahl wie 80, einen Anteil wie 2%%, oder keine; nicht %s"), shown(answer))
	}
	d.keyUsers = k
	return nil
}
