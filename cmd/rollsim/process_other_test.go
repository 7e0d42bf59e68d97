//go:build !unix

package main

import (
	"os/exec"
	"testing"
)

// guarded is a command that ends with the test.
func guarded(t *testing.T, name string, args ...string) *exec.Cmd {
	return exec.CommandContext(t.Context(), name, args...)
}

func guard() { panic("there are no groups of processes") }
