package tui

import (
	"sync"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// work is what changes the cluster. It may go on when the screen has gone, to take back what it did: so it keeps its news, and who leaves waits for its end.
type work struct {
	mu     sync.Mutex
	events []expose.Event
	err    error
	ended  chan struct{}
}

func newWork() *work { return &work{ended: make(chan struct{})} }

// do runs f and keeps what it emits.
func (w *work) do(emit func(expose.Event), f func(emit func(expose.Event)) error) error {
	defer close(w.ended)
	err := f(func(e expose.Event) {
		w.mu.Lock()
		w.events = append(w.events, e)
		w.mu.Unlock()
		emit(e)
	})
	w.err = err
	return err
}

// wait waits for the end, and returns all events and the error.
func (w *work) wait() ([]expose.Event, error) {
	<-w.ended
	return w.events, w.err
}
