package sim

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
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
	require.NoError(t, err)
	var all, found []knownAnswer
	require.NoError(t, json.Unmarshal(text, &all))
	for _, answer := range all {
		if answer.Family == family && answer.Quantity == quantity {
			found = append(found, answer)
		}
	}
	require.NotEmpty(t, found, "no known answer of family %q for %q", family, quantity)
	return found
}

// read decodes the parameters and the value of a known answer.
func (a knownAnswer) read(t *testing.T, params, value any) {
	t.Helper()
	require.NoError(t, json.Unmarshal(a.Params, params), "%s: params", a.ID)
	require.NoError(t, json.Unmarshal(a.Value, value), "%s: value", a.ID)
}
