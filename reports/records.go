package reports

import (
	"io"
	"strconv"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

// A RecordWriter writes sync needs as CSV, one line each, with the columns of
// [RecordColumns]. Instants are seconds since the start and spans are seconds, both
// exact decimals; a cell is empty where there is no value: nothing started or finished
// yet, nothing promised. It allocates nothing per record and does not buffer: hand it
// a bufio.Writer.
type RecordWriter struct {
	table *csvTable
	begun bool // the names of the columns are written
}

// NewRecordWriter returns a writer of records to w, in the form of a language.
func NewRecordWriter(l say.Language, w io.Writer) *RecordWriter {
	return &RecordWriter{table: newCSVTable(w, voice{l})}
}

// Head writes the names of the columns, once.
func (rw *RecordWriter) Head() error {
	if rw.begun {
		return nil
	}
	rw.begun = true
	rw.table.text(names(RecordColumns())...)
	return rw.table.end()
}

// Write writes one record, and the names of the columns before the first.
func (rw *RecordWriter) Write(r *model.Record) error {
	if err := rw.Head(); err != nil {
		return err
	}
	t := rw.table
	t.whole(int64(r.Replication))
	t.text(r.Strategy)
	t.whole(int64(r.Slots))
	t.whole(int64(r.Client))
	t.text(r.Group)
	t.text(r.Phase)
	t.text(r.Cause.String())
	t.text(r.Kind.String())
	t.text(admittedAs(r))
	t.seconds(r.Asked, true)
	t.seconds(r.Started, r.HasStarted)
	t.seconds(r.Finished, r.HasFinished)
	t.seconds(r.Wait, true)
	t.seconds(r.WaitElapsed, true)
	t.seconds(r.Work, true)
	t.whole(int64(r.Attempts))
	t.whole(int64(r.Asks))
	t.seconds(r.QuotedWait, r.QuotedWait > 0)
	t.text(r.Outcome.String())
	return t.end()
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
