package reports

import (
	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
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
		return []string{p.Say(say.T("no five workdays lie before the horizon, so nothing is said of everyday after the rollout",
			"die Simulation hat keine fünf Arbeitstage, über den Alltag nach dem Rollout ist nichts zu sagen"))}
	}
	heading := say.T("%s to %s, the last five workdays before the horizon", "%s bis %s, die letzten fünf Arbeitstage der Simulation")
	if len(p.Scenario.Strategies) > 0 {
		heading = say.T("%s to %s, the last five workdays before the horizon; they count where 95 %% of the PCs that can be updated have had the release for five workdays when they begin",
			"%s bis %s, die letzten fünf Arbeitstage der Simulation; sie zählen, wo 95 %% der PCs, die das Update erhalten können, das Release vorher fünf Arbeitstage lang hatten")
	}
	found := []string{p.Say(heading, p.day(days.From.Seconds()), p.day(days.To.Seconds()-1))}
	for i := range p.Results {
		r := &p.Results[i]
		wait, busiest := p.told(r, afterWait), metric(r, afterBusiest)
		switch {
		case wait == nil || busiest == nil, r.Strategy == model.NoRollout && !finite(wait.Mean):
			continue // nobody has anything to sync with
		case !finite(busiest.Mean):
			found = append(found, p.Say(say.T("%s: no value, since %s", "%s: kein Wert, denn %s"), p.nameOf(r), p.noNumber(busiest)))
			continue
		}
		if !finite(wait.Mean) {
			found = append(found, p.Say(say.T("%s: nothing is told of the sync at log-in: %s; %s of the slots are in use in the busiest hour",
				"%s: über die Synchronisierung bei der Anmeldung ist nichts zu sagen: %s; in der stärksten Stunde sind %s der Plätze belegt"),
				p.nameOf(r), p.noNumber(wait), p.estimate(busiest)))
			continue
		}
		text := p.Say(p.either(say.T("%s: 19 of 20 wait at most %s for the sync at log-in",
			"%s: 19 von 20 warten höchstens %s auf die Synchronisierung bei der Anmeldung"),
			say.T("%s: 19 of 20 are delayed by at most %s at the sync at log-in",
				"%s: 19 von 20 werden bei der Synchronisierung bei der Anmeldung höchstens %s aufgehalten")), p.nameOf(r), p.estimate(wait))
		if wait.Mean == 0 {
			text = p.Say(p.either(say.T("%s: 19 of 20 do not wait for the sync at log-in",
				"%s: 19 von 20 warten nicht auf die Synchronisierung bei der Anmeldung"),
				say.T("%s: 19 of 20 are not delayed at the sync at log-in",
					"%s: 19 von 20 werden bei der Synchronisierung bei der Anmeldung nicht aufgehalten")), p.nameOf(r))
		}
		text += p.Say(say.T("; %s of the slots are in use in the busiest hour",
			"; in der stärksten Stunde sind %s der Plätze belegt"), p.estimate(busiest))
		if busiest.N < p.Replications {
			text += p.Say(say.T("; that is of %s, since in the others too few have had the release for so long",
				"; das gilt für %s, in den übrigen hatten zu wenige das Release so lange"), p.runs(busiest.N))
		}
		found = append(found, text)
	}
	return found
}
