package study

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/testdata/long"
)

// bareWaves is the queue with waves of 40 PCs on which nothing is installed, all of
// which log in at 8:00.
func bareWaves(t *testing.T) *model.Scenario {
	s := open(t, 18)
	s.HorizonOpen, s.Replications = false, 20
	s.Groups[0].Versions = []model.VersionShare{{Version: model.None, Share: 1}}
	s.Groups[0].First = model.FirstInstall{Size: 1e6, Duration: s.Groups[0].Install.Duration}
	return s
}

// TestSizeOfTheDaysAfter looks for the slots of the rollout and of the days after it,
// and with -long compares both with what playing every number of slots shows. Of 40 PCs that log
// in together and synchronise for 10 s each, the 38th waits 90 s on four slots, and
// 120 s on three.
func TestSizeOfTheDaysAfter(t *testing.T) {
	s := bareWaves(t)
	s.Strategies = s.Strategies[:1]
	s.Targets = []model.Target{{Metric: "wait.update.p95", Bound: 100, Text: "wait.update.p95 <= 100s"}}
	z := sized(t, s, SizeOptions{})
	require.Equal(t, []string{"wait.update.p95 <= 100s"}, z.Applied)
	require.True(t, z.After)
	of := z.Sized[0]
	require.Len(t, of.Needs, 2)
	require.Equal(t, []string{"wait.update.p95 <= 100s", "after.wait.log_in.p95 <= 100s"}, []string{of.All().Target, of.Afterwards().Target})
	after := of.Afterwards()
	assert.Equal(t, []float64{4, 4}, []float64{after.OnAverage.Setting, after.Assured.Setting})
	assert.Equal(t, []float64{90, 120}, []float64{after.OnAverage.Proof.Metric.Mean, after.OnAverage.OneFewer.Metric.Mean})
	if !long.Asked() {
		return
	}
	for metric, need := range map[string]*Need{"wait.update.p95": of.All(), "after.wait.log_in.p95": after} {
		average, assured := exhaustiveOf(t, s, &s.Strategies[0], 8, []string{metric}, []float64{100})
		assert.Equal(t, float64(slices.Index(average, true)+1), need.OnAverage.Setting, metric)
		assert.Equal(t, float64(slices.Index(assured, true)+1), need.Assured.Setting, metric)
	}
}

// TestTargetsOfTheDaysAfter checks which targets slots are looked for, and what stands
// for those of the days after where the scenario names none.
func TestTargetsOfTheDaysAfter(t *testing.T) {
	target := func(text, metric string) model.Target { return model.Target{Metric: metric, Bound: 100, Text: text} }
	update, logIn := target("wait.update.p95 <= 100s", "wait.update.p95"), target("wait.log_in.p99 <= 100s in 90% of rollouts", "wait.log_in.p99")
	after, busy, ends := target("after.wait.log_in.max <= 100s", "after.wait.log_in.max"), target("after.utilization.hour <= 80%", "after.utilization.hour"), target("updated.p95 <= 9wd", "updated.p95")
	slowed := target("delay.update.p95 <= 100s", "delay.update.p95")
	for _, tt := range []struct {
		name    string
		bare    bool
		q       Quantity
		targets []model.Target
		want    []string // needs; those of the days after behind a ">"
		applied []string
		skipped []string
	}{
		{"an update", false, SlotCount, []model.Target{update, logIn, ends}, []string{update.Text, logIn.Text, "all targets"}, nil, []string{ends.Text}},
		{"a first installation, one target", true, SlotCount, []model.Target{update, ends}, []string{update.Text, ">after.wait.log_in.p95 <= 100s"}, []string{update.Text}, []string{ends.Text}},
		{"those of the log-in stand first", true, SlotCount, []model.Target{update, logIn}, []string{update.Text, logIn.Text, "all targets of the rollout", ">after.wait.log_in.p99 <= 100s in 90% of rollouts"}, []string{logIn.Text}, nil},
		{"delays", true, SlotCount, []model.Target{slowed}, []string{slowed.Text, ">after.delay.log_in.p95 <= 100s"}, []string{slowed.Text}, nil},
		{"named", true, SlotCount, []model.Target{update, after, busy}, []string{update.Text, ">" + after.Text, ">" + busy.Text, ">all targets of the days after"}, nil, nil},
		{"named of an update", false, SlotCount, []model.Target{after}, []string{">" + after.Text}, nil, nil},
		{"none of waits", true, SlotCount, []model.Target{target("queue.max <= 9", "queue.max"), ends}, []string{"queue.max <= 9"}, nil, []string{ends.Text}},
		{"waves", true, WaveSize, []model.Target{update, after}, []string{update.Text}, nil, []string{after.Text}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := bareWaves(t)
			if !tt.bare {
				s.Groups[0].Versions[0].Version = "9.3"
			}
			s.Targets = tt.targets
			all, skipped, applied := asks(s, tt.q)
			var texts []string
			for _, a := range all {
				n := a.need()
				several := map[Scope]string{AllTargets: "all targets", AllOfRollout: "all targets of the rollout", AllAfter: "all targets of the days after"}
				texts = append(texts, map[bool]string{true: ">"}[n.After]+n.Target+several[n.Scope])
				if len(a.targets) == 1 {
					assert.Equal(t, OneTarget, n.Scope)
					assert.Contains(t, n.Target, a.targets[0].Metric)
				}
			}
			assert.Equal(t, tt.want, texts)
			assert.Equal(t, tt.applied, applied)
			assert.Equal(t, tt.skipped, skipped)
		})
	}
}
