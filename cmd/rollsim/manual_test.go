package main

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
	"github.com/spf13/pflag"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var manual = flag.String("manual", "", "write the manual pages to this folder")

// TestManual makes a manual page of every command, and checks that nothing of its
// help is lost on the way. The pages stay in the folder -manual, for a release;
// they bear the month of SOURCE_DATE_EPOCH, or this one.
func TestManual(t *testing.T) {
	folder := *manual
	if folder == "" {
		folder = t.TempDir()
	}
	require.NoError(t, os.MkdirAll(folder, 0o755))
	p := &program{stderr: io.Discard}
	root := p.root()
	root.DisableAutoGenTag = true
	require.NoError(t, doc.GenManTree(root, &doc.GenManHeader{Section: "1", Source: "rollsim", Manual: "rollsim"}, folder))
	for _, c := range append(root.Commands(), root) {
		if !c.IsAvailableCommand() {
			continue
		}
		file := filepath.Join(folder, strings.ReplaceAll(c.CommandPath(), " ", "-")+".1")
		page, err := os.ReadFile(file)
		if !assert.NoError(t, err) {
			continue
		}
		page = bytes.ReplaceAll(page, []byte("[=false]"), nil) // a switch is given without a value
		assert.NoError(t, os.WriteFile(file, page, 0o644))
		checkManual(t, c, unformatted(page))
	}
}

// checkManual checks that a page, as words, says what the help of a command does.
func checkManual(t *testing.T, c *cobra.Command, page string) {
	t.Helper()
	for _, part := range []struct{ name, text string }{{"summary", c.Short}, {"description", c.Long}, {"example", c.Example}} {
		words := strings.Join(strings.Fields(part.text), " ")
		assert.Contains(t, page, words,
			"the manual page of %s lacks its %s\n%s\nin\n%s", c.CommandPath(), part.name, words, page)
	}
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		for _, want := range []string{"--" + f.Name, strings.Join(strings.Fields(f.Usage), " ")} {
			assert.Contains(t, page, want,
				"the manual page of %s lacks %q of --%s", c.CommandPath(), want, f.Name)
		}
	})
}

// unformatted is a manual page without its markup, with one blank between words.
func unformatted(page []byte) string {
	var words []string
	for line := range bytes.Lines(page) {
		text := string(line)
		if strings.HasPrefix(text, ".") && !strings.HasPrefix(text, ".SH") {
			continue
		}
		words = append(words, strings.Fields(markup.Replace(text))...)
	}
	return strings.Join(words, " ")
}

// markup takes away what changes the font and resolves what stands for a letter.
var markup = strings.NewReplacer(`\fB`, "", `\fP`, "", `\fR`, "", `\fI`, "", `\-`, "-", `\[la]`, "<", `\[ra]`, ">", `\&`, "", `\\`, `\`, `\(aq`, "'", `\e`, `\`)
