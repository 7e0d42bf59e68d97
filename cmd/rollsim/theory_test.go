package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestReadmeShowsResults checks that the lines that README.md shows of the command
// theory are those of the results that are kept, which take too long to make anew.
func TestReadmeShowsResults(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	results, err := os.ReadFile("../../model/theory/RESULTS.md")
	require.NoError(t, err)
	const command = "```console\n$ rollsim theory | tail -n 5\n"
	_, after, found := strings.Cut(string(readme), command)
	shown, _, closed := strings.Cut(after, "```\n")
	require.True(t, found && closed, "README.md has no block that begins with %q", command)
	assert.True(t, strings.Count(shown, "\n") == 5 && bytes.Contains(results, []byte("\n\n"+shown+"\n")),
		"README.md shows of the command theory\n%s\nwhich is no paragraph of model/theory/RESULTS.md", shown)
}

// TestFamiliesAsTyped checks that families are found by names that a keyboard has.
func TestFamiliesAsTyped(t *testing.T) {
	for typed, want := range map[string]string{
		"M/G/inf":                "M/G/∞",
		"m/g/infinity":           "m/g/∞",
		"M/G/inf in the morning": "M/G/∞ in the morning",
		"M[X]/M/c":               "M^[X]/M/c",
		"m[x]":                   "M^[x]",
		"big bang":               "big bang",
		"M/D/c":                  "M/D/c",
	} {
		got := asPrinted(typed)
		assert.True(t, strings.EqualFold(got, want), "asPrinted(%q) = %q, want %q", typed, got, want)
		_, err := casesOf(typed)
		assert.NoError(t, err, "casesOf(%q)", typed)
	}
}
