package scenarios

import (
	"fmt"
	"slices"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

// checkJudged warns that targets on waits are judged by the delay where a sync
// can be held up after it has started.
func checkJudged(m *mapping, s *model.Scenario) {
	onWaits := func(t model.Target) bool { return model.DelayFor(t.Metric) != t.Metric }
	if why := heldUp(s); len(why) > 0 && slices.ContainsFunc(s.Targets, onWaits) {
		m.warn(say.T("with %s, a sync can be held up after it has started: targets on wait.* are judged by delay.*, the time from first ask to finish without the work itself",
			"mit %s kann eine Synchronisierung auch nach ihrem Beginn aufgehalten werden: Zielwerte für wait.* gelten für delay.*, die Zeit von der ersten Anfrage bis zum Ende ohne die Arbeit selbst"),
			several(why, say.Noun{}))
	}
}

// heldUp names what can hold up a sync that has started for the last time, so
// that its delay is more than its wait.
func heldUp(s *model.Scenario) []say.Sentence {
	b := &s.Backend
	var why []say.Sentence
	if b.Capacity != nil {
		shared := say.Of(say.T("a capacity that is shared", "einer geteilten Kapazität"))
		if bypassing(s) {
			shared = say.Of(say.T("a capacity that older clients, which bypass admission, share too",
				"einer auch von älteren Clients, an der Lastenverteilung vorbei, geteilten Kapazität"))
		}
		why = append(why, shared)
	}
	if b.Timeout != nil {
		why = append(why, say.Of(say.T("a timeout", "einem Timeout")))
	}
	resumes := func(e model.BackendEvent) bool {
		return (e.Kind == model.Outage || e.Kind == model.Deploy) && e.Running == model.Resume
	}
	if b.Failures != nil && b.Failures.Running == model.Resume || slices.ContainsFunc(b.Events, resumes) {
		why = append(why, say.Of(say.T("syncs that go on where another node went away",
			"auf anderen Knoten fortgesetzten Synchronisierungen")))
	}
	if b.Slows() != (len(why) > 0) {
		panic(fmt.Sprintf("scenarios: a sync may be slowed (%v) by %q", b.Slows(), why))
	}
	return why
}
