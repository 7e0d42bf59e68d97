package scenarios

import (
	"cmp"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// An Error is one thing wrong with a scenario file, and where.
type Error struct {
	Pos   token.Position // of the offending value; lines and columns count from 1, columns in bytes. Line 0: the file as a whole, or a Setting
	Field string         // path of the field, such as "strategies[1].waves.every"; empty for the file as a whole
	Msg   string         // what is wrong and what would be right
}

// Error returns the complaint as one line: file:line:column: field: message.
func (e *Error) Error() string {
	pos := e.Pos
	pos.Filename = Visible(pos.Filename)
	if e.Field == "" {
		return pos.String() + ": " + e.Msg
	}
	return pos.String() + ": " + e.Field + ": " + e.Msg
}

// Visible is a text that people have chosen, such as the name of a file, as a line for
// people has it: in quotes and with escapes where it has characters that cannot be seen,
// which a terminal may obey.
func Visible(text string) string {
	if !utf8.ValidString(text) || strings.IndexFunc(text, func(r rune) bool { return unicode.IsControl(r) || unprintable(r) }) >= 0 {
		return strconv.Quote(text)
	}
	return text
}

// Errors is everything that is wrong with a scenario file, in order of position.
type Errors []*Error

// Error returns one line for each complaint, without a newline at the end.
func (es Errors) Error() string {
	lines := make([]string, len(es))
	for i, e := range es {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns the single complaints, for errors.As.
func (es Errors) Unwrap() []error {
	errs := make([]error, len(es))
	for i, e := range es {
		errs[i] = e
	}
	return errs
}

// sort puts the complaints in order of position: settings and whole files
// first, then the file from top to bottom. Complaints at one place keep their
// order.
func (es Errors) sort(file string) {
	slices.SortStableFunc(es, func(a, b *Error) int {
		return cmp.Or(
			cmp.Compare(rank(a, file), rank(b, file)),
			strings.Compare(a.Pos.Filename, b.Pos.Filename),
			cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Column, b.Pos.Column),
		)
	})
}

// rank orders complaints by what they point into: settings, the scenario file,
// files it names.
func rank(e *Error, file string) int {
	switch {
	case e.Pos.Line == 0:
		return 0
	case e.Pos.Filename == file:
		return 1
	default:
		return 2
	}
}
