package sim

import (
	"encoding/json"
	"os"
	"testing"
)

// A knownAnswer is one exact or published result from testdata/known_answers.json.
// The file says by which method each was found and where it was published.
type knownAnswer struct {
	ID       string
	Family   string
	Params   json.RawMessage
	Quantity string
	Value    json.RawMessage
	Method   string
	Source   string
	Note     string
}

// knownAnswers returns the results of a family whose quantity is the given one,
// and fails when there are none.
func knownAnswers(t *testing.T, family, quantity string) []knownAnswer {
	t.Helper()
	text, err := os.ReadFile("../testdata/known_answers.json")
	if err != nil {
		t.Fatal(err)
	}
	var all, found []knownAnswer
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	for _, answer := range all {
		if answer.Family == family && answer.Quantity == quantity {
			found = append(found, answer)
		}
	}
	if len(found) == 0 {
		t.Fatalf("no known answer of family %q for %q", family, quantity)
	}
	return found
}

// read decodes the parameters and the value of a known answer.
func (a knownAnswer) read(t *testing.T, params, value any) {
	t.Helper()
	if err := json.Unmarshal(a.Params, params); err != nil {
		t.Fatalf("%s: params: %v", a.ID, err)
	}
	if err := json.Unmarshal(a.Value, value); err != nil {
		t.Fatalf("%s: value: %v", a.ID, err)
	}
}
