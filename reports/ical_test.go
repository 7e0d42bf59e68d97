package reports

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/emersion/go-ical"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

// TestPlanCalendar reads the calendar of a plan with another library, in both languages:
// every entry has what the format demands, lines end and fold as they must, names are
// whole, the same plan gives the same bytes, and an entry has the same identifier and
// time in every language.
func TestPlanCalendar(t *testing.T) {
	plan := pilotPlan()
	name := "key users, Zürich; \"first\" \\ 🙂 " + strings.Repeat("漢字äö", 20)
	plan.Strategy.Phases[0].Name, plan.Phases[0].Name = name, name
	plan.Scenario.Calendar.Freezes = []model.Freeze{{From: model.Date{Year: 2026, Month: 12, Day: 23}, Through: model.Date{Year: 2027, Month: 1, Day: 6}}}
	times := map[string]string{}
	for _, tt := range []struct {
		language  say.Language
		summaries []string
	}{
		{say.English, []string{name + " opens (200 PCs)", "Go or no-go for all", "Freeze: no offers", "Access: everybody", "95 % of the PCs are updated"}},
		{say.German, []string{name + " beginnt (200 PCs)", "Freigabe für all", "Freeze: keine Angebote", "Nutzung erlaubt: alle", "95 % der PCs sind aktualisiert"}},
	} {
		var b, again bytes.Buffer
		require.NoError(t, PlanCalendar(tt.language, &b, plan))
		require.NoError(t, PlanCalendar(tt.language, &again, plan))
		assert.Equal(t, b.String(), again.String(), "the same plan twice")
		for line := range strings.SplitSeq(strings.TrimSuffix(b.String(), "\r\n"), "\r\n") {
			assert.True(t, len(line) <= 75 && !strings.ContainsAny(line, "\r\n") && utf8.ValidString(line),
				"the line %q has %d octets, or a line end or half a character in it", line, len(line))
		}
		read, err := ical.NewDecoder(&b).Decode()
		require.NoError(t, err)
		assert.NoError(t, ical.NewEncoder(io.Discard).Encode(read), "the calendar lacks what the format demands")
		ids, summaries := map[string]bool{}, []string{}
		for _, e := range read.Events() {
			id, _ := e.Props.Text(ical.PropUID)
			summary, _ := e.Props.Text(ical.PropSummary)
			assert.True(t, !ids[id] && id != "", "%s has the identifier %q", summary, id)
			ids[id] = true
			summaries = append(summaries, summary)
			from, err := e.DateTimeStart(time.UTC)
			until, err2 := e.DateTimeEnd(time.UTC)
			assert.True(t, err == nil && err2 == nil && until.After(from) && e.Props.Get(ical.PropDateTimeStamp) != nil,
				"%s is from %v to %v (%v, %v)", summary, from, until, err, err2)
			if when := from.String() + " " + until.String(); times[id] != when && tt.language != say.English {
				assert.Fail(t, fmt.Sprintf("%s is at %s, and in English at %q", summary, when, times[id]))
			} else {
				times[id] = when
			}
			if wholeDays := e.Props.Get(ical.PropDateTimeStart).ValueType() == ical.ValueDate; wholeDays != strings.HasPrefix(summary, "Freeze") {
				assert.Fail(t, fmt.Sprintf("%s takes whole days: %v", summary, wholeDays))
			} else if wholeDays && (!from.Equal(time.Date(2026, 12, 23, 0, 0, 0, 0, time.UTC)) || !until.Equal(time.Date(2027, 1, 7, 0, 0, 0, 0, time.UTC))) {
				assert.Fail(t, fmt.Sprintf("the freeze is from %v to %v", from, until))
			}
			code := e.Props.Get(ical.PropSummary).Params.Get(ical.ParamLanguage)
			assert.Equal(t, map[say.Language]string{say.German: "de"}[tt.language], code,
				"%s is in the language %q", summary, code)
			free := e.Props.Get("TRANSP") != nil
			assert.NotEqual(t, strings.Contains(strings.Join(tt.summaries[1:2], ""), summary), free,
				"%s leaves its readers free: %v", summary, free)
		}
		for _, want := range tt.summaries {
			assert.True(t, slices.Contains(summaries, want), "no entry %q among %q", want, summaries)
		}
	}
}

// TestPlanCalendarOnClockChange opens a phase at 9 o'clock on the Sunday on which the
// clock is put forward: seven hours after midnight UTC, and eight after local midnight.
func TestPlanCalendarOnClockChange(t *testing.T) {
	plan := pilotPlan()
	zone := plan.Scenario.Calendar.Zone
	opens := time.Date(2027, 3, 28, 9, 0, 0, 0, zone)
	plan.Scenario.Start = time.Date(2027, 3, 28, 0, 0, 0, 0, zone)
	plan.Phases[0].Opened = rehearsed(model.Instant, opens.Sub(plan.Scenario.Start).Seconds())
	got := plan.Phases[0].Opened.Mean
	require.Equal(t, float64(8*3600), got, "9 o'clock is %v s after local midnight, want 8 h", got)
	var b bytes.Buffer
	require.NoError(t, PlanCalendar(say.English, &b, plan))
	assert.Contains(t, b.String(), "DTSTART:20270328T070000Z\r\n", "no entry at 07:00 UTC in\n%s", b.String())
}
