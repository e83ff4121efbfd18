package plugin

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/cluster"
)

// signalError says which signal ended a run.
type signalError struct{ signal syscall.Signal }

// Error implements error.
func (e signalError) Error() string {
	switch e.signal {
	case syscall.SIGTERM:
		return "terminated"
	case syscall.SIGHUP:
		return "the terminal is gone"
	default:
		return "interrupted"
	}
}

// code is the exit code, as shells have it.
func (e signalError) code() int { return 128 + int(e.signal) }

// untilSignal returns a context that ends with the first signal that asks to end the program; a [signalError] is its cause then. What is under way can be taken back
// before the program ends. The second signal ends it at once.
func untilSignal(parent context.Context) (ctx context.Context, stop func()) {
	ctx, cancel := context.WithCancelCause(parent)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	go func() {
		select {
		case s := <-signals:
			signal.Stop(signals)
			number, _ := s.(syscall.Signal) // all of them are
			cancel(signalError{number})
		case <-ctx.Done():
		}
	}()
	return ctx, func() {
		signal.Stop(signals)
		cancel(nil)
	}
}

// endedBySignal is how a run ended that a signal ended: what it left half done and what became of that is said, and nothing where there is nothing to say.
func endedBySignal(ctx context.Context, err error) error {
	var s signalError
	if err == nil || !errors.As(context.Cause(ctx), &s) {
		return err
	}
	incomplete, notTakenBack := (*cluster.IncompleteError)(nil), (*cluster.NotTakenBackError)(nil)
	if errors.As(err, &incomplete) || errors.As(err, &notTakenBack) {
		return interruptedError{s, err}
	}
	return interruptedError{s, nil}
}

// interruptedError is how a run ends that a signal ended. The error is nil when nothing is to be said of it.
type interruptedError struct {
	by signalError
	error
}

// Unwrap returns what was left half done.
func (e interruptedError) Unwrap() error { return e.error }
