package main

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/theory"
	"github.com/rollsim/rollsim/scenarios"
)

// shells are those that completion writes a script for.
var shells = []struct {
	name  string
	write func(root *cobra.Command, w io.Writer) error
}{
	{"bash", func(root *cobra.Command, w io.Writer) error { return root.GenBashCompletionV2(w, true) }},
	{"zsh", func(root *cobra.Command, w io.Writer) error { return root.GenZshCompletion(w) }},
	{"fish", func(root *cobra.Command, w io.Writer) error { return root.GenFishCompletion(w, true) }},
	{"powershell", func(root *cobra.Command, w io.Writer) error { return root.GenPowerShellCompletionWithDesc(w) }},
}

// shellNames lists the shells.
func shellNames() []string {
	var names []string
	for i := range shells {
		names = append(names, shells[i].name)
	}
	return names
}

// completion is the command that teaches a shell to complete commands, flags,
// names of examples and of strategies, formats and the paths of --set.
func (p *program) completion() *cobra.Command {
	names := strings.Join(shellNames(), ", ")
	return &cobra.Command{
		Use:     "completion SHELL",
		GroupID: write,
		Short:   "Print a script that makes a shell complete commands, strategies and paths",
		Long: `Print a script for a shell: bash, zsh, fish or powershell. With it, Tab completes commands and flags, the names of examples,
the strategies of the file that is named before, formats, metrics, and the paths of --set.

In bash the package bash-completion is needed; in zsh the line "autoload -U compinit; compinit" in ~/.zshrc.`,
		Example: `  source <(rollsim completion bash)                                              in this shell
  rollsim completion bash > ~/.local/share/bash-completion/completions/rollsim    for good
  rollsim completion zsh > "${fpath[1]}/_rollsim"
  rollsim completion fish > ~/.config/fish/completions/rollsim.fish
  rollsim completion powershell | Out-String | Invoke-Expression`,
		ValidArgs: shellNames(),
		Args: func(_ *cobra.Command, args []string) error {
			switch {
			case len(args) == 0:
				return wrongf("", "completion needs a shell: one of %s", names)
			case len(args) > 1:
				return wrongf("", "completion takes one shell, got %s", strings.Join(args, " "))
			case !slices.Contains(shellNames(), args[0]):
				return wrongf(didYouMean(args[0], shellNames()), "completion: must be one of %s, got %q", names, args[0])
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			i := slices.Index(shellNames(), args[0])
			if err := shells[i].write(c.Root(), p.stdout); err != nil {
				return writeFailed("standard output", err)
			}
			return nil
		},
	}
}

// oneOf is the annotation of a flag that lists the words it takes.
const oneOf = "one of"

// choices notes which words a flag takes, for completion.
func choices(flags *pflag.FlagSet, name string, words ...string) {
	if err := flags.SetAnnotation(name, oneOf, words); err != nil {
		panic(err) // there is no such flag
	}
}

// complete tells every command how its arguments and flags are completed, by
// what they are called: a FILE is a scenario, a DIR a folder, and a flag means the
// same in all commands. Words of a flag are noted by choices.
func (p *program) complete(root *cobra.Command) {
	for _, c := range root.Commands() {
		switch {
		case c.ValidArgsFunction != nil || len(c.ValidArgs) > 0:
		case strings.Contains(c.Use, "FILE"):
			c.ValidArgsFunction = completeFile
		case strings.Contains(c.Use, "DIR"):
			c.ValidArgsFunction = completeFolder
		default:
			c.ValidArgsFunction = cobra.NoFileCompletions
		}
		c.Flags().VisitAll(func(f *pflag.Flag) {
			with := cobra.CompletionFunc(cobra.NoFileCompletions)
			switch words := f.Annotations[oneOf]; {
			case f.Name == "plots":
				with = completePlots
			case len(words) > 0:
				with = cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp)
			case f.Name == "strategy":
				with = completeStrategy
			case f.Name == "slots":
				with = completeSlots
			case f.Name == "metric":
				with = cobra.FixedCompletions(metricsInWords(), cobra.ShellCompDirectiveNoFileComp)
			case f.Name == "family":
				with = cobra.FixedCompletions(familiesInWords(), cobra.ShellCompDirectiveNoFileComp)
			case f.Name == "set" || f.Name == "vary":
				with = completePath
			case f.Name == "out" && c.Name() == "init":
				with = cobra.FixedCompletions(nil, cobra.ShellCompDirectiveDefault)
			case f.Name == "out" || f.Name == "store":
				with = completeFolder
			case f.Name == "records":
				with = cobra.FixedCompletions(nil, cobra.ShellCompDirectiveDefault)
			}
			if err := c.RegisterFlagCompletionFunc(f.Name, with); err != nil {
				panic(err) // registered twice
			}
		})
	}
}

// completeExample completes the name of an example.
func completeExample(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return examplesInWords(), cobra.ShellCompDirectiveNoFileComp
}

// completeRegion completes the name of a region.
func completeRegion(_ *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var regions []cobra.Completion
	if len(args) == 0 {
		for _, region := range scenarios.Regions() {
			if len(begun) <= len(region) && strings.EqualFold(region[:len(begun)], begun) {
				regions = append(regions, region)
			}
		}
	}
	return regions, cobra.ShellCompDirectiveNoFileComp
}

// examplesInWords are the names of the examples, each with its first sentence.
func examplesInWords() []cobra.Completion {
	var names []cobra.Completion
	for _, e := range scenarios.Examples() {
		first, _, _ := strings.Cut(e.Summary, ". ")
		names = append(names, cobra.CompletionWithDesc(e.Name, strings.TrimSuffix(first, ".")))
	}
	return names
}

// completeFile completes a scenario: the files and folders that begin so, and the
// names of examples.
func completeFile(c *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) > 0 && !strings.Contains(c.Use, "FILE...") {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	directive := cobra.ShellCompDirectiveNoFileComp
	var names []cobra.Completion
	found, _ := filepath.Glob(literally.Replace(begun) + "*") // no pattern is left in it, so there is no error
	for _, path := range found {
		if strings.HasPrefix(filepath.Base(path), ".") && !strings.HasPrefix(filepath.Base(begun), ".") {
			continue
		}
		info, err := os.Stat(path)
		if err != nil {
			continue
		}
		ending := strings.ToLower(filepath.Ext(path))
		switch {
		case info.IsDir():
			names = append(names, path+string(filepath.Separator))
			directive |= cobra.ShellCompDirectiveNoSpace // what lies in it comes next
		case ending == ".yaml" || ending == ".yml":
			names = append(names, path)
		}
	}
	for _, example := range examplesInWords() {
		if strings.HasPrefix(example, begun) {
			names = append(names, example)
		}
	}
	return names, directive
}

// literally makes of a path a pattern that no other path matches.
var literally = strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`)

// completeFolder completes a folder.
func completeFolder(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveFilterDirs
}

// completeStrategy completes the name of a strategy of the scenario that is named
// before.
func completeStrategy(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	s, ok := glance(args)
	if !ok {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return append(strategyNames(s), model.NoRollout), cobra.ShellCompDirectiveNoFileComp
}

// completeSlots completes a number of slots that the scenario lists that is named
// before.
func completeSlots(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	s, ok := glance(args)
	if !ok {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var numbers []cobra.Completion
	for _, n := range s.Backend.Slots {
		if n != model.AutoSlots {
			numbers = append(numbers, strconv.Itoa(n))
		}
	}
	return numbers, cobra.ShellCompDirectiveNoFileComp
}

// completePlots completes the last of several names of pictures with commas between,
// by those that are not among the others.
func completePlots(_ *cobra.Command, _ []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
	before := begun[:strings.LastIndex(begun, ",")+1]
	words := plotNames()
	if before != "" {
		words = words[2:] // all and none stand alone
	}
	var lists []cobra.Completion
	for _, word := range words {
		if strings.HasPrefix(before+word, begun) && !slices.Contains(strings.Split(before, ","), word) {
			lists = append(lists, before+word)
		}
	}
	return lists, cobra.ShellCompDirectiveNoFileComp
}

// metricsInWords are the names of the metrics, each with what is counted.
func metricsInWords() []cobra.Completion {
	var names []cobra.Completion
	for _, m := range model.Metrics {
		names = append(names, cobra.CompletionWithDesc(m.Name, m.Doc))
	}
	return names
}

// familiesInWords are the names of the families of queues, each with what it is about.
func familiesInWords() []cobra.Completion {
	var names []cobra.Completion
	for _, f := range theory.Families() {
		names = append(names, cobra.CompletionWithDesc(f.Name, f.About))
	}
	return names
}

// completePath completes the path of a value in the scenario that is named
// before, with what the value is.
func completePath(_ *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
	s, ok := glance(args)
	if !ok || strings.Contains(begun, "=") {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var paths []cobra.Completion
	for _, o := range s.Origins {
		if strings.HasPrefix(o.Path, begun) {
			paths = append(paths, cobra.CompletionWithDesc(o.Path+"=", "is "+o.Value))
		}
	}
	return paths, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

// glance reads the scenario that is the first argument, silently. It is false
// where there is none to be read, or it stands in standard input, which the
// command itself is to read.
func glance(args []string) (*model.Scenario, bool) {
	if len(args) == 0 || fromStdin(args[0]) {
		return nil, false
	}
	silent := &program{stderr: io.Discard}
	s, err := silent.load(args[0], nil)
	return s, err == nil
}
