package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/testdata/long"
)

var update = flag.Bool("update", false, "with -long: write the output and the pictures of README.md anew")

// A session is a block of README.md that shows commands with their output.
var session = regexp.MustCompile("(?s)```console\n(.*?)```\n")

// A quoted scenario is a block of README.md.
var quotedScenario = regexp.MustCompile("(?s)```yaml\n(.*?)```\n")

const (
	goRun   = "$ go run ./cmd/rollsim "
	cut     = "...\n"               // stands in README.md for the rest of an output
	cutFrom = "\nWhat to look at\n" // where -update cuts
)

// cutFromOf is where -update cuts the output of commands that print no cutFrom.
var cutFromOf = map[string]string{"guesses": "  5. "}

// fewer makes commands of README.md short that take longer: what is added to them
// without -long, and nil where a script plays the command on a small scenario.
var fewer = map[string][]string{
	"compare": {"--replications", "6"},
	"sweep":   {"--replications", "2"},
	"size":    nil,
	"guesses": nil,
}

// wording is what a text says in words, without numbers and the names of days.
func wording(text string) []string {
	return longerWord.FindAllString(strings.ReplaceAll(text, "± under", "±"), -1)
}

var longerWord = regexp.MustCompile(`\pL{4,}`)

// TestReadme runs the commands of README.md and checks that they print what it
// shows, and that its pictures are the ones that they draw. Without -long, commands
// that take longer play fewer rollouts, of which the words must be the same.
func TestReadme(t *testing.T) { playReadme(t, false) }

// TestReadmeOfMinutes is TestReadme of the commands that take minutes.
func TestReadmeOfMinutes(t *testing.T) {
	long.Only(t, "they take minutes")
	playReadme(t, true)
}

// ofMinutes are commands of README.md that take minutes.
var ofMinutes = map[string]bool{"size first-installation --strategy waves": true}

// playReadme runs the commands of README.md that take minutes, or the others.
func playReadme(t *testing.T, minutes bool) {
	if runtime.GOARCH != "amd64" {
		t.Skip("last digits, and with them the bytes of a result, depend on the processor")
	}
	t.Chdir("../..")
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	folder := t.TempDir()
	commands := 0
	changed := session.ReplaceAllFunc(readme, func(block []byte) []byte {
		text := session.FindSubmatch(block)[1]
		line, shown, _ := strings.Cut(string(text), "\n")
		command, ok := strings.CutPrefix(line, goRun)
		if !ok || ofMinutes[command] != minutes {
			return block
		}
		commands++
		args := words(command)
		short, ok := fewer[args[0]]
		short, ok = append(args, short...), ok && !long.Asked()
		switch {
		case ok && len(short) == len(args):
			return block
		case ok:
			var stdout, stderr bytes.Buffer
			assert.Equal(t, done, run(short, strings.NewReader(""), &stdout, &stderr), "%s\n%s", line, &stderr)
			assert.Subset(t, wording(stdout.String()), wording(strings.TrimSuffix(shown, cut)), line)
			return block
		}
		if args[0] == "compare" || args[0] == "size" || args[0] == "guesses" {
			args = append(args, "--out", folder)
		}
		var stdout, stderr bytes.Buffer
		status := run(args, strings.NewReader(""), &stdout, &stderr)
		assert.Zero(t, status, "%s ends with status %d\n%s", line, status, &stderr)
		got := stdout.String()
		if strings.HasSuffix(shown, cut) {
			from := cutFrom
			if other, ok := cutFromOf[args[0]]; ok {
				from = other
			}
			head, _, found := strings.Cut(got, from)
			assert.True(t, found, "%s prints no line %q to cut at", line, from)
			got = head + cut
		}
		if got != shown {
			assert.True(t, *update, "README.md shows of %s\n%s\nit prints\n%s", line, shown, got)
		}
		return []byte("```console\n" + line + "\n" + got + "```\n")
	})
	assert.NotZero(t, commands, "README.md shows no command")
	if *update {
		require.NoError(t, os.WriteFile("README.md", changed, 0o644))
	}

	if !long.Asked() || minutes {
		return
	}
	checkPicture(t, readme, "testdata/readme/morning.svg", filepath.Join(folder, "morning.svg"))
	checkPicture(t, readme, "testdata/readme/slots.svg", filepath.Join(folder, "slots.svg"))
	checkPicture(t, readme, "testdata/readme/tornado.svg", filepath.Join(folder, "tornado.svg"))
}

// checkPicture checks that README.md shows a picture, and that it is the drawn
// one.
func checkPicture(t *testing.T, readme []byte, picture, drawn string) {
	t.Helper()
	want, err := os.ReadFile(drawn)
	require.NoError(t, err)
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(picture), 0o755))
		require.NoError(t, os.WriteFile(picture, want, 0o644))
	}
	committed, err := os.ReadFile(picture)
	require.NoError(t, err)
	assert.Equal(t, want, committed,
		"%s is not what the commands of README.md draw; see it and run the test with -update", picture)
	assert.True(t, bytes.Contains(readme, []byte("]("+picture+")")), "README.md does not show %s", picture)
}

// TestReadmeExamples draws the pictures of the example scenarios that README.md
// shows, and makes its table of slots and waves again. Without -long each is compared
// in one rollout, and nothing is drawn.
func TestReadmeExamples(t *testing.T) {
	if runtime.GOARCH != "amd64" {
		t.Skip("last digits, and with them the bytes of a result, depend on the processor")
	}
	t.Chdir("../..")
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	compare := func(args ...string) string {
		var stdout, stderr bytes.Buffer
		folder := t.TempDir()
		args = append(append([]string{"compare"}, args...), long.Or([]string{"--replications", "1"}, []string{"--replications", "10", "--out", folder})...)
		require.Equal(t, done, run(args, strings.NewReader(""), &stdout, &stderr), "%s\n%s", strings.Join(args, " "), &stderr)
		return folder
	}
	without := compare("scenarios/no-load-balancing.yaml")
	with := compare("scenarios/no-load-balancing.yaml", "--set", `backend.version="9.4"`)
	bad, permissions, first := "", "", ""
	if long.Asked() { // one rollout of each stratum, or of 20,000 PCs, takes as long as all others
		bad, permissions, first = compare("scenarios/bad-release.yaml"), compare("scenarios/permission-waves.yaml"), compare("scenarios/first-installation.yaml")
	}
	for _, example := range []struct{ name, folder, picture string }{
		{"no-load-balancing", without, "backend.svg"},
		{"outage-monday", compare("scenarios/outage-monday.yaml"), "morning.svg"},
		{"deploy-during-wave", compare("scenarios/deploy-during-wave.yaml"), "backend.svg"},
		{"autoscale", compare("scenarios/autoscale.yaml"), "backend.svg"},
		{"bad-release", bad, "risk.svg"},
		{"bad-release-frontier", bad, "frontier.svg"},
		{"permission-waves", permissions, "updated.svg"},
		{"first-installation", first, "load.svg"},
		{"release-train", compare("scenarios/release-train.yaml"), "load.svg"},
		{"new-employees", compare("scenarios/new-employees.yaml"), "load.svg"},
		{"offline-clients", compare("scenarios/offline-clients.yaml"), "updated.svg"},
		{"world", compare("scenarios/world.yaml"), "morning.svg"},
	} {
		if long.Asked() {
			checkPicture(t, readme, "testdata/readme/"+example.name+".svg", filepath.Join(example.folder, example.picture))
		}
	}
	if !long.Asked() {
		return
	}

	readme = checkTable(t, readme, tableHead, twoByTwo(t, without, with))
	readme = checkTable(t, readme, riskHead, riskTable(t, map[string]string{"bad-release": bad, "permission-waves": permissions}))
	if *update {
		require.NoError(t, os.WriteFile("README.md", readme, 0o644))
	}
}

// checkTable checks that README.md shows a table under its head, and returns it
// with that table.
func checkTable(t *testing.T, readme []byte, head, table string) []byte {
	t.Helper()
	from, until := bytes.Index(readme, []byte(head)), 0
	if from >= 0 {
		until = from + bytes.Index(readme[from:], []byte("\n\n")) + 1
	}
	require.True(t, from >= 0 && until > from, "README.md has no table that begins %q", head)
	shown := string(readme[from:until])
	if shown != table {
		assert.True(t, *update, "README.md shows\n%s\nit is\n%s", shown, table)
	}
	return slices.Concat(readme[:from], []byte(table), readme[until:])
}

const riskHead = "| 10 rollouts of each, ± 95 % | if the release is bad | spared by a later end |\n"

// riskTable says what the strategies of some examples, compared in these folders,
// have to expect if the release has its problem, and what each spares of what the one
// before it would have brought.
func riskTable(t *testing.T, folders map[string]string) string {
	type number struct{ Mean, Low, High float64 }
	written := func(n number, format string) string {
		if n.Low == n.High {
			return fmt.Sprintf(format, grouped(n.Mean))
		}
		return fmt.Sprintf(format, grouped(n.Mean)+" ± "+grouped((n.High-n.Low)/2))
	}
	var b strings.Builder
	b.WriteString(riskHead + "|---|---|---|\n")
	for _, example := range slices.Sorted(maps.Keys(folders)) {
		text, err := os.ReadFile(filepath.Join(folders[example], "comparison.json"))
		require.NoError(t, err)
		var c struct {
			Strategies []struct {
				Name      string
				IfProblem map[string]number `json:"if_problem"`
			}
			Trades []struct {
				A, B    string
				Delay   number `json:"delay_if_clean"`
				Savings []struct {
					Metric    string
					IfProblem number `json:"if_problem"`
				}
			}
		}
		require.NoError(t, json.Unmarshal(text, &c))
		for i, s := range c.Strategies {
			if s.IfProblem == nil {
				continue
			}
			fmt.Fprintf(&b, "| `%s`: %s | %s, of them %s; %s |", example, s.Name, written(s.IfProblem["exposed"], "%s PCs exposed"),
				written(s.IfProblem["exposed_after_halt"], "%s after the halt"), written(s.IfProblem["broken_hours"], "%s PC-hours broken"))
			for _, trade := range c.Trades {
				if trade.B != s.Name || trade.A != c.Strategies[i-1].Name {
					continue
				}
				days := trade.Delay
				fmt.Fprintf(&b, " in place of %s, %.1f ± %.1f workdays later if it is good:", trade.A, days.Mean, (days.High-days.Low)/2)
				for k, saving := range trade.Savings {
					what := map[string]string{"exposed": "%s PCs", "broken_hours": "%s PC-hours"}[saving.Metric]
					fmt.Fprintf(&b, "%s %s", []string{"", ","}[min(k, 1)], written(saving.IfProblem, what))
				}
			}
			b.WriteString(" |\n")
		}
	}
	return b.String()
}

const tableHead = "| 10 rollouts of each, ± 95 % | no slots: big bang | no slots: waves of 500 | 50 slots: big bang | 50 slots: waves of 500 |\n"

// twoByTwo is the table of slots against waves, from the folders of two
// comparisons.
func twoByTwo(t *testing.T, without, with string) string {
	type number struct{ Mean, Low, High float64 }
	half := func(m number) float64 { return (m.High - m.Low) / 2 }
	count := func(m number) string { return grouped(m.Mean) + " ± " + grouped(half(m)) }
	rows := []string{"19 of 20 people are delayed by at most", "busiest hour, of what the backend can do",
		"attempts that end in an office hour", "of these with success", "attempts that time out in all"}
	for _, folder := range []string{without, with} {
		text, err := os.ReadFile(filepath.Join(folder, "comparison.json"))
		require.NoError(t, err)
		var c struct {
			Strategies []struct {
				Name    string
				Metrics map[string]number
			}
		}
		require.NoError(t, json.Unmarshal(text, &c))
		for _, s := range c.Strategies {
			if s.Name == "no rollout" {
				continue
			}
			delay, peak := s.Metrics["delay.update.p95"], s.Metrics["capacity.hour"]
			unit, seconds, decimals := "min", 60.0, 1
			switch {
			case delay.Mean > 2*3600:
				unit, seconds = "h", 3600
			case delay.Mean < 2*60:
				unit, seconds, decimals = "s", 1, 0
			}
			about := fmt.Sprintf("%.2f", half(peak))
			if about == "0.00" {
				about = "under 0.01"
			}
			for i, cell := range []string{
				fmt.Sprintf("**%.*f ± %.*f %s**", decimals, delay.Mean/seconds, decimals, half(delay)/seconds, unit),
				fmt.Sprintf("%.2f ± %s times", peak.Mean, about),
				count(s.Metrics["throughput"]), count(s.Metrics["goodput"]), count(s.Metrics["timed_out"]),
			} {
				rows[i] += " | " + cell
			}
		}
	}
	return tableHead + "|---|--:|--:|--:|--:|\n| " + strings.Join(rows, " |\n| ") + " |\n"
}

// grouped writes a count with commas.
func grouped(n float64) string {
	text := fmt.Sprintf("%.0f", n)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}

// TestReadmeShows checks that README.md shows all pictures and tables that
// [TestReadme] and [TestReadmeExamples] make.
func TestReadmeShows(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	pictures, err := filepath.Glob("../../testdata/readme/*.svg")
	require.NoError(t, err)
	assert.Len(t, pictures, 15)
	for _, picture := range pictures {
		assert.Contains(t, string(readme), "](testdata/readme/"+filepath.Base(picture)+")")
	}
	assert.Contains(t, string(readme), tableHead)
	assert.Contains(t, string(readme), riskHead)
}

// TestReadmeScenarios checks that the scenarios that README.md shows are right.
func TestReadmeScenarios(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	blocks := quotedScenario.FindAllSubmatch(readme, -1)
	assert.NotEmpty(t, blocks, "README.md shows no scenario")
	for _, block := range blocks {
		var stdout, stderr bytes.Buffer
		assert.Zero(t, run([]string{"check", "-"}, bytes.NewReader(block[1]), &stdout, &stderr),
			"%s\n%s", &stderr, block[1])
	}
}

// words splits a command line as a shell does, with double quotes.
func words(line string) []string {
	var all []string
	for i, part := range strings.Split(line, `"`) {
		if i%2 == 1 {
			all = append(all, part)
		} else {
			all = append(all, strings.Fields(part)...)
		}
	}
	return all
}
