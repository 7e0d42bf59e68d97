package scenarios

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
	"github.com/rollsim/rollsim/sim/dist"
)

const (
	brooker   = "Brooker, Exponential Backoff And Jitter, AWS Architecture Blog, 2015"
	maxBudget = 1000
)

func readTimeout(m *mapping, t *model.Timeout) {
	field(m, "after", &t.After, timeFrom("m", time.Second, "1s"), required("30m"),
		"at least 1s, from the start of an attempt to its end without success; what it has done is lost")
	m.section("retry", "what a client does whose attempt has ended without success: fixed or exponential", func(m *mapping) { readRetry(m, &t.Retry) })
}

func readRetry(m *mapping, r *model.Retry) {
	second := func() kind[time.Duration] { return timeFrom("m", time.Second, "1s") }
	fixed := assumed("5m", "1m..15m", say.T("vendor's support article 11453210144412, load balancing: \"after a few minutes\"",
		"Support-Artikel 11453210144412 des Herstellers, load balancing: „nach einigen Minuten“"))
	jitter := assumed("0%", "0%..50%", say.T("none is mentioned", "keine Angabe"))
	if m.has("exponential") {
		fixed, jitter = absent, absent
		for _, key := range []string{"fixed", "jitter"} {
			if m.has(key) {
				m.at(key).complain("is of the fixed wait, and exponential is given too; keep one of them")
			}
		}
	}
	field(m, "fixed", &r.Fixed, second(), fixed, "wait before the next try, at least 1s; what holds without exponential")
	field(m, "jitter", &r.Jitter, share, jitter, "the fixed wait is drawn uniformly from fixed × (1 ± jitter)")
	m.optional("exponential", "the wait before try n after the first is uniform from 0 to min(cap, base·2ⁿ⁻¹): full jitter ("+brooker+")", func(m *mapping) {
		field(m, "base", &r.Base, second(), assumed("1m", "10s..5m", formOnly), "at least 1s, longest wait before the first try")
		field(m, "cap", &r.Cap, second(), assumed("30m", "5m..2h", formOnly), "longest wait before any try")
		if m.sound() && r.Cap < r.Base {
			m.at("cap").complain("must be at least base, which is %s; got %s", written(r.Base), written(r.Cap))
		}
	})
	field(m, "budget", &r.Budget, limited(count("a number of tries", 0, maxBudget)), published("none", notInBalanceArticle),
		"tries after the first; then the sync rests until the next log-in or timer of its PC, and a job gives up; none: no limit")
}

// meanRetry is the mean wait between two tries of one that never succeeds.
func meanRetry(r *model.Retry) time.Duration {
	if r.Fixed > 0 {
		return r.Fixed
	}
	return r.Cap / 2
}

// written is a duration as scenario files write it.
func written(d time.Duration) string {
	text := d.String()
	for _, none := range []string{"0s", "0m"} {
		if short := strings.TrimSuffix(text, none); strings.HasSuffix(short, "m") || strings.HasSuffix(short, "h") {
			text = short
		}
	}
	return text
}

// checkTimeout warns about syncs and jobs that no attempt can finish.
func checkTimeout(m *mapping, s *model.Scenario) {
	t := s.Backend.Timeout
	if t == nil {
		return
	}
	for _, kind := range []model.Kind{model.Delta, model.Full, model.First} {
		shares := map[float64][]string{} // names of groups
		have := 0
		for i := range s.Groups {
			g := &s.Groups[i]
			if !syncs(s, g, kind) {
				continue
			}
			have++
			law := g.Sync.Delta
			switch kind {
			case model.Full:
				law = g.Sync.Full
			case model.First:
				law = g.Sync.FirstSync()
			}
			share := beyond(law, t.After.Seconds())
			shares[share] = append(shares[share], g.Name)
		}
		for _, share := range slices.Sorted(maps.Keys(shares)) {
			names := shares[share]
			if share <= rarely {
				continue
			}
			what := map[model.Kind]say.Sentence{model.Delta: say.Of(say.T("the delta syncs",
				"der Delta-Synchronisierungen")), model.Full: say.Of(say.T("the full syncs",
				"der vollen Synchronisierungen")), model.First: say.Of(say.T("the first syncs",
				"der ersten Synchronisierungen"))}[kind]
			if len(names) < have {
				what = say.Of(say.T("%s of %s", "%s von %s"), what, several(names, otherGroups))
			}
			m.warn(say.T("%s%% of %s need more than the timeout of %s even at full speed: no attempt of theirs succeeds, and the PC that has one syncs no more",
				"%s %% %s brauchen selbst bei voller Geschwindigkeit mehr als das Timeout von %s: keiner ihrer Versuche gelingt, und der PC, der eine davon hat, synchronisiert nicht mehr"),
				twoDigits(100*share), what, written(t.After))
		}
	}
	for i := range s.Workloads {
		share, err := stuck(&s.Workloads[i], t)
		if err != nil {
			m.complain("%s", err)
		} else if share > rarely {
			m.warn(say.T("%s%% of the jobs of %s need more than the timeout of %s even at full speed: no attempt of theirs succeeds",
				"%s %% der Aufträge von %s brauchen selbst bei voller Geschwindigkeit mehr als das Timeout von %s: keiner ihrer Versuche gelingt"), twoDigits(100*share), s.Workloads[i].Name, written(t.After))
		}
	}
}

// rarely is the share of syncs that nobody needs to be warned about.
const rarely = 0.001

// stuck is the share of the jobs of a workload that no attempt can finish.
func stuck(w *model.Workload, t *model.Timeout) (float64, error) {
	switch log, replayed := w.Arrivals.Trace.(*trace); {
	case t == nil:
		return 0, nil
	case replayed && log.longest <= t.After:
		return 0, nil
	case replayed:
		n, err := log.jobsWhere(func(a model.Arrival) bool { return a.Work > t.After })
		return float64(n) / float64(log.rows), err
	}
	return beyond(w.Work, t.After.Seconds()), nil
}

// syncs tells whether PCs of a group have syncs of a kind.
func syncs(s *model.Scenario, g *model.Group, kind model.Kind) bool {
	updates := g.Sync.OnUpdate && s.Release != nil && len(s.Strategies) > 0
	switch {
	case g.Profile == model.TerminalServer:
		return false
	case kind == model.First:
		return g.Has(model.None) && s.Release != nil && len(s.Strategies) > 0
	case kind == model.Full:
		return g.Sync.OnLogIn && g.Profile == model.NonPersistent || updates && !g.Sync.FirstSyncPackage
	}
	return g.Sync.OnLogIn && g.Profile == model.Persistent || g.Sync.OnTimer || updates && g.Sync.FirstSyncPackage
}

// beyond is the share of a law's values above a limit. A quantile function grows,
// but for that of a mixture, which grows within each part; so it is looked at from
// level to level, and where it crosses the limit between two the crossing is
// found by bisection.
func beyond(d dist.Distribution, limit float64) float64 {
	const levels = 1000
	above := func(u float64) bool { return d.Quantile(u) > limit }
	share, from := 0.0, 1e-9
	begins := above(from)
	for i := 1; i <= levels; i++ {
		to := min(float64(i)/levels, 1-1e-9)
		ends := above(to)
		low, high := from, to
		for range 40 {
			if begins == ends {
				break
			}
			if middle := (low + high) / 2; above(middle) == begins {
				low = middle
			} else {
				high = middle
			}
		}
		switch {
		case begins && ends:
			share += to - from
		case begins:
			share += low - from
		case ends:
			share += to - high
		}
		from, begins = to, ends
	}
	return share
}
