package cluster

import (
	"context"

	"golang.org/x/sync/errgroup"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// gateways lists the cluster's Gateways, or where that is forbidden the namespace's, as routes of the namespace see them.
// It is nil where the cluster does not serve Gateway API.
func (c *Cluster) gateways(ctx context.Context) ([]expose.Gateway, error) {
	var objects []*unstructured.Unstructured
	var labels map[string]string
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() (err error) {
		objects, _, err = c.reachableGateways(gctx)
		return err
	})
	g.Go(func() (err error) {
		labels, err = c.namespaceLabels(gctx)
		return err
	})
	err := g.Wait()
	switch {
	case apierrors.IsNotFound(err):
		return nil, nil
	case apierrors.IsForbidden(err):
		return []expose.Gateway{}, nil // there may be some
	case err != nil:
		return nil, err
	}
	return c.gatewaysFrom(objects, labels), nil
}

// gatewaysFrom reads Gateways as routes of the namespace see them, which has the labels. One that is malformed cannot be offered; it can
// still be named.
func (c *Cluster) gatewaysFrom(objects []*unstructured.Unstructured, labels map[string]string) []expose.Gateway {
	gateways := []expose.Gateway{}
	for _, o := range objects {
		if gateway, err := expose.FromGateway(o, c.Namespace, labels); err == nil {
			gateways = append(gateways, gateway)
		}
	}
	return gateways
}

// reachableGateways lists the cluster's Gateways, or where that is forbidden the namespace's.
func (c *Cluster) reachableGateways(ctx context.Context) (objects []*unstructured.Unstructured, everywhere bool, err error) {
	everywhere = true
	objects, err = c.gatewayObjects(ctx, "")
	if apierrors.IsForbidden(err) {
		everywhere = false
		objects, err = c.gatewayObjects(ctx, c.Namespace)
	}
	objects, err = listed(objects, err)
	return objects, everywhere && err == nil, err
}

func (c *Cluster) gatewayObjects(ctx context.Context, namespace string) ([]*unstructured.Unstructured, error) {
	l, err := c.In(namespace).gatewayLister(ctx, "gateways")
	if err != nil {
		return nil, err
	}
	var objects []*unstructured.Unstructured
	err = l.all(ctx, func(o runtime.Object) {
		if u, ok := o.(*unstructured.Unstructured); ok {
			objects = append(objects, u)
		}
	})
	return objects, err
}

// gatewayLister lists the namespace's objects of Gateway API.
func (c *Cluster) gatewayLister(ctx context.Context, resource string) (lister, error) {
	client, err := c.unstructured(ctx, expose.GatewayAPI(), nil)
	if err != nil {
		return lister{}, err
	}
	return lister{client: client, namespace: c.Namespace, resource: resource, newObject: func() runtime.Object { return &unstructured.Unstructured{} }}, nil
}

// namespaceLabels are the labels of the namespace; nil when they may not be read, or there is no such namespace.
func (c *Cluster) namespaceLabels(ctx context.Context) (map[string]string, error) {
	client, err := c.typed(ctx, corev1.SchemeGroupVersion)
	if err != nil {
		return nil, err
	}
	var namespace corev1.Namespace
	err = client.Get().Resource("namespaces").Name(c.Namespace).Do(ctx).Into(&namespace)
	if apierrors.IsForbidden(err) || isMissing(err, "namespaces") {
		return nil, nil
	}
	return namespace.Labels, err
}
