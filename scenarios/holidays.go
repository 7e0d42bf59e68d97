package scenarios

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/emersion/go-ical"

	"github.com/rollsim/rollsim/model"
)

const (
	maxCalendarBytes = 16 << 20 // of a calendar file
	maxDaysOff       = 20_000   // that one calendar file may name
)

// daysOff are a date, or the all-day entries of a calendar file.
var daysOff = kind[[]model.Date]{
	what:   "a date such as 2027-05-07 or the path of a calendar file such as company.ics",
	schema: schema{"anyOf": []schema{date.schema, {"type": "string", "pattern": `\.[iI][cC][sS]$`}}},
	read: func(v value) ([]model.Date, bool) {
		text, ok := v.text("a date such as 2027-05-07 or the path of a calendar file such as company.ics")
		if !ok {
			return nil, false
		}
		if !strings.HasSuffix(strings.ToLower(text), ".ics") {
			d, ok := date.read(v)
			return []model.Date{d}, ok
		}
		f, ok := v.beside(maxCalendarBytes)
		if !ok {
			return nil, false
		}
		defer f.Close()
		days, err := daysOfCalendar(f)
		if err != nil {
			v.complain("the calendar file %s %v", clip(text), err)
			return nil, false
		}
		return days, true
	},
}

// holidayDates are the days off that a file names, one by one or in calendar files.
var holidayDates = func() kind[[]model.Date] {
	lists := listOf(daysOff, "a list of dates such as [2027-05-07], or a calendar file such as company.ics")
	return kind[[]model.Date]{what: lists.what, schema: lists.schema, read: func(v value) ([]model.Date, bool) {
		all, ok := lists.read(v)
		var days []model.Date
		for _, some := range all {
			days = append(days, some...)
		}
		return days, ok
	}}
}()

// daysOfCalendar reads the days of all-day entries from iCalendar (RFC 5545): entries
// of several days and those that recur too, within the years of a scenario. Entries
// with a time of day and those that are cancelled are no days off.
func daysOfCalendar(r io.Reader) ([]model.Date, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("cannot be read: %v", cause(err))
	}
	decoder := ical.NewDecoder(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	var days []model.Date
	calendars, events := 0, 0
	for {
		calendar, err := decoder.Decode()
		switch {
		case errors.Is(err, io.EOF) && calendars > 0:
			if len(days) == 0 {
				return nil, fmt.Errorf("has no all-day entries, out of %d", events)
			}
			return sortedDates(days), nil
		case len(bytes.TrimSpace(text)) == 0:
			return nil, errors.New("is empty")
		case errors.Is(err, io.EOF):
			return nil, errors.New("is no iCalendar file: it breaks off")
		case err != nil:
			return nil, fmt.Errorf("is no iCalendar file: %s", strings.TrimPrefix(err.Error(), "ical: "))
		}
		calendars++
		moved := map[string]bool{} // entries of a series that stand for themselves
		for _, e := range calendar.Events() {
			if of := e.Props.Get(ical.PropRecurrenceID); of != nil {
				moved[textOf(&e, ical.PropUID)+" "+of.Value] = true
			}
		}
		for _, e := range calendar.Events() {
			events++
			some, err := daysOfEntry(&e, moved)
			if err != nil {
				return nil, fmt.Errorf("has an entry %s that cannot be read: %v", clip(textOf(&e, ical.PropSummary)), err)
			}
			if days = append(days, some...); len(days) > maxDaysOff {
				return nil, fmt.Errorf("names more than %d days", maxDaysOff)
			}
		}
	}
}

func textOf(e *ical.Event, property string) string {
	text, _ := e.Props.Text(property)
	return text
}

// daysOfEntry lists the days of an all-day entry.
func daysOfEntry(e *ical.Event, moved map[string]bool) (days []model.Date, err error) {
	start := e.Props.Get(ical.PropDateTimeStart)
	if start == nil {
		return nil, errors.New("it has no DTSTART")
	}
	if len(start.Value) != len("20270507") || strings.EqualFold(textOf(e, ical.PropStatus), "CANCELLED") {
		return nil, nil
	}
	first, err := time.Parse("20060102", start.Value)
	if err != nil {
		return nil, fmt.Errorf("DTSTART is %s, no date", clip(start.Value))
	}
	length := 1
	if end := e.Props.Get(ical.PropDateTimeEnd); end != nil {
		behind, err := time.Parse("20060102", end.Value)
		if err != nil {
			return nil, fmt.Errorf("DTEND is %s, no date like its DTSTART", clip(end.Value))
		}
		length = max(1, int(behind.Sub(first)/day))
	} else if lasts := e.Props.Get(ical.PropDuration); lasts != nil {
		d, err := lasts.Duration()
		if err != nil {
			return nil, fmt.Errorf("DURATION is %s", clip(lasts.Value))
		}
		length = max(1, int(d/day))
	}
	starts := []time.Time{first}
	if e.Props.Get(ical.PropRecurrenceRule) != nil || e.Props.Get(ical.PropRecurrenceDates) != nil {
		e.Props.SetDate(ical.PropDateTimeStart, first)
		set, err := e.RecurrenceSet(time.UTC)
		if err != nil {
			return nil, fmt.Errorf("RRULE: %v", err)
		}
		next := set.Iterator()
		starts = nil
		for {
			t, ok := next()
			if !ok || t.Year() > 2100 || len(starts) > maxDaysOff {
				break
			}
			if !moved[textOf(e, ical.PropUID)+" "+t.Format("20060102")] {
				starts = append(starts, t)
			}
		}
	}
	for _, t := range starts {
		if t.Year() < 1999 || t.Year() > 2100 {
			continue
		}
		for n := range min(length, maxDaysOff+1) {
			days = append(days, model.DateOf(t).Add(n))
		}
		if len(days) > maxDaysOff {
			break
		}
	}
	return days, nil
}
