package reports

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"github.com/rollsim/rollsim/model/study"
)

// SweepJSON writes a sweep as one JSON object: scenario, seed, axes, and points with
// their settings and, for each strategy and number of slots, every metric and
// target as [JSON] has them. Points are written as soon as they are added.
func SweepJSON(w io.Writer, s *study.Sweep) SweepTable { return &sweepJSON{sweep: s, to: w} }

type sweepJSON struct {
	sweep *study.Sweep
	to    io.Writer
	begun bool
}

type (
	sweepPointJSON struct {
		Settings     settingsJSON      `json:"settings"`
		Replications int               `json:"replications"`
		Results      []sweepResultJSON `json:"results"`
	}
	sweepResultJSON struct {
		Strategy string       `json:"strategy"`
		Slots    *int         `json:"slots"` // null where slots play no part
		Metrics  metricsJSON  `json:"metrics"`
		Targets  []targetJSON `json:"targets"`
		MeetsAll *bool        `json:"meets_all"` // null without targets
	}
)

// settingsJSON is an object with the values of a point, by path, in the order of
// the axes.
type settingsJSON struct{ paths, values []string }

func (s settingsJSON) MarshalJSON() ([]byte, error) {
	text := []byte{'{'}
	for i, path := range s.paths {
		if i > 0 {
			text = append(text, ',')
		}
		for k, word := range []string{path, s.values[i]} {
			quoted, err := json.Marshal(word)
			if err != nil {
				return nil, err
			}
			text = append(text, quoted...)
			if k == 0 {
				text = append(text, ':')
			}
		}
	}
	return append(text, '}'), nil
}

// begin writes what stands before the first point.
func (t *sweepJSON) begin() error {
	if t.begun {
		_, err := io.WriteString(t.to, ",\n")
		return err
	}
	t.begun = true
	scenario, err := json.Marshal(t.sweep.Scenario)
	if err != nil {
		return err
	}
	axes, err := json.Marshal(append([]string{}, t.sweep.Axes...))
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(t.to, "{\n  \"scenario\": %s,\n  \"seed\": %d,\n  \"axes\": %s,\n  \"points\": [\n", scenario, t.sweep.Seed, axes)
	return err
}

func (t *sweepJSON) Add(point int, results []study.Result) error {
	if err := t.begin(); err != nil {
		return err
	}
	p := &t.sweep.Points[point]
	doc := sweepPointJSON{Settings: settingsJSON{t.sweep.Axes, p.Values}, Replications: p.Replications}
	for i := range results {
		r := &results[i]
		of := sweepResultJSON{Strategy: r.Strategy}
		if !p.Unlimited {
			of.Slots = &r.Slots
		}
		for _, name := range t.sweep.Metrics {
			of.Metrics = append(of.Metrics, *metric(r, name))
		}
		of.Targets = targetsOf(r.Targets, len(p.Strategies[i%len(p.Strategies)].Strata) > 1)
		if len(r.Targets) > 0 {
			all := meetsAll(r)
			of.MeetsAll = &all
		}
		doc.Results = append(doc.Results, of)
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("    ", "  ")
	if err := encoder.Encode(doc); err != nil {
		return err
	}
	_, err := fmt.Fprintf(t.to, "    %s", bytes.TrimRight(text.Bytes(), "\n"))
	return err
}

func (t *sweepJSON) End() error {
	if !t.begun {
		if err := t.begin(); err != nil {
			return err
		}
	}
	_, err := io.WriteString(t.to, "\n  ]\n}\n")
	return err
}
