package reports

import (
	"fmt"
	"math"
	"slices"
	"time"

	"gonum.org/v1/plot"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/chart"
	"github.com/rollsim/rollsim/reports/say"
)

// percents are ticks at every quarter of shares 0..1.
func percents() plot.ConstantTicks {
	return plot.ConstantTicks{{Value: 0, Label: "0 %"}, {Value: 0.25, Label: "25 %"}, {Value: 0.5, Label: "50 %"},
		{Value: 0.75, Label: "75 %"}, {Value: 1, Label: "100 %"}}
}

// counts are about so many ticks from 0 to top on steps of 1, 2 or 5 times a
// power of ten, whole numbers only.
func counts(top float64, about int) plot.ConstantTicks {
	step := 1.0
	for i := 0; top/step > float64(about); i++ {
		step *= []float64{2, 2.5, 2}[i%3]
	}
	var ticks plot.ConstantTicks
	for v := 0.0; v <= top*(1+1e-9); v += step {
		ticks = append(ticks, plot.Tick{Value: v, Label: say.English.Thousands(int(v))})
	}
	return ticks
}

// numerals puts the separators of the language into the labels of ticks, which are
// numerals written in English.
func (l voice) numerals(ticks plot.ConstantTicks) plot.ConstantTicks {
	for i := range ticks {
		ticks[i].Label = l.Marks(ticks[i].Label)
	}
	return ticks
}

// below takes the ticks away that are so near to the top of an axis that their
// labels would reach above it.
func below(ticks plot.ConstantTicks, top float64) plot.ConstantTicks {
	return slices.DeleteFunc(ticks, func(t plot.Tick) bool { return t.Value > 0.95*top })
}

// logTicks returns the range of ticks around waits from low to high, both in
// seconds, and the ticks at their decimal logarithms.
func logTicks(low, high float64) (from, until float64, ticks plot.ConstantTicks) {
	durations := chart.Durations(low, high)
	for _, t := range durations {
		tick := plot.Tick{Value: math.Log10(t.Value)}
		if !t.Minor || len(durations) <= 10 {
			tick.Label = t.Label
		}
		ticks = append(ticks, tick)
	}
	return ticks[0].Value, ticks[len(ticks)-1].Value, ticks
}

// days returns ticks at local midnights, at most so many with a date, for an axis
// in seconds since the start. Every local day has a tick; a day of a clock change
// is an hour shorter or longer.
func (c clock) days(until float64, most int) plot.ConstantTicks {
	first := model.DateOf(c.at(0))
	if until < 2.2*86400 {
		return c.quarters(first, until)
	}
	length := int(math.Ceil(until/86400)) + 1
	if length/longestStep > most {
		return c.months(first, until, most)
	}
	every := 1
	for _, step := range []int{1, 2, 7, 14, 28, longestStep} {
		every = step
		if length/step <= most {
			break
		}
	}
	offset := 0
	if every >= 7 { // weeks are counted from Mondays
		offset = (8 - int(first.In(time.UTC).Weekday())) % 7
	}
	var ticks plot.ConstantTicks
	for d := 0; d <= length; d++ {
		at := first.Add(d).In(c.calendar.Zone)
		tick := plot.Tick{Value: at.Sub(c.start).Seconds()}
		if tick.Value > until {
			break
		}
		if d >= offset && (d-offset)%every == 0 {
			tick.Label = c.Formatted(at, "Mon 2 Jan")
		}
		ticks = append(ticks, tick)
	}
	return ticks
}

// longestStep is how many days lie between two labels of days at most.
const longestStep = 56

// months are ticks at the first of every month, at most so many with a date.
func (c clock) months(first model.Date, until float64, most int) plot.ConstantTicks {
	every := 1
	for every < 12 && until/86400/30.4 > float64(every*most) {
		every++
	}
	var ticks plot.ConstantTicks
	for n := 1; ; n++ {
		month := time.Date(first.Year, first.Month+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
		at := model.DateOf(month).In(c.calendar.Zone)
		tick := plot.Tick{Value: at.Sub(c.start).Seconds()}
		if tick.Value > until {
			return ticks
		}
		if int(month.Month()-time.January)%every == 0 {
			tick.Label = c.Formatted(at, "2 Jan 2006")
		}
		ticks = append(ticks, tick)
	}
}

// quarters are ticks at every sixth hour of the local wall clock, for an axis of one
// day or two; of two days only every other has a label.
func (c clock) quarters(first model.Date, until float64) plot.ConstantTicks {
	const every = 6 // hours
	var ticks plot.ConstantTicks
	for k := 0; ; k++ {
		day := first.Add(k / 4)
		at := day.At(time.Duration(k%4*every)*time.Hour, c.calendar.Zone)
		tick := plot.Tick{Value: at.Sub(c.start).Seconds()}
		if tick.Value > until {
			return ticks
		}
		switch {
		case k%4 == 0:
			tick.Label = c.Formatted(at, "Mon 2 Jan")
		case until < 1.2*86400 || k%2 == 0:
			tick.Label = at.Format("15:04")
		}
		ticks = append(ticks, tick)
	}
}

// bareEnd takes the labels from ticks so near to the end of an axis that they would
// reach into the panel beside it.
func bareEnd(ticks plot.ConstantTicks, end float64) plot.ConstantTicks {
	for i := range ticks {
		if i > 0 && ticks[i].Value > 0.95*end {
			ticks[i].Label = ""
		}
	}
	return ticks
}

// offDays are the days until an instant, in seconds since the start, that are no
// workdays.
func (c clock) offDays(until float64) spans {
	shaded := spans{fill: offDay}
	for d := model.DateOf(c.at(0)); ; d = d.Add(1) {
		from := d.In(c.calendar.Zone).Sub(c.start).Seconds()
		if from > until {
			return shaded
		}
		if c.calendar.Workday(d) {
			continue
		}
		next := d.Add(1).In(c.calendar.Zone).Sub(c.start).Seconds()
		if n := len(shaded.until); n > 0 && shaded.until[n-1] == from {
			shaded.until[n-1] = next // one stretch: two would show a seam
			continue
		}
		shaded.from, shaded.until = append(shaded.from, from), append(shaded.until, next)
	}
}

// hours are ticks at full hours of the day, for an axis in seconds of the local
// wall clock.
func hours(from, until float64) plot.ConstantTicks {
	every := 1.0
	if until-from > 10*3600 {
		every = 2
	}
	var ticks plot.ConstantTicks
	for h := math.Ceil(from / 3600); h*3600 <= until; h++ {
		tick := plot.Tick{Value: h * 3600}
		if math.Mod(h, every) == 0 {
			tick.Label = fmt.Sprintf("%d:00", int(h)%24)
		}
		ticks = append(ticks, tick)
	}
	return ticks
}

// wallClock returns the seconds that a local clock shows at an instant, counted
// from midnight.
func (c clock) wallClock(seconds float64) float64 {
	t := c.at(seconds)
	return float64(t.Hour()*3600+t.Minute()*60+t.Second()) + float64(t.Nanosecond())/1e9
}

// stamp writes an instant for programs: local time with its offset from UTC.
func (c clock) stamp(seconds float64) string { return c.at(seconds).Format(time.RFC3339) }
