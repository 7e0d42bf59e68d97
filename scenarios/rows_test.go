package scenarios

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"

	"github.com/rollsim/rollsim/model"
)

// encoded is a text as a program of another system saves it.
func encoded(t *testing.T, e encoding.Encoding, text string) string {
	t.Helper()
	saved, err := e.NewEncoder().String(text)
	require.NoError(t, err)
	return saved
}

// savedBy are the ways in which programs save the same lines of cells.
func savedBy(t *testing.T, text string) map[string]string {
	semicolons := strings.NewReplacer(",", ";", ".", ",").Replace(text)
	return map[string]string{
		"UTF-8":                              text,
		"UTF-8 with a mark":                  "\ufeff" + text,
		"lines of Windows":                   strings.ReplaceAll(text, "\n", "\r\n"),
		"lines of old Macs":                  strings.ReplaceAll(text, "\n", "\r"),
		"no end of the last line":            strings.TrimSuffix(text, "\n"),
		"empty lines":                        "\n" + strings.ReplaceAll(text, "\n", "\n \n\n"),
		"UTF-16 of Windows":                  encoded(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), strings.ReplaceAll(text, "\n", "\r\n")),
		"UTF-16, the high byte first":        encoded(t, unicode.UTF16(unicode.BigEndian, unicode.UseBOM), text),
		"semicolons and decimal commas":      semicolons,
		"tabs":                               strings.ReplaceAll(text, ",", "\t"),
		"tabs and decimal commas":            strings.NewReplacer(",", "\t", ".", ",").Replace(text),
		"quotes":                             `"` + strings.NewReplacer(",", `","`, "\n", "\"\n\"").Replace(strings.TrimSuffix(text, "\n")) + "\"\n",
		"quotes, and decimal commas in them": `"` + strings.NewReplacer(",", `","`, "\n", "\"\n\"").Replace(strings.ReplaceAll(strings.TrimSuffix(strings.ReplaceAll(text, ".", "@"), "\n"), "@", "‚")) + "\"\n",
		"UTF-16, semicolons, quotes, decimal commas": encoded(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM),
			strings.ReplaceAll(`"`+strings.NewReplacer(";", `";"`, "\n", "\"\n\"").Replace(strings.TrimSuffix(semicolons, "\n"))+"\"\n", "\n", "\r\n")),
	}
}

// readBeside loads a scenario that names a file with such content.
func readBeside(t *testing.T, scenario, content string) (*model.Scenario, error) {
	t.Helper()
	folder := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(folder, "data.csv"), []byte(content), 0o600))
	s, err := Load(filepath.Join(folder, "plan.yaml"), []byte(scenario), nil)
	if err != nil {
		return nil, &relative{strings.ReplaceAll(err.Error(), folder+"/", "")}
	}
	return s, nil
}

type relative struct{ text string }

func (r *relative) Error() string { return r.text }

const (
	bootFile = "start: 2027-04-12\ntimezone: UTC\nhorizon: 1d\nfleet: [{name: a, clients: 30, version: \"9.4\", presence: {boot: {file: data.csv}}}]\n" +
		"backend: {version: \"9.4\", slots: 50}\n"
	deltaFile = "start: 2027-04-12\ntimezone: UTC\nhorizon: 1d\nfleet: [{name: a, clients: 30, version: \"9.4\"}]\nsync: {delta: {empirical: {file: data.csv}}}\n" +
		"backend: {version: \"9.4\", slots: 50}\n"
	traceInFile = "start: 2027-04-12\ntimezone: UTC\nhorizon: 1d\nworkloads: [{name: log, arrivals: {trace: data.csv}}]\nbackend: {slots: 1}\n"
)

// boots are the times of day that a boot file has, as shares 0..1 of its lines go.
func boots(s *model.Scenario, shares ...float64) []float64 {
	var times []float64
	for _, p := range shares {
		times = append(times, s.Groups[0].Presence.Boot.Quantile(p))
	}
	return times
}

// TestSavedAnyhow reads the same numbers from the files of every system, with a header
// and without, into every kind of value that takes a file.
func TestSavedAnyhow(t *testing.T) {
	for name, text := range savedBy(t, "8:00\n08:05:30.5\n09:10\n") {
		s, err := readBeside(t, bootFile, strings.ReplaceAll(text, "‚", ","))
		require.NoError(t, err, name)
		assert.Equal(t, []float64{28800, 29130.5, 33000}, boots(s, 0.1, 0.5, 0.9), name)
	}
	for name, text := range savedBy(t, "duration\n1.5s\n2.25m\n10m\n") {
		s, err := readBeside(t, deltaFile, strings.ReplaceAll(text, "‚", ","))
		require.NoError(t, err, name)
		assert.Equal(t, []float64{1.5, 135, 600}, []float64{s.Groups[0].Sync.Delta.Quantile(0.1), s.Groups[0].Sync.Delta.Quantile(0.5), s.Groups[0].Sync.Delta.Quantile(0.9)}, name)
	}
	for name, text := range savedBy(t, "arrival_s,work_s,patience_s\n0,1.5,\n1.25,2,0\n28800.75,1,10.5\n") {
		s, err := readBeside(t, traceInFile, strings.ReplaceAll(text, "‚", ","))
		require.NoError(t, err, name)
		rows, err := s.Workloads[0].Arrivals.Trace.Open()
		require.NoError(t, err, name)
		for _, want := range []model.Arrival{{At: 0, Work: 1.5e9, Patience: -1}, {At: 1.25e9, Work: 2e9, Patience: 0}, {At: 28800.75e9, Work: 1e9, Patience: 10.5e9}} {
			got, err := rows.Next()
			require.NoError(t, err, name)
			assert.Equal(t, want, got, name)
		}
		require.NoError(t, rows.Close())
	}
}

// TestHeaderIsNoData takes the first line of a file for names only if no cell of it
// could be a value.
func TestHeaderIsNoData(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       []float64 // at a sixth, the middle and five sixths
	}{
		{"no header", "8:00\n08:05\n08:10\n", []float64{28800, 29100, 29400}},
		{"a header", "log-on\n8:00\n08:05\n08:10\n", []float64{28800, 29100, 29400}},
		{"a header in quotes", "\"log-on, local\"\n8:00\n08:05\n08:10\n", []float64{28800, 29100, 29400}},
		{"dates of ISO 8601", "2027-04-12T08:00\n2027-04-12 8:05\n2027-04-13 08:10:00.000\n", []float64{28800, 29100, 29400}},
		{"dates of a German Excel", "Anmeldung\n12.04.2027 08:00\n12.04.2027 08:05\n13.04.2027 08:10:00\n", []float64{28800, 29100, 29400}},
		{"dates of an American Excel", "4/12/2027 8:00 AM\n4/12/2027 8:05 am\n4/13/2027 8:10 p.m.\n", []float64{28800, 29100, 72600}},
		{"noon and midnight", "12:00 AM\n12:30 AM\n12:00 PM\n", []float64{0, 1800, 43200}},
		{"a separator at the end", "time;\n8:00;\n08:05;\n08:10;\n", []float64{28800, 29100, 29400}},
		{"lengths of time", "8h\n8h 5min\n8h10m\n", []float64{28800, 29100, 29400}},
	} {
		s, err := readBeside(t, bootFile, tt.text)
		require.NoError(t, err, tt.name)
		assert.Equal(t, tt.want, boots(s, 1.0/6, 0.5, 5.0/6), tt.name)
	}
}

// TestRefusedAtItsLine complains about what a file may mean in two ways, or in none,
// where it stands.
func TestRefusedAtItsLine(t *testing.T) {
	for _, tt := range []struct{ name, scenario, text, want string }{
		{"points in place of colons, in the first line", bootFile, "08.00\n08:05\n", "data.csv:1:1: fleet[0].presence.boot.file: must be a time of day such as 08:00 or 08:00:30, got 08.00"},
		{"an hour that no day has", bootFile, "8:00\n25:00\n", "data.csv:2:1: fleet[0].presence.boot.file: must be a time of day such as 08:00 or 08:00:30, got 25:00"},
		{"an offset", bootFile, "log-on\n2027-04-12T08:00:00Z\n", "data.csv:2:1: fleet[0].presence.boot.file: has an offset from UTC; write local times, such as 08:15, got 2027-04-12T08:00:00Z"},
		{"two values in a line", bootFile, "8:00\n8:05,8:10\n", "data.csv:2:1: fleet[0].presence.boot.file: has 2 values; give one in each line"},
		{"a second header", bootFile, "log-on\nlocal\n8:00\n", "data.csv:2:1: fleet[0].presence.boot.file: must be a time of day such as 08:15 or 8h15m; what stands there is not repeated, since it does not look like one"},
		{"a thirteenth hour of the morning", bootFile, "13:00 AM\n8:00\n", "data.csv:1:1: fleet[0].presence.boot.file: must have an hour from 1 to 12 before AM or PM, got 13:00 AM"},
		{"a length without a unit", deltaFile, "90\n2m\n", `data.csv:1:1: sync.delta.empirical.file: needs a unit, such as "90m"; got 90`},
		{"points and commas", deltaFile, "1.5s\n2,5s\n", "data.csv:2:1: sync.delta.empirical.file: has a comma where numbers before it have a decimal point; write all numbers alike, and none with marks between thousands"},
		{"a thousand or a thousandth", deltaFile, "1,500s\n", "data.csv:1:1: sync.delta.empirical.file: may be a number of thousands or of thousandths; write it without a comma"},
		{"a thousand or a thousandth in a row", traceInFile, "arrival_s\twork_s\n0\t1,500\n", "data.csv:2:3: workloads[0].arrivals.trace: work_s may be a number of thousands or of thousandths; write it without a comma"},
		{"too much work", traceInFile, "arrival_s,work_s\n0,1000000000\n", "data.csv:2:3: workloads[0].arrivals.trace: work_s must be at most 316224000, ten years in seconds; got 1000000000"},
		{"no header", traceInFile, "0,1\n1,2\n", "data.csv:1:1: workloads[0].arrivals.trace: the first line must name the columns: arrival_s, work_s and, if wanted, patience_s"},
		{"UTF-16 without a mark", bootFile, "8\x00:\x000\x000\x00\n\x00", "data.csv:1:1: fleet[0].presence.boot.file: is no text in UTF-8, or in UTF-16 with a byte order mark"},
		{"nothing", bootFile, "\n", "plan.yaml:4:72: fleet[0].presence.boot.file: the file has no values in it"},
		{"a header alone", bootFile, "log-on\n", "plan.yaml:4:72: fleet[0].presence.boot.file: the file has no values in it"},
	} {
		_, err := readBeside(t, tt.scenario, tt.text)
		require.Error(t, err, tt.name)
		assert.Equal(t, tt.want, err.Error(), tt.name)
	}
}

// TestNothingIsRepeated checks that no line of a file that is something else than a
// scenario says is shown: whoever sends a scenario need not be allowed to read it.
func TestNothingIsRepeated(t *testing.T) {
	for name, text := range map[string]string{
		"accounts":         "root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1::/usr/sbin:/usr/sbin/nologin\n",
		"a key":            "-----BEGIN PRIVATE KEY-----\n4MIIEvQIBADANBgkqhkiG\nMIIEvQIBADANBgkqhkiG\n",
		"passwords":        "user,password\nalice,7hunter2\n",
		"digits in words":  "2Fa94Secret\n1:2:secret\n",
		"a value and more": "8:00\nsecret word\n9secret\n",
	} {
		for _, scenario := range []string{bootFile, deltaFile, traceInFile} {
			_, err := readBeside(t, scenario, text)
			require.Error(t, err, name)
			for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(":,\n /-", r) }) {
				if len(word) > 2 && word != "8" {
					assert.NotContains(t, err.Error(), word, name)
				}
			}
			if name == "accounts" {
				assert.Equal(t, 0, strings.Count(err.Error(), "\n"), "one complaint is enough about another file: %v", err)
			}
		}
	}
}
