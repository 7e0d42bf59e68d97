package study

import (
	"math"
	"slices"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/fluid"
	"github.com/rollsim/rollsim/model/theory"
	"github.com/rollsim/rollsim/sim/dist"
)

// A Divergence is the place where the people that wait in the simulation and in the
// flow without chance are furthest apart, and why, as far as a rule can tell.
type Divergence struct {
	At        time.Duration // start of the interval
	Simulated float64       // waiting, mean of the interval over all rollouts
	Fluid     float64       // waiting in the flow without chance
	Why       Cause

	Open     float64       // slots that are open
	Asked    float64       // work asked of them in the flow in the quarter of an hour around, in erlangs
	Delayed  float64       // Erlang's formula C: share 0..1 of those who would wait in a steady state of that load; 0 where there is none
	Idle     float64       // LeftIdle: open slots that nobody has, mean since people wait
	Phase    string        // ByGates: the phase that opens later than planned
	Late     time.Duration // ByGates: by so much, on average
	Event    time.Duration // ByEvents: when it was
	LeftOut  []fluid.Lack  // NotFollowed: what the flow leaves out
	Together time.Duration // ByMornings: the largest standard deviation of a day's shift
}

// Cause is why the simulation and the flow part.
type Cause uint8

const (
	Unknown     Cause = iota
	ByChance          // asks come and last unevenly, and the flow has room for all
	LeftIdle          // who was denied comes back later, and slots that free meanwhile stay empty
	ByMornings        // the whole peak comes earlier or later on a day
	ByEvents          // nodes go and come back
	ByGates           // a phase opens later than planned
	NotFollowed       // what the flow leaves out
)

// part finds where a result and its fluid are furthest apart, nil if that is
// nowhere beyond the band of single rollouts, one person or a tenth. The sharp fluid is
// the one of mornings that are not shifted, for so many intervals at least, nil if there is
// none.
func (c *Comparison) diverge(r *Result, sharp func(intervals int) *fluid.Load) *Divergence {
	f := r.Fluid
	if f == nil || len(r.Series.Waiting) == 0 || c.Scenario.Backend.Autoscale != nil {
		return nil // the flow keeps to the first nodes, which nobody needs to be told with numbers
	}
	s := &r.Series
	at, most := -1, 0.0
	for k, simulated := range s.Waiting {
		fluid := f.Waiting[k]
		apart := math.Abs(simulated - fluid)
		if apart <= most || apart < 1 || apart < 0.1*max(simulated, fluid) {
			continue
		}
		if f.Bursts && fluid >= 1 && apart <= f.Open[k]/2 {
			continue // those who start together end together, and the next start at once
		}
		if k < len(s.WaitingP) && fluid >= float64(s.WaitingP[k].P5) && fluid <= float64(s.WaitingP[k].P95) {
			continue
		}
		at, most = k, apart
	}
	if at < 0 {
		return nil
	}
	p := &Divergence{At: time.Duration(at) * s.Width, Simulated: s.Waiting[at], Fluid: f.Waiting[at], Open: f.Open[at], LeftOut: f.LeavesOut}
	p.explain(c.Scenario, r, at, sharp)
	return p
}

// explain finds the first rule that fits. What leaves slots empty, and mornings that
// are shifted, count only if by their own numbers they make half the distance.
func (p *Divergence) explain(s *model.Scenario, r *Result, at int, sharp func(intervals int) *fluid.Load) {
	f := r.Fluid
	from, to := max(0, at-1), min(len(f.Asked), at+2)
	for _, asked := range f.Asked[from:to] {
		p.Asked += asked / float64(to-from)
	}
	undone := p.idle(r, at)
	for i := range s.Groups {
		p.Together = max(p.Together, s.Groups[i].Presence.Together)
	}
	const reach = 4 * time.Hour // how long after it an outage is felt
	for i := range s.Backend.Events {
		e := &s.Backend.Events[i]
		if (e.Kind == model.Outage || e.Kind == model.Deploy) && e.At < p.At+model.SeriesWidth && p.At < e.At+e.For+reach {
			p.Why, p.Event = ByEvents, e.At
			return
		}
	}
	for i := range r.Phases {
		ph := &r.Phases[i]
		if late := ph.Opened.Mean - ph.Planned.Seconds(); ph.Opened.N > 0 && late > time.Hour.Seconds() && p.At >= ph.Planned {
			p.Why, p.Phase, p.Late = ByGates, ph.Name, time.Duration(late*1e9)
			return
		}
	}
	if slots := math.Floor(p.Open); p.Asked < slots {
		p.Delayed = theory.Delaying(int(slots), p.Asked)
	}
	const seldom = 0.01 // of those who ask: chance alone makes no line then
	limits := slices.DeleteFunc(slices.Clone(f.LeavesOut), func(what fluid.Lack) bool { return what == fluid.Problems })
	switch {
	case len(limits) > 0:
		p.Why = NotFollowed
	case p.Simulated > p.Fluid && p.Fluid < 1 && p.Delayed > seldom:
		p.Why = ByChance
	case p.Simulated > p.Fluid && s.Backend.Admission.Discipline == model.ReAsk && undone >= (p.Simulated-p.Fluid)/2:
		p.Why = LeftIdle
	case p.Together > 0 && p.shifted(sharp, at):
		p.Why = ByMornings
	case len(f.LeavesOut) > 0:
		p.Why = NotFollowed
	}
}

// idle finds how many open slots nobody has since people wait, and returns how many
// syncs these would have done by then.
func (p *Divergence) idle(r *Result, at int) (undone float64) {
	begin := at
	for begin > 0 && r.Series.Waiting[begin-1] >= 1 {
		begin--
	}
	empty, work := 0.0, 0.0
	for k := begin; k <= at; k++ {
		open := r.Fluid.Open[k]
		if k < len(r.Series.Open) {
			open = r.Series.Open[k]
		}
		empty += max(0, open-r.Series.Running[k])
		if mean := r.Fluid.Means[k]; mean > 0 {
			work = mean // the last that was asked for
		}
	}
	p.Idle = empty / float64(at+1-begin)
	if work == 0 {
		return 0
	}
	return empty * r.Fluid.Width.Seconds() / work
}

// shifted tells whether the mean line of mornings that are each shifted by chance
// makes half the distance to the line of a mean morning.
func (p *Divergence) shifted(sharp func(intervals int) *fluid.Load, at int) bool {
	sd := p.Together.Seconds() / model.SeriesWidth.Seconds()
	reach := int(math.Ceil(4*sd)) + 1
	f := sharp(at + reach + 1)
	if f == nil {
		return false
	}
	mean := 0.0
	for j := -reach; j <= reach; j++ {
		part := dist.NormalCDF((float64(j)+0.5)/sd) - dist.NormalCDF((float64(j)-0.5)/sd)
		mean += float64(part * f.Waiting[min(len(f.Waiting)-1, max(0, at+j))])
	}
	return (mean-p.Fluid)/(p.Simulated-p.Fluid) >= 0.5
}
