//go:build unix

package main

import (
	"bytes"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/rollsim/rollsim/model/theory"
)

// TestInterruptTheory checks that Ctrl-C ends a comparison with theory that would
// take long, and that the cases that are complete are reported.
func TestInterruptTheory(t *testing.T) {
	cases := len(theory.FamiliesNamed("M/M/c")[0].Cases())
	time.AfterFunc(time.Second, interrupt)
	var stdout, stderr bytes.Buffer
	status := run([]string{"theory", "--family", "M/M/c", "--long"}, strings.NewReader(""), &stdout, &stderr)
	assert.Equal(t, failed, status, "status %d, want %d\n%s", status, failed, &stderr)
	stopped, _ := strings.CutPrefix(stderr.String(), stopping+"rollsim: stopped: ")
	count, rest, _ := strings.Cut(stopped, " of ")
	complete, err := strconv.Atoi(count)
	assert.True(t, err == nil && complete < cases && rest == strconv.Itoa(cases)+" cases are complete\n",
		"stderr is\n%s", &stderr)
	told := "\nNothing was simulated to its end; seed 1.\n"
	switch {
	case complete == 1:
		told = " of 1 case were simulated with "
	case complete > 1:
		told = " of " + count + " cases were simulated with "
	}
	assert.Contains(t, stdout.String(), told, "the report lacks %q\n%s", told, &stdout)
}
