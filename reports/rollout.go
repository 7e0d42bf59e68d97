package reports

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rollsim/rollsim/model"
)

// RolloutInWords says what a scenario lays down about its rollouts beyond phases
// and dates, a line for each part: problems that the release may have, days without
// offers, and for each strategy its windows, its gates and who may use the release
// from when. It is nil where nothing of that is said.
func RolloutInWords(s *model.Scenario) []string {
	lines := English.problemsInWords(s)
	if len(s.Strategies) == 0 {
		return lines
	}
	city := strings.TrimPrefix(clockOf(s).timeOfDay(), "local time in ")
	for _, f := range s.Calendar.Freezes {
		from, through := f.From.In(s.Calendar.Zone), f.Through.In(s.Calendar.Zone)
		text := "nothing is offered from " + from.Format("Mon 2 January 2006") + " to " + through.Format("Mon 2 January 2006")
		if f.From == f.Through {
			text = "nothing is offered on " + from.Format("Mon 2 January 2006")
		}
		lines = append(lines, text)
	}
	shared := sharedAccess(s)
	for i := range s.Strategies {
		st := &s.Strategies[i]
		last := len(st.Phases) - 1
		lines = append(lines, byPhase(st, "offers are made and found ", func(k int) string {
			if st.Phases[k].Window == nil {
				return ""
			}
			return English.windowInWords(st.Phases[k].Window, city)
		})...)
		lines = append(lines, byPhase(st, "what follows opens ", func(k int) string {
			if k == last {
				return ""
			}
			return gateInWords(&st.Phases[k])
		})...)
		lines = append(lines, byPhase(st, "no new offers once ", func(k int) string { return errorsInWords(&st.Phases[k].Gate) })...)
		if shared == nil {
			for _, text := range accessInWords(s, st.Access) {
				lines = append(lines, st.Name+": "+text)
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
func sharedAccess(s *model.Scenario) []string {
	first := accessInWords(s, s.Strategies[0].Access)
	for i := range s.Strategies {
		if !slices.Equal(accessInWords(s, s.Strategies[i].Access), first) {
			return nil
		}
	}
	return first
}

// byPhase writes what is said of each phase of a strategy by its index, once for
// phases in a row of which the same is said.
func byPhase(st *model.Strategy, begin string, say func(int) string) []string {
	var lines []string
	for i := 0; i < len(st.Phases); {
		text := say(i)
		until := i + 1
		for until < len(st.Phases) && say(until) == text {
			until++
		}
		if text != "" {
			of := ", " + st.Phases[i].Name
			switch {
			case i == 0 && until == len(st.Phases):
				of = ""
			case until > i+1:
				of += " to " + st.Phases[until-1].Name
			}
			lines = append(lines, st.Name+of+": "+begin+text)
		}
		i = until
	}
	return lines
}

// gateInWords says when the phase behind one may open, "" where it need not reach
// anything for that.
func gateInWords(ph *model.Phase) string {
	g := &ph.Gate
	of := map[model.Denominator]string{model.OfAssigned: "PCs of the phase", model.OfReached: "PCs that have polled", model.OfActive: "PCs that have been on"}[g.Of]
	text := ""
	switch {
	case g.Count > 0:
		text = "when " + counted(g.Count, "PC is", "PCs are") + " updated"
	case g.Success > 0 && g.Above:
		text = "when more than " + fine(g.Success) + " of the " + of + " are updated"
	case g.Success > 0:
		text = "when at least " + fine(g.Success) + " of the " + of + " are updated"
	default:
		return ""
	}
	if g.AtLeast > 0 {
		text += ", once " + counted(g.AtLeast, "install has", "installs have") + " come to an end"
	}
	if g.Soak.Length > 0 {
		text += ", and then after " + spokenSpan(g.Soak)
	}
	if ph.Approval.Length > 0 {
		text += ", and " + spokenSpan(ph.Approval) + " later by approval"
	}
	if g.IfStuck.After.Length > 0 {
		text += fmt.Sprintf("; if not within %s, %s", spokenSpan(g.IfStuck.After), map[model.StuckAction]string{
			model.Alert: "somebody is told and it stays shut", model.Proceed: "it opens all the same", model.Pause: "the rollout pauses"}[g.IfStuck.Then])
	}
	return text
}

// errorsInWords says how many failures halt the rollout, "" where none do.
func errorsInWords(g *model.Gate) string {
	if g.Errors == 0 {
		return ""
	}
	least, of := "more than ", "updates of the phase have failed"
	if g.ErrorsFrom {
		least = "at least "
	}
	if g.ErrorsOfEnded {
		of = "updates that have come to an end have failed"
	}
	text := least + fine(g.Errors) + " of the " + of
	if g.AtLeast > 0 {
		text += ", of at least " + counted(g.AtLeast, "install", "installs") + " that have come to an end"
	}
	return text
}

// accessInWords says who is permitted to use the release from when.
func accessInWords(s *model.Scenario, all []model.Access) []string {
	var lines []string
	for _, a := range all {
		who := "everybody"
		switch {
		case a.Group == model.AllGroups && a.KeyUsers:
			who = "key users"
		case a.Group == model.AllGroups:
		case a.KeyUsers:
			who = "key users of " + s.Groups[a.Group].Name
		default:
			who = "the group " + s.Groups[a.Group].Name
		}
		lines = append(lines, who+" may use the release from "+a.From.In(s.Calendar.Zone).Format("Mon 2 January 2006, 15:04")+" on")
	}
	return lines
}
