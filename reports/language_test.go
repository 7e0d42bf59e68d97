package reports

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestLanguage checks that numbers have the separators of the language, and that a
// text without German is told of.
func TestLanguage(t *testing.T) {
	got := English.say("%d PCs", 4000)
	assert.Equal(t, "4,000 PCs", got, "English: %q", got)
	got = German.say("%d PCs", 4000)
	assert.Equal(t, "4.000 PCs", got, "German: %q", got)
	var missing []string
	defer func(was func(string)) { untranslated = was }(untranslated)
	untranslated = func(text string) { missing = append(missing, text) }
	assert.True(t, German.say("waves") == "Wellen" && German.say("no such text") == "no such text" && len(missing) == 1,
		"told of %q, want no such text", missing)
}
