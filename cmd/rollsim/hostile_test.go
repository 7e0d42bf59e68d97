package main

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/reports"
)

// did runs the program and returns what it prints.
func did(t *testing.T, want int, args ...string) (stdout, stderr string) {
	t.Helper()
	var out, words bytes.Buffer
	status := run(args, strings.NewReader(""), &out, &words)
	require.Equal(t, want, status, "rollsim %s: %s", strings.Join(args, " "), words.String())
	return out.String(), words.String()
}

// TestCellsAreNoFormulas writes every CSV of a scenario whose names spreadsheets would
// compute: none of their cells is a formula, and read again they are the names.
func TestCellsAreNoFormulas(t *testing.T) {
	const file = "testdata/hostile-names.yaml"
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	var texts []string
	for _, language := range []string{"en", "de"} {
		out := at(language)
		did(t, done, "compare", file, "--replications", "1", "--lang", language, "--out", out, "--plots", "wait,updated,network")
		did(t, done, "sweep", file, "--replications", "1", "--lang", language, "--vary", "backend.slots=1,2", "--out", out)
		for _, format := range []string{"csv", "wide"} {
			text, _ := did(t, done, "sweep", file, "--replications", "1", "--lang", language, "--vary", "backend.slots=1,2", "--format", format)
			texts = append(texts, text)
		}
		did(t, done, "run", file, "--replications", "1", "--strategy", "=1+1", "--lang", language, "--records", filepath.Join(out, "records.csv"), "--series", filepath.Join(out, "series.csv"))
	}
	text, _ := did(t, done, "diff", at("en"), at("de"), "--all", "--format", "csv")
	texts = append(texts, text)
	written, err := filepath.Glob(at("*/*.csv"))
	require.NoError(t, err)
	require.Greater(t, len(written), 12, "files of numbers")
	for _, file := range written {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		texts = append(texts, string(text))
	}
	var names []string
	for _, text := range texts {
		text, german := strings.CutPrefix(text, "\ufeff")
		r := csv.NewReader(strings.NewReader(text))
		if german {
			r.Comma = ';'
		}
		rows, err := r.ReadAll()
		require.NoError(t, err)
		for _, cell := range slices.Concat(rows...) {
			if cell == "" || !strings.ContainsAny(cell[:1], "=+-@\t\r'") {
				continue
			}
			if _, err := strconv.ParseFloat(strings.Replace(cell, ",", ".", 1), 64); err == nil {
				continue // a number below 0
			}
			require.Equal(t, "'", cell[:1], "the cell %q is a formula", cell)
			names = append(names, reports.ReadCell(cell))
		}
	}
	slices.Sort(names)
	names = slices.Compact(names)
	for _, name := range []string{"=1+1", "-2+3 | col", `=HYPERLINK("http://evil/","x")`, "+1+1|x] <i>", "@SUM(1+1)*cmd|' /C calc'!A0"} {
		assert.Contains(t, names, name)
	}
}

// TestNamesATerminalObeys puts names of files with control characters into every kind of
// message: they are spelled out.
func TestNamesATerminalObeys(t *testing.T) {
	folder := t.TempDir()
	evil := filepath.Join(folder, "a\x1b]0;owned\a\nb.yaml")
	if os.WriteFile(evil, []byte("start: 2027-04-12\n"), 0o600) != nil {
		t.Skip("no such name is possible here")
	}
	good := filepath.Join(folder, "c\x1b[2Jd.yaml")
	text, err := os.ReadFile("../../scenarios/three-clients.yaml")
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(good, text, 0o600))
	out := filepath.Join(folder, "out\x1b[31m\u202e")
	for _, tt := range []struct {
		status int
		args   []string
	}{
		{wrong, []string{"check", evil}},
		{wrong, []string{"check", evil + "gone"}},
		{done, []string{"check", good}},
		{done, []string{"run", good, "--replications", "1"}},
		{done, []string{"compare", good, "--replications", "1", "--out", out, "--plots", "none"}},
		{wrong, []string{"compare", good, "--out", good}},
		{wrong, []string{"report", evil}},
		{wrong, []string{"diff", evil, out}},
		{wrong, []string{"diff", evil + "gone", out}},
		{wrong, []string{"merge", out}},
		{wrong, []string{"run", good, "--records", filepath.Join(evil, "x.csv")}},
		{wrong, []string{"compare", good, "--set", "\x1b[1m"}},
		{wrong, []string{"\x1bc"}},
		{wrong, []string{"check", good, evil}},
	} {
		var stdout, stderr bytes.Buffer
		status := run(tt.args, strings.NewReader(""), &stdout, &stderr)
		said := stdout.String() + stderr.String()
		assert.Equal(t, tt.status, status, "%q: %s", tt.args, said)
		assert.NotContains(t, said, "\x1b", "%q", tt.args)
		assert.NotContains(t, said, "\u202e", "%q", tt.args)
		assert.NotContains(t, said, "\nb.yaml", "%q", tt.args)
	}
}
