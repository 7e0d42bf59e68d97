package scenarios

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

// maxProblems keeps the sets of problems, each of which is simulated, to eight.
const maxProblems = 3

// readRelease reads the key "release".
func readRelease(m *mapping, r *model.Release) {
	field(m, "version", &r.Version, version, required(`"9.4"`), "compared part by part: 9.10 is newer than 9.9")
	readProblems(m, &r.Problems, "faults that the release has or has not, at most three; every set of them is simulated and weighted by its chance")
}

// readProblems reads the key "problems" of a release.
func readProblems(m *mapping, problems *[]model.Problem, doc string) {
	m.items("problems", doc, maxProblems, nameKey,
		func(i int, m *mapping) {
			p := model.Problem{Name: "problem " + strconv.Itoa(i+1)}
			readProblem(m, &p)
			for j := range *problems {
				if (*problems)[j].Name == p.Name {
					m.at("name").complain("%q is the name of an earlier problem too; give each its own", p.Name)
				}
			}
			*problems = append(*problems, p)
		})
}

// readPreparation reads the key "prepare": tests find part of the problems before
// the rollout, as far as the place where they are made is like the real one. What it returns
// is to be called when all releases are known.
func readPreparation(m *mapping, s *model.Scenario) (prepare func()) {
	var coverage, fidelity float64
	none := len(s.Problems()) == 0 && !hasLaterProblems(m)
	m.optional("prepare", "what is done before the rollout", func(m *mapping) {
		field(m, "test_coverage", &coverage, share, required("60%"),
			"share of the problems that tests find and that are mended before the rollout, if they are made in a place like the real one: the chance of each problem is multiplied by 1 − test_coverage · staging_fidelity")
		field(m, "staging_fidelity", &fidelity, share, assumed("80%", "30%..100%", noMeasurement), "how far the place of the tests is like the real one")
		if none {
			m.complain("lowers the chance of problems, and there are none; give release.problems, or leave it out")
		}
	})
	return func() {
		for _, p := range s.Problems() {
			p.Chance *= 1 - float64(coverage*fidelity)
		}
	}
}

// hasLaterProblems tells whether problems of a release that follows are written.
func hasLaterProblems(m *mapping) bool {
	later := lookup(m.node, "later_releases")
	return later != nil && (lookup(later, "problems") != nil ||
		slices.ContainsFunc(later.Content, func(n *yaml.Node) bool { return lookup(n, "problems") != nil }))
}

func readProblem(m *mapping, p *model.Problem) {
	field(m, "name", &p.Name, words, absent, "what reports call it, by default its number")
	field(m, "chance", &p.Chance, share, assumed("15%", "5%..40%", say.T("change failure rates in the DORA reports are between 5%% and 40%%",
		"die Fehlerraten von Änderungen in den DORA-Berichten liegen zwischen 5 %% und 40 %%")),
		"of being in the release at all")
	field(m, "hits", &p.Hits, share.where(func(f float64) bool { return f > 0 }, "above 0%"), assumed("3%", "0.1%..30%", noMeasurement),
		"share of the updated PCs that it hits")
	m.section("reports", "how hits come to be known", func(m *mapping) {
		field(m, "chance", &p.Reports.Chance, share, assumed("20%", "5%..50%", noMeasurement), "that the user of a hit PC reports it")
		field(m, "key_users", &p.Reports.KeyUsers, share, assumed("80%", "50%..100%", noMeasurement), "the same for key users, and for the users of a phase of testers, such as a pilot")
		field(m, "delay", &p.Reports.Delay, spanLaw, assumed("{lognormal: {median: 4h, p95: 1wd}}", "1h..12h", noMeasurement), "from the hit to the report")
	})
	noticed := assumed("5", "1..50", noMeasurement)
	if field(m, "noticed_after", &p.NoticedAfter, limited(count("a number of reports", 1, maxClients)), noticed,
		"reports after which it counts as noticed; none: only or_after counts") && p.NoticedAfter == noLimit {
		p.NoticedAfter = 0
		if !m.has("or_after") {
			m.at("noticed_after").complain("would never notice it; give a number of reports, or or_after, such as or_after: 2wd")
		}
	}
	field(m, "or_after", &p.OrAfter, span("wd", false).where(func(s model.Span) bool { return s.Length > 0 }, "above 0s"), absent,
		"time from the first hit after which it is noticed in any case, such as 2wd; a d is 24 h")
	field(m, "fix", &p.Fix, spanLaw, assumed("{triangular: {min: 4h, mode: 2d, max: 5d}}", "1d..5d", noMeasurement), "from the notice until a fixed release is there")
}

// checkProblems warns about problems that hardly anybody would notice.
func checkProblems(m *mapping, s *model.Scenario) {
	for _, p := range s.Problems() {
		if p.OrAfter.Length > 0 || p.NoticedAfter == 0 || len(s.Groups) == 0 {
			continue
		}
		reports := 0.0
		for g := range s.Groups {
			group := &s.Groups[g]
			hits := float64(group.Clients) * needing(s, p.Release, group) * p.Hits
			reports += float64(hits * (float64(group.KeyUsers*p.Reports.KeyUsers) + float64((1-group.KeyUsers)*p.Reports.Chance)))
		}
		reports += float64(float64(p.Hits*ordinaryTesters(s, p.Release)) * (p.Reports.KeyUsers - p.Reports.Chance))
		if reports < float64(p.NoticedAfter) {
			m.warn(say.T("problem %s: is noticed after %s, and makes %s on average when everybody has the release; or_after: 2wd would notice it in any case",
				"Problem %s: fällt nach so vielen Meldungen auf: %s; haben alle das Release, kommen im Mittel %s; or_after: 2wd bemerkte es in jedem Fall"),
				s.ProblemName(p), numbered(p.NoticedAfter, say.Reports), twoDigits(reports))
		}
	}
}

// ordinaryTesters are the PCs that lack a release whose users test although they are
// no key users, on average: in the strategy that has the fewest.
func ordinaryTesters(s *model.Scenario, release int) float64 {
	if release > 0 && s.Later[release-1].AtOnce {
		return 0
	}
	fewest := math.Inf(1)
	for i := range s.Strategies {
		st, n := &s.Strategies[i], 0.0
		for k, planned := range model.Planned(s, st) {
			p := &st.Phases[k]
			if !p.Testers {
				continue
			}
			groups := p.Groups
			if groups == nil {
				groups = everyIndex(len(s.Groups))
			}
			all, key, lack := 0.0, 0.0, 0.0
			for _, g := range groups {
				clients := float64(s.Groups[g].Clients)
				all += clients
				key += float64(clients * s.Groups[g].KeyUsers)
				lack += float64(clients * needing(s, release, &s.Groups[g]))
			}
			if all == 0 {
				continue
			}
			testers := float64(planned.Clients)
			if p.By == model.ByKeyUsers {
				testers = max(0, testers-key)
			} else {
				testers *= 1 - key/all
			}
			n += float64(testers*lack) / all
		}
		fewest = min(fewest, n)
	}
	if math.IsInf(fewest, 1) {
		return 0
	}
	return fewest
}

// needing is the share of a group that a release is newer for, at the start.
func needing(s *model.Scenario, release int, g *model.Group) float64 {
	share := 0.0
	for _, v := range g.Versions {
		if s.Versions()[release].Compare(v.Version) > 0 {
			share += v.Share
		}
	}
	return share
}

// twoDigits is a number as people say it: with two digits, or as a whole one.
func twoDigits(f float64) say.Figure {
	if f >= 10 {
		return say.Figure{X: f}
	}
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(f, 'g', 2, 64), 64)
	_, decimals, _ := strings.Cut(strconv.FormatFloat(rounded, 'f', -1, 64), ".")
	return say.Figure{X: rounded, Decimals: len(decimals)}
}
