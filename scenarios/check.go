package scenarios

import (
	"slices"
	"strings"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

// explainHorizon says so where a horizon that is left open is longer than usual, since
// the days after the rollout are looked at.
func explainHorizon(m *mapping, s *model.Scenario) {
	if !s.SettlesLater() {
		return
	}
	for i := range m.origins {
		if o := &m.origins[i]; o.Path == "horizon" {
			o.Source = say.T("20 workdays after the last planned offer of a phase, since everyday after the rollout is looked at, at most 120d",
				"20 Arbeitstage nach dem letzten geplanten Angebot einer Phase, da der Alltag nach dem Rollout betrachtet wird, höchstens 120 Tage")
		}
	}
}

// finish checks what concerns several keys of a sound scenario, notes warnings
// and settles the horizon.
func finish(m *mapping, s *model.Scenario) {
	checkRelease(m, s)
	checkBare(m, s)
	checkLater(m, s)
	if !m.sound() {
		return
	}
	if s.Horizon == 0 {
		s.Horizon, s.HorizonOpen = model.PlannedHorizon(s), true
		explainHorizon(m, s)
	}
	settleLater(m, s)
	checkOpenings(m, s)
	checkEvents(m, s)
	checkJoins(m, s)
	checkMeetings(m, s)
	checkPilots(m, s)
	if first := model.DateOf(s.Start); !s.Calendar.Workday(first) {
		m.warn(say.T("start %s is no workday (%s): phases that fall due then open on the next one",
			"start: %s ist kein Arbeitstag (%s); Phasen, die dann fällig sind, öffnen am nächsten"), say.Moment{Time: s.Start, Layout: time.DateOnly}, say.Moment{Time: s.Start, Layout: "Monday"})
	}
	checkMoved(m, s)
	checkTogether(m, s)
	checkSameDay(m, s)
	checkReached(m, s)
	checkFollowing(m, s)
	checkGates(m, s)
	checkWindows(m, s)
	checkDeadlines(m, s)
	checkConduct(m, s)
	checkProblems(m, s)
	checkSites(m, s)
	checkTargets(m, s)
	checkHorizon(m, s)
	checkObjective(m, s)
	checkAuto(m, s)
	checkUnread(m, s)
	checkWorkloads(m, s)
	checkDemand(m, s)
	checkAdmission(m, s)
	checkCapacity(m, s)
	checkTimeout(m, s)
	checkJudged(m, s)
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
	along := func(g model.Group) bool { return g.Has(model.None) && g.First.Updater > 0 }
	switch section {
	case "updater":
		return s.Release == nil || len(s.Groups) == 0 || (key != "on_error" && !has(model.AutoUpdater) && !slices.ContainsFunc(s.Groups, along))
	case "first_install":
		return s.Release == nil || !s.HasBare()
	case "managed":
		return s.Release == nil || !has(model.ManagedDelivery)
	case "self_service":
		return s.Release == nil || !has(model.SelfServiceDelivery)
	case "download", "install":
		return s.Release == nil || len(s.Groups) == 0
	case "sync":
		return len(s.Groups) == 0
	case "backend":
		return unreadOfBackend(&s.Backend, key)
	case "strategies", "halt", "rollback", "late_joiners":
		return unreadOfPlans(s, path)
	}
	return false
}

// checkBare looks at PCs on which nothing is installed and nothing ever will be.
func checkBare(m *mapping, s *model.Scenario) {
	if !m.sound() || s.Release != nil && len(s.Strategies) > 0 {
		return
	}
	var bare []string
	for i := range s.Groups {
		if g := &s.Groups[i]; g.Has(model.None) {
			bare = append(bare, g.Name)
		}
	}
	all := func(g model.Group) bool { return g.Share(model.None) == 1 }
	switch {
	case len(bare) == 0:
	case len(s.Workloads) == 0 && !slices.ContainsFunc(s.Groups, func(g model.Group) bool { return !all(g) }):
		m.at("fleet").complain("has nothing installed, and nothing is rolled out, so that nobody ever synchronises; give a release and strategies, or versions")
	default:
		m.warn(say.T("nothing is rolled out: PCs of %s on which nothing is installed never synchronise",
			"nichts wird ausgerollt: PCs von %s, auf denen nichts installiert ist, synchronisieren nie"), several(bare, otherGroups))
	}
}

// checkRelease looks at what the release and the strategies need of each other.
func checkRelease(m *mapping, s *model.Scenario) {
	switch {
	case m.has("strategies") && m.has("workloads") && !m.has("fleet"):
		m.at("strategies").complain("roll out to PCs, and there are none beside the workloads; give a fleet, or leave out strategies")
		return
	case !m.has("release") && m.has("strategies"):
		m.at("strategies").complain("need something to roll out; give it, such as release: {version: \"9.4\"}")
		return
	case s.Release == nil || s.Release.Version == "":
		return
	case len(s.Groups) == 0 && !m.has("fleet"):
		m.at("release").complain("needs PCs to be rolled out to; give a fleet")
		return
	case !m.sound():
		return // versions may be among what is wrong
	}
	if len(s.Strategies) == 0 {
		m.warn(say.T("release %s is not rolled out: there are no strategies, so only no rollout is simulated",
			"Release %s wird nicht ausgerollt: es gibt keine Strategien, simuliert wird nur der Betrieb ohne Rollout"), s.Release.Version)
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
		m.warn(say.T("some PCs have release %s or a newer version already and are not updated",
			"manche PCs haben Release %s oder eine neuere Version bereits und werden nicht aktualisiert"), s.Release.Version)
	}
}

// checkOpenings warns about phases that open, and offers that go on, when the
// simulation is over.
func checkOpenings(m *mapping, s *model.Scenario) {
	end := s.HorizonEnd()
	for i := range s.Strategies {
		late, unfinished := 0, ""
		for j, p := range model.Planned(s, &s.Strategies[i]) {
			switch {
			case p.Opens >= end:
				late++
			case p.Offered >= end && unfinished == "":
				unfinished = s.Strategies[i].Phases[j].Name
			}
		}
		if unfinished != "" {
			m.warn(say.T("strategy %s: the offer of %s goes on after the horizon of %s, and some PCs have none by then",
				"Strategie %s: die Phase %s wird nach dem Ende der Simulation (%s) noch angeboten, manche PCs haben bis dahin kein Angebot"), s.Strategies[i].Name, unfinished, numbered(s.Horizon, say.Days))
		}
		if late > 0 {
			m.warn(say.T("strategy %s: %d of %d phases open after the horizon of %s and are not seen",
				"Strategie %[1]s: Phasen, die erst nach dem Ende der Simulation (%[4]s) öffnen und nicht zu sehen sind: %[2]d von %[3]d"), s.Strategies[i].Name, late, len(s.Strategies[i].Phases), numbered(s.Horizon, say.Days))
		}
	}
}

// checkUnread warns about sections that are written but that no group reads.
func checkUnread(m *mapping, s *model.Scenario) {
	if s.Release == nil {
		return
	}
	if m.has("first_install") && unread(s, "first_install") {
		m.warn(say.T("first_install is given, but no group has version none",
			"first_install ist angegeben, doch hat keine Gruppe version: none"))
	}
	for i := range s.Groups {
		g := m.at("fleet").item(i, "").node
		if lookup(g, "first_install") != nil && !s.Groups[i].Has(model.None) {
			m.warn(say.T("group %s: first_install is given, but no PC of it has version none",
				"Gruppe %s: first_install ist angegeben, doch hat keiner ihrer PCs version: none"), s.Groups[i].Name)
		}
	}
	for _, section := range []string{"updater", "managed", "self_service"} {
		for _, key := range m.at(section).keys() {
			if m.has(section) && unread(s, section+"."+key) {
				m.warn(say.T("%s.%s is given, but no group has delivery %s",
					"%s.%s ist angegeben, doch hat keine Gruppe delivery: %s"), section, key,
					map[string]string{"updater": "auto-updater", "managed": "managed", "self_service": "self-service"}[section])
			}
		}
	}
}

// checkReached warns of groups of which nobody can ever get a release.
func checkReached(m *mapping, s *model.Scenario) {
	if s.Release == nil || len(s.Strategies) == 0 {
		return
	}
	for i := range s.Groups {
		g := &s.Groups[i]
		why := ""
		switch bare := g.Share(model.None); {
		case g.Delivery == model.SelfServiceDelivery && g.Self.Never >= 1:
			why = "self_service.never"
		case g.Download.Fails >= 1:
			why = "download.fails"
		case g.Install.Fails >= 1 && bare == 0:
			why = "install.fails"
		case g.First.Fails >= 1 && bare == 1:
			why = "first_install.fails"
		default:
			continue
		}
		m.warn(say.T("%s: nobody ever gets the release, since %s is 100 %%", "%s: niemand erhält das Release, da %s 100 %% ist"), g.Name, why)
	}
}
