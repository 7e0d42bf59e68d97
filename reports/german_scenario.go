package reports

// germanScenario is what scenarios and studies say: warnings, and what is known before
// the simulation. Counts stand where they are in the nominative or accusative.
var germanScenario = map[string]string{
	"%s":     "%s",
	"%s, %s": "%s, %s",

	"%s (%s)":                         "%s (%s)",
	"Public holidays of %s in %s, %s": "Feiertage von %s in %s, %s",
	"Public holidays of %s in %s, which has several time zones":             "Feiertage von %s in %s, das mehrere Zeitzonen hat",
	"Of %s no public holidays of its own are known: these are those of %s.": "Von %s sind keine eigenen Feiertage bekannt: Dies sind die von %s.",

	"report":  "Meldung",
	"reports": "Meldungen",
	"value":   "Wert",
	"values":  "Werte",
	"point":   "Punkt",
	"points":  "Punkte",

	// Of the start and the plans.

	// Of targets and the objective.

	// Of problems, sites and other traffic.

	// Of the backend.

	// How long it takes.

	// Where values come from.
	"default":      "Vorgabe",
	"ASSUMPTION":   "ANNAHME",
	", source: %s": ", Quelle: %s",
	", by %s":      ", von %s",
	", may be %s":  ", möglich: %s",
	"median":       "Median",
	"mean":         "Mittelwert",
	"The backend":  "Das Backend",
	"The rollout":  "Der Rollout",
	"1 value is an assumption: no source was found for it. Replace it by a number of your own if you can.":        "1 Wert ist eine Annahme: dafür wurde keine Quelle gefunden. Wo möglich durch eine eigene Zahl ersetzen.",
	"%s values are assumptions: no source was found for them. Replace them by numbers of your own where you can.": "%s Werte sind Annahmen: dafür wurde keine Quelle gefunden. Wo möglich durch eigene Zahlen ersetzen.",

	// What is known before the simulation.
	"%s cannot be kept: %s": "%s ist nicht zu erreichen: %s",
	"by %s at most %s of %s PCs can be updated, since the others have no offer by then":                            "bis %s können höchstens %s von %s PCs aktualisiert sein, da die übrigen bis dahin kein Angebot haben",
	"by %s at most %s of %s PCs can be updated: %s have an offer by then, and %s of these are absent all the time": "bis %s können höchstens %s von %s PCs aktualisiert sein: %s haben bis dahin ein Angebot, und %s von diesen sind die ganze Zeit abwesend",
	"%s; the last of %d phases opens %s at the earliest":                                                           "%s; die letzte von %d Phasen öffnet frühestens %s",
	"%s is tight: in the flow without chance %s of %s PCs are updated by %s":                                       "%[1]s ist knapp: im Verlauf ohne Zufall sind bis %[4]s erst %[2]s von %[3]s PCs aktualisiert",
	"%s is open: the simulation ends before, %s, when in the flow without chance %s of %s PCs are updated":         "%s ist offen: die Simulation endet davor, %s; im Verlauf ohne Zufall sind dann %s von %s PCs aktualisiert",
	"%s is tight on %s: %s even in the flow without chance":                                                        "%s ist knapp (%s): schon im Verlauf ohne Zufall %s",
	"on %s %s of work are asked for, more than the 24 h of the day":                                                "am %s sind %s Arbeit angefragt, mehr als die 24 h des Tages",
	"in the hour from %s %s of work are asked for; in the flow without chance the longest wait is %s":              "in der Stunde ab %s sind %s Arbeit angefragt; im Verlauf ohne Zufall ist die längste Wartezeit %s",
	"%s syncs × %s s / %s = %s h": "%s Synchronisierungen × %s s / %s = %s h",

	// What the flow without chance leaves out.
	"autoscale":                                "Autoskalierung",
	"releases that follow":                     "Releases, die folgen",
	"nodes that fail by themselves":            "Knoten, die von selbst ausfallen",
	"timeouts and retries":                     "Timeouts und Wiederholungen",
	"first installations":                      "Erstinstallationen",
	"updates of new employees":                 "Updates neuer Mitarbeiter",
	"the limit of the line":                    "die Grenze der Warteschlange",
	"what is lost on a node that goes":         "was auf einem ausfallenden Knoten verloren geht",
	"how long gates take beyond their soak":    "wie lange Freigabekriterien über die Beobachtungszeit hinaus brauchen",
	"limits of what is in flight":              "Grenzen für gleichzeitige Updates",
	"the grace before a deadline":              "die Karenz vor einer Frist",
	"late joiners":                             "PCs, die später hinzukommen",
	"pauses after errors":                      "Pausen nach Fehlern",
	"downloads that go on in the next session": "Downloads, die in der nächsten Sitzung weitergehen",
	"the order of the classes":                 "die Reihenfolge der Klassen",
	"when exactly patience ends":               "wann genau die Geduld endet",
	"sessions that last into the next day":     "Sitzungen bis in den nächsten Tag",
	"asks that are late":                       "verspätete Anfragen",
	"nothing is said about waits before they are simulated, since the flow without chance leaves out %s": "über Wartezeiten steht vor der Simulation nichts fest, denn im Verlauf ohne Zufall fehlt: %s",
	"problems of the release":     "Probleme des Release",
	"downloads that share a link": "Downloads, die sich eine Leitung teilen",
}
