package scenarios

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/scenarios/pattern"
)

// A kind is a kind of value that a key can have: how it is read, what would be
// right, and its JSON Schema.
type kind[T any] struct {
	what     string // such as "a share such as 5%"; completes "must be …" and "give …"
	schema   schema
	parse    func(text string) (T, error)   // of a scalar; nil for other kinds
	read     func(v value) (T, bool)        // complains and returns false where the value is none
	measured func(v value) (T, bool)        // of a list of measurements; nil where none can be given
	sample   schema                         // of one measurement
	bounds   func(T) (above, below float64) // for comparing with a range, which must begin up to above and end from below on; nil where there is no order
}

// scalar is a kind whose values are one text each. The pattern describes that
// text in the JSON Schema; the name is that of the schema's definition.
func scalar[T any](name, what, pattern string, parse func(text string) (T, error)) kind[T] {
	k := kind[T]{what: what, schema: textSchema(name, what, pattern), parse: parse}
	return k.parsing(parse)
}

// parsing is the kind with another way to parse its text.
func (k kind[T]) parsing(parse func(text string) (T, error)) kind[T] {
	what := k.what
	k.parse = parse
	k.read = func(v value) (T, bool) {
		var none T
		text, ok := v.text(what)
		if !ok {
			return none, false
		}
		got, err := parse(text)
		if err != nil {
			v.complain("%s", err)
			return none, false
		}
		return got, true
	}
	return k
}

// ordered is the kind with a measure by which its values compare.
func (k kind[T]) ordered(amount func(T) float64) kind[T] {
	k.bounds = func(got T) (above, below float64) { return amount(got), amount(got) }
	return k
}

// where is the kind without the values that ok refuses; want completes "must be".
func (k kind[T]) where(ok func(T) bool, want string) kind[T] {
	read := k.read
	k.read = func(v value) (T, bool) {
		got, sound := read(v)
		if sound && !ok(got) {
			v.complain("must be %s, got %s", want, clip(flow(v.node)))
			return got, false
		}
		return got, sound
	}
	if measured := k.measured; measured != nil {
		k.measured = func(v value) (T, bool) {
			got, sound := measured(v)
			if sound && !ok(got) {
				v.complain("must be %s, got %s", want, clip(flow(v.node)))
				return got, false
			}
			return got, sound
		}
	}
	if parse := k.parse; parse != nil {
		k.parse = func(text string) (T, error) {
			got, err := parse(text)
			if err == nil && !ok(got) {
				err = fmt.Errorf("must be %s, got %s", want, clip(text))
			}
			return got, err
		}
	}
	return k
}

// object is a kind whose values are mappings.
func object[T any](what string, read func(m *mapping, into *T)) kind[T] {
	described := describe(func(m *mapping) {
		var sample T
		read(m, &sample)
	})
	return kind[T]{
		what:   what,
		schema: described.jsonSchema(),
		read: func(v value) (T, bool) {
			var got T
			m, ok := v.open()
			if !ok {
				return got, false
			}
			m.quiet = true
			read(m, &got)
			m.close()
			return got, m.sound()
		},
	}
}

// listOf is a kind whose values are lists; a scalar alone is a list of one.
func listOf[T any](k kind[T], what string) kind[[]T] {
	list := kind[[]T]{
		what:   what,
		schema: schema{"anyOf": []schema{k.schema, {"type": "array", "minItems": 1, "items": k.schema}}},
		read: func(v value) ([]T, bool) {
			items, ok := v.list(what)
			if !ok {
				return nil, false
			}
			list := make([]T, len(items))
			for i, item := range items {
				got, fine := k.read(item)
				list[i], ok = got, ok && fine
			}
			return list, ok
		},
	}
	if k.bounds != nil {
		list.bounds = func(all []T) (above, below float64) {
			above, below = math.Inf(+1), math.Inf(-1)
			for _, item := range all {
				a, b := k.bounds(item)
				above, below = min(above, a), max(below, b)
			}
			return above, below
		}
	}
	return list
}

// setOf is a list in which nothing stands twice.
func setOf[T comparable](k kind[T], what string) kind[[]T] {
	return distinct(listOf(k, what), func(a, b T) bool { return a == b })
}

// distinct is a kind of list without items that are the same.
func distinct[T any](k kind[[]T], same func(a, b T) bool) kind[[]T] {
	read := k.read
	k.read = func(v value) ([]T, bool) {
		list, ok := read(v)
		if !ok {
			return list, ok
		}
		for i := range list {
			if slices.ContainsFunc(list[:i], func(earlier T) bool { return same(earlier, list[i]) }) {
				v.item(i, "").complain("%s stands twice; keep one", clip(flow(v.item(i, "").node)))
				ok = false
			}
		}
		return list, ok
	}
	return k
}

// scalarOr is a kind whose values are written as a text or as something else.
func scalarOr[T any](text, other kind[T]) kind[T] {
	k := text
	k.what = text.what + " or " + other.what
	k.schema = schema{"anyOf": []schema{text.schema, other.schema}}
	k.parse, k.bounds = nil, nil
	k.read = func(v value) (T, bool) {
		if v.node.Kind == yaml.ScalarNode {
			return text.read(v)
		}
		return other.read(v)
	}
	return k
}

// wordOrMore is the kind of a word in place of which a mapping may stand; more is
// an example of one.
func wordOrMore[T any](word string, value T, more string) kind[T] {
	k := oneWord(word, []string{word}, []T{value})
	only := k.parse
	return k.parsing(func(text string) (T, error) {
		got, err := only(text)
		if err != nil {
			err = fmt.Errorf("must be %s or a mapping such as %s, got %s%s", word, more, clip(text), didYouMean(text, []string{word}))
		}
		return got, err
	})
}

// oneWord is a kind whose values are a few words, in kebab-case.
func oneWord[T any](what string, words []string, values []T) kind[T] {
	k := scalar("", what, "", func(text string) (T, error) {
		for i, w := range words {
			if w == text {
				return values[i], nil
			}
		}
		var none T
		return none, fmt.Errorf("must be %s, got %s%s", alternatives(words), clip(text), didYouMean(text, words))
	})
	k.schema = schema{"enum": words}
	return k
}

// words is text for people to read: a name, in a line of its own.
var words = scalar("text", "a short text", "", func(text string) (string, error) {
	switch text = strings.TrimSpace(text); {
	case len(text) > 120:
		return "", fmt.Errorf("must be at most 120 bytes long, got %d", len(text))
	case strings.ContainsAny(text, "\n\t"):
		return "", errors.New("must stand in one line")
	}
	return text, nil
})

// yesNo is true or false. Other words for them, such as yes, are refused: what
// they mean depends on who reads the file.
var yesNo = func() kind[bool] {
	k := oneWord("true or false", []string{"true", "false"}, []bool{true, false})
	k.schema = named("yes-no", schema{"enum": []any{"true", "false", true, false}})
	return k
}()

// version is a release number. Its parts are compared as numbers, so words such
// as beta, whose order nobody could tell, are none.
var version = func() kind[model.Version] {
	k := scalar("", `a version such as "9.3"`, versionPattern, func(text string) (model.Version, error) {
		switch {
		case versionText().MatchString(text) && len(text) <= maxVersion:
			return model.Version(text), nil
		case versionText().MatchString(text) || len(text) > maxVersion:
			return "", fmt.Errorf(`must be a version such as "9.3", of at most %d characters; got %s`, maxVersion, clip(text))
		}
		return "", fmt.Errorf(`must be a version made of dots and numbers of at most 18 digits, such as "9.3"; got %s`, clip(text))
	})
	k.schema = named("version", schema{"anyOf": []schema{
		{"type": "string", "pattern": versionPattern, "maxLength": maxVersion},
		{"type": "number"},
	}})
	return k
}()

const (
	versionPattern = `^[0-9]{1,18}(\.[0-9]{1,18})*$` // each part is an integer of 64 bits
	maxVersion     = 60
)

var versionText = pattern.Of(versionPattern)

// count is a whole number between two limits.
func count(what string, least, most int) kind[int] {
	k := scalar("", what, "", func(text string) (int, error) {
		n, err := strconv.Atoi(strings.ReplaceAll(text, "_", ""))
		switch {
		case errors.Is(err, strconv.ErrRange):
			return 0, fmt.Errorf("must be at most %d, got %s", most, clip(text))
		case err != nil || strings.HasPrefix(text, "+"):
			return 0, fmt.Errorf("must be a plain whole number such as %d, got %s", max(least, 50), clip(text))
		case n < least:
			return 0, fmt.Errorf("must be at least %d, got %d", least, n)
		case n > most:
			return 0, fmt.Errorf("must be at most %d, got %d", most, n)
		}
		return n, nil
	})
	k.schema = schema{"anyOf": []schema{
		{"type": "string", "pattern": "^[0-9][0-9_]*$"},
		{"type": "integer", "minimum": least, "maximum": most},
	}}
	return k.ordered(func(n int) float64 { return float64(n) })
}

// number is a plain number above 0, such as a coefficient of variation.
var number = numberUpTo(1e9)

// numberUpTo is a plain number above 0 and not above another.
func numberUpTo(most float64) kind[float64] {
	k := scalar("", "a number above 0", "", func(text string) (float64, error) {
		f, err := strconv.ParseFloat(text, 64)
		switch tooLarge := errors.Is(err, strconv.ErrRange) && f > 0; {
		case err != nil && !tooLarge || f != f || f <= 0 || !tooLarge && math.IsInf(f, +1):
			return 0, fmt.Errorf("must be a plain number above 0, got %s", clip(text))
		case f > most:
			return 0, fmt.Errorf("must be at most %.0f, got %s", most, clip(text))
		}
		return f, nil
	})
	k.schema = named("number", schema{"anyOf": []schema{
		{"type": "string", "pattern": `^[0-9.]+$`},
		{"type": "number", "exclusiveMinimum": 0},
	}})
	return k.ordered(func(f float64) float64 { return f })
}
