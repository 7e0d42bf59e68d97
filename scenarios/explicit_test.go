package scenarios

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/rollsim/rollsim/model"
)

// TestPhasesReadBack writes every strategy of every example and good file with
// its phases spelt out, and reads them again: they are the same.
func TestPhasesReadBack(t *testing.T) {
	examples, _ := filepath.Glob("*.yaml")
	strategies := 0
	for _, path := range append(examples, files(t, "good")...) {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		s, err := Load(path, text, nil)
		if err != nil {
			t.Fatal(err)
		}
		written := ""
		for i := range s.Strategies {
			written += Phases(s, &s.Strategies[i])
		}
		if written == "" {
			continue
		}
		again, err := Load(path, text, []Setting{{Path: "strategies", Value: written}})
		if err != nil {
			t.Errorf("%s: with\n%s\n%v", path, written, err)
			continue
		}
		if d := cmp.Diff(s.Strategies, again.Strategies, cmpopts.IgnoreFields(model.Strategy{}, "Preset")); d != "" {
			t.Errorf("%s: with\n%s\n(-read +written)\n%s", path, written, d)
		}
		for i := range s.Strategies {
			if once, twice := Phases(s, &s.Strategies[i]), Phases(again, &again.Strategies[i]); once != twice {
				t.Errorf("%s: written once\n%s\nand again\n%s", path, once, twice)
			}
		}
		strategies += len(s.Strategies)
	}
	if strategies < 30 {
		t.Errorf("%d strategies, want those of the good files", strategies)
	}
}

// TestPhasesOfNoRollout checks that the comparison without the update has none.
func TestPhasesOfNoRollout(t *testing.T) {
	s, _ := planned(t, "big_bang: {}")
	if got := Phases(s, &model.Strategy{Name: model.NoRollout}); got != "" {
		t.Errorf("no rollout is written as %q", got)
	}
}

// TestNumbersReadBack writes spans, durations, shares and rates as scenario files
// do.
func TestNumbersReadBack(t *testing.T) {
	for _, text := range []string{"0s", "1wd", "1.5wd", "0.25wd", "14d", "0d", "0wd", "36h", "1h30m", "90ms", "0.0015s", "100wd"} {
		s, err := span("wd", true).parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := span("wd", true).parse(spanOf(s)); err != nil || back != s {
			t.Errorf("%s is written %s, which is %v, want %v", text, spanOf(s), back, s)
		}
	}
	for _, text := range []string{"0s", "15m", "1d", "36h", "0.00125s", "30d"} {
		d, err := duration("h").parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := duration("h").parse(lengthOf(d)); err != nil || back != d {
			t.Errorf("%s is written %s, which is %v, want %v", text, lengthOf(d), back, d)
		}
	}
	for _, text := range []string{"5%", "0.1%", "33.333333%", "14.285714285714%", "100%", "7%"} {
		f, err := parseShare(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := shareText(f); got != text {
			t.Errorf("%s is written %s", text, got)
		}
	}
	for _, tt := range []struct{ text, want string }{
		{"40/min", "40/min"}, {"2400/h", "40/min"}, {"1/h", "1/h"}, {"7/d", "7/d"}, {"3/s", "180/min"}, {"0.001/d", "0.001/d"},
	} {
		f, err := someRate.parse(tt.text)
		if err != nil {
			t.Fatal(err)
		}
		got := rateText(f)
		if back, err := someRate.parse(got); got != tt.want || err != nil || back != f {
			t.Errorf("%s is written %s, which is %g a second, want %s, %g", tt.text, got, back, tt.want, f)
		}
	}
	if got := clockOf(23*time.Hour + 30*time.Minute + 15*time.Second); got != "23:30:15" {
		t.Errorf("the clock shows %s, want 23:30:15", got)
	}
}

// TestNamesReadBack writes names that YAML would read as something else.
func TestNamesReadBack(t *testing.T) {
	for _, name := range []string{"a", "our own plan", "9.4 first", "a: b", "{x}", "- x", "#1", "yes", "null", "über alles", `say "so"`, "back\\slash", "a, b", "'x'", "~", "plan ", "1e3"} {
		name = strings.TrimSpace(name)
		_, st := planned(t, "{name: "+scalarText(name)+", big_bang: {}}")
		if st.Name != name {
			t.Errorf("%q is written %s and read as %q", name, scalarText(name), st.Name)
		}
	}
}
