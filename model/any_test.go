package model

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/rollsim/rollsim/sim/dist"
)

// oneOf chooses one of some values.
func oneOf[T any](r *rand.Rand, values ...T) T { return values[r.IntN(len(values))] }

func minutes(r *rand.Rand, most int) time.Duration {
	return time.Duration(1+r.IntN(most)) * time.Minute
}

// anyScenario puts a small scenario together. What it combines need not be wise,
// but each part is valid.
func anyScenario(r *rand.Rand) *Scenario {
	zones := []string{"Europe/Berlin", "America/New_York", "UTC", "Asia/Kolkata"}
	calendar := func() *Calendar {
		c := oneOf(r, fiveDays, func(zone string, _ ...Date) *Calendar { return sevenDays(zone) })(oneOf(r, zones...))
		if r.IntN(2) == 0 {
			c.Holidays = []Date{{2027, time.March, 26}, {2027, time.March, 29}, {2027, time.November, 1}}
		}
		return c
	}
	s := &Scenario{Name: "any", Seed: r.Uint64(), Replications: 1, Calendar: calendar(), Horizon: 1 + r.IntN(12)}
	// With these starts the clock changes in the first weeks: in Berlin on 28
	// March and 31 October, in New York on 14 March and 7 November.
	start := oneOf(r, Date{2027, time.March, 8}, Date{2027, time.March, 24}, Date{2027, time.October, 25}, Date{2027, time.November, 5}, Date{2027, time.June, 7})
	s.Start = start.In(s.Calendar.Zone)
	for i := range 1 + r.IntN(3) {
		s.Groups = append(s.Groups, anyGroup(r, fmt.Sprintf("group %d", i), calendar()))
	}
	s.Backend = Backend{Version: oneOf(r, Version("9.4"), "9.4", "9.4", "9.2"), Slots: []int{1 + r.IntN(4)}, Admission: Admission{
		CompatibleFrom: "9.3", Discipline: disciplineOf(r.IntN(2) == 0), QueueLimit: -1,
		RetryAfter: oneOf(r, RetryAfter{Fixed: time.Minute}, RetryAfter{Fixed: 90 * time.Second}, RetryAfter{Estimate: true}),
		Jitter:     oneOf(r, 0, 2*time.Second, time.Minute)}}
	if r.IntN(8) > 0 {
		s.Release = &Release{Version: oneOf(r, Version("9.4"), "9.10")}
	}
	if r.IntN(3) == 0 {
		arrivals := burst(r.Uint64(), 60)
		for i := range arrivals {
			arrivals[i].At += dayAt(0, 8, 0)
			arrivals[i].Patience = oneOf(r, -1, 0, time.Minute, 10*time.Minute)
		}
		s.Workloads = []Workload{{Name: "others", Arrivals: replayed(arrivals)}}
	}
	s.Strategies = []Strategy{{Name: "any", Phases: anyPhases(r, s)}}
	if r.IntN(2) == 0 {
		addMechanisms(r, s)
	}
	for i := range s.Groups {
		if r.IntN(3) == 0 {
			s.Groups[i].Joins = &Joins{Clients: 1 + r.IntN(5), On: JoinDates(r.IntN(3)), Dates: []Date{start, start.Add(1 + r.IntN(4))}}
		}
	}
	for i := range s.Groups {
		if g := &s.Groups[i]; g.Delivery != AutoUpdater && r.IntN(3) == 0 {
			g.Versions = oneOf(r, []VersionShare{{None, 1}}, []VersionShare{{None, 0.4}, {"9.2", 0.4}, {"9.3", 0.2}})
			g.First = FirstInstall{Size: r.Float64() * 1e9, Duration: law(dist.Exponential(400)), Fails: oneOf(r, 0, 0.3), Updater: oneOf(r, 0, 0.5, 1)}
			g.Sync.First = oneOf(r, nil, law(dist.Exponential(900)))
		}
	}
	return s
}

func anyGroup(r *rand.Rand, name string, c *Calendar) Group {
	unit := func() SpanUnit { return oneOf(r, Elapsed, LocalDays, Workdays) }
	return Group{
		Name: name, Clients: 1 + r.IntN(25), Calendar: c,
		Delivery: oneOf(r, AutoUpdater, ManagedDelivery, SelfServiceDelivery),
		Versions: oneOf(r, []VersionShare{{"9.3", 1}}, []VersionShare{{"9.2", 0.3}, {"9.3", 0.5}, {"9.4", 0.2}}),
		Profile:  oneOf(r, Persistent, Persistent, NonPersistent, TerminalServer),
		KeyUsers: r.Float64() / 2,
		Presence: Presence{
			Absent: r.Float64() * 0.6, AbsentSpell: 2 + 4*r.Float64(),
			Boot: oneOf(r, law(dist.NormalWithin(7.5*3600, 9*3600, 860)), law(dist.Uniform(0, 86400)), always(8*time.Hour),
				law(dist.NormalWithin(1.5*3600, 3.5*3600, 1200))), // the hour that a clock change skips or repeats
			Restarts: r.Float64(),
			Session:  oneOf(r, law(dist.Normal(8*3600, 2700)), law(dist.Exponential(3600)), always(26*time.Hour), always(time.Hour)),
			Together: oneOf(r, 0, 5*time.Minute),
		},
		Updater: Updater{Interval: oneOf(r, time.Hour, 24*time.Hour), Jitter: oneOf(r, 0, 0.5), OnError: minutes(r, 240), DownloadTries: 1 + r.IntN(3),
			Apps: AppsClosed{AfterRestart: r.Float64(), RestartFor: minutes(r, 4), ClosedSpell: minutes(r, 60), OpenSpell: minutes(r, 120), Poll: minutes(r, 5), Tries: 1 + r.IntN(50)}},
		Managed: Managed{PolicyPoll: minutes(r, 60), AtDeadline: r.IntN(2) == 0,
			Deadline: Span{minutes(r, 4*24*60), unit()}, Randomization: oneOf(r, 0, minutes(r, 600))},
		Self:     SelfService{Response: SpanDistribution{law(dist.Exponential(86400)), unit()}, Never: r.Float64() / 4},
		Download: Download{Size: r.Float64() * 1e9, Rate: 8e6, Fails: oneOf(r, 0, 0.3)},
		Install:  Install{Duration: law(dist.Exponential(300)), Fails: oneOf(r, 0, 0.3), Tries: 1 + r.IntN(3)},
		Sync: Sync{OnLogIn: r.IntN(4) > 0, OnTimer: r.IntN(2) == 0, OnUpdate: r.IntN(4) > 0, Interval: minutes(r, 240),
			Delta: oneOf(r, law(dist.Exponential(120)), always(0), law(dist.Exponential(1200))), Full: law(dist.LognormalMedianP95(600, 3600)),
			FirstSyncPackage: r.IntN(4) == 0, Jitter: oneOf(r, 0, 0, 0.5)},
	}
}

func anyPhases(r *rand.Rand, s *Scenario) []Phase {
	span := func(most int) Span { return Span{minutes(r, most*24*60), oneOf(r, Elapsed, LocalDays, Workdays)} }
	var phases []Phase
	for i := range 1 + r.IntN(4) {
		p := Phase{Name: fmt.Sprintf("phase %d", i), By: oneOf(r, ByRandom, ByGroupOrder, ByKeyUsers)}
		p.Size = oneOf(r, Size{}, Size{Kind: SizeCount, Count: 1 + r.IntN(20)},
			Size{Kind: SizeShare, Share: r.Float64(), Basis: oneOf(r, OfTotal, OfRemaining, Cumulative)})
		if r.IntN(3) == 0 {
			p.Groups = []int{r.IntN(len(s.Groups))}
		}
		at := s.Start.Add(minutes(r, 5*24*60))
		p.Start = oneOf(r, Start{}, Start{Delay: span(2)}, Start{WhenGate: true}, Start{At: &at})
		p.Gate = Gate{Success: oneOf(r, 0, 0, 0.5, 0.95, 1), Of: oneOf(r, OfAssigned, OfReached, OfActive)}
		if r.IntN(2) == 0 {
			p.Gate.Soak = span(2)
		}
		p.Testers = i == 0 && p.Groups == nil
		phases = append(phases, p)
	}
	return phases
}

// addMechanisms gives the backend of a scenario some of all that a backend can
// have, each with chance one half or less.
func addMechanisms(r *rand.Rand, s *Scenario) {
	b := &s.Backend
	sometimes := func() bool { return r.IntN(3) == 0 }
	interrupted := func() Interrupted { return oneOf(r, Restart, Resume, Resume, Drain) }
	b.Nodes = 1 + r.IntN(4)
	b.Balancer.Policy = oneOf(r, SharedLine, SharedLine, RoundRobin, RandomNode, LeastBusy, TwoChoices, Weighted)
	if b.Balancer.Policy == Weighted {
		for range 1 + r.IntN(b.Nodes) {
			b.Balancer.Weights = append(b.Balancer.Weights, 0.1+r.Float64())
		}
	}
	b.Balancer.SignalAge, b.Balancer.CountOwn = oneOf(r, 0, time.Minute, 20*time.Minute), r.IntN(2) == 0
	if sometimes() {
		b.Capacity = oneOf(r, &Capacity{FullSpeed: 0.5 + 3*r.Float64()}, &Capacity{Contention: 0.3 * r.Float64()},
			&Capacity{Contention: 0.1 * r.Float64(), Coherency: 0.05 * r.Float64()})
	}
	if sometimes() {
		b.Timeout = &Timeout{After: minutes(r, 30), Retry: Retry{Budget: oneOf(r, -1, -1, 0, 1, 3)}}
		if retry := &b.Timeout.Retry; r.IntN(2) == 0 {
			retry.Fixed, retry.Jitter = minutes(r, 10), oneOf(r, 0, 0.5, 1)
		} else {
			retry.Base = minutes(r, 5)
			retry.Cap = retry.Base + minutes(r, 60)
		}
	}
	if sometimes() {
		b.Autoscale = &Autoscale{Target: 0.3 + r.Float64(), Min: 1 + r.IntN(2), Max: 2 + r.IntN(4), Check: minutes(r, 30),
			ReadyAfter: oneOf(r, 0, minutes(r, 20)), CoolDown: oneOf(r, 0, minutes(r, 60)), Add: 1 + r.IntN(3), Remove: 1 + r.IntN(3)}
	}
	if sometimes() {
		b.Failures = &Failures{Between: law(dist.Exponential(86400)), Repair: law(dist.Exponential(3600)), Running: interrupted()}
	}
	for range r.IntN(7) {
		e := BackendEvent{At: dayAt(r.IntN(min(s.Horizon, 3)), 6+r.IntN(12), r.IntN(60)), Kind: oneOf(r, Outage, Outage, Deploy, AddNodes, SetSlots, TouchMetadata),
			For: oneOf(r, minutes(r, 600), minutes(r, 20)), Running: interrupted()}
		switch e.Kind {
		case Outage, Deploy:
			e.Nodes = oneOf(r, AllNodes, 1, 1+r.IntN(b.Nodes))
		case AddNodes:
			e.Nodes, e.ReadyAfter = 1+r.IntN(2), oneOf(r, 0, minutes(r, 30))
		case SetSlots:
			e.Slots = 1 + r.IntN(6)
		case TouchMetadata:
			e.Work = oneOf(r, 0, minutes(r, 10))
		}
		b.Events = append(b.Events, e)
	}
	slices.SortStableFunc(b.Events, func(a, b BackendEvent) int { return int(a.At - b.At) })
	a := &b.Admission
	a.RetryAfter.Jitter = oneOf(r, 0, 0, time.Minute)
	if sometimes() {
		a.RetryPolicy = RetryPolicy{After: law(dist.Exponential(120)), FirstOnly: r.IntN(2) == 0}
	}
	if a.Discipline == Ticket {
		if a.QueueLimit = oneOf(r, -1, -1, 0, 2); r.IntN(2) == 0 {
			a.Discipline = Priority
			a.Order = oneOf(r, nil, []Cause{Update}, []Cause{LogIn, Metadata, Update, Timer})
		}
	}
}

// withIdleMechanism returns a scenario whose backend is plain with a mechanism
// added that never does anything, and says which.
func withIdleMechanism(r *rand.Rand, s *Scenario) (name string, idle *Scenario) {
	c := *s
	b := &c.Backend
	b.Events = slices.Clone(s.Backend.Events)
	switch r.IntN(6) {
	case 0:
		name, b.Timeout = "a timeout that never strikes", &Timeout{After: 1e4 * time.Hour, Retry: Retry{Fixed: time.Minute}}
	case 1:
		name, b.Capacity = "a capacity that is never reached", &Capacity{FullSpeed: 1e6}
	case 2:
		at := dayAt(0, 8, 30)
		name, b.Events = "the slots set to what they are", append(b.Events, BackendEvent{At: at, Kind: SetSlots, Slots: b.Slots[0]})
	case 3:
		name, b.Failures = "nodes that last for ever", &Failures{Between: always(1e6 * time.Hour), Repair: always(time.Hour)}
	case 4:
		name, b.Nodes = "one node at most", 1
		b.Autoscale = &Autoscale{Target: 0.1, Min: 1, Max: 1, Check: 7 * time.Minute, Add: 1, Remove: 1}
	case 5:
		name = "an order of no node, and three nodes behind one line"
		b.Nodes, b.Balancer = 3, Balancer{SignalAge: time.Minute}
		b.Events = append(b.Events, BackendEvent{At: dayAt(0, 8, 30), Kind: AddNodes})
	}
	return name, &c
}
