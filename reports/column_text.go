package reports

import (
	"strings"
)

// ComparisonColumns are the columns of the CSV of a comparison: one row for each
// strategy, number of slots and metric.
func ComparisonColumns() []Column {
	return []Column{
		{Name: "strategy", Doc: "name of the strategy"},
		{Name: "slots", Unit: "slots", Doc: "parallel syncs that the backend allows; empty where they play no part", Optional: true},
		{Name: "metric", Doc: "name of the metric, such as wait.update.p95"},
		{Name: "unit", Doc: "of the numbers: s, share (0 to 1), count, s since start (an instant), ratio, h, wd (workdays)"},
		{Name: "mean", Unit: "unit", Doc: "mean over the rollouts; of an instant, and of what some rollouts do not reach, the median", Optional: true},
		{Name: "low", Unit: "unit", Doc: "lower end of its 95 % interval", Optional: true},
		{Name: "high", Unit: "unit", Doc: "upper end of its 95 % interval", Optional: true},
		{Name: "p5", Unit: "unit", Doc: "one single rollout in twenty is below", Optional: true},
		{Name: "p95", Unit: "unit", Doc: "one single rollout in twenty is above", Optional: true},
		{Name: "n", Unit: "rollouts", Doc: "rollouts that have a value"},
		{Name: "reason", Doc: "why a number is missing", Optional: true},
		{Name: "auto", Doc: "only where the scenario leaves slots open: found (the smallest number that meets the targets) or not-found", Optional: true},
		{Name: "given", Doc: "only where the release may be bad: empty (overall), a problem, no problem, or exactly these problems", Optional: true},
		{Name: "weight", Unit: "share", Doc: "only there: the chance of that, 0 to 1", Optional: true},
		{Name: "minus", Doc: "only there: the strategy that was taken off, in rows of paired differences", Optional: true},
	}
}

// ColumnsText describes every column of the files of numbers, as Markdown.
func ColumnsText() string {
	var b strings.Builder
	b.WriteString(`# The columns of the files

Written from the program by ` + "`go test ./reports -run Columns -update`" + `. Seconds are seconds, shares lie between 0 and 1, and
an instant is in seconds since the start of the scenario (local midnight of its first day, in its time zone), so that it is
right on days on which the clock changes. Where a column may be empty, it is where there is no value; in Parquet that is null.

With ` + "`--lang de`" + ` CSV is in the form that a German Excel opens with a double click: semicolons between cells, decimal commas, UTF-8 with
a byte order mark. Names of columns and numbers are the same.

A text that a spreadsheet would take for a formula, since it begins with ` + "`=`, `+`, `-` or `@`" + `, has an apostrophe in front in every CSV, as has one
with apostrophes before such a sign; take one off to have the name. Numbers have none.

Parquet files are compressed by Zstandard and hold in their metadata, under keys that begin with ` + "`rollsim.`" + `, the scenario, its
fingerprint (SHA-256 of all that has a say in it), strategy, slots, seed, start, time zone, the version of the program, and of each
column its unit and what it holds.
`)
	for _, table := range []struct {
		heading, words string
		columns        []Column
	}{
		{"Records", "`rollsim run --records FILE.csv|.parquet`: one row for each sync need, from its first ask to its end; of a queueing model for each job.", RecordColumns()},
		{"Time series", "`rollsim run --series FILE.csv|.parquet`: one row for each five minutes of each replication.", SeriesColumns()},
		{"Comparisons", "`rollsim compare --format csv`, and `comparison.csv` of `--out`: one row for each strategy, number of slots and metric.", ComparisonColumns()},
	} {
		b.WriteString("\n## " + table.heading + "\n\n" + table.words + "\n\n| column | unit | may be empty | what it holds |\n|---|---|---|---|\n")
		for _, c := range table.columns {
			empty := ""
			if c.Optional {
				empty = "yes"
			}
			b.WriteString("| `" + c.Name + "` | " + c.Unit + " | " + empty + " | " + c.Doc + " |\n")
		}
	}
	return b.String()
}
