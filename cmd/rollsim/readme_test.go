package main

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the output and the picture of README.md anew")

// A session is a block of README.md that shows commands with their output.
var session = regexp.MustCompile("(?s)```console\n(.*?)```\n")

// A quoted scenario is a block of README.md.
var quotedScenario = regexp.MustCompile("(?s)```yaml\n(.*?)```\n")

const (
	goRun   = "$ go run ./cmd/rollsim "
	cut     = "...\n"               // stands in README.md for the rest of an output
	cutFrom = "\nWhat to look at\n" // where -update cuts
)

// TestReadme runs the commands of README.md and checks that they print what it
// shows, and that its picture is the one that they draw.
func TestReadme(t *testing.T) {
	if runtime.GOARCH != "amd64" {
		t.Skip("last digits, and with them the bytes of a result, depend on the processor")
	}
	t.Chdir("../..")
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	commands := 0
	changed := session.ReplaceAllFunc(readme, func(block []byte) []byte {
		text := session.FindSubmatch(block)[1]
		line, shown, _ := strings.Cut(string(text), "\n")
		command, ok := strings.CutPrefix(line, goRun)
		if !ok {
			return block
		}
		commands++
		args := words(command)
		if args[0] == "compare" {
			args = append(args, "--out", folder)
		}
		var stdout, stderr bytes.Buffer
		if status := run(args, strings.NewReader(""), &stdout, &stderr); status != done {
			t.Errorf("%s ends with status %d\n%s", line, status, &stderr)
		}
		got := stdout.String()
		if strings.HasSuffix(shown, cut) {
			head, _, found := strings.Cut(got, cutFrom)
			if !found {
				t.Errorf("%s prints no line %q to cut at", line, cutFrom)
			}
			got = head + cut
		}
		if got != shown && !*update {
			t.Errorf("README.md shows of %s\n%s\nit prints\n%s", line, shown, got)
		}
		return []byte("```console\n" + line + "\n" + got + "```\n")
	})
	if commands == 0 {
		t.Error("README.md shows no command")
	}
	if *update {
		if err := os.WriteFile("README.md", changed, 0o644); err != nil {
			t.Fatal(err)
		}
	}

	const picture = "testdata/readme/morning.svg"
	drawn, err := os.ReadFile(filepath.Join(folder, filepath.Base(picture)))
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.MkdirAll(filepath.Dir(picture), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(picture, drawn, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	committed, err := os.ReadFile(picture)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(committed, drawn) {
		t.Errorf("%s is not what the commands of README.md draw; see it and run the test with -update", picture)
	}
	if !bytes.Contains(readme, []byte("]("+picture+")")) {
		t.Errorf("README.md does not show %s", picture)
	}
}

// TestReadmeScenarios checks that the scenarios that README.md shows are right.
func TestReadmeScenarios(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := quotedScenario.FindAllSubmatch(readme, -1)
	if len(blocks) == 0 {
		t.Error("README.md shows no scenario")
	}
	for _, block := range blocks {
		var stdout, stderr bytes.Buffer
		if status := run([]string{"check", "-"}, bytes.NewReader(block[1]), &stdout, &stderr); status != done {
			t.Errorf("%s\n%s", &stderr, block[1])
		}
	}
}

// words splits a command line as a shell does, with double quotes.
func words(line string) []string {
	var all []string
	for i, part := range strings.Split(line, `"`) {
		if i%2 == 1 {
			all = append(all, part)
		} else {
			all = append(all, strings.Fields(part)...)
		}
	}
	return all
}
