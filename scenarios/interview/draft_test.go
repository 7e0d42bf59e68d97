package interview_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
	"github.com/rollsim/rollsim/scenarios"
	"github.com/rollsim/rollsim/scenarios/interview"
	"github.com/rollsim/rollsim/testdata/long"
)

var today = time.Date(2026, time.November, 22, 12, 0, 0, 0, time.UTC)

// answered is a draft with answers by flag; the others stay open.
func answered(t *testing.T, l say.Language, answers map[string]string) *interview.Draft {
	t.Helper()
	d := interview.New(l, "", today)
	for _, q := range interview.Questions {
		require.NoError(t, q.Take(d, answers[q.Flag]), "--%s %s", q.Flag, answers[q.Flag])
	}
	return d
}

// loaded is the scenario of a draft, with settings.
func loaded(t *testing.T, d *interview.Draft, sets ...scenarios.Setting) *model.Scenario {
	t.Helper()
	text := d.Scenario("plan.yaml")
	s, err := scenarios.Load("plan.yaml", text, sets)
	require.NoError(t, err, "%v\n%s", err, text)
	return s
}

// TestNobodyKnows checks that a scenario of which nothing is known reads without a
// warning, and what is in it.
func TestNobodyKnows(t *testing.T) {
	for _, l := range say.Languages {
		s := loaded(t, answered(t, l, nil))
		assert.LessOrEqual(t, len(s.Warnings), 0, "warnings: %q", s.Warnings)
		got := s.Start.Format("Mon 2006-01-02")
		assert.Equal(t, "Mon 2027-01-11", got,
			"begins on %s, want the first Monday after the winter holidays", got)
		got = strategies(s)
		assert.Equal(t, "big bang, waves, pilot", got, "strategies %s", got)
		assert.True(t, s.Clients() == 1000 && s.Backend.Slots[0] == model.AutoSlots && len(s.Targets) == 2,
			"%d PCs, slots %v, targets %v", s.Clients(), s.Backend.Slots, s.Targets)
		guesses := map[string]bool{}
		for _, g := range scenarios.Guesses(s) {
			guesses[g.Path] = g.Marked
		}
		group := s.Groups[0].Name
		for _, path := range []string{"fleet." + group + ".clients", "fleet." + group + ".delivery", "fleet." + group + ".key_users", "sync.full", "sync.delta"} {
			assert.True(t, guesses[path], "%s is not marked as a guess", path)
		}
		for _, o := range s.Origins {
			assert.False(t, (o.Path == "start" || o.Path == "calendar.region" || o.Path == "release.version") && o.Source != model.Written("guess"),
				"the source of %s is %v, want guess", o.Path, o.Source)
		}
	}
}

func strategies(s *model.Scenario) string {
	var names []string
	for i := range s.Strategies {
		names = append(names, s.Strategies[i].Name)
	}
	return strings.Join(names, ", ")
}

// TestAnswers checks what becomes of answers in the scenario.
func TestAnswers(t *testing.T) {
	d := answered(t, say.English, map[string]string{
		"clients": "headquarters 3,000 PCs, plants 1000 managed, new york: 500 us-NY self-service", "region": "Bavaria", "delivery": "1",
		"versions": "9.2 40%, 9.3 60% to 9.4", "start": "2027-04-12", "slots": "50, 80, AUTO", "key-users": "90", "wait": "15 minutes", "done-by": "6 weeks", "hurts": "2",
	})
	s := loaded(t, d)
	type group struct {
		name     string
		clients  int
		region   string
		delivery model.Delivery
	}
	want := []group{{"headquarters", 3000, "de-BY", model.AutoUpdater}, {"plants", 1000, "de-BY", model.ManagedDelivery}, {"new york", 500, "us-NY", model.SelfServiceDelivery}}
	for i, g := range s.Groups {
		assert.Equal(t, want[i], (group{g.Name, g.Clients, g.Calendar.Region, g.Delivery}), "group %d", i)
		assert.True(t, len(g.Versions) == 2 && g.Versions[0] == (model.VersionShare{Version: "9.2", Share: 0.4}) && g.KeyUsers == 0.02,
			"group %d: versions %v, key users %v", i, g.Versions, g.KeyUsers)
	}
	got := fmt.Sprint(s.Release.Version, s.Backend.Slots, s.Start.Format(time.DateOnly), s.Objective)
	assert.Equal(t, fmt.Sprint("9.4", []int{50, 80, model.AutoSlots}, "2027-04-12", "updated.p95"), got,
		"%v", got)
	assert.True(t, s.Targets[0].Bound == 900 && s.Targets[1].Span == (model.Span{Length: 30 * 24 * time.Hour, Unit: model.Workdays}),
		"targets %+v", s.Targets)
}

// TestDeadlineByDate checks that a date is held to the end of that day.
func TestDeadlineByDate(t *testing.T) {
	s := loaded(t, answered(t, say.German, map[string]string{"start": "12.4.2027", "done-by": "30.04.2027"}))
	got := s.Start.Add(s.Targets[1].Span.Length)
	assert.True(t, got.Equal(time.Date(2027, 5, 1, 0, 0, 0, 0, s.Start.Location())),
		"19 days after Monday 12 April is %v, want the end of 30 April", got)
}

// TestBadRelease checks that who fears one has it played, and reported in any case.
func TestBadRelease(t *testing.T) {
	s := loaded(t, answered(t, say.English, map[string]string{"hurts": "bad release", "clients": "60"}))
	assert.True(t, len(s.Release.Problems) == 1 && s.Objective == "exposed" && len(s.Warnings) <= 0,
		"problems %v, objective %s, warnings %q", s.Release.Problems, s.Objective, s.Warnings)
}

// TestWrongAnswers checks that what makes no sense is told, in both languages, and
// leaves the draft as it was.
func TestWrongAnswers(t *testing.T) {
	for _, tt := range []struct{ flag, answer, english, german string }{
		{"clients", "about 4k", "give a number of PCs such as 4000", "bitte eine Zahl wie 4000"},
		{"clients", "many", "give a number of PCs such as 4000", "bitte eine Zahl wie 4000"},
		{"clients", "0", "from 1 to 10,000,000 PCs", "1 bis 10.000.000 PCs"},
		{"clients", "a 1, A 2", `"A" is named twice`, `"A" kommt zweimal vor`},
		{"clients", "a 9000000, b 9000000", "18,000,000 PCs", "18.000.000 PCs"},
		{"clients", "a 5 mars", `region such as de-BY or auto-updater, managed or self-service; got "mars"`, `nicht "mars"`},
		{"clients", "a\x07b 5", "control character", "Steuerzeichen"},
		{"region", "de-XX", "known near it: de, de-BB", "bekannt sind dort: de, de-BB"},
		{"region", "Bavria", "known near it: de-BY", "bekannt sind dort: de-BY"},
		{"region", "Atlantis", "give a country or a part of one", "bitte ein Land"},
		{"delivery", "4", "auto-updater, managed or self-service; got \"4\"", "Auto-Updater, IT-Verteilung oder Selbstbedienung; nicht"},
		{"versions", "9.4", "give both", "bitte beide"},
		{"versions", "9.10 -> 9.9", "9.9 is not newer", "9.9 ist nicht neuer"},
		{"versions", "9.2 40%, 9.3 50% -> 9.4", "must add up to 100%, got 90%", "zusammen 100% sein, nicht 90%"},
		{"versions", "9.2, 9.3 -> 9.4", "each needs its share, such as 9.2 40%, 9.3 60%", "jede ihren Anteil"},
		{"versions", "9.x -> 9.4", "give versions such as 9.3", "bitte Versionen wie 9.3"},
		{"versions", "0 -> ?beta", "numbers and dots", "Zahlen und Punkten"},
		{"versions", "? -> 0", "0 is not newer", "0 ist nicht neuer"},
		{"start", "12/04/2027", "must be a date", "bitte ein Datum"},
		{"start", "2027-02-30", "must be a date", "bitte ein Datum"},
		{"start", "2026-11-21", "is over; give a day from today on, such as Monday, 2026-11-23", "ist vorbei; bitte ein Tag ab heute, etwa Montag, 23.11.2026"},
		{"start", "2021-03-06", "2021-03-06 is over", "6.3.2021 ist vorbei"},
		{"start", "2027-04-10", "at a weekend, when the PCs are off; the Monday after is 2027-04-12", "der Montag danach ist 12.4.2027"},
		{"slots", "fifty", "such as 50, or auto", "wie 50, oder auto"},
		{"slots", "50, 50", "50 stands there twice", "50 steht zweimal da"},
		{"key-users", "2000", "there are 1,000 PCs in all", "insgesamt 1.000 PCs"},
		{"key-users", "some", "a share such as 2%, or none", "einen Anteil wie 2%, oder keine"},
		{"wait", "10", "needs a unit: 10m for minutes", "braucht eine Einheit: 10m für Minuten"},
		{"wait", "2wd", "must be a time such as 10m", "bitte eine Zeit wie 10m"},
		{"wait", "99h", "at most a day", "höchstens ein Tag"},
		{"done-by", "20", "needs a unit: 20wd for workdays", "braucht eine Einheit: 20wd für Arbeitstage"},
		{"done-by", "2026-12-01", "it begins on 2027-01-11", "er beginnt am 11.1.2027"},
		{"done-by", "60 weeks", "more than a year", "mehr als ein Jahr"},
		{"done-by", "2 months", "must be a number of workdays", "bitte Arbeitstage"},
		{"hurts", "everything", "waits, late or bad-release", "Wartezeiten, spätes Ende oder fehlerhaftes Release"},
	} {
		for l, want := range map[say.Language]string{say.English: tt.english, say.German: tt.german} {
			d := interview.New(l, "", today)
			before := string(d.Scenario("plan.yaml"))
			for _, q := range interview.Questions {
				if q.Flag != tt.flag {
					continue
				}
				err := q.Take(d, tt.answer)
				assert.True(t, err != nil && matches(err.Error(), want),
					"--%s %q: %v, want %q", tt.flag, tt.answer, err, want)
			}
			assert.Equal(t, before, string(d.Scenario("plan.yaml")),
				"--%s %q changes the draft", tt.flag, tt.answer)
		}
	}
}

// TestFirstInstallation checks what comes of a fleet on which nothing is installed: by
// whom it is distributed, the updater that comes along with what people install by themselves, and
// the draft that stays as it was where an answer does not fit.
func TestFirstInstallation(t *testing.T) {
	for _, tt := range []struct {
		name, clients, delivery, versions string
		way                               []model.Delivery
		updater                           []float64
		release                           model.Version
	}{
		{"nothing else is known", "", "", "", []model.Delivery{model.ManagedDelivery}, []float64{0}, "9.4"},
		{"by IT, named by its number among those offered", "300", "1", "10.1", []model.Delivery{model.ManagedDelivery}, []float64{0}, "10.1"},
		{"by the users", "300", "2", "none -> 9.5", []model.Delivery{model.SelfServiceDelivery}, []float64{0.8}, "9.5"},
		{"both", "north 30 managed, south 20", "self", "? -> 9.3", []model.Delivery{model.ManagedDelivery, model.SelfServiceDelivery}, []float64{0, 0.8}, "9.3"},
	} {
		for _, l := range say.Languages {
			d := answered(t, l, map[string]string{"installed": "no", "clients": tt.clients, "delivery": tt.delivery, "versions": tt.versions})
			s := loaded(t, d)
			assert.Equal(t, tt.release, s.Release.Version, tt.name)
			assert.Empty(t, s.Warnings, tt.name)
			for i, g := range s.Groups {
				assert.Equal(t, tt.way[i], g.Delivery, "%s: %s", tt.name, g.Name)
				assert.Equal(t, tt.updater[i], g.First.Updater, "%s: %s", tt.name, g.Name)
				assert.Equal(t, []model.VersionShare{{Version: model.None, Share: 1}}, g.Versions, "%s: %s", tt.name, g.Name)
			}
		}
	}
	for _, tt := range []struct{ flag, answer, english, german string }{
		{"delivery", "auto-updater", "cannot install itself; give managed or self-service", "kann sich nicht selbst installieren"},
		{"delivery", "3", "managed or self-service; got \"3\"", "IT-Verteilung oder Selbstbedienung; nicht \"3\""},
		{"clients", "a 30 auto-updater", "cannot install itself", "kann sich nicht selbst installieren"},
		{"versions", "9.3 -> 9.4", "give the version that comes alone, such as 9.4; got \"9.3 -> 9.4\"", "bitte nur die Version, die kommt"},
		{"versions", "none -> beta", "numbers and dots", "Zahlen und Punkten"},
	} {
		for l, want := range map[say.Language]string{say.English: tt.english, say.German: tt.german} {
			d := answered(t, l, map[string]string{"installed": "no"})
			before := string(d.Scenario("plan.yaml"))
			for _, q := range interview.Questions {
				if q.Flag == tt.flag {
					err := q.Take(d, tt.answer)
					assert.True(t, err != nil && matches(err.Error(), want), "--%s %q: %v, want %q", tt.flag, tt.answer, err, want)
				}
			}
			assert.Equal(t, before, string(d.Scenario("plan.yaml")), "--%s %q changes the draft", tt.flag, tt.answer)
		}
	}
}

// TestFirstInstallationIsAskedFor checks that the questions after the first one go by its answer.
func TestFirstInstallationIsAskedFor(t *testing.T) {
	for l, want := range map[say.Language][2]string{
		say.English: {"How does the update reach the PCs?", "How does the software reach the PCs?"},
		say.German:  {"Wie kommt das Update auf die PCs?", "Wie kommt die Software auf die PCs?"},
	} {
		for i, installed := range []string{"yes", "no"} {
			d := answered(t, l, map[string]string{"installed": installed})
			var prompts string
			for k, q := range interview.Questions {
				prompts += d.Prompt(q, k+1, len(interview.Questions))
			}
			assert.Contains(t, prompts, want[i])
			assert.NotContains(t, prompts, want[1-i])
			assert.Equal(t, i == 0, strings.Contains(strings.ToLower(prompts), "  auto-updater  "), "%s: the updater is offered", installed)
		}
	}
}

// matches tells whether a message has a text in it, and no verb of a format that
// was not filled in.
func matches(message, want string) bool {
	return strings.Contains(message, want) && !strings.Contains(message, "%!") && !strings.Contains(message, "%%")
}

// TestPlans checks the sizes of waves and pilots, and that the last wave opens before
// the promised end.
func TestPlans(t *testing.T) {
	for _, tt := range []struct{ clients, delivery, doneBy, keyUsers, waves, pilot string }{
		{"4000", "managed", "20wd", "100", "size: 500, every: 2wd", "size: 100, select: {by: key-users}, soak: 3wd"}, // as in the example office
		{"1000", "", "", "", "size: 130, every: 2wd", "size: 20, select: {by: key-users}, soak: 3wd"},
		{"25000", "", "12wd", "none", "size: 3200, every: 1wd", "size: 500, soak: 2wd"},
		{"1000", "self-service", "20wd", "2%", "size: 130, every: 1wd", "size: 20, select: {by: key-users}, soak: 3wd"},
		{"1000", "", "2wd", "90%", "size: 500, every: 1wd", "size: 200, select: {by: key-users}, soak: 1wd"},
		{"30", "", "", "", "size: 4, every: 2wd", "size: 5, select: {by: key-users}, soak: 3wd"},
	} {
		d := answered(t, say.English, map[string]string{"clients": tt.clients, "delivery": tt.delivery, "done-by": tt.doneBy, "key-users": tt.keyUsers})
		text := string(d.Scenario("plan.yaml"))
		assert.True(t, strings.Contains(text, "- waves: {"+tt.waves+"}") && strings.Contains(text, "- pilot: {"+tt.pilot+", then: {waves: {"+tt.waves+"}}}"),
			"%s PCs by %s: want waves %s, pilot %s\n%s", tt.clients, tt.doneBy, tt.waves, tt.pilot, text)
		s := loaded(t, d)
		end := s.Targets[1].Span.Length * 7 / 5
		for i := range s.Strategies {
			planned := model.Planned(s, &s.Strategies[i])
			last := planned[len(planned)-1].Opens
			assert.False(t, tt.doneBy != "2wd" && last >= end,
				"%s PCs by %s: the last phase of %s opens at %v", tt.clients, tt.doneBy, s.Strategies[i].Name, last)
		}
	}
}

// TestName checks that a scenario can be called what one likes, in one line.
func TestName(t *testing.T) {
	d := interview.New(say.English, "", today)
	for _, name := range []string{`Ärger mit "Anführung": # 5 \\ {x}`, "'", "null", strings.Repeat("x", 120)} {
		assert.NoError(t, d.Call(name), "%q", name)
		assert.Equal(t, name, loaded(t, d).Name, "called")
	}
	for _, name := range []string{"two\nlines", strings.Repeat("x", 121), "bell\a"} {
		assert.Error(t, d.Call(name), "%q is taken for a name", name)
	}
}

// TestChoices checks in which words a choice can be named, whatever the language of
// the draft.
func TestChoices(t *testing.T) {
	named := map[string][]string{
		"delivery: auto-updater": {"1", "auto", "Auto-Updater", "auto updater", "automatisch"},
		"delivery: managed":      {"2", "managed", "IT", "IT-Verteilung", "verteilt", "Softwareverteilung", "Software-Verteilung", "von der IT verteilt", "Intune"},
		"delivery: self-service": {"3", "self", "Self Service", "Selbstbedienung", "selbst", "von Hand", "Software Center"},
	}
	for want, answers := range named {
		for _, answer := range answers {
			for _, l := range say.Languages {
				d := answered(t, l, map[string]string{"delivery": answer})
				assert.Contains(t, string(d.Scenario("plan.yaml")), want, "%s is not taken as %s", answer, want)
			}
		}
	}
	d := answered(t, say.German, map[string]string{"clients": "Zentrale 30 Auto-Updater, Werke 10 IT-Verteilung, Wien 5 at Selbstbedienung"})
	s := loaded(t, d)
	for i, want := range []model.Delivery{model.AutoUpdater, model.ManagedDelivery, model.SelfServiceDelivery} {
		assert.Equal(t, want, s.Groups[i].Delivery, "%s has delivery", s.Groups[i].Name)
	}
	for _, answer := range []string{"Wartezeit", "spaet", "Fehlerhaftes Release"} {
		answered(t, say.German, map[string]string{"hurts": answer})
	}
}

// TestDontKnow checks the ways to say so.
func TestDontKnow(t *testing.T) {
	want := string(answered(t, say.English, nil).Scenario("plan.yaml"))
	for _, answer := range []string{"?", " ", "unknown", "Don't know.", "weiß nicht", "keine Ahnung!"} {
		answers := map[string]string{}
		for _, q := range interview.Questions {
			answers[q.Flag] = answer
		}
		assert.Equal(t, want, string(answered(t, say.English, answers).Scenario("plan.yaml")),
			"%q is taken for an answer", answer)
	}
}

// proposal is an open question at the end of a file: the path and the example of an
// answer.
var proposal = regexp.MustCompile(`(?m)^#     .* → ([^:]+): (.+)$`)

// TestRandomAnswers checks, whatever is answered, that the scenario can be read and
// simulated, and that every answer that it proposes to its open questions can be
// given.
func TestRandomAnswers(t *testing.T) {
	possible := map[string][]string{
		"installed": {"yes", "no", "first"},
		"clients":   {"1", "2", "9", "60", "350", "1.234", "north 40, south ? gb managed, x.y 25 us-CA", "A&B (old) 5 self-service, C"},
		"region":    {"de-BY", "usa", "jp", "ch-GE"},
		"delivery":  {"1", "managed", "self"},
		"versions":  {"9.3 -> 9.4", "9.2 33.3%, 9.3 66.7% -> 10", "8.1 to 8.2", "? -> 9.0.5", "9.3.17 -> ?", "9.0 50%, 9.4 50% -> 9.4"},
		"start":     {"2027-03-29", "31.12.2027", "2028-02-29"},
		"slots":     {"3", "20, 40", "auto"},
		"key-users": {"none", "1", "5%", "100%"},
		"wait":      {"90s", "1h", "3 Minuten"},
		"done-by":   {"1wd", "5wd", "3 weeks", "60d", "260wd"},
		"hurts":     {"1", "late", "bad release"},
	}
	chance := rand.New(rand.NewPCG(1, 2))
	for range long.Or(15, 60) {
		d := interview.New(say.Language(chance.IntN(2)), []string{"", "de_CH.UTF-8", "en_US"}[chance.IntN(3)], today)
		var given []string
		for _, q := range interview.Questions {
			if all := possible[q.Flag]; chance.IntN(4) > 0 {
				answer := all[chance.IntN(len(all))]
				if err := q.Take(d, answer); err == nil {
					given = append(given, "--"+q.Flag+" "+answer)
				}
			}
		}
		told := strings.Join(given, ", ")
		s := loaded(t, d)
		for _, p := range proposal.FindAllStringSubmatch(string(d.Scenario("plan.yaml")), -1) {
			loaded(t, d, scenarios.Setting{Path: p[1], Value: p[2]})
		}
		for _, warning := range s.Warnings {
			assert.True(t, expected.MatchString(warning.String()), "%s: %s", told, warning)
		}
		if chance.IntN(4) > 0 || s.Clients() > 1000 {
			continue
		}
		c, err := study.Compare(context.Background(), s, study.Options{Replications: 1, Workers: 1})
		assert.True(t, err == nil && len(c.Results) >= 2, "%s: %v, %d results", told, err, len(c.Results))
	}
}

// expected are the warnings that answers deserve.
var expected = regexp.MustCompile(`have release .* already|admission control begins with|no workday|fewer than two|bypass|is noticed after`)
