package main

import (
	"io"
	"os"
)

// A progress shows nothing in Node, which tells a program nothing of its terminal.
type progress struct{ atMost bool }

func terminal(io.Writer) *os.File { return nil }

func (p *program) progress() *progress { return &progress{} }

func (p *program) progressOf(string) *progress { return &progress{} }

func (p *program) progressOn(string) *progress { return &progress{} }

func (pr *progress) update(done, total int) {}

func (pr *progress) updateFrom(before, done, total int) {}

func (pr *progress) end() {}
