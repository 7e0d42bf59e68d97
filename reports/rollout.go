package reports

import (
	"slices"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

// RolloutInWords says what a scenario lays down about its rollouts beyond phases
// and dates, a line for each part: problems that the release may have, days without
// offers, and for each strategy its windows, its gates and who may use the release
// from when. It is nil where nothing of that is said.
func RolloutInWords(in say.Language, s *model.Scenario) []string {
	l := voice{in}
	lines := l.problemsInWords(s)
	if len(s.Strategies) == 0 {
		return lines
	}
	for _, f := range s.Calendar.Freezes {
		from, through := l.Formatted(f.From.In(s.Calendar.Zone), "Mon 2 January 2006"), l.Formatted(f.Through.In(s.Calendar.Zone), "Mon 2 January 2006")
		text := l.Say(say.T("nothing is offered from %s to %s",
			"keine Angebote von %s bis einschließlich %s"), from, through)
		if f.From == f.Through {
			text = l.Say(say.T("nothing is offered on %s", "keine Angebote am %s"), from)
		}
		lines = append(lines, text)
	}
	city := clockOf(s).city()
	shared := l.sharedAccess(s)
	for i := range s.Strategies {
		st := &s.Strategies[i]
		last := len(st.Phases) - 1
		lines = append(lines, l.byPhase(st, func(k int) string {
			if st.Phases[k].Window == nil {
				return ""
			}
			return l.Say(say.T("offers are made and found %s",
				"Angebote werden nur in diesem Zeitfenster gemacht und gefunden: %s"), l.windowInWords(st.Phases[k].Window, city))
		})...)
		lines = append(lines, l.byPhase(st, func(k int) string {
			if k == last {
				return ""
			}
			return l.gateInWords(&st.Phases[k])
		})...)
		lines = append(lines, l.byPhase(st, func(k int) string { return l.errorsInWords(&st.Phases[k].Gate) })...)
		if shared == nil {
			for _, text := range l.accessInWords(s, st.Access) {
				lines = append(lines, l.called(st.Name)+": "+text)
			}
		}
	}
	lines = append(lines, shared...)
	for i := range lines {
		lines[i] = printable(lines[i])
	}
	return lines
}

// sharedAccess are the permissions of all strategies where all have the same, and
// otherwise nil.
func (l voice) sharedAccess(s *model.Scenario) []string {
	first := l.accessInWords(s, s.Strategies[0].Access)
	for i := range s.Strategies {
		if !slices.Equal(l.accessInWords(s, s.Strategies[i].Access), first) {
			return nil
		}
	}
	return first
}

// byPhase writes what is said of each phase of a strategy by its index, once for
// phases in a row of which the same is said.
func (l voice) byPhase(st *model.Strategy, said func(int) string) []string {
	var lines []string
	for i := 0; i < len(st.Phases); {
		text := said(i)
		until := i + 1
		for until < len(st.Phases) && said(until) == text {
			until++
		}
		if text != "" {
			of := l.called(st.Name)
			first, last := l.called(st.Phases[i].Name), l.called(st.Phases[until-1].Name)
			switch {
			case i == 0 && until == len(st.Phases):
			case until > i+1:
				of = l.Say(say.T("%s, %s to %s", "%s, %s bis %s"), of, first, last)
			default:
				of += ", " + first
			}
			lines = append(lines, of+": "+text)
		}
		i = until
	}
	return lines
}

// gateInWords says when the phase behind one may open, "" where it need not reach
// anything for that.
func (l voice) gateInWords(ph *model.Phase) string {
	g := &ph.Gate
	reached := ""
	switch {
	case g.Count > 0:
		reached = l.countUpdated(g.Count)
	case g.Success > 0:
		least := say.T("at least %s", "mindestens %s")
		if g.Above {
			least = say.T("more than %s", "mehr als %s")
		}
		reached = l.Say(map[model.Denominator]say.Msg{model.OfAssigned: say.T("%s of the PCs of the phase are updated",
			"%s der PCs der Phase aktualisiert sind"),
			model.OfReached: say.T("%s of the PCs that have polled are updated",
				"%s der PCs aktualisiert sind, die das Angebot abgerufen haben"), model.OfActive: say.T("%s of the PCs that have been on are updated",
				"%s der PCs aktualisiert sind, die seit dem Angebot eingeschaltet waren")}[g.Of],
			l.Say(least, l.Marks(fine(g.Success))))
	default:
		return ""
	}
	text := l.Say(say.T("what follows opens when %s", "die nächste Phase öffnet, wenn %s"), reached)
	switch {
	case g.AtLeast == 1:
		text += l.Say(say.T(", once 1 install has come to an end",
			", und mindestens 1 Installation beendet ist"))
	case g.AtLeast > 1:
		text += l.Say(say.T(", once %s installs have come to an end",
			", und mindestens %s Installationen beendet sind"), l.Thousands(g.AtLeast))
	}
	if g.Soak.Length > 0 {
		text += l.Say(say.T(", and then after %s", ", und zwar %s später"), l.span(g.Soak))
	}
	if ph.Approval.Length > 0 {
		text += l.Say(say.T(", and %s later by approval", ", und %s später mit der Genehmigung"), l.span(ph.Approval))
	}
	if g.IfStuck.After.Length > 0 {
		text += l.Say(say.T("; if not within %s, %s", "; falls nicht binnen %s, %s"), l.dative(l.span(g.IfStuck.After)), l.Say(map[model.StuckAction]say.Msg{
			model.Alert: say.T("somebody is told and it stays shut",
				"wird jemand verständigt, und sie bleibt zu"), model.Proceed: say.T("it opens all the same", "öffnet sie trotzdem"), model.Pause: say.T("the rollout pauses", "pausiert der Rollout")}[g.IfStuck.Then]))
	}
	return text
}

// countUpdated says that so many PCs are updated.
func (l voice) countUpdated(n int) string {
	if n == 1 {
		return l.Say(say.T("1 PC is updated", "1 PC aktualisiert ist"))
	}
	return l.Say(say.T("%s PCs are updated", "%s PCs aktualisiert sind"), l.Thousands(n))
}

// errorsInWords says how many failures halt the rollout, "" where none do.
func (l voice) errorsInWords(g *model.Gate) string {
	if g.Errors == 0 {
		return ""
	}
	least, of := say.T("more than %s", "mehr als %s"), say.T("no new offers once %s of the updates of the phase have failed",
		"keine neuen Angebote mehr, sobald %s der Updates der Phase gescheitert sind")
	if g.ErrorsFrom {
		least = say.T("at least %s", "mindestens %s")
	}
	if g.ErrorsOfEnded {
		of = say.T("no new offers once %s of the updates that have come to an end have failed",
			"keine neuen Angebote mehr, sobald %s der beendeten Updates gescheitert sind")
	}
	text := l.Say(of, l.Say(least, l.Marks(fine(g.Errors))))
	if g.AtLeast > 0 {
		text += l.Say(say.T(", of at least %s that have come to an end",
			", bei mindestens %s, die beendet sind"), l.Counted(g.AtLeast, say.Installs))
	}
	return text
}

// accessInWords says who is permitted to use the release from when.
func (l voice) accessInWords(s *model.Scenario, all []model.Access) []string {
	var lines []string
	for _, a := range all {
		who := l.Say(say.T("everybody", "alle"))
		switch {
		case a.Group == model.AllGroups && a.KeyUsers:
			who = l.Say(say.T("key users", "Key-User"))
		case a.Group == model.AllGroups:
		case a.KeyUsers:
			who = l.Say(say.T("key users of %s", "Key-User von %s"), s.Groups[a.Group].Name)
		default:
			who = l.Say(say.T("the group %s", "die Gruppe %s"), s.Groups[a.Group].Name)
		}
		lines = append(lines, l.Say(say.T("%s may use the release from %s on", "Nutzung des Releases durch %s ab %s"), who, l.Formatted(a.From.In(s.Calendar.Zone), "Mon 2 January 2006, 15:04")))
	}
	return lines
}
