package main

import (
	"io"
	"strings"
	"testing"

	"github.com/spf13/pflag"
	"github.com/stretchr/testify/assert"
)

// TestHelpExamples checks that every command teaches with examples, and that there
// are all the commands and flags that they show.
func TestHelpExamples(t *testing.T) {
	root := (&program{stderr: io.Discard}).root()
	for _, c := range append(root.Commands(), root) {
		assert.NotEmpty(t, c.Example, "the help of %s has no example", c.CommandPath())
		for line := range strings.Lines(c.Example) {
			_, command, ok := strings.Cut(line, "rollsim ")
			if !assert.True(t, ok && strings.HasPrefix(line, "  ") && !strings.HasPrefix(line, "   "),
				"an example of %s is not indented by two blanks, or not about rollsim: %q", c.CommandPath(), line) {
				continue
			}
			command, _, _ = strings.Cut(command, "    ") // what it is for
			if i := strings.IndexAny(command, "|>)"); i >= 0 && !strings.Contains(command[:i], `"`) {
				command = command[:i]
			}
			checkArguments(t, words(strings.TrimSpace(command)))
		}
	}
}

// TestEverydayCommands checks that the help shows six commands first.
func TestEverydayCommands(t *testing.T) {
	root := (&program{stderr: io.Discard}).root()
	for i, c := range root.Commands() {
		assert.Equal(t, i < 6, c.GroupID == firstSteps,
			"command %d of the help, %s, is in the group %s", i+1, c.Name(), c.GroupID)
	}
}

// TestChoicesComplete checks that Tab knows the words of every flag that names a
// format, and that its help names the same.
func TestChoicesComplete(t *testing.T) {
	root := (&program{stderr: io.Discard}).root()
	for _, c := range root.Commands() {
		c.Flags().VisitAll(func(f *pflag.Flag) {
			known := f.Annotations[oneOf]
			if f.Name == "format" {
				assert.NotEmpty(t, known, "%s --%s does not note its words with choices", c.CommandPath(), f.Name)
			}
			for _, word := range known {
				assert.Contains(t, f.Usage, word,
					"the help of %s --%s does not name %s", c.CommandPath(), f.Name, word)
			}
		})
	}
}

// checkArguments checks that there are such a command and such flags.
func checkArguments(t *testing.T, args []string) {
	t.Helper()
	p := &program{stderr: io.Discard}
	c, rest, err := p.root().Find(args)
	if err == nil && c.HasParent() {
		err = c.ParseFlags(rest)
		if err == nil && c.Args != nil {
			err = c.Args(c, c.Flags().Args())
		}
	}
	assert.True(t, err == nil && c.HasParent(), "rollsim %s is no command: %v", strings.Join(args, " "), err)
}
