package reports

import (
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/sim/stats"
)

// The documents below are what the JSON of a comparison says of the choice among
// strategies.
type (
	selectionJSON struct {
		Objective   string   `json:"objective"`
		Named       bool     `json:"named"`         // by the scenario
		Set         []string `json:"set,omitempty"` // strategies that keep every target and that no other surely beats in end, risk and wait; only without a named objective
		Resamples   int      `json:"resamples"`
		Zone        figure   `json:"zone"` // indifference zone of the objective, in its unit; instants: seconds
		Same        figure   `json:"same"` // share of the resamples that make the same choice to the zone
		Probability figure   `json:"probability_correct"`
		Reason      string   `json:"reason,omitempty"`
	}
	worseOffJSON struct {
		Strategy string    `json:"strategy"`
		Than     string    `json:"than"`
		Slots    int       `json:"slots"` // of the strategy; those of the other differ only where they were found
		By       figure    `json:"by_s"`  // from how many seconds on a PC is worse off
		Share    rangeJSON `json:"share"` // of the PCs, 0..1
		In       int       `json:"in"`    // rollouts in which any are; over these:
		Median   rangeJSON `json:"median_s"`
		P95      rangeJSON `json:"p95_s"`
	}
)

// selectionOf is nil where nothing was chosen.
func (p *page) selectionOf() *selectionJSON {
	sel := p.Verdict.Selection
	if sel == nil {
		return nil
	}
	of := &selectionJSON{Objective: sel.Objective.Name, Named: sel.Named, Resamples: sel.Resamples, Zone: figure(sel.Zone),
		Same: figure(sel.Same), Probability: figure(sel.Probability), Reason: whyMissing(sel.Missing)}
	for _, choice := range sel.Set {
		of.Set = append(of.Set, p.Results[choice.Result].Strategy)
	}
	return of
}

func (p *page) worseOffOf() []worseOffJSON {
	var found []worseOffJSON
	for i := range p.WorseOff {
		w := &p.WorseOff[i]
		under, than := &p.Results[w.Under], &p.Results[w.Than]
		share := w.Share
		share.Low, share.High = max(share.Low, 0), min(share.High, 1) // NaN stays
		notBelow0 := func(e stats.Estimate) rangeJSON {
			e.Low = max(e.Low, 0)
			return rangeOf(e)
		}
		found = append(found, worseOffJSON{Strategy: under.Strategy, Than: than.Strategy, Slots: under.Slots, By: study.WorseBy,
			Share: rangeOf(share), In: w.In, Median: notBelow0(w.Median), P95: notBelow0(w.P95)})
	}
	return found
}
