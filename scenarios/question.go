package scenarios

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/rollsim/rollsim/reports/say"
)

// questions ask for values in words of those who can answer, by the path of the
// key without names of groups, strategies, phases and problems.
var questions = map[string]say.Msg{
	"calendar.office_hours": say.T("Between which hours do people work?",
		"In welchen Stunden wird gearbeitet?"),
	"updater.apps_closed.after_restart.share": say.T("After how many of 100 restarts are all Office programs closed for the first minutes?",
		"Nach wie vielen von 100 Neustarts sind in den ersten Minuten alle Office-Programme geschlossen?"),
	"updater.apps_closed.after_restart.for": say.T("For how long after a restart do the Office programs stay closed?",
		"Wie lange bleiben die Office-Programme nach einem Neustart geschlossen?"),
	"updater.apps_closed.closed_spell": say.T("When somebody has closed all Office programs, how long until one is opened again?",
		"Wenn jemand alle Office-Programme geschlossen hat: wie lange dauert es, bis wieder eines geöffnet wird?"),
	"updater.apps_closed.open_spell": say.T("For how long is some Office program open without a break?",
		"Wie lange ist ohne Unterbrechung irgendein Office-Programm geöffnet?"),
	"managed.install": say.T("Does the software distribution install as soon as the update is offered, or at the deadline?",
		"Installiert die Softwareverteilung, sobald das Update angeboten wird, oder erst zum Stichtag?"),
	"self_service.response": say.T("How long do people take until they install an update that is offered to them?",
		"Wie lange dauert es, bis Anwender ein Update installieren, das ihnen angeboten wird?"),
	"self_service.never": say.T("How many of 100 people never install an update by themselves?",
		"Wie viele von 100 Personen installieren ein Update nie von selbst?"),
	"download.size": say.T("How large is the installation package?",
		"Wie groß ist das Installationspaket?"),
	"download.rate": say.T("How fast does a PC download the package on an ordinary day?",
		"Wie schnell lädt ein PC das Paket an einem gewöhnlichen Tag herunter?"),
	"download.fails": say.T("How many of 100 downloads fail?",
		"Wie viele von 100 Downloads schlagen fehl?"),
	"install.duration": say.T("How long does the installer run?",
		"Wie lange läuft die Installation?"),
	"install.fails": say.T("How many of 100 installs fail?",
		"Wie viele von 100 Installationen schlagen fehl?"),
	"first_install.size": say.T("How large is the package for a PC on which nothing is installed, with its payload?",
		"Wie groß ist das Paket für einen PC, auf dem nichts installiert ist, samt Payload?"),
	"first_install.duration": say.T("How long does the installer run where nothing is installed?",
		"Wie lange läuft der Installer, wo nichts installiert ist?"),
	"first_install.fails": say.T("How many of 100 first installs fail?",
		"Wie viele von 100 Erstinstallationen schlagen fehl?"),
	"first_install.updater": say.T("On how many of 100 PCs is the auto-updater installed along?",
		"Auf wie vielen von 100 PCs wird der Auto-Updater mitinstalliert?"),
	"sync.first": say.T("How long does the first sync take where nothing was installed before?",
		"Wie lange dauert die erste Synchronisierung, wo vorher nichts installiert war?"),
	"sync.interval": say.T("How often does a PC that stays on synchronise by itself?",
		"Wie oft synchronisiert ein eingeschalteter PC von selbst?"),
	"sync.jitter": say.T("Do all PCs keep the sync interval to the second, or is some chance built in?",
		"Halten alle PCs den Abstand der Synchronisierungen auf die Sekunde ein, oder ist Zufall eingebaut?"),
	"sync.delta": say.T("How long does a sync take when little has changed?",
		"Wie lange dauert eine Synchronisierung, wenn sich wenig geändert hat?"),
	"sync.full": say.T("How long does a full sync take, after an update or on a new profile?",
		"Wie lange dauert eine vollständige Synchronisierung, nach einem Update oder mit einem neuen Profil?"),
	"fleet.delivery": say.T("How does an update reach the PCs: auto-updater, software distribution or self-service?",
		"Wie kommt ein Update auf die PCs: automatische Aktualisierung, Softwareverteilung oder Selbstbedienung?"),
	"fleet.profile": say.T("Do people keep their profile from one log-in to the next?",
		"Behalten Anwender ihr Profil von einer Anmeldung zur nächsten?"),
	"fleet.key_users": say.T("How many of 100 people are key users?",
		"Wie viele von 100 Personen sind Key-User?"),
	"fleet.presence.absent.spell": say.T("When somebody is away, for how many workdays?",
		"Wenn jemand abwesend ist: für wie viele Arbeitstage?"),
	"fleet.presence.boot": say.T("Between which times do people switch their PCs on in the morning?",
		"Zwischen welchen Uhrzeiten werden die PCs morgens eingeschaltet?"),
	"fleet.presence.restarts": say.T("How many of 100 PCs are restarted in the morning, and do not resume from sleep?",
		"Wie viele von 100 PCs werden morgens neu gestartet und nicht nur aus dem Ruhezustand geweckt?"),
	"fleet.presence.session": say.T("How long is a PC on, from log-in to log-off?",
		"Wie lange ist ein PC eingeschaltet, von der Anmeldung bis zur Abmeldung?"),
	"fleet.presence.together": say.T("By how much is everybody early or late on the same day?",
		"Um wie viel sind an einem Tag alle gemeinsam früher oder später?"),
	"backend.nodes": say.T("On how many servers does the backend run?",
		"Auf wie vielen Servern läuft das Backend?"),
	"backend.admission.jitter": say.T("How far apart do clients ask that were told to come back at the same minute?",
		"Wie weit liegen die Anfragen von Clients auseinander, die zur selben Minute wiederkommen sollen?"),
	"backend.balancer.policy": say.T("How does the load balancer choose the server?",
		"Wie wählt der Lastverteiler den Server?"),
	"backend.balancer.signal_age": say.T("How old is the load information by which the balancer chooses?",
		"Wie alt sind die Lastangaben, nach denen der Lastverteiler wählt?"),
	"backend.balancer.count_own": say.T("Does the balancer count what it has sent since the last load report?",
		"Zählt der Lastverteiler mit, was er seit der letzten Lastmeldung verteilt hat?"),
	"backend.timeout.retry": say.T("How long does a client wait after a timeout until it tries again?",
		"Wie lange wartet ein Client nach einem Timeout, bis er es wieder versucht?"),
	"backend.autoscale.target": say.T("At which load does the backend order another node?",
		"Bei welcher Last fordert das Backend einen weiteren Knoten an?"),
	"backend.autoscale.ready_after": say.T("How long does a new node take until it accepts syncs?",
		"Wie lange dauert es, bis ein neuer Knoten Synchronisierungen annimmt?"),
	"backend.failures.between": say.T("How long does a node run until it fails?",
		"Wie lange läuft ein Knoten, bis er ausfällt?"),
	"backend.failures.repair": say.T("How long is a node away after a failure?",
		"Wie lange fehlt ein Knoten nach einem Ausfall?"),
	"release.problems.chance": say.T("How many of 100 releases have such a problem?",
		"Wie viele von 100 Releases haben einen solchen Fehler?"),
	"release.problems.hits": say.T("If the release is bad, how many of 100 PCs does it hit?",
		"Wenn das Release fehlerhaft ist: wie viele von 100 PCs trifft es?"),
	"release.problems.reports.chance": say.T("How many of 100 people who are hit report it?",
		"Wie viele von 100 Betroffenen melden den Fehler?"),
	"release.problems.reports.key_users": say.T("How many of 100 key users who are hit report it?",
		"Wie viele von 100 betroffenen Key-Usern melden den Fehler?"),
	"release.problems.reports.delay": say.T("How long does it take until somebody reports a problem?",
		"Wie lange dauert es, bis jemand einen Fehler meldet?"),
	"release.problems.noticed_after": say.T("After how many reports is it noticed that something is wrong?",
		"Nach wie vielen Meldungen fällt auf, dass etwas nicht stimmt?"),
	"release.problems.fix": say.T("How long does it take to fix the release?",
		"Wie lange dauert es, das Release zu korrigieren?"),
	"workloads.work": say.T("How long does such a job take?",
		"Wie lange dauert ein solcher Auftrag?"),
	"workloads.patience": say.T("How long does somebody wait before giving up?",
		"Wie lange wartet jemand, bevor er aufgibt?"),
	"prepare.staging_fidelity": say.T("How much is the test environment like the real one, in percent?",
		"Zu wie viel Prozent gleicht die Testumgebung der echten?"),
	"halt.reaches_clients": say.T("How long does it take until a halt reaches the PCs?",
		"Wie lange dauert es, bis ein Anhalten die PCs erreicht?"),
	"rollback.plan_b": say.T("Is the way back prepared, or how long does it take to prepare it?",
		"Ist der Rückweg vorbereitet, oder wie lange dauert die Vorbereitung?"),
}

// Question asks for the value at a path. A key without words of its own is asked for by
// what the reference says of it, which is in English, and so in German by its path alone.
func Question(path string) fmt.Stringer {
	key, doc := keyAt(path)
	if of, ok := strings.CutPrefix(key, "later_releases."); ok {
		key = "release." + of // asked for likewise
	}
	for short := key; short != ""; {
		if q, ok := questions[short]; ok {
			return q
		}
		// A group or a strategy may have for itself what also stands at the top.
		item, rest, _ := strings.Cut(short, ".")
		if item != "fleet" && item != "strategies" {
			break
		}
		short = rest
	}
	if doc != "" {
		return say.Of(say.T("What is %s: "+strings.ReplaceAll(doc, "%", "%%")+"?", "Welchen Wert hat %s?"), path)
	}
	return say.Of(say.T("What is %s?", "Welchen Wert hat %s?"), path)
}

// keyAt returns the key that a path leads to, as a path without the names of
// groups, strategies, phases and problems, and what the reference says of it.
func keyAt(path string) (key, doc string) {
	keys, err := splitPath(path)
	if err != nil {
		return path, ""
	}
	fields := format().fields
	for i := 0; i < len(keys); i++ {
		key, doc = join(key, keys[i]), ""
		at := slices.IndexFunc(fields, func(f *definition) bool { return f.key == keys[i] })
		if at < 0 {
			fields = nil
			continue
		}
		f := fields[at]
		doc, fields = f.doc, f.fields
		if f.list {
			i++ // the name of an item
		}
	}
	return key, doc
}

// format is the definition of the whole file.
var format = sync.OnceValue(func() *definition { return describe(readScenario) })
