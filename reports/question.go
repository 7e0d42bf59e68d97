package reports

import "regexp"

// plainQuestion is the question for a value that a scenario has no words of its own
// for: it names the path and cites the reference, which is in English.
var plainQuestion = regexp.MustCompile(`^What is ([^ ?]+)(: .*)?\?$`)

// Question says in the language what a scenario asks for the value of a guess.
func (l Language) Question(english string) string {
	if l != German {
		return english
	}
	if german, ok := germanQuestions[english]; ok {
		return german
	}
	if about := plainQuestion.FindStringSubmatch(english); about != nil {
		return "Welchen Wert hat " + about[1] + "?"
	}
	untranslated(english)
	return english
}
