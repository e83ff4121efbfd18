package cluster

import (
	"context"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// These read no more than one thing each, for who completes a word of a command line and has no time for [Cluster.Facts].
// Each returns an error when it may not be read or the API server does not answer; what is not served here is an error, too.

// IngressClasses lists the classes of Ingresses.
func (c *Cluster) IngressClasses(ctx context.Context) ([]expose.IngressClass, error) {
	classes, err := c.ingressClasses(ctx)
	return expose.FactsOf(expose.Readings{IngressClasses: classes}).IngressClasses, c.explain(err)
}

// TLSSecrets lists the names of the namespace's TLS Secrets. Their data is never read.
func (c *Cluster) TLSSecrets(ctx context.Context) ([]string, error) {
	names, err := c.tlsSecrets(ctx)
	return names, c.explain(err)
}

// Gateways lists those that routes of the namespace may be attached to, as far as they may be read.
func (c *Cluster) Gateways(ctx context.Context) ([]expose.Gateway, error) {
	gateways, err := c.gateways(ctx)
	return gateways, c.explain(err)
}

// Hosts lists those that Ingresses and Gateways answer to already, as far as they may be read.
func (c *Cluster) Hosts(ctx context.Context) ([]string, error) {
	var r expose.Readings
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() (err error) {
		r.Ingresses, err = c.ingresses(gctx, c.Namespace, onePage)
		return unlessLeftOut(err)
	})
	g.Go(func() (err error) {
		r.Gateways, _, err = c.reachableGateways(gctx)
		return unlessLeftOut(err)
	})
	if err := g.Wait(); err != nil {
		return nil, c.explain(err)
	}
	return expose.FactsOf(r).Hosts, nil
}

// LoadBalancerClasses lists the classes that Services of type LoadBalancer name, each once, in alphabetical order. No API lists those that there could be.
func (c *Cluster) LoadBalancerClasses(ctx context.Context) ([]string, error) {
	services, _, err := c.balancers(ctx)
	if err != nil {
		return nil, c.explain(err)
	}
	var classes []string
	for _, s := range services {
		if s.Spec.LoadBalancerClass != nil {
			classes = append(classes, *s.Spec.LoadBalancerClass)
		}
	}
	slices.Sort(classes)
	return slices.Compact(classes), nil
}
