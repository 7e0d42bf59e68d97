package reports

import (
	"fmt"
	"strconv"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// WhyMissing says why a number is missing.
func WhyMissing(in say.Language, m study.Missing) string {
	return clock{voice: voice{in}, run: say.Rollouts}.why(m)
}

// whyMissing says it in English, as programs read it.
func whyMissing(m study.Missing) string { return WhyMissing(say.English, m) }

// why tells the reason that a study gives for a missing number, "" where none is.
func (c clock) why(m study.Missing) string {
	switch m.Kind {
	case study.NotMissing:
		return ""
	case study.NothingToCount:
		return c.Say(nothingToCount)
	case study.NotReached:
		return c.ofRuns(say.T("not reached by the horizon in %s of %s rollouts",
			"in %s von %s Rollouts bis zum Ende der Simulation nicht erreicht"), say.T("not reached by the horizon in %s of %s runs",
			"in %s von %s Replikationen bis zum Ende der Simulation nicht erreicht"), strconv.Itoa(m.In), strconv.Itoa(m.Of))
	case study.NotReachedShare:
		return c.ofRuns(say.T("not reached by the horizon in %s %% of rollouts",
			"in %s %% der Rollouts bis zum Ende der Simulation nicht erreicht"), say.T("not reached by the horizon in %s %% of runs",
			"in %s %% der Replikationen bis zum Ende der Simulation nicht erreicht"), fmt.Sprintf("%.0f", 100*m.Share))
	case study.NotReachedSome:
		return c.ofRuns(say.T("not reached by the horizon in some rollouts",
			"in manchen Rollouts bis zum Ende der Simulation nicht erreicht"), say.T("not reached by the horizon in some runs",
			"in manchen Replikationen bis zum Ende der Simulation nicht erreicht"))
	case study.OneRollout:
		return c.ofRuns(say.T("one rollout has no interval",
			"ein einzelner Rollout hat kein Intervall"), say.T("one run has no interval",
			"eine einzelne Replikation hat kein Intervall"))
	case study.NoOthers:
		return c.ofRuns(say.T("one rollout tells nothing of others",
			"ein einzelner Rollout sagt nichts über andere"), say.T("one run tells nothing of others",
			"eine einzelne Replikation sagt nichts über andere"))
	case study.TooFew:
		return c.ofRuns(say.T("too few rollouts for an interval",
			"zu wenige Rollouts für ein Intervall"), say.T("too few runs for an interval",
			"zu wenige Replikationen für ein Intervall"))
	case study.NotTold:
		return c.Say(say.T("not in the report", "nicht im JSON enthalten"))
	case study.NotSettled:
		return c.Say(say.T("too few have had the release for five workdays when the last five begin",
			"zu wenige haben das Release schon fünf Arbeitstage, wenn die letzten fünf beginnen"))
	case study.NobodyAfter:
		return c.Say(say.T("too few have had the release for five workdays when the last five begin, or nobody syncs at log-in then",
			"zu wenige haben das Release schon fünf Arbeitstage, wenn die letzten fünf beginnen, oder niemand synchronisiert dann bei der Anmeldung"))
	case study.NoDelay:
		return c.Say(say.T("it costs no time", "es kostet keine Zeit"))
	case study.NoFirst:
		return c.Say(say.T("the first does not have this strategy", "die erste Seite hat diese Strategie nicht"))
	case study.NoSecond:
		return c.Say(say.T("the second does not have this strategy", "die zweite Seite hat diese Strategie nicht"))
	case study.NoFirstRelease:
		return c.Say(say.T("the first does not have this release", "die erste Seite hat dieses Release nicht"))
	case study.NoSecondRelease:
		return c.Say(say.T("the second does not have this release", "die zweite Seite hat dieses Release nicht"))
	case study.Quoted:
		return m.Words
	}
	panic(fmt.Sprintf("reports: a number is missing for the unknown reason %d", m.Kind))
}

// whyUnsized tells why nothing can be sized, or no setting was found.
func (l voice) whyUnsized(why study.Unsized) string {
	switch why {
	case study.Sizeable:
		return ""
	case study.NothingRolledOut:
		return l.Say(say.T("nothing is rolled out", "es wird nichts ausgerollt"))
	case study.NoEqualWaves:
		return l.Say(say.T("it has no waves of equal size", "es gibt keine Wellen gleicher Größe"))
	case study.OneWave:
		return l.Say(say.T("it has one wave only", "es gibt nur eine Welle"))
	case study.WavesTooLate:
		return l.Say(say.T("its waves open too late, whatever is set", "die Wellen öffnen in jedem Fall zu spät"))
	case study.SearchStopped:
		return l.Say(say.T("stopped before it was decided", "vor der Entscheidung abgebrochen"))
	case study.OneNeverKept:
		return l.Say(say.T("one of the targets is never kept", "einer der Zielwerte wird nie erreicht"))
	case study.AnotherNotKept:
		return l.Say(say.T("with what one target needs another is not kept", "was für einen Zielwert nötig ist, verfehlt einen anderen"))
	case study.NothingWillDo:
		return l.Say(say.T("none that was tried will do", "nichts von dem, was versucht wurde, genügt"))
	case study.NoTargetValue:
		return l.Say(say.T("the target has no value here", "zu dem Zielwert gibt es hier keine Zahl"))
	}
	panic(fmt.Sprintf("reports: nothing is sized for the unknown reason %d", why))
}

// scope names what a need is of: one target, as its scenario has it, or several.
func (l voice) scope(n *study.Need) string {
	switch n.Scope {
	case study.OneTarget:
		return n.Target
	case study.AllTargets:
		return l.Say(say.T("all targets", "alle Zielwerte"))
	case study.AllOfRollout:
		return l.Say(say.T("all targets of the rollout", "alle Zielwerte des Rollouts"))
	case study.AllAfter:
		return l.Say(say.T("all targets of the days after", "alle Zielwerte der Tage danach"))
	}
	panic(fmt.Sprintf("reports: a need of the unknown scope %d", n.Scope))
}

// whyUnvaried tells why a guess cannot be varied.
func (l voice) whyUnvaried(why model.Unvaried) string {
	switch why {
	case model.CanVary:
		return ""
	case model.NoRange:
		return l.Say(say.T("no range is known", "keine Spanne bekannt"))
	case model.UnclearRange:
		return l.Say(say.T("its range is not understood", "die Spanne ist nicht verständlich"))
	case model.RigidLaw:
		return l.Say(say.T("a law of this form cannot be stretched; give a range of laws, such as [{uniform: {min: 1m, max: 2m}}, {uniform: {min: 2m, max: 4m}}]",
			"eine Verteilung dieser Form lässt sich nicht strecken; anzugeben ist eine Spanne von Verteilungen, etwa [{uniform: {min: 1m, max: 2m}}, {uniform: {min: 2m, max: 4m}}]"))
	}
	panic(fmt.Sprintf("reports: a guess is not varied for the unknown reason %d", why))
}
