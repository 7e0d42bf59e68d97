package reports

import (
	"fmt"
	"strings"

	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// counted puts a number before its noun, such as "1 rollout" or "4,000 PCs".
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return say.English.Thousands(n) + " " + many
}

// wrapped breaks a text at spaces into lines of at most width characters, but
// not between a number and its unit. The second and later lines begin with indent.
func wrapped(text string, width int, indent string) string {
	return strings.Join(inLines(text, width, len([]rune(indent))), "\n"+indent)
}

// inLines are the lines of wrapped without their indents, which are so long.
func inLines(text string, width, indent int) []string {
	var lines []string
	column := 0
	for _, word := range unbroken(text) {
		length := shownWidth(word)
		if len(lines) == 0 || column+1+length > width {
			if len(lines) > 0 {
				column = indent
			}
			lines = append(lines, word)
			column += length
			continue
		}
		lines[len(lines)-1] += " " + word
		column += 1 + length
	}
	return lines
}

// unbroken cuts a text at the spaces where a line may end: not around ±, and not
// within quantities and dates such as "3 h 50 min", "4,000 PCs" or "Mon 3 May 2027".
func unbroken(text string) []string {
	const (
		months = " January February March April May June July August September October November December Jan Feb Mar Apr Jun Jul Aug Sep Oct Nov Dec "
		units  = " s min h d % slots slot PCs PC people person syncs sync rollouts rollout runs run jobs job days day workdays workday Plätzen Rollouts Tage Arbeitstage" + months
		heads  = " h min d seed Mon Tue Wed Thu Fri Sat Sun Mo Di Mi Do Fr Sa So Startwert" + months // belong to the number behind them
	)
	var parts []string
	before := ""
	for _, word := range strings.Split(text, " ") {
		digit := word != "" && word[0] >= '0' && word[0] <= '9'
		unit := word != "" && strings.Contains(units, " "+strings.Trim(word, ".,;:()")+" ")
		endsInDigit := before != "" && before[len(before)-1] >= '0' && before[len(before)-1] <= '9'
		if len(parts) > 0 && (word == "±" || before == "±" || unit && endsInDigit ||
			digit && strings.Contains(heads, " "+before+" ")) {
			parts[len(parts)-1] += " " + word
		} else {
			parts = append(parts, word)
		}
		before = word
	}
	return parts
}

// outcome is the fate of a target in a word.
func outcome(o study.TargetOutcome) say.Msg {
	switch o {
	case study.Met:
		return say.T("met", "erreicht")
	case study.Missed:
		return say.T("missed", "verfehlt")
	case study.Undecided:
		return say.T("undecided", "offen")
	case study.Skipped:
		return say.T("skipped", "entfällt")
	}
	panic(fmt.Sprintf("reports: unknown target outcome %d", o))
}

// decision is the verdict in the word that a committee minutes.
func decision(d study.Decision) say.Msg {
	switch d {
	case study.Go:
		return say.T("GO", "GO")
	case study.GoWithConditions:
		return say.T("GO WITH CONDITIONS", "GO MIT AUFLAGEN")
	case study.NoGo:
		return say.T("NO-GO", "NO-GO")
	case study.NotDecidable:
		return say.T("NOT DECIDABLE", "NICHT ENTSCHEIDBAR")
	case study.Preliminary:
		return say.T("PRELIMINARY", "VORLÄUFIG")
	}
	panic(fmt.Sprintf("reports: unknown decision %d", d))
}
