package reports

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

// TestSetupInGerman checks that backends and rollouts are told in German, whatever is
// said of them, without an English word.
func TestSetupInGerman(t *testing.T) {
	plain := func(text string) {
		t.Helper()
		found := englishLeft.FindString(text)
		assert.Empty(t, found, "English %q in %q", found, text)
	}
	for _, tt := range configured {
		b := plainBackend()
		tt.change(&b)
		plain(told(say.German, b))
	}
	for _, change := range []func(b *model.Backend){
		func(b *model.Backend) { b.Balancer.Policy = model.RoundRobin },
		func(b *model.Backend) { b.Balancer.Policy = model.RandomNode },
		func(b *model.Backend) { b.Balancer.Policy = model.TwoChoices },
		func(b *model.Backend) { b.Admission.Discipline = model.Priority },
		func(b *model.Backend) { b.Admission.Discipline = model.Ticket },
		func(b *model.Backend) { b.Admission.RetryAfter = model.RetryAfter{Estimate: true, Jitter: time.Minute} },
		func(b *model.Backend) { b.Timeout.Retry = model.Retry{Fixed: time.Minute, Jitter: 0.2, Budget: 1} },
		func(b *model.Backend) {
			b.Admission.Order = []model.Cause{model.Timer, model.Metadata, model.OtherTraffic}
		},
		func(b *model.Backend) {
			b.Events = []model.BackendEvent{{Kind: model.Outage, Nodes: 1, Running: model.Drain}, {Kind: model.Deploy, Nodes: 2}}
		},
	} {
		b := plainBackend()
		b.Capacity, b.Timeout = &model.Capacity{FullSpeed: 1}, &model.Timeout{After: time.Minute, Retry: model.Retry{Fixed: time.Minute}}
		b.Admission.Discipline = model.Priority
		change(&b)
		plain(told(say.German, b))
	}
	s := governed()
	text := strings.Join(RolloutInWords(say.German, s), "\n")
	plain(strings.ReplaceAll(text, "crash on open", ""))
	check(t, "rollout", text, []string{
		"keine Angebote von Mo, 26. April 2027 bis einschließlich Fr, 30. April 2027",
		"Wellen: Angebote werden nur in diesem Zeitfenster gemacht und gefunden: Mo, Di, Mi und Do von 09:00 bis 16:00 Uhr (Ortszeit des jeweiligen PCs)",
		"Pilot, Pilot: die nächste Phase öffnet, wenn mindestens 95 % der PCs aktualisiert sind, die das Angebot abgerufen haben, und mindestens 20 Installationen beendet sind, und zwar 1 Arbeitstag später; falls nicht binnen 10 Arbeitstagen, öffnet sie trotzdem",
		"Pilot, Pilot: keine neuen Angebote mehr, sobald mehr als 5 % der Updates der Phase gescheitert sind, bei mindestens 20 Installationen, die beendet sind",
		"Nutzung des Releases durch Key-User ab Mo, 12. April 2027, 00:00\nNutzung des Releases durch die Gruppe headquarters ab Mo, 26. April 2027, 00:00",
	}, nil)
	s.Calendar.Freezes[0].Through = s.Calendar.Freezes[0].From
	s.Strategies[0].Access = []model.Access{{Group: model.AllGroups, From: s.Start}, {Group: 0, KeyUsers: true, From: s.Start}}
	pilot := &s.Strategies[2].Phases[0]
	for _, gate := range []model.Gate{
		{Count: 1, AtLeast: 1, IfStuck: model.IfStuck{After: model.Span{Length: time.Hour}, Then: model.Alert}},
		{Count: 20, Errors: 0.05, ErrorsFrom: true, ErrorsOfEnded: true, IfStuck: model.IfStuck{After: model.Span{Length: time.Hour}, Then: model.Pause}},
		{Success: 0.9, Above: true, Of: model.OfActive},
		{Success: 0.9, Of: model.OfAssigned},
	} {
		pilot.Gate, pilot.Approval = gate, model.Span{Length: time.Hour}
		plain(strings.ReplaceAll(strings.Join(RolloutInWords(say.German, s), "\n"), "crash on open", ""))
	}
}
