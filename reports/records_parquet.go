package reports

import (
	"io"
	"time"

	"github.com/rollsim/rollsim/model"
)

// A recordRow is a record in a Parquet file: the columns of the CSV, with null
// where that has an empty cell.
type recordRow struct {
	Replication int32    `parquet:"replication,delta"`
	Strategy    string   `parquet:"strategy,dict"`
	Slots       int32    `parquet:"slots,dict"`
	Client      int64    `parquet:"client,delta"`
	Group       string   `parquet:"group,dict"`
	Phase       *string  `parquet:"phase,optional,dict"`
	Cause       string   `parquet:"cause,dict"`
	Kind        string   `parquet:"kind,dict"`
	Admitted    *string  `parquet:"admitted,optional,dict"`
	Asked       float64  `parquet:"asked_s,split"`
	Started     *float64 `parquet:"started_s,optional,split"`
	Finished    *float64 `parquet:"finished_s,optional,split"`
	Wait        float64  `parquet:"wait_s,split"`
	WaitElapsed float64  `parquet:"wait_elapsed_s,split"`
	Work        float64  `parquet:"work_s,split"`
	Attempts    int32    `parquet:"attempts,dict"`
	Asks        int32    `parquet:"asks,dict"`
	Promised    *float64 `parquet:"promised_s,optional,split"`
	Outcome     string   `parquet:"outcome,dict"`
}

// What the pointers of a recordRow point to.
type recordCells struct {
	phase, admitted             string
	started, finished, promised float64
}

// A RecordParquet writes sync needs as Parquet: the columns of [RecordColumns], some
// 65,000 rows in each row group, and its [Provenance] and the units of the columns in
// the metadata of the file. Close it: before that the file cannot be read.
type RecordParquet struct {
	table *parquetTable[recordRow]
	cells []recordCells // of the rows that are held
}

// NewRecordParquet returns a writer of records to w.
func NewRecordParquet(w io.Writer, from *Provenance) *RecordParquet {
	t := newParquetTable[recordRow](w, RecordColumns(), from)
	return &RecordParquet{table: t, cells: make([]recordCells, cap(t.rows))}
}

// Write writes one record.
func (rp *RecordParquet) Write(r *model.Record) error {
	i, row, err := rp.table.next()
	if err != nil {
		return err
	}
	*row = recordRow{
		Replication: int32(r.Replication), Strategy: r.Strategy, Slots: int32(r.Slots), Client: int64(r.Client),
		Group: r.Group, Cause: r.Cause.String(), Kind: r.Kind.String(), Asked: secondsOf(r.Asked),
		Wait: secondsOf(r.Wait), WaitElapsed: secondsOf(r.WaitElapsed), Work: secondsOf(r.Work),
		Attempts: int32(r.Attempts), Asks: int32(r.Asks), Outcome: r.Outcome.String(),
	}
	c := &rp.cells[i]
	if r.Phase != "" {
		c.phase, row.Phase = r.Phase, &c.phase
	}
	if admitted := admittedAs(r); admitted != "" {
		c.admitted, row.Admitted = admitted, &c.admitted
	}
	if r.HasStarted {
		c.started, row.Started = secondsOf(r.Started), &c.started
	}
	if r.HasFinished {
		c.finished, row.Finished = secondsOf(r.Finished), &c.finished
	}
	if r.QuotedWait > 0 {
		c.promised, row.Promised = secondsOf(r.QuotedWait), &c.promised
	}
	return nil
}

// Close writes what is held, and the end of the file.
func (rp *RecordParquet) Close() error { return rp.table.close() }

// secondsOf returns the double nearest to a duration in seconds. A single division
// is exact to the last bit while whole nanoseconds fit into a double, for 104 days.
func secondsOf(d time.Duration) float64 { return float64(d) / 1e9 }

// admittedAs says how a record was accepted: slot or bypass, and nothing if it was
// not.
func admittedAs(r *model.Record) string {
	switch {
	case r.Bypass:
		return "bypass"
	case r.HasStarted:
		return "slot"
	}
	return ""
}
