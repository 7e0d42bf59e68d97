package reports

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"

	"github.com/rollsim/rollsim/model"
)

// someRecords are records of every kind: with and without each value that may be
// missing, and enough of them for several groups of rows.
func someRecords() []model.Record {
	var all []model.Record
	for i := range 2*rowsInGroup + 10 {
		r := someRecord()
		r.Client, r.Replication = uint32(i), i/1000
		r.Asked += time.Duration(i) * 1_234_567_891
		r.Work = time.Duration(i*i) % time.Hour
		switch i % 4 {
		case 1:
			r.HasStarted, r.HasFinished, r.Promised, r.Outcome = false, false, 0, model.Waiting
			r.Group, r.Phase = `plants, "north"`, ""
		case 2:
			r.Bypass, r.Promised = true, 0
		case 3:
			r.HasFinished, r.Outcome = false, model.Running
		}
		all = append(all, r)
	}
	return all
}

func officeProvenance() *Provenance {
	s := officeScenario()
	return &Provenance{Scenario: s, Strategy: &s.Strategies[1], Program: "v1.2.3"}
}

func recordParquet(t *testing.T, records []model.Record) []byte {
	t.Helper()
	var file bytes.Buffer
	w := NewRecordParquet(&file, officeProvenance())
	for i := range records {
		if err := w.Write(&records[i]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// cellsOf are the rows of a Parquet file as the cells of a CSV, null as an empty one.
func cellsOf(t *testing.T, file []byte) (*parquet.File, [][]string) {
	t.Helper()
	f, err := parquet.OpenFile(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	rows := [][]string{}
	reader := parquet.NewReader(f)
	for buffer := make([]parquet.Row, 100); ; {
		n, err := reader.ReadRows(buffer)
		for _, row := range buffer[:n] {
			cells := make([]string, len(row))
			for i, v := range row {
				switch {
				case v.IsNull():
				case v.Kind() == parquet.Double:
					cells[i] = strconv.FormatFloat(v.Double(), 'f', -1, 64)
				default:
					cells[i] = v.String()
				}
			}
			rows = append(rows, cells)
		}
		if errors.Is(err, io.EOF) {
			return f, rows
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestRecordParquet reads records back: cell by cell they are those of the CSV.
func TestRecordParquet(t *testing.T) {
	records := someRecords()
	file, rows := cellsOf(t, recordParquet(t, records))
	var text strings.Builder
	w := NewRecordWriter(&text, English)
	for i := range records {
		if err := w.Write(&records[i]); err != nil {
			t.Fatal(err)
		}
	}
	want, err := csv.NewReader(strings.NewReader(text.String())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for i, column := range file.Schema().Columns() {
		if column[0] != want[0][i] {
			t.Errorf("column %d is called %q, in the CSV %q", i, column[0], want[0][i])
		}
	}
	if len(rows) != len(want)-1 {
		t.Fatalf("%d rows are read back, want %d", len(rows), len(want)-1)
	}
	for i := range rows {
		for k := range rows[i] {
			if got, want := rows[i][k], want[i+1][k]; got != want {
				t.Fatalf("row %d, %s: %q, in the CSV %q", i, file.Schema().Columns()[k][0], got, want)
			}
		}
	}
	if n := len(file.RowGroups()); n != 3 {
		t.Errorf("%d records are in %d groups of rows, want 3", len(records), n)
	}
}

// TestRecordParquetMetadata checks that a file says where it comes from.
func TestRecordParquetMetadata(t *testing.T) {
	file, _ := cellsOf(t, recordParquet(t, someRecords()[:1]))
	for key, want := range map[string]string{
		"program": "v1.2.3", "scenario": "Template add-in 9.4", "strategy": "waves", "slots": "50", "seed": "1",
		"start": "2027-04-12T00:00:00+02:00", "timezone": "Europe/Berlin", "release": "9.4",
		"unit.wait_s": "s", "unit.asked_s": "s since start", "column.asks": "admission requests",
	} {
		if got, _ := file.Lookup("rollsim." + key); got != want {
			t.Errorf("rollsim.%s is %q, want %q", key, got, want)
		}
	}
	if hash, _ := file.Lookup("rollsim.fingerprint"); len(hash) != 64 {
		t.Errorf("the fingerprint is %q, want 64 hexadecimal digits", hash)
	}
}

func TestRecordParquetIsTheSameTwice(t *testing.T) {
	records := someRecords()[:5000]
	if !bytes.Equal(recordParquet(t, records), recordParquet(t, records)) {
		t.Error("equal records give different files")
	}
}

func TestRecordParquetReportsErrors(t *testing.T) {
	w := NewRecordParquet(full{}, officeProvenance())
	r := someRecord()
	err := w.Write(&r)
	if err = errors.Join(err, w.Close()); err == nil {
		t.Error("Close on a full disk reports no error")
	}
}

// TestSeriesParquet checks that a time series is the same in both formats, of
// backends with nodes and without.
func TestSeriesParquet(t *testing.T) {
	for _, nodes := range []bool{false, true} {
		o := someOutcome(nodes)
		var text strings.Builder
		var file bytes.Buffer
		from := officeProvenance()
		for _, table := range []SeriesTable{SeriesCSV(&text, from.Scenario, English), SeriesParquet(&file, from)} {
			if err := errors.Join(table.Add(o), table.Close()); err != nil {
				t.Fatal(err)
			}
		}
		want, err := csv.NewReader(strings.NewReader(text.String())).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		_, rows := cellsOf(t, file.Bytes())
		if len(rows) != 3 || len(want) != 4 {
			t.Fatalf("%d rows as Parquet and %d lines of CSV, want 3 and 4", len(rows), len(want))
		}
		for i := range rows {
			if got, want := strings.Join(rows[i], "|"), strings.Join(want[i+1], "|"); got != want {
				t.Errorf("row %d: %s, in the CSV %s", i, got, want)
			}
		}
	}
}
