package interview

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/rollsim/rollsim/model"
)

// A Language is what questions are asked and comments are written in.
type Language uint8

const (
	English Language = iota
	German
)

// LanguageNamed returns the language of a code: en or de.
func LanguageNamed(code string) (Language, bool) {
	switch code {
	case "en":
		return English, true
	case "de":
		return German, true
	}
	return English, false
}

// LanguageOf returns the language of a locale such as de_AT.UTF-8, and English for
// those in other languages.
func LanguageOf(locale string) Language {
	if language, _ := localeParts(locale); language == "de" {
		return German
	}
	return English
}

// localeParts returns the language and the country of a locale such as
// de_AT.UTF-8, in lower case, empty where it has none.
func localeParts(locale string) (language, country string) {
	locale, _, _ = strings.Cut(strings.ToLower(locale), ".")
	locale, _, _ = strings.Cut(locale, "@")
	language, country, _ = strings.Cut(strings.ReplaceAll(locale, "-", "_"), "_")
	return language, country
}

// words are a text in each language.
type words [2]string

// say writes a text in the language, with values as of package fmt.
func (l Language) say(w words, values ...any) string {
	if len(values) == 0 {
		return w[l]
	}
	return fmt.Sprintf(w[l], values...)
}

// count writes a number with the separators of the language.
func (l Language) count(n int) string {
	digits := strconv.Itoa(n)
	separator := words{",", "."}[l]
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + separator + digits[i:]
	}
	return digits
}

// date writes a date in the form of the language.
func (l Language) date(d model.Date) string {
	if l == German {
		return fmt.Sprintf("%d.%d.%d", d.Day, d.Month, d.Year)
	}
	return written(d)
}
