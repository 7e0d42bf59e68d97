package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
	"github.com/rollsim/rollsim/sim/dist"
)

const noLimit = -1

// limited is a number up to which something goes; none is noLimit.
func limited(size kind[int]) kind[int] {
	k := scalar("", "none or "+size.what, "", func(text string) (int, error) {
		if text == "none" {
			return noLimit, nil
		}
		if !bareNumber().MatchString(strings.TrimLeft(text, "-")) {
			return 0, fmt.Errorf("must be none or a plain whole number such as 50, got %s", clip(text))
		}
		return size.parse(text)
	})
	k.schema = schema{"anyOf": []schema{{"const": "none"}, size.schema}}
	return k
}

// hint is what a denied client is shown: {fixed: 1m}, {estimate: true} or the
// word estimate.
var hint = func() kind[model.RetryAfter] {
	estimate := wordOrMore("estimate", model.RetryAfter{Estimate: true}, "{fixed: 1m}")
	yes := oneWord("true", []string{"true"}, []bool{true})
	yes.schema = schema{"enum": []any{"true", true}}
	detailed := object("{fixed: 1m, jitter: 0s}", func(m *mapping, h *model.RetryAfter) {
		fixed := published("1m", say.Msg{})
		if m.has("estimate") {
			fixed = absent
		}
		field(m, "fixed", &h.Fixed, someTime("m"), fixed, "the same for everybody")
		field(m, "estimate", &h.Estimate, yes, absent, "instead of fixed: from the work that waits")
		field(m, "jitter", &h.Jitter, duration("s"), published("0s", say.Msg{}), "a client that does as told comes back late by a uniform time below this")
		if m.has("fixed") && m.has("estimate") {
			m.complain("keep only one of them; got fixed and estimate")
		}
	})
	return scalarOr(estimate, detailed)
}()

// returns is when a denied client asks again.
var returns = func() kind[model.RetryPolicy] {
	asTold := wordOrMore("as-told", model.RetryPolicy{}, "{after: 2m}")
	after := object("{after: {exponential: {mean: 2m}}, first_only: false}", func(m *mapping, r *model.RetryPolicy) {
		field(m, "after", &r.After, durationLaw.where(func(d dist.Distribution) bool { return d.Mean() >= 1 }, "at least 1s on average"),
			required("{exponential: {mean: 2m}}"), "time from the denial to the next ask, whatever was shown; at least 1s on average")
		field(m, "first_only", &r.FirstOnly, yesNo, published("false", say.Msg{}), "true: only the one denied first asks again, then the next")
	})
	return scalarOr(asTold, after)
}()

var discipline = oneWord("re-ask, ticket or priority",
	[]string{"re-ask", "ticket", "priority"}, []model.Discipline{model.ReAsk, model.Ticket, model.Priority})

const maxQueue = 1_000_000_000

// causes are the reasons for which PCs sync, by the names that records show.
var causes = func() kind[[]model.Cause] {
	all := []model.Cause{model.LogIn, model.Timer, model.Update, model.Metadata}
	var names []string
	for _, c := range all {
		names = append(names, c.String())
	}
	return setOf(oneWord(alternatives(names), names, all), "a list such as [update, log-in, timer]")
}()

// readAdmission reads the key "admission". Clients of the vendor ask again, a little
// late; jobs without a fleet are a queue as textbooks have it, unless the file says
// otherwise.
func readAdmission(m *mapping, a *model.Admission, fleet bool) {
	inLine, late := published("re-ask", balanceArticle), assumed("2s", "0s..30s", say.T("clocks and networks differ", "Uhren und Netze unterscheiden sich"))
	if !fleet {
		inLine, late = published("ticket", say.T("without a fleet jobs wait in line: first come, first served",
			"ohne PCs warten Aufträge in einer Schlange: wer zuerst kommt, ist zuerst dran")), published("0s", say.T("without a fleet jobs ask when they arrive", "ohne PCs fragen Aufträge an, wenn sie ankommen"))
	}
	field(m, "compatible_from", &a.CompatibleFrom, version, published("9.3", balanceArticle),
		"older clients are accepted without limit and hold no slot; an older backend accepts everybody")
	field(m, "discipline", &a.Discipline, discipline, inLine,
		"re-ask: a denied client comes back after the shown time and keeps no place; ticket, by default without a fleet: first come, first served; priority: by class, those of PCs by order and those of workloads by priority, and within a class first come, first served")
	if field(m, "order", &a.Order, causes, absent,
		"under discipline priority, PCs' syncs by cause from the most urgent to the least, such as [update, log-in, timer]: the first has class 0, the next 1, those not named the one after; metadata: those that touch_all_metadata makes necessary; by default all have class 0") &&
		a.Discipline != model.Priority {
		m.at("order").complain("is read under discipline priority only; write discipline: priority, or leave it out")
	}
	a.QueueLimit = noLimit
	if field(m, "queue_limit", &a.QueueLimit, limited(count("a number of clients", 0, maxQueue)), absent,
		"how many may wait in a line under ticket or priority, by default none (no limit); a job that finds as many gives up, a PC asks again; 0: nobody may wait") &&
		a.QueueLimit != noLimit && a.Discipline == model.ReAsk {
		m.at("queue_limit").complain("limits places in the queue, and under discipline re-ask there are none; write discipline: ticket, or queue_limit: none")
	}
	field(m, "hint", &a.RetryAfter, hint, published("{fixed: 1m}", say.T("vendor's support article 11453210144412, load balancing; how it is computed is not published",
		"Support-Artikel 11453210144412 des Herstellers, load balancing; wie sie berechnet wird, ist nicht veröffentlicht")),
		"the wait that a denied client is shown, in full minutes: {fixed: 1m}, or estimate: the mean work of all who wait, each by the law of its kind, shared out among all slots; {fixed: 1m, jitter: 20s} or {estimate: true, jitter: 20s}: it comes back late by a uniform time below the jitter")
	if field(m, "returns", &a.RetryPolicy, returns, published("as-told", balanceArticle),
		"when a denied client asks again under re-ask: as-told, when the shown time is over, or after a time of its own; first_only: only the one denied first does, then the next") &&
		a.RetryPolicy.After != nil && a.Discipline != model.ReAsk {
		m.at("returns").complain("is read under discipline re-ask only: under the others a denied client waits in line; leave it out, or write discipline: re-ask")
	}
	field(m, "jitter", &a.Jitter, duration("s"), late,
		"each ask is late by a uniform time below this; without a fleet 0s, by default")
}

// checkAdmission warns where nobody waits, and about what plays no part.
func checkAdmission(m *mapping, s *model.Scenario) {
	b := &s.Backend
	if a := &b.Admission; a.RetryPolicy.After != nil && a.RetryAfter.Jitter > 0 {
		m.warn(say.T("backend.admission.hint.jitter plays no part: with returns of their own clients do not do as told",
			"backend.admission.hint.jitter wirkt nicht: mit eigenen returns halten sich Clients nicht an die Anzeige"))
	}
	if !bypassed(b) {
		return
	}
	if b.Capacity == nil {
		m.warn(say.T("the backend has version %s, and admission control begins with %s: every sync starts at once, and without a capacity nothing ever waits or is slowed",
			"das Backend hat Version %s, die Lastenverteilung gibt es erst ab %s: jede Synchronisierung beginnt sofort, und ohne capacity wartet nie etwas und wird nichts langsamer"), b.Version, b.Admission.CompatibleFrom)
		return
	}
	m.warn(say.T("the backend has version %s, and admission control begins with %s: every sync starts at once",
		"das Backend hat Version %s, die Lastenverteilung gibt es erst ab %s: jede Synchronisierung beginnt sofort"), b.Version, b.Admission.CompatibleFrom)
}

// bypassed tells whether a backend is too old for admission control.
func bypassed(b *model.Backend) bool { return b.Version.Compare(b.Admission.CompatibleFrom) < 0 }

// bypassing tells whether some PCs are too old for admission control.
func bypassing(s *model.Scenario) bool {
	return slices.ContainsFunc(s.Groups, func(g model.Group) bool {
		return slices.ContainsFunc(g.Versions, func(v model.VersionShare) bool {
			return v.Version != model.None && v.Version.Compare(s.Backend.Admission.CompatibleFrom) < 0
		})
	})
}
