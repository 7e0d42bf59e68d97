package main

import (
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
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

// plotFiles matches the names of files of pictures; the first group is what the
// picture is called.
var plotFiles = `(` + strings.Join(plotNames()[2:], "|") + `)(?:-(?:[0-9]+|auto)-slots)?\.(?:png|svg|csv)`

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
		if name == allPlots || name == noPlots {
			return nil, false, wrongf("", "--plots: %s stands alone, got %q", name, string(chosen))
		}
		if !slices.Contains(known, name) {
			return nil, false, wrongf(didYouMean(name, known), "--plots: must be all, none, or some of %s; got %q", strings.Join(known[2:], ", "), name)
		}
		names = append(names, name)
	}
	return names, true, nil
}

// empty are the names of pictures that were asked for and had nothing to show, so
// that no file of them is there.
func empty(names, files []string) []string {
	drawn := map[string]bool{}
	for _, file := range files {
		if of := regexp.MustCompile(plotFiles).FindStringSubmatch(filepath.Base(file)); of != nil {
			drawn[of[1]] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return drawn[name] })
}

// inSum counts the pictures among files, each of which is there as PNG too.
func inSum(files []string) string {
	n := 0
	for _, file := range files {
		if filepath.Ext(file) == ".png" {
			n++
		}
	}
	if n == 1 {
		return "1 picture"
	}
	return strconv.Itoa(n) + " pictures"
}
