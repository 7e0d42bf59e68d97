package model

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/sim/dist"
)

// checkOnTheWay plays a world and checks the books of its backend at instants on
// the way, with nothing but the world itself to tell what they should say.
func checkOnTheWay(t *testing.T, w *World) {
	w.follow(&w.s.Strategies[0])
	for at := time.Hour; at < w.end; at += 97 * time.Minute {
		w.play(at)
		checkBackend(t, w)
	}
}

// checkBackend checks the state of a backend that is not plain between two
// instants: every node and every line is what its needs say, no slot is free while
// somebody waits for it, and nobody is forgotten.
func checkBackend(t *testing.T, w *World) {
	t.Helper()
	now := w.agenda.Now()
	runs, holds := make([]int, len(w.backend.nodes)), make([]int, len(w.backend.nodes))
	waits, pools := make([]int, w.backend.lines()), make([]int, w.backend.lines())
	lineOf := func(k uint16) int {
		if w.backend.split() {
			return int(k)
		}
		return 0
	}
	released := map[uint32]bool{}
	for _, i := range w.needs.free {
		released[i] = true
	}
	for i := range w.needs.used {
		n := w.needs.at(i)
		if released[i] {
			continue
		}
		switch n.state {
		case asking:
			if !n.next.Pending() {
				require.Fail(t, fmt.Sprintf("%v: a need is never to ask: %+v", now, *n))
			}
		case waiting:
			turn := n.inTurn && w.rejected[0] != i // another asks first
			if ways := count(n.queued, n.next.Pending(), n.resting, turn); ways != 1 {
				require.Fail(t, fmt.Sprintf("%v: a need waits in %d ways: %+v", now, ways, *n))
			}
			if n.queued {
				waits[lineOf(n.node)]++
				if w.backend.split() && w.backend.ready > 0 {
					require.True(t, w.backend.nodes[n.node].isReady(),
						"%v: a need waits at node %d, which is away: %+v", now, n.node, *n)
				}
			}
		case suspended:
			if n.isJob() || w.clients[n.client].is(on) || n.next.Pending() || n.queued || n.inTurn {
				require.Fail(t, fmt.Sprintf("%v: a need is not off with its client: %+v", now, *n))
			}
		case running:
			runs[n.node]++
			pools[lineOf(n.node)]++
			if !n.bypass {
				holds[n.node]++
			}
			if n.next.Pending() == (w.s.Backend.Capacity != nil) {
				require.Fail(t, fmt.Sprintf("%v: the finish of a need is not set once: %+v", now, *n))
			}
		default:
			require.Fail(t, fmt.Sprintf("%v: an ended need is not released: %+v", now, *n))
		}
	}
	slots, ready := make([]int, w.backend.lines()), 0
	for k, nd := range w.backend.nodes {
		require.True(t, nd.running == runs[k] && nd.busy == holds[k],
			"%v: %d run on node %d, %d with a slot, its books say %+v", now, runs[k], k, holds[k], nd)
		if nd.isReady() {
			ready++
		}
		want := map[bool]int{true: nd.share}[nd.isReady()]
		require.True(t, nd.slots == want && nd.away >= 0,
			"%v: node %d has %d slots, want %d: %+v", now, k, nd.slots, want, nd)
		slots[lineOf(uint16(k))] += max(nd.slots, nd.busy)
	}
	require.Equal(t, w.backend.ready, ready, "%v: %d nodes are ready, the books say %d", now, ready, w.backend.ready)
	for i := range w.backend.lines() {
		l := w.backend.line(uint16(i))
		held := holds[i]
		if !w.backend.split() {
			held = 0
			for _, h := range holds {
				held += h
			}
		}
		require.True(t, l.station.Slots() == slots[i] && l.station.Busy() == held && l.station.Waiting() == waits[i],
			"%v: line %d says %d of %d slots are taken and %d wait, the needs say %d of %d and %d",
			now, i, l.station.Busy(), l.station.Slots(), l.station.Waiting(), held, slots[i], waits[i])
		if waits[i] > 0 {
			require.GreaterOrEqual(t, held, slots[i],
				"%v: %d wait in line %d, where %d of %d slots are taken", now, waits[i], i, held, slots[i])
		}
		if w.s.Backend.Capacity != nil {
			require.Equal(t, pools[i], l.pool.Len(), "%v: %d share line %d, %d run", now, l.pool.Len(), i, pools[i])
		}
	}
}

// count returns how many are true.
func count(facts ...bool) int {
	n := 0
	for _, fact := range facts {
		if fact {
			n++
		}
	}
	return n
}

// busyBackends are backends for an office of a thousand on ten slots, in which each
// mechanism has something to do.
var busyBackends = []struct {
	name   string
	change func(*Backend)
}{
	{"capacity of one line", func(b *Backend) { b.Capacity = &Capacity{FullSpeed: 2.5} }},
	{"capacity of each node, by the least busy", func(b *Backend) {
		b.Capacity = &Capacity{Contention: 0.05, Coherency: 0.01}
		b.Balancer = Balancer{Policy: LeastBusy, SignalAge: time.Minute, CountOwn: true}
	}},
	{"timeouts, in turn", func(b *Backend) {
		b.Timeout = &Timeout{After: 5 * time.Minute, Retry: Retry{Base: time.Minute, Cap: time.Hour, Budget: 3}}
		b.Balancer.Policy = RoundRobin
	}},
	{"autoscaling", func(b *Backend) {
		b.Autoscale = &Autoscale{Target: 0.7, Min: 2, Max: 8, Check: time.Minute, ReadyAfter: 5 * time.Minute, CoolDown: 5 * time.Minute, Add: 4, Remove: 4}
	}},
	{"two choices, failures and a deploy", func(b *Backend) {
		b.Balancer.Policy = TwoChoices
		b.Failures = &Failures{Between: law(dist.Exponential(86400)), Repair: law(dist.Exponential(600)), Running: Resume}
		b.Events = []BackendEvent{{At: dayAt(0, 9, 0), Kind: Outage, For: 20 * time.Minute},
			{At: dayAt(1, 9, 0), Kind: Deploy, Nodes: 1, For: 3 * time.Minute, Running: Drain}, {At: dayAt(2, 8, 30), Kind: SetSlots, Slots: 5}}
	}},
	{"one after the other asks again", func(b *Backend) {
		b.Admission.Discipline = ReAsk
		b.Admission.RetryPolicy = RetryPolicy{After: law(dist.Exponential(20)), FirstOnly: true}
	}},
}

// TestMechanismsAllocateNothing counts the allocations of replications with each of
// the mechanisms: they are those of its parts that grow and of what operators do, not
// of its events.
func TestMechanismsAllocateNothing(t *testing.T) {
	for _, tt := range busyBackends {
		s := office(1000, 10)
		s.Backend.Admission.Discipline, s.Backend.Nodes = Ticket, 4
		tt.change(&s.Backend)
		begun := New(s).Begin(10, 0)
		var o *Outcome
		allocations := testing.AllocsPerRun(1, func() { o = begun.Branch().Roll(&s.Strategies[1], nil) })
		asked := o.Accounting.Asked
		assert.True(t, asked >= 20_000 && allocations <= float64(asked)/50,
			"%s: %.0f allocations for %d needs, want less than one in fifty needs", tt.name, allocations, asked)
	}
}

// TestMechanismsAndCommonRandomNumbers checks that a client boots at the same
// instant and the same need has the same work whatever the backend does.
func TestMechanismsAndCommonRandomNumbers(t *testing.T) {
	scenario := func() *Scenario {
		s := office(400, 4)
		s.Backend.Admission.Discipline, s.Backend.Admission.Jitter, s.Backend.Nodes = Ticket, 0, 4
		s.Workloads = []Workload{{Name: "others", Work: law(dist.Exponential(60)), Arrivals: Arrivals{Kind: Poisson, Rate: 0.001}}}
		return s
	}
	s := scenario()
	plain := map[needName]Record{}
	_, records := roll(s, &s.Strategies[0])
	for _, r := range records {
		plain[needName{r.Client, r.Cause, r.Occasion}] = r
	}
	for _, tt := range busyBackends {
		s := scenario()
		tt.change(&s.Backend)
		_, records := roll(s, &s.Strategies[0])
		var pairs [numCauses]int
		otherwise := 0
		for _, r := range records {
			p, ok := plain[needName{r.Client, r.Cause, r.Occasion}]
			if !ok {
				continue
			}
			pairs[r.Cause]++
			if r.Work != p.Work || r.Kind != p.Kind {
				require.Fail(t, fmt.Sprintf("%s: the work of a need differs:\n%+v\n%+v", tt.name, r, p))
			}
			if (r.Cause == LogIn || r.Cause == OtherTraffic) && r.Asked != p.Asked {
				require.Fail(t, fmt.Sprintf("%s: client %d asks at %v and at %v", tt.name, r.Client, r.Asked, p.Asked))
			}
			if r.Finished != p.Finished {
				otherwise++
			}
		}
		for _, cause := range []Cause{LogIn, Timer, Update, OtherTraffic} {
			if pairs[cause] < 100 {
				assert.Fail(t, fmt.Sprintf("%s: %d needs of cause %v in both runs, want some hundred",
					tt.name, pairs[cause], cause))
			}
		}
		assert.GreaterOrEqual(t, otherwise, 100,
			"%s: %d needs end at another instant, the test has no difference to withstand", tt.name, otherwise)
	}
}
