package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rollsim/rollsim/scenarios"
)

// example is the command that hands out scenario files to start from.
func (p *program) example() *cobra.Command {
	return &cobra.Command{
		Use:     "example [NAME]",
		GroupID: write,
		Short:   "Print a scenario file to start from, or list them",
		Long:    `Print an embedded scenario file to start from. Without a name, list them.`,
		Example: `  rollsim example
  rollsim example office > plan.yaml`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return wrongf("", "example takes one name, got %s", strings.Join(args, " "))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				for _, e := range scenarios.Examples() {
					fmt.Fprintf(p.stdout, "%-16s %s\n", e.Name, e.Summary)
				}
				return nil
			}
			e, ok := exampleNamed(args[0])
			if !ok {
				var known []string
				for _, e := range scenarios.Examples() {
					known = append(known, e.Name)
				}
				return wrongf(didYouMean(args[0], known), "there is no example %q; there are %s", args[0], strings.Join(known, ", "))
			}
			fmt.Fprint(p.stdout, e.Text)
			return nil
		},
	}
}

// schema is the command that prints the JSON Schema of scenario files.
func (p *program) schema() *cobra.Command {
	return &cobra.Command{
		Use:     "schema",
		GroupID: write,
		Short:   "Print the JSON Schema of scenario files, for editors",
		Long: `Print the JSON Schema of scenario files. An editor that knows it completes keys and explains them. Put its path in
the first line of a scenario file:

  # yaml-language-server: $schema=rollsim.schema.json`,
		Example: `  rollsim schema > rollsim.schema.json`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return wrongf("", "schema takes no arguments, got %s", strings.Join(args, " "))
			}
			return nil
		},
		RunE: func(*cobra.Command, []string) error {
			_, err := p.stdout.Write(scenarios.Schema())
			return err
		},
	}
}
