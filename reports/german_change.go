package reports

// germanChange are the words of what changed between two comparisons.
var germanChange = map[string]string{
	"no difference":                "kein Unterschied",
	"Limits":                       "Grenzen",
	"What changed in the scenario": "Was sich am Szenario geändert hat",
	"Strategies":                   "Strategien",
	"What changed in the outcome":  "Was sich an der Entscheidung geändert hat",
	"What changed in the results, second − first, %s": "Was sich an den Ergebnissen geändert hat, zweites − erstes, %s",
	"What a JSON does not tell":                       "Was ein JSON nicht hergibt",

	"rollout by rollout (%s pairs with the same seed)": "Rollout für Rollout (%s Paare mit gleichem Startwert)",
	"run by run (%s pairs with the same seed)":         "Replikation für Replikation (%s Paare mit gleichem Startwert)",
	"by their intervals (%s and %s)":                   "nach ihren Intervallen (%s und %s)",
	"as two samples (%s and %s with different seeds)":  "als zwei Stichproben (%s und %s mit verschiedenen Startwerten)",
	"both sides are": "beide Seiten sind",
	"the first is":   "die erste Seite ist",
	"the second is":  "die zweite Seite ist",
	"%s JSON, which has no single rollouts: means, and dates as medians, are compared as two samples, and a difference is named only where their 95 %% intervals do not meet": "%s JSON, das keine einzelnen Rollouts enthält: Mittelwerte, bei Terminen Mediane, werden als zwei Stichproben verglichen, und ein Unterschied wird nur genannt, wo sich die 95-%%-Intervalle nicht berühren",
	"two run folders would be compared rollout by rollout, which shows much smaller differences":                                                                              "zwei Ergebnisordner würden Rollout für Rollout verglichen, was viel kleinere Unterschiede zeigt",
	"two run folders would be compared run by run, which shows much smaller differences":                                                                                      "zwei Ergebnisordner würden Replikation für Replikation verglichen, was viel kleinere Unterschiede zeigt",
	"two run folders would be compared by the values of their runs, which shows smaller differences":                                                                          "zwei Ergebnisordner würden nach den Werten ihrer Replikationen verglichen, was kleinere Unterschiede zeigt",
	"two run folders would be compared by the values of their rollouts, which shows smaller differences":                                                                      "zwei Ergebnisordner würden nach den Werten ihrer Rollouts verglichen, was kleinere Unterschiede zeigt",
	"%s JSON, which has no single runs: means, and dates as medians, are compared as two samples, and a difference is named only where their 95 %% intervals do not meet":     "%s JSON, das keine einzelnen Replikationen enthält: Mittelwerte, bei Terminen Mediane, werden als zwei Stichproben verglichen, und ein Unterschied wird nur genannt, wo sich die 95-%%-Intervalle nicht berühren",
	"the values of the scenario are not in it: what is compared of them is name, start, time zone, horizon, seed, number of PCs, version, slots and targets":                  "die Werte des Szenarios stehen nicht darin: verglichen werden Name, Beginn, Zeitzone, Horizont, Startwert, Anzahl der PCs, Version, Plätze und Zielwerte",

	"kept":                   "eingehalten",
	"EXCEEDED":               "ÜBERSCHRITTEN",
	"open":                   "offen",
	"no number":              "keine Zahl",
	"%s to spare":            "%s Spielraum",
	"beyond it by %s":        "darüber hinaus: %s",
	"(not there)":            "(nicht vorhanden)",
	"%s: only in the first":  "%s: nur auf der ersten Seite",
	"%s: only in the second": "%s: nur auf der zweiten Seite",
	"verdict: %s → %s":       "Entscheidung: %s → %s",

	"not in the report":                          "nicht im JSON enthalten",
	"too few rollouts for an interval":           "zu wenige Rollouts für ein Intervall",
	"too few runs for an interval":               "zu wenige Replikationen für ein Intervall",
	"%s: no difference that the intervals carry": "%s: kein Unterschied, den die Intervalle hergeben",
}
