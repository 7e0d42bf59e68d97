package say_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// verb is one of a format, as of package fmt: its explicit index, and what it formats.
var verb = regexp.MustCompile(`%[-+# 0]*(?:\[(\d+)\])?(?:\d+|\*)?(?:\.(?:\d+|\*))?(?:\[(\d+)\])?([a-zA-Z%])`)

// valuesOf are the numbers of the values that a format takes, in order. How it writes them
// is its own affair: %q in English is „%s“ in German.
func valuesOf(format string) []int {
	var taken []int
	next := 1
	for _, v := range verb.FindAllStringSubmatch(format, -1) {
		if v[3] == "%" {
			continue
		}
		for _, index := range v[1:3] {
			if n, err := strconv.Atoi(index); err == nil {
				next = n
			}
		}
		taken = append(taken, next)
		next++
	}
	slices.Sort(taken)
	return slices.Compact(taken)
}

// literal is a text that stands in the source, perhaps in parts.
func literal(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil && e.Kind == token.STRING
	case *ast.BinaryExpr:
		left, ok := literal(e.X)
		right, also := literal(e.Y)
		return left + right, ok && also
	}
	return "", false
}

// TestBothLanguagesTakeTheSameValues reads every text of the house in the source, and
// checks that its German takes the values that its English takes.
func TestBothLanguagesTakeTheSameValues(t *testing.T) {
	found := 0
	files := token.NewFileSet()
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && path != "../.."):
			return filepath.SkipDir
		case !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) != 2 {
				return true
			}
			switch f := call.Fun.(type) {
			case *ast.SelectorExpr:
				of, is := f.X.(*ast.Ident)
				ok = is && of.Name == "say" && f.Sel.Name == "T"
			case *ast.Ident:
				ok = f.Name == "T" && file.Name.Name == "say"
			default:
				ok = false
			}
			if !ok {
				return true
			}
			english, isText := literal(call.Args[0])
			german, also := literal(call.Args[1])
			if isText && also {
				found++
				assert.Equal(t, valuesOf(english), valuesOf(german), "%v: values of %q and of %q", files.Position(call.Pos()), english, german)
			}
			return true
		})
		return nil
	})
	require.NoError(t, err)
	assert.GreaterOrEqual(t, found, 1000, "texts that were found in the source")
}

// TestValuesOf reads the values of formats.
func TestValuesOf(t *testing.T) {
	for format, want := range map[string][]int{
		"95 %% of %s, %d times":        {1, 2},
		"%[2]s kommt %[1]d-mal":        {1, 2},
		"%-s and %[1]s again, %.2f %%": {1, 2},
		"nothing":                      nil,
	} {
		assert.Equal(t, want, valuesOf(format), format)
	}
}
