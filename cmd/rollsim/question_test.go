package main

import (
	"testing"

	"github.com/rollsim/rollsim/reports"
	"github.com/rollsim/rollsim/scenarios"
)

// TestQuestionsInGerman checks that whatever a scenario asks for the value of a guess
// can be asked in German, and stays what it is in English.
func TestQuestionsInGerman(t *testing.T) {
	all := scenarios.Questions()
	if len(all) < 40 {
		t.Errorf("there are %d questions", len(all))
	}
	for _, q := range all {
		if reports.English.Question(q) != q {
			t.Errorf("%q is asked in English as %q", q, reports.English.Question(q))
		}
		if reports.German.Question(q) == q {
			t.Errorf("no German for %q", q)
		}
	}
	if got, want := reports.German.Question("What is backend.hint: how long until a client asks again?"), "Welchen Wert hat backend.hint?"; got != want {
		t.Errorf("a question without words of its own is %q, want %q", got, want)
	}
}
