package tui

import (
	"context"
	"errors"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

func TestFramesOfTheDetails(t *testing.T) {
	cart := func(kind expose.Type) func(*Config) {
		return func(c *Config) { c.Workload, c.Spec.Type = &shop()[0], kind }
	}
	with := func(kind expose.Type, emit []expose.Pod, err error) func(*Config) {
		return func(c *Config) {
			cart(kind)(c)
			c.Ops.Pods = func(_ context.Context, _ string, _ labels.Set, told func([]expose.Pod, error)) { told(emit, err) }
		}
	}
	frames(t, []frame{
		{name: "details-clusterip", change: cart(expose.ClusterIP), keys: []string{"enter"}},
		{name: "details-headless", change: cart(expose.Headless), keys: []string{"enter", "down"}},
		{name: "details-nodeport", change: cart(expose.NodePort), keys: []string{"enter", "down", "right", "right", "right"}},
		{name: "details-loadbalancer", change: cart(expose.LoadBalancer), keys: []string{"enter", "down", "down", "down", "down", "Local"}},
		{name: "details-externalname", change: cart(expose.ExternalName), keys: []string{"enter", "down", "db.example.com"}},
		{name: "details-ingress", change: cart(expose.Ingress), keys: []string{"enter", "down", "down", "down", "shop.example.com", "up", "up"}},
		{name: "details-httproute", change: func(c *Config) {
			cart(expose.HTTPRoute)(c)
			c.Workload.Gateways = []expose.Gateway{
				{Namespace: "infra", Name: "public", Listeners: []expose.Listener{{Name: "https", Protocol: "HTTPS", Port: 443}}},
				{Namespace: "shop", Name: "internal", Listeners: []expose.Listener{{Name: "http", Protocol: "HTTP", Port: 80}}},
			}
		}, keys: []string{"enter", "up", "up", "enter"}},
		{name: "details-advanced", change: cart(expose.NodePort), keys: []string{"enter", "ctrl+o", "down", "81:8080@30081+grpc"}},
		{name: "details-ports", change: cart(expose.NodePort), keys: []string{"enter", "down", "81:9", " dns=53/UDP"}},
		{name: "details-errors", change: cart(expose.Ingress), keys: []string{"enter", "!", "down", "90000", "down", "right", "oops!", "down", "10.0.0.1", "enter"}},
		{name: "details-completion", change: cart(expose.Ingress), keys: []string{"enter", "down", "down", "down", "sh"}},
		{name: "details-ingress-class", change: cart(expose.Ingress), keys: []string{"enter", "up", "up"}},
		{name: "details-no-ports", change: func(c *Config) { c.Workload, c.Spec.Type = &shop()[4], expose.ClusterIP }, keys: []string{"enter", "enter"}},
		{name: "details-pods-reading", change: func(c *Config) {
			cart(expose.ClusterIP)(c)
			c.Ops.Pods = func(context.Context, string, labels.Set, func([]expose.Pod, error)) {}
		}, keys: []string{"enter"}},
		{name: "details-pods-none", change: with(expose.ClusterIP, nil, nil), keys: []string{"enter"}},
		{name: "details-pods-forbidden", change: with(expose.ClusterIP, nil, errors.New(`not allowed: pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "shop"`)), keys: []string{"enter"}},
		{name: "details-pods-many", change: with(expose.LoadBalancer, crowd(3, 5, 7), nil), keys: []string{"enter"}},
		{name: "details-wide-name", change: func(c *Config) { c.Workload, c.Spec.Type = &shop()[2], expose.Ingress }, keys: []string{"enter", "down", "down", "報告書.例え.jp"}},
		{name: "details-long-selector", change: func(c *Config) {
			cart(expose.ClusterIP)(c)
			c.Workload.Name = strings.Repeat("long-", 12) + "xyz"
			c.Workload.Selector = &metav1.LabelSelector{MatchLabels: map[string]string{
				"app.kubernetes.io/name": c.Workload.Name, "app.kubernetes.io/instance": "production", "app.kubernetes.io/component": "frontend",
			}}
		}, keys: []string{"enter"}},
	})
}
