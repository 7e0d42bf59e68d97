//go:build !js

package main

import (
	"fmt"
	"io"
	"os"
	"sync/atomic"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/cwriter"
	"github.com/vbauerster/mpb/v8/decor"
)

// A progress shows on a terminal how many replications or cases are done and how
// long the others will take. Without a terminal it shows nothing.
type progress struct {
	bars   *mpb.Progress // nil: not shown
	bar    *mpb.Bar
	atMost bool         // it may end before all are done
	before atomic.Int64 // done when it began, which says nothing of how fast it goes
}

// terminal returns the file behind a writer if it is a terminal, else nil.
func terminal(w io.Writer) *os.File {
	f, ok := w.(*os.File)
	if !ok || !cwriter.IsTerminal(int(f.Fd())) {
		return nil
	}
	return f
}

// progress begins to show how far a study is, if standard error is a terminal.
func (p *program) progress() *progress { return p.progressOf("replications") }

// progressOf does so where things of another name are counted.
func (p *program) progressOf(things string) *progress {
	return p.progressFrom(things, "first "+things, nil)
}

// progressOn shows of a step that cannot be counted, and may take a while, that it is
// under way.
func (p *program) progressOn(step string) *progress {
	late := make(chan struct{})
	time.AfterFunc(time.Second, func() { close(late) })
	return p.progressFrom("", step, late)
}

// progressFrom shows how many things are done, and what is under way before the first
// is; from when late is closed, unless it is nil.
func (p *program) progressFrom(things, first string, late <-chan struct{}) *progress {
	if p.terminal == nil {
		return &progress{}
	}
	began := time.Now()
	options := []mpb.ContainerOption{mpb.WithOutput(p.terminal), mpb.WithWidth(50)}
	if late != nil {
		options = append(options, mpb.WithRenderDelay(late))
	}
	pr := &progress{bars: mpb.New(options...)}
	pr.bar = pr.bars.New(0, mpb.BarStyle(), mpb.AppendDecorators(decor.Any(func(s decor.Statistics) string {
		switch {
		case p.ctx.Err() != nil:
			return "stopping"
		case s.Current == 0:
			return fmt.Sprintf("%s, %v so far", first, time.Since(began).Round(time.Second))
		case s.Current <= pr.before.Load():
			return fmt.Sprintf("%d of %d %s", s.Current, s.Total, things)
		}
		before := pr.before.Load()
		left := time.Since(began) / time.Duration(s.Current-before) * time.Duration(s.Total-s.Current)
		if pr.atMost {
			return fmt.Sprintf("%d of at most %d %s, at most %v left", s.Current, s.Total, things, left.Round(time.Second))
		}
		return fmt.Sprintf("%d of %d %s, %v left", s.Current, s.Total, things, left.Round(time.Second))
	})))
	return pr
}

// update shows that so many of all replications are done.
func (pr *progress) update(done, total int) {
	if pr.bars == nil {
		return
	}
	pr.bar.SetTotal(int64(total), false)
	pr.bar.SetCurrent(int64(done))
}

// updateFrom shows the same where so many were done before it began.
func (pr *progress) updateFrom(before, done, total int) {
	if pr.bars == nil {
		return
	}
	pr.before.Store(int64(before))
	pr.update(done, total)
}

// end takes the bar off the terminal.
func (pr *progress) end() {
	if pr.bars == nil {
		return
	}
	pr.bar.Abort(true)
	pr.bars.Wait()
}
