package reports

import (
	"slices"

	"github.com/rollsim/rollsim/model"
)

// RolloutInWords says what a scenario lays down about its rollouts beyond phases
// and dates, a line for each part: problems that the release may have, days without
// offers, and for each strategy its windows, its gates and who may use the release
// from when. It is nil where nothing of that is said.
func (l Language) RolloutInWords(s *model.Scenario) []string {
	lines := l.problemsInWords(s)
	if len(s.Strategies) == 0 {
		return lines
	}
	for _, f := range s.Calendar.Freezes {
		from, through := l.formatted(f.From.In(s.Calendar.Zone), "Mon 2 January 2006"), l.formatted(f.Through.In(s.Calendar.Zone), "Mon 2 January 2006")
		text := l.say("nothing is offered from %s to %s", from, through)
		if f.From == f.Through {
			text = l.say("nothing is offered on %s", from)
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
			return l.say("offers are made and found %s", l.windowInWords(st.Phases[k].Window, city))
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
func (l Language) sharedAccess(s *model.Scenario) []string {
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
func (l Language) byPhase(st *model.Strategy, say func(int) string) []string {
	var lines []string
	for i := 0; i < len(st.Phases); {
		text := say(i)
		until := i + 1
		for until < len(st.Phases) && say(until) == text {
			until++
		}
		if text != "" {
			of := l.called(st.Name)
			first, last := l.called(st.Phases[i].Name), l.called(st.Phases[until-1].Name)
			switch {
			case i == 0 && until == len(st.Phases):
			case until > i+1:
				of = l.say("%s, %s to %s", of, first, last)
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
func (l Language) gateInWords(ph *model.Phase) string {
	g := &ph.Gate
	reached := ""
	switch {
	case g.Count > 0:
		reached = l.countUpdated(g.Count)
	case g.Success > 0:
		least := "at least %s"
		if g.Above {
			least = "more than %s"
		}
		reached = l.say(map[model.Denominator]string{model.OfAssigned: "%s of the PCs of the phase are updated",
			model.OfReached: "%s of the PCs that have polled are updated", model.OfActive: "%s of the PCs that have been on are updated"}[g.Of],
			l.say(least, l.marks(fine(g.Success))))
	default:
		return ""
	}
	text := l.say("what follows opens when %s", reached)
	switch {
	case g.AtLeast == 1:
		text += l.say(", once 1 install has come to an end")
	case g.AtLeast > 1:
		text += l.say(", once %s installs have come to an end", l.thousands(g.AtLeast))
	}
	if g.Soak.Length > 0 {
		text += l.say(", and then after %s", l.span(g.Soak))
	}
	if ph.Approval.Length > 0 {
		text += l.say(", and %s later by approval", l.span(ph.Approval))
	}
	if g.IfStuck.After.Length > 0 {
		text += l.say("; if not within %s, %s", l.dative(l.span(g.IfStuck.After)), l.say(map[model.StuckAction]string{
			model.Alert: "somebody is told and it stays shut", model.Proceed: "it opens all the same", model.Pause: "the rollout pauses"}[g.IfStuck.Then]))
	}
	return text
}

// countUpdated says that so many PCs are updated.
func (l Language) countUpdated(n int) string {
	if n == 1 {
		return l.say("1 PC is updated")
	}
	return l.say("%s PCs are updated", l.thousands(n))
}

// errorsInWords says how many failures halt the rollout, "" where none do.
func (l Language) errorsInWords(g *model.Gate) string {
	if g.Errors == 0 {
		return ""
	}
	least, of := "more than %s", "no new offers once %s of the updates of the phase have failed"
	if g.ErrorsFrom {
		least = "at least %s"
	}
	if g.ErrorsOfEnded {
		of = "no new offers once %s of the updates that have come to an end have failed"
	}
	text := l.say(of, l.say(least, l.marks(fine(g.Errors))))
	if g.AtLeast > 0 {
		text += l.say(", of at least %s that have come to an end", l.counted(g.AtLeast, "install", "installs"))
	}
	return text
}

// accessInWords says who is permitted to use the release from when.
func (l Language) accessInWords(s *model.Scenario, all []model.Access) []string {
	var lines []string
	for _, a := range all {
		who := l.say("everybody")
		switch {
		case a.Group == model.AllGroups && a.KeyUsers:
			who = l.say("key users")
		case a.Group == model.AllGroups:
		case a.KeyUsers:
			who = l.say("key users of %s", s.Groups[a.Group].Name)
		default:
			who = l.say("the group %s", s.Groups[a.Group].Name)
		}
		lines = append(lines, l.say("%s may use the release from %s on", who, l.formatted(a.From.In(s.Calendar.Zone), "Mon 2 January 2006, 15:04")))
	}
	return lines
}
