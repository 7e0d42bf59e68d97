package reports

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/rollsim/rollsim/model"
)

// TestEveryMeaningHasGerman checks that what a metric counts has its words in German, both
// parts of it, whether it is of all or of one release.
func TestEveryMeaningHasGerman(t *testing.T) {
	all := model.MetricsOf([]model.Version{"9.4", "9.5"})
	assert.Greater(t, len(all), len(model.Metrics), "those of a release are among them")
	for _, m := range all {
		for part := range strings.SplitSeq(m.Doc, ": ") {
			assert.Contains(t, germanMetrics, strings.ReplaceAll(part, "%", "%%"), m.Name)
		}
	}
}
