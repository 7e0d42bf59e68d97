package study

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim"
	"github.com/rollsim/rollsim/sim/stats"
)

// A Plan is what is to be expected of one strategy, phase by phase. All but
// the troubles is what happens with releases that have no problem, whatever their
// chance: a plan is made for that, and Trouble says what it is worth otherwise. Where
// a problem is certain, there is no such release, and all of it is what happens with
// the problem.
type Plan struct {
	Scenario     *model.Scenario
	Strategy     *model.Strategy
	Slots        int
	Replications int // complete ones
	Asked        int // more than Replications when the run was stopped early
	Phases       []PhasePlan
	Metrics      []Estimate // in the order of those of the scenario
	Trouble      *Trouble   // nil where the first release may have no problem
	Later        []*Trouble // by release that follows, likewise
}

// A PhasePlan is one phase of a plan. Instants are in seconds since the start,
// given by the median over replications; Unreached is the share of rollouts in
// which they had not come by the horizon.
type PhasePlan struct {
	Name        string
	Planned     model.PlannedPhase
	Clients     Estimate   // in the phase
	Assigned    Estimate   // of those: lack the release
	Opened      Estimate   // the phase opens
	Offered     Estimate   // the last client has its offer
	Updated     []Estimate // so large a share of Assigned is updated, in the order of PhaseShares
	Decided     Estimate   // the gate behind the phase opens
	Stuck       Estimate   // 1 if that gate did not open in time
	Utilization Estimate   // of the slots in the busiest clock hour until a later phase opens or the next release begins
	Wait        Estimate   // that 95 % of those who are updated do not exceed; the delay where that says more
}

// PhaseShares are the shares of a phase whose update is dated.
var PhaseShares = []float64{0.5, 0.95}

// Trouble is what happens if a release has at least one problem. Of a release that follows only
// the chance and the metrics are told.
type Trouble struct {
	Chance  float64    // above 0; 1: for certain
	Halts   Estimate   // 1 if the rollout is halted
	Noticed Estimate   // the first halt
	Felt    Estimate   // from when on clients no longer find offers made before
	GoesOn  Estimate   // the rollout goes on after the first halt
	During  []Estimate // by phase: 1 if it is the last one open at the first halt
	Metrics []Estimate // in the order of those of the scenario
}

// Certain tells whether the release has a problem in any case, so that the plan is
// dated with it.
func (p *Plan) Certain() bool { return p.Trouble != nil && p.Trouble.Chance == 1 }

// Metric returns the estimate of a metric by its name, which must exist.
func (p *Plan) Metric(name string) *Estimate { return metricOf(p.Metrics, name) }

// Metric returns the estimate of a metric by its name, which must exist.
func (t *Trouble) Metric(name string) *Estimate { return metricOf(t.Metrics, name) }

// MakePlan plays a strategy of a scenario, on so many slots, and tells what comes
// of it phase by phase. When ctx ends, what is complete is returned; the error is
// not nil only if nothing is, or if a trace could not be read.
func MakePlan(ctx context.Context, s *model.Scenario, strategy *model.Strategy, slots int, o Options) (*Plan, error) {
	m := model.New(s)
	m.Stop = ctx.Done()
	p := &Plan{Scenario: s, Strategy: strategy, Slots: slots, Asked: o.Replications}
	if p.Asked == 0 {
		p.Asked = s.Replications
	}
	b := newPlanAccumulator(s, strategy)
	inner, stop := context.WithCancel(ctx)
	defer stop()
	var failure error // of the first replication that failed, by number
	merge := func(r int, of rehearsal) {
		if failure == nil {
			failure = of.err
		}
		if failure != nil {
			stop()
			return
		}
		p.Replications++
		b.add(of)
		if o.Progress != nil {
			o.Progress(r+1, p.Asked)
		}
	}
	// Its error is that of inner, and p.Replications tells what that left.
	_, _ = sim.Replicate(inner, p.Asked, o.Workers, func(r int) rehearsal { return b.play(m, slots, r) }, merge)
	if failure != nil && !errors.Is(failure, model.ErrStopped) {
		return nil, failure
	}
	if p.Replications == 0 {
		return nil, fmt.Errorf("stopped before the first of %d replications was complete; there is no result", p.Asked)
	}
	b.write(p)
	return p, nil
}

// A rehearsal is one replication of a plan: the values of each stratum by the
// index of what they are of.
type rehearsal struct {
	values [][]float64 // by stratum
	err    error       // of an outcome; the values are not complete
}

// planAccumulator holds the values of all replications.
type planAccumulator struct {
	s        *model.Scenario
	strategy *model.Strategy
	metrics  []model.Metric
	strata   []model.Stratum // that are possible; the good release, if it is, first
	weights  []float64       // of those with a problem among themselves
	values   [][][]float64   // by stratum, then what they are of, then replication
}

func newPlanAccumulator(s *model.Scenario, strategy *model.Strategy) *planAccumulator {
	b := &planAccumulator{s: s, strategy: strategy, metrics: s.Metrics(), strata: s.Strata()}
	for _, stratum := range b.strata {
		weight := s.Weight(stratum)
		if stratum == 0 {
			weight = 1 // it is never put together with others
		}
		b.weights = append(b.weights, weight)
	}
	b.values = make([][][]float64, len(b.strata))
	return b
}

// play plays one replication in all strata, from the same world.
func (b *planAccumulator) play(m *model.Model, slots, r int) rehearsal {
	var of rehearsal
	begun := m.Begin(slots, r)
	for k, stratum := range b.strata {
		w := begun
		if k+1 < len(b.strata) {
			w = begun.Branch()
		}
		w.WatchPhases()
		o := w.RollWith(stratum, b.strategy, nil)
		if o.Err != nil {
			of.err = o.Err
			return of
		}
		of.values = append(of.values, b.read(o))
	}
	return of
}

func (b *planAccumulator) add(of rehearsal) {
	for k, values := range of.values {
		if b.values[k] == nil {
			b.values[k] = make([][]float64, len(values))
		}
		for i, v := range values {
			b.values[k][i] = append(b.values[k][i], v)
		}
	}
}

// What is read of an outcome: the metrics, then the numbers of a first halt, then
// those of each phase.
const (
	noticedAt = iota
	feltAt
	goesOnAt
	haltValues
)

const (
	phaseClients = iota
	phaseAssigned
	phaseOpened
	phaseOffered
	phaseDecided
	phaseStuck
	phaseUtilization
	phaseWait
	phaseHalted
	phaseUpdated // and one more for each of PhaseShares
)

func phaseValues() int { return phaseUpdated + len(PhaseShares) }

// read takes the values out of an outcome. What has not come by the horizon is
// +Inf; what there is not, NaN.
func (b *planAccumulator) read(o *model.Outcome) []float64 {
	var all []float64
	for _, metric := range b.metrics {
		all = append(all, metric.Of(o))
	}
	halt := []float64{math.Inf(+1), math.Inf(+1), math.Inf(+1)}
	if len(o.Haltings) > 0 {
		h := o.Haltings[0]
		halt[noticedAt], halt[feltAt] = h.From.Seconds(), h.Felt.Seconds()
		if h.WentOn {
			halt[goesOnAt] = h.Until.Seconds()
		}
	}
	all = append(all, halt...)
	during := -1 // the last phase open at the first halt
	for i, ph := range o.Phases {
		if len(o.Haltings) > 0 && ph.Opened && ph.OpenedAt <= o.Haltings[0].From {
			during = i
		}
	}
	for i := range o.Phases {
		all = append(all, b.readPhase(o, i, during == i)...)
	}
	return all
}

// readPhase takes the values of one phase out of an outcome.
func (b *planAccumulator) readPhase(o *model.Outcome, i int, halted bool) []float64 {
	ph, watched := &o.Phases[i], &o.ByPhase[i]
	v := make([]float64, phaseValues())
	v[phaseClients], v[phaseAssigned] = float64(ph.Clients), float64(ph.Assigned)
	v[phaseOpened], v[phaseOffered], v[phaseDecided] = math.Inf(+1), math.Inf(+1), math.Inf(+1)
	v[phaseUtilization], v[phaseWait] = math.NaN(), math.NaN()
	if ph.Opened {
		v[phaseOpened] = ph.OpenedAt.Seconds()
		until := time.Duration(o.Running.Intervals()) * model.SeriesWidth
		for k := range o.Phases[i+1:] {
			if next := &o.Phases[i+1+k]; next.Opened && next.OpenedAt > ph.OpenedAt {
				until = next.OpenedAt // phases that open together bear one load
				break
			}
		}
		if len(o.Releases) > 1 && o.Releases[1].Began {
			until = min(until, o.Releases[1].BeganAt) // what follows is the load of another release
		}
		v[phaseUtilization] = o.UtilizationBetween(ph.OpenedAt, until)
		v[phaseWait] = watched.WaitP95()
	}
	if ph.Offered >= ph.Assigned && ph.Opened {
		v[phaseOffered] = max(ph.OpenedAt, ph.OfferedAt).Seconds()
	}
	if ph.GateOpen {
		v[phaseDecided] = ph.GateAfter.Seconds()
	}
	if ph.Stuck {
		v[phaseStuck] = 1
	}
	if halted {
		v[phaseHalted] = 1
	}
	for k, share := range PhaseShares {
		rank := max(1, int(math.Ceil(float64(share*float64(ph.Assigned))-1e-9)))
		switch {
		case ph.Assigned == 0:
			v[phaseUpdated+k] = math.NaN()
		case rank > len(watched.UpdatedAt):
			v[phaseUpdated+k] = math.Inf(+1)
		default:
			v[phaseUpdated+k] = watched.UpdatedAt[rank-1].Seconds()
		}
	}
	return v
}

// parted are the strata in which a release is good, and those in which it is not.
func (b *planAccumulator) parted(release int) (good, bad []int) {
	of := b.s.ProblemsOf(release)
	for k, stratum := range b.strata {
		if stratum&of == 0 {
			good = append(good, k)
		} else {
			bad = append(bad, k)
		}
	}
	return good, bad
}

// write makes estimates of all values.
func (b *planAccumulator) write(p *Plan) {
	among := func(strata []int) func(metric model.Metric, i int) Estimate {
		return func(metric model.Metric, i int) Estimate {
			var of []stats.Stratum
			for _, k := range strata {
				of = append(of, stats.Stratum{Weight: b.weights[k], Values: b.values[k][i]})
			}
			return newEstimate(metric, of)
		}
	}
	sound, badFirst := b.parted(0)
	switch {
	case b.strata[0] == 0:
		sound = []int{0}
	case len(sound) == 0: // a problem of the first release is certain
		sound = badFirst
	}
	good, bad := among(sound), among(badFirst)
	count, share, instant := model.Metric{Unit: model.Count}, model.Metric{Unit: model.Share}, model.Metric{Unit: model.Instant}
	wait, _ := model.MetricNamed(judgedBy(b.s, "wait.update.p95"))
	metrics := len(b.metrics)
	of := func(phase, what int) int { return metrics + haltValues + phase*phaseValues() + what }
	for i, metric := range b.metrics {
		p.Metrics = append(p.Metrics, good(metric, i))
	}
	planned := model.Planned(b.s, b.strategy)
	for i := range b.strategy.Phases {
		ph := PhasePlan{Name: b.strategy.Phases[i].Name, Planned: planned[i],
			Clients: good(count, of(i, phaseClients)), Assigned: good(count, of(i, phaseAssigned)),
			Opened: good(instant, of(i, phaseOpened)), Offered: good(instant, of(i, phaseOffered)),
			Decided: good(instant, of(i, phaseDecided)), Stuck: good(share, of(i, phaseStuck)),
			Utilization: good(share, of(i, phaseUtilization)), Wait: good(wait, of(i, phaseWait))}
		for k := range PhaseShares {
			ph.Updated = append(ph.Updated, good(instant, of(i, phaseUpdated+k)))
		}
		p.Phases = append(p.Phases, ph)
	}
	for i := range b.s.Later {
		var t *Trouble
		if _, strata := b.parted(i + 1); len(strata) > 0 {
			t = &Trouble{}
			_, t.Chance = b.s.Chances(i + 1)
			for k, metric := range b.metrics {
				t.Metrics = append(t.Metrics, among(strata)(metric, k))
			}
		}
		p.Later = append(p.Later, t)
	}
	if len(badFirst) == 0 {
		return
	}
	chance := 1.0
	for k, stratum := range b.strata {
		if !slices.Contains(badFirst, k) {
			chance -= b.s.Weight(stratum)
		}
	}
	t := &Trouble{Chance: chance,
		Noticed: bad(instant, metrics+noticedAt), Felt: bad(instant, metrics+feltAt), GoesOn: bad(instant, metrics+goesOnAt)}
	for i, metric := range b.metrics {
		t.Metrics = append(t.Metrics, bad(metric, i))
	}
	t.Halts = *t.Metric("halted")
	for i := range b.strategy.Phases {
		t.During = append(t.During, bad(share, of(i, phaseHalted)))
	}
	p.Trouble = t
}
