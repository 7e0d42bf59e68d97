package reports

// germanWorkbook are the names and heads of the sheets of a workbook.
var germanWorkbook = map[string]string{
	"Overview": "Überblick", "Metrics": "Kennzahlen", "Targets": "Zielwerte", "Differences": "Unterschiede", "Phases": "Phasen", "Hours": "Stunden",
	"Who is counted": "Wer gezählt wird", "Assumptions": "Annahmen", "How it was computed": "Wie gerechnet wurde",

	"A rollout":                           "Ein Rollout",
	"from (95 %% interval)":               "von (95-%%-Intervall)",
	"to (95 %% interval)":                 "bis (95-%%-Intervall)",
	"Wait of 19 in 20, at most (h:mm:ss)": "Wartezeit bei 19 von 20 höchstens (h:mm:ss)",
	"Wait after the update of 19 in 20, at most (h:mm:ss)":  "Wartezeit nach dem Update bei 19 von 20 höchstens (h:mm:ss)",
	"Longest wait of a PC, of 19 in 20 at most (h:mm:ss)":   "Längste Wartezeit eines PCs, bei 19 von 20 höchstens (h:mm:ss)",
	"Delay after the update of 19 in 20, at most (h:mm:ss)": "Verzögerung nach dem Update bei 19 von 20 höchstens (h:mm:ss)",
	"Longest delay of a PC, of 19 in 20 at most (h:mm:ss)":  "Längste Verzögerung eines PCs, bei 19 von 20 höchstens (h:mm:ss)",
	"Slots in use, busiest hour":                            "Belegte Plätze, stärkste Stunde",
	"95 %% of the PCs are updated by (local time)":          "95 %% der PCs aktualisiert bis (Ortszeit)",
	"Targets met": "Zielwerte erreicht",

	"If the release has": "Falls das Release hat", "Chance of that": "Chance dafür", "a problem": "ein Problem", "no problem": "kein Problem",
	"Metric": "Kennzahl", "Unit": "Einheit", "Mean (of instants the median)": "Mittel (bei Zeitpunkten Median)",
	"one rollout in 20 is below": "einer von 20 Rollouts liegt darunter", "one rollout in 20 is above": "einer von 20 Rollouts liegt darüber",
	"Rollouts": "Rollouts", "Why a number is missing": "Warum eine Zahl fehlt (englisch)",
	"local date and time": "Datum und Uhrzeit", "count": "Anzahl", "ratio": "Verhältnis", "workdays": "Arbeitstage",

	"Target": "Zielwert", "decided by": "entschieden nach", "Bound": "Grenze", "Outcome": "Ergebnis",
	"kept in so many rollouts": "eingehalten in so vielen Rollouts", "of": "von", "Share that keeps it": "Anteil, der ihn einhält",
	"met": "erreicht", "missed": "verfehlt", "undecided": "offen", "skipped": "entfällt",

	"Slots of A": "Plätze von A", "Slots of B": "Plätze von B", "A − B, mean": "A − B, Mittel", "p, adjusted (Holm)": "p, angepasst (Holm)",
	"Worth naming": "Nennenswert", "Practically alike": "Praktisch gleich", "Correlation by common random numbers": "Korrelation durch gemeinsame Zufallszahlen",
	"yes": "ja", "no": "nein",

	"Phase": "Phase", "PCs": "PCs", "Planned (local time)": "Geplant (Ortszeit)", "Opens, mean (local time)": "Beginnt, Mittel (Ortszeit)",
	"Rollouts in which it never opens": "Rollouts, in denen sie nie beginnt",

	"Hour begins (local time)": "Beginn der Stunde (Ortszeit)", "Hours since the start": "Stunden seit Beginn",
	"Running with a slot, mean": "Laufend mit Platz, Mittel", "Running without, mean": "Laufend ohne Platz, Mittel",
	"Waiting, mean": "Wartend, Mittel", "Waiting, highest mean of five minutes": "Wartend, höchstes Fünf-Minuten-Mittel", "PCs on, mean": "PCs an, Mittel",
	"Asks in the hour": "Anfragen in der Stunde", "Updated at its end, of the PCs that can be": "Aktualisiert an ihrem Ende, von den PCs, die es können",

	"Asked for": "Angefragt", "Done": "Erledigt", "Given up": "Aufgegeben", "Waiting": "Wartend", "Running": "Laufend",

	"Setting": "Einstellung", "Value": "Wert", "Kind": "Art", "May be": "Kann sein", "Source": "Quelle", "By": "Von", "File and line": "Datei und Zeile",
	"assumption": "Annahme", "default": "Vorgabe", "command line": "Kommandozeile", "file": "Datei",

	"What": "Was", "Scenario": "Szenario", "Scenario hash": "Prüfsumme des Szenarios", "Start (local time)": "Beginn (Ortszeit)", "Time zone": "Zeitzone",
	"Days simulated": "Simulierte Tage", "Releases": "Releases", "Due (local time)": "Fällig (Ortszeit)", "Begins, median (local time)": "Beginnt, Median (Ortszeit)", "Release": "Release", "Rollouts of each strategy": "Rollouts je Strategie", "asked for, stopped before": "verlangt, vorher angehalten",
	"Seed": "Startwert", "Command that gives it again": "Befehl, der dasselbe ergibt", "Program": "Programm", "Intervals": "Intervalle",
	"of 95 %% over the rollouts: how sure the mean is, or of instants the median. One rollout in twenty lies below the fifth percentile, one above the ninety-fifth: what may happen.": "zu 95 %% über die Rollouts: wie sicher das Mittel ist, bei Zeitpunkten der Median. Einer von zwanzig Rollouts liegt unter dem fünften Perzentil, einer über dem fünfundneunzigsten: was vorkommen kann.",
}
