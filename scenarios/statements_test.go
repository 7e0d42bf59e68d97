package scenarios

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	inCode   = regexp.MustCompile("`([^`]+)`")
	testFunc = regexp.MustCompile(`(?m)^func (Test\w+)\(`)
)

// TestStatements checks that STATEMENTS.md speaks of each statement once, and that every
// key, metric, example and test that it names exists: a statement is shown by something, or
// it is said why not.
func TestStatements(t *testing.T) {
	text, err := os.ReadFile("STATEMENTS.md")
	require.NoError(t, err)
	tests := testNames(t)
	reference := Reference()
	isKey := func(name string) bool { return strings.Contains(reference, "| `"+name+"` |") }
	isExample := func(name string) bool {
		return slices.ContainsFunc(Examples(), func(e Example) bool { return e.Name == name })
	}
	var numbers []int
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(strings.TrimSpace(line), "|")
		if len(cells) < 2 {
			for _, name := range inCode.FindAllStringSubmatch(line, -1) {
				assert.True(t, isKey(name[1]) || isExample(name[1]) || tests[name[1]], "%s is no key, metric, example or test", name[1])
			}
			continue
		}
		n, err := strconv.Atoi(strings.TrimSpace(cells[1]))
		if err != nil {
			continue // the heads of the columns
		}
		numbers = append(numbers, n)
		require.Len(t, cells, 8, "statement %d: %s", n, line)
		for _, name := range inCode.FindAllStringSubmatch(cells[3], -1) {
			assert.True(t, isKey(name[1]), "statement %d: there is no key or metric %s", n, name[1])
		}
		for _, name := range inCode.FindAllStringSubmatch(cells[4], -1) {
			assert.True(t, isExample(name[1]), "statement %d: there is no example %s", n, name[1])
		}
		named := inCode.FindAllStringSubmatch(cells[5], -1)
		for _, name := range named {
			assert.True(t, tests[name[1]], "statement %d: there is no test %s", n, name[1])
		}
		assert.True(t, len(named) > 0 || strings.HasPrefix(strings.TrimSpace(cells[6]), "not here: "), "statement %d has no test, and no reason why not", n)
	}
	var want []int
	for n := 1; n <= 41; n++ {
		if n <= 26 || n >= 37 {
			want = append(want, n)
		}
	}
	assert.Equal(t, want, numbers)
}

// testNames are the names of all tests of the project.
func testNames(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	err := filepath.WalkDir("..", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, found := range testFunc.FindAllSubmatch(text, -1) {
			names[string(found[1])] = true
		}
		return err
	})
	require.NoError(t, err)
	return names
}
