package scenarios

import (
	"cmp"
	"fmt"
	"go/token"
	"slices"
	"strings"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/scenarios/pattern"
)

// A Condition is what must hold at a point of a sweep, such as
// "backend.slots >= 40 and fleet.plants.clients < 3000".
type Condition struct {
	Text string // as it was given

	comparisons []comparison // all of which must hold
	at          token.Position
}

// A comparison compares two sides, each a path or a value.
type comparison struct {
	left, sign, right string
}

// place is where complaints about the condition point.
func (c *Condition) place() token.Position {
	if c.at.Filename != "" {
		return c.at
	}
	return token.Position{Filename: clip("--only " + c.Text)}
}

const conditionShape = "backend.slots >= 40 and fleet.plants.clients < 3000"

// condition is a kind of text; where it stands is for the caller to note.
var condition = scalar("condition", "a condition such as "+conditionShape, `(<|>|=)`, ParseOnly)

var (
	joint = pattern.Of(`\s+and\s+`)
	signs = pattern.Of(`<=|>=|!=|==|=|<|>`)
)

// ParseOnly reads a condition: comparisons of a path with a value or another path
// by <, <=, >, >=, = or !=, joined by "and". Paths that hold one of these are
// quoted, as are those of settings. Whether there are such paths is found out
// with the points of a sweep.
func ParseOnly(text string) (Condition, error) {
	text = strings.Join(strings.Fields(text), " ")
	c := Condition{Text: text}
	bare := unquoted(text)
	from := 0
	const most = 20
	if n := len(joint().FindAllStringIndex(bare, -1)) + 1; n > most {
		return c, fmt.Errorf("has %d comparisons; at most %d are possible in one condition", n, most)
	}
	for _, end := range append(joint().FindAllStringIndex(bare, -1), []int{len(text), len(text)}) {
		part, plain := text[from:end[0]], bare[from:end[0]]
		from = end[1]
		at := signs().FindAllStringIndex(plain, -1)
		if len(at) != 1 {
			return c, fmt.Errorf("must compare two things, such as %s; got %s", conditionShape, clip(part))
		}
		one := comparison{strings.TrimSpace(part[:at[0][0]]), part[at[0][0]:at[0][1]], strings.TrimSpace(part[at[0][1]:])}
		if one.left == "" || one.right == "" {
			return c, fmt.Errorf("must compare two things, such as %s; got %s", conditionShape, clip(part))
		}
		if one.sign == "==" {
			one.sign = "="
		}
		c.comparisons = append(c.comparisons, one)
	}
	return c, nil
}

// unquoted is a text of the same length in which what stands in quotes is blotted
// out.
func unquoted(text string) string {
	blot := []byte(text)
	var quote byte
	for i, b := range []byte(text) {
		switch {
		case quote == 0 && (b == '"' || b == '\''):
			quote = b
		case quote != 0:
			if b == quote {
				quote = 0
			}
			blot[i] = '_'
		}
	}
	return string(blot)
}

// resolves complains about a condition that names no path, or the inside of one
// that varies as a whole.
func (s *Sweep) resolves(c Condition) *Error {
	var paths []string
	for _, a := range s.Axes {
		paths = append(paths, a.Paths...)
	}
	for _, one := range c.comparisons {
		found := false
		for _, side := range []string{one.left, one.right} {
			for _, path := range paths {
				if samePath(side, []string{path}) {
					found = true
				} else if len(path) > 0 && (within(side, path) || within(path, side)) {
					return &Error{Pos: c.place(), Msg: fmt.Sprintf("%s and %s, which varies, are part of each other; compare what varies", clip(side), clip(path))}
				}
			}
			if _, ok := s.base[side]; ok {
				found = true
			}
		}
		if found {
			continue
		}
		known := paths
		for path := range s.base {
			known = append(known, path)
		}
		slices.Sort(known)
		suggestion := didYouMean(one.left, known)
		if suggestion == "" {
			suggestion = "; paths are written as rollsim explain shows them"
		}
		return &Error{Pos: c.place(), Msg: fmt.Sprintf("%s %s %s names no value of the scenario%s", clip(one.left), one.sign, clip(one.right), suggestion)}
	}
	return nil
}

// A side is what one side of a comparison is at a point: the value that a path has
// at the step of an axis, or a text that does not vary.
type side struct {
	axis, k int // of what varies; axis is -1 of a text
	text    string
	version bool // a path to a version
}

// side finds out what a side of a comparison is.
func (s *Sweep) side(written string) side {
	for i, a := range s.Axes {
		for k, path := range a.Paths {
			if samePath(written, []string{path}) {
				return side{axis: i, k: k, version: ofVersion(path)}
			}
		}
	}
	if text, ok := s.base[written]; ok {
		return side{axis: -1, text: text, version: ofVersion(written)}
	}
	return side{axis: -1, text: written}
}

// at is the value of a side at a step of each axis.
func (d side) at(s *Sweep, steps []int) string {
	if d.axis < 0 {
		return d.text
	}
	return s.Axes[d.axis].Steps[steps[d.axis]][d.k]
}

// A gatekeeper tells which points meet the conditions of a sweep.
type gatekeeper struct {
	*Sweep
	sides [][][2]side // by condition and comparison
	known map[compared]verdict
}

// compared is two texts that were compared, and how.
type compared struct {
	left, sign, right string
	versions          bool
}

// A verdict is what came of a comparison of two texts, of which there are far
// fewer than points.
type verdict struct {
	holds bool
	err   error
}

func newGatekeeper(s *Sweep) *gatekeeper {
	g := &gatekeeper{Sweep: s, known: map[compared]verdict{}}
	for _, c := range s.Conditions {
		var sides [][2]side
		for _, one := range c.comparisons {
			sides = append(sides, [2]side{s.side(one.left), s.side(one.right)})
		}
		g.sides = append(g.sides, sides)
	}
	return g
}

// admits tells whether all conditions hold at a step of each axis.
func (g *gatekeeper) admits(steps []int) (bool, *Error) {
	for i, c := range g.Conditions {
		for j, one := range c.comparisons {
			left, right := g.sides[i][j][0], g.sides[i][j][1]
			a, b := left.at(g.Sweep, steps), right.at(g.Sweep, steps)
			key := compared{a, one.sign, b, left.version || right.version}
			found, ok := g.known[key]
			if !ok {
				found.holds, found.err = compare(a, one.sign, b, key.versions)
				g.known[key] = found
			}
			if found.err != nil {
				return false, &Error{Pos: c.place(), Msg: fmt.Sprintf("%s %s %s: %s, at the point %s", clip(one.left), one.sign, clip(one.right), found.err, g.at(steps))}
			}
			if !found.holds {
				return false, nil
			}
		}
	}
	return true, nil
}

// ofVersion tells whether a path leads to a version, which compares part by part.
func ofVersion(path string) bool {
	return strings.HasSuffix(path, "version") || strings.HasSuffix(path, "compatible_from")
}

// compare compares two values as files write them. Words are equal or not;
// numbers compare within their kind.
func compare(left, sign, right string, versions bool) (bool, error) {
	left, right = strings.Trim(left, `"'`), strings.Trim(right, `"'`)
	var order int
	a, kindA := amount(left)
	b, kindB := amount(right)
	switch {
	case versions && versionText().MatchString(left) && versionText().MatchString(right):
		order = model.Version(left).Compare(model.Version(right))
	case kindA != "" && kindA == kindB:
		order = cmp.Compare(a, b)
	case sign == "=" || sign == "!=":
		if kindA != "" && kindB != "" {
			return false, fmt.Errorf("%s is %s and %s is %s", clip(left), kindA, clip(right), kindB)
		}
		order = strings.Compare(left, right)
	case kindA == "" || kindB == "":
		word := left
		if kindA != "" {
			word = right
		}
		return false, fmt.Errorf("%s is no number, which only = and != compare", clip(word))
	default:
		return false, fmt.Errorf("%s is %s and %s is %s", clip(left), kindA, clip(right), kindB)
	}
	switch sign {
	case "<":
		return order < 0, nil
	case "<=":
		return order <= 0, nil
	case ">":
		return order > 0, nil
	case ">=":
		return order >= 0, nil
	case "=":
		return order == 0, nil
	case "!=":
		return order != 0, nil
	}
	panic("scenarios: unknown sign " + sign)
}

// amount reads a number with its unit, and says what kind of number it is; the
// kind is empty where it is none. Numbers of one kind compare.
func amount(text string) (f float64, kind string) {
	if bareNumber().MatchString(strings.ReplaceAll(text, "_", "")) {
		f, err := number.parse(strings.ReplaceAll(text, "_", ""))
		if err != nil {
			f = 0
		}
		return f, "a plain number"
	}
	if f, err := parseShare(text); err == nil {
		return f, "a share"
	}
	if length, _, workdays, err := parseLength(text, "m"); err == nil {
		if workdays {
			return float64(length), "a number of workdays"
		}
		return float64(length), "a length of time"
	}
	if f, err := volume.parse(text); err == nil {
		return f, "an amount of data"
	}
	if f, err := bitRate.parse(text); err == nil {
		return f, "a rate of transfer"
	}
	if f, err := arrivalRate.parse(text); err == nil {
		return f, "a rate of arrival"
	}
	if t, err := date.parse(text); err == nil {
		return float64(float64(t.Year)*10000) + float64(float64(t.Month)*100) + float64(t.Day), "a date"
	}
	if t, err := parseClock(text); err == nil {
		return float64(t), "a time of day"
	}
	return 0, ""
}

// conditionsInWords joins the conditions of a sweep.
func conditionsInWords(all []Condition) string {
	var texts []string
	for _, c := range all {
		texts = append(texts, c.Text)
	}
	return clipTo(200, strings.Join(texts, " and "))
}
