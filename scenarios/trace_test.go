package scenarios

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/unicode"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/testdata/long"
)

// writeTrace writes jobs to a trace, with all digits.
func writeTrace(t testing.TB, path string, jobs int, job func(i int) (at, work time.Duration)) {
	t.Helper()
	f, err := os.Create(path)
	require.NoError(t, err)
	w := bufio.NewWriter(f)
	fmt.Fprintln(w, "arrival_s,work_s")
	var line []byte
	for i := range jobs {
		at, work := job(i)
		line = strconv.AppendFloat(line[:0], at.Seconds(), 'f', 6, 64)
		line = strconv.AppendFloat(append(line, ','), work.Seconds(), 'f', 6, 64)
		_, err := w.Write(append(line, '\n'))
		require.NoError(t, err)
	}
	require.NoError(t, w.Flush())
	require.NoError(t, f.Close())
}

// replay is the text of a scenario that replays a trace, first come, first
// served.
func replay(path string, slots int) string {
	return queueing(20, fmt.Sprintf("[{name: log, arrivals: {trace: %q}}]", path), fmt.Sprintf("{slots: %d, admission: {discipline: ticket, jitter: 0s}}", slots))
}

// kieferWolfowitz is the recursion of the queue with several servers, first come,
// first served: what each of them still has to do at the arrival of a job, in
// ascending order. The job waits for the least of them (Kiefer, Wolfowitz, "On
// the theory of queues with many servers", Transactions of the AMS 78, 1955).
type kieferWolfowitz struct {
	left   []time.Duration
	before time.Duration
}

// wait returns how long a job that arrives now waits.
func (k *kieferWolfowitz) wait(at, work time.Duration) time.Duration {
	passed := at - k.before
	k.before = at
	for i := range k.left {
		k.left[i] = max(0, k.left[i]-passed)
	}
	wait := k.left[0]
	// The job goes to the server that is free first, which then finds its place
	// among the others.
	mine := wait + work
	i := 1
	for ; i < len(k.left) && k.left[i] < mine; i++ {
		k.left[i-1] = k.left[i]
	}
	k.left[i-1] = mine
	return wait
}

// TestMillionRows replays a trace of a million jobs, bursts and ties among them,
// and compares every single wait with the recursion.
func TestMillionRows(t *testing.T) {
	jobs := long.Or(50_000, 1_000_000)
	random := rand.New(rand.NewPCG(1, 2))
	arrivals, work := make([]time.Duration, jobs), make([]time.Duration, jobs)
	at := time.Duration(0)
	for i := range arrivals {
		if random.IntN(5) > 0 { // a fifth arrives together with the one before
			at += time.Duration(random.ExpFloat64()*1.25e6) * time.Microsecond
		}
		arrivals[i], work[i] = at, time.Duration(random.ExpFloat64()*2.85e6)*time.Microsecond
	}
	path := filepath.Join(t.TempDir(), "log.csv")
	writeTrace(t, path, jobs, func(i int) (time.Duration, time.Duration) { return arrivals[i], work[i] })
	for _, slots := range []int{3, 4, 8} { // busy for 95, 71 and 36 % of the time
		s, err := Load("log.yaml", []byte(replay(path, slots)), nil)
		require.NoError(t, err)
		waits := make([]time.Duration, jobs)
		o := model.New(s).Begin(slots, 0).Roll(&model.Strategy{Name: model.NoRollout}, func(r *model.Record) {
			if waits[r.Occasion] = r.Wait; !r.HasStarted {
				waits[r.Occasion] = -1
			}
		})
		require.True(t, o.Err == nil && o.Accounting.Asked == int64(jobs),
			"%d slots: %d of %d jobs asked, error %v", slots, o.Accounting.Asked, jobs, o.Err)
		theirs := kieferWolfowitz{left: make([]time.Duration, slots)}
		waited := 0
		for i := range jobs {
			want := theirs.wait(arrivals[i], work[i])
			if want > 0 {
				waited++
			}
			require.Equal(t, want, waits[i],
				"%d slots, job %d of %d: arrives at %v, waits", slots, i, jobs, arrivals[i])
		}
		assert.NotZero(t, waited, "%d slots: nobody waits, so nothing is compared", slots)
	}
}

// TestTraceMemory reads traces of very different lengths: what that allocates
// must not grow with them, neither when the scenario is loaded nor in a
// replication.
func TestTraceMemory(t *testing.T) {
	// allocated returns the bytes that do allocates.
	allocated := func(do func()) uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		do()
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	measure := func(rows int) (load, read uint64) {
		path := filepath.Join(t.TempDir(), "log.csv")
		writeTrace(t, path, rows, func(i int) (time.Duration, time.Duration) {
			return time.Duration(i) * time.Millisecond, 1500 * time.Microsecond
		})
		var s *model.Scenario
		load = allocated(func() {
			var err error
			s, err = Load("log.yaml", []byte(replay(path, 2)), nil)
			require.NoError(t, err)
		})
		read = allocated(func() {
			from, err := s.Workloads[0].Arrivals.Trace.Open()
			require.NoError(t, err)
			n := 0
			for {
				if _, err = from.Next(); err != nil {
					break
				}
				n++
			}
			require.True(t, err == io.EOF && n == rows && from.Close() == nil,
				"%d of %d rows, then %v", n, rows, err)
		})
		return load, read
	}
	measure(1000) // what is allocated once
	shortLoad, shortRead := measure(1000)
	longLoad, longRead := measure(300_000)
	const slack = 512 << 10 // pools and other goroutines; less than two bytes a row
	assert.True(t, longLoad <= shortLoad+slack && longRead <= shortRead+slack,
		"loading allocates %d bytes with 1,000 rows and %d with 300,000, reading %d and %d: that must not grow", shortLoad, longLoad, shortRead, longRead)
}

// TestTraceFormats reads the same jobs written in several ways.
func TestTraceFormats(t *testing.T) {
	want := []model.Arrival{{At: 0, Work: 1500 * time.Millisecond, Patience: -1}, {At: time.Second, Work: 2 * time.Second, Patience: 0}}
	for name, text := range map[string]string{
		"plain":             "arrival_s,work_s,patience_s\n0,1.5,\n1,2,0\n",
		"no end of line":    "arrival_s,work_s,patience_s\n0,1.5,\n1,2,0",
		"Windows":           "\ufeffarrival_s,work_s,patience_s\r\n0,1.5,\r\n1,2,0\r\n",
		"quotes and spaces": "\"arrival_s\", work_s ,\"patience_s\"\n \"0\" , 1.5 ,\"\"\n\n 1,\"2.000\",0e0\n",
		"other order":       "patience_s,work_s,arrival_s\n,1.5,0\n0,2,1\n\n\n",
	} {
		path := filepath.Join(t.TempDir(), "log.csv")
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		s, err := Load("log.yaml", []byte(replay(path, 1)), nil)
		if !assert.NoError(t, err, "%s", name) {
			continue
		}
		from, err := s.Workloads[0].Arrivals.Trace.Open()
		require.NoError(t, err)
		var got []model.Arrival
		for a, err := from.Next(); err != io.EOF; a, err = from.Next() {
			require.NoError(t, err, "%s", name)
			got = append(got, a)
		}
		err = from.Close()
		assert.True(t, err == nil && slices.Equal(got, want),
			"%s: read %v, want %v; closing: %v", name, got, want, err)
	}
}

// TestTraceChanges changes a trace after the scenario was loaded: the replication
// says so and does not go on with something else.
func TestTraceChanges(t *testing.T) {
	const text = "arrival_s,work_s\n0,1\n5,1\n9,1\n"
	for _, tt := range []struct {
		name   string
		change func(path string, was os.FileInfo) error
		want   string
	}{
		{"longer", func(path string, _ os.FileInfo) error { return os.WriteFile(path, []byte(text+"10,1\n"), 0o600) },
			"log.csv has changed since the scenario was loaded; load it again"},
		{"gone", func(path string, _ os.FileInfo) error { return os.Remove(path) }, "log.csv does not exist"},
		{"touched", func(path string, was os.FileInfo) error {
			return os.Chtimes(path, time.Time{}, was.ModTime().Add(time.Second))
		}, "log.csv has changed since the scenario was loaded; load it again"},
		{"a number broken, as if untouched", func(path string, was os.FileInfo) error {
			if err := os.WriteFile(path, []byte(strings.Replace(text, "5,1", "5,x", 1)), 0o600); err != nil {
				return err
			}
			return os.Chtimes(path, time.Time{}, was.ModTime())
		}, "log.csv:3:3: work_s must be a number of seconds such as 12.5, got \"x\""},
		{"a row less, as if untouched", func(path string, was os.FileInfo) error {
			if err := os.WriteFile(path, []byte(strings.Replace(text, "5,1\n9,1", "9.00001", 1)), 0o600); err != nil {
				return err
			}
			return os.Chtimes(path, time.Time{}, was.ModTime())
		}, "log.csv:3:1: has 1 value; the first line names 2 columns"},
		{"an empty row, as if untouched", func(path string, was os.FileInfo) error {
			if err := os.WriteFile(path, []byte(strings.Replace(text, "9,1\n", "   \n", 1)), 0o600); err != nil {
				return err
			}
			return os.Chtimes(path, time.Time{}, was.ModTime())
		}, "log.csv has changed since the scenario was loaded; load it again"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "log.csv")
			require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
			was, err := os.Stat(path)
			require.NoError(t, err)
			s, err := Load("log.yaml", []byte(replay(path, 1)), nil)
			require.NoError(t, err)
			if o := model.New(s).Begin(1, 0).Roll(&model.Strategy{Name: model.NoRollout}, nil); o.Err != nil || o.Accounting.Done != 3 {
				require.Fail(t, fmt.Sprintf("before the change: %d jobs done, error %v", o.Accounting.Done, o.Err))
			}
			require.NoError(t, tt.change(path, was))
			o := model.New(s).Begin(1, 1).Roll(&model.Strategy{Name: model.NoRollout}, nil)
			assert.True(t, o.Err != nil && strings.HasSuffix(o.Err.Error(), tt.want),
				"error %v, want one that ends in %q", o.Err, tt.want)
		})
	}
}

// TestTraceWithoutLineEnds refuses a file that would have to be read at a stretch.
func TestTraceWithoutLineEnds(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log.csv")
	require.NoError(t, os.WriteFile(path, []byte("arrival_s,work_s\n"+strings.Repeat("1,", 40_000)), 0o600))
	_, err := Load("log.yaml", []byte(replay(path, 1)), nil)
	want := path + ":2:1: workloads[0].arrivals.trace: is longer than 65536 bytes; a row is a few numbers"
	assert.True(t, err != nil && err.Error() == want, "error %v, want %s", err, want)
}

// linesOf is the text of a file as the reader of rows has it: in UTF-8, with the lines
// of Unix.
func linesOf(text []byte) []byte {
	if bytes.HasPrefix(text, []byte{0xff, 0xfe}) || bytes.HasPrefix(text, []byte{0xfe, 0xff}) {
		text, _ = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(text)
	}
	if !bytes.Contains(text, []byte("\n")) {
		text = bytes.ReplaceAll(text, []byte("\r"), []byte("\n"))
	}
	return text
}

// FuzzTrace checks that no trace, however broken, crashes the reader, that every
// complaint points into the file, and that what is accepted is read again.
func FuzzTrace(f *testing.F) {
	f.Add([]byte("arrival_s,work_s\n0,1\n"))
	f.Add([]byte("\ufeffpatience_s,\"work_s\",arrival_s\r\n,1,0\r\n5,1e3,1"))
	f.Add([]byte("arrival_s,work_s\n5,1\n4,1\n,\n,,,\n\"\",\"\n"))
	f.Add([]byte("arrival_s,work_s,\n"))
	f.Add([]byte("arrival_s;work_s\r0;1,5\r2;1,25\r"))
	f.Add([]byte("arrival_s\twork_s\n0\t\"1,5\"\n1.5\t2\n"))
	f.Add([]byte("\xff\xfea\x00r\x00r\x00i\x00v\x00a\x00l\x00_\x00s\x00,\x00w\x00o\x00r\x00k\x00_\x00s\x00\n\x000\x00,\x001\x00"))
	f.Fuzz(func(t *testing.T, text []byte) {
		path := filepath.Join(t.TempDir(), "log.csv")
		require.NoError(t, os.WriteFile(path, text, 0o600))
		s, err := Load("log.yaml", []byte(replay(path, 1)), nil)
		if err != nil {
			for _, e := range err.(Errors) {
				pointsIntoFile(t, path, linesOf(text), e)
			}
			return
		}
		from, err := s.Workloads[0].Arrivals.Trace.Open()
		require.NoError(t, err)
		before := time.Duration(0)
		a, err := from.Next()
		for ; err == nil; a, err = from.Next() {
			assert.True(t, a.At >= before && a.Work >= 0, "%+v comes behind %v", a, before)
			before = a.At
		}
		assert.True(t, err == io.EOF && from.Close() == nil,
			"what was accepted fails when it is read again: %v", err)
	})
}
