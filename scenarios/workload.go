package scenarios

import (
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"go/token"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rollsim/rollsim/model"
)

const (
	maxTraceBytes = 256 << 20
	maxWorkloads  = 100
	maxTraceError = 20 // complaints about one file
)

// readWorkloads reads the list "workloads".
func readWorkloads(m *mapping, s *model.Scenario) {
	m.items("workloads", "other traffic on the same backend", maxWorkloads, nameKey, func(_ int, m *mapping) {
		var w model.Workload
		field(m, "name", &w.Name, words, required("yesterday"), "what reports call it")
		m.section("arrivals", "when syncs arrive and how much work they are", func(m *mapping) {
			field(m, "trace", &w.Arrivals, trace, required("syncs.csv"),
				"file beside the scenario with the columns arrival_s, work_s and, if wanted, patience_s (empty: never gives up)")
		})
		for i := range s.Workloads {
			if s.Workloads[i].Name == w.Name && w.Name != "" {
				m.at("name").complain("is the name of an earlier workload too; give each its own")
			}
		}
		s.Workloads = append(s.Workloads, w)
	})
}

// beside opens a file that the scenario names; a relative path starts at the
// folder of the scenario file.
func (v value) beside() (*os.File, bool) {
	text, ok := v.text("the path of a file")
	if !ok {
		return nil, false
	}
	path := text
	if !filepath.IsAbs(path) {
		path = filepath.Join(filepath.Dir(v.name), path)
	}
	if problem := regular(path, maxTraceBytes); problem != "" {
		v.complain("the file %s %s", clip(text), problem)
		return nil, false
	}
	f, err := os.Open(path)
	if err != nil {
		v.complain("the file %s cannot be read: %v", clip(text), cause(err))
		return nil, false
	}
	return f, true
}

// regular says what is wrong with a path as that of a file to read, or nothing.
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
	case info.Size() > most:
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

// trace is the path of a file with one sync in each line.
var trace = kind[[]model.Arrival]{
	what:   "the path of a CSV file with the columns arrival_s, work_s and, if wanted, patience_s",
	schema: schema{"type": "string", "minLength": 1},
	read: func(v value) ([]model.Arrival, bool) {
		f, ok := v.beside()
		if !ok {
			return nil, false
		}
		defer f.Close()
		return readTrace(v, f)
	},
}

// readTrace reads the syncs of a trace. Complaints carry the place in it.
func readTrace(v value, f *os.File) ([]model.Arrival, bool) {
	r := csv.NewReader(f)
	r.ReuseRecord, r.TrimLeadingSpace, r.FieldsPerRecord = true, true, -1
	t := traceColumns{}
	before := v.wrong
	header, err := r.Read()
	if err == nil {
		t, err = columnsOf(header)
	}
	if err != nil {
		if errors.Is(err, io.EOF) {
			err = errors.New("is empty; its first line names the columns: arrival_s,work_s")
		}
		v.at(token.Position{Filename: f.Name(), Line: 1, Column: 1}, v.field, err.Error())
		return nil, false
	}
	var arrivals []model.Arrival
	for v.wrong-before < maxTraceError {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		var problem *csv.ParseError
		if errors.As(err, &problem) {
			v.at(token.Position{Filename: f.Name(), Line: problem.Line, Column: max(problem.Column, 1)}, v.field, "is no CSV: "+problem.Err.Error())
			break
		}
		if err != nil {
			v.complain("the file cannot be read: %v", cause(err))
			break
		}
		a, column, err := t.arrival(row)
		if err != nil {
			line, at := r.FieldPos(min(column, len(row)-1))
			v.at(token.Position{Filename: f.Name(), Line: line, Column: at}, v.field, err.Error())
			continue
		}
		arrivals = append(arrivals, a)
	}
	if len(arrivals) == 0 && v.wrong == before {
		v.complain("the file has no syncs in it")
	}
	slices.SortStableFunc(arrivals, func(a, b model.Arrival) int { return cmp.Compare(a.At, b.At) })
	return arrivals, v.wrong == before
}

// traceColumns says where the columns of a trace stand.
type traceColumns struct{ at, work, patience, width int }

// columnsOf reads the header of a trace.
func columnsOf(header []string) (traceColumns, error) {
	t := traceColumns{-1, -1, -1, len(header)}
	for i, name := range header {
		var at *int
		switch strings.TrimSpace(strings.TrimPrefix(name, "\ufeff")) {
		case "arrival_s":
			at = &t.at
		case "work_s":
			at = &t.work
		case "patience_s":
			at = &t.patience
		default:
			return t, fmt.Errorf("unknown column %s; the columns are arrival_s, work_s and, if wanted, patience_s", clip(name))
		}
		if *at >= 0 {
			return t, fmt.Errorf("names the column %s twice", clip(name))
		}
		*at = i
	}
	if t.at < 0 || t.work < 0 {
		return t, errors.New("the first line must name the columns arrival_s and work_s")
	}
	return t, nil
}

// arrival reads one line of a trace. With an error comes the index of the
// column that is wrong.
func (t traceColumns) arrival(row []string) (a model.Arrival, column int, err error) {
	if len(row) != t.width {
		return a, 0, fmt.Errorf("has %d values; the first line names %d columns", len(row), t.width)
	}
	if a.At, err = parseSeconds(row[t.at]); err != nil {
		return a, t.at, fmt.Errorf("arrival_s %w", err)
	}
	if a.Work, err = parseSeconds(row[t.work]); err != nil {
		return a, t.work, fmt.Errorf("work_s %w", err)
	}
	a.Patience = -1
	if t.patience >= 0 && strings.TrimSpace(row[t.patience]) != "" {
		if a.Patience, err = parseSeconds(row[t.patience]); err != nil {
			return a, t.patience, fmt.Errorf("patience_s %w", err)
		}
	}
	return a, 0, nil
}

// parseSeconds reads seconds with decimals, without a unit: columns name theirs.
func parseSeconds(text string) (time.Duration, error) {
	text = strings.TrimSpace(text)
	f, err := strconv.ParseFloat(text, 64)
	switch {
	case err != nil || math.IsNaN(f) || f > longest.Seconds():
		return 0, fmt.Errorf("must be a number of seconds such as 12.5, got %q", clip(text))
	case f < 0:
		return 0, fmt.Errorf("must not be negative, got %s", clip(text))
	}
	return time.Duration(math.Round(f * 1e9)), nil
}

// columnOf is the path of a file with one value in each line. A first line that
// is no value is a heading.
func columnOf(q *measure) kind[[]float64] {
	return kind[[]float64]{
		what:   "the path of a file with one value in each line",
		schema: schema{"type": "string", "minLength": 1},
		read: func(v value) ([]float64, bool) {
			f, ok := v.beside()
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
				case i > 0 && wrong < maxTraceError:
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
