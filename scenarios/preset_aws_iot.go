package scenarios

import (
	"errors"
	"fmt"
	"math"
	"strconv"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

// awsIoTJobs is a job of AWS IoT Device Management for all PCs: notifications at
// a constant rate, or at one that grows by a factor each time so many things have
// been notified or have succeeded (API reference, JobExecutionsRolloutConfig,
// ExponentialRolloutRate; its example: 50 a minute, doubled each 1,000), never
// above maximumPerMinute. A job is cancelled when at least thresholdPercentage of
// its executions have failed, once minNumberOfExecutedThings have been executed
// (AbortCriteria): the share is of those executed, not of all.
var awsIoTJobs = preset{
	key:  "aws_iot",
	doc:  "the plan as a job of AWS IoT, in its terms: everybody, at a constant or growing rate (API reference, ExponentialRolloutRate, AbortCriteria)",
	read: (*planner).readAWSIoT,
}

// incrementFactor is a number from 1.1 to 5 with one decimal.
var incrementFactor = func() kind[float64] {
	k := scalar("", "a number from 1.1 to 5 with one decimal", "", func(text string) (float64, error) {
		f, err := strconv.ParseFloat(text, 64)
		switch {
		case err != nil || !bareNumber().MatchString(text):
			return 0, fmt.Errorf("must be a plain number from 1.1 to 5, got %s", clip(text))
		case f < 1.1 || f > 5:
			return 0, fmt.Errorf("must be from 1.1 to 5, got %s", clip(text))
		case math.Abs(float64(f*10)-math.Round(f*10)) > 1e-9:
			return 0, errors.New("must have one decimal at most, such as 1.5")
		}
		return f, nil
	})
	k.schema = schema{"anyOf": []schema{
		{"type": "string", "pattern": `^[1-5](\.[0-9])?$`},
		{"type": "number", "minimum": 1.1, "maximum": 5},
	}}
	return k.ordered(func(f float64) float64 { return f })
}()

func (p *planner) readAWSIoT(m *mapping, st *model.Strategy) {
	phase := model.Phase{Name: "job"}
	phase.Start = p.readAt(m, "start_time", "when the job begins")
	most, base := 0, 0
	perMinuteKind := func() kind[int] { return count("a number of PCs a minute", 1, 1000) }
	field(m, "maximum_per_minute", &most, perMinuteKind(), published("1000", say.T("AWS IoT Jobs: maximumPerMinute, from 1 to 1000",
		"AWS IoT Jobs: maximumPerMinute, von 1 bis 1000")), "PCs that are notified a minute, at most")
	phase.Offer = model.Offer{Kind: model.OfferRate, Rate: perMinute(max(most, 1))}
	m.optional("exponential_rate", "a rate that grows", func(m *mapping) {
		o := &phase.Offer
		field(m, "base_rate_per_minute", &base, perMinuteKind(), required("50"), "PCs that are notified a minute at the start")
		field(m, "increment_factor", &o.Factor, incrementFactor, required("2"), "by which the rate grows at each step")
		m.demanded("rate_increase_criteria", "what makes a step", "{number_of_notified_things: 1000}", func(m *mapping) {
			things := count("a number of PCs", 1, maxClients)
			field(m, "number_of_notified_things", &o.FactorEvery, things, absent, "so many PCs that were notified")
			o.Succeeded = field(m, "number_of_succeeded_things", &o.FactorEvery, things, absent, "so many PCs that have succeeded")
			m.oneKeyOf("number_of_notified_things", "number_of_succeeded_things")
		})
		o.Kind, o.Rate, o.Most = model.OfferRamp, perMinute(max(base, 1)), perMinute(max(most, 1))
	})
	if m.sound() && base > most {
		m.at("exponential_rate").key("base_rate_per_minute", lookup(lookup(m.node, "exponential_rate"), "base_rate_per_minute")).complain(
			"must be at most maximum_per_minute, which is %d; got %d", most, base)
	}
	m.optional("abort_config", "when the job is cancelled", func(m *mapping) {
		read := 0
		m.itemsOr("criteria_list", "criteria, one of which counts failures", 4,
			required("[{failure_type: failed, threshold_percentage: 20%, min_number_of_executed_things: 100, action: cancel}]"), nameKey, func(_ int, m *mapping) {
				read += p.readAbortCriteria(m, &phase.Gate)
			})
		if read > 1 {
			m.at("criteria_list").complain("has %d criteria for failures; keep one", read)
		}
	})
	phases := []model.Phase{phase}
	readOnProblem(m, phases)
	st.Phases = phases
}

// readAbortCriteria reads one criterion and returns how many that is of those
// that count failures. PCs here neither reject a job nor time out.
func (p *planner) readAbortCriteria(m *mapping, g *model.Gate) int {
	var failures bool
	var threshold float64
	var least int
	var cancel bool
	field(m, "failure_type", &failures, oneWord("failed, rejected, timed_out or all", []string{"failed", "rejected", "timed_out", "all"}, []bool{true, false, false, true}),
		required("failed"), "failed or all: installs that fail for good; rejected and timed_out do not occur here")
	field(m, "threshold_percentage", &threshold, share.where(func(f float64) bool { return f > 0 }, "above 0%"), required("20%"),
		"share of the executed PCs that have failed; the job is cancelled as soon as it is reached")
	field(m, "min_number_of_executed_things", &least, count("a number of PCs", 1, maxClients), required("100"), "PCs that must have come to an end before that is looked at")
	field(m, "action", &cancel, oneWord("cancel", []string{"cancel"}, []bool{true}), required("cancel"), "cancel: nobody else is notified")
	switch {
	case !m.sound():
		return 0
	case !failures:
		m.warn(say.T("%s plays no part: PCs neither reject a job nor time out here",
			"%s wirkt nicht: PCs lehnen hier keinen Auftrag ab und überschreiten keine Zeit"), m.field)
		return 0
	}
	g.Errors, g.ErrorsFrom, g.ErrorsOfEnded, g.AtLeast = threshold, true, true, least
	return 1
}
