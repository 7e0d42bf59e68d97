package model

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rollsim/rollsim/sim"
)

// TestLawsOfEveryRun plays small scenarios that chance has put together from
// everything that the model knows, and checks what holds in every run. The number
// of a scenario is its seed, so a failure can be played again alone.
func TestLawsOfEveryRun(t *testing.T) {
	const scenarios = 300
	var all Accounting
	bypassed, suspended, updates, opened, heldBack := 0, 0, 0, 0, 0
	for seed := range uint64(scenarios) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			s := anyScenario(rand.New(rand.NewPCG(seed, 2027)))
			m := New(s)
			play := func(w *World) (*Outcome, []Record) {
				var records []Record
				o := w.Roll(&s.Strategies[0], func(r *Record) { records = append(records, *r) })
				return o, records
			}
			w := m.Begin(s.Backend.Slots[0], 0)
			_, branch := play(w.Branch())
			o, records := play(w)
			_, again := play(m.Begin(s.Backend.Slots[0], 0))
			if len(records) > 0 {
				sameRecords(t, "a branch", branch, records)
				sameRecords(t, "the same run again", again, records)
			}
			checkRecords(t, s, o, records)
			checkPhases(t, s, o, records)
			checkWaits(t, s, o, records)
			checkMetrics(t, s, o, records)
			if s.Backend.Admission.Discipline == Ticket {
				noOvertaking(t, "by ticket", records)
			}

			all = all.Plus(o.Accounting)
			updates += len(o.UpdatedAt)
			bypassed += int(o.Accounting.Bypassed)
			for _, r := range records {
				if r.Wait < r.WaitElapsed {
					suspended++
				}
			}
			for _, p := range o.Phases {
				if p.Opened {
					opened++
				} else {
					heldBack++
				}
			}
		})
	}
	// The laws are worth what the scenarios reach.
	for what, n := range map[string]int64{
		"done": all.Done, "gave up": all.GaveUp, "waiting at the horizon": all.Waiting, "running at the horizon": all.Running,
		"bypassed": int64(bypassed), "suspended on the way": int64(suspended), "updates": int64(updates),
		"phases opened": int64(opened), "phases held back": int64(heldBack),
	} {
		if n < scenarios/10 {
			t.Errorf("%d %s in %d scenarios, too few to show anything", n, what, scenarios)
		}
	}
}

// checkRecords checks the fate of the needs of a run, from its records alone.
func checkRecords(t *testing.T, s *Scenario, o *Outcome, records []Record) {
	end := s.horizonEnd()
	var counted Accounting
	type change struct {
		at time.Duration
		by int
	}
	var holders []change
	updates := map[uint32]bool{}
	names := map[needName]bool{}
	for _, r := range records {
		counted.Asked++
		switch r.Outcome {
		case Done:
			counted.Done++
		case GaveUp:
			counted.GaveUp++
		case Waiting:
			counted.Waiting++
		case Running:
			counted.Running++
		}
		if r.Bypass {
			counted.Bypassed++
		}
		started := r.Outcome == Done || r.Outcome == Running
		// Only an update takes over a need from the time before the start; on a
		// fresh profile it may end as the need of a log-in.
		takenOver := r.Cause == Update || r.Cause == LogIn && r.Kind == Full
		switch {
		case r.Asked < 0 && !takenOver || r.Asked >= end || r.Finished > end:
			t.Fatalf("a need lies outside the run: %+v", r)
		case r.HasStarted != (r.Attempts > 0) || started && !r.HasStarted || r.HasFinished != (r.Outcome == Done || r.Outcome == GaveUp):
			t.Fatalf("a need contradicts itself: %+v", r)
		case r.HasStarted && r.Started < r.Asked:
			t.Fatalf("a need starts before it asks: %+v", r)
		case r.Outcome == Done && r.Finished != r.Started+r.Work:
			t.Fatalf("a sync does not take its work: %+v", r)
		case r.Wait < 0 || r.Wait > r.WaitElapsed:
			t.Fatalf("a wait is negative or longer than the time that has passed: %+v", r)
		case r.Asks < 1 || r.Asks < r.Attempts:
			t.Fatalf("a need asks too seldom: %+v", r)
		case r.Promised%time.Minute != 0 || r.Promised < 0:
			t.Fatalf("a promise is not in full minutes: %+v", r)
		case s.Backend.Admission.Discipline == ReAsk && (r.Promised > 0) != (r.Asks > r.Attempts):
			t.Fatalf("an ask neither starts a sync nor is told to wait: %+v", r)
		case r.Cause == Update && updates[r.Client]:
			t.Fatalf("a second need for the same update: %+v", r)
		case r.Cause != OtherTraffic && names[needName{r.Client, r.Cause, r.Occasion}]:
			t.Fatalf("a second need of the same name: %+v", r)
		}
		updates[r.Client] = updates[r.Client] || r.Cause == Update
		names[needName{r.Client, r.Cause, r.Occasion}] = true
		if started && !r.Bypass && r.Finished > r.Started {
			holders = append(holders, change{r.Started, +1}, change{r.Finished, -1})
		}
	}
	if counted != o.Accounting || counted.Asked != counted.Done+counted.GaveUp+counted.Waiting+counted.Running {
		t.Fatalf("records count %+v, the outcome says %+v", counted, o.Accounting)
	}
	slices.SortFunc(holders, func(a, b change) int {
		if a.at != b.at {
			return int(a.at - b.at)
		}
		return a.by - b.by // a slot passes from hand to hand
	})
	held := 0
	for _, c := range holders {
		if held += c.by; held > s.Backend.Slots[0] {
			t.Fatalf("%d syncs hold a slot at %v, there are %d", held, c.at, s.Backend.Slots[0])
		}
	}
}

// checkPhases checks the course of the rollout.
func checkPhases(t *testing.T, s *Scenario, o *Outcome, records []Record) {
	phaseOf := map[uint32]string{}
	for _, r := range records {
		if before, ok := phaseOf[r.Client]; ok && before != r.Phase {
			t.Fatalf("client %d is in phase %q and in phase %q", r.Client, before, r.Phase)
		}
		phaseOf[r.Client] = r.Phase
	}
	taken, updated, canUpdate := 0, 0, -o.Never
	for i, p := range o.Phases {
		taken += p.Clients
		updated += p.Updated
		canUpdate += p.Assigned
		if p.Updated > p.Assigned || p.Assigned > p.Clients || p.Updated > 0 && !p.Opened {
			t.Fatalf("phase %q contradicts itself: %+v", p.Name, p)
		}
		if !p.Opened {
			continue
		}
		if at := s.Start.Add(p.OpenedAt).In(s.Calendar.Zone); !s.Calendar.Workday(DateOf(at)) {
			t.Fatalf("phase %q opens on a day off, %v", p.Name, at)
		}
		if i > 0 {
			if before := o.Phases[i-1]; !before.GateOpen || p.OpenedAt < before.GateAfter || before.GateAfter < before.OpenedAt {
				t.Fatalf("phase %q opens before the gate: %+v after %+v", p.Name, p, before)
			}
		}
	}
	if taken > s.Clients() || updated != len(o.UpdatedAt) || !slices.IsSorted(o.UpdatedAt) || canUpdate != o.CanUpdate {
		t.Fatalf("%d of %d clients in phases, %d updates in phases and %d in all, %d of %d can be updated",
			taken, s.Clients(), updated, len(o.UpdatedAt), o.CanUpdate, canUpdate)
	}
}

// checkWaits makes the populations of waits again from the records.
func checkWaits(t *testing.T, s *Scenario, o *Outcome, records []Record) {
	var waits [numPopulations]sim.Sample
	longest := map[uint32]Record{}
	for _, r := range records {
		add := func(pop Population) {
			if r.Outcome == Waiting {
				waits[pop].AddCensored(r.Wait)
			} else {
				waits[pop].Add(r.Wait)
			}
		}
		if r.Cause != OtherTraffic || s.Clients() == 0 {
			add(WaitAll)
		}
		switch r.Cause {
		case Update:
			add(WaitUpdate)
		case LogIn:
			add(WaitLogIn)
		}
		if worst, ok := longest[r.Client]; r.Cause != OtherTraffic && (!ok || r.Wait > worst.Wait) {
			longest[r.Client] = r
		}
	}
	for who := range s.Clients() {
		if r, ok := longest[uint32(who)]; ok && r.Outcome == Waiting {
			waits[WaitWorst].AddCensored(r.Wait)
		} else if ok {
			waits[WaitWorst].Add(r.Wait)
		}
	}
	for pop := range numPopulations {
		got, want := &o.Waits[pop], &waits[pop]
		if got.Len() != want.Len() || got.Censored() != want.Censored() {
			t.Fatalf("wait.%s: %d waits, %d of them open, records say %d and %d",
				pop.Name(), got.Len(), got.Censored(), want.Len(), want.Censored())
		}
		for _, p := range []float64{0.50, 0.90, 0.95, 0.99} {
			m, _ := MetricNamed(fmt.Sprintf("wait.%s.p%.0f", pop.Name(), p*100))
			wait, exact := want.Quantile(p)
			value := wait.Seconds()
			if !exact || float64(want.Censored()) > (1-p)*float64(want.Len()) {
				value = math.Inf(+1)
			}
			if got := m.Of(o); want.Len() > 0 && got != value {
				t.Fatalf("%s = %v s, records say %v s", m.Name, got, value)
			}
		}
	}
}

// checkMetrics checks that a metric is NaN only without data and infinite only
// where the horizon comes first.
func checkMetrics(t *testing.T, s *Scenario, o *Outcome, records []Record) {
	asks, promises, officeHours := 0, 0, false
	for _, r := range records {
		asks += r.Asks
		if r.Promised > 0 && r.Outcome != Waiting {
			promises++
		}
	}
	for i := range o.Running.Intervals() {
		at := s.Start.Add(time.Duration(i) * SeriesWidth).In(s.Calendar.Zone)
		if s.Calendar.Workday(DateOf(at)) && at.Hour() >= 8 && at.Hour() < 18 {
			officeHours = true
		}
	}
	for _, m := range Metrics {
		v := m.Of(o)
		noValue, beyond := false, false
		name, _ := strings.CutPrefix(m.Name, "wait.")
		switch {
		case name != m.Name:
			for pop := range numPopulations {
				if rest, ok := strings.CutPrefix(name, pop.Name()+"."); ok {
					noValue = o.Waits[pop].Len() == 0
					beyond = o.Waits[pop].Censored() > 0 && rest != "waited"
				}
			}
		case m.Name == "promise.error":
			noValue = promises == 0
		case m.Name == "asks.mean":
			noValue = len(records) == 0
			if want := float64(asks) / float64(len(records)); !noValue && v != want {
				t.Errorf("asks.mean = %v, records say %v", v, want)
			}
		case m.Name == "utilization.mean":
			noValue = !officeHours
		case strings.HasPrefix(m.Name, "updated."):
			noValue = o.CanUpdate == 0
			beyond = len(o.UpdatedAt) < o.CanUpdate
			if m.Name == "updated.at_horizon" && v > 1 {
				t.Errorf("%s = %v, more than all", m.Name, v)
			}
		}
		switch {
		case math.IsNaN(v) != noValue:
			t.Errorf("%s = %v, there is no data for it: %v", m.Name, v, noValue)
		case math.IsInf(v, 0) && (!beyond || v < 0):
			t.Errorf("%s = %v, the horizon cuts it off: %v", m.Name, v, beyond)
		case v < 0 && m.Name != "promise.error":
			t.Errorf("%s = %v, want no negative value", m.Name, v)
		case m.Unit == Share && v > 1+1e-9:
			t.Errorf("%s = %v, a share above 1", m.Name, v)
		}
	}
}

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
		Hint:   oneOf(r, Hint{Fixed: time.Minute}, Hint{Fixed: 90 * time.Second}, Hint{Estimate: true}),
		Jitter: oneOf(r, 0, 2*time.Second, time.Minute)}}
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
			Boot: oneOf(r, law(sim.NormalWithin(7.5*3600, 9*3600, 860)), law(sim.Uniform(0, 86400)), always(8*time.Hour),
				law(sim.NormalWithin(1.5*3600, 3.5*3600, 1200))), // the hour that a clock change skips or repeats
			Restarts: r.Float64(),
			Session:  oneOf(r, law(sim.Normal(8*3600, 2700)), law(sim.Exponential(3600)), always(26*time.Hour), always(time.Hour)),
			Together: oneOf(r, 0, 5*time.Minute),
		},
		Updater: Updater{Interval: oneOf(r, time.Hour, 24*time.Hour), Jitter: oneOf(r, 0, 0.5), OnError: minutes(r, 240), DownloadTries: 1 + r.IntN(3),
			Apps: AppsClosed{AfterRestart: r.Float64(), RestartFor: minutes(r, 4), ClosedSpell: minutes(r, 60), OpenSpell: minutes(r, 120), Poll: minutes(r, 5), Tries: 1 + r.IntN(50)}},
		Managed: Managed{PolicyPoll: minutes(r, 60), AtDeadline: r.IntN(2) == 0,
			Deadline: Span{minutes(r, 4*24*60), unit()}, Randomization: oneOf(r, 0, minutes(r, 600))},
		Self:     SelfService{Response: SpanDistribution{law(sim.Exponential(86400)), unit()}, Never: r.Float64() / 4},
		Download: Download{Size: r.Float64() * 1e9, Rate: 8e6, Fails: oneOf(r, 0, 0.3)},
		Install:  Install{Duration: law(sim.Exponential(300)), Fails: oneOf(r, 0, 0.3), Tries: 1 + r.IntN(3)},
		Sync: Sync{OnLogIn: r.IntN(4) > 0, OnTimer: r.IntN(2) == 0, OnUpdate: r.IntN(4) > 0, Interval: minutes(r, 240),
			Delta: oneOf(r, law(sim.Exponential(120)), always(0), law(sim.Exponential(1200))), Full: law(sim.LognormalMedianP95(600, 3600)),
			FirstSyncPackage: r.IntN(4) == 0},
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
		phases = append(phases, p)
	}
	return phases
}
