package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/reports/say"
	"github.com/rollsim/rollsim/scenarios"
)

// TestTraceGone removes a trace between loading and simulating: whatever is asked,
// it fails in a way that may succeed another time, and says what about.
func TestTraceGone(t *testing.T) {
	folder := t.TempDir()
	log, records := filepath.Join(folder, "log.csv"), filepath.Join(folder, "records.csv")
	require.NoError(t, os.WriteFile(log, []byte("arrival_s,work_s\n0,1\n"), 0o600))
	s, err := scenarios.Load(filepath.Join(folder, "log.yaml"), []byte(`
start: 2027-04-12
timezone: UTC
workloads: [{name: log, arrivals: {trace: log.csv}}]
backend: {slots: 1}
`), nil)
	require.NoError(t, err)
	require.NoError(t, os.Remove(log))
	var stdout, stderr bytes.Buffer
	p := &program{ctx: context.Background(), stdout: bufio.NewWriter(&stdout), stderr: &stderr}
	_, compared := (&effort{}).compare(p, s, true)
	recorded := (&observing{records: "-"}).record(p, newRecording(s, 1, say.English))
	for what, err := range map[string]error{
		"compare": compared, "record": recorded, "record to a file": writeFailed(records, recorded),
	} {
		var pr *problem
		if !assert.True(t, errors.As(err, &pr) && pr.status == failed,
			"%s: %v, want a problem with status %d", what, err, failed) {
			continue
		}
		assert.Equal(t, "the trace "+log+" does not exist", pr.Error(), what)
	}
}
