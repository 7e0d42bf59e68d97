package scenarios

import (
	"bytes"
	"fmt"
	"go/token"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/scenarios/disk"
)

// A Loader reads scenarios and remembers which files it has opened for that. It
// is for one goroutine at a time.
type Loader struct {
	Files []string // paths of the scenario and of the files that it names
	Sweep *Sweep   // of the scenario loaded last, without axes where the file has none; never nil once one is loaded

	name   string // what was loaded last, for [Loader.At]
	text   []byte
	sets   []Setting
	traces map[string]*trace // that were read through, by path
	point  bool              // a point of a sweep is loaded, not what a sweep begins with
	tree   *yaml.Node        // text, parsed, for the points of a sweep; nil: not parsed for them yet
	read   *document         // the last one that was read without a complaint
}

// LoadFile reads a scenario from a regular file of at most 1 MiB. The error is of type
// [Errors].
func LoadFile(path string, sets ...Setting) (*model.Scenario, error) {
	return new(Loader).LoadFile(path, sets...)
}

// LoadFile reads a scenario as the function of that name does.
func (l *Loader) LoadFile(path string, sets ...Setting) (*model.Scenario, error) {
	refuse := func(problem string) (*model.Scenario, error) {
		return nil, Errors{{Pos: token.Position{Filename: path}, Msg: problem}}
	}
	text, err := disk.Read(path, maxBytes)
	if err != nil {
		return refuse(disk.Problem(err))
	}
	l.Files = append(l.Files, path)
	return l.Load(path, text, sets)
}

// Load reads a scenario from its text. The name stands in complaints, and files
// that the scenario names lie in the same folder. The settings are applied in
// order before anything is read. The error is of type [Errors] and has
// everything that is wrong.
func Load(name string, text []byte, sets []Setting) (*model.Scenario, error) {
	return new(Loader).Load(name, text, sets)
}

// Load reads a scenario as the function of that name does.
func (l *Loader) Load(name string, text []byte, sets []Setting) (*model.Scenario, error) {
	if l.traces == nil {
		l.traces = map[string]*trace{}
	}
	d := &document{name: name, traces: l.traces, tree: l.tree}
	s := d.scenario(text, sets)
	l.Files = append(l.Files, d.files...)
	if d.wrong > 0 {
		if d.wrong > maxErrors {
			msg := fmt.Sprintf("has %d things wrong; these are the first %d that were found", d.wrong, maxErrors)
			d.found = append(Errors{{Pos: token.Position{Filename: name}, Msg: msg}}, d.found...)
		}
		d.found.sort(name)
		return nil, d.found
	}
	s.Origins, s.Warnings = d.origins, d.warnings
	l.read = d
	if l.point {
		return s, nil
	}
	l.name, l.text, l.sets, l.tree = name, text, sets, nil
	l.Sweep = d.sweep
	l.Sweep.base = map[string]string{}
	for _, o := range s.Origins {
		l.Sweep.base[o.Path] = o.Value
	}
	if len(l.Sweep.Axes) > 0 || len(l.Sweep.Conditions) > 0 {
		if wrong := l.tryFirst(); len(wrong) > 0 {
			return nil, wrong
		}
	}
	return s, nil
}

// scenario reads the text; what it returns counts only when nothing was
// complained about.
func (d *document) scenario(text []byte, sets []Setting) *model.Scenario {
	root := d.tree
	if root == nil {
		if root = d.parse(bytes.Clone(text)); root == nil {
			return nil
		}
	} else { // it was parsed before, without a complaint
		root, d.lines = copied(root), strings.Split(string(bytes.TrimPrefix(text, []byte("\ufeff"))), "\n")
	}
	for _, set := range sets {
		d.apply(root, set)
	}
	d.root = root
	m, _ := value{document: d, node: root}.open()
	s := newScenario(m)
	m.close()
	finish(m, s)
	return s
}
