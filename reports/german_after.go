package reports

// germanAfter are the texts about everyday after the rollout.
var germanAfter = map[string]string{
	"20 workdays after the last planned offer of a phase, since everyday after the rollout is looked at, at most 120d": "20 Arbeitstage nach dem letzten geplanten Angebot einer Phase, da der Alltag nach dem Rollout betrachtet wird, höchstens 120 Tage",
	"everyday after %s":             "der Alltag nach %s",
	"all targets of the rollout":    "alle Zielwerte des Rollouts",
	"all targets of the days after": "alle Zielwerte der Tage danach",
	"no target names the days after the rollout, the last five workdays before the horizon: %s is applied to the waits at log-in on them": "kein Zielwert nennt die Tage nach dem Rollout, die letzten fünf Arbeitstage der Simulation: %s gilt dann für die Wartezeiten bei der Anmeldung",
	"slots for everyday after the rollout are those that do if there are never more, the rollout included":                                "als Plätze für den Alltag nach dem Rollout gelten die, die ausreichen, wenn es nie mehr gibt, auch nicht im Rollout",
	"no target is about waits, so no slots are looked for of the days after the rollout":                                                  "kein Zielwert betrifft Wartezeiten, also werden für die Tage nach dem Rollout keine Plätze gesucht",
	"Everyday after the rollout": "Der Alltag nach dem Rollout",
	"%s to %s, the last five workdays before the horizon; they count where 95 %% of the PCs that can be updated have had the release for five workdays when they begin": "%s bis %s, die letzten fünf Arbeitstage der Simulation; sie zählen, wo 95 %% der PCs, die das Update erhalten können, das Release vorher fünf Arbeitstage lang hatten",
	"no five workdays lie before the horizon, so nothing is said of everyday after the rollout":                                                                         "die Simulation hat keine fünf Arbeitstage, über den Alltag nach dem Rollout ist nichts zu sagen",
	"%s: no value, since %s":                                                                                                              "%s: kein Wert, denn %s",
	"%s: 19 of 20 wait at most %s for the sync at log-in":                                                                                 "%s: 19 von 20 warten höchstens %s auf die Synchronisierung bei der Anmeldung",
	"%s: 19 of 20 are delayed by at most %s at the sync at log-in":                                                                        "%s: 19 von 20 werden bei der Synchronisierung bei der Anmeldung höchstens %s aufgehalten",
	"%s: 19 of 20 do not wait for the sync at log-in":                                                                                     "%s: 19 von 20 warten nicht auf die Synchronisierung bei der Anmeldung",
	"%s: 19 of 20 are not delayed at the sync at log-in":                                                                                  "%s: 19 von 20 werden bei der Synchronisierung bei der Anmeldung nicht aufgehalten",
	"; %s of the slots are in use in the busiest hour":                                                                                    "; in der stärksten Stunde sind %s der Plätze belegt",
	"; that is of %s, since in the others too few have had the release for so long":                                                       "; das gilt für %s, in den übrigen hatten zu wenige das Release so lange",
	"too few have had the release for five workdays when the last five begin":                                                             "zu wenige haben das Release schon fünf Arbeitstage, wenn die letzten fünf beginnen",
	"too few have had the release for five workdays when the last five begin, or nobody syncs at log-in then":                             "zu wenige haben das Release schon fünf Arbeitstage, wenn die letzten fünf beginnen, oder niemand synchronisiert dann bei der Anmeldung",
	"95 %% of the PCs that can be updated had not had the release for five workdays when the last five of %s began in %s of the first %s": "95 %% der PCs, die das Update erhalten können, in %[2]s der ersten %[3]s das Release noch keine fünf Arbeitstage hatten, als die letzten fünf von %[1]s begannen",
	"95 %% of the PCs had not had the release for five workdays when the last five of %s began in %s of the first %s":                     "95 %% der PCs in %[2]s der ersten %[3]s das Release noch keine fünf Arbeitstage hatten, als die letzten fünf von %[1]s begannen",
	"syncs at log-in on the days after the rollout":                                                                                       "Synchronisierungen bei der Anmeldung an den Tagen nach dem Rollout",
	"slot-holders of all slots in the busiest clock hour of the days after the rollout, which are the last five workdays before the horizon; there is a value, here and in what follows, if 95 %% of the clients that can be updated have had the release for five workdays when these begin": "belegte Plätze von allen in der stärksten Stunde der Tage nach dem Rollout, das sind die letzten fünf Arbeitstage der Simulation; einen Wert gibt es hier und im Folgenden, wenn 95 %% der PCs, die das Update erhalten können, das Release vorher fünf Arbeitstage lang hatten",
}
