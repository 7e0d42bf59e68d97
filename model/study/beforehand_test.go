package study_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model/fluid"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/scenarios"
	"github.com/rollsim/rollsim/testdata/long"
)

// anyOf is one of some texts.
func anyOf(r *rand.Rand, texts ...string) string { return texts[r.IntN(len(texts))] }

// anyQueue is a random queue of jobs: all at once, a peak, or a rate, with whatever a
// backend may do about it.
func anyQueue(r *rand.Rand) string {
	nodes := 1 + r.IntN(4)
	return fmt.Sprintf(`
start: 2027-04-12
timezone: %s
horizon: 1d
replications: 3
workloads: [{name: jobs, arrivals: %s, work: %s%s}]
backend:
  slots: %d
  nodes: %d
  admission: {discipline: %s, jitter: 0s}
%s%s
targets: [wait.all.p95 <= %dm, wait.all.max <= %dm]
`,
		anyOf(r, "UTC", "Europe/Berlin", "America/New_York"),
		anyOf(r, `{exactly: {clients: 200, at: "00:00"}}`, `{exactly: {clients: 150, at: {uniform: {min: "08:00", max: "08:30"}}}}`,
			`{peak: {clients: 200, at: {normal: {mean: 9h, sd: 20m}}}}`, `{poisson: 2/min}`,
			`{profile: [{from: "00:00", rate: 1/min}, {from: "08:00", rate: 20/min}, {from: "09:00", rate: 1/min}]}`),
		anyOf(r, "60s", "{exponential: {mean: 90s}}", "{uniform: {min: 20s, max: 200s}}"),
		anyOf(r, "", "", ", patience: {constant: 4m}"),
		nodes+r.IntN(5), nodes,
		anyOf(r, "ticket", "ticket", "re-ask"),
		anyOf(r, "", "", "  autoscale: {target: 70%, min: 1, max: 30, ready_after: 1m}\n", "  timeout: {after: 3m, retry: {fixed: 1m}}\n", "  capacity: {full_speed: 2}\n"),
		anyOf(r, "", "", "  events: [{at: 2027-04-12T08:10, outage: {nodes: 1, for: 20m}}]\n", "  events: [{at: 2027-04-12T08:05, slots: 60}]\n",
			"  events: [{at: 2027-04-12T08:02, add_nodes: {count: 6, ready_after: 2m}}]\n"),
		1+r.IntN(20), 1+r.IntN(40))
}

// anyRollout is a random fleet that is given a release.
func anyRollout(r *rand.Rand) string {
	clients := 40 + r.IntN(200)
	return fmt.Sprintf(`
start: 2027-04-12
timezone: Europe/Berlin
horizon: 8d
replications: 3
fleet:
  - {name: a, clients: %d, delivery: %s, version: %s, presence: {absent: {share: %d%%}, together: %s, boot: %s}}
  - {name: b, clients: 20, delivery: %s, version: "9.3"}
release: {version: "9.4"}
backend: {version: "9.4", slots: %d, admission: {discipline: %s}}
install: {fails: %d%%}
managed: {install: %s, deadline: 2d}
strategies:
  - big_bang: {}
  - waves: {size: %d, every: %s, window: %s, gate: %s}
targets: [wait.update.p95 <= %dm, updated.p50 <= %dwd, updated.p95 <= %dwd, updated.p99 <= %dwd]
`,
		clients, anyOf(r, "managed", "auto-updater", "self-service"), anyOf(r, `"9.3"`, `[{version: "9.3", share: 20%}, {version: "9.4", share: 80%}]`),
		r.IntN(40), anyOf(r, "0s", "5m"), anyOf(r, `"08:00"`, `{window: "07:30-09:00"}`, `{uniform: {min: "06:00", max: "10:00"}}`),
		anyOf(r, "managed", "auto-updater"), 1+r.IntN(8), anyOf(r, "ticket", "re-ask", "priority"), r.IntN(20), anyOf(r, "when-offered", "at-deadline"),
		10+r.IntN(clients), anyOf(r, "1wd", "2wd"), anyOf(r, `{days: [mon, tue, wed, thu, fri], hours: "00:00-24:00"}`, `{days: [mon, wed], hours: "10:00-14:00"}`),
		anyOf(r, "{soak: 1h}", "{success: 50% of reached}", "{soak: 1wd}"),
		1+r.IntN(20), 1+r.IntN(4), 1+r.IntN(8), 1+r.IntN(10))
}

// TestNothingSaidBeforehandIsBelied simulates random scenarios and holds against them what
// was said before: what is called impossible is kept in no replication, a wait that is
// called tight is not half of what is wanted, an update that is called tight does not come
// half a day before, and nobody who is said to wait for hours waits for less than half of
// that. Of a backend that the flow does not follow nothing is said about waits.
func TestNothingSaidBeforehandIsBelied(t *testing.T) {
	impossible, tight, longest, unsaid := 0, 0, 0, 0
	for seed := range uint64(long.Or(24, 600)) {
		r := rand.New(rand.NewPCG(seed, 1))
		text := anyQueue(r)
		if seed%3 == 2 {
			text = anyRollout(r)
		}
		s, err := scenarios.Load("any.yaml", []byte(text), nil)
		require.NoError(t, err, text)
		p, err := study.LookAhead(t.Context(), s)
		require.NoError(t, err, text)
		c, err := study.Compare(context.Background(), s, study.Options{Workers: 2})
		require.NoError(t, err, text)
		for i := range c.Results {
			result := &c.Results[i]
			about := fmt.Sprintf("seed %d, %s:\n%s", seed, result.Strategy, text)
			for _, b := range p.Bounds {
				if b.Strategy != result.Strategy {
					continue
				}
				said := b
				if b.Kind == fluid.Unsaid {
					unsaid++
				}
				if b.Kind == fluid.HourFull {
					longest++
					flow := 0.0
					for _, w := range result.Fluid.Wait {
						flow = max(flow, w)
					}
					assert.GreaterOrEqual(t, result.Metric("wait.all.max").Mean, flow/2-300, "longest wait where %+v was said; %s", said, about)
					assert.Empty(t, result.Fluid.LeavesOut, "left out where %+v was said; %s", said, about)
				}
				for k := range result.Targets {
					target := &result.Targets[k]
					if b.Target != target.Target.Text {
						continue
					}
					e := result.Metric(target.Target.Metric)
					switch {
					case b.Impossible:
						impossible++
						assert.Zero(t, target.MetIn, "replications that keep what is called impossible: %+v; %s", said, about)
					case b.Kind == fluid.EndsBefore:
					case strings.HasPrefix(target.Target.Metric, "updated."):
						tight++
						assert.GreaterOrEqual(t, e.Mean, target.Bound-(12*time.Hour).Seconds(), "%+v; %s", said, about)
					default:
						tight++
						assert.GreaterOrEqual(t, e.Mean, target.Bound/2, "%+v; %s", said, about)
					}
				}
			}
		}
	}
	t.Logf("%d impossible, %d tight, %d longest waits, %d times nothing was said", impossible, tight, longest, unsaid)
	assert.True(t, impossible > 0 && tight > 0 && longest > 0 && unsaid > 0, "something of each kind is said")
}
