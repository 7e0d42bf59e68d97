package scenarios

import (
	"fmt"
	"strings"

	"github.com/rollsim/rollsim/model"
)

// Reference returns the list of all keys of the scenario file in Markdown: what
// each means, what it holds when it is not written, and where that is from.
func Reference() string {
	var b strings.Builder
	b.WriteString(`# The scenario file, key by key

A key without a default is left out where it is not needed, unless it is marked as required. Defaults that rest on no
source are marked as assumptions: these are the numbers to replace first. The keys from ` + "`updater` to `sync`" + ` may also stand
in a group, for that group.

| key | value | default | meaning |
|---|---|---|---|
`)
	writeFields(&b, "", describe(readScenario).fields, false)
	return b.String()
}

// writeFields writes a line for each field below a path. Those of the top of
// the file that a group repeats are left out there.
func writeFields(b *strings.Builder, path string, fields []*definition, group bool) {
	for _, f := range fields {
		if group && repeated[f.key] {
			continue
		}
		key := join(path, f.key)
		switch {
		case f.list:
			fmt.Fprintf(b, "| `%s[]` | a list | | %s |\n", key, cell(f.doc))
			writeFields(b, key+"[]", f.fields, f.key == "fleet")
		case f.schema == nil:
			fmt.Fprintf(b, "| `%s` | a mapping | | %s |\n", key, cell(f.doc))
			writeFields(b, key, f.fields, false)
		default:
			fmt.Fprintf(b, "| `%s` | %s | %s | %s |\n", key, cell(f.what), cell(f.without.describe()), cell(f.doc))
		}
	}
}

// repeated are the keys of a group that mean what they mean at the top.
var repeated = map[string]bool{
	"updater": true, "managed": true, "self_service": true, "download": true, "install": true, "sync": true,
}

// describe says what holds without a key, and why.
func (f fallback) describe() string {
	switch {
	case f.required:
		return "**required**"
	case f.text == "":
		return ""
	}
	text := "`" + f.text + "`"
	if f.kind == model.Assumption {
		text += " (*assumption*"
		if f.spread != "" {
			text += ", " + strings.Replace(f.spread, "..", " to ", 1)
		}
		return text + ": " + f.source + ")"
	}
	return text + " (" + f.source + ")"
}

// cell keeps a text from ending a cell of a table.
func cell(text string) string { return strings.ReplaceAll(text, "|", "\\|") }
