package scenarios

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
)

func TestDuration(t *testing.T) {
	for _, tt := range []struct {
		text string
		want time.Duration
	}{
		{"90s", 90 * time.Second},
		{"15m", 15 * time.Minute},
		{"8h30m", 8*time.Hour + 30*time.Minute},
		{"7d", 168 * time.Hour},
		{"1d12h", 36 * time.Hour},
		{"0.5h", 30 * time.Minute},
		{"250ms", 250 * time.Millisecond},
		{"0s", 0},
	} {
		got, err := duration("m").parse(tt.text)
		assert.True(t, err == nil && got == tt.want, "duration %q = %v, %v, want %v", tt.text, got, err, tt.want)
	}
	for _, text := range []string{"", "90", "1.5", "-3m", "3  m", "3M", "m", "1h-2m", "1e3s", "3wd", "0x10s", "999999h", "NaNs", "３m"} {
		got, err := duration("m").parse(text)
		assert.Error(t, err, "duration %q = %v, want an error", text, got)
	}
}

func TestSpan(t *testing.T) {
	for _, tt := range []struct {
		text      string
		localDays bool
		want      model.Span
	}{
		{"2wd", true, model.Span{Length: 48 * time.Hour, Unit: model.Workdays}},
		{"0.5wd", false, model.Span{Length: 12 * time.Hour, Unit: model.Workdays}},
		{"2d", true, model.Span{Length: 48 * time.Hour, Unit: model.LocalDays}},
		{"2d", false, model.Span{Length: 48 * time.Hour, Unit: model.Elapsed}},
		{"48h", true, model.Span{Length: 48 * time.Hour, Unit: model.Elapsed}},
	} {
		got, err := span("wd", tt.localDays).parse(tt.text)
		assert.True(t, err == nil && got == tt.want, "span %q = %v, %v, want %v", tt.text, got, err, tt.want)
	}
}

func TestShareVolumeRate(t *testing.T) {
	for _, tt := range []struct {
		kind kind[float64]
		text string
		want float64
	}{
		{share, "5%", 0.05},
		{share, "0%", 0},
		{share, "33.3%", 0.333},
		{share, "100%", 1},
		{volume, "250MiB", 250 * 1024 * 1024},
		{volume, "1.5GB", 1.5e9},
		{volume, "512B", 512},
		{bitRate, "50Mbit/s", 50e6},
		{bitRate, "9600bit/s", 9600},
		{workdays, "1.5wd", 1.5},
	} {
		got, err := tt.kind.parse(tt.text)
		assert.True(t, err == nil && got >= tt.want*(1-1e-12) && got <= tt.want*(1+1e-12),
			"%s: %q = %v, %v, want %v", tt.kind.what, tt.text, got, err, tt.want)
	}
	for _, tt := range []struct {
		kind kind[float64]
		text string
	}{{share, "101%"}, {share, "-1%"}, {share, "1e1%"}, {share, "%"}, {volume, "5mb"}, {bitRate, "0bit/s"}, {bitRate, "5MB/s"}, {workdays, "4d"}} {
		got, err := tt.kind.parse(tt.text)
		assert.Error(t, err, "%s: %q = %v, want an error", tt.kind.what, tt.text, got)
	}
}

func TestClock(t *testing.T) {
	for _, tt := range []struct {
		text string
		want time.Duration
	}{
		{"00:00", 0},
		{"08:00:30", 8*time.Hour + 30*time.Second},
		{"24:00", 24 * time.Hour},
	} {
		got, err := clock.parse(tt.text)
		assert.True(t, err == nil && got == tt.want, "clock %q = %v, %v, want %v", tt.text, got, err, tt.want)
	}
	for _, text := range []string{"8:00", "24:01", "08:60", "08", "8h", ""} {
		got, err := clock.parse(text)
		assert.Error(t, err, "clock %q = %v, want an error", text, got)
	}
}

func TestBootWindow(t *testing.T) {
	s, err := Load("base.yaml", []byte(settingBase), []Setting{{Path: "fleet.0.presence.boot", Value: "{window: 08:00-09:00}"}})
	require.NoError(t, err)
	// The middle sixth of the window begins 25 minutes and ends 35 minutes in.
	within := 0
	const draws = 100_000
	for i := range draws {
		at := s.Groups[0].Presence.Boot.Quantile((float64(i) + 0.5) / draws)
		require.True(t, at >= 8*3600 && at <= 9*3600, "boot at %v s, outside the window", at)
		if at >= 8*3600+25*60 && at <= 8*3600+35*60 {
			within++
		}
	}
	got := float64(within) / draws
	assert.True(t, got >= 0.395 && got <= 0.405,
		"%.4f of the boots fall in the middle sixth of the window, want 0.40 (VMware Horizon 7.13)", got)
}
