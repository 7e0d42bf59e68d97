package scenarios

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/rollsim/rollsim/model"
)

// At loads the scenario that the Loader loaded last as it is at a point of a
// sweep, with the settings of then and those of the point after them. The
// complaints name the point, and point to the value in the sweep of the file
// where it is one of those. The error is of type [Errors].
func (l *Loader) At(p Point) (*model.Scenario, error) {
	l.parsed()
	at := Loader{traces: l.traces, tree: l.tree, point: true}
	s, err := at.Load(l.name, l.text, slices.Concat(l.sets, p.Settings))
	for _, file := range at.Files {
		if !slices.Contains(l.Files, file) {
			l.Files = append(l.Files, file)
		}
	}
	var wrong Errors
	if !errors.As(err, &wrong) {
		return s, err
	}
	for _, e := range wrong {
		e.Msg += fmt.Sprintf("; at the point %s", p)
	}
	return nil, wrong
}

// parsed parses the text once for all points.
func (l *Loader) parsed() {
	if l.tree == nil {
		l.tree = (&document{name: l.name}).parse(bytes.Clone(l.text))
	}
}

// Fork returns a Loader that loads the same points and may be used at the same time as
// this one. Which files it opens it does not tell this one.
func (l *Loader) Fork() *Loader {
	l.parsed()
	f := *l
	f.Files, f.traces = nil, maps.Clone(l.traces)
	return &f
}

// manyPoints is after how many points with something wrong CheckPoints stops.
const manyPoints = 20

// CheckPoints loads the scenario at each of some points and keeps none of them.
// The error, of type [Errors], has what is wrong; it stops after some points with
// something wrong. Shown, unless it is nil, is called after each point.
func (l *Loader) CheckPoints(points []Point, shown func(done int) (more bool)) error {
	var wrong Errors
	bad := 0
	for i, p := range points {
		_, err := l.At(p)
		var some Errors
		if errors.As(err, &some) {
			wrong = append(wrong, some...)
			bad++
		}
		if bad == manyPoints && i < len(points)-1 {
			break
		}
		if shown != nil && !shown(i+1) {
			break
		}
	}
	if len(wrong) > 0 {
		wrong.sort(l.name)
		return wrong
	}
	return nil
}

// tryFirst loads the first point of the sweep of a file, which finds paths that
// the scenario does not have, and complains about what is wrong with it and with
// the conditions.
func (l *Loader) tryFirst() Errors {
	for p, err := range l.Sweep.all() {
		if err == nil {
			_, err = l.At(p)
		}
		var wrong Errors
		errors.As(err, &wrong)
		return wrong
	}
	_, err := l.Sweep.Points()
	var wrong Errors
	errors.As(err, &wrong)
	return wrong
}
