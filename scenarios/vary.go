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

const maxItems = 100 // of the list sweep

// varyShape is an axis as a file has it.
const varyShape = "{backend.slots: [40, 50, 60]}"

// sweepReference is what the reference says of sweeps.
const sweepReference = `
## What varies in a sweep

` + "`rollsim sweep`" + ` simulates the variants of a scenario: each step of each item with each step of every other, the last one
fastest, but for those that an ` + "`only`" + ` leaves out; at most 100,000 before that. Other commands take the scenario as it stands.

` + "```yaml" + `
sweep:
  - vary: {backend.slots: [40, 50, 60]}
  - vary: {strategies.waves.waves.size: [250, 500], strategies.waves.waves.every: [1wd, 2wd]}   # together: 250 with 1wd, 500 with 2wd
  - vary: {fleet.headquarters.clients: {from: 1000, to: 5000, step: 1000}}
  - vary: {sync.interval: {from: 1h, to: 16h, points: 5, scale: log}}
  - only: backend.slots >= 50 and fleet.headquarters.clients < 4000
` + "```" + `

Paths are those of ` + "`--set`" + `, and a value is what the scenario could have there: also a list or a mapping, in a list of them. A
grid has one unit. With ` + "`step`" + ` its values are exact, and the last step meets ` + "`to`" + `. With ` + "`points`" + ` they are rounded to four digits,
and to whole numbers where both ends are plain whole numbers.

An ` + "`only`" + ` has comparisons by ` + "`<`, `<=`, `>`, `>=`, `=` or `!=`" + `, joined by ` + "`and`" + `, between paths and values. A path that does not vary
has the value of the scenario, as ` + "`rollsim explain`" + ` shows it. Numbers compare when they are of one kind: plain numbers, shares,
lengths of time, workdays, amounts of data, rates, dates, times of day; versions part by part; words are equal or not.

On the command line the same is said by ` + "`--vary backend.slots=40,50,60`, `--vary fleet.headquarters.clients=1000..5000/1000`" + `,
` + "`--vary \"strategies.waves.waves.size=250,500; strategies.waves.waves.every=1wd,2wd\"` and `--only \"backend.slots >= 50\"`" + `. An axis
given there takes the place of those of the file that vary the same paths; conditions are added.

A variant is named by its values, as in ` + "`backend.slots=50 strategies.waves.waves.size=250`" + `, never by a number: its results stay its own
when values are added or left out.
`

// readSweep reads the key "sweep". What stands there is no value of the scenario
// and has no origin.
func readSweep(m *mapping) {
	sweep, quiet := &Sweep{}, m.quiet
	m.quiet = true
	defer func() { m.quiet = quiet }()
	m.items("sweep", "variants of this scenario for rollsim sweep, which other commands ignore: what varies, each with each, and which points to leave out",
		maxItems, func(*yaml.Node) string { return "" }, func(_ int, m *mapping) {
			var a Axis
			if field(m, "vary", &a, axis, absent, "paths as those of --set, and the values of each; paths of one item advance together") {
				sweep.Axes = append(sweep.Axes, a)
			}
			var c Condition
			if field(m, "only", &c, condition, absent, "points that do not meet this are left out; all such conditions must hold") {
				c.at = m.at("only").place()
				sweep.Conditions = append(sweep.Conditions, c)
			}
			m.oneKeyOf("vary", "only")
		})
	if !m.describing {
		m.sweep = sweep
	}
}

// axis is a mapping from paths to the values they have at each step.
var axis = kind[Axis]{
	what: "paths and their values, such as " + varyShape,
	schema: named("axis", schema{"type": "object", "minProperties": 1, "additionalProperties": schema{"anyOf": []schema{
		{"type": "array", "minItems": 1}, {"type": []string{"string", "number", "boolean"}}, named("grid", grid.schema),
	}}}),
	read: func(v value) (Axis, bool) {
		var a Axis
		switch {
		case v.node.Kind != yaml.MappingNode:
			v.complain("must be paths and their values, such as %s; got %s", varyShape, shape(v.node))
			return a, false
		case len(v.node.Content) == 0:
			v.complain("varies nothing; give a path and its values, such as %s", varyShape)
			return a, false
		case len(v.node.Content)/2 > maxPaths:
			v.complain("varies %d paths; at most %d are possible", len(v.node.Content)/2, maxPaths)
			return a, false
		}
		sound := true
		for i := 0; i < len(v.node.Content); i += 2 {
			if key := v.node.Content[i]; key.Kind != yaml.ScalarNode || strings.TrimSpace(key.Value) == "" {
				v.key("", key).complain("must be a path such as backend.slots, got %s", shape(key))
				sound = false
				continue
			}
			path := v.node.Content[i].Value
			values, ok := v.key(path, v.node.Content[i+1]).steps()
			if !ok {
				sound = false
				continue
			}
			if problem := a.add(path, values); problem != "" {
				v.key(path, v.node.Content[i]).complain("%s", problem)
				sound = false
			}
		}
		return a, sound
	},
}

// A step is one value on an axis, and where it stands.
type step struct {
	text string
	at   token.Position
}

// add puts a path on the axis that advances with those on it. It returns what is
// wrong with that.
func (a *Axis) add(path string, values []step) (problem string) {
	if len(a.Paths) > 0 && len(values) != len(a.Steps) {
		return fmt.Sprintf("has %s, and %s %d; those of one item advance together and need as many", numbered(len(values), valueNoun), a.Paths[0], len(a.Steps))
	}
	if a.Steps == nil {
		a.Steps, a.places = make([][]string, len(values)), make([][]token.Position, len(values))
	}
	a.Paths = append(a.Paths, path)
	for i, v := range values {
		a.Steps[i], a.places[i] = append(a.Steps[i], v.text), append(a.places[i], v.at)
	}
	return ""
}

// steps reads the values of a path: a list, one value, or a grid.
func (v value) steps() ([]step, bool) {
	if v.node.Kind == yaml.MappingNode {
		if lookup(v.node, "from") == nil && lookup(v.node, "to") == nil {
			v.complain("must be a list of values, or a grid such as {from: 40, to: 100, step: 10}, got a mapping; a mapping that varies stands in a list")
			return nil, false
		}
		g, ok := grid.read(v)
		if !ok {
			return nil, false
		}
		values, err := g.values()
		if err != nil {
			v.complain("%s", err)
			return nil, false
		}
		steps := make([]step, len(values))
		for i, text := range values {
			steps[i] = step{text, v.place()}
		}
		return steps, true
	}
	items, ok := v.list("a list of values such as [40, 50, 60], or a grid such as {from: 40, to: 100, step: 10}")
	if !ok {
		return nil, false
	}
	if len(items) > maxPoints {
		v.complain("has %d values; at most %d are possible", len(items), maxPoints)
		return nil, false
	}
	steps := make([]step, len(items))
	for i, item := range items {
		steps[i] = step{oneLine(item.node), item.place()}
	}
	return steps, true
}

// plainWord is a text that YAML reads as itself wherever it stands.
var plainWord = pattern.Of(`^[A-Za-z0-9][A-Za-z0-9_.%/-]*$`)

// oneLine is a node on one line, as the value of a setting that reads the same.
func oneLine(n *yaml.Node) string {
	var parts []string
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			parts = append(parts, oneLine(n.Content[i])+": "+oneLine(n.Content[i+1]))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case yaml.SequenceNode:
		for _, c := range n.Content {
			parts = append(parts, oneLine(c))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	if plainWord().MatchString(n.Value) {
		return n.Value
	}
	if alone, err := settingNode(n.Value); err == nil && alone.Kind == yaml.ScalarNode && alone.Value == n.Value {
		inside, err := settingNode("[{a: " + n.Value + "}]")
		if err == nil && len(inside.Content) == 1 && len(inside.Content[0].Content) == 2 && inside.Content[0].Content[1].Value == n.Value {
			return n.Value
		}
	}
	return strconv.Quote(n.Value)
}

// spread is a grid on the command line, such as 40..100/10.
var spread = pattern.Of(`^` + amountPattern + `\.\.` + amountPattern + `/` + amountPattern + `$`)

// ParseVary reads an axis as the flag --vary has it: path=value,value,... where
// commas in brackets and quotes do not separate, or a grid with its step,
// path=40..100/10, or path={from: 10, to: 160, points: 5, scale: log}. Several
// paths that advance together are separated by semicolons.
func ParseVary(text string) (Axis, error) {
	var a Axis
	at := token.Position{Filename: clip("--vary " + text)}
	for _, part := range outside(text, ';') {
		cut := strings.IndexByte(unquoted(part), '=')
		if cut < 0 || strings.TrimSpace(part) == "" {
			return a, errNoVariation
		}
		path, list := strings.TrimSpace(part[:cut]), strings.TrimSpace(part[cut+1:])
		if _, err := splitPath(path); err != nil {
			return a, fmt.Errorf("%s: %w", clip(path), err)
		}
		if list == "" {
			return a, fmt.Errorf("%s has no values; write path=value,value,... such as backend.slots=40,50,60", clip(path))
		}
		if p := spread().FindStringSubmatch(list); p != nil {
			list = "{from: " + p[1] + p[2] + ", to: " + p[3] + p[4] + ", step: " + p[5] + p[6] + "}"
		}
		if i := slices.IndexFunc(outside(list, ','), func(v string) bool { return strings.TrimSpace(v) == "" }); i >= 0 {
			return a, fmt.Errorf("value %d of %s is empty; values are separated by one comma each", i+1, clip(path))
		}
		n, err := settingNode("[" + list + "]")
		if err != nil || n.Kind != yaml.SequenceNode {
			return a, fmt.Errorf("the values of %s are no YAML: %s", clip(path), clip(list))
		}
		if len(n.Content) == 1 && (lookup(n.Content[0], "step") != nil || lookup(n.Content[0], "points") != nil) {
			n = n.Content[0]
		}
		d := &document{set: map[*yaml.Node]token.Position{}}
		d.mark(n, at)
		values, ok := value{document: d, node: n, field: path, path: path}.steps()
		if !ok {
			return a, fmt.Errorf("%s: %s", clip(d.found[0].Field), d.found[0].Msg)
		}
		if problem := a.add(path, values); problem != "" {
			return a, fmt.Errorf("%s %s", clip(path), problem)
		}
	}
	if len(a.Paths) == 0 {
		return a, errNoVariation
	}
	return a, nil
}

// outside splits a text where a separator stands outside of quotes and brackets.
func outside(text string, separator byte) []string {
	var parts []string
	depth, from := 0, 0
	for i, b := range []byte(unquoted(text)) {
		switch {
		case b == '[' || b == '{':
			depth++
		case b == ']' || b == '}':
			depth--
		case b == separator && depth == 0:
			parts = append(parts, text[from:i])
			from = i + 1
		}
	}
	return append(parts, text[from:])
}

// errNoVariation is that --vary has no path or no values.
var errNoVariation = errors.New("must be a path and its values, such as backend.slots=40,50,60")
