package scenarios

import (
	"slices"
	"strings"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

// checkMoved warns about phases that are to open on days on which none does.
func checkMoved(m *mapping, s *model.Scenario) {
	for i := range s.Strategies {
		for _, p := range s.Strategies[i].Phases {
			if p.Start.At == nil {
				continue
			}
			if on, _ := s.Calendar.OnOfferDay(p.Start.Shown(s.Calendar.Zone)); on.After(*p.Start.At) {
				why := say.Of(say.T("no workday", "kein Arbeitstag"))
				if s.Calendar.Frozen(model.DateOf(*p.Start.At)) {
					why = say.Of(say.T("in a freeze", "in einem Freeze"))
				}
				m.warn(say.T("strategy %s: %s is to open on %s, %s, and opens on %s",
					"Strategie %s: %s soll am %s öffnen (%s) und öffnet am %s"),
					s.Strategies[i].Name, p.Name, dayAndDate(*p.Start.At), why, dayAndDate(on))
			}
		}
	}
}

// dayAndDate is the day of an instant.
func dayAndDate(t time.Time) say.Moment { return say.Moment{Time: t, Layout: "Monday 2006-01-02"} }

// checkTogether warns about phases that nothing holds back behind the one
// before.
func checkTogether(m *mapping, s *model.Scenario) {
	for i := range s.Strategies {
		phases := s.Strategies[i].Phases
		for j := 1; j < len(phases); j++ {
			from := j
			for j < len(phases) && !heldBack(&phases[j], &phases[j-1]) {
				j++
			}
			switch j - from {
			case 0:
			case 1:
				m.warn(say.T("strategy %s: %s opens together with %s; a start such as {after: previous, delay: 2wd} would hold it back",
					"Strategie %s: %s öffnet zugleich mit %s; ein start wie {after: previous, delay: 2wd} hielte die Phase zurück"),
					s.Strategies[i].Name, phases[from].Name, phases[from-1].Name)
			default:
				m.warn(say.T("strategy %s: %s to %s open together with %s; a start such as {after: previous, delay: 2wd} would hold them back",
					"Strategie %s: %s bis %s öffnen zugleich mit %s; ein start wie {after: previous, delay: 2wd} hielte die Phasen zurück"),
					s.Strategies[i].Name, phases[from].Name, phases[j-1].Name, phases[from-1].Name)
			}
		}
	}
}

// heldBack tells whether anything can hold a phase back behind the one before.
func heldBack(phase, before *model.Phase) bool {
	return phase.Start.At != nil || phase.Start.Delay.Length > 0 || waits(&before.Gate) || before.Approval.Length > 0
}

// checkSameDay warns about phases that come to open on the same day although
// something holds the later one back: what they do cannot be told apart. Where a
// success is awaited, the day is not known.
func checkSameDay(m *mapping, s *model.Scenario) {
	for i := range s.Strategies {
		st := &s.Strategies[i]
		openings := model.PlannedOpenings(s, st)
		date := func(j int) model.Date { return model.DateOf(s.Start.Add(openings[j]).In(s.Calendar.Zone)) }
		for j := 1; j < len(openings); j++ {
			before := &st.Phases[j-1]
			awaits := before.Gate.Success > 0 || before.Gate.Count > 0 || before.Gate.AtLeast > 0
			if date(j) == date(j-1) && heldBack(&st.Phases[j], before) && !awaits {
				m.warn(say.T("strategy %s: %s and %s both open on %s; their effects cannot be told apart",
					"Strategie %s: %s und %s öffnen beide am %s; ihre Wirkungen lassen sich nicht unterscheiden"),
					st.Name, before.Name, st.Phases[j].Name, dayAndDate(s.Start.Add(openings[j]).In(s.Calendar.Zone)))
			}
		}
	}
}

// checkFollowing warns, each strategy once, where a release begins so soon after the last phase
// of the one before it opens that the PCs of that phase can hardly have found their offer, which
// is gone then.
func checkFollowing(m *mapping, s *model.Scenario) {
	const few = 2 // workdays
	for i := range s.Strategies {
		st := &s.Strategies[i]
		before, phases, planned := s.Release, st.Phases, model.Planned(s, st)
		if before == nil {
			return
		}
		version := before.Version
		for _, r := range model.PlannedReleases(s, st) {
			last := len(planned) - 1
			opens, begins := s.Start.Add(planned[last].Opens), s.Start.Add(r.Begins)
			if last > 0 && begins.Sub(opens) >= 0 && s.Calendar.WorkdaysUntil(opens, begins) < few {
				m.warn(say.T("strategy %s: %s of %s opens on %s at the earliest, and %s begins on %s: who has not found the offer by then gets that release instead",
					"Strategie %s: %s von %s öffnet frühestens am %s, und %s beginnt am %s: wer das Angebot bis dahin nicht gefunden hat, erhält stattdessen dieses Release"),
					st.Name, phases[last].Name, string(version), dayAndDate(opens.In(s.Calendar.Zone)), string(r.Version), dayAndDate(begins.In(s.Calendar.Zone)))
				break
			}
			version, phases, planned = r.Version, r.Phases, r.Planned
		}
	}
}

// checkGates warns about gates that one updated PC may open, each of a strategy
// once. After a day of soak, at the end of which the share must still be reached,
// more have been heard of.
func checkGates(m *mapping, s *model.Scenario) {
	for i := range s.Strategies {
		st := &s.Strategies[i]
		weak, first := 0, ""
		for j := range st.Phases[:max(len(st.Phases)-1, 0)] {
			if g := &st.Phases[j].Gate; g.AtLeast < 2 && g.Soak.Length < day && (g.Success > 0 && g.Of != model.OfAssigned || g.Count == 1) {
				if weak++; first == "" {
					first = st.Phases[j].Name
				}
			}
		}
		if weak > 0 {
			of := say.Of(say.T("%s", "%s"), first)
			if weak > 1 {
				of = say.Of(say.T("%s (and %s)", "%s (und %s)"), first, numbered(weak-1, otherThings))
			}
			m.warn(say.T("strategy %s: one success can open the gate of %s; at_least: 20 would wait for more",
				"Strategie %s: schon ein Erfolg kann das Freigabekriterium öffnen, nämlich von %s; at_least: 20 wartete auf mehr"), st.Name, of)
		}
	}
}

// checkWindows warns about phases whose window is never open while the PCs of a
// group are on: only those that are on find an offer.
func checkWindows(m *mapping, s *model.Scenario) {
	for i := range s.Strategies {
		st := &s.Strategies[i]
		for j := range st.Phases {
			p := &st.Phases[j]
			if p.Window == nil {
				continue
			}
			groups := p.Groups
			if groups == nil {
				groups = everyIndex(len(s.Groups))
			}
			var never []string
			for _, g := range groups {
				if !meets(s, p.Window, &s.Groups[g]) {
					never = append(never, s.Groups[g].Name)
				}
			}
			if len(never) > 0 {
				m.warn(say.T("strategy %s: the window of %s is never open while PCs of %s are on",
					"Strategie %s: das Zeitfenster der Phase %s ist nie offen, während PCs dieser Gruppen eingeschaltet sind: %s"), st.Name, p.Name, several(never, otherGroups))
			}
		}
	}
}

// checkDeadlines warns about plans whose deadlines nobody keeps.
func checkDeadlines(m *mapping, s *model.Scenario) {
	atDeadline := func(g model.Group) bool { return g.Delivery == model.ManagedDelivery && g.Managed.AtDeadline }
	if slices.ContainsFunc(s.Groups, atDeadline) {
		return
	}
	for i := range s.Strategies {
		bound := func(p model.Phase) bool { return p.Deadline != nil || p.Grace.Length > 0 }
		if slices.ContainsFunc(s.Strategies[i].Phases, bound) {
			m.warn(say.T("strategy %s: its deadlines play no part, as no group installs at a deadline; write managed: {install: at-deadline} for those that do",
				"Strategie %s: ihre Fristen wirken nicht, da keine Gruppe zur Frist installiert; dafür managed: {install: at-deadline} schreiben"), s.Strategies[i].Name)
		}
	}
}

// meets tells whether a window is open at some time in the first two weeks at
// which PCs of a group may be on. Once in a thousand is on.
func meets(s *model.Scenario, w *model.OfferWindow, g *model.Group) bool {
	from := time.Duration(g.Presence.Boot.Quantile(rarely) * float64(time.Second))
	until := time.Duration((g.Presence.Boot.Quantile(1-rarely) + g.Presence.Session.Quantile(1-rarely)) * float64(time.Second))
	clock := s.Calendar.Zone
	if w.ClientClock {
		clock = g.Calendar.Zone
	}
	first := model.DateOf(s.Start)
	for n := range 14 {
		d := first.Add(n)
		if !g.Calendar.Workday(d) {
			continue
		}
		on := d.At(from, g.Calendar.Zone)
		off := on.Add(until - from)
		for near := -1; near <= 2; near++ { // dates by the other clock, and nights
			e := d.Add(near)
			if !w.Days[e.In(time.UTC).Weekday()] {
				continue
			}
			if e.At(w.From, clock).Before(off) && on.Before(e.At(w.Until, clock)) {
				return true
			}
		}
	}
	return false
}

// unreadOfPlans tells whether a default of a rollout plan plays no part.
func unreadOfPlans(s *model.Scenario, path string) bool {
	problems := len(s.Problems()) > 0
	any := func(ok func(p *model.Phase) bool) bool {
		for i := range s.Strategies {
			for j := range s.Strategies[i].Phases {
				if ok(&s.Strategies[i].Phases[j]) {
					return true
				}
			}
		}
		return false
	}
	switch {
	case strings.HasPrefix(path, "strategies."):
		return strings.HasSuffix(path, ".on_problem") && !problems
	case strings.HasPrefix(path, "halt."):
		return !problems && !any(func(p *model.Phase) bool {
			return p.Gate.Errors > 0 || p.Gate.IfStuck.After.Length > 0 && p.Gate.IfStuck.Then == model.Pause
		})
	case strings.HasPrefix(path, "rollback."):
		return !problems || !any(func(p *model.Phase) bool { return p.OnProblem == model.RollbackAll })
	}
	return !any(func(p *model.Phase) bool { return p.Window != nil })
}
