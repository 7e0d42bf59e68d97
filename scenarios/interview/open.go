package interview

import (
	"fmt"
	"strings"
)

// An open question is one to ask somebody, and the setting that its answer becomes.
type open struct {
	ask, whom words
	path      string // of the value in the file
	example   string // of the answer, as the file has it
	assumed   words
}

// The people who know.
var (
	operators = words{"whoever runs the backend", "Betrieb des Backends"}
	delivery  = words{"software distribution", "Softwareverteilung"}
	project   = words{"project management", "Projektleitung"}
	support   = words{"support", "Support"}
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

	add(d.first, open{words{"How long does the first sync of a PC take? A few with a stopwatch will do.", "Wie lange dauert die erste Synchronisierung eines PCs? Ein paar mit der Stoppuhr genügen."},
		operators, "sync.full", "{measured: [2m10s, 3m05s, 4m40s]}", words{"half of them at most 3 minutes, 1 in 20 more than 8", "die Hälfte höchstens 3 Minuten, 1 von 20 über 8"}})
	add(!d.first, open{words{"How long does a full sync take, as after an update? A few with a stopwatch will do.", "Wie lange dauert eine vollständige Synchronisierung, wie nach einem Update? Ein paar mit der Stoppuhr genügen."},
		operators, "sync.full", "{measured: [2m10s, 3m05s, 4m40s]}", words{"half of them at most 3 minutes, 1 in 20 more than 8", "die Hälfte höchstens 3 Minuten, 1 von 20 über 8"}})
	add(true, open{words{"And how long on an ordinary day, when little has changed?", "Und wie lange an einem gewöhnlichen Tag, wenn sich wenig geändert hat?"},
		operators, "sync.delta", "{measured: [15s, 25s, 50s]}", words{"half of them at most 20 seconds, 1 in 20 more than 90", "die Hälfte höchstens 20 Sekunden, 1 von 20 über 90"}})
	add(d.slots == nil && !d.bypassed(), open{words{"How many parallel syncs is the backend set to?", "Auf wie viele parallele Synchronisierungen ist das Backend eingestellt?"},
		operators, "backend.slots", "50", words{"as many as it takes", "so viele, wie es braucht"}})
	add(true, open{words{"How many syncs does the backend run at full speed at the same time? More slots than that help nobody.", "Wie viele Synchronisierungen schafft das Backend gleichzeitig in vollem Tempo? Mehr Slots helfen niemandem."},
		operators, "backend.capacity.full_speed", "60", words{"as many as there are slots", "so viele, wie es Slots gibt"}})
	add(d.first, open{words{"Does the package carry the data (first-sync package)? Then the first sync is as on an ordinary day.", "Enthält das Paket die Daten (First Sync Package)? Dann ist die erste Synchronisierung wie an einem gewöhnlichen Tag."},
		operators, "sync.first_sync_package", "true", words{"no", "nein"}})
	add(!sizeKnown, open{words{"How many PCs get it, at each site?", "Wie viele PCs bekommen es, je Standort?"},
		delivery, at(unsized) + ".clients", "1200", words{l.count(assumedClients), l.count(assumedClients)}})
	add(true, open{words{"Between which times are the PCs switched on in the morning?", "Zwischen wann und wann werden die PCs morgens eingeschaltet?"},
		delivery, group + ".presence.boot", "{window: 07:00-09:30}", words{"07:30 to 09:00", "07:30 bis 09:00"}})
	add(d.hurts != "bad-release", open{words{"What would a bad release look like, and how likely is one?", "Wie sähe ein fehlerhaftes Release aus, und wie wahrscheinlich ist eins?"},
		support, "release.problems", "[{name: crash, chance: 10%, hits: 5%, or_after: 2wd}]", words{"the release is good", "das Release ist gut"}})
	add(d.hurts == "bad-release", open{words{"How many of 100 releases were bad?", "Wie viele von 100 Releases waren fehlerhaft?"},
		support, "release.problems.0.chance", "10%", words{"15", "15"}})
	add(d.hurts == "bad-release", open{words{"Of 100 PCs with a bad release, how many were hit?", "Von 100 PCs mit einem fehlerhaften Release, wie viele traf es?"},
		support, "release.problems.0.hits", "5%", words{"3", "3"}})
	add(d.first, open{words{"How large is the package, with its payload?", "Wie groß ist das Paket, mit Payload?"},
		delivery, "first_install.size", "500MiB", words{"250 MiB", "250 MiB"}})
	add(d.first && ways["self-service"], open{words{"On how many of 100 PCs does the auto-updater come along?", "Auf wie vielen von 100 PCs kommt der Auto-Updater mit?"},
		delivery, "first_install.updater", "90%", words{"80", "80"}})
	add(d.first && ways[""], open{words{"How does the software reach the PCs?", "Wie kommt die Software auf die PCs?"},
		delivery, at(undelivered) + ".delivery", "managed", words{"managed", "managed"}})
	add(!d.first && ways[""], open{words{"How does the update reach the PCs?", "Wie kommt das Update auf die PCs?"},
		delivery, at(undelivered) + ".delivery", "managed", words{"auto-updater", "auto-updater"}})
	updaters := ways[""] || ways[autoUpdater]
	if d.first {
		updaters = ways["self-service"]
	}
	add(updaters, open{words{"After how many of 100 restarts do all Office programs stay closed for two minutes, so that the updater can install?", "Nach wie vielen von 100 Neustarts bleiben alle Office-Programme zwei Minuten zu, so dass der Updater installieren kann?"},
		support, "updater.apps_closed.after_restart.share", "80%", words{"90", "90"}})
	add(ways["managed"] || d.first && ways[""], open{words{"Is it installed as soon as it is offered, or at a deadline?", "Wird gleich beim Anbieten installiert oder zu einem Stichtag?"},
		delivery, "managed.install", "at-deadline", words{"as soon as it is offered", "gleich beim Anbieten"}})
	add(ways["self-service"], open{words{"How many of 100 people never install it by themselves?", "Wie viele von 100 installieren es nie von selbst?"},
		support, "self_service.never", "10%", words{"5", "5"}})
	add(d.installed == nil && !d.first, open{words{"Which versions do the PCs have?", "Welche Versionen haben die PCs?"},
		delivery, group + ".version", fmt.Sprintf("%q", installed[0].version), words{installed[0].version, installed[0].version}})
	add(true, open{words{"Which version has the backend when the rollout begins? Below 9.3 there are no slots.", "Welche Version hat das Backend, wenn der Rollout beginnt? Unter 9.3 gibt es keine Slots."},
		operators, "backend.version", fmt.Sprintf("%q", release), words{release, release}})
	add(!d.keyUsers.known, open{words{"How many of 100 people are key users?", "Wie viele von 100 sind Key-User?"},
		support, group + ".key_users", "3%", words{"2", "2"}})
	add(d.wait == "", open{words{"How long may people wait?", "Wie lange darf gewartet werden?"},
		project, "targets.0", "wait.update.p95 <= 15m", words{assumedWait, assumedWait}})
	add(d.until.text == "", open{words{"By when must 95 % be updated?", "Bis wann müssen 95 % aktualisiert sein?"},
		project, "targets.1", "updated.p95 <= 25wd", words{"20 workdays", "20 Arbeitstage"}})
	add(d.start.Year == 0, open{words{"When does it begin?", "Wann geht es los?"},
		project, "start", written(d.begins().Add(7)), words{l.date(d.begins()), l.date(d.begins())}})
	add(true, open{words{"On which days may nothing be rolled out, such as the end of a quarter?", "An welchen Tagen darf nichts ausgerollt werden, etwa am Quartalsende?"},
		project, "calendar.freeze", fmt.Sprintf("[{from: %s, through: %s}]", written(d.begins().Add(9)), written(d.begins().Add(10))), words{"none", "keine"}})
	region, _ := d.holidays()
	add(!regionKnown, open{words{"Whose public holidays count?", "Welche Feiertage gelten?"},
		project, "calendar.region", "de-BY", words{region, region}})
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
	s.note("", words{"To be asked, those first on which the answer usually hangs most. In brackets: what is assumed until then.",
		"Zu fragen, das zuerst, wovon die Antwort meist am stärksten abhängt. In Klammern: was bis dahin angenommen wird."})
	s.rows = append(s.rows, row{text: "#"})
	for i, q := range s.open() {
		for j, text := range folded(s.Language.say(q.ask)+" ("+s.Language.say(q.assumed)+")", widest) {
			number := fmt.Sprintf("%2d.", i+1)
			if j > 0 {
				number = "   "
			}
			s.rows = append(s.rows, row{text: "# " + number + " " + text})
		}
		s.rows = append(s.rows, row{text: fmt.Sprintf("#     %s → %s: %s", s.Language.say(q.whom), q.path, q.example)})
	}
	s.end()
}
