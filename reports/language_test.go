package reports

import "testing"

// TestLanguage checks that numbers have the separators of the language, and that a
// text without German is told of.
func TestLanguage(t *testing.T) {
	if got := English.say("%d PCs", 4000); got != "4,000 PCs" {
		t.Errorf("English: %q", got)
	}
	if got := German.say("%d PCs", 4000); got != "4.000 PCs" {
		t.Errorf("German: %q", got)
	}
	var missing []string
	defer func(was func(string)) { untranslated = was }(untranslated)
	untranslated = func(text string) { missing = append(missing, text) }
	if German.say("waves") != "Wellen" || German.say("no such text") != "no such text" || len(missing) != 1 {
		t.Errorf("told of %q, want no such text", missing)
	}
}
