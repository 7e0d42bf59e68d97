package reports

import (
	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

// promiseNotes say of how many the hint made a promise that did not hold.
func (p *page) promiseNotes() []string {
	var found []string
	for i := range p.Results {
		r := &p.Results[i]
		e := numberOf(r, promiseBroken)
		if e == nil || e.Mean <= e.Metric.Floor || !p.Scenario.Shows(e.Metric) {
			continue
		}
		text := p.Say(say.T("%s: of those who are first told \"1 minute\", %s wait more than five minutes",
			"%s: von denen, denen zuerst „1 Minute“ angezeigt wird, warten %s mehr als fünf Minuten"), p.nameOf(r), p.estimate(e))
		if off := numberOf(r, promiseError); off != nil && off.Mean > 0 {
			text += p.Say(say.T("; the wait is longer than told by %s on average over all who are told one",
				"; im Mittel über alle, denen eine Wartezeit angezeigt wird, ist sie um %s länger als angezeigt"), p.estimate(off))
		}
		found = append(found, text)
	}
	return found
}

// groupNotes name the group that fares worst, where it fares worse than all
// together by enough to name.
func (p *page) groupNotes() []string {
	var found []string
	for i := range p.Results {
		r := &p.Results[i]
		worst, all := r.WorstGroup, p.toldNumber(r, waitAfterUpdate)
		if worst == nil || all == nil {
			continue
		}
		e := &worst.P95
		text := p.Say(say.T("%s: in the group %s, ", "%s: in der Gruppe %s gilt: "), p.nameOf(r), worst.Group)
		switch {
		case !finite(e.Mean) || unknown(e):
			text += p.Say(p.either(say.T("how long 19 of 20 wait is %s", "die Wartezeit von 19 von 20 ist %s"),
				say.T("how long 19 of 20 are delayed is %s",
					"die Verzögerung von 19 von 20 ist %s")), p.noNumber(e))
		case e.Mean-all.Mean <= all.Metric.Floor:
			continue
		default:
			text += p.Say(p.either(say.T("19 of 20 wait at most %s, %s more than of all",
				"19 von 20 warten höchstens %s, %s mehr als insgesamt"), say.T("19 of 20 are delayed by at most %s, %s more than of all",
				"19 von 20 werden höchstens %s aufgehalten, %s mehr als insgesamt")), p.estimate(e), p.value(model.Seconds, e.Mean-all.Mean))
		}
		found = append(found, text)
	}
	return found
}
