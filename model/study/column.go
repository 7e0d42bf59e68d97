package study

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim/stats"
)

// populations are those whose distribution is kept for drawing.
var populations = []model.Population{model.WaitUpdate, model.WaitLogIn, model.WaitAll}

// summary is what is kept of one replication of one column.
type summary struct {
	values     []float64 // by metric
	waits      []stats.Sample
	accounting model.Accounting
	phases     []model.PhaseOutcome
	releases   [][]model.PhaseOutcome // phases by release; nil unless several are rolled out
	running    []float32              // means by interval
	waiting    []float32
	bypass     []float32
	online     []float32
	asks       []float32
	updated    []float32 // share at the end of each interval
	ended      []float32 // nil where the backend slows and ends nothing, like those below
	failed     []float32
	open       []float32
	nodes      []float32
	periodic   *model.PeriodicLoad
	broken     []float32  // nil where the release has no problem
	drawn      []drawn    // by place; nil where nothing is rolled out
	progress   []progress // by group of the fleet; nil where nothing is rolled out
	groups     []float64  // by group of the fleet: wait or delay that 95 % do not exceed
}

func summarise(o *model.Outcome) *summary {
	s := &summary{accounting: o.Accounting, phases: o.Phases, asks: o.Asks}
	for _, metric := range o.Metrics() {
		s.values = append(s.values, metric.Of(o))
	}
	for i := range o.Releases {
		s.releases = append(s.releases, o.Releases[i].Phases)
	}
	for _, p := range populations {
		s.waits = append(s.waits, o.Judged(p))
	}
	means := func(t *stats.TimeWeighted) []float32 {
		m := make([]float32, t.Intervals())
		for i := range m {
			m[i] = float32(t.Mean(i))
		}
		return m
	}
	s.running, s.waiting, s.bypass, s.online = means(&o.Running), means(&o.Waiting), means(&o.Bypass), means(&o.Online)
	if s.ended, s.failed = o.Ended, o.Failed; s.ended != nil {
		s.open, s.nodes = means(&o.Open), means(&o.Nodes)
	}
	if o.Broken != nil {
		s.broken = means(o.Broken)
	}
	for i := range o.ByGroup {
		s.groups = append(s.groups, o.GroupP95(i))
	}
	s.periodic, s.drawn, s.progress = o.PeriodicLoad(), drawnBy(o), progressOf(o)
	s.updated = make([]float32, len(s.running))
	n := 0
	for i := range s.updated {
		for n < len(o.UpdatedAt) && o.UpdatedAt[n] < time.Duration(i+1)*model.SeriesWidth {
			n++
		}
		if o.CanUpdate > 0 {
			s.updated[i] = float32(n) / float32(o.CanUpdate)
		}
	}
	return s
}

// column gathers the replications of one strategy on one slot number.
type column struct {
	strategy *model.Strategy
	slots    int
	strata   []*gathered
	auto     Auto
	number   int  // which of the scenario's slot numbers
	watched  bool // its clients are compared with those of another, one by one
}

func newColumn(s *model.Scenario, strategy *model.Strategy, slots, number int) *column {
	return &column{strategy: strategy, slots: slots, number: number, strata: strata(s, strategy)}
}

// add adds a replication, stratum by stratum.
func (c *column) add(summaries []*summary) {
	for k, g := range c.strata {
		g.add(summaries[k])
	}
}

func (c *column) result(s *model.Scenario) Result {
	r := Result{Strategy: c.strategy.Name, Slots: c.slots, Auto: c.auto, Column: c.number, Accounting: accounting(c.strata),
		Metrics: estimates(c.strata), Waits: waitCurves(c.strata), Series: series(c.strata), Phases: c.phaseResults(s, c.strata), Releases: c.releaseResults(s)}
	r.Targets = hold(s, r.Strategy, r.Metrics)
	r.WorstGroup = c.worstGroup(s)
	r.PeriodicLoad, r.Network, r.Groups = c.periodic(), networks(s, c.strata), groupProgress(s, c.strata)
	inSystem := r.Metric("system.mean")
	r.Steady = steady(s, &r.Series, (inSystem.High-inSystem.Low)/2)
	if len(c.strata) == 1 && c.strata[0].stratum == 0 {
		return r
	}
	for k, g := range c.strata {
		alone := c.strata[k : k+1]
		of := StratumResult{Stratum: g.stratum, Weight: g.weight, Problems: problems(s, g.stratum), Accounting: g.accounting,
			Metrics: estimates(alone), Waits: waitCurves(alone), Series: series(alone), Phases: c.phaseResults(s, alone)}
		of.Targets = hold(s, r.Strategy, of.Metrics)
		r.Strata = append(r.Strata, of)
	}
	good, bad := parted(c.strata, s.ProblemsOf(0))
	if len(bad) > 0 {
		r.Problem = estimates(bad)
	}
	if len(good) > 1 || len(good) == 1 && good[0].stratum != 0 {
		r.Good = estimates(good)
	}
	return r
}

// estimates of all metrics over some strata.
func estimates(strata []*gathered) []Estimate {
	var all []Estimate
	for i, metric := range strata[0].metrics {
		all = append(all, newEstimate(metric, weighted(strata, func(g *gathered) []float64 { return g.values[i] })))
	}
	return all
}

// weighted values of each stratum.
func weighted(strata []*gathered, values func(*gathered) []float64) []stats.Stratum {
	var all []stats.Stratum
	for _, g := range strata {
		all = append(all, stats.Stratum{Weight: g.weight, Values: values(g)})
	}
	return all
}

// accounting adds up what the replications count, that of each stratum by its
// weight and to whole needs, which add up too: what is rounded is how many have one of
// the first so many fates. The fate of most comes last.
func accounting(strata []*gathered) model.Accounting {
	if len(strata) == 1 {
		return strata[0].accounting
	}
	whole := func(count func(*model.Accounting) int64) int64 {
		sum := 0.0
		for _, g := range strata {
			sum += float64(g.weight * float64(count(&g.accounting)))
		}
		return int64(math.Round(sum))
	}
	running := whole(func(a *model.Accounting) int64 { return a.Running })
	open := whole(func(a *model.Accounting) int64 { return a.Running + a.Waiting })
	undone := whole(func(a *model.Accounting) int64 { return a.Running + a.Waiting + a.GaveUp })
	asked := whole(func(a *model.Accounting) int64 { return a.Asked })
	return model.Accounting{
		Asked: asked, Done: asked - undone, GaveUp: undone - open, Waiting: open - running, Running: running,
		Bypassed: whole(func(a *model.Accounting) int64 { return a.Bypassed }),
	}
}

// series is what the backend and the fleet did over time, by weight.
func series(strata []*gathered) Series {
	of := func(pick func(*gathered) *curve) []weightedCurve {
		var all []weightedCurve
		for _, g := range strata {
			all = append(all, weightedCurve{pick(g), g.weight})
		}
		return all
	}
	mean := func(pick func(*gathered) *curve) []float64 { return meanOf(of(pick)) }
	bands := func(pick func(*gathered) *curve) []Band { return bandsOf(of(pick)) }
	running := func(g *gathered) *curve { return &g.running }
	waiting := func(g *gathered) *curve { return &g.waiting }
	updated := func(g *gathered) *curve { return &g.updated }
	s := Series{
		Width:   model.SeriesWidth,
		Running: mean(running), Waiting: mean(waiting), Updated: mean(updated),
		Bypass:   mean(func(g *gathered) *curve { return &g.bypass }),
		Online:   mean(func(g *gathered) *curve { return &g.online }),
		Asks:     mean(func(g *gathered) *curve { return &g.asks }),
		Ended:    mean(func(g *gathered) *curve { return &g.ended }),
		Failed:   mean(func(g *gathered) *curve { return &g.failed }),
		Open:     mean(func(g *gathered) *curve { return &g.open }),
		Nodes:    mean(func(g *gathered) *curve { return &g.nodes }),
		Broken:   mean(func(g *gathered) *curve { return &g.broken }),
		RunningP: bands(running), WaitingP: bands(waiting), UpdatedP: bands(updated),
	}
	s.Busiest = busiest(&s)
	return s
}

// echo returns the echo of a typical replication, the one with the median period,
// if at least half of the replications have one.
func (c *column) periodic() *PeriodicLoad {
	type found struct {
		*model.PeriodicLoad
		weight float64
	}
	var all []found
	of, have, total := 0, 0.0, 0.0
	for _, g := range c.strata {
		of = len(g.phases)
		total += float64(g.weight * float64(of))
		for _, e := range g.echoes {
			all, have = append(all, found{e, g.weight}), have+g.weight
		}
	}
	if 2*have < total || len(all) == 0 {
		return nil
	}
	slices.SortStableFunc(all, func(a, b found) int { return cmp.Compare(a.Period, b.Period) })
	middle, upTo := 0, all[0].weight
	for upTo <= have/2 && middle+1 < len(all) {
		middle++
		upTo += all[middle].weight
	}
	whole := Estimate{Estimate: stats.Estimate{N: of}}
	return &PeriodicLoad{PeriodicLoad: *all[middle].PeriodicLoad, In: whole.of(have / total), Of: of}
}

// worstGroup returns the group of the fleet in which the wait or delay after the
// update that 95 % do not exceed is longest, nil if there is nothing to tell apart.
func (c *column) worstGroup(s *model.Scenario) *GroupResult {
	metric, _ := model.MetricNamed(judgedBy(s, "wait.update.p95"))
	var worst *GroupResult
	value := func(e *Estimate) float64 {
		if e.Unreached > 0 && math.IsNaN(e.Mean) {
			return math.Inf(+1)
		}
		return e.Mean
	}
	for i := range c.strata[0].groups {
		e := newEstimate(metric, weighted(c.strata, func(g *gathered) []float64 { return g.groups[i] }))
		if e.N == 0 && e.Unreached == 0 {
			continue
		}
		if worst == nil || value(&e) > value(&worst.P95) {
			worst = &GroupResult{Group: s.Groups[i].Name, P95: e}
		}
	}
	return worst
}

// busiest returns the interval with the most waiting on average, or if nobody
// waits the one with the most running.
func busiest(s *Series) int {
	of := s.Waiting
	if slices.Max(of) == 0 {
		of = s.Running
	}
	most := 0
	for i, v := range of {
		if v > of[most] {
			most = i
		}
	}
	return most
}

// waitCurves are the distributions of waits over all clients and replications,
// those of each stratum by its weight.
func waitCurves(strata []*gathered) []WaitCurve {
	const points = 400
	var curves []WaitCurve
	for i, p := range populations {
		c := WaitCurve{Population: p.Name()}
		total, needs, censored, waited := 0.0, 0.0, 0.0, 0.0
		var parts []stats.Part
		for _, g := range strata {
			s := &g.waits[i]
			total += g.weight
			if s.Len() == 0 {
				continue
			}
			parts = append(parts, stats.Part{Sample: s, Weight: g.weight})
			needs += float64(g.weight * float64(s.Len()))
			censored += float64(g.weight * float64(s.Censored()))
			waited += float64(g.weight * float64(s.Len()) * s.ShareAboveZero())
		}
		c.Needs, c.Censored = int(math.Round(needs/total)), int(math.Round(censored/total))
		switch {
		case len(parts) == 1:
			c.NoWait = 1 - parts[0].Sample.ShareAboveZero()
		case len(parts) > 1:
			c.NoWait = 1 - waited/needs
		}
		if len(parts) > 0 {
			c.Points = stats.MixtureCurve(parts, points)
		}
		curves = append(curves, c)
	}
	return curves
}

// phaseResults are the phases of the plan over some strata.
func (c *column) phaseResults(s *model.Scenario, strata []*gathered) []PhaseResult {
	return phaseResults(strata, c.strategy.Phases, model.Planned(s, c.strategy), func(g *gathered) [][]model.PhaseOutcome { return g.phases })
}

// phaseResults are phases over some strata, as planned and as of shows them by replication. Those
// of a release that has not begun are not there.
func phaseResults(strata []*gathered, phases []model.Phase, planned []model.PlannedPhase, of func(*gathered) [][]model.PhaseOutcome) []PhaseResult {
	var results []PhaseResult
	for i := range phases {
		p := PhaseResult{Name: phases[i].Name, Planned: planned[i].Opens}
		never, total := 0.0, 0.0
		for _, g := range strata {
			for _, outcomes := range of(g) {
				total += g.weight
				if i < len(outcomes) {
					p.Clients = outcomes[i].Clients
				}
				if i >= len(outcomes) || !outcomes[i].Opened {
					never += g.weight
				}
			}
		}
		whole := Estimate{Estimate: stats.Estimate{N: len(strata[0].phases)}}
		p.Unopened = never / total
		p.Never = whole.of(p.Unopened)
		p.Opened = stats.StratifiedMean(weighted(strata, func(g *gathered) []float64 { return openings(of(g), i) }), Level)
		results = append(results, p)
	}
	return results
}

// releaseResults are the releases of the plan; nil unless there are several.
func (c *column) releaseResults(s *model.Scenario) []ReleaseResult {
	if len(s.Later) == 0 || len(c.strategy.Phases) == 0 {
		return nil
	}
	part := func(r *ReleaseResult, release int) {
		good, bad := parted(c.strata, s.ProblemsOf(release))
		if len(bad) == 0 {
			return
		}
		if r.Problem = estimates(bad); len(good) > 0 {
			r.Good = estimates(good)
		}
	}
	results := []ReleaseResult{{Version: s.Release.Version, Phases: c.phaseResults(s, c.strata)}}
	part(&results[0], 0)
	for i, r := range model.PlannedReleases(s, c.strategy) {
		phases := phaseResults(c.strata, r.Phases, r.Planned, func(g *gathered) [][]model.PhaseOutcome {
			var of [][]model.PhaseOutcome
			for _, releases := range g.releases {
				of = append(of, releases[i+1])
			}
			return of
		})
		results = append(results, ReleaseResult{Version: r.Version, Due: s.Later[i].Start.Sub(s.Start), Phases: phases})
		part(&results[i+1], i+1)
	}
	return results
}
