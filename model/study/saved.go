package study

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/fxamacker/cbor/v2"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/sim/stats"
)

// savedAs begins every saved review; the number changes with what is in it.
const savedAs = savedBegins + "7\n"

const savedBegins = "rollsim review "

// Saved tells whether a text begins as a saved review does, of whatever version.
func Saved(text []byte) bool { return bytes.HasPrefix(text, []byte(savedBegins)) }

// ErrNotSaved is the error for what is no saved review, or one of another
// version, or torn.
var ErrNotSaved = errors.New("not a result that this version of rollsim has kept")

// Save writes what a review rests on, all but its scenario: the values of every
// replication, the curves and the counts. Equal reviews give equal bytes. It is CBOR (RFC 8949) in gzip behind a line that names the format, with a SHA-256 of
// what is compressed at the end.
func Save(w io.Writer, review *Review) error {
	text, err := savedForm.Marshal(review)
	if err != nil {
		return fmt.Errorf("saving a review: %w", err)
	}
	sum := sha256.Sum256(text)
	if _, err := io.WriteString(w, savedAs); err != nil {
		return err
	}
	packed := gzip.NewWriter(w)
	if _, err := packed.Write(append(text, sum[:]...)); err != nil {
		return err
	}
	return packed.Close()
}

// ErrOther is the error for the saved review of another scenario.
var ErrOther = errors.New("the results of another scenario")

// Open reads the saved review of a scenario, which must be the one that it was
// saved from, and draws the conclusions from it anew. hash is that of the scenario, as
// of [Review.Hash]. The error is [ErrOther] if it is not the one, and [ErrNotSaved] for
// whatever else is wrong, unless the reader fails or ctx ends.
func Open(ctx context.Context, r io.Reader, s *model.Scenario, hash string) (*Review, error) {
	all, err := io.ReadAll(io.LimitReader(r, mostPacked+1))
	if err != nil {
		return nil, err
	}
	if len(all) > mostPacked {
		return nil, fmt.Errorf("%w: it is larger than %d MiB", ErrNotSaved, mostPacked>>20)
	}
	rest, ok := bytes.CutPrefix(all, []byte(savedAs))
	if !ok {
		return nil, ErrNotSaved
	}
	packed, err := gzip.NewReader(bytes.NewReader(rest))
	if err != nil {
		return nil, ErrNotSaved
	}
	text, err := io.ReadAll(io.LimitReader(packed, mostUnpacked+1))
	if err != nil || len(text) < sha256.Size {
		return nil, ErrNotSaved
	}
	if len(text) > mostUnpacked {
		return nil, fmt.Errorf("%w: it is larger than %d MiB when it is unpacked", ErrNotSaved, mostUnpacked>>20)
	}
	text, sum := text[:len(text)-sha256.Size], text[len(text)-sha256.Size:]
	if is := sha256.Sum256(text); !bytes.Equal(is[:], sum) {
		return nil, ErrNotSaved
	}
	review := &Review{}
	if err := savedFields.Unmarshal(text, review); err != nil {
		return nil, fmt.Errorf("%w: %v", ErrNotSaved, err)
	}
	c := review.Comparison
	if c == nil || len(c.Results) == 0 {
		return nil, ErrNotSaved
	}
	if review.Hash != hash {
		return nil, ErrOther
	}
	if err := review.sound(s); err != nil {
		return nil, fmt.Errorf("%w: it says what cannot be: %v", ErrNotSaved, err)
	}
	c.Scenario = withExtensions(s, c.Extensions)
	if c.longerThan(c.Scenario.HorizonEnd()) {
		return nil, ErrOther
	}
	var places []place
	for i := range c.Results {
		places = append(places, place{c.Results[i].Strategy, c.Results[i].Slots})
	}
	flow, _ := follow(ctx, c.Scenario, places, 0) // none where a trace cannot be read any more
	if c.conclude(ctx, flow, 0); ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if review.Sizing != nil {
		review.Sizing.Scenario = c.Scenario
	}
	if review.Sensitivity != nil {
		review.Sensitivity.Comparison = c
	}
	return review, nil
}

// longerThan tells whether a series goes on after a horizon: a file that the scenario
// names may have changed although its own text has not.
func (c *Comparison) longerThan(horizon time.Duration) bool {
	return slices.ContainsFunc(c.Results, func(r Result) bool {
		return time.Duration(len(r.Series.Waiting)-1)*r.Series.Width >= horizon
	})
}

// savedForm and savedFields write and read CBOR: the same bytes for the same
// values, floats in the shortest form that loses nothing.
var savedForm, savedFields = func() (cbor.EncMode, cbor.DecMode) {
	options := cbor.CanonicalEncOptions()
	options.ShortestFloat = cbor.ShortestFloat16
	form, err := options.EncMode()
	if err != nil {
		panic(err)
	}
	fields, err := cbor.DecOptions{ExtraReturnErrors: cbor.ExtraDecErrorUnknownField, MaxArrayElements: 1 << 21, MaxMapPairs: 256, MaxNestedLevels: 32, DupMapKey: cbor.DupMapKeyEnforcedAPF}.DecMode()
	if err != nil {
		panic(err)
	}
	return form, fields
}()

// savedEstimate is what an estimate is made from.
type savedEstimate struct {
	Metric string
	Strata []stats.Stratum
}

// MarshalCBOR writes the values of the replications and the metric's name.
func (e Estimate) MarshalCBOR() ([]byte, error) {
	return savedForm.Marshal(savedEstimate{e.Metric.Name, e.strata})
}

// UnmarshalCBOR estimates anew.
func (e *Estimate) UnmarshalCBOR(text []byte) error {
	var saved savedEstimate
	if err := savedFields.Unmarshal(text, &saved); err != nil {
		return err
	}
	metric, ok := model.MetricNamed(saved.Metric)
	if !ok {
		return fmt.Errorf("the metric %s is not known", saved.Metric)
	}
	if !soundStrata(saved.Strata) {
		return fmt.Errorf("the values of %s cannot be", saved.Metric)
	}
	*e = newEstimate(metric, saved.Strata)
	return nil
}
