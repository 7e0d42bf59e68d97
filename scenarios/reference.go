package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rollsim/rollsim/model"
)

// Reference returns the list of all keys of the scenario file in Markdown: what
// each means, what it holds when it is not written, and where that is from.
func Reference() string {
	var b strings.Builder
	b.WriteString(`# The scenario file, key by key

A key without a default is left out where it is not needed, unless it is marked as required. Defaults that rest on no
source are marked as assumptions: these are the numbers to replace first.

A group of the fleet may also have the keys ` + "`calendar`, `timezone`, `updater`, `managed`, `self_service`, `download`, `install`" + `
and ` + "`sync`" + `, for itself and one by one; what it does not have holds as at the top; a ` + "`freeze`" + ` is of the scenario's calendar alone. A
strategy may likewise have ` + "`halt`, `rollback`, `late_joiners` and `access`" + ` for itself. The short forms of a strategy, ` + "`big_bang`, `waves`" + `
and ` + "`pilot`" + `, take the keys of a phase, but for its name and ` + "`select.size`" + `.

Dates and times are those that clocks show in the time zone. A time that clocks skip comes later by as much as they are put
forward, a time that they show twice is the first, and a day begins at its first instant, whoever asks.

| key | value | default | meaning |
|---|---|---|---|
`)
	writeFields(&b, "", describe(readScenario).fields)
	b.WriteString(sweepReference)
	b.WriteString(`
## Files with values

A file that the scenario names lies beside it. It is a text in UTF-8, or behind a byte order mark in UTF-16, with the lines of any
system. Cells stand between commas, semicolons or tabs, with or without quotes; decimals have a point or a comma, the same in
the whole file, and nothing stands between thousands. A file with one value in each line may begin with the name of the column:
a first line in which no cell could be a value. Times of day are local: ` + "`8:05`, `08:05:30.5`, `8:05 PM`" + `, also behind a date, which plays no part.
`)
	b.WriteString(`
## What targets can name

A target is a metric, ` + "`<=` or `>=`" + `, a value with its unit, and, if wanted, the share of rollouts that must keep it:
` + "`" + strings.ReplaceAll(targetShape, ", or ", "`, or `") + "`" + `.
Waits count while the PC is on. The names are those of tables, CSV and JSON.

| metric | value | meaning |
|---|---|---|
`)
	for _, m := range model.Metrics {
		if m.Targets {
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", m.Name, boundOf[m.Unit], cell(m.Doc))
		}
	}
	fmt.Fprintf(&b, `
Where releases follow, a metric without a release speaks of the first one, or of all that happens up to the horizon
of the first. A target may name one, as in %s; an instant is then counted from the day
on which that release is due. What a release has by itself: %s.
`, "`wait.update.p95 of 9.5 <= 10m`", "`"+strings.Join(model.ReleaseMetricNames(), "`, `")+"`")
	return b.String()
}

// boundOf says how the value of a target on a metric of some unit is written.
var boundOf = map[model.Unit]string{
	model.Seconds: "a duration such as `10m`",
	model.Hours:   "a duration such as `40h`, of all together",
	model.Days:    "a number of workdays such as `2wd`",
	model.Share:   "a share such as `90%`",
	model.Ratio:   "a number such as `1.5`, or a share such as `90%`",
	model.Count:   "a number such as `20`",
	model.Instant: "a time from the start on, such as `20wd` or `30d`",
}

// writeFields writes a line for each field below a path, but for those that the
// introduction speaks of.
func writeFields(b *strings.Builder, path string, fields []*definition) {
	for _, f := range fields {
		if explained(path, f.key) {
			continue
		}
		key := join(path, f.key)
		switch {
		case f.list:
			fmt.Fprintf(b, "| `%s[]` | a list | %s | %s |\n", key, cell(f.without.describe()), cell(f.doc))
			writeFields(b, key+"[]", f.fields)
		case f.schema == nil:
			what := "a mapping"
			if f.word != nil {
				what = f.what
			}
			fmt.Fprintf(b, "| `%s` | %s | %s | %s |\n", key, cell(what), cell(f.without.describe()), cell(f.doc))
			writeFields(b, key, f.fields)
		default:
			fmt.Fprintf(b, "| `%s` | %s | %s | %s |\n", key, cell(f.what), cell(f.without.describe()), cell(f.doc))
		}
	}
}

// explained tells whether a key means below a path what it means elsewhere.
func explained(path, key string) bool {
	switch {
	case path == "fleet[]":
		return slices.Contains([]string{"calendar", "timezone", "updater", "managed", "self_service", "download", "install", "sync"}, key)
	case path == "strategies[].pilot" && (key == "select" || key == "testers"): // other defaults hold there
		return false
	case path == "strategies[].pilot.select":
		return key != "by"
	case path == "strategies[]":
		return slices.Contains([]string{"halt", "rollback", "late_joiners", "access"}, key)
	case slices.Contains([]string{"strategies[].big_bang", "strategies[].waves", "strategies[].pilot", "strategies[].pilot.then.waves"}, path):
		return slices.Contains(phaseKeys(), key)
	}
	return false
}

// phaseKeys are the keys that every phase can have, in the long form and the
// short ones.
func phaseKeys() []string {
	var keys []string
	for _, f := range describe(func(m *mapping) { new(planner).readPhase(m, new(model.Phase), false, ofPhases) }).fields {
		keys = append(keys, f.key)
	}
	return keys
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
			text += ", " + f.spreadOf() + strings.Replace(f.spread, "..", " to ", 1)
		}
		return text + ": " + f.source.String() + ")"
	}
	return text + " (" + f.source.String() + ")"
}

// spreadOf says what of a law a range of lengths is of.
func (f fallback) spreadOf() string {
	switch {
	case !strings.HasPrefix(f.text, "{"), strings.HasPrefix(f.spread, "{"):
		return ""
	case strings.Contains(f.text, "median"):
		return "median "
	}
	return "mean "
}

// cell keeps a text from ending a cell of a table.
func cell(text string) string { return strings.ReplaceAll(text, "|", "\\|") }
