package scenarios

import (
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/testdata/long"
)

// prints returns the fingerprints of the strategies of a scenario, no rollout
// first.
func prints(s *model.Scenario) map[string][sha256.Size]byte {
	all := map[string][sha256.Size]byte{}
	for _, strategy := range model.New(s).Strategies() {
		all[strategy.Name] = s.Fingerprint(strategy)
	}
	return all
}

// TestFingerprintAgain checks that two loads of one file have the same
// fingerprints, and its strategies different ones.
func TestFingerprintAgain(t *testing.T) {
	for _, e := range Examples() {
		first, err := Load(e.Name+".yaml", e.Text, nil)
		require.NoError(t, err)
		was := prints(first)
		model.New(first) // uses the calendar and its zone
		again := prints(first)
		assert.Len(t, again, len(was), "%s: %d fingerprints, then %d", e.Name, len(was), len(again))
		second, err := Load(e.Name+".yaml", e.Text, nil)
		require.NoError(t, err)
		for name, print := range prints(second) {
			assert.Equal(t, was[name], print,
				"%s: %s has the fingerprint %x, and %x when it is loaded again", e.Name, name, was[name], print)
			for other, of := range was {
				assert.False(t, other != name && of == print,
					"%s: %s and %s have the same fingerprint", e.Name, name, other)
			}
		}
	}
}

var firstNumber = regexp.MustCompile(`[0-9]+`)

// others are values that may stand in the place of another.
func others(o model.Origin) []string {
	at := firstNumber.FindStringIndex(o.Value)
	switch _, key, _ := strings.Cut(o.Path, "."); {
	case o.Path == "name" || strings.HasSuffix(key, ".name"):
		return []string{"another name"}
	case o.Path == "targets":
		return []string{"[wait.all.p95 <= 99m]"}
	case o.Path == "start" || strings.HasSuffix(o.Path, ".at"):
		return []string{o.Value[:len(o.Value)-1] + "1", o.Value[:len(o.Value)-1] + "3"}
	case at == nil:
		return []string{
			"true", "false", "37d", "{after: 2m}", "re-ask", "ticket", "auto-updater", "managed", "self-service", "persistent", "non-persistent", "per-machine", "per-user",
			"shared", "round-robin", "random", "restart", "resume", "drain", "remaining", "total", "at-deadline", "when-offered", "pause-fix", "abort",
			"last-phase", "at-once", "next-window", "client", "plan", "Europe/Paris", "gb", "us-ny", "[tue, wed]", "[log-in, update]", "key-users", "none", "pause", "1",
		}
	}
	var all []string
	n, _ := strconv.Atoi(o.Value[at[0]:at[1]])
	for _, other := range []int{n + 1, n - 1, 2 * n} {
		text := strconv.Itoa(max(other, 0))
		if o.Value[at[0]] == '0' && at[1]-at[0] == 2 {
			text = fmt.Sprintf("%02d", max(other, 0)) // of a time of day
		}
		all = append(all, o.Value[:at[0]]+text+o.Value[at[1]:])
	}
	return all
}

// anyName are the parts of a path that are names.
var anyName = regexp.MustCompile(`^(fleet|strategies|workloads|release\.problems)\.[^.]+|(\.phases)\.[^.]+`)

// TestFingerprintOfEveryValue changes one value after the other of every example:
// each that has a say changes a fingerprint, and no other does. Without -long, each
// key is changed in the first example that has it.
func TestFingerprintOfEveryValue(t *testing.T) {
	met := map[string]bool{} // keys
	silent := regexp.MustCompile(`^(name|replications.*|targets|backend\.slots|strategies\.[^.]+\.name)$`)
	for _, e := range Examples() {
		s, err := Load(e.Name+".yaml", e.Text, nil)
		require.NoError(t, err)
		var origins []model.Origin // of the values that are changed
		for _, o := range s.Origins {
			if key := anyName.ReplaceAllString(o.Path, "$1$2.*"); long.Asked() || !met[key] {
				met[key] = true
				origins = append(origins, o)
			}
		}
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			was := prints(s)
			var stayed []string // values that could not be changed
			for _, o := range origins {
				again, other := changed(e, o)
				if again == nil {
					stayed = append(stayed, o.Path+"="+o.Value)
					continue
				}
				same := slices.Equal(sums(was), sums(prints(again)))
				assert.Equal(t, silent.MatchString(o.Path), same,
					"%s=%s in place of %s: fingerprints are the same: %v", o.Path, other, o.Value, same)
			}
			assert.LessOrEqual(t, len(stayed), max(long.Or(3, 1), len(origins)/10),
				"%d of %d values cannot be changed, which tells little: %q", len(stayed), len(origins), stayed)
		})
	}
}

// changed loads an example with another value in the place of one; nil where none
// is found that goes.
func changed(e Example, o model.Origin) (*model.Scenario, string) {
	for _, other := range others(o) {
		s, err := Load(e.Name+".yaml", e.Text, []Setting{{Path: o.Path, Value: other}})
		if err != nil {
			continue
		}
		if slices.ContainsFunc(s.Origins, func(now model.Origin) bool {
			return now.Kind == model.FromSet && now.Value != o.Value
		}) {
			return s, other
		}
	}
	return nil, ""
}

// sums are fingerprints without the names of strategies, in order.
func sums(prints map[string][sha256.Size]byte) []string {
	var all []string
	for _, p := range prints {
		all = append(all, string(p[:]))
	}
	slices.Sort(all)
	return all
}

// TestFingerprintOfTrace checks that a trace counts by what is in it, not by where
// it lies or when it was written.
func TestFingerprintOfTrace(t *testing.T) {
	const file = `
start: 2027-04-12
timezone: UTC
horizon: 2d
workloads: [{name: yesterday, arrivals: {trace: syncs.csv}}]
backend: {slots: 2}
`
	print := func(name, rows string) [sha256.Size]byte {
		t.Helper()
		folder := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(folder, "syncs.csv"), []byte(rows), 0o644))
		s, err := Load(filepath.Join(folder, name), []byte(file), nil)
		require.NoError(t, err)
		return prints(s)[model.NoRollout]
	}
	was := print("a.yaml", "arrival_s,work_s\n0,5\n1,5\n")
	assert.Equal(t, was, print("b.yaml", "arrival_s,work_s\n0,5\n1,5\n"),
		"the same rows in another folder have the fingerprint")
	got := print("a.yaml", "arrival_s,work_s\n0,5\n1,6\n")
	assert.NotEqual(t, was, got, "other rows have the same fingerprint %x", got)
}

// TestFingerprintInAnotherProcess checks that a fingerprint holds nothing of the
// process that finds it.
func TestFingerprintInAnotherProcess(t *testing.T) {
	const asked = "ROLLSIM_TEST_FINGERPRINTS"
	var text strings.Builder
	for _, e := range Examples() {
		s, err := Load(e.Name+".yaml", e.Text, nil)
		require.NoError(t, err)
		fmt.Fprintf(&text, "%s %x\n", e.Name, sums(prints(s)))
	}
	if os.Getenv(asked) != "" {
		fmt.Print(text.String())
		return
	}
	again := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestFingerprintInAnotherProcess$")
	again.Env = append(os.Environ(), asked+"=1")
	out, err := again.Output()
	require.NoError(t, err)
	assert.True(t, strings.HasPrefix(string(out), text.String()),
		"another process finds\n%s\nthis one\n%s", out, text.String())
}
