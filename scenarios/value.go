package scenarios

import (
	"fmt"
	"go/token"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// A value is a node of the file, or of the text of a default, with the path
// that leads to it. Complaints about it carry its position.
type value struct {
	*document
	node     *yaml.Node // nil: not in the file
	field    string     // for complaints, such as "fleet[0].clients"
	path     string     // for settings and origins, such as "fleet.headquarters.clients"
	standard bool       // comes from the definition: a complaint about it is a bug
}

// complain notes that something is wrong with the value.
func (v value) complain(format string, args ...any) {
	msg := fmt.Sprintf(format, args...)
	if v.standard {
		panic(fmt.Sprintf("scenarios: the default of %s: %s", v.field, msg))
	}
	v.at(v.place(), v.field, msg)
}

// place returns the position of the value: that in the file, or the name of the
// setting it comes from.
func (v value) place() token.Position {
	if v.node == nil {
		return token.Position{Filename: v.name}
	}
	if setting, ok := v.set[v.node]; ok {
		return setting
	}
	return v.position(v.node.Line, v.node.Column)
}

// key returns the value at a key of a mapping.
func (v value) key(key string, node *yaml.Node) value {
	v.node, v.field, v.path = node, join(v.field, key), join(v.path, quoted(key))
	return v
}

// item returns the value of a list item; named tells it from the others in
// settings and origins, empty: its index does.
func (v value) item(i int, named string) value {
	v.node, v.field = v.node.Content[i], v.field+"["+strconv.Itoa(i)+"]"
	if named == "" {
		named = strconv.Itoa(i)
	}
	v.path = join(v.path, quoted(named))
	return v
}

// inside returns the value at keys below the value, for complaints: its place,
// or that of what holds it where it is not written.
func (v value) inside(keys ...string) value {
	for _, key := range keys {
		n := lookup(v.node, key)
		if n == nil {
			n = v.node
		}
		v = v.key(key, n)
	}
	return v
}

// text returns the source text of a scalar. It complains when the value is no
// scalar or has no text; what says what would be right.
func (v value) text(what string) (string, bool) {
	switch {
	case v.node.Kind != yaml.ScalarNode:
		v.complain("must be %s, got %s", what, shape(v.node))
		return "", false
	case strings.TrimSpace(v.node.Value) == "":
		v.complain("is empty; give %s or leave the key out", what)
		return "", false
	}
	return v.node.Value, true
}

// list returns the items of a list; a scalar is a list of one.
func (v value) list(what string) ([]value, bool) {
	switch {
	case v.node.Kind == yaml.SequenceNode && len(v.node.Content) == 0:
		v.complain("is an empty list; give %s", what)
		return nil, false
	case v.node.Kind == yaml.SequenceNode:
		items := make([]value, len(v.node.Content))
		for i := range items {
			items[i] = v.item(i, "")
		}
		return items, true
	case v.node.Kind == yaml.ScalarNode && v.node.Value != "":
		return []value{v}, true
	}
	v.complain("must be %s, got %s", what, shape(v.node))
	return nil, false
}

// lookup returns the node at a key of a mapping node, or nil.
func lookup(n *yaml.Node, key string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

// shape names what kind of YAML value a node is.
func shape(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "a mapping"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.Value == "":
		return "nothing"
	}
	return clip(n.Value)
}

// flow writes a node on one line, as a scenario file could have it.
func flow(n *yaml.Node) string {
	var parts []string
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			parts = append(parts, flow(n.Content[i])+": "+flow(n.Content[i+1]))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case yaml.SequenceNode:
		for _, c := range n.Content {
			parts = append(parts, flow(c))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return strings.Join(strings.Fields(n.Value), " ")
}

// clip shortens a text that is quoted in a complaint, and keeps it on one line
// and harmless to terminals.
func clip(s string) string { return clipTo(60, s) }

// clipTo is clip to so many characters. What a file that is not what it should be
// begins with, nobody needs to see in full.
func clipTo(most int, s string) string {
	s = strings.Join(strings.Fields(s), " ")
	s = strings.Map(func(r rune) rune {
		if unprintable(r) {
			return '\ufffd'
		}
		return r
	}, s)
	if runes := []rune(s); len(runes) > most {
		s = string(runes[:most]) + "…"
	}
	return s
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// quoted puts quotes around a name that a dotted path could not hold otherwise.
func quoted(name string) string {
	if strings.ContainsAny(name, `."'[`) {
		return strconv.Quote(name)
	}
	return name
}

// keys returns the keys of a mapping, in order.
func (v value) keys() []string {
	var keys []string
	if v.node != nil && v.node.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(v.node.Content); i += 2 {
			keys = append(keys, v.node.Content[i].Value)
		}
	}
	return keys
}
