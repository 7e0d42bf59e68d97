package scenarios

import (
	"fmt"
	"strings"
	"sync"

	"go.yaml.in/yaml/v4"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

// A fallback is what holds for a key that is not written, and why.
type fallback struct {
	text     string // as a file would have it; of a required key: an example
	required bool
	kind     model.OriginKind
	source   say.Msg // of the default; a note when it is an assumption
	spread   string  // the range that is thought possible, such as "1m..10m"
}

// absent is the fallback of a key that means nothing when it is not written.
var absent = fallback{}

// required is the fallback of a key that must be written.
func required(example string) fallback { return fallback{text: example, required: true} }

// published is a default that somebody has published or that follows from how
// the file format is defined.
func published(text string, source say.Msg) fallback {
	return fallback{text: text, kind: model.Default, source: source}
}

// assumed is a default without a source. The range is what we think possible.
func assumed(text, spread string, note say.Msg) fallback {
	return fallback{text: text, kind: model.Assumption, source: note, spread: spread}
}

// from is the source of the default; nil where none is given.
func (f fallback) from() fmt.Stringer {
	if f.source == (say.Msg{}) {
		return nil
	}
	return f.source
}

// node returns the default as the YAML parser would.
func (f fallback) node() *yaml.Node {
	if !strings.ContainsAny(f.text, "{[") {
		return &yaml.Node{Kind: yaml.ScalarNode, Value: f.text}
	}
	if n, ok := defaults.Load(f.text); ok {
		return copied(n.(*yaml.Node))
	}
	var n yaml.Node
	if err := yaml.Load([]byte(f.text), &n); err != nil {
		panic("scenarios: the default " + f.text + " is no YAML: " + err.Error())
	}
	defaults.Store(f.text, n.Content[0])
	return copied(n.Content[0])
}

// defaults are those that were parsed before, by their text: a sweep reads them at
// every point.
var defaults sync.Map

// copied is a node, and all in it, that can be changed by itself.
func copied(n *yaml.Node) *yaml.Node {
	c := *n
	c.Content = make([]*yaml.Node, len(n.Content))
	for i := range n.Content {
		c.Content[i] = copied(n.Content[i])
	}
	return &c
}

// A statement is a value together with what is said about it: who says so, and
// what range is thought possible.
type statement struct {
	value
	measured bool    // the value is a list of measurements
	spread   []value // the range that the file gives, two values, or nil
	origin   model.Origin
}

// stated takes a value apart into what it is and what the file says about it.
// Any value may be wrapped: {value: 3m, range: [1m, 10m], source: guess, by:
// network team}, or {measured: [2m10s, 3m05s]}; and "unknown" takes the
// default. what and without are of the key.
func (v value) stated(what string, without fallback) (statement, bool) {
	st := statement{value: v, origin: model.Origin{Path: v.path}}
	wrapped := v.node.Kind == yaml.MappingNode && (lookup(v.node, "value") != nil || lookup(v.node, "measured") != nil)
	if wrapped && !st.unwrap() {
		return st, false
	}
	if v.standard {
		st.origin.Kind, st.origin.Source, st.origin.Range = without.kind, without.from(), without.spread
	} else if !st.measured && st.node.Kind == yaml.ScalarNode && st.node.Value == "unknown" {
		if without.required || without.text == "" {
			st.complain("is unknown, and there is no default; give %s", what)
			return st, false
		}
		pos := st.place()
		st.origin.File, st.origin.Line, st.origin.Column = pos.Filename, pos.Line, pos.Column
		st.node, st.standard = without.node(), true
		st.origin.Kind = without.kind
		if st.origin.Source == nil {
			st.origin.Source = without.from()
		}
		if st.origin.Range == "" {
			st.origin.Range = without.spread
		}
	} else if _, ok := st.set[st.node]; ok {
		st.origin.Kind = model.FromSet
	} else {
		pos := st.place()
		st.origin.File, st.origin.Line, st.origin.Column = pos.Filename, pos.Line, pos.Column
	}
	st.origin.Value = flow(st.node)
	if st.measured {
		st.origin.Value = "{measured: " + st.origin.Value + "}"
	}
	return st, true
}

// unwrap reads the mapping around a value.
func (st *statement) unwrap() bool {
	m, _ := st.open()
	for _, key := range []string{"value", "measured", "range", "source", "by"} {
		m.define(key, "", nil, absent)
	}
	m.close()
	if m.has("value") && m.has("measured") {
		m.at("measured").complain("give either value or measured")
	}
	if m.has("source") {
		if source, _ := m.at("source").text("a few words"); source != "" {
			st.origin.Source = model.Written(source)
		}
	}
	if m.has("by") {
		st.origin.By, _ = m.at("by").text("a few words")
	}
	if r := lookup(m.node, "range"); r != nil {
		v := m.at("range")
		if r.Kind != yaml.SequenceNode || len(r.Content) != 2 {
			v.complain("must be a list of the lowest and the highest value thought possible, such as [1m, 10m], got %s", clip(flow(r)))
		} else {
			st.spread = []value{v.item(0, ""), v.item(1, "")}
			st.origin.Range = flow(r.Content[0]) + ".." + flow(r.Content[1])
		}
	}
	if st.measured = !m.has("value"); st.measured {
		st.value = m.at("measured")
	} else {
		st.value = m.at("value")
	}
	return m.wrong == m.before
}

// evaluate reads a statement as a value of some kind, and its range too.
func evaluate[T any](st statement, k kind[T]) (T, bool) {
	var none T
	read := k.read
	if st.measured {
		if k.measured == nil {
			st.complain("measured values can stand for durations and distributions only; give %s", k.what)
			return none, false
		}
		read = k.measured
	}
	got, ok := read(st.value)
	if !ok || st.spread == nil {
		return got, ok
	}
	low, okLow := k.read(st.spread[0])
	high, okHigh := k.read(st.spread[1])
	if !okLow || !okHigh {
		return none, false
	}
	if k.bounds == nil {
		return got, true
	}
	_, least := k.bounds(low)
	greatest, _ := k.bounds(high)
	above, below := k.bounds(got)
	outside := least > above || greatest < below
	switch {
	case least > greatest:
		st.spread[0].complain("the range ends before it begins; give the lowest value first")
		return none, false
	case outside && st.standard:
		st.spread[0].complain("the range does not hold the default, %s", st.origin.Value)
		return none, false
	case outside:
		st.complain("lies outside its range of %s", st.origin.Range)
		return none, false
	}
	return got, true
}
