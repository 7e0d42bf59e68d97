package scenarios

import (
	"errors"
	"go/token"
	"os"
	"path/filepath"

	"github.com/rollsim/rollsim/scenarios/disk"
)

const (
	maxColumnBytes = 256 << 20 // of a file with a value in each line, which is kept in memory
	maxFileErrors  = 20        // complaints about one file
)

// beside opens a file that the scenario names; a relative path starts at the
// folder of the scenario file. A file with more than so many bytes is refused; 0
// is no limit.
func (v value) beside(most int64) (*os.File, bool) {
	text, ok := v.text("the path of a file")
	if !ok {
		return nil, false
	}
	path := text
	if !filepath.IsAbs(path) {
		path = filepath.Join(filepath.Dir(v.name), path)
	}
	f, err := disk.Open(path, most)
	if err != nil {
		v.complain("the file %s %s", clip(text), disk.Problem(err))
		return nil, false
	}
	v.files = append(v.files, path)
	v.references = append(v.references, reference{v.node, path})
	return f, true
}

// cause is an error of the file system without the path it repeats.
func cause(err error) error {
	var p *os.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// columnOf is the path of a file with one value in each line. A first line that names
// the column is passed over.
func columnOf(q *measure) kind[[]float64] {
	return kind[[]float64]{
		what:   "the path of a file with one value in each line",
		schema: schema{"type": "string", "minLength": 1},
		read: func(v value) ([]float64, bool) {
			f, ok := v.beside(maxColumnBytes)
			if !ok {
				return nil, false
			}
			defer f.Close()
			parse := q.location.parse
			if q.cell != nil {
				parse = q.cell
			}
			sound := true
			values, err := newRowReader(f).column(parse, q.location.what, func(problem *rowError) {
				sound = false
				v.at(token.Position{Filename: f.Name(), Line: problem.line, Column: problem.column}, v.field, problem.message)
			})
			switch {
			case err != nil:
				v.complain("the file cannot be read: %v", cause(err))
				return nil, false
			case len(values) == 0 && sound:
				v.complain("the file has no values in it")
			}
			return values, sound && len(values) > 0
		},
	}
}
