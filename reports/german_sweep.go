package reports

// germanSweep are the words of a sweep and its pictures.
var germanSweep = map[string]string{
	"%s of %s, since the sweep was stopped":                                                        "%s von %s, da der Lauf abgebrochen wurde",
	"%s of each strategy at each":                                                                  "%s je Strategie und Punkt",
	"%s: %s; the mean over the rollouts, ± its 95 %% interval":                                     "%s: %s; das Mittel über die Rollouts, ± sein 95-%%-Intervall",
	"%s: %s; the median of the rollouts, its 95 %% interval in brackets":                           "%s: %s; der Median der Rollouts, in Klammern sein 95-%%-Intervall",
	" (of no rollout: any sync)":                                                                   " (ohne Rollout: jede Synchronisierung)",
	". Met, missed or open: whether all targets are met there, one is missed, or that is not sure": ". Erreicht, verfehlt oder offen: ob dort alle Zielwerte erreicht sind, einer verfehlt ist oder das nicht sicher ist",
	". 1 more point is not shown; --format csv or wide has them all":                               ". 1 weiterer Punkt ist nicht gezeigt; --format csv oder wide hat alle",
	". %s more points are not shown; --format csv or wide has them all":                            ". %s weitere Punkte sind nicht gezeigt; --format csv oder wide hat alle",
	"%s on slot number %d":                                                                         "%s, Anzahl von Plätzen Nr. %d",
	"Points at which every target is met, of all with that value:":                                 "Punkte, an denen alle Zielwerte erreicht sind, von allen mit diesem Wert:",
	"all points": "alle Punkte",

	// The pictures.
	"%s by %s and %s": "%s nach %s und %s",
	"%s by %s":        "%s nach %s",
	"means over %s of each strategy at each point":              "Mittel über %s je Strategie und Punkt",
	"medians of %s of each strategy at each point":              "Mediane über %s je Strategie und Punkt",
	"%s, days since the start":                                  "%s, Tage seit dem Beginn",
	"%s, workdays":                                              "%s, Arbeitstage",
	"; within the line every target is met; ?: not sure":        "; innerhalb der Linie sind alle Zielwerte erreicht; ?: nicht sicher",
	"; no cell is sure to meet every target; ?: not sure":       "; in keinem Feld ist sicher, dass alle Zielwerte erreicht sind; ?: nicht sicher",
	"; grey: no number, or not in every rollout":                "; grau: keine Zahl, oder nicht in jedem Rollout",
	"; shaded: 90 %% of single rollouts; bars: 95 %% intervals": "; schattiert: 90 %% der einzelnen Rollouts; Striche: 95-%%-Intervalle",
	"; filled: every target is met, hollow: not, or not surely": "; gefüllt: alle Zielwerte sind erreicht, hohl: nicht oder nicht sicher",
	"; in days since the start":                                 "; in Tagen seit dem Beginn",
	"%s (in the order given)":                                   "%s (in der angegebenen Reihenfolge)",
}
