package scenarios

import (
	"slices"
	"strings"
	"time"

	"github.com/rollsim/rollsim/model"
)

// finish checks what concerns several keys of a sound scenario, notes warnings
// and settles the horizon.
func finish(m *mapping, s *model.Scenario) {
	checkRelease(m, s)
	if !m.sound() {
		return
	}
	if s.Horizon == 0 {
		s.Horizon = model.PlannedHorizon(s)
	}
	checkOpenings(m, s)
	if first := model.DateOf(s.Start); !s.Calendar.Workday(first) {
		m.warn("start %s is no workday (%s): phases that fall due then open on the next one", s.Start.Format(time.DateOnly), s.Start.Weekday())
	}
	checkTogether(m, s)
	checkUnread(m, s)
	checkWorkloads(m, s)
	if b := &s.Backend; len(s.Groups) > 0 && b.Version.Compare(b.Admission.CompatibleFrom) < 0 {
		m.warn("the backend has version %s, and admission control begins with %s: every sync starts at once", b.Version, b.Admission.CompatibleFrom)
	}
	m.origins = slices.DeleteFunc(m.origins, func(o model.Origin) bool {
		return (o.Kind == model.Default || o.Kind == model.Assumption) && unread(s, o.Path)
	})
}

// unread tells whether a value at the top of a file plays no part in a scenario:
// the defaults of a delivery that no group has are nobody's assumption.
func unread(s *model.Scenario, path string) bool {
	section, key, _ := strings.Cut(path, ".")
	has := func(d model.Delivery) bool {
		return slices.ContainsFunc(s.Groups, func(g model.Group) bool { return g.Delivery == d })
	}
	switch section {
	case "updater":
		return s.Release == nil || len(s.Groups) == 0 || (key != "on_error" && !has(model.AutoUpdater))
	case "managed":
		return s.Release == nil || !has(model.ManagedDelivery)
	case "self_service":
		return s.Release == nil || !has(model.SelfServiceDelivery)
	case "download", "install":
		return s.Release == nil || len(s.Groups) == 0
	case "sync":
		return len(s.Groups) == 0
	}
	return false
}

// checkRelease looks at what the release and the strategies need of each other.
func checkRelease(m *mapping, s *model.Scenario) {
	switch {
	case !m.has("release") && m.has("strategies"):
		m.at("strategies").complain("need something to roll out; give it, such as release: {version: \"9.4\"}")
		return
	case s.Release == nil || s.Release.Version == "":
		return
	case len(s.Groups) == 0:
		m.at("release").complain("needs PCs to be rolled out to; give a fleet")
		return
	}
	if len(s.Strategies) == 0 {
		m.warn("release %s is not rolled out: there are no strategies, so only no rollout is simulated", s.Release.Version)
	}
	newer, older := false, true
	for i := range s.Groups {
		for _, v := range s.Groups[i].Versions {
			if s.Release.Version.Compare(v.Version) > 0 {
				newer = true
			} else {
				older = false
			}
		}
	}
	switch {
	case !newer:
		m.at("release").key("version", lookup(lookup(m.node, "release"), "version")).complain(
			"is not newer than what any PC has; versions are compared part by part, got %s", s.Release.Version)
	case !older:
		m.warn("some PCs have release %s or a newer version already and are not updated", s.Release.Version)
	}
}

// checkOpenings warns about phases that open when the simulation is over.
func checkOpenings(m *mapping, s *model.Scenario) {
	end := model.DateOf(s.Start).Add(s.Horizon).In(s.Calendar.Zone).Sub(s.Start)
	for i := range s.Strategies {
		late := 0
		for _, at := range model.PlannedOpenings(s, &s.Strategies[i]) {
			if at >= end {
				late++
			}
		}
		if late > 0 {
			m.warn("strategy %s: %d of %d phases open after the horizon of %d days and are not seen", s.Strategies[i].Name, late, len(s.Strategies[i].Phases), s.Horizon)
		}
	}
}

// checkTogether warns about phases that nothing holds back behind the one
// before.
func checkTogether(m *mapping, s *model.Scenario) {
	for i := range s.Strategies {
		phases := s.Strategies[i].Phases
		for j := 1; j < len(phases); j++ {
			if phases[j].Start == (model.Start{}) && phases[j-1].Gate == (model.Gate{}) {
				m.warn("strategy %s: %s opens together with %s; a start such as {after: previous, delay: 2wd} would hold it back",
					s.Strategies[i].Name, phases[j].Name, phases[j-1].Name)
			}
		}
	}
}

// checkUnread warns about sections that are written but that no group reads.
func checkUnread(m *mapping, s *model.Scenario) {
	if s.Release == nil {
		return
	}
	for _, section := range []string{"updater", "managed", "self_service"} {
		for _, key := range m.at(section).keys() {
			if m.has(section) && unread(s, section+"."+key) {
				m.warn("%s.%s is given, but no group has delivery %s", section, key,
					map[string]string{"updater": "auto-updater", "managed": "managed", "self_service": "self-service"}[section])
			}
		}
	}
}
