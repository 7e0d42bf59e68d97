package scenarios

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestHostileTexts loads texts made to exhaust a parser: each is refused with a
// few complaints, in little time and memory.
func TestHostileTexts(t *testing.T) {
	bomb := "a: &a [x, x, x, x, x, x, x, x]\n"
	for c := 'b'; c < 'z'; c++ {
		item := "*" + string(c-1) + ", "
		bomb += string(c) + ": &" + string(c) + " [" + strings.Repeat(item, 8) + "x]\n"
	}
	for _, tt := range []struct{ name, text, want string }{
		{"alias bomb", bomb, "anchors and aliases are not supported"},
		{"deep brackets", strings.Repeat("[", 1<<20), "holds more than"},
		{"deep but few", "a: " + strings.Repeat("[", 2000) + strings.Repeat("]", 2000), "nested more than 24 deep"},
		{"deeper than the parser goes", strings.Repeat("[", 20_000), "nested more than 24 deep"},
		{"deep lists", strings.Repeat("- ", 1<<19), "nested more than 24 deep"},
		{"long list", "[" + strings.Repeat("a,", 1<<19-8) + "]", "holds more than 50000 values"},
		{"many items", strings.Repeat("- a\n", 1<<18), "must be a mapping"},
		{"many unknown keys", manyKeys(40_000), "unknown key"},
		{"long key", strings.Repeat("k", 1<<19) + ": 1\n", "unknown key"},
		{"over a mebibyte", strings.Repeat("#", 1<<20+1), "larger than 1 MiB"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			begun := time.Now()
			_, err := Load("hostile.yaml", []byte(tt.text), nil)
			took := time.Since(begun)
			runtime.ReadMemStats(&after)
			require.True(t, err != nil && strings.Contains(err.Error(), tt.want),
				"complaint %.200q, want one with %q", err, tt.want)
			n := len(err.(Errors))
			assert.LessOrEqual(t, n, maxErrors+1, "%d complaints, want at most %d", n, maxErrors)
			mb := (after.TotalAlloc - before.TotalAlloc) >> 20
			assert.LessOrEqual(t, mb, uint64(200), "allocates %d MB, want at most 200", mb)
			assert.LessOrEqual(t, took, 5*time.Second, "takes %v, want at most 5s", took)
		})
	}
}

func manyKeys(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("key" + strings.Repeat("x", i%7) + string(rune('a'+i%26)) + ": 1\n")
	}
	return b.String()
}

// TestLoadFileRefuses names paths that are no scenario files.
func TestLoadFileRefuses(t *testing.T) {
	folder := t.TempDir()
	large := filepath.Join(folder, "large.yaml")
	require.NoError(t, os.WriteFile(large, make([]byte, 1<<20+1), 0o600))
	for _, tt := range []struct{ name, path, want string }{
		{"missing", filepath.Join(folder, "none.yaml"), "does not exist"},
		{"directory", folder, "is a directory; give a file"},
		{"larger than 1 MiB", large, "has 1048577 bytes; at most 1048576 are read"},
		{"device", os.DevNull, "is no regular file"},
	} {
		_, err := LoadFile(tt.path)
		want := tt.path + ": " + tt.want
		assert.True(t, err != nil && err.Error() == want, "%s: %v, want %s", tt.name, err, want)
	}
}
