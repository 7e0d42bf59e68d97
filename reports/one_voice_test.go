package reports

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// TestQueueThatSlowsIsTheSameInEveryFormat checks that the numbers of a queue in which work
// can be held up after it has started are headed as delays wherever they stand.
func TestQueueThatSlowsIsTheSameInEveryFormat(t *testing.T) {
	c := queueComparison()
	c.Scenario.Backend.Capacity = &model.Capacity{FullSpeed: 2}
	for i := range c.Results {
		r := &c.Results[i]
		for _, e := range r.Metrics {
			if kind, rest, _ := strings.Cut(e.Metric.Name, "."); kind == "wait" {
				var known bool
				e.Metric, known = model.MetricNamed("delay." + rest)
				require.True(t, known, rest)
				r.Metrics = append(r.Metrics, e)
			}
		}
	}
	require.True(t, pageOf(c).slows)
	var text, page bytes.Buffer
	require.NoError(t, Text(say.English, &text, c))
	require.NoError(t, HTML(say.English, &page, &study.Review{Comparison: c}))
	var heads []string
	for _, head := range newReview(&study.Review{Comparison: c}, english).queueSheet().heads {
		heads = append(heads, head.title)
	}
	for where, said := range map[string]string{"text": text.String(), "page": page.String(), "workbook": fmt.Sprint(heads)} {
		assert.Contains(t, said, "Mean delay", where)
		assert.NotContains(t, said, "Mean wait", where)
	}
}

// TestWorkbookCountsTheTargetsThatApply checks that a workbook says of how many targets a
// result meets some, as the text does: those that do not apply to no rollout are none.
func TestWorkbookCountsTheTargetsThatApply(t *testing.T) {
	counted := 0
	for _, fixture := range fixtures {
		h := newReview(&study.Review{Comparison: fixture.make()}, english)
		if h.queue {
			continue
		}
		rows := h.overviewSheet().rows
		for i := range h.Results {
			r := &h.Results[i]
			if looked(r) == 0 {
				continue
			}
			last := rows[i][len(rows[i])-2:]
			assert.Equal(t, h.targetsCell(r)[0], fmt.Sprintf("%d of %d", last[0], last[1]), "%s, %s", fixture.name, r.Strategy)
			if looked(r) < len(r.Targets) {
				counted++
			}
		}
	}
	assert.Positive(t, counted, "no result of a fixture has a target that does not apply")
}

// TestSliderHasTheFullResult checks that the slider of a page says of a number of slots that
// was simulated in full what the table says, and of others what the curve saw.
func TestSliderHasTheFullResult(t *testing.T) {
	r := wholeReviews()[0]
	curve := r.Sizing.Sized[0].Curve
	curve[0].Wait.Mean, curve[1].Wait.Mean = 1234, 234
	full := metric(&r.Comparison.Results[1], waitAfterUpdate).Mean
	require.Equal(t, float64(r.Comparison.Results[1].Slots), curve[1].Setting)
	h := newReview(r, english)
	assert.Equal(t, full, h.Sizing.Sized[0].Curve[1].Wait.Mean, "what was simulated in full")
	assert.Equal(t, 1234.0, h.Sizing.Sized[0].Curve[0].Wait.Mean, "another number of slots")
	assert.Equal(t, 234.0, curve[1].Wait.Mean, "the sizing itself is left as it is")
}

// TestFrontierSaysWhoIsCounted checks that the axis of dates names those that can be
// updated where some cannot, and that delays are not called waits.
func TestFrontierSaysWhoIsCounted(t *testing.T) {
	p := pageOf(drawnBadRelease())
	p.partial, p.slows = true, true
	assert.Contains(t, p.Say(p.endsAxis()), "that can be updated")
	assert.Contains(t, p.Say(p.nineteenFor(), "5 min"), "delayed 5 min")
}
