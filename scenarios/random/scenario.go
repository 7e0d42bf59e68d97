package random

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Files are the files beside every scenario that it may name, by their names.
var Files = map[string]string{
	"logons.csv":  "07:45\n08:00\n08:05\n08:05\n08:30\n09:15\n13:00\n",
	"lengths.csv": "20s\n45s\n1m30s\n3m\n",
	"syncs.csv":   "arrival_s,work_s,patience_s\n28800,60,\n28800,30.5,120\n28810.25,90,0\n40000,15,\n",
}

// Scenario is the text of a scenario of at most 1,000 PCs.
func Scenario(seed uint64) string {
	s := &scenario{chance: chance{rand.New(rand.NewPCG(seed, 2027))}, joining: chance{rand.New(rand.NewPCG(seed, 2029))}, first: chance{rand.New(rand.NewPCG(seed, 2031))},
		later: chance{rand.New(rand.NewPCG(seed, 2033))}, most: 1000}
	if s.odds(20) {
		s.most = 150
	}
	s.days = s.whole(1, 12)
	return s.text()
}

// Large is the text of a scenario that takes long or much memory to simulate.
func Large(seed uint64) string {
	s := &scenario{chance: chance{rand.New(rand.NewPCG(seed, 2028))}, joining: chance{rand.New(rand.NewPCG(seed, 2030))}, first: chance{rand.New(rand.NewPCG(seed, 2032))},
		later: chance{rand.New(rand.NewPCG(seed, 2034))}, most: 1_000_000, large: true}
	s.days = 60 + s.IntN(300)
	return s.text()
}

// scenario is what has been drawn of a scenario and has a say in the rest of it.
type scenario struct {
	chance
	joining chance // of new employees alone, who leave all else as it is without them
	first   chance // of first installations, likewise
	later   chance // of releases that follow, likewise
	most    int    // PCs
	large   bool
	days    int  // of the horizon
	settled bool // the horizon is given
	start   time.Time
	zone    string // nothing where the region sets it

	clients  int
	groups   []string
	problems int // of the release
	sites    bool
	version  string  // of the release, nothing without one
	jobs     bool    // there are workloads
	load     float64 // slots that the jobs of workloads keep busy, at least about
}

// text puts the scenario together.
func (s *scenario) text() string {
	var b strings.Builder
	put := func(key, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\n", key, value)
		}
	}
	items := func(key string, items []string) {
		if len(items) > 0 {
			fmt.Fprintf(&b, "%s:\n  - %s\n", key, strings.Join(items, "\n  - "))
		}
	}
	// The clocks of Berlin and London change on 28 March and 31 October, those of New York
	// on 14 March and 7 November, those of Lord Howe by half an hour on 4 April and 3 October.
	s.start = one(s.chance, time.Date(2027, 3, 8, 0, 0, 0, 0, time.UTC), time.Date(2027, 3, 26, 0, 0, 0, 0, time.UTC),
		time.Date(2027, 4, 2, 0, 0, 0, 0, time.UTC), time.Date(2027, 10, 29, 0, 0, 0, 0, time.UTC),
		time.Date(2027, 6, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, s.IntN(200)))
	fleet := s.large || s.odds(80)
	s.jobs = !fleet || s.odds(25)

	put("name", one(s.chance, "by chance", "'=SUM(A1)'", "Rollout für alle", "scenario 7"))
	put("start", s.date(0))
	region := s.maybe(70, func() string { return one(s.chance, "de-BY", "de", "gb", "us-NY", "us-CA", "fr", "no", "se") })
	if region == "" || s.odds(20) {
		s.zone = one(s.chance, "Europe/Berlin", "America/New_York", "UTC", "Asia/Kolkata", "Atlantic/Azores", "Australia/Lord_Howe", "Pacific/Auckland", "Europe/Lisbon")
	}
	put("timezone", s.zone)
	put("calendar", s.calendar(region, true))
	// What is looked for takes many simulations: a horizon, or else a number of slots, since
	// that is looked for anew with each horizon that is tried.
	horizon := s.maybe(map[bool]int{true: 60, false: 100}[s.most < 1000], func() string { return strconv.Itoa(s.days) + "d" })
	s.settled = horizon != ""
	put("horizon", horizon)
	put("seed", s.maybe(50, func() string { return s.count(1, 100000) }))
	put("replications", s.maybe(80, func() string {
		return one(s.chance, s.count(1, 30), mapping("min", "10", "max", s.count(12, 30), "precision", s.share(5, 50)))
	}))
	if fleet {
		put("updater", s.maybe(60, s.updater))
		put("managed", s.maybe(50, s.managedBy))
		put("self_service", s.maybe(40, s.selfService))
		put("download", s.maybe(50, s.download))
		put("install", s.maybe(50, s.install))
		put("first_install", s.first.maybe(15, func() string { return s.firstInstall(false) }))
		put("sync", s.maybe(70, s.sync))
		s.sites = s.odds(30)
		if s.sites {
			items("sites", []string{mapping("name", "plant", "link", s.sourced(one(s.chance, "100Mbit/s", "20Mbit/s", "5Mbit/s")))})
		}
		items("fleet", s.fleet())
	}
	if s.jobs {
		items("workloads", s.workloads())
	}
	if fleet && s.odds(90) {
		s.version = one(s.chance, `"9.4"`, `"9.4"`, `"9.10"`)
	}
	backend, auto := s.backend()
	put("backend", backend)
	if s.version != "" {
		put("release", s.release())
		put("prepare", s.maybe(map[bool]int{true: 40}[s.problems > 0], func() string {
			return mapping("test_coverage", s.sourced(s.share(0, 100)), "staging_fidelity", s.maybe(50, func() string { return s.guessed(30, 100) }))
		}))
		put("halt", s.maybe(25, s.halt))
		put("rollback", s.maybe(25, s.rollback))
		put("late_joiners", s.maybe(25, s.lateJoiners))
		if s.odds(15) {
			items("access", s.access())
		}
		items("strategies", s.strategies())
		put("later_releases", s.later.maybe(25, s.laterReleases))
	}
	put("targets", s.targets(fleet, auto))
	put("objective", s.maybe(20, func() string { return one(s.chance, "wait.all.p95", "queue.max") }))
	if !fleet {
		put("measure", s.maybe(40, func() string { return mapping("from", one(s.chance, "0s", "10m", "6h"), "to", "1d") }))
	}
	if s.odds(10) {
		items("sweep", []string{mapping("vary", mapping("backend.admission.jitter", list("0s", "5s"))),
			mapping("vary", mapping("seed", mapping("from", "1", "to", "9", one(s.chance, "step", "points"), "2"))), mapping("only", "seed >= 2")})
	}
	return b.String()
}

// laterReleases are releases that follow, within a horizon that is given.
func (s *scenario) laterReleases() string {
	if !s.settled || s.days < 3 {
		return ""
	}
	r := s.later
	plan := func() []string {
		return []string{"plan", r.maybe(60, func() string { return one(r, "same", "at-once") }), "first_sync_package", r.maybe(20, func() string { return "true" }),
			"if_running", r.maybe(50, func() string { return one(r, "wait", "replace") })}
	}
	left := 3 - s.problems // at most three of all releases together
	problems := func(releases int) []string {
		return []string{"problems", r.maybe(25, func() string {
			if releases > left {
				return ""
			}
			each := 1 + r.IntN(left/releases)
			left -= each * releases
			return r.problems(each)
		})}
	}
	if r.odds(30) {
		count := 1 + r.IntN(min(s.days-2, 5))
		return list(mapping(slices.Concat([]string{"every", "1d", "count", strconv.Itoa(count)}, plan(), problems(count))...))
	}
	var releases []string
	versions := []string{`"9.11"`, `"9.12.3"`, `"10"`}
	for day := 1 + r.IntN(2); day < s.days && len(releases) < len(versions); day += 1 + r.IntN(max(2, s.days/3)) {
		releases = append(releases, mapping(slices.Concat([]string{"version", versions[len(releases)], "start", one(r, s.date(day), s.date(day)+"T11:30")}, plan(), problems(1))...))
	}
	return list(releases...)
}

// date is so many days after the start.
func (s *scenario) date(days int) string { return s.start.AddDate(0, 0, days).Format(time.DateOnly) }

// instant is a local time within the horizon, from a day on.
func (s *scenario) instant(from int) string {
	day := from + s.IntN(max(1, min(s.days, 20)-from))
	return one(s.chance, s.date(day)+"T"+s.clock(6, 20), s.date(day)+"T02:30:00", s.date(day)+" 00:30")
}

func (s *scenario) calendar(region string, top bool) string {
	c := mapping("region", region,
		"workdays", s.maybe(20, func() string {
			return one(s.chance, "[mon, tue, wed, thu]", "[sun, mon, tue, wed, thu]", "[mon, tue, wed, thu, fri, sat, sun]")
		}),
		"holidays", s.maybe(20, func() string { return list(s.date(1), s.date(4)) }),
		"office_hours", s.maybe(20, func() string { return one(s.chance, "07:00-19:30", "00:00-24:00", "22:00-23:00") }),
		"freeze", s.maybe(map[bool]int{true: 20}[top], func() string {
			return list(mapping("from", s.date(1), "through", s.date(1+s.IntN(3))))
		}))
	if c == "{}" {
		return ""
	}
	return c
}

func (s *scenario) updater() string {
	return mapping("interval", s.maybe(60, func() string { return s.known(s.duration(1800, 172800)) }),
		"jitter", s.maybe(50, func() string { return s.guessed(0, 50) }),
		"on_error", s.maybe(30, func() string { return s.duration(600, 36000) }),
		"download_tries", s.maybe(30, func() string { return s.count(1, 5) }),
		"apps_closed", s.maybe(50, func() string {
			return mapping(
				"after_restart", s.maybe(40, func() string {
					return mapping("share", s.guessed(50, 100), "for", s.maybe(50, func() string { return s.duration(30, 900) }))
				}),
				"closed_spell", s.maybe(40, func() string { return s.known(s.duration(120, 3600)) }),
				"open_spell", s.maybe(40, func() string { return s.duration(600, 20000) }),
				"poll", s.maybe(40, func() string { return s.duration(10, 1200) }),
				"tries", s.maybe(40, func() string { return s.count(1, 200) }))
		}))
}

func (s *scenario) managedBy() string {
	install := s.maybe(50, func() string { return one(s.chance, "when-offered", "at-deadline") })
	return mapping("policy_poll", s.maybe(50, func() string { return s.known(s.duration(300, 20000)) }),
		"install", install,
		"deadline", s.maybe(50, func() string { return s.span(72) }),
		"randomization", s.maybe(50, func() string { return s.duration(600, 7200) }))
}

func (s *scenario) selfService() string {
	return mapping("response", s.maybe(70, func() string {
		return one(s.chance, "{lognormal: {median: 0.5wd, p95: 3wd}}", "6h", "{triangular: {min: 0wd, mode: 1wd, max: 2wd}}", "{exponential: {mean: 1wd}}", "unknown")
	}), "never", s.maybe(50, func() string { return s.guessed(0, 30) }))
}

func (s *scenario) download() string {
	return mapping("size", s.maybe(60, func() string { return s.known(one(s.chance, "1MiB", "250MiB", "1GB", "40 MB")) }),
		"rate", s.maybe(60, func() string { return s.known(one(s.chance, "10Mbit/s", "800kbit/s", "1Gbit/s")) }),
		"fails", s.maybe(40, func() string { return s.guessed(0, 20) }))
}

func (s *scenario) install() string {
	return mapping("duration", s.maybe(60, func() string { return s.law(10, 1800) }),
		"fails", s.maybe(60, func() string { return s.guessed(0, 30) }),
		"tries", s.maybe(40, func() string { return s.count(1, 5) }))
}

func (s *scenario) sync() string {
	return mapping(
		"triggers", s.maybe(25, func() string {
			return one(s.chance, "[log-in, timer, update]", "[update]", "[log-in]", "[timer, update]")
		}),
		"interval", s.maybe(50, func() string { return s.known(s.duration(900, 86400)) }),
		"jitter", s.maybe(40, func() string { return s.guessed(0, 50) }),
		"delta", s.maybe(50, func() string { return one(s.chance, s.known(s.law(1, 300)), "{empirical: {file: lengths.csv}}") }),
		"full", s.maybe(50, func() string { return s.known(s.law(5, 900)) }),
		"first", s.first.maybe(20, func() string { return s.first.law(5, 1800) }),
		"first_sync_package", s.maybe(20, func() string { return one(s.chance, "true", "false") }))
}

// firstInstall is what first installations take. Per-machine packages bring no updater.
func (s *scenario) firstInstall(perUser bool) string {
	text := mapping("size", s.first.maybe(60, func() string { return one(s.first, "500MiB", "1GiB", "1MiB") }),
		"duration", s.first.maybe(50, func() string { return s.first.law(10, 900) }),
		"fails", s.first.maybe(50, func() string { return s.first.share(0, 30) }),
		"updater", s.first.maybe(50, func() string {
			if !perUser {
				return "0%"
			}
			return s.first.share(0, 100)
		}))
	if text == "" {
		return "{size: 300MiB}"
	}
	return text
}

// joins are new employees of a group. What dates mean lies within the horizon: a workday
// comes within a week.
func (s *scenario) joins() string {
	on := one(s.joining, "first-workday-of-month", "first-workday-of-month", "each-workday")
	if s.settled && s.days > 16 && s.joining.odds(50) {
		first := s.joining.IntN(s.days - 16)
		on = one(s.joining, s.date(first), list(s.date(first), s.date(first+7))) // a week apart they never mean one workday
	}
	return mapping("clients", s.joining.count(1, max(2, s.most/100)), "on", on)
}

func (s *scenario) fleet() []string {
	names := []string{"headquarters", "plant A", "'Lisbon: office'", "desktops", "'1.5'"}
	left := s.most
	if !s.large && s.odds(80) {
		left = s.whole(5, s.most)
	}
	var groups []string
	for i := range s.whole(1, len(names)) {
		n := s.whole(min(left, one(s.chance, 1, 60)), left)
		if s.large && i == 0 {
			n = s.most/2 + s.IntN(s.most/2)
		}
		if left -= n; left < 0 || n < 1 {
			break
		}
		s.clients += n
		s.groups = append(s.groups, names[i])
		delivery := s.maybe(85, func() string { return one(s.chance, "auto-updater", "managed", "self-service") })
		pack := ""
		switch {
		case delivery == "managed":
			pack = s.maybe(20, func() string { return "per-machine" })
		case s.odds(20):
			pack = "per-user"
		}
		version := one(s.chance, `"9.3"`, `"9.3"`, `"9.2"`, `[{version: "9.2", share: 40%}, {version: "9.3", share: 60%}]`, `[{version: "9.3", share: 95%}, {version: "9.4", share: 5%}]`)
		if (delivery == "managed" || delivery == "self-service") && s.first.odds(25) {
			version = `[{version: none, share: 70%}, {version: "9.2", share: 30%}]`
			if i > 0 && s.first.odds(50) {
				version = "none"
			}
		}
		groups = append(groups, mapping("name", names[i], "clients", strconv.Itoa(n), "delivery", delivery, "package", pack,
			"version", version,
			"site", s.maybe(map[bool]int{true: 60}[s.sites], func() string { return "plant" }),
			"profile", s.maybe(25, func() string { return one(s.chance, "persistent", "non-persistent", "terminal-server") }),
			"key_users", s.maybe(40, func() string { return s.guessed(0, 40) }),
			"presence", s.maybe(60, s.presence),
			"joins", s.joining.maybe(15, s.joins),
			"timezone", s.maybe(15, func() string {
				return one(s.chance, "Europe/Lisbon", "America/St_Johns", "Asia/Singapore", "Atlantic/Azores")
			}),
			"calendar", s.maybe(10, func() string { return s.calendar(one(s.chance, "gb", "us-CA"), false) }),
			"updater", s.maybe(10, s.updater), "managed", s.maybe(10, s.managedBy), "self_service", s.maybe(5, s.selfService),
			"download", s.maybe(5, s.download), "install", s.maybe(5, s.install),
			"first_install", s.first.maybe(15, func() string { return s.firstInstall(delivery == "self-service") }), "sync", s.maybe(10, s.sync)))
	}
	return groups
}

func (s *scenario) presence() string {
	return mapping(
		"absent", s.maybe(40, func() string {
			return mapping("share", s.guessed(0, 50), "spell", s.maybe(60, func() string { return one(s.chance, "1wd", "2.5wd", "4wd") }))
		}),
		"boot", s.maybe(60, func() string {
			return one(s.chance, "{window: 07:30-09:00}", "08:00", "02:30", "{uniform: {min: 00:00, max: 24:00}}", "{file: logons.csv}",
				"{normal: {mean: 08:15, sd: 20m}}", "{triangular: {min: 06:00, mode: 08:00, max: 12:00}}",
				"{mixture: [{share: 60%, window: 05:30-06:30}, {share: 40%, window: 13:30-14:30}]}")
		}),
		"restarts", s.maybe(30, func() string { return s.guessed(0, 100) }),
		"session", s.maybe(40, func() string { return one(s.chance, s.law(1800, 36000), "24h", "{exponential: {mean: 2h}}") }),
		"together", s.maybe(30, func() string { return one(s.chance, "0s", s.duration(60, 1200)) }))
}

func (s *scenario) workloads() []string {
	dayRate := float64(s.whole(5, 1000)) / 86400
	rate := func(perSecond float64) string { return strconv.FormatFloat(max(1, perSecond*86400), 'f', 0, 64) + "/d" }
	var jobs []string
	names := []string{"singles", "batches", "by day", "morning", "exact", "closed", "log"}
	s.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	for _, name := range names[:s.whole(1, 3)] {
		low := s.between(5, 300)
		s.load += dayRate * 3 * low
		at := func() string {
			return one(s.chance, "08:00", "{window: 07:30-09:00}", "{file: logons.csv}", "{normal: {mean: 8h15m, sd: 20m}}")
		}
		days := s.maybe(50, func() string { return strconv.Itoa(1 + s.IntN(s.days)) })
		clients := s.count(1, 300)
		if s.large {
			clients = s.count(1000, 100000)
		}
		var arrivals string
		switch name {
		case "singles":
			arrivals = mapping("poisson", rate(dayRate))
		case "batches":
			arrivals = mapping("batches", mapping("rate", rate(dayRate/3), "size", one(s.chance, s.count(1, 9), "{geometric: {mean: 3}}")))
		case "by day":
			arrivals = mapping("profile", list(mapping("from", "00:00", "rate", rate(dayRate/2)), mapping("from", "08:00", "rate", rate(dayRate*2)), mapping("from", "\"18:30\"", "rate", "0/min")))
		case "morning":
			arrivals = mapping("peak", mapping("clients", clients, "at", at(), "days", days))
		case "exact":
			arrivals = mapping("exactly", mapping("clients", clients, "at", at(), "days", days))
		case "closed":
			arrivals = mapping("closed", mapping("clients", s.count(1, 50), "think", s.law(600, 20000)))
		case "log":
			arrivals = mapping("trace", "syncs.csv")
		}
		work, patience := s.law(low, low*2), s.maybe(30, func() string { return s.law(10, 3600) })
		if name == "log" {
			work, patience = "", ""
		}
		jobs = append(jobs, mapping("name", name, "arrivals", arrivals, "work", work, "patience", patience, "priority", s.maybe(20, func() string { return s.count(0, 255) })))
	}
	return jobs
}

// backend also says whether a number of slots is left open.
func (s *scenario) backend() (written string, auto bool) {
	slots := max(1, s.whole(1, max(2, s.clients/10)))
	if s.large {
		slots = s.clients/200 + s.IntN(s.clients/100)
	}
	// In a queue that grows without end everybody asks again for ever, and days cost more
	// than PCs do: nodes that fail leave enough for the jobs.
	slots = max(slots, int(math.Ceil(1.5*s.load)), s.clients/100)
	nodes := min(slots, s.whole(1, 6))
	version := s.maybe(map[bool]int{true: 100, false: 30}[s.clients > 0], func() string { return one(s.chance, `"9.4"`, `"9.4"`, `"9.4"`, `"9.10"`, `"9.2"`) })
	denies := version != `"9.2"`
	policy := s.maybe(50, func() string {
		return one(s.chance, "shared", "round-robin", "random", "least-busy", "two-choices", "weighted")
	})
	discipline := s.maybe(70, func() string { return one(s.chance, "re-ask", "ticket", "priority") })
	lines := discipline == "ticket" || discipline == "priority" || discipline == "" && s.clients == 0

	var weights, signal, own string
	if policy == "weighted" {
		var w []string
		for range nodes {
			w = append(w, one(s.chance, "1", "2", "0.5"))
		}
		weights = list(w...)
	}
	if policy == "least-busy" || policy == "two-choices" {
		if signal = s.maybe(50, func() string { return s.duration(1, 600) }); signal != "" {
			own = s.maybe(50, func() string { return one(s.chance, "true", "false") })
		}
	}
	number := strconv.Itoa(slots)
	switch {
	case s.large:
	case s.odds(15):
		number = list(number, strconv.Itoa(slots+1+s.IntN(5)))
	case s.most < 1000 && s.odds(30) && denies && s.settled:
		auto, number = true, one(s.chance, "auto", list(number, "auto"))
	case s.odds(10):
		number = mapping("value", number, "range", list(number, strconv.Itoa(slots*2)), "source", "guess")
	}
	admission := mapping(
		"compatible_from", s.maybe(15, func() string { return one(s.chance, `"9.3"`, `"9.2"`) }),
		"discipline", discipline,
		"order", s.maybe(map[bool]int{true: 50}[discipline == "priority"], func() string { return one(s.chance, "[update, log-in, timer]", "[metadata]", "[log-in, update]") }),
		"queue_limit", s.maybe(map[bool]int{true: 40}[lines], func() string { return one(s.chance, "none", s.count(0, 100)) }),
		"hint", s.maybe(40, func() string {
			return one(s.chance, "estimate", "{fixed: 1m}", "{fixed: 3m, jitter: 20s}", "{estimate: true, jitter: 20s}", "{jitter: 30s}")
		}),
		"returns", s.maybe(map[bool]int{true: 0, false: 30}[lines], func() string {
			return one(s.chance, "as-told", "{after: {exponential: {mean: 2m}}, first_only: false}", "{after: "+s.law(30, 900)+", first_only: true}")
		}),
		"jitter", s.maybe(30, func() string { return one(s.chance, "0s", "2s", "30s") }))
	capacity := s.maybe(25, func() string {
		return one(s.chance, mapping("full_speed", s.sourced(s.count(max(1, int(math.Ceil(1.5*s.load))), 2*slots))), "{usl: {contention: 2%, coherency: 0.01%}}", "{usl: {contention: 10%}}", "{usl: {coherency: 1%}}")
	})
	return mapping("version", version, "slots", number, "admission", admission,
		"nodes", strconv.Itoa(nodes),
		"balancer", s.maybe(map[bool]int{true: 100}[policy != ""], func() string {
			return mapping("policy", policy, "weights", weights, "signal_age", signal, "count_own", own)
		}),
		"capacity", capacity,
		"timeout", s.maybe(25, func() string {
			return mapping("after", s.duration(60, 7200), "retry", s.maybe(70, func() string {
				return one(s.chance, mapping("fixed", s.duration(30, 1800), "jitter", s.maybe(50, func() string { return s.share(0, 100) }), "budget", one(s.chance, "none", s.count(0, 5))),
					mapping("exponential", mapping("base", s.duration(10, 120), "cap", s.duration(300, 7200)), "budget", s.count(0, 5)), "{exponential: {}}")
			}))
		}),
		"autoscale", s.maybe(20, func() string {
			return mapping("target", s.maybe(70, func() string { return s.guessed(30, 95) }), "min", strconv.Itoa(1+s.IntN(nodes)), "max", strconv.Itoa(nodes+s.IntN(5)),
				"check", s.maybe(50, func() string { return s.duration(10, 600) }), "ready_after", s.maybe(50, func() string { return s.duration(1, 1200) }),
				"cool_down", s.maybe(50, func() string { return s.duration(1, 3600) }), "add", s.maybe(50, func() string { return s.count(1, 4) }),
				"remove", s.maybe(50, func() string { return s.count(1, 4) }))
		}),
		"failures", s.maybe(20, func() string {
			return mapping("between", s.maybe(70, func() string { return s.law(36000, 600000) }), "repair", s.maybe(70, func() string { return s.law(60, 7200) }),
				"running", s.maybe(60, s.running))
		}),
		"events", s.maybe(30, func() string { return s.events(slots, nodes) })), auto
}

func (s *scenario) running() string { return one(s.chance, "restart", "resume", "drain") }

func (s *scenario) events(slots, nodes int) string {
	few := one(s.chance, "1", "all", strconv.Itoa(nodes))
	some := func() string { return s.maybe(60, func() string { return few }) }
	var events []string
	for range s.whole(1, 4) {
		e := []string{"at", s.instant(0)}
		switch s.IntN(6) {
		case 0:
			e = append(e, "outage", mapping("nodes", some(), "for", s.duration(1, 36000), "running", s.maybe(50, s.running)))
		case 1:
			e = append(e, "drain", mapping("nodes", some(), "for", s.sourced(s.duration(60, 7200))))
		case 2:
			e = append(e, "deploy", mapping("max_unavailable", some(), "each", s.maybe(50, func() string { return s.duration(1, 1800) }), "running", s.maybe(50, s.running)))
		case 3:
			e = append(e, "add_nodes", mapping("count", s.maybe(50, func() string { return s.count(1, 3) }), "ready_after", s.maybe(50, func() string { return one(s.chance, "0s", "10m") })))
		case 4:
			e = append(e, "slots", strconv.Itoa(slots+20+s.IntN(10)))
		case 5:
			if s.clients == 0 {
				continue
			}
			e = append(e, "touch_all_metadata", mapping("work", s.maybe(50, func() string { return s.duration(1, 60) })))
		}
		events = append(events, mapping(e...))
	}
	return list(events...)
}

func (s *scenario) targets(fleet, auto bool) string {
	targets := []string{"wait.all.p95 <= 10m", "queue.max <= 200", "utilization.hour <= 90%", "waiting_hours <= 40h"}
	if fleet {
		targets = append(targets, "wait.log_in.p95 <= 5m in 90% of rollouts", "asks.mean <= 3", "wait.worst.max <= 2h")
	}
	if s.version != "" {
		targets = append(targets, "wait.update.p95 <= 10m", "updated.p95 <= 3wd", "never <= 20", "updated.at_horizon >= 80%", "exposed <= 30", "rollbacks <= 20", "halted <= 10%")
	}
	s.Shuffle(len(targets), func(i, j int) { targets[i], targets[j] = targets[j], targets[i] })
	targets = targets[:s.whole(1, 4)]
	if auto {
		targets = append(slices.DeleteFunc(targets, func(t string) bool { return strings.HasPrefix(t, "wait.all") }), "wait.all.p95 <= 15m")
	} else if s.odds(20) {
		return ""
	}
	return list(targets...)
}
