package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
	"github.com/rollsim/rollsim/scenarios"
)

// stoppable returns a program for a test that ends with ctx.
func stoppable(ctx context.Context) *program {
	return &program{ctx: ctx, stdout: bufio.NewWriter(&bytes.Buffer{}), stderr: &bytes.Buffer{}}
}

// jobs returns a scenario of so many jobs in the first minute of its only day.
func jobs(t *testing.T, clients string) *model.Scenario {
	t.Helper()
	s, err := scenarios.Load("jobs.yaml", []byte(`
start: 2027-04-12
timezone: UTC
horizon: 1d
workloads: [{name: jobs, arrivals: {exactly: {clients: `+clients+`, at: {uniform: {min: 00:00, max: 00:01}}}}, work: 1s}]
backend: {slots: 100000, admission: {discipline: ticket}}
`), nil)
	require.NoError(t, err)
	return s
}

// waitFor waits until the new file beside a path has more than so many bytes.
func waitFor(path string, bytes int64) {
	for {
		found, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".rollsim-"+filepath.Base(path)+"-[0-9]*"))
		if len(found) == 1 {
			if info, err := os.Stat(found[0]); err == nil && info.Size() > bytes {
				return
			}
		}
		time.Sleep(time.Millisecond)
	}
}

// recorded writes the syncs of a scenario to a file until ctx ends.
func recorded(ctx context.Context, path string, s *model.Scenario, replications int) error {
	o := &observing{records: path}
	return o.record(stoppable(ctx), newRecording(s, replications, say.English))
}

// TestRecordsOfWholeReplications stops a recording in the middle of a replication
// of which a part is on the disk: the file ends with the one before.
func TestRecordsOfWholeReplications(t *testing.T) {
	const perReplication = 100_000
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	path := filepath.Join(t.TempDir(), "records.csv")
	go func() { waitFor(path, 10_000_000); stop() }() // a replication has some 8 MB
	err := recorded(ctx, path, jobs(t, "100000"), 1000)
	var pr *problem
	require.True(t, errors.As(err, &pr) && pr.status == failed, "%v, want a problem with status %d", err, failed)
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	lines := strings.Count(string(text), "\n") - 1 // less the heading
	assert.True(t, lines >= perReplication && lines%perReplication == 0 && bytes.HasSuffix(text, []byte("\n")),
		"%d records, want %d for each of some replications", lines, perReplication)
	want := "stopped: " + path + " holds the records of " + string(rune('0'+lines/perReplication)) + " of 1000 replications, each whole"
	assert.Equal(t, want, pr.Error(), "%q", pr)
}

// TestRecordsStopAtOnce stops a recording in its first replication, which would
// take long: it ends soon, and leaves no file.
func TestRecordsStopAtOnce(t *testing.T) {
	ctx, stop := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer stop()
	path := filepath.Join(t.TempDir(), "records.csv")
	begun := time.Now()
	err := recorded(ctx, path, jobs(t, "10000000"), 1)
	took := time.Since(begun)
	assert.LessOrEqual(t, took, 5*time.Second, "it ends after %v, want at most 5s", took)
	var pr *problem
	assert.True(t, errors.As(err, &pr) && pr.status == failed &&
		strings.HasPrefix(pr.Error(), "stopped before the first replication was recorded"),
		"%v, want a problem with status %d that says so", err, failed)
	left, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	assert.Empty(t, left, "files that are left")
}

// TestParquetIsWholeOrNotThere stops a recording in its second replication.
func TestParquetIsWholeOrNotThere(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	path := filepath.Join(t.TempDir(), "records.parquet")
	go func() { waitFor(path, 3_000_000); stop() }() // of a million syncs each
	err := recorded(ctx, path, jobs(t, "1000000"), 1000)
	var pr *problem
	assert.True(t, errors.As(err, &pr) && pr.status == failed &&
		strings.HasPrefix(pr.Error(), "stopped, and a Parquet file is written whole or not at all"),
		"%v, want a problem with status %d that says so", err, failed)
	left, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	assert.Empty(t, left, "files that are left")
}

// TestLedger checks that records reach a file by whole replications while they
// are few, and that a ledger tells when they did not.
func TestLedger(t *testing.T) {
	var out bytes.Buffer
	l := &ledger{to: &out}
	line := []byte(strings.Repeat("x", 999) + "\n")
	write := func(lines int) {
		for range lines {
			_, err := l.Write(line)
			require.NoError(t, err)
		}
	}
	write(3)
	require.NoError(t, l.complete())
	write(4000)
	assert.True(t, out.Len() == 3000 && !l.cut(),
		"%d bytes are passed on, cut: %v, want 3000 of the first replication, not cut", out.Len(), l.cut())
	write(1000)
	assert.True(t, l.cut() && l.whole == 3000 && l.written == int64(out.Len()) && l.written > l.whole,
		"of 5 MB in a replication under way, %d bytes are passed on, %d in whole replications, cut: %v; want more than 3000, 3000, cut",
		l.written, l.whole, l.cut())
	require.NoError(t, l.complete())
	assert.True(t, !l.cut() && out.Len() == 5_003_000 && l.replications == 2,
		"%d bytes of %d replications are passed on, cut: %v; want 5003000 of 2, not cut", out.Len(), l.replications, l.cut())
}
