package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/pflag"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports"
	"github.com/rollsim/rollsim/reports/say"
)

// observing is the flags of run that say where single observations are written.
type observing struct {
	records string // every sync; "-": standard output
	series  string // what the backend and the fleet did over time
}

func (o *observing) register(flags *pflag.FlagSet) {
	flags.StringVar(&o.records, "records", "", "write every sync to this .csv or .parquet file, or as CSV to standard output (-)")
	flags.StringVar(&o.series, "series", "", "write what happens over time, every five minutes of every replication, to this .csv or .parquet file")
}

// wanted tells whether anything is to be written.
func (o *observing) wanted() bool { return o.records != "" || o.series != "" }

// check refuses files that cannot be written to, so that nobody learns it after the
// simulation. format tells whether a format was asked for.
func (o *observing) check(changed func(flag string) bool) error {
	if changed("records") {
		switch {
		case o.records == "-" && changed("format"):
			return wrongf("", "--format: leave it out with --records -, which prints no numbers")
		case o.records != "-":
			if err := checkOutput("records", o.records, ", or - for standard output"); err != nil {
				return err
			}
		}
	}
	if changed("series") {
		return checkOutput("series", o.series, "")
	}
	return nil
}

// checkOutput refuses a file of a flag that cannot be written to; or says what else
// can be given.
func checkOutput(flag, file, or string) error {
	switch ending := filepath.Ext(file); {
	case file == "":
		return wrongf("", "--%s: is empty; give a file that ends in .csv or .parquet%s", flag, or)
	case ending != ".csv" && ending != ".parquet":
		return wrongf("", "--%s: must be a file that ends in .csv or .parquet%s, got %s", flag, or, file)
	}
	return checkPlace(flag, file)
}

// spare refuses to write over a file that the scenario was read from, also where a
// link leads there, and over records.
func (o *observing) spare(p *program) error {
	if err := p.spare("--records", o.records); err != nil {
		return err
	}
	if err := p.spare("--series", o.series); err != nil {
		return err
	}
	if o.series != "" && filepath.Clean(o.series) == filepath.Clean(o.records) {
		return wrongf("", "--series: %s is where the records go; give another", o.series)
	}
	return nil
}

// spare refuses to write the file of a flag over one that the scenario was read from.
func (p *program) spare(flag, file string) error {
	written, err := os.Stat(file)
	if file == "" || file == "-" || err != nil {
		return nil // nothing is there to be lost
	}
	for _, input := range p.inputs {
		if read, err := os.Stat(input); err == nil && os.SameFile(written, read) {
			return wrongf("", "%s: %s is a file that the scenario is read from (%s); give another", flag, file, input)
		}
	}
	if in, ok := p.stdin.(*os.File); ok {
		if read, err := in.Stat(); err == nil && os.SameFile(written, read) {
			return wrongf("", "%s: %s is what standard input is read from; give another", flag, file)
		}
	}
	return nil
}

// A recording is a strategy that is played to be written down sync by sync or over
// time, replication by replication.
type recording struct {
	scenario     *model.Scenario
	strategy     *model.Strategy
	problems     model.Stratum
	replications int // to be played
	played       int // complete ones
	language     say.Language
	writers      []observer
}

// An observer is what a recording is written to.
type observer interface {
	sync(r *model.Record) error         // valid only during the call
	replication(o *model.Outcome) error // after its syncs
	end(stopped bool) error             // stopped: not all replications were played
}

// inFile is an observer whose errors say which file is not written.
type inFile struct {
	observer
	path string
}

func (f *inFile) sync(r *model.Record) error { return f.named(f.observer.sync(r)) }

func (f *inFile) replication(o *model.Outcome) error { return f.named(f.observer.replication(o)) }

func (f *inFile) end(stopped bool) error { return f.named(f.observer.end(stopped)) }

func (f *inFile) named(err error) error {
	if err == nil {
		return nil
	}
	return writeFailed(f.path, err)
}

// newRecording records the strategy that was chosen. The release is a good one, or
// where that has no chance has as few problems as it can.
func newRecording(s *model.Scenario, replications int, l say.Language) *recording {
	strategies := model.New(s).Strategies()
	return &recording{scenario: s, strategy: strategies[len(strategies)-1], // no rollout is first, and all there is when it was chosen
		problems: s.Strata()[0], replications: replications, language: l}
}

func (rec *recording) provenance() *reports.Provenance {
	return &reports.Provenance{Scenario: rec.scenario, Strategy: rec.strategy, Problems: rec.problems, Program: version()}
}

// record writes what is wanted of the strategy that was chosen.
func (o *observing) record(p *program, rec *recording) error {
	write := func() error { return rec.play(p) }
	if o.series != "" {
		write = rec.into(o.series, rec.seriesFile, write)
	}
	switch o.records {
	case "":
	case "-":
		l := &ledger{to: p.stdout}
		rec.writers = append(rec.writers, &csvRecords{ledger: l, records: reports.NewRecordWriter(rec.language, l)})
		if err := write(); err != nil {
			return writeFailed("standard output", err)
		}
		if l.cut() {
			p.say("the records of the last replication are cut off")
		}
		return stopped(rec.played, rec.replications)
	default:
		write = rec.into(o.records, rec.recordFile, write)
	}
	err := write()
	if err == nil && rec.played < rec.replications {
		file := o.records
		if file == "" {
			file = o.series
		}
		err = &problem{status: failed, err: fmt.Errorf("stopped: %s holds the records of %d of %d replications, each whole", file, rec.played, rec.replications)}
	}
	return err
}

// into has a file written while the rest is: it is there when both succeed.
func (rec *recording) into(path string, observer func(path string, f *os.File) observer, rest func() error) func() error {
	return func() error {
		return writeFile(path, func(f *os.File) error {
			rec.writers = append(rec.writers, &inFile{observer(path, f), path})
			return rest()
		})
	}
}

// play plays one replication after the other and hands out what happens. When it must
// stop, the replication under way ends at once.
func (rec *recording) play(p *program) error {
	s := rec.scenario
	m := model.New(s)
	m.Stop = p.ctx.Done()
	if rec.strategy.Name != model.NoRollout && s.Release != nil && len(s.Strata()) > 1 {
		p.say("the records are of rollouts %s; the numbers are of all, by their chance", reports.WithProblems(s, rec.problems))
	}
	shown := p.progress()
	defer shown.end()
	for rec.played < rec.replications && p.ctx.Err() == nil {
		var failure error
		o := m.Begin(s.Backend.Slots[0], rec.played).RollWith(rec.problems, rec.strategy, func(r *model.Record) {
			for _, w := range rec.writers {
				if failure == nil {
					failure = w.sync(r)
				}
			}
		})
		if errors.Is(o.Err, model.ErrStopped) && failure == nil {
			break
		}
		if o.Err != nil && failure == nil {
			return &problem{status: failed, err: o.Err}
		}
		for _, w := range rec.writers {
			if failure == nil {
				failure = w.replication(o)
			}
		}
		if failure != nil {
			return failure
		}
		rec.played++
		shown.update(rec.played, rec.replications)
	}
	for _, w := range rec.writers {
		if err := w.end(rec.played < rec.replications); err != nil {
			return err
		}
	}
	return nil
}

// recordFile is the observer of a file of records.
func (rec *recording) recordFile(path string, f *os.File) observer {
	if filepath.Ext(path) == ".parquet" {
		out := bufio.NewWriterSize(f, 1<<20)
		return &parquetRecords{records: reports.NewRecordParquet(out, rec.provenance()), out: out}
	}
	out := bufio.NewWriterSize(f, 64<<10)
	l := &ledger{to: out}
	return &csvRecords{ledger: l, records: reports.NewRecordWriter(rec.language, l), out: out, file: f}
}

// csvRecords is records as CSV. When the recording is stopped, the file holds the
// replications that are complete, or is not made.
type csvRecords struct {
	ledger  *ledger
	records *reports.RecordWriter
	out     *bufio.Writer // nil for standard output
	file    *os.File
}

func (c *csvRecords) sync(r *model.Record) error { return c.records.Write(r) }

// replication also names the columns of a table in which no row is.
func (c *csvRecords) replication(o *model.Outcome) error {
	if err := c.records.Head(); err != nil {
		return err
	}
	return c.ledger.complete()
}

func (c *csvRecords) end(bool) error {
	if c.out == nil {
		return nil
	}
	if err := c.out.Flush(); err != nil {
		return err
	}
	switch {
	case c.ledger.replications == 0:
		return noRecords("stopped before the first replication was recorded")
	case c.ledger.cut():
		return c.file.Truncate(c.ledger.whole)
	}
	return nil
}

func noRecords(why string) error {
	return &problem{status: failed, err: errors.New(why + ": no records are written")}
}

// parquetRecords is records as Parquet: the whole file or none.
type parquetRecords struct {
	records *reports.RecordParquet
	out     *bufio.Writer
}

func (q *parquetRecords) sync(r *model.Record) error         { return q.records.Write(r) }
func (q *parquetRecords) replication(o *model.Outcome) error { return nil }

func (q *parquetRecords) end(stopped bool) error {
	if stopped {
		return noRecords("stopped, and a Parquet file is written whole or not at all")
	}
	if err := q.records.Close(); err != nil {
		return err
	}
	return q.out.Flush()
}

// seriesFile is the observer of a file with a time series.
func (rec *recording) seriesFile(path string, f *os.File) observer {
	out := bufio.NewWriterSize(f, 64<<10)
	if filepath.Ext(path) == ".parquet" {
		return &seriesRecords{table: reports.SeriesParquet(out, rec.provenance()), out: out}
	}
	return &seriesRecords{table: reports.SeriesCSV(rec.language, out, rec.scenario), out: out}
}

// seriesRecords is a time series. When the recording is stopped, it holds the
// replications that are complete, or is not made.
type seriesRecords struct {
	table reports.SeriesTable
	out   *bufio.Writer
	added int
}

func (s *seriesRecords) sync(*model.Record) error { return nil }

func (s *seriesRecords) replication(o *model.Outcome) error {
	s.added++
	return s.table.Add(o)
}

func (s *seriesRecords) end(bool) error {
	if s.added == 0 {
		return noRecords("stopped before the first replication was recorded")
	}
	if err := s.table.Close(); err != nil {
		return err
	}
	return s.out.Flush()
}
