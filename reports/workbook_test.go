package reports

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// officeReview is a review of an office, with a name that a spreadsheet would take
// for a formula.
func officeReview() *study.Review {
	c := officeComparison()
	for i := range c.Results {
		if c.Results[i].Strategy == "waves" {
			c.Results[i].Strategy = "=1+1"
		}
	}
	c.Scenario.Origins = []model.Origin{{Path: "backend.slots", Value: "50", Kind: model.FromFile, File: "office.yaml", Line: 7, By: "@network"}}
	return &study.Review{Comparison: c, Command: "rollsim compare office.yaml", Program: "v1.2.3", Hash: "cafe"}
}

func opened(t *testing.T, r *study.Review, l say.Language) (*excelize.File, []byte) {
	t.Helper()
	var file bytes.Buffer
	require.NoError(t, Workbook(l, &file, r))
	text := bytes.Clone(file.Bytes())
	f, err := excelize.OpenReader(&file)
	require.NoError(t, err)
	return f, text
}

// raw is what is in a cell: a number as it was written.
func raw(t *testing.T, f *excelize.File, sheet, cell string) string {
	t.Helper()
	value, err := f.GetCellValue(sheet, cell, excelize.Options{RawCellValue: true})
	require.NoError(t, err)
	return value
}

// TestWorkbook reads a workbook back: every number of every metric is the one of the
// review, to the last digit, and instants are what a clock in Berlin shows.
func TestWorkbook(t *testing.T) {
	r := officeReview()
	f, _ := opened(t, r, say.English)
	row := 2
	for i := range r.Comparison.Results {
		of := &r.Comparison.Results[i]
		for k := range of.Metrics {
			e := &of.Metrics[k]
			if !r.Comparison.Scenario.Shows(e.Metric) {
				continue
			}
			at := func(column string) string { return raw(t, f, "Metrics", column+strconv.Itoa(row)) }
			require.True(t, at("A") == of.Strategy && at("E") == e.Metric.Name,
				"row %d is %s of %s, want %s of %s", row, at("E"), at("A"), e.Metric.Name, of.Strategy)
			want := ""
			switch v := possible(e.Metric, e.Estimate).Mean; {
			case !finite(v):
			case e.Metric.Unit == model.Instant:
				wall := r.Comparison.Scenario.Start.Add(time.Duration(v) * time.Second).Format("2006-01-02 15:04:05")
				serial, err := strconv.ParseFloat(at("G"), 64)
				if err != nil {
					require.NoError(t, err)
				}
				shown, err := excelize.ExcelDateToTime(serial, false)
				if err != nil || math.Abs(shown.Sub(parsed(t, wall)).Seconds()) > 1 {
					assert.Fail(t, fmt.Sprintf("%s of %s is %v (%v), want %s", e.Metric.Name, of.Strategy, shown, err, wall))
				}
				want = at("G")
			default:
				want = strconv.FormatFloat(v, 'f', -1, 64)
			}
			got := at("G")
			assert.False(t, got != want && e.Metric.Unit != model.Instant,
				"%s of %s is %q, want %q", e.Metric.Name, of.Strategy, got, want)
			row++
		}
	}
	assert.GreaterOrEqual(t, row, 20, "the sheet of metrics has %d rows", row)
	for _, name := range f.GetSheetList() {
		panes, err := f.GetPanes(name)
		assert.True(t, err == nil && panes.Freeze && panes.YSplit >= 1,
			"%s: the heads are not kept in sight: %+v, %v", name, panes, err)
	}
}

func parsed(t *testing.T, wall string) time.Time {
	t.Helper()
	at, err := time.Parse("2006-01-02 15:04:05", wall)
	require.NoError(t, err)
	return at
}

// TestWorkbookHasNoFormulas looks at every cell of every sheet.
func TestWorkbookHasNoFormulas(t *testing.T) {
	f, _ := opened(t, officeReview(), say.English)
	found := false
	for _, name := range f.GetSheetList() {
		rows, err := f.GetRows(name)
		require.NoError(t, err)
		for i := range rows {
			for k := range rows[i] {
				cell := cellName(k+1, i+1)
				formula, err := f.GetCellFormula(name, cell)
				assert.True(t, err == nil && formula == "",
					"%s!%s is the formula %q, %v", name, cell, formula, err)
				if rows[i][k] == "=1+1" {
					found = true
					kind, err := f.GetCellType(name, cell)
					assert.True(t, err == nil && kind == excelize.CellTypeSharedString,
						"%s!%s is of type %v, want a text: %v", name, cell, kind, err)
				}
			}
		}
	}
	assert.True(t, found, "there is no strategy named =1+1")
}

// TestWorkbookIsTheSameTwice also makes one of every fixture.
func TestWorkbookIsTheSameTwice(t *testing.T) {
	for _, fixture := range fixtures {
		r := &study.Review{Comparison: fixture.make(), Program: "v1.2.3"}
		_, first := opened(t, r, say.German)
		_, second := opened(t, r, say.German)
		assert.Equal(t, second, first, "%s: equal reviews give different workbooks", fixture.name)
	}
}

// TestWorkbookInGerman checks that every name and head has its German.
func TestWorkbookInGerman(t *testing.T) {
	for _, fixture := range fixtures {
		h := newReview(&study.Review{Comparison: fixture.make()}, german)
		for _, s := range h.sheets()[1:] { // the verdict on the first is tested with the others
			assert.LessOrEqual(t, len([]rune(s.name)), 31,
				"the sheet %s has a name of more than 31 characters", s.name)
		}
	}
	f, _ := opened(t, officeReview(), say.German)
	got, want := raw(t, f, "Überblick", "A3"), "Strategie"
	assert.Equal(t, want, got, "the first head")
}

// TestSerial holds dates against what spreadsheets count: 25569 days to 1970.
func TestSerial(t *testing.T) {
	for _, tt := range []struct {
		at   time.Time
		want float64
	}{
		{time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC), 25569},
		{time.Date(2027, 4, 12, 18, 0, 0, 0, berlin()), 46489.75},
		{time.Date(2027, 10, 31, 12, 0, 0, 0, berlin()), 46691.5}, // the clock was put back in the night
	} {
		assert.Equal(t, tt.want, serial(tt.at), "serial(%v)", tt.at)
	}
}

// TestWorkbookWithLongTitles checks that what stands above a table, or in its head, may be
// longer than the highest row of a workbook has room for, as with 200 slot numbers.
func TestWorkbookWithLongTitles(t *testing.T) {
	b := &workbook{file: excelize.NewFile(), l: english, styles: map[cellForm]int{}}
	long := strings.Repeat("big bang on 199 slots, ", 200)
	b.add(sheet{name: "long", above: []string{long}, heads: []sheetHead{{title: long, width: 12}}, rows: [][]any{{1}}})
	require.NoError(t, b.err)
	height, err := b.file.GetRowHeight("long", 1)
	require.NoError(t, err)
	require.EqualValues(t, excelize.MaxRowHeight, height)
}
