package model

import (
	"cmp"
	"strconv"
	"strings"
)

// A Version is a release number such as "9.10", compared part by part: 9.10 is
// newer than 9.9.
type Version string

// None is the version of a PC on which nothing is installed. It is older than all
// others.
const None Version = ""

// Compare returns -1, 0 or +1 as v is older than, as new as or newer than w. A
// missing part counts as 0, so 9 equals 9.0. Parts that are no numbers compare
// as text and count as newer than numbers.
func (v Version) Compare(w Version) int {
	if v == None || w == None {
		return cmp.Compare(len(v), len(w))
	}
	for v != "" || w != "" {
		var x, y string
		x, v = v.first()
		y, w = w.first()
		m, errM := strconv.Atoi(x)
		n, errN := strconv.Atoi(y)
		c := 0
		switch {
		case errM == nil && errN == nil:
			c = cmp.Compare(m, n)
		case errM == nil:
			c = -1
		case errN == nil:
			c = +1
		default:
			c = strings.Compare(x, y)
		}
		if c != 0 {
			return c
		}
	}
	return 0
}

// first returns the first part of a version, 0 if there is none, and what
// follows it.
func (v Version) first() (part string, rest Version) {
	part, after, _ := strings.Cut(string(v), ".")
	if v == "" {
		part = "0"
	}
	return part, Version(after)
}
