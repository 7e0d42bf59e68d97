package scenarios

import (
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

// noGrantLimit is from which number of updates in a period on Nebraska has no
// limit (backend, updates.go).
const noGrantLimit = 900_000

// nebraskaGroup is a group of Nebraska, the update server of Flatcar Container
// Linux: a client that polls is let in while fewer than
// policy_max_updates_per_period were in the last period and as many are in
// progress at most; the others are put on hold and poll again. In safe mode the
// first update is one client's alone, and when as many as the limit have timed
// out updates are switched off. Office hours are Monday to Friday, 09:00 to
// 17:00.
var nebraskaGroup = preset{
	key:  "nebraska",
	doc:  "the plan as a group of Nebraska (Flatcar), in its terms: so many updates in a period, let in by their polls (its source: backend, updates.go)",
	read: (*planner).readNebraska,
}

func (p *planner) readNebraska(m *mapping, st *model.Strategy) {
	var g model.Grants
	minute := func() kind[time.Duration] { return timeFrom("m", time.Minute, "1m") }
	phase := model.Phase{Name: "group"}
	field(m, "policy_max_updates_per_period", &g.Most, count("a number of updates", 1, maxClients), required("20"),
		"updates let in within a period, and in progress at once; 900000 and more: no limit")
	field(m, "policy_period_interval", &g.Period, minute(), assumed("15m", "5m..24h", say.T("Nebraska (Flatcar) has no default; its tests use 15 minutes",
		"Nebraska (Flatcar) hat keine Vorgabe; seine Tests nehmen 15 Minuten")), "at least 1m")
	field(m, "policy_update_timeout", &g.Timeout, minute(), assumed("60m", "15m..7d", say.T("Nebraska (Flatcar) has no default; its tests use 60 minutes",
		"Nebraska (Flatcar) hat keine Vorgabe; seine Tests nehmen 60 Minuten")),
		"at least 1m; an update in progress for longer counts as timed out")
	field(m, "policy_safe_mode", &g.Safe, yesNo, published("true", nebraskaTables), "true: one client first; off when as many as the limit have timed out")
	office := false
	field(m, "policy_office_hours", &office, yesNo, published("false", nebraskaTables), "true: Monday to Friday, 09:00-17:00 only")
	var zoneOf *time.Location
	if field(m, "policy_timezone", &zoneOf, zone, absent, "zone of the office hours, which must be that of the scenario; by default it is") && p.zone != nil && zoneOf.String() != p.zone.String() {
		m.at("policy_timezone").complain("must be the zone of the scenario, %s, by whose clock plans go; got %s", p.zone, zoneOf)
	}
	if g.Most >= noGrantLimit {
		g.Most = maxClients
	}
	phase.Grants = &g
	if office {
		w := model.OfferWindow{From: 9 * time.Hour, Until: 17 * time.Hour}
		for d := time.Monday; d <= time.Friday; d++ {
			w.Days[d] = true
		}
		phase.Window = &w
	}
	phases := []model.Phase{phase}
	readOnProblem(m, phases)
	st.Phases = phases
}
