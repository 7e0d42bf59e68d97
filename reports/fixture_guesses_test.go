package reports

import (
	"math"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
	"github.com/rollsim/rollsim/sim/stats"
)

// officeGuesses are the guesses of the office: one that decides, one that changes
// what else keeps the targets, one with words, one that changes nothing, one with an
// end that is impossible, and one without a range.
func officeGuesses() *study.Sensitivity {
	c := officeComparison()
	for i := range c.Results {
		c.Results[i].Phases = nil
	}
	s := &study.Sensitivity{Comparison: c, Metric: metric(&c.Results[2], waitAfterUpdate).Metric, Headline: 2, Few: 3, More: 8,
		Ruling: study.Ruling{Decision: study.GoWithConditions, Best: 2, Misses: [][]int{nil, {0}, nil, nil}}}
	nobody := study.Ruling{Decision: study.NoGo, Best: -1, Misses: [][]int{nil, {0}, {0}, {0}}}
	pilot := study.Ruling{Decision: study.GoWithConditions, Best: 3, Misses: [][]int{nil, {0}, {0}, nil}}
	fewer := study.Ruling{Decision: study.GoWithConditions, Best: 2, Misses: [][]int{nil, {0}, nil, {1}}}
	at := func(changes ...float64) []study.AtEnd {
		var end []study.AtEnd
		for i := range c.Results {
			e := *metric(&c.Results[i], waitAfterUpdate)
			by := study.Difference{Metric: e.Metric, Estimate: stats.Estimate{Mean: changes[i], Low: changes[i] - math.Abs(changes[i])/10, High: changes[i] + math.Abs(changes[i])/10, N: 8}}
			e.Mean, e.N = e.Mean+changes[i], 8
			end = append(end, study.AtEnd{Strategy: c.Results[i].Strategy, Slots: 50, Metric: e, Change: by, Keeps: i != 1})
		}
		return end
	}
	axis := func(low, high, base float64, ordered bool) *model.Range {
		return &model.Range{Low: low, High: high, Base: base, Ordered: ordered,
			Text: func(x float64) (shown, value string) { return say.English.WaitTime(x), say.English.WaitTime(x) }}
	}
	none := math.NaN()
	s.Swings = []study.Swing{
		{Guess: study.Guess{Path: "sync.full", Paths: []string{"sync.full"}, Value: "{lognormal: {median: 3m, p95: 8m}}", Now: "3m", Low: "1m", High: "10m", Of: "median",
			By: "network team", Marked: true, Question: say.T("How long does a full sync take, after an update or on a new profile?",
				"Wie lange dauert eine vollständige Synchronisierung, nach einem Update oder mit einem neuen Profil?"), Range: axis(60, 600, 180, true)},
			AtLow: at(none, -3*hour, -4*minute, -4*minute), AtHigh: at(none, 9*hour, 2.2*hour, 2*hour), Width: 9 * hour, Moves: 2.2 * hour,
			Turns: []study.Turn{{Up: true, From: "4m30s", To: "4m45s", Way: 0.2, Best: true, Ruling: pilot, Last: nobody}}, Flips: true, FlipsAt: "4m45s"},
		{Guess: study.Guess{Path: "presence.restarts", Paths: []string{"fleet.headquarters.presence.restarts", "fleet.plants.presence.restarts"}, Value: "40%", Now: "40%", Low: "10%", High: "70%",
			Question: say.T("How many of 100 PCs are restarted in the morning, and do not resume from sleep?",
				"Wie viele von 100 PCs werden morgens neu gestartet und nicht nur aus dem Ruhezustand geweckt?"), Range: axis(0.1, 0.7, 0.4, true)},
			AtLow: at(none, 600, 40, 50), AtHigh: at(none, -500, -30, -60), Width: 600, Moves: 40,
			Turns: []study.Turn{{Up: false, From: "20%", To: "15%", Way: 0.4, Ruling: fewer, Last: fewer}}},
		{Guess: study.Guess{Path: "managed.install", Paths: []string{"managed.install"}, Value: "when-offered", Now: "when-offered", Low: "when-offered", High: "at-deadline",
			Question: say.T("Does the software distribution install as soon as the update is offered, or at the deadline?",
				"Installiert die Softwareverteilung, sobald das Update angeboten wird, oder erst zum Stichtag?"), Range: axis(0, 1, 0, false)},
			AtLow: at(none, 0, 0, 0), AtHigh: at(none, 1200, 90, 80), Width: 1200, Moves: 90},
		{Guess: study.Guess{Path: "download.rate", Paths: []string{"download.rate"}, Value: "50Mbit/s", Now: "50Mbit/s", Low: "10Mbit/s", High: "1bit/s",
			Question: say.T("How fast does a PC download the package on an ordinary day?",
				"Wie schnell lädt ein PC das Paket an einem gewöhnlichen Tag herunter?"), Range: axis(10, 500, 50, true)},
			AtLow: at(none, -70, -7, -3), Refused: "1bit/s: download.rate: too slow", Width: 70, Moves: 7},
		{Guess: study.Guess{Path: "key_users", Paths: []string{"fleet.headquarters.key_users"}, Value: "2%", Now: "2%", Low: "0%", High: "10%",
			Question: say.T("How many of 100 people are key users?",
				"Wie viele von 100 Personen sind Key-User?"), Range: axis(0, 0.1, 0.02, true)},
			AtLow: at(none, 0, 0, 0), AtHigh: at(none, 0, 0, 0), Nothing: true},
	}
	s.Fixed = []study.Guess{{Path: "profile", Paths: []string{"fleet.headquarters.profile"}, Value: "persistent", Question: say.T("Do people keep their profile from one log-in to the next?",
		"Behalten Anwender ihr Profil von einer Anmeldung zur nächsten?"), Why: model.NoRange}}
	s.Together = study.Together{Points: 30, Replications: 3, Same: 17, Best: []int{0, 1, 17, 5}, None: 6, Refused: 1, Why: "download.rate: too slow"}
	for i := range c.Results {
		wait, end := metric(&c.Results[i], waitAfterUpdate), metric(&c.Results[i], updatedBy)
		s.Together.Spans = append(s.Together.Spans, []study.Span{
			{Metric: wait.Metric, P5: wait.Mean / 10, P50: wait.Mean, P95: wait.Mean * 8},
			{Metric: end.Metric, P5: end.Mean, P50: end.Mean + workday, P95: math.Inf(+1)}})
	}
	return s
}
