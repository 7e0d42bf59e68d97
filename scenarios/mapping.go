package scenarios

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/scenarios/pattern"
)

// A mapping reads the keys of one YAML mapping. The calls that read it are the
// definition of the format: each names a key, where its value goes, what kind
// of value it is, what holds without it and what it means. Run on a file they
// fill in a scenario; run on nothing, with describing set, they leave behind the
// fields from which the JSON Schema and the reference are written.
type mapping struct {
	value
	known    []*definition
	inherits bool // what is not written keeps the value it has
	quiet    bool // a part of a value that has an origin of its own
	before   int  // complaints when reading began
	missing  []lack
	choice   [][]string
	some     [][]string
}

// A lack is a required key that is not written, and how it could be.
type lack struct{ key, example string }

// A definition is what is known of one key.
type definition struct {
	key      string
	doc      string
	what     string        // of a value: what would be right
	schema   schema        // of the value; nil when it has fields
	sample   schema        // of one measurement that can stand for the value; nil when none can
	without  fallback      // what holds when the key is not written
	inherits bool          // without it, what stands at the top of the file holds
	fields   []*definition // of a mapping, or of each item of a list
	word     schema        // of the text that may stand in place of the mapping; nil: none may
	list     bool          // the value is a list of mappings
	most     int           // of a list: items
	single   bool          // of a list: one item may stand by itself
	choice   [][]string    // of the mapping: keys of which one set is given
	some     [][]string    // of the mapping: keys of which at least one set is given
}

// open starts to read a value that must be a mapping. It complains and returns
// false when it is none. The value may be absent.
func (v value) open() (*mapping, bool) {
	m := &mapping{value: v, before: v.wrong}
	if v.node == nil || v.node.Kind == yaml.MappingNode {
		return m, true
	}
	if v.node.Kind == yaml.ScalarNode && v.node.Value == "" {
		v.complain("is empty; give its keys, or {} for none")
	} else {
		v.complain("must be a mapping of keys, got %s", shape(v.node))
	}
	return m, false
}

// close ends the reading of a mapping: it complains about keys that nothing
// asked for, keys that stand twice, and required keys that are not there. A key
// that is missing because it is misspelt is one complaint.
func (m *mapping) close() {
	keys := make([]string, len(m.known))
	for i, k := range m.known {
		keys[i] = k.key
	}
	unused := m.unused(keys)
	seen := make(map[string]bool)
	for i := 0; m.node != nil && i+1 < len(m.node.Content); i += 2 {
		n := m.node.Content[i]
		if n.Kind != yaml.ScalarNode {
			m.key("", n).complain("a key must be a word, got %s", shape(n))
			continue
		}
		v := m.key(clip(n.Value), n)
		switch {
		case !slices.Contains(keys, n.Value):
			candidates := unused
			if _, ok := m.set[n]; ok {
				candidates = keys // a setting may mean a key that the file has
			}
			near, _ := nearest(n.Value, candidates)
			m.missing = slices.DeleteFunc(m.missing, func(l lack) bool { return l.key == near })
			if number, ok := m.thousands(i); ok {
				v.complain("unknown key; a comma ends the value before it: write the number without one, such as %s", number)
				break
			}
			v.complain("unknown key%s", orKnown(didYouMean(n.Value, candidates), keys))
		case seen[n.Value]:
			v.complain("stands twice; keep one")
		}
		seen[n.Value] = true
	}
	for _, l := range m.missing {
		m.at(l.key).complain("missing; give it, such as %s: %s", l.key, l.example)
	}
}

// thousands tells whether the key at a place of a mapping in braces is the rest of a
// number that was written with commas between its thousands, and the number without.
func (m *mapping) thousands(key int) (number string, ok bool) {
	parts := m.node.Content
	begin := key
	for begin >= 2 && threeDigits().MatchString(parts[begin].Value) && parts[begin+1].Value == "" && parts[begin+1].Kind == yaml.ScalarNode {
		begin -= 2
	}
	if begin == key || !wholeNumber().MatchString(parts[begin+1].Value) || m.node.Style&yaml.FlowStyle == 0 {
		return "", false
	}
	number = parts[begin+1].Value
	for i := begin + 2; i < len(parts) && threeDigits().MatchString(parts[i].Value) && parts[i+1].Value == ""; i += 2 {
		number += parts[i].Value
	}
	return number, true
}

var (
	threeDigits = pattern.Of(`^[0-9]{3}$`)
	wholeNumber = pattern.Of(`^[0-9]{1,3}$`)
)

// unused returns the keys that the mapping could still have.
func (m *mapping) unused(keys []string) []string {
	return slices.DeleteFunc(slices.Clone(keys), func(k string) bool { return lookup(m.node, k) != nil })
}

// sound tells whether nothing was complained about since the mapping was opened.
func (m *mapping) sound() bool {
	return m.wrong == m.before && len(m.missing) == 0 && !m.describing
}

// has tells whether a key is written.
func (m *mapping) has(key string) bool { return lookup(m.node, key) != nil }

// at returns the value of a key, for complaints: its place, or that of the
// mapping when it is not written.
func (m *mapping) at(key string) value {
	n := lookup(m.node, key)
	if n == nil {
		n = m.node
	}
	return m.key(key, n)
}

// define notes that a key exists.
func (m *mapping) define(key, doc string, s schema, without fallback) *definition {
	d := &definition{key: key, doc: doc, schema: s, without: without}
	m.known = append(m.known, d)
	return d
}

// oneOf says that exactly one of several sets of keys is given, and that whole.
// The keys are defined by other calls.
func (m *mapping) oneOf(sets ...[]string) {
	m.choice = sets
	if m.describing {
		return
	}
	var given []string // keys of the last set begun
	var ways, begun []string
	for _, set := range sets {
		ways = append(ways, strings.Join(set, " and "))
		if slices.ContainsFunc(set, m.has) {
			given = set
			begun = append(begun, set...)
		}
	}
	switch written := slices.DeleteFunc(m.keys(), func(key string) bool { return !slices.Contains(begun, key) }); {
	case len(begun) > len(given) && len(ways) == len(slices.Concat(sets...)):
		m.complain("keep only one of them; got %s", several(written, otherKeys))
	case len(begun) != len(given) || !all(given, m.has) || given == nil:
		m.complain("give one of: %s", strings.Join(ways, ", or "))
	}
}

// oneKeyOf says that exactly one of several keys is given. Where an unknown key
// stands in its place, that is the only complaint.
func (m *mapping) oneKeyOf(keys ...string) {
	var ways [][]string
	for _, key := range keys {
		ways = append(ways, []string{key})
	}
	m.choice = ways
	known := func(key string) bool {
		return slices.ContainsFunc(m.known, func(d *definition) bool { return d.key == key })
	}
	if m.describing || slices.ContainsFunc(keys, m.has) || all(m.keys(), known) {
		m.oneOf(ways...)
	}
}

// anyOf says that at least one of several sets of keys is given. That none is,
// is for the caller to complain about.
func (m *mapping) anyOf(sets ...[]string) { m.some = sets }

func all(keys []string, ok func(string) bool) bool {
	return !slices.ContainsFunc(keys, func(k string) bool { return !ok(k) })
}

// field reads the value of a key. It returns whether the value is now set, from
// the file or from its default.
func field[T any](m *mapping, key string, into *T, k kind[T], without fallback, doc string) bool {
	d := m.define(key, doc, k.schema, without)
	d.what, d.sample, d.inherits = k.what, k.sample, m.inherits
	if m.describing {
		return false
	}
	v := m.key(key, lookup(m.node, key))
	if v.node == nil {
		switch {
		case m.inherits:
			return false
		case without.required:
			m.missing = append(m.missing, lack{key, without.text})
			return false
		case without.text == "":
			return false
		}
		v.node, v.standard = without.node(), true
	}
	st, ok := v.stated(k.what, without)
	if !ok {
		return false
	}
	got, ok := evaluate(st, k)
	if !ok {
		return false
	}
	*into = got
	if !m.quiet {
		st.origin.Of, st.origin.Middle = middle(st, got)
		m.origins = append(m.origins, st.origin)
	}
	return true
}

// section reads a mapping all of whose keys have defaults, or complains by
// itself about those that have none.
func (m *mapping) section(key, doc string, read func(m *mapping)) {
	m.nested(key, doc, read)
}

// optional reads a mapping that is absent unless written. It returns whether it
// is there.
func (m *mapping) optional(key, doc string, read func(m *mapping)) bool {
	if !m.describing && !m.has(key) {
		m.define(key, doc, nil, absent)
		return false
	}
	m.nested(key, doc, read)
	return true
}

// demanded reads a mapping that must be there; the example is one that could be.
func (m *mapping) demanded(key, doc, example string, read func(m *mapping)) {
	if !m.describing && !m.has(key) {
		m.missing = append(m.missing, lack{key, example})
		m.define(key, doc, nil, required(example))
		return
	}
	m.nested(key, doc, read)
	m.known[len(m.known)-1].without = required(example)
}

// nested reads the mapping at a key.
func (m *mapping) nested(key, doc string, read func(m *mapping)) {
	d := m.define(key, doc, nil, absent)
	inner, ok := m.key(key, lookup(m.node, key)).open()
	if !ok {
		return
	}
	inner.inherits, inner.quiet, inner.standard = m.inherits, m.quiet, m.standard
	read(inner)
	inner.close()
	d.fields, d.choice, d.some = inner.known, inner.choice, inner.some
}

// either reads a value that is one of a few words or a mapping. It returns
// whether it is there; the word goes into a variable.
func either[T any](m *mapping, key string, into *T, word kind[T], doc string, read func(m *mapping)) bool {
	n := lookup(m.node, key)
	switch {
	case m.describing:
		m.nested(key, doc, read)
		d := m.known[len(m.known)-1]
		d.word, d.what = word.schema, word.what
		return false
	case n != nil && n.Kind == yaml.MappingNode && lookup(n, "value") == nil:
		m.nested(key, doc, read)
		return true
	}
	return field(m, key, into, word, absent, doc)
}

// items reads a list of mappings, which is absent unless written. named returns
// the name by which settings and origins call an item, or "".
func (m *mapping) items(key, doc string, most int, named func(*yaml.Node) string, read func(i int, m *mapping)) {
	m.itemsOr(key, doc, most, absent, named, read)
}

// itemsOr reads a list of mappings for which something holds when it is not
// written.
func (m *mapping) itemsOr(key, doc string, most int, without fallback, named func(*yaml.Node) string, read func(i int, m *mapping)) {
	m.read(m.define(key, doc, nil, without), key, most, without, named, read)
}

// itemsOrOne reads a list of mappings that is absent unless written, or one of them by
// itself.
func (m *mapping) itemsOrOne(key, doc string, most int, named func(*yaml.Node) string, read func(i int, m *mapping)) {
	d := m.define(key, doc, nil, absent)
	d.single = true
	m.read(d, key, most, absent, named, read)
}

// read reads a list of mappings.
func (m *mapping) read(d *definition, key string, most int, without fallback, named func(*yaml.Node) string, read func(i int, m *mapping)) {
	d.list, d.most = true, most
	v := m.key(key, lookup(m.node, key))
	quiet := m.quiet
	switch {
	case m.describing:
		inner, _ := v.open()
		read(0, inner)
		d.fields, d.choice, d.some = inner.known, inner.choice, inner.some
		return
	case v.node == nil && without.required:
		m.missing = append(m.missing, lack{key, without.text})
		return
	case v.node == nil && without.text == "":
		return
	case v.node == nil:
		v.node, v.standard, quiet = without.node(), true, true
		m.origins = append(m.origins, model.Origin{Path: v.path, Value: flow(v.node), Kind: without.kind, Source: without.from(), Range: without.spread})
	}
	if d.single && v.node.Kind == yaml.MappingNode {
		if inner, ok := v.open(); ok {
			inner.inherits, inner.quiet = m.inherits, quiet
			read(0, inner)
			inner.close()
		}
		return
	}
	if v.node.Kind != yaml.SequenceNode {
		v.complain("must be a list, each item behind a \"- \", got %s", shape(v.node))
		return
	}
	switch n := len(v.node.Content); {
	case n == 0:
		v.complain("is an empty list; give at least one item, or leave the key out")
		return
	case n > most:
		v.complain("has %d items; at most %d are possible", n, most)
		return
	}
	for i, n := range v.node.Content {
		inner, ok := v.item(i, named(n)).open()
		if !ok {
			continue
		}
		inner.inherits, inner.quiet = m.inherits, quiet
		read(i, inner)
		inner.close()
	}
}

// nameKey names list items by the value of their key "name".
func nameKey(n *yaml.Node) string {
	if name := lookup(n, "name"); name != nil && name.Kind == yaml.ScalarNode {
		return name.Value
	}
	return ""
}
