package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/testdata/long"
)

// A flaw is a mistake that could have been made in the simulator: text that
// stands once in a function, and what would stand there. It is found wherever
// that function is.
type flaw struct {
	name      string
	function  string // Name or Type.Name
	text, bad string
	family    string // whose cases must find it
	law       string // what is said when a law of every run finds it first; empty: theory does
}

var flaws = []flaw{
	{"one slot too few", "Station.TryStart",
		"s.busy == s.slots", "s.busy >= s.slots-1", "M/G/c/c (Erlang B)", ""},
	{"last come, first served", "queue.leave",
		"who = q.ring[q.index(q.head)]\n\tq.head++",
		"q.tail--\n\twho = q.ring[q.index(q.tail)]", "M/M/c/K", "starts after one since"},
	{"mean of a lognormal law taken for its median", "LognormalMeanCV",
		"mean / math.Sqrt(1+float64(cv*cv)), ", "mean, ", "M/G/∞", ""},
	{"nobody who gives up is recorded", "World.observe",
		"if o.record != nil {",
		"if o.record != nil && fate != GaveUp {", "M/M/c+M (Erlang A)", ""},
	{"patience drawn with the random number of the work", "Workload.open",
		"newDrawn(w.Patience, i, chancePatience, 1, closed)",
		"newDrawn(w.Patience, i, chanceWork, 1, closed)", "M/M/c+M (Erlang A)", ""},
	{"waits counted from the last ask", "need.waitBy",
		"return n.wait(n.started)",
		"if n.asks > 1 {\n\t\t\treturn 0\n\t\t}\n\t\treturn n.wait(n.started)", "big bang", ""},
	{"room for one more to wait", "backend.admit",
		"station.Waiting() != admission.QueueLimit {",
		"station.Waiting() <= admission.QueueLimit {", "M/M/c/K", ""},
	{"the rate of batches taken for that of clients", "source.advance",
		"from.gaps.span(from.row, chance)\n",
		"from.gaps.span(from.row, chance)\n" +
			"\t\tif a.Batch != nil {\n\t\t\tfrom.next.At = last + time.Duration(float64(from.next.At-last)*a.Batch.Mean())\n\t\t}\n",
		"M^[X]/M/c", ""},
	{"priorities ignored", "World.newJob",
		"n.class = uint8(from.Priority)",
		"n.class = 0", "M/M/c priority", ""},
}

// declaring returns the files of the repository that have functions and methods of a
// name, but for those of tests.
var declaring = sync.OnceValues(func() (map[string][]string, error) {
	root, err := filepath.Abs("../..")
	if err != nil {
		return nil, err
	}
	files := map[string][]string{}
	return files, filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch base := filepath.Base(path); {
		case err != nil:
			return err
		case entry.IsDir() && (base == "testdata" || strings.HasPrefix(base, ".") && path != root):
			return filepath.SkipDir
		case entry.IsDir() || !strings.HasSuffix(base, ".go") || strings.HasSuffix(base, "_test.go"):
			return nil
		}
		source, err := os.ReadFile(path)
		for line := range bytes.Lines(source) {
			signature, ok := bytes.CutPrefix(line, []byte("func "))
			if !ok {
				continue
			}
			if signature[0] == '(' {
				_, signature, _ = bytes.Cut(signature, []byte(") "))
			}
			name := signature[:max(0, bytes.IndexAny(signature, "(["))]
			if of := files[string(name)]; !slices.Contains(of, path) {
				files[string(name)] = append(of, path)
			}
		}
		return err
	})
})

// flawed looks for the function of a flaw in all packages, and returns the file that
// it is in and what that would hold. It is an error if there is no such function or
// more than one, or if the text does not stand in it exactly once.
func flawed(f flaw) (file string, source []byte, err error) {
	type place struct {
		file       string
		source     []byte
		begin, end int
	}
	var found []place
	_, name, ok := strings.Cut(f.function, ".")
	if !ok {
		name = f.function
	}
	files, err := declaring()
	if err != nil {
		return "", nil, err
	}
	for _, path := range files[name] {
		source, err := os.ReadFile(path)
		if err != nil {
			return "", nil, err
		}
		set := token.NewFileSet()
		parsed, err := parser.ParseFile(set, path, source, parser.SkipObjectResolution)
		if err != nil {
			return "", nil, err
		}
		for _, d := range parsed.Decls {
			if d, ok := d.(*ast.FuncDecl); ok && functionName(d) == f.function {
				found = append(found, place{path, source, set.Position(d.Pos()).Offset, set.Position(d.End()).Offset})
			}
		}
	}
	switch {
	case len(found) == 0:
		return "", nil, fmt.Errorf("no function is called %s: give the flaw %q the one that does its work now", f.function, f.name)
	case len(found) > 1:
		return "", nil, fmt.Errorf("%d functions are called %s, in %s and %s: the flaw %q needs one of a name of its own",
			len(found), f.function, found[0].file, found[1].file, f.name)
	}
	p := found[0]
	body := string(p.source[p.begin:p.end])
	if n := strings.Count(body, f.text); n != 1 {
		return "", nil, fmt.Errorf("%s in %s has %d times the text %q, want once: adapt the flaw %q to it", f.function, p.file, n, f.text, f.name)
	}
	body = strings.Replace(body, f.text, f.bad, 1)
	return p.file, slices.Concat(p.source[:p.begin], []byte(body), p.source[p.end:]), nil
}

// functionName is Name, or Type.Name of a method.
func functionName(d *ast.FuncDecl) string {
	if d.Recv == nil {
		return d.Name.Name
	}
	of := d.Recv.List[0].Type
	for {
		switch t := of.(type) {
		case *ast.StarExpr:
			of = t.X
		case *ast.IndexExpr:
			of = t.X
		case *ast.IndexListExpr:
			of = t.X
		case *ast.Ident:
			return t.Name + "." + d.Name.Name
		default:
			return d.Name.Name
		}
	}
}

// TestFlawsHaveTheirPlace checks that each flaw fits the simulator as it is, and what is said
// of one that does not.
func TestFlawsHaveTheirPlace(t *testing.T) {
	for _, f := range flaws {
		_, source, err := flawed(f)
		if assert.NoError(t, err, f.name) {
			assert.Contains(t, string(source), f.bad, f.name)
		}
	}
	for _, tt := range []struct {
		name, want string
		flaw       flaw
	}{
		{"a function that is gone", "no function is called Station.Begin: ", flaw{function: "Station.Begin"}},
		{"a function for a method", "no function is called TryStart: ", flaw{function: "TryStart"}},
		{"a text that is gone", "has 0 times the text \"s.idle\"", flaw{function: "Station.TryStart", text: "s.idle"}},
		{"a text that stands twice", "has 2 times the text \"return\"", flaw{function: "Station.TryStart", text: "return"}},
		{"a name that two functions have", "functions are called init", flaw{function: "init"}},
	} {
		_, _, err := flawed(tt.flaw)
		assert.ErrorContains(t, err, tt.want, tt.name)
	}
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
			original, source, err := flawed(f)
			require.NoError(t, err)
			folder := t.TempDir()
			changed, overlay := filepath.Join(folder, "flawed.go"), filepath.Join(folder, "overlay.json")
			program := filepath.Join(folder, "rollsim.exe")
			mustWrite(t, changed, source)
			replace, err := json.Marshal(map[string]map[string]string{"Replace": {original: changed}})
			require.NoError(t, err)
			mustWrite(t, overlay, replace)
			// Without symbols it is linked sooner.
			build := guarded(t, goTool, "build", "-buildvcs=false", "-ldflags=-s -w",
				"-overlay", overlay, "-o", program, "./cmd/rollsim")
			build.Dir = root
			out, err := build.CombinedOutput()
			require.NoError(t, err, "%s", out)
			check := guarded(t, program, "theory", "--family", f.family)
			var complaint strings.Builder
			check.Stderr = &complaint
			out, err = check.Output()
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
