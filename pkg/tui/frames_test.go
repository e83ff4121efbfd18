package tui

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// frame is a screen in a state: what the world is like, and what the user has done.
type frame struct {
	name   string
	change func(*Config)
	keys   []string
	after  time.Duration // has passed since
}

// frames compares how they look at three sizes, on a dark and on a light background and without colours, with the files of
// testdata/frames. "cat" shows those with colours.
func frames(t *testing.T, all []frame) {
	t.Helper()
	for _, f := range all {
		for _, size := range [][2]int{{60, 20}, {80, 24}, {120, 40}} {
			name := fmt.Sprintf("%s-%dx%d", f.name, size[0], size[1])
			t.Run(name, func(t *testing.T) {
				config := fake()
				if f.change != nil {
					f.change(&config)
				}
				drive(t, config, size[0], size[1], func(d *driver) {
					d.press(f.keys...)
					d.pass(f.after)
					d.golden(name)
				})
			})
		}
	}
}

// all makes several changes to a world.
func all(changes ...func(*Config)) func(*Config) {
	return func(c *Config) {
		for _, change := range changes {
			change(c)
		}
	}
}

// withGateways is a cluster that serves Gateway API.
func withGateways(c *Config) {
	read := c.Ops.Workload
	c.Ops.Workload = func(ctx context.Context, ref expose.Ref, spec expose.Spec) (expose.Workload, error) {
		w, err := read(ctx, ref, spec)
		w.Gateways = []expose.Gateway{
			{Namespace: "infra", Name: "public", Listeners: []expose.Listener{{Name: "https", Protocol: "HTTPS", Port: 443}}},
			{Namespace: "shop", Name: "internal", Listeners: []expose.Listener{{Name: "http", Protocol: "HTTP", Port: 80}}},
		}
		return w, err
	}
}

// rowsEvent is a list of which this is all the news.
func rowsEvent(e expose.RowsEvent) func(context.Context, Scope, func(expose.RowsEvent)) {
	return func(_ context.Context, _ Scope, emit func(expose.RowsEvent)) { emit(e) }
}
