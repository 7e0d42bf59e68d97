package study

import (
	"math"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim/stats"
)

// A StratumResult is what a strategy does when the releases have exactly these
// problems: conditional results, over all replications.
type StratumResult struct {
	Stratum    model.Stratum
	Weight     float64        // chance of exactly these problems, above 0
	Problems   []string       // their names; none in the stratum of good releases
	Metrics    []Estimate     // in the order of those of the scenario
	Targets    []TargetResult // what would be kept and missed if the release were known to be so
	Accounting model.Accounting
	Waits      []WaitCurve
	Series     Series
	Phases     []PhaseResult
}

// Metric returns the estimate of a metric by its name, which must exist.
func (r *StratumResult) Metric(name string) *Estimate { return metricOf(r.Metrics, name) }

// Clean returns the estimate of a metric when the first release has no problem, nil
// where that has no chance. Where no problem has a chance it is the overall one.
func (r *Result) Clean(name string) *Estimate {
	switch {
	case r.Good != nil:
		return metricOf(r.Good, name)
	case len(r.Strata) == 0:
		return r.Metric(name)
	case r.Strata[0].Stratum != 0:
		return nil
	}
	return r.Strata[0].Metric(name)
}

// parted are the strata in which the release of some problems is good, and those in
// which it is not.
func parted(strata []*gathered, problems model.Stratum) (good, bad []*gathered) {
	for _, g := range strata {
		if g.stratum&problems == 0 {
			good = append(good, g)
		} else {
			bad = append(bad, g)
		}
	}
	return good, bad
}

// Troubled returns the estimate of a metric when the first release has at least one
// problem, nil where that has no chance.
func (r *Result) Troubled(name string) *Estimate {
	if r.Problem == nil {
		return nil
	}
	return metricOf(r.Problem, name)
}

// Ends are the two end dates of a plan: the instants by which 95 % of the clients
// have the good release, without and with a problem (then the fixed one); nil
// where that has no chance.
func (r *Result) Ends() (clean, troubled *Estimate) {
	return r.Clean("updated.p95"), r.Troubled("updated.p95")
}

// gathered is what the replications of one column have shown in one stratum.
type gathered struct {
	stratum    model.Stratum
	weight     float64
	metrics    []model.Metric
	kept       int         // replications kept for the bands
	values     [][]float64 // by metric, then replication
	waits      []stats.Sample
	accounting model.Accounting
	phases     [][]model.PhaseOutcome   // by replication
	releases   [][][]model.PhaseOutcome // by replication, then release; nil unless several are rolled out
	running    curve
	waiting    curve
	updated    curve
	bypass     curve
	online     curve
	asks       curve
	ended      curve
	failed     curve
	open       curve
	nodes      curve
	broken     curve
	drawn      []drawings            // by place; nil where nothing is rolled out
	progress   []progresses          // by group; likewise
	groups     [][]float64           // by group, then replication
	echoes     []*model.PeriodicLoad // of the replications that have one
}

// strata are those that a strategy is played in. No rollout has one: what is not
// rolled out has no problems.
func strata(s *model.Scenario, strategy *model.Strategy) []*gathered {
	if s.Release == nil || strategy.Name == model.NoRollout {
		return []*gathered{newGathered(s, 0, 1, 1)}
	}
	all := s.Strata()
	var gs []*gathered
	for _, stratum := range all {
		gs = append(gs, newGathered(s, stratum, s.Weight(stratum), len(all)))
	}
	return gs
}

// newGathered begins the books of one stratum of so many.
func newGathered(s *model.Scenario, stratum model.Stratum, weight float64, of int) *gathered {
	const least = 20
	metrics := s.Metrics()
	return &gathered{stratum: stratum, metrics: metrics, weight: weight, kept: max(MostBanded/of, least),
		values: make([][]float64, len(metrics)), waits: make([]stats.Sample, len(populations))}
}

func (g *gathered) add(s *summary) {
	for i, v := range s.values {
		g.values[i] = append(g.values[i], v)
	}
	for i := range s.waits {
		if g.waits[i].Len() == 0 {
			g.waits[i] = s.waits[i] // moved, and sorted as it is; the summary is not used again
		} else {
			g.waits[i].Merge(&s.waits[i])
		}
	}
	g.accounting = g.accounting.Plus(s.accounting)
	g.phases, g.releases = append(g.phases, s.phases), append(g.releases, s.releases)
	g.running.add(s.running, g.kept)
	g.waiting.add(s.waiting, g.kept)
	g.updated.add(s.updated, g.kept)
	g.bypass.add(s.bypass, 0)
	g.online.add(s.online, 0)
	g.asks.add(s.asks, 0)
	if s.ended != nil {
		g.ended.add(s.ended, 0)
		g.failed.add(s.failed, 0)
		g.open.add(s.open, 0)
		g.nodes.add(s.nodes, 0)
	}
	if s.broken != nil {
		g.broken.add(s.broken, 0)
	}
	if s.periodic != nil {
		g.echoes = append(g.echoes, s.periodic)
	}
	if g.drawn == nil {
		g.drawn = make([]drawings, len(s.drawn))
	}
	for i := range s.drawn {
		g.drawn[i].add(&s.drawn[i])
	}
	if g.progress == nil {
		g.progress = make([]progresses, len(s.progress))
	}
	for i := range s.progress {
		g.progress[i].add(&s.progress[i])
	}
	if g.groups == nil {
		g.groups = make([][]float64, len(s.groups))
	}
	for i, v := range s.groups {
		g.groups[i] = append(g.groups[i], v)
	}
}

// openings of a phase in seconds since the start, by replication; NaN where it had
// not opened by the horizon.
func openings(of [][]model.PhaseOutcome, phase int) []float64 {
	openings := make([]float64, len(of))
	for r, phases := range of {
		openings[r] = math.NaN()
		if phase < len(phases) && phases[phase].Opened {
			openings[r] = phases[phase].OpenedAt.Seconds()
		}
	}
	return openings
}

// problems are the names of those a stratum has.
func problems(s *model.Scenario, stratum model.Stratum) []string {
	var names []string
	for i, p := range s.Problems() {
		if stratum.Has(i) {
			names = append(names, s.ProblemName(p))
		}
	}
	return names
}
