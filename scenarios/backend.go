package scenarios

import (
	"fmt"
	"strings"
	"time"

	"github.com/rollsim/rollsim/model"
)

const maxSlots = 1_000_000

// hint is what a denied client is shown: {fixed: 1m} or estimate.
var hint = func() kind[model.Hint] {
	estimate := oneWord("estimate", []string{"estimate"}, []model.Hint{{Estimate: true}})
	fixed := object("{fixed: 1m}", func(m *mapping, h *model.Hint) {
		field(m, "fixed", &h.Fixed, duration("m").where(func(d time.Duration) bool { return d > 0 }, "above 0s"), required("1m"),
			"the same for everybody")
	})
	return scalarOr(estimate, fixed)
}()

var discipline = oneWord("re-ask, ticket or priority",
	[]string{"re-ask", "ticket", "priority"}, []model.Discipline{model.ReAsk, model.Ticket, model.Priority})

const (
	noLimit  = -1
	maxQueue = 1_000_000_000
)

// queueLimit is how many may wait; none is noLimit.
var queueLimit = func() kind[int] {
	size := count("a number of clients", 0, maxQueue)
	k := scalar("", "none or a number of clients", "", func(text string) (int, error) {
		if text == "none" {
			return noLimit, nil
		}
		if !bareNumber.MatchString(strings.TrimLeft(text, "-")) {
			return 0, fmt.Errorf("must be none or a plain whole number such as 50, got %s", clip(text))
		}
		return size.parse(text)
	})
	k.schema = schema{"anyOf": []schema{{"const": "none"}, size.schema}}
	return k
}()

// readBackend reads the key "backend". fleet tells whether there are PCs that
// ask for admission.
func readBackend(m *mapping, b *model.Backend, fleet bool) {
	standard := published("9.3", "without a fleet every sync asks for admission; with one the version is required")
	if fleet {
		standard = required(`"9.4"`)
	}
	field(m, "version", &b.Version, version, standard, "below 9.3 there is no admission control at all")
	field(m, "slots", &b.Slots, setOf(count("a number of slots", 1, maxSlots), "a number of slots or a list such as [50, 80]"), required("50"),
		"parallel syncs in total; of a list, each makes a column of the comparison")
	m.section("admission", "which sync may start", func(m *mapping) { readAdmission(m, &b.Admission) })
}

func readAdmission(m *mapping, a *model.Admission) {
	field(m, "compatible_from", &a.CompatibleFrom, version, published("9.3", balanceArticle),
		"older clients are accepted without limit and hold no slot; an older backend accepts everybody")
	field(m, "discipline", &a.Discipline, discipline, published("re-ask", balanceArticle),
		"re-ask: a denied client comes back after the shown time and keeps no place; ticket: first come, first served; priority: by the class of the workload, PCs with class 0, and within a class first come, first served")
	a.QueueLimit = noLimit
	if field(m, "queue_limit", &a.QueueLimit, queueLimit, absent,
		"how many may wait under ticket or priority, by default none (no limit); a job that finds as many gives up, a PC asks again; 0: nobody may wait") &&
		a.QueueLimit != noLimit && a.Discipline == model.ReAsk {
		m.at("queue_limit").complain("limits places in the queue, and under discipline re-ask there are none; write discipline: ticket, or queue_limit: none")
	}
	field(m, "hint", &a.Hint, hint, published("{fixed: 1m}", balanceArticle+"; how it is computed is not published"),
		"the wait that a denied client is shown, in full minutes: {fixed: 1m}, or estimate from the work that waits")
	field(m, "jitter", &a.Jitter, duration("s"), assumed("2s", "0s..30s", "clocks and networks differ"),
		"each ask is late by a uniform time below this")
}

// readFleet reads the list "fleet" into the scenario. top holds what is said for
// all groups, c the scenario's calendar.
func readFleet(m *mapping, s *model.Scenario, top *model.Group, c *calendarText) []calendarText {
	var calendars []calendarText
	var places []value
	m.items("fleet", "the PCs, in groups that live by the same rules", maxGroups, nameKey, func(i int, m *mapping) {
		g, calendar := *top, c.clone()
		readGroup(m, &g, &calendar)
		if m.describing {
			return
		}
		for j := range s.Groups {
			if s.Groups[j].Name == g.Name && g.Name != "" {
				m.at("name").complain("is the name of an earlier group too; give each its own")
			}
		}
		s.Groups, calendars, places = append(s.Groups, g), append(calendars, calendar), append(places, m.at("clients"))
	})
	if n := s.Clients(); n > maxClients {
		places[len(places)-1].complain("makes a fleet of %d PCs; at most %d are possible", n, maxClients)
	}
	return calendars
}
