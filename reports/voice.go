package reports

import (
	"strings"

	"github.com/rollsim/rollsim/reports/say"
)

// A voice tells people the things of this package in a language.
type voice struct{ say.Language }

// dative is what was counted as it stands behind "with", where German has another
// ending for many: "mit 10 Plätzen".
func (l voice) dative(counted string) string {
	if l.Language == say.German && strings.HasSuffix(counted, "e") {
		return counted + "n"
	}
	return counted
}
