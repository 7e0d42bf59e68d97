package main

import (
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/rollsim/rollsim/scenarios"
)

// The exit statuses.
const (
	done   = 0
	failed = 1 // may succeed another time
	wrong  = 2 // the flags or the file are wrong: never will
	missed = 3 // done, but no strategy meets the targets
)

// A problem is why a command does not end with status 0.
type problem struct {
	status int
	err    error  // nil: what is wrong was told as a result
	hint   string // what was probably meant; empty when nothing suggests itself
}

func (pr *problem) Error() string {
	if pr.err == nil {
		return ""
	}
	return pr.err.Error()
}

func (pr *problem) Unwrap() error { return pr.err }

// tell writes the problem for people. What is wrong with a scenario file has a
// place in the file and stands as it is, so that editors find it.
func (pr *problem) tell(p *program) {
	var complaints scenarios.Errors
	switch {
	case errors.As(pr.err, &complaints):
		fmt.Fprintln(p.stderr, complaints)
	case pr.err != nil:
		p.say("%v", pr.err)
	}
	if pr.hint != "" {
		p.say("hint: %s", pr.hint)
	}
}

// wrongf is a problem with what the user has written.
func wrongf(hint, format string, args ...any) error {
	return &problem{status: wrong, err: fmt.Errorf(format, visible(args)...), hint: hint}
}

// visible are the arguments of a message: a text with characters that cannot be seen is
// put in quotes, with these spelled out; in an error they are spelled out, but for the
// ends of its lines.
func visible(args []any) []any {
	shown := make([]any, len(args))
	for i, arg := range args {
		shown[i] = arg
		switch arg := arg.(type) {
		case string:
			shown[i] = scenarios.Visible(arg)
		case error:
			if text := arg.Error(); scenarios.Visible(text) != text {
				shown[i] = &seen{arg}
			}
		}
	}
	return shown
}

// A seen error is another one whose text a terminal does not obey.
type seen struct{ error }

func (s *seen) Error() string {
	lines := strings.Split(s.error.Error(), "\n")
	for i, line := range lines {
		if quoted := scenarios.Visible(line); quoted != line {
			lines[i] = strings.ReplaceAll(quoted[1:len(quoted)-1], `\"`, `"`)
		}
	}
	return strings.Join(lines, "\n")
}

func (s *seen) Unwrap() error { return s.error }

// writeFailed is the problem that a result could not be written. Of all that is written
// standard output alone can be a pipe, whose reader has left, as "head" does.
func writeFailed(where string, err error) error {
	var pr *problem
	switch {
	case errors.As(err, &pr):
		return pr // what was to be written failed, not the writing
	case errors.Is(err, syscall.EPIPE):
		return &problem{status: failed, err: errors.New("standard output was closed before everything was written")}
	}
	return &problem{status: failed, err: fmt.Errorf("writing %s: %s", where, inWords(err))}
}

// inWords says why something could not be written, without the path, which would
// be said twice.
func inWords(err error) string {
	var cause syscall.Errno
	switch {
	case !errors.As(err, &cause):
		return err.Error()
	case errors.Is(cause, os.ErrPermission):
		return "you may not write there"
	}
	switch cause {
	case syscall.ENOENT:
		return "there is no such folder"
	case syscall.ENOSPC:
		return "the disk is full"
	case syscall.EROFS:
		return "it is on a file system that is read only"
	case syscall.ENAMETOOLONG:
		return "the name is too long"
	case syscall.ENOTDIR:
		return "a part of the path is a file, not a folder"
	case syscall.EISDIR:
		return "it is a folder"
	case syscall.EBADF:
		return "it is closed"
	}
	return cause.Error()
}

// stopped is the problem that a signal came before all replications were done,
// nil if it did not.
func stopped(complete, asked int) error {
	if complete == asked {
		return nil
	}
	return &problem{status: failed, err: fmt.Errorf("stopped: the result rests on %d of %d replications", complete, asked)}
}

// unknownCommand is the problem that the first word among the arguments is no
// command.
func unknownCommand(root *cobra.Command, args []string) error {
	i := slices.IndexFunc(args, func(arg string) bool { return !strings.HasPrefix(arg, "-") })
	word := args[max(i, 0)]
	var known []string
	for _, c := range root.Commands() {
		if c.IsAvailableCommand() {
			known = append(known, c.Name())
		}
	}
	hint := didYouMean(word, known)
	if word == "version" {
		hint = "rollsim --version tells it"
	}
	return wrongf(hint, "there is no command %q; there are %s", word, strings.Join(known, ", "))
}

// wrongFlag turns what the flag parser says into a problem that names the flag
// and what would be right.
func wrongFlag(c *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var invalid *pflag.InvalidValueError
	switch {
	case errors.As(err, &unknown):
		if short := unknown.GetSpecifiedShortnames(); short != "" {
			return wrongf("flags begin with two dashes; see "+c.CommandPath()+" --help", "%s has no flag -%s", c.CommandPath(), short)
		}
		name := unknown.GetSpecifiedName()
		var known []string
		c.Flags().VisitAll(func(f *pflag.Flag) { known = append(known, "--"+f.Name) })
		hint := didYouMean("--"+name, known)
		if others := commandsWith(c, name); len(others) > 0 {
			hint = fmt.Sprintf("--%s is a flag of %s", name, strings.Join(others, ", "))
		}
		if hint == "" {
			hint = "see " + c.CommandPath() + " --help"
		}
		return wrongf(hint, "%s has no flag --%s", c.CommandPath(), name)
	case errors.As(err, &invalid) && strings.HasPrefix(invalid.GetFlag().Value.Type(), "uint"):
		return wrongf("", "--%s: must be a whole number from 0 to %d, got %q", invalid.GetFlag().Name, uint64(math.MaxUint64), invalid.GetValue())
	case errors.As(err, &invalid) && invalid.GetFlag().Value.Type() == "int":
		if errors.Is(err, strconv.ErrRange) {
			return wrongf("", "--%s: must be a number of less than ten digits, got %q", invalid.GetFlag().Name, invalid.GetValue())
		}
		return wrongf("", "--%s: must be a whole number, got %q", invalid.GetFlag().Name, invalid.GetValue())
	}
	return &problem{status: wrong, err: err}
}

// commandsWith lists the other commands that have a flag.
func commandsWith(c *cobra.Command, flag string) []string {
	var found []string
	for _, other := range c.Root().Commands() {
		if other != c && other.Flags().Lookup(flag) != nil {
			found = append(found, other.CommandPath())
		}
	}
	return found
}

// files checks that a command is given so many files.
func files(least, most int) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		switch {
		case len(args) < least:
			return wrongf("to try one that is built in: rollsim "+c.Name()+" office", "%s needs a scenario file", c.Name())
		case len(args) > most:
			return wrongf("", "%s takes one scenario file, got %s", c.Name(), strings.Join(args, " "))
		}
		return nil
	}
}

// didYouMean is the hint at the known word that a misspelt one resembles: of which
// it is the beginning, or from which at most a third of its letters differ. It is
// empty when there is none.
func didYouMean(word string, known []string) string {
	letters := strings.TrimLeft(word, "-")
	if letters == "" {
		return ""
	}
	for _, k := range known {
		if len(letters) > 1 && strings.HasPrefix(strings.ToLower(k), strings.ToLower(word)) {
			return fmt.Sprintf("did you mean %q?", k)
		}
	}
	if near, ok := scenarios.Nearest(word, known, len(letters)/3); ok {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return ""
}
