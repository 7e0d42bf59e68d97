package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/testdata/long"
)

// A flaw is a mistake that could have been made in the simulator: text that
// stands once in a file, and what would stand there.
type flaw struct {
	name      string
	file      string // from the root of the repository
	text, bad string
	family    string // whose cases must find it
	law       string // what is said when a law of every run finds it first; empty: theory does
}

var flaws = []flaw{
	{"one slot too few", "sim/station.go",
		"if s.busy == s.slots {\n\t\treturn false\n\t}\n\tif s.waiting",
		"if s.busy >= s.slots-1 {\n\t\treturn false\n\t}\n\tif s.waiting", "M/G/c/c (Erlang B)", ""},
	{"last come, first served", "sim/queue.go",
		"who = q.ring[q.index(q.head)]\n\tq.head++",
		"q.tail--\n\twho = q.ring[q.index(q.tail)]", "M/M/c/K", "starts after one since"},
	{"mean of a lognormal law taken for its median", "sim/distribution_normal.go",
		"return lognormal{mean / math.Sqrt(1+float64(cv*cv)), ",
		"return lognormal{mean, ", "M/G/∞", ""},
	{"nobody who gives up is recorded", "model/observe.go",
		"if o.record != nil {",
		"if o.record != nil && fate != GaveUp {", "M/M/c+M (Erlang A)", ""},
	{"patience drawn with the random number of the work", "model/workload.go",
		"newDrawn(w.Patience, i, chancePatience, 1, closed)",
		"newDrawn(w.Patience, i, chanceWork, 1, closed)", "M/M/c+M (Erlang A)", ""},
	{"waits counted from the last ask", "model/observe.go",
		"wait = n.wait(n.started)",
		"wait = n.wait(n.started)\n\t\tif n.asks > 1 {\n\t\t\twait = 0\n\t\t}", "big bang", ""},
	{"room for one more to wait", "model/admission.go",
		"case w.line(n.node).station.Waiting() != w.s.Backend.Admission.QueueLimit:",
		"case w.line(n.node).station.Waiting() <= w.s.Backend.Admission.QueueLimit:", "M/M/c/K", ""},
	{"the rate of batches taken for that of clients", "model/workload.go",
		"from.gaps.span(from.row, w.chance)\n",
		"from.gaps.span(from.row, w.chance)\n\t\tif a.Batch != nil {\n\t\t\tfrom.next.At = last + time.Duration(float64(from.next.At-last)*a.Batch.Mean())\n\t\t}\n", "M^[X]/M/c", ""},
	{"priorities ignored", "model/workload.go",
		"n.class = uint8(from.Priority)",
		"n.class = 0", "M/M/c priority", ""},
}

// TestBrokenKernelsAreFound builds rollsim with one mistake at a time and checks
// that its own comparison with theory finds each, or a law of every run does.
func TestBrokenKernelsAreFound(t *testing.T) {
	long.Only(t, "builds the program several times")
	goTool, err := exec.LookPath("go")
	if err != nil {
		t.Skip("there is no go command to build with")
	}
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	for _, f := range flaws {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			original := filepath.Join(root, filepath.FromSlash(f.file))
			source, err := os.ReadFile(original)
			require.NoError(t, err)
			n := strings.Count(string(source), f.text)
			require.Equal(t, 1, n,
				"%s has %d times the text %q, want once: adapt this flaw to it", f.file, n, f.text)
			folder := t.TempDir()
			flawed, overlay, program := filepath.Join(folder, "flawed.go"), filepath.Join(folder, "overlay.json"), filepath.Join(folder, "rollsim.exe")
			mustWrite(t, flawed, []byte(strings.Replace(string(source), f.text, f.bad, 1)))
			replace, err := json.Marshal(map[string]map[string]string{"Replace": {original: flawed}})
			require.NoError(t, err)
			mustWrite(t, overlay, replace)
			// Without symbols it is linked sooner.
			build := exec.CommandContext(t.Context(), goTool, "build", "-buildvcs=false", "-ldflags=-s -w", "-overlay", overlay, "-o", program, "./cmd/rollsim")
			build.Dir = root
			if out, err := build.CombinedOutput(); err != nil {
				require.Fail(t, fmt.Sprintf("%v\n%s", err, out))
			}
			check := exec.CommandContext(t.Context(), program, "theory", "--family", f.family)
			var complaint strings.Builder
			check.Stderr = &complaint
			out, err := check.Output()
			require.NotNil(t, check.ProcessState, "%v", err)
			said := f.law
			if said == "" {
				said = "standard errors from theory"
			}
			status := check.ProcessState.ExitCode()
			assert.True(t, status == failed && strings.Contains(complaint.String(), said),
				"the status is %d, want %d and %q\n%s\n%s", status, failed, said, complaint.String(), out)
			t.Log(complaint.String())
		})
	}
}

func mustWrite(t *testing.T, file string, text []byte) {
	t.Helper()
	require.NoError(t, os.WriteFile(file, text, 0o644))
}
