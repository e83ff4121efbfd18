package cluster

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/json"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// UnreadError says that the objects of a kind may not be listed.
type UnreadError struct {
	Kind schema.GroupVersionKind
	err  error
}

// Error implements error.
func (e *UnreadError) Error() string { return e.err.Error() }

// Unwrap returns the [ForbiddenError].
func (e *UnreadError) Unwrap() error { return e.err }

// Recorded lists the objects of the namespace that a kubectl xnode wrote, of all namespaces when c has none, in a stable order. Kinds that may not be listed are left out; unread says which, an
// [UnreadError] each. A record that cannot be read is left out, too, and told of by unread.
func (c *Cluster) Recorded(ctx context.Context) (found []expose.Recorded, unread []error, err error) {
	return c.allRecorded(ctx, false)
}

// RecordedAndLedTo lists the same, and says of Services what leads to them, see [expose.Recorded.LedToBy].
func (c *Cluster) RecordedAndLedTo(ctx context.Context) (found []expose.Recorded, unread []error, err error) {
	return c.allRecorded(ctx, true)
}

func (c *Cluster) allRecorded(ctx context.Context, ledTo bool) (found []expose.Recorded, unread []error, err error) {
	var mu sync.Mutex
	var routes []route
	g, gctx := errgroup.WithContext(ctx)
	for gvk, resource := range written() {
		g.Go(func() error {
			recorded, leading, broken, err := c.recorded(gctx, gvk, resource, ledTo && gvk.Kind != "Service")
			mu.Lock()
			defer mu.Unlock()
			switch {
			case apierrors.IsNotFound(err), apierrors.IsNotAcceptable(err): // not served here
			case apierrors.IsForbidden(err):
				unread = append(unread, &UnreadError{gvk, c.explain(err)})
			case err != nil:
				return c.explain(err)
			}
			found, routes, unread = append(found, recorded...), append(routes, leading...), append(unread, broken...)
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, nil, err
	}
	for i, r := range found {
		found[i].LedToBy = leadingToCreated(r, routes)
	}
	expose.SortRecorded(found)
	slices.SortFunc(unread, func(a, b error) int { return cmp.Compare(a.Error(), b.Error()) })
	return found, unread, nil
}

// recorded lists the objects of a kind that are recorded, and where all of them lead when they are routes.
func (c *Cluster) recorded(ctx context.Context, gvk schema.GroupVersionKind, resource string, areRoutes bool) (found []expose.Recorded, routes []route, broken []error, err error) {
	client, err := c.unstructured(ctx, gvk.GroupVersion(), nil)
	if err != nil {
		return nil, nil, nil, err
	}
	l := lister{client: client, namespace: c.Namespace, resource: resource, newObject: func() runtime.Object { return &perhapsRecorded{always: areRoutes} }}
	err = l.all(ctx, func(listed runtime.Object) {
		k, ok := listed.(*perhapsRecorded)
		if !ok || k.Object == nil {
			return
		}
		o := &k.Unstructured
		o.SetGroupVersionKind(gvk)
		if r, ok := routeOf(o); ok && areRoutes {
			routes = append(routes, r)
		}
		switch record, err := expose.RecordOf(o); {
		case err != nil:
			broken = append(broken, err)
		case record != nil:
			found = append(found, expose.Recorded{Object: o, Record: *record})
		}
	})
	return found, routes, broken, err
}

// perhapsRecorded is an object of a list of a built-in kind, which leaves out the kind of each. Unless it is read always, it is only read when there may be a record in it: most have none.
type perhapsRecorded struct {
	unstructured.Unstructured
	always bool
}

// UnmarshalJSON implements [encoding/json.Unmarshaler].
func (p *perhapsRecorded) UnmarshalJSON(data []byte) error {
	if !p.always && !bytes.Contains(data, []byte(expose.RecordAnnotation)) {
		return nil
	}
	return json.UnmarshalCaseSensitivePreserveInts(data, &p.Object)
}

// RecordedNamed reads those objects with one of the names that a kubectl xnode wrote: what is left to do for who may read but not list. A record that cannot be read is left out,
// and told of by broken.
func (c *Cluster) RecordedNamed(ctx context.Context, names []string) (found []expose.Recorded, broken []error, err error) {
	var mu sync.Mutex
	g, gctx := errgroup.WithContext(ctx)
	for gvk := range written() {
		for _, name := range names {
			g.Go(func() error {
				o, err := c.Live(gctx, expose.Ref{GroupVersionKind: gvk, Namespace: c.Namespace, Name: name})
				if o == nil || isForbidden(err) {
					return unlessForbiddenError(err)
				}
				record, err := expose.RecordOf(o)
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err != nil:
					broken = append(broken, err)
				case record != nil:
					found = append(found, expose.Recorded{Object: o, Record: *record})
				}
				return nil
			})
		}
	}
	if err := g.Wait(); err != nil {
		return nil, nil, err
	}
	expose.SortRecorded(found)
	return found, broken, nil
}

func unlessForbiddenError(err error) error {
	if forbidden := (*ForbiddenError)(nil); errors.As(err, &forbidden) {
		return nil
	}
	return err
}
