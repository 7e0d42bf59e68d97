package reports

import (
	"encoding/csv"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/rollsim/rollsim/reports/say"
)

// TestColumns checks that the page about columns says what the program writes.
func TestColumns(t *testing.T) {
	const file = "COLUMNS.md"
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(ColumnsText()), 0o644))
	}
	text, err := os.ReadFile(file)
	assert.True(t, err == nil && string(text) == ColumnsText(),
		"%s is not what the program writes (%v): go test ./reports -run Columns -update", file, err)
}

// germanRows reads CSV in German form as a German spreadsheet does: a mark, then
// cells between semicolons, with commas in numbers.
func germanRows(t *testing.T, text string) [][]string {
	t.Helper()
	rest, ok := strings.CutPrefix(text, "\xef\xbb\xbf")
	require.True(t, ok, "it begins with %q, want a byte order mark", text[:10])
	r := csv.NewReader(strings.NewReader(rest))
	r.Comma = ';'
	rows, err := r.ReadAll()
	require.NoError(t, err)
	return rows
}

// TestGermanCSV checks that a comparison in German form has the same numbers to the
// last digit.
func TestGermanCSV(t *testing.T) {
	for _, fixture := range fixtures {
		name, c := fixture.name, fixture.make()
		var english, german strings.Builder
		require.NoError(t, CSV(say.English, &english, c))
		require.NoError(t, CSV(say.German, &german, c))
		want, err := csv.NewReader(strings.NewReader(english.String())).ReadAll()
		require.NoError(t, err)
		got := germanRows(t, german.String())
		require.Len(t, got, len(want), "%s: %d rows", name, len(got))
		for i := range want {
			for k := range want[i] {
				cell := got[i][k]
				if _, err := strconv.ParseFloat(want[i][k], 64); err == nil && k > 3 {
					assert.NotContains(t, cell, ".", "%s, row %d: %q has a decimal point", name, i, cell)
					cell = strings.Replace(cell, ",", ".", 1)
				}
				assert.Equal(t, want[i][k], cell,
					"%s, row %d, %s: %q, in English %q", name, i, want[0][k], got[i][k], want[i][k])
			}
		}
	}
}

// TestComparisonColumns checks that every column of a comparison is described.
func TestComparisonColumns(t *testing.T) {
	known := map[string]bool{}
	for _, c := range ComparisonColumns() {
		known[c.Name] = true
	}
	for _, fixture := range fixtures {
		name, c := fixture.name, fixture.make()
		var text strings.Builder
		require.NoError(t, CSV(say.English, &text, c))
		heading, _, _ := strings.Cut(text.String(), "\n")
		for column := range strings.SplitSeq(heading, ",") {
			assert.True(t, known[column], "%s: the column %s is not described", name, column)
		}
	}
}

// TestGermanRecords checks a record in German form, with a name that a spreadsheet
// would compute and one that has a semicolon.
func TestGermanRecords(t *testing.T) {
	r := someRecord()
	r.Group, r.Phase = "=1+1", "north; south"
	var got strings.Builder
	w := NewRecordWriter(say.German, &got)
	for range 2 {
		require.NoError(t, w.Write(&r))
	}
	const line = "3;big bang;50;4711;'=1+1;\"north; south\";update;full;slot;30;90,5;270;60,5;60,5;179,5;1;2;60;done\n"
	want := "\ufeff" + strings.Join(names(RecordColumns()), ";") + "\n" + line + line
	assert.Equal(t, want, got.String(), "got\n%swant\n%s", got.String(), want)
	n := len(germanRows(t, got.String()))
	assert.Equal(t, 3, n, "a reader reads %d rows", n)
}

// TestReadCell checks that a cell read again is the text that it was written from,
// whatever that begins with, that no text is a formula as a cell, and that numbers stay.
func TestReadCell(t *testing.T) {
	for _, tt := range []struct{ text, cell string }{
		{"=1+1", "'=1+1"}, {"+1+1", "'+1+1"}, {"-2+3", "'-2+3"}, {"@SUM(A1)", "'@SUM(A1)"}, {"\tx", "'\tx"}, {"\rx", "'\rx"}, {"\nx", "'\nx"}, {"＝1", "'＝1"},
		{"'=1", "''=1"}, {"''=1", "'''=1"}, {"'tis", "'tis"}, {"''", "''"}, {"", ""}, {"plain", "plain"}, {"a=b", "a=b"}, {"-", "'-"},
		{"-3", "-3"}, {"-3.25", "-3.25"}, {"-3,25", "-3,25"}, {"-1e-07", "-1e-07"}, {"+4", "+4"}, {"'-3", "'-3"}, {"-1-1", "'-1-1"},
	} {
		assert.Equal(t, tt.cell, harmless(tt.text), "%q", tt.text)
		assert.Equal(t, tt.text, ReadCell(tt.cell), "%q", tt.cell)
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`'{0,3}[-=+@1x＝]?[-0-9.=x']{0,4}`).Draw(t, "text")
		assert.Equal(t, text, ReadCell(harmless(text)))
		assert.False(t, isFormula(harmless(text)), "%q", text)
	})
}
