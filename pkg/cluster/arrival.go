package cluster

import (
	"context"
	"reflect"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// lookEvery is the time from one look at an applied object to the next; the first ones are sooner, because most arrive at once.
const lookEvery = time.Second

func untilNextLook(looks int) time.Duration {
	return min(lookEvery, lookEvery>>max(0, 3-looks))
}

// Events are read from the look on that comes about two seconds after the first: by then most have arrived, and need none. They are read
// again with every few looks.
const (
	firstEvents = 4
	eventsEvery = 5
)

// Arrival tells emit how far an applied object has come, at once and then whenever that changes, until it has arrived or is gone, or
// ctx ends. It looks once a second, at first more often, and looks again after an error. Where it may not look it says so, and ends.
func (c *Cluster) Arrival(ctx context.Context, object *unstructured.Unstructured, emit func(expose.Arrival)) {
	l := looker{Cluster: c.In(object.GetNamespace()), object: object}
	var told *expose.Arrival
	for {
		a, err := l.look(ctx)
		if isForbidden(err) {
			emit(unseen(object))
			return
		}
		if err == nil {
			l.looks++
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
		case <-time.After(untilNextLook(l.looks)):
		}
	}
}

// unseen is what is known of an applied object that may not be read: how it was when it was applied.
func unseen(object *unstructured.Unstructured) expose.Arrival {
	a := expose.ArrivalOf(object, expose.Surroundings{})
	if a.Pending != "" || a.Unseen != "" {
		a.Unseen = "it may not be read"
	}
	if a.Pending != "" {
		a.Pending = a.Unseen + ", so its address is not known"
	}
	return a
}

// looker looks at one applied object, time and again.
type looker struct {
	*Cluster
	object *unstructured.Unstructured
	looks  int
	events []corev1.Event // those that were read last
	blind  bool           // events may not be read
}

// look looks once at the object and at what is around it.
func (l *looker) look(ctx context.Context) (expose.Arrival, error) {
	seen := expose.Surroundings{Looks: l.looks, Events: l.events}
	var live *unstructured.Unstructured
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() (err error) {
		live, err = l.Live(gctx, expose.RefOf(l.object))
		return err
	})
	selector, _, _ := unstructured.NestedStringMap(l.object.Object, "spec", "selector")
	if len(selector) > 0 {
		g.Go(func() (err error) {
			seen.Slices, err = l.endpointSlices(gctx, l.object.GetName())
			return err
		})
	}
	if err := g.Wait(); err != nil || live == nil || live.GetUID() != l.object.GetUID() { // of the same name may be another one by now
		return expose.Arrival{}, err
	}
	a := expose.ArrivalOf(live, seen)
	var err error
	switch {
	case a.Counted && a.Ready == 0:
		seen.Pods, err = l.selectedPods(ctx, selector)
	case a.Pending == "" && live.GetKind() == string(expose.HTTPRoute):
		seen.Gateways, err = l.gatewaysOf(ctx, live)
	}
	if err != nil {
		return expose.Arrival{}, err
	}
	a = expose.ArrivalOf(live, seen)
	if a.Idle {
		if seen.Workload, err = l.workloadOf(ctx, live); err != nil {
			return expose.Arrival{}, err
		}
		a = expose.ArrivalOf(live, seen)
	}
	if since := l.looks - firstEvents; a.Pending == "" || l.blind || since < 0 || since%eventsEvery > 0 {
		return a, nil
	}
	if events, err := l.eventsOf(ctx, expose.Suspects(live, seen)); err == nil {
		l.events, seen.Events = events, events
	} else {
		l.blind = apierrors.IsForbidden(err)
	}
	return expose.ArrivalOf(live, seen), nil
}

// workloadOf reads the workload that an object was made for, as the object remembers it; nil when that is not known or may not be read, and
// when it is itself a Service, which says nothing of how many Pods are wanted.
func (c *Cluster) workloadOf(ctx context.Context, o *unstructured.Unstructured) (*expose.Workload, error) {
	record, err := expose.RecordOf(o)
	if err != nil || record == nil {
		return nil, nil //nolint:nilerr // what cannot be read is not known
	}
	kind, ok := expose.ParseKind(record.Workload.Kind)
	if !ok || kind.GroupVersionKind != record.Workload.GroupVersionKind {
		return nil, nil
	}
	w, err := c.workload(ctx, kind, record.Workload.Name)
	if err != nil || w.IsService() {
		return nil, unlessLeftOut(err)
	}
	return &w, nil
}

// eventsOf reads the events of the objects, side by side.
func (c *Cluster) eventsOf(ctx context.Context, objects []types.UID) ([]corev1.Event, error) {
	lists := make([]corev1.EventList, len(objects))
	g, gctx := errgroup.WithContext(ctx)
	for i, uid := range objects {
		g.Go(func() error {
			options := metav1.ListOptions{Limit: onePage, FieldSelector: "involvedObject.uid=" + string(uid)}
			return c.page(gctx, corev1.SchemeGroupVersion, c.Namespace, "events", options, &lists[i])
		})
	}
	err := g.Wait()
	var events []corev1.Event
	for _, list := range lists {
		events = append(events, list.Items...)
	}
	return events, err
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
