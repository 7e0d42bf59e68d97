package study

import (
	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim/stats"
)

// A GroupProgress is how far the PCs of one group of the fleet come with the update,
// and what keeps the others from it at the horizon: means over replications, in PCs.
type GroupProgress struct {
	Group   string
	Clients int
	Updated []float64 // PCs updated, at the end of each interval of Series.Width
	Half    Estimate  // the instant by which half of those that can be updated are
	Most    Estimate  // and 95 %

	CanUpdate stats.Estimate // lack the release, are in a phase, and neither refuse it nor fail for good
	Left      stats.Estimate // of them: not updated by the horizon, for one of the three reasons that follow
	Waiting   stats.Estimate // their phase is not open, or does not offer it to them
	Absent    stats.Estimate // have not been on since it was offered to them
	UnderWay  stats.Estimate // have seen the offer; after a problem also those that wait for the fix or have gone back
	Refused   stats.Estimate // their users never act
	Failed    stats.Estimate // no try is left
	Outside   stats.Estimate // lack the release and are in no phase
	Had       stats.Estimate // have it at the start
}

// counts of a group in one replication, by index.
const (
	groupCan = iota
	groupLeft
	groupWaiting
	groupAbsent
	groupUnderWay
	groupRefused
	groupFailed
	groupOutside
	groupHad
	groupCounts
)

// progress is how far one group has come in one replication.
type progress struct {
	updated    []float32 // PCs, at the end of each interval
	half, most float64   // seconds since the start
	counts     [groupCounts]float64
}

func progressOf(o *model.Outcome) []progress {
	var all []progress
	for i := range o.Groups {
		g := &o.Groups[i]
		p := progress{half: g.UpdatedBy(0.5), most: g.UpdatedBy(0.95), updated: make([]float32, len(g.Updated))}
		n := 0
		for k, more := range g.Updated {
			n += int(more)
			p.updated[k] = float32(n)
		}
		for k, count := range [groupCounts]int{g.CanUpdate(), g.CanUpdate() - n, g.Waiting, g.Absent, g.UnderWay, g.Refused, g.Failed, g.Outside, g.Had} {
			p.counts[k] = float64(count)
		}
		all = append(all, p)
	}
	return all
}

// progresses are how far one group has come in the replications of a stratum.
type progresses struct {
	updated    curve
	half, most []float64 // by replication
	counts     [groupCounts][]float64
}

func (g *progresses) add(one *progress) {
	g.updated.add(one.updated, 0)
	g.half, g.most = append(g.half, one.half), append(g.most, one.most)
	for k, n := range one.counts {
		g.counts[k] = append(g.counts[k], n)
	}
}

// groupProgress is that of each group of the fleet over some strata; nil where
// nothing is rolled out.
func groupProgress(s *model.Scenario, strata []*gathered) []GroupProgress {
	half, _ := model.MetricNamed("updated.p50")
	most, _ := model.MetricNamed("updated.p95")
	var all []GroupProgress
	for i := range strata[0].progress {
		of := func(pick func(*progresses) []float64) []stats.Stratum {
			return weighted(strata, func(g *gathered) []float64 { return pick(&g.progress[i]) })
		}
		count := func(k int) stats.Estimate {
			return stats.StratifiedMean(of(func(p *progresses) []float64 { return p.counts[k] }), Level)
		}
		var curves []weightedCurve
		for _, g := range strata {
			curves = append(curves, weightedCurve{&g.progress[i].updated, g.weight})
		}
		all = append(all, GroupProgress{
			Group: s.Groups[i].Name, Clients: s.Groups[i].Clients, Updated: meanOf(curves),
			Half:      newEstimate(half, of(func(p *progresses) []float64 { return p.half })),
			Most:      newEstimate(most, of(func(p *progresses) []float64 { return p.most })),
			CanUpdate: count(groupCan), Left: count(groupLeft), Waiting: count(groupWaiting), Absent: count(groupAbsent), UnderWay: count(groupUnderWay),
			Refused: count(groupRefused), Failed: count(groupFailed), Outside: count(groupOutside), Had: count(groupHad),
		})
	}
	return all
}
