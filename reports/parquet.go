package reports

import (
	"fmt"
	"io"
	"strconv"

	"github.com/parquet-go/parquet-go"

	"github.com/rollsim/rollsim/model"
)

// A Provenance says where the rows of a file of single observations come from. It
// stands in the metadata of the file.
type Provenance struct {
	Scenario *model.Scenario
	Strategy *model.Strategy
	Problems model.Stratum // that the release has in every replication
	Program  string        // its version
}

// metadata are the keys and values of a Parquet file with such columns, all
// beginning with "rollsim.". They say of each column its unit and what it holds.
func (p *Provenance) metadata(columns []Column) [][2]string {
	s := p.Scenario
	found := [][2]string{
		{"program", p.Program},
		{"scenario", s.Name},
		{"fingerprint", fmt.Sprintf("%x", s.Fingerprint(p.Strategy))},
		{"strategy", p.Strategy.Name},
		{"slots", strconv.Itoa(s.Backend.Slots[0])},
		{"seed", strconv.FormatUint(s.Seed, 10)},
		{"start", s.Start.In(s.Calendar.Zone).Format(instantForm)},
		{"timezone", s.Calendar.Zone.String()},
	}
	if s.Release != nil && len(p.Strategy.Phases) > 0 {
		found = append(found, [2]string{"release", string(s.Release.Version)}, [2]string{"problems", WithProblems(s, p.Problems)})
	}
	for i := range columns {
		found = append(found, [2]string{"unit." + columns[i].Name, columns[i].Unit}, [2]string{"column." + columns[i].Name, columns[i].Doc})
	}
	return found
}

// instantForm is how programs are told instants: local time with its offset from UTC.
const instantForm = "2006-01-02T15:04:05Z07:00"

// rowsInGroup is how many rows of a Parquet file are held in memory, packed, and
// can be read side by side.
const rowsInGroup = 65_536

// A parquetTable writes rows of one type as Parquet, compressed by Zstandard. A file
// is valid only once it is closed. Equal rows give equal bytes.
type parquetTable[Row any] struct {
	file    *parquet.GenericWriter[Row]
	rows    []Row // not yet handed to file
	written int64
}

// newParquetTable returns a table whose columns are those of Row, in this order.
func newParquetTable[Row any](w io.Writer, columns []Column, from *Provenance) *parquetTable[Row] {
	options := []parquet.WriterOption{
		parquet.Compression(&parquet.Zstd),
		parquet.MaxRowsPerRowGroup(rowsInGroup),
		parquet.CreatedBy("rollsim", from.Program, ""),
	}
	for _, pair := range from.metadata(columns) {
		options = append(options, parquet.KeyValueMetadata("rollsim."+pair[0], pair[1]))
	}
	t := &parquetTable[Row]{file: parquet.NewGenericWriter[Row](w, options...), rows: make([]Row, 0, 1024)}
	for i, field := range t.file.Schema().Fields() {
		if field.Name() != columns[i].Name || field.Optional() != columns[i].Optional {
			panic(fmt.Sprintf("reports: column %d of a Parquet file is %v, not %+v", i, field, columns[i]))
		}
	}
	return t
}

// next returns the row to be filled next, which is empty but for what was left in
// it. The row before is complete.
func (t *parquetTable[Row]) next() (int, *Row, error) {
	if len(t.rows) == cap(t.rows) {
		if err := t.flush(); err != nil {
			return 0, nil, err
		}
	}
	t.rows = t.rows[:len(t.rows)+1]
	return len(t.rows) - 1, &t.rows[len(t.rows)-1], nil
}

func (t *parquetTable[Row]) flush() error {
	n, err := t.file.Write(t.rows)
	t.rows, t.written = t.rows[:0], t.written+int64(n)
	return err
}

// close ends the file.
func (t *parquetTable[Row]) close() error {
	if err := t.flush(); err != nil {
		return err
	}
	return t.file.Close()
}
