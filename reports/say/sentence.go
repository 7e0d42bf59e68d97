package say

import (
	"fmt"
	"strconv"
	"time"
)

// A Sentence is something to be told: a text and its values. A value is a name or what
// a file says, as it is there (a string), a whole number (an int), a length of time (a
// time.Duration), a [Count], a [Figure], a [Moment], a Msg, or another Sentence. The
// zero Sentence says nothing.
type Sentence struct {
	Text   Msg
	Values []any
}

// Of makes a sentence of a text and its values.
func Of(text Msg, values ...any) Sentence { return Sentence{text, values} }

// String is the sentence in English.
func (s Sentence) String() string { return fmt.Sprintf(s.Text.In(English), s.Values...) }

// A Count is a number of things.
type Count struct {
	N    int
	Noun Noun
}

func (c Count) String() string {
	if c.N == 1 {
		return "1 " + c.Noun.One.String()
	}
	return strconv.Itoa(c.N) + " " + c.Noun.Many.String()
}

// A Figure is a quantity with so many decimals.
type Figure struct {
	X        float64
	Decimals int
}

func (f Figure) String() string { return English.figure(f) }

func (l Language) figure(f Figure) string {
	return l.Fixed(f.X, f.Decimals)
}

// A Moment is a date, or a date and a time of day, in a layout of package time.
type Moment struct {
	time.Time
	Layout string
}

func (m Moment) String() string { return m.Format(m.Layout) }

// Tell tells a sentence. Names are spelled by spell; nil leaves them as they are.
func (l Language) Tell(s Sentence, spell func(string) string) string {
	if s.Text == (Msg{}) {
		return ""
	}
	values := make([]any, len(s.Values))
	for i, v := range s.Values {
		values[i] = l.valued(v, spell)
	}
	if l == English {
		return fmt.Sprintf(s.Text.In(English), values...)
	}
	return l.Say(s.Text, values...)
}

// valued is a value of a sentence as the language writes it.
func (l Language) valued(value any, spell func(string) string) any {
	switch v := value.(type) {
	case string:
		if spell != nil {
			return spell(v)
		}
	case Msg:
		return l.Say(v)
	case Sentence:
		return l.Tell(v, spell)
	case time.Duration:
		return l.WaitTime(v.Seconds())
	case Count:
		if l != English {
			return l.Counted(v.N, v.Noun)
		}
	case Figure:
		return l.figure(v)
	case Moment:
		return l.Formatted(v.Time, v.Layout)
	}
	return value
}

// Told tells what was said without a language: a Msg or a Sentence is told in it, and
// whatever else somebody has written stays as it is. Nil says nothing.
func (l Language) Told(what fmt.Stringer, spell func(string) string) string {
	switch what := what.(type) {
	case nil:
		return ""
	case Msg:
		return l.Say(what)
	case Sentence:
		return l.Tell(what, spell)
	}
	return what.String()
}
