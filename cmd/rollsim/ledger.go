package main

import "io"

// heldBack is how many bytes of records a ledger holds back until their
// replication is complete: those of some 50,000 syncs.
const heldBack = 4 << 20

// A ledger takes the records of one replication after the other and passes them
// on by whole replications, unless one is larger than what is held back.
type ledger struct {
	to           io.Writer
	held         []byte // of the replication under way
	written      int64  // bytes passed on
	whole        int64  // bytes passed on up to the end of the last complete replication
	replications int    // complete
}

// Write takes records of the replication under way.
func (l *ledger) Write(text []byte) (int, error) {
	if len(l.held)+len(text) > heldBack {
		if err := l.pass(); err != nil {
			return 0, err
		}
	}
	l.held = append(l.held, text...)
	return len(text), nil
}

// complete ends the replication under way.
func (l *ledger) complete() error {
	if err := l.pass(); err != nil {
		return err
	}
	l.whole = l.written
	l.replications++
	return nil
}

// cut tells whether a part of a replication was passed on that is not complete.
func (l *ledger) cut() bool { return l.written > l.whole }

func (l *ledger) pass() error {
	n, err := l.to.Write(l.held)
	l.held, l.written = l.held[:0], l.written+int64(n)
	return err
}
