package scenarios

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
)

var update = flag.Bool("update", false, "rewrite the expected outputs")

const testdata = "../testdata/scenarios/"

// golden compares what a test printed with the file that holds what it should.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
		return
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, string(want), got, "differs from %s", path)
}

// files returns the scenario files in a folder of testdata.
func files(t testing.TB, folder string) []string {
	t.Helper()
	paths, err := filepath.Glob(testdata + folder + "/*.yaml")
	require.True(t, err == nil && len(paths) != 0, "no scenario files in %s: %v", folder, err)
	return paths
}

// TestBadFiles loads files with something wrong in each and compares the
// complaints with those beside the file.
func TestBadFiles(t *testing.T) {
	for _, path := range files(t, "bad") {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".yaml"), func(t *testing.T) {
			s, err := LoadFile(path)
			require.Error(t, err, "LoadFile(%s) accepts %+v", path, s)
			got := strings.ReplaceAll(err.Error(), filepath.Dir(path)+"/", "") + "\n"
			golden(t, strings.TrimSuffix(path, ".yaml")+".out", got)
			var all Errors
			require.ErrorAs(t, err, &all, "LoadFile(%s) returns a %T, want Errors", path, err)
			text, _ := os.ReadFile(path)
			for _, e := range all {
				pointsIntoFile(t, path, text, e)
			}
		})
	}
}

// pointsIntoFile checks that a complaint about the text of a file names a place
// in it, or the file as a whole.
func pointsIntoFile(t *testing.T, name string, text []byte, e *Error) {
	t.Helper()
	if e.Pos.Line == 0 || e.Pos.Filename != name {
		return
	}
	lines := bytes.Split(text, []byte("\n"))
	assert.True(t, e.Pos.Line >= 1 && e.Pos.Line <= len(lines) && e.Pos.Column >= 1 && e.Pos.Column <= len(lines[e.Pos.Line-1])+1,
		"%v points outside the file of %d lines", e, len(lines))
	assert.True(t, !strings.ContainsAny(e.Msg, "\n") && e.Msg != "", "%q is not one line", e.Msg)
}

// TestExamples loads the built-in examples: they are right, and nothing in them
// needs a warning but what they are there to show.
func TestExamples(t *testing.T) {
	sizes := map[string]int{"three-clients": 3, "small-company": 800, "enterprise": 25_000, "textbook-queue": 0, "offline-clients": 2000, "first-installation": 20_000, "new-employees": 2000, "release-train": 600, "world": 5000} // the others: 4,000
	warned := map[string][]string{                                                                                                                                                                                                  // how warnings begin
		"no-load-balancing": {"the backend has version 9.2", "with a capacity"},
		"outage-monday":     {"with a timeout"},

		"deploy-during-wave": {"strategy waves: the deploy from Wed 14 Apr 08:00 falls into wave 2"},
	}
	for _, e := range Examples() {
		s, err := Load(e.Name+".yaml", e.Text, nil)
		if !assert.NoError(t, err, "%s:\n%v", e.Name, err) {
			continue
		}
		want, ok := sizes[e.Name]
		if !ok {
			want = 4000
		}
		got := s.Clients()
		assert.Equal(t, want, got, "%s has %d PCs", e.Name, got)
		assert.True(t, slices.EqualFunc(told(s.Warnings), warned[e.Name], strings.HasPrefix),
			"%s: warnings %q, want those that begin with %q", e.Name, s.Warnings, warned[e.Name])
		assert.GreaterOrEqual(t, len(e.Summary), 40,
			"%s: summary %q is too short to say what it shows", e.Name, e.Summary)
	}
}

// TestGoodFiles loads files that use every key, and compares all that was read
// with what stands beside the file.
func TestGoodFiles(t *testing.T) {
	for _, path := range files(t, "good") {
		s, err := LoadFile(path)
		if !assert.NoError(t, err) {
			continue
		}
		golden(t, strings.TrimSuffix(path, ".yaml")+".out", strings.ReplaceAll(printed(s), filepath.Dir(path)+"/", ""))
	}
}

// printed writes all of a scenario for comparison.
func printed(s *model.Scenario) string {
	var b strings.Builder
	calendar := func(c *model.Calendar) string {
		text := fmt.Sprintf("%v %q workdays %v office %v-%v, %d holidays", c.Zone, c.Region, c.Workdays, c.OfficeFrom, c.OfficeUntil, len(c.Holidays))
		for _, f := range c.Freezes {
			text += fmt.Sprintf(", freeze %v-%v", f.From, f.Through)
		}
		return text
	}
	fmt.Fprintf(&b, "%s\nstart %v, %d days, seed %d, %d replications\n%s\n", s.Name, s.Start, s.Horizon, s.Seed, s.Replications, calendar(s.Calendar))
	for _, g := range s.Groups {
		fmt.Fprintf(&b, "group %s: %s\n", g.Name, calendar(g.Calendar))
		site, joins := g.Site, g.Joins
		g.Calendar, g.Site, g.Joins = nil, nil, nil
		fmt.Fprintf(&b, "  %+v\n", g)
		if site != nil {
			fmt.Fprintf(&b, "  site %+v\n", *site)
		}
		if joins != nil {
			fmt.Fprintf(&b, "  joins %+v\n", *joins)
		}
	}
	for _, w := range s.Workloads {
		fmt.Fprintf(&b, "workload %+v\n", w)
	}
	printBackend(&b, s.Backend)
	if s.Release != nil {
		fmt.Fprintf(&b, "release %+v\n", *s.Release)
	}
	for _, st := range s.Strategies {
		printStrategy(&b, st)
	}
	for _, t := range s.Targets {
		fmt.Fprintf(&b, "target %+v\n", t)
	}
	for _, w := range s.Warnings {
		fmt.Fprintf(&b, "warning %s\n", w)
	}
	for _, o := range s.Origins {
		fmt.Fprintf(&b, "origin %+v\n", o)
	}
	return b.String()
}

// printStrategy writes a strategy with what its phases may have or not.
func printStrategy(w io.Writer, st model.Strategy) {
	fmt.Fprintf(w, "strategy %s", st.Name)
	if st.Preset != "" {
		fmt.Fprintf(w, " of %s", st.Preset)
	}
	fmt.Fprintf(w, "\n  halt %+v rollback %+v late joiners %d\n", st.Halt, st.Rollback, st.LateJoiners)
	for _, a := range st.Access {
		fmt.Fprintf(w, "  access group %d key users %v from %s\n", a.Group, a.KeyUsers, a.From.Format(time.RFC3339))
	}
	for _, p := range st.Phases {
		at, grants, window, deadline := p.Start.At, p.Grants, p.Window, p.Deadline
		p.Start.At, p.Grants, p.Window, p.Deadline = nil, nil, nil, nil
		fmt.Fprintf(w, "  %+v", p)
		if at != nil {
			fmt.Fprintf(w, " at %s", at.Format(time.RFC3339))
		}
		if grants != nil {
			fmt.Fprintf(w, " grants %+v", *grants)
		}
		if window != nil {
			fmt.Fprintf(w, " window %+v", *window)
		}
		if deadline != nil {
			fmt.Fprintf(w, " deadline %+v", *deadline)
		}
		fmt.Fprintln(w)
	}
}

// printBackend writes a backend with what it may have or not.
func printBackend(w io.Writer, b model.Backend) {
	capacity, timeout, autoscale, failures, events := b.Capacity, b.Timeout, b.Autoscale, b.Failures, b.Events
	b.Capacity, b.Timeout, b.Autoscale, b.Failures, b.Events = nil, nil, nil, nil, nil
	fmt.Fprintf(w, "backend %+v\n", b)
	if capacity != nil {
		fmt.Fprintf(w, "  capacity %+v\n", *capacity)
	}
	if timeout != nil {
		fmt.Fprintf(w, "  timeout %+v\n", *timeout)
	}
	if autoscale != nil {
		fmt.Fprintf(w, "  autoscale %+v\n", *autoscale)
	}
	if failures != nil {
		fmt.Fprintf(w, "  failures %+v\n", *failures)
	}
	for _, e := range events {
		fmt.Fprintf(w, "  event %+v\n", e)
	}
}

// TestLoadsSideBySide loads the examples in many goroutines at once, with the
// schema written meanwhile; the race detector watches.
func TestLoadsSideBySide(t *testing.T) {
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for _, e := range Examples() {
				_, err := Load(e.Name+".yaml", e.Text, nil)
				assert.NoError(t, err, "%s", e.Name)
			}
			assert.Equal(t, Schema(), Schema(), "the schema differs from itself")
		})
	}
	all.Wait()
}
