package interview

import (
	"fmt"
	"strings"

	"github.com/rollsim/rollsim/reports/say"
)

// An open question is one to ask somebody, and the setting that its answer becomes.
type open struct {
	ask, whom say.Msg
	path      string // of the value in the file
	example   string // of the answer, as the file has it
	assumed   string // in the language of the draft
}

// The people who know.
var (
	operators = say.T("whoever runs the backend", "Betrieb des Backends")
	delivery  = say.T("software distribution", "Softwareverteilung")
	project   = say.T("project management", "Projektleitung")
	support   = say.T("support", "Support")
)

// open lists what is to be asked, those first on which the answer hangs most: the
// work that comes at once and what it is shared out among, then who is there and
// when, then the rest.
func (d *Draft) open() []open {
	l := d.Language
	var all []open
	add := func(when bool, q open) {
		if when {
			all = append(all, q)
		}
	}
	groups := d.groups()
	at := func(s site) string { return "fleet." + quotedPart(s.name) }
	group := at(groups[0])
	unsized, undelivered := groups[0], groups[0]
	ways := map[string]bool{}
	for i := len(groups) - 1; i >= 0; i-- {
		if groups[i].clients == 0 {
			unsized = groups[i]
		}
		way := d.deliveryOf(groups[i])
		if ways[way] = true; way == "" {
			undelivered = groups[i]
		}
	}
	_, sizeKnown := d.clients()
	installed, release := d.versions()
	_, regionKnown := d.holidays()

	add(d.first, open{say.T("How long does the first sync of a PC take? A few with a stopwatch will do.", "Wie lange dauert die erste Synchronisierung eines PCs? Ein paar mit der Stoppuhr genügen."),
		operators, "sync.full", "{measured: [2m10s, 3m05s, 4m40s]}", l.Say(say.T("half of them at most 3 minutes, 1 in 20 more than 8", "die Hälfte höchstens 3 Minuten, 1 von 20 über 8"))})
	add(!d.first, open{say.T("How long does a full sync take, as after an update? A few with a stopwatch will do.", "Wie lange dauert eine vollständige Synchronisierung, wie nach einem Update? Ein paar mit der Stoppuhr genügen."),
		operators, "sync.full", "{measured: [2m10s, 3m05s, 4m40s]}", l.Say(say.T("half of them at most 3 minutes, 1 in 20 more than 8", "die Hälfte höchstens 3 Minuten, 1 von 20 über 8"))})
	add(true, open{say.T("And how long on an ordinary day, when little has changed?", "Und wie lange an einem gewöhnlichen Tag, wenn sich wenig geändert hat?"),
		operators, "sync.delta", "{measured: [15s, 25s, 50s]}", l.Say(say.T("half of them at most 20 seconds, 1 in 20 more than 90", "die Hälfte höchstens 20 Sekunden, 1 von 20 über 90"))})
	add(d.slots == nil && !d.bypassed(), open{say.T("How many parallel syncs is the backend set to?", "Auf wie viele parallele Synchronisierungen ist das Backend eingestellt?"),
		operators, "backend.slots", "50", l.Say(say.T("as many as it takes", "so viele, wie es braucht"))})
	add(true, open{say.T("How many syncs does the backend run at full speed at the same time? More slots than that help nobody.", "Wie viele Synchronisierungen schafft das Backend gleichzeitig in vollem Tempo? Mehr Slots helfen niemandem."),
		operators, "backend.capacity.full_speed", "60", l.Say(say.T("as many as there are slots", "so viele, wie es Slots gibt"))})
	add(d.first, open{say.T("Does the package carry the data (first-sync package)? Then the first sync is as on an ordinary day.", "Enthält das Paket die Daten (First Sync Package)? Dann ist die erste Synchronisierung wie an einem gewöhnlichen Tag."),
		operators, "sync.first_sync_package", "true", l.Say(say.T("no", "nein"))})
	add(!sizeKnown, open{say.T("How many PCs get it, at each site?", "Wie viele PCs bekommen es, je Standort?"),
		delivery, at(unsized) + ".clients", "1200", l.Thousands(assumedClients)})
	add(true, open{say.T("Between which times are the PCs switched on in the morning?", "Zwischen wann und wann werden die PCs morgens eingeschaltet?"),
		delivery, group + ".presence.boot", "{window: 07:00-09:30}", l.Say(say.T("07:30 to 09:00", "07:30 bis 09:00"))})
	add(d.hurts != "bad-release", open{say.T("What would a bad release look like, and how likely is one?", "Wie sähe ein fehlerhaftes Release aus, und wie wahrscheinlich ist eins?"),
		support, "release.problems", "[{name: crash, chance: 10%, hits: 5%, or_after: 2wd}]", l.Say(say.T("the release is good", "das Release ist gut"))})
	add(d.hurts == "bad-release", open{say.T("How many of 100 releases were bad?", "Wie viele von 100 Releases waren fehlerhaft?"),
		support, "release.problems.0.chance", "10%", "15"})
	add(d.hurts == "bad-release", open{say.T("Of 100 PCs with a bad release, how many were hit?", "Von 100 PCs mit einem fehlerhaften Release, wie viele traf es?"),
		support, "release.problems.0.hits", "5%", "3"})
	add(d.first, open{say.T("How large is the package, with its payload?", "Wie groß ist das Paket, mit Payload?"),
		delivery, "first_install.size", "500MiB", "250 MiB"})
	add(d.first && ways["self-service"], open{say.T("On how many of 100 PCs does the auto-updater come along?", "Auf wie vielen von 100 PCs kommt der Auto-Updater mit?"),
		delivery, "first_install.updater", "90%", "80"})
	add(d.first && ways[""], open{say.T("How does the software reach the PCs?", "Wie kommt die Software auf die PCs?"),
		delivery, at(undelivered) + ".delivery", "managed", "managed"})
	add(!d.first && ways[""], open{say.T("How does the update reach the PCs?", "Wie kommt das Update auf die PCs?"),
		delivery, at(undelivered) + ".delivery", "managed", "auto-updater"})
	updaters := ways[""] || ways[autoUpdater]
	if d.first {
		updaters = ways["self-service"]
	}
	add(updaters, open{say.T("After how many of 100 restarts do all Office programs stay closed for two minutes, so that the updater can install?", "Nach wie vielen von 100 Neustarts bleiben alle Office-Programme zwei Minuten zu, so dass der Updater installieren kann?"),
		support, "updater.apps_closed.after_restart.share", "80%", "90"})
	add(ways["managed"] || d.first && ways[""], open{say.T("Is it installed as soon as it is offered, or at a deadline?", "Wird gleich beim Anbieten installiert oder zu einem Stichtag?"),
		delivery, "managed.install", "at-deadline", l.Say(say.T("as soon as it is offered", "gleich beim Anbieten"))})
	add(ways["self-service"], open{say.T("How many of 100 people never install it by themselves?", "Wie viele von 100 installieren es nie von selbst?"),
		support, "self_service.never", "10%", "5"})
	add(d.installed == nil && !d.first, open{say.T("Which versions do the PCs have?", "Welche Versionen haben die PCs?"),
		delivery, group + ".version", fmt.Sprintf("%q", installed[0].version), installed[0].version})
	add(true, open{say.T("Which version has the backend when the rollout begins? Below 9.3 there are no slots.", "Welche Version hat das Backend, wenn der Rollout beginnt? Unter 9.3 gibt es keine Slots."),
		operators, "backend.version", fmt.Sprintf("%q", release), release})
	add(!d.keyUsers.known, open{say.T("How many of 100 people are key users?", "Wie viele von 100 sind Key-User?"),
		support, group + ".key_users", "3%", "2"})
	add(d.wait == "", open{say.T("How long may people wait?", "Wie lange darf gewartet werden?"),
		project, "targets.0", "wait.update.p95 <= 15m", assumedWait})
	add(d.until.text == "", open{say.T("By when must 95 %% be updated?", "Bis wann müssen 95 %% aktualisiert sein?"),
		project, "targets.1", "updated.p95 <= 25wd", l.Say(say.T("20 workdays", "20 Arbeitstage"))})
	add(d.start.Year == 0, open{say.T("When does it begin?", "Wann geht es los?"),
		project, "start", written(d.begins().Add(7)), dated(l, d.begins())})
	add(true, open{say.T("On which days may nothing be rolled out, such as the end of a quarter?", "An welchen Tagen darf nichts ausgerollt werden, etwa am Quartalsende?"),
		project, "calendar.freeze", fmt.Sprintf("[{from: %s, through: %s}]", written(d.begins().Add(9)), written(d.begins().Add(10))), l.Say(say.T("none", "keine"))})
	region, _ := d.holidays()
	add(!regionKnown, open{say.T("Whose public holidays count?", "Welche Feiertage gelten?"),
		project, "calendar.region", "de-BY", region})
	return all
}

// quotedPart writes a name as a part of a path.
func quotedPart(name string) string {
	if strings.Contains(name, ".") {
		return `"` + name + `"`
	}
	return name
}

// widest is the length of a line of a question, in letters.
const widest = 100

// questions writes what is to be asked, as comments.
func (s *sheet) questions() {
	s.note("", say.T("To be asked, those first on which the answer usually hangs most. In brackets: what is assumed until then.",
		"Zu fragen, das zuerst, wovon die Antwort meist am stärksten abhängt. In Klammern: was bis dahin angenommen wird."))
	s.rows = append(s.rows, row{text: "#"})
	for i, q := range s.open() {
		for j, text := range folded(s.Language.Say(q.ask)+" ("+q.assumed+")", widest) {
			number := fmt.Sprintf("%2d.", i+1)
			if j > 0 {
				number = "   "
			}
			s.rows = append(s.rows, row{text: "# " + number + " " + text})
		}
		s.rows = append(s.rows, row{text: fmt.Sprintf("#     %s → %s: %s", s.Language.Say(q.whom), q.path, q.example)})
	}
	s.end()
}
