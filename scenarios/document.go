package scenarios

import (
	"bytes"
	"errors"
	"fmt"
	"go/token"
	"io"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

const (
	maxBytes  = 1 << 20 // of a scenario file
	maxDepth  = 24      // of lists and mappings inside each other; the deepest a scenario needs is about 10
	maxMarks  = 50_000  // of the characters that make YAML values; bounds the memory of a hostile file to some 100 MB
	maxErrors = 1000    // complaints; nobody reads more
)

// A document is a scenario file while it is read: its text, what is wrong with
// it so far and where its values come from.
type document struct {
	name       string // as complaints show it; files it refers to lie beside it
	lines      []string
	tree       *yaml.Node                    // the text as it was parsed before, to be copied; nil: it is to be parsed
	root       *yaml.Node                    // what was read, with every setting in its place
	set        map[*yaml.Node]token.Position // nodes that a Setting put there, and where complaints about them point
	traces     map[string]*trace             // that were read through before, by path
	files      []string                      // paths of the files it refers to that were opened
	references []reference                   // the same with the places that name them
	found      Errors
	wrong      int // complaints, listed in found or beyond the limit
	origins    []model.Origin
	warnings   []fmt.Stringer
	sweep      *Sweep // what the key "sweep" says
	describing bool   // nothing is read: the definition itself is wanted
}

// parse turns the text of a file into nodes. It complains and returns nil where
// that is not one YAML document with a mapping in it.
func (d *document) parse(text []byte) *yaml.Node {
	whole := value{document: d}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if len(text) > maxBytes {
		whole.complain("is larger than 1 MiB; a scenario file has a few hundred lines")
		return nil
	}
	d.lines = strings.Split(string(text), "\n")
	if !d.plainText(text) {
		return nil
	}
	loader, err := yaml.NewLoader(bytes.NewReader(text))
	if err != nil {
		panic(fmt.Sprintf("scenarios: a YAML loader without options fails: %v", err))
	}
	var root, second yaml.Node
	switch err := loader.Load(&root); {
	case errors.Is(err, io.EOF) || (err == nil && len(root.Content) == 0):
		whole.complain("is empty; a scenario starts with a line such as \"start: 2027-04-12\"")
		return nil
	case err != nil:
		d.syntax(err)
		return nil
	}
	switch err := loader.Load(&second); {
	case err == nil:
		value{document: d, node: &second}.complain("starts a second document; a scenario file holds one")
		return nil
	case !errors.Is(err, io.EOF):
		d.syntax(err)
		return nil
	}
	top := root.Content[0]
	if !d.supported(top, 0) {
		return nil
	}
	if top.Kind != yaml.MappingNode {
		value{document: d, node: top}.complain("must be a mapping of keys such as \"start: 2027-04-12\", got %s", shape(top))
		return nil
	}
	return top
}

// plainText complains about bytes that editors do not show the way YAML counts
// them, and about texts made to exhaust the parser.
func (d *document) plainText(text []byte) bool {
	if bytes.IndexByte(text, 0) >= 0 || !utf8.Valid(text) {
		value{document: d}.complain("is not a text file in UTF-8")
		return false
	}
	marks, line, column := 0, 1, 1
	for i, r := range string(text) {
		switch {
		case strings.ContainsRune(",[{:?", r):
			marks++
		case r == '\n':
			line, column = line+1, 0
		case unprintable(r) && (r != '\r' || i+1 == len(text) || text[i+1] != '\n'):
			d.at(token.Position{Filename: d.name, Line: line, Column: column}, "", hasUnprintable(r))
			return false
		}
		column += utf8.RuneLen(r)
	}
	if marks > maxMarks {
		value{document: d}.complain("holds more than %d values; a scenario needs a few hundred", maxMarks)
		return false
	}
	return true
}

// unprintable tells whether a character does something to the terminal or the
// editor that shows it: control characters but tabs and line ends, line and
// paragraph separators, and those that turn the direction of writing.
func unprintable(r rune) bool {
	switch {
	case r == '\t' || r == '\n':
		return false
	case r < ' ', r >= 0x7f && r <= 0x9f, r == '\u2028', r == '\u2029', r == '\ufeff':
		return true
	}
	return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}

func hasUnprintable(r rune) string {
	return fmt.Sprintf("has the control character U+%04X; remove it", r)
}

// syntax turns the error of the YAML parser into a complaint.
func (d *document) syntax(err error) {
	var all *yaml.LoadErrors
	var one *yaml.LoadError
	switch {
	case errors.As(err, &all) && len(all.Errors) > 0:
		one = all.Errors[0]
	case !errors.As(err, &one):
		value{document: d}.complain("is no YAML: %v", err)
		return
	}
	mark, msg := one.Mark, "is no YAML: "+one.Message
	pos := d.position(mark.Line, mark.Column)
	begun := d.position(one.ContextMark.Line, one.ContextMark.Column)
	switch {
	case strings.Contains(one.Message, "tab character"), d.tabAt(pos):
		msg = "is indented with a tab; use spaces"
	case strings.Contains(one.Message, "unknown anchor"):
		msg = "is an alias; aliases are not supported, write the value out"
	case strings.Contains(one.Message, "exceeded max depth"):
		msg = fmt.Sprintf("is nested more than %d deep", maxDepth)
		pos = d.deepest(pos)
	case strings.Contains(one.Message, "unexpected end of stream") && begun.Line > 0:
		pos, msg = begun, "is no YAML: the quote that begins here is not closed"
	case strings.Contains(one.Message, "expected ',' or") && begun.Line > 0:
		msg = fmt.Sprintf("is no YAML: expected a comma, or the end of the bracket that begins at %d:%d", begun.Line, begun.Column)
	case strings.Contains(one.Message, "mapping values are not allowed"):
		msg += "; a value that contains \": \" needs quotes, and the keys of one mapping the same indentation"
	}
	d.at(pos, "", msg)
}

// deepest returns where the brackets of a line go too deep, at or before the place
// at which the parser, which allows more, has given up.
func (d *document) deepest(pos token.Position) token.Position {
	if pos.Line == 0 {
		return pos
	}
	depth := 0
	for i, c := range []byte(d.lines[pos.Line-1]) {
		switch c {
		case '[', '{':
			depth++
		case ']', '}':
			depth--
		}
		if depth > maxDepth {
			pos.Column = min(pos.Column, i+1)
			break
		}
	}
	return pos
}

// tabAt tells whether a tab stands at a place.
func (d *document) tabAt(pos token.Position) bool {
	return pos.Line > 0 && pos.Column <= len(d.lines[pos.Line-1]) && d.lines[pos.Line-1][pos.Column-1] == '\t'
}

// supported complains about what YAML allows and scenario files do not have:
// anchors, aliases, merge keys, tags, nesting beyond reason, and control
// characters that a text in quotes spells out.
func (d *document) supported(n *yaml.Node, depth int) bool {
	v := value{document: d, node: n}
	switch {
	case depth > maxDepth:
		v.complain("is nested more than %d deep", maxDepth)
		return false
	case n.Kind == yaml.AliasNode:
		v.complain("is an alias; aliases are not supported, write the value out")
		return false
	case n.Anchor != "":
		v.complain("has an anchor; anchors and aliases are not supported, write the value out where it is needed")
		return false
	case n.Style&yaml.TaggedStyle != 0:
		v.complain("has the tag %s; tags are not supported, write the bare value", clip(n.Tag))
		return false
	case n.Tag == "!!merge":
		v.complain("is a merge key; merge keys are not supported, write the keys out")
		return false
	}
	if i := strings.IndexFunc(n.Value, unprintable); i >= 0 {
		r, _ := utf8.DecodeRuneInString(n.Value[i:])
		v.complain("%s", hasUnprintable(r))
		return false
	}
	sound := true
	for _, c := range n.Content {
		if !d.supported(c, depth+1) {
			sound = false
		}
	}
	return sound
}

// position returns the place in the file of a line and a column that count
// from 1, the column in characters as the YAML parser counts. A place beyond the
// end, as in an unclosed quote, becomes the end.
func (d *document) position(line, column int) token.Position {
	if line < 1 || len(d.lines) == 0 {
		return token.Position{Filename: d.name}
	}
	if line > len(d.lines) {
		line, column = len(d.lines), len(d.lines[len(d.lines)-1])+1
	}
	bytes := 0
	for range column - 1 {
		_, size := utf8.DecodeRuneInString(d.lines[line-1][bytes:])
		bytes += size
	}
	return token.Position{Filename: d.name, Line: line, Column: bytes + 1}
}

// at notes a complaint.
func (d *document) at(pos token.Position, field, msg string) {
	if d.describing {
		return
	}
	if d.wrong++; d.wrong <= maxErrors {
		d.found = append(d.found, &Error{Pos: pos, Field: field, Msg: msg})
	}
}

// warn notes what a reader should look at although the file is valid.
func (d *document) warn(text say.Msg, values ...any) {
	if d.describing {
		return
	}
	d.warnings = append(d.warnings, say.Of(text, values...))
}
