package reports

import (
	"github.com/rollsim/rollsim/model"
)

// promiseNotes say of how many the hint made a promise that did not hold.
func (p *page) promiseNotes() []string {
	var found []string
	for i := range p.Results {
		r := &p.Results[i]
		e := numberOf(r, promiseBroken)
		if e == nil || e.Mean <= e.Metric.Floor {
			continue
		}
		text := p.nameOf(r) + ": of those who are first told \"1 minute\", " + p.estimate(e) + " wait more than five minutes"
		if off := numberOf(r, promiseError); off != nil && off.Mean > 0 {
			text += "; the wait is longer than told by " + p.estimate(off) + " on average over all who are told one"
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
		text := p.nameOf(r) + ": in the group " + worst.Group + ", "
		switch {
		case !finite(e.Mean) || unknown(e):
			text += "how long 19 of 20 " + p.either("wait", "are delayed") + " is " + p.noNumber(e)
		case e.Mean-all.Mean <= all.Metric.Floor:
			continue
		default:
			text += "19 of 20 " + p.waitAtMost() + " " + p.estimate(e) + ", " + p.value(model.Seconds, e.Mean-all.Mean) + " more than of all"
		}
		found = append(found, text)
	}
	return found
}
