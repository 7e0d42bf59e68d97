package reports

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/sim/stats"
)

// networked is the office with what its downloads draw at a plant with a narrow
// link, at an office with a wide one and at home.
func networked() *study.Comparison {
	c := drawnComparison()
	about := func(mean, half float64) stats.Estimate {
		return stats.Estimate{Mean: mean, Low: mean - half, High: mean + half, P5: mean - 2*half, P95: mean + 2*half, N: 20}
	}
	for i := range c.Results {
		r := &c.Results[i]
		if r.Strategy == model.NoRollout {
			continue
		}
		morning := (8*hour + 300*float64(i)) / 300
		curve := func(peak float64) []float64 {
			drawn := make([]float64, len(r.Series.Running))
			for k := range 6 {
				drawn[int(morning)+k] = peak
			}
			return drawn
		}
		r.Network = []study.Network{
			{Place: model.Place{Name: "plant", Clients: 300, Link: 100e6}, Drawn: curve(100e6), Peak: about(100e6, 0), At: about(morning*300, 0),
				Full: about(86*minute, 50), Bytes: about(75e9, 0)},
			{Place: model.Place{Name: "office", Clients: 500, Link: 1e9}, Drawn: curve(351e6), Peak: about(351e6, 14e6), At: about(morning*300, 0),
				Bytes: about(125e9, 0)},
			{Place: model.Place{Name: "home", Clients: 3200}, Drawn: curve(1.2e9), Peak: about(1.24e9, 0.03e9), At: about(morning*300, 0),
				Bytes: about(800e9, 0)},
		}
	}
	return c
}

// TestNetworkNotes checks that the text says which link is full, for how long, and
// what is drawn elsewhere, each with its interval and unit.
func TestNetworkNotes(t *testing.T) {
	text := strings.Join(strings.Fields(strings.Join(shown(networked()), " ")), " ")
	want := "big bang: plant: its 100 Mbit/s are all used for 1 h 26 min ± 50 s (Mon 12 Apr, 08:05); " +
		"home: up to 1.24 ± 0.03 Gbit/s (Mon 12 Apr, 08:05); office: up to 351 ± 14 Mbit/s of 1 Gbit/s (Mon 12 Apr, 08:05)"
	_, from, _ := strings.Cut(text, "What downloads draw")
	assert.Contains(t, from, want, "what downloads draw")
	assert.NotContains(t, strings.Join(shown(drawnComparison()), " "), "downloads draw",
		"a note on a network of which nothing is known")
}

// TestNetworkJSON checks what programs read: bits per second, seconds and bytes, and
// null for a place without a link.
func TestNetworkJSON(t *testing.T) {
	var text bytes.Buffer
	require.NoError(t, JSON(&text, networked()))
	var doc struct {
		Strategies []struct {
			Network []struct {
				Place   string
				Clients int
				Link    *float64               `json:"link_bit_s"`
				Peak    struct{ Mean float64 } `json:"peak_bit_s"`
				Full    struct{ Mean float64 } `json:"full_s"`
			}
		}
	}
	require.NoError(t, json.Unmarshal(text.Bytes(), &doc))
	n := len(doc.Strategies[0].Network)
	assert.Zero(t, n, "no rollout draws at %d places", n)
	got := doc.Strategies[1].Network
	assert.True(t, len(got) == 3 && got[0].Place == "plant" && *got[0].Link == 100e6 && got[0].Full.Mean == 86*minute && got[0].Clients == 300 && got[2].Link == nil && got[2].Peak.Mean == 1.24e9,
		"the network of big bang is %+v", got)
}

// TestNetworkPicture checks that each place has its panel with its link, that the
// narrowest comes first, and that the numbers behind it are those of the results.
func TestNetworkPicture(t *testing.T) {
	c := networked()
	pic := pictureOf(t, c, "network")
	var spoken []string
	for _, one := range drawnWords(pic) {
		spoken = append(spoken, one.String)
	}
	last := -1
	for _, want := range []string{"plant, 300 PCs", "home, 3,200 PCs, no link shared", "office, 500 PCs"} {
		at := slices.Index(spoken, want)
		assert.Greater(t, at, last, "%q is word %d, after word %d: %q", want, at, last, spoken)
		last = at
	}
	for _, want := range []string{"link: 100 Mbit/s", "link: 1 Gbit/s", "big bang: full for 1 h 26 min ± 50 s at plant"} {
		assert.True(t, slices.Contains(spoken, want), "the picture does not say %q: %q", want, spoken)
	}
	got, want := len(pic.rows)-1, 3*3*6
	assert.Equal(t, want, got, "%d rows, want %d: three strategies at three places for six intervals", got, want)
	assert.Equal(t, "big bang 50 plant 100000000 2027-04-12T08:05:00+02:00 29100 29400 1e+08", strings.Join(pic.rows[1], " "),
		"the first row")
}
