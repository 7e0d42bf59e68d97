package random_test

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"

	"github.com/rollsim/rollsim/scenarios"
	"github.com/rollsim/rollsim/scenarios/random"
	"github.com/rollsim/rollsim/testdata/long"
)

// TestValid loads scenarios of many seeds, and asks whether every key of the language
// occurs in one of them.
func TestValid(t *testing.T) {
	dir := t.TempDir()
	for name, text := range random.Files {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
	}
	used := map[string]bool{}
	for seed := range uint64(long.Or(300, 5000)) {
		text := random.Scenario(seed)
		s, err := scenarios.Load(filepath.Join(dir, "scenario.yaml"), []byte(text), nil)
		if !assert.NoError(t, err, "seed %d", seed) {
			continue
		}
		assert.LessOrEqual(t, s.Clients(), 1000, "seed %d", seed)
		assert.Equal(t, text, random.Scenario(seed), "the same seed makes the same scenario")
		var tree any
		require.NoError(t, yaml.Unmarshal([]byte(text), &tree))
		paths(tree, "", used)
	}
	for _, key := range keys(t) {
		assert.True(t, used[key], "no scenario has the key %s: add it to the part of this package that it belongs to", key)
	}
}

// TestLarge loads some of those that take long.
func TestLarge(t *testing.T) {
	dir := t.TempDir()
	for name, text := range random.Files {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
	}
	for seed := range uint64(20) {
		s, err := scenarios.Load(filepath.Join(dir, "scenario.yaml"), []byte(random.Large(seed)), nil)
		if assert.NoError(t, err, "seed %d", seed) {
			assert.GreaterOrEqual(t, s.Clients()*s.Horizon, 10_000_000, "seed %d", seed)
		}
	}
}

// paths notes the paths of all keys below one, in the form of the reference.
func paths(node any, at string, used map[string]bool) {
	switch n := node.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(n)) {
			path := strings.TrimPrefix(at+"."+key, ".")
			used[path] = true
			paths(n[key], path, used)
			if key == "value" {
				paths(n[key], at, used)
			}
		}
	case []any:
		used[at+"[]"] = true
		for _, item := range n {
			paths(item, at+"[]", used)
		}
	}
}

// keys returns the keys that the reference lists, and no metrics.
func keys(t *testing.T) []string {
	t.Helper()
	table, _, found := strings.Cut(scenarios.Reference(), "\n## What varies in a sweep")
	require.True(t, found)
	var keys []string
	for _, m := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\|").FindAllStringSubmatch(table, -1) {
		keys = append(keys, m[1])
	}
	require.Greater(t, len(keys), 200, "keys in the reference")
	return keys
}
