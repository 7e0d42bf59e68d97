// Package pattern has regular expressions that cost nothing until they are used: a
// program of many compiles few of them in one run, and compiling all would take a good
// part of the time to its first word.
package pattern

import (
	"regexp"
	"sync"
)

// Of returns where to get a regular expression, which is compiled for the first who asks.
// That panics if it is none, as [regexp.MustCompile] does.
func Of(text string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })
}
