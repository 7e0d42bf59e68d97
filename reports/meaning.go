package reports

import (
	"strings"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

// meaning says what a metric counts. Of waits and delays the two parts are said one
// after the other: which of them, and whose.
func (l voice) meaning(m model.Metric) string {
	if l.Language != say.German {
		return m.Doc
	}
	what, whose, ok := strings.Cut(m.Doc, ": ")
	text := inGermanWords(what)
	if ok {
		text += ": " + inGermanWords(whose)
	}
	return text
}

// inGermanWords are the words for a part of a meaning: the whole of it where there are
// none.
func inGermanWords(english string) string {
	if german, ok := germanMetrics[strings.ReplaceAll(english, "%", "%%")]; ok {
		return strings.ReplaceAll(german, "%%", "%")
	}
	return english
}
