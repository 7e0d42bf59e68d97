// Package known reads what tests hold the program against: exact and published results.
package known

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// An Answer is one exact or published result from testdata/known_answers.json.
// The file says by which method each was found and where it was published.
type Answer struct {
	ID       string
	Family   string
	Params   json.RawMessage
	Quantity string
	Value    json.RawMessage
	Method   string
	Source   string
	Note     string
}

// Answers returns the results of a family whose quantity is the given one, and fails
// when there are none. It reads them for tests two folders below the root.
func Answers(t *testing.T, family, quantity string) []Answer {
	t.Helper()
	text, err := os.ReadFile("../../testdata/known_answers.json")
	require.NoError(t, err)
	var all, found []Answer
	require.NoError(t, json.Unmarshal(text, &all))
	for _, answer := range all {
		if answer.Family == family && answer.Quantity == quantity {
			found = append(found, answer)
		}
	}
	require.NotEmpty(t, found, "no known answer of family %q for %q", family, quantity)
	return found
}

// Read decodes the parameters and the value of a known answer.
func (a Answer) Read(t *testing.T, params, value any) {
	t.Helper()
	require.NoError(t, json.Unmarshal(a.Params, params), "%s: params", a.ID)
	require.NoError(t, json.Unmarshal(a.Value, value), "%s: value", a.ID)
}
