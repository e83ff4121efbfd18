package main

import (
	"context"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
)

// stopper ends a context when a signal asks the playground to stop.
type stopper struct {
	// lent is true while the terminal belongs to a command: what is typed there, such as ctrl-c, is for
	// the command.
	lent atomic.Bool
}

// context returns a context that ends with the first signal to stop.
func (s *stopper) context(parent context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(parent)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGQUIT, syscall.SIGTERM)
	if !signal.Ignored(syscall.SIGHUP) { // by nohup
		signal.Notify(signals, syscall.SIGHUP)
	}
	go func() {
		for received := range signals {
			typed := received == os.Interrupt || received == syscall.SIGQUIT
			if !typed || !s.lent.Load() {
				cancel()
			}
		}
	}()
	// Without this, a message into a closed pipe would end us before we have cleaned up.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	return ctx, cancel
}
