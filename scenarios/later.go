package scenarios

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

// readLater reads the key "later_releases".
func readLater(m *mapping, s *model.Scenario, zone *time.Location) {
	unnamed := func(*yaml.Node) string { return "" }
	m.itemsOrOne("later_releases", "releases that follow, each with version and start, or several with every and count", model.MostReleases, unnamed, func(_ int, m *mapping) {
		var later model.LaterRelease
		var at wall
		var every model.Span
		var count int
		before, start := model.Version(""), s.Start
		if s.Release != nil {
			before = s.Release.Version
		}
		if n := len(s.Later); n > 0 {
			before, start = s.Later[n-1].Version, s.Later[n-1].Start
		}
		field(m, "version", &later.Version, version, absent, "newer than the release before it")
		if field(m, "start", &at, moment, absent, "when it is due, a date or a local time in the scenario's zone; later than the release before it") && !s.Start.IsZero() {
			later.Start = instantAt(m, "start", at, s.Start, zone)
			if m.sound() && !later.Start.After(start) {
				m.at("start").complain("must be later than the release before it, which is due on %s", start.In(zone).Format("2006-01-02T15:04"))
			}
		}
		field(m, "every", &every, span("wd", true), absent, "instead of version and start: from one release to the next, the first so long after the release before, such as 20wd; versions are counted up in their last part")
		field(m, "count", &count, manyReleases, absent, "how many they are, with every")
		field(m, "plan", &later.AtOnce, laterPlan, published("same", say.T("a plan holds for every release", "ein Plan gilt für jedes Release")),
			"same: the phases of the strategy again, with their distances, and dates moved by the days between the starts; at-once: everybody is offered it when it begins")
		field(m, "first_sync_package", &later.FirstSyncPackage, yesNo, published("false", say.T("first-sync packages are made for the first installation",
			"Pakete mit den Daten werden für die Erstinstallation gemacht")),
			"whether its package carries the data, so that the sync after it is a delta")
		field(m, "if_running", &later.Replaces, ifRunning, published("wait", say.T("nobody rolls out two releases at once", "niemand rollt zwei Releases zugleich aus")),
			"what is done when a release before it is halted and may go on, or has phases that are not open: it waits, or replaces that one")
		readProblems(m, &later.Problems, "faults that it has or has not, as those of release.problems; with every and count each of the releases may have them, each for itself; at most three over all releases together")
		m.oneOf([]string{"version", "start"}, []string{"every", "count"})
		if !m.sound() || m.wrong > 0 || before == "" {
			return // the calendar or the release may be among what is wrong
		}
		if each := len(later.Problems); each > 0 {
			all := len(s.Problems()) + each*max(count, 1)
			switch {
			case all <= maxProblems:
			case count > 1:
				m.at("problems").complain("make %d over all releases together, since each of the %d has its own; at most %d are possible, as every set of them is simulated", all, count, maxProblems)
			default:
				m.at("problems").complain("make %d over all releases together; at most %d are possible, as every set of them is simulated", all, maxProblems)
			}
		}
		if count == 0 {
			if later.Version.Compare(before) <= 0 {
				m.at("version").complain("must be newer than the release before it, which is %s; got %s", before, later.Version)
			}
			s.Later = append(s.Later, later)
			return
		}
		if every.Length < 24*time.Hour {
			m.at("every").complain("must be at least a day, such as 20wd, since one release follows the other")
			return
		}
		for n := range count {
			later.Version = countedUp(before, n+1)
			start = s.Calendar.After(start, every)
			later.Start = start
			next := later
			next.Problems = slices.Clone(later.Problems)
			s.Later = append(s.Later, next)
		}
	})
}

var (
	manyReleases = count("a number of releases", 1, model.MostReleases-1)
	laterPlan    = oneWord("same or at-once", []string{"same", "at-once"}, []bool{false, true})
	ifRunning    = oneWord("wait or replace", []string{"wait", "replace"}, []bool{false, true})
)

// countedUp is a version so many further in its last part.
func countedUp(v model.Version, by int) model.Version {
	parts := strings.Split(string(v), ".")
	last, err := strconv.Atoi(parts[len(parts)-1])
	if err != nil {
		panic("scenarios: a version ends with what is no number: " + err.Error())
	}
	parts[len(parts)-1] = strconv.Itoa(last + by)
	return model.Version(strings.Join(parts, "."))
}

// checkLater looks at what releases that follow need.
func checkLater(m *mapping, s *model.Scenario) {
	if len(s.Later) == 0 {
		return
	}
	at := m.at("later_releases")
	switch {
	case s.Release == nil:
		at.complain("follow a release, and there is none; give it, such as release: {version: \"9.4\"}")
		return
	case len(s.Strategies) == 0:
		at.complain("are rolled out as the strategies say, and there are none; give strategies, such as [{big_bang: {}}]")
		return
	case len(s.Later) >= model.MostReleases:
		at.complain("are %d; at most %d are possible", len(s.Later), model.MostReleases-1)
		return
	}
	for i := range s.Strategies {
		phases := 0
		for r := range s.Versions() {
			phases += len(s.PhasesOf(&s.Strategies[i], r))
		}
		if phases > mostPhasesOfAll {
			at.complain("make %d phases of strategy %s in all; at most %d are possible", phases, s.Strategies[i].Name, mostPhasesOfAll)
			return
		}
	}
}

// mostPhasesOfAll are the phases of all releases of a strategy.
const mostPhasesOfAll = 60_000

// settleLater settles the horizon of releases that follow: one that is written is that of
// all, otherwise the first release has its own.
func settleLater(m *mapping, s *model.Scenario) {
	const longest = 120
	if len(s.Later) == 0 {
		return
	}
	last := s.Later[len(s.Later)-1]
	whole := model.TrainHorizon(s)
	for i := range s.Later {
		if later := &s.Later[i]; !s.Calendar.Workday(model.DateOf(later.Start.In(s.Calendar.Zone))) {
			m.warn(say.T("later_releases: %s begins on %s, which is no workday: phases that fall due then open on the next one",
				"later_releases: %s beginnt am %s, das ist kein Arbeitstag; Phasen, die dann fällig sind, öffnen am nächsten"),
				string(later.Version), dayAndDate(later.Start.In(s.Calendar.Zone)))
		}
	}
	switch due := daysUntil(s, last.Start.Sub(s.Start)); {
	case due > maxHorizon:
		m.at("later_releases").complain("begin with %s on %s, day %d of the scenario; at most %d days can be simulated",
			last.Version, last.Start.In(s.Calendar.Zone).Format(time.DateOnly), due, maxHorizon)
	case !s.HorizonOpen && !last.Start.Before(s.Start.Add(s.HorizonEnd())):
		m.at("horizon").complain("of %s ends before %s is due, on %s; it needs at least horizon: %dd, and %dd to settle",
			numbered(s.Horizon, say.Days), last.Version, last.Start.In(s.Calendar.Zone).Format(time.DateOnly), due, min(whole, maxHorizon))
	case !s.HorizonOpen:
	case whole > longest:
		m.at("later_releases").complain("take until %s, and a horizon of more than %d days must be written; give it, such as horizon: %dd",
			model.DateOf(s.Start).Add(whole-1).In(time.UTC).Format(time.DateOnly), longest, min(whole, maxHorizon))
	case whole > s.Horizon:
		s.Counted, s.Horizon = s.Horizon, whole
	}
}
