package reports

import (
	"fmt"

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
