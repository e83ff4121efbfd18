package cluster

import (
	"context"
	"sync"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// FollowWorkloads tells of the namespace's workloads of the kind, or where the namespace is empty of those of all: page by page, and then of
// what changes, until ctx ends. How they are exposed it tells as soon as that is known; what may not be read for it is left out.
//
// It ends before that, with an event that says why, when nothing can be had: with a [ForbiddenError] when listing the kind is not allowed,
// with a [NotFoundError] when the namespace does not exist. It calls emit from one goroutine at a time, and not after it has returned.
func (c *Cluster) FollowWorkloads(ctx context.Context, kind expose.Kind, emit func(expose.RowsEvent)) {
	ctx, stop := context.WithCancel(ctx)
	f := rowsFollower{Cluster: c, kind: kind, stop: stop, emit: emit}
	defer f.beside.Wait()
	defer stop()
	lists := func(c *Cluster) (lister, error) { return c.rowLister(ctx, kind.GroupVersionKind, kind.Resource) }
	err := follow(ctx, c, lists, expose.ListWorkload, func(n news[expose.ListedWorkload]) { f.workloads(ctx, n) })
	if ctx.Err() == nil {
		emit(expose.RowsEvent{Err: c.explain(err)})
	}
}

// rowsFollower brings together what is followed side by side: workloads, and what leads to their Pods.
type rowsFollower struct {
	*Cluster
	kind expose.Kind
	stop context.CancelFunc
	emit func(expose.RowsEvent)

	beside sync.WaitGroup
	begun  bool // beside is followed

	mu      sync.Mutex // for what is below, and emit
	listing expose.Listing
	told    expose.RowsEvent // without rows
}

func (f *rowsFollower) workloads(ctx context.Context, n news[expose.ListedWorkload]) {
	if n.complete && n.loaded == 0 && !f.told.Complete && f.Namespace != "" {
		if err := f.namespaceExists(ctx); err != nil {
			f.update(ctx, func() { f.told.Err = err })
			f.stop()
			return
		}
	}
	f.update(ctx, func() {
		f.told = expose.RowsEvent{Loaded: n.loaded, Total: n.total, Complete: n.complete, Err: n.err}
		n.each(f.listing.Set, f.listing.Remove)
	})
	if !f.begun { // the first rows do not wait for what is beside them
		f.begun = true
		f.followBeside(ctx)
	}
}

// update changes what is known, and tells of it where that can be seen.
func (f *rowsFollower) update(ctx context.Context, change func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	before := f.told
	change()
	e := f.told
	e.Changed, e.Gone = f.listing.News()
	news := len(e.Changed)+len(e.Gone) > 0 || e.Loaded != before.Loaded || e.Complete != before.Complete || !sameError(e.Err, before.Err)
	if news && ctx.Err() == nil {
		f.emit(e)
	}
}

func (f *rowsFollower) followBeside(ctx context.Context) {
	ingresses := companion[*networkingv1.Ingress, expose.ListedRoute]{
		lists: func(c *Cluster) (lister, error) {
			return c.rowLister(ctx, networkingv1.SchemeGroupVersion.WithKind(string(expose.Ingress)), "ingresses")
		},
		keep:   expose.ListIngress,
		set:    f.listing.SetRoute,
		remove: func(key expose.RowKey) { f.listing.RemoveRoute(expose.Ingress, key) },
		listed: func(bool) {},
	}
	f.beside.Go(func() { ingresses.follow(ctx, f) })
	routes := companion[*unstructured.Unstructured, expose.ListedRoute]{
		lists:  func(c *Cluster) (lister, error) { return c.gatewayLister(ctx, "httproutes") },
		keep:   expose.ListHTTPRoute,
		set:    f.listing.SetRoute,
		remove: func(key expose.RowKey) { f.listing.RemoveRoute(expose.HTTPRoute, key) },
		listed: func(bool) {},
	}
	f.beside.Go(func() { routes.follow(ctx, f) })
	if f.kind.Resource == "services" { // they are the rows themselves
		f.update(ctx, func() { f.listing.ServicesListed(true) })
		return
	}
	services := companion[*corev1.Service, expose.ListedService]{
		lists: func(c *Cluster) (lister, error) {
			return c.rowLister(ctx, corev1.SchemeGroupVersion.WithKind("Service"), "services")
		},
		keep:   expose.ListService,
		set:    f.listing.SetService,
		remove: f.listing.RemoveService,
		listed: f.listing.ServicesListed,
	}
	f.beside.Go(func() { services.follow(ctx, f) })
}

// companion is a resource that is followed beside the workloads: T is kept of each object O.
type companion[O, T any] struct {
	lists  func(*Cluster) (lister, error)
	keep   func(O) T
	set    func(T)
	remove func(expose.RowKey)
	// listed is called once all are set, and when they cannot be read, though that may change.
	listed func(readable bool)
}

func (b companion[O, T]) follow(ctx context.Context, f *rowsFollower) {
	keep := func(o runtime.Object) (kept T, ok bool) {
		object, ok := o.(O)
		if ok {
			kept = b.keep(object)
		}
		return kept, ok
	}
	delay := backoff()
	for ctx.Err() == nil {
		err := follow(ctx, f.Cluster, b.lists, keep, func(n news[T]) {
			f.update(ctx, func() {
				n.each(b.set, b.remove)
				if n.complete {
					b.listed(true)
				}
			})
		})
		f.update(ctx, func() { b.listed(false) })
		if apierrors.IsForbidden(err) || apierrors.IsNotFound(err) { // it may not be read, or is not served here
			return
		}
		sleep(ctx, delay())
	}
}

// rowLister lists workloads, Services or Ingresses with no more than what [expose.Listing] looks at.
func (c *Cluster) rowLister(ctx context.Context, gvk schema.GroupVersionKind, resource string) (lister, error) {
	l, err := c.lister(ctx, gvk, resource)
	if err != nil {
		return l, err
	}
	return l.only(rowFields(resource)...), nil
}

func rowFields(resource string) []string {
	fields := []string{"metadata.namespace", "metadata.name", "metadata.creationTimestamp"}
	template := "spec.template."
	switch resource {
	case "services":
		return append(fields, "spec.type", "spec.clusterIP", "spec.selector", "spec.ports")
	case "ingresses":
		return append(fields, "spec.rules", "spec.defaultBackend")
	case "pods":
		fields = append(fields, "status.conditions.type", "status.conditions.status")
		template = ""
	default:
		fields = append(fields, "spec.replicas", "status.readyReplicas", "status.desiredNumberScheduled", "status.numberReady")
	}
	fields = append(fields, template+"metadata.labels")
	for _, containers := range []string{"containers.", "initContainers."} {
		for _, field := range []string{"image", "command", "args", "ports", "env", "livenessProbe", "readinessProbe", "startupProbe", "restartPolicy"} {
			fields = append(fields, template+"spec."+containers+field)
		}
	}
	return fields
}
