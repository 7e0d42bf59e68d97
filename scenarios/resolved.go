package scenarios

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/rollsim/rollsim/model"
)

// A Resolved is a scenario as it was read, to be kept beside its results: loaded
// from a folder with its files in it, it is the same scenario.
type Resolved struct {
	Text  []byte         // of the scenario file: with every setting in its place, and below it, as comments, what the file leaves open
	Files []ResolvedFile // what the text names, to lie beside it
}

// A ResolvedFile is a file that a scenario names, such as a trace.
type ResolvedFile struct {
	Name string // in the text, without a folder
	Path string // where it was read from
}

// A reference is a place in the scenario that names a file.
type reference struct {
	node *yaml.Node
	path string
}

// Resolved returns the scenario that the loader has read last, with further
// settings in their place and without a sweep: it is one of its variants. The
// settings must be valid.
func (l *Loader) Resolved(s *model.Scenario, sets ...Setting) Resolved {
	d := l.read
	wrong := d.wrong
	if lookup(d.root, "name") == nil { // it is that of the file, which gets another one
		name := []*yaml.Node{{Kind: yaml.ScalarNode, Value: "name"}, {Kind: yaml.ScalarNode, Value: s.Name, Style: yaml.DoubleQuotedStyle}}
		d.root.Content = append(name, d.root.Content...)
	}
	for i := len(d.root.Content) - 2; i >= 0; i -= 2 {
		if d.root.Content[i].Value == "sweep" {
			d.root.Content = slices.Delete(d.root.Content, i, i+2)
		}
	}
	for _, set := range sets {
		d.apply(d.root, set)
	}
	if d.wrong > wrong {
		panic(fmt.Sprintf("scenarios: %v", d.found))
	}
	var r Resolved
	names := map[string]string{} // by path
	for _, ref := range d.references {
		name, known := names[ref.path]
		if !known {
			name = freeName(filepath.Base(ref.path), r.Files)
			names[ref.path] = name
			r.Files = append(r.Files, ResolvedFile{Name: name, Path: ref.path})
		}
		ref.node.Value = name
	}
	var b bytes.Buffer
	out, err := yaml.NewDumper(&b, yaml.WithV4Defaults())
	if err == nil {
		err = out.Dump(d.root)
	}
	if err == nil {
		err = out.Close()
	}
	if err != nil {
		panic(fmt.Sprintf("scenarios: a tree that was read cannot be written: %v", err))
	}
	writeOpen(&b, d.root, s)
	r.Text = b.Bytes()
	return r
}

// writeOpen writes, as comments, the values that a scenario does not say and where
// they come from.
func writeOpen(b *bytes.Buffer, root *yaml.Node, s *model.Scenario) {
	b.WriteString("\n# What is not said above has these values:\n")
	for _, o := range s.Origins {
		if o.Kind != model.Default && o.Kind != model.Assumption || lookup(root, o.Path) != nil {
			continue
		}
		kind := "default"
		if o.Kind == model.Assumption {
			kind = "ASSUMPTION"
		}
		note := kind
		if o.Source != nil {
			note += ": " + o.Source.String()
		}
		if o.Range != "" {
			note += "; may be " + o.Range
		}
		fmt.Fprintf(b, "#   %s: %s   # %s\n", o.Path, o.Value, note)
	}
}

// freeName is a name that no other file has.
func freeName(name string, taken []ResolvedFile) string {
	ending := filepath.Ext(name)
	free := name
	for i := 2; ; i++ {
		clash := false
		for _, f := range taken {
			clash = clash || strings.EqualFold(f.Name, free)
		}
		if !clash {
			return free
		}
		free = strings.TrimSuffix(name, ending) + "-" + strconv.Itoa(i) + ending
	}
}
