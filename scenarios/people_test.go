package scenarios

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestSaidAsMeant refuses what people write by mistake in words that do not lead
// them further astray.
func TestSaidAsMeant(t *testing.T) {
	const file = "start: 2027-04-12\ntimezone: UTC\nhorizon: 20d\nbackend: {slots: 5, version: \"9.4\"}\nrelease: {version: \"9.4\"}\n" +
		"fleet: [{name: office, clients: 40, version: \"9.3\"}]\n"
	for _, tt := range []struct{ name, text, want string }{
		{"seconds without a unit", `sync: {interval: "600"}`, `plan.yaml:7:18: sync.interval: needs a unit, such as "600s"; got 600`},
		{"hours without a unit", `sync: {interval: 4}`, `plan.yaml:7:18: sync.interval: needs a unit, such as "4h"; got 4`},
		{"bytes without a unit", `download: {size: 250000000}`, `plan.yaml:7:18: download.size: needs a unit, such as "250000000B"; got 250000000`},
		{"mebibytes without a unit", `download: {size: 250}`, `plan.yaml:7:18: download.size: needs a unit, such as "250MiB"; got 250`},
		{"a share above all without a percent sign", `prepare: {test_coverage: 600}`, "must be a share from 0% to 100%, got 600"},
		{"a share without a percent sign", `prepare: {test_coverage: 5}`, `needs a percent sign, such as "5%"; got 5`},
		{"every rollout", `targets: ["wait.update.p95 <= 10 min in 100 % of rollouts"]`, "plan.yaml:7:11: targets[0]: the share of rollouts must be above 0% and below 100%, " +
			"since no number of rollouts shows that none or all would keep it; got 100 %"},
	} {
		_, err := Load("plan.yaml", []byte(file+tt.text+"\n"), nil)
		require.Error(t, err, tt.name)
		assert.Contains(t, err.Error(), tt.want, tt.name)
	}
	for _, tt := range []struct{ name, group, want string }{
		{"a comma between thousands", "{name: a, clients: 4,000}",
			"plan.yaml:5:26: fleet[0].000: unknown key; a comma ends the value before it: write the number without one, such as 4000"},
		{"commas between millions", "{clients: 1,234,567, name: a}", "unknown key; a comma ends the value before it: write the number without one, such as 1234567"},
		{"a key of digits", "{name: a, clients: 4, 000: 1}", "unknown key"},
	} {
		_, err := Load("plan.yaml", []byte("start: 2027-04-12\ntimezone: UTC\nbackend: {slots: 5}\nfleet:\n  - "+tt.group+"\n"), nil)
		require.Error(t, err, tt.name)
		assert.Contains(t, err.Error(), tt.want, tt.name)
	}
}

// TestSpacedUnits reads a number and its unit with a space between them as without,
// wherever a unit stands.
func TestSpacedUnits(t *testing.T) {
	for _, tt := range []struct {
		spaced, plain string
		parse         func(string) (any, error)
	}{
		{"10min", "10m", parsed(duration("m"))},
		{"10 min", "10m", parsed(duration("m"))},
		{"1 h 30 min", "1h30m", parsed(duration("m"))},
		{"90 s", "90s", parsed(duration("m"))},
		{"2 wd", "2wd", parsed(span("wd", true))},
		{"7 d", "7d", parsed(span("wd", true))},
		{"4 wd", "4wd", parsed(workdays)},
		{"30 d", "30d", parsed(horizon)},
		{"8 h 15 min", "8h15m", parsed(timeOfDay)},
		{"5 %", "5%", parsed(share)},
		{"250 MiB", "250MiB", parsed(volume)},
		{"50 Mbit/s", "50Mbit/s", parsed(bitRate)},
		{"3 /min", "3/min", parsed(arrivalRate)},
	} {
		want, err := tt.parse(tt.plain)
		require.NoError(t, err, tt.plain)
		got, err := tt.parse(tt.spaced)
		require.NoError(t, err, tt.spaced)
		assert.Equal(t, want, got, tt.spaced)
	}
	spaced, err := parseTarget("wait.update.p95 <= 10 min in 90 % of rollouts")
	require.NoError(t, err)
	plain, err := parseTarget("wait.update.p95 <= 10m in 90% of rollouts")
	require.NoError(t, err)
	spaced.Text, plain.Text = "", ""
	assert.Equal(t, plain, spaced, "a target")
	for _, text := range []string{"10  min", "10 mi", "10m in", "min", "2 w d"} {
		_, err := duration("m").parse(text)
		assert.Error(t, err, text)
	}
}

func parsed[T any](k kind[T]) func(string) (any, error) {
	return func(text string) (any, error) { return k.parse(text) }
}
