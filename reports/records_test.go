package reports

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

func TestAppendSeconds(t *testing.T) {
	for _, tt := range []struct {
		d    time.Duration
		want string
	}{
		{0, "0"}, {time.Second, "1"}, {1500 * time.Millisecond, "1.5"}, {time.Nanosecond, "0.000000001"},
		{100 * time.Millisecond, "0.1"}, {86400*time.Second + 20*time.Nanosecond, "86400.00000002"},
		{-90 * time.Millisecond, "-0.09"}, {-1 << 63, "-9223372036.854775808"},
	} {
		assert.Equal(t, tt.want, string(appendSeconds(nil, tt.d)), "appendSeconds(%d ns)", tt.d)
	}
}

func someRecord() model.Record {
	return model.Record{
		Replication: 3, Strategy: "big bang", Slots: 50, Client: 4711, Group: "headquarters", Phase: "big bang",
		Cause: model.Update, Kind: model.Full, Asked: 30 * time.Second, Started: 90500 * time.Millisecond, HasStarted: true,
		Finished: 270 * time.Second, HasFinished: true, Wait: 60500 * time.Millisecond, WaitElapsed: 60500 * time.Millisecond,
		Work: 179500 * time.Millisecond, Attempts: 1, Asks: 2, QuotedWait: time.Minute, Outcome: model.Done,
	}
}

func TestRecordWriter(t *testing.T) {
	whole := someRecord()
	waiting := someRecord()
	waiting.HasStarted, waiting.HasFinished, waiting.QuotedWait, waiting.Outcome = false, false, 0, model.Waiting
	waiting.Group = `plants, "north"`
	bypass := someRecord()
	bypass.Bypass, bypass.QuotedWait = true, 0
	var got strings.Builder
	w := NewRecordWriter(say.English, &got)
	for _, r := range []*model.Record{&whole, &waiting, &bypass} {
		require.NoError(t, w.Write(r))
	}
	want := `replication,strategy,slots,client,group,phase,cause,kind,admitted,asked_s,started_s,finished_s,wait_s,wait_elapsed_s,work_s,attempts,asks,promised_s,outcome
3,big bang,50,4711,headquarters,big bang,update,full,slot,30,90.5,270,60.5,60.5,179.5,1,2,60,done
3,big bang,50,4711,"plants, ""north""",big bang,update,full,,30,,,60.5,60.5,179.5,1,2,,waiting
3,big bang,50,4711,headquarters,big bang,update,full,bypass,30,90.5,270,60.5,60.5,179.5,1,2,,done
`
	assert.Equal(t, want, got.String(), "got\n%swant\n%s", got.String(), want)
	rows, err := csv.NewReader(strings.NewReader(got.String())).ReadAll()
	assert.True(t, err == nil && len(rows) == 4 && rows[2][4] == waiting.Group,
		"a CSV reader reads %d rows, %v; group %q", len(rows), err, rows[2][4])
}

// full is a disk without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestRecordWriterReportsErrors(t *testing.T) {
	r := someRecord()
	w := NewRecordWriter(say.English, full{})
	for range 2 {
		assert.Error(t, w.Write(&r), "Write to a full disk reports no error")
	}
}

func TestRecordWriterAllocatesNothing(t *testing.T) {
	r := someRecord()
	w := NewRecordWriter(say.English, bufio.NewWriter(io.Discard))
	n := testing.AllocsPerRun(100, func() {
		require.NoError(t, w.Write(&r))
	})
	assert.Zero(t, n, "Write allocates %v times a record", n)
}

func BenchmarkRecordWriter(b *testing.B) {
	r := someRecord()
	w := NewRecordWriter(say.English, bufio.NewWriterSize(io.Discard, 1<<16))
	for b.Loop() {
		require.NoError(b, w.Write(&r))
	}
}
