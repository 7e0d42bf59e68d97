package interview

import (
	"strconv"
	"strings"
	"time"

	"github.com/rollsim/rollsim/reports/say"
	"github.com/rollsim/rollsim/scenarios/pattern"
)

// units of time by what people call them, as files have them. A month is not among
// them, whose length nobody could tell.
var units = map[string]string{
	"s": "s", "sec": "s", "second": "s", "seconds": "s", "sek": "s", "sekunde": "s", "sekunden": "s",
	"m": "m", "min": "m", "mins": "m", "minute": "m", "minutes": "m", "minuten": "m",
	"h": "h", "hour": "h", "hours": "h", "std": "h", "stunde": "h", "stunden": "h",
	"d": "d", "day": "d", "days": "d", "tag": "d", "tage": "d", "tagen": "d",
	"wd": "wd", "workday": "wd", "workdays": "wd", "arbeitstag": "wd", "arbeitstage": "wd", "arbeitstagen": "wd", "at": "wd",
	"w": "w", "week": "w", "weeks": "w", "woche": "w", "wochen": "w",
}

var quantity = pattern.Of(`^([0-9]{1,4}) ?(\pL+)\.?$`)

// spanIn reads a number with a unit of time, such as 10m, 90 seconds or 4 weeks.
func spanIn(text string) (n int, unit string, ok bool) {
	p := quantity().FindStringSubmatch(text)
	if p == nil {
		return 0, "", false
	}
	n, _ = strconv.Atoi(p[1]) // at most four digits
	unit, ok = units[strings.ToLower(p[2])]
	return n, unit, ok
}

func (d *Draft) takeWait(answer string) error {
	n, unit, ok := spanIn(answer)
	switch {
	case answer == "":
		d.wait = ""
		return nil
	case plainNumber().MatchString(answer):
		return d.complaint(say.T("needs a unit: %sm for minutes, or %ss for seconds", "braucht eine Einheit: %sm für Minuten oder %ss für Sekunden"), answer, answer)
	case !ok || n == 0 || unit != "s" && unit != "m" && unit != "h":
		return d.complaint(say.T("must be a time such as 10m, 90s or 1h; got %s", "bitte eine Zeit wie 10m, 90s oder 1h; nicht %s"), shown(answer))
	}
	if length, err := time.ParseDuration(strconv.Itoa(n) + unit); err != nil || length > 24*time.Hour {
		return d.complaint(say.T("must be at most a day, got %s", "höchstens ein Tag, nicht %s"), shown(answer))
	}
	d.wait = strconv.Itoa(n) + unit
	return nil
}

// most is the longest time that a rollout may be given, in workdays: a year.
const most = 260

func (d *Draft) takeDeadline(answer string) error {
	if answer == "" {
		d.until = deadline{}
		return nil
	}
	until, ok := d.deadlineIn(answer)
	switch {
	case plainNumber().MatchString(answer):
		return d.complaint(say.T("needs a unit: %swd for workdays, or %sd for days", "braucht eine Einheit: %swd für Arbeitstage oder %sd für Tage"), answer, answer)
	case !ok:
		return d.complaint(say.T("must be a number of workdays such as 20wd, of weeks such as 4 weeks, or a date; got %s", "bitte Arbeitstage wie 20wd, Wochen wie 4 Wochen oder ein Datum; nicht %s"), shown(answer))
	case until.days < 1:
		return d.complaint(say.T("lies before the rollout has had a workday; it begins on %s", "liegt, bevor der Rollout einen Arbeitstag hatte; er beginnt am %s"), dated(d.Language, d.begins()))
	case until.days > most:
		return d.complaint(say.T("is more than a year of workdays; got %s", "ist mehr als ein Jahr; nicht %s"), shown(answer))
	}
	d.until = until
	return nil
}

// deadlineIn reads workdays, days, weeks, or the date at the end of which it is to
// be done.
func (d *Draft) deadlineIn(answer string) (deadline, bool) {
	if date, ok := dateIn(answer); ok {
		days, workdays := 0, 0
		for day := d.begins(); day.Compare(date) <= 0 && days < 3660; day = day.Add(1) {
			days++
			if w := weekday(day); w != time.Saturday && w != time.Sunday {
				workdays++
			}
		}
		return deadline{strconv.Itoa(days) + "d", workdays}, true
	}
	n, unit, ok := spanIn(answer)
	switch unit {
	case "wd":
		return deadline{strconv.Itoa(n) + "wd", n}, ok
	case "w":
		return deadline{strconv.Itoa(5*n) + "wd", 5 * n}, ok
	case "d":
		return deadline{strconv.Itoa(n) + "d", (5*n + 6) / 7}, ok
	}
	return deadline{}, false
}
