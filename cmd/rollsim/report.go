package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports"
	"github.com/rollsim/rollsim/reports/say"
	"github.com/rollsim/rollsim/scenarios"
	"github.com/rollsim/rollsim/scenarios/disk"
)

// report is the command that makes the reports of a run folder again.
func (p *program) report() *cobra.Command {
	var f form
	var t tongue
	var page string
	c := &cobra.Command{
		Use:     "report DIR",
		GroupID: ask,
		Short:   "Report again what a run folder holds, without simulating",
		Long: `Read a folder that "rollsim compare --out" has left and print its report in any format, from the results that are kept
in it: nothing is simulated. With --html the page for the review is written in place of that.`,
		Example: `  rollsim compare plan.yaml --out result
  rollsim report result
  rollsim report result --html page.html
  rollsim report result --format md > result.md`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return wrongf("one is left by: rollsim compare plan.yaml --out result", "report needs one folder of results")
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			if err := errors.Join(f.check(), t.check()); err != nil {
				return err
			}
			if c.Flags().Changed("html") {
				if err := checkPage(page, c.Flags().Changed("format")); err != nil {
					return err
				}
			}
			review, err := p.review(args[0])
			if err != nil {
				return err
			}
			if page == "" {
				err = f.print(p, t.language(), review.Comparison)
			} else if err = p.writePage(page, review, t.language()); err == nil {
				p.say("wrote %s", page)
			}
			if err != nil {
				return err
			}
			return p.judge(review.Comparison)
		},
	}
	f.register(c.Flags())
	t.register(c.Flags())
	c.Flags().StringVar(&page, "html", "", "write the page for the review to this file")
	return c
}

// writePage writes the page of a review to a file.
func (p *program) writePage(file string, review *study.Review, l say.Language) error {
	shown := p.progressOn("writing the page")
	defer shown.end()
	return writeFile(file, func(f *os.File) error { return reports.HTML(l, f, review) })
}

// checkPage refuses a file that is no page, so that nothing else is overwritten.
// format tells whether a format was asked for.
func checkPage(file string, format bool) error {
	switch {
	case format:
		return wrongf("", "--format: leave it out with --html, which writes a page")
	case filepath.Ext(file) != ".html" && filepath.Ext(file) != ".htm":
		return wrongf("", "--html: must be a file that ends in .html, got %q", file)
	}
	return checkPlace("html", file)
}

// review reads a run folder that the user names.
func (p *program) review(folder string) (*study.Review, error) {
	const hint = "one is left by: rollsim compare plan.yaml --out result"
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		return nil, wrongf(hint, "there is no folder %s", folder)
	}
	var missing []string
	for _, name := range []string{keptScenario, keptResults} {
		if !exists(filepath.Join(folder, name)) {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return nil, wrongf(hint, "%s is no folder of results: it has no %s", folder, missing[0])
	}
	review, err := p.reopen(folder)
	var complaints scenarios.Errors
	var refused disk.Refusal
	switch {
	case errors.As(err, &complaints):
		return nil, &problem{status: wrong, err: err}
	case errors.As(err, &refused):
		return nil, wrongf("", "%s: %s", filepath.Join(folder, keptResults), string(refused))
	case errors.Is(err, study.ErrOther), errors.Is(err, study.ErrNotSaved):
		return nil, wrongf("compare again: rollsim compare "+filepath.Join(folder, keptScenario)+" --out "+folder, "%v", err)
	case err != nil:
		return nil, &problem{status: failed, err: fmt.Errorf("%s cannot be read: %s", folder, inWords(err))}
	}
	return review, nil
}
