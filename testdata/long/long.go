// Package long is what tests ask whether they may take long. It is where the flag
// -long is defined, which each package with tests must know so that
//
//	go test ./... -long
//
// runs in all of them: one of its _test.go files imports this package.
package long

import (
	"flag"
	"testing"
)

var asked = flag.Bool("long", false, "run also what takes longer than a few seconds, at full size")

// Asked says whether -long was given.
func Asked() bool { return *asked }

// Only skips a test unless -long was given. The reason says what takes so long.
func Only(t testing.TB, reason string) {
	t.Helper()
	if !*asked {
		t.Skip("runs with -long: " + reason)
	}
}

// Or is the size of a test: the full one with -long, the quick one without.
func Or[T any](quick, full T) T {
	if *asked {
		return full
	}
	return quick
}
