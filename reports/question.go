package reports

import (
	"regexp"

	"github.com/rollsim/rollsim/reports/say"
)

// plainQuestion is the question for a value that a scenario has no words of its own
// for: it names the path and cites the reference, which is in English.
var plainQuestion = regexp.MustCompile(`^What is ([^ ?]+)(: .*)?\?$`)

// Question says in the language what a scenario asks for the value of a guess.
func Question(in say.Language, english string) string {
	l := voice{in}
	if l.Language != say.German {
		return english
	}
	if german, ok := germanQuestions[english]; ok {
		return german
	}
	if about := plainQuestion.FindStringSubmatch(english); about != nil {
		return "Welchen Wert hat " + about[1] + "?"
	}
	return english
}
