package interview

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/rollsim/rollsim/reports/say"
	"github.com/rollsim/rollsim/scenarios/pattern"
)

// A sheet is a scenario file while it is written.
type sheet struct {
	*Draft
	text strings.Builder
	rows []row // of the block that is not yet written
}

// A row is a line of the file with its comment, empty where it has none.
type row struct{ text, note string }

// Scenario writes the file. file is its name, for the commands in its comments.
func (d *Draft) Scenario(file string) []byte {
	s := &sheet{Draft: d}
	s.head(file)
	s.when()
	s.fleet()
	s.installs()
	s.backend()
	s.rollout()
	s.questions()
	return []byte(s.text.String())
}

// line adds a line to the block, with a comment.
func (s *sheet) line(note fmt.Stringer, format string, values ...any) {
	s.rows = append(s.rows, row{fmt.Sprintf(format, values...), s.Language.Told(note, nil)})
}

// note adds a line that is all comment, at some depth.
func (s *sheet) note(indent string, w say.Msg, values ...any) {
	s.rows = append(s.rows, row{text: indent + "# " + s.Language.Say(w, values...)})
}

// end writes the block, its comments below each other, and a blank line.
func (s *sheet) end() {
	const longest = 76 // a longer line has its comment right behind it
	width := 0
	for _, r := range s.rows {
		if n := utf8.RuneCountInString(r.text); r.note != "" && n <= longest {
			width = max(width, n)
		}
	}
	for _, r := range s.rows {
		s.text.WriteString(r.text)
		if r.note != "" {
			gap := max(0, width-utf8.RuneCountInString(r.text)) + 3
			s.text.WriteString(strings.Repeat(" ", gap) + "# " + r.note)
		}
		s.text.WriteByte('\n')
	}
	s.text.WriteByte('\n')
	s.rows = nil
}

// guess marks a value that nobody knew.
func guess(value string) string { return "{value: " + value + ", source: guess}" }

// head says what the file is and what to do with it.
func (s *sheet) head(file string) {
	for _, text := range folded(s.Language.Say(say.T(
		"A first scenario for rollsim, made of eleven answers. What nobody knew is marked: \"unknown\" takes what rollsim assumes, \"source: guess\" is a guess, with the range it may lie in where there is one. Whom to ask what stands at the end.",
		"Ein erstes Szenario für rollsim, aus elf Antworten. Was niemand wusste, ist markiert: „unknown“ nimmt, was rollsim annimmt, „source: guess“ ist geraten, wo es geht mit dem Bereich, in dem es liegen mag. Wen man was fragt, steht am Ende.")), widest) {
		s.rows = append(s.rows, row{text: "# " + text})
	}
	s.rows = append(s.rows, row{text: "#"})
	for _, c := range commands(s.Language, file) {
		s.rows = append(s.rows, row{text: "#   " + c})
	}
	s.end()
	installed, release := s.versions()
	clients, known := s.clients()
	name := s.name
	if name == "" {
		from := installed[0].version + " → " + release
		if len(installed) > 1 {
			from = release
		}
		about := say.T("Update %s on %s PCs", "Update %s auf %s PCs")
		if !known {
			about = say.T("Update %s on about %s PCs", "Update %s auf etwa %s PCs")
		}
		if s.first {
			from = release
			about = say.T("First installation of %s on %s PCs", "Erstinstallation von %s auf %s PCs")
			if !known {
				about = say.T("First installation of %s on about %s PCs", "Erstinstallation von %s auf etwa %s PCs")
			}
		}
		name = s.Language.Say(about, from, s.Language.Thousands(clients))
	}
	s.line(say.Msg{}, "name: %s", strconv.Quote(name))
}

// when writes the start and the calendar.
func (s *sheet) when() {
	start := written(s.begins())
	day := s.Language.Weekday(weekday(s.begins()))
	if s.start.Year == 0 {
		start = guess(start)
	}
	s.line(say.Of(say.T("a %s, on which every plan begins", "ein %s, an dem jeder Plan beginnt"), day), "start: %s", start)
	region, known := s.holidays()
	if !known {
		region = guess(region)
	}
	s.line(say.T("sets public holidays and time zone", "bestimmt Feiertage und Zeitzone"), "calendar: {region: %s}", region)
	s.end()
}

// plainName is a name that needs no quotes.
var plainName = pattern.Of(`^\pL[\pL0-9 ._/-]*$`)

// named writes a name as YAML needs it.
func named(name string) string {
	if plainName().MatchString(name) && !slices.Contains([]string{"true", "false", "null", "yes", "no", "on", "off"}, strings.ToLower(name)) {
		return name
	}
	return strconv.Quote(name)
}

// fleet writes the groups.
func (s *sheet) fleet() {
	s.line(say.Msg{}, "fleet:")
	main, _ := s.holidays()
	for i, g := range s.groups() {
		note := func(w say.Msg) say.Msg {
			if i > 0 {
				return say.Msg{} // said of the first
			}
			return w
		}
		s.line(say.Msg{}, "  - name: %s", named(g.name))
		if g.clients == 0 {
			s.line(note(say.T("PCs", "PCs")), "    clients: {value: %d, range: [%d, %d], source: guess}", assumedClients, leastClients, mostClients)
		} else {
			s.line(note(say.T("PCs", "PCs")), "    clients: %d", g.clients)
		}
		if g.region != "" && g.region != main {
			s.line(say.T("its own holidays and clock", "eigene Feiertage und Uhrzeit"), "    calendar: {region: %s}", g.region)
		}
		way := s.deliveryOf(g)
		ways, today := say.T("auto-updater, managed (by IT) or self-service", "auto-updater, managed (durch die IT) oder self-service"), say.T("installed today", "heute installiert")
		switch {
		case s.first:
			ways, today = say.T("managed (by IT) or self-service", "managed (durch die IT) oder self-service"), say.T("nothing is installed today", "heute ist nichts installiert")
			if way == "" {
				way = guess("managed")
			}
		case way == "":
			way = "unknown"
		}
		s.line(note(ways), "    delivery: %s", way)
		s.line(note(today), "    version: %s", s.installedText())
		if s.first && s.alongSome() && !s.along(g) {
			s.line(say.T("packages that IT distributes are per machine, and have none", "Pakete, die die IT verteilt, sind per Machine und haben keinen"), "    first_install: {updater: 0%%}")
		}
		users := "unknown"
		if s.keyUsers.known {
			users = percent(s.keyUsers.share)
		}
		s.line(note(say.T("share of the PCs whose users report what they see", "Anteil der PCs, deren Anwender melden, was sie sehen")), "    key_users: %s", users)
	}
	s.end()
}

// along tells whether the auto-updater may come along where nothing is installed: it
// does with packages that people install by themselves, which are per user.
func (d *Draft) along(s site) bool { return d.deliveryOf(s) == "self-service" }

func (d *Draft) alongSome() bool { return slices.ContainsFunc(d.groups(), d.along) }

// installs writes what a first installation takes.
func (s *sheet) installs() {
	if !s.first {
		return
	}
	s.line(say.Msg{}, "first_install:")
	if s.alongSome() {
		s.line(say.T("of the PCs: the auto-updater comes along, and finds all that follows by itself", "der PCs: der Auto-Updater kommt mit und findet selbst, was danach kommt"), "  updater: {value: 80%%, range: [50%%, 100%%], source: guess}")
	} else {
		s.line(say.T("of the PCs: the auto-updater comes along; not with packages that are per machine, as those that IT distributes",
			"der PCs: der Auto-Updater kommt mit; nicht bei Paketen per Machine, wie die IT sie verteilt"), "  updater: 0%%")
	}
	s.end()
}

// installedText is what is installed, as the file has it.
func (s *sheet) installedText() string {
	installed, _ := s.versions()
	var parts []string
	for _, p := range installed {
		if p.share == "" {
			if s.first {
				return nothing
			}
			if s.installed == nil {
				return guess(strconv.Quote(p.version))
			}
			return strconv.Quote(p.version)
		}
		parts = append(parts, fmt.Sprintf("{version: %q, share: %s}", p.version, p.share))
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// backend writes what all PCs synchronise with, and how much work that is.
func (s *sheet) backend() {
	_, release := s.versions()
	s.line(say.Msg{}, "backend:")
	version := guess(strconv.Quote(release))
	s.line(say.T("that of the backend, which is usually updated before the PCs", "die des Backends, das meist vor den PCs aktualisiert wird"), "  version: %s", version)
	switch {
	case s.slots == nil && s.bypassed():
		s.line(say.T("limit nothing: below 9.3 everybody is let in at once", "begrenzen nichts: unter 9.3 wird jeder sofort eingelassen"), "  slots: %s", guess("50"))
	case s.slots == nil:
		s.line(say.T("parallel syncs: of each plan, the fewest that keep the promise on waits", "parallele Synchronisierungen: je Plan so wenige, wie die Wartezeit erlaubt"), "  slots: auto")
		s.note("  ", say.T("Once it is known that there are 50, say, slots: [50, auto] shows what they do beside what would do.",
			"Sobald bekannt ist, dass es etwa 50 sind, zeigt slots: [50, auto], was sie bewirken und was reichen würde."))
	case len(s.slots) == 1:
		s.line(say.T("parallel syncs, if the backend really runs that many at full speed", "parallele Synchronisierungen, sofern das Backend wirklich so viele in vollem Tempo schafft"), "  slots: %s", s.slots[0])
	default:
		s.line(say.T("parallel syncs; each number is a column of the comparison", "parallele Synchronisierungen; jede Zahl ist eine Spalte im Vergleich"), "  slots: [%s]", strings.Join(s.slots, ", "))
	}
	s.end()
	s.line(say.Msg{}, "sync:")
	full := say.T("how long a sync takes after an update, on an idle backend", "wie lange eine Synchronisierung nach dem Update dauert, auf einem ruhigen Backend")
	if s.first {
		full = say.T("how long the first sync of a PC takes, on an idle backend", "wie lange die erste Synchronisierung eines PCs dauert, auf einem ruhigen Backend")
	}
	s.line(full, "  full: unknown")
	s.line(say.T("the same on an ordinary day, when little has changed", "das Gleiche an einem gewöhnlichen Tag, wenn sich wenig geändert hat"), "  delta: unknown")
	if s.first {
		s.line(say.T("true: the package carries the data, and the first sync is as on an ordinary day", "true: das Paket enthält die Daten, und die erste Synchronisierung ist wie an einem gewöhnlichen Tag"), "  first_sync_package: false")
	}
	s.end()
}

// rollout writes the release, the plans and what they are held against.
func (s *sheet) rollout() {
	_, release := s.versions()
	version := strconv.Quote(release)
	if s.release == "" {
		version = guess(version)
	}
	s.line(say.Msg{}, "release:")
	s.line(say.Msg{}, "  version: %s", version)
	if s.hurts == "bad-release" {
		s.line(say.T("each rollout is played without this and with it", "jeder Rollout wird ohne das und damit durchgespielt"), "  problems:")
		s.line(say.Msg{}, "    - name: %s", s.Language.Say(say.T("bad release", "fehlerhaftes Release")))
		s.line(say.T("of being in the release at all", "dass es überhaupt im Release ist"), "      chance: unknown")
		s.line(say.T("of the updated PCs", "der aktualisierten PCs"), "      hits: unknown")
		s.line(say.T("after which it is noticed in any case", "nach denen es auf jeden Fall bemerkt wird"), "      or_after: 2wd")
	}
	s.end()
	s.strategies()
	s.line(say.Msg{}, "targets:")
	wait := say.Of(say.T("19 of 20 people wait at most so long for the sync after the update", "19 von 20 warten höchstens so lange auf die Synchronisierung nach dem Update"))
	end := say.Of(say.T("95 %% of the PCs have the update by then; wd are workdays", "bis dahin haben 95 %% der PCs das Update; wd sind Arbeitstage"))
	if s.first {
		wait = say.Of(say.T("19 of 20 people wait at most so long for their first sync", "19 von 20 warten höchstens so lange auf ihre erste Synchronisierung"))
		end = say.Of(say.T("95 %% of the PCs have the software by then; wd are workdays", "bis dahin haben 95 %% der PCs die Software; wd sind Arbeitstage"))
	}
	if s.wait == "" {
		wait = say.Of(guessed, wait)
	}
	if s.until.text == "" {
		end = say.Of(guessed, end)
	}
	if s.first {
		s.line(wait, "  - wait.first.p95 <= %s", s.promisedWait())
	} else {
		s.line(wait, "  - wait.update.p95 <= %s", s.promisedWait())
	}
	s.line(end, "  - updated.p95 <= %s", s.promisedEnd().text)
	if s.first {
		everyday := say.Of(say.T("the same at log-in on the days after the rollout", "dasselbe bei der Anmeldung an den Tagen nach dem Rollout"))
		if s.wait == "" {
			everyday = say.Of(guessed, everyday)
		}
		s.line(everyday, "  - after.wait.log_in.p95 <= %s", s.promisedWait())
	}
	s.end()
	if objective := map[string]string{"waits": "wait.update.p95", "late": "updated.p95", "bad-release": "exposed"}[s.hurts]; objective != "" {
		s.line(say.T("of the plans that keep the targets, the one with the least of it is recommended", "von den Plänen, die alle Ziele einhalten, wird der mit dem kleinsten Wert empfohlen"), "objective: %s", objective)
		s.end()
	}
}

// guessed marks what nobody knew.
var guessed = say.T("%s (a guess)", "%s (geraten)")

// strategies writes the plans.
func (s *sheet) strategies() {
	p := s.plans()
	clients, _ := s.clients()
	s.line(say.Msg{}, "strategies:")
	s.line(say.T("everybody on the first day", "alle am ersten Tag"), "  - big_bang: {}")
	if clients > 1 {
		n := strconv.Itoa(p.waves)
		s.line(say.Of(say.T("%s waves", "%s Wellen"), n), "  - waves: {size: %d, every: %dwd}", p.wave, p.every)
	}
	if p.pilot > 0 {
		who, selected := say.T("PCs", "PCs"), ""
		if !s.keyUsers.known || s.keyUsers.share > 0 {
			who, selected = say.T("key users", "Key-User"), "select: {by: key-users}, "
		}
		s.note("  ", say.T("%s %s first, watched for %s, then waves", "%s %s zuerst, %s lang beobachtet, dann Wellen"), strconv.Itoa(p.pilot), s.Language.Say(who), workdays(s.Language, p.soak))
		s.line(say.Msg{}, "  - pilot: {size: %d, %ssoak: %dwd, then: {waves: {size: %d, every: %dwd}}}", p.pilot, selected, p.soak, p.wave, p.every)
	}
	if p.pilot == 0 {
		s.note("  ", withoutPilot, leastForPilot)
	}
	s.end()
}

// withoutPilot says why key users have no phase of their own.
var withoutPilot = say.T("There is no pilot: a fleet of fewer than %d PCs is too small for one.",
	"Ein Pilot entfällt: Mit weniger als %d PCs ist die Flotte zu klein dafür.")

// workdays is a number of them, in words.
func workdays(l say.Language, n int) string {
	if n == 1 {
		return l.Say(say.T("a workday", "einen Arbeitstag"))
	}
	return l.Say(say.T("%d workdays", "%d Arbeitstage"), n)
}

// Commands are what to do with the file next, each with what it is for.
func (d *Draft) Commands(file string) []string { return commands(d.Language, file) }

func commands(l say.Language, file string) []string {
	if file == "-" {
		file = "plan.yaml"
	}
	if strings.ContainsAny(file, " '\"$&()") {
		file = strconv.Quote(file)
	}
	languageFlag := ""
	if l != say.English {
		languageFlag = " --lang " + l.Code()
	}
	all := []struct {
		command string
		what    say.Msg
	}{
		{"rollsim compare " + file + languageFlag + " --out result", say.T("the answer; result/report.html is the page to pass on", "die Antwort; result/report.html ist die Seite zum Weitergeben")},
		{"rollsim guesses " + file, say.T("which guesses would change the answer", "welche Annahmen die Antwort ändern würden")},
		{"rollsim check " + file, say.T("is everything in the file right?", "stimmt alles in der Datei?")},
		{"rollsim explain " + file, say.T("every value, and where it comes from", "jeder Wert, und woher er kommt")},
	}
	width := 0
	for _, c := range all {
		width = max(width, utf8.RuneCountInString(c.command))
	}
	var lines []string
	for _, c := range all {
		lines = append(lines, fmt.Sprintf("%-*s   %s", width, c.command, l.Say(c.what)))
	}
	return lines
}
