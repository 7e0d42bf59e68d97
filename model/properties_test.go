package model

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/sim/stats"
	"github.com/rollsim/rollsim/testdata/long"
)

// TestLawsOfEveryRun plays small scenarios that chance has put together from
// everything that the model knows, and checks what holds in every run. The number
// of a scenario is its seed, so a failure can be played again alone.
func TestLawsOfEveryRun(t *testing.T) {
	scenarios := long.Or(100, 300)
	var all Accounting
	reached := map[string]int64{}
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
			reached["first syncs"] += checkFirst(t, s, records)
			checkGroups(t, s, o)
			checkWaits(t, s, o, records)
			checkMetrics(t, s, o, records)
			if s.Backend.Admission.Discipline == Ticket && s.Backend.Balancer.Policy == SharedLine {
				noOvertaking(t, "by ticket", records)
			}
			if o.Ended == nil && len(records) > 0 {
				mechanism, forced := withIdleMechanism(rand.New(rand.NewPCG(seed, 2028)), s)
				f, idle := play(New(forced).Begin(s.Backend.Slots[0], 0))
				require.NotNil(t, f.Ended, "with %s the backend is still the plain one", mechanism)
				sameRecords(t, "with "+mechanism, byAsked(idle), byAsked(slices.Clone(records)))
			} else if o.Ended != nil {
				checkOnTheWay(t, m.Begin(s.Backend.Slots[0], 0))
			}

			all = all.Plus(o.Accounting)
			reached["updates"] += int64(len(o.UpdatedAt))
			for _, r := range records {
				if r.Wait < r.WaitElapsed {
					reached["suspended on the way"]++
				}
				if r.Cause == Metadata {
					reached["syncs of metadata"]++
				}
				if r.Outcome == Done && r.Finished > r.Started+r.Work {
					reached["slowed"]++
				}
				if r.Outcome == Done && r.Finished < r.Started+r.Work {
					reached["resumed"]++
				}
			}
			for _, p := range o.Phases {
				if p.Opened {
					reached["phases opened"]++
				} else {
					reached["phases held back"]++
				}
			}
			reached["timed out"] += o.timedOut
			if o.Ended == nil {
				reached["plain backends"]++
			}
			for i := 1; o.Ended != nil && i < o.Open.Intervals(); i++ {
				if o.Open.Mean(i) != o.Open.Mean(i-1) {
					reached["changes of the slots"]++
				}
			}
		})
	}
	// The laws are worth what the scenarios reach.
	reached["done"], reached["gave up"], reached["bypassed"] = all.Done, all.GaveUp, all.Bypassed
	reached["waiting at the horizon"], reached["running at the horizon"] = all.Waiting, all.Running
	for _, what := range []string{"done", "gave up", "bypassed", "waiting at the horizon", "running at the horizon", "updates",
		"suspended on the way", "syncs of metadata", "first syncs", "slowed", "resumed", "phases opened", "phases held back", "timed out",
		"plain backends", "changes of the slots"} {
		assert.GreaterOrEqual(t, reached[what], int64(scenarios/20),
			"%d %s in %d scenarios, too few to show anything", reached[what], what, scenarios)
	}
}

// checkRecords checks the fate of the needs of a run, from its records alone.
func checkRecords(t *testing.T, s *Scenario, o *Outcome, records []Record) {
	end := s.HorizonEnd()
	var counted Accounting
	type change struct {
		at time.Duration
		by int
	}
	var holders []change
	may := mechanismsOf(&s.Backend)
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
			require.Fail(t, fmt.Sprintf("a need lies outside the run: %+v", r))
		case r.HasStarted != (r.Attempts > 0) || started && !r.HasStarted || r.HasFinished != (r.Outcome == Done || r.Outcome == GaveUp):
			require.Fail(t, fmt.Sprintf("a need contradicts itself: %+v", r))
		case r.HasStarted && r.Started < r.Asked:
			require.Fail(t, fmt.Sprintf("a need starts before it asks: %+v", r))
		case r.Outcome == Done && (r.Finished > r.Started+r.Work && !may.slow || r.Finished < r.Started+r.Work && !(may.resume && r.Attempts > 1)):
			require.Fail(t, fmt.Sprintf("a sync does not take its work: %+v", r))
		case started && may.end > 0 && r.Finished > r.Started+may.end:
			require.Fail(t, fmt.Sprintf("an attempt goes on beyond the timeout: %+v", r))
		case r.Wait < 0 || r.Wait > r.WaitElapsed:
			require.Fail(t, fmt.Sprintf("a wait is negative or longer than the time that has passed: %+v", r))
		case r.Asks < 1 || r.Asks < r.Attempts && !may.startAgain:
			require.Fail(t, fmt.Sprintf("a need asks too seldom: %+v", r))
		case r.QuotedWait%time.Minute != 0 || r.QuotedWait < 0:
			require.Fail(t, fmt.Sprintf("a promise is not in full minutes: %+v", r))
		case s.Backend.Admission.Discipline == ReAsk && (r.QuotedWait > 0 && r.Asks <= r.Attempts || r.QuotedWait == 0 && r.Asks > r.Attempts && !may.goAway):
			require.Fail(t, fmt.Sprintf("an ask neither starts a sync nor is told to wait: %+v", r))
		case r.Cause == Update && updates[r.Client] && !s.isNew(r.Client):
			require.Fail(t, fmt.Sprintf("a second need for the same update: %+v", r))
		case r.Cause != OtherTraffic && names[needName{r.Client, r.Cause, r.Occasion}]:
			require.Fail(t, fmt.Sprintf("a second need of the same name: %+v", r))
		}
		updates[r.Client] = updates[r.Client] || r.Cause == Update
		names[needName{r.Client, r.Cause, r.Occasion}] = true
		if started && !r.Bypass && r.Finished > r.Started {
			holders = append(holders, change{r.Started, +1}, change{r.Finished, -1})
		}
	}
	require.True(t, counted == o.Accounting &&
		counted.Asked == counted.Done+counted.GaveUp+counted.Waiting+counted.Running,
		"records count %+v, the outcome says %+v", counted, o.Accounting)
	slices.SortFunc(holders, func(a, b change) int {
		if a.at != b.at {
			return int(a.at - b.at)
		}
		return a.by - b.by // a slot passes from hand to hand
	})
	held := 0
	for _, c := range holders {
		if held += c.by; held > s.Backend.Slots[0] && !may.growSlots {
			require.Fail(t, fmt.Sprintf("%d syncs hold a slot at %v, there are %d", held, c.at, s.Backend.Slots[0]))
		}
	}
	for i := range o.Running.Intervals() {
		if o.Ended != nil && (o.Running.Max(i) > o.Open.Max(i) || o.Running.Mean(i) > o.Open.Mean(i)+1e-9) {
			require.Fail(t, fmt.Sprintf("%v of %v slots are taken in interval %d", o.Running.Max(i), o.Open.Max(i), i))
		}
	}
}

// checkFirst checks that a PC on which nothing is installed syncs for nothing before its
// first sync, which it has once, and counts those of the fleet.
func checkFirst(t *testing.T, s *Scenario, records []Record) (firsts int64) {
	w := newWorld(New(s), s.Backend.Slots[0], 0)
	had := map[uint32]bool{}
	for _, r := range byAsked(slices.Clone(records)) {
		if r.Cause == OtherTraffic || w.isNew(r.Client) {
			continue
		}
		nothing := w.hadNothing(r.Client, &w.groups[w.clients[r.Client].group])
		require.Equal(t, nothing && !had[r.Client], r.Kind == First, "client %d, which had nothing installed (%v): %+v", r.Client, nothing, r)
		had[r.Client] = true
		if r.Kind == First {
			require.Equal(t, Update, r.Cause)
			firsts++
		}
	}
	return firsts
}

// mechanisms are what the backend of a scenario may do to a sync.
type mechanisms struct {
	slow       bool          // it takes longer than its work
	resume     bool          // it goes on with what is left
	end        time.Duration // its attempts end after this; 0: never
	startAgain bool          // it starts again without asking again
	goAway     bool          // there is nobody to ask
	growSlots  bool          // there are more slots than at first
}

func mechanismsOf(b *Backend) mechanisms {
	may := mechanisms{slow: b.Capacity != nil}
	if b.Timeout != nil {
		may.end = b.Timeout.After
	}
	interrupts := func(how Interrupted) {
		may.goAway = true
		may.resume = may.resume || how == Resume
		may.startAgain = may.startAgain || how != Drain && b.Timeout == nil && b.Admission.Discipline != ReAsk
	}
	if b.Failures != nil {
		interrupts(b.Failures.Running)
	}
	for _, e := range b.Events {
		switch e.Kind {
		case Outage, Deploy:
			interrupts(e.Running)
		case AddNodes, SetSlots:
			may.growSlots = true
		}
	}
	may.growSlots = may.growSlots || b.Autoscale != nil
	return may
}

// checkPhases checks the course of the rollout.
func checkPhases(t *testing.T, s *Scenario, o *Outcome, records []Record) {
	phaseOf := map[uint32]string{}
	for _, r := range records {
		before, ok := phaseOf[r.Client]
		if ok {
			require.Equal(t, before, r.Phase, "client %d is in phase %q and in phase %q", r.Client, before, r.Phase)
		}
		phaseOf[r.Client] = r.Phase
	}
	taken, updated, canUpdate := 0, 0, -o.Never
	for i, p := range o.Phases {
		taken += p.Clients
		updated += p.Updated
		canUpdate += p.Assigned
		require.True(t, p.Updated <= p.Assigned && p.Assigned <= p.Clients && !(p.Updated > 0 && !p.Opened),
			"phase %q contradicts itself: %+v", p.Name, p)
		if !p.Opened {
			continue
		}
		at := s.Start.Add(p.OpenedAt).In(s.Calendar.Zone)
		require.True(t, s.Calendar.Workday(DateOf(at)), "phase %q opens on a day off, %v", p.Name, at)
		if i > 0 {
			before := o.Phases[i-1]
			require.True(t, before.GateOpen && p.OpenedAt >= before.GateAfter && before.GateAfter >= before.OpenedAt,
				"phase %q opens before the gate: %+v after %+v", p.Name, p, before)
		}
	}
	require.True(t, taken <= s.Clients() && updated == len(o.UpdatedAt) && slices.IsSorted(o.UpdatedAt) &&
		canUpdate == o.CanUpdate,
		"%d of %d clients in phases, %d updates in phases and %d in all, %d of %d can be updated",
		taken, s.Clients(), updated, len(o.UpdatedAt), o.CanUpdate, canUpdate)
}

// checkWaits makes the populations of waits and delays again from the records.
func checkWaits(t *testing.T, s *Scenario, o *Outcome, records []Record) {
	waits := populationsOf(s, records, func(r *Record) (time.Duration, bool) { return r.Wait, r.Outcome == Waiting })
	// From the last start on the client is on.
	delayOf := func(r *Record) (time.Duration, bool) {
		if r.Outcome == Waiting || r.Outcome == GaveUp {
			return r.Wait, r.Outcome == Waiting
		}
		return max(0, r.Wait+r.Finished-r.Started-r.Work), r.Outcome == Running
	}
	delays := waits
	if o.Delays != nil {
		delays = populationsOf(s, records, delayOf)
	}
	for _, kind := range []struct {
		name      string
		got, want *[numPopulations]stats.Sample
	}{{"wait", &o.Waits, waits}, {"delay", cmp.Or(o.Delays, &o.Waits), delays}} {
		for pop := range numPopulations {
			got, want := &kind.got[pop], &kind.want[pop]
			require.True(t, got.Len() == want.Len() && got.Censored() == want.Censored(),
				"%s.%s: %d, %d of them open, records say %d and %d",
				kind.name, pop.Name(), got.Len(), got.Censored(), want.Len(), want.Censored())
			for _, p := range []float64{0.50, 0.90, 0.95, 0.99} {
				m, _ := MetricNamed(fmt.Sprintf("%s.%s.p%.0f", kind.name, pop.Name(), p*100))
				wait, exact := want.Quantile(p)
				value := wait.Seconds()
				if !exact || float64(want.Censored()) > (1-p)*float64(want.Len()) {
					value = math.Inf(+1)
				}
				got := m.Of(o)
				if want.Len() > 0 {
					require.Equal(t, value, got, "%s = %v s, records say %v s", m.Name, got, value)
				}
			}
		}
	}
	for g := range o.ByGroup {
		n := 0
		for _, r := range records {
			if r.Cause == Update && r.Group == s.Groups[g].Name && !s.isNew(r.Client) {
				n++
			}
		}
		require.Equal(t, n, o.ByGroup[g].Len(),
			"%d needs of cause update in %s, records say %d", o.ByGroup[g].Len(), s.Groups[g].Name, n)
	}
}

// populationsOf collects a span of every record, which may be still growing, by
// population.
func populationsOf(s *Scenario, records []Record, span func(*Record) (length time.Duration, grows bool)) *[numPopulations]stats.Sample {
	var all [numPopulations]stats.Sample
	type longest struct {
		length time.Duration
		grows  bool
	}
	worst := map[uint32]longest{}
	for i := range records {
		r := &records[i]
		length, grows := span(r)
		if r.Cause != OtherTraffic || s.Clients() == 0 {
			add(&all[WaitAll], length, grows)
		}
		switch r.Cause {
		case Update:
			if !s.isNew(r.Client) {
				add(&all[WaitUpdate], length, grows)
			}
			if r.Kind == First {
				add(&all[WaitFirst], length, grows)
			}
		case LogIn:
			add(&all[WaitLogIn], length, grows)
		}
		if w, ok := worst[r.Client]; r.Cause != OtherTraffic && (!ok || length > w.length) {
			worst[r.Client] = longest{length, grows}
		}
	}
	for who := range s.Clients() + s.NewClients() {
		if w, ok := worst[uint32(who)]; ok {
			add(&all[WaitWorst], w.length, w.grows)
		}
	}
	return &all
}

// checkMetrics checks that a metric is NaN only without data and infinite only
// where the horizon comes first.
func checkMetrics(t *testing.T, s *Scenario, o *Outcome, records []Record) {
	asks, promises, minute, broken, officeHours, open := 0, 0, 0, 0, 0, false
	done := 0
	for _, r := range records {
		asks += r.Asks
		if r.QuotedWait > 0 && r.Outcome != Waiting {
			promises++
			if r.QuotedWait == time.Minute {
				minute++
				if r.Wait > 5*time.Minute {
					broken++
				}
			}
		}
		if r.Outcome == Done {
			done++
		}
	}
	for i := range o.Running.Intervals() {
		at := s.Start.Add(time.Duration(i) * SeriesWidth).In(s.Calendar.Zone)
		if s.Calendar.Workday(DateOf(at)) && at.Hour() >= 8 && at.Hour() < 18 {
			officeHours++
			open = open || o.Ended == nil || o.Open.Mean(i) > 0
		}
	}
	for _, m := range Metrics {
		v := m.Of(o)
		noValue, beyond := false, false
		what, name, _ := strings.Cut(m.Name, ".")
		switch {
		case what == "wait" || what == "delay":
			for pop := range numPopulations {
				if rest, ok := strings.CutPrefix(name, pop.Name()+"."); ok {
					sample := &o.Waits[pop]
					if what == "delay" {
						sample = o.delays(pop)
					}
					noValue = sample.Len() == 0
					beyond = sample.Censored() > 0 && rest != "waited"
				}
			}
		case m.OfAfter():
			noValue = !o.HasSettled() || m.Name != "after.utilization.hour" && o.after.waits.Len() == 0
			beyond = !noValue && o.after.waits.Censored() > 0
		case m.Name == "promise.error":
			noValue = promises == 0
		case m.Name == "asks.mean":
			noValue = len(records) == 0
			if want := float64(asks) / float64(len(records)); !noValue && v != want {
				assert.Fail(t, fmt.Sprintf("asks.mean = %v, records say %v", v, want))
			}
		case m.Name == "promise.broken":
			noValue = minute == 0
			if want := float64(broken) / float64(minute); !noValue && v != want {
				assert.Fail(t, fmt.Sprintf("promise.broken = %v, records say %v", v, want))
			}
		case m.Name == "utilization.mean":
			noValue = officeHours == 0 || !open
		case m.Name == "goodput":
			noValue = officeHours == 0
			// A client that had a need open at the start, which nobody counts, ends it
			// within what is counted.
			ended := v * float64(officeHours) * SeriesWidth.Hours()
			if !noValue && (ended < float64(done)-1e-6 || ended > float64(done+s.Clients())+1e-6) {
				assert.Fail(t, fmt.Sprintf("goodput is that of %v ends, records say %d", ended, done))
			}
			if o.Ended != nil && !noValue && math.Abs(ended-total(o.Ended)) > 1e-6*total(o.Ended) {
				assert.Fail(t, fmt.Sprintf("goodput is that of %v ends, the series says %v", ended, total(o.Ended)))
			}
		case m.Name == "throughput":
			noValue = officeHours == 0
			if least, _ := MetricNamed("goodput"); v < least.Of(o) {
				assert.Fail(t, fmt.Sprintf("throughput = %v, goodput is %v", v, least.Of(o)))
			}
		case m.OfJobs():
			noValue = len(s.Groups) > 0
		case slices.ContainsFunc(problemMetrics, func(p Metric) bool { return p.Name == m.Name }):
			noValue = true // these releases have no problems, and no gate halts these rollouts
		case m.Name == "timed_out":
			noValue = s.Backend.Timeout == nil
			if o.Failed != nil && v > total(o.Failed) {
				assert.Fail(t, fmt.Sprintf("timed_out = %v of %v attempts that failed", v, total(o.Failed)))
			}
		case m.Name == "capacity.hour":
			noValue = s.Backend.Capacity == nil
		case m.Name == "node_hours":
			noValue = o.Ended == nil
		case strings.HasPrefix(m.Name, "updated."):
			noValue = o.CanUpdate == 0
			beyond = len(o.UpdatedAt) < o.CanUpdate
			if m.Name == "updated.at_horizon" && v > 1 {
				assert.Fail(t, fmt.Sprintf("%s = %v, more than all", m.Name, v))
			}
		}
		switch {
		case math.IsNaN(v) != noValue:
			assert.Fail(t, fmt.Sprintf("%s = %v, there is no data for it: %v", m.Name, v, noValue))
		case math.IsInf(v, 0) && (!beyond || v < 0):
			assert.Fail(t, fmt.Sprintf("%s = %v, the horizon cuts it off: %v", m.Name, v, beyond))
		case v < 0 && m.Name != "promise.error":
			assert.Fail(t, fmt.Sprintf("%s = %v, want no negative value", m.Name, v))
		case m.Unit == Share && v > 1+1e-9 && m.Name != "capacity.hour":
			assert.Fail(t, fmt.Sprintf("%s = %v, a share above 1", m.Name, v))
		}
	}
}

// total is the sum of a series.
func total(series []float32) float64 {
	sum := 0.0
	for _, n := range series {
		sum += float64(n)
	}
	return sum
}
