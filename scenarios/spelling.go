package scenarios

import "strings"

// didYouMean returns `; did you mean "x"?` for the known word nearest to a
// misspelt one, or nothing when none is near.
func didYouMean(word string, known []string) string {
	if best, ok := nearest(word, known); ok {
		return `; did you mean "` + best + `"?`
	}
	return ""
}

// orKnown is the suggestion, or else the list of all that is known.
func orKnown(suggestion string, known []string) string {
	const most = 30
	switch {
	case suggestion != "" || len(known) == 0:
		return suggestion
	case len(known) > most:
		return "; known here: " + strings.Join(known[:most], ", ") + ", …"
	}
	return "; known here: " + strings.Join(known, ", ")
}

// alternatives lists words as in "a, b or c".
func alternatives(words []string) string {
	last := len(words) - 1
	if last == 0 {
		return words[0]
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// nearest returns the known word that takes the fewest changes to become a
// misspelt one, if they are at most half of its letters.
func nearest(word string, known []string) (string, bool) {
	return Nearest(word, known, len(word)/2)
}

// Nearest returns the known word that takes the fewest changes of a letter, at
// most so many, to become a misspelt one. Case does not matter.
func Nearest(word string, known []string, most int) (string, bool) {
	if len(word) > 60 {
		return "", false
	}
	best, distance := "", most+1
	for _, k := range known {
		if d := levenshtein(strings.ToLower(word), strings.ToLower(k)); d < distance {
			best, distance = k, d
		}
	}
	return best, best != ""
}

// levenshtein counts the insertions, deletions and substitutions of bytes that
// turn a into b (Levenshtein 1966), with one row of the table kept.
func levenshtein(a, b string) int {
	row := make([]int, 0, 64) // nearly all words fit, and none of these is on the heap
	for j := range len(b) + 1 {
		row = append(row, j)
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			substituted := diagonal
			if a[i] != b[j] {
				substituted++
			}
			diagonal = row[j+1]
			row[j+1] = min(substituted, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
