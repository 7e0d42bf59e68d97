package reports

import (
	"fmt"
	"io"
	"strings"

	"github.com/rollsim/rollsim/model"
)

// Explain writes every value of a scenario and where it comes from, one a line
// in three columns: its path, the value, and its origin. Values that rest on no
// source are marked as assumptions, so that a reader sees which to replace first.
// Below, what is said of the backend and of rollouts stands in words.
func Explain(w io.Writer, s *model.Scenario) error {
	rows := make([][]string, len(s.Origins))
	assumptions := 0
	for i := range s.Origins {
		o := &s.Origins[i]
		if o.Kind == model.Assumption {
			assumptions++
		}
		rows[i] = []string{o.Path, clipped(o.Value), origin(o)}
	}
	var b strings.Builder
	for _, line := range aligned(rows) {
		b.WriteString(line + "\n")
	}
	switch {
	case assumptions == 1:
		b.WriteString("\n1 value is an assumption: no source was found for it. Replace it by a number of your own if you can.\n")
	case assumptions > 1:
		fmt.Fprintf(&b, "\n%d values are assumptions: no source was found for them. Replace them by numbers of your own where you can.\n", assumptions)
	}
	if lines := BackendInWords(s); lines != nil {
		b.WriteString("\nThe backend\n")
		for _, line := range lines {
			b.WriteString(indented(line) + "\n")
		}
	}
	if lines := RolloutInWords(s); lines != nil {
		b.WriteString("\nThe rollout\n")
		for _, line := range lines {
			b.WriteString(indented(line) + "\n")
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// clipped keeps the middle column narrow: of a long value, the beginning.
func clipped(value string) string {
	const width = 44
	value = strings.Join(strings.Fields(value), " ")
	if runes := []rune(value); len(runes) > width {
		return string(runes[:width-3]) + "..."
	}
	return value
}

// origin says where a value comes from, who gave it, and how far off it may be.
func origin(o *model.Origin) string {
	var words string
	switch o.Kind {
	case model.FromFile:
		words = fmt.Sprintf("%s:%d:%d", o.File, o.Line, o.Column)
		if o.Source != "" {
			words += ", source: " + o.Source
		}
	case model.FromSet:
		words = "--set"
		if o.Source != "" {
			words += ", source: " + o.Source
		}
	case model.Default:
		words = "default"
		if o.Source != "" {
			words += " (" + o.Source + ")"
		}
	case model.Assumption:
		words = "ASSUMPTION"
		if o.Source != "" {
			words += " (" + o.Source + ")"
		}
	default:
		panic(fmt.Sprintf("reports: unknown origin kind %d of %s", o.Kind, o.Path))
	}
	if o.By != "" {
		words += ", by " + o.By
	}
	if o.Range != "" {
		words += ", may be "
		if o.Of != "" {
			words += o.Of + " "
		}
		words += o.Range
	}
	return words
}
