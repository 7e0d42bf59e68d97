package model

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat/distuv"
)

// routed plays replication r of a scenario of replayed jobs up to an instant and
// returns the node that each job was sent to, in order of the jobs. Those that
// have not asked yet or are done are on node none.
func routed(s *Scenario, r int, until time.Duration) []int {
	w := New(s).Begin(s.Backend.Slots[0], r)
	w.play(until)
	var nodes []int
	for i := range w.needs.used {
		n := w.needs.at(i)
		for int(n.client) >= len(nodes) {
			nodes = append(nodes, none)
		}
		if n.state == running || n.state == waiting {
			nodes[n.client] = int(n.node)
		}
	}
	return nodes
}

// longJobs are as many jobs of a day's work, at one instant.
func longJobs(at time.Duration, jobs int) []Arrival {
	return slices.Repeat([]Arrival{{At: at, Work: 24 * time.Hour, Patience: -1}}, jobs)
}

// balanced returns a scenario that replays jobs on nodes of so many slots each.
func balanced(jobs []Arrival, nodes, perNode int, b Balancer) *Scenario {
	s := oneJobEach(jobs, nodes*perNode, 1)
	s.Backend.Nodes, s.Backend.Balancer = nodes, b
	return s
}

// likeShares fails the test when counts differ from shares of their sum more than
// chance explains.
func likeShares(t *testing.T, what string, counts []int, shares ...float64) {
	t.Helper()
	n, whole, statistic := 0.0, 0.0, 0.0
	for i := range counts {
		n += float64(counts[i])
		whole += shares[i]
	}
	for i := range counts {
		want := n * shares[i] / whole
		statistic += (float64(counts[i]) - want) * (float64(counts[i]) - want) / want
	}
	p := (distuv.ChiSquared{K: float64(len(counts) - 1)}).Survival(statistic)
	assert.True(t, n >= 100 && p >= 1e-4,
		"%s: %v, want shares like %v: chi-square %.1f, p = %.2g", what, counts, shares, statistic, p)
}

func tally(nodes []int, of int) []int {
	counts := make([]int, of)
	for _, k := range nodes {
		counts[k]++
	}
	return counts
}

func TestRoundRobin(t *testing.T) {
	got := routed(balanced(longJobs(0, 8), 3, 2, Balancer{Policy: RoundRobin}), 0, time.Minute)
	assert.Equal(t, []int{0, 1, 2, 0, 1, 2, 0, 1}, got, "jobs go to nodes")
}

func TestRandomAndWeighted(t *testing.T) {
	jobs := longJobs(0, 6000)
	nodes := routed(balanced(jobs, 4, len(jobs), Balancer{Policy: RandomNode}), 0, time.Minute)
	likeShares(t, "random", tally(nodes, 4), 1, 1, 1, 1)
	pairs := make([]int, 16)
	for i := 1; i < len(nodes); i++ {
		pairs[4*nodes[i-1]+nodes[i]]++
	}
	likeShares(t, "random, one after the other", pairs, slices.Repeat([]float64{1}, 16)...)

	b := Balancer{Policy: Weighted, Weights: []float64{1, 0.5, 3}}
	nodes = routed(balanced(jobs, 5, len(jobs), b), 0, time.Minute)
	likeShares(t, "weighted, and the last weight for the others", tally(nodes, 5), 1, 0.5, 3, 3, 3)
	s := balanced(append(longJobs(0, 1), longJobs(time.Minute, 6000)...), 3, len(jobs), b)
	s.Backend.Events = []BackendEvent{{At: time.Second, Kind: Outage, Nodes: 1, For: time.Hour}}
	nodes = routed(s, 0, 2*time.Minute)
	likeShares(t, "weighted, one node away", tally(nodes[1:], 3)[:2], 1, 0.5)
}

// TestLeastBusy sends jobs to nodes of one slot: at any time running and waiting
// differ by one at most. The first job is sent anywhere.
func TestLeastBusy(t *testing.T) {
	jobs := longJobs(0, 50)
	for i := range jobs {
		jobs[i].At = time.Duration(i) * time.Second
	}
	s := balanced(jobs, 3, 1, Balancer{Policy: LeastBusy})
	for i := range jobs {
		counts := tally(routed(s, 0, jobs[i].At+1), 3)
		require.LessOrEqual(t, slices.Max(counts)-slices.Min(counts), 1,
			"after %d jobs there are %v on the nodes", i+1, counts)
	}
	first, second := make([]int, 3), make([]int, 3)
	for r := range 600 {
		nodes := routed(s, r, 2*time.Second)
		first[nodes[0]]++
		second[(nodes[1]-nodes[0]+3)%3]++
	}
	likeShares(t, "the first job", first, 1, 1, 1)
	likeShares(t, "the second job, counted from the first", second[1:], 1, 1)
	assert.LessOrEqual(t, second[0], 0, "the second job joins the first %d times", second[0])
}

// TestTwoChoices sends four jobs to four nodes. With two different nodes to choose
// from, the second job never meets the first, and the fourth meets one with chance
// one half: both of its choices must be of the three that are busy.
func TestTwoChoices(t *testing.T) {
	s := balanced(longJobs(0, 4), 4, 4, Balancer{Policy: TwoChoices})
	const replications = 2000
	first, second := make([]int, 4), make([]int, 4)
	spread, meets := 0, 0
	for r := range replications {
		nodes := routed(s, r, time.Second)
		first[nodes[0]]++
		second[(nodes[1]-nodes[0]+4)%4]++
		if tally(nodes[:3], 4)[nodes[0]] == 1 && nodes[1] != nodes[2] {
			spread++
			if slices.Contains(nodes[:3], nodes[3]) {
				meets++
			}
		}
	}
	likeShares(t, "the first job", first, 1, 1, 1, 1)
	likeShares(t, "the second job, counted from the first", second[1:], 1, 1, 1)
	assert.LessOrEqual(t, second[0], 0, "the second job joins the first %d times", second[0])
	// The third job meets one of two busy nodes if these are its choices: 1 of 6.
	withinChance(t, "the first three jobs on three nodes", spread, replications, 5.0/6)
	withinChance(t, "the fourth job meets another", meets, spread, 0.5)
}

// TestSignalAge has the balancer live by reports of every minute. What is sent
// within a minute all goes to the node that was the emptiest at the report, unless
// the balancer counts what it sends.
func TestSignalAge(t *testing.T) {
	for _, policy := range []BalancerPolicy{LeastBusy, TwoChoices} {
		jobs := longJobs(10*time.Second, 1)
		for i := range 50 {
			jobs = append(jobs, Arrival{At: 61*time.Second + time.Duration(i)*time.Second, Work: 24 * time.Hour, Patience: -1})
		}
		jobs = append(jobs, longJobs(121*time.Second, 20)...)
		b := Balancer{Policy: policy, SignalAge: time.Minute}
		nodes := routed(balanced(jobs, 2, len(jobs), b), 0, 3*time.Minute)
		for i, k := range nodes {
			want := 1 - nodes[0] // away from the first
			if i == 0 || i > 50 {
				want = nodes[0] // away from the herd
			}
			require.Equal(t, want, k, "policy %d: job %d goes to node %d, want %d: %v", policy, i, k, want, nodes)
		}
		b.CountOwn = true
		nodes = routed(balanced(jobs, 2, len(jobs), b), 0, 3*time.Minute)
		for n := range nodes {
			counts := tally(nodes[:n+1], 2)
			require.LessOrEqual(t, max(counts[0], counts[1])-min(counts[0], counts[1]), 1,
				"policy %d, counting its own: after %d jobs there are %v on the nodes", policy, n+1, counts)
		}
	}
	// Whoever has no use of reports takes no harm from them.
	s := balanced(longJobs(10*time.Second, 4), 4, 1, Balancer{Policy: SharedLine, SignalAge: time.Minute})
	s.Backend.Events = []BackendEvent{{At: time.Minute, Kind: Outage, Nodes: 1, For: time.Minute}}
	o, _ := roll(s, &Strategy{Name: NoRollout})
	assert.Equal(t, int64(4), o.Accounting.Asked, "one line and reports: %+v, want 4 asked", o.Accounting)
}

// TestNodesAwayGetNothing keeps the last two of four nodes away while jobs come,
// under every policy.
func TestNodesAwayGetNothing(t *testing.T) {
	for _, policy := range []BalancerPolicy{SharedLine, RoundRobin, RandomNode, LeastBusy, TwoChoices, Weighted} {
		for _, version := range []Version{"9.4", "9.2"} {
			s := balanced(append(longJobs(time.Minute, 40), longJobs(time.Hour, 40)...), 4, 30, Balancer{Policy: policy, Weights: []float64{1}})
			s.Backend.Version = version
			s.Backend.Events = []BackendEvent{{At: time.Second, Kind: Outage, Nodes: 2, For: 30 * time.Minute}}
			during, after := routed(s, 0, 2*time.Minute), routed(s, 0, 61*time.Minute)
			counts := tally(during, 4)
			assert.True(t, counts[0]+counts[1] == 40 && counts[0] >= 10 && counts[1] >= 10,
				"policy %d, backend %s: %v on the nodes while two are away", policy, version, counts)
			counts = tally(after, 4)
			assert.GreaterOrEqual(t, slices.Min(counts), 5,
				"policy %d, backend %s: %v on the nodes after all are back", policy, version, counts)
		}
	}
}

// TestLinesOfNodesThatGo has jobs wait in the lines of two nodes of one slot each,
// taken in turn, when nodes go.
func TestLinesOfNodesThatGo(t *testing.T) {
	second := time.Second
	job := func(at, work time.Duration) Arrival { return Arrival{At: at, Work: work, Patience: -1} }
	for _, tt := range []struct {
		name   string
		jobs   []Arrival
		events []BackendEvent
		want   []time.Duration // starts
	}{
		{"the line of the node that goes is put behind the other, in its order",
			[]Arrival{job(0, 100*second), job(0, 100*second), job(1*second, 10*second), job(2*second, 10*second), job(3*second, 10*second), job(4*second, 10*second)},
			[]BackendEvent{{At: 10 * second, Kind: Outage, Nodes: 1, For: 1000 * second, Running: Drain}},
			[]time.Duration{0, 0, 100 * second, 120 * second, 110 * second, 130 * second}},
		{"what runs there goes ahead of both lines, as far as it has come",
			[]Arrival{job(0, 100*second), job(0, 100*second), job(1*second, 10*second), job(2*second, 10*second)},
			[]BackendEvent{{At: 10 * second, Kind: Outage, Nodes: 1, For: 1000 * second, Running: Resume}},
			[]time.Duration{0, 100 * second, 190 * second, 200 * second}},
		{"all are away: whoever is back first serves both lines",
			[]Arrival{job(20*second, 10*second), job(21*second, 10*second), job(22*second, 10*second), job(23*second, 10*second)},
			[]BackendEvent{{At: 5 * second, Kind: Outage, Nodes: 1, For: 500 * second, Running: Drain}, {At: 10 * second, Kind: Outage, For: 50 * second, Running: Drain}},
			[]time.Duration{60 * second, 80 * second, 70 * second, 90 * second}},
	} {
		s := balanced(tt.jobs, 2, 1, Balancer{Policy: RoundRobin})
		s.Backend.Events = tt.events
		_, records := roll(s, &Strategy{Name: NoRollout})
		var starts []time.Duration
		for _, r := range byAsked(records) {
			starts = append(starts, r.Started)
			assert.Zero(t, r.Outcome, "%s: %+v", tt.name, r)
		}
		assert.Equal(t, tt.want, starts, "%s: starts at", tt.name)
	}
}

// TestOneNode checks that with one node nothing is there to choose, whether the
// backend is the plain one or not.
func TestOneNode(t *testing.T) {
	for _, timeout := range []*Timeout{nil, {After: 100 * time.Hour}} {
		one := func(b Balancer) []Record {
			s := office(100, 2)
			s.Horizon = 5
			s.Backend.Nodes, s.Backend.Balancer, s.Backend.Timeout = 1, b, timeout
			s.Backend.Admission.Discipline = Ticket
			_, records := roll(s, &s.Strategies[0])
			return records
		}
		shared := one(Balancer{})
		for _, policy := range []BalancerPolicy{RoundRobin, RandomNode, LeastBusy, TwoChoices, Weighted} {
			sameRecords(t, "one node", one(Balancer{Policy: policy, Weights: []float64{2}, SignalAge: time.Minute}), shared)
		}
	}
}
