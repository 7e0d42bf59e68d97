package reports

import (
	"io"
	"math"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
	"github.com/rollsim/rollsim/sim/stats"
)

// A SeriesTable is what happens over time, interval by interval of
// [model.SeriesWidth], being written replication by replication: the columns of
// [SeriesColumns]. Close it when all have been added.
type SeriesTable interface {
	Add(o *model.Outcome) error
	Close() error
}

// A seriesRow is one interval of one replication.
type seriesRow struct {
	Replication int32    `parquet:"replication,dict"`
	Strategy    string   `parquet:"strategy,dict"`
	Slots       int32    `parquet:"slots,dict"`
	Start       float64  `parquet:"start_s,split"`
	Local       string   `parquet:"start_local"`
	RunningMean float64  `parquet:"running_mean,split"`
	RunningMax  float64  `parquet:"running_max,split"`
	WaitingMean float64  `parquet:"waiting_mean,split"`
	WaitingMax  float64  `parquet:"waiting_max,split"`
	BypassMean  float64  `parquet:"bypass_mean,split"`
	BypassMax   float64  `parquet:"bypass_max,split"`
	OnlineMean  float64  `parquet:"online_mean,split"`
	OnlineMax   float64  `parquet:"online_max,split"`
	Asks        int64    `parquet:"asks,delta"`
	Updated     int64    `parquet:"updated,delta"`
	Ended       *int64   `parquet:"ended,optional"`
	Failed      *int64   `parquet:"failed,optional"`
	OpenMean    *float64 `parquet:"open_slots_mean,optional,split"`
	OpenMax     *float64 `parquet:"open_slots_max,optional,split"`
	NodesMean   *float64 `parquet:"nodes_mean,optional,split"`
	NodesMax    *float64 `parquet:"nodes_max,optional,split"`
	BrokenMean  *float64 `parquet:"broken_mean,optional,split"`
	BrokenMax   *float64 `parquet:"broken_max,optional,split"`
}

// seriesRows are the intervals of a replication of a scenario, as far as it was
// played.
func seriesRows(s *model.Scenario, o *model.Outcome) []seriesRow {
	n := o.Running.Intervals()
	for n > 0 && math.IsNaN(o.Running.Mean(n-1)) {
		n--
	}
	rows := make([]seriesRow, n)
	updated := 0
	for i := range rows {
		from := time.Duration(i) * model.SeriesWidth
		for updated < len(o.UpdatedAt) && o.UpdatedAt[updated] < from+model.SeriesWidth {
			updated++
		}
		rows[i] = seriesRow{
			Replication: int32(o.Replication), Strategy: o.Strategy, Slots: int32(o.Slots),
			Start: secondsOf(from), Local: s.Start.Add(from).In(s.Calendar.Zone).Format(instantForm),
			RunningMean: o.Running.Mean(i), RunningMax: o.Running.Max(i),
			WaitingMean: o.Waiting.Mean(i), WaitingMax: o.Waiting.Max(i),
			BypassMean: o.Bypass.Mean(i), BypassMax: o.Bypass.Max(i),
			OnlineMean: o.Online.Mean(i), OnlineMax: o.Online.Max(i),
			Asks: int64(o.Asks[i]), Updated: int64(updated),
		}
		row := &rows[i]
		if o.Ended != nil {
			ended, failed := int64(o.Ended[i]), int64(o.Failed[i])
			row.Ended, row.Failed = &ended, &failed
			row.OpenMean, row.OpenMax = heldIn(&o.Open, i)
			row.NodesMean, row.NodesMax = heldIn(&o.Nodes, i)
		}
		if o.Broken != nil {
			row.BrokenMean, row.BrokenMax = heldIn(o.Broken, i)
		}
	}
	return rows
}

// heldIn are the mean and the maximum of a track in an interval.
func heldIn(t *stats.TimeWeighted, i int) (mean, most *float64) {
	m, x := t.Mean(i), t.Max(i)
	return &m, &x
}

// SeriesParquet writes a time series as Parquet, with its provenance and the units
// of the columns in the metadata of the file.
func SeriesParquet(w io.Writer, from *Provenance) SeriesTable {
	return &seriesParquet{scenario: from.Scenario, table: newParquetTable[seriesRow](w, SeriesColumns(), from)}
}

type seriesParquet struct {
	scenario *model.Scenario
	table    *parquetTable[seriesRow]
}

func (t *seriesParquet) Add(o *model.Outcome) error {
	for _, row := range seriesRows(t.scenario, o) {
		_, to, err := t.table.next()
		if err != nil {
			return err
		}
		*to = row
	}
	return nil
}

func (t *seriesParquet) Close() error { return t.table.close() }

// SeriesCSV writes a time series as CSV, in the form of a language. Numbers are
// written so that they read back the same.
func SeriesCSV(l say.Language, w io.Writer, s *model.Scenario) SeriesTable {
	return &seriesCSV{scenario: s, table: newCSVTable(w, voice{l})}
}

type seriesCSV struct {
	scenario *model.Scenario
	table    *csvTable
	begun    bool // the names of the columns are written
}

func (t *seriesCSV) Add(o *model.Outcome) error {
	if !t.begun {
		t.table.text(names(SeriesColumns())...)
		if err := t.table.end(); err != nil {
			return err
		}
		t.begun = true
	}
	for _, r := range seriesRows(t.scenario, o) {
		t.table.whole(int64(r.Replication))
		t.table.text(r.Strategy)
		t.table.whole(int64(r.Slots))
		t.table.number(r.Start)
		t.table.text(r.Local)
		for _, v := range []float64{r.RunningMean, r.RunningMax, r.WaitingMean, r.WaitingMax, r.BypassMean, r.BypassMax, r.OnlineMean, r.OnlineMax} {
			t.table.number(v)
		}
		t.table.whole(r.Asks)
		t.table.whole(r.Updated)
		for _, v := range []*int64{r.Ended, r.Failed} {
			if v == nil {
				t.table.text("")
			} else {
				t.table.whole(*v)
			}
		}
		for _, v := range []*float64{r.OpenMean, r.OpenMax, r.NodesMean, r.NodesMax, r.BrokenMean, r.BrokenMax} {
			if v == nil {
				t.table.text("")
			} else {
				t.table.number(*v)
			}
		}
		if err := t.table.end(); err != nil {
			return err
		}
	}
	return nil
}

func (t *seriesCSV) Close() error { return nil }
