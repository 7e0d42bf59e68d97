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
	const command = "```console\n$ rollsim theory | tail -n 4\n"
	_, after, found := strings.Cut(string(readme), command)
	shown, _, closed := strings.Cut(after, "```\n")
	if !found || !closed {
		t.Fatalf("README.md has no block that begins with %q", command)
	}
	if strings.Count(shown, "\n") != 4 || !bytes.Contains(results, []byte("\n\n"+shown+"\n")) {
		t.Errorf("README.md shows of the command theory\n%s\nwhich is no paragraph of model/theory/RESULTS.md", shown)
	}
}
