package theory

import (
	"slices"
	"strings"
)

// A Family is the cases of one kind of queue.
type Family struct {
	Name  string // as [Case] has it
	About string // what comes, what is done with it, and who has solved it, in words

	catalogue func() []Case // its cases, and maybe others
}

// Families returns all families in the order of their cases.
func Families() []Family {
	return []Family{
		{"M/M/c", "Poisson arrivals, exponential work, c slots. Erlang 1917; Kleinrock, Queueing Systems I, section 3.5.", erlangCases},
		{"M/G/c/c (Erlang B)", "Nobody may wait: who finds no free slot is lost. Only the mean of the work matters. " +
			"Erlang 1917; Sevastyanov 1957.", lossCases},
		{"M/M/c/K", "K clients find room, c of them in the slots; all others are lost. " +
			"Gross, Shortle, Thompson and Harris, Fundamentals of Queueing Theory, section 2.5.", lossCases},
		{"M/M/c+M (Erlang A)", "Clients give up after an exponential time of waiting. Palm 1957; Garnett, Mandelbaum and Reiman 2002.", impatientCases},
		{"M/D/c", "Constant work. Crommelin 1932; Spitzer 1956; Franx 2001.", fixedCases},
		{"M/G/1", "One slot, work of any law. Pollaczek 1930; Khinchine 1932; Takács 1962.", singleCases},
		{"M/E2/c", "Work in two exponential stages. Matrix-geometric: Neuts 1981; Latouche and Ramaswami 1999.", stageCases},
		{"M/M/c//N", "N clients think, ask, are served and think again. " +
			"Palm 1943; the arrival theorem: Lavenberg and Reiser 1980, Sevcik and Mitrani 1981.", finiteCases},
		{"M/M/c priority", "Classes of clients: a slot that frees takes the first of the best class, and nobody is interrupted. " +
			"Cobham 1954; Kella and Yechiali 1985.", priorityCases},
		{"M^[X]/M/c", "Clients come in batches. Gross, Shortle, Thompson and Harris, section 3.1; Cromie, Chaudhry and Grassmann 1979.", batchCases},
		{"M/G/∞", "Nobody waits, and who is there at an instant is Poisson. Palm 1943.", unlimitedCases},
		{"M/G/∞ in the morning", "Clients ask once, around a time of day, and nobody waits. Palm 1943; Eick, Massey and Whitt 1993.", unlimitedCases},
		{"Mt/M/c in the morning", "Clients ask once, around a time of day, and wait for c slots. " +
			"The chain is followed through time by Runge and Kutta's rule; compare Massey 2002.", peakCases},
		{"M/M/1-PS", "All run at once and share the full speed of one. Sakata, Noguchi and Oizumi 1969; Coffman, Muntz and Trotter 1970.", sharingCases},
		{"M/G/1-PS", "The same with work of any law: only its mean matters. Kleinrock, Queueing Systems II, section 4.4; Kelly 1979.", sharingCases},
		{"M/M/c-PS", "Up to c run at full speed, more share that of c. Cohen 1979; Kelly 1979.", sharingCases},
		{"random split", "k nodes with one slot and a line each; clients are sent to any of them. Kleinrock, Queueing Systems I, section 2.4.", splitCases},
		{"join the shortest queue", "Few nodes with one slot and a line each; clients are sent to the least busy. " +
			"Haight 1958; Adan, Wessels and Zijm 1990.", shortestCases},
		{"two choices", "Nodes with one slot and a line each; clients are sent to the less busy of two drawn at random. Of three nodes exactly; " +
			"of many up to a share of the order 1/n²: Gast and Van Houdt 2017; in the limit: Mitzenmacher 2001, Vvedenskaya, Dobrushin and Karpelevich 1996.", choiceCases},
		{"M/M/c retrial", "Who finds no free slot asks again after an exponential time, and no place is kept. " +
			"Falin and Templeton 1997; Artalejo and Gómez-Corral 2008.", retrialCases},
		{"M/M/1 constant retrial", "The same, but only the one denied first asks again, then the next. Fayolle 1986; Farahmand 1990.", retrialCases},
		{"M/M/c with breakdowns", "Slots fail and are repaired, busy or idle; whose slot fails goes on with what is left. " +
			"Of one slot, the share served at once is that of the time in which it is up and nobody is there. " +
			"White and Christie 1958; Mitrany and Avi-Itzhak 1968.", failingCases},
		{"big bang", "Everybody asks at once. Order statistics: Rényi 1953.", bigBangCases},
	}
}

// Cases returns the cases of the family. For some, computing the values takes a
// second.
func (f Family) Cases() []Case {
	return slices.DeleteFunc(f.catalogue(), func(c Case) bool { return c.Family != f.Name })
}

// FamiliesNamed returns the family of that name, or else all whose name contains
// the text; letters may be small or capital. Every name contains the empty text.
func FamiliesNamed(text string) []Family {
	all := Families()
	if i := slices.IndexFunc(all, func(f Family) bool { return strings.EqualFold(f.Name, text) }); i >= 0 {
		return all[i : i+1]
	}
	return slices.DeleteFunc(all, func(f Family) bool {
		return !strings.Contains(strings.ToLower(f.Name), strings.ToLower(text))
	})
}
