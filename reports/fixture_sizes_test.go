package reports

import (
	"math"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
)

// proved is the proof of a setting of the office, by the wait after the update.
func proved(setting, wait float64, met, of int) study.SizeProof {
	return study.SizeProof{Setting: setting, Replications: of, Target: "wait.update.p95 <= 10m", Metric: estimated(waitAfterUpdate, model.Seconds, around(of, wait, wait/20)),
		MetIn: met, Low: 0.905, High: 0.992}
}

// unproved is the proof of nothing.
func unproved() study.SizeProof { return study.SizeProof{Setting: math.NaN()} }

// officeSizing is a sizing of the office, with strategies for every way in which one
// ends: by the same number and by two, by a range, at the edge, on one side only, not
// at all, and with nothing to size.
func officeSizing(quantity study.Quantity) *study.Sizing {
	s := officeComparison().Scenario
	s.Backend.Slots = s.Backend.Slots[:1]
	none := math.Inf(+1)
	at := func(setting float64) study.Edge {
		return study.Edge{Found: true, Setting: setting, Until: none, Proof: proved(setting, 500, 20, 20), OneFewer: proved(setting-1, 700, 3, 20), Fails: true}
	}
	shown, assured := at(40), at(44)
	shown.Fails = false
	last, more := proved(60, 550, 19, 20), proved(61, 900, 2, 20)
	ranged := at(20)
	ranged.Until, ranged.Last, ranged.OneMore, ranged.MoreFails = 60, &last, &more, true
	open := ranged
	open.OneMore, open.MoreFails = &more, false
	edge := at(1)
	edge.AtTheEdge, edge.OneFewer = true, unproved()
	missing := study.Edge{Setting: math.NaN(), Until: math.NaN(), Proof: proved(80, 900, 1, 73), OneFewer: unproved(), Why: study.NothingWillDo}
	unseen := study.Edge{Setting: math.NaN(), Until: math.NaN(), Proof: unproved(), OneFewer: unproved(), Why: study.OneNeverKept}
	z := &study.Sizing{Scenario: s, Quantity: quantity, Asked: 73, Looked: 8, Stopped: quantity == study.WaveInterval, Skipped: []string{"updated.p95 <= 20wd"}}
	for i, needs := range [][2]study.Edge{{shown, shown}, {shown, assured}, {ranged, open}, {edge, missing}, {missing, assured}, {missing, unseen}} {
		of := study.Sized{Strategy: []string{"big bang", "waves", "pilot", "our own plan", "a fast plan", "a slow plan"}[i], Today: []float64{50}, BestWaits: math.NaN()}
		of.Needs = []study.Need{{Target: "wait.update.p95 <= 10m", OnAverage: needs[0], Assured: needs[1]}}
		if i == 2 {
			of.BestWaits, of.Today = 30, nil
			of.Needs = append(of.Needs, study.Need{Scope: study.AllTargets, OnAverage: needs[0], Assured: needs[1]})
		}
		for k, setting := range []float64{10, 20, 40, 80} {
			wait := 4000/setting*float64(i+1) - 100*float64(i)
			of.Curve = append(of.Curve, study.CurvePoint{Setting: setting, Wait: estimated(waitAfterUpdate, model.Seconds, around(8, math.Max(wait, 0), wait/20)),
				Ends:    estimated(updatedBy, model.Instant, around(8, (5+float64(3*i+k))*workday, 3*hour)),
				Targets: []study.TargetResult{{Target: model.Target{Metric: waitAfterUpdate, Bound: 600, Text: "wait.update.p95 <= 10m"}, Bound: 600, Metric: waitAfterUpdate, Outcome: study.Met}}})
		}
		z.Sized = append(z.Sized, of)
	}
	z.Sized = append(z.Sized, study.Sized{Strategy: "at once", BestWaits: math.NaN(), Why: study.NoEqualWaves})
	return z
}

// queueSizing is a sizing of a queue.
func queueSizing() *study.Sizing {
	z := officeSizing(study.SlotCount)
	z.Scenario = queueComparison().Scenario
	z.Sized = z.Sized[:1]
	z.Sized[0].Strategy = model.NoRollout
	return z
}
