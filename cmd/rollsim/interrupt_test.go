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

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/scenarios"
)

// stopping is what the first signal is answered with.
const stopping = "rollsim: stopping; again to abort\n"

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
	assert.Equal(t, failed, status, "status %d, want %d\n%s", status, failed, &stderr)
	var result struct {
		Replications int `json:"replications"`
		Asked        int `json:"replications_asked"`
	}
	err := json.Unmarshal(stdout.Bytes(), &result)
	require.NoError(t, err, "%v in %s", err, &stdout)
	assert.True(t, result.Replications >= 1 && result.Replications < 100000 && result.Asked == 100000,
		"%d of %d replications are reported, want some of 100000", result.Replications, result.Asked)
	want := fmt.Sprintf(stopping+"rollsim: stopped: the result rests on %d of 100000 replications\n", result.Replications)
	assert.Equal(t, want, stderr.String(), "stderr is\n%s\nwant\n%s", &stderr, want)
}

// TestInterruptAtOnce checks that Ctrl-C ends a replication that would take long.
func TestInterruptAtOnce(t *testing.T) {
	soon := then(func() { time.AfterFunc(300*time.Millisecond, interrupt) })
	var stdout, stderr bytes.Buffer
	begun := time.Now()
	status := run([]string{"compare", "-", "--replications", "1", "--set", "fleet.office.clients=5000000", "--set", "horizon=30d"},
		io.MultiReader(bytes.NewReader(threeClients(t)), soon), &stdout, &stderr)
	want := stopping + "rollsim: stopped before the first replication was complete: there is no result\n"
	assert.True(t, status == failed && strings.HasSuffix(stderr.String(), want) &&
		strings.Contains(stderr.String(), " GB for each rollout") && stdout.Len() <= 0,
		"status %d, want %d; stderr is\n%s\nwant\n%s", status, failed, &stderr, want)
	took := time.Since(begun)
	assert.LessOrEqual(t, took, 20*time.Second, "it ends after %v, want at most 20s", took)
}

// TestHangUp checks that the signal of a terminal that is closed ends a replication as
// Ctrl-C does.
func TestHangUp(t *testing.T) {
	soon := then(func() {
		time.AfterFunc(300*time.Millisecond, func() {
			if err := syscall.Kill(os.Getpid(), syscall.SIGHUP); err != nil {
				panic(err)
			}
		})
	})
	var stdout, stderr bytes.Buffer
	status := run([]string{"compare", "-", "--replications", "1", "--set", "fleet.office.clients=500000", "--set", "horizon=30d"},
		io.MultiReader(bytes.NewReader(threeClients(t)), soon), &stdout, &stderr)
	assert.True(t, status == failed &&
		strings.HasPrefix(stderr.String()[max(0, strings.Index(stderr.String(), stopping)):], stopping) &&
		stdout.Len() <= 0,
		"status %d, want %d; stderr is\n%s", status, failed, &stderr)
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
	assert.Equal(t, failed, status, "status %d, want %d\n%s", status, failed, &stderr)
	lines := strings.Count(stdout.String(), "\n") - 1 // less the heading
	assert.True(t, lines >= 3 && lines%3 == 0 && lines < 3*100000 && strings.HasSuffix(stdout.String(), "\n"),
		"%d records, want three for each of some replications", lines)
	want := fmt.Sprintf(stopping+"rollsim: stopped: the result rests on %d of 100000 replications\n", lines/3)
	assert.Equal(t, want, stderr.String(), "stderr is\n%s\nwant\n%s", &stderr, want)
}

// TestInterruptFile checks that Ctrl-C leaves the records of whole replications in
// the file that they go to.
func TestInterruptFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "records.csv")
	soon := then(func() { time.AfterFunc(300*time.Millisecond, interrupt) })
	var stdout, stderr bytes.Buffer
	status := run([]string{"run", "-", "--strategy", "no rollout", "--replications", "100000", "--records", file},
		io.MultiReader(bytes.NewReader(threeClients(t)), soon), &stdout, &stderr)
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	lines := bytes.Count(text, []byte("\n")) - 1 // less the heading
	assert.True(t, lines >= 3 && lines%3 == 0 && lines < 3*100000 && bytes.HasSuffix(text, []byte("\n")),
		"%d records, want three for each of some replications", lines)
	want := fmt.Sprintf(stopping+"rollsim: stopped: %s holds the records of %d of 100000 replications, each whole\n", file, lines/3)
	assert.True(t, status == failed && stderr.String() == want && stdout.Len() <= 0,
		"status %d, want %d; stderr is\n%s\nwant\n%s\nstdout is\n%s\nwant none", status, failed, &stderr, want, &stdout)
}

func threeClients(t *testing.T) []byte {
	for _, e := range scenarios.Examples() {
		if e.Name == "three-clients" {
			return e.Text
		}
	}
	require.Fail(t, "there is no example three-clients")
	return nil
}

// TestInterruptInit checks that Ctrl-C ends the questions while an answer is waited
// for, and leaves no file.
func TestInterruptInit(t *testing.T) {
	for lang, want := range map[string]string{
		"en": stopping + "rollsim: stopped: nothing is written\n",
		"de": "rollsim: wird beendet; noch einmal Strg-C bricht sofort ab\nrollsim: beendet, ohne etwas zu schreiben\n",
	} {
		interruptInit(t, lang, want)
	}
}

func interruptInit(t *testing.T, lang, want string) {
	file := filepath.Join(t.TempDir(), "plan.yaml")
	answers, typing := io.Pipe()
	defer typing.Close()
	go func() {
		io.WriteString(typing, "yes\n4000\nde-BY\n")
		interrupt()
	}()
	var stdout, stderr bytes.Buffer
	status := run([]string{"init", "--lang", lang, "--out", file}, answers, &stdout, &stderr)
	assert.True(t, status == failed && stderr.String() == want && stdout.Len() <= 0,
		"status %d, want %d; stderr is\n%s\nwant\n%s", status, failed, &stderr, want)
	assert.False(t, exists(file), "%s is there", file)
}

// soonEnough is how long after a signal the program may take to end, on a machine that
// others use as well. By itself it takes a tenth of a second, and a second at most.
const soonEnough = 3 * time.Second

// TestStopWithinASecond checks that what would take minutes says so, once, and that a signal
// ends it from every state: in the middle of one long replication, while input is waited for that does not
// come, and before anything is simulated. What ends the process anyway is not there, so
// that each ends by itself.
func TestStopWithinASecond(t *testing.T) {
	huge := []string{"--replications", "1", "--set", "fleet.office.clients=300000", "--set", "horizon=300d", "--set", "targets=[wait.all.p95 <= 1m]"}
	for name, tt := range map[string]struct {
		args  []string
		waits bool // for input
		said  string
	}{
		"compare, one replication": {append([]string{"compare", "three-clients"}, huge...), false, "stopped before the first replication was complete: there is no result"},
		"run, one replication": {append([]string{"run", "three-clients", "--strategy", "no rollout", "--records", filepath.Join(t.TempDir(), "records.csv")}, huge...), false,
			"stopped before the first replication was recorded: no records are written"},
		"size":                   {append([]string{"size", "three-clients"}, huge...), false, "stopped before anything was found; there is no result"},
		"sweep":                  {append([]string{"sweep", "three-clients", "--vary", "backend.slots=1,2"}, huge...), false, "stopped; without --store nothing is kept"},
		"guesses":                {append([]string{"guesses", "three-clients"}, huge...), false, "stopped before every guess was tried; there is no result"},
		"exact values of queues": {[]string{"theory"}, false, "stopped before the first case"},
		"check of a pipe":        {[]string{"check", "-"}, true, "stopped before everything was checked"},
		"compare of a pipe":      {[]string{"compare", "-"}, true, "stopped before standard input was read to its end"},
	} {
		t.Run(name, func(t *testing.T) {
			stdin, typing := io.Pipe()
			defer typing.Close()
			if !tt.waits {
				typing.Close()
			}
			var sent time.Time
			time.AfterFunc(400*time.Millisecond, func() {
				sent = time.Now()
				interrupt()
			})
			var stdout, stderr bytes.Buffer
			status := run(tt.args, stdin, &stdout, &stderr)
			require.False(t, sent.IsZero(), "it ends before the signal: %s", &stderr)
			assert.Less(t, time.Since(sent), soonEnough, "from the signal to the end")
			assert.Equal(t, failed, status)
			if len(tt.args) > len(huge) {
				assert.Equal(t, 1, strings.Count(stderr.String(), " on one core, and about "), "sentences on how long it takes:\n%s", &stderr)
			}
			assert.Contains(t, stderr.String(), "rollsim: "+tt.said+"\n")
		})
	}
}

// TestStoppedWhileDrawing checks that a signal that comes when the results are in their
// folder and the page and pictures are not leaves these out, and what is there is whole and
// can be read.
func TestStoppedWhileDrawing(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "result")
	ended := make(chan struct{})
	go func() {
		for {
			select {
			case <-ended:
				return
			case <-time.After(time.Millisecond):
			}
			if exists(filepath.Join(folder, "comparison.md")) {
				interrupt()
				return
			}
		}
	}()
	var stdout, stderr bytes.Buffer
	status := run([]string{"compare", "office", "--replications", "1", "--set", "horizon=15d", "--no-curve", "--out", folder}, strings.NewReader(""), &stdout, &stderr)
	close(ended)
	require.Equal(t, failed, status, &stderr)
	assert.Contains(t, stderr.String(), "wrote the scenario, its results and the report in 4 formats to "+folder)
	assert.Contains(t, stderr.String(), "stopped: the page, the workbook and the pictures are not written")
	assert.Equal(t, []string{"comparison.csv", "comparison.json", "comparison.md", "comparison.txt", "results.rollsim", "scenario.yaml"}, namesIn(t, folder))
	var again bytes.Buffer
	run([]string{"report", folder}, strings.NewReader(""), &again, io.Discard)
	assert.Equal(t, stdout.String(), again.String(), "the report of what is there")
}

// namesIn are the names of the files in a folder.
func namesIn(t *testing.T, folder string) []string {
	files, err := os.ReadDir(folder)
	require.NoError(t, err)
	var names []string
	for _, f := range files {
		names = append(names, f.Name())
	}
	return names
}
