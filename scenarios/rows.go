package scenarios

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"github.com/rollsim/rollsim/scenarios/pattern"
)

// A rowError is what is wrong with a row of a file, and where.
type rowError struct {
	line, column int // from 1; columns in bytes of UTF-8
	message      string
	fatal        bool // what follows cannot be read
}

func (e *rowError) Error() string { return e.message }

// longestRow is the longest line that is read, in bytes. It bounds the memory that a
// file without line ends takes.
const longestRow = 64 << 10

// A rowReader reads the rows of every file of numbers that people bring: CSV from a
// log, a spreadsheet or another program, in UTF-8 or, behind a byte order mark, in
// UTF-16; lines end as on Unix, Windows or old Macs; cells stand between commas,
// semicolons or tabs, in quotes or not; decimals have a point or a comma. Line breaks
// within quotes, which numbers do not have, are refused. It allocates nothing for a
// row.
type rowReader struct {
	from      *bufio.Reader
	ends      byte // of a line
	separator byte // between cells; 0: no row has been read
	decimal   byte // '.' or ','; 0: no number has had one
	number    int  // of the line read last, from 1
	line      []byte
	before    time.Duration // arrival of the row before
	ended     error         // what every further call returns
	scratch   [64]byte
}

func newRowReader(f io.Reader) *rowReader {
	r := &rowReader{from: bufio.NewReaderSize(f, longestRow), ends: '\n'}
	switch mark, _ := r.from.Peek(3); {
	case bytes.HasPrefix(mark, []byte("\ufeff")):
		r.from.Discard(3)
	case bytes.HasPrefix(mark, []byte{0xff, 0xfe}), bytes.HasPrefix(mark, []byte{0xfe, 0xff}):
		decoded := transform.NewReader(r.from, unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder())
		r.from = bufio.NewReaderSize(decoded, longestRow)
	}
	if begin, _ := r.from.Peek(longestRow); bytes.IndexByte(begin, '\n') < 0 && bytes.IndexByte(begin, '\r') >= 0 {
		r.ends = '\r'
	}
	return r
}

// scan reads the next line that is not empty.
func (r *rowReader) scan() error {
	for r.ended == nil {
		line, err := r.from.ReadSlice(r.ends)
		if len(line) > 0 || err == nil {
			r.number++
		}
		switch {
		case err == bufio.ErrBufferFull:
			r.ended = &rowError{r.number, 1, fmt.Sprintf("is longer than %d bytes; a row is a few numbers", longestRow), true}
			return r.ended
		case bytes.IndexByte(line, 0) >= 0:
			r.ended = &rowError{r.number, 1, "is no text in UTF-8, or in UTF-16 with a byte order mark", true}
			return r.ended
		case err != nil:
			r.ended = err
		}
		if r.line = bytes.TrimRight(line, "\r\n"); len(bytes.TrimSpace(r.line)) > 0 {
			if r.separator == 0 {
				r.separator = separatorOf(r.line)
			}
			return nil
		}
	}
	return r.ended
}

// separatorOf tells what stands between the cells of a line: tabs, else semicolons,
// else commas, whatever stands in quotes.
func separatorOf(line []byte) byte {
	found, quoted := byte(','), false
	for _, c := range line {
		switch {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '\t':
			return c
		case c == ';':
			found = c
		}
	}
	return found
}

// cells counts the cells of the line.
func (r *rowReader) cells() int {
	n, from := 1, 0
	for {
		_, skipped, more := r.cut(r.line[from:])
		if !more {
			return n
		}
		n, from = n+1, from+skipped
	}
}

// cut takes the next cell off the rest of a line, without quotes and spaces around it.
// skipped is how many bytes the cell and its separator take; more tells whether there
// is one.
func (r *rowReader) cut(rest []byte) (text []byte, skipped int, more bool) {
	end, quoted := len(rest), false
	for i, c := range rest {
		if c == '"' {
			quoted = !quoted
		}
		if c == r.separator && !quoted {
			end, more = i, true
			break
		}
	}
	skipped = end
	if more {
		skipped++
	}
	text = bytes.TrimSpace(rest[:end])
	if n := len(text); n >= 2 && text[0] == '"' && text[n-1] == '"' {
		text = bytes.TrimSpace(text[1 : n-1])
	}
	return text, skipped, more
}

// pointed is a cell with a decimal point where it has a decimal comma; it is good until
// the next call. A file has one or the other. What may be a thousand or a thousandth is
// refused unless the file cannot be written with commas between thousands.
func (r *rowReader) pointed(text []byte) (_ []byte, problem string) {
	at := bytes.IndexByte(text, ',')
	if at < 0 || len(text) > len(r.scratch) {
		if dot := bytes.IndexByte(text, '.'); dot >= 0 && r.decimal == ',' {
			return nil, "has a point where numbers before it have a decimal comma; write all numbers alike, and none with marks between thousands"
		} else if dot >= 0 {
			r.decimal = '.'
		}
		return text, ""
	}
	behind := 0
	for behind < len(text)-at-1 && isDigit(text[at+1+behind]) {
		behind++
	}
	switch {
	case at == 0 || !isDigit(text[at-1]) || behind == 0 || bytes.IndexByte(text[at+1:], ',') >= 0 || bytes.IndexByte(text, '.') >= 0:
		return text, "" // no number, which is complained about
	case r.decimal == '.':
		return nil, "has a comma where numbers before it have a decimal point; write all numbers alike, and none with marks between thousands"
	case behind == 3 && at <= 3 && text[0] != '0' && r.separator != ';' && r.decimal == 0:
		return nil, "may be a number of thousands or of thousandths; write it without a comma"
	}
	r.decimal = ','
	n := copy(r.scratch[:], text)
	r.scratch[at] = '.'
	return r.scratch[:n], ""
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// couldBeData tells whether a cell could be meant as a value: nobody names a column so.
func couldBeData(cell []byte) bool {
	return len(cell) > 0 && (isDigit(cell[0]) || bytes.IndexByte([]byte("+-.,"), cell[0]) >= 0) || clockInside().Match(cell)
}

var clockInside = pattern.Of(`[0-9]:[0-9]`)

// isHeader tells whether the line names columns: it has a cell that is not empty, and
// none that could be data.
func (r *rowReader) isHeader() bool {
	named := false
	for from, more := 0, true; more; {
		text, skipped, further := r.cut(r.line[from:])
		if couldBeData(text) {
			return false
		}
		named, from, more = named || len(text) > 0, from+skipped, further
	}
	return named
}

// repeatable tells whether a cell may stand in a complaint: it looks like a value that
// is a little wrong. Whoever reads the complaints need not be allowed to read whatever
// file a scenario names.
var repeatable = pattern.Of(`^[-+0-9.,:/ T]{1,20}[A-Za-z%]{0,4}$`)

// value reads the only cell of a line. What parse returns is repeated to the user where
// the cell looks like a value.
func (r *rowReader) value(parse func(string) (float64, error), what string) (float64, *rowError) {
	wrong := func(format string, args ...any) *rowError {
		return &rowError{r.number, 1, fmt.Sprintf(format, args...), false}
	}
	text, skipped, more := r.cut(r.line)
	if more && r.separator == ',' && bytes.IndexByte(r.line, '"') < 0 && decimalComma().Match(bytes.TrimSpace(r.line)) {
		text, more = bytes.TrimSpace(r.line), false
	}
	if more && len(bytes.TrimSpace(bytes.Trim(r.line[skipped:], string(r.separator)))) > 0 {
		return 0, wrong("has %s; give one in each line", numbered(r.cells(), valueNoun))
	}
	pointed, problem := r.pointed(text)
	if problem != "" {
		return 0, wrong("%s", problem)
	}
	x, err := parse(string(pointed))
	switch {
	case err == nil:
		return x, nil
	case repeatable().Match(text):
		return 0, wrong("%v", err)
	}
	return 0, wrong("must be %s; what stands there is not repeated, since it does not look like one", what)
}

// decimalComma is a line with one number that has a comma in it.
var decimalComma = pattern.Of(`^(?:[0-9]+|.*:[0-9]{2}:[0-9]{2}),[0-9]+ ?[A-Za-z]{0,3}$`)

// column reads the values of a file with one in each line; a header is passed over. It
// calls wrong for what is wrong, at most maxFileErrors times, and returns the values
// that are right.
func (r *rowReader) column(parse func(string) (float64, error), what string, wrong func(*rowError)) ([]float64, error) {
	var values []float64
	var found []*rowError
	for first := true; len(found) < maxFileErrors; first = false {
		err := r.scan()
		var fatal *rowError
		switch {
		case err == io.EOF:
		case errors.As(err, &fatal):
			found = append(found, fatal)
		case err != nil:
			return nil, err
		}
		if err != nil {
			break
		}
		if first && r.isHeader() {
			continue
		}
		x, problem := r.value(parse, what)
		if problem != nil {
			found = append(found, problem)
			continue
		}
		values = append(values, x)
	}
	if len(values) == 0 && len(found) > 1 {
		found = found[:1] // it is another file than was meant
	}
	for _, problem := range found {
		wrong(problem)
	}
	return values, nil
}

// clockCell reads the time of day from what logs and spreadsheets write: 8:05,
// 08:05:30.25, 8:05 PM, each with a date in front or without. Which day it is plays no
// part, nor then whether the month stands before it.
func clockCell(text string) (time.Duration, error) {
	p := clockCellText().FindStringSubmatch(text)
	switch {
	case p == nil && withOffset().MatchString(text):
		return 0, fmt.Errorf("has an offset from UTC; write local times, such as 08:15, got %s", clip(text))
	case p == nil:
		return timeOfDay.parse(text)
	}
	clock := p[1]
	if len(clock) == 1 {
		clock = "0" + clock
	}
	t, err := parseClock(clock + p[2] + p[3])
	if err != nil {
		return 0, fmt.Errorf("must be a time of day such as 08:00 or 08:00:30, got %s", clip(text))
	}
	if half := strings.ToLower(p[5]); half != "" {
		if t < time.Hour || t >= 13*time.Hour {
			return 0, fmt.Errorf("must have an hour from 1 to 12 before AM or PM, got %s", clip(text))
		}
		t %= 12 * time.Hour
		if half == "p" {
			t += 12 * time.Hour
		}
	}
	if p[4] != "" {
		part, err := time.ParseDuration("0." + p[4] + "s")
		if err != nil || t+part > day {
			return 0, fmt.Errorf("must be a time of day from 00:00 to 24:00, got %s", clip(text))
		}
		t += part
	}
	return t, nil
}

const datePart = `(?:(?:[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]|[0-9]{1,2}[./][0-9]{1,2}[./][0-9]{2,4},? ) *)?`

var (
	clockCellText = pattern.Of(`^` + datePart + `([0-9]{1,2})(:[0-9]{2})(?:(:[0-9]{2})(?:[.,]([0-9]{1,9}))?)?(?: ?([AaPp])\.?[Mm]\.?)?$`)
	withOffset    = pattern.Of(`^` + datePart + `[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?([.,][0-9]+)? ?(Z|[-+][0-9]{2}:?[0-9]{2})$`)
)
