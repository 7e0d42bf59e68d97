package scenarios

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim/dist"
)

// officeWith is an office of 500 PCs with what is said of its backend.
func officeWith(backend, more string) string {
	return `
start: 2027-04-12
calendar: {region: de-BY}
fleet:
  - {name: headquarters, clients: 400, version: "9.3"}
  - {name: plants, clients: 100, version: "9.3"}
release: {version: "9.4"}
strategies: [big_bang: {}]
backend: {version: "9.4", ` + backend + "}\n" + more
}

// TestBackendWarnings loads backends that can be and are still not what their
// author may think.
func TestBackendWarnings(t *testing.T) {
	const waits = "targets: [updated.p95 <= 20wd, wait.update.p95 <= 10m]"
	judged := func(why string) string {
		return "with " + why + ", a sync can be held up after it has started: targets on wait.* are judged by delay.*, the time from first ask to finish without the work itself"
	}
	const vain = " even at full speed: no attempt of theirs succeeds, and the PC that has one syncs no more"
	plants := func(more string) string {
		return strings.Replace(officeWith("slots: 50, timeout: {after: 5m}", ""), `100, version: "9.3"`, `100, version: "9.3", `+more, 1)
	}
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"nothing said", officeWith("slots: 50", waits), nil},
		{"nodes that are drained", officeWith("slots: 50, events: [{at: 2027-04-18T03:00, drain: {for: 20m}}, {at: 2027-04-13T20:00, deploy: {}}]", waits), nil},
		{"a capacity, and targets on waits", officeWith("slots: 50, capacity: {full_speed: 80}", waits), []string{judged("a capacity that is shared")}},
		{"a capacity, and no target on waits", officeWith("slots: 50, capacity: {full_speed: 80}", "targets: [updated.p95 <= 20wd]"), nil},
		{"older clients on a capacity", strings.Replace(officeWith("slots: 50, capacity: {full_speed: 80}", waits), "9.3", "9.2", 1),
			[]string{judged("a capacity that older clients, which bypass admission, share too")}},
		{"older clients without one", strings.Replace(officeWith("slots: 50", waits), "9.3", "9.2", 1), nil},
		{"a timeout that few syncs reach", officeWith("slots: 50, timeout: {after: 30m}", waits), []string{judged("a timeout")}},
		{"an outage and failures", officeWith("slots: 50, timeout: {after: 30m}, failures: {running: resume}, events: [{at: 2027-04-13T10:00, outage: {for: 20m}}]", waits),
			[]string{judged("a timeout and syncs that go on where another node went away")}},
		{"an outage after which syncs begin again", officeWith("slots: 50, events: [{at: 2027-04-13T10:00, outage: {for: 20m}}]", waits), nil},
		{"an outage after which they go on", officeWith("slots: 50, events: [{at: 2027-04-13T10:00, outage: {for: 20m, running: resume}}]", waits),
			[]string{judged("syncs that go on where another node went away")}},
		{"failures that let syncs finish", officeWith("slots: 50, failures: {running: drain}", waits), nil},

		// P(lognormal with median 3m and p95 8m > 5m) = Φ(−ln(5/3)·1.645/ln(8/3)) = 19.6 %; delta: P(> 5m) = Φ(−2.96) = 0.15 %.
		{"syncs longer than the timeout", officeWith("slots: 50, timeout: {after: 5m}", ""),
			[]string{"0.15% of the delta syncs need more than the timeout of 5m" + vain, "20% of the full syncs need more than the timeout of 5m" + vain}},
		{"in one of two groups", plants("sync: {full: 4m, delta: 10s}"),
			[]string{"0.15% of the delta syncs of headquarters need more than the timeout of 5m" + vain, "20% of the full syncs of headquarters need more than the timeout of 5m" + vain}},
		{"differently in the two", plants("sync: {full: 6m, delta: 10s}"), []string{
			"0.15% of the delta syncs of headquarters need more than the timeout of 5m" + vain,
			"20% of the full syncs of headquarters need more than the timeout of 5m" + vain,
			"100% of the full syncs of plants need more than the timeout of 5m" + vain}},
		{"in a group that does not sync", plants("profile: terminal-server, sync: {full: 6m}"),
			[]string{"0.15% of the delta syncs need more than the timeout of 5m" + vain, "20% of the full syncs need more than the timeout of 5m" + vain}},
		{"just as long as the timeout", officeWith("slots: 50, timeout: {after: 5m}", "sync: {full: 5m, delta: 5m}"), nil},
		{"updates that carry the data", officeWith("slots: 50, timeout: {after: 2m}", "sync: {first_sync_package: true, delta: 1m}"), nil},
		{"jobs longer than the timeout", queueOf("arrivals: {exactly: {clients: 100, at: 08:00}}, work: {uniform: {min: 1m, max: 3m}}", "50, timeout: {after: 2m30s, retry: {budget: 3}}", ""),
			[]string{"25% of the jobs of jobs need more than the timeout of 2m30s even at full speed: no attempt of theirs succeeds"}},

		{"fewer slots than nodes that nobody has written", officeWith("slots: 1", ""), nil},
		{"also for a time", officeWith("slots: 50, events: [{at: 2027-04-13, slots: 1}]", ""), nil},
		{"fewer slots than nodes where slots limit nothing", strings.Replace(officeWith("slots: 1, nodes: 5, capacity: {full_speed: 80}", ""), `"9.4", slots`, `"9.2", slots`, 1),
			[]string{"the backend has version 9.2, and admission control begins with 9.3: every sync starts at once"}},

		{"more slots than are served at full speed", officeWith("slots: [50, 80, 120, 160], capacity: {full_speed: 80}", ""),
			[]string{"with this capacity more than 80 syncs at once get no more done: backend.slots has 120 and 160"}},
		{"few slots", officeWith("slots: [20, 39, 40], capacity: {full_speed: 80}", ""),
			[]string{"the capacity is best at 80 syncs at once, and less than half of what it can do is used: backend.slots has 20 and 39"}},
		{"few slots at first", officeWith("slots: 20, capacity: {full_speed: 80}, events: [{at: 2027-04-13, slots: 60}]", ""), nil},
		// The Universal Scalability Law with 4 % and 0.01 % is best at √(0.96/0.0001) = 98.0 syncs.
		{"more slots than scale", officeWith("slots: [98, 99], capacity: {usl: {contention: 4%, coherency: 0.01%}}", ""),
			[]string{"with this capacity more than 98 syncs at once get less done: backend.slots has 99"}},
		{"contention alone has no best number", officeWith("slots: [1, 1000], capacity: {usl: {contention: 4%}}", ""), nil},
		{"next to nothing to slow them", officeWith("slots: 50, capacity: {usl: {coherency: 0.00000000000000000000000001%}}", ""), nil},
		{"more nodes than scale", officeWith("slots: 50, capacity: {usl: {contention: 4%, coherency: 0.01%}}, autoscale: {max: 6}", ""),
			[]string{"with autoscale 6 nodes have 150 slots, and with this capacity, which nodes do not add to, more than 98 syncs at once get less done: more than 3 nodes have too many slots"}},
		{"more nodes, each of which follows the law by itself", officeWith("slots: 50, balancer: {policy: random}, capacity: {usl: {contention: 4%, coherency: 0.01%}}, autoscale: {max: 9}", ""), nil},
		{"more nodes that bring capacity", officeWith("slots: 50, capacity: {full_speed: 80}, autoscale: {max: 6}", ""), nil},

		{"no admission control and no capacity", strings.Replace(officeWith("slots: 50", ""), `"9.4", slots`, `"9.2", slots`, 1),
			[]string{"the backend has version 9.2, and admission control begins with 9.3: every sync starts at once, and without a capacity nothing ever waits or is slowed"}},
		{"no admission control, and a capacity", strings.Replace(officeWith("slots: 500, capacity: {full_speed: 80}", ""), `"9.4", slots`, `"9.2", slots`, 1),
			[]string{"the backend has version 9.2, and admission control begins with 9.3: every sync starts at once"}},
		{"a hint that nobody heeds", officeWith("slots: 50, admission: {hint: {jitter: 20s}, returns: {after: 2m}}", ""),
			[]string{"backend.admission.hint.jitter plays no part: with returns of their own clients do not do as told"}},
		// The horizon is 21 days from 2027-04-12 on.
		{"an outage up to the horizon", officeWith("slots: 50, events: [{at: 2027-05-02T10:00, outage: {for: 14h}}]", ""), nil},
		{"an outage beyond it", officeWith("slots: 50, events: [{at: 2027-04-13, slots: 60}, {at: 2027-05-02T10:00, outage: {for: 14h1s}}]", ""),
			[]string{"backend.events[1] ends after the horizon of 21 days, which does not see the nodes come back"}},
		{"a drain of years", officeWith("slots: 50, events: [{at: 2027-04-13, drain: {for: 400d}}]", ""),
			[]string{"backend.events[0] ends after the horizon of 21 days, which does not see the nodes come back"}},
		{"a deploy whose second node is away up to the horizon", officeWith("slots: 50, events: [{at: 2027-05-02, deploy: {each: 12h}}]", ""), nil},
		{"a deploy whose second node is away longer", officeWith("slots: 50, events: [{at: 2027-05-02, deploy: {each: 13h}}]", ""),
			[]string{"backend.events[0] ends after the horizon of 21 days, which does not see all nodes come back: 2 nodes in turn, each away for 13h"}},
		{"a deploy of both at once", officeWith("slots: 50, events: [{at: 2027-05-02, deploy: {each: 13h, max_unavailable: all}}]", ""), nil},
		{"nodes that are ready too late", officeWith("slots: 50, events: [{at: 2027-05-02, add_nodes: {ready_after: 25h}}]", ""),
			[]string{"backend.events[0] ends after the horizon of 21 days, which does not see the nodes take syncs"}},
		{"an event in an hour that comes twice", strings.Replace(officeWith("slots: 50, events: [{at: 2027-10-31T02:30, slots: 60}]", ""), "2027-04-12", "2027-10-29", 1),
			[]string{"backend.events[0].at: 2027-10-31T02:30 exists twice in Europe/Berlin, at 02:30 CEST and at 02:30 CET; the first is taken"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, err := Load("plan.yaml", []byte(tt.text), nil)
			require.NoError(t, err)
			assert.Equal(t, tt.want, told(s.Warnings), "warnings")
		})
	}
}

// TestEventInstants checks when events are, in time that passes, and their order.
func TestEventInstants(t *testing.T) {
	for _, tt := range []struct {
		name, start, events string
		want                string // kind and instant of each
	}{
		{"midnight of the first day", "2027-10-29", "{at: 2027-10-29, slots: 1}", "3 at 0s"},
		{"the last second of the horizon", "2027-10-29", "{at: 2027-11-02T23:59:59, slots: 1}", "3 at 120h59m59s"},
		{"behind a night of 25 hours", "2027-10-29", "{at: 2027-11-01T10:00, slots: 1}", "3 at 83h0m0s"},
		{"behind a night of 23 hours", "2027-03-26", "{at: 2027-03-29T10:00, slots: 1}", "3 at 81h0m0s"},
		{"the first of two", "2027-10-29", "{at: 2027-10-31T02:00, slots: 1}", "3 at 50h0m0s"},
		{"in order, and as they stand where they come together", "2027-10-29",
			"{at: 2027-10-31, drain: {for: 1m}}, {at: 2027-10-30, slots: 3}, {at: 2027-10-30, add_nodes: {}}, {at: 2027-10-30, deploy: {}}",
			"3 at 24h0m0s, 2 at 24h0m0s, 1 at 24h0m0s, 0 at 48h0m0s"},
	} {
		s, err := Load("plan.yaml", []byte("start: "+tt.start+"\ntimezone: Europe/Berlin\nhorizon: 5d\nworkloads: [{name: a, arrivals: {poisson: 1/h}, work: 1s}]\nbackend: {slots: 2, events: ["+tt.events+"]}\n"), nil)
		if !assert.NoError(t, err, "%s", tt.name) {
			continue
		}
		var got []string
		for _, e := range s.Backend.Events {
			got = append(got, fmt.Sprintf("%d at %v", e.Kind, e.At))
		}
		assert.Equal(t, tt.want, strings.Join(got, ", "), "%s: events", tt.name)
	}
}

// TestBackendSettings sets values of the backend by path.
func TestBackendSettings(t *testing.T) {
	base := officeWith("slots: 50, nodes: 4, timeout: {after: 30m, retry: {fixed: 5m}}, events: [{at: 2027-04-19T10:00, outage: {for: 20m}}, {at: 2027-04-14T10:00, slots: 60}]",
		"targets: [wait.update.p95 <= 10m]")
	for _, tt := range []struct {
		path, value string
		got         func(b *model.Backend) any
		want        any
	}{
		{"backend.slots", "auto", func(b *model.Backend) any { return b.Slots[0] }, model.AutoSlots},
		{"backend.nodes", "3", func(b *model.Backend) any { return b.Nodes }, 3},
		{"backend.balancer", "{policy: weighted, weights: [4, 3, 2, 1]}", func(b *model.Backend) any { return b.Balancer.Weights[3] }, 1.0},
		{"backend.balancer.policy", "two-choices", func(b *model.Backend) any { return b.Balancer.Policy }, model.TwoChoices},
		{"backend.capacity.full_speed", "80", func(b *model.Backend) any { return b.Capacity.FullSpeed }, 80.0},
		{"backend.capacity.usl.contention", "2%", func(b *model.Backend) any { return b.Capacity.Contention }, 0.02},
		{"backend.timeout.after", "1h", func(b *model.Backend) any { return b.Timeout.After }, time.Hour},
		{"backend.timeout.retry", "{exponential: {}}", func(b *model.Backend) any { return b.Timeout.Retry },
			model.Retry{Base: time.Minute, Cap: 30 * time.Minute, Budget: -1}},
		{"backend.timeout.retry.budget", "0", func(b *model.Backend) any { return b.Timeout.Retry.Budget }, 0},
		{"backend.autoscale.cool_down", "1h", func(b *model.Backend) any { return *b.Autoscale },
			model.Autoscale{Target: 0.7, Min: 4, Max: 12, Check: 15 * time.Second, ReadyAfter: 5 * time.Minute, CoolDown: time.Hour, Add: 4, Remove: 1000}},
		{"backend.failures.running", "resume", func(b *model.Backend) any { return b.Failures.Running }, model.Resume},
		{"backend.events.0.outage.for", "1h", func(b *model.Backend) any { return b.Events[1].For }, time.Hour}, // in order of time the second
		{"backend.events.1.slots", "70", func(b *model.Backend) any { return b.Events[0].Slots }, 70},
		{"backend.events.1", "{at: 2027-04-14T10:00, touch_all_metadata: {}}", func(b *model.Backend) any { return b.Events[0].Work }, 5 * time.Second},
		{"backend.admission.hint.jitter", "20s", func(b *model.Backend) any { return b.Admission.RetryAfter }, model.RetryAfter{Fixed: time.Minute, Jitter: 20 * time.Second}},
		{"backend.admission.hint.estimate", "true", func(b *model.Backend) any { return b.Admission.RetryAfter }, model.RetryAfter{Estimate: true}},
		{"backend.admission.returns.after", "2m", func(b *model.Backend) any { return b.Admission.RetryPolicy.After.Mean() }, 120.0},
		{"backend.admission", "{discipline: priority, order: [update, metadata]}", func(b *model.Backend) any { return fmt.Sprint(b.Admission.Order) }, "[update metadata]"},
	} {
		set := Setting{Path: tt.path, Value: tt.value}
		s, err := Load("base.yaml", []byte(base), []Setting{set})
		if !assert.NoError(t, err, "%v", set) {
			continue
		}
		got := tt.got(&s.Backend)
		assert.True(t, got == tt.want, "%v: %v, want %v", set, got, tt.want)
	}
}

// TestDefaultsWritten writes each default of a scenario into its file: what is
// read stays the same.
func TestDefaultsWritten(t *testing.T) {
	base := officeWith(`slots: 50, balancer: {policy: least-busy, signal_age: 10s}, capacity: {usl: {coherency: 0.01%}}, timeout: {after: 30m}, autoscale: {}, failures: {},
  events: [{at: 2027-04-19T10:00, outage: {for: 20m}}, {at: 2027-04-14T10:00, deploy: {}}, {at: 2027-04-15, drain: {for: 1m}}, {at: 2027-04-15, add_nodes: {}}, {at: 2027-04-15, touch_all_metadata: {}}]`,
		"targets: [wait.update.p95 <= 10m]")
	load := func(sets ...Setting) *model.Scenario {
		t.Helper()
		s, err := Load("base.yaml", []byte(base), sets)
		require.NoError(t, err)
		return s
	}
	implied := load()
	defaults := 0
	for _, o := range implied.Origins {
		if o.Kind != model.Default && o.Kind != model.Assumption || o.Path == "horizon" || o.Path == "timezone" {
			continue
		}
		defaults++
		said := load(Setting{Path: o.Path, Value: o.Value})
		said.Origins = implied.Origins
		assert.Equal(t, printed(implied), printed(said), "with %s: %s written out", o.Path, o.Value)
	}
	assert.GreaterOrEqual(t, defaults, 50, "%d defaults, want those of the whole format", defaults)
}

// TestDefaultsThatPlayNoPart checks that nobody is told of assumptions about a
// backend that change nothing.
func TestDefaultsThatPlayNoPart(t *testing.T) {
	for _, tt := range []struct {
		name, backend string
		want          []string // paths of defaults below "backend"
	}{
		{"one line", "slots: 50", []string{"balancer.policy"}},
		{"one node", "slots: 50, nodes: 1", nil},
		{"a capacity", "slots: 50, capacity: {full_speed: 80}", []string{"nodes", "balancer.policy"}},
		{"a line for each node", "slots: 50, balancer: {policy: random}", []string{"nodes"}},
		{"a balancer that looks", "slots: 50, balancer: {policy: least-busy}", []string{"nodes", "balancer.signal_age"}},
		{"a balancer that looks at reports", "slots: 50, nodes: 2, balancer: {policy: least-busy, signal_age: 5s}", []string{"balancer.count_own"}},
	} {
		s, err := Load("plan.yaml", []byte(officeWith(tt.backend, "")), nil)
		if !assert.NoError(t, err, "%s", tt.name) {
			continue
		}
		var got []string
		for _, o := range s.Origins {
			key, ok := strings.CutPrefix(o.Path, "backend.")
			if ok && (o.Kind == model.Default || o.Kind == model.Assumption) && (key == "nodes" || strings.HasPrefix(key, "balancer.")) {
				got = append(got, key)
			}
		}
		assert.Equal(t, tt.want, got, "%s: defaults", tt.name)
	}
}

// TestBeyond checks the share of a law above a limit.
func TestBeyond(t *testing.T) {
	law := func(d dist.Distribution, err error) dist.Distribution {
		t.Helper()
		require.NoError(t, err)
		return d
	}
	short, long := law(dist.Uniform(0, 100)), law(dist.Exponential(50))
	for _, tt := range []struct {
		name  string
		law   dist.Distribution
		limit float64
		want  float64
	}{
		{"exponential", long, 100, math.Exp(-2)},
		{"far out", long, 500, math.Exp(-10)},
		{"all", law(dist.Uniform(10, 20)), 9, 1},
		{"none", law(dist.Uniform(10, 20)), 21, 0},
		{"the limit itself is not above it", law(dist.Constant(30)), 30, 0},
		{"two of five values", law(dist.Empirical([]float64{1, 2, 3, 4, 5})), 3, 0.4},
		{"a mixture, whose quantile function falls between its parts", law(dist.Mixture([]float64{0.3, 0.6, 0.1}, []dist.Distribution{long, short, long})), 80, 0.4*math.Exp(-1.6) + 0.6*0.2},
	} {
		assert.InDelta(t, tt.want, beyond(tt.law, tt.limit), 1e-6, "%s: P(X > %g)", tt.name, tt.limit)
	}
}

// TestWritten checks durations in complaints against what files have.
func TestWritten(t *testing.T) {
	for _, text := range []string{"1s", "90ms", "1m", "1m30s", "1h", "2h30m", "2h0m5s", "10m", "20h", "30m", "0s"} {
		d, err := time.ParseDuration(text)
		require.NoError(t, err)
		assert.Equal(t, text, written(d), "%v is written", d)
	}
}
