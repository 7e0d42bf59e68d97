package reports

// german holds the German for each English text that is said in a [Language]. The
// words are those of the people who run such rollouts: Wellen, parallele
// Synchronisierungen, Zielwert.
var german = map[string]string{
	"waves": "Wellen",
}
