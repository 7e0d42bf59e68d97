package pattern

import (
	"testing"

	"github.com/stretchr/testify/assert"

	_ "github.com/rollsim/rollsim/testdata/long"
)

// TestPatternsAreCompiledOnce checks that a pattern is compiled when it is asked for, and
// not again.
func TestPatternsAreCompiledOnce(t *testing.T) {
	wrong := Of(`(`)
	assert.Panics(t, func() { wrong() }, "what is no pattern")
	digits := Of(`^[0-9]+$`)
	assert.Same(t, digits(), digits())
	assert.True(t, digits().MatchString("17"))
}
