package reports

import (
	"fmt"
	"strings"
	"time"

	"github.com/rollsim/rollsim/model"
)

// Sentence tells what a scenario or a study says. The zero Sentence is "".
func (l Language) Sentence(s model.Sentence) string {
	if s.Format == "" {
		return ""
	}
	values := make([]any, len(s.Values))
	for i, v := range s.Values {
		values[i] = l.valued(v)
	}
	if l == English {
		return fmt.Sprintf(s.Format, values...)
	}
	return l.say(s.Format, values...)
}

// valued is a value of a sentence as the language writes it.
func (l Language) valued(value any) any {
	switch v := value.(type) {
	case string:
		return l.called(v)
	case model.Sentence:
		return l.Sentence(v)
	case time.Duration:
		return l.waitTime(v.Seconds())
	case model.Counted:
		if l != English {
			return l.counted(v.N, v.Thing, v.Thing+"s")
		}
	case model.Number:
		return l.marks(v.String())
	case model.Moment:
		return l.formatted(v.Time, v.Layout)
	}
	return value
}

// sentences tells several, one by one.
func (l Language) sentences(sentences []model.Sentence) []string {
	var all []string
	for _, s := range sentences {
		all = append(all, l.Sentence(s))
	}
	return all
}

// source tells where a default is from. What the scenario says itself of a value
// stays as it is.
func (l Language) source(o *model.Origin) string {
	if region, ok := strings.CutPrefix(o.Source, "zone of the region "); ok {
		return l.say("zone of the region %s", region)
	}
	format := strings.ReplaceAll(o.Source, "%", "%%")
	if _, known := germanOf[format]; l == English || !known {
		return o.Source
	}
	return l.say(format)
}
