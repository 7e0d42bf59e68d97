package reports

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

func TestExplain(t *testing.T) {
	s := &model.Scenario{Origins: []model.Origin{
		{Path: "backend.slots", Value: "50", Kind: model.FromFile, File: "office.yaml", Line: 11, Column: 33, By: "network team", Range: "40..60"},
		{Path: "seed", Value: "7", Kind: model.FromSet},
		{Path: "updater.interval", Value: "24h", Kind: model.Default, Source: say.T("vendor's support article", "Support-Artikel des Herstellers")},
		{Path: "sync.full", Value: "{lognormal: {median: 3m,\n p95: 8m}, and much more that is said}", Kind: model.Assumption, Range: "1m..10m"},
	}}
	var got strings.Builder
	require.NoError(t, Explain(say.English, &got, s))
	want := `backend.slots     50                                            office.yaml:11:33, by network team, may be 40..60
seed              7                                             --set
updater.interval  24h                                           default (vendor's support article)
sync.full         {lognormal: {median: 3m, p95: 8m}, and mu...  ASSUMPTION, may be 1m..10m

1 value is an assumption: no source was found for it. Replace it by a number of your own if you can.
`
	assert.Equal(t, want, got.String(), "got\n%swant\n%s", got.String(), want)
}
