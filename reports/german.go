package reports

// german holds the German for each English text that is said in a [Language]. The
// words are those of the people who run such rollouts: Wellen, parallele
// Synchronisierungen, Zielwert.
var german = map[string]string{
	"waves": "Wellen",

	// Of the charts of a page.
	"What the charts over time show":         "Was die Verläufe zeigen",
	"one scale for all":                      "gleiche Skala für alle",
	"Drag to zoom; keys: arrows, +, −, Home": "Ziehen vergrößert; Tasten: Pfeile, +, −, Pos1",
}
