package scenarios

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestNobodyIsReached checks that a group of which nobody can get the release is told of,
// whatever stands in the way, and that others are not.
func TestNobodyIsReached(t *testing.T) {
	const office = `
start: 2027-01-11
calendar: {region: de-BW}
fleet: [{name: office, clients: 60, delivery: %s, version: %s}]
release: {version: "9.4"}
backend: {version: "9.4", slots: 15}
strategies: [{big_bang: {}}]
`
	for _, tt := range []struct {
		what, delivery, version, set, value string
		want                                bool
	}{
		{"all refuse", "self-service", `"9.3"`, "self_service.never", "100%", true},
		{"some refuse", "self-service", `"9.3"`, "self_service.never", "99%", false},
		{"refusing is not asked of them", "managed", `"9.3"`, "self_service.never", "100%", false},
		{"no download comes through", "managed", `"9.3"`, "download.fails", "100%", true},
		{"no install succeeds", "managed", `"9.3"`, "install.fails", "100%", true},
		{"no first install succeeds", "managed", "none", "first_install.fails", "100%", true},
		{"first installs are not theirs", "managed", `"9.3"`, "first_install.fails", "100%", false},
	} {
		s, err := Load("office.yaml", []byte(fmt.Sprintf(office, tt.delivery, tt.version)), []Setting{{Path: tt.set, Value: tt.value}})
		require.NoError(t, err, tt.what)
		told := false
		for _, w := range s.Warnings {
			told = told || w.String() == "office: nobody ever gets the release, since "+tt.set+" is 100 %"
		}
		assert.Equal(t, tt.want, told, "%s: %v", tt.what, s.Warnings)
	}
}
