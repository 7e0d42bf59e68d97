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
func (l Language) Explain(w io.Writer, s *model.Scenario) error {
	rows := make([][]string, len(s.Origins))
	assumptions := 0
	for i := range s.Origins {
		o := &s.Origins[i]
		if o.Kind == model.Assumption {
			assumptions++
		}
		rows[i] = []string{o.Path, clipped(o.Value), l.origin(o)}
	}
	var b strings.Builder
	for _, line := range aligned(rows) {
		b.WriteString(line + "\n")
	}
	switch {
	case assumptions == 1:
		b.WriteString("\n" + l.say("1 value is an assumption: no source was found for it. Replace it by a number of your own if you can.") + "\n")
	case assumptions > 1:
		b.WriteString("\n" + l.say("%s values are assumptions: no source was found for them. Replace them by numbers of your own where you can.", l.thousands(assumptions)) + "\n")
	}
	if lines := l.BackendInWords(s); lines != nil {
		b.WriteString("\n" + l.say("The backend") + "\n")
		for _, line := range lines {
			b.WriteString(indented(line) + "\n")
		}
	}
	if lines := l.RolloutInWords(s); lines != nil {
		b.WriteString("\n" + l.say("The rollout") + "\n")
		for _, line := range lines {
			b.WriteString(indented(line) + "\n")
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// InPhases is the heading above a strategy in the terms of another rollout system that
// is shown in phases.
func (l Language) InPhases(st *model.Strategy) string {
	return l.say("%s in phases; read in place of the terms of %s, this is the same plan", l.called(st.Name), st.Preset)
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
func (l Language) origin(o *model.Origin) string {
	var words string
	switch o.Kind {
	case model.FromFile:
		words = fmt.Sprintf("%s:%d:%d", o.File, o.Line, o.Column)
		if o.Source != "" {
			words += l.say(", source: %s", o.Source)
		}
	case model.FromSet:
		words = "--set"
		if o.Source != "" {
			words += l.say(", source: %s", o.Source)
		}
	case model.Default:
		words = l.say("default")
		if o.Source != "" {
			words += " (" + l.source(o) + ")"
		}
	case model.Assumption:
		words = l.say("ASSUMPTION")
		if o.Source != "" {
			words += " (" + l.source(o) + ")"
		}
	default:
		panic(fmt.Sprintf("reports: unknown origin kind %d of %s", o.Kind, o.Path))
	}
	if o.By != "" {
		words += l.say(", by %s", o.By)
	}
	if o.Range != "" {
		of := ""
		if o.Of != "" {
			of = l.say(o.Of) + " "
		}
		words += l.say(", may be %s", of+o.Range)
	}
	return words
}
