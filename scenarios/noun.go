package scenarios

import "github.com/rollsim/rollsim/reports/say"

// What sentences about scenarios count beside what the whole house does.
var (
	valueNoun  = say.N(say.T("value", "Wert"), say.T("values", "Werte"))
	columnNoun = say.N(say.T("column", "Spalte"), say.T("columns", "Spalten"))

	otherThings  = say.N(say.T("other", "weiteres"), say.T("others", "weitere"))
	otherGroups  = say.N(say.T("other group", "weitere Gruppe"), say.T("other groups", "weitere Gruppen"))
	otherNumbers = say.N(say.T("other number", "weitere Zahl"), say.T("other numbers", "weitere Zahlen"))
	otherKeys    = say.N(say.T("other key", "weiterer Schlüssel"), say.T("other keys", "weitere Schlüssel"))
	otherPaths   = say.N(say.T("other path", "weiterer Pfad"), say.T("other paths", "weitere Pfade"))
)

// numbered is a number of things.
func numbered(n int, of say.Noun) say.Count { return say.Count{N: n, Noun: of} }

// several lists names or sentences: of many the first three, and how many others.
func several[T any](names []T, others say.Noun) say.Sentence {
	const most = 3
	text, last := say.Of(say.T("%s", "%s"), names[0]), len(names)-1
	if len(names) > most+1 {
		last = most
	}
	for i := 1; i < last; i++ {
		text = say.Of(say.T("%s, %s", "%s, %s"), text, names[i])
	}
	switch {
	case len(names) > most+1:
		return say.Of(and, text, numbered(len(names)-most, others))
	case last > 0:
		return say.Of(and, text, names[last])
	}
	return text
}

var and = say.T("%s and %s", "%s und %s")
