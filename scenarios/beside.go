package scenarios

import (
	"errors"
	"fmt"
	"go/token"
	"io"
	"os"
	"path/filepath"
	"strings"
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
	if problem := regular(path, most); problem != "" {
		v.complain("the file %s %s", clip(text), problem)
		return nil, false
	}
	f, err := os.Open(path)
	if err != nil {
		v.complain("the file %s cannot be read: %v", clip(text), cause(err))
		return nil, false
	}
	v.files = append(v.files, path)
	v.references = append(v.references, reference{v.node, path})
	return f, true
}

// regular says what is wrong with a path as that of a file to read with at most
// so many bytes (0: any number), or nothing.
func regular(path string, most int64) string {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return "does not exist"
	case err != nil:
		return "cannot be read: " + cause(err).Error()
	case info.IsDir():
		return "is a directory; give a file"
	case !info.Mode().IsRegular():
		return "is no regular file"
	case most > 0 && info.Size() > most:
		return fmt.Sprintf("has %d bytes; at most %d are read", info.Size(), most)
	}
	return ""
}

// cause is an error of the file system without the path it repeats.
func cause(err error) error {
	var p *os.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// columnOf is the path of a file with one value in each line. A first line that
// is no value is a heading.
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
			text, err := io.ReadAll(f)
			if err != nil {
				v.complain("the file cannot be read: %v", cause(err))
				return nil, false
			}
			var values []float64
			wrong := 0
			for i, line := range strings.Split(string(text), "\n") {
				line = strings.TrimSpace(line)
				if line == "" {
					continue
				}
				x, err := q.location.parse(line)
				switch {
				case err == nil:
					values = append(values, x)
				case i > 0 && wrong < maxFileErrors:
					wrong++
					v.at(token.Position{Filename: f.Name(), Line: i + 1, Column: 1}, v.field, err.Error())
				}
			}
			if len(values) == 0 && wrong == 0 {
				v.complain("the file has no values in it")
			}
			return values, wrong == 0 && len(values) > 0
		},
	}
}
