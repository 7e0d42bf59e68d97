package reports

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/emersion/go-ical"

	"github.com/rollsim/rollsim/model"
)

// TestPlanCalendar reads the calendar of a plan with another library: every entry has
// what the format demands, lines end and fold as they must, names are whole, and the
// same plan gives the same bytes.
func TestPlanCalendar(t *testing.T) {
	plan := pilotPlan()
	plan.Strategy.Phases[0].Name, plan.Phases[0].Name = "key users, Zürich; \"first\"", "key users, Zürich; \"first\""
	plan.Scenario.Calendar.Freezes = []model.Freeze{{From: model.Date{Year: 2027, Month: 4, Day: 26}, Through: model.Date{Year: 2027, Month: 4, Day: 30}}}
	var b, again bytes.Buffer
	if err := PlanCalendar(&b, plan); err != nil {
		t.Fatal(err)
	}
	if err := PlanCalendar(&again, plan); err != nil || !bytes.Equal(b.Bytes(), again.Bytes()) {
		t.Errorf("the same plan gives other bytes (%v)", err)
	}
	for line := range strings.SplitSeq(strings.TrimSuffix(b.String(), "\r\n"), "\r\n") {
		if len(line) > 75 || strings.ContainsAny(line, "\r\n") || !utf8.ValidString(line) {
			t.Errorf("the line %q has %d octets, or a line end or half a character in it", line, len(line))
		}
	}
	read, err := ical.NewDecoder(&b).Decode()
	if err != nil {
		t.Fatal(err)
	}
	ids, summaries := map[string]bool{}, []string{}
	for _, e := range read.Events() {
		id, _ := e.Props.Text(ical.PropUID)
		summary, _ := e.Props.Text(ical.PropSummary)
		if ids[id] || id == "" {
			t.Errorf("%s has the identifier %q", summary, id)
		}
		ids[id] = true
		summaries = append(summaries, summary)
		from, err := e.DateTimeStart(time.UTC)
		until, err2 := e.DateTimeEnd(time.UTC)
		if err != nil || err2 != nil || !until.After(from) || e.Props.Get(ical.PropDateTimeStamp) == nil {
			t.Errorf("%s is from %v to %v (%v, %v)", summary, from, until, err, err2)
		}
		if summary == "Freeze: no offers" && (!from.Equal(time.Date(2027, 4, 26, 0, 0, 0, 0, time.UTC)) || !until.Equal(time.Date(2027, 5, 1, 0, 0, 0, 0, time.UTC))) {
			t.Errorf("the freeze is from %v to %v", from, until)
		}
	}
	all := strings.Join(summaries, "\n")
	for _, want := range []string{"key users, Zürich; \"first\" opens", "Go or no-go for", "Freeze: no offers", "95 % of the PCs are updated"} {
		if !strings.Contains(all, want) {
			t.Errorf("no entry %q in\n%s", want, all)
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
	if got := plan.Phases[0].Opened.Mean; got != 8*3600 {
		t.Fatalf("9 o'clock is %v s after local midnight, want 8 h", got)
	}
	var b bytes.Buffer
	if err := PlanCalendar(&b, plan); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "DTSTART:20270328T070000Z\r\n") {
		t.Errorf("no entry at 07:00 UTC in\n%s", b.String())
	}
}
