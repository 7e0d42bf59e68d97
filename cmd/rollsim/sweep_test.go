package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// called runs rollsim in this process and returns what it printed.
func called(t *testing.T, status int, args ...string) (stdout, stderr string) {
	t.Helper()
	var out, words bytes.Buffer
	got := run(args, strings.NewReader(""), &out, &words)
	require.Equal(t, status, got,
		"rollsim %s ends with status %d, want %d\n%s", strings.Join(args, " "), got, status, &words)
	return out.String(), words.String()
}

// swept are the arguments of a sweep over a scenario of two mornings, with more.
func swept(t *testing.T, more ...string) []string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "plan.yaml")
	err := os.WriteFile(file, []byte(`name: a dozen PCs
start: 2027-04-12
horizon: 4d
calendar: {region: de-BY}
fleet: [{name: office, clients: 12, delivery: auto-updater, version: "9.3"}]
release: {version: "9.4"}
backend: {version: "9.4", slots: 2}
strategies: [big_bang: {}, waves: {size: 6, every: 1wd}]
targets: [wait.worst.p95 <= 10m]
`), 0o644)
	require.NoError(t, err)
	return append([]string{"sweep", file}, more...)
}

// fresh takes the counts from what a sweep says about its store.
var fresh = regexp.MustCompile(`(\d+) of (\d+) results were in the store, (\d+) are new`)

func counts(t *testing.T, stderr string) (kept, all, played int) {
	t.Helper()
	found := fresh.FindStringSubmatch(stderr)
	if found == nil {
		return 0, 0, 0
	}
	numbers := make([]int, 3)
	for i := range numbers {
		numbers[i], _ = strconv.Atoi(found[i+1])
	}
	return numbers[0], numbers[1], numbers[2]
}

// resultFiles are the files of the trials in a store, with the time of each.
func resultFiles(t *testing.T, store string) map[string]time.Time {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(store, "results", "*", "*.json"))
	require.NoError(t, err)
	found := map[string]time.Time{}
	for _, file := range files {
		info, err := os.Stat(file)
		require.NoError(t, err)
		found[file] = info.ModTime()
	}
	return found
}

// TestSweepKilled kills a sweep of 100 points at a random moment and starts it
// again: it comes to the same bytes, and simulates only what was not done.
func TestSweepKilled(t *testing.T) {
	args := swept(t, "--vary", "backend.slots=1..10/1", "--vary", "seed=1..10/1", "--replications", "2", "--format", "csv")
	want, _ := called(t, done, append(args, "--store", filepath.Join(t.TempDir(), "whole"))...)

	const results = 100 * 3 * 2
	for try := range 20 {
		store := filepath.Join(t.TempDir(), "store")
		after := 1 + rand.IntN(results*2/3)
		command := exec.CommandContext(t.Context(), "rollsim", append(args, "--store", store)...)
		require.NoError(t, command.Start())
		for late := time.Now().Add(time.Minute); len(resultFiles(t, store)) < after && time.Now().Before(late); {
			time.Sleep(time.Duration(rand.IntN(3000)) * time.Microsecond)
		}
		command.Process.Kill()
		command.Wait()
		before := resultFiles(t, store)
		if len(before) == 0 || len(before) == results {
			t.Logf("try %d: killed with %d results, again", try, len(before))
			continue
		}

		got, stderr := called(t, done, append(args, "--store", store)...)
		assert.Equal(t, want, got,
			"after a kill with %d of %d results there are other bytes", len(before), results)
		kept, all, played := counts(t, stderr)
		assert.True(t, kept == len(before) && all == results && played == results-len(before),
			"after a kill with %d of %d results it says\n%s", len(before), results, stderr)
		now := resultFiles(t, store)
		for file, at := range before {
			assert.True(t, now[file].Equal(at), "%s was there at %v and is of %v now", file, at, now[file])
		}
		assert.Len(t, now, results, "the store has %d results", len(now))
		return
	}
	assert.Fail(t, "no kill came in the middle")
}

// TestSweepExtended simulates nothing again when replications, values and a target
// are added, and everything when the scenario is another one.
func TestSweepExtended(t *testing.T) {
	store := filepath.Join(t.TempDir(), "store")
	for _, tt := range []struct {
		more           []string
		kept, all, new int
	}{
		{[]string{"--vary", "backend.slots=1,3", "--replications", "2"}, 0, 12, 12},
		{[]string{"--vary", "backend.slots=1,3", "--replications", "3"}, 12, 18, 6},
		{[]string{"--vary", "backend.slots=1,2,3", "--replications", "3"}, 18, 27, 9},
		{[]string{"--vary", "backend.slots=1,2,3", "--replications", "3", "--set", "targets=[wait.worst.p95 <= 20m]"}, 0, 0, 0}, // says nothing
		{[]string{"--vary", "backend.slots=1,3", "--replications", "2", "--seed", "9"}, 0, 12, 12},
		{[]string{"--vary", "backend.slots=1,3", "--replications", "2", "--set", "strategies.waves.waves.size=4"}, 8, 12, 4},
	} {
		_, stderr := called(t, done, swept(t, append(tt.more, "--store", store)...)...)
		kept, all, played := counts(t, stderr)
		assert.True(t, kept == tt.kept && all == tt.all && played == tt.new,
			"sweep %s has %d of %d results and simulates %d, want %d of %d and %d",
			strings.Join(tt.more, " "), kept, all, played, tt.kept, tt.all, tt.new)
	}
}

// TestSweepShards divides a sweep in eight, and merges it to the bytes of one
// machine in every form; before, merge names what is missing and what is foreign.
func TestSweepShards(t *testing.T) {
	args := swept(t, "--vary", "backend.slots=2,3", "--vary", "seed=1..5/1", "--replications", "2")
	folder := t.TempDir()
	store, one, merged := filepath.Join(folder, "store"), filepath.Join(folder, "one"), filepath.Join(folder, "merged")
	called(t, done, append(args, "--out", one)...)
	for i := range 8 {
		if i == 5 {
			continue
		}
		called(t, done, append(args, "--store", store, "--shard", fmt.Sprintf("%d/8", i), "--workers", strconv.Itoa(1+i%3))...)
	}
	if _, stderr := called(t, failed, "merge", store); !strings.Contains(stderr, "shard 5 of 8 not done yet") {
		assert.Fail(t, fmt.Sprintf("without shard 5 merge says\n%s", stderr))
	}

	// A shard of another scenario has another plan.
	called(t, done, append(args, "--seed", "7", "--set", "updater.jitter=10%", "--store", store, "--shard", "5/8")...)
	plans, err := filepath.Glob(filepath.Join(store, "plans", "*.json"))
	require.True(t, err == nil && len(plans) == 2, "%d plans, %v, want 2", len(plans), err)
	_, stderr := called(t, wrong, "merge", store)
	assert.True(t, strings.Contains(stderr, "holds 2 plans") && strings.Contains(stderr, "shard 5 of 8)") &&
		strings.Contains(stderr, "shards 0-4, 6, 7 of 8)"),
		"with a foreign shard merge says\n%s", stderr)
	shards, _ := filepath.Glob(filepath.Join(store, "shards", "*-0-of-8.json"))
	plan, _, _ := strings.Cut(filepath.Base(shards[0]), "-")
	_, stderr = called(t, wrong, "merge", store, "--plan", plan)
	assert.Contains(t, stderr, "shard 5 of 8 is of another plan",
		"with a foreign shard in place of its own merge says\n%s", stderr)
	called(t, done, append(args, "--store", store, "--shard", "5/8")...)
	called(t, done, "merge", store, "--plan", plan, "--out", merged)
	files, err := os.ReadDir(one)
	require.True(t, err == nil && len(files) >= 8, "%d files, %v", len(files), err)
	for _, f := range files {
		want, err := os.ReadFile(filepath.Join(one, f.Name()))
		require.NoError(t, err)
		got, err := os.ReadFile(filepath.Join(merged, f.Name()))
		assert.True(t, err == nil && bytes.Equal(got, want),
			"%s of the merged sweep differs from that of one machine (%v)", f.Name(), err)
	}

	// What is torn is named by merge, and made again by its shard alone.
	names := slices.Collect(func(yield func(string) bool) {
		for name := range resultFiles(t, store) {
			if !yield(name) {
				return
			}
		}
	})
	slices.Sort(names)
	var torn string
	for _, name := range names {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(name, text[:len(text)/2], 0o644))
		if _, stderr := calledEither(t, "merge", store, "--plan", plan); strings.Contains(stderr, name) {
			torn = name
			break
		}
		if err := os.WriteFile(name, text, 0o644); err != nil { // of the other plan
			require.NoError(t, err)
		}
	}
	require.NotEmpty(t, torn, "merge names no torn result")
	_, stderr = called(t, failed, "merge", store, "--plan", plan)
	assert.Contains(t, stderr, "is cut off or damaged", "with a torn result merge says\n%s", stderr)
	_, stderr = called(t, done, append(args, "--store", store)...)
	assert.Contains(t, stderr, torn+" is cut off or damaged; it is simulated again",
		"with a torn result the sweep says\n%s", stderr)
	called(t, done, "merge", store, "--plan", plan)
}

// calledEither is called with whatever status.
func calledEither(t *testing.T, args ...string) (stdout, stderr string) {
	t.Helper()
	var out, words bytes.Buffer
	run(args, strings.NewReader(""), &out, &words)
	return out.String(), words.String()
}

// TestEmptyFlags checks that a flag without a value is refused, and not taken for one
// that is not given: a script whose variable is empty would else play the whole sweep.
func TestEmptyFlags(t *testing.T) {
	args := swept(t, "--vary", "backend.slots=2,3")
	for _, flag := range []string{"shard", "store", "out", "metric", "x", "y"} {
		_, words := called(t, wrong, append(slices.Clone(args), "--"+flag, "")...)
		assert.Contains(t, words, "--"+flag+": is empty; give ", "--%s '': %s", flag, words)
	}
	_, words := called(t, wrong, append(slices.Clone(args), "--list", "--format", "csv")...)
	assert.Contains(t, words, "leave out --format", "a list as CSV: %s", words)
	_, words = called(t, wrong, append(slices.Clone(args), "--vary", "backend.slots=4")...)
	assert.Contains(t, words, "backend.slots is given twice", "a setting that varies twice: %s", words)
}
