package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/rollsim/rollsim/reports/say"
	"github.com/rollsim/rollsim/scenarios/interview"
)

// init is the command that makes a first scenario of eleven answers.
func (p *program) init() *cobra.Command {
	var lang, name, out string
	var yes, force bool
	given := make([]string, len(interview.Questions))
	c := &cobra.Command{
		Use:     "init",
		GroupID: write,
		Short:   "Write a scenario of your own from eleven questions, each of which may stay open",
		Long: `Ask eleven questions and write the scenario that comes of the answers. Whatever nobody knows may stay open, with an
empty line or "?": then something is assumed, and marked as a guess. At the end of the file stand the questions to ask.

Each answer, or unknown, can be given as a flag too, and is not asked for then. With --yes nothing is asked. Where
standard input is no terminal, each line of it is the answer to the next question. Nothing is written before the last
answer.`,
		Example: `  rollsim init
  rollsim init --lang de --out plan.yaml
  rollsim init --clients 4000 --delivery managed --slots unknown --yes
  rollsim init --yes --out - | rollsim check -`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return wrongf("the file is named with --out", "init takes no arguments, got %s", strings.Join(args, " "))
			}
			return nil
		},
		RunE: func(c *cobra.Command, _ []string) error {
			language := say.OfLocale(locale())
			if c.Flags().Changed("lang") {
				var ok bool
				if language, ok = say.Named(lang); !ok {
					return wrongf("", "--lang: must be en or de, got %q", lang)
				}
			}
			stopping := interview.Stopping(language)
			p.stopping.Store(&stopping)
			if err := free(out, force); err != nil {
				return err
			}
			draft := interview.New(language, locale(), time.Now())
			if err := draft.Call(name); err != nil {
				return wrongf("", "--name: %v", err)
			}
			asked := interview.Questions[:0:0]
			for i, q := range interview.Questions {
				switch {
				case !c.Flags().Changed(q.Flag):
					asked = append(asked, q)
				default:
					if err := q.Take(draft, given[i]); err != nil {
						return wrongf("", "--%s: %v", q.Flag, err)
					}
				}
			}
			if !yes {
				if err := p.ask(draft, asked); err != nil {
					return err
				}
			}
			return p.writeDraft(draft, out, force)
		},
	}
	flags := c.Flags()
	flags.StringVar(&out, "out", "plan.yaml", "file to write, or - for standard output")
	flags.BoolVar(&force, "force", false, "overwrite the file if it is there")
	flags.BoolVar(&yes, "yes", false, "ask nothing: what no flag says is unknown")
	flags.StringVar(&lang, "lang", "", "language of questions and comments: en or de (default: that of the system, where it is one of these)")
	choices(flags, "lang", "en", "de")
	flags.StringVar(&name, "name", "", "what reports call the scenario (default: named after versions and PCs)")
	for i, q := range interview.Questions {
		flags.StringVar(&given[i], q.Flag, "", q.Usage)
		if words, _ := q.Choices(say.English); len(words) > 0 {
			choices(flags, q.Flag, words...)
		}
	}
	flags.SortFlags = false
	return c
}

// locale is that of the system, as programs are told it.
func locale() string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := os.Getenv(name); value != "" {
			return value
		}
	}
	return ""
}

// free checks that a scenario may be written to a file.
func free(file string, force bool) error {
	switch info, err := os.Stat(file); {
	case file == "":
		return wrongf("", "--out: is empty; give a file, such as --out plan.yaml")
	case file == "-":
		return nil
	case err != nil:
		return checkPlace("out", file)
	case info.IsDir():
		return wrongf("", "--out: %s is a folder; give a file, such as plan.yaml in it", file)
	case !force:
		return wrongf("--out FILE writes another, --force overwrites it", "--out: %s is there already", file)
	}
	return nil
}

// ask asks questions and puts the answers into a draft. On a terminal a wrong
// answer is explained and asked for again. Elsewhere it ends the program, since
// nobody would see it and the next line is the answer to another question.
func (p *program) ask(d *interview.Draft, questions []*interview.Question) error {
	lines := p.lines()
	file, _ := p.stdin.(*os.File)
	talk := io.Discard
	onTerminal := file != nil && terminal(file) != nil
	if onTerminal {
		talk = p.stderr
		fmt.Fprintf(talk, "%s\n", interview.Welcome(d.Language, len(questions)))
	}
	for i, q := range questions {
		fmt.Fprint(talk, d.Prompt(q, i+1, len(questions)))
		for {
			answer, err := next(p.ctx, lines)
			switch {
			case err == io.EOF && !onTerminal && i == 0:
				return wrongf("--yes leaves open what no flag says", "there is no terminal to ask on; give answers as flags, such as --clients 4000, or on standard input, one in each line")
			case err == io.EOF && !onTerminal:
				return wrongf("--yes leaves open what no flag says", "standard input ends before answer %d of %d (--%s)", i+1, len(questions), q.Flag)
			case err != nil:
				fmt.Fprintln(talk)
				return &problem{status: failed, err: errors.New(interview.Stopped(d.Language))}
			}
			assumed := q.Assumed(d)
			wrong := q.Take(d, answer)
			if wrong == nil {
				fmt.Fprint(talk, d.Taken(answer, assumed, i+1, len(questions)))
				break
			}
			if !onTerminal {
				return wrongf("", "answer %d of %d (--%s): %v", i+1, len(questions), q.Flag, wrong)
			}
			fmt.Fprint(talk, d.Again(wrong, i+1, len(questions)))
		}
	}
	return nil
}

// A line is one of standard input, or the error that there is none.
type line struct {
	text string
	err  error
}

// lines reads standard input line by line, so that a signal need not wait for the
// next one.
func (p *program) lines() <-chan line {
	lines := make(chan line)
	go func() {
		input := bufio.NewReader(p.stdin)
		for {
			text, err := input.ReadString('\n')
			if err == io.EOF && text != "" {
				err = nil // the last line has no end
			}
			select {
			case lines <- line{text, err}:
			case <-p.ctx.Done():
				return
			}
			if err != nil {
				return
			}
		}
	}()
	return lines
}

// next returns the next line, or an error when there is none or a signal came.
func next(ctx context.Context, lines <-chan line) (string, error) {
	select {
	case l := <-lines:
		return l.text, l.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// writeDraft writes the scenario that came of the answers, as a whole or not at all,
// and says what to do with it.
func (p *program) writeDraft(d *interview.Draft, file string, force bool) error {
	text := d.Scenario(file)
	if file == "-" {
		if _, err := p.stdout.Write(text); err != nil {
			return writeFailed("standard output", err)
		}
		return nil
	}
	if err := free(file, force); err != nil {
		return err // it was made meanwhile
	}
	err := writeFile(file, func(f *os.File) error {
		_, err := f.Write(text)
		return err
	})
	if err != nil {
		return writeFailed(file, err)
	}
	fmt.Fprint(p.stderr, d.Farewell(file))
	return nil
}
