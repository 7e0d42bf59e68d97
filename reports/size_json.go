package reports

import (
	"encoding/json"
	"io"
	"slices"
	"strconv"

	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports/say"
)

// The documents below are the JSON of a sizing, field by field.
type (
	sizingJSON struct {
		Scenario string      `json:"scenario"`
		Start    string      `json:"start"` // RFC 3339, local time
		Timezone string      `json:"timezone"`
		Clients  int         `json:"clients"`
		Seed     uint64      `json:"seed"`
		Quantity string      `json:"quantity"`          // slots, waves, wave-size or interval
		Unit     string      `json:"unit"`              // of a setting
		Stopped  bool        `json:"stopped,omitempty"` // only when the run was stopped early
		Sized    []sizedJSON `json:"strategies"`
		Skipped  []string    `json:"skipped_targets"`                 // that the quantity has no say in
		Applied  []string    `json:"applied_to_days_after,omitempty"` // targets that stand for those of the days after the rollout
	}
	sizedJSON struct {
		Name      string           `json:"name"`
		Today     []figure         `json:"today"`
		Reason    string           `json:"reason,omitempty"` // why nothing is sized
		Needs     []needJSON       `json:"needs"`
		BestWaits *figure          `json:"best_waits,omitempty"` // where more can be worse
		Curve     []sizedPointJSON `json:"curve"`
	}
	needJSON struct {
		Target    string   `json:"target"`
		After     bool     `json:"days_after,omitempty"` // of the days after the rollout
		OnAverage edgeJSON `json:"on_average"`
		Assured   edgeJSON `json:"assured_95"`
	}
	edgeJSON struct {
		Found    bool       `json:"found"`
		Setting  figure     `json:"setting"` // null where none was found
		Until    figure     `json:"until"`   // null where more never is worse
		Reason   string     `json:"reason,omitempty"`
		Proof    *proofJSON `json:"proof"`     // of the setting, or of the one that comes nearest
		OneFewer *proofJSON `json:"one_fewer"` // null where there is none
		Fewer    string     `json:"one_fewer_is,omitempty"`
		Last     *proofJSON `json:"until_proof,omitempty"` // of until, where that is another setting
		OneMore  *proofJSON `json:"one_more,omitempty"`    // the neighbour beyond until, where there is one
		More     string     `json:"one_more_is,omitempty"`
	}
	proofJSON struct {
		Setting      figure    `json:"setting"`
		Replications int       `json:"replications"`
		Target       string    `json:"target"`
		Metric       string    `json:"metric"`
		Unit         string    `json:"unit"`
		Value        rangeJSON `json:"value"`
		MetIn        int       `json:"met_in"`
		Low          figure    `json:"share_low"`
		High         figure    `json:"share_high"`
	}
	sizedPointJSON struct {
		Setting figure `json:"setting"`
		Wait    struct {
			Metric string `json:"metric"`
			metricJSON
		} `json:"wait"`
		Ends metricJSON `json:"updated_p95"`
	}
)

// quantityKeys are the names of quantities for programs, as the command line has
// them, and the unit of a setting.
var quantityKeys = [...]struct{ name, unit string }{
	study.SlotCount: {"slots", "count"}, study.WaveCount: {"waves", "count"}, study.WaveSize: {"wave-size", "count"}, study.WaveInterval: {"interval", "wd"},
}

// SizeJSON writes a sizing for programs: settings as numbers, estimates as in the
// JSON of a comparison.
func SizeJSON(w io.Writer, z *study.Sizing) error {
	c := clockOf(z.Scenario)
	key := quantityKeys[z.Quantity]
	doc := sizingJSON{Scenario: z.Scenario.Name, Start: c.stamp(0), Timezone: z.Scenario.Calendar.Zone.String(), Clients: z.Scenario.Clients(),
		Seed: z.Scenario.Seed, Quantity: key.name, Unit: key.unit, Stopped: z.Stopped, Skipped: append([]string{}, z.Skipped...), Applied: z.Applied}
	for i := range z.Sized {
		s := &z.Sized[i]
		of := sizedJSON{Name: s.Strategy, Today: []figure{}, Reason: voice{}.whyUnsized(s.Why), Needs: []needJSON{}, Curve: []sizedPointJSON{}}
		for _, x := range s.Today {
			of.Today = append(of.Today, figure(x))
		}
		if finite(s.BestWaits) {
			best := figure(s.BestWaits)
			of.BestWaits = &best
		}
		for k := range s.Needs {
			n := &s.Needs[k]
			of.Needs = append(of.Needs, needJSON{voice{}.scope(n), n.After, edgeOf(&n.OnAverage), edgeOf(&n.Assured)})
		}
		for k := range s.Curve {
			p := sizedPointJSON{Setting: figure(s.Curve[k].Setting), Ends: metricOf(&s.Curve[k].Ends)}
			p.Wait.Metric, p.Wait.metricJSON = s.Curve[k].Wait.Metric.Name, metricOf(&s.Curve[k].Wait)
			of.Curve = append(of.Curve, p)
		}
		doc.Sized = append(doc.Sized, of)
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(doc)
}

func edgeOf(e *study.Edge) edgeJSON {
	of := edgeJSON{Found: e.Found, Setting: figure(e.Setting), Until: figure(e.Until), Reason: voice{}.whyUnsized(e.Why), Proof: proofOf(&e.Proof), OneFewer: proofOf(&e.OneFewer)}
	if of.OneFewer != nil {
		of.Fewer = beyondKey(e.Fails)
	}
	if e.Last != nil {
		of.Last = proofOf(e.Last)
	}
	if e.OneMore != nil {
		of.OneMore, of.More = proofOf(e.OneMore), beyondKey(e.MoreFails)
	}
	return of
}

// beyondKey says for programs what became of a neighbour.
func beyondKey(fails bool) string {
	if fails {
		return "fails"
	}
	return "not-shown"
}

// proofOf is a proof, nil where nothing was played.
func proofOf(p *study.SizeProof) *proofJSON {
	if !finite(p.Setting) {
		return nil
	}
	return &proofJSON{figure(p.Setting), p.Replications, p.Target, p.Metric.Metric.Name, string(p.Metric.Metric.Unit),
		rangeOf(possible(p.Metric.Metric, p.Metric.Estimate)), p.MetIn, figure(p.Low), figure(p.High)}
}

// SizeCSV writes one row for each strategy, target and certainty, in the form of the
// language: the setting that was found, what decided it, and what its neighbour
// below (of the size of a wave: above) does. Where more can be worse, other_end is the
// other end of what will do, with what decided it and what its neighbour beyond does.
// Cells are empty where there is no number.
func SizeCSV(in say.Language, w io.Writer, z *study.Sizing) error {
	l := voice{in}
	f := l.csvForm()
	heading := []string{"strategy", "target", "certainty", "quantity", "setting", "other_end"}
	heading = append(heading, "replications", "metric", "unit", "mean", "low", "high", "met_in", "share_low", "share_high")
	heading = append(heading, "one_fewer", "one_fewer_is", "one_fewer_mean", "one_fewer_low", "one_fewer_high", "one_fewer_met_in", "reason")
	heading = append(heading, "other_end_replications", "other_end_metric", "other_end_unit", "other_end_mean", "other_end_low", "other_end_high",
		"other_end_met_in", "other_end_share_low", "other_end_share_high")
	heading = append(heading, "one_more", "one_more_is", "one_more_mean", "one_more_low", "one_more_high", "one_more_met_in")
	rows := [][]string{heading}
	for i := range z.Sized {
		s := &z.Sized[i]
		if s.Why != study.Sizeable {
			row := make([]string, len(heading))
			row[0], row[3], row[slices.Index(heading, "reason")] = s.Strategy, quantityKeys[z.Quantity].name, voice{}.whyUnsized(s.Why)
			rows = append(rows, row)
			continue
		}
		for k := range s.Needs {
			n := &s.Needs[k]
			for _, of := range []struct {
				certainty string
				edge      *study.Edge
			}{{"average", &n.OnAverage}, {"assured-95", &n.Assured}} {
				e := of.edge
				row := []string{s.Strategy, voice{}.scope(n), of.certainty, quantityKeys[z.Quantity].name, f.cell(e.Setting), f.cell(e.Until)}
				row = append(row, f.proof(&e.Proof)...)
				row = append(row, f.neighbour(&e.OneFewer, e.Fails)...)
				row = append(row, voice{}.whyUnsized(e.Why))
				row = append(row, f.proof(e.Last)...)
				rows = append(rows, append(row, f.neighbour(e.OneMore, e.MoreFails)...))
			}
		}
	}
	return f.write(w, rows)
}

// proof are the cells of what decided a setting; nil: nothing did.
func (f csvForm) proof(p *study.SizeProof) []string {
	if p == nil || !finite(p.Setting) {
		return make([]string, 9)
	}
	of := possible(p.Metric.Metric, p.Metric.Estimate)
	return []string{strconv.Itoa(p.Replications), p.Metric.Metric.Name, string(p.Metric.Metric.Unit),
		f.cell(of.Mean), f.cell(of.Low), f.cell(of.High), strconv.Itoa(p.MetIn), f.cell(p.Low), f.cell(p.High)}
}

// neighbour are the cells of a setting that does not hold; nil: there is none.
func (f csvForm) neighbour(p *study.SizeProof, fails bool) []string {
	if p == nil || !finite(p.Setting) {
		return make([]string, 6)
	}
	of := possible(p.Metric.Metric, p.Metric.Estimate)
	return []string{f.cell(p.Setting), beyondKey(fails), f.cell(of.Mean), f.cell(of.Low), f.cell(of.High), strconv.Itoa(p.MetIn)}
}
