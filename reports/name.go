package reports

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"gonum.org/v1/plot/font"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// Names are free text of whoever wrote the scenario: of any length, in any script,
// and with signs that mean something to a terminal or to Markdown.

// renamed is a comparison in which every name of the scenario is
// spelled anew. The comparison that it is made from stays as it is.
func renamed(c *study.Comparison, spell func(string) string) *study.Comparison {
	s, copied := *c.Scenario, *c
	copied.Scenario = &s
	s.Name = spell(s.Name)
	s.Workloads = slices.Clone(s.Workloads)
	for i := range s.Workloads {
		s.Workloads[i].Name = spell(s.Workloads[i].Name)
	}
	if s.Release != nil {
		release := *s.Release
		release.Problems = slices.Clone(release.Problems)
		for i := range release.Problems {
			release.Problems[i].Name = spell(release.Problems[i].Name)
		}
		s.Release = &release
	}
	s.Later = slices.Clone(s.Later)
	for i := range s.Later {
		of := &s.Later[i]
		of.Problems = slices.Clone(of.Problems)
		for k := range of.Problems {
			of.Problems[k].Name = spell(of.Problems[k].Name)
		}
	}
	s.Strategies = slices.Clone(s.Strategies)
	for i := range s.Strategies {
		s.Strategies[i].Name = spell(s.Strategies[i].Name)
	}
	copied.Results = slices.Clone(c.Results)
	for i := range copied.Results {
		r := &copied.Results[i]
		r.Strategy = spell(r.Strategy)
		r.Phases = slices.Clone(r.Phases)
		for k := range r.Phases {
			r.Phases[k].Name = spell(r.Phases[k].Name)
		}
		r.Releases = slices.Clone(r.Releases)
		for k := range r.Releases {
			of := &r.Releases[k]
			of.Phases = slices.Clone(of.Phases)
			for n := range of.Phases {
				of.Phases[n].Name = spell(of.Phases[n].Name)
			}
		}
		r.Network = slices.Clone(r.Network)
		for k := range r.Network {
			r.Network[k].Place.Name = spell(r.Network[k].Place.Name)
		}
		r.Groups = slices.Clone(r.Groups)
		for k := range r.Groups {
			r.Groups[k].Group = spell(r.Groups[k].Group)
		}
		r.Strata = slices.Clone(r.Strata)
		for k := range r.Strata {
			of := &r.Strata[k]
			of.Problems = slices.Clone(of.Problems)
			for n := range of.Problems {
				of.Problems[n] = spell(of.Problems[n])
			}
			of.Phases = slices.Clone(of.Phases)
			for n := range of.Phases {
				of.Phases[n].Name = spell(of.Phases[n].Name)
			}
		}
	}
	copied.Extensions = slices.Clone(c.Extensions)
	for i := range copied.Extensions {
		copied.Extensions[i].Strategy = spell(copied.Extensions[i].Strategy)
	}
	copied.Differences = slices.Clone(c.Differences)
	for i := range copied.Differences {
		d := &copied.Differences[i]
		d.A, d.B = spell(d.A), spell(d.B)
	}
	return &copied
}

// printable spells a name on one line, without signs that steer a terminal or turn
// the direction of writing.
func printable(name string) string {
	const joiners = "\u200c\u200d" // which some scripts are written with
	kept := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsPrint(r) || strings.ContainsRune(joiners, r):
			return r
		}
		return -1
	}, name)
	return strings.Join(strings.Fields(kept), " ")
}

// inMarkdown spells a name so that Markdown shows it as it is, in a table too.
func inMarkdown(name string) string {
	var b strings.Builder
	for i, r := range name {
		switch {
		case strings.ContainsRune("&<>|", r): // a table takes a bar for its own even behind a backslash
			fmt.Fprintf(&b, "&#%d;", r)
		case strings.ContainsRune("\\`*_[]~#$", r), i == 0 && strings.ContainsRune("-+", r):
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// shortened keeps the beginning of a text, of at most so many characters.
func shortened(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return strings.TrimRight(string(runes[:most-1]), " ,;.") + "…"
}

// shortName is the name of a strategy where there is little room. Names that would
// look the same then carry the number of their strategy.
func (p *page) shortName(strategy string, most int) string {
	if len([]rune(strategy)) <= most {
		return p.called(strategy)
	}
	alike, number := 0, 0
	for i, other := range p.plans() {
		if shortened(other, most) == shortened(strategy, most) {
			alike++
		}
		if other == strategy {
			number = i + 1
		}
	}
	if alike < 2 {
		return shortened(strategy, most)
	}
	return shortened(fmt.Sprintf("%d: %s", number, strategy), most)
}

// plans are the names of the strategies that roll something out, each once, in the
// order of the results.
func (p *page) plans() []string {
	var found []string
	for _, r := range p.rollouts() {
		if !slices.Contains(found, r.Strategy) {
			found = append(found, r.Strategy)
		}
	}
	return found
}

// drawable is a page whose names can all be drawn: a strategy with a letter that
// the font lacks becomes "strategy 2", and the pictures say so. A page without
// such names is returned as it is.
func (p *page) drawable() *page {
	drawn := map[string]string{}
	var given []string
	for i, name := range p.plans() {
		if !draws(name) {
			drawn[name] = p.Say(say.T("strategy %d", "Strategie %d"), i+1)
			given = append(given, drawn[name])
		}
	}
	if len(given) == 0 {
		return p
	}
	q := pageIn(renamed(p.Comparison, func(name string) string {
		if other, ok := drawn[name]; ok {
			return other
		}
		return name
	}), p.voice)
	q.remark = p.Say(say.T("%s: named by place, for want of letters in this font (the SVG has the name)",
		"%s: nach der Reihenfolge benannt, weil dieser Schrift Zeichen fehlen (das SVG hat den Namen)"), p.Listed(given, say.And))
	return q
}

// draws tells whether the font of the pictures has every letter of a text.
func draws(text string) bool {
	face := font.DefaultCache.Lookup(words(9, ink, true).Font, 9)
	for _, r := range text {
		if index, err := face.Face.GlyphIndex(nil, r); err != nil || index == 0 {
			return false
		}
	}
	return true
}

// noRolloutInWords is what no rollout is called inside a sentence, where its name
// would read as a negation.
const noRolloutInWords = "without any rollout"

// builtIn are the names of strategies that are given none in a scenario, and how
// phases of them are numbered.
var (
	builtIn = map[string]say.Msg{
		model.NoRollout:  say.T("no rollout", "ohne Rollout"),
		noRolloutInWords: say.T("without any rollout", "ohne Rollout"),
		"big bang":       say.T("big bang", "Big Bang"),
		"waves":          say.T("waves", "Wellen"),
		"pilot":          say.T("pilot", "Pilot"),
		"at once":        say.T("at once", "auf einmal"),
	}
	waveNamed = regexp.MustCompile(`^wave (\d+)$`)
)

// called is a strategy by its name, or a phase: those that the scenario leaves to us
// to name are named in the language.
func (l voice) called(name string) string {
	if own, ok := builtIn[name]; ok {
		return l.Say(own)
	}
	if wave := waveNamed.FindStringSubmatch(name); wave != nil {
		return l.Say(say.T("wave %s", "Welle %s"), wave[1])
	}
	return name
}

// slots counts slots: those of a backend for PCs are what it calls parallel syncs in
// German.
func (p *page) slots(n int) string { return p.slotCount(n, p.queue) }

func (l voice) slotCount(n int, queue bool) string {
	if l.Language == say.German && !queue {
		return l.Counted(n, say.ParallelSyncs)
	}
	return l.Counted(n, say.Slots)
}

// inSentence is what a result is called inside a sentence.
func (p *page) inSentence(r *study.Result) string {
	if r.Strategy != model.NoRollout || p.queue {
		return p.nameOf(r)
	}
	return p.name(noRolloutInWords, r.Slots)
}
