package main

import (
	"github.com/spf13/pflag"

	"github.com/rollsim/rollsim/reports/say"
)

// A tongue is the language that people are answered in, by its code.
type tongue string

func (t *tongue) register(flags *pflag.FlagSet) {
	flags.StringVar((*string)(t), "lang", "en", "language of the words: en or de")
	choices(flags, "lang", "en", "de")
}

// check tells whether there is such a language.
func (t tongue) check() error {
	if _, ok := say.Named(string(t)); !ok {
		return wrongf("", "--lang: must be en or de, got %q", string(t))
	}
	return nil
}

// language is the language, once it has been checked.
func (t tongue) language() say.Language {
	l, _ := say.Named(string(t))
	return l
}
