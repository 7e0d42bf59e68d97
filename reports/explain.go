package reports

import (
	"fmt"
	"io"
	"strings"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

// Explain writes every value of a scenario and where it comes from, one a line
// in three columns: its path, the value, and its origin. Values that rest on no
// source are marked as assumptions, so that a reader sees which to replace first.
// Below, what is said of the backend and of rollouts stands in words.
func Explain(in say.Language, w io.Writer, s *model.Scenario) error {
	l := voice{in}
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
		b.WriteString("\n" + l.Say(say.T("1 value is an assumption: no source was found for it. Replace it by a number of your own if you can.",
			"1 Wert ist eine Annahme: dafür wurde keine Quelle gefunden. Wo möglich durch eine eigene Zahl ersetzen.")) + "\n")
	case assumptions > 1:
		b.WriteString("\n" + l.Say(say.T("%s values are assumptions: no source was found for them. Replace them by numbers of your own where you can.",
			"%s Werte sind Annahmen: dafür wurde keine Quelle gefunden. Wo möglich durch eigene Zahlen ersetzen."), l.Thousands(assumptions)) + "\n")
	}
	if lines := BackendInWords(in, s); lines != nil {
		b.WriteString("\n" + l.Say(say.T("The backend", "Das Backend")) + "\n")
		for _, line := range lines {
			b.WriteString(indented(line) + "\n")
		}
	}
	if lines := RolloutInWords(in, s); lines != nil {
		b.WriteString("\n" + l.Say(say.T("The rollout", "Der Rollout")) + "\n")
		for _, line := range lines {
			b.WriteString(indented(line) + "\n")
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// InPhases is the heading above a strategy in the terms of another rollout system that
// is shown in phases.
func InPhases(in say.Language, st *model.Strategy) string {
	l := voice{in}
	return l.Say(say.T("%s in phases; read in place of the terms of %s, this is the same plan",
		"%s in Phasen; an Stelle der Begriffe von %s gelesen, ist das derselbe Plan"), l.called(st.Name), st.Preset)
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
func (l voice) origin(o *model.Origin) string {
	var words string
	switch o.Kind {
	case model.FromFile:
		words = fmt.Sprintf("%s:%d:%d", o.File, o.Line, o.Column)
		if o.Source != nil {
			words += l.Say(say.T(", source: %s", ", Quelle: %s"), o.Source.String())
		}
	case model.FromSet:
		words = "--set"
		if o.Source != nil {
			words += l.Say(say.T(", source: %s", ", Quelle: %s"), o.Source.String())
		}
	case model.Default:
		words = l.Say(say.T("default", "Vorgabe"))
		if o.Source != nil {
			words += " (" + l.told(o.Source) + ")"
		}
	case model.Assumption:
		words = l.Say(say.T("ASSUMPTION", "ANNAHME"))
		if o.Source != nil {
			words += " (" + l.told(o.Source) + ")"
		}
	default:
		panic(fmt.Sprintf("reports: unknown origin kind %d of %s", o.Kind, o.Path))
	}
	if o.By != "" {
		words += l.Say(say.T(", by %s", ", von %s"), o.By)
	}
	if o.Range != "" {
		of := ""
		if o.Of != "" {
			of = l.middle(o.Of) + " "
		}
		words += l.Say(say.T(", may be %s", ", möglich: %s"), of+o.Range)
	}
	return words
}
