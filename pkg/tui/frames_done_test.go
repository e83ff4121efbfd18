package tui

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

func TestFramesOfTheEnd(t *testing.T) {
	toPreview := []string{"/", "web", "enter", "enter", "enter", "enter"}
	frames(t, []frame{
		{name: "done", keys: append(toPreview, "a")},
		{name: "done-waiting", keys: []string{"enter", "down", "down", "down", "enter", "enter", "a"}, after: 5 * time.Second},
		{name: "done-failed", keys: []string{"enter", "end", "up", "enter", "enter", "a"}, change: func(c *Config) {
			c.Ops.Apply = func(_ context.Context, changes []expose.Change, _ bool, emit func(expose.Event)) error {
				err := errors.New("the API server refuses ingress.networking.k8s.io/cart: spec.rules[0].host: taken")
				emit(expose.Event{Ref: changes[0].Ref(), Action: expose.Created, Object: changes[0].Want})
				emit(expose.Event{Ref: changes[1].Ref(), Err: err})
				return err
			}
		}},
	})
}
