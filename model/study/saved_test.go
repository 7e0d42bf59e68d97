package study

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/testdata/deep"
)

// TestSaved checks that the comparison of a review that is saved and opened is the same in every
// field that it has, unexported ones included, with and without problems, and of a
// queue; and that it is saved in the same bytes again.
func TestSaved(t *testing.T) {
	queue := queue(t, 10, 11)
	queue.Targets = []model.Target{{Metric: "wait.all.mean", Bound: 60}}
	for name, s := range map[string]*model.Scenario{"queue": queue, "waves": waves(t), "bad release": bad(t, 0.2)} {
		c := compared(t, s, Options{Workers: 2, Replications: 7})
		var saved, again bytes.Buffer
		require.NoError(t, Save(&saved, &Review{Comparison: c, Command: "rollsim compare", Hash: "ab"}))
		opened, err := Open(t.Context(), bytes.NewReader(saved.Bytes()), s, "ab")
		require.NoError(t, err, name)
		diff := deep.Diff(c, opened.Comparison)
		assert.Empty(t, diff, "%s: saved (-) and opened (+) differ", name)
		err = Save(&again, opened)
		assert.True(t, err == nil && bytes.Equal(again.Bytes(), saved.Bytes()),
			"%s: %d bytes when saved, %d others when saved again (%v)", name, saved.Len(), again.Len(), err)
	}
}

// TestTorn checks that nothing is read from a file that is cut or changed, or that
// is something else.
func TestTorn(t *testing.T) {
	s := queue(t, 10)
	var saved bytes.Buffer
	require.NoError(t, Save(&saved, &Review{Comparison: compared(t, s, Options{Workers: 2, Replications: 2})}))
	whole := saved.Bytes()
	changed := bytes.Clone(whole)
	changed[len(changed)/2] ^= 1
	for name, text := range map[string][]byte{"empty": nil, "cut": whole[:len(whole)-20], "changed": changed,
		"another": []byte("name: office\n"), "another version": append([]byte("rollsim review 0\n"), whole[len(savedAs):]...)} {
		_, err := Open(t.Context(), bytes.NewReader(text), s, "ab")
		assert.ErrorIs(t, err, ErrNotSaved, "%s: %v, want %v", name, err, ErrNotSaved)
	}
}
