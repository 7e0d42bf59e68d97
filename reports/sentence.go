package reports

import (
	"fmt"
	"strings"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

// Sentence tells what a scenario or a study says. The zero Sentence is "".
func Sentence(in say.Language, s model.Sentence) string {
	l := voice{in}
	if s.Format == "" {
		return ""
	}
	values := make([]any, len(s.Values))
	for i, v := range s.Values {
		values[i] = l.valued(v)
	}
	if l.Language == say.English {
		return fmt.Sprintf(s.Format, values...)
	}
	return printer.Sprintf(germanOf[s.Format], values...)
}

// valued is a value of a sentence as the language writes it.
func (l voice) valued(value any) any {
	switch v := value.(type) {
	case string:
		return l.called(v)
	case model.Sentence:
		return Sentence(l.Language, v)
	case time.Duration:
		return l.WaitTime(v.Seconds())
	case model.Counted:
		if l.Language != say.English {
			return l.Counted(v.N, say.N(say.T(v.Thing, l.keyed(v.Thing)), say.T(v.Thing+"s", l.keyed(v.Thing+"s"))))
		}
	case model.Number:
		return l.Marks(v.String())
	case model.Moment:
		return l.Formatted(v.Time, v.Layout)
	}
	return value
}

// Told tells what a scenario says: a sentence in the language, with names as they are
// shown, and what is none as it is. Nil is "".
func Told(in say.Language, what fmt.Stringer) string { return in.Told(what, voice{in}.called) }

// sentences tells several, one by one.
func (l voice) sentences(sentences []fmt.Stringer) []string {
	var all []string
	for _, s := range sentences {
		all = append(all, Told(l.Language, s))
	}
	return all
}

// source tells where a default is from. What the scenario says itself of a value
// stays as it is.
func (l voice) source(o *model.Origin) string {
	if region, ok := strings.CutPrefix(o.Source, "zone of the region "); ok {
		return l.Say(say.T("zone of the region %s", "Zeitzone der Region %s"), region)
	}
	format := strings.ReplaceAll(o.Source, "%", "%%")
	if _, known := germanOf[format]; l.Language == say.English || !known {
		return o.Source
	}
	return l.keyed(o.Source)
}
