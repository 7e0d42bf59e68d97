package main

import (
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/rollsim/rollsim/reports"
)

// plots chooses among the pictures of a comparison: "all", "none", or names of
// pictures with commas between.
type plots string

const (
	allPlots = "all"
	noPlots  = "none"
)

func (chosen *plots) register(flags *pflag.FlagSet) {
	chosen.registerAs(flags, allPlots, "pictures for --out")
}

// registerAs registers the flag with another default and another purpose.
func (chosen *plots) registerAs(flags *pflag.FlagSet, by, what string) {
	var shows []string
	for _, d := range reports.Drawings() {
		shows = append(shows, d.Name+" ("+d.Shows+")")
	}
	flags.StringVar((*string)(chosen), "plots", by, what+", with commas between: "+strings.Join(shows, ", ")+"; or all, or none")
	choices(flags, "plots", plotNames()...)
}

// plotNames are the words that --plots takes.
func plotNames() []string {
	known := []string{allPlots, noPlots}
	for _, d := range reports.Drawings() {
		known = append(known, d.Name)
	}
	return known
}

// names returns the names of the pictures that are wanted, none for all of them, and
// whether any is.
func (chosen plots) names() (names []string, any bool, err error) {
	switch chosen {
	case allPlots:
		return nil, true, nil
	case noPlots:
		return nil, false, nil
	}
	known := plotNames()
	for _, name := range strings.Split(string(chosen), ",") {
		name = strings.TrimSpace(name)
		if name == allPlots || name == noPlots || !slices.Contains(known, name) {
			return nil, false, wrongf(didYouMean(name, known), "--plots: must be all, none, or some of %s; got %q", strings.Join(known[2:], ", "), name)
		}
		names = append(names, name)
	}
	return names, true, nil
}
