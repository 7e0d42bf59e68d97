//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rollsim/rollsim/scenarios"
)

// A then reads the text before it, and does something at its end.
type then func()

func (do then) Read([]byte) (int, error) {
	do()
	return 0, io.EOF
}

// interrupt sends this process the signal of Ctrl-C.
func interrupt() {
	if err := syscall.Kill(os.Getpid(), syscall.SIGINT); err != nil {
		panic(err)
	}
}

// TestInterruptCompare checks that Ctrl-C ends a study that would take long, and
// that what is complete is reported.
func TestInterruptCompare(t *testing.T) {
	soon := then(func() { time.AfterFunc(300*time.Millisecond, interrupt) })
	var stdout, stderr bytes.Buffer
	status := run([]string{"compare", "-", "--replications", "100000", "--format", "json"},
		io.MultiReader(bytes.NewReader(threeClients(t)), soon), &stdout, &stderr)
	if status != failed {
		t.Errorf("status %d, want %d\n%s", status, failed, &stderr)
	}
	var result struct {
		Replications int `json:"replications"`
		Asked        int `json:"replications_asked"`
	}
	if err := json.Unmarshal(stdout.Bytes(), &result); err != nil {
		t.Fatalf("%v in %s", err, &stdout)
	}
	if result.Replications < 1 || result.Replications >= 100000 || result.Asked != 100000 {
		t.Errorf("%d of %d replications are reported, want some of 100000", result.Replications, result.Asked)
	}
	want := fmt.Sprintf("rollsim: stopped: the result rests on %d of 100000 replications\n", result.Replications)
	if stderr.String() != want {
		t.Errorf("stderr is\n%s\nwant\n%s", &stderr, want)
	}
}

// An interrupting writer sends Ctrl-C when it is first written to.
type interrupting struct {
	bytes.Buffer
	once sync.Once
}

func (w *interrupting) Write(p []byte) (int, error) {
	w.once.Do(interrupt)
	return w.Buffer.Write(p)
}

// TestInterruptRecords checks that Ctrl-C leaves the records of whole
// replications: of three clients each, in whole lines.
func TestInterruptRecords(t *testing.T) {
	var stdout interrupting
	var stderr bytes.Buffer
	status := run([]string{"run", "-", "--strategy", "no rollout", "--replications", "100000", "--records", "-"},
		bytes.NewReader(threeClients(t)), &stdout, &stderr)
	if status != failed {
		t.Errorf("status %d, want %d\n%s", status, failed, &stderr)
	}
	lines := strings.Count(stdout.String(), "\n") - 1 // less the heading
	if lines < 3 || lines%3 != 0 || lines >= 3*100000 || !strings.HasSuffix(stdout.String(), "\n") {
		t.Errorf("%d records, want three for each of some replications", lines)
	}
	want := fmt.Sprintf("rollsim: stopped: the result rests on %d of 100000 replications\n", lines/3)
	if stderr.String() != want {
		t.Errorf("stderr is\n%s\nwant\n%s", &stderr, want)
	}
}

// TestInterruptFile checks that a file of records that was not there before Ctrl-C
// is not there half written after it.
func TestInterruptFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "records.csv")
	soon := then(func() { time.AfterFunc(300*time.Millisecond, interrupt) })
	var stdout, stderr bytes.Buffer
	status := run([]string{"run", "-", "--strategy", "no rollout", "--replications", "100000", "--records", file},
		io.MultiReader(bytes.NewReader(threeClients(t)), soon), &stdout, &stderr)
	if status != failed || !strings.Contains(stderr.String(), "rollsim: no records are written\n") {
		t.Errorf("status %d, want %d; stderr is\n%s", status, failed, &stderr)
	}
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("%s: %v, want no such file", file, err)
	}
}

func threeClients(t *testing.T) []byte {
	for _, e := range scenarios.Examples() {
		if e.Name == "three-clients" {
			return e.Text
		}
	}
	t.Fatal("there is no example three-clients")
	return nil
}
