package scenarios

import (
	"errors"
	"fmt"
	"go/token"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/rollsim/rollsim/scenarios/pattern"
)

// A Setting replaces one value of a scenario before it is read. Path is dotted,
// with list items by name or by index from 0, in quotes where a name has a dot:
// "fleet.headquarters.clients", "strategies.waves.waves.size", "backend.events.0.at".
// An index may stand in brackets, as in complaints: "backend.events[0].at". Value is
// YAML.
type Setting struct {
	Path, Value string
	Flag        string // the flag that stands for the path, such as "--seed"; empty: --set

	at token.Position // of the value in the sweep of a file; none: on the command line
}

// place is where complaints about the setting point.
func (s Setting) place() token.Position {
	if s.at.IsValid() || s.at.Filename != "" {
		return s.at
	}
	return token.Position{Filename: clip(s.String())}
}

// String returns the setting as the command line has it.
func (s Setting) String() string {
	if s.Flag != "" {
		return s.Flag + " " + s.Value
	}
	return "--set " + s.Path + "=" + s.Value
}

// deepest is how many parts the path of a setting may have: more than any value
// needs.
const deepest = 40

// apply puts the value of a setting into the tree, and makes the mappings on the
// way to it that the file does not have.
func (d *document) apply(root *yaml.Node, s Setting) {
	refuse := func(format string, args ...any) {
		d.at(s.place(), clip(s.Path), fmt.Sprintf(format, args...))
	}
	keys, err := splitPath(s.Path)
	if err != nil {
		refuse("%s", err)
		return
	}
	if len(keys) > deepest {
		refuse("has %d parts; no value lies deeper than %d", len(keys), deepest)
		return
	}
	n, err := settingNode(s.Value)
	if err != nil {
		refuse("%s", err)
		return
	}
	if d.set == nil {
		d.set = map[*yaml.Node]token.Position{}
	}
	at := root
	for i, key := range keys {
		last := i == len(keys)-1
		switch at.Kind {
		case yaml.MappingNode:
			child := lookup(at, key)
			switch {
			case last && child != nil:
				*child = *n
				child.Line, child.Column = 0, 0
				d.mark(child, s.place())
				return
			case child == nil:
				child = &yaml.Node{Kind: yaml.MappingNode}
				if last {
					child = n
				}
				name := &yaml.Node{Kind: yaml.ScalarNode, Value: key}
				at.Content = append(at.Content, name, child)
				d.mark(name, s.place())
				d.mark(child, s.place())
			}
			at = child
		case yaml.SequenceNode:
			index, err := itemIndex(at, key)
			if err != nil {
				if better := dotted(at, keys, i); better != "" {
					err = fmt.Errorf("there is no item %s; a name with a dot is quoted: %s", clip(key), better)
				}
				refuse("%s", err)
				return
			}
			at = at.Content[index]
			if last {
				*at = *n
				d.mark(at, s.place())
			}
		default:
			whole, example := strings.Join(keys[:i], "."), ""
			if at.Value == "estimate" && last { // a word for a mapping
				example = fmt.Sprintf(", such as {estimate: true, %s: %s}", clip(key), clip(s.Value))
			}
			refuse("%s is %s and has no key %s; set %s as a whole%s", whole, shape(at), key, whole, example)
			return
		}
	}
}

// mark notes that a node and all in it come from a setting.
func (d *document) mark(n *yaml.Node, setting token.Position) {
	d.set[n] = setting
	for _, c := range n.Content {
		d.mark(c, setting)
	}
}

// settingNode parses the value of a setting.
func settingNode(text string) (*yaml.Node, error) {
	if strings.TrimSpace(text) == "" {
		return nil, errors.New("has no value; write path=value")
	}
	d := &document{name: "value"}
	if !d.plainText([]byte(text)) {
		return nil, errors.New(d.found[0].Msg)
	}
	var root yaml.Node
	if err := yaml.Load([]byte(text), &root); err != nil || len(root.Content) == 0 {
		return nil, fmt.Errorf("the value is no YAML: %s", clip(text))
	}
	if !d.supported(root.Content[0], 0) {
		return nil, errors.New(d.found[0].Msg)
	}
	return root.Content[0], nil
}

// itemIndex finds an item of a list by its name or its index.
func itemIndex(list *yaml.Node, key string) (int, error) {
	var names []string
	for i, n := range list.Content {
		name := strategyName(n)
		if name == key || strings.ReplaceAll(name, " ", "_") == key {
			return i, nil
		}
		if name != "" {
			names = append(names, name)
		}
	}
	i, err := strconv.Atoi(key)
	switch {
	case err != nil:
		return 0, fmt.Errorf("there is no item %s%s", clip(key), didYouMean(key, names))
	case i < 0 || i >= len(list.Content):
		return 0, fmt.Errorf("there is no item %d; the list has %d, counted from 0", i, len(list.Content))
	}
	return i, nil
}

// dotted returns a path with quotes around the name of a list item that begins at
// key i and has dots in it; empty when there is none.
func dotted(list *yaml.Node, keys []string, i int) string {
	for _, n := range list.Content {
		name := strategyName(n)
		for end := i + 2; end <= len(keys); end++ {
			if strings.Join(keys[i:end], ".") != name {
				continue
			}
			parts := slices.Concat(keys[:i], []string{name}, keys[end:])
			for j := range parts {
				parts[j] = quoted(parts[j])
			}
			return strings.Join(parts, ".")
		}
	}
	return ""
}

var bracketed = pattern.Of(`^(.+)\[([0-9]+)\]$`)

// indexed takes the indices in brackets off a part of a path.
func indexed(part string) []string {
	p := bracketed().FindStringSubmatch(part)
	if p == nil {
		return []string{part}
	}
	return append(indexed(p[1]), p[2])
}

// splitPath takes a dotted path apart; names with dots are in quotes.
func splitPath(path string) ([]string, error) {
	var keys []string
	for rest := path; ; {
		key, after := rest, ""
		if rest != "" && (rest[0] == '"' || rest[0] == '\'') {
			end := strings.IndexByte(rest[1:], rest[0])
			if end < 0 {
				return nil, errors.New("the quotes in the path are not closed")
			}
			key, after = rest[1:end+1], rest[end+2:]
			if after != "" && after[0] != '.' {
				return nil, errors.New("a quoted name in the path must be followed by a dot")
			}
		} else if i := strings.IndexByte(rest, '.'); i >= 0 {
			key, after = rest[:i], rest[i:]
		}
		if strings.TrimSpace(key) == "" {
			return nil, errors.New("has an empty part in its path; write a dotted path such as backend.slots")
		}
		if rest[0] != '"' && rest[0] != '\'' {
			keys = append(keys, indexed(key)...)
		} else {
			keys = append(keys, key)
		}
		if after == "" {
			return keys, nil
		}
		rest = after[1:]
	}
}
