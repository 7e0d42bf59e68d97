package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// everyday are the commands that one needs from the first day on, in the order in
// which one comes to need them. The help shows them first.
var everyday = []string{"init", "check", "explain", "compare", "size", "run"}

// The groups in which the help shows the commands.
const (
	firstSteps = "everyday"
	ask        = "ask"
	write      = "write"
	trust      = "trust"
)

// The help shows commands in the order in which they are added, not in that of the
// alphabet.
func init() { cobra.EnableCommandSorting = false }

// arrange puts the everyday commands first in the help.
func arrange(root *cobra.Command) {
	root.AddGroup(&cobra.Group{ID: firstSteps, Title: "Every day"}, &cobra.Group{ID: ask, Title: "Ask more"},
		&cobra.Group{ID: write, Title: "Set it up"}, &cobra.Group{ID: trust, Title: "Trust the answer"})
	all := root.Commands()
	root.RemoveCommand(all...)
	for _, name := range everyday {
		i := slices.IndexFunc(all, func(c *cobra.Command) bool { return c.Name() == name })
		if i < 0 {
			panic("no such command: " + name)
		}
		all[i].GroupID = firstSteps
		root.AddCommand(all[i])
		all = slices.Delete(all, i, i+1)
	}
	root.AddCommand(all...)
	root.SetHelpCommand(helpCommand(root))
}

// helpCommand is what --help does, as a command.
func helpCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:     "help [COMMAND]",
		GroupID: write,
		Short:   "Show what a command does",
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return wrongf("", "help takes one command, got %s", strings.Join(args, " "))
			}
			about, _, err := root.Find(args)
			if err != nil {
				return unknownCommand(root, args)
			}
			about.InitDefaultHelpFlag()
			about.InitDefaultVersionFlag()
			return about.Help()
		},
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
			var names []cobra.Completion
			for _, c := range root.Commands() {
				if c.IsAvailableCommand() && len(args) == 0 {
					names = append(names, cobra.CompletionWithDesc(c.Name(), c.Short))
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
	}
}
