package reports

import (
	"io"

	"github.com/rollsim/rollsim/reports/say"
)

// The voices of both languages.
var (
	english = voice{say.English}
	german  = voice{say.German}
)

// writing is what writes something in a language.
func writing[T any](l say.Language, write func(say.Language, io.Writer, T) error) func(io.Writer, T) error {
	return func(w io.Writer, of T) error { return write(l, w, of) }
}
