package scenarios

import (
	"maps"
	"slices"
	"strings"
	"sync"
)

// questions ask for values in words of those who can answer, by the path of the
// key without names of groups, strategies, phases and problems.
var questions = map[string]string{
	"calendar.office_hours":                   "Between which hours do people work?",
	"updater.apps_closed.after_restart.share": "After how many of 100 restarts are all Office programs closed for the first minutes?",
	"updater.apps_closed.after_restart.for":   "For how long after a restart do the Office programs stay closed?",
	"updater.apps_closed.closed_spell":        "When somebody has closed all Office programs, how long until one is opened again?",
	"updater.apps_closed.open_spell":          "For how long is some Office program open without a break?",
	"managed.install":                         "Does the software distribution install as soon as the update is offered, or at the deadline?",
	"self_service.response":                   "How long do people take until they install an update that is offered to them?",
	"self_service.never":                      "How many of 100 people never install an update by themselves?",
	"download.size":                           "How large is the installation package?",
	"download.rate":                           "How fast does a PC download the package on an ordinary day?",
	"download.fails":                          "How many of 100 downloads fail?",
	"install.duration":                        "How long does the installer run?",
	"install.fails":                           "How many of 100 installs fail?",
	"first_install.size":                      "How large is the package for a PC on which nothing is installed, with its payload?",
	"first_install.duration":                  "How long does the installer run where nothing is installed?",
	"first_install.fails":                     "How many of 100 first installs fail?",
	"first_install.updater":                   "On how many of 100 PCs is the auto-updater installed along?",
	"sync.first":                              "How long does the first sync take where nothing was installed before?",
	"sync.interval":                           "How often does a PC that stays on synchronise by itself?",
	"sync.jitter":                             "Do all PCs keep the sync interval to the second, or is some chance built in?",
	"sync.delta":                              "How long does a sync take when little has changed?",
	"sync.full":                               "How long does a full sync take, after an update or on a new profile?",
	"fleet.delivery":                          "How does an update reach the PCs: auto-updater, software distribution or self-service?",
	"fleet.profile":                           "Do people keep their profile from one log-in to the next?",
	"fleet.key_users":                         "How many of 100 people are key users?",
	"fleet.presence.absent.spell":             "When somebody is away, for how many workdays?",
	"fleet.presence.boot":                     "Between which times do people switch their PCs on in the morning?",
	"fleet.presence.restarts":                 "How many of 100 PCs are restarted in the morning, and do not resume from sleep?",
	"fleet.presence.session":                  "How long is a PC on, from log-in to log-off?",
	"fleet.presence.together":                 "By how much is everybody early or late on the same day?",
	"backend.nodes":                           "On how many servers does the backend run?",
	"backend.admission.jitter":                "How far apart do clients ask that were told to come back at the same minute?",
	"backend.balancer.policy":                 "How does the load balancer choose the server?",
	"backend.balancer.signal_age":             "How old is the load information by which the balancer chooses?",
	"backend.balancer.count_own":              "Does the balancer count what it has sent since the last load report?",
	"backend.timeout.retry":                   "How long does a client wait after a timeout until it tries again?",
	"backend.autoscale.target":                "At which load does the backend order another node?",
	"backend.autoscale.ready_after":           "How long does a new node take until it accepts syncs?",
	"backend.failures.between":                "How long does a node run until it fails?",
	"backend.failures.repair":                 "How long is a node away after a failure?",
	"release.problems.chance":                 "How many of 100 releases have such a problem?",
	"release.problems.hits":                   "If the release is bad, how many of 100 PCs does it hit?",
	"release.problems.reports.chance":         "How many of 100 people who are hit report it?",
	"release.problems.reports.key_users":      "How many of 100 key users who are hit report it?",
	"release.problems.reports.delay":          "How long does it take until somebody reports a problem?",
	"release.problems.noticed_after":          "After how many reports is it noticed that something is wrong?",
	"release.problems.fix":                    "How long does it take to fix the release?",
	"workloads.work":                          "How long does such a job take?",
	"workloads.patience":                      "How long does somebody wait before giving up?",
	"prepare.staging_fidelity":                "How much is the test environment like the real one, in percent?",
	"halt.reaches_clients":                    "How long does it take until a halt reaches the PCs?",
	"rollback.plan_b":                         "Is the way back prepared, or how long does it take to prepare it?",
}

// Questions are all that a guess can ask with words of their own, in the order of the
// alphabet, for those who have to say them in another language.
func Questions() []string { return slices.Sorted(maps.Values(questions)) }

// question asks for the value at a path. A key without words of its own is asked
// for by what the reference says of it.
func question(path string) string {
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
		return "What is " + path + ": " + doc + "?"
	}
	return "What is " + path + "?"
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
