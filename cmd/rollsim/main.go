// Command rollsim tells how long people wait, how busy the backend gets and when
// everybody is updated, for each way to roll a software update out.
//
// It reads scenario files, has them simulated by package model/study and has the
// answers written by package reports; nothing is computed here. Results go to
// standard output, words about them to standard error, each line as "rollsim:
// ...". Complaints about a scenario file have the form file:line:column. While a
// long study runs, standard error shows how far it is, if it is a terminal.
//
// The exit status is 0 when the work is done and some strategy meets every
// target, or nothing was asked for; 1 when something failed that may succeed
// another time, such as a full disk, an interrupt, a reader that has left, or another run
// that writes to the same place; 2 when the flags or the file
// are wrong; 3 when the work is done and no strategy meets the targets, or no slot
// number where nothing is rolled out.
//
// SIGINT, SIGTERM and SIGHUP end a study within a second: the replications that are
// complete are reported, and the exit status is 1. A second signal kills.
//
// Start reading here, then compare.go.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/rollsim/rollsim/scenarios"
	"github.com/rollsim/rollsim/scenarios/disk"
)

func main() {
	signal.Ignore(brokenPipe) // a reader that has seen enough is a failed write, not a death
	if seemsClosed(os.Stdout) {
		fmt.Fprintln(os.Stderr, "rollsim: warning: standard output is closed, or leads nowhere: what is printed is lost")
	}
	// Never touched, and so no memory but in the books: as if so much more were
	// alive, which spares small runs a dozen collections and costs 10 MB at most.
	collects := debug.SetGCPercent(-1) // till it is there, which would be a collection by itself
	ballast := make([]byte, 32<<20)
	if os.Getenv("GOGC") == "" {
		collects = 30 // little of what is alive changes: a fifth less memory, no slower than 100
	}
	debug.SetGCPercent(collects)
	status := runOr(func() { os.Exit(failed) }, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	runtime.KeepAlive(ballast)
	os.Exit(status)
}

// A program is one call of rollsim: where it reads and writes, and when it must
// stop.
type program struct {
	ctx        context.Context
	stdin      io.Reader
	stdout     *bufio.Writer          // flushed by run
	stderr     io.Writer              // may be written to by several goroutines
	terminal   *os.File               // standard error where it is a terminal; nil where it is not
	stopping   atomic.Pointer[string] // what the first signal is answered with; nil: in English
	inputs     []string               // paths of the files that scenarios were read from
	loader     scenarios.Loader       // that has read the last of them
	out        *disk.Place            // the folder of --out; nil: none
	forewarned bool                   // that the command takes long
	placing    sync.Mutex             // held while files that belong together take their places
	telling    sync.Mutex             // held from when an answer is there until it is told and kept
}

// run is the whole program but for the process around it, so tests can call it.
// It returns the exit status.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) (status int) {
	return runOr(nil, args, stdin, stdout, stderr)
}

// runOr is run with what ends the process where a signal has not ended the work
// within its grace; nil: nothing does.
func runOr(abort func(), args []string, stdin io.Reader, stdout, stderr io.Writer) (status int) {
	defer func() {
		if bug := recover(); bug != nil {
			fmt.Fprintf(stderr, "rollsim: a bug in rollsim, please report it: %v\n\n%s", bug, debug.Stack())
			status = failed
		}
	}()
	p := &program{stdin: stdin, stdout: bufio.NewWriterSize(stdout, 64<<10), stderr: &shared{to: stderr}, terminal: terminal(stderr)}
	defer p.listen(abort)()

	defer func() {
		if p.out != nil {
			p.out.Release()
		}
	}()
	err := p.execute(args)
	if flushed := p.stdout.Flush(); flushed != nil {
		err = writeFailed("standard output", flushed)
	}
	if err == nil {
		return done
	}
	var pr *problem
	if !errors.As(err, &pr) {
		pr = &problem{status: failed, err: err}
	}
	pr.tell(p)
	return pr.status
}

// grace is how long after a signal the program ends by itself, with what is complete,
// before it is ended, whatever it does. What is long in the making looks at the context in
// between, so that this is the last resort; an answer that is there is told and kept first,
// and files take their places whole or not at all, also then.
const grace = 800 * time.Millisecond

// hangUp is the signal that a terminal sends when it is closed.
const hangUp = syscall.Signal(1)

// brokenPipe is the signal of a pipe that nobody reads. Not every system has a name for it.
const brokenPipe = syscall.Signal(13)

// listen makes the first signal end the context of the program; the next one
// kills, and so does abort after a while. It returns what ends the listening.
func (p *program) listen(abort func()) (end func()) {
	ctx, stop := context.WithCancel(context.Background())
	p.ctx = ctx
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	if runtime.GOOS != "js" && !signal.Ignored(hangUp) { // as nohup has it; Node has no signals to ask about
		signal.Notify(signals, hangUp)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		select {
		case <-signals:
			signal.Stop(signals)
			words := "stopping; again to abort"
			if others := p.stopping.Load(); others != nil {
				words = *others
			}
			if abort != nil {
				time.AfterFunc(grace, func() {
					if !p.telling.TryLock() {
						p.telling.Lock()
						time.Sleep(grace) // for what comes after the answer
					}
					p.placing.Lock() // for ever
					p.say("stopped in the middle: what was under way is lost; files and stores hold only what is whole")
					abort()
				})
			}
			p.say("%s", words) // before what the stop lets others say
			stop()
		case <-ctx.Done():
		}
	}()
	return func() {
		signal.Stop(signals)
		stop()
		<-ended
	}
}

// unlessStopped returns what comes of work that has no effect but that, or after a signal
// the error of the context, without waiting for it. A panic of the work is one of the
// caller, who tells of it.
func unlessStopped[T any](p *program, work func() (T, error)) (T, error) {
	type result struct {
		of  T
		err error
		bug any
	}
	ended := make(chan result, 1)
	go func() {
		var r result
		defer func() {
			r.bug = recover()
			ended <- r
		}()
		r.of, r.err = work()
	}()
	select {
	case r := <-ended:
		if r.bug != nil {
			panic(r.bug)
		}
		return r.of, r.err
	case <-p.ctx.Done():
		var none T
		return none, p.ctx.Err()
	}
}

// shared is a writer for several goroutines.
type shared struct {
	sync.Mutex
	to io.Writer
}

func (w *shared) Write(text []byte) (int, error) {
	w.Lock()
	defer w.Unlock()
	return w.to.Write(text)
}

// execute finds the command that the arguments name and carries it out.
func (p *program) execute(args []string) error {
	root := p.root()
	root.SetArgs(args)
	root.SetOut(p.stdout)
	root.SetErr(p.stderr)
	err := root.ExecuteContext(p.ctx)
	if _, _, unknown := root.Find(args); unknown != nil {
		return unknownCommand(root, args)
	}
	return err
}

// root is the command without a name: it shows what the others do.
func (p *program) root() *cobra.Command {
	c := &cobra.Command{
		Use:   "rollsim",
		Short: "How long will people wait, and how busy will the backend be, if we roll the update out this way?",
		Long: `How long will people wait, and how busy will the backend be, if we roll the update out this way?

Write down the fleet, the backend and the plans in a scenario file; rollsim simulates each plan many times
and answers with a verdict, a table and pictures.

The exit status is 0 when the work is done, 1 when something failed that may succeed another time, 2 when the flags or
the file are wrong, and 3 when the work is done and no strategy meets the targets.`,
		Example: `  rollsim compare office                        an example that is built in: big bang, waves and a pilot
  rollsim init                                  eleven questions, and a file of your own
  rollsim check plan.yaml                       is everything in it right?
  rollsim compare plan.yaml --out result        the answer, and pictures and tables in the folder result
  rollsim compare plan.yaml --set backend.slots=80
  rollsim run plan.yaml --strategy waves --records waves.csv`,
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE: func(c *cobra.Command, _ []string) error {
			return c.Help()
		},
	}
	c.SetVersionTemplate("rollsim {{.Version}}\n")
	c.SetFlagErrorFunc(wrongFlag)
	c.CompletionOptions.DisableDefaultCmd = true // completion.go has one of our own
	c.AddCommand(p.init(), p.compare(), p.run(), p.plan(), p.report(), p.diff(), p.check(), p.explain(), p.example(), p.calendar(), p.schema(), p.theory())
	c.AddCommand(p.size(), p.guesses(), p.sweep(), p.merge())
	c.AddCommand(p.completion())
	arrange(c)
	p.complete(c)
	return c
}

// version is that of the module, as the Go tool has stamped it into the program.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "of unknown version"
}

// say writes words for people, one line. What a terminal would obey, such as a name of a
// file can hold, is made visible.
func (p *program) say(format string, args ...any) {
	fmt.Fprintf(p.stderr, "rollsim: "+format+"\n", visible(args)...)
}
