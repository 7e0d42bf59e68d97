package say

import (
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// A Msg is a text in every language, with verbs for its values as of package fmt. The
// zero Msg says nothing.
type Msg struct{ text [2]string }

// T makes a text. Both formats take the same values; where the order differs, the
// German one numbers them (%[2]s).
func T(en, de string) Msg { return Msg{[...]string{English: en, German: de}} }

// In is the format of the text in a language.
func (m Msg) In(l Language) string { return m.text[l] }

// String is the text in English, as it is said without values.
func (m Msg) String() string { return English.Say(m) }

// printers write in each language: "4,000" and "0.5" in English are "4.000" and
// "0,5" in German.
var printers = [...]*message.Printer{
	English: message.NewPrinter(language.BritishEnglish),
	German:  message.NewPrinter(language.German),
}

// Say writes a text with its values. Numbers get the separators of the language, so a
// year is given as text.
func (l Language) Say(m Msg, values ...any) string { return printers[l].Sprintf(m.text[l], values...) }

// A Noun is what can be counted.
type Noun struct{ One, Many Msg }

// N makes a noun from its singular and its plural in every language.
func N(one, many Msg) Noun { return Noun{one, many} }

// Counted puts a number before its noun, such as "1 rollout" or "4,000 PCs".
func (l Language) Counted(n int, of Noun) string {
	if n == 1 {
		return "1 " + l.Say(of.One)
	}
	return l.Thousands(n) + " " + l.Say(of.Many)
}
