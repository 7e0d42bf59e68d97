package scenarios

import (
	"embed"
	"fmt"
	"strings"
)

//go:embed *.yaml
var exampleFiles embed.FS

// An Example is a scenario that comes with the program.
type Example struct {
	Name    string // such as "office"; its file is office.yaml
	Summary string // what it shows, in a sentence or two
	Text    []byte // the file
}

// Examples returns the scenarios that come with the program, small ones first.
func Examples() []Example {
	var all []Example
	for _, name := range []string{"three-clients", "small-company", "office", "enterprise", "textbook-queue", "no-load-balancing", "outage-monday", "deploy-during-wave", "autoscale", "bad-release", "offline-clients", "world", "permission-waves", "first-installation", "new-employees", "release-train"} {
		text, err := exampleFiles.ReadFile(name + ".yaml")
		if err != nil {
			panic(fmt.Sprintf("scenarios: the example %s is not built in: %v", name, err))
		}
		all = append(all, Example{name, summary(string(text)), text})
	}
	return all
}

// summary is the comment that a file begins with, up to "Shows", and what it
// shows.
func summary(text string) string {
	var words []string
	for line := range strings.Lines(text) {
		comment, ok := strings.CutPrefix(line, "#")
		if !ok {
			break
		}
		words = append(words, strings.Fields(comment)...)
	}
	return strings.Join(words, " ")
}
