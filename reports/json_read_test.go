package reports

import (
	"bytes"
	"errors"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model/study"
)

// abstractOf is what is read of the JSON of a comparison.
func abstractOf(t *testing.T, c *study.Comparison) *study.Comparison {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, JSON(&b, c))
	read, err := ReadJSON(&b)
	require.NoError(t, err)
	return read
}

// TestReadJSON reads the JSON of every fixture: its numbers are those that were written,
// and it does not differ from itself or from what it is of.
func TestReadJSON(t *testing.T) {
	for _, fixture := range fixtures {
		c := whole(fixture.make())
		read := abstractOf(t, c)
		for i := range c.Results {
			for k := range c.Results[i].Metrics {
				e := &c.Results[i].Metrics[k]
				was := possible(e.Metric, e.Estimate)
				is := read.Results[i].Metric(e.Metric.Name)
				if !c.Scenario.Shows(e.Metric) {
					assert.Equal(t, study.NotTold, is.Missing.Kind,
						"%s: %s is told: %+v", fixture.name, e.Metric.Name, is)
					continue
				}
				same := func(a, b float64) bool { return a == b || !finite(a) && !finite(b) }
				assert.True(t, same(was.Mean, is.Mean) && same(was.Low, is.Low) && same(was.High, is.High) && was.N == is.N && e.Median == is.Median,
					"%s: %s is read as %+v, want %+v", fixture.name, e.Metric.Name, is.Estimate, was)
			}
		}
		for _, pair := range [][2]*study.Comparison{{read, read}, {read, c}, {c, read}} {
			change := study.NewChange(pair[0], pair[1], true, nil)
			assert.True(t, change.Same() && change.Abstract() && !change.Paired,
				"%s: its JSON differs from it: %+v", fixture.name, change)
		}
	}
}

// whole is a comparison whose results have every metric, as those of a study do.
func whole(c *study.Comparison) *study.Comparison {
	of := *c
	of.Results = nil
	read := &metricsJSON{}
	if err := read.UnmarshalJSON([]byte("{}")); err != nil {
		panic(err)
	}
	for _, r := range c.Results {
		metrics := []study.Estimate{}
		for _, e := range *read {
			if has := metric(&r, e.Metric.Name); has != nil {
				e = *has
			} else {
				e.Missing.Kind, e.Values = study.NothingToCount, slices.Repeat([]float64{math.NaN()}, c.Replications)
			}
			metrics = append(metrics, e)
		}
		r.Metrics = metrics
		of.Results = append(of.Results, r)
	}
	return &of
}

// TestReadWrongJSON checks that what is no JSON of a comparison is refused in one line
// that says why.
func TestReadWrongJSON(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, JSON(&b, officeComparison()))
	good := b.String()
	changed := func(from, to string) string {
		require.Contains(t, good, from, "the JSON has no %s", from)
		return strings.Replace(good, from, to, 1)
	}
	for _, tt := range []struct{ name, text, want string }{
		{"nothing", "", "is empty"},
		{"spaces", " \n", "is empty"},
		{"a program", "\x7fELF\x02\x01", "is no JSON: at byte 1"},
		{"a list", "[1]", "which is an object; it is a JSON array"},
		{"another object", `{"cells": []}`, `it has no field "scenario"`},
		{"the first half", good[:len(good)/2], "is cut off"},
		{"two", good + good, "is no JSON: at byte"},
		{"a field of a later version", changed(`"seed"`, `"colour": 1, "seed"`), `has a field "colour" that this version`},
		{"a field of a metric", changed(`"unit"`, `"colour": 1, "unit"`), `has a field "colour" that this version`},
		{"a field less", changed(`"seed"`, `"asked"`), `it has no field "seed"`},
		{"a metric of a later version", changed(`"wait.update.p95"`, `"wait.update.p96"`), `has a metric "wait.update.p96" that this version`},
		{"text for a number", changed(`"seed": 1`, `"seed": "one"`), "seed is a JSON string"},
		{"a start that is none", changed(`"start": "2027`, `"start": "MMXXVII`), "has a start that is no time"},
		{"a zone on the moon", changed("Europe/Berlin", "Moon/Base"), `has a timezone that is not known: "Moon/Base"`},
		{"another decision", changed(`"decision": "`, `"decision": "perhaps-`), "has a decision that is not known"},
		{"no rollouts", changed(`"replications": 20`, `"replications": 0`), "has numbers that cannot be: 0 replications"},
		{"a strategy twice", changed(`"name": "waves"`, `"name": "big bang"`), `has the strategy "big bang" on 50 slots twice`},
		{"slots that nobody can count", changed(`"slots": 50`, `"slots": 4611686018427387904`), "has a strategy without a name or metrics, or with slots that cannot be: the 1st"},
		{"a horizon without an end", changed(`"horizon_days": `, `"horizon_days": 9999`), "has numbers that cannot be"},
		{"a number too large", changed(`"seed": 1`, `"seed": 1e999`), "seed is a JSON number"},
		{"an unknown outcome", changed(`"outcome": "`, `"outcome": "half-`), "has a target that is not known"},
	} {
		_, err := ReadJSON(strings.NewReader(tt.text))
		assert.True(t, err != nil && strings.Contains(err.Error(), tt.want) && !strings.Contains(err.Error(), "\n"),
			"%s: %v, want %q", tt.name, err, tt.want)
	}
	_, err := ReadJSON(io.LimitReader(blanks{}, mostJSON+2))
	assert.True(t, err != nil && strings.Contains(err.Error(), "is larger than 64 MiB"), "a large file: %v", err)
	broken := errors.New("the disk is gone")
	_, err = ReadJSON(io.MultiReader(strings.NewReader("{"), failing{broken}))
	assert.ErrorIs(t, err, broken, "a reader that fails: %v", err)
}

// blanks are spaces without end.
type blanks struct{}

func (blanks) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = ' '
	}
	return len(b), nil
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
