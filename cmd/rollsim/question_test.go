package main

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/rollsim/rollsim/reports"
	"github.com/rollsim/rollsim/reports/say"
	"github.com/rollsim/rollsim/scenarios"
)

// TestQuestionsInGerman checks that whatever a scenario asks for the value of a guess
// can be asked in German, and stays what it is in English.
func TestQuestionsInGerman(t *testing.T) {
	all := scenarios.Questions()
	assert.GreaterOrEqual(t, len(all), 40, "there are %d questions", len(all))
	for _, q := range all {
		assert.Equal(t, q, reports.Question(say.English, q),
			"%q is asked in English as %q", q, reports.Question(say.English, q))
		assert.NotEqual(t, q, reports.Question(say.German, q), "no German for %q", q)
	}
	got, want := reports.Question(say.German, "What is backend.hint: how long until a client asks again?"), "Welchen Wert hat backend.hint?"
	assert.Equal(t, want, got, "a question without words of its own")
}
