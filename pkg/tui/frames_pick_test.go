package tui

import (
	"context"
	"errors"
	"testing"
	"time"

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
		{name: "pick-no-match", keys: []string{"/", "nothing"}},
		{name: "pick-all-namespaces", keys: []string{"A", "down", "down"}},
		{name: "pick-no-statefulsets", keys: []string{"tab"}},
		{name: "pick-namespaces", keys: []string{"n"}},
		{name: "pick-namespaces-forbidden", keys: []string{"n", "team-a"}, change: func(c *Config) {
			c.Ops.Namespaces = func(context.Context) ([]string, error) { return nil, errForbidden }
		}},
		{name: "pick-progress", change: func(c *Config) {
			c.Ops.Rows = rowsEvent(expose.RowsEvent{Changed: rowsOf(Scope{Kind: expose.Kinds()[0]}), Loaded: 5, Total: 10000})
		}},
		{name: "pick-not-live", change: func(c *Config) {
			c.Ops.Rows = func(_ context.Context, scope Scope, emit func(expose.RowsEvent)) {
				emit(expose.RowsEvent{Changed: rowsOf(scope), Complete: true})
				emit(expose.RowsEvent{Complete: true, Err: errors.New("the API server does not answer: connection refused")})
			}
		}},
		{name: "pick-opening", keys: []string{"enter"}, change: func(c *Config) {
			c.Ops.Workload = func(ctx context.Context, _ expose.Ref, _ expose.Spec) (expose.Workload, error) {
				<-ctx.Done()
				return expose.Workload{}, ctx.Err()
			}
		}},
		{name: "slow-server", after: 4 * time.Second, change: func(c *Config) {
			c.Ops.Health = func() expose.Health { return expose.Health{Waiting: 3400 * time.Millisecond} }
		}},
		{name: "dead-server", after: time.Second, change: func(c *Config) {
			c.Ops.Health = func() expose.Health { return expose.Health{Err: errors.New("connection refused")} }
		}},
		{name: "expired-credential", after: time.Second, change: func(c *Config) {
			c.Ops.Health = func() expose.Health { return expose.Health{Err: errLogin} }
		}},
		{name: "pick-filter", keys: []string{"/", "80"}},
		{name: "long-names", keys: []string{"end"}, change: func(c *Config) {
			c.Identity = Identity{Context: "arn:aws:eks:eu-central-1:123456789012:cluster/storefront-production-main", Namespace: "shop-production", User: "system:serviceaccount:ci:deployer"}
		}},
		{name: "pick-half-exposed", change: halfExposed},
		{name: "pick-half-exposed-asking", keys: []string{"U"}, change: halfExposed},
		{name: "help", keys: []string{"?"}},
	})
}
