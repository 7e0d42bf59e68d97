package scenarios

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:generate go test -run TestGenerated -update .

// A schema is a JSON Schema, or a part of one.
type schema = map[string]any

// definitions are the schemas of the kinds of value, by name. Kinds are made
// when they are needed, also by loads that run side by side.
var definitions = struct {
	sync.Mutex
	schemas schema
}{schemas: schema{}}

// named keeps a schema under a name, and returns a reference to it. The first
// schema of a name is kept.
func named(name string, s schema) schema {
	definitions.Lock()
	defer definitions.Unlock()
	if _, ok := definitions.schemas[name]; !ok {
		definitions.schemas[name] = s
	}
	return schema{"$ref": "#/$defs/" + name}
}

// textSchema is the schema of a text with a pattern; a name makes it one of the
// definitions.
func textSchema(name, what, pattern string) schema {
	s := schema{"type": []string{"string", "number"}, "description": what}
	if pattern != "" {
		s = schema{"type": "string", "pattern": pattern, "description": what}
	}
	if name == "" {
		return s
	}
	return named(name, s)
}

// describe runs the definition of a mapping on nothing and returns what it
// says.
func describe(read func(m *mapping)) *definition {
	m, _ := value{document: &document{name: "scenario.yaml", describing: true}}.open()
	read(m)
	return &definition{fields: m.known, choice: m.choice, some: m.some}
}

// Schema returns the JSON Schema (draft 2020-12) of the scenario file. Editors
// use it for completion and hints; the loader checks more than a schema can say.
// Every scalar may be given as a string, as the loader reads its source text.
func Schema() []byte {
	top := describe(readScenario).jsonSchema()
	top["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	top["title"] = "rollsim scenario"
	definitions.Lock()
	defer definitions.Unlock()
	top["$defs"] = definitions.schemas
	text, err := json.MarshalIndent(top, "", " ")
	if err != nil {
		panic(fmt.Sprintf("scenarios: the schema is no JSON: %v", err))
	}
	return append(text, '\n')
}

// jsonSchema returns the schema of the mapping that a definition describes.
func (d *definition) jsonSchema() schema {
	properties := schema{}
	var needed []string
	for _, f := range d.fields {
		s := f.schema
		switch {
		case s == nil && f.list:
			s = schema{"type": "array", "minItems": 1, "maxItems": f.most, "items": f.shared()}
			if f.single {
				s = schema{"anyOf": []schema{f.shared(), s}}
			}
		case s == nil && f.word != nil:
			s = schema{"anyOf": []schema{f.word, f.shared()}}
		case s == nil:
			s = f.shared()
		default:
			s = f.stated()
		}
		s = maps.Clone(s)
		if f.doc != "" {
			s["description"] = f.doc
		}
		switch {
		case f.without.required:
			needed = append(needed, f.key)
		case f.without.text != "" && !f.inherits:
			s["default"] = f.without.text
		}
		properties[f.key] = s
	}
	s := schema{"type": "object", "additionalProperties": false, "properties": properties}
	if len(needed) > 0 {
		slices.Sort(needed)
		s["required"] = needed
	}
	for rule, sets := range map[string][][]string{"oneOf": d.choice, "anyOf": d.some} {
		var ways []schema
		for _, set := range sets {
			ways = append(ways, schema{"required": set})
		}
		if ways != nil {
			s[rule] = ways
		}
	}
	return s
}

// shared is the schema of a mapping as one of the definitions, which mappings with
// the same keys share: a phase has the same ones wherever it stands.
func (d *definition) shared() schema {
	s := d.jsonSchema()
	text, err := json.Marshal(s)
	if err != nil {
		panic(fmt.Sprintf("scenarios: the schema of %s is no JSON: %v", d.key, err))
	}
	for n := 1; ; n++ {
		name := "keys-of-" + d.key
		if n > 1 {
			name += "-" + strconv.Itoa(n)
		}
		definitions.Lock()
		known, taken := definitions.schemas[name]
		definitions.Unlock()
		if taken {
			if other, _ := json.Marshal(known); !bytes.Equal(other, text) {
				continue
			}
		}
		return named(name, s)
	}
}

// stated is the schema of a value that may carry where it comes from. Those of
// named kinds are definitions too: many fields share them.
func (d *definition) stated() schema {
	plain, suffix := []schema{d.schema}, "-given"
	if !d.without.required && d.without.text != "" {
		plain, suffix = append(plain, schema{"const": "unknown"}), "-stated"
	}
	wrapped := func(key string, inner schema) schema {
		return schema{
			"type": "object", "additionalProperties": false, "required": []string{key},
			"properties": schema{
				key:      inner,
				"range":  schema{"type": "array", "items": d.schema, "minItems": 2, "maxItems": 2},
				"source": schema{"type": "string"},
				"by":     schema{"type": "string"},
			},
		}
	}
	ways := append(slices.Clone(plain), wrapped("value", schema{"anyOf": plain}))
	if d.sample != nil {
		ways = append(ways, wrapped("measured", schema{"type": "array", "minItems": 1, "items": d.sample}))
	}
	whole := schema{"anyOf": ways}
	if name, ok := d.schema["$ref"].(string); ok {
		return named(strings.TrimPrefix(name, "#/$defs/")+suffix, whole)
	}
	return whole
}
