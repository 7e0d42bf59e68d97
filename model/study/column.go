package study

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim"
)

// MostBanded is the number of replications from which the bands over time are
// taken; all others of a long study count in the means only.
const MostBanded = 100

// populations are those whose distribution is kept for drawing.
var populations = []model.Population{model.WaitUpdate, model.WaitLogIn, model.WaitAll}

// summary is what is kept of one replication of one column.
type summary struct {
	values     []float64 // by metric
	waits      []sim.Sample
	accounting model.Accounting
	phases     []model.PhaseOutcome
	running    []float32 // means by interval
	waiting    []float32
	bypass     []float32
	online     []float32
	asks       []float32
	updated    []float32 // share at the end of each interval
	ended      []float32 // nil where the backend slows and ends nothing, like those below
	failed     []float32
	open       []float32
	nodes      []float32
	echo       *model.Echo
	groups     []float64 // by group of the fleet: wait or delay that 95 % do not exceed
}

func summarise(o *model.Outcome) *summary {
	s := &summary{accounting: o.Accounting, phases: o.Phases, asks: o.Asks}
	for _, metric := range model.Metrics {
		s.values = append(s.values, metric.Of(o))
	}
	for _, p := range populations {
		s.waits = append(s.waits, o.Judged(p))
	}
	means := func(t *sim.Track) []float32 {
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
	for i := range o.ByGroup {
		s.groups = append(s.groups, o.GroupP95(i))
	}
	s.echo = o.Echo
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
	strategy   *model.Strategy
	slots      int
	values     [][]float64 // by metric, then replication
	waits      []sim.Sample
	accounting model.Accounting
	phases     [][]model.PhaseOutcome // by replication
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
	groups     [][]float64   // by group, then replication
	echoes     []*model.Echo // of the replications that have one
	auto       Auto
	number     int // which of the scenario's slot numbers
}

func newColumn(strategy *model.Strategy, slots, number int) *column {
	return &column{strategy: strategy, slots: slots, number: number,
		values: make([][]float64, len(model.Metrics)), waits: make([]sim.Sample, len(populations))}
}

func (c *column) add(s *summary) {
	for i, v := range s.values {
		c.values[i] = append(c.values[i], v)
	}
	for i := range s.waits {
		if c.waits[i].Len() == 0 {
			c.waits[i] = s.waits[i] // moved, and sorted as it is; the summary is not used again
		} else {
			c.waits[i].Merge(&s.waits[i])
		}
	}
	c.accounting = c.accounting.Plus(s.accounting)
	c.phases = append(c.phases, s.phases)
	c.running.add(s.running, true)
	c.waiting.add(s.waiting, true)
	c.updated.add(s.updated, true)
	c.bypass.add(s.bypass, false)
	c.online.add(s.online, false)
	c.asks.add(s.asks, false)
	if s.ended != nil {
		c.ended.add(s.ended, false)
		c.failed.add(s.failed, false)
		c.open.add(s.open, false)
		c.nodes.add(s.nodes, false)
	}
	if s.echo != nil {
		c.echoes = append(c.echoes, s.echo)
	}
	if c.groups == nil {
		c.groups = make([][]float64, len(s.groups))
	}
	for i, v := range s.groups {
		c.groups[i] = append(c.groups[i], v)
	}
}

func (c *column) result(s *model.Scenario) Result {
	r := Result{Strategy: c.strategy.Name, Slots: c.slots, Auto: c.auto, Column: c.number, Accounting: c.accounting}
	for i, metric := range model.Metrics {
		r.Metrics = append(r.Metrics, newEstimate(metric, c.values[i]))
	}
	for i, p := range populations {
		r.Waits = append(r.Waits, waitCurve(p, &c.waits[i]))
	}
	r.Targets = hold(s, &r)
	r.Series = Series{
		Width:   model.SeriesWidth,
		Running: c.running.mean(), Waiting: c.waiting.mean(), Bypass: c.bypass.mean(), Online: c.online.mean(),
		Updated: c.updated.mean(), Asks: c.asks.mean(),
		Ended: c.ended.mean(), Failed: c.failed.mean(), Open: c.open.mean(), Nodes: c.nodes.mean(),
		RunningP: c.running.bands(), WaitingP: c.waiting.bands(), UpdatedP: c.updated.bands(),
	}
	r.Series.Busiest = busiest(&r.Series)
	r.Phases = c.phaseResults(s)
	r.WorstGroup = c.worstGroup(s)
	r.Echo = c.echo()
	r.Steady = steady(s, &r.Series)
	return r
}

// echo returns the echo of a typical replication, the one with the median period,
// if at least half of the replications have one.
func (c *column) echo() *Echo {
	n := len(c.phases)
	if 2*len(c.echoes) < n || len(c.echoes) == 0 {
		return nil
	}
	sorted := slices.Clone(c.echoes)
	slices.SortStableFunc(sorted, func(a, b *model.Echo) int { return cmp.Compare(a.Period, b.Period) })
	return &Echo{Echo: *sorted[len(sorted)/2], In: len(c.echoes), Of: n}
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
	for i, values := range c.groups {
		e := newEstimate(metric, values)
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

func waitCurve(p model.Population, s *sim.Sample) WaitCurve {
	const points = 400
	c := WaitCurve{Population: p.Name(), Needs: s.Len(), Censored: s.Censored()}
	if s.Len() > 0 {
		c.NoWait = 1 - s.Waited()
		c.Points = s.Curve(points)
	}
	return c
}

func (c *column) phaseResults(s *model.Scenario) []PhaseResult {
	var results []PhaseResult
	planned := model.PlannedOpenings(s, c.strategy)
	for i := range c.strategy.Phases {
		p := PhaseResult{Name: c.strategy.Phases[i].Name, Planned: planned[i]}
		var opened []float64
		for _, phases := range c.phases {
			p.Clients = phases[i].Clients
			if phases[i].Opened {
				opened = append(opened, phases[i].OpenedAt.Seconds())
			} else {
				p.Never++
			}
		}
		p.Opened = sim.Estimate{Mean: math.NaN(), Low: math.NaN(), High: math.NaN(), P5: math.NaN(), P95: math.NaN()}
		if len(opened) > 0 {
			p.Opened = sim.MeanEstimate(opened, Level)
		}
		results = append(results, p)
	}
	return results
}

// curve adds up a quantity over time over replications.
type curve struct {
	sum    []float64
	n      int
	single [][]float32 // of the first MostBanded replications
}

func (c *curve) add(values []float32, banded bool) {
	if c.sum == nil {
		c.sum = make([]float64, len(values))
	}
	for i, v := range values {
		c.sum[i] += float64(v)
	}
	c.n++
	if banded && c.n <= MostBanded {
		c.single = append(c.single, values)
	}
}

func (c *curve) mean() []float64 {
	m := make([]float64, len(c.sum))
	for i, v := range c.sum {
		m[i] = v / float64(c.n)
	}
	return m
}

// bands returns the 5 and 95 % quantiles (nearest rank) at each interval.
func (c *curve) bands() []Band {
	bands := make([]Band, len(c.sum))
	at := make([]float32, len(c.single))
	rank := func(p float64) int { return max(int(math.Ceil(p*float64(len(at))-1e-9)), 1) - 1 }
	for i := range bands {
		for k, values := range c.single {
			at[k] = values[i]
		}
		slices.Sort(at)
		bands[i] = Band{at[rank(0.05)], at[rank(0.95)]}
	}
	return bands
}

func sortedCopy(xs []float64) []float64 {
	s := slices.Clone(xs)
	slices.Sort(s)
	return s
}
