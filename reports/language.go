package reports

import (
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/message/catalog"
)

// A Language is what people are told things in.
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

// Code is the code of the language, as in the attribute lang of a page.
func (l Language) Code() string { return [...]string{English: "en", German: "de"}[l] }

// germanOf holds the German for every English text. Parts of a report have lists of
// their own; a text that is in two means the same in both.
var germanOf = func() map[string]string {
	all := map[string]string{}
	for _, list := range []map[string]string{
		german,
		germanNumbers,
		germanVerdict,
		germanTable,
		germanNotes,
		germanAfter,
		germanWorkbook,
		germanPage,
		germanScenario,
		germanSources,
		germanPictures,
		germanSize,
		germanGuesses,
		germanSweep,
		germanMetrics,
		germanPlan,
		germanSetup,
		germanChange,
	} {
		for english, words := range list {
			if other, twice := all[english]; twice && other != words {
				panic("reports: two ways to say " + english + " in German: " + other + " and " + words)
			}
			all[english] = words
		}
	}
	return all
}()

// printers write in each language: "4,000" and "0.5" in English are "4.000" and
// "0,5" in German.
var printers = func() [2]*message.Printer {
	words := catalog.NewBuilder(catalog.Fallback(language.English))
	for english, german := range germanOf {
		if err := words.SetString(language.German, english, german); err != nil {
			panic("reports: the German for " + english + ": " + err.Error())
		}
	}
	return [2]*message.Printer{
		English: message.NewPrinter(language.BritishEnglish, message.Catalog(words)),
		German:  message.NewPrinter(language.German, message.Catalog(words)),
	}
}()

// say writes a text with its values in the language. The English format, as of
// package fmt, is the key under which german holds the other one; there values may
// come in another order (%[2]s). Numbers get the separators of the language, so a
// year is given as text.
func (l Language) say(format string, values ...any) string {
	if _, known := germanOf[format]; l == German && !known {
		untranslated(format)
	}
	return printers[l].Sprintf(format, values...)
}

// known says a text that a study has given as a reason, where there is German for it;
// what others have written stays as it is.
func (l Language) known(text string) string {
	if _, ok := germanOf[text]; ok {
		return l.say(text)
	}
	return text
}

// untranslated is told of a text that has no German; tests make it fail.
var untranslated = func(string) {}
