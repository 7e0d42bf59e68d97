// Package reports turns the results of a study into words, tables and pictures
// for people, and into CSV and JSON for programs.
//
// Everything that people read is told in a [say.Language], which comes first: [Text] is
// what a committee reads, the verdict in one sentence, one table, and what to look at;
// [Markdown] says the same for a merge request or a wiki, [HTML] is the page of a review
// and a [Workbook] has a sheet for each table. [JSON] and [CSV] carry every metric with
// its interval. [Pictures] draws the waits, the load of the backend, what becomes of
// attempts and the progress, and writes the numbers behind each picture beside it.
// [Explain] shows where every value of a scenario comes from. A [RecordWriter] and a
// [RecordParquet] write single sync needs, a [SeriesTable] what happens over time;
// column.go says what each column holds. [Theory] sets simulated queues beside their
// exact answers. [Size], [SizeJSON], [SizeCSV] and [SizePictures] do for a sizing what the
// others do for a comparison. [GuessesText] tells on which guesses a decision hangs, and
// [Tornado] draws them. [PlanText] writes a plan for those who carry it out, and
// [PlanCalendar] its days for their calendars. [Change] tells what changed between two
// comparisons, of which [ReadJSON] reads what JSON has left.
//
// Words, numbers and dates in each language are in package say: a text stands there where
// it is said, in all languages. A voice tells the things of this package in one of them; a
// clock also dates them; a page is a comparison told by one. Why a number is missing comes
// as a kind and its numbers, and has its words in missing.go. A [Cell] is lines, laid out
// as text, Markdown and on the page.
//
// Nothing is computed here that a study has not computed, but for units, dates
// and the rule of thumb for the load, N·T/(S·W), which a page shows beside the
// simulated one. Equal results give equal bytes: there is no wall-clock
// time in a report, and nothing depends on the order of a map.
//
// Estimates are never shown without their interval. Intervals are cut to what a
// metric can be, here and in the JSON and CSV: the interval of a mean over few
// rollouts reaches below 0 or above 100 %. For an instant such as updated.p95 the
// number called mean is the median over rollouts, low to high is its interval, and
// "median" is true; so it is for whatever is not reached in some rollouts.
//
// Shares of updated PCs are of those that can be updated. PCs that have the release
// already, are in no phase, refuse it or fail for good are left out, and where there
// are any, every sentence, heading and picture says so.
//
// People read durations such as "3 h 50 min" and dates in the scenario's zone;
// programs read seconds, shares between 0 and 1, and counts. A wait counts only
// while the PC is on, so waits are told in hours where they are long, never in days.
//
// Where a sync can be held up after it has started, people are told delays in place of
// waits, and why (delay.go). Results of one slot setting belong together; where it is
// left open each strategy has the number that was found for it (slots.go). What is said
// of retries, capacity, nodes, hints, groups and echoes is said only where there is
// something to say.
//
// Where the release may have problems, numbers are overall: good and bad releases by
// their chance. A section of its own says what happens if it is bad, what one plan
// buys against another and what it costs, and from which chance on it pays: in
// amounts that the reader has to price, never in prices (risk.go, trade.go).
//
// Names are free text. On a terminal they lose what is not printable, Markdown gets
// them escaped, pictures shorten them, and a PNG calls by number what its font has no
// letters for; JSON, CSV and SVG have them whole (name.go).
//
// A scenario without PCs is a queueing model, and told as one: a row for each
// number of slots, and jobs in place of people (queue.go).
//
// Sweeps are written point by point by a [SweepTable] (sweep.go) and drawn by
// [SweepPictures] (picture_sweep.go).
//
// Start reading in text.go, then verdict.go, table.go, notes.go, attempts.go, advice.go
// and load.go; setup.go tells a backend as it is configured, sentence.go what scenarios
// say; words.go, clock.go, estimate.go and cell.go hold how things are written. Figures
// that the page and the files share are laid out by package chart, and defined in
// figure.go, figure_waits.go and figure_slots.go; other pictures begin in picture.go, and
// naming.go finds room for the names of their curves.
package reports
