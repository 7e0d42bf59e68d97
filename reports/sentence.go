package reports

import (
	"fmt"
	"strings"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

// Told tells what a scenario says: a sentence in the language, with names as they are
// shown, and what is none as it is. Nil is "".
func Told(in say.Language, what fmt.Stringer) string { return voice{in}.told(what) }

func (l voice) told(what fmt.Stringer) string { return l.Told(what, l.called) }

// sentences tells several, one by one.
func (l voice) sentences(sentences []fmt.Stringer) []string {
	var all []string
	for _, s := range sentences {
		all = append(all, l.told(s))
	}
	return all
}

// source tells where a default is from. What the scenario says itself of a value
// stays as it is.
func (l voice) source(o *model.Origin) string {
	if region, ok := strings.CutPrefix(o.Source, "zone of the region "); ok {
		return l.Say(say.T("zone of the region %s", "Zeitzone der Region %s"), region)
	}
	format := strings.ReplaceAll(o.Source, "%", "%%")
	if _, known := germanOf[format]; l.Language == say.English || !known {
		return o.Source
	}
	return l.keyed(o.Source)
}
