package tui

import (
	"context"
	"errors"
	"testing"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

func TestFramesOfPicking(t *testing.T) {
	frames(t, []frame{
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
		{name: "help", keys: []string{"?"}},
	})
}
