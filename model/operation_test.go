package model

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/sim/dist"
)

// An outageTrace is a list of jobs of a backend with one slot on each node, some of
// which are away for a time, and what becomes of each job.
type outageTrace struct {
	Name      string
	Slots     int
	DownSlots []int    `json:"down_slots"`
	Outage    [2]int64 // from, to
	Jobs      []traceJob
	Modes     map[string]struct {
		Aborted  []int
		Expected []struct {
			ID     int
			Starts []int64
			Finish int64
		}
		Summary struct {
			FirstWaits int64 `json:"sum_first_wait"`
			Sojourns   int64 `json:"sum_sojourn"`
			Last       int64 `json:"last_finish"`
		}
	}
}

// watched plays a world and returns by client when each of its attempts started,
// all on whole seconds, and the records.
func watched(s *Scenario, seconds int) ([][]time.Duration, []Record, *Outcome) {
	w := New(s).Begin(s.Backend.Slots[0], 0)
	var records []Record
	w.seen.record = func(r *Record) { records = append(records, *r) }
	var starts [][]time.Duration
	seen := map[*need]uint16{}
	for second := range seconds {
		at := time.Duration(second) * time.Second
		w.play(at + 1)
		for i := range w.needs.used {
			n := w.needs.at(i)
			for int(n.client) >= len(starts) {
				starts = append(starts, nil)
			}
			if n.state == running && n.started == at && seen[n] < n.attempts {
				seen[n] = n.attempts
				starts[n.client] = append(starts[n.client], at)
			}
			if n.state == ended {
				seen[n] = 0
			}
		}
	}
	o := w.Roll(&Strategy{Name: NoRollout}, w.seen.record)
	return starts, byAsked(records), o
}

func TestTracesOutage(t *testing.T) {
	var tr outageTrace
	readJSON(t, "../testdata/traces/outage01_small_c3.json", &tr)
	arrivals := make([]Arrival, len(tr.Jobs))
	for i, job := range tr.Jobs {
		arrivals[i] = Arrival{At: time.Duration(job.Arrival) * time.Second, Work: time.Duration(job.Service) * time.Second, Patience: -1}
	}
	for name, how := range map[string]Interrupted{"restart": Restart, "resume": Resume, "drain": Drain} {
		want := tr.Modes[name]
		s := oneJobEach(arrivals, tr.Slots, 1)
		s.Backend.Nodes = tr.Slots
		s.Backend.Events = []BackendEvent{{At: time.Duration(tr.Outage[0]) * time.Second, Kind: Outage, Nodes: len(tr.DownSlots),
			For: time.Duration(tr.Outage[1]-tr.Outage[0]) * time.Second, Running: how}}
		starts, records, o := watched(s, 120)
		var firstWaits, sojourns, last time.Duration
		aborted := []int{}
		for i, e := range want.Expected {
			r := &records[i]
			var at []time.Duration
			for _, second := range e.Starts {
				at = append(at, time.Duration(second)*time.Second)
			}
			assert.True(t, slices.Equal(starts[i], at) && r.Finished == time.Duration(e.Finish)*time.Second &&
				r.Started == at[len(at)-1],
				"%s, %s: job %d starts at %v and is done at %v, want %v and %d s",
				tr.Name, name, i, starts[i], r.Finished, at, e.Finish)
			if r.Attempts > 1 {
				aborted = append(aborted, i)
			}
			firstWaits += starts[i][0] - r.Asked
			sojourns += r.Finished - r.Asked
			last = max(last, r.Finished)
		}
		assert.Equal(t, want.Aborted, aborted, "%s, %s: jobs %v are aborted", tr.Name, name, aborted)
		assert.Equal(t, map[bool]int64{true: int64(len(want.Aborted))}[how == Restart], o.lost,
			"%s, %s: %d attempts are lost", tr.Name, name, o.lost)
		sum := want.Summary
		assert.True(t, firstWaits == time.Duration(sum.FirstWaits)*time.Second &&
			sojourns == time.Duration(sum.Sojourns)*time.Second && last == time.Duration(sum.Last)*time.Second,
			"%s, %s: first waits of %v, %v in the backend, the last until %v, want %+v",
			tr.Name, name, firstWaits, sojourns, last, sum)
	}
}

// readiness plays a world and returns for every second which nodes take syncs: "-"
// stands for one that is away, ordered or gone.
func readiness(s *Scenario, seconds ...int) []string {
	w := New(s).Begin(s.Backend.Slots[0], 0)
	var all []string
	for _, second := range seconds {
		w.play(time.Duration(second)*time.Second + 1)
		marks := ""
		for k := range w.backend.nodes {
			marks += map[bool]string{true: string(rune('0' + k)), false: "-"}[w.backend.nodes[k].isReady()]
		}
		all = append(all, marks)
	}
	return all
}

// TestDeployByHand deploys three nodes of one slot each at 5 s, each away for 10 s
// once it is empty. They run jobs of 30, 40 and 50 s.
func TestDeployByHand(t *testing.T) {
	second := time.Second
	for _, tt := range []struct {
		name      string
		most      int // away at once
		running   Interrupted
		instants  []int
		readiness []string
		finishes  []time.Duration
		lost      int64
	}{
		{"one after the other, left to finish", 1, Drain,
			[]int{4, 5, 39, 40, 49, 50, 59, 60}, []string{"012", "-12", "-12", "0-2", "0-2", "01-", "01-", "012"},
			[]time.Duration{30 * second, 40 * second, 50 * second}, 0},
		// Node 0 is empty at 30 s and back at 40 s, node 1 at 40 s and 50 s.
		{"two at a time, left to finish", 2, Drain,
			[]int{4, 5, 39, 40, 49, 50, 59, 60}, []string{"012", "--2", "--2", "0--", "0--", "01-", "01-", "012"},
			[]time.Duration{30 * second, 40 * second, 50 * second}, 0},
		// Each job begins again on the node that has just come back.
		{"one after the other, begun again", 1, Restart,
			[]int{5, 14, 15, 24, 25, 34, 35}, []string{"-12", "-12", "0-2", "0-2", "01-", "01-", "012"},
			[]time.Duration{45 * second, 65 * second, 85 * second}, 3},
		// 25, 25 and 25 s are left of them.
		{"one after the other, gone on with", 1, Resume,
			[]int{5, 14, 15, 24, 25, 34, 35}, []string{"-12", "-12", "0-2", "0-2", "01-", "01-", "012"},
			[]time.Duration{40 * second, 50 * second, 60 * second}, 0},
		{"all at once", AllNodes, Restart,
			[]int{4, 5, 14, 15}, []string{"012", "---", "---", "012"},
			[]time.Duration{45 * second, 55 * second, 65 * second}, 3},
	} {
		for _, policy := range []BalancerPolicy{SharedLine, RoundRobin} {
			if policy == RoundRobin && tt.running != Drain && tt.most == 1 {
				continue // where they begin again depends on the turns
			}
			s := oneJobEach([]Arrival{{Work: 30 * second, Patience: -1}, {Work: 40 * second, Patience: -1}, {Work: 50 * second, Patience: -1}}, 3, 1)
			s.Backend.Nodes, s.Backend.Balancer.Policy = 3, policy
			s.Backend.Events = []BackendEvent{{At: 5 * second, Kind: Deploy, Nodes: tt.most, For: 10 * second, Running: tt.running}}
			assert.Equal(t, tt.readiness, readiness(s, tt.instants...),
				"%s, policy %d: nodes ready at %v s", tt.name, policy, tt.instants)
			o, records := roll(s, &Strategy{Name: NoRollout})
			var finishes []time.Duration
			for _, r := range byAsked(records) {
				finishes = append(finishes, r.Finished)
			}
			assert.True(t, slices.Equal(finishes, tt.finishes) && o.lost == tt.lost,
				"%s, policy %d: done at %v, %d lost, want %v, %d", tt.name, policy, finishes, o.lost, tt.finishes, tt.lost)
		}
	}
}

// TestOutagesOverlap takes the last nodes that are ready, and gives each back when
// the last of its outages is over.
func TestOutagesOverlap(t *testing.T) {
	outage := func(from, to, nodes int) BackendEvent {
		return BackendEvent{At: time.Duration(from) * time.Second, Kind: Outage, Nodes: nodes, For: time.Duration(to-from) * time.Second}
	}
	for _, tt := range []struct {
		name     string
		events   []BackendEvent
		instants []int
		want     []string
	}{
		{"a second one takes the next node", []BackendEvent{outage(10, 50, 1), outage(20, 40, 1)},
			[]int{9, 10, 20, 40, 50}, []string{"012", "01-", "0--", "01-", "012"}},
		{"all that is left", []BackendEvent{outage(10, 40, 1), outage(20, 60, AllNodes)},
			[]int{10, 20, 40, 60}, []string{"01-", "---", "--2", "012"}},
		{"more than there are", []BackendEvent{outage(10, 20, 7)}, []int{9, 10, 20}, []string{"012", "---", "012"}},
		{"an outage in a deploy", []BackendEvent{{At: 5 * time.Second, Kind: Deploy, Nodes: 1, For: 20 * time.Second}, outage(10, 60, AllNodes)},
			// Node 0 is back at 25 s. Nodes 1 and 2 have their turn while they are away.
			[]int{5, 10, 25, 45, 60, 65}, []string{"-12", "---", "0--", "0--", "01-", "012"}},
	} {
		s := oneJobEach(nil, 3, 1)
		s.Backend.Nodes, s.Backend.Events = 3, tt.events
		assert.Equal(t, tt.want, readiness(s, tt.instants...), "%s: nodes ready at %v s", tt.name, tt.instants)
	}
}

// TestOutageOfAll takes a backend of one slot away from 5 s to 100 s. A job of 20 s
// runs since 0 s, another asks at 10 s.
func TestOutageOfAll(t *testing.T) {
	second, minute := time.Second, time.Minute
	for _, tt := range []struct {
		name     string
		change   func(*Backend)
		want     []attempts
		promised time.Duration // of the second
	}{
		{"by ticket they wait in line", func(*Backend) {}, []attempts{
			{100 * second, 120 * second, 100 * second, 2, 1, Done}, {120 * second, 140 * second, 110 * second, 1, 1, Done}}, minute},
		{"and go on with what is left", func(b *Backend) { b.Events[0].Running = Resume }, []attempts{
			{100 * second, 115 * second, 100 * second, 2, 1, Done}, {115 * second, 135 * second, 105 * second, 1, 1, Done}}, minute},
		{"who runs is left to finish", func(b *Backend) { b.Events[0].Running = Drain }, []attempts{
			{0, 20 * second, 0, 1, 1, Done}, {100 * second, 120 * second, 90 * second, 1, 1, Done}}, minute},
		// The first asks at 5, 65 and 125 s, the second at 10, 70, 130 and 190 s.
		{"who is to ask again does as told", func(b *Backend) { b.Admission.Discipline = ReAsk }, []attempts{
			{125 * second, 145 * second, 125 * second, 2, 4, Done}, {190 * second, 210 * second, 180 * second, 1, 4, Done}}, minute},
		// Every 30 s nobody answers: 35, 65, 95, 125 s and 10, 40, 70, 100 s.
		{"with a timeout nobody answers", func(b *Backend) { b.Timeout = &Timeout{After: time.Hour, Retry: Retry{Fixed: 30 * second, Budget: -1}} }, []attempts{
			{125 * second, 145 * second, 125 * second, 2, 5, Done}, {100 * second, 120 * second, 90 * second, 1, 4, Done}}, 0},
		// Five minutes later: 305 and 310 s.
		{"without admission control nobody answers", func(b *Backend) { b.Version = "9.2" }, []attempts{
			{305 * second, 325 * second, 305 * second, 2, 2, Done}, {310 * second, 330 * second, 300 * second, 1, 2, Done}}, 0},
	} {
		for _, policy := range []BalancerPolicy{SharedLine, LeastBusy} {
			s := oneJobEach([]Arrival{{Work: 20 * second, Patience: -1}, {At: 10 * second, Work: 20 * second, Patience: -1}}, 1, 1)
			s.Backend.Balancer.Policy = policy
			s.Backend.Events = []BackendEvent{{At: 5 * second, Kind: Outage, For: 95 * second}}
			tt.change(&s.Backend)
			_, records := roll(s, &Strategy{Name: NoRollout})
			got := attemptsOf(records)
			assert.True(t, slices.Equal(got, tt.want) && records[1].QuotedWait == tt.promised,
				"%s, policy %d:\ngot  %v, promised %v\nwant %v, %v",
				tt.name, policy, got, records[1].QuotedWait, tt.want, tt.promised)
		}
	}
}

// TestInterruptedGoAhead interrupts two of four jobs at 10 s. They are served again
// in the order of their first asks, and before one that waits since 5 s.
func TestInterruptedGoAhead(t *testing.T) {
	second := time.Second
	job := func(at, work time.Duration) Arrival {
		return Arrival{At: at * second, Work: work * second, Patience: -1}
	}
	for _, policy := range []BalancerPolicy{SharedLine, RoundRobin} {
		for _, discipline := range []Discipline{Ticket, Priority} {
			s := oneJobEach([]Arrival{job(0, 20), job(1, 100), job(2, 30), job(3, 100), job(5, 10)}, 4, 1)
			s.Backend.Nodes, s.Backend.Balancer.Policy, s.Backend.Admission.Discipline = 2, policy, discipline
			s.Backend.Events = []BackendEvent{{At: 10 * second, Kind: Outage, Nodes: 1, For: time.Hour}}
			_, records := roll(s, &Strategy{Name: NoRollout})
			var starts []time.Duration
			for _, r := range byAsked(records) {
				starts = append(starts, r.Started)
			}
			assert.Equal(t, []time.Duration{0, 20 * second, 2 * second, 32 * second, 120 * second}, starts,
				"policy %d, discipline %d: last starts at", policy, discipline)
		}
	}
}

// TestSlotsChange adds a node and changes the slot setting under jobs of 100 s.
func TestSlotsChange(t *testing.T) {
	second := time.Second
	for _, tt := range []struct {
		name   string
		slots  int
		jobs   int
		events []BackendEvent
		starts []time.Duration
	}{
		{"a node more brings its slots when it is ready", 1, 4, []BackendEvent{{At: 10 * second, Kind: AddNodes, Nodes: 1, ReadyAfter: 20 * second}},
			[]time.Duration{0, 30 * second, 100 * second, 130 * second}},
		{"three at once", 1, 4, []BackendEvent{{At: 10 * second, Kind: AddNodes, Nodes: 3}}, []time.Duration{0, 10 * second, 10 * second, 10 * second}},
		{"more slots are used at once", 2, 4, []BackendEvent{{At: 10 * second, Kind: SetSlots, Slots: 3}},
			[]time.Duration{0, 0, 10 * second, 100 * second}},
		// At 100 s two are done of three that run, which leaves as many as there may be.
		{"of fewer, those who run are left to finish", 2, 4, []BackendEvent{{At: 10 * second, Kind: SetSlots, Slots: 3}, {At: 20 * second, Kind: SetSlots, Slots: 1}},
			[]time.Duration{0, 0, 10 * second, 110 * second}},
		{"none for a while", 1, 2, []BackendEvent{{At: 10 * second, Kind: SetSlots}, {At: 150 * second, Kind: SetSlots, Slots: 1}}, []time.Duration{0, 150 * second}},
		// Three slots on one node are set to four; each node more has four.
		{"a node that comes later has as many as the setting says", 3, 8, []BackendEvent{{At: 10 * second, Kind: SetSlots, Slots: 4}, {At: 20 * second, Kind: AddNodes, Nodes: 1}},
			[]time.Duration{0, 0, 0, 10 * second, 20 * second, 20 * second, 20 * second, 20 * second}},
		// Two nodes are set to four slots, two each; a third has two.
		{"and no more than that", 1, 8, []BackendEvent{{At: 10 * second, Kind: AddNodes, Nodes: 1}, {At: 20 * second, Kind: SetSlots, Slots: 4}, {At: 30 * second, Kind: AddNodes, Nodes: 1}},
			[]time.Duration{0, 10 * second, 20 * second, 20 * second, 30 * second, 30 * second, 100 * second, 110 * second}},
	} {
		s := oneJobEach(slices.Repeat([]Arrival{{Work: 100 * second, Patience: -1}}, tt.jobs), tt.slots, 1)
		s.Backend.Events = tt.events
		_, records := roll(s, &Strategy{Name: NoRollout})
		var starts []time.Duration
		for _, r := range byAsked(records) {
			starts = append(starts, r.Started)
		}
		assert.Equal(t, tt.starts, starts, "%s: starts at", tt.name)
	}
}

// TestNodeHoursOfAddedNodes pays for a node from its order on, ready or not, and
// while it is away.
func TestNodeHoursOfAddedNodes(t *testing.T) {
	s := oneJobEach(nil, 4, 1)
	s.Backend.Nodes = 2
	s.Backend.Events = []BackendEvent{{At: 6 * time.Hour, Kind: AddNodes, Nodes: 3, ReadyAfter: 2 * time.Hour}, {At: 10 * time.Hour, Kind: Outage, For: 3 * time.Hour}}
	o, _ := roll(s, &Strategy{Name: NoRollout})
	m, _ := MetricNamed("node_hours")
	assert.InDelta(t, 2*24+3*18, m.Of(o), 1e-9, "node_hours = %v, want 102", m.Of(o))
	// Two slots on each node that is ready.
	got, want := o.Open.Area()/3600, 4.0*8+10*2+0*3+10*11
	assert.InDelta(t, want, got, 1e-9, "slots are open for %v hours in all", got)
}

// TestNodesGoTogether takes two of three nodes away at one instant. What ran on one
// does not begin again on the other, to be lost once more: it goes to the third, in
// which there is one free slot.
func TestNodesGoTogether(t *testing.T) {
	second := time.Second
	for _, event := range []BackendEvent{{At: 10 * second, Kind: Outage, Nodes: 2, For: time.Hour}, {At: 10 * second, Kind: Deploy, Nodes: 2, For: time.Hour}} {
		for _, policy := range []BalancerPolicy{SharedLine, RoundRobin, LeastBusy} {
			s := oneJobEach(slices.Repeat([]Arrival{{Work: 60 * second, Patience: -1}}, 3), 6, 1)
			s.Backend.Nodes, s.Backend.Balancer.Policy = 3, policy
			s.Backend.Events = []BackendEvent{event}
			o, records := roll(s, &Strategy{Name: NoRollout})
			var finishes []time.Duration
			attempts := 0
			for _, r := range records {
				finishes = append(finishes, r.Finished)
				attempts += r.Attempts
			}
			slices.Sort(finishes)
			want := []time.Duration{60 * second, 70 * second, 120 * second}
			assert.True(t, slices.Equal(finishes, want) && attempts == 5 && o.lost == 2,
				"event %d, policy %d: done at %v in %d attempts, %d lost, want %v in 5, 2 lost",
				event.Kind, policy, finishes, attempts, o.lost, want)
		}
	}
}

// TestFailures lets every node fail 1,000 s after it is ready and be repaired 100 s
// later, from two weeks before the start on.
func TestFailures(t *testing.T) {
	s := oneJobEach(nil, 2, 1)
	s.Backend.Nodes = 2
	s.Backend.Failures = &Failures{Between: always(1000 * time.Second), Repair: always(100 * time.Second)}
	for second := 0; second < 7200; second += 37 {
		want := "01"
		if (14*86400+second)%1100 >= 1000 {
			want = "--"
		}
		got := readiness(s, second)
		assert.Equal(t, want, got[0], "at %d s nodes %s are ready", second, got[0])
	}

	// By chance a node is there for 9/10 of the time, whatever the other does.
	s.Horizon = 60
	s.Backend.Failures = &Failures{Between: law(dist.Exponential(9000)), Repair: law(dist.Exponential(1000))}
	o, _ := roll(s, &Strategy{Name: NoRollout})
	cycles := 60 * 86400.0 / 10_000
	sd := math.Sqrt(2*0.1*0.1*0.9*0.9*2/cycles) / 2 // of an alternating process: 2·(1−a)²·a²/cycles (both spells exponential), mean of two
	share := o.Open.Area() / (2 * 60 * 86400)
	assert.InDelta(t, 0.9, share, 4*sd, "nodes are there for %.4f of the time, want 0.9 ± %.4f", share, 4*sd)
	both, alone := 0.0, 0.0
	for i := range o.Open.Intervals() {
		both += o.Open.Mean(i) * (o.Open.Mean(i) - 1) / 2
		alone++
	}
	share = both / alone
	assert.True(t, share >= 0.76 && share <= 0.86,
		"both nodes are there for about %.3f of the time, want about 0.81", share)
}

// TestFailureOfRemovedNode removes a node before it fails, orders it anew and has it
// come while it would have been under repair: what was to become of the former node
// is nothing to it.
func TestFailureOfRemovedNode(t *testing.T) {
	s := oneJobEach(nil, 2, 1)
	s.Backend.Nodes = 2
	s.Backend.Failures = &Failures{Between: always(1000 * time.Second), Repair: always(1500 * time.Second)}
	w := newWorld(New(s), 2, 0)
	begin := -daysBefore * 24 * time.Hour
	at := func(second int) time.Duration { return begin + time.Duration(second)*time.Second }
	w.play(at(10))
	w.backend.remove(at(10), 1)
	w.order(at(20), 2000*time.Second)
	for _, tt := range []struct {
		second int
		ready  bool
	}{{1990, false}, {2030, true}, {3010, true}, {3030, false}, {4510, false}, {4530, true}, {5510, true}, {5530, false}} {
		if w.play(at(tt.second)); w.backend.nodes[1].isReady() != tt.ready {
			assert.Fail(t, fmt.Sprintf("%d s after the begin the node is ready: %v, want %v: %+v",
				tt.second, w.backend.nodes[1].isReady(), tt.ready, w.backend.nodes[1]))
		}
	}
}

// TestAutoscaleLikeReckoning makes the number of nodes again, look by look, from the
// records of a load that comes and goes.
func TestAutoscaleLikeReckoning(t *testing.T) {
	const slots, nodes = 8, 2
	for seed, a := range []Autoscale{
		{Target: 0.7, Min: 1, Max: 6, Add: 2, Remove: 1, ReadyAfter: 10 * time.Minute, CoolDown: 20 * time.Minute},
		{Target: 0.5, Min: 2, Max: 9, Add: 9, Remove: 9, ReadyAfter: 0, CoolDown: 0},
		{Target: 1.2, Min: 1, Max: 3, Add: 1, Remove: 1, ReadyAfter: 25 * time.Minute, CoolDown: time.Hour},
	} {
		for i, policy := range []BalancerPolicy{SharedLine, LeastBusy, SharedLine, LeastBusy} {
			a.Check = SeriesWidth
			s := oneJobEach(nil, slots, 2)
			s.Seed = uint64(seed)
			if i >= 2 { // too old for admission control: what runs without a slot is load too
				s.Backend.Version, s.Backend.Admission.CompatibleFrom = "9.2", "9.3"
			}
			s.Backend.Nodes, s.Backend.Autoscale, s.Backend.Balancer.Policy = nodes, &a, policy
			s.Workloads = []Workload{{Name: "load", Work: law(dist.Exponential(600)), Arrivals: Arrivals{Kind: PoissonRate, Profile: []RateFrom{
				{0, 0.002}, {8 * time.Hour, 0.04}, {10 * time.Hour, 0.02}, {18 * time.Hour, 0.002}}}}}
			o, records := roll(s, &Strategy{Name: NoRollout})
			loadAt := func(at time.Duration) float64 {
				load := 0.0
				for _, r := range records {
					if r.Asked < at && at < r.Finished {
						load++
					}
				}
				return load
			}
			// Nothing runs for two weeks: by then there are as few nodes as may be.
			have, wants := a.Min, []int{a.Min}
			highest, lowest, paid := have, have, 0.0
			for i := range o.Nodes.Intervals() {
				now := time.Duration(i) * SeriesWidth
				want := int(math.Ceil(loadAt(now) / (a.Target * slots / nodes)))
				want = max(a.Min, min(a.Max, want))
				wants = append(wants, want)
				lately := slices.Max(wants[max(0, len(wants)-1-int(a.CoolDown/SeriesWidth)):])
				switch {
				case have < want:
					have = min(want, have+a.Add)
				case have > lately:
					have = max(lately, have-a.Remove)
				}
				got := o.Nodes.Mean(i)
				require.Equal(t, float64(have), got,
					"policy %d, %+v: %v nodes at %v, want %d for a load of %v", policy, a, got, now, have, loadAt(now))
				highest, lowest, paid = max(highest, have), min(lowest, have), paid+float64(have)*SeriesWidth.Hours()
			}
			assert.True(t, highest-lowest >= 2 && len(records) >= 500,
				"policy %d, %+v: from %d to %d nodes for %d jobs, the test has no load",
				policy, a, lowest, highest, len(records))
			m, _ := MetricNamed("node_hours")
			assert.InDelta(t, paid, m.Of(o), 1e-6, "policy %d, %+v: node_hours", policy, a)
			assert.Equal(t, float64(a.Min*slots/nodes), o.Open.Max(0),
				"policy %d, %+v: %v slots on %d nodes, want %d each", policy, a, o.Open.Max(0), a.Min, slots/nodes)
		}
	}
}
