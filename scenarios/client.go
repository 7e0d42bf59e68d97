package scenarios

import (
	"slices"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

// Where the defaults of this file are published.
const ()

// A client counts its tries in small integers.
const (
	maxTries = 100    // downloads and installs
	maxLooks = 10_000 // at the programs
)

// readClient reads what may stand at the top of the file and, for one group, in
// the group: how clients find, fetch and install an update and when they
// synchronise.
func readClient(m *mapping, g *model.Group) {
	m.section("updater", "the auto-updater of groups with delivery auto-updater", func(m *mapping) { readUpdater(m, &g.Updater) })
	m.section("managed", "distribution by IT, for groups with delivery managed", func(m *mapping) { readManaged(m, &g.Managed) })
	m.section("self_service", "users of groups with delivery self-service", func(m *mapping) { readSelfService(m, &g.Self) })
	m.section("download", "transfer of the package from distribution points, which does not use sync slots", func(m *mapping) { readDownload(m, &g.Download) })
	m.section("install", "run of the installer", func(m *mapping) { readInstall(m, &g.Install) })
	m.section("first_install", "what differs from an update where nothing is installed: groups with version none", func(m *mapping) { readFirstInstall(m, &g.First) })
	m.section("sync", "when a client wants to synchronise and how much work that is", func(m *mapping) { readSync(m, &g.Sync) })
}

func readUpdater(m *mapping, u *model.Updater) {
	field(m, "interval", &u.Interval, timeFrom("h", time.Minute, "1m"), published("24h", updaterArticle),
		"at least 1m, from one check to the next; the last check is stored, so a restart does not begin a new interval")
	field(m, "jitter", &u.Jitter, share, published("0%", say.T("vendor's support article 25452489690012, auto updater: none is mentioned",
		"Support-Artikel 25452489690012 des Herstellers, auto updater: keine Angabe")),
		"each interval is drawn uniformly from interval × (1 ± jitter)")
	field(m, "on_error", &u.OnError, someTime("h"), published("4h", updaterArticle),
		"from a failed download or install to the next try; holds for every delivery")
	field(m, "download_tries", &u.DownloadTries, count("a number of tries", 1, maxTries), published("5", updaterArticle),
		"downloads that are tried before the updater gives up")
	m.section("apps_closed", "the office programs must be closed for an install; a two-state process for each client", func(m *mapping) {
		a := &u.Apps
		m.section("after_restart", "the first minutes after a restart", func(m *mapping) {
			field(m, "share", &a.AfterRestart, share, assumed("90%", "70%..99%", say.T("no measurement found; this has much leverage",
				"keine Messung gefunden; dieser Wert wirkt sich stark aus")),
				"share of restarts after which all programs stay closed for a while")
			field(m, "for", &a.RestartFor, duration("m"), assumed("2m", "1m..10m", noMeasurement), "how long they stay closed")
		})
		field(m, "closed_spell", &a.ClosedSpell, someTime("m"), assumed("10m", "2m..30m", say.T("with open_spell: closed a tenth of the working day",
			"mit open_spell: ein Zehntel des Arbeitstags geschlossen")),
			"mean time with all programs closed")
		field(m, "open_spell", &a.OpenSpell, someTime("m"), assumed("90m", "30m..4h", noMeasurement), "mean time with some program open")
		field(m, "poll", &a.Poll, timeFrom("m", 10*time.Second, "10s"), published("2m", updaterArticle), "at least 10s, from one look at the programs to the next")
		field(m, "tries", &a.Tries, count("a number of tries", 1, maxLooks), published("120", updaterArticle),
			"looks before the updater waits for the next restart, those included after which the end of a session cut the install off")
	})
}

func readManaged(m *mapping, g *model.Managed) {
	field(m, "policy_poll", &g.PolicyPoll, timeFrom("m", time.Minute, "1m"), published("60m", configMgr),
		"at least 1m, fixed interval between policy polls while a PC is on, with a random phase")
	field(m, "install", &g.AtDeadline, oneWord("when-offered or at-deadline", []string{"when-offered", "at-deadline"}, []bool{false, true}),
		assumed("when-offered", "when-offered..at-deadline", say.T("depends on how IT distributes", "hängt davon ab, wie die IT verteilt")),
		"when-offered: at the first poll after the phase opens, programs open or not; at-deadline: at the next time on after the deadline")
	field(m, "deadline", &g.Deadline, span("d", true), published("7d", phasedDeployments),
		"from the opening of the phase; a d is a local calendar day")
	field(m, "randomization", &g.Randomization, duration("h"), published("0h", say.T("Microsoft Configuration Manager, about client settings: off, up to 2h when on",
		"Microsoft Configuration Manager, about client settings: aus, eingeschaltet bis zu 2 h")),
		"installs are spread uniformly over this after the deadline")
}

func readSelfService(m *mapping, s *model.SelfService) {
	field(m, "response", &s.Response, spanLaw, assumed("{lognormal: {median: 1wd, p95: 7wd}}", "0.25wd..5wd", noMeasurement),
		"from the opening of the phase until the user acts")
	field(m, "never", &s.Never, share, assumed("5%", "1%..15%", noMeasurement), "share of users who never install; of releases that follow, drawn anew for each")
}

func readDownload(m *mapping, d *model.Download) {
	field(m, "size", &d.Size, volume, assumed("250MiB", "100MiB..1GiB", say.T("the vendor publishes no size", "der Hersteller nennt keine Größe")), "size of the package")
	field(m, "rate", &d.Rate, bitRate, assumed("50Mbit/s", "10Mbit/s..500Mbit/s", say.T("depends on the network", "hängt vom Netz ab")), "rate of each transfer")
	field(m, "fails", &d.Fails, share, assumed("0%", "0%..5%", noMeasurement), "share of downloads that fail and are tried again")
}

func readInstall(m *mapping, i *model.Install) {
	field(m, "duration", &i.Duration, durationLaw, assumed("{lognormal: {median: 2m, p95: 8m}}", "1m..5m", say.T("no measured distribution found", "keine gemessene Verteilung gefunden")),
		"time that the installer runs")
	field(m, "fails", &i.Fails, share, assumed("2%", "0%..10%", noMeasurement), "share of installs that fail")
	field(m, "tries", &i.Tries, count("a number of tries", 1, maxTries), published("5", updaterArticle),
		"installs that are tried before the PC is left on its old version")
}

// noFirstInstall is one of which nothing is written.
var noFirstInstall = model.FirstInstall{Fails: -1}

// completeFirst gives the first installations of a group what is not said of them: that
// of an update.
func completeFirst(g *model.Group) {
	f := &g.First
	if !g.Has(model.None) {
		*f = model.FirstInstall{}
		return
	}
	if f.Size == 0 {
		f.Size = g.Download.Size
	}
	if f.Duration == nil {
		f.Duration = g.Install.Duration
	}
	if f.Fails < 0 {
		f.Fails = g.Install.Fails
	}
}

func readFirstInstall(m *mapping, f *model.FirstInstall) {
	field(m, "size", &f.Size, volume.where(func(size float64) bool { return size > 0 }, "above 0B"), absent,
		"size of the package with its payload; by default download.size")
	field(m, "duration", &f.Duration, durationLaw, absent, "time that the installer runs; by default install.duration")
	field(m, "fails", &f.Fails, share, absent, "share of installs that fail; by default install.fails")
	field(m, "updater", &f.Updater, share, published("0%", say.T("vendor's support article 14187234317980, setup and strategies: the updater can be installed along, per-user only",
		"Support-Artikel 14187234317980 des Herstellers, setup and strategies: der Updater kann mitinstalliert werden, nur je Benutzer")),
		"share of PCs on which the auto-updater is installed along; they find all that follows by themselves, as the section updater says. Per-user packages only")
}

// A trigger is an occasion on which a client wants to synchronise.
type trigger uint8

const (
	onLogIn trigger = iota
	onTimer
	onUpdate
)

var triggers = setOf(
	oneWord("log-in, timer or update", []string{"log-in", "timer", "update"}, []trigger{onLogIn, onTimer, onUpdate}),
	"a list such as [log-in, timer, update]")

func readSync(m *mapping, s *model.Sync) {
	var on []trigger
	if field(m, "triggers", &on, triggers, published("[log-in, timer, update]", balanceArticle),
		"occasions to synchronise: log-in, the timer, after an update") {
		s.OnLogIn, s.OnTimer, s.OnUpdate = slices.Contains(on, onLogIn), slices.Contains(on, onTimer), slices.Contains(on, onUpdate)
	}
	field(m, "interval", &s.Interval, timeFrom("h", time.Minute, "1m"), assumed("4h", "1h..24h", say.T("a sync interval exists, its value is not published",
		"es gibt ein Intervall der Synchronisierung, sein Wert ist nicht veröffentlicht")),
		"of the timer, from log-in, while on; at least 1m")
	field(m, "jitter", &s.Jitter, share.where(func(f float64) bool { return f <= 0.5 }, "at most 50%"), assumed("0%", "0%..20%", say.T("whether the timer has one is not published",
		"ob der Timer eine hat, ist nicht veröffentlicht")),
		"each timer is early or late by a uniform share of the interval up to this; at most 50%")
	field(m, "delta", &s.Delta, durationLaw, assumed("{lognormal: {median: 20s, p95: 90s}}", "5s..1m", measureSome),
		"work at full speed when little has changed")
	field(m, "full", &s.Full, durationLaw, assumed("{lognormal: {median: 3m, p95: 8m}}", "1m..10m", measureSome),
		"work at full speed after an update or on a fresh profile")
	field(m, "first", &s.First, durationLaw, absent,
		"work at full speed of the first sync of a PC that had nothing installed; by default that of full")
	field(m, "first_sync_package", &s.FirstSyncPackage, yesNo, published("false", say.T("vendor's support article 23691514352796, first sync package: optional",
		"Support-Artikel 23691514352796 des Herstellers, first sync package: optional")),
		"true: the package carries the data, and the sync after an update is a delta")
}
