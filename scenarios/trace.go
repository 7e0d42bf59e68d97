package scenarios

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"go/token"
	"io"
	"math"
	"os"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/scenarios/disk"
)

// traceShape says what a trace looks like.
const traceShape = "the path of a CSV file with the columns arrival_s, work_s and, if wanted, patience_s"

// A trace is a CSV file with one job in each line, in order of arrival. It is
// read through once when the scenario is loaded, and row by row in every
// replication: what is in memory does not depend on how many rows it has.
type trace struct {
	path     string
	columns  traceColumns
	rows     int
	last     time.Duration     // arrival of the last job
	longest  time.Duration     // most work of a job
	work     float64           // of all jobs, in seconds
	size     int64             // of the file when it was read through
	modified time.Time         // the same
	sum      [sha256.Size]byte // of the file, the same
}

// Fingerprint is that of what the file held when it was read through, wherever it
// lies.
func (t *trace) Fingerprint() [sha256.Size]byte { return t.sum }

func (t *trace) String() string {
	return fmt.Sprintf("%s (%d jobs until %v)", t.path, t.rows, t.last)
}

// traceFile is the path of a trace.
var traceFile = kind[*trace]{
	what:   traceShape,
	schema: schema{"type": "string", "minLength": 1},
	read: func(v value) (*trace, bool) {
		f, ok := v.beside(0)
		if !ok {
			return nil, false
		}
		defer f.Close()
		if t := v.traces[f.Name()]; t != nil && t.unchanged(f) {
			return t, true
		}
		t, ok := readThrough(v, f)
		if ok && v.traces != nil {
			v.traces[f.Name()] = t
		}
		return t, ok
	},
}

// unchanged tells whether a file is still the one that was read through.
func (t *trace) unchanged(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Size() == t.size && info.ModTime().Equal(t.modified)
}

// readThrough reads a trace to its end and complains about what is wrong in it,
// with the place.
func readThrough(v value, f *os.File) (*trace, bool) {
	before := v.wrong
	complain := func(err error) {
		var problem *rowError
		switch {
		case errors.As(err, &problem):
			v.at(token.Position{Filename: f.Name(), Line: problem.line, Column: problem.column}, v.field, problem.message)
		default:
			v.complain("the file cannot be read: %v", cause(err))
		}
	}
	info, err := f.Stat()
	if err != nil {
		complain(err)
		return nil, false
	}
	t := &trace{path: f.Name(), size: info.Size(), modified: info.ModTime()}
	sum := sha256.New()
	r := newRowReader(io.TeeReader(f, sum))
	if t.columns, err = r.header(); err != nil {
		complain(err)
		return nil, false
	}
	for v.wrong-before < maxFileErrors {
		a, err := r.next(&t.columns)
		if err == io.EOF {
			break
		}
		if err != nil {
			complain(err)
			var problem *rowError
			if errors.As(err, &problem) && !problem.fatal {
				continue
			}
			break
		}
		t.rows, t.last, t.longest = t.rows+1, a.At, max(t.longest, a.Work)
		t.work += a.Work.Seconds()
	}
	if t.rows == 0 && v.wrong == before {
		v.complain("the file has no jobs in it")
	}
	t.sum = [sha256.Size]byte(sum.Sum(nil))
	return t, v.wrong == before
}

// Open begins to read at the first job. A file that is no longer the one that
// was read through is an error.
func (t *trace) Open() (model.Rows, error) {
	f, err := disk.Open(t.path, 0)
	if err != nil {
		return nil, fmt.Errorf("the trace %s %s", t.path, disk.Problem(err))
	}
	r := &traceRows{trace: t, file: f, reader: newRowReader(f)}
	info, err := f.Stat()
	switch {
	case err != nil:
		err = fmt.Errorf("the trace %s cannot be read: %w", t.path, cause(err))
	case info.Size() != t.size || !info.ModTime().Equal(t.modified):
		err = t.changed()
	default:
		if _, err = r.reader.header(); err != nil {
			err = r.failed(err)
		}
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return r, nil
}

// MeanWork is the mean work of all jobs.
func (t *trace) MeanWork() time.Duration {
	return time.Duration(t.work / float64(max(1, t.rows)) * 1e9)
}

// jobsWhere counts the jobs for which ok holds.
func (t *trace) jobsWhere(ok func(model.Arrival) bool) (n int, err error) {
	rows, err := t.Open()
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for {
		a, err := rows.Next()
		switch {
		case err == io.EOF:
			return n, nil
		case err != nil:
			return n, err
		case ok(a):
			n++
		}
	}
}

// changed is the error that a trace is not what it was when it was read through.
func (t *trace) changed() error {
	return fmt.Errorf("the trace %s has changed since the scenario was loaded; load it again", t.path)
}

// traceRows are the jobs of a trace that is being read.
type traceRows struct {
	*trace
	file   *os.File
	reader *rowReader
	read   int
}

// Next returns the next job. After the last one, and after an error, it returns
// the same again.
func (r *traceRows) Next() (model.Arrival, error) {
	a, err := r.reader.next(&r.columns)
	switch {
	case err == nil:
		r.read++
	case err != io.EOF:
		err = r.failed(err)
	case r.read != r.rows:
		err = r.changed()
	}
	return a, err
}

func (r *traceRows) Close() error { return r.file.Close() }

// failed is an error of the row reader with the path of the trace.
func (r *traceRows) failed(err error) error {
	var problem *rowError
	if errors.As(err, &problem) {
		return fmt.Errorf("%s:%d:%d: %s", r.path, problem.line, problem.column, problem.message)
	}
	return fmt.Errorf("the trace %s cannot be read: %w", r.path, cause(err))
}

// traceColumns says where the columns of a trace stand, from 0; patience is -1
// when there is none.
type traceColumns struct{ at, work, patience, width int }

// header reads the names of the columns. Names that are unknown are repeated only
// beside a known one: else it is some other file, whose lines are nobody's business.
func (r *rowReader) header() (traceColumns, error) {
	t := traceColumns{-1, -1, -1, 0}
	if err := r.scan(); err == io.EOF {
		return t, &rowError{1, 1, "is empty; its first line names the columns: arrival_s,work_s", true}
	} else if err != nil {
		return t, err
	}
	wrong := func(format string, args ...any) (traceColumns, error) {
		return t, &rowError{r.number, 1, fmt.Sprintf(format, args...), true}
	}
	if !utf8.Valid(r.line) {
		return wrong("is no text in UTF-8, or in UTF-16 with a byte order mark; the first line names the columns: arrival_s,work_s")
	}
	var unknown []byte
	for from, more := 0, true; more; t.width++ {
		var name []byte
		var skipped int
		name, skipped, more = r.cut(r.line[from:])
		from += skipped
		var at *int
		switch string(name) {
		case "arrival_s":
			at = &t.at
		case "work_s":
			at = &t.work
		case "patience_s":
			at = &t.patience
		case "priority":
			return wrong("the column priority cannot be read: all jobs of a workload are of one class; give each class a workload with a trace of its own")
		default:
			if unknown == nil {
				unknown = append([]byte{}, name...)
			}
			continue
		}
		if *at >= 0 {
			return wrong("names the column %s twice", name)
		}
		*at = t.width
	}
	switch {
	case unknown != nil && t.at < 0 && t.work < 0 && t.patience < 0:
		return wrong("the first line must name the columns: arrival_s, work_s and, if wanted, patience_s")
	case unknown != nil:
		return wrong("unknown column %s; the columns are arrival_s, work_s and, if wanted, patience_s", clipTo(20, string(unknown)))
	case t.at < 0 || t.work < 0:
		return wrong("the first line must name the columns arrival_s and work_s")
	}
	return t, nil
}

// next reads one job. A [rowError] that is not fatal concerns this row alone.
func (r *rowReader) next(t *traceColumns) (model.Arrival, error) {
	a := model.Arrival{Patience: -1}
	if err := r.scan(); err != nil {
		return a, err
	}
	from, more := 0, true
	for column := range t.width {
		if !more {
			return a, r.miscounted(t)
		}
		var text []byte
		var skipped int
		text, skipped, more = r.cut(r.line[from:])
		name, into := "arrival_s", &a.At
		switch column {
		case t.work:
			name, into = "work_s", &a.Work
		case t.patience:
			name, into = "patience_s", &a.Patience
		}
		if column != t.patience || len(text) > 0 {
			pointed, problem := r.pointed(text)
			if problem == "" {
				*into, problem = seconds(pointed)
			}
			if problem != "" {
				if n := r.cells(); n != t.width {
					return a, r.miscounted(t)
				}
				return a, &rowError{r.number, from + 1, name + " " + problem, false}
			}
		}
		if column == t.at && a.At < r.before {
			return a, &rowError{r.number, from + 1, fmt.Sprintf("arrival_s must not decrease: %s comes behind %s; sort the rows by arrival",
				clip(string(text)), strconv.FormatFloat(r.before.Seconds(), 'f', -1, 64)), false}
		}
		from += skipped
	}
	if more {
		return a, r.miscounted(t)
	}
	r.before = a.At
	return a, nil
}

// miscounted is the complaint about a row that has more or fewer cells than there are
// columns.
func (r *rowReader) miscounted(t *traceColumns) error {
	return &rowError{r.number, 1, fmt.Sprintf("has %s; the first line names %s", numbered(r.cells(), valueNoun), numbered(t.width, columnNoun)), false}
}

// seconds reads a number of seconds with decimals, without a unit: columns name
// theirs.
func seconds(text []byte) (d time.Duration, problem string) {
	f, err := strconv.ParseFloat(string(text), 64)
	switch {
	case f > longest.Seconds():
		return 0, fmt.Sprintf("must be at most %.0f, ten years in seconds; got %s", longest.Seconds(), clip(string(text)))
	case err != nil || math.IsNaN(f):
		return 0, fmt.Sprintf("must be a number of seconds such as 12.5, got %q", clip(string(text)))
	case f < 0:
		return 0, fmt.Sprintf("must not be negative, got %s", clip(string(text)))
	}
	return time.Duration(math.Round(f * 1e9)), ""
}
