package reports

import (
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// TestRiskPictures draws a bad release and checks the numbers behind the pictures:
// who is broken when, where strategies lie, and both ends of a plan.
func TestRiskPictures(t *testing.T) {
	dir := t.TempDir()
	c := drawnBadRelease()
	files, err := Pictures(say.English, dir, c, nil)
	require.NoError(t, err)
	var names []string
	for _, f := range files {
		names = append(names, filepath.Base(f))
	}
	got, want := strings.Join(names[len(names)-6:], " "), "risk.png risk.svg risk.csv frontier.png frontier.svg frontier.csv"
	assert.Equal(t, want, got, "the last files")
	most := map[string]float64{}
	for _, row := range readCSV(t, filepath.Join(dir, "risk.csv"))[1:] {
		v, err := strconv.ParseFloat(row[4], 64)
		require.NoError(t, err)
		most[row[0]] = math.Max(most[row[0]], v)
	}
	for _, r := range c.Results[1:] {
		want := 0.0
		for _, v := range r.Strata[1].Series.Broken {
			want = math.Max(want, v)
		}
		got := most[r.Strategy]
		assert.True(t, want != 0 && math.Abs(got-want) <= 1e-4*want,
			"%s: at most %v PCs are broken in risk.csv, want %v", r.Strategy, got, want)
	}
	rows := readCSV(t, filepath.Join(dir, "frontier.csv"))
	assert.True(t, len(rows) == 1+9 && rows[5][0] == "waves" && rows[5][2] == brokenHours && rows[5][7] == "may-be-beaten" && rows[5][8] == "pilot",
		"frontier.csv: %q", rows)
	rows = readCSV(t, filepath.Join(dir, "updated.csv"))
	got = strings.Join(rows[0][7:], " ")
	require.Equal(t, "updated_if_good updated_if_bad", got, "updated.csv ends with the columns %s", got)
	later := false
	for _, row := range rows[1:] {
		good, _ := strconv.ParseFloat(row[7], 64)
		bad, _ := strconv.ParseFloat(row[8], 64)
		require.LessOrEqual(t, bad, good,
			"%s at %s: more have a good release if it is bad (%v) than if it is good (%v)", row[0], row[2], bad, good)
		later = later || bad < good
	}
	assert.True(t, later, "a bad release costs no time in updated.csv")
	svg, err := os.ReadFile(filepath.Join(dir, "frontier.svg"))
	require.NoError(t, err)
	for _, words := range []string{"waves: 19 of 20 wait 5 min 12 s ± 5 s (perhaps beaten by pilot)", "PC-hours broken"} {
		assert.Contains(t, string(svg), words, "frontier.svg does not say %q", words)
	}
}

// TestRiskPicturesOfExtremes draws releases that are bad for certain, plans that do
// not end with them, and one that breaks nothing.
func TestRiskPicturesOfExtremes(t *testing.T) {
	sure := drawnBadRelease()
	sure.Scenario.Release.Problems[0].Chance = 1
	for i := range sure.Results[1:] {
		r := &sure.Results[1+i]
		r.Strata = r.Strata[1:]
		r.Strata[0].Weight = 1
		r.Metrics = r.Problem
	}
	sure.Trades = nil
	endless := drawnBadRelease()
	for i := range endless.Results[1:] {
		r := &endless.Results[1+i]
		e := metricIn(r.Problem, updatedBy)
		e.Mean, e.Low, e.High, e.P5, e.P95, e.Unreached = math.Inf(1), math.NaN(), math.NaN(), math.Inf(1), math.Inf(1), 1
		*metricIn(r.Strata[1].Metrics, updatedBy) = *e
		clear(r.Strata[1].Series.Updated)
	}
	harmless := drawnBadRelease()
	for i := range harmless.Results[1:] {
		clear(harmless.Results[1+i].Strata[1].Series.Broken)
	}
	for _, tt := range []struct {
		name  string
		c     *study.Comparison
		drawn bool
	}{
		{"bad for certain", sure, true},
		{"no end if it is bad", endless, true},
		{"bad without harm", harmless, false},
	} {
		dir := t.TempDir()
		_, err := Pictures(say.English, dir, tt.c, nil)
		assert.NoError(t, err, "%s", tt.name)
		_, err = os.Stat(filepath.Join(dir, "risk.png"))
		assert.Equal(t, tt.drawn, (err == nil), "%s: risk.png: %v, want it drawn: %v", tt.name, err, tt.drawn)
		for _, line := range shown(tt.c) {
			assert.True(t, !strings.Contains(line, "NaN") && !strings.Contains(line, "Inf"),
				"%s: %q", tt.name, line)
		}
	}
	check(t, "sure", pageOf(sure).sentence(), []string{". As the release is bad, 1,500 ±"}, []string{"in place of Fri"})
}
