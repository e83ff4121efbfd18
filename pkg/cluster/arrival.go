package cluster

import (
	"context"
	"reflect"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// lookEvery is the time from one look at an applied object to the next; the first ones are sooner, because most arrive at once.
const lookEvery = time.Second

func untilNextLook(looks int) time.Duration {
	return min(lookEvery, lookEvery>>max(0, 3-looks))
}

// Arrival tells emit how far an applied object has come, at once and then whenever that changes, until it has arrived or is gone, or
// ctx ends. It looks once a second, at first more often, and looks again after an error. Where it may not look it says so, and ends.
func (c *Cluster) Arrival(ctx context.Context, object *unstructured.Unstructured, emit func(expose.Arrival)) {
	c = c.In(object.GetNamespace())
	var told *expose.Arrival
	for looks := 0; ; {
		a, err := c.look(ctx, object, looks)
		if isForbidden(err) {
			emit(unseen(object))
			return
		}
		if err == nil {
			looks++
			if told == nil || !reflect.DeepEqual(a, *told) {
				emit(a)
				told = &a
			}
			if a.Pending == "" {
				return
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(untilNextLook(looks)):
		}
	}
}

// unseen is what is known of an applied object that may not be read: how it was when it was applied.
func unseen(object *unstructured.Unstructured) expose.Arrival {
	a := expose.ArrivalOf(object, expose.Surroundings{})
	if a.Pending != "" {
		a.Pending = "it may not be read, so its address is not known"
	}
	return a
}

// look looks once at the object and at what is around it.
func (c *Cluster) look(ctx context.Context, object *unstructured.Unstructured, looks int) (expose.Arrival, error) {
	seen := expose.Surroundings{Looks: looks}
	var live *unstructured.Unstructured
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() (err error) {
		live, err = c.Live(gctx, expose.RefOf(object))
		return err
	})
	selector, _, _ := unstructured.NestedStringMap(object.Object, "spec", "selector")
	if len(selector) > 0 {
		g.Go(func() (err error) {
			seen.Slices, err = c.endpointSlices(gctx, object.GetName())
			return err
		})
	}
	if err := g.Wait(); err != nil || live == nil {
		return expose.Arrival{}, err
	}
	a := expose.ArrivalOf(live, seen)
	var err error
	switch {
	case a.Counted && a.Ready == 0:
		seen.Pods, err = c.selectedPods(ctx, selector)
	case a.Pending == "" && live.GetKind() == string(expose.HTTPRoute):
		seen.Gateways, err = c.gatewaysOf(ctx, live)
	default:
		return a, nil
	}
	if err != nil {
		return expose.Arrival{}, err
	}
	return expose.ArrivalOf(live, seen), nil
}

// endpointSlices lists those of a Service; nil when that is forbidden.
func (c *Cluster) endpointSlices(ctx context.Context, service string) ([]discoveryv1.EndpointSlice, error) {
	all := []discoveryv1.EndpointSlice{}
	selector := labels.FormatLabels(map[string]string{discoveryv1.LabelServiceName: service})
	err := c.each(ctx, discoveryv1.SchemeGroupVersion.WithKind("EndpointSlice"), "endpointslices", selector, func(o runtime.Object) {
		if slice, ok := o.(*discoveryv1.EndpointSlice); ok {
			all = append(all, *slice)
		}
	})
	return unlessForbidden(all, err)
}

// selectedPods lists Pods of the namespace, a page of them at most: they tell why none is ready. It is nil when that is forbidden.
func (c *Cluster) selectedPods(ctx context.Context, selector map[string]string) ([]corev1.Pod, error) {
	var list corev1.PodList
	err := c.page(ctx, corev1.SchemeGroupVersion, c.Namespace, "pods", metav1.ListOptions{Limit: onePage, LabelSelector: labels.FormatLabels(selector)}, &list)
	return unlessForbidden(listed(list.Items, err))
}

// gatewaysOf reads the Gateways that a route is attached to, as it sees them; without those that may not be read.
func (c *Cluster) gatewaysOf(ctx context.Context, route *unstructured.Unstructured) ([]expose.Gateway, error) {
	refs := expose.GatewaysOf(route)
	objects := make([]*unstructured.Unstructured, len(refs))
	var namespaceLabels map[string]string
	g, gctx := errgroup.WithContext(ctx)
	for i, ref := range refs {
		g.Go(func() error {
			client, err := c.unstructured(gctx, expose.GatewayAPI(), nil)
			if err != nil {
				return err
			}
			objects[i], err = asUnstructured(client.Get().Namespace(ref.Namespace).Resource("gateways").Name(ref.Name).Do(gctx).Get())
			return unlessLeftOut(err)
		})
	}
	g.Go(func() (err error) {
		namespaceLabels, err = c.namespaceLabels(gctx)
		return err
	})
	if err := g.Wait(); err != nil {
		return nil, err
	}
	objects = slices.DeleteFunc(objects, func(o *unstructured.Unstructured) bool { return o == nil })
	return c.gatewaysFrom(objects, namespaceLabels), nil
}
