package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/rollsim/rollsim/testdata/long"
)

func TestMain(m *testing.M) {
	if name := filepath.Base(os.Args[0]); name != "rollsim" && name != "guard" {
		os.Setenv(ofTest, strconv.Itoa(os.Getpid()))
	}
	testscript.Main(m, map[string]func(){
		"rollsim": func() {
			withParent(func() { os.Exit(failed) })
			main()
		},
		"guard": guard,
	})
}

// TestScripts plays the sessions in testdata/script, in which rollsim is called
// as a user would.
//
//	status N COMMAND...            runs a command, which must end with status N
//	json FILE PATH VALUE           FILE is JSON, and there is VALUE at the dotted PATH
//	same FILE PATH FILE PATH       there is the same JSON at both places
//	[long] COMMAND...              with -long only
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status": status, "json": hasJSON, "same": sameJSON,
		},
		Condition: func(condition string) (bool, error) {
			switch condition {
			case "root":
				return os.Geteuid() == 0, nil
			case "long":
				return long.Asked(), nil
			}
			return false, fmt.Errorf("unknown condition %s", condition)
		},
	})
}

func status(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec(args[1], args[2:]...)
	got := 0
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		got = exit.ExitCode()
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if strconv.Itoa(got) != args[0] {
		ts.Fatalf("%s ends with status %d, want %s\n%s", strings.Join(args[1:], " "), got, args[0], ts.ReadFile("stderr"))
	}
}

func hasJSON(ts *testscript.TestScript, _ bool, args []string) {
	if got := fmt.Sprint(valueAt(ts, args[0], args[1])); got != args[2] {
		ts.Fatalf("%s of %s is %s, want %s", args[1], args[0], got, args[2])
	}
}

func sameJSON(ts *testscript.TestScript, _ bool, args []string) {
	a, b := valueAt(ts, args[0], args[1]), valueAt(ts, args[2], args[3])
	if !reflect.DeepEqual(a, b) {
		ts.Fatalf("%s of %s is\n%v\n%s of %s is\n%v", args[1], args[0], a, args[3], args[2], b)
	}
}

// valueAt returns the JSON at a dotted path of keys and indices; a dot within a
// key is written \. there.
func valueAt(ts *testscript.TestScript, file, path string) any {
	var v any
	if err := json.Unmarshal([]byte(ts.ReadFile(file)), &v); err != nil {
		ts.Fatalf("%s is no JSON: %v", file, err)
	}
	const dot = "\x00"
	for _, key := range strings.Split(strings.ReplaceAll(path, `\.`, dot), ".") {
		key = strings.ReplaceAll(key, dot, ".")
		var ok bool
		switch at := v.(type) {
		case map[string]any:
			v, ok = at[key]
		case []any:
			i, err := strconv.Atoi(key)
			if ok = err == nil && i < len(at); ok {
				v = at[i]
			}
		}
		if !ok {
			ts.Fatalf("%s has no %s in %s", file, key, path)
		}
	}
	return v
}
