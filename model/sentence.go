package model

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A Sentence is something to be told to people: an English format, as of package fmt,
// and its values. Reports tell it in other languages, for which the format is the key.
// A value is a name or what a file says, as it is there (a string), a whole number (an
// int), a length of time (a time.Duration), a [Counted], a [Number], a [Moment] or
// another Sentence; words are Sentences. The zero Sentence says nothing.
type Sentence struct {
	Format string
	Values []any
}

// Say makes a sentence.
func Say(format string, values ...any) Sentence { return Sentence{format, values} }

// String is the sentence in English.
func (s Sentence) String() string { return fmt.Sprintf(s.Format, s.Values...) }

// A Counted is a number of things, which are in the plural but for one: "1 day", "20
// days".
type Counted struct {
	N     int
	Thing string // in English, in the singular
}

func (c Counted) String() string {
	if c.N == 1 {
		return "1 " + c.Thing
	}
	return fmt.Sprintf("%d %ss", c.N, c.Thing)
}

// A Number is a quantity with so many decimals, and commas in thousands.
type Number struct {
	X        float64
	Decimals int
}

func (n Number) String() string {
	whole, fraction, point := strings.Cut(strconv.FormatFloat(n.X, 'f', n.Decimals, 64), ".")
	for at := len(whole) - 3; at > 0; at -= 3 {
		whole = whole[:at] + "," + whole[at:]
	}
	if point {
		return whole + "." + fraction
	}
	return whole
}

// A Moment is a date, or a date and a time of day, in a layout of package time.
type Moment struct {
	time.Time
	Layout string
}

func (m Moment) String() string { return m.Format(m.Layout) }
