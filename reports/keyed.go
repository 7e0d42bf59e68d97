package reports

import (
	"strings"

	"github.com/rollsim/rollsim/reports/say"
)

// germanOf holds the German for English texts of scenarios and metrics.
var germanOf = func() map[string]string {
	all := map[string]string{}
	for _, list := range []map[string]string{germanMetrics} {
		for english, words := range list {
			if other, twice := all[english]; twice && other != words {
				panic("reports: two ways to say " + english + " in German: " + other + " and " + words)
			}
			all[english] = words
		}
	}
	return all
}()

// keyed says a text that others have given, where there is German for it; what they
// have written stays as it is.
func (l voice) keyed(text string) string {
	if german, ok := germanOf[strings.ReplaceAll(text, "%", "%%")]; ok && l.Language == say.German {
		return strings.ReplaceAll(german, "%%", "%")
	}
	return text
}
