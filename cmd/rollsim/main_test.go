package main

import (
	"bytes"
	"strings"
	"testing"
)

// broken is an input whose reading goes wrong in a way that should not happen.
type broken struct{}

func (broken) Read([]byte) (int, error) { panic("no reader") }

// TestBug checks that a bug does not look like a wrong scenario, whose status is
// 2, and says what happened.
func TestBug(t *testing.T) {
	var stdout, stderr bytes.Buffer
	if status := run([]string{"check", "-"}, broken{}, &stdout, &stderr); status != failed {
		t.Errorf("status %d, want %d", status, failed)
	}
	if got := stderr.String(); !strings.HasPrefix(got, "rollsim: a bug in rollsim, please report it: no reader\n") {
		t.Errorf("stderr begins with %.200q, want the bug", got)
	}
}
