package scenarios

import (
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

// checkMeetings warns of a deploy or a drain in the office hours of the workday that
// follows the planned opening of a phase: its PCs sync then, on fewer nodes.
func checkMeetings(m *mapping, s *model.Scenario) {
	local := func(at time.Duration) say.Moment {
		return say.Moment{Time: s.Start.Add(at).In(s.Calendar.Zone), Layout: "Mon 2 Jan 15:04"}
	}
	for i := range s.Backend.Events {
		e := &s.Backend.Events[i]
		if !s.Calendar.Workday(model.DateOf(local(e.At).Time)) || !inOfficeHours(s, e) {
			continue
		}
		what := say.Of(say.T("deploy", "Deployment"))
		if e.Kind == model.Outage {
			what = say.Of(say.T("drain", "Auslaufen"))
		}
		for k := range s.Strategies {
			for n, p := range model.Planned(s, &s.Strategies[k]) {
				opens := s.Start.Add(p.Opens)
				if e.At < p.Opens || p.Opens >= s.HorizonEnd() || !local(e.At).Before(s.Calendar.After(opens, model.Span{Length: day, Unit: model.Workdays})) {
					continue
				}
				m.warn(say.T("strategy %s: the %s from %s falls into %s, which opens on %s, in office hours: fewer nodes are there for its syncs; in the evening it would meet fewer",
					"Strategie %s: %s ab %s fällt in %s (Öffnung %s) und in die Bürozeiten: für die Synchronisierungen sind weniger Knoten da; am Abend träfe es weniger"),
					s.Strategies[k].Name, what, local(e.At), s.Strategies[k].Phases[n].Name, local(p.Opens))
			}
		}
	}
}

// inOfficeHours tells whether a deploy or a drain goes on during office hours of the
// day on which it begins. Other events do not.
func inOfficeHours(s *model.Scenario, e *model.BackendEvent) bool {
	length := e.For
	switch {
	case e.Kind == model.Deploy:
		nodes, once := s.Backend.Nodes, e.Nodes
		if once == model.AllNodes {
			once = nodes
		}
		length *= time.Duration((nodes + once - 1) / once)
	case e.Kind != model.Outage || e.Running != model.Drain:
		return false
	}
	at := s.Start.Add(e.At).In(s.Calendar.Zone)
	clock := time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute + time.Duration(at.Second())*time.Second
	return clock < s.Calendar.OfficeUntil && clock+length > s.Calendar.OfficeFrom
}

// checkPilots warns of a pilot of PCs by chance whose users are not asked to test,
// where key users, whose reports of a problem are likelier, could be the first. How
// many fewer are exposed then only a simulation says. A pilot is a first phase that is
// watched and smaller than the next.
func checkPilots(m *mapping, s *model.Scenario) {
	for i := range s.Strategies {
		st := &s.Strategies[i]
		if len(st.Phases) < 2 || st.Preset != "" || st.Phases[0].By == model.ByKeyUsers || st.Phases[0].Testers || !waits(&st.Phases[0].Gate) || !hasKeyUsers(s, st.Phases[0].Groups) {
			continue
		}
		if planned := model.Planned(s, st); planned[0].Clients >= planned[1].Clients {
			continue
		}
		for _, p := range s.Problems() {
			if p.Release > 0 && s.Later[p.Release-1].AtOnce {
				continue
			}
			if p.Chance > 0 && p.NoticedAfter > 0 && p.Reports.KeyUsers > p.Reports.Chance {
				m.warn(say.T("strategy %s: %s takes PCs by chance, whose users report a problem in %s %% of cases, and key users in %s %%: compare it with select: {by: key-users}, with which fewer may be exposed",
					"Strategie %s: %s nimmt zufällige PCs, deren Anwender einen Fehler in %s %% der Fälle melden, Key-User in %s %%: mit select: {by: key-users} vergleichen, womit womöglich weniger PCs dem Fehler ausgesetzt sind"),
					st.Name, st.Phases[0].Name, say.Figure{X: 100 * p.Reports.Chance}, say.Figure{X: 100 * p.Reports.KeyUsers})
				break
			}
		}
	}
}

// hasKeyUsers tells whether some of the groups, of all if none are named, have key
// users.
func hasKeyUsers(s *model.Scenario, groups []int) bool {
	if groups == nil {
		for g := range s.Groups {
			groups = append(groups, g)
		}
	}
	for _, g := range groups {
		if s.Groups[g].KeyUsers*float64(s.Groups[g].Clients) >= 1 {
			return true
		}
	}
	return false
}
