package cluster

import (
	"context"
	"slices"

	"golang.org/x/sync/errgroup"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// leadingTo returns the Ingresses and HTTPRoutes of its namespace that lead to a Service. What may not be read is left out.
func (c *Cluster) leadingTo(ctx context.Context, service expose.Ref) ([]expose.Ref, error) {
	var ingresses, routes []expose.Ref
	c = c.In(service.Namespace)
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		items, err := c.ingresses(gctx, c.Namespace, 0)
		for i := range items {
			if expose.ListIngress(&items[i]).LeadsTo(service) {
				ingresses = append(ingresses, expose.Ref{GroupVersionKind: networkingv1.SchemeGroupVersion.WithKind(string(expose.Ingress)), Namespace: c.Namespace, Name: items[i].Name})
			}
		}
		return unlessLeftOut(err)
	})
	g.Go(func() error {
		l, err := c.gatewayLister(gctx, "httproutes")
		if err != nil {
			return err
		}
		return unlessLeftOut(l.all(gctx, func(o runtime.Object) {
			if u, ok := o.(*unstructured.Unstructured); ok && expose.ListHTTPRoute(u).LeadsTo(service) {
				routes = append(routes, expose.Ref{GroupVersionKind: expose.GatewayAPI().WithKind(string(expose.HTTPRoute)), Namespace: c.Namespace, Name: u.GetName()})
			}
		}))
	})
	if err := g.Wait(); err != nil {
		return nil, c.explain(err)
	}
	return slices.Concat(ingresses, routes), nil
}
