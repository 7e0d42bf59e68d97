package model

import (
	"math"
	"time"
)

// A PlannedPhase is what can be said of a phase before anything has happened.
type PlannedPhase struct {
	Clients int           // of the phase that lack the release; for groups of mixed versions, in the mean
	Opens   time.Duration // since the start
	Offered time.Duration // when the last client has its offer; at the latest longestPlan days from the start
}

// longestPlan is how many days are looked ahead from the start of a release.
const longestPlan = 200

// Planned returns what is planned of the phases of a strategy if every offer is
// taken with success the moment it is made, no limit of what is in flight is
// reached and nothing halts the rollout.
func Planned(s *Scenario, strategy *Strategy) []PlannedPhase {
	return plannedOffers(s, strategy, nil)
}

// plannedOffers is Planned that also hands the offer of each phase to see, unless
// that is nil.
func plannedOffers(s *Scenario, strategy *Strategy, see func(phase int, o *plannedOffer)) []PlannedPhase {
	return plannedFrom(s, strategy.Phases, plannedSizes(s, strategy, 0), s.begins(), see)
}

// A PlannedRelease is what can be said of a release before anything has happened.
type PlannedRelease struct {
	Version Version
	Begins  time.Duration // since the start
	Phases  []Phase
	Planned []PlannedPhase // of these
}

// PlannedReleases are those that follow the first under a strategy, as Planned says. One
// that waits begins when all phases of the release before it have opened.
func PlannedReleases(s *Scenario, strategy *Strategy) []PlannedRelease {
	var all []PlannedRelease
	if len(strategy.Phases) == 0 {
		return nil
	}
	open := func(planned []PlannedPhase) (last time.Duration) {
		for _, p := range planned {
			last = max(last, p.Opens)
		}
		return last
	}
	before := open(Planned(s, strategy))
	for i := range s.Later {
		later := &s.Later[i]
		r := PlannedRelease{Version: later.Version, Begins: later.Start.Sub(s.Start), Phases: s.PhasesOf(strategy, i+1)}
		if !later.Replaces {
			r.Begins = max(r.Begins, before)
		}
		r.Planned = plannedFrom(s, r.Phases, plannedSizes(s, &Strategy{Phases: r.Phases}, i+1), s.planTime(r.Begins), nil)
		before = open(r.Planned)
		all = append(all, r)
	}
	return all
}

// plannedFrom is what is planned of phases of so many clients that begin at an instant.
func plannedFrom(s *Scenario, phases []Phase, sizes []int, begins planTime, see func(phase int, o *plannedOffer)) []PlannedPhase {
	days := longestPlan + int(begins.at/(24*time.Hour))
	longest := time.Duration(days) * 24 * time.Hour
	thawed := s.thawed(days)
	planned := make([]PlannedPhase, len(phases))
	previous, passed := begins, begins.at
	for i := range phases {
		p := &phases[i]
		o := plannedOffer{s: s, Phase: p, clients: sizes[i], hours: s.hoursOf(p, &thawed, days).offers, longest: longest}
		opens := opening(s, p, previous, passed)
		o.opens = opens.at
		if see != nil {
			see(i, &o)
		}
		planned[i] = PlannedPhase{Clients: sizes[i], Opens: o.opens, Offered: o.made(sizes[i])}
		previous = opens
		passed = s.Calendar.After(s.Start.Add(o.succeeds()), p.Gate.Soak).Sub(s.Start)
		passed = s.approved(p, min(passed, longest))
	}
	return planned
}

// PlannedOpenings returns when the phases of a strategy open as Planned says.
func PlannedOpenings(s *Scenario, strategy *Strategy) []time.Duration {
	openings := make([]time.Duration, len(strategy.Phases))
	for i, p := range Planned(s, strategy) {
		openings[i] = p.Opens
	}
	return openings
}

// PlannedHorizon returns the horizon in local calendar days that lets every
// strategy settle: 15 workdays after the last planned offer, five more where the days
// after the rollout are looked at, at most 120 days. Releases that follow are not
// looked at.
func PlannedHorizon(s *Scenario) int {
	const longest = 120
	workdays := settles
	if s.SettlesLater() {
		workdays += afterDays
	}
	var last time.Duration
	for i := range s.Strategies {
		for _, p := range Planned(s, &s.Strategies[i]) {
			last = max(last, p.Opens, p.Offered)
		}
		for _, a := range s.Strategies[i].Access {
			last = max(last, min(a.From.Sub(s.Start), longestPlan*24*time.Hour))
		}
	}
	return s.settled(last, workdays, longest)
}

// TrainHorizon returns the horizon in local calendar days that lets every strategy settle
// with all releases: 15 workdays after the last planned offer.
func TrainHorizon(s *Scenario) int {
	var last time.Duration
	for i := range s.Strategies {
		for _, r := range PlannedReleases(s, &s.Strategies[i]) {
			for _, p := range r.Planned {
				last = max(last, p.Opens, p.Offered)
			}
		}
	}
	return s.settled(last, settles, math.MaxInt)
}

// settles is how many workdays after the last planned offer a rollout is given to end.
const settles = 15

// settled is how many local calendar days it takes, at most so many, until some workdays
// have passed since an instant.
func (s *Scenario) settled(last time.Duration, workdays, longest int) int {
	end := s.Calendar.After(s.Start.Add(last), Span{Length: time.Duration(workdays) * 24 * time.Hour, Unit: Workdays})
	days := 1
	for first := DateOf(s.Start.In(s.Calendar.Zone)); days < longest && first.Add(days).In(s.Calendar.Zone).Before(end); {
		days++
	}
	return days
}

// A planTime is an instant of a plan and the time that clocks were to show then,
// which differs from what they do show where that is skipped: what is planned for
// half past two every day is so again on the day after.
type planTime struct {
	at    time.Duration // since the start
	meant WallTime
}

// begins is the start of the scenario, the midnight of its first day.
func (s *Scenario) begins() planTime {
	return planTime{0, WallTime{Date: DateOf(s.Start.In(s.Calendar.Zone))}}
}

// planTime is an instant as clocks show it.
func (s *Scenario) planTime(at time.Duration) planTime {
	return planTime{at, Shown(s.Start.Add(at), s.Calendar.Zone)}
}

// AfterStart returns the instant that lies a span after the start.
func (s *Scenario) AfterStart(span Span) time.Time {
	t, _ := s.Calendar.after(s.Start, s.begins().meant, span)
	return t
}

// opening returns when a phase opens: at the later of its schedule and its
// predecessor's gate, on a workday outside freezes.
func opening(s *Scenario, p *Phase, previous planTime, passed time.Duration) planTime {
	t, meant := s.Start.Add(passed), WallTime{}
	switch {
	case p.Start.WhenGate:
	case p.Start.At != nil:
		if !p.Start.At.Before(t) {
			t, meant = *p.Start.At, p.Start.Shown(s.Calendar.Zone)
		}
	default:
		if due, shown := s.Calendar.after(s.Start.Add(previous.at), previous.meant, p.Start.Delay); !due.Before(t) {
			t, meant = due, shown
		}
	}
	if meant == (WallTime{}) {
		meant = Shown(t, s.Calendar.Zone)
	}
	return s.onOfferDay(t, meant)
}

// onOfferDay is [Calendar.OnOfferDay] for an instant at which clocks were to show a
// time.
func (s *Scenario) onOfferDay(t time.Time, meant WallTime) planTime {
	on, shown := s.Calendar.OnOfferDay(meant)
	if shown == meant {
		on = t // for the second time, it may be
	}
	return planTime{on.Sub(s.Start), shown}
}

// plannedSizes returns how many clients of each phase lack the release.
func plannedSizes(s *Scenario, strategy *Strategy, release int) []int {
	var sizes []int
	for _, parts := range plannedParts(s, strategy, release) {
		sum := 0.0
		for _, part := range parts {
			sum += part
		}
		sizes = append(sizes, int(math.Round(sum)))
	}
	return sizes
}

// plannedParts returns how many clients of each phase and group lack the release,
// in the mean. A phase that takes some of its groups' clients takes as large a part
// of each.
func plannedParts(s *Scenario, strategy *Strategy, release int) [][]float64 {
	left := make([]float64, len(s.Groups)) // clients in no phase yet
	lacking := make([]float64, len(s.Groups))
	all := make([]int, len(s.Groups))
	for gi := range s.Groups {
		left[gi], all[gi] = float64(s.Groups[gi].Clients), gi
		for _, v := range s.Groups[gi].Versions {
			if versions := s.Versions(); len(versions) > 0 && v.Version.Compare(versions[release]) < 0 {
				lacking[gi] += v.Share
			}
		}
	}
	total := s.Clients()
	parts := make([][]float64, len(strategy.Phases))
	for i := range strategy.Phases {
		p := &strategy.Phases[i]
		parts[i] = make([]float64, len(s.Groups))
		groups := p.Groups
		if groups == nil {
			groups = all
		}
		here, everywhere := 0.0, 0.0
		for gi := range left {
			everywhere += left[gi]
		}
		for _, gi := range groups {
			here += left[gi]
		}
		wanted := float64(p.Size.of(total, int(math.Round(everywhere))))
		for _, gi := range groups {
			part := left[gi]
			switch {
			case wanted >= here:
			case p.By == ByGroupOrder:
				part = min(part, wanted)
				wanted -= part
			default:
				part *= wanted / here
			}
			left[gi] -= part
			parts[i][gi] += float64(part * lacking[gi])
		}
	}
	return parts
}

// A plannedOffer is the offer of a phase that meets no limit.
type plannedOffer struct {
	*Phase
	s       *Scenario
	clients int
	hours   hours
	longest time.Duration // when it is given up to look ahead
	opens   time.Duration
	gap     time.Duration // of OfferOver, once it is known; 0: not yet
}

// succeeds returns when the gate of the phase is reached.
func (o *plannedOffer) succeeds() time.Duration {
	need := o.Gate.Count
	if need == 0 {
		need = int(math.Ceil(float64(o.Gate.Success*float64(o.clients)) - 1e-9))
	}
	need = min(max(need, o.Gate.AtLeast), o.clients)
	if need == 0 || !o.isStaged() && o.Window == nil && o.Grants == nil {
		return o.opens
	}
	return o.made(need)
}

// made returns when so many clients have their offer.
func (o *plannedOffer) made(clients int) time.Duration {
	begins := o.hours.next(o.opens)
	if begins == never {
		return o.longest
	}
	at := begins
	switch n := clients - 1; {
	case n <= 0:
	case o.Offer.Kind == OfferDaily:
		for day := 0; day+1 < len(o.Offer.Daily) && at != never; day++ {
			if int(math.Ceil(float64(o.Offer.Daily[day]*float64(o.clients))-1e-9)) >= clients {
				break
			}
			at = o.hours.next(o.s.nextMidnight(at))
		}
	case o.Offer.Kind == OfferOver:
		at = o.hours.after(begins, time.Duration(n)*o.pace(begins))
	case o.Offer.Kind == OfferRate:
		at = o.hours.after(begins, seconds(float64(n)/o.Offer.Rate))
	case o.Offer.Kind == OfferRamp:
		at = o.hours.after(begins, o.ramp(n))
	}
	if o.Grants != nil && clients > 0 {
		at = max(at, begins+time.Duration((clients-1)/max(1, o.Grants.Most))*o.Grants.Period)
	}
	return min(at, o.longest)
}

// pace is the time from one offer to the next of those made evenly over a span.
func (o *plannedOffer) pace(begins time.Duration) time.Duration {
	if o.gap == 0 {
		o.gap = o.s.overGap(o.Phase, begins, o.clients)
	}
	return o.gap
}

// ramp is how long it takes until so many more than the first have their offer.
func (o *plannedOffer) ramp(more int) time.Duration {
	lasts := 0.0
	for rate, left, step := o.Offer.Rate, more, max(1, o.Offer.FactorEvery)-1; left > 0; {
		if o.Offer.Most > 0 {
			rate = min(rate, o.Offer.Most)
		}
		here := min(left, step)
		lasts += float64(here) / rate
		left -= here
		rate *= o.Offer.Factor
		step = max(1, o.Offer.FactorEvery)
	}
	return seconds(lasts)
}
