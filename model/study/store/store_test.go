package store

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/testdata/deep"
)

// quiet is a store in a folder of the test, and what it has warned of.
func quiet(t *testing.T) (*Store, *[]string) {
	t.Helper()
	var warnings []string
	s, err := Open(t.TempDir(), func(w string) { warnings = append(warnings, w) })
	require.NoError(t, err)
	return s, &warnings
}

// trial is one with such a value of every metric.
func trial(v float64) study.Trial {
	of := study.StratumTrial{Stratum: 2}
	for range model.Metrics {
		of.Values = append(of.Values, v)
	}
	return study.Trial{Strata: []study.StratumTrial{of}}
}

var keyOf = study.Key{Fingerprint: "a1", Slots: 50, Replication: 3, Program: "p"}

// TestRoundTrip keeps any trial and reads it to the last bit, numbers that are none
// and infinite ones too.
func TestRoundTrip(t *testing.T) {
	s, warnings := quiet(t)
	rapid.Check(t, func(t *rapid.T) {
		var want study.Trial
		for k := range rapid.IntRange(1, 3).Draw(t, "strata") {
			of := study.StratumTrial{Stratum: model.Stratum(k)}
			for range model.Metrics {
				v := rapid.Float64().Draw(t, "value")
				of.Values = append(of.Values, rapid.SampledFrom([]float64{v, v, math.NaN(), math.Inf(1), math.Inf(-1), 0}).Draw(t, "kind"))
			}
			want.Strata = append(want.Strata, of)
		}
		key := keyOf
		key.Replication = rapid.IntRange(0, 5).Draw(t, "replication")
		require.NoError(t, s.Put(key, want))
		got, ok := s.Get(key)
		require.True(t, ok, "it is not kept")
		require.Empty(t, deep.Diff(want, got), "kept (-) and read (+) differ")
	})
	assert.LessOrEqual(t, len(*warnings), 0, "it warns: %v", *warnings)
}

// TestKeysDiffer keeps trials apart that differ in any part of their key.
func TestKeysDiffer(t *testing.T) {
	seen := map[string]study.Key{}
	for _, key := range []study.Key{keyOf,
		{Fingerprint: "a2", Slots: 50, Replication: 3, Program: "p"},
		{Fingerprint: "a1", Slots: 5, Replication: 3, Program: "p"},
		{Fingerprint: "a1", Slots: 50, Replication: 4, Program: "p"},
		{Fingerprint: "a1", Slots: 50, Replication: 3, Program: "q"},
	} {
		other, ok := seen[key.String()]
		assert.False(t, ok, "%v and %v have one name", key, other)
		seen[key.String()] = key
	}
}

// TestDamage takes a file that is torn, changed or of another trial for one that is
// not there, and warns of it.
func TestDamage(t *testing.T) {
	for _, tt := range []struct {
		name   string
		damage func(t *testing.T, s *Store, path string, text []byte)
		warns  string // part of the warning; empty: none
	}{
		{"not there", func(t *testing.T, _ *Store, path string, _ []byte) { remove(t, path) }, ""},
		{"empty", func(t *testing.T, _ *Store, path string, _ []byte) { write(t, path, nil) }, "is cut off or damaged"},
		{"cut off", func(t *testing.T, _ *Store, path string, text []byte) { write(t, path, text[:len(text)-10]) }, "is cut off or damaged"},
		{"one digit is another", func(t *testing.T, _ *Store, path string, text []byte) {
			write(t, path, []byte(strings.Replace(string(text), "12.5", "13.5", 1)))
		}, "is cut off or damaged"},
		{"of another trial", func(t *testing.T, s *Store, path string, _ []byte) {
			other := keyOf
			other.Slots++
			require.NoError(t, s.Put(other, trial(1)))
			require.NoError(t, os.Rename(s.path(other), path))
		}, "holds something else than its name says"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, warnings := quiet(t)
			require.NoError(t, s.Put(keyOf, trial(12.5)))
			text, err := os.ReadFile(s.path(keyOf))
			require.NoError(t, err)
			tt.damage(t, s, s.path(keyOf), text)
			got, ok := s.Get(keyOf)
			assert.False(t, ok, "it reads %v", got)
			assert.True(t, !(tt.warns == "" && len(*warnings) > 0) && !(tt.warns != "" &&
				(len(*warnings) != 1 || !strings.Contains((*warnings)[0], tt.warns))),
				"it warns %q, want %q", *warnings, tt.warns)
			require.NoError(t, s.Put(keyOf, trial(12.5)))
			got, ok = s.Get(keyOf)
			assert.True(t, ok && got.Strata[0].Values[0] == 12.5, "kept again it reads %v, %v", got, ok)
		})
	}
}

func remove(t *testing.T, path string) {
	require.NoError(t, os.Remove(path))
}

func write(t *testing.T, path string, text []byte) {
	require.NoError(t, os.WriteFile(path, text, 0o644))
}

// planned keeps a plan of one point with three replications, and its trials.
func planned(t *testing.T, s *Store, fingerprint string) string {
	t.Helper()
	sweep := &study.Sweep{Axes: []string{"backend.slots"}, Program: "p", Points: []study.Point{{Values: []string{"50"}, Replications: 3,
		Slots: []int{50}, Strategies: []study.PointStrategy{{Name: "waves", Fingerprint: fingerprint}}}}}
	plan, err := s.PutPlan(sweep)
	require.NoError(t, err)
	for _, task := range sweep.All {
		for _, key := range sweep.Keys(task) {
			require.NoError(t, s.Put(key, trial(1)))
		}
	}
	return plan
}

// TestMerge says what is missing and what is foreign, and which of the two it is.
func TestMerge(t *testing.T) {
	for _, tt := range []struct {
		name    string
		make    func(t *testing.T, s *Store, plan string)
		missing bool
		want    string // part of the complaint; empty: none
	}{
		{"one shard", func(t *testing.T, s *Store, plan string) { shard(t, s, plan, 0, 1, "p") }, false, ""},
		{"three shards", func(t *testing.T, s *Store, plan string) {
			for i := range 3 {
				shard(t, s, plan, i, 3, "p")
			}
		}, false, ""},
		{"no shard", func(*testing.T, *Store, string) {}, true, "no shard of plan"},
		{"one of three", func(t *testing.T, s *Store, plan string) { shard(t, s, plan, 1, 3, "p") }, true, "shards 0, 2 of 3 not done yet"},
		{"one of nine", func(t *testing.T, s *Store, plan string) { shard(t, s, plan, 4, 9, "p") }, true, "shards 0-3, 5-8 of 9 not done yet"},
		{"the other of another build", func(t *testing.T, s *Store, plan string) {
			shard(t, s, plan, 0, 2, "p")
			shard(t, s, "feed", 1, 2, "q")
		}, false, "shard 1 of 2 is of another build of rollsim (plan feed)"},
		{"the other of another plan", func(t *testing.T, s *Store, plan string) {
			shard(t, s, plan, 0, 2, "p")
			shard(t, s, "feed", 1, 2, "p")
		}, false, "shard 1 of 2 is of another plan (plan feed)"},
		{"a torn shard", func(t *testing.T, s *Store, plan string) {
			shard(t, s, plan, 0, 1, "p")
			write(t, filepath.Join(s.folder, shards, plan+"-0-of-1.json"), []byte("{"))
		}, true, "-0-of-1.json is cut off or damaged"},
		{"a shard under another name", func(t *testing.T, s *Store, plan string) {
			shard(t, s, plan, 0, 2, "p")
			text, err := os.ReadFile(filepath.Join(s.folder, shards, plan+"-0-of-2.json"))
			require.NoError(t, err)
			write(t, filepath.Join(s.folder, shards, plan+"-1-of-2.json"), text)
		}, false, "-1-of-2.json holds something else"},
		{"two plans", func(t *testing.T, s *Store, plan string) {
			shard(t, s, plan, 0, 1, "p")
			planned(t, s, "b2")
		}, false, "holds 2 plans"},
		{"a missing result", func(t *testing.T, s *Store, plan string) {
			shard(t, s, plan, 0, 1, "p")
			remove(t, s.path(study.Key{Fingerprint: "a1", Slots: 50, Replication: 2, Program: "p"}))
		}, true, "(task 2: waves, 50 slots, replication 2 at backend.slots=50) is missing"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, _ := quiet(t)
			tt.make(t, s, planned(t, s, "a1"))
			sweep, err := Merge(s.folder, "")
			var unfit *Unfit
			switch {
			case tt.want == "":
				if err != nil || len(sweep.Points) != 1 {
					assert.Fail(t, fmt.Sprintf("merged it is %v, %v", sweep, err))
				}
			case !errors.As(err, &unfit) || unfit.Missing != tt.missing || !strings.Contains(err.Error(), tt.want):
				assert.Fail(t, fmt.Sprintf("it complains %v (missing %v), want %q", err, unfit, tt.want))
			}
		})
	}
}

func shard(t *testing.T, s *Store, plan string, i, of int, program string) {
	t.Helper()
	require.NoError(t, s.PutShard(Shard{Plan: plan, Shard: i, Of: of, Program: program}))
}
