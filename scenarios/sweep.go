package scenarios

import (
	"fmt"
	"go/token"
	"iter"
	"slices"
	"strings"

	"github.com/rollsim/rollsim/reports/say"
)

// maxPoints is how many combinations of values a sweep may make, those that its
// conditions leave out included.
const maxPoints = 100_000

// maxPaths is how many paths a sweep may vary.
const maxPaths = 100

// An Axis is what varies together in a sweep: some paths, and the values that
// they have at each step.
type Axis struct {
	Paths []string   // as those of a Setting; at least one, none twice
	Steps [][]string // Steps[i][k] is the value of Paths[k] at step i, as YAML; at least one, none twice

	places [][]token.Position // of the values, for complaints; nil: --vary of the path
}

// A Point is one combination of the values of a sweep: one setting for each path,
// in the order of the axes.
type Point struct{ Settings []Setting }

// String names the point by its values, such as
// "backend.slots=40 strategies.waves.waves.size=250".
func (p Point) String() string {
	parts := make([]string, len(p.Settings))
	for i, s := range p.Settings {
		parts[i] = s.Path + "=" + s.Value
	}
	return strings.Join(parts, " ")
}

// A Sweep is a set of variants of one scenario: the steps of its axes, each with
// each, but for those that do not meet its conditions. Without axes it is the
// scenario alone.
type Sweep struct {
	Axes       []Axis
	Conditions []Condition // all of which hold at a point

	given []string          // paths of the axes that Vary has added
	base  map[string]string // values of the scenario that do not vary, by path
}

// Vary adds an axis, which takes the place of those of the file that vary nothing but
// paths of it. The error says what of the axis does not go with the others, such as a
// path that Vary was given before.
func (s *Sweep) Vary(a Axis) error {
	for _, p := range a.Paths {
		if samePath(p, s.given) {
			return fmt.Errorf("%s is given twice; give all of its values at once, such as --vary %q", p, p+"=..., ...")
		}
	}
	var kept []Axis
	for _, old := range s.Axes {
		shared := slices.IndexFunc(old.Paths, func(p string) bool { return samePath(p, a.Paths) })
		alone := slices.IndexFunc(old.Paths, func(p string) bool { return !samePath(p, a.Paths) })
		switch {
		case shared < 0:
			kept = append(kept, old)
		case alone >= 0:
			return fmt.Errorf("%s varies together with %s; give both, such as --vary %q", old.Paths[shared], old.Paths[alone],
				fmt.Sprintf("%s=..., ...; %s=..., ...", old.Paths[shared], old.Paths[alone]))
		}
	}
	s.Axes = append(kept, a)
	s.given = append(s.given, a.Paths...)
	return nil
}

// samePath tells whether a path is among some, however it is written.
func samePath(path string, among []string) bool {
	return slices.ContainsFunc(among, func(p string) bool { return within(path, p) && within(p, path) })
}

// within tells whether a path leads to what another leads to, or into it.
func within(path, other string) bool {
	a, errA := splitPath(path)
	b, errB := splitPath(other)
	return errA == nil && errB == nil && len(a) >= len(b) && slices.Equal(a[:len(b)], b)
}

// Points returns the points of the sweep in order, the last axis fastest. The
// error, of type [Errors], says what is wrong with axes and conditions; whether
// the scenario has the paths and takes the values is for [Loader.At] to find out.
func (s *Sweep) Points() ([]Point, error) {
	var points []Point
	for p, err := range s.all() {
		if err != nil {
			return nil, err
		}
		points = append(points, p)
	}
	if len(points) == 0 {
		c := s.Conditions[0]
		return nil, Errors{{Pos: c.place(), Msg: fmt.Sprintf("no point is left: none of %d meets %s", s.combinations(), conditionsInWords(s.Conditions))}}
	}
	return points, nil
}

// InWords says what the sweep varies, and how many points that makes.
func (s *Sweep) InWords(points int) say.Sentence {
	var text say.Sentence
	for i, a := range s.Axes {
		axis := say.Of(say.T("%s of %s", "%s von %s"), numbered(len(a.Steps), valueNoun), several(a.Paths, otherPaths))
		if i == 0 {
			text = say.Of(say.T("sweep: %s", "sweep: %s"), axis)
		} else {
			text = say.Of(say.T("%s × %s", "%s × %s"), text, axis)
		}
	}
	if all := s.combinations(); all != points {
		return say.Of(say.T("%s: %d of %d points, with %s", "%s: %d von %d Punkten, mit %s"), text, points, all, conditionsInWords(s.Conditions))
	}
	return say.Of(say.T("%s: %s", "%s: %s"), text, numbered(points, say.Points))
}

// combinations counts the points before any is left out; more than maxPoints
// are maxPoints + 1.
func (s *Sweep) combinations() int {
	n := 1
	for _, a := range s.Axes {
		n = min(n*len(a.Steps), maxPoints+1)
	}
	return n
}

// all gives the points one by one, or what is wrong with the sweep.
func (s *Sweep) all() iter.Seq2[Point, error] {
	return func(yield func(Point, error) bool) {
		if wrong := s.check(); len(wrong) > 0 {
			yield(Point{}, wrong)
			return
		}
		steps, gate := make([]int, len(s.Axes)), newGatekeeper(s)
		for range s.combinations() {
			holds, wrong := gate.admits(steps)
			if wrong != nil {
				yield(Point{}, Errors{wrong})
				return
			}
			if holds && !yield(s.at(steps), nil) {
				return
			}
			for i := len(steps) - 1; i >= 0; i-- {
				if steps[i]++; steps[i] < len(s.Axes[i].Steps) {
					break
				}
				steps[i] = 0
			}
		}
	}
}

// at is the point at one step of each axis.
func (s *Sweep) at(steps []int) Point {
	var p Point
	for i, a := range s.Axes {
		for k, path := range a.Paths {
			p.Settings = append(p.Settings, Setting{Path: path, Value: a.Steps[steps[i]][k], at: a.place(steps[i], k)})
		}
	}
	return p
}

// place is where complaints about the value of path k at a step point.
func (a *Axis) place(step, k int) token.Position {
	if a.places == nil {
		return token.Position{Filename: clip("--vary " + a.Paths[k] + "=" + a.Steps[step][k])}
	}
	return a.places[step][k]
}

// complain is a complaint about the value of path k at a step.
func (a *Axis) complain(step, k int, format string, args ...any) *Error {
	return &Error{Pos: a.place(step, k), Field: clip(a.Paths[k]), Msg: fmt.Sprintf(format, args...)}
}

// check complains about axes that do not go together, and about conditions on
// nothing.
func (s *Sweep) check() (wrong Errors) {
	var before []string // paths
	for i := range s.Axes {
		a := &s.Axes[i]
		if n := len(before) + len(a.Paths); n > maxPaths {
			return Errors{{Pos: a.place(0, 0), Field: "sweep", Msg: fmt.Sprintf("varies more than %d paths; leave some out", maxPaths)}}
		}
		for k, path := range a.Paths {
			if problem := besides(path, before); problem != "" {
				wrong = append(wrong, a.complain(0, k, "%s", problem))
			}
			before = append(before, path)
		}
		if j, ok := a.repeats(); ok {
			wrong = append(wrong, a.complain(j, 0, "%s stands twice; keep one", clip(strings.Join(a.Steps[j], ", "))))
		}
	}
	if s.combinations() > maxPoints {
		n := 1.0
		for _, a := range s.Axes {
			n *= float64(len(a.Steps))
		}
		wrong = append(wrong, &Error{Pos: s.Axes[0].place(0, 0), Field: "sweep", Msg: fmt.Sprintf("makes %.0f combinations; at most %d are possible", n, maxPoints)})
	}
	for _, c := range s.Conditions {
		if e := s.resolves(c); e != nil {
			wrong = append(wrong, e)
		}
	}
	return wrong
}

// besides says what is wrong with varying a path when some others vary.
func besides(path string, others []string) string {
	keys, err := splitPath(path)
	switch {
	case err != nil:
		return err.Error()
	case keys[0] == "sweep":
		return "a sweep cannot vary itself; vary a value of the scenario, such as backend.slots"
	}
	for _, other := range others {
		switch {
		case within(path, other) && within(other, path):
			return "varies twice; keep one"
		case within(path, other) || within(other, path):
			return fmt.Sprintf("%s varies too, and one is part of the other; keep one", clip(other))
		}
	}
	return ""
}

// repeats finds a step that is the same as an earlier one.
func (a *Axis) repeats() (step int, ok bool) {
	seen := map[string]bool{}
	for i, values := range a.Steps {
		if len(values) != len(a.Paths) {
			panic(fmt.Sprintf("scenarios: step %d of the axis %q has the values %q", i, a.Paths, values))
		}
		name := strings.Join(values, "\x00")
		if seen[name] {
			return i, true
		}
		seen[name] = true
	}
	return 0, false
}
