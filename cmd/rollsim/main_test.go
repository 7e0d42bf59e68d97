package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// broken is an input whose reading goes wrong in a way that should not happen.
type broken struct{}

func (broken) Read([]byte) (int, error) { panic("no reader") }

// TestBug checks that a bug does not look like a wrong scenario, whose status is
// 2, and says what happened.
func TestBug(t *testing.T) {
	var stdout, stderr bytes.Buffer
	assert.Equal(t, failed, run([]string{"check", "-"}, broken{}, &stdout, &stderr), "status")
	got := stderr.String()
	assert.True(t, strings.HasPrefix(got, "rollsim: a bug in rollsim, please report it: no reader\n"),
		"stderr begins with %.200q, want the bug", got)
}
