package reports

import (
	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// Where a sync may be held up after it has started, people are told of delays in
// place of waits: of all the time from the first ask to the finish but the work
// itself. Elsewhere the two are the same number.

// judged is the metric that is told in place of one of waits.
func (p *page) judged(name string) string {
	if p.slows {
		return model.DelayFor(name)
	}
	return name
}

// told returns what people are told of a result in place of a metric of waits, nil
// if the result has no such metric.
func (p *page) told(r *study.Result, name string) *study.Estimate { return metric(r, p.judged(name)) }

// toldNumber is told where it has a number, or nil.
func (p *page) toldNumber(r *study.Result, name string) *study.Estimate {
	return numberOf(r, p.judged(name))
}

// wait is the headline wait of a result: after the update, or at any sync where
// nothing is updated. It is nil where neither has a number.
func (p *page) wait(r *study.Result) *study.Estimate {
	if e := p.toldNumber(r, waitAfterUpdate); e != nil {
		return e
	}
	return p.toldNumber(r, waitAnySync)
}

// either chooses words for a wait or for a delay.
func (p *page) either(wait, delay say.Msg) say.Msg { return either(p.slows, wait, delay) }

func either(slows bool, wait, delay say.Msg) say.Msg {
	if slows {
		return delay
	}
	return wait
}

// delayLegend says what a delay is and why it stands in place of the wait.
func (p *page) delayLegend() string {
	var why []string
	b := &p.Scenario.Backend
	if b.Capacity != nil {
		why = append(why, p.Say(say.T("a %s is slower when many run", "jede %s langsamer ist, wenn viele laufen"), p.unit()))
	}
	if b.Timeout != nil {
		why = append(why, p.Say(say.T("one that takes too long begins anew", "neu beginnt, was zu lange dauert")))
	}
	if len(why) == 0 {
		why = append(why, p.Say(say.T("a %s may stop with its node and go on later",
			"eine %s mit ihrem Knoten anhalten und später weiterlaufen kann"), p.unit()))
	}
	return p.Say(say.T("Delay is what %s wait in all beyond the work itself; it stands in place of the wait, since here %s.",
		"Verzögerung ist alles, was %s über die eigentliche Arbeit hinaus warten; sie steht an Stelle der Wartezeit, da hier %s."), p.those(), p.Listed(why, say.And))
}
