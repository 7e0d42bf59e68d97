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
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
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
			r.HasStarted, r.HasFinished, r.QuotedWait, r.Outcome = false, false, 0, model.Waiting
			r.Group, r.Phase = `plants, "north"`, ""
		case 2:
			r.Bypass, r.QuotedWait = true, 0
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
		require.NoError(t, w.Write(&records[i]))
	}
	require.NoError(t, w.Close())
	return file.Bytes()
}

// cellsOf are the rows of a Parquet file as the cells of a CSV, null as an empty one.
func cellsOf(t *testing.T, file []byte) (*parquet.File, [][]string) {
	t.Helper()
	f, err := parquet.OpenFile(bytes.NewReader(file), int64(len(file)))
	require.NoError(t, err)
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
		require.NoError(t, err)
	}
}

// TestRecordParquet reads records back: cell by cell they are those of the CSV.
func TestRecordParquet(t *testing.T) {
	records := someRecords()
	file, rows := cellsOf(t, recordParquet(t, records))
	var text strings.Builder
	w := NewRecordWriter(say.English, &text)
	for i := range records {
		require.NoError(t, w.Write(&records[i]))
	}
	want, err := csv.NewReader(strings.NewReader(text.String())).ReadAll()
	require.NoError(t, err)
	for i, column := range file.Schema().Columns() {
		assert.Equal(t, want[0][i], column[0], "column %d is called %q, in the CSV %q", i, column[0], want[0][i])
	}
	require.Len(t, rows, len(want)-1, "%d rows are read back", len(rows))
	for i := range rows {
		for k := range rows[i] {
			got, want := rows[i][k], want[i+1][k]
			require.Equal(t, want, got,
				"row %d, %s: %q, in the CSV %q", i, file.Schema().Columns()[k][0], got, want)
		}
	}
	n := len(file.RowGroups())
	assert.Equal(t, 3, n, "%d records are in %d groups of rows", len(records), n)
}

// TestRecordParquetMetadata checks that a file says where it comes from.
func TestRecordParquetMetadata(t *testing.T) {
	file, _ := cellsOf(t, recordParquet(t, someRecords()[:1]))
	for key, want := range map[string]string{
		"program": "v1.2.3", "scenario": "Template add-in 9.4", "strategy": "waves", "slots": "50", "seed": "1",
		"start": "2027-04-12T00:00:00+02:00", "timezone": "Europe/Berlin", "release": "9.4",
		"unit.wait_s": "s", "unit.asked_s": "s since start", "column.asks": "admission requests",
	} {
		got, _ := file.Lookup("rollsim." + key)
		assert.Equal(t, want, got, "rollsim.%s", key)
	}
	hash, _ := file.Lookup("rollsim.fingerprint")
	assert.Len(t, hash, 64, "the fingerprint is %q, want 64 hexadecimal digits", hash)
}

func TestRecordParquetIsTheSameTwice(t *testing.T) {
	records := someRecords()[:5000]
	assert.Equal(t, recordParquet(t, records), recordParquet(t, records), "equal records give different files")
}

func TestRecordParquetReportsErrors(t *testing.T) {
	w := NewRecordParquet(full{}, officeProvenance())
	r := someRecord()
	err := w.Write(&r)
	err = errors.Join(err, w.Close())
	assert.Error(t, err, "Close on a full disk reports no error")
}

// TestSeriesParquet checks that a time series is the same in both formats, of
// backends with nodes and without.
func TestSeriesParquet(t *testing.T) {
	for _, nodes := range []bool{false, true} {
		o := someOutcome(nodes)
		var text strings.Builder
		var file bytes.Buffer
		from := officeProvenance()
		for _, table := range []SeriesTable{SeriesCSV(say.English, &text, from.Scenario), SeriesParquet(&file, from)} {
			require.NoError(t, errors.Join(table.Add(o), table.Close()))
		}
		want, err := csv.NewReader(strings.NewReader(text.String())).ReadAll()
		require.NoError(t, err)
		_, rows := cellsOf(t, file.Bytes())
		require.True(t, len(rows) == 3 && len(want) == 4,
			"%d rows as Parquet and %d lines of CSV, want 3 and 4", len(rows), len(want))
		for i := range rows {
			got, want := strings.Join(rows[i], "|"), strings.Join(want[i+1], "|")
			assert.Equal(t, want, got, "row %d: %s, in the CSV %s", i, got, want)
		}
	}
}
