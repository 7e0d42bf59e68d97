package scenarios

import (
	"fmt"
	"slices"

	"github.com/rollsim/rollsim/model"
)

// checkJudged warns that targets on waits are judged by the delay where a sync
// can be held up after it has started.
func checkJudged(m *mapping, s *model.Scenario) {
	onWaits := func(t model.Target) bool { return model.DelayFor(t.Metric) != t.Metric }
	if why := heldUp(s); len(why) > 0 && slices.ContainsFunc(s.Targets, onWaits) {
		m.warn("with %s, a sync can be held up after it has started: targets on wait.* are judged by delay.*, the time from first ask to finish without the work itself",
			several(why, ""))
	}
}

// heldUp names what can hold up a sync that has started for the last time, so
// that its delay is more than its wait.
func heldUp(s *model.Scenario) []model.Sentence {
	b := &s.Backend
	var why []model.Sentence
	if b.Capacity != nil {
		shared := model.Say("a capacity that is shared")
		if bypassing(s) {
			shared = model.Say("a capacity that older clients, which bypass admission, share too")
		}
		why = append(why, shared)
	}
	if b.Timeout != nil {
		why = append(why, model.Say("a timeout"))
	}
	resumes := func(e model.BackendEvent) bool {
		return (e.Kind == model.Outage || e.Kind == model.Deploy) && e.Running == model.Resume
	}
	if b.Failures != nil && b.Failures.Running == model.Resume || slices.ContainsFunc(b.Events, resumes) {
		why = append(why, model.Say("syncs that go on where another node went away"))
	}
	if b.Slows() != (len(why) > 0) {
		panic(fmt.Sprintf("scenarios: a sync may be slowed (%v) by %q", b.Slows(), why))
	}
	return why
}
