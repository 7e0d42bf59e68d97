package reports

import (
	"github.com/rollsim/rollsim/model"
)

// The metrics of the days after the rollout that people are told.
const (
	afterWait    = "after.wait.log_in.p95"
	afterBusiest = "after.utilization.hour"
)

// afterNotes say how everyday is after the rollout, or why nothing can be said of it.
func (p *page) afterNotes() []string {
	if m, _ := model.MetricNamed(afterBusiest); p.Abstract || !p.Scenario.Shows(m) {
		return nil
	}
	days, ok := p.Scenario.After()
	if !ok {
		return []string{p.say("no five workdays lie before the horizon, so nothing is said of everyday after the rollout")}
	}
	found := []string{p.say("%s to %s, the last five workdays before the horizon; they count where 95 %% of the PCs that can be updated have had the release for five workdays when they begin",
		p.day(days.From.Seconds()), p.day(days.To.Seconds()-1))}
	for i := range p.Results {
		r := &p.Results[i]
		wait, busiest := p.told(r, afterWait), metric(r, afterBusiest)
		switch {
		case wait == nil || busiest == nil, r.Strategy == model.NoRollout && !finite(wait.Mean):
			continue // nobody has anything to sync with
		case !finite(busiest.Mean):
			found = append(found, p.say("%s: no value, since %s", p.nameOf(r), p.noNumber(busiest)))
			continue
		}
		text := p.say(p.either("%s: 19 of 20 wait at most %s for the sync at log-in", "%s: 19 of 20 are delayed by at most %s at the sync at log-in"), p.nameOf(r), p.estimate(wait))
		if wait.Mean == 0 {
			text = p.say(p.either("%s: 19 of 20 do not wait for the sync at log-in", "%s: 19 of 20 are not delayed at the sync at log-in"), p.nameOf(r))
		}
		text += p.say("; %s of the slots are in use in the busiest hour", p.estimate(busiest))
		if busiest.N < p.Replications {
			text += p.say("; that is of %s, since in the others too few have had the release for so long", p.runs(busiest.N))
		}
		found = append(found, text)
	}
	return found
}
