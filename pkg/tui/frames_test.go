package tui

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// TestFrames holds every screen and state as it looks at three sizes.
func TestFrames(t *testing.T) {
	toPreview := []string{"/", "web", "enter", "enter", "enter", "enter"}
	for _, c := range []struct {
		name   string
		change func(*Config)
		keys   []string
		after  time.Duration
	}{
		{name: "pick"},
		{name: "pick-loading", change: func(c *Config) {
			c.Ops.Rows = func(ctx context.Context, _ Scope, _ func(expose.RowsEvent)) { <-ctx.Done() }
		}},
		{name: "pick-empty", change: func(c *Config) {
			c.Ops.Rows = rowsEvent(expose.RowsEvent{Complete: true})
		}},
		{name: "pick-forbidden", change: func(c *Config) {
			c.Ops.Rows = rowsEvent(expose.RowsEvent{Err: errForbidden})
		}, keys: []string{"wbe", "enter"}},
		{name: "pick-failed", change: func(c *Config) {
			c.Ops.Rows = rowsEvent(expose.RowsEvent{Err: errors.New(`there is no namespace "shop"`)})
		}},
		{name: "pick-filter", keys: []string{"/", "80"}},
		{name: "long-names", keys: []string{"end"}, change: func(c *Config) {
			c.Identity = Identity{Context: "arn:aws:eks:eu-central-1:123456789012:cluster/storefront-production-main", Namespace: "shop-production", User: "system:serviceaccount:ci:deployer"}
		}},
		{name: "choose-type", keys: []string{"enter", "down", "down"}},
		{name: "choose-type-of-a-statefulset", change: func(c *Config) {
			w := shop()[0]
			w.GroupVersionKind, w.GoverningService = expose.Kinds()[1].GroupVersionKind, "cart-peers"
			c.Workload = &w
		}},
		{name: "choose-type-with-gateways", change: withGateways, keys: []string{"enter", "down", "down"}},
		{name: "details-httproute", change: withGateways, keys: []string{"enter", "G", "enter", "tab", "tab", "tab", "tab", "tab"}},
		{name: "details-more-fields", keys: []string{"enter", "down", "down", "down", "enter", "ctrl+o"}},
		{name: "details-nodeport", keys: []string{"enter", "down", "down", "enter", "tab"}},
		{name: "details-ingress", keys: []string{"enter", "end", "enter"}},
		{name: "details-errors", keys: []string{"enter", "end", "enter", "!", "tab", " 90000", "tab", "10.0.0.1", "enter"}},
		{name: "preview-yaml", keys: toPreview},
		{name: "preview-note", keys: []string{"/", "web", "enter", "enter", "end", "enter", "enter"}},
		{name: "preview-diff", keys: toPreview, change: func(c *Config) {
			c.Ops.Preview = func(_ context.Context, plan expose.Plan, _ bool) ([]expose.Change, error) {
				live := plan.Objects[0].DeepCopy()
				_ = unstructured.SetNestedField(live.Object, "NodePort", "spec", "type")
				return []expose.Change{{Object: plan.Objects[0], Live: live, Want: plan.Objects[0], Warnings: []string{"ask the network team first"}}}, nil
			}
		}},
		{name: "preview-conflict", keys: toPreview, change: func(c *Config) {
			c.Ops.Preview = func(context.Context, expose.Plan, bool) ([]expose.Change, error) { return nil, errConflict }
		}},
		{name: "preview-exists", keys: toPreview, change: func(c *Config) {
			c.Ops.Preview = func(context.Context, expose.Plan, bool) ([]expose.Change, error) { return nil, errExists }
		}},
		{name: "done", keys: append(toPreview, "a")},
		{name: "done-waiting", keys: []string{"enter", "down", "down", "down", "enter", "enter", "a"}, after: 5 * time.Second},
		{name: "done-failed", keys: []string{"enter", "end", "enter", "enter", "a"}, change: func(c *Config) {
			c.Ops.Apply = func(_ context.Context, changes []expose.Change, _ bool, emit func(expose.Event)) error {
				err := errors.New("the API server refuses ingress.networking.k8s.io/cart: spec.rules[0].host: taken")
				emit(expose.Event{Ref: changes[0].Ref(), Action: expose.Created, Object: changes[0].Want})
				emit(expose.Event{Ref: changes[1].Ref(), Err: err})
				return err
			}
		}},
		{name: "help", keys: []string{"?"}},
	} {
		for _, size := range [][2]int{{60, 20}, {80, 24}, {120, 40}} {
			name := fmt.Sprintf("%s-%dx%d", c.name, size[0], size[1])
			t.Run(name, func(t *testing.T) {
				config := fake()
				if c.change != nil {
					c.change(&config)
				}
				drive(t, config, size[0], size[1], func(d *driver) {
					d.press(c.keys...)
					time.Sleep(c.after)
					d.settle()
					d.golden(name)
				})
			})
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
