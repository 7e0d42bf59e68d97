package scenarios

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

// Where the defaults of this file are published.
const (
	nebraska = "Nebraska (Flatcar)"
)

// maxDays is the longest list of daily shares.
const maxDays = 366

const offerText = "all-at-once or a mapping such as {rate: 40/min}"

var allAtOnce = scalar("", offerText, "^all-at-once$", func(text string) (model.OfferKind, error) {
	const word = "all-at-once"
	if text != word {
		return 0, fmt.Errorf("must be %s, got %s%s", offerText, clip(text), didYouMean(text, []string{word}))
	}
	return model.OfferAtOnce, nil
})

// factor is by how much the rate of a ramp grows at each step.
var factor = func() kind[float64] {
	k := scalar("", "a number above 1, such as 2", "", func(text string) (float64, error) {
		f, err := strconv.ParseFloat(text, 64)
		switch {
		case err != nil || !bareNumber().MatchString(text):
			return 0, fmt.Errorf("must be a plain number above 1, such as 2, got %s", clip(text))
		case f <= 1:
			return 0, fmt.Errorf("must be above 1, got %s; a rate that does not grow is {rate: 40/min}", clip(text))
		case f > 1000:
			return 0, fmt.Errorf("must be at most 1000, got %s", clip(text))
		}
		return f, nil
	})
	k.schema = named("factor", schema{"anyOf": []schema{
		{"type": "string", "pattern": `^[0-9]+(\.[0-9]+)?$`},
		{"type": "number", "exclusiveMinimum": 1},
	}})
	return k.ordered(func(f float64) float64 { return f })
}()

// daily are the shares of a phase that have an offer on the first day, the
// second, and so on.
var daily = func() kind[[]float64] {
	k := listOf(share, "a list of shares such as [1%, 2%, 5%, 10%, 20%, 50%, 100%]")
	read := k.read
	k.read = func(v value) ([]float64, bool) {
		shares, ok := read(v)
		switch {
		case !ok:
			return nil, false
		case len(shares) > maxDays:
			v.complain("has %d days; at most %d are possible", len(shares), maxDays)
			return nil, false
		}
		for i := 1; i < len(shares); i++ {
			if shares[i] < shares[i-1] {
				v.item(i, "").complain("is less than the day before; the shares count all that have an offer by that day")
				return nil, false
			}
		}
		if last := shares[len(shares)-1]; last < 1 {
			v.complain("must end with 100%%, got %s: the others would never have an offer", percent(last))
			return nil, false
		}
		return shares, true
	}
	return k
}()

// clientLimit is a number of PCs or a share of the phase.
var clientLimit = func() kind[model.Limit] {
	k := scalar("", "a number of PCs or a share of the phase such as 20%", "", func(text string) (model.Limit, error) {
		if strings.Contains(text, "%") {
			f, err := parseShare(text)
			if err == nil && f == 0 {
				err = errors.New("must be above 0%")
			}
			return model.Limit{Share: f}, err
		}
		if !bareNumber().MatchString(text) {
			return model.Limit{}, fmt.Errorf("must be a number of PCs or a share of the phase such as 20%%, got %s", clip(text))
		}
		n, err := count("a number of PCs", 1, maxClients).parse(text)
		return model.Limit{Count: n}, err
	})
	k.schema = named("client-limit", schema{"anyOf": []schema{
		{"type": "string", "pattern": `^([1-9][0-9]*|[0-9]+(\.[0-9]+)? ?%)$`},
		{"type": "integer", "minimum": 1},
	}})
	return k
}()

// readOffer reads the key "offer" of a phase.
func readOffer(m *mapping, o *model.Offer) {
	either(m, "offer", &o.Kind, allAtOnce, "how fast the phase is offered to its PCs, by default all-at-once; the clock stands while the window is closed, in a freeze and while the rollout is halted",
		func(m *mapping) {
			if field(m, "rate", &o.Rate, someRate, absent, "so many PCs in a time, such as 40/min") {
				o.Kind = model.OfferRate
			}
			m.optional("ramp", "a rate that grows", func(m *mapping) {
				o.Kind = model.OfferRamp
				readRamp(m, o)
			})
			if field(m, "over", &o.Over, span("wd", true).where(func(s model.Span) bool { return s.Length > 0 }, "above 0s"), absent,
				"evenly over this time; a d is a local calendar day") {
				o.Kind = model.OfferOver
			}
			if field(m, "daily", &o.Daily, daily, absent, "share of the phase that has an offer on the first local calendar day, the second, …; the last is 100%") {
				o.Kind = model.OfferDaily
			}
			m.oneKeyOf("rate", "ramp", "over", "daily")
		})
}

func readRamp(m *mapping, o *model.Offer) {
	field(m, "base", &o.Rate, someRate, required("10/min"), "rate of the first step")
	field(m, "factor", &o.Factor, factor, assumed("2", "1.1..5", say.T("AWS IoT Jobs has no default; its example doubles",
		"AWS IoT Jobs hat keine Vorgabe; sein Beispiel verdoppelt")), "by which the rate grows at each step")
	field(m, "factor_every", &o.FactorEvery, count("a number of PCs", 1, maxClients), required("500"), "PCs in a step")
	field(m, "counting", &o.Succeeded, oneWord("offered or succeeded", []string{"offered", "succeeded"}, []bool{false, true}),
		assumed("offered", "", say.T("AWS IoT Jobs has no default", "AWS IoT Jobs hat keine Vorgabe")), "what a step counts: PCs that were offered the release, or that have it")
	field(m, "most", &o.Most, someRate, absent, "rate that is never exceeded; by default there is none")
	if m.sound() && o.Most > 0 && o.Most < o.Rate {
		m.at("most").complain("must be at least base, which is %s; got %s", rateText(o.Rate), rateText(o.Most))
	}
}

// readGrants reads the key "grants" of a phase.
func readGrants(m *mapping, g *model.Grants) {
	minute := func() kind[time.Duration] { return timeFrom("m", time.Minute, "1m") }
	field(m, "most", &g.Most, count("a number of PCs", 1, maxClients), required("20"), "grants within every, and grants in progress")
	field(m, "every", &g.Period, minute(), assumed("15m", "5m..24h", say.T("Nebraska (Flatcar) has no default; its tests use 15m",
		"Nebraska (Flatcar) hat keine Vorgabe; seine Tests nehmen 15m")), "at least 1m, the period that the limit is for")
	field(m, "timeout", &g.Timeout, minute(), assumed("60m", "15m..7d", say.T("Nebraska (Flatcar) has no default; its tests use 60m",
		"Nebraska (Flatcar) hat keine Vorgabe; seine Tests nehmen 60m")),
		"at least 1m; a grant in progress for longer counts as timed out, and makes way for another")
	field(m, "safe_mode", &g.Safe, yesNo, published("true", say.T("Nebraska (Flatcar): policy_safe_mode, in its data base",
		"Nebraska (Flatcar): policy_safe_mode, in seiner Datenbank")),
		"true: the first grant is one PC's alone; when as many as the limit have timed out, updates are switched off")
}

// readWindow reads the key "window" of a phase.
func readWindow(m *mapping, w *model.OfferWindow) {
	var days []time.Weekday
	var part window
	field(m, "days", &days, setOf(weekdays, "a list of weekdays such as [mon, tue, wed, thu]"),
		published("[mon, tue, wed, thu, fri, sat, sun]", say.T("hours alone restrict no day", "Stunden allein schließen keinen Tag aus")), "days of the week on which it is open")
	field(m, "hours", &part, hours, published("00:00-24:00", say.T("days alone restrict no hour", "Tage allein schließen keine Stunde aus")), "wall-clock hours in which it is open, within one day")
	field(m, "clock", &w.ClientClock, oneWord("plan or client", []string{"plan", "client"}, []bool{false, true}),
		published("plan", say.T("a plan goes by its own clock", "ein Plan richtet sich nach seiner eigenen Uhr")), "whose clock and weekday count: the plan's, or that of each PC's group")
	for _, d := range days {
		w.Days[d] = true
	}
	w.From, w.Until = part.from, part.until
	if !m.describing && !m.has("days") && !m.has("hours") {
		m.complain("restricts nothing; give days or hours, such as {days: [mon, tue, wed, thu], hours: 09:00-16:00}")
	}
	m.anyOf([]string{"days"}, []string{"hours"})
}
