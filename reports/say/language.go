package say

import "strings"

// A Language is what people are told things in.
type Language uint8

const (
	English Language = iota
	German
)

// Languages are all of them.
var Languages = []Language{English, German}

// Named returns the language of a code: en or de.
func Named(code string) (Language, bool) {
	for _, l := range Languages {
		if l.Code() == code {
			return l, true
		}
	}
	return English, false
}

// OfLocale returns the language of a locale such as de_AT.UTF-8, and English for those in
// other languages.
func OfLocale(locale string) Language {
	code := strings.ToLower(locale)
	if end := strings.IndexAny(code, "_-."); end >= 0 {
		code = code[:end]
	}
	l, _ := Named(code)
	return l
}

// Code is the code of the language, as in the attribute lang of a page.
func (l Language) Code() string { return [...]string{English: "en", German: "de"}[l] }
