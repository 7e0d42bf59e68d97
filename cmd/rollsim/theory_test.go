package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// TestReadmeShowsResults checks that the lines that README.md shows of the command
// theory are those of the results that are kept, which take too long to make anew.
func TestReadmeShowsResults(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	results, err := os.ReadFile("../../model/theory/RESULTS.md")
	if err != nil {
		t.Fatal(err)
	}
	const command = "```console\n$ rollsim theory | tail -n 5\n"
	_, after, found := strings.Cut(string(readme), command)
	shown, _, closed := strings.Cut(after, "```\n")
	if !found || !closed {
		t.Fatalf("README.md has no block that begins with %q", command)
	}
	if strings.Count(shown, "\n") != 5 || !bytes.Contains(results, []byte("\n\n"+shown+"\n")) {
		t.Errorf("README.md shows of the command theory\n%s\nwhich is no paragraph of model/theory/RESULTS.md", shown)
	}
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
		if got := asPrinted(typed); !strings.EqualFold(got, want) {
			t.Errorf("asPrinted(%q) = %q, want %q", typed, got, want)
		}
		if _, err := casesOf(typed); err != nil {
			t.Errorf("casesOf(%q): %v", typed, err)
		}
	}
}
