package interview

import (
	"strconv"
	"strings"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/scenarios/pattern"
)

// versionText is a version as the scenario language has it, short enough to be
// counted on from.
var versionText = pattern.Of(`^[0-9]{1,9}(\.[0-9]{1,9}){0,4}$`)

// newer tells whether the first of two versions is newer.
func newer(a, b string) bool { return model.Version(a).Compare(model.Version(b)) > 0 }

// after is a version that may well follow another: one more in its last part, or
// its second where it has more.
func after(version string) string {
	parts := strings.Split(version, ".")
	parts = parts[:min(len(parts), 2)]
	last := len(parts) - 1
	n, _ := strconv.Atoi(parts[last]) // at most nine digits
	parts[last] = strconv.Itoa(n + 1)
	return strings.Join(parts, ".")
}

// before is a version that may well come before another: one less in its last part
// that is not 0. Before version 0 there is none, and no version 0 is taken.
func before(version string) string {
	parts := strings.Split(version, ".")
	for i := len(parts) - 1; i >= 0; i-- {
		if n, _ := strconv.Atoi(parts[i]); n > 0 {
			parts[i] = strconv.Itoa(n - 1)
			return strings.Join(parts[:i+1], ".")
		}
	}
	return version
}
