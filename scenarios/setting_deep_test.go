package scenarios

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A path that leads nowhere is refused at once, however long it is.
func TestDeepSetting(t *testing.T) {
	began := time.Now()
	_, err := Load("plan.yaml", []byte("start: 2027-04-12\n"), []Setting{{Path: "a" + strings.Repeat(".a", 19_999), Value: "1"}})
	require.Error(t, err)
	assert.Contains(t, err.Error(), "has 20000 parts; no value lies deeper than 40")
	assert.Less(t, time.Since(began), 5*time.Second)
}
