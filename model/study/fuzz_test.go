package study_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"slices"
	"testing"

	"github.com/fxamacker/cbor/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/reports"
	"github.com/rollsim/rollsim/reports/say"
	"github.com/rollsim/rollsim/scenarios"
)

// kept is a small review and its scenario, unpacked.
type kept struct {
	scenario *model.Scenario
	content  any
	review   *study.Review
}

const begins = "rollsim review "

func keptOf(t testing.TB) kept {
	t.Helper()
	s, err := scenarios.Load("plan.yaml", []byte(`
start: 2027-04-12
timezone: Europe/Berlin
horizon: 2d
replications: 3
fleet: [{name: a, clients: 6, delivery: managed, version: "9.3"}, {name: b, clients: 4, delivery: managed, version: "9.3"}]
release: {version: "9.4", problems: [{name: crash, chance: 20%, hits: 20%}]}
backend: {version: "9.4", slots: 2}
strategies: [{big_bang: {}}, {waves: {size: 5, every: 1wd}}]
targets: [wait.update.p95 <= 10m]
`), nil)
	require.NoError(t, err)
	c, err := study.Compare(context.Background(), s, study.Options{Replications: 3, Workers: 1})
	require.NoError(t, err)
	var saved bytes.Buffer
	require.NoError(t, study.Save(&saved, &study.Review{Comparison: c, Command: "rollsim compare", Hash: "ab"}))
	opened, err := study.Open(t.Context(), bytes.NewReader(saved.Bytes()), s, "ab")
	require.NoError(t, err)
	_, packed, _ := bytes.Cut(saved.Bytes(), []byte("\n"))
	z, err := gzip.NewReader(bytes.NewReader(packed))
	require.NoError(t, err)
	text, err := io.ReadAll(z)
	require.NoError(t, err)
	var content any
	require.NoError(t, cbor.Unmarshal(text[:len(text)-sha256.Size], &content))
	return kept{s, content, opened}
}

// sealed is a content with its checksum made anew.
func sealed(t testing.TB, text []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	var saved bytes.Buffer
	require.NoError(t, study.Save(&saved, &study.Review{}))
	first, _, _ := bytes.Cut(saved.Bytes(), []byte("\n"))
	require.True(t, bytes.HasPrefix(first, []byte(begins)))
	b.Write(append(first, '\n'))
	sum := sha256.Sum256(text)
	z := gzip.NewWriter(&b)
	_, err := z.Write(append(bytes.Clone(text), sum[:]...))
	require.NoError(t, err)
	require.NoError(t, z.Close())
	return b.Bytes()
}

// odd are values in place of others.
var odd = []any{0, -1, 1, 2, 1000, math.MaxInt64, math.MinInt64, int64(1) << 62, 1e300, math.NaN(), math.Inf(1), math.Inf(-1), -0.5, 0.5, "", "big bang", "x", true,
	[]any{}, []any{1.5}, map[any]any{}, nil}

// places calls at for a value and each below it, with what replaces it.
func places(v any, set func(any), at func(old any, set func(any))) {
	at(v, set)
	switch v := v.(type) {
	case []any:
		for i := range v {
			places(v[i], func(x any) { v[i] = x }, at)
		}
	case map[any]any:
		var keys []string
		for k := range v {
			keys = append(keys, fmt.Sprint(k))
		}
		slices.Sort(keys)
		for _, k := range keys {
			places(v[k], func(x any) { v[k] = x }, at)
		}
	}
}

// changed is a content with edits, three bytes to choose a place and one what becomes of it.
func changed(t testing.TB, content any, edits []byte) []byte {
	t.Helper()
	text, err := cbor.Marshal(content)
	require.NoError(t, err)
	var copied any
	require.NoError(t, cbor.Unmarshal(text, &copied))
	for len(edits) >= 4 {
		type place struct {
			old any
			set func(any)
		}
		var all []place
		places(copied, func(x any) { copied = x }, func(old any, set func(any)) { all = append(all, place{old, set}) })
		where := all[int(binary.LittleEndian.Uint32(append(slices.Clone(edits[:3]), 0)))%len(all)]
		switch list, isList := where.old.([]any); {
		case edits[3]%3 == 0 && isList && len(list) > 0:
			where.set(append(slices.Clone(list), list[0]))
		case edits[3]%3 == 1 && isList && len(list) > 0:
			where.set(list[1:])
		default:
			where.set(odd[int(edits[3])%len(odd)])
		}
		edits = edits[4:]
	}
	text, err = cbor.Marshal(copied)
	require.NoError(t, err)
	return text
}

// FuzzOpen changes values of a saved review and makes its checksum anew: it is refused, or
// all that is made of it comes to an end.
func FuzzOpen(f *testing.F) {
	of := keptOf(f)
	for i := range 6 {
		f.Add([]byte{byte(i * 7), byte(i % 3), 0, byte(i)})
	}
	f.Add([]byte{1, 0, 0, 5, 40, 2, 0, 7})
	f.Add([]byte("\x1c\x01\xd1\xd1\xd1\xd1\xd1\x00\x04"))
	f.Fuzz(func(t *testing.T, edits []byte) {
		if len(edits) > 24 {
			return
		}
		review, err := study.Open(t.Context(), bytes.NewReader(sealed(t, changed(t, of.content, edits))), of.scenario, "ab")
		if err != nil {
			return
		}
		c := review.Comparison
		for _, l := range say.Languages {
			assert.NoError(t, reports.Text(l, io.Discard, c))
			assert.NoError(t, reports.Markdown(l, io.Discard, c))
			assert.NoError(t, reports.CSV(l, io.Discard, c))
		}
		assert.NoError(t, reports.JSON(io.Discard, c))
		assert.NoError(t, reports.HTML(say.English, io.Discard, review))
		assert.NoError(t, reports.Change(say.English, io.Discard, study.NewChange(of.review.Comparison, c, true, nil)))
	})
}

// TestChangedIsRefused refuses what no run can have said, although the checksum is right.
func TestChangedIsRefused(t *testing.T) {
	of := keptOf(t)
	result := func(c any) map[any]any {
		return c.(map[any]any)["Comparison"].(map[any]any)["Results"].([]any)[1].(map[any]any)
	}
	valuesOf := func(result map[any]any) []any {
		return result["Metrics"].([]any)[0].(map[any]any)["Strata"].([]any)[0].(map[any]any)["Values"].([]any)
	}
	for _, tt := range []struct {
		name   string
		change func(c any)
	}{
		{"slots that no backend has", func(c any) { result(c)["Slots"] = int64(1) << 62 }},
		{"a series without an end", func(c any) { result(c)["Series"].(map[any]any)["Width"] = 0 }},
		{"infinitely many that wait", func(c any) { result(c)["Series"].(map[any]any)["Waiting"].([]any)[3] = math.Inf(1) }},
		{"a busiest interval that is not there", func(c any) { result(c)["Series"].(map[any]any)["Busiest"] = 1 << 40 }},
		{"a strategy that the scenario does not have", func(c any) { result(c)["Strategy"] = "x" }},
		{"a strategy twice", func(c any) { result(c)["Strategy"] = "no rollout" }},
		{"a mean of what is infinitely little", func(c any) { valuesOf(result(c))[0] = math.Inf(-1) }},
		{"a mean of values that cannot be added", func(c any) { valuesOf(result(c))[0] = math.MaxFloat64 }},
		{"a metric less", func(c any) { result(c)["Metrics"] = result(c)["Metrics"].([]any)[1:] }},
		{"no metrics", func(c any) { result(c)["Metrics"] = nil }},
		{"a slot number that is not there", func(c any) { result(c)["Column"] = 7 }},
		{"replications that are not there", func(c any) { c.(map[any]any)["Comparison"].(map[any]any)["Replications"] = 2 }},
		{"no results", func(c any) { c.(map[any]any)["Comparison"].(map[any]any)["Results"] = []any{} }},
	} {
		text, err := cbor.Marshal(of.content)
		require.NoError(t, err)
		var content any
		require.NoError(t, cbor.Unmarshal(text, &content))
		tt.change(content)
		text, err = cbor.Marshal(content)
		require.NoError(t, err)
		_, err = study.Open(t.Context(), bytes.NewReader(sealed(t, text)), of.scenario, "ab")
		assert.ErrorIs(t, err, study.ErrNotSaved, tt.name)
	}
	var member bytes.Buffer // of gzip, whose members may follow each other
	z := gzip.NewWriter(&member)
	_, err := z.Write(make([]byte, 4<<20))
	require.NoError(t, err)
	require.NoError(t, z.Close())
	bomb := bytes.NewReader(bytes.Repeat(member.Bytes(), 65))
	head, _, _ := bytes.Cut(sealed(t, nil), []byte("\n"))
	_, err = study.Open(t.Context(), io.MultiReader(bytes.NewReader(head), bytes.NewReader([]byte("\n")), bomb), of.scenario, "ab")
	require.ErrorIs(t, err, study.ErrNotSaved)
	assert.Contains(t, err.Error(), "larger than 256 MiB when it is unpacked")
}
