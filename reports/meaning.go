package reports

import (
	"strings"

	"github.com/rollsim/rollsim/model"
)

// meaning says what a metric counts. Of waits and delays the two parts are said one
// after the other: which of them, and whose.
func (l Language) meaning(m model.Metric) string {
	if l != German {
		return m.Doc
	}
	what, whose, ok := strings.Cut(m.Doc, ": ")
	text := l.say(strings.ReplaceAll(what, "%", "%%"))
	if ok {
		text += ": " + l.say(whose)
	}
	return text
}
