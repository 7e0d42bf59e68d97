package reports

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
	"github.com/rollsim/rollsim/sim/stats"
)

// TestPageInGerman makes the page of every fixture in German and fails on words that
// have no German.
func TestPageInGerman(t *testing.T) {
	for _, fixture := range fixtures {
		require.NoError(t, HTML(say.German, io.Discard, &study.Review{Comparison: fixture.make(), Command: "rollsim compare plan.yaml"}),
			"%s", fixture.name)
	}
	for _, review := range wholeReviews() {
		var b bytes.Buffer
		require.NoError(t, HTML(say.German, &b, review))
		assert.True(t, strings.Contains(b.String(), "Welle 2") && !strings.Contains(b.String(), "wave 2"),
			"phases of the page have their English names")
	}
}

// wholeReviews are reviews with slots around those of a comparison, and with what its
// guesses are worth.
func wholeReviews() []*study.Review {
	c := officeComparison()
	guesses := officeGuesses()
	guesses.Comparison = c
	for i := range c.Results[1:] {
		inGroups(&c.Results[1+i])
	}
	sizing := &study.Sizing{Scenario: c.Scenario, Looked: 4}
	for i := range c.Results[1:] {
		r := &c.Results[1+i]
		of := study.Sized{Strategy: r.Strategy, Today: []float64{50}}
		for _, slots := range []float64{25, 50, 100} {
			of.Curve = append(of.Curve, study.CurvePoint{Setting: slots, Wait: *metric(r, waitAfterUpdate), Ends: *metric(r, updatedBy), Targets: r.Targets})
		}
		sizing.Sized = append(sizing.Sized, of)
	}
	return []*study.Review{{Comparison: c, Sensitivity: guesses, Sizing: sizing}}
}

// inGroups gives a result two groups, in which there is every reason not to be
// updated, and places that draw from the network.
func inGroups(r *study.Result) {
	r.Series.Width, r.Series.Updated = time.Hour, []float64{0.5, 0.9, 0.95, 0.98}
	pcs := func(n float64) stats.Estimate { return stats.MeanEstimate(around(20, n, n/10), 0.95) }
	for _, name := range []string{"headquarters", "plants"} {
		r.Groups = append(r.Groups, study.GroupProgress{Group: name, Clients: 2000, Updated: []float64{900, 1600, 1700, 1780}, Half: *metric(r, updatedBy), Most: *metric(r, updatedBy),
			CanUpdate: pcs(1800), Left: pcs(20), Waiting: pcs(5), Absent: pcs(8), UnderWay: pcs(7), Refused: pcs(100), Failed: pcs(40), Outside: pcs(50), Had: pcs(10)})
	}
	r.Network = []study.Network{
		{Place: model.Place{Name: "Mühldorf", Clients: 300, Link: 1e8}, Peak: pcs(9e7), At: pcs(3600), Full: pcs(1800)},
		{Place: model.Place{Name: "headquarters", Clients: 3700}, Peak: pcs(2e9), At: pcs(3600)},
	}
}

// TestPageOfGroups checks that a page says of each group how far it comes and who is
// left and why, and what is drawn at each place.
func TestPageOfGroups(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, HTML(say.English, &b, wholeReviews()[0]))
	for _, want := range []string{`id="groups-figure"`, "never on since it was offered: 8", "under way: 7", "not offered to them yet: 5", "users refuse: 100", "install failed for good: 40",
		"in no phase: 50", "have it already: 10", "plants, 2,000 PCs", "Mühldorf, 100 Mbit/s", " Mbit/s</td>", `id="network-figure"`, "; red line: what the link carries"} {
		assert.Contains(t, strings.ReplaceAll(b.String(), "&#43;", "+"), want, "the page lacks %q", want)
	}
}

// TestPageOfGuesses checks that a page has the bars of the guesses, the questions and
// the slider, where a review has what they show.
func TestPageOfGuesses(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, HTML(say.English, &b, wholeReviews()[0]))
	for _, want := range []string{`id="tornado-figure"`, "How long does a full sync take, after an update or on a new profile? Ask network team.", `id="slots-chart-slider"`, "THE DECISION HANGS ON 1 GUESS"} {
		assert.Contains(t, b.String(), want, "the page lacks %q", want)
	}
	assert.NotContains(t, b.String(), "rollsim guesses scenario.yaml", "the page says how to get what it has")
}

// TestPageOfSources checks that a page says once how far off a value may be, links
// what the vendor says, and explains the names of metrics.
func TestPageOfSources(t *testing.T) {
	review := wholeReviews()[0]
	review.Comparison.Scenario.Origins = []model.Origin{
		{Path: "sync.interval", Value: "4h", Kind: model.Assumption, Range: "1h..24h", Source: say.T("no measurement found", "keine Messung gefunden")},
		{Path: "updater.interval", Value: "24h", Kind: model.Default, Source: say.T("vendor's support article 25452489690012, auto updater",
			"Support-Artikel 25452489690012 des Herstellers, auto updater")},
	}
	var b bytes.Buffer
	require.NoError(t, HTML(say.English, &b, review))
	for want, times := range map[string]int{
		"1h..24h": 1, "https://support.empowersuite.com/hc/en-us/articles/25452489690012": 1,
		"<small>wait that 95 % do not exceed: the sync after the update, one for each updated client</small>": 1, `id="words"`: 1, `data-label="Targets met"`: 4,
	} {
		n := strings.Count(b.String(), want)
		assert.Equal(t, times, n, "%q is on the page %d times", want, n)
	}
}
