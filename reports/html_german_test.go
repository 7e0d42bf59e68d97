package reports

import (
	"io"
	"testing"

	"github.com/rollsim/rollsim/model/study"
)

// TestPageInGerman makes the page of every fixture in German and fails on words that
// have no German.
func TestPageInGerman(t *testing.T) {
	missing := map[string]bool{}
	defer func(was func(string)) { untranslated = was }(untranslated)
	untranslated = func(text string) { missing[text] = true }
	for _, fixture := range fixtures {
		if err := HTML(io.Discard, &study.Review{Comparison: fixture.make(), Command: "rollsim compare plan.yaml"}, German); err != nil {
			t.Fatalf("%s: %v", fixture.name, err)
		}
	}
	for text := range missing {
		t.Errorf("no German for %q", text)
	}
}
