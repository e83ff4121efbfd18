package tui

import (
	"context"
	"testing"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

func TestFramesOfChoosingAType(t *testing.T) {
	frames(t, []frame{
		{name: "choose-type", keys: []string{"enter", "down", "down"}},
		{name: "choose-type-facts-missing", keys: []string{"enter"}, change: func(c *Config) {
			c.Ops.Facts = func(context.Context, string) (expose.Facts, error) { return expose.Facts{}, errForbidden }
		}},
		{name: "choose-type-bare-cluster", keys: []string{"enter", "end"}, change: func(c *Config) {
			c.Ops.Facts = func(context.Context, string) (expose.Facts, error) {
				return expose.Facts{IngressClasses: []expose.IngressClass{}, LoadBalancers: expose.Evidence{Known: true}}, nil
			}
		}},
		{name: "choose-type-of-a-statefulset", change: func(c *Config) {
			w := shop()[0]
			w.GroupVersionKind, w.GoverningService = expose.Kinds()[1].GroupVersionKind, "cart-peers"
			c.Workload = &w
		}},
		{name: "choose-type-with-gateways", change: withGateways, keys: []string{"enter", "down", "down"}},
	})
}
