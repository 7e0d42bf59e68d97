package say

import (
	"math"
	"strconv"
	"strings"
)

// Minus is the sign that stands before negative numbers in words: a hyphen would read
// as "to" between two numbers.
const Minus = "−"

// Decimals is the number of decimal places that gives x three digits, at most 4.
func Decimals(x float64) int {
	if x == 0 {
		return 0
	}
	return min(max(2-int(math.Floor(math.Log10(math.Abs(x)*1.0000001))), 0), 4)
}

// fixed writes x with so many decimals and commas in thousands.
func fixed(x float64, places int) string {
	text := strconv.FormatFloat(math.Abs(x), 'f', places, 64)
	whole, fraction, point := strings.Cut(text, ".")
	whole = grouped(whole)
	if point {
		whole += "." + fraction
	}
	if x < 0 && strings.Trim(text, "0.") != "" {
		return Minus + whole
	}
	return whole
}

// number is fixed without zeros at the end of the decimals.
func number(x float64, places int) string {
	text := fixed(x, places)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text
}

// thousands writes an integer with commas, such as "12,345".
func thousands(n int) string {
	digits := strconv.Itoa(n)
	if n < 0 {
		return Minus + grouped(digits[1:])
	}
	return grouped(digits)
}

// grouped puts commas between the thousands of digits.
func grouped(digits string) string {
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

var germanMarks = strings.NewReplacer(",", ".", ".", ",")

// Marks puts the separators of the language into numerals written in English, which
// may have units behind them: "4,000.5 h" becomes "4.000,5 h".
func (l Language) Marks(numerals string) string {
	if l == German {
		return germanMarks.Replace(numerals)
	}
	return numerals
}

// Number writes x with at most so many decimals, and none at the end that are 0.
func (l Language) Number(x float64, places int) string { return l.Marks(number(x, places)) }

// Fixed writes x with so many decimals.
func (l Language) Fixed(x float64, places int) string { return l.Marks(fixed(x, places)) }

// Thousands writes a whole number.
func (l Language) Thousands(n int) string { return l.Marks(thousands(n)) }

// Within writes a plain number and its half width, to at most four digits:
// "97.2 ± 0.4".
func (l Language) Within(mean, half float64) string {
	places := Decimals(mean)
	for most := min(places+1, 4); places < most && half > 0 && half < math.Pow10(-places)*(1-1e-9); {
		places++
	}
	if half > 0 && half < math.Pow10(-places)/2 {
		return l.Fixed(mean, places) + " ± " + l.Say(under, l.Fixed(math.Pow10(-places), places))
	}
	if half == 0 {
		return l.Number(mean, places)
	}
	return l.Fixed(mean, places) + " ± " + l.Fixed(half, places)
}

var under = T("under %s", "unter %s")

// Listed joins words as a sentence does: "a", "a and b", "a, b or c".
func (l Language) Listed(words []string, join Msg) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " " + l.Say(join) + " " + words[last]
}

// And and Or join what is listed.
var (
	And = T("and", "und")
	Or  = T("or", "oder")
)
