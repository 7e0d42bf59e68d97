package reports

import (
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/rollsim/rollsim/model"
)

// recordHeader names the columns of a record file.
const recordHeader = "replication,strategy,slots,client,group,phase,cause,kind,admitted," +
	"asked_s,started_s,finished_s,wait_s,wait_elapsed_s,work_s,attempts,asks,promised_s,outcome\n"

// A RecordWriter writes sync needs as CSV, one line each. Instants are seconds
// since the start and spans are seconds, both exact decimals; a cell is empty
// where there is no value: nothing started or finished yet, nothing promised. It
// allocates nothing per record and does not buffer: hand it a bufio.Writer.
type RecordWriter struct {
	w      io.Writer
	line   []byte
	header bool // the header is written
}

// NewRecordWriter returns a writer of records to w.
func NewRecordWriter(w io.Writer) *RecordWriter {
	return &RecordWriter{w: w, line: make([]byte, 0, 256)}
}

// Write writes one record, and the names of the columns before the first.
func (rw *RecordWriter) Write(r *model.Record) error {
	if !rw.header {
		if _, err := io.WriteString(rw.w, recordHeader); err != nil {
			return err
		}
		rw.header = true
	}
	rw.line = appendRecord(rw.line[:0], r)
	_, err := rw.w.Write(rw.line)
	return err
}

// appendRecord appends the line of one record.
func appendRecord(b []byte, r *model.Record) []byte {
	b = strconv.AppendInt(b, int64(r.Replication), 10)
	b = appendCell(append(b, ','), r.Strategy)
	b = strconv.AppendInt(append(b, ','), int64(r.Slots), 10)
	b = strconv.AppendUint(append(b, ','), uint64(r.Client), 10)
	b = appendCell(append(b, ','), r.Group)
	b = appendCell(append(b, ','), r.Phase)
	b = append(append(b, ','), r.Cause.String()...)
	b = append(append(b, ','), r.Kind.String()...)
	switch {
	case r.Bypass:
		b = append(b, ",bypass,"...)
	case r.HasStarted:
		b = append(b, ",slot,"...)
	default:
		b = append(b, ",,"...)
	}
	b = append(appendSeconds(b, r.Asked), ',')
	if r.HasStarted {
		b = appendSeconds(b, r.Started)
	}
	b = append(b, ',')
	if r.HasFinished {
		b = appendSeconds(b, r.Finished)
	}
	b = appendSeconds(append(b, ','), r.Wait)
	b = appendSeconds(append(b, ','), r.WaitElapsed)
	b = appendSeconds(append(b, ','), r.Work)
	b = strconv.AppendInt(append(b, ','), int64(r.Attempts), 10)
	b = strconv.AppendInt(append(b, ','), int64(r.Asks), 10)
	b = append(b, ',')
	if r.Promised > 0 {
		b = appendSeconds(b, r.Promised)
	}
	b = append(append(b, ','), r.Outcome.String()...)
	return append(b, '\n')
}

// appendSeconds appends a duration in seconds: whole nanoseconds as decimals,
// without zeros at the end.
func appendSeconds(b []byte, d time.Duration) []byte {
	ns := uint64(d)
	if d < 0 {
		b = append(b, '-')
		ns = -ns
	}
	b = strconv.AppendUint(b, ns/1e9, 10)
	rest := ns % 1e9
	if rest == 0 {
		return b
	}
	b = append(b, '.')
	for digit := uint64(1e8); rest > 0; digit /= 10 {
		b = append(b, '0'+byte(rest/digit))
		rest %= digit
	}
	return b
}

// appendCell appends a text, in quotes where CSV needs them.
func appendCell(b []byte, s string) []byte {
	if !strings.ContainsAny(s, ",\"\r\n") {
		return append(b, s...)
	}
	b = append(b, '"')
	for i := range len(s) {
		if s[i] == '"' {
			b = append(b, '"')
		}
		b = append(b, s[i])
	}
	return append(b, '"')
}
