package fluid

import (
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim/portable"
)

// A Bound is a finding of the pre-flight: a few numbers that no simulation can
// overturn, or an estimate that says where to look. Counts of PCs and syncs are whole.
type Bound struct {
	Kind       BoundKind
	Strategy   string // empty: of all
	Slots      int    // 0: of all
	Target     string // the target that it is about; empty: none
	Impossible bool   // it cannot work; false: it will be tight

	At time.Duration // since the start: by when, or from when on (see the kinds)

	Updated float64 // PCs that are updated in the flow by then; of NotInTime those that can be at most
	Able    float64 // PCs that can be updated at all
	Offered float64 // NotInTime: PCs that have an offer by then
	Absent  float64 // NotInTime: those of them who are absent all the time; 0 where these are less than one

	Phases int           // NotInTime: how many there are where the last opens after At; otherwise 0
	Opens  time.Duration // NotInTime: when the last one opens at the earliest, since the start

	Wait  time.Duration // WaitTight, HourFull: in the flow
	Syncs float64       // DayFull, HourFull: that ask
	Work  float64       // DayFull, HourFull: theirs, in seconds at full speed

	LeftOut []Lack // Unsaid: why
}

// A BoundKind is what a bound says.
type BoundKind uint8

const (
	NotInTime  BoundKind = iota // at most Updated of Able PCs can be updated by At
	UpdateLate                  // in the flow Updated of Able PCs are updated by At, which are too few
	EndsBefore                  // the simulation ends at At, before the target, with Updated of Able PCs
	WaitTight                   // in the flow people wait for Wait, longer than the target allows
	DayFull                     // on the day of At, Syncs with Work are asked for, more than fit into a day
	HourFull                    // in the hour from At, Syncs with Work are asked for, and the longest wait is Wait
	Unsaid                      // nothing is said about waits, since LeftOut is not in the flow
)

// Equal tells whether two bounds say the same of the same strategy on the same slots.
func (b *Bound) Equal(other *Bound) bool { return reflect.DeepEqual(b, other) }

// luck is the logarithm of how unlikely it is that chance overturns what is called
// impossible: one in a billion.
var luck = portable.Log(1e9)

// beyondLuck is by how much a sum of independent chances with this variance may
// exceed its mean, or fall below it, but for luck (Bernstein's inequality, for terms
// within 1 of their mean).
func beyondLuck(variance float64) float64 {
	return luck/3 + math.Sqrt(luck*luck/9+float64(2*luck*variance))
}

// Impossible returns what rules out a target of a scenario, by its plans alone.
func Impossible(s *model.Scenario) []Bound {
	var all []Bound
	for i := range s.Strategies {
		for _, t := range s.Targets {
			if p, ok := planFor(s, &s.Strategies[i], t); ok && p.Impossible {
				all = append(all, p.Bound)
			}
		}
	}
	return all
}

// Bounds are what can be said of the targets that a strategy has on updated.*.
func (f *Model) Bounds(strategy *model.Strategy) []Bound {
	var all []Bound
	for _, t := range f.s.Targets {
		if b, ok := f.updatedBound(strategy, t); ok {
			all = append(all, b)
		}
	}
	return all
}

// A plan is what the plan of a strategy says about a target on updated.*.
type plan struct {
	Bound
	share float64       // of those that can be updated
	by    time.Duration // the instant by which
	able  float64       // how many can be
}

// planFor says whether the plan lets enough PCs have the release in time for a
// target on updated.*: those offered it by then, less those who are absent all the
// time, of those that can be updated at all.
func planFor(s *model.Scenario, strategy *model.Strategy, t model.Target) (plan, bool) {
	share, by := 0.0, time.Duration(0)
	metric, _ := model.MetricNamed(t.Metric)
	name, release := metric.Name, 0
	if of, version, ok := metric.Release(); ok {
		if name, release = of, slices.Index(s.Versions(), version); release < 0 {
			return plan{}, false
		}
	}
	switch name {
	case "updated.p50", "updated.p95", "updated.p99":
		percent, _ := strconv.Atoi(strings.TrimPrefix(name, "updated.p"))
		share, by = float64(percent)/100, time.Duration(t.Value(s)*1e9)
		if t.AtLeast {
			return plan{}, false
		}
	case "updated.at_horizon":
		share, by = t.Bound, intervalsOf(s)
		if !t.AtLeast {
			return plan{}, false
		}
	default:
		return plan{}, false
	}
	stuck := func(p model.Phase) bool {
		return p.Gate.IfStuck.After.Length > 0 && p.Gate.IfStuck.Then == model.Proceed
	}
	ends := func(p model.Phase) bool { return p.OnProblem != model.PauseFix }
	phases := s.PhasesOf(strategy, release)
	if len(phases) == 0 || slices.ContainsFunc(phases, stuck) ||
		len(s.Strata()) > 1 && slices.ContainsFunc(phases, ends) {
		return plan{}, false // may be faster, or leave fewer to be updated
	}
	if release < len(s.Later) && s.Later[release].Start.Sub(s.Start) < by {
		return plan{}, false // a newer release, which counts as well, may come to some before
	}
	plannedBy := func(by time.Duration) ([][]float64, []time.Duration) {
		if release > 0 {
			return model.PlannedReleaseBy(s, strategy, release, by)
		}
		return model.PlannedBy(s, strategy, by)
	}
	offered, opens := plannedBy(by)
	all, _ := plannedBy(math.MaxInt64)
	planned, reached, able := 0.0, 0.0, 0.0
	varies, ableVaries := 0.0, 0.0 // variances
	for p := range offered {
		for gi := range s.Groups {
			g := &s.Groups[gi]
			away := absentThroughout(s, g, opens[p], by)
			n := offered[p][gi]
			planned += n
			reached += float64(n * (1 - away))
			lacking := lackingOf(g, s.Versions()[release])
			mixed := float64(n * (1 - lacking)) // who has which version is chance: of n/lacking PCs each lacks the release
			varies += float64(n*away*(1-away)) + mixed
			never := portable.Pow(g.Install.Fails, float64(g.Install.Tries))
			if bare := g.Share(model.None); bare > 0 {
				first := portable.Pow(g.First.Fails, float64(g.Install.Tries))
				never += float64((first - never) * min(1, bare/lacking))
			}
			if g.Delivery == model.SelfServiceDelivery {
				never += g.Self.Never
			}
			if g.Download.Fails > 0 {
				never += portable.Pow(g.Download.Fails, float64(max(1, g.Updater.DownloadTries)))
			}
			m := all[p][gi]
			never = min(1, never)
			able += float64(m * (1 - never))
			ableVaries += float64(m*never*(1-never)) + float64(m*(1-lacking))
		}
	}
	if able == 0 {
		return plan{}, false
	}
	b := Bound{Kind: NotInTime, Strategy: strategy.Name, Target: t.Text, At: by,
		Updated: math.Round(reached), Able: math.Round(able), Offered: math.Round(planned)}
	if absent := planned - reached; absent >= 1 {
		b.Absent = math.Round(absent)
	}
	if last := len(opens) - 1; last > 0 && opens[last] > by {
		b.Phases, b.Opens = last+1, opens[last]
	}
	b.Impossible = reached+beyondLuck(varies) < share*(able-beyondLuck(ableVaries))
	return plan{b, share, by, able}, true
}

// inexact is by which share of those that can be updated the flow may be off. It says that
// an update is tight only beyond that, and beyond what chance may do: two standard
// deviations of the PCs that are updated in time, and at least two of them.
const inexact = 0.02

// updatedBound is what the plan, and if that leaves it open the flow, says about a target
// on updated.*.
func (f *Model) updatedBound(strategy *model.Strategy, t model.Target) (Bound, bool) {
	p, ok := planFor(f.s, strategy, t)
	if !ok || p.Impossible {
		return p.Bound, ok
	}
	if metric, _ := model.MetricNamed(t.Metric); metric.OfRelease() {
		return Bound{}, false // the flow is of the first release
	}
	b, s, share, by := p.Bound, f.s, p.share, p.by
	// The flow says when it would be, if nothing were in the way but the plan.
	updated, can := 0.0, p.able
	end := min(by, intervalsOf(s))
	k := int(end/f.flow.Width) - 1
	for _, u := range f.update(strategy, f.flow.Intervals()) {
		for j := 0; j <= k; j++ {
			updated += u.Updated[j]
		}
	}
	chance := max(2, inexact*can, 2*math.Sqrt(can*share*(1-share)))
	if updated+chance >= share*can || f.mayBeFaster(strategy) {
		return Bound{}, false
	}
	b = Bound{Kind: UpdateLate, Strategy: b.Strategy, Target: b.Target, At: by, Updated: math.Round(updated), Able: math.Round(can)}
	if end < by {
		b.Kind, b.At = EndsBefore, end
	}
	return b, true
}

// mayBeFaster tells whether what is not in the flow of a strategy lets its PCs be updated
// before they are in the flow; all else that is not makes it later.
func (f *Model) mayBeFaster(strategy *model.Strategy) bool {
	return slices.ContainsFunc(f.leavesOut(strategy), func(what Lack) bool {
		return what == FirstInstalls || what == LateJoiners || what == LongDownloads || what == LongSessions
	})
}

// absentThroughout is the chance that a PC is absent on every workday from the first
// whose session may last until an instant to another.
func absentThroughout(s *model.Scenario, g *model.Group, from, until time.Duration) float64 {
	if until < from {
		return 1
	}
	if g.Presence.Absent == 0 {
		return 0
	}
	// The workdays before from which a session may last until then.
	days := max(1, int(math.Ceil(g.Presence.Session.Quantile(1-1e-9)/(24*3600))))
	last := model.DateOf(s.Start.Add(until).In(g.Calendar.Zone))
	for d := model.DateOf(s.Start.Add(from).In(g.Calendar.Zone)); d.Compare(last) <= 0; d = d.Add(1) {
		if g.Calendar.Workday(d) {
			days++
		}
	}
	return g.Presence.Absent * portable.Pow(1-1/g.Presence.AbsentSpell, float64(days-1))
}

// WaitBounds say, unless the load leaves out what could belie it, which targets on waits are tight on the slots of a fluid, where its
// line is longest, and whether the work of a plain day fits into the day at all.
func (f *Model) WaitBounds(l *Load) []Bound {
	var all []Bound
	for _, t := range f.s.Targets {
		level, ok := levelOf(t.Metric)
		if !ok || t.AtLeast || l.Strategy == model.NoRollout {
			continue
		}
		if f.s.Backend.Admission.Discipline == model.ReAsk && level < overtaken {
			continue // most of those who ask again wait less than in a line, and some much longer
		}
		if wait := l.waitAfterUpdate(level); wait > t.Bound {
			all = append(all, Bound{Kind: WaitTight, Strategy: l.Strategy, Slots: l.Slots, Target: t.Text, Wait: spanOf(wait)})
		}
	}
	all = append(all, f.dayBound(l)...)
	if len(all) == 0 || len(l.LeavesOut) == 0 {
		return all
	}
	return []Bound{{Kind: Unsaid, Strategy: l.Strategy, LeftOut: l.LeavesOut}}
}

// overtaken is the level from which on those who ask again, and overtake each other, wait
// at least as long as in a line.
const overtaken = 0.9

// dayBound compares the work of the busiest days with what the slots can do.
func (f *Model) dayBound(l *Load) []Bound {
	const day = int(24 * time.Hour / model.SeriesWidth)
	busiest, at, hour, hourAt := 0.0, 0, 0.0, 0
	const per = int(time.Hour / model.SeriesWidth)
	for k := 0; k < len(l.Asked); k += day {
		sum, open := 0.0, 0.0
		for j := k; j < min(k+day, len(l.Asked)); j++ {
			sum, open = sum+l.Asked[j], open+l.Open[j]
		}
		if open > 0 && sum/open > busiest {
			busiest, at = sum/open, k
		}
	}
	for k := 0; k+per <= len(l.Asked); k += per {
		sum, open := 0.0, 0.0
		for j := k; j < k+per; j++ {
			sum, open = sum+l.Asked[j], open+l.Open[j]
		}
		if open > 0 && sum/open > hour {
			hour, hourAt = sum/open, k
		}
	}
	since := func(k int) time.Duration { return time.Duration(k) * l.Width }
	asks := func(k, n int) (syncs, work float64) {
		for j := k; j < min(k+n, len(l.Asked)); j++ {
			if l.Asked[j] > 0 {
				syncs += l.Asked[j] * l.Width.Seconds() / l.Means[j]
				work += float64(l.Asked[j] * l.Width.Seconds())
			}
		}
		return syncs, work
	}
	b := Bound{Strategy: l.Strategy, Slots: l.Slots}
	switch {
	case busiest > 1:
		n, work := asks(at, day)
		b.Kind, b.At, b.Syncs, b.Work = DayFull, since(at), max(1, math.Round(n)), work
	case hour > 1:
		n, work := asks(hourAt, per)
		b.Kind, b.At, b.Syncs, b.Work = HourFull, since(hourAt), max(1, math.Round(n)), work
		b.Wait = spanOf(slices.Max(l.Wait))
	default:
		return nil
	}
	return []Bound{b}
}

// levelOf is the level of a quantile of the waits after the update.
func levelOf(metric string) (level float64, ok bool) {
	for _, prefix := range []string{"wait.update.p", "delay.update.p"} {
		if percent, found := strings.CutPrefix(metric, prefix); found {
			n, err := strconv.Atoi(percent)
			return float64(n) / 100, err == nil
		}
	}
	return 0, false
}

// waitAfterUpdate is the wait in seconds that a share of those updated do not exceed
// in the flow; 0 if nobody is.
func (l *Load) waitAfterUpdate(level float64) float64 {
	type part struct{ wait, syncs float64 }
	var parts []part
	all := 0.0
	for k, n := range l.Updates {
		if n > 0 {
			parts, all = append(parts, part{l.Wait[k], n}), all+n
		}
	}
	slices.SortStableFunc(parts, func(a, b part) int {
		switch {
		case a.wait < b.wait:
			return -1
		case a.wait > b.wait:
			return +1
		}
		return 0
	})
	sum := 0.0
	for _, p := range parts {
		if sum += p.syncs; sum >= level*all {
			return p.wait
		}
	}
	return 0
}

func spanOf(seconds float64) time.Duration { return time.Duration(seconds * 1e9) }
