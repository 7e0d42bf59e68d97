package interview

import (
	"fmt"
	"strings"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

// localeParts returns the language and the country of a locale such as
// de_AT.UTF-8, in lower case, empty where it has none.
func localeParts(locale string) (language, country string) {
	locale, _, _ = strings.Cut(strings.ToLower(locale), ".")
	locale, _, _ = strings.Cut(locale, "@")
	language, country, _ = strings.Cut(strings.ReplaceAll(locale, "-", "_"), "_")
	return language, country
}

// dated writes a date in the form of the language.
func dated(l say.Language, d model.Date) string {
	if l == say.German {
		return fmt.Sprintf("%d.%d.%d", d.Day, d.Month, d.Year)
	}
	return written(d)
}
