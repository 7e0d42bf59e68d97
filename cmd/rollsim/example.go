package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rollsim/rollsim/scenarios"
)

// example is the command that hands out scenario files to start from.
func (p *program) example() *cobra.Command {
	var cluster string
	c := &cobra.Command{
		Use:     "example [NAME]",
		GroupID: write,
		Short:   "Print a scenario file to start from, or list them",
		Long: `Print an embedded scenario file to start from. Without a name, list them.

With --cluster, print the file with which a cluster carries out a sweep, a part on each machine: a script for Slurm, or
a manifest for Kubernetes. It tells what is to be filled in.`,
		Example: `  rollsim example
  rollsim example office > plan.yaml
  rollsim example --cluster slurm > sweep.sh
  rollsim example --cluster kubernetes > sweep.yaml`,
		ValidArgsFunction: completeExample,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return wrongf("", "example takes one name, got %s", strings.Join(args, " "))
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			if c.Flags().Changed("cluster") {
				if len(args) > 0 {
					return wrongf("", "--cluster: stands alone; the scenario %s is another file", args[0])
				}
				return p.printCluster(cluster)
			}
			if len(args) == 0 {
				width := 0
				for _, name := range exampleNames() {
					width = max(width, len(name))
				}
				for _, e := range scenarios.Examples() {
					first, _, _ := strings.Cut(e.Summary, ". ")
					fmt.Fprintf(p.stdout, "%-*s %s.\n", width, e.Name, strings.TrimSuffix(first, "."))
				}
				return nil
			}
			e, ok := exampleNamed(args[0])
			if !ok {
				known := exampleNames()
				return wrongf(didYouMean(args[0], known), "there is no example %q; there are %s", args[0], strings.Join(known, ", "))
			}
			_, err := p.stdout.Write(e.Text)
			return err
		},
	}
	c.Flags().StringVar(&cluster, "cluster", "", "print what a cluster needs to carry out a sweep: "+strings.Join(clusterNames(), " or "))
	choices(c.Flags(), "cluster", clusterNames()...)
	return c
}

// exampleNamed returns the embedded example of a name, with or without .yaml.
func exampleNamed(name string) (scenarios.Example, bool) {
	all := scenarios.Examples()
	i := slices.IndexFunc(all, func(e scenarios.Example) bool { return e.Name == strings.TrimSuffix(name, ".yaml") })
	if i < 0 {
		return scenarios.Example{}, false
	}
	return all[i], true
}

// exampleNames lists the embedded examples.
func exampleNames() []string {
	var names []string
	for _, e := range scenarios.Examples() {
		names = append(names, e.Name)
	}
	return names
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
